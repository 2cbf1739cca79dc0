"""Compact position reporting: the 17-bit halves of a position in two interleaved grids -> latitude and longitude.

Source: ICAO Doc 9871 ed. 2, appendix C.2.6 (RTCA DO-260B, appendix A.1.7). The even grid has 60 zones of latitude, the
odd one 59; an airborne zone is 360/60 deg tall, a surface zone a quarter of that. Two messages of both parities, near
in time, give the place (airborne); so does one message with a place within half a zone of it (180 NM airborne, 45 NM
surface).
All arguments `*_cpr` are integers 0..131071; results are degrees, or None where the messages contradict each other.
"""

import math
from bisect import bisect_left

_ONE = 131_072.0

_BORDERS_DEG = [
    math.degrees(math.acos(math.sqrt((1 - math.cos(math.pi / 30)) / (1 - math.cos(2 * math.pi / zones)))))
    for zones in range(59, 1, -1)
]
"""Latitudes at which the number of longitude zones falls from 59 to 58, ... and from 2 to 1."""


def longitude_zones(lat_deg: float) -> int:
    """Number NL of longitude zones of the even grid at a latitude."""
    return 59 - bisect_left(_BORDERS_DEG, abs(lat_deg))


def from_pair(even: tuple[int, int], odd: tuple[int, int], odd_is_newer: bool) -> tuple[float, float] | None:
    """Airborne (lat_deg, lon_deg) of the newer of two messages, each (lat_cpr, lon_cpr)."""
    y0, x0, y1, x1 = even[0] / _ONE, even[1] / _ONE, odd[0] / _ONE, odd[1] / _ONE
    j = math.floor(59 * y0 - 60 * y1 + 0.5)
    lat0, lat1 = 6.0 * (j % 60 + y0), 360.0 / 59.0 * (j % 59 + y1)
    lat0 -= 360.0 if lat0 >= 270.0 else 0.0
    lat1 -= 360.0 if lat1 >= 270.0 else 0.0
    if abs(lat0) > 90.0 or abs(lat1) > 90.0:
        return None
    zones = longitude_zones(lat0)
    if zones != longitude_zones(lat1):
        return None
    lat, x, count = (lat1, x1, max(zones - 1, 1)) if odd_is_newer else (lat0, x0, max(zones, 1))
    m = math.floor(x0 * (zones - 1) - x1 * zones + 0.5)
    return lat, _wrapped(360.0 / count * (m % count + x))


def from_reference(
    lat_cpr: int, lon_cpr: int, odd: bool, surface: bool, near_deg: tuple[float, float]
) -> tuple[float, float] | None:
    """(lat_deg, lon_deg) of one message: the candidate nearest to the place `near_deg`."""
    span = 90.0 if surface else 360.0
    lat = _nearest(span / (59 if odd else 60), lat_cpr / _ONE, near_deg[0])
    if abs(lat) > 90.0:
        return None
    width = span / max(longitude_zones(lat) - odd, 1)
    return lat, _wrapped(_nearest(width, lon_cpr / _ONE, near_deg[1]))


def _nearest(size: float, fraction: float, near: float) -> float:
    """The value size * (k + fraction), k whole, that is nearest to `near`."""
    return size * (math.floor(0.5 + near / size - fraction) + fraction)


def _wrapped(lon_deg: float) -> float:
    return (lon_deg + 180.0) % 360.0 - 180.0
