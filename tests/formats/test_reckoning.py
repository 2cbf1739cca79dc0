"""A released track at the time of its message: against geodesics of pyproj."""

import math

import msgspec
import pytest
from pyproj import Geod

from picture.scene import NOON_S, rows
from sargas.formats.reckoning import FURTHEST_S, reckoned

GEOD = Geod(ellps="WGS84")
TRACK = rows(NOON_S, {"number": 4, "east_mps": 30.0, "north_mps": -40.0, "sigma_m": 50.0, "sigma_mps": 3.0}).track(0)


def test_it_is_moved_on_by_its_velocity_and_less_sure() -> None:
    at = reckoned(TRACK, 500.0 + FURTHEST_S, NOON_S + FURTHEST_S)
    bearing_deg, _, distance_m = GEOD.inv(TRACK.lon_deg, TRACK.lat_deg, at.lon_deg, at.lat_deg)
    assert distance_m == pytest.approx(50.0 * FURTHEST_S, rel=5e-3)
    assert bearing_deg == pytest.approx(math.degrees(math.atan2(30.0, -40.0)), abs=0.3)
    assert at.sigma_m == pytest.approx((math.hypot(50.0, 3.0 * FURTHEST_S),) * 2)
    assert at.sigma_mps == pytest.approx((3.0, 3.0))
    assert at.time_s == 500.0 + FURTHEST_S


def test_what_is_older_is_told_where_and_when_it_was() -> None:
    at = reckoned(TRACK, 500.0, NOON_S + FURTHEST_S + 0.5)
    assert (at.lat_deg, at.lon_deg, at.time_s) == (TRACK.lat_deg, TRACK.lon_deg, 500.0 - FURTHEST_S - 0.5)
    assert at.sigma_m == pytest.approx((50.0, 50.0))


def test_an_end_and_a_track_of_later_stay_where_they_are() -> None:
    for track, as_of_s in ((msgspec.structs.replace(TRACK, status="ended"), NOON_S + 300.0), (TRACK, NOON_S - 5.0)):
        at = reckoned(track, 500.0, as_of_s)
        assert (at.lat_deg, at.lon_deg, at.time_s) == (track.lat_deg, track.lon_deg, 500.0)


def test_a_covariance_without_height_and_the_other_side_of_the_world() -> None:
    flat = msgspec.structs.replace(
        TRACK, covariance=(100.0, 0.0, 0.0, 0.0, 400.0, 0.0, 0.0, 9.0, 0.0, 16.0), lon_deg=179.9999, east_mps=1000.0
    )
    at = reckoned(flat, 500.0, NOON_S)
    assert (at.sigma_m, at.sigma_mps) == ((10.0, 20.0), (3.0, 4.0))
    assert -180.0 < reckoned(flat, 500.0, NOON_S + 1.0).lon_deg < -179.0
