"""Circles, arcs and corridors as rings of straight edges: (lon_deg, lat_deg).

Circles and arcs are drawn in the plane that touches the Earth at the centre; a circle is drawn around, not within, so
that a zone is never smaller than it says: by 1 part in 1,000 at 5 degrees. A corridor follows the geodesics between
its places, in pieces of PIECE_M that are straight in longitude and latitude to 20 m.
"""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.geodesic import azimuth_deg, destination, distance_m
from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu

STEP_DEG = 5.0
MOST_M = 1_000_000.0
PIECE_M = 25_000.0
Place = tuple[float, float]
Floats = NDArray[np.float64]
_SIDES = round(360.0 / STEP_DEG)
_BEARINGS_DEG: Floats = (np.arange(_SIDES, dtype=np.float64) + 0.5) * STEP_DEG
_FLAT = math.cos(math.pi / _SIDES)


def circle(lon_deg: float, lat_deg: float, radius_m: float) -> list[Place]:
    """A closed ring around a circle."""
    ring = _around((lon_deg, lat_deg), np.full(_SIDES, radius_m / _FLAT), _BEARINGS_DEG)
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
    rounds = shapely.polygons(np.array([circle(*place, width_m / 2.0) for place in places]))
    parts = np.concatenate([rounds, shapely.polygons(_legs(np.array(places), width_m / 2.0))])
    west, _, east, _ = shapely.total_bounds(parts)
    if east - west > 180.0:
        raise ValueError("a corridor that crosses the 180th meridian")
    whole = shapely.union_all(parts)
    return [
        [list(ring.coords) for ring in (part.exterior, *part.interiors)] for part in getattr(whole, "geoms", [whole])
    ]


def _legs(places: Floats, half_m: float) -> Floats:
    """Four-sided pieces (P, 4, 2) along the geodesics between places (N, 2)."""
    (lon, lat), (end_lon, end_lat) = places[:-1].T, places[1:].T
    length_m = distance_m(lat, lon, end_lat, end_lon)
    there, back = places[:-1], places[1:]
    both, turned = np.concatenate([there, back]), np.concatenate([back, there])
    onward_deg, back_deg = np.split(azimuth_deg(both[:, 1], both[:, 0], turned[:, 1], turned[:, 0]), 2)
    count = np.maximum(np.ceil(length_m / PIECE_M), 1.0).astype(np.int64)
    leg = np.repeat(np.arange(len(count)), count + 1)
    nth = np.arange(len(leg)) - np.searchsorted(leg, leg)
    last = nth == count[leg]
    at_lat, at_lon = destination(lat[leg], lon[leg], onward_deg[leg], length_m[leg] * nth / count[leg])
    at_lat, at_lon = np.where(last, end_lat[leg], at_lat), np.where(last, end_lon[leg], at_lon)
    # of the way at each place: onward from all but the last, which is looked at from behind
    course_deg = np.where(last, back_deg[leg] + 180.0, azimuth_deg(at_lat, at_lon, end_lat[leg], end_lon[leg]))
    turn_deg = np.array([[-90.0], [90.0]])
    side_lat, side_lon = destination(at_lat, at_lon, course_deg + turn_deg, half_m)
    left, right = np.stack([side_lon, side_lat], axis=-1)
    begin = np.flatnonzero(~last)
    result: Floats = np.stack([left[begin], left[begin + 1], right[begin + 1], right[begin]], axis=1)
    return result


def _turn(centre: Place, from_m: float, to_m: float, from_deg: float, to_deg: float, clockwise: bool) -> list[Place]:
    turn_deg = (to_deg - from_deg) % 360.0 if clockwise else -((from_deg - to_deg) % 360.0)
    steps = max(1, math.ceil(abs(turn_deg) / STEP_DEG))
    part = np.arange(steps + 1) / steps
    return _around(centre, from_m + (to_m - from_m) * part, from_deg + turn_deg * part)


def _around(centre: Place, distance_m: Floats, bearing_deg: Floats) -> list[Place]:
    """Places at distances and bearings from one, each (N,)."""
    turn = np.radians(bearing_deg)
    east_m, north_m = distance_m * np.sin(turn), distance_m * np.cos(turn)
    lat, lon, _ = geodetic_from_enu(east_m, north_m, 0.0, centre[1], centre[0], 0.0)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def _polar(centre: Place, place: Place) -> tuple[float, float]:
    """(distance in metres, bearing in degrees) of a place from a centre."""
    east, north, _ = enu_from_geodetic(place[1], place[0], 0.0, centre[1], centre[0], 0.0)
    return math.hypot(float(east), float(north)), math.degrees(math.atan2(float(east), float(north)))
