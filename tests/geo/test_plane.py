import numpy as np
import pyproj
import pytest

from sargas.geo import plane as formulas
from sargas.geo.kernel import kernel
from sargas.geo.plane import SystemPlane

GEOD = pyproj.Geod(ellps="WGS84")
ORIGINS = {
    "Vilnius": (54.687, 25.280),
    "Riga": (56.949, 24.105),
    "Tromso": (69.649, 18.955),
    "Quito": (-0.18, -78.47),
    "the equator": (0.0, 0.0),
    "Cape Town": (-33.925, 18.424),
    "the 180th meridian": (-17.0, 179.5),
}


def around(lat_deg, lon_deg, reach_m, n=5000):
    rng = np.random.default_rng(7)
    distance_m = reach_m * np.sqrt(rng.random(n))
    lon, lat, _ = GEOD.fwd(np.full(n, lon_deg), np.full(n, lat_deg), rng.uniform(0, 360, n), distance_m)
    return lat, lon


@pytest.mark.parametrize("name", ORIGINS)
@pytest.mark.parametrize("reach_m", [400e3, 600e3])
def test_agrees_with_proj_sterea_below_a_millimetre(name, reach_m):
    lat0, lon0 = ORIGINS[name]
    plane, proj = SystemPlane(lat0, lon0), pyproj.Proj(f"+proj=sterea +lat_0={lat0} +lon_0={lon0} +ellps=WGS84")
    lat, lon = around(lat0, lon0, reach_m)
    x_m, y_m = plane.plane_from_geodetic(lat, lon)
    x_proj, y_proj = proj(lon, lat)
    assert np.hypot(x_m - x_proj, y_m - y_proj).max() < 1e-6
    lat_back, lon_back = plane.geodetic_from_plane(x_proj, y_proj)
    assert GEOD.inv(lon, lat, lon_back, lat_back)[2].max() < 1e-6


@pytest.mark.parametrize("name", ORIGINS)
def test_scale_and_convergence_agree_with_proj(name):
    lat0, lon0 = ORIGINS[name]
    plane, proj = SystemPlane(lat0, lon0), pyproj.Proj(f"+proj=sterea +lat_0={lat0} +lon_0={lon0} +ellps=WGS84")
    lat, lon = around(lat0, lon0, 600e3, 1000)
    factors = proj.get_factors(lon, lat)
    np.testing.assert_allclose(plane.scale(lat, lon), factors.meridional_scale, rtol=0, atol=1e-8)
    np.testing.assert_allclose(plane.scale(lat, lon), factors.parallel_scale, rtol=0, atol=1e-8)
    np.testing.assert_allclose(plane.convergence_deg(lat, lon), factors.meridian_convergence, rtol=0, atol=1e-7)


def test_a_true_azimuth_less_the_convergence_is_the_azimuth_on_the_plane():
    plane = SystemPlane(54.687, 25.280)
    lat, lon = around(54.687, 25.280, 400e3, 500)
    azimuth = np.linspace(0, 359, 500)
    lon2, lat2, _ = GEOD.fwd(lon, lat, azimuth, np.full(500, 10.0))
    x, y = plane.plane_from_geodetic(lat, lon)
    x2, y2 = plane.plane_from_geodetic(lat2, lon2)
    on_plane = np.degrees(np.arctan2(x2 - x, y2 - y))
    off = (azimuth - plane.convergence_deg(lat, lon) - on_plane + 180) % 360 - 180
    assert np.abs(off).max() < 1e-4
    np.testing.assert_allclose(np.hypot(x2 - x, y2 - y) / 10.0, plane.scale(lat, lon), rtol=1e-6)


def test_the_origin_is_zero_and_true():
    plane = SystemPlane(56.949, 24.105)
    np.testing.assert_allclose(plane.plane_from_geodetic(56.949, 24.105), (0, 0), atol=1e-8)
    assert plane.scale(56.949, 24.105) == pytest.approx(1.0, abs=1e-15)
    assert plane.convergence_deg(56.949, 24.105) == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(plane.geodetic_from_plane(0.0, 0.0), (56.949, 24.105), atol=1e-13)


def test_compiled_forms_give_the_same_numbers():
    to_plane, from_plane = kernel(formulas.plane_from_geodetic_rad), kernel(formulas.geodetic_from_plane_rad)
    scale_convergence = kernel(formulas.scale_convergence_rad)
    plane = SystemPlane(54.687, 25.280)
    lat, lon = (np.radians(v) for v in around(54.687, 25.280, 600e3, 300))
    x_m, y_m = plane.plane_from_geodetic(np.degrees(lat), np.degrees(lon))
    for i in range(300):
        x, y = to_plane(lat[i], lon[i], plane.constants)
        assert (x, y) == pytest.approx((x_m[i], y_m[i]), abs=1e-8)
        assert from_plane(x, y, plane.constants) == pytest.approx((lat[i], lon[i]), abs=1e-14)
        scale, convergence = scale_convergence(lat[i], lon[i], plane.constants)
        assert scale == pytest.approx(float(plane.scale(np.degrees(lat[i]), np.degrees(lon[i]))), abs=1e-14)
        expected = np.radians(plane.convergence_deg(np.degrees(lat[i]), np.degrees(lon[i])))
        assert convergence == pytest.approx(float(expected), abs=1e-13)


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 0.0), (-89.5, 10.0), (54.0, 181.0), (float("nan"), 0.0)])
def test_an_origin_that_has_no_plane_is_refused(lat, lon):
    with pytest.raises(ValueError, match="system plane"):
        SystemPlane(lat, lon)


def test_constants_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        SystemPlane(54.0, 25.0).constants[0] = 1.0
