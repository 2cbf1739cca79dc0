import numpy as np
from pyproj import Geod

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import HAS, Tracks
from sargas.scoring.geodetic import paths_of, track_paths

PLANE = SystemPlane(55.2, 23.9)
GEOD = Geod(ellps="WGS84")


def test_a_velocity_leads_where_the_place_goes() -> None:
    """Flown along the geodesic for 100 s (pyproj), the place on the plane is where the turned velocity leads."""
    chance = np.random.default_rng(1)
    lat_deg, lon_deg = chance.uniform(53.0, 57.5, 50), chance.uniform(19.0, 29.0, 50)
    azimuth_deg = chance.uniform(0, 360, 50)
    flown = GEOD.fwd(lon_deg, lat_deg, azimuth_deg, np.full(50, 1000.0))
    east_mps, north_mps = 10.0 * np.sin(np.radians(azimuth_deg)), 10.0 * np.cos(np.radians(azimuth_deg))
    before = paths_of(PLANE, np.zeros(50), np.arange(50), lat_deg, lon_deg, east_mps, north_mps)
    after = paths_of(PLANE, np.zeros(50), np.arange(50), flown[1], flown[0])
    assert before.velocity_mps is not None
    led_m = before.position_m + 100.0 * before.velocity_mps
    assert np.abs(led_m - after.position_m).max() < 0.15


def test_distances_are_those_on_the_ground_near_the_origin() -> None:
    lon_deg, lat_deg, _ = GEOD.fwd([23.9] * 3, [55.2] * 3, [10.0, 130.0, 250.0], [5000.0] * 3)
    found = paths_of(PLANE, [0.0] * 3, range(3), lat_deg, lon_deg)
    assert np.abs(np.hypot(*found.position_m.T) - 5000.0).max() < 0.01


def tracks_of(status: list[int], reported_by: list[int]) -> Tracks:
    n = len(status)
    covariance = np.zeros((n, 21))
    covariance[:, [0, 1, 6, 15, 18]] = (400.0, 150.0, 100.0, 9.0, 4.0)
    return Tracks(
        ("them",), number=np.arange(1, n + 1), time_s=np.full(n, 5.0), updated_s=np.full(n, 3.0), status=status,
        reported_by=reported_by, lat_deg=np.full(n, 55.9), lon_deg=np.full(n, 28.0), east_mps=np.full(n, 30.0),
        north_mps=np.full(n, 40.0), covariance=covariance, has=np.arange(n) % 2 * HAS["height_m"],
        height_m=np.arange(n) * 100.0,
    )  # fmt: skip


def test_own_tracks_that_are_confirmed_coasting_or_ended() -> None:
    found = track_paths(PLANE, tracks_of([0, 1, 2, 3, 1], [-1, -1, -1, -1, 0]))
    assert found.number.tolist() == [2, 3, 4]
    assert found.ended is not None
    assert found.ended.tolist() == [False, False, True]
    assert found.has_height is not None
    assert found.has_height.tolist() == [True, False, True]
    assert found.updated_s is not None
    assert found.updated_s.tolist() == [3.0] * 3


def test_a_squared_error_does_not_depend_on_the_plane() -> None:
    """An error of 10 m along an azimuth, in units of the covariance, in ENU at the track and on the plane."""
    tracks = tracks_of([1], [-1])
    found = track_paths(PLANE, tracks)
    assert found.covariance is not None
    horizontal = np.array([[400.0, 150.0], [150.0, 100.0]])
    for azimuth_deg in (0.0, 50.0, 111.0):
        there = GEOD.fwd(28.0, 55.9, azimuth_deg, 10.0)
        away_m = paths_of(PLANE, [0.0], [1], [there[1]], [there[0]]).position_m[0] - found.position_m[0]
        on_plane = away_m @ np.linalg.inv(found.covariance[0, :2, :2]) @ away_m
        enu_m = 10.0 * np.array([np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))])
        np.testing.assert_allclose(on_plane, enu_m @ np.linalg.inv(horizontal) @ enu_m, rtol=1e-4)
