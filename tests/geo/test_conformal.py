import numpy as np
import pyproj
import pytest

from sargas.geo import wgs84
from sargas.geo.conformal import circular_from_ecef, geodetic_and_east_rad, on_plane, plane_and_east_rad
from sargas.geo.plane import SystemPlane

GEOD = pyproj.Geod(ellps="WGS84")
ORIGINS = {
    "Vilnius": (54.687, 25.280),
    "Tromso": (69.649, 18.955),
    "Quito": (-0.18, -78.47),
    "the equator": (0.0, 0.0),
    "Cape Town": (-33.925, 18.424),
    "the 180th meridian": (-17.0, 179.5),
}


def around(name, reach_m=1000e3, n=1500):
    """Places (degrees) within reach of an origin, its plane, and PROJ's."""
    lat0, lon0 = ORIGINS[name]
    rng = np.random.default_rng(7)
    distance_m = reach_m * np.sqrt(rng.random(n))
    lon, lat, _ = GEOD.fwd(np.full(n, lon0), np.full(n, lat0), rng.uniform(0, 360, n), distance_m)
    proj = pyproj.Proj(f"+proj=sterea +lat_0={lat0} +lon_0={lon0} +ellps=WGS84")
    return lat, lon, SystemPlane(lat0, lon0), proj


def mapped(kernel, first, second, plane):
    return np.array([kernel(a, b, plane.constants) for a, b in zip(first, second, strict=True)]).T


@pytest.mark.parametrize("name", ORIGINS)
def test_places_agree_with_proj_below_a_tenth_of_a_millimetre(name):
    lat, lon, plane, proj = around(name)
    x_proj, y_proj = proj(lon, lat)
    x_m, y_m, _, _ = mapped(plane_and_east_rad, np.radians(lat), np.radians(lon), plane)
    assert np.hypot(x_m - x_proj, y_m - y_proj).max() < 1e-6
    lat_rad, lon_rad, _, _ = mapped(geodetic_and_east_rad, x_proj, y_proj, plane)
    assert GEOD.inv(lon, lat, np.degrees(lon_rad), np.degrees(lat_rad))[2].max() < 1e-4
    assert lon_rad.min() >= -np.pi
    assert lon_rad.max() < np.pi


@pytest.mark.parametrize("name", ORIGINS)
def test_scale_and_convergence_agree_with_proj(name):
    lat, lon, plane, proj = around(name, 600e3)
    factors = proj.get_factors(lon, lat)
    x_m, y_m, *forth = mapped(plane_and_east_rad, np.radians(lat), np.radians(lon), plane)
    _, _, *back = mapped(geodetic_and_east_rad, x_m, y_m, plane)
    for east_x, east_y in (forth, back):
        np.testing.assert_allclose(np.hypot(east_x, east_y), factors.meridional_scale, rtol=0, atol=1e-8)
        convergence_rad = np.arctan2(east_y, east_x)
        np.testing.assert_allclose(convergence_rad, np.radians(factors.meridian_convergence), rtol=0, atol=2e-9)


@pytest.mark.parametrize("name", ORIGINS)
def test_the_reference_formulas_give_the_same(name):
    lat, lon, plane, _ = around(name, n=300)
    x_m, y_m, east_x, east_y = mapped(plane_and_east_rad, np.radians(lat), np.radians(lon), plane)
    x_ref, y_ref = plane.plane_from_geodetic(lat, lon)
    assert np.hypot(x_m - x_ref, y_m - y_ref).max() < 1e-7
    np.testing.assert_allclose(np.hypot(east_x, east_y), plane.scale(lat, lon), rtol=0, atol=1e-11)
    np.testing.assert_allclose(np.degrees(np.arctan2(east_y, east_x)), plane.convergence_deg(lat, lon), atol=1e-10)


def test_a_step_on_the_ground_is_that_step_on_the_plane():
    lat, lon, plane, _ = around("Vilnius", n=300)
    east_m, north_m = 7.0, -3.0
    lat2, lon2, _ = wgs84.geodetic_from_enu(east_m, north_m, 0.0, lat, lon, 0.0)
    x_m, y_m, east_x, east_y = mapped(plane_and_east_rad, np.radians(lat), np.radians(lon), plane)
    x2_m, y2_m = plane.plane_from_geodetic(lat2, lon2)
    for i in range(300):
        dx_m, dy_m = on_plane(east_m, north_m, east_x[i], east_y[i])
        assert (dx_m, dy_m) == pytest.approx((x2_m[i] - x_m[i], y2_m[i] - y_m[i]), abs=2e-5)


@pytest.mark.parametrize(("lowest_m", "highest_m"), [(-10_000.0, 20_000.0), (20_000.0, 400_000.0)])
def test_latitude_and_height_from_ecef_without_angles(lowest_m, highest_m):
    rng = np.random.default_rng(3)
    lat, height_m = rng.uniform(-90, 90, 2000), rng.uniform(lowest_m, highest_m, 2000)
    p_m, _, z_m = wgs84.ecef_from_geodetic(lat, 0.0, height_m)
    sin_lat, cos_lat, high_m = np.array([circular_from_ecef(p, z) for p, z in zip(p_m, z_m, strict=True)]).T
    assert np.abs(np.arctan2(sin_lat, cos_lat) - np.radians(lat)).max() * 6.4e6 < 1e-5
    np.testing.assert_allclose(high_m, height_m, rtol=0, atol=1e-6)


def test_a_whole_turn_of_longitude_changes_nothing():
    plane = SystemPlane(-17.0, 179.5)
    lat_rad, lon_rad = np.radians(-16.0), np.radians(-179.0)
    here = plane_and_east_rad(lat_rad, lon_rad, plane.constants)
    assert plane_and_east_rad(lat_rad, lon_rad + 2.0 * np.pi, plane.constants) == pytest.approx(here, abs=1e-7)
    assert here[0] == pytest.approx(1.5 * 111_320 * np.cos(lat_rad), rel=0.01)
