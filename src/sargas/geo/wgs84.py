"""The WGS-84 ellipsoid and its frames: geodetic, ECEF, local ENU and local polar.

Frames. Geodetic: lat_deg, lon_deg, height_m above the ellipsoid. ECEF: x through (0 N, 0 E), z through the north pole,
metres. ENU: east, north, up of the ellipsoid's tangent plane at (lat0_deg, lon0_deg, height0_m), metres. Polar: slant
range, azimuth clockwise from true north in [0, 360), elevation above the tangent plane.
Shapes: every argument is a scalar or an array, all broadcast together; results are float64 of the common shape.
Sources: NGA.STND.0036 (WGS 84, constants); Bowring, Survey Review 23 (1976) 323 and 28 (1985) 202 (geodetic from ECEF:
three steps from the spherical start, error below 1e-9 m from -10 km to 40,000 km); Snyder, USGS PP 1395, p. 14.

The `*_rad` functions hold the formulas, once: branch-free and made of numpy functions alone, so that the same text
runs on arrays here (no numba) and on scalars as a kernel. They therefore call no other function of ours: what two of
them share is written out.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Real = float | npt.ArrayLike

A_M = 6378137.0
F = 1.0 / 298.257223563
B_M = A_M * (1.0 - F)
E2 = F * (2.0 - F)
E = float(np.sqrt(E2))
EP2 = E2 / (1.0 - E2)
METRES_PER_DEG = 111_319.5
"""Of the equator; of a meridian within 1 %."""
MERIDIAN_M_PER_DEG = 111_200.0
"""Of a meridian between 45 and 65 degrees, within 0.3 %."""


def ecef_from_geodetic_rad(lat_rad: Any, lon_rad: Any, height_m: Any) -> Any:
    """(x_m, y_m, z_m) of a geodetic place in radians; scalars in a kernel, arrays in numpy."""
    sin_lat = np.sin(lat_rad)
    n_m = A_M / np.sqrt(1.0 - E2 * sin_lat * sin_lat)
    p_m = (n_m + height_m) * np.cos(lat_rad)
    return p_m * np.cos(lon_rad), p_m * np.sin(lon_rad), (n_m * (1.0 - E2) + height_m) * sin_lat


def geodetic_from_ecef_rad(x_m: Any, y_m: Any, z_m: Any) -> Any:
    """(lat_rad, lon_rad, height_m) of an ECEF place; the centre of the Earth gives latitude 0."""
    p_m = np.hypot(x_m, y_m)
    beta = np.arctan2(z_m, (1.0 - F) * p_m)
    lat_rad = beta
    for _ in range(3):
        sin_b, cos_b = np.sin(beta), np.cos(beta)
        lat_rad = np.arctan2(z_m + EP2 * B_M * sin_b * sin_b * sin_b, p_m - E2 * A_M * cos_b * cos_b * cos_b)
        beta = np.arctan2((1.0 - F) * np.sin(lat_rad), np.cos(lat_rad))
    sin_lat = np.sin(lat_rad)
    height_m = p_m * np.cos(lat_rad) + z_m * sin_lat - A_M * np.sqrt(1.0 - E2 * sin_lat * sin_lat)
    return lat_rad, np.arctan2(y_m, x_m), height_m


def enu_from_vector_rad(dx_m: Any, dy_m: Any, dz_m: Any, lat0_rad: Any, lon0_rad: Any) -> Any:
    """An ECEF vector turned to the east, north, up axes of a place."""
    sin_lat, cos_lat, sin_lon, cos_lon = np.sin(lat0_rad), np.cos(lat0_rad), np.sin(lon0_rad), np.cos(lon0_rad)
    outward_m = cos_lon * dx_m + sin_lon * dy_m
    east_m = cos_lon * dy_m - sin_lon * dx_m
    return east_m, cos_lat * dz_m - sin_lat * outward_m, sin_lat * dz_m + cos_lat * outward_m


def vector_from_enu_rad(east_m: Any, north_m: Any, up_m: Any, lat0_rad: Any, lon0_rad: Any) -> Any:
    """A vector in the east, north, up axes of a place turned to ECEF axes."""
    sin_lat, cos_lat, sin_lon, cos_lon = np.sin(lat0_rad), np.cos(lat0_rad), np.sin(lon0_rad), np.cos(lon0_rad)
    outward_m = cos_lat * up_m - sin_lat * north_m
    dx_m = cos_lon * outward_m - sin_lon * east_m
    return dx_m, sin_lon * outward_m + cos_lon * east_m, sin_lat * up_m + cos_lat * north_m


def ecef_from_geodetic(lat_deg: Real, lon_deg: Real, height_m: Real) -> tuple[Array, Array, Array]:
    """ECEF (x_m, y_m, z_m) of a geodetic place."""
    x_m, y_m, z_m = ecef_from_geodetic_rad(np.radians(lat_deg), np.radians(lon_deg), np.asarray(height_m, np.float64))
    return x_m, y_m, z_m


def geodetic_from_ecef(x_m: Real, y_m: Real, z_m: Real) -> tuple[Array, Array, Array]:
    """(lat_deg, lon_deg, height_m) of an ECEF place; lon_deg in [-180, 180]."""
    lat_rad, lon_rad, height_m = geodetic_from_ecef_rad(_real(x_m), _real(y_m), _real(z_m))
    return np.degrees(lat_rad), np.degrees(lon_rad), height_m


def enu_from_ecef(
    x_m: Real, y_m: Real, z_m: Real, lat0_deg: Real, lon0_deg: Real, height0_m: Real
) -> tuple[Array, Array, Array]:
    """(east_m, north_m, up_m) of an ECEF place, seen from a geodetic origin."""
    x0_m, y0_m, z0_m = ecef_from_geodetic(lat0_deg, lon0_deg, height0_m)
    east_m, north_m, up_m = enu_from_vector_rad(
        _real(x_m) - x0_m, _real(y_m) - y0_m, _real(z_m) - z0_m, np.radians(lat0_deg), np.radians(lon0_deg)
    )
    return east_m, north_m, up_m


def ecef_from_enu(
    east_m: Real, north_m: Real, up_m: Real, lat0_deg: Real, lon0_deg: Real, height0_m: Real
) -> tuple[Array, Array, Array]:
    """ECEF (x_m, y_m, z_m) of a place given in the ENU of a geodetic origin."""
    x0_m, y0_m, z0_m = ecef_from_geodetic(lat0_deg, lon0_deg, height0_m)
    dx_m, dy_m, dz_m = vector_from_enu_rad(
        _real(east_m), _real(north_m), _real(up_m), np.radians(lat0_deg), np.radians(lon0_deg)
    )
    return x0_m + dx_m, y0_m + dy_m, z0_m + dz_m


def enu_from_geodetic(
    lat_deg: Real, lon_deg: Real, height_m: Real, lat0_deg: Real, lon0_deg: Real, height0_m: Real
) -> tuple[Array, Array, Array]:
    """(east_m, north_m, up_m) of a geodetic place, seen from a geodetic origin."""
    return enu_from_ecef(*ecef_from_geodetic(lat_deg, lon_deg, height_m), lat0_deg, lon0_deg, height0_m)


def geodetic_from_enu(
    east_m: Real, north_m: Real, up_m: Real, lat0_deg: Real, lon0_deg: Real, height0_m: Real
) -> tuple[Array, Array, Array]:
    """(lat_deg, lon_deg, height_m) of a place given in the ENU of a geodetic origin."""
    return geodetic_from_ecef(*ecef_from_enu(east_m, north_m, up_m, lat0_deg, lon0_deg, height0_m))


def enu_from_polar(range_m: Real, azimuth_deg: Real, elevation_deg: Real) -> tuple[Array, Array, Array]:
    """(east_m, north_m, up_m) of a slant range, azimuth and elevation."""
    azimuth_rad, elevation_rad = np.radians(azimuth_deg), np.radians(elevation_deg)
    ground_m = _real(range_m) * np.cos(elevation_rad)
    return ground_m * np.sin(azimuth_rad), ground_m * np.cos(azimuth_rad), _real(range_m) * np.sin(elevation_rad)


def polar_from_enu(east_m: Real, north_m: Real, up_m: Real) -> tuple[Array, Array, Array]:
    """(range_m, azimuth_deg in [0, 360), elevation_deg) of an ENU place; the origin itself gives (0, 0, 0)."""
    ground_m = np.hypot(east_m, north_m)
    azimuth_deg = np.degrees(np.arctan2(east_m, north_m)) % 360.0
    # A tiny negative angle rounds up to 360.0 exactly.
    azimuth_deg = np.where(azimuth_deg == 360.0, 0.0, azimuth_deg)
    return np.hypot(ground_m, up_m), azimuth_deg, np.degrees(np.arctan2(up_m, ground_m))


def _real(value: Real) -> Array:
    return np.asarray(value, np.float64)
