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

Kernels, so this module imports numba: whoever projects plots runs a tracker, which is compiled anyway.
"""

from typing import NamedTuple

import numpy as np

from sargas.geo.compiled import (
    enu_from_vector_rad,
    geodetic_from_ecef_rad,
    plane_from_geodetic_rad,
    scale_convergence_rad,
    vector_from_enu_rad,
)
from sargas.geo.kernel import kernel
from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import A_M, Array, Real, ecef_from_geodetic

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


def site_constants(lat_deg: float, lon_deg: float, height_m: float) -> Array:
    """The site argument of `plane_from_polar_rad`: lat_rad, lon_rad, height_m and ECEF x_m, y_m, z_m; shape (6,)."""
    return np.array(
        [np.radians(lat_deg), np.radians(lon_deg), height_m, *ecef_from_geodetic(lat_deg, lon_deg, height_m)]
    )


@kernel
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
    elevation = vertical
    if vertical_is == HEIGHT:
        # On a sphere through the site; the ellipsoid is 0.5 % flatter or rounder, mended below.
        radius_m, rise_m = A_M + site[2], vertical - site[2]
        sine = (rise_m * (2.0 * radius_m + rise_m) - range_m * range_m) / (2.0 * max(range_m, 1e-3) * radius_m)
        reachable = -1.0 < sine < 1.0
        elevation = np.arcsin(min(max(sine, -1.0), 1.0))
    for _ in range(2 if reachable else 0):
        lat_rad, lon_rad, height_m, _, slope = _look(range_m, sin_az, cos_az, elevation, site)
        elevation += (vertical - height_m) / (range_m * max(slope, _STEEPEST))
        elevation = min(max(elevation, -0.5 * np.pi), 0.5 * np.pi)
    lat_rad, lon_rad, height_m, up_r, up_e = _look(range_m, sin_az, cos_az, elevation, site)
    sin_el, cos_el = np.sin(elevation), np.cos(elevation)
    x, y, z = vector_from_enu_rad(cos_el * sin_az, cos_el * cos_az, sin_el, site[0], site[1])
    east_r, north_r, _ = enu_from_vector_rad(x, y, z, lat_rad, lon_rad)
    x, y, z = vector_from_enu_rad(cos_az, -sin_az, 0.0, site[0], site[1])
    east_a, north_a, up_a = enu_from_vector_rad(x, y, z, lat_rad, lon_rad)
    x, y, z = vector_from_enu_rad(-sin_el * sin_az, -sin_el * cos_az, cos_el, site[0], site[1])
    east_e, north_e, _ = enu_from_vector_rad(x, y, z, lat_rad, lon_rad)
    if vertical_is == ELEVATION:
        sigma_e_m = range_m * sigma_vertical
        sigma_a_m = range_m * cos_el * sigma_azimuth_rad
        var_height = (up_r * sigma_range_m) ** 2 + (up_a * sigma_a_m) ** 2 + (up_e * sigma_e_m) ** 2
    else:
        up_e = max(up_e, _STEEPEST)
        east_r, north_r = east_r - east_e * up_r / up_e, north_r - north_e * up_r / up_e
        east_a, north_a = east_a - east_e * up_a / up_e, north_a - north_e * up_a / up_e
        var_height = sigma_vertical**2
        # Along the line of sight: first order (the tangent of the elevation) and second, no more than the range itself.
        first = np.hypot(east_e, north_e) / up_e * sigma_vertical
        second = 0.75 * (sigma_vertical * sigma_vertical / (max(range_m, 1.0) * up_e**3)) ** 2
        sigma_e_m = min(np.sqrt(first * first + second), max(range_m, 1.0))
        # Straight overhead by the height given, the target may yet be as far out as that.
        sigma_a_m = max(range_m * cos_el, sigma_e_m) * sigma_azimuth_rad
        length = np.hypot(east_r, north_r)
        if length > 0.0:
            east_e, north_e = east_r / length, north_r / length
    scale, convergence_rad = scale_convergence_rad(lat_rad, lon_rad, constants)
    sin_c, cos_c = np.sin(convergence_rad), np.cos(convergence_rad)
    var_e = (east_r * sigma_range_m) ** 2 + (east_a * sigma_a_m) ** 2 + (east_e * sigma_e_m) ** 2
    var_n = (north_r * sigma_range_m) ** 2 + (north_a * sigma_a_m) ** 2 + (north_e * sigma_e_m) ** 2
    cov = east_r * north_r * sigma_range_m**2 + east_a * north_a * sigma_a_m**2 + east_e * north_e * sigma_e_m**2
    # A plane azimuth is the true one less the convergence: x = E cos c - N sin c, y = E sin c + N cos c.
    k2 = scale * scale
    var_x = k2 * (cos_c * cos_c * var_e - 2.0 * sin_c * cos_c * cov + sin_c * sin_c * var_n)
    var_y = k2 * (sin_c * sin_c * var_e + 2.0 * sin_c * cos_c * cov + cos_c * cos_c * var_n)
    cov_xy = k2 * (sin_c * cos_c * (var_e - var_n) + (cos_c * cos_c - sin_c * sin_c) * cov)
    x_m, y_m = plane_from_geodetic_rad(lat_rad, lon_rad, constants)
    return x_m, y_m, height_m, var_x, cov_xy, var_y, var_height


@kernel
def _look(
    range_m: float, sin_az: float, cos_az: float, elevation: float, site: Array
) -> tuple[float, float, float, float, float]:
    """(lat_rad, lon_rad, height_m) at the end of a ray, and u.r and u.e there."""
    sin_el, cos_el = np.sin(elevation), np.cos(elevation)
    rx, ry, rz = vector_from_enu_rad(cos_el * sin_az, cos_el * cos_az, sin_el, site[0], site[1])
    lat_rad, lon_rad, height_m = geodetic_from_ecef_rad(
        site[3] + range_m * rx, site[4] + range_m * ry, site[5] + range_m * rz
    )
    ux, uy, uz = vector_from_enu_rad(0.0, 0.0, 1.0, lat_rad, lon_rad)
    ex, ey, ez = vector_from_enu_rad(-sin_el * sin_az, -sin_el * cos_az, cos_el, site[0], site[1])
    return lat_rad, lon_rad, height_m, ux * rx + uy * ry + uz * rz, ux * ex + uy * ey + uz * ez


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
