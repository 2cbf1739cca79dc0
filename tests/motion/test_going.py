"""The model against its own plays: spread of places, and the ways that stand for it."""

import math

import numpy as np
import pytest

from motion.plays import STEP_S, played
from picture.scene import LAT_DEG, LON_DEG, NOON_S, rows
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.motion import Going, Settings, going_of, sigmas_m, ways
from sargas.motion.going import LATTICE, POINTS, bent

SETTINGS = Settings()
COVARIANCE = np.diag([80.0**2, 80.0**2, 2.0**2, 2.0**2])


def going(east_mps: float, north_mps: float) -> Going:
    return Going(NOON_S, LAT_DEG, LON_DEG, east_mps, north_mps, COVARIANCE)


def frame(at: Going, lat_deg, lon_deg) -> tuple[np.ndarray, np.ndarray]:
    """(metres ahead, metres to the right) of places."""
    east_m, north_m, _ = enu_from_geodetic(lat_deg, lon_deg, 0.0, at.lat_deg, at.lon_deg, 0.0)
    east, north = at.course
    return east_m * east + north_m * north, east_m * north - north_m * east


def test_the_lattice_is_of_mean_zero_and_unit_covariance() -> None:
    assert np.allclose(LATTICE.mean(axis=1), 0.0)
    assert np.allclose(np.cov(LATTICE, bias=True), np.eye(4))


@pytest.mark.parametrize("velocity", [(0.0, 45.0), (-30.0, 20.0), (200.0, 0.0)])
@pytest.mark.parametrize("after_s", [60.0, 300.0, 900.0])
def test_spread_is_that_of_the_plays(velocity: tuple[float, float], after_s: float) -> None:
    """Across in angle, for ways are bent; along in distance."""
    at = going(*velocity)
    along_m, across_m = (side[0] for side in sigmas_m(at, SETTINGS, np.array([after_s])))
    ahead_m, aside_m = frame(at, *(side[round(after_s / STEP_S)] for side in played(at, SETTINGS, after_s)))
    assert np.std(np.arctan2(aside_m, ahead_m)) * at.speed_mps * after_s == pytest.approx(across_m, rel=0.08)
    assert np.std(np.hypot(ahead_m, aside_m)) == pytest.approx(along_m, rel=0.12)


@pytest.mark.parametrize("after_s", [120.0, 600.0])
def test_the_ways_end_where_the_plays_do(after_s: float) -> None:
    """A half, eight of ten, and where the middle is, along and across."""
    at = going(-30.0, 25.0)
    lat_deg, lon_deg, east_mps, north_mps = ways(at, SETTINGS, after_s)
    assert len(lat_deg) == POINTS
    from_ahead_m, from_aside_m = frame(at, lat_deg, lon_deg)
    east, north = at.course
    ends = (
        from_ahead_m + after_s * (east_mps * east + north_mps * north),
        from_aside_m + after_s * (east_mps * north - north_mps * east),
    )
    true = frame(at, *(side[round(after_s / STEP_S)] for side in played(at, SETTINGS, after_s)))
    for found, expected in zip(ends, true, strict=True):
        spread_m = float(np.std(expected))
        for share in (0.1, 0.25, 0.5, 0.75, 0.9):
            assert np.quantile(found, share) == pytest.approx(np.quantile(expected, share), abs=0.25 * spread_m)


def test_without_wandering_only_the_track_s_error_is_left() -> None:
    still = Settings(turn_deg=0.0, speed_share=0.0)
    along_m, across_m = sigmas_m(going(30.0, 10.0), still, np.array([0.0, 100.0]))
    assert along_m == pytest.approx([80.0, math.hypot(80.0, 200.0)])
    assert across_m == pytest.approx(along_m)


def test_what_hardly_moves_has_no_course() -> None:
    _, _, east_mps, north_mps = ways(going(0.2, 0.0), SETTINGS, 600.0)
    assert np.std(north_mps) == pytest.approx(2.0, rel=0.02)
    assert np.mean(east_mps) == pytest.approx(0.2, abs=0.01)
    assert going(0.0, 0.0).course == (0.0, 1.0)


def test_a_way_aside_is_laid_on_the_arc() -> None:
    ahead_m, aside_m = bent(np.array([100.0, 100.0]), np.array([50.0 * np.pi, 30.0]), np.array([True, False]))
    assert ahead_m == pytest.approx([0.0, 100.0], abs=1e-9)
    assert aside_m == pytest.approx([100.0, 30.0])


def test_a_row_of_tracks() -> None:
    track = rows(NOON_S, {"east_mps": 30.0, "north_mps": -5.0, "sigma_m": 60.0, "sigma_mps": 2.0})
    found = going_of(track, 0)
    assert (found.time_s, found.east_mps, found.north_mps) == (NOON_S, 30.0, -5.0)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx([60.0, 60.0, 2.0, 2.0])
