"""Reach: which tracks can come to which zones at all, in time and height, by boxes and circles; one kernel.

Rule: a zone is in reach where its box meets the box of the track's way within the zone's approach time, grown by five
sigma; where the circle about its box is touched by that way; and where its limits do not keep the track out by far.
Importing this module imports numba.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel

Ints = NDArray[np.int64]

PLACE = np.dtype(
    [(name, np.float64) for name in ("west", "south", "east", "north", "radius_m", "floor_m", "ceiling_m", "within_s")]
    + [("accepts", np.int64), ("active", np.bool_)]
)
"""A zone: its box in degrees, the radius of a circle about it, limits, approach time, and whose leave it accepts."""
WAY = np.dtype(
    [(name, np.float64) for name in ("lat_deg", "lon_deg", "east_mps", "north_mps", "sigma_m", "lowest_m", "highest_m")]
)
"""A track: where it is, how it flies, how surely, and between which heights it is."""
_M_PER_DEG = 110_500.0
"""Shortest degree of latitude, rounded down."""
_BENDS = 0.05
"""Of the way: how far the geodesic may leave the box of its ends as drawn in longitude and latitude."""
LON_M, LAT_M = 111_320.0, 111_700.0
"""Longest degrees, of longitude at the equator and of latitude."""
_LARGE_M = 50_000.0
"""A zone of a larger radius is not sifted by its circle: a plane bends too much over so far."""
_STILL_MPS = 0.1


@kernel
def in_reach(ways: Any, places: Any, lawful: NDArray[np.bool_], farthest_m: float) -> tuple[Ints, Ints]:
    """Pairs of a way (N,) of WAY and a place (Z,) of PLACE that it can come to: (places, ways), ascending by way.

    Places that are not active, or that accept what makes the way lawful, are left out: `lawful` (A, N) by what places
    accept.
    """
    pairs = np.empty((2, 1024), np.int64)
    count = 0
    longest_s = 0.0
    for z in range(places.shape[0]):
        longest_s = max(longest_s, places[z].within_s)
    for n in range(ways.shape[0]):
        way = ways[n]
        speed_mps = math.hypot(way.east_mps, way.north_mps)
        slow_mps = max(speed_mps, _STILL_MPS)
        west, south, east, north = _box(way, speed_mps, min(longest_s, farthest_m / slow_mps))
        for z in range(places.shape[0]):
            place = places[z]
            if place.west > east or place.east < west or place.south > north or place.north < south:
                continue
            if way.lowest_m > place.ceiling_m or way.highest_m < place.floor_m:
                continue
            if not place.active or lawful[place.accepts, n]:
                continue
            if _is_met(way, place, speed_mps, min(place.within_s, farthest_m / slow_mps)):
                if count == pairs.shape[1]:
                    more = np.empty((2, 2 * count), np.int64)
                    more[:, :count] = pairs
                    pairs = more
                pairs[0, count], pairs[1, count] = z, n
                count += 1
    return pairs[0, :count].copy(), pairs[1, :count].copy()


@kernel
def _box(way: Any, speed_mps: float, way_s: float) -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees of a way in `way_s`, grown."""
    grown_m = _BENDS * speed_mps * way_s + 5.0 * way.sigma_m
    farthest_deg = min(abs(way.lat_deg) + (speed_mps * way_s + grown_m) / _M_PER_DEG, 89.0)
    lon_m = _M_PER_DEG * math.cos(math.radians(farthest_deg))
    east, north = way.east_mps * way_s / lon_m, way.north_mps * way_s / _M_PER_DEG
    lon, lat = grown_m / lon_m, grown_m / _M_PER_DEG
    return (
        way.lon_deg + min(east, 0.0) - lon,
        way.lat_deg + min(north, 0.0) - lat,
        way.lon_deg + max(east, 0.0) + lon,
        way.lat_deg + max(north, 0.0) + lat,
    )


@kernel
def _is_met(way: Any, place: Any, speed_mps: float, way_s: float) -> bool:
    """Whether a way in `way_s` meets the box of a place, and the circle about that, unless it is large."""
    west, south, east, north = _box(way, speed_mps, way_s)
    if place.west > east or place.east < west or place.south > north or place.north < south:
        return False
    if place.radius_m > _LARGE_M or speed_mps < _STILL_MPS:
        return True
    middle_lon, middle_lat = (place.west + place.east) / 2.0, (place.south + place.north) / 2.0
    east_m = (middle_lon - way.lon_deg) * LON_M * math.cos(math.radians((way.lat_deg + middle_lat) / 2.0))
    north_m = (middle_lat - way.lat_deg) * LAT_M
    u_east, u_north = way.east_mps / speed_mps, way.north_mps / speed_mps
    along_m, across_m = east_m * u_east + north_m * u_north, abs(east_m * u_north - north_m * u_east)
    near_m = place.radius_m + _BENDS * speed_mps * way_s + 5.0 * way.sigma_m
    touched: bool = -near_m <= along_m <= speed_mps * way_s + near_m and across_m <= near_m
    return touched
