"""Tracks as CAT062: read back the same, and what an own track says there."""

import msgspec
import numpy as np
import pytest

from oracle.items import NOON_S, chunks, tracks
from oracle.recordings import final_format
from sargas.formats.asterix import pack
from sargas.formats.asterix.decoder import Decoder
from sargas.formats.asterix.encoder import Encoder
from sargas.formats.asterix.settings import Settings, Source
from sargas.formats.asterix.system_tracks import Told, columns
from sargas.formats.asterix.tables import table_of
from sargas.formats.asterix.write_tracks import draft_062
from sargas.model.claims import Claims
from sargas.model.label import Label
from sargas.model.released import Released, Simulated
from sargas.model.sensor import Sensor
from sargas.model.track import HEIGHT_SOURCES, FlightPlan
from sargas.model.tracks import CONFIRMED, HAS, Tracks

SENSORS = [Sensor("system", "f", "system", {"sac": 70, "sic": 16})]
SETTINGS = Settings(feed="f", sac=70, sic=16, sources={"kybartai": Source(70, 1, kind="psr")})


def through(item: object) -> Tracks:
    return tracks(Decoder(SENSORS, SETTINGS).feed(chunks(Encoder(SETTINGS).encode(item))))


def test_the_baltic_read_written_and_read_again_is_the_same(corpus) -> None:
    payloads = final_format(corpus / "radar/baltic_cat062_15min.ff")[::5]
    first = tracks(Decoder(SENSORS, SETTINGS).feed(chunks(payloads)))
    assert len(first) > 3000
    again = through(Released(first, "partner", Label()))
    for name, array in first.arrays().items():
        assert np.array_equal(array, getattr(again, name)), name


def own() -> Tracks:
    made = Tracks.empty(1, ["kybartai"])
    made.number[:], made.time_s[:], made.first_s[:], made.status[:] = 70_123, NOON_S, NOON_S - 12.0, CONFIRMED
    made.lat_deg[:], made.lon_deg[:], made.existence[:] = 54.6, 25.3, 0.97
    made.height_m[:], made.has[:] = 300.0, HAS["height_m"]
    made.height_source[:] = HEIGHT_SOURCES.index("radar")
    made.covariance[0, [0, 1, 6, 11, 15, 18, 20]] = [900.0, -400.0, 1600.0, 2500.0, 4.0, 9.0, 1.0]
    made.contributor_s[0, 0] = NOON_S - 2.0
    return made


def test_an_own_track_with_its_accuracy() -> None:
    made = through(Released(own(), "partner", Label())).track(0)
    assert made.reported_number == 70_123 % 65_536
    assert made.lat_deg == pytest.approx(54.6, abs=3e-6)
    assert made.height_source == "radar"
    assert made.height_m == pytest.approx(300.0, abs=1.0)
    assert not made.assumed_accuracy
    triangle = made.covariance
    assert (triangle[0], triangle[1], triangle[6]) == (900.0, -400.0, 1600.0)
    assert (triangle[15], triangle[18]) == (4.0, 9.0)
    assert triangle[11] == pytest.approx(2500.0, rel=0.05)
    assert made.contributors == {"psr": 2.0}
    assert made.first_s == NOON_S - 12.0
    assert not made.simulated


def test_everything_simulated_says_so() -> None:
    assert through(Simulated(own())).simulated.all()


@pytest.mark.parametrize(("height_m", "is_told"), [(-500.0, 0), (-450.0, 1), (45_700.0, 1), (46_000.0, 0), (9e9, 0)])
@pytest.mark.parametrize(("source", "item"), [("radar", "130"), ("pressure_qnh", "135"), ("pressure_standard", "136")])
def test_a_height_that_does_not_fit_is_left_out(source: str, item: str, height_m: float, is_told: int) -> None:
    made = own()
    made.height_m[:] = made.pressure_altitude_m[:] = height_m
    made.has[:] = HAS["height_m"] | (HAS["pressure_altitude_m"] if item == "136" else 0)
    made.height_source[:] = HEIGHT_SOURCES.index(source)
    draft = draft_062(table_of(62), made, SETTINGS)
    told = [
        path for path in ("130", "135", "136", "500/AGA", "500/ABA") if path in draft.given and draft.given[path][0]
    ]
    assert told == [item, "500/AGA" if item == "130" else "500/ABA"] * is_told


@pytest.mark.parametrize("claimed", [None, "SPOOF1", "LTU12A"])
@pytest.mark.parametrize("filed", [None, "LTU12A", "A-12"])
def test_of_two_call_signs_each_stays_where_it_belongs(claimed: str | None, filed: str | None) -> None:
    """What a target says and what its flight plan says may differ: that is news, and neither becomes the other."""
    plan = FlightPlan(filed, "AT75", "EYVI", "EYPA")
    track = msgspec.structs.replace(own().track(0), claims=Claims(callsign=claimed), flight_plan=plan)
    draft = draft_062(table_of(62), columns([Told(track, 4, NOON_S, NOON_S)]), SETTINGS)
    blocks = pack.blocks(62, pack.records(table_of(62), draft))
    made = tracks(Decoder(SENSORS, SETTINGS).feed(chunks(blocks))).track(0)
    assert (made.claims.callsign, made.flight_plan) == (claimed, plan)


def test_a_plans_call_sign_of_eight_letters_does_not_fit() -> None:
    made = own()
    made.plan_callsign[:], made.has[:] = b"LTU12345", HAS["plan_callsign"] | HAS["flight_plan"]
    assert through(Released(made, "partner", Label())).track(0).flight_plan is None


def octet(tracks: Tracks, name: str) -> int:
    table = table_of(62)
    draft = draft_062(table, tracks, SETTINGS)
    return int(draft.raw[f"080/{name}"][0])


def test_the_status_says_what_is_known_and_no_more() -> None:
    assert [octet(own(), name) for name in ("MON", "SRC", "MRH", "SIM")] == [1, 2, 1, 0]
    two, none = own(), own()
    two.contributor_s[0, 1] = NOON_S
    none.contributor_s[:] = 0.0
    assert (octet(two, "MON"), octet(none, "MON")) == (0, 0)
    theirs = own()
    theirs.reported_by[:] = 0
    assert octet(theirs, "MON") == 0
    with_level = own()
    with_level.pressure_altitude_m[:], with_level.has[:] = 300.0, HAS["height_m"] | HAS["pressure_altitude_m"]
    assert octet(with_level, "MRH") == 0


@pytest.mark.parametrize(
    ("source", "said", "src"),
    [
        *(("radar", "130", 2), ("triangulated", "130", 3), ("geometric", "130", 0), ("operator", "", 0)),
        *(("none", "", 0), ("pressure_qnh", "135", 0), ("pressure_standard", "", 0)),
    ],
)
def test_a_height_is_told_as_what_it_is_known_to_be_and_no_more(source: str, said: str, src: int) -> None:
    """As a recipient reads it: a released Track, a column, and what is left of it in bytes."""
    made = own()
    made.height_source[:] = HEIGHT_SOURCES.index(source)
    released = columns([Told(made.track(0), 4, NOON_S, NOON_S)])
    draft = draft_062(table_of(62), released, SETTINGS)
    assert [path for path in ("130", "135", "136") if path in draft.given and draft.given[path][0]] == [said] * bool(
        said
    )
    assert [int(draft.raw[f"080/{name}"][0]) for name in ("SRC", "MRH")] == [src, int(said == "130")]
    of_height = [path for path in ("500/AGA", "500/ABA", "500/ARC") if draft.given[path][0]]
    kind = "500/AGA" if said == "130" else "500/ABA" if source.startswith("pressure") else ""
    assert of_height == ([kind, "500/ARC"] if kind else [])
