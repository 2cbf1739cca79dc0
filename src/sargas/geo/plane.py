"""The system plane: the oblique double stereographic projection on WGS-84 (PROJ `sterea`) at the site's origin.

The ellipsoid is mapped conformally on a sphere, the sphere stereographically on the plane. x_m points east and y_m
north at the origin, where the scale is 1; made for 600 km around it (there the scale is 1.0022).
Sources: IOGP 373-7-2 section 3.1.9 (EPSG method 9809) and PROJ's `gauss.c` and `sterea.c`, whose constants of the
conformal sphere are used (they differ from EPSG's by rounding only); written with the isometric latitude, Snyder
USGS PP 1395 eq. 3-7; latitude from it by Newton's method, Karney, J. Geodesy 85 (2011) 475, eq. 7 to 21.

The `*_rad` functions hold the formulas, once, in numpy functions alone: they run on arrays here without numba, and are
the reference for what kernels use, `sargas.geo.conformal`. Their last argument is `SystemPlane.constants`:
`constants[0]` lon0_rad, `[1]` exponent C of the conformal sphere, `[2]` ln of its constant K, `[3]` sin and `[4]` cos
of the origin's latitude on the sphere, `[5]` its radius in metres; and `[6]`, for `sargas.geo.conformal`, the
tangent of 45 degrees and half that latitude.
"""

from typing import Any

import numpy as np

from sargas.geo.wgs84 import A_M, E2, Array, E, Real


def plane_from_geodetic_rad(lat_rad: Any, lon_rad: Any, constants: Any) -> Any:
    """(x_m, y_m) on the plane of a place in radians."""
    sin_lat = np.sin(lat_rad)
    q = constants[1] * (np.arcsinh(np.tan(lat_rad)) - E * np.arctanh(E * sin_lat)) + constants[2]
    turn = lon_rad - constants[0]
    dlon = constants[1] * (turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5))
    sin_chi, cos_chi = np.tanh(q), 1.0 / np.cosh(q)
    cos_dlon = np.cos(dlon)
    k_m = 2.0 * constants[5] / (1.0 + constants[3] * sin_chi + constants[4] * cos_chi * cos_dlon)
    y_m = k_m * (constants[4] * sin_chi - constants[3] * cos_chi * cos_dlon)
    return k_m * cos_chi * np.sin(dlon), y_m


def geodetic_from_plane_rad(x_m: Any, y_m: Any, constants: Any) -> Any:
    """(lat_rad, lon_rad) of a place on the plane; lon_rad in [-pi, pi)."""
    u, v = x_m / (2.0 * constants[5]), y_m / (2.0 * constants[5])
    t2 = u * u + v * v
    sin_chi = ((1.0 - t2) * constants[3] + 2.0 * v * constants[4]) / (1.0 + t2)
    cos_part = ((1.0 - t2) * constants[4] - 2.0 * v * constants[3]) / (1.0 + t2)
    east_part = 2.0 * u / (1.0 + t2)
    cos_chi = np.hypot(cos_part, east_part)
    turn = constants[0] + np.arctan2(east_part, cos_part) / constants[1]
    psi = (np.arcsinh(sin_chi / cos_chi) - constants[2]) / constants[1]
    tau_conformal = np.sinh(psi)
    tau = tau_conformal / (1.0 - E2)
    for _ in range(3):
        secant = np.sqrt(1.0 + tau * tau)
        sigma = np.sinh(E * np.arctanh(E * tau / secant))
        guess = tau * np.sqrt(1.0 + sigma * sigma) - sigma * secant
        slope = (1.0 - E2) * np.sqrt(1.0 + guess * guess) * secant / (1.0 + (1.0 - E2) * tau * tau)
        tau = tau + (tau_conformal - guess) / slope
    return np.arctan(tau), turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5)


def scale_convergence_rad(lat_rad: Any, lon_rad: Any, constants: Any) -> Any:
    """(scale, convergence_rad) at a place: metres of plane per metre of ground, true azimuth minus plane azimuth."""
    sin_lat = np.sin(lat_rad)
    q = constants[1] * (np.arcsinh(np.tan(lat_rad)) - E * np.arctanh(E * sin_lat)) + constants[2]
    turn = lon_rad - constants[0]
    dlon = constants[1] * (turn - 2.0 * np.pi * np.floor(turn / (2.0 * np.pi) + 0.5))
    sin_chi, cos_chi = np.tanh(q), 1.0 / np.cosh(q)
    cos_dlon = np.cos(dlon)
    n_m = A_M / np.sqrt(1.0 - E2 * sin_lat * sin_lat)
    sphere = constants[1] * constants[5] * cos_chi / (n_m * np.cos(lat_rad))
    scale = 2.0 * sphere / (1.0 + constants[3] * sin_chi + constants[4] * cos_chi * cos_dlon)
    convergence_rad = np.arctan2(
        np.sin(dlon) * (sin_chi + constants[3]),
        constants[4] * cos_chi + (1.0 + constants[3] * sin_chi) * cos_dlon,
    )
    return scale, convergence_rad


class SystemPlane:
    """The plane around an origin; `constants` (float64, shape (7,)) is what the formulas and their kernels take.

    Raises ValueError when the origin is no place, or within 1 degree of a pole, where the projection has no meaning.
    Arguments of the methods are scalars or arrays that broadcast; results are float64 of the common shape.
    """

    def __init__(self, lat_deg: float, lon_deg: float) -> None:
        if not (-89.0 <= lat_deg <= 89.0 and -180.0 <= lon_deg <= 180.0):
            raise ValueError(
                f"a system plane needs an origin at latitude -89..89, longitude -180..180, not {lat_deg}, {lon_deg}"
            )
        self.lat_deg = float(lat_deg)
        self.lon_deg = float(lon_deg)
        sin_lat, cos_lat = np.sin(np.radians(lat_deg)), np.cos(np.radians(lat_deg))
        exponent = np.sqrt(1.0 + E2 * cos_lat**4 / (1.0 - E2))
        sin_chi = sin_lat / exponent
        ln_k = np.arctanh(sin_chi) - exponent * (np.arctanh(sin_lat) - E * np.arctanh(E * sin_lat))
        radius_m = A_M * np.sqrt(1.0 - E2) / (1.0 - E2 * sin_lat * sin_lat)
        cos_chi = np.sqrt(1.0 - sin_chi * sin_chi)
        self.constants: Array = np.array(
            [np.radians(lon_deg), exponent, ln_k, sin_chi, cos_chi, radius_m, (1.0 + sin_chi) / cos_chi]
        )
        self.constants.flags.writeable = False

    def plane_from_geodetic(self, lat_deg: Real, lon_deg: Real) -> tuple[Array, Array]:
        """(x_m, y_m) of places given in degrees."""
        x_m, y_m = plane_from_geodetic_rad(np.radians(lat_deg), np.radians(lon_deg), self.constants)
        return x_m, y_m

    def geodetic_from_plane(self, x_m: Real, y_m: Real) -> tuple[Array, Array]:
        """(lat_deg, lon_deg) of places on the plane; lon_deg in [-180, 180)."""
        lat_rad, lon_rad = geodetic_from_plane_rad(
            np.asarray(x_m, np.float64), np.asarray(y_m, np.float64), self.constants
        )
        return np.degrees(lat_rad), np.degrees(lon_rad)

    def convergence_deg(self, lat_deg: Real, lon_deg: Real) -> Array:
        """True azimuth minus plane azimuth of one direction at a place: positive east of the origin in the north."""
        convergence: Array = np.degrees(
            scale_convergence_rad(np.radians(lat_deg), np.radians(lon_deg), self.constants)[1]
        )
        return convergence

    def scale(self, lat_deg: Real, lon_deg: Real) -> Array:
        """Metres on the plane for one metre on the ellipsoid at a place, in every direction; 1 at the origin."""
        scale: Array = scale_convergence_rad(np.radians(lat_deg), np.radians(lon_deg), self.constants)[0]
        return scale
