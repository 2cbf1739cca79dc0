"""The corridor against its own model played 4,000 times, and what it reaches against the same plays."""

import math

import numpy as np
import pytest
import shapely

from motion.plays import STEP_S, played
from sargas.geo.geodesic import distance_m
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.motion import Going
from sargas.motion import Settings as Motion
from sargas.warning.corridor import Corridor, disc
from sargas.warning.settings import Corridor as Settings

LAT_DEG, LON_DEG = 56.2, 28.0
COVARIANCE = np.diag([80.0**2, 80.0**2, 2.0**2, 2.0**2])
SETTINGS, MOTION = Settings(), Motion()


def going(east_mps: float, north_mps: float) -> Going:
    return Going(1_000.0, LAT_DEG, LON_DEG, east_mps, north_mps, COVARIANCE)


@pytest.mark.parametrize("velocity", [(-40.0, 20.0), (0.0, 50.0), (5.0, 0.0), (0.5, 0.2)])
@pytest.mark.parametrize("probability", [0.75, 0.9])
def test_at_each_moment_the_object_is_within_with_at_least_the_probability(velocity, probability) -> None:
    settings = Settings(probability=probability)
    at = going(*velocity)
    corridor = Corridor(at, settings, MOTION)
    lat_deg, lon_deg = played(at, MOTION, 60.0 * settings.minutes)
    shares = [float(corridor.holds(lat_deg[k], lon_deg[k]).mean()) for k in range(0, len(lat_deg), 6)]
    assert min(shares) > probability - 0.015, "three sigma of 4,000 plays at 0.9"
    assert shares[-1] < probability + 0.15, "and it is not simply everything"


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
    reach = Corridor(at, SETTINGS, MOTION).reach(shape)
    lat_deg, lon_deg = played(at, MOTION, 60.0 * SETTINGS.minutes)
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
    corridor = Corridor(at, SETTINGS, MOTION)
    shapes = [square(0, -20_000, 5_000), square(0, 0, 3_000), square(0, 20_000, 5_000)]
    assert corridor.meets(shapely.STRtree(shapes)) == [1, 2]
    reach = corridor.reach(shapes[1])
    assert (reach.earliest_s, reach.probability) == (1_000.0, 1.0)
    assert reach.median_s == pytest.approx(1_000.0, abs=5.0)


def test_without_motion_it_is_a_disc() -> None:
    corridor = Corridor(going(0.0, 0.0), SETTINGS, MOTION)
    west, south, east, north = corridor.shape.bounds
    assert (east - west) * math.cos(math.radians(LAT_DEG)) == pytest.approx(north - south, rel=0.02)


def test_a_circle_is_never_smaller_than_it_says() -> None:
    ring = shapely.Polygon(disc(LAT_DEG, LON_DEG, 1_000.0)).exterior
    nearest = ring.interpolate(ring.project(shapely.Point(LON_DEG, LAT_DEG)))
    assert 995.0 < float(distance_m(LAT_DEG, LON_DEG, nearest.y, nearest.x)) < 1_010.0
    assert shapely.Polygon(disc(LAT_DEG, LON_DEG, 1_000.0)).contains(shapely.Point(LON_DEG, LAT_DEG))
