"""Universal Transverse Mercator on WGS-84: easting and northing of a zone -> latitude and longitude.

Kruger's series in the third flattening n to the sixth order: errors below a micrometre within a zone and well beyond.
With xi = (N - N0) / (k0 A), eta = (E - 500 km) / (k0 A):
  xi' = xi - sum beta_j sin 2j xi cosh 2j eta,   eta' = eta - sum beta_j cos 2j xi sinh 2j eta
  sin chi = sin xi' / cosh eta',   lon - lon0 = atan2(sinh eta', cos xi')
and the latitude from the conformal one, chi, by sin 2j chi with delta_j.
Source: Karney, Transverse Mercator with an accuracy of a few nanometers, J. Geodesy 85 (2011) 475, eq. 11, 36;
coefficients eq. 36 (beta) and Kawase, Bull. GSI 59 (2011), table 2 (delta), here to order 6 and 6; zones NGA.SIG.0012.
"""

import re

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import A_M, B_M, Array

K0, FALSE_EASTING_M, FALSE_NORTHING_M = 0.9996, 500_000.0, 10_000_000.0
_N = (A_M - B_M) / (A_M + B_M)
_RADIUS_M = A_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64 + _N**6 / 256)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360 - 81 * _N**5 / 512 + 96199 * _N**6 / 604800,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440 + 46 * _N**5 / 105 - 1118711 * _N**6 / 3870720,
    17 * _N**3 / 480 - 37 * _N**4 / 840 - 209 * _N**5 / 4480 + 5569 * _N**6 / 90720,
    4397 * _N**4 / 161280 - 11 * _N**5 / 504 - 830251 * _N**6 / 7257600,
    4583 * _N**5 / 161280 - 108847 * _N**6 / 3991680,
    20648693 * _N**6 / 638668800,
)
_DELTA = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3 + 116 * _N**4 / 45 + 26 * _N**5 / 45 - 2854 * _N**6 / 675,
    7 * _N**2 / 3 - 8 * _N**3 / 5 - 227 * _N**4 / 45 + 2704 * _N**5 / 315 + 2323 * _N**6 / 945,
    56 * _N**3 / 15 - 136 * _N**4 / 35 - 1262 * _N**5 / 105 + 73814 * _N**6 / 2835,
    4279 * _N**4 / 630 - 332 * _N**5 / 35 - 399572 * _N**6 / 14175,
    4174 * _N**5 / 315 - 144838 * _N**6 / 6237,
    601676 * _N**6 / 22275,
)
_ZONE = re.compile(r"\s*0?([1-9]|[1-5]\d|60)\s*([C-HJ-NP-Xc-hj-np-x])\s*")


def zone_of(text: str) -> tuple[int, bool] | None:
    """Number of a zone and whether it is north of the equator: "34U" -> (34, True), its letter a band of latitude as
    in MGRS (N and beyond are north). None where it is no zone."""
    found = _ZONE.fullmatch(text)
    return None if found is None else (int(found[1]), found[2].upper() >= "N")


def geodetic_from_utm(
    easting_m: Array, northing_m: Array, zone: Array, north: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """(lat_deg, lon_deg) of places, arrays that broadcast; `zone` 1 to 60. Beyond some 3,000 km from the middle of the
    zone, and beyond a pole, the series means nothing: those are NaN."""
    xi = (northing_m - np.where(north, 0.0, FALSE_NORTHING_M)) / (K0 * _RADIUS_M)
    eta = (easting_m - FALSE_EASTING_M) / (K0 * _RADIUS_M)
    sound = (np.abs(eta) < 0.5) & (np.abs(xi) <= np.pi / 2)
    xi, eta = np.where(sound, xi, 0.0), np.where(sound, eta, 0.0)
    on, out = xi.copy(), eta.copy()
    for j, beta in enumerate(_BETA, 1):
        on -= beta * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
        out -= beta * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
    chi = np.arcsin(np.sin(on) / np.cosh(out))
    lat = chi + sum(delta * np.sin(2 * j * chi) for j, delta in enumerate(_DELTA, 1))
    lon_deg = 6.0 * np.asarray(zone) - 183.0 + np.degrees(np.arctan2(np.sinh(out), np.cos(on)))
    lon_deg = (lon_deg + 180.0) % 360.0 - 180.0
    return np.where(sound, np.degrees(lat), np.nan), np.where(sound, lon_deg, np.nan)
