import json
import math
from pathlib import Path

import pytest

from samples_of import samples
from sargas.formats import framing
from sargas.formats.format import Settings
from sargas.formats.modes import decoder as decoder_module
from sargas.formats.modes.decoder import Decoder
from sargas.model.batch import Item
from sargas.model.fault import Fault
from sargas.model.place import Site
from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.status import NewSensor

made = samples("modes")
RECEIVER = made.SENSORS[0]
TOULOUSE = Site(lat_deg=43.63, lon_deg=1.37, height_m=150.0)


def decode(data: bytes, *sensors: Sensor, stream: bool = True) -> list[Item]:
    decoder = Decoder(sensors or (RECEIVER,), Settings(feed="feed", stream=stream))
    return decoder.feed([Chunk(1, made.TIME_S, data)]) + decoder.flush()


def plots_of(items: list[Item]) -> list[Plot]:
    return [plot for item in items if isinstance(item, Plots) for plot in item]


def faults_of(items: list[Item]) -> dict[str, int]:
    return {item.reason: item.count for item in items if isinstance(item, Fault)}


@pytest.mark.parametrize("wrap", [made.beast, made.avr, made.json_lines])
def test_a_flight(wrap: object) -> None:
    items = decode(wrap(made.flight(0x503A11, 54.6, 25.2, 10)))
    plots = plots_of(items)
    assert len(plots) == 9  # the first half alone is no place yet
    assert not faults_of(items)
    last = plots[-1]
    assert isinstance(last.measurement, Geodetic)
    assert last.measurement.lat_deg == pytest.approx(54.6, abs=1e-4)
    assert last.measurement.lon_deg == pytest.approx(25.2 + 0.0016 * 9, abs=1e-4)
    assert last.measurement.east_mps == pytest.approx(200 * 1852 / 3600)
    assert last.measurement.north_mps == pytest.approx(-10 * 1852 / 3600)
    assert last.measurement.up_mps == pytest.approx(640 * 0.3048 / 60)
    assert last.claims.pressure_altitude_m == pytest.approx(3025 * 0.3048)
    assert last.measurement.height_m == pytest.approx((3025 + 150) * 0.3048)
    assert (last.claims.mode_s, last.claims.callsign) == (0x503A11, "TST745")
    assert (last.claims.mode_3a, last.claims.emergency) == (0o7700, "general")
    assert plots[0].claims.mode_3a == 0o2345
    assert plots[0].claims.emergency is None
    assert last.sigma.horizontal_m == pytest.approx(30.0 / 2.448, rel=1e-6)
    assert last.sigma.height_m == pytest.approx(45.0 / 1.96, rel=1e-6)
    assert last.sigma.velocity_mps == pytest.approx(3.0 / 2.448, rel=1e-6)


def test_time_is_the_receivers_where_it_tells_one() -> None:
    frames = made.flight(0x503A11, 54.6, 25.2, 4)
    assert [plot.time_s for plot in plots_of(decode(made.json_lines(frames)))] == [
        made.TIME_S + k for k in (2.5, 3.0, 4.0)
    ]
    assert {plot.time_s for plot in plots_of(decode(made.beast(frames)))} == {made.TIME_S}


def test_sbs_text() -> None:
    first, second = plots_of(decode(made.SBS))
    assert first.claims.callsign == "RYR1427"
    assert (first.claims.mode_s, first.claims.mode_3a, first.claims.emergency) == (0x4CA2D6, 0o7700, "general")
    assert isinstance(second.measurement, Geodetic)
    assert second.measurement.lat_deg == 54.5
    assert second.measurement.lon_deg == 24.253
    assert second.measurement.east_mps == pytest.approx(400 * 1852 / 3600)
    assert second.claims.pressure_altitude_m == pytest.approx(36975 * 0.3048)


def test_aircraft_on_the_ground_need_the_receivers_site() -> None:
    frames = [made.surface(0x503A11, 54.634, 25.287, 25, 45.0, bool(k & 1)) for k in range(4)]
    assert not plots_of(decode(made.beast(frames)))
    sited = Sensor(id="receiver", feed="feed", kind="adsb", site=Site(lat_deg=54.5, lon_deg=25.0, height_m=100.0))
    plots = plots_of(decode(made.beast(frames), sited))
    assert len(plots) == 4
    where = plots[0].measurement
    assert isinstance(where, Geodetic)
    assert (where.lat_deg, where.lon_deg) == pytest.approx((54.634, 25.287), abs=1e-4)
    assert where.height_m is None
    assert where.east_mps is not None
    assert where.north_mps is not None
    assert math.hypot(where.east_mps, where.north_mps) == pytest.approx(8.0 * 1852 / 3600)  # code 25 is 8 kt


def test_what_is_too_far_away_is_told_and_left_out() -> None:
    near = Site(lat_deg=54.5, lon_deg=25.0, height_m=100.0)
    frames = made.flight(0x503A11, 10.0, 100.0, 4)
    items = decode(made.beast(frames), Sensor(id="receiver", feed="feed", kind="adsb", site=near))
    assert not plots_of(items)
    assert faults_of(items) == {"implausible position: out of the receiver's range": 3}


def test_a_damaged_frame_is_counted() -> None:
    frame = bytearray(made.airborne(0x503A11, 54.6, 25.2, 3000, False))
    frame[6] ^= 4
    assert faults_of(decode(made.beast([bytes(frame)]))) == {
        "Mode S frame with a wrong checksum or no valid content": 1
    }


def test_tisb_is_left_out_and_anonymous_addresses_are_no_claims() -> None:
    def sent(first: int) -> list[Plot]:
        frames = [made.airborne(0x503A11, 54.6, 25.2, 3000, odd) for odd in (False, True)]
        changed = [made.squitter(0x503A11, int.from_bytes(frame[4:11]), first) for frame in frames]
        return plots_of(decode(made.beast(changed)))

    assert sent(0x92) == []  # DF18, CF 2
    assert [plot.claims.mode_s for plot in sent(0x90)] == [0x503A11]
    assert [plot.claims.mode_s for plot in sent(0x91)] == [None]


def test_receivers_are_told_apart_by_name_or_serial() -> None:
    lines = made.json_lines(made.flight(0x503A11, 54.6, 25.2, 3))
    for match in ({"receiver": "roof"}, {"receiver": 42}):
        items = decode(lines, Sensor(id="roof-receiver", feed="feed", kind="adsb", match=match))
        assert {plot.sensor for plot in plots_of(items)} == {"roof-receiver"}
    items = decode(lines, Sensor(id="other", feed="feed", kind="adsb", match={"receiver": "cellar"}))
    assert not plots_of(items)
    (new,) = (item for item in items if isinstance(item, NewSensor))
    assert new.match == {"receiver": "roof"}
    assert faults_of(items) == {"message of a source that is not configured": 8}


def test_configured_accuracy_stands_where_the_aircraft_says_nothing() -> None:
    frames = [made.airborne(0x503A11, 54.6, 25.2, 3000, odd) for odd in (False, True)]
    (plain,) = plots_of(decode(made.beast(frames)))
    assert plain.sigma.horizontal_m == pytest.approx(92.6 / 2.448, rel=1e-6)  # type code 11: NUCp 7
    sensor = Sensor(id="receiver", feed="feed", kind="adsb", accuracy=Sigma(horizontal_m=50.0))
    (configured,) = plots_of(decode(made.beast(frames), sensor))
    assert configured.sigma.horizontal_m == 50.0


def test_memory_of_aircraft_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder_module, "MOST_AIRCRAFT", 100)
    decoder = Decoder((RECEIVER,), Settings(feed="feed", stream=True))
    frames = [made.identification(0x500000 + k, "TST001") for k in range(450)]
    decoder.feed([Chunk(1, made.TIME_S, made.beast(frames))])
    assert len(decoder._aircraft) <= 100
    assert 0x500000 + 449 in decoder._aircraft


def test_a_panic_of_the_library_costs_one_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    import rs1090

    class Panic(BaseException):
        pass

    decode_all, bad = rs1090.decode, made.airborne(0x503A11, 54.6, 25.2, 3000, False).hex()

    def breaking(frames: list[str]) -> object:
        if bad in frames:
            raise Panic
        return decode_all(frames)

    monkeypatch.setattr(rs1090, "decode", breaking)
    items = decode(made.beast(made.flight(0x503A11, 54.6, 25.2, 5)))
    assert len(plots_of(items)) == 3
    assert faults_of(items) == {"Mode S frame with a wrong checksum or no valid content": 1}


def test_the_decoded_truth_of_a_recording(corpus: Path) -> None:
    """Every position and callsign that jet1090 gave for its own raw frames; speeds of airborne ones too."""
    path = corpus / "adsb" / "jet1090_tutorial.jsonl.gz"
    sensor = Sensor(id="receiver", feed="feed", kind="adsb", site=TOULOUSE)
    decoder = Decoder((sensor,), Settings(feed="feed", stream=True))
    with path.open("rb") as file:
        payloads = [framed.payload for framed in framing.read(file)][:30_000]
    plots = Plots.concatenate(
        item
        for at in range(0, len(payloads), 1000)
        for item in decoder.feed([Chunk(at, made.TIME_S, b"".join(payloads[at : at + 1000]))])
        if isinstance(item, Plots)
    )
    truth, callsigns, speeds = {}, {}, {}
    for line in payloads:
        told = json.loads(line)
        key = (told["timestamp"], int(told["icao24"], 16))
        if "latitude" in told:
            truth[key] = (told["latitude"], told["longitude"])
        if "callsign" in told:
            callsigns.setdefault(key[1], set()).add(told["callsign"])
        if told.get("bds") == "09" and "groundspeed" in told:
            speeds[key] = told["groundspeed"] * 1852 / 3600
    found = {(plot.time_s, plot.claims.mode_s): plot for plot in plots}
    shared = truth.keys() & found.keys()
    assert len(shared) >= 0.99 * len(truth)
    assert len(found) <= 1.01 * len(truth)
    for key in sorted(shared):
        where = found[key].measurement
        assert isinstance(where, Geodetic)
        assert abs(where.lat_deg - truth[key][0]) < 1e-5
        assert abs(where.lon_deg - truth[key][1]) < 1e-5
        assert found[key].claims.callsign in {None, *callsigns.get(key[1], ())}
    assert {plot.claims.callsign for plot in plots} - {None} <= {c for told in callsigns.values() for c in told}
    fast = [plot for plot in plots if plot.sigma.velocity_mps is not None]
    told_speeds = sorted(speeds.values())
    for plot in fast[::50]:
        where = plot.measurement
        assert isinstance(where, Geodetic)
        assert where.east_mps is not None
        assert where.north_mps is not None
        speed_mps = math.hypot(where.east_mps, where.north_mps)
        assert min(abs(speed_mps - told) for told in told_speeds) < 1e-3


def test_the_same_frames_in_beast_and_in_csv(corpus: Path) -> None:
    found = []
    for name in ("sample_beast.bin", "pymodes_sample_data_adsb.csv"):
        data = (corpus / "adsb" / name).read_bytes()
        payloads = list(framing.read(data, date_s=1_457_913_600.0))
        chunks = [Chunk(k, framed.time_s or 0.0, framed.payload) for k, framed in enumerate(payloads)]
        items = Decoder((RECEIVER,), Settings(feed="feed", stream=True)).feed(chunks)
        assert not faults_of(items)
        found.append([plot.measurement for plot in plots_of(items)])
    assert len(found[0]) == 933
    assert found[0] == found[1]


def test_surveillance_replies_alone_are_no_plots_and_no_faults(corpus: Path) -> None:
    """DF20 holds no position."""
    data = (corpus / "adsb" / "pymodes_sample_data_commb_df20.csv").read_bytes()
    assert decode(data) == []
