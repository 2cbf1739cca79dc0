"""A radar's polar plot on the system plane: position, height and covariance.

A plot is slant range, azimuth (clockwise from true north at the site) and one of: elevation, height above the
ellipsoid, or neither. With neither, a height is assumed and its sigma stands for what is not known; the covariance
then grows along the line of sight as the target may be low or high.
Rule: the path is site ENU -> ECEF -> geodetic -> plane, so convergence (5.7 km at 100 km range, 255 km from the
origin) and scale are in the position; the covariance takes the same path by its Jacobian. Rays are straight: a sensor
that gives elevation has corrected refraction, and a given height makes refraction matter by centimetres only.
Sources: the frames of `sargas.geo.wgs84` and `sargas.geo.plane`; the Jacobian below is of elementary vectors: with
unit vectors r (line of sight), a (increasing azimuth), e (increasing elevation) at the site and u (up) at the target,
  dX = r dR + a R cos(el) daz + e R del, and where height h is given, u . dX = dh fixes del:
  dX = (r - e (u.r)/(u.e)) dR + (a - e (u.a)/(u.e)) R cos(el) daz + e / (u.e) dh.
  To second order a height error d shortens the ground range by d^2 / (2 R (u.e)^3); its mean square
  0.75 sigma^4 / (R^2 (u.e)^6) is added along the line of sight, which matters where R is not large against sigma_h.
A height is met without iteration: the elevation from the sphere of Euler's radius of curvature 1/rho = cos^2 az / M +
sin^2 az / N through the site (M, N: Snyder, USGS PP 1395, p. 24; Euler's theorem: do Carmo, Differential Geometry of
Curves and Surfaces, 3-2), and what is left, 7 m at 450 km, by the u . dX = dh above; the place is then within 0.1 mm of
where iteration ends. Of the target's angles only its longitude is formed; the others stay sines and cosines.

Kernels, so this module imports numba: whoever projects plots runs a tracker, which is compiled anyway.
"""

from typing import NamedTuple

import numpy as np

from sargas.geo.conformal import circular_from_ecef, on_plane, plane_from_circular
from sargas.geo.kernel import kernel, leaf
from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import A_M, E2, Array, Real, ecef_from_geodetic

ELEVATION, HEIGHT = 0, 1
"""What the `vertical` argument of `plane_from_polar_rad` is: an elevation in radians or a height in metres."""

ASSUMED_HEIGHT_M = 1000.0
ASSUMED_SIGMA_HEIGHT_M = 1000.0
"""Where a plot has neither elevation nor height: the ground is at 0 to 300 m here and what this project looks for
flies below 3,000 m; an airliner's plot without height (rare: it has Mode C) is then misplaced along the line of sight
by 2.7 km at 20 km range and 0.5 km at 100 km."""

_STEEPEST = 0.05
"""Least cosine of the elevation at the target: above 87 degrees a height says nothing of the place."""


class PlanePlots(NamedTuple):
    """Plots on the plane: x_m, y_m, height_m (above the ellipsoid), their covariance, and the height's variance."""

    x_m: Array
    y_m: Array
    height_m: Array
    covariance_m2: Array
    """Shape (..., 2, 2), of x_m and y_m in metres of the plane."""
    height_variance_m2: Array


SITE_SIZE = 11
"""Length of what `site_constants` gives."""


def site_constants(lat_deg: float, lon_deg: float, height_m: float) -> Array:
    """The site argument of `plane_from_polar_rad`, shape (SITE_SIZE,).

    `[0]` lat_rad, `[1]` lon_rad, `[2]` height_m, `[3:6]` ECEF x_m, y_m, z_m, `[6]` sin and `[7]` cos of the latitude,
    `[8]` metres from the Earth's axis, `[9]` northward and `[10]` eastward curvature of the ellipsoid in 1/m.
    """
    lat_rad = np.radians(lat_deg)
    sin_lat, cos_lat = np.sin(lat_rad), np.cos(lat_rad)
    x_m, y_m, z_m = ecef_from_geodetic(lat_deg, lon_deg, height_m)
    eastward = np.sqrt(1.0 - E2 * sin_lat * sin_lat) / A_M
    northward = eastward * (1.0 - E2 * sin_lat * sin_lat) / (1.0 - E2)
    return np.array(
        [
            *(lat_rad, np.radians(lon_deg), height_m, x_m, y_m, z_m, sin_lat, cos_lat),
            *((1.0 / eastward + height_m) * cos_lat, northward, eastward),
        ]
    )


@leaf
def plane_from_polar_rad(
    range_m: float,
    azimuth_rad: float,
    vertical: float,
    vertical_is: int,
    sigma_range_m: float,
    sigma_azimuth_rad: float,
    sigma_vertical: float,
    site: Array,
    constants: Array,
) -> tuple[float, float, float, float, float, float, float]:
    """One plot: (x_m, y_m, height_m, var_x, cov_xy, var_y, var_height), variances in square metres.

    `vertical` and its sigma are radians or metres as `vertical_is` says; `site` is of `site_constants`, `constants` of
    the plane. A height that the range cannot reach is answered with the nearest it can, straight up or down.
    """
    sin_az, cos_az = np.sin(azimuth_rad), np.cos(azimuth_rad)
    reachable = vertical_is == HEIGHT
    if vertical_is == HEIGHT:
        # The sphere through the site that bends as the ellipsoid does in this direction.
        radius_m = 1.0 / (cos_az * cos_az * site[9] + sin_az * sin_az * site[10]) + site[2]
        rise_m = vertical - site[2]
        sin_el = (rise_m * (2.0 * radius_m + rise_m) - range_m * range_m) / (2.0 * max(range_m, 1e-3) * radius_m)
        reachable = -1.0 < sin_el < 1.0
        sin_el = min(max(sin_el, -1.0), 1.0)
        cos_el = np.sqrt(1.0 - sin_el * sin_el)
    else:
        sin_el, cos_el = np.sin(vertical), np.cos(vertical)
    outward, east, axial = _axes(cos_el * sin_az, cos_el * cos_az, sin_el, site)
    meridian_m, aside_m = site[8] + range_m * outward, range_m * east
    p_m = np.sqrt(meridian_m * meridian_m + aside_m * aside_m)
    sin_lat, cos_lat, height_m = circular_from_ecef(p_m, site[5] + range_m * axial)
    turn = (sin_lat, cos_lat, aside_m / p_m, meridian_m / p_m)
    east_r, north_r, up_r = _turned(outward, east, axial, turn)
    east_a, north_a, up_a = _turned(*_axes(cos_az, -sin_az, 0.0, site), turn)
    east_e, north_e, up_e = _turned(*_axes(-sin_el * sin_az, -sin_el * cos_az, cos_el, site), turn)
    away_rad = site[1] + np.arctan2(aside_m, meridian_m) - constants[0]
    away_rad -= 2.0 * np.pi * np.floor(away_rad / (2.0 * np.pi) + 0.5)
    x_m, y_m, east_x, east_y = plane_from_circular(sin_lat, cos_lat, away_rad, constants)
    # A metre up there is less on the ground below.
    ground = 1.0 / (1.0 + height_m / A_M)
    east_x, east_y = east_x * ground, east_y * ground
    if vertical_is == ELEVATION:
        sigma_e_m = range_m * sigma_vertical
        sigma_a_m = range_m * cos_el * sigma_azimuth_rad
        var_height = (up_r * sigma_range_m) ** 2 + (up_a * sigma_a_m) ** 2 + (up_e * sigma_e_m) ** 2
    else:
        slope = 1.0 / max(up_e, _STEEPEST)
        if reachable:
            # What the ellipsoid differs from that sphere, along e, to first order.
            shift_m = (vertical - height_m) * slope
            dx_m, dy_m = on_plane(east_e * shift_m, north_e * shift_m, east_x, east_y)
            x_m, y_m, height_m = x_m + dx_m, y_m + dy_m, height_m + up_e * shift_m
        # Along the line of sight: first order (the tangent of the elevation) and second, no more than the range itself.
        first = (east_e * east_e + north_e * north_e) * (slope * sigma_vertical) ** 2
        second = 0.75 * (sigma_vertical * sigma_vertical * slope * slope * slope / max(range_m, 1.0)) ** 2
        sigma_e_m = min(np.sqrt(first + second), max(range_m, 1.0))
        east_r, north_r = east_r - east_e * up_r * slope, north_r - north_e * up_r * slope
        east_a, north_a = east_a - east_e * up_a * slope, north_a - north_e * up_a * slope
        var_height = sigma_vertical**2
        # Straight overhead by the height given, the target may yet be as far out as that.
        sigma_a_m = max(range_m * cos_el, sigma_e_m) * sigma_azimuth_rad
        length = np.sqrt(east_r * east_r + north_r * north_r)
        if length > 0.0:
            east_e, north_e = east_r / length, north_r / length
    x_r, y_r = on_plane(east_r * sigma_range_m, north_r * sigma_range_m, east_x, east_y)
    x_a, y_a = on_plane(east_a * sigma_a_m, north_a * sigma_a_m, east_x, east_y)
    x_e, y_e = on_plane(east_e * sigma_e_m, north_e * sigma_e_m, east_x, east_y)
    var_x, var_y = x_r * x_r + x_a * x_a + x_e * x_e, y_r * y_r + y_a * y_a + y_e * y_e
    return x_m, y_m, height_m, var_x, x_r * y_r + x_a * y_a + x_e * y_e, var_y, var_height


@leaf
def _axes(east: float, north: float, up: float, site: Array) -> tuple[float, float, float]:
    """A vector in the site's ENU as (from the axis outward in the site's meridian, east, along the axis)."""
    return site[7] * up - site[6] * north, east, site[6] * up + site[7] * north


@leaf
def _turned(
    outward: float, east: float, axial: float, turn: tuple[float, float, float, float]
) -> tuple[float, float, float]:
    """A vector of `_axes` in the ENU of a target.

    `turn` is sin and cos of the target's latitude, sin and cos of its longitude from the site's.
    """
    sin_lat, cos_lat, sin_lon, cos_lon = turn
    out = cos_lon * outward + sin_lon * east
    return cos_lon * east - sin_lon * outward, cos_lat * axial - sin_lat * out, sin_lat * axial + cos_lat * out


@kernel
def _planes(columns: Array, vertical_is: int, site: Array, constants: Array) -> Array:
    """`plane_from_polar_rad` over columns of shape (6, N); shape (7, N)."""
    result = np.empty((7, columns.shape[1]))
    for i in range(columns.shape[1]):
        (
            result[0, i],
            result[1, i],
            result[2, i],
            result[3, i],
            result[4, i],
            result[5, i],
            result[6, i],
        ) = plane_from_polar_rad(
            columns[0, i], columns[1, i], columns[2, i], vertical_is,
            columns[3, i], columns[4, i], columns[5, i], site, constants,
        )  # fmt: skip
    return result


def plane_from_polar(
    plane: SystemPlane,
    site: Array,
    range_m: Real,
    azimuth_deg: Real,
    sigma_range_m: Real,
    sigma_azimuth_deg: Real,
    *,
    elevation_deg: Real | None = None,
    sigma_elevation_deg: Real | None = None,
    height_m: Real = ASSUMED_HEIGHT_M,
    sigma_height_m: Real = ASSUMED_SIGMA_HEIGHT_M,
) -> PlanePlots:
    """Plots of one site (`site_constants`) that all have an elevation, or all a height (the assumed one by default).

    Scalars or arrays that broadcast to one shape. Raises ValueError when an elevation comes without its sigma.
    """
    if elevation_deg is None:
        vertical, sigma_vertical, vertical_is = np.asarray(height_m), np.asarray(sigma_height_m), HEIGHT
    elif sigma_elevation_deg is None:
        raise ValueError("an elevation needs sigma_elevation_deg")
    else:
        vertical, sigma_vertical, vertical_is = np.radians(elevation_deg), np.radians(sigma_elevation_deg), ELEVATION
    columns = np.broadcast_arrays(
        np.asarray(range_m, np.float64),
        np.radians(azimuth_deg),
        vertical,
        np.asarray(sigma_range_m, np.float64),
        np.radians(sigma_azimuth_deg),
        sigma_vertical,
    )
    shape = columns[0].shape
    flat = np.ascontiguousarray([column.ravel() for column in columns], np.float64)
    x_m, y_m, high_m, var_x, cov_xy, var_y, var_height = _planes(flat, vertical_is, site, plane.constants).reshape(
        7, *shape
    )
    covariance_m2 = np.stack([var_x, cov_xy, cov_xy, var_y], axis=-1).reshape(*shape, 2, 2)
    return PlanePlots(x_m, y_m, high_m, covariance_m2, var_height)
