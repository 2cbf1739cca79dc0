"""The corridor against its own model played 4,000 times, and what it reaches against the same plays."""

import math

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from sargas.geo.geodesic import distance_m
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.warning.corridor import Corridor, Going, disc, sigmas_m
from sargas.warning.settings import Corridor as Settings

LAT_DEG, LON_DEG = 56.2, 28.0
STEP_S = 5.0
COVARIANCE = np.diag([80.0**2, 80.0**2, 2.0**2, 2.0**2])
SETTINGS = Settings()


def going(east_mps: float, north_mps: float) -> Going:
    return Going(1_000.0, LAT_DEG, LON_DEG, east_mps, north_mps, COVARIANCE)


def played(at: Going, settings: Settings, seed: int = 1) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(lat_deg, lon_deg) of 4,000 objects that go on as the model says, each (moments, 4000)."""
    rng = np.random.default_rng(seed)
    state = rng.multivariate_normal([0.0, 0.0, at.east_mps, at.north_mps], at.covariance, 4_000)
    speed_mps = np.hypot(state[:, 2], state[:, 3]) * (1.0 + settings.speed_share * rng.standard_normal(4_000))
    course = np.arctan2(state[:, 2], state[:, 3])
    place, places = state[:, :2].copy(), [state[:, :2].copy()]
    turn = math.radians(settings.turn_deg) * math.sqrt(STEP_S / 60.0)
    for _ in range(round(60.0 * settings.minutes / STEP_S)):
        course = course + turn * rng.standard_normal(4_000)
        place = place + STEP_S * np.stack([speed_mps * np.sin(course), speed_mps * np.cos(course)], axis=1)
        places.append(place)
    there = np.array(places)
    lat_deg, lon_deg, _ = geodetic_from_enu(there[..., 0], there[..., 1], 0.0, at.lat_deg, at.lon_deg, 0.0)
    return lat_deg, lon_deg


@pytest.mark.parametrize("velocity", [(-40.0, 20.0), (0.0, 50.0), (5.0, 0.0), (0.5, 0.2)])
@pytest.mark.parametrize("probability", [0.75, 0.9])
def test_at_each_moment_the_object_is_within_with_at_least_the_probability(velocity, probability) -> None:
    settings = Settings(probability=probability)
    at = going(*velocity)
    corridor = Corridor(at, settings)
    lat_deg, lon_deg = played(at, settings)
    shares = [float(corridor.holds(lat_deg[k], lon_deg[k]).mean()) for k in range(0, len(lat_deg), 6)]
    assert min(shares) > probability - 0.015, "three sigma of 4,000 plays at 0.9"
    assert shares[-1] < probability + 0.15, "and it is not simply everything"


def test_spread_is_that_of_the_plays() -> None:
    at = going(0.0, 45.0)
    lat_deg, lon_deg = played(at, SETTINGS)
    _, across_m = sigmas_m(at, SETTINGS, np.array([300.0]))
    turned = np.degrees(np.arctan2((lon_deg[60] - LON_DEG) * math.cos(math.radians(LAT_DEG)), lat_deg[60] - LAT_DEG))
    assert math.degrees(across_m[0] / (45.0 * 300.0)) == pytest.approx(turned.std(), rel=0.08)


def square(east_m: float, north_m: float, half_m: float) -> shapely.Polygon:
    east = east_m + half_m * np.array([-1, 1, 1, -1])
    north = north_m + half_m * np.array([-1, -1, 1, 1])
    lat_deg, lon_deg, _ = geodetic_from_enu(east, north, 0.0, LAT_DEG, LON_DEG, 0.0)
    return shapely.Polygon(np.stack([lon_deg, lat_deg], axis=-1))


@pytest.mark.parametrize(
    ("east_m", "north_m", "half_m"), [(0, 20_000, 6_000), (8_000, 22_000, 5_000), (-3_000, 30_000, 4_000)]
)
def test_what_is_reached_is_reached_when_and_as_often_as_in_the_plays(east_m, north_m, half_m) -> None:
    at, shape = going(0.0, 45.0), square(east_m, north_m, half_m)
    reach = Corridor(at, SETTINGS).reach(shape)
    lat_deg, lon_deg = played(at, SETTINGS)
    shapely.prepare(shape)
    inside = shapely.intersects_xy(shape, lon_deg, lat_deg)
    came = inside.any(axis=0)
    first_s = at.time_s + STEP_S * inside.argmax(axis=0)[came]
    assert reach.probability == pytest.approx(came.mean(), abs=0.07)
    assert reach.median_s == pytest.approx(np.median(first_s), abs=25.0)
    assert reach.earliest_s <= np.quantile(first_s, 0.05) + STEP_S
    assert reach.earliest_s >= first_s.min() - 75.0


def test_a_municipality_behind_is_not_met_and_one_around_is_reached_now() -> None:
    at = going(0.0, 45.0)
    corridor = Corridor(at, SETTINGS)
    shapes = [square(0, -20_000, 5_000), square(0, 0, 3_000), square(0, 20_000, 5_000)]
    assert corridor.meets(shapely.STRtree(shapes)) == [1, 2]
    reach = corridor.reach(shapes[1])
    assert (reach.earliest_s, reach.probability) == (1_000.0, 1.0)
    assert reach.median_s == pytest.approx(1_000.0, abs=5.0)


def test_without_motion_it_is_a_disc() -> None:
    corridor = Corridor(going(0.0, 0.0), SETTINGS)
    west, south, east, north = corridor.shape.bounds
    assert (east - west) * math.cos(math.radians(LAT_DEG)) == pytest.approx(north - south, rel=0.02)


def test_a_circle_is_never_smaller_than_it_says() -> None:
    ring = shapely.Polygon(disc(LAT_DEG, LON_DEG, 1_000.0)).exterior
    nearest = ring.interpolate(ring.project(shapely.Point(LON_DEG, LAT_DEG)))
    assert 995.0 < float(distance_m(LAT_DEG, LON_DEG, nearest.y, nearest.x)) < 1_010.0
    assert shapely.Polygon(disc(LAT_DEG, LON_DEG, 1_000.0)).contains(shapely.Point(LON_DEG, LAT_DEG))
