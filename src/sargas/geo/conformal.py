"""The system plane by complex numbers, for kernels: place, scale and convergence in one go, much faster than apart.

With plane z = y + i x, sphere radius R, exponent C and constant K of the conformal sphere (`sargas.geo.plane`) and T of
the isometric latitude psi = ln T, T = tan(pi/4 + lat/2) ((1 - e sin lat) / (1 + e sin lat))^(e/2):
  zeta = K T^C exp(i C (lon - lon0))        the sphere on a polar stereographic plane, zeta0 the origin there
  z = 2 R (zeta - zeta0) / (1 + zeta0 zeta)           a turn of the sphere is a Moebius map
  dz / d(north + i east) = 2 R C (1 + zeta0^2) zeta / ((1 + zeta0 zeta)^2 nu cos lat),  nu = a / sqrt(1 - e^2 sin^2 lat)
for a conformal map has one complex derivative, (scale) exp(-i convergence). With num = zeta0 + z/2R and
den = 1 - zeta0 z/2R the way back is zeta = num / den, and the derivative 2 R C num den / ((1 + zeta0^2) nu cos lat).
The geodetic latitude comes from the conformal one, chi = 2 atan T - pi/2, by the series of Snyder eq. 3-5.
Sources: Snyder, USGS PP 1395, eq. 3-5, 3-7 and chapter 21; Needham, Visual Complex Analysis (1997), chapter 6 (turns of
the sphere are Moebius maps); Bowring, Survey Review 28 (1985) 202 (latitude from ECEF).

Rule: a place's turn of the plane is written (east_x, east_y), one metre east there in metres of plane:
  x = east_x E - east_y N,   y = east_y E + east_x N,
  scale^2 = east_x^2 + east_y^2,   convergence = atan2(east_y, east_x).
The functions of `sargas.geo.plane` remain the reference; these agree with them to micrometres as far as 1,000 km from
the origin. Importing this module imports numba.
"""

import numpy as np

from sargas.geo.kernel import leaf
from sargas.geo.wgs84 import A_M, B_M, E2, EP2, Array, E, F

_S1 = E2 / 2 + 5 * E2**2 / 24 + E2**3 / 12 + 13 * E2**4 / 360
_S2 = 7 * E2**2 / 48 + 29 * E2**3 / 240 + 811 * E2**4 / 11520
_S3 = 7 * E2**3 / 120 + 81 * E2**4 / 1120
_S4 = 4279 * E2**4 / 161280
_D0, _D1, _D2, _D3 = _S1 - _S3, 2 * _S2 - 4 * _S4, 4 * _S3, 8 * _S4
"""lat - chi = S1 sin 2chi + S2 sin 4chi + ... = sin 2chi (D0 + cos 2chi (D1 + cos 2chi (D2 + cos 2chi D3)))."""


@leaf
def on_plane(east: float, north: float, east_x: float, east_y: float) -> tuple[float, float]:
    """(x, y) on the plane of a horizontal vector on the ground, in the unit it has."""
    return east_x * east - east_y * north, east_y * east + east_x * north


@leaf
def plane_from_circular(
    sin_lat: float, cos_lat: float, turn_rad: float, constants: Array
) -> tuple[float, float, float, float]:
    """(x_m, y_m, east_x, east_y) of a place by its latitude's sine and cosine and its longitude less the origin's."""
    exponent, zeta0, two_r_m = constants[1], constants[6], 2.0 * constants[5]
    psi = np.log((1.0 + sin_lat) / cos_lat) + 0.5 * E * np.log((1.0 - E * sin_lat) / (1.0 + E * sin_lat))
    rho = np.exp(exponent * psi + constants[2])
    re, im = rho * np.cos(exponent * turn_rad), rho * np.sin(exponent * turn_rad)
    den_re, den_im = 1.0 + zeta0 * re, zeta0 * im
    inverse = 1.0 / (den_re * den_re + den_im * den_im)
    y_m = two_r_m * inverse * ((re - zeta0) * den_re + im * den_im)
    x_m = two_r_m * inverse * (im * den_re - (re - zeta0) * den_im)
    # zeta conj(den)^2, over |den|^4
    square_re, square_im = den_re * den_re - den_im * den_im, -2.0 * den_re * den_im
    length = two_r_m * exponent * (1.0 + zeta0 * zeta0) * np.sqrt(1.0 - E2 * sin_lat * sin_lat) / (A_M * cos_lat)
    length *= inverse * inverse
    return x_m, y_m, length * (re * square_re - im * square_im), -length * (re * square_im + im * square_re)


@leaf
def plane_and_east_rad(lat_rad: float, lon_rad: float, constants: Array) -> tuple[float, float, float, float]:
    """(x_m, y_m, east_x, east_y) of a place in radians."""
    turn_rad = lon_rad - constants[0]
    turn_rad -= 2.0 * np.pi * np.floor(turn_rad / (2.0 * np.pi) + 0.5)
    return plane_from_circular(np.sin(lat_rad), np.cos(lat_rad), turn_rad, constants)


@leaf
def geodetic_and_east_rad(x_m: float, y_m: float, constants: Array) -> tuple[float, float, float, float]:
    """(lat_rad, lon_rad in [-pi, pi), east_x, east_y) of a place on the plane."""
    exponent, zeta0, two_r_m = constants[1], constants[6], 2.0 * constants[5]
    u, v = y_m / two_r_m, x_m / two_r_m
    num_re, num_im, den_re, den_im = zeta0 + u, v, 1.0 - zeta0 * u, -zeta0 * v
    square = (num_re * num_re + num_im * num_im) / (den_re * den_re + den_im * den_im)
    turn_rad = np.arctan2(num_im * den_re - num_re * den_im, num_re * den_re + num_im * den_im) / exponent
    t = np.exp((0.5 * np.log(square) - constants[2]) / exponent)
    share = 1.0 / (1.0 + t * t)
    sin_chi, cos_chi = (t * t - 1.0) * share, 2.0 * t * share
    sin_2, cos_2 = 2.0 * sin_chi * cos_chi, cos_chi * cos_chi - sin_chi * sin_chi
    rise = sin_2 * (_D0 + cos_2 * (_D1 + cos_2 * (_D2 + cos_2 * _D3)))
    # The rise is at most 0.0034: its sine and cosine by two terms, to 4e-15.
    sin_rise, cos_rise = rise * (1.0 - rise * rise / 6.0), 1.0 - 0.5 * rise * rise * (1.0 - rise * rise / 12.0)
    sin_lat, cos_lat = sin_chi * cos_rise + cos_chi * sin_rise, cos_chi * cos_rise - sin_chi * sin_rise
    length = two_r_m * exponent * np.sqrt(1.0 - E2 * sin_lat * sin_lat) / ((1.0 + zeta0 * zeta0) * A_M * cos_lat)
    lon_rad = constants[0] + turn_rad
    lon_rad -= 2.0 * np.pi * np.floor(lon_rad / (2.0 * np.pi) + 0.5)
    return (
        np.arctan2(sin_lat, cos_lat),
        lon_rad,
        length * (num_re * den_re - num_im * den_im),
        -length * (num_re * den_im + num_im * den_re),
    )


@leaf
def circular_from_ecef(p_m: float, z_m: float) -> tuple[float, float, float]:
    """(sin_lat, cos_lat, height_m) of a place p_m from the Earth's axis and z_m above the equator's plane.

    One step of Bowring's from his start of 1985, without an angle; p_m above 0.
    """
    tan_beta = (1.0 - F) * z_m / p_m * (1.0 + EP2 * B_M / np.sqrt(p_m * p_m + z_m * z_m))
    cos_2 = 1.0 / (1.0 + tan_beta * tan_beta)
    cos_3 = cos_2 * np.sqrt(cos_2)
    north_m, outward_m = z_m + EP2 * B_M * cos_3 * tan_beta * tan_beta * tan_beta, p_m - E2 * A_M * cos_3
    inverse = 1.0 / np.sqrt(north_m * north_m + outward_m * outward_m)
    sin_lat, cos_lat = north_m * inverse, outward_m * inverse
    return sin_lat, cos_lat, p_m * cos_lat + z_m * sin_lat - A_M * np.sqrt(1.0 - E2 * sin_lat * sin_lat)
