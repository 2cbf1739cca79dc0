"""Claims as CAT021 and CAT129: read back the same, SIM always where it belongs, and what may not be said."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from oracle.items import NOON_S, chunks, everything, plots
from sargas.formats.asterix.columns import Records, cut, read
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.model.claims import Claims
from sargas.model.label import Label
from sargas.model.place import Site
from sargas.model.plot import Bearing, Geodetic, Plot
from sargas.model.plots import HAS, Plots
from sargas.model.released import Released, Simulated
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma

SENSORS = [Sensor("ads", "f", "adsb", {"sac": 1, "sic": 2}), Sensor("ids", "f", "remote_id", {"sac": 1, "sic": 3})]
SOURCES = {"ads": Source(1, 2), "ids": Source(1, 3)}
SETTINGS = Settings(feed="f", sources=SOURCES)


def released(item: object) -> Released:
    return Released(item, "partner", Label())


def through(item: object, settings: Settings = SETTINGS) -> Plots:
    return plots(Decoder(SENSORS, settings).feed(chunks(Encoder(settings).encode(item))))


def claim(**more: object) -> Plot:
    said = {"claims": Claims(mode_s=0x4CA777), "echo": "adsb", **more}
    return Plot("ads", NOON_S, Geodetic(54.9, 25.3, 1905.0, -100.0, 50.0, 2.0), **said)


def drone(**more: object) -> Plot:
    said = {"claims": Claims(remote_id="LT.ABC.X1.7"), "echo": "other", **more}
    return Plot("ids", NOON_S, Geodetic(54.9, 25.3, 205.0, 3.0, -4.0, -1.0), **said)


def items_of(category: int, item: object) -> Records:
    octets = np.frombuffer(b"".join(Encoder(SETTINGS).encode(item)), np.uint8)
    blocks, _ = cut(octets, np.array([0]), np.array([len(octets)]))
    return read(blocks.of(category), table_of(category))[0][0]


@pytest.mark.parametrize("edition", [edition for edition in EDITIONS[21] if edition > "2"])
def test_recorded_claims_read_written_and_read_again_are_the_same(corpus: Path, edition: str) -> None:
    payloads = [
        (corpus / "radar/croatia_cat21_re.ast").read_bytes(),
        (corpus / "asterix_vectors/cat021ed2.1.bin").read_bytes(),
    ]
    sensors = everything(payloads, "adsb")
    first = plots(Decoder(sensors, Settings(feed="f")).feed(chunks(payloads)))
    assert len(first) == 3
    sources = {sensor.id: Source(int(sensor.match["sac"]), int(sensor.match["sic"])) for sensor in sensors}
    settings = Settings(feed="f", sources=sources, editions={"021": edition})
    again = plots(Decoder(sensors, settings).feed(chunks(Encoder(settings).encode(released(first)))))
    first.up_mps[:], first.has[:] = 0.0, first.has & ~np.uint32(HAS["up_mps"])
    for column, array in first.arrays().items():
        if column != "record_number":
            assert np.array_equal(array, getattr(again, column)), column


def test_a_claim_of_position() -> None:
    one = through(released(claim())).plot(0)
    assert isinstance(one.measurement, Geodetic)
    assert (one.measurement.lat_deg, one.measurement.lon_deg) == pytest.approx((54.9, 25.3), abs=1e-7)
    assert one.measurement.height_m == 1905.0
    assert (one.measurement.east_mps, one.measurement.north_mps) == pytest.approx((-100.0, 50.0), abs=0.1)
    assert (one.claims.mode_s, one.echo, one.simulated) == (0x4CA777, "adsb", False)
    said = items_of(21, released(claim()))
    assert [int(said.raw(f"040/{name}")[0]) for name in ("ARC", "SIM", "TST")] == [2, 0, 0]
    assert not said.has("077/TOD")[0], "when it is sent is not known here"


def test_an_accuracy_is_told_only_where_the_target_told_it() -> None:
    told = through(released(claim(sigma=Sigma(horizontal_m=92.6 / 2.448)))).plot(0)
    assert told.sigma.horizontal_m == pytest.approx(92.6 / 2.448)
    assert not items_of(21, released(claim(sigma=Sigma(horizontal_m=20.0)))).has("090/NACP")[0]


def test_what_every_report_of_adsb_must_have_it_has() -> None:
    nobody = claim(claims=Claims(callsign="LTU12A"))
    assert Encoder(SETTINGS).encode(released(nobody)) == []
    assert len(through(released(Plots.from_plots([nobody, claim()])))) == 1
    for told in (claim(), claim(sigma=Sigma(horizontal_m=92.6 / 2.448))):
        said = items_of(21, released(told))
        assert all(said.has(name)[0] for name in ("010/SAC", "040/ATP", "080/ADR", "090/NUCPNIC"))
        assert [int(said.raw(f"090/{name}")[0]) for name in ("NUCRNACV", "NUCPNIC")] == [0, 0], "unknown"


@pytest.mark.parametrize("height_m", [-5_000.0, 60_000.0])
def test_a_height_that_does_not_fit_is_left_out(height_m: float) -> None:
    beyond = Geodetic(54.9, 25.3, height_m)
    claimed = claim(claims=Claims(mode_s=0x4CA777, pressure_altitude_m=height_m))
    said = items_of(21, released(msgspec.structs.replace(claimed, measurement=beyond)))
    assert [bool(said.has(name)[0]) for name in ("140/GH", "145/FL", "131/LAT")] == [False, False, True]
    assert said.flawless()


def test_a_vertical_rate_of_unknown_kind_is_not_called_geometric() -> None:
    said = items_of(21, released(claim()))
    assert not said.has("157/GVR")[0]
    assert not said.has("155/BVR")[0]


def test_everything_simulated_says_so_or_stays() -> None:
    both = Plots.from_plots([claim(), drone()])
    assert through(released(both)).simulated.tolist() == [False, False]
    alone = through(Simulated(both))
    assert (alone.sources[alone.source[0]], alone.simulated.tolist()) == ("ads", [True])
    marked = Plots.from_plots([claim(simulated=True), drone(simulated=True)])
    assert through(released(marked)).simulated.tolist() == [True], "CAT129 has no word for it"


def test_a_drone_of_cat129_and_no_other() -> None:
    others = [drone(claims=Claims(remote_id="1787F04BM22100012345")), drone(claims=Claims())]
    made = through(released(Plots.from_plots([drone(), *others])))
    assert [plot.claims.remote_id for plot in made] == ["LT.ABC.X1.7"]
    one = made.plot(0)
    assert isinstance(one.measurement, Geodetic)
    assert one.measurement.height_m == pytest.approx(205.0, abs=0.051)
    assert (one.measurement.east_mps, one.measurement.north_mps, one.measurement.up_mps) == (3.0, -4.0, -1.0)
    assert len(Encoder(SETTINGS).encode(released(Plots.from_plots([drone()] * 3)))) == 3, "a record a block"


@pytest.mark.parametrize(
    ("sigma_m", "half_m"), [(0.3, None), (0.5, 1), (10.0, 12), (216.0, 254), (217.5, None), (300.0, None), (7e4, None)]
)
def test_a_drones_accuracy_is_told_where_the_item_has_it(sigma_m: float, half_m: int | None) -> None:
    said = items_of(129, released(drone(sigma=Sigma(horizontal_m=sigma_m))))
    assert (int(said.raw("110/CEP")[0]) if said.has("110/CEP")[0] else None) == half_m


def test_what_is_refused() -> None:
    old = Settings(feed="f", sources=SOURCES, editions={"021": "0.26"})
    with pytest.raises(ValueError, match=r"CAT021 edition 0\.26 is not written"):
        Encoder(old).encode(released(claim()))
    with pytest.raises(ValueError, match="no SAC/SIC is configured for ads"):
        Encoder(Settings(feed="f")).encode(released(claim()))


def test_a_bearing_is_written_for_an_exercise_alone() -> None:
    """CAT205 has no bit that says simulated."""
    sensors = [Sensor("df", "f", "rf", {"sac": 1, "sic": 4}, Site(54.9, 25.3, 200.0))]
    settings = Settings(feed="f", sources={"df": Source(1, 4)})
    one = Plot("df", NOON_S, Bearing(359.996, -2.5), simulated=True)
    encoder = Encoder(settings)
    assert encoder.encode(released(one)) == encoder.encode(Simulated(one)) == []
    other = Plot("df", NOON_S + 1.0, Bearing(120.0))
    written = encoder.encode_bearings(Simulated(Plots.from_plots([one, other])))
    found = plots(Decoder(sensors, settings).feed(chunks(written)))
    assert [plot.measurement for plot in found] == [Bearing(0.0, -2.5), Bearing(120.0)]
    assert [plot.time_s for plot in found] == [NOON_S, NOON_S + 1.0]


def test_what_multilateration_measured_is_written_and_read_the_same() -> None:
    """Real and simulated, with and without a transponder's address."""
    sensors = [Sensor("wam", "f", "mlat", {"sac": 1, "sic": 5}, Site(54.9, 25.3, 200.0))]
    settings = Settings(feed="f", sources={"wam": Source(1, 5)})
    said = Claims(mode_s=0x4CA777, mode_3a=0o2213, callsign="LOT123", pressure_altitude_m=3_048.0)
    one = Plot("wam", NOON_S, Geodetic(54.9, 25.3), Sigma(horizontal_m=6.0), said, echo="mode_s", sensor_track=77)
    other = Plot("wam", NOON_S, Geodetic(-12.5, 130.0), echo="ssr", claims=Claims(mode_3a=0o7000), purpose="test")
    both = Plots.from_plots([one, other])
    for item, simulated in ((released(both), False), (Simulated(both), True)):
        found = list(plots(Decoder(sensors, settings).feed(chunks(Encoder(settings).encode(item)))))
        assert [plot.simulated for plot in found] == [simulated] * 2
        assert [plot.echo for plot in found] == ["mode_s", "ssr"]
        assert found[0].claims == said
        assert (found[0].sigma.horizontal_m, found[0].sensor_track) == (6.0, 77)
        assert (found[1].measurement.lat_deg, found[1].measurement.lon_deg) == pytest.approx((-12.5, 130.0), abs=3e-6)
        assert (found[1].purpose, found[1].claims.mode_3a) == ("test", 0o7000)
