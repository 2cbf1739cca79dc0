"""When and where an object will come over an edge, and the places it could reach: against flying many of them."""

import math

import numpy as np
import pytest

from incursion.land import zone
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.incursion.case import Case
from sargas.incursion.forecast import LATTICE, MOST_AT_ONCE, NO_ENTRY, Ahead, forecast, states
from sargas.incursion.settings import Settings
from sargas.incursion.shapes import shapes_of
from sargas.incursion.watch import Sight
from sargas.model.incident import Incident
from sargas.model.tracks import Tracks

LAND = zone()
SHAPES = shapes_of([LAND])


def flown(track: Tracks, settings: Settings, within_s: float, chance: np.random.Generator, count: int = 4000):
    """(seconds to the straight edge at east 0, north there) of many such objects whose velocity wanders each second."""
    part = np.array([[0, 1, 3, 4], [1, 6, 8, 9], [3, 8, 15, 16], [4, 9, 16, 18]])
    start = chance.multivariate_normal(np.zeros(4), track.covariance[0][part], count)
    east, north, _ = enu_from_geodetic(track.lat_deg[0], track.lon_deg[0], 0.0, LAT_DEG, LON_DEG, 0.0)
    at = start[:, :2] + [float(east), float(north)]
    velocity = start[:, 2:] + [float(track.east_mps[0]), float(track.north_mps[0])]
    met = np.full((count, 2), np.inf)
    for second in range(1, int(within_s) + 1):
        at += velocity
        velocity += chance.normal(0.0, math.sqrt(settings.wander_m2ps3), (count, 2))
        new = (at[:, 0] >= 0.0) & np.isinf(met[:, 0])
        met[new, 0], met[new, 1] = second, at[new, 1]
    return met


@pytest.mark.parametrize(
    ("east_m", "east_mps", "north_mps", "sigma_m", "sigma_mps"),
    [(-10_000.0, 40.0, 0.0, 60.0, 1.0), (-20_000.0, 30.0, 25.0, 200.0, 3.0), (-25_000.0, 200.0, -60.0, 300.0, 8.0)],
)
def test_as_many_objects_fly(east_m, east_mps, north_mps, sigma_m, sigma_mps) -> None:
    settings = Settings()
    said = {"east_m": east_m, "east_mps": east_mps, "north_mps": north_mps, "sigma_m": sigma_m, "sigma_mps": sigma_mps}
    track = rows(NOON_S, said)
    met = flown(track, settings, 900.0, np.random.default_rng(5))
    found = forecast(SHAPES, 0, track, 0, -east_m / east_mps, 900.0, settings)
    assert found is not None
    p10, p50, p90 = np.quantile(met[np.isfinite(met[:, 0]), 0], [0.1, 0.5, 0.9])
    spread = max(p90 - p10, 2.0)
    assert found.p50_s == pytest.approx(p50, abs=0.12 * spread + 1.0)
    assert found.p10_s == pytest.approx(p10, abs=0.2 * spread + 1.0)
    assert found.p90_s == pytest.approx(p90, abs=0.2 * spread + 1.0)
    assert found.probability == pytest.approx(np.mean(np.isfinite(met[:, 0])), abs=0.05)
    at_east, at_north, _ = enu_from_geodetic(found.lat_deg, found.lon_deg, 0.0, LAT_DEG, LON_DEG, 0.0)
    assert abs(float(at_east)) < 30.0
    there = met[np.isfinite(met[:, 0]), 1]
    assert float(at_north) == pytest.approx(float(np.median(there)), abs=2.0 * float(np.std(there)) + 20.0)


def test_the_lattice_is_of_mean_zero_and_unit_covariance() -> None:
    assert np.allclose(LATTICE.mean(axis=1), 0.0)
    assert np.allclose(np.cov(LATTICE, bias=True), np.eye(4))


def test_the_states_have_the_covariance_and_what_a_course_does() -> None:
    track = rows(NOON_S, {"sigma_m": 100.0, "sigma_mps": 2.0, "east_mps": 30.0})
    lat, lon, east, _ = states(track, 0, 600.0, Settings())
    assert float(np.std(east)) == pytest.approx(math.hypot(2.0, 1.0), rel=1e-3), "1 m/s in ten minutes"
    off = enu_from_geodetic(lat, lon, 0.0, track.lat_deg[0], track.lon_deg[0], 0.0)
    assert float(np.std(off[0])) == pytest.approx(100.0, rel=1e-3)


def test_who_hardly_ever_comes_is_not_told_to() -> None:
    away = rows(NOON_S, {"east_m": -5000.0, "east_mps": -30.0})
    assert forecast(SHAPES, 0, away, 0, 100.0, 900.0, Settings()) is None


def sight(entry_s: float) -> Sight:
    return Sight(NOON_S, NOON_S, 0.0, 1.0, 4000.0, entry_s)


def test_the_fields_of_an_approach() -> None:
    ahead = Ahead([LAND], SHAPES, Settings())
    track = rows(NOON_S, {"east_m": -4000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})
    told = ahead.entry(0, track, 0, sight(100.0))
    assert set(told) == set(NO_ENTRY)
    assert told["entry_p10_s"] < told["time_to_border_s"] < told["entry_p90_s"]
    assert told["entry_probability"] == 1.0
    away = ahead.entry(0, track, 0, sight(math.inf))
    assert away["entry_p10_s"] is None


def test_protected_places_the_soonest_first_whatever_the_course() -> None:
    near = zone("site", (4, 4), (5, 4), (5, 5), (4, 5), id="depot", name="the depot")
    ahead_of = zone("site", (9, -0.5), (10, -0.5), (10, 0.5), (9, 0.5), id="port", name="the port")
    far = zone("site", (90, 0), (91, 0), (91, 1), (90, 1), id="far", name="far away")
    settings = Settings()
    track = rows(NOON_S, {"east_m": -1000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})
    told = Ahead([LAND, far, ahead_of, near], shapes_of([]), settings).places(track, 0)
    assert [place.name for place in told] == ["the depot", "the port"], "90 km are more than half an hour"
    depot, port = told
    assert depot.direct_s == pytest.approx(math.hypot(5000.0, 4000.0) / 40.0, rel=0.01)
    assert depot.course_probability < 0.05
    assert port.course_probability > 0.8
    assert port.course_s == pytest.approx(250.0, abs=8.0)
    assert Ahead([LAND, near], shapes_of([]), settings).places(rows(NOON_S, {"east_mps": 1.0}), 0) == ()
    inside = rows(NOON_S, {"east_m": 4500.0, "north_m": 4500.0, "east_mps": 20.0})
    assert Ahead([near], shapes_of([]), settings).places(inside, 0)[0].direct_s == 0.0


def test_of_many_places_the_soonest_are_told() -> None:
    many = [zone("site", (k, 2), (k + 0.5, 2), (k + 0.5, 3), (k, 3), id=str(k), name=str(k)) for k in range(1, 20)]
    track = rows(NOON_S, {"east_m": 0.0, "east_mps": 40.0})
    told = Ahead(many, shapes_of([]), Settings(protected_most=3)).places(track, 0)
    assert [place.name for place in told] == ["1", "2", "3"]


def test_what_is_foreseen_is_said_anew_the_nearer_the_more_often() -> None:
    """At first, then when the time is up: 3 s, or a fiftieth of the time to entry; and nothing of who has left."""
    ahead = Ahead([LAND], SHAPES, Settings())
    track = rows(NOON_S, {"east_m": -20_000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})
    case = Case(Incident(1, "land", "the land", (1,), "approaching", "new", 0, NOON_S, NOON_S))
    first = ahead.of(case, "approaching", 0, track, 0, sight(500.0))
    case.change(True, **first)
    assert first["time_to_border_s"] == pytest.approx(500.0, abs=10.0)
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
    ahead = Ahead([LAND], SHAPES, Settings())
    track = rows(NOON_S, {"east_m": -20_000.0, "east_mps": 40.0, "sigma_m": 50.0, "sigma_mps": 1.0})

    def foreseen() -> int:
        cases = [
            Case(Incident(k, "land", "the land", (k,), "approaching", "new", 0, NOON_S, NOON_S)) for k in range(12)
        ]
        told = [ahead.of(case, "approaching", 0, track, 0, sight(500.0)) for case in cases]
        assert all(fields["time_to_border_s"] == pytest.approx(500.0, abs=10.0) for fields in told)
        return sum(fields["entry_p10_s"] is not None for fields in told)

    assert foreseen() == MOST_AT_ONCE
    ahead.begin()
    assert foreseen() == MOST_AT_ONCE
