import numpy as np
import pyproj
import pytest

from sargas.geo import wgs84
from sargas.geo.kernel import kernel

RNG = np.random.default_rng(20250710)
N = 20_000
LAT, LON, HEIGHT = RNG.uniform(-90, 90, N), RNG.uniform(-180, 180, N), RNG.uniform(-10e3, 1000e3, N)
CART = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
ORIGINS = [(54.687, 25.280, 112.0), (69.65, 18.96, 0.0), (0.2, -78.5, 2850.0), (-33.9, 18.4, 40.0), (90.0, 0.0, 10.0)]


def test_ecef_agrees_with_proj():
    ours = wgs84.ecef_from_geodetic(LAT, LON, HEIGHT)
    np.testing.assert_allclose(ours, CART.transform(LON, LAT, HEIGHT), rtol=0, atol=1e-6)


@pytest.mark.parametrize("height_m", [-10e3, 0.0, 500.0, 36_000e3])
def test_geodetic_from_ecef_agrees_with_proj(height_m):
    x, y, z = CART.transform(LON, LAT, np.full(N, height_m))
    lat_deg, lon_deg, back_m = wgs84.geodetic_from_ecef(x, y, z)
    np.testing.assert_allclose(lat_deg, LAT, rtol=0, atol=1e-13 * 1e3)
    np.testing.assert_allclose(lon_deg, LON, rtol=0, atol=1e-10)
    np.testing.assert_allclose(back_m, height_m, rtol=0, atol=1e-6)


def test_poles_equator_and_centre_have_an_answer():
    lat_deg, _, height_m = wgs84.geodetic_from_ecef([0, 0, 6378137.0], [0, 0, 0], [6356752.314245, -6356752.314245, 0])
    np.testing.assert_allclose(lat_deg, [90, -90, 0], atol=1e-12)
    np.testing.assert_allclose(height_m, 0, atol=1e-6)
    assert np.all(np.isfinite(wgs84.geodetic_from_ecef(0.0, 0.0, 0.0)))


@pytest.mark.parametrize(("lat0", "lon0", "h0"), ORIGINS)
def test_enu_agrees_with_proj_topocentric(lat0, lon0, h0):
    proj = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 "
        f"+step +proj=topocentric +ellps=WGS84 +lat_0={lat0} +lon_0={lon0} +h_0={h0}"
    )
    ours = wgs84.enu_from_geodetic(LAT, LON, HEIGHT, lat0, lon0, h0)
    np.testing.assert_allclose(ours, proj.transform(LON, LAT, HEIGHT), rtol=0, atol=1e-6)
    lat_deg, lon_deg, height_m = wgs84.geodetic_from_enu(*ours, lat0, lon0, h0)
    east_m = (np.mod(lon_deg - LON + 180, 360) - 180) * 111e3 * np.cos(np.radians(LAT))
    assert np.abs(lat_deg - LAT).max() * 111e3 < 1e-6
    assert np.abs(east_m).max() < 1e-6
    np.testing.assert_allclose(height_m, HEIGHT, rtol=0, atol=1e-6)


def test_polar_is_clockwise_from_north_and_up():
    np.testing.assert_allclose(wgs84.enu_from_polar(1000.0, [0, 90, 180, 270], 0.0)[0], [0, 1000, 0, -1000], atol=1e-9)
    np.testing.assert_allclose(wgs84.enu_from_polar(1000.0, [0, 90, 180, 270], 0.0)[1], [1000, 0, -1000, 0], atol=1e-9)
    assert wgs84.enu_from_polar(2000.0, 77.0, 30.0)[2] == pytest.approx(1000.0)
    range_m, azimuth_deg, elevation_deg = RNG.uniform(1, 4e5, N), RNG.uniform(0, 360, N), RNG.uniform(-89, 89, N)
    back = wgs84.polar_from_enu(*wgs84.enu_from_polar(range_m, azimuth_deg, elevation_deg))
    np.testing.assert_allclose(back, (range_m, azimuth_deg, elevation_deg), rtol=1e-12, atol=1e-9)


def test_azimuth_never_reaches_360():
    assert wgs84.polar_from_enu(-1e-20, 1.0, 0.0)[1] == 0.0
    assert wgs84.polar_from_enu(0.0, 0.0, 0.0) == (0.0, 0.0, 0.0)


def test_compiled_forms_give_the_same_numbers():
    to_ecef, from_ecef = kernel(wgs84.ecef_from_geodetic_rad), kernel(wgs84.geodetic_from_ecef_rad)
    to_enu, from_enu = kernel(wgs84.enu_from_vector_rad), kernel(wgs84.vector_from_enu_rad)
    lat, lon = np.radians(LAT[:200]), np.radians(LON[:200])
    for i in range(200):
        xyz = to_ecef(lat[i], lon[i], HEIGHT[i])
        np.testing.assert_allclose(xyz, wgs84.ecef_from_geodetic_rad(lat[i], lon[i], HEIGHT[i]), rtol=1e-14, atol=1e-8)
        back = from_ecef(*xyz)
        np.testing.assert_allclose(back, (lat[i], lon[i], HEIGHT[i]), rtol=1e-12, atol=1e-8)
        enu = to_enu(*xyz, lat[i], lon[i])
        np.testing.assert_allclose(from_enu(*enu, lat[i], lon[i]), xyz, rtol=1e-13, atol=1e-8)
