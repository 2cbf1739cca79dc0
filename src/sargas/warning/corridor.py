"""Corridor: where an object may be within the next minutes, as a polygon, and when it reaches what.

The model of how it goes on. It keeps its speed, but for an error that lasts: one sigma is that of the estimate and
`speed_share` of the speed. Its course wanders as a Wiener process: after t minutes it differs by `turn_deg` * sqrt(t),
one sigma, beside the error of the estimate (an integrated white noise of course: Bar-Shalom, Li, Kirubarajan (2001),
6.2.2, for the cross-track axis). After t the place is then, about the place at the end of the straight way,

  along    s_a^2 = P_aa + 2 t P_av + t^2 (P_vv + (speed_share v)^2)
  across   s_c^2 = P_cc + 2 t P_cw + t^2 P_ww + (v t)^2 q t / 3,     q = turn^2 in a second

normal on both axes, P the track's covariance turned to its course. The way across is laid on the arc of that radius,
not on its tangent, where the object moves more than it wanders: after a turn it is as far away as without one. The
corridor is what the ellipses of all moments together cover, joined by their convex hulls: at each moment the object is
within it with at least `probability`. An object that hardly moves has a disc.
What is not in the model: a known aim, legs between turning points, wind, engagement of any kind.

When an area is reached: RAYS ways, each through the places of one quantile of the way across at each moment. Of those
that meet the area, half are there at `median_s`; their share is `probability`. `earliest_s` is when the corridor's
first moment meets it.
Frames: east, north in metres of the plane that touches at the object, up to some 100 km.
"""

import math
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu
from sargas.warning.settings import Corridor as Settings

Floats = NDArray[np.float64]
STEPS, RAYS, SIDES = 24, 31, 32
_WANDERS = 0.5
"""Radians: where the way across is wider than this from where it was, its direction means nothing."""
_AROUND = np.linspace(0.0, 2.0 * np.pi, SIDES, endpoint=False)
_PLACES = np.array([NormalDist().inv_cdf((k + 0.5) / RAYS) for k in range(RAYS)])


class Going(NamedTuple):
    """An object at `time_s`: where, how fast, how surely. `covariance`: (4, 4) of [E N vE vN], SI."""

    time_s: float
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    covariance: Floats


class Reach(NamedTuple):
    """When an area may be reached first, when it is reached if it is, and how probably it is."""

    earliest_s: float
    median_s: float
    probability: float


class Corridor:
    """Of one object. `shape`: a shapely polygon in lon_deg, lat_deg."""

    def __init__(self, going: Going, settings: Settings) -> None:
        self._going, self._settings = going, settings
        until_s = 60.0 * settings.minutes
        self.times_s: Floats = np.linspace(0.0, until_s, STEPS + 1)
        along_m, across_m = sigmas_m(going, settings, self.times_s)
        radius = math.sqrt(-2.0 * math.log(1.0 - settings.probability))
        speed_mps = math.hypot(going.east_mps, going.north_mps)
        ahead_m = speed_mps * self.times_s[:, None] + radius * along_m[:, None] * np.cos(_AROUND)
        aside_m = radius * across_m[:, None] * np.sin(_AROUND)
        straight_m = speed_mps * self.times_s
        is_bent = (across_m < _WANDERS * straight_m)[:, None]
        self._places = self._geodetic(*_bent(ahead_m, aside_m, is_bent))
        """(STEPS + 1, SIDES, 2) lon_deg, lat_deg."""
        both = np.concatenate([self._places[:-1], self._places[1:]], axis=1)
        self._pieces = shapely.convex_hull(shapely.multipoints(both))
        """(STEPS,) where it may be from one moment to the next."""
        self.shape = shapely.union_all(self._pieces)
        ways = self._geodetic(*_bent(straight_m[:, None], across_m[:, None] * _PLACES, is_bent))
        ends = self._geodetic(*_bent(straight_m[-1] + radius * along_m[-1], across_m[-1] * _PLACES, is_bent[-1]))
        self._rays = shapely.linestrings(np.concatenate([ways, ends[None]]).transpose(1, 0, 2))

    def _geodetic(self, ahead_m: Floats, aside_m: Floats) -> Floats:
        """(..., 2) lon_deg, lat_deg of places ahead of the object and to the right of its course."""
        going = self._going
        speed_mps = math.hypot(going.east_mps, going.north_mps)
        east, north = (going.east_mps / speed_mps, going.north_mps / speed_mps) if speed_mps > 0.0 else (0.0, 1.0)
        east_m = ahead_m * east + aside_m * north
        north_m = ahead_m * north - aside_m * east
        lat_deg, lon_deg, _ = geodetic_from_enu(east_m, north_m, 0.0, going.lat_deg, going.lon_deg, 0.0)
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
        speed_mps = math.hypot(going.east_mps, going.north_mps)
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


def sigmas_m(going: Going, settings: Settings, times_s: Floats) -> tuple[Floats, Floats]:
    """One-sigma errors along and across the course after each of these times."""
    speed_mps = math.hypot(going.east_mps, going.north_mps)
    east, north = (going.east_mps / speed_mps, going.north_mps / speed_mps) if speed_mps > 0.0 else (0.0, 1.0)
    turn = np.array([[east, north], [north, -east]])
    both = np.kron(np.eye(2), turn)
    p = both @ going.covariance @ both.T
    t = times_s
    changed_mps = settings.speed_share * speed_mps
    wanders_per_s = math.radians(settings.turn_deg) ** 2 / 60.0
    along_m2 = p[0, 0] + 2.0 * t * p[0, 2] + t**2 * (p[2, 2] + changed_mps**2)
    across_m2 = p[1, 1] + 2.0 * t * p[1, 3] + t**2 * p[3, 3] + (speed_mps * t) ** 2 * wanders_per_s * t / 3.0
    return np.sqrt(np.maximum(along_m2, 1.0)), np.sqrt(np.maximum(across_m2, 1.0))


def _bent(ahead_m: Any, aside_m: Floats, is_bent: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(ahead, aside) with the way aside laid on the arc around the object, where `is_bent`."""
    radius_m = np.maximum(ahead_m, 1.0)
    angle = np.clip(aside_m / radius_m, -np.pi, np.pi)
    return (
        np.where(is_bent, radius_m * np.cos(angle), ahead_m),
        np.where(is_bent, radius_m * np.sin(angle), aside_m),
    )


def disc(lat_deg: float, lon_deg: float, radius_m: float) -> list[tuple[float, float]]:
    """A closed ring around a circle, (lon_deg, lat_deg): never smaller than the circle."""
    outer_m = radius_m / math.cos(math.pi / SIDES)
    lat, lon, _ = geodetic_from_enu(outer_m * np.sin(_AROUND), outer_m * np.cos(_AROUND), 0.0, lat_deg, lon_deg, 0.0)
    ring = list(zip(lon.tolist(), lat.tolist(), strict=True))
    return [*ring, ring[0]]
