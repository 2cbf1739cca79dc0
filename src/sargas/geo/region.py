"""Regions: polygons with holes on the Earth; who is inside, and how far from the border.

Edges are straight in longitude and latitude, as RFC 7946 says of GeoJSON, so the same geometry can be drawn and judged;
a point on the border is inside. Distances are geodesic: the nearest border point is sought in ECEF, where the straight
line orders distances as the geodesic does (to 6 mm at 100 km, under 1 m at 500 km), among edges cut to LONGEST_M so
that each is straight in space too (2 cm); the distance to that point is then `sargas.geo.geodesic.near_distance_m`.
A region that crosses the 180th meridian is split there into several polygons, as RFC 7946 asks; the cut is then part
of its border.
Needs shapely; the first distance imports numba (`sargas.geo.forest`), containment never does.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from sargas.geo.geodesic import near_distance_m
from sargas.geo.wgs84 import Array, Real, ecef_from_geodetic

LONGEST_M = 1000.0

Ints = npt.NDArray[np.int64]
Ring = Sequence[tuple[float, float]]
"""(lon_deg, lat_deg) pairs as in GeoJSON; closed or not."""


class Nearest(NamedTuple):
    """Border points nearest to places, and the geodesic distances to them in metres (never negative)."""

    lat_deg: Array
    lon_deg: Array
    distance_m: Array


class Region:
    """One or more polygons with holes; built by `from_rings`. Immutable."""

    def __init__(self, shape: Any) -> None:
        """`shape`: a valid, non-empty shapely Polygon or MultiPolygon in lon_deg, lat_deg."""
        self.shape = shape
        shapely.prepare(shape)
        self.bounds_deg: tuple[float, float, float, float] = shape.bounds
        """West, south, east, north."""

    @classmethod
    def from_rings(cls, polygons: Sequence[Sequence[Ring]]) -> "Region":
        """A region of polygons, each an outer ring and its holes; polygons that overlap or touch become one.

        Raises ValueError with a sentence naming polygon and ring (counted from 1) for: nothing at all, fewer than three
        different points, a coordinate that is no number or out of range, an edge over half the globe, a ring that
        crosses or touches itself, a hole outside its polygon.
        """
        if not polygons:
            raise ValueError("a region needs at least one polygon")
        shapes = []
        for p, rings in enumerate(polygons, 1):
            if not rings:
                raise ValueError(f"polygon {p} has no ring")
            closed = [_checked(ring, f"polygon {p}, ring {r}") for r, ring in enumerate(rings, 1)]
            shape = shapely.Polygon(closed[0], closed[1:])
            if not shape.is_valid:
                raise ValueError(f"polygon {p}: {_reason(shape)}")
            shapes.append(shape)
        joined = shapely.MultiPolygon(shapes) if len(shapes) > 1 else shapes[0]
        return cls(joined if joined.is_valid else shapely.union_all(shapes))

    def contains(self, lat_deg: Real, lon_deg: Real) -> npt.NDArray[np.bool_]:
        """Whether places are inside or on the border; scalars or arrays that broadcast."""
        lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
        west, south, east, north = self.bounds_deg
        inside: npt.NDArray[np.bool_] = np.asarray((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east))
        inside[inside] = shapely.intersects_xy(self.shape, lon[inside], lat[inside])
        return inside[()]

    def signed_distance_m(self, lat_deg: Real, lon_deg: Real) -> Array:
        """Geodesic distance to the border, negative inside; scalars or arrays that broadcast."""
        outside_m = self.nearest(lat_deg, lon_deg).distance_m
        distance: Array = np.where(self.contains(lat_deg, lon_deg), -outside_m, outside_m)[()]
        return distance

    def nearest(self, lat_deg: Real, lon_deg: Real) -> Nearest:
        """The border points nearest to places; scalars or arrays that broadcast. Raises ValueError at no place."""
        lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
        found = self._alone.nearest(np.zeros(lat.size, np.int64), lat.ravel(), lon.ravel())
        return Nearest(*(column.reshape(lat.shape)[()] for column in found))

    @cached_property
    def _alone(self) -> "Regions":
        return Regions([self])

    @cached_property
    def edges(self) -> Array:
        """(S, 4) lon, lat of both ends of the border, in pieces of LONGEST_M at most."""
        coordinates, ring = shapely.get_coordinates(shapely.get_parts(self.shape.boundary), return_index=True)
        follows = ring[1:] == ring[:-1]
        return _short(np.hstack([coordinates[:-1][follows], coordinates[1:][follows]]))


class Regions:
    """Many regions asked at once: pairs of a region and a place, each an array (N,). `of`: numbers of regions."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self._shapes = np.array([region.shape for region in regions], object)
        self.bounds_deg = np.array([region.bounds_deg for region in regions]).reshape(-1, 4)
        """(Z, 4) west, south, east, north."""
        self._of = regions

    def contain(self, of: Ints, lat_deg: Array, lon_deg: Array) -> npt.NDArray[np.bool_]:
        """Whether each place is inside its region or on the border."""
        west, south, east, north = self.bounds_deg[of].T
        inside: npt.NDArray[np.bool_] = (lat_deg >= south) & (lat_deg <= north) & (lon_deg >= west) & (lon_deg <= east)
        inside[inside] = shapely.intersects_xy(self._shapes[of[inside]], lon_deg[inside], lat_deg[inside])
        return inside

    def signed_distance_m(self, of: Ints, lat_deg: Array, lon_deg: Array) -> Array:
        """Geodesic distance of each place to the border of its region, negative inside."""
        outside_m = self.nearest(of, lat_deg, lon_deg).distance_m
        return np.where(self.contain(of, lat_deg, lon_deg), -outside_m, outside_m)

    def nearest(self, of: Ints, lat_deg: Array, lon_deg: Array) -> Nearest:
        """The point nearest to each place on the border of its region. Raises ValueError at no place."""
        from sargas.geo.forest import nearest  # numba: only when a distance is asked for

        if not (np.all(np.abs(lat_deg) <= 90.0) and np.all(np.isfinite(lon_deg))):
            raise ValueError("a distance is asked for at a latitude outside -90..90, or at no longitude")
        points = np.stack(ecef_from_geodetic(lat_deg, lon_deg, 0.0), axis=-1)
        segments, places = nearest(points, of, *self._trees)
        ends = self._edges[segments]
        near_lon = ends[:, 0] + places * (ends[:, 2] - ends[:, 0])
        near_lat = ends[:, 1] + places * (ends[:, 3] - ends[:, 1])
        return Nearest(near_lat, near_lon, near_distance_m(lat_deg, lon_deg, near_lat, near_lon))

    @cached_property
    def _edges(self) -> Array:
        return np.concatenate([np.empty((0, 4)), *(region.edges for region in self._of)])

    @cached_property
    def _trees(self) -> Any:
        """A `sargas.geo.forest.Forest`."""
        from sargas.geo.forest import forest  # numba: only when a distance is asked for

        ends = [np.split(region.edges, 2, axis=1) for region in self._of]
        return forest([(_in_space(start), _in_space(end)) for start, end in ends])


def contains_each(regions: Sequence[Region], lat_deg: Array, lon_deg: Array) -> npt.NDArray[np.bool_]:
    """Which of Z regions contain which of N places (arrays of one length): bool, shape (Z, N)."""
    inside = np.zeros((len(regions), len(lat_deg)), np.bool_)
    for row, region in zip(inside, regions, strict=True):
        row[:] = region.contains(lat_deg, lon_deg)
    return inside


def _checked(ring: Ring, where: str) -> Array:
    """The ring as a closed array (M, 2) of lon, lat; ValueError beginning with `where` if it is none."""
    try:
        points = np.array(ring, np.float64)
    except (TypeError, ValueError):
        points = np.empty(0)
    if points.ndim != 2 or points.shape[1] not in (2, 3):
        raise ValueError(f"{where} is not a list of longitude, latitude pairs")
    points = points[:, :2]
    bad = np.flatnonzero(~((np.abs(points[:, 0]) <= 180.0) & (np.abs(points[:, 1]) <= 90.0)))
    if len(bad):
        lon_deg, lat_deg = points[bad[0]]
        raise ValueError(f"{where}, point {bad[0] + 1}: longitude {lon_deg}, latitude {lat_deg} is no place on Earth")
    others = points[(points != points[0]).any(axis=1)]
    if not (others != others[:1]).any():
        raise ValueError(f"{where} has fewer than three different points")
    closed = points if np.array_equal(points[0], points[-1]) else np.vstack([points, points[:1]])
    if np.abs(np.diff(closed[:, 0])).max() > 180.0:
        raise ValueError(f"{where} has an edge over more than 180 degrees of longitude: split it at the 180th meridian")
    return closed


def _reason(shape: Any) -> str:
    """What is wrong with a polygon, in a sentence with the place."""
    reason = shapely.is_valid_reason(shape)
    what, _, place = reason.rstrip("]").partition("[")
    sentence = {
        "Self-intersection": "a ring crosses itself",
        "Ring Self-intersection": "a ring touches itself",
        "Hole lies outside shell": "a hole lies outside the outer ring",
        "Interior is disconnected": "holes cut the polygon apart",
        "Holes are nested": "one hole lies in another",
    }.get(what, what.lower())
    lon_lat = place.split()
    return f"{sentence} near longitude {lon_lat[0]}, latitude {lon_lat[1]}" if len(lon_lat) == 2 else sentence


def _in_space(lon_lat: Array) -> Array:
    """ECEF of places (S, 2), (S, 3)."""
    return np.ascontiguousarray(np.stack(ecef_from_geodetic(lon_lat[:, 1], lon_lat[:, 0], 0.0), axis=-1))


def _short(edges: Array) -> Array:
    """Edges (S, 4) cut, straight in longitude and latitude, into pieces of LONGEST_M at most."""
    # On a sphere of 6,400 km, never less than the true length by more than 0.4 %.
    east = np.cos(np.radians(np.minimum(np.abs(edges[:, 1]), np.abs(edges[:, 3]))))
    length_m = 111_700.0 * np.hypot((edges[:, 2] - edges[:, 0]) * east, edges[:, 3] - edges[:, 1])
    pieces = np.maximum(np.ceil(length_m / LONGEST_M), 1.0).astype(np.int64)
    row = np.repeat(np.arange(len(edges)), pieces)
    step = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    delta = (edges[:, 2:] - edges[:, :2])[row]
    share = pieces[row][:, None]
    from_ = edges[row, :2] + delta * (step[:, None] / share)
    to = edges[row, :2] + delta * ((step[:, None] + 1) / share)
    return np.hstack([from_, to])
