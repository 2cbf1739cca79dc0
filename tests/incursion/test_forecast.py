"""When and where an object will come over an edge, and the places it could reach: against flying many of them."""

import math

import numpy as np
import pytest

from incursion.land import zone
from motion.plays import COUNT, STEP_S, played
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.incursion.case import Case
from sargas.incursion.forecast import MOST_AT_ONCE, NO_ENTRY, Ahead, forecast
from sargas.incursion.settings import Settings
from sargas.incursion.shapes import shapes_of
from sargas.incursion.watch import Sight
from sargas.model.incident import Incident
from sargas.model.tracks import Tracks
from sargas.motion import Settings as Motion
from sargas.motion import going_of, ways

LAND = zone()
SHAPES, MOTION = shapes_of([LAND]), Motion()


def flown(track: Tracks, within_s: float) -> np.ndarray:
    """(seconds to the straight edge at east 0, north there) of many such objects, as the model of motion plays them."""
    east_m, north_m, _ = enu_from_geodetic(*played(going_of(track, 0), MOTION, within_s), 0.0, LAT_DEG, LON_DEG, 0.0)
    over = east_m >= 0.0
    first = over.argmax(axis=0)
    k, each = np.maximum(first, 1), np.arange(COUNT)
    before_m, after_m = east_m[k - 1, each], east_m[k, each]
    met_s = STEP_S * (k - after_m / np.where(after_m > before_m, after_m - before_m, 1.0))
    return np.stack([np.where(over.any(axis=0), met_s, np.inf), north_m[first, each]], axis=1)


@pytest.mark.parametrize(
    ("east_m", "east_mps", "north_mps", "sigma_m", "sigma_mps"),
    [(-10_000.0, 40.0, 0.0, 60.0, 1.0), (-20_000.0, 30.0, 25.0, 200.0, 3.0), (-25_000.0, 200.0, -60.0, 300.0, 8.0)],
)
def test_as_many_objects_fly(east_m, east_mps, north_mps, sigma_m, sigma_mps) -> None:
    said = {"east_m": east_m, "east_mps": east_mps, "north_mps": north_mps, "sigma_m": sigma_m, "sigma_mps": sigma_mps}
    track = rows(NOON_S, said)
    met = flown(track, 900.0)
    found = forecast(SHAPES, 0, ways(going_of(track, 0), MOTION, -east_m / east_mps), 900.0, 300e3)
    assert found is not None
    p10, p50, p90 = np.quantile(met[np.isfinite(met[:, 0]), 0], [0.1, 0.5, 0.9])
    spread = max(p90 - p10, 2.0)
    assert found.p50_s == pytest.approx(p50, abs=0.12 * spread + 1.0)
    assert found.p10_s == pytest.approx(p10, abs=0.2 * spread + 1.0)
    assert found.p90_s == pytest.approx(p90, abs=0.2 * spread + 1.0)
    assert found.probability == pytest.approx(np.mean(np.isfinite(met[:, 0])), abs=0.07)
    at_east, at_north, _ = enu_from_geodetic(found.lat_deg, found.lon_deg, 0.0, LAT_DEG, LON_DEG, 0.0)
    assert abs(float(at_east)) < 30.0
    there = met[np.isfinite(met[:, 0]), 1]
    assert float(at_north) == pytest.approx(float(np.median(there)), abs=2.0 * float(np.std(there)) + 20.0)


def test_who_hardly_ever_comes_is_not_told_to() -> None:
    away = rows(NOON_S, {"east_m": -5000.0, "east_mps": -30.0})
    assert forecast(SHAPES, 0, ways(going_of(away, 0), MOTION, 100.0), 900.0, 300e3) is None


def sight(entry_s: float) -> Sight:
    return Sight(NOON_S, NOON_S, 0.0, 1.0, 4000.0, entry_s)


def test_the_fields_of_an_approach() -> None:
    ahead = Ahead([LAND], SHAPES, Settings(), MOTION)
    track = rows(NOON_S, {"east_m": -4000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})
    told = ahead.entry(0, track, 0, sight(100.0))
    assert set(told) == set(NO_ENTRY)
    assert told["entry_p10_s"] < told["time_to_border_s"] < told["entry_p90_s"]
    assert told["entry_probability"] == 1.0
    away = ahead.entry(0, track, 0, sight(math.inf))
    assert away["entry_p10_s"] is None


def test_protected_places_the_soonest_first_whatever_the_course() -> None:
    near = zone("site", (4, 4), (5, 4), (5, 5), (4, 5), id="depot", name="the depot")
    ahead_of = zone("site", (9, -3), (10, -3), (10, 3), (9, 3), id="port", name="the port")
    far = zone("site", (90, 0), (91, 0), (91, 1), (90, 1), id="far", name="far away")
    settings = Settings()
    track = rows(NOON_S, {"east_m": -1000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})
    told = Ahead([LAND, far, ahead_of, near], shapes_of([]), settings, MOTION).places(track, 0)
    assert [place.name for place in told] == ["the depot", "the port"], "90 km are more than half an hour"
    depot, port = told
    assert depot.direct_s == pytest.approx(math.hypot(5000.0, 4000.0) / 40.0, rel=0.01)
    assert depot.course_probability < 0.05
    assert port.course_probability > 0.8
    assert port.course_s == pytest.approx(250.0, abs=8.0)
    assert Ahead([LAND, near], shapes_of([]), settings, MOTION).places(rows(NOON_S, {"east_mps": 1.0}), 0) == ()
    inside = rows(NOON_S, {"east_m": 4500.0, "north_m": 4500.0, "east_mps": 20.0})
    assert Ahead([near], shapes_of([]), settings, MOTION).places(inside, 0)[0].direct_s == 0.0


def test_of_many_places_the_soonest_are_told() -> None:
    many = [zone("site", (k, 2), (k + 0.5, 2), (k + 0.5, 3), (k, 3), id=str(k), name=str(k)) for k in range(1, 20)]
    track = rows(NOON_S, {"east_m": 0.0, "east_mps": 40.0})
    told = Ahead(many, shapes_of([]), Settings(protected_most=3), MOTION).places(track, 0)
    assert [place.name for place in told] == ["1", "2", "3"]


def test_what_is_foreseen_is_said_anew_the_nearer_the_more_often() -> None:
    """At first, then when the time is up: 3 s, or a fiftieth of the time to entry; and nothing of who has left."""
    ahead = Ahead([LAND], SHAPES, Settings(), MOTION)
    track = rows(NOON_S, {"east_m": -20_000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})
    case = Case(Incident(1, "land", "the land", (1,), "approaching", "new", 0, NOON_S, NOON_S))
    first = ahead.of(case, "approaching", 0, track, 0, sight(500.0))
    case.change(True, **first)
    assert first["time_to_border_s"] == pytest.approx(500.0, abs=20.0)
    for later_s, anew in ((9.0, False), (11.0, True), (12.0, False)):
        now = sight(500.0 - later_s)._replace(time_s=NOON_S + later_s)
        fields = ahead.of(case, "approaching", 0, track, 0, now)
        assert ("places" in fields) == anew
        if not anew:
            since_s = later_s - (case.incident.updated_s - NOON_S)
            assert fields["time_to_border_s"] == pytest.approx(case.incident.time_to_border_s - since_s)
        case.change(True, updated_s=NOON_S + later_s, **fields)
    turned = sight(math.inf)._replace(time_s=NOON_S + 12.5)
    assert ahead.of(case, "approaching", 0, track, 0, turned) == NO_ENTRY
    assert ahead.of(case, "inside", 0, track, 0, sight(math.inf)) == NO_ENTRY | {"places": ()}
    assert ahead.of(case, "left", 0, track, 0, sight(math.inf)) == NO_ENTRY | {"places": ()}


def test_where_too_much_is_to_be_foreseen_at_once_the_rest_waits() -> None:
    ahead = Ahead([LAND], SHAPES, Settings(), MOTION)
    track = rows(NOON_S, {"east_m": -20_000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})

    def foreseen() -> int:
        cases = [
            Case(Incident(k, "land", "the land", (k,), "approaching", "new", 0, NOON_S, NOON_S)) for k in range(12)
        ]
        told = [ahead.of(case, "approaching", 0, track, 0, sight(500.0)) for case in cases]
        assert all(fields["time_to_border_s"] == pytest.approx(500.0, abs=20.0) for fields in told)
        return sum(fields["entry_p10_s"] is not None for fields in told)

    assert foreseen() == MOST_AT_ONCE
    ahead.begin()
    assert foreseen() == MOST_AT_ONCE
