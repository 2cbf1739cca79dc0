import numpy as np
import pyproj
import pytest

from sargas.geo import wgs84
from sargas.geo.plane import SystemPlane
from sargas.geo.polar import ASSUMED_HEIGHT_M, SITE_SIZE, plane_from_polar, site_constants

PLANE = SystemPlane(54.9, 25.3)
STEREA = pyproj.Proj("+proj=sterea +lat_0=54.9 +lon_0=25.3 +ellps=WGS84")
LAT, LON, HEIGHT = 54.64, 22.76, 70.0
SITE = site_constants(LAT, LON, HEIGHT)
TOPOCENTRIC = pyproj.Transformer.from_pipeline(
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 "
    f"+step +proj=topocentric +ellps=WGS84 +lat_0={LAT} +lon_0={LON} +h_0={HEIGHT}"
)
RNG = np.random.default_rng(48)


def seen_again(plots):
    """Range, azimuth, elevation at the site of plots on the plane, by PROJ alone."""
    lon, lat = STEREA(plots.x_m, plots.y_m, inverse=True)
    east, north, up = TOPOCENTRIC.transform(lon, lat, plots.height_m)
    range_m = np.sqrt(np.square(east) + np.square(north) + np.square(up))
    return range_m, np.degrees(np.arctan2(east, north)) % 360, np.degrees(np.arcsin(up / range_m))


def test_a_plot_with_elevation_is_where_proj_says():
    range_m, azimuth, elevation = RNG.uniform(100, 4e5, 4000), RNG.uniform(0, 360, 4000), RNG.uniform(-1, 80, 4000)
    plots = plane_from_polar(PLANE, SITE, range_m, azimuth, 50, 0.1, elevation_deg=elevation, sigma_elevation_deg=0.1)
    ranges, azimuths, elevations = seen_again(plots)
    np.testing.assert_allclose(ranges, range_m, rtol=0, atol=1e-3)
    across_deg = (azimuths - azimuth + 180) % 360 - 180
    assert (np.abs(np.radians(across_deg)) * range_m).max() < 1e-3
    assert (np.abs(np.radians(elevations - elevation)) * range_m).max() < 1e-3


@pytest.mark.parametrize("least_m", [22e3, 100e3, 400e3])
def test_a_plot_with_height_keeps_range_azimuth_and_height(least_m):
    range_m, azimuth = RNG.uniform(least_m, 4.5e5, 4000), RNG.uniform(0, 360, 4000)
    height = RNG.uniform(-100, 20_000, 4000)
    plots = plane_from_polar(PLANE, SITE, range_m, azimuth, 50, 0.1, height_m=height, sigma_height_m=100)
    np.testing.assert_allclose(plots.height_m, height, rtol=0, atol=1e-4)
    ranges, azimuths, _ = seen_again(plots)
    np.testing.assert_allclose(ranges, range_m, rtol=0, atol=1e-3)
    across_deg = (azimuths - azimuth + 180) % 360 - 180
    assert (np.abs(np.radians(across_deg)) * range_m).max() < 1e-3


SITES = {
    "at the equator": (SystemPlane(0.2, 10.0), -4.9, 11.0),
    "600 km north": (SystemPlane(54.9, 25.3), 60.2, 24.0),
    "across the 180th meridian": (SystemPlane(-17.0, 179.9), -16.0, -176.0),
    "in the far north": (SystemPlane(74.0, 20.0), 78.2, 15.5),
}


@pytest.mark.parametrize("name", SITES)
def test_it_ends_where_iteration_on_the_ellipsoid_ends(name):
    """By the reference formulas: elevation by Newton's method to the height, its slope by differences."""
    plane, lat, lon = SITES[name]
    rng = np.random.default_rng(5)
    range_m, azimuth, height = rng.uniform(25e3, 4.5e5, 2000), rng.uniform(0, 360, 2000), rng.uniform(-100, 2e4, 2000)

    def place(range_m, azimuth_deg, elevation_deg):
        return wgs84.geodetic_from_enu(*wgs84.enu_from_polar(range_m, azimuth_deg, elevation_deg), lat, lon, 350.0)

    def elevation(range_m, azimuth_deg, height_m):
        guess = np.degrees(np.arcsin(np.clip((height_m - 350.0) / range_m, -0.9, 0.9)))
        for _ in range(12):
            here, above = (place(range_m, azimuth_deg, guess + step)[2] for step in (0.0, 1e-4))
            guess = guess + (height_m - here) * 1e-4 / (above - here)
        return guess

    def on_plane(range_m, azimuth_deg, height_m):
        lat_deg, lon_deg, _ = place(range_m, azimuth_deg, elevation(range_m, azimuth_deg, height_m))
        return np.stack(plane.plane_from_geodetic(lat_deg, lon_deg))

    plots = plane_from_polar(
        plane, site_constants(lat, lon, 350.0), range_m, azimuth, 50.0, 0.1, height_m=height, sigma_height_m=1.0
    )
    x_m, y_m = on_plane(range_m, azimuth, height)
    assert np.hypot(plots.x_m - x_m, plots.y_m - y_m).max() < 1e-3
    # The covariance is J diag(sigma^2) J' with J by central differences (sigma of the height is too small to curve).
    sigma = np.array([50.0, 0.1, 1.0])
    given, columns = np.stack([range_m, azimuth, height]), []
    for k, step in enumerate((20.0, 0.01, 5.0)):
        aside = step * np.eye(3)[:, [k]]
        columns.append((on_plane(*(given + aside)) - on_plane(*(given - aside))) / (2.0 * step) * sigma[k])
    jacobian = np.stack(columns, axis=-1)
    expected = np.einsum("inj,mnj->nim", jacobian, jacobian)
    size = np.trace(expected, axis1=1, axis2=2)[:, None, None]
    np.testing.assert_allclose(plots.covariance_m2 / size, expected / size, rtol=0, atol=1e-4)


def test_convergence_is_not_ignored():
    far = SystemPlane(56.9, 25.3)
    plots = plane_from_polar(far, SITE, 100e3, 0.0, 50, 0.1, height_m=500.0, sigma_height_m=50.0)
    x_site, y_site = far.plane_from_geodetic(LAT, LON)
    naive_x, naive_y = x_site, y_site + 100e3
    assert 3000 < np.hypot(plots.x_m - naive_x, plots.y_m - naive_y) < 4500


CASES = {
    "height, 100 km": (100e3, 45.0, 50.0, 0.1, {"height_m": 1000.0, "sigma_height_m": 50.0}),
    "assumed height, 10 km": (10e3, 45.0, 50.0, 0.1, {"height_m": 1000.0, "sigma_height_m": 1000.0}),
    "height as high as the site, 6 km": (6e3, 145.0, 20.0, 0.1, {"height_m": 70.0, "sigma_height_m": 500.0}),
    "airliner, 300 km": (300e3, 80.0, 50.0, 0.1, {"height_m": 10e3, "sigma_height_m": 500.0}),
    "steep elevation": (20e3, 200.0, 30.0, 0.2, {"elevation_deg": 30.0, "sigma_elevation_deg": 0.5}),
    "low elevation, far": (250e3, 300.0, 30.0, 0.2, {"elevation_deg": 1.0, "sigma_elevation_deg": 0.2}),
}


@pytest.mark.parametrize("name", CASES)
def test_covariance_is_what_chance_gives(name):
    range_m, azimuth, sigma_r, sigma_az, vertical = CASES[name]
    plot = plane_from_polar(PLANE, SITE, range_m, azimuth, sigma_r, sigma_az, **vertical)
    n, rng = 40_000, np.random.default_rng(1)
    given, sigma = vertical.items()
    noisy = {given[0]: given[1] + sigma[1] * rng.standard_normal(n), sigma[0]: sigma[1]}
    many = plane_from_polar(
        PLANE,
        SITE,
        range_m + sigma_r * rng.standard_normal(n),
        azimuth + sigma_az * rng.standard_normal(n),
        sigma_r,
        sigma_az,
        **noisy,
    )
    error = np.stack([many.x_m - plot.x_m, many.y_m - plot.y_m])
    # In axes where the stated covariance is the unit matrix, the found one must be so within 4 %.
    white = np.linalg.solve(np.linalg.cholesky(plot.covariance_m2), error)
    np.testing.assert_allclose(white @ white.T / n, np.eye(2), atol=0.04)
    found = np.mean(np.square(many.height_m - plot.height_m))
    assert plot.height_variance_m2 == pytest.approx(found, rel=0.04)


def test_without_height_the_line_of_sight_is_uncertain_and_only_near():
    sigma_m = []
    for range_m in (3e3, 10e3, 100e3):
        plot = plane_from_polar(PLANE, SITE, range_m, 90.0, 30.0, 0.1)
        assert plot.height_m == pytest.approx(ASSUMED_HEIGHT_M)
        sigma_m.append(np.sqrt(np.linalg.eigvalsh(plot.covariance_m2)[-1]))
    assert sigma_m[0] > 300
    assert 90 < sigma_m[1] < 200
    assert sigma_m[2] == pytest.approx(np.hypot(100e3 * np.radians(0.1), 0), rel=0.02)


@pytest.mark.parametrize("range_m", [0.0, 1.0, 400.0, 930.0])
def test_a_height_out_of_reach_is_answered_near_the_site(range_m):
    plot = plane_from_polar(PLANE, SITE, range_m, 30.0, 50.0, 0.1)
    x_site, y_site = PLANE.plane_from_geodetic(LAT, LON)
    assert np.hypot(plot.x_m - x_site, plot.y_m - y_site) <= range_m + 1e-6
    assert np.all(np.isfinite(plot.covariance_m2))
    assert np.linalg.eigvalsh(plot.covariance_m2)[0] > 0


def test_shapes_and_site():
    plots = plane_from_polar(PLANE, SITE, [[1e4], [2e4]], [0.0, 90.0, 180.0], 50.0, 0.1)
    assert plots.x_m.shape == (2, 3)
    assert plots.covariance_m2.shape == (2, 3, 2, 2)
    assert SITE.shape == (SITE_SIZE,)
    np.testing.assert_array_equal(SITE[3:6], wgs84.ecef_from_geodetic(LAT, LON, HEIGHT))


def test_an_elevation_needs_its_sigma():
    with pytest.raises(ValueError, match="sigma_elevation_deg"):
        plane_from_polar(PLANE, SITE, 1e4, 0.0, 50.0, 0.1, elevation_deg=1.0)
