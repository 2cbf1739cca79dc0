"""Circles, arcs and corridors as rings of straight edges: (lon_deg, lat_deg).

Circles and arcs are drawn in the plane that touches the Earth at the centre; a circle is drawn around, not within, so
that a zone is never smaller than it says: by 1 part in 1,000 at 5 degrees. A corridor follows the geodesics between
its places, in pieces of PIECE_M that are straight in longitude and latitude to 20 m.
"""

import math
from itertools import pairwise

import numpy as np
import shapely

from sargas.geo.geodesic import azimuth_deg, destination, distance_m
from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu

STEP_DEG = 5.0
MOST_M = 1_000_000.0
PIECE_M = 25_000.0
Place = tuple[float, float]


def circle(lon_deg: float, lat_deg: float, radius_m: float) -> list[Place]:
    """A closed ring around a circle."""
    sides = round(360.0 / STEP_DEG)
    around_m = radius_m / math.cos(math.pi / sides)
    ring = [_at(lon_deg, lat_deg, around_m, (k + 0.5) * STEP_DEG) for k in range(sides)]
    return [*ring, ring[0]]


def arc(centre: Place, begin: Place, end: Place, clockwise: bool) -> list[Place]:
    """From `begin` to `end` around `centre`; where their distances differ, by a spiral."""
    (from_m, from_deg), (to_m, to_deg) = _polar(centre, begin), _polar(centre, end)
    between = _turn(centre, from_m, to_m, from_deg, to_deg, clockwise)
    return [begin, *between[1:-1], end]


def arc_between(centre: Place, radius_m: float, from_deg: float, to_deg: float, clockwise: bool) -> list[Place]:
    """Of one radius, between two bearings."""
    return _turn(centre, radius_m, radius_m, from_deg, to_deg, clockwise)


def corridor(places: list[Place], width_m: float) -> list[list[list[Place]]]:
    """Polygons, each an outer ring and its holes: half of `width_m` to both sides of the way between `places`.

    Raises ValueError where the way crosses the 180th meridian.
    """
    parts = [shapely.Polygon(circle(*place, width_m / 2.0)) for place in places]
    for begin, end in pairwise(places):
        leg = _leg(begin, end, width_m / 2.0)
        parts += [shapely.Polygon(piece) for piece in leg]
    west, _, east, _ = shapely.total_bounds(parts)
    if east - west > 180.0:
        raise ValueError("a corridor that crosses the 180th meridian")
    whole = shapely.union_all(parts)
    return [
        [list(ring.coords) for ring in (part.exterior, *part.interiors)] for part in getattr(whole, "geoms", [whole])
    ]


def _leg(begin: Place, end: Place, half_m: float) -> list[list[Place]]:
    """Four-sided pieces along the geodesic between two places."""
    length_m = float(distance_m(begin[1], begin[0], end[1], end[0]))
    along_m = np.linspace(0.0, length_m, max(1, math.ceil(length_m / PIECE_M)) + 1)
    lat, lon = destination(begin[1], begin[0], azimuth_deg(begin[1], begin[0], end[1], end[0]), along_m)
    lat[-1], lon[-1] = end[1], end[0]
    # of the way at each place: onward from all but the last, which is looked at from behind
    course_deg = azimuth_deg(lat, lon, end[1], end[0])
    course_deg[-1] = azimuth_deg(end[1], end[0], begin[1], begin[0]) + 180.0
    sides = [destination(lat, lon, course_deg + turn_deg, half_m) for turn_deg in (-90.0, 90.0)]
    left, right = ([(float(x), float(y)) for y, x in zip(*side, strict=True)] for side in sides)
    return [[left[k], left[k + 1], right[k + 1], right[k]] for k in range(len(left) - 1)]


def _turn(centre: Place, from_m: float, to_m: float, from_deg: float, to_deg: float, clockwise: bool) -> list[Place]:
    turn_deg = (to_deg - from_deg) % 360.0 if clockwise else -((from_deg - to_deg) % 360.0)
    steps = max(1, math.ceil(abs(turn_deg) / STEP_DEG))
    parts = [k / steps for k in range(steps + 1)]
    return [_at(*centre, from_m + (to_m - from_m) * part, from_deg + turn_deg * part) for part in parts]


def _at(lon_deg: float, lat_deg: float, distance_m: float, bearing_deg: float) -> Place:
    turn = math.radians(bearing_deg)
    lat, lon, _ = geodetic_from_enu(
        distance_m * math.sin(turn), distance_m * math.cos(turn), 0.0, lat_deg, lon_deg, 0.0
    )
    return float(lon), float(lat)


def _polar(centre: Place, place: Place) -> tuple[float, float]:
    """(distance in metres, bearing in degrees) of a place from a centre."""
    east, north, _ = enu_from_geodetic(place[1], place[0], 0.0, centre[1], centre[0], 0.0)
    return math.hypot(float(east), float(north)), math.degrees(math.atan2(float(east), float(north)))
