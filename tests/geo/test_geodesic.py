import numpy as np
import pyproj
import pytest

from sargas.geo.geodesic import azimuth_deg, destination, distance_m, near_destination, near_distance_m

GEOD = pyproj.Geod(ellps="WGS84")
RNG = np.random.default_rng(28)
N = 5000
LAT, LON = RNG.uniform(-90, 90, N), RNG.uniform(-180, 180, N)


@pytest.mark.parametrize(("reach_m", "tolerance_m"), [(1.0, 1e-7), (10e3, 1e-6), (1000e3, 1e-4), (19_000e3, 1e-3)])
def test_agrees_with_karney(reach_m, tolerance_m):
    azimuth, length = RNG.uniform(0, 360, N), RNG.uniform(0, reach_m, N)
    lon2, lat2, _ = GEOD.fwd(LON, LAT, azimuth, length)
    np.testing.assert_allclose(distance_m(LAT, LON, lat2, lon2), length, rtol=0, atol=tolerance_m)
    lat_ours, lon_ours = destination(LAT, LON, azimuth, length)
    assert GEOD.inv(lon_ours, lat_ours, lon2, lat2)[2].max() < tolerance_m
    bearing = azimuth_deg(LAT, LON, lat2, lon2)
    lon_seen, lat_seen, _ = GEOD.fwd(LON, LAT, bearing, length)
    assert GEOD.inv(lon_seen, lat_seen, lon2, lat2)[2].max() < 10 * tolerance_m


@pytest.mark.parametrize(("reach_m", "tolerance_m"), [(10.0, 1e-7), (300e3, 1e-4), (500e3, 1e-3), (19_000e3, 1e-3)])
def test_the_fast_distance_agrees_with_karney(reach_m, tolerance_m):
    azimuth, length = RNG.uniform(0, 360, N), RNG.uniform(0, reach_m, N)
    lon2, lat2, _ = GEOD.fwd(LON, LAT, azimuth, length)
    np.testing.assert_allclose(near_distance_m(LAT, LON, lat2, lon2), length, rtol=0, atol=tolerance_m)
    one = near_distance_m(float(LAT[3]), float(LON[3]), float(lat2[3]), float(lon2[3]))
    assert (np.ndim(one), one) == (0, near_distance_m(LAT, LON, lat2, lon2)[3]), "whatever its company"


def test_the_fast_destination_is_near():
    here = np.abs(LAT) < 80.0
    azimuth, length = RNG.uniform(0, 360, N), RNG.uniform(0, 300e3, N)
    lon2, lat2, _ = GEOD.fwd(LON, LAT, azimuth, length)
    lat_ours, lon_ours = near_destination(LAT, LON, azimuth, length)
    assert GEOD.inv(lon_ours[here], lat_ours[here], lon2[here], lat2[here])[2].max() < 1.0
    assert near_distance_m(54.7, 25.3, 54.7, 25.3) == 0.0


@pytest.mark.parametrize("spread_deg", [0.0, 1e-9, 0.01, 0.6, 1.0])
def test_nearly_antipodal_points_have_the_shortest_path(spread_deg):
    lat1 = np.concatenate([np.zeros(100), RNG.uniform(-89, 89, 900)])
    lat2 = np.clip(-lat1 + spread_deg * RNG.uniform(-1, 1, 1000), -90, 90)
    lon1 = RNG.uniform(-180, 180, 1000)
    lon2 = lon1 + 180 + spread_deg * RNG.uniform(-1, 1, 1000)
    ours = distance_m(lat1, lon1, lat2, lon2)
    np.testing.assert_allclose(ours, GEOD.inv(lon1, lat1, lon2, lat2)[2], rtol=0, atol=1e-3)
    lon_end, lat_end, _ = GEOD.fwd(lon1, lat1, azimuth_deg(lat1, lon1, lat2, lon2), ours)
    assert GEOD.inv(lon_end, lat_end, lon2, lat2)[2].max() < 1e-3


def test_poles_and_equator():
    quarter_m, equator_deg_m = 10_001_965.7293, 111_319.4908
    assert distance_m(0, 17, 90, 99) == pytest.approx(quarter_m, abs=1e-3)
    assert distance_m(-90, 0, 90, 77) == pytest.approx(2 * quarter_m, abs=1e-3)
    assert distance_m(0, 179.5, 0, -179.5) == pytest.approx(equator_deg_m, abs=1e-3)
    assert azimuth_deg(0, 10, 0, 11) == pytest.approx(90.0)
    assert azimuth_deg(10, 10, 9, 10) == pytest.approx(180.0)


def test_one_place_is_no_distance_away():
    assert distance_m(54.7, 25.3, 54.7, 25.3) == 0.0
    assert azimuth_deg(54.7, 25.3, 54.7, 25.3) == 0.0
    np.testing.assert_allclose(destination(54.7, 25.3, 33.0, 0.0), (54.7, 25.3), atol=1e-13)


def test_shapes_broadcast_and_longitudes_are_of_any_turn():
    assert distance_m(54.0, 25.0, [[55.0], [56.0]], [26.0, 27.0, 28.0]).shape == (2, 3)
    assert distance_m(54.0, 25.0, 55.0, 26.0) == pytest.approx(float(distance_m(54.0, 385.0, 55.0, -334.0)), abs=1e-6)
    assert destination(0.0, 179.9, 90.0, 50e3)[1] < -179.0
    assert np.ndim(distance_m(54.0, 25.0, 55.0, 26.0)) == 0
