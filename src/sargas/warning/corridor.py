"""Corridor: where an object may be within the next minutes, as a polygon, and when it reaches what.

How it goes on is the model of `sargas.motion.going`, normal along and across the course at each moment. The corridor is
what the ellipses of all moments together cover, joined by their convex hulls: at each moment the object is within it
with at least `probability`. An object that hardly moves has a disc.

When an area is reached: RAYS ways, each through the places of one quantile of the way across at each moment. Of those
that meet the area, half are there at `median_s`; their share is `probability`. `earliest_s` is when the corridor's
first moment meets it.
"""

import math
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu
from sargas.motion import Going, sigmas_m
from sargas.motion import Settings as Motion
from sargas.motion.going import bent, is_held
from sargas.warning.settings import Corridor as Settings

Floats = NDArray[np.float64]
STEPS, RAYS, SIDES = 24, 31, 32
_AROUND = np.linspace(0.0, 2.0 * np.pi, SIDES, endpoint=False)
_PLACES = np.array([NormalDist().inv_cdf((k + 0.5) / RAYS) for k in range(RAYS)])


class Reach(NamedTuple):
    """When an area may be reached first, when it is reached if it is, and how probably it is."""

    earliest_s: float
    median_s: float
    probability: float


class Corridor:
    """Of one object. `shape`: a shapely polygon in lon_deg, lat_deg."""

    def __init__(self, going: Going, settings: Settings, motion: Motion) -> None:
        self._going = going
        until_s = 60.0 * settings.minutes
        self.times_s: Floats = np.linspace(0.0, until_s, STEPS + 1)
        along_m, across_m = sigmas_m(going, motion, self.times_s)
        radius = math.sqrt(-2.0 * math.log(1.0 - settings.probability))
        speed_mps = going.speed_mps
        ahead_m = speed_mps * self.times_s[:, None] + radius * along_m[:, None] * np.cos(_AROUND)
        aside_m = radius * across_m[:, None] * np.sin(_AROUND)
        straight_m = speed_mps * self.times_s
        is_bent = is_held(across_m, straight_m)[:, None]
        self._places = self._places_of(*bent(ahead_m, aside_m, is_bent))
        """(STEPS + 1, SIDES, 2) lon_deg, lat_deg."""
        both = np.concatenate([self._places[:-1], self._places[1:]], axis=1)
        self._pieces = shapely.convex_hull(shapely.multipoints(both))
        """(STEPS,) where it may be from one moment to the next."""
        self.shape = shapely.union_all(self._pieces)
        ways = self._places_of(*bent(straight_m[:, None], across_m[:, None] * _PLACES, is_bent))
        ends = self._places_of(*bent(straight_m[-1] + radius * along_m[-1], across_m[-1] * _PLACES, is_bent[-1]))
        self._rays = shapely.linestrings(np.concatenate([ways, ends[None]]).transpose(1, 0, 2))

    def _places_of(self, ahead_m: Floats, aside_m: Floats) -> Floats:
        """(..., 2) lon_deg, lat_deg of places ahead of the object and to the right of its course."""
        lat_deg, lon_deg = self._going.geodetic(ahead_m, aside_m)
        return np.stack([lon_deg, lat_deg], axis=-1)

    @property
    def begins_s(self) -> float:
        """The moment from which it was drawn, UTC Unix seconds."""
        return self._going.time_s

    def meets(self, tree: Any) -> list[int]:
        """Places in a shapely STRtree of what the corridor meets, ascending."""
        return sorted(int(k) for k in tree.query(self.shape, predicate="intersects"))

    def reach(self, shape: Any) -> Reach:
        """When and how probably a shape that the corridor meets is reached; UTC Unix seconds."""
        going = self._going
        met = np.flatnonzero(shapely.intersects(self._pieces, shape))
        first = int(met[0]) if len(met) else STEPS - 1
        earliest_s = going.time_s + float(self.times_s[first])
        speed_mps = going.speed_mps
        shapely.prepare(shape)
        rays = self._rays[shapely.intersects(shape, self._rays)]
        nearest = shapely.shortest_line(shapely.Point(going.lon_deg, going.lat_deg), shapely.intersection(rays, shape))
        if not len(rays):
            nearest = np.array([shapely.shortest_line(shapely.Point(going.lon_deg, going.lat_deg), shape)])
        ends = shapely.get_point(nearest, 1)
        east_m, north_m, _ = enu_from_geodetic(
            shapely.get_y(ends), shapely.get_x(ends), 0.0, going.lat_deg, going.lon_deg, 0.0
        )
        away_m = np.hypot(east_m, north_m)
        until_s = float(self.times_s[-1])
        takes_s = float(np.median(away_m)) / speed_mps if speed_mps > 0.0 else until_s
        in_time = float(np.sum(away_m <= speed_mps * until_s)) / RAYS if len(rays) else 0.0
        return Reach(earliest_s, max(going.time_s + min(takes_s, 2.0 * until_s), earliest_s), in_time)

    def holds(self, lat_deg: Floats, lon_deg: Floats) -> NDArray[np.bool_]:
        """Whether places are within it."""
        within: NDArray[np.bool_] = shapely.intersects_xy(self.shape, lon_deg, lat_deg)
        return within


def disc(lat_deg: float, lon_deg: float, radius_m: float) -> list[tuple[float, float]]:
    """A closed ring around a circle, (lon_deg, lat_deg): never smaller than the circle."""
    outer_m = radius_m / math.cos(math.pi / SIDES)
    lat, lon, _ = geodetic_from_enu(outer_m * np.sin(_AROUND), outer_m * np.cos(_AROUND), 0.0, lat_deg, lon_deg, 0.0)
    ring = list(zip(lon.tolist(), lat.tolist(), strict=True))
    return [*ring, ring[0]]
