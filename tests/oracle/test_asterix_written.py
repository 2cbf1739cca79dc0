"""What we write, libasterix reads: the same items and the same bits, in the oldest and the newest edition it has."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from oracle.items import NOON_S, chunks, everything, plots, tracks
from oracle.recordings import blocks, final_format, gps
from oracle.test_asterix import KNOWN, ask, compare, read_block
from picture.scene import rows
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.session import Session
from sargas.formats.asterix.settings import ExportSettings, Settings, Source
from sargas.model.claims import Claims
from sargas.model.label import Label
from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.released import Released, Simulated
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus
from sargas.model.track import FlightPlan

pytestmark = pytest.mark.oracle
FREE = Label("UNCLASSIFIED", ("POL",))


def agreed(oracle: list[str], category: int, edition: str, frames: list[bytes]) -> Counter[str]:
    """Records and elements on which both agree; each of the frames is blocks."""
    asked: list[dict[str, object]] = [
        {"category": block[0], "edition": edition, "block": block.hex()} for block in blocks(frames)
    ]
    assert {question["category"] for question in asked} == {category}
    met: Counter[str] = Counter()
    for question, expected in zip(asked, ask(oracle, asked), strict=True):
        slabs, unread = read_block(question)
        assert not unread
        assert sum(map(len, slabs)) == len(expected) > 0
        for i, record in enumerate(expected):
            met += compare(slabs[0], i, record, question)
    return met


def ends(category: int) -> tuple[str, str]:
    editions = [edition for edition in KNOWN[category] if edition >= "1"]
    return editions[0], editions[-1]


@pytest.mark.parametrize("edition", ends(48))
def test_plots_of_a_radar(oracle: list[str], corpus: Path, edition: str) -> None:
    payloads = gps(corpus / "radar/ifsnop_068test_bds30.gps")[::5]
    sensors = everything(payloads)
    sources = {sensor.id: Source(int(sensor.match["sac"]), int(sensor.match["sic"])) for sensor in sensors}
    encoder = Encoder(Settings("to", editions={"048": edition}, sources=sources))
    found = plots(Decoder(sensors, Settings("f")).feed(chunks(payloads)))
    for wrap in (Simulated(found), Released(found, "POL", FREE)):
        met = agreed(oracle, 48, edition, encoder.encode(wrap))
        assert met["record"] == len(found) > 300
    assert met["040/RHO"] == len(found)


@pytest.mark.parametrize("edition", ends(62))
def test_tracks_of_a_centre_told_on_by_a_session(oracle: list[str], corpus: Path, edition: str) -> None:
    """Recorded tracks as if they had been released, and one with everything that a track of ours may have."""
    sensors = [Sensor("any", "f", "system")]
    payloads = final_format(corpus / "radar/baltic_cat062_15min.ff")[::40]
    recorded = [
        msgspec.structs.replace(track, number=k)
        for k, track in enumerate(tracks(Decoder(sensors, Settings("f")).feed(chunks(payloads))))
        if track.status != "ended"
    ]
    full = msgspec.structs.replace(
        rows(NOON_S, {"number": 70_000, "height_m": 900.0, "up_mps": -2.0, "status": 2}).track(0),
        height_source="geometric",
        claims=Claims(0x4CA777, 0o7700, "LTU12A", 880.0, "general"),
        flight_plan=FlightPlan("LTU12A", "AT75", "EYVI", "EYPA"),
        simulated=True,
        first_s=NOON_S - 8.0,
    )
    made = Session(ExportSettings(feed="to", sac=70, sic=16, editions={"062": edition}))
    frames = made.tell([Released(track, "POL", FREE) for track in [*recorded, full]], NOON_S, NOON_S)
    met = agreed(oracle, 62, edition, frames)
    assert met["record"] == len(recorded) + 1 > 400
    for name in ("500/APC/X", "390/TAC/TAC", "080/EMS", "130/ALT", "220/ROCD", "380/ADR/ADR", "015/SI"):
        assert met[name], name


@pytest.mark.parametrize("edition", ends(65))
def test_our_own_state_and_the_end_of_a_batch(oracle: list[str], edition: str) -> None:
    made = Session(ExportSettings(feed="to", sac=70, sic=16, editions={"065": edition}))
    frames = made.open(NOON_S)
    made.tell([Released(rows(NOON_S, {"number": 4}).track(0), "POL", FREE)], NOON_S, NOON_S)
    frames += made.tick(NOON_S) + made.tick(NOON_S + 0.1)
    met = agreed(oracle, 65, edition, frames)
    assert (met["record"], met["SP"], met["020/BATCH"], met["040/NOGO"]) == (2, 1, 1, 1)


@pytest.mark.parametrize("edition", ends(34))
def test_the_state_of_a_radar(oracle: list[str], edition: str) -> None:
    encoder = Encoder(Settings("to", editions={"034": edition}, sources={"r": Source(1, 2)}))
    states = (("ok", ""), ("degraded", "PSR overload, Mode S overload"), ("fault", ""), ("time_invalid", ""))
    said = [SensorStatus("r", NOON_S, status, detail, 4.0) for status, detail in states]
    frames = [block for status in said for block in encoder.encode(Simulated(status))]
    met = agreed(oracle, 34, edition, frames)
    assert (met["record"], met["041/PERIOD"], met["050/MDS/OVLSUR"]) == (4, 4, 1)


@pytest.mark.parametrize("edition", ["2.1", "2.7"])
def test_claims_of_aircraft(oracle: list[str], edition: str) -> None:
    encoder = Encoder(Settings("to", editions={"021": edition}, sources={"a": Source(1, 2)}))
    claims = Claims(0x4CA777, 0o7700, "LTU12A", 880.0, "military")
    place = Geodetic(54.9, -25.3, 1905.0, -100.0, 50.0, 2.0)
    bare = Plot("a", NOON_S, Geodetic(-1.0, 2.0), claims=Claims(0x4CA778), echo="adsb")
    said = [Plot("a", NOON_S, place, claims=claims, echo="adsb"), bare]
    met = agreed(oracle, 21, edition, encoder.encode(Simulated(Plots.from_plots(said))))
    assert (met["record"], met["131/LAT"], met["160/TA"], met["040/SIM"], met["090/NUCPNIC"]) == (2, 2, 1, 2, 2)
