"""Particles: possible courses of events of one lost object, each with a class, a fate and a place.

Rule: everything is drawn from the Generator that is given, so the same seed gives the same particles. A particle flies
until `ends_s`, then glides; where and when it comes to lie is computed as its fall begins. Between that and `lies_s` it
is on the straight line between both places.

    flying --ends_s--> falling --lies_s--> lying

Glide and fall: p(t) = p0 + c(t) + w t, h(t) = h0 - s t, with the wind w, the sink rate s (speed over glide ratio), and
c(t) the arc of a constant speed and turn rate; it lies where h meets the ground. A steep fall goes down at 45 to 90
degrees with 20 to 60 m/s. Speeds through the air of a glide are 0.7 to 1.0 of what was flown last.
Sources: Anderson, *Introduction to Flight*, on gliding flight (distance = height x L/D); possible courses of events as
particles as in the search for AF 447 (Stone et al., *Statistical Science* 29 (2014) 69). How steeply and how fast
things fall, how they turn: judgement.
"""

from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.geo.ground import Ground
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, METRES_PER_DEG
from sargas.model.search import FATES
from sargas.model.track import CLASSES
from sargas.searching.settings import Settings

Floats = NDArray[np.float64]

GLIDES, FALLS, FLIES_ON, LOITERS = range(4)
PIECES = 48
"""Of a descent, in which it is compared with the ground."""
FASTEST_MPS = 340.0
"""Nothing that is searched for is faster: a velocity that is hardly known would carry it around the Earth."""
FARTHEST_LAT_DEG, FARTHEST_LON_DEG = 85.0, 179.9
"""Nothing is followed beyond."""
LOWEST_M = 15.0
"""Nothing flies lower above the ground."""
UNKNOWN_HEIGHT_M, UNKNOWN_SPREAD = 250.0, 0.8
"""Height above ground where none was measured: median and one sigma of the logarithm (as of fixed-wing drones)."""


class Last(msgspec.Struct, frozen=True):
    """The last state of an object that was seen."""

    time_s: float
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    height_m: float | None
    sigma_height_m: float
    covariance: tuple[float, ...]
    """[E N vE vN], the upper triangle: 10 values."""
    classes: tuple[float, ...]
    """Probabilities in the order of CLASSES; all 0 where it was not judged."""
    simulated: bool = False


class Air(NamedTuple):
    """The wind at the place where it was lost, and its error on each axis."""

    east_mps: float
    north_mps: float
    sigma_mps: float


class Particles:
    """N of them, as columns."""

    NAMES = (
        "fate", "kind", "lat_deg", "lon_deg", "height_m", "course_rad", "speed_mps", "turn_rps", "air_east_mps",
        "air_north_mps", "ground_m", "ends_s", "from_lat_deg", "from_lon_deg", "from_s", "lies_s", "lie_lat_deg",
        "lie_lon_deg", "unseen", "ground_weight",
    )  # fmt: skip

    fate: Any
    kind: Any
    """Index into CLASSES."""
    lat_deg: Any
    """Where it is at the time of the last step, while it flies ..."""
    lon_deg: Any
    height_m: Any
    """... and at which height above the ellipsoid."""
    course_rad: Any
    speed_mps: Any
    turn_rps: Any
    """Of circles; 0 of what flies on."""
    air_east_mps: Any
    air_north_mps: Any
    ground_m: Any
    """How wrong the ground's height is for it."""
    ends_s: Any
    """Its flight ends then; when it was lost, for what glides or falls."""
    from_lat_deg: Any
    """Where its fall began ..."""
    from_lon_deg: Any
    from_s: Any
    lies_s: Any
    """... and when it is over, inf until it has begun ..."""
    lie_lat_deg: Any
    lie_lon_deg: Any
    unseen: Any
    """Logarithm of the probability that no sensor that is up would have seen it."""
    ground_weight: Any
    """Logarithm of the probability that nobody who searched would have found it."""

    def __init__(self, columns: dict[str, Any]) -> None:
        for name in self.NAMES:
            setattr(self, name, columns[name])

    def __len__(self) -> int:
        return len(self.fate)

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {name: getattr(self, name) for name in self.NAMES}

    def weights(self, trust: float) -> Floats:
        """Probability of each; they sum to 1."""
        seen = (1.0 - trust) + trust * np.exp(self.unseen)
        weight = seen * np.exp(self.ground_weight - self.ground_weight.max())
        result: Floats = weight / weight.sum()
        return result

    def is_lying(self, time_s: float) -> NDArray[np.bool_]:
        """Which have come to lie."""
        result: NDArray[np.bool_] = self.lies_s <= time_s
        return result

    def fallen(self, time_s: float) -> Floats:
        """Share of its descent that each has behind it by `time_s`, 0 to 1; 0 of what does not come down."""
        falling = np.isfinite(self.lies_s)
        span_s = np.where(falling, np.maximum(self.lies_s - self.from_s, 1e-3), 1.0)
        return np.where(falling, np.clip((time_s - self.from_s) / span_s, 0.0, 1.0), 0.0)

    def places(self, time_s: float, stepped_s: float) -> tuple[Floats, Floats, Floats]:
        """(lat_deg, lon_deg, height_m) of each; what flies goes on straight since the last step."""
        go = np.maximum(np.minimum(time_s, self.ends_s) - stepped_s, 0.0)
        far_m = self.speed_mps * go
        to_east_m, to_north_m = far_m * np.sin(self.course_rad), far_m * np.cos(self.course_rad)
        lat, lon = _moved(self.lat_deg, self.lon_deg, to_east_m, to_north_m)
        falling, share = np.isfinite(self.lies_s), self.fallen(time_s)
        lat = np.where(falling, self.from_lat_deg + share * (self.lie_lat_deg - self.from_lat_deg), lat)
        lon = np.where(falling, self.from_lon_deg + share * (self.lie_lon_deg - self.from_lon_deg), lon)
        return lat, lon, self.height_m


def begin(rng: np.random.Generator, last: Last, air: Air, ground: Ground, settings: Settings) -> Particles:
    """What may have become of it, as of when it was seen last."""
    n = settings.particles
    kind = _kinds(rng, last, n)
    prospects = [settings.prospect(name) for name in CLASSES]
    shares = np.array([[prospect.shares.get(fate, 0.0) for fate in FATES] for prospect in prospects])
    fate = (rng.random(n)[:, None] > np.cumsum(shares / shares.sum(axis=1)[:, None], axis=1)[kind]).sum(axis=1)
    fate = np.minimum(fate, LOITERS)
    east_m, north_m, east_mps, north_mps = _states(rng, last, n)
    lat, lon = _moved(np.full(n, last.lat_deg), np.full(n, last.lon_deg), east_m, north_m)
    below_m = ground.height_m(lat, lon)
    off_m = rng.normal(0.0, max(ground.sigma_m, 1e-3), n)
    drawn = rng.normal(0.0, 1.0, n)
    if last.height_m is None:
        height_m = below_m + UNKNOWN_HEIGHT_M * np.exp(UNKNOWN_SPREAD * drawn)
    else:
        height_m = last.height_m + last.sigma_height_m * drawn
    height_m = np.maximum(height_m, below_m + off_m + LOWEST_M)
    speed_mps = np.minimum(np.hypot(east_mps, north_mps), FASTEST_MPS)
    speed_mps = np.where(fate == FLIES_ON, speed_mps * np.exp(rng.normal(0.0, 0.08, n)), speed_mps)
    radius_m = np.maximum(rng.exponential(settings.loiter_m, n), 100.0)
    turn = np.where(rng.random(n) < 0.5, -1.0, 1.0) * np.minimum(speed_mps / radius_m, 0.5)
    endurance_s = np.array([prospect.endurance_s for prospect in prospects])[kind]
    flies = fate >= FLIES_ON
    nothing, never = np.zeros(n), np.full(n, np.inf)
    return Particles(
        {
            "fate": fate.astype(np.uint8),
            "kind": kind.astype(np.uint8),
            "lat_deg": lat,
            "lon_deg": lon,
            "height_m": height_m,
            "course_rad": np.arctan2(east_mps, north_mps),
            "speed_mps": speed_mps,
            "turn_rps": np.where(fate == LOITERS, turn, 0.0),
            "air_east_mps": air.east_mps + air.sigma_mps * rng.normal(0.0, 1.0, n),
            "air_north_mps": air.north_mps + air.sigma_mps * rng.normal(0.0, 1.0, n),
            "ground_m": off_m,
            "ends_s": last.time_s + np.where(flies, rng.random(n) * endurance_s, 0.0),
            "from_lat_deg": lat.copy(),
            "from_lon_deg": lon.copy(),
            "from_s": np.full(n, last.time_s),
            "lies_s": never,
            "lie_lat_deg": lat.copy(),
            "lie_lon_deg": lon.copy(),
            "unseen": nothing,
            "ground_weight": nothing.copy(),
        }
    )


def _kinds(rng: np.random.Generator, last: Last, n: int) -> NDArray[np.intp]:
    classes = np.array(last.classes or (1.0,), np.float64)
    if len(classes) != len(CLASSES) or not classes.sum() > 0.0:
        classes = np.zeros(len(CLASSES))
        classes[0] = 1.0
    below = np.cumsum(classes / classes.sum())
    result: NDArray[np.intp] = np.minimum(np.searchsorted(below, rng.random(n)), len(CLASSES) - 1)
    return result


def _states(rng: np.random.Generator, last: Last, n: int) -> Floats:
    """(4, n): east_m, north_m from the last place, east_mps, north_mps; from its covariance."""
    matrix = np.zeros((4, 4))
    matrix[np.triu_indices(4)] = last.covariance
    matrix = matrix + np.triu(matrix, 1).T
    values, vectors = np.linalg.eigh(matrix)  # what rounding made negative is 0
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    result: Floats = root @ rng.normal(0.0, 1.0, (4, n))
    result[2] += last.east_mps
    result[3] += last.north_mps
    return result


def advance(
    particles: Particles, rng: np.random.Generator, from_s: float, to_s: float, ground: Ground, settings: Settings
) -> None:
    """What flies goes on from the step at `from_s` to that at `to_s`; falls that begin by then are computed."""
    p = particles
    due = np.flatnonzero(np.isinf(p.lies_s) & (p.ends_s <= to_s))
    flying = np.isinf(p.lies_s) & (p.ends_s > from_s)
    n = len(p)
    wander = rng.normal(0.0, 1.0, n) * np.radians(settings.course_deg) * np.sqrt((to_s - from_s) / 600.0)
    leg = rng.random(n) < -np.expm1(-(to_s - from_s) / settings.leg_s)
    wander = wander + np.where(leg, rng.normal(0.0, 1.0, n) * np.radians(settings.leg_deg), 0.0)
    go_s = np.where(flying, np.minimum(to_s, p.ends_s) - from_s, 0.0)
    east_m, north_m = arc(p.speed_mps, p.course_rad, p.turn_rps, go_s)
    p.lat_deg, p.lon_deg = _moved(p.lat_deg, p.lon_deg, east_m, north_m)
    p.course_rad = p.course_rad + p.turn_rps * go_s + np.where(flying & (p.fate == FLIES_ON), wander, 0.0)
    if len(due):
        _come_down(p, due, rng, ground, settings)


def _moved(lat_deg: Floats, lon_deg: Floats, east_m: Any, north_m: Any) -> tuple[Floats, Floats]:
    """Places that are so far to the east and north, within what is followed."""
    lat = np.clip(lat_deg + north_m / MERIDIAN_M_PER_DEG, -FARTHEST_LAT_DEG, FARTHEST_LAT_DEG)
    lon = lon_deg + east_m / (METRES_PER_DEG * np.cos(np.radians((lat + lat_deg) / 2.0)))
    return lat, np.clip(lon, -FARTHEST_LON_DEG, FARTHEST_LON_DEG)


def arc(speed_mps: Any, course_rad: Any, turn_rps: Any, go_s: Any) -> tuple[Any, Any]:
    """(east_m, north_m) of a way at constant speed and turn rate: the chord, turned by half of what was turned."""
    half = turn_rps * go_s / 2.0
    chord_m = speed_mps * go_s * np.sinc(half / np.pi)
    return chord_m * np.sin(course_rad + half), chord_m * np.cos(course_rad + half)


def _come_down(p: Particles, rows: Any, rng: np.random.Generator, ground: Ground, settings: Settings) -> None:
    """The falls of `rows`, from where each is."""
    n = len(rows)
    prospects = [settings.prospect(name) for name in CLASSES]
    kind, steep = p.kind[rows], p.fate[rows] == FALLS
    ratio = np.array([prospect.glide_ratio for prospect in prospects])[kind]
    spread = np.array([prospect.glide_spread for prospect in prospects])[kind]
    low, high = np.array([prospect.sink_mps for prospect in prospects])[kind].T
    ratio = ratio * np.exp(spread * rng.normal(0.0, 1.0, n))
    speed = p.speed_mps[rows] * rng.uniform(0.7, 1.0, n)
    speed = np.where(ratio > 0.0, np.maximum(speed, 3.0), 0.0)
    sink = np.where(ratio > 0.0, speed / np.maximum(ratio, 0.05), low + (high - low) * rng.random(n))
    down, dive = rng.uniform(20.0, 60.0, n), np.radians(rng.uniform(45.0, 90.0, n))
    sink = np.clip(np.where(steep, down * np.sin(dive), sink), 0.5, 60.0)
    speed = np.where(steep, down * np.cos(dive), speed)
    course = p.course_rad[rows] + np.radians(settings.glide_course_deg) * rng.normal(0.0, 1.0, n)
    turning = (rng.random(n) < 0.5) & ~steep
    turn = np.where(turning, np.radians(settings.glide_turn_deg) * rng.normal(0.0, 1.0, n), 0.0)
    lat, lon, height_m = p.lat_deg[rows], p.lon_deg[rows], p.height_m[rows]

    def at(go_s: Any) -> tuple[Any, Any]:
        east_m, north_m = arc(speed, course, turn, go_s)
        return _moved(lat, lon, east_m + p.air_east_mps[rows] * go_s, north_m + p.air_north_mps[rows] * go_s)

    # Nothing falls for longer than to 300 m below where it is above: no ground is deeper within a glide.
    over_m = np.maximum(height_m - (ground.height_m(lat, lon) + p.ground_m[rows]), 1.0)
    longest_s = (over_m + 300.0) / sink
    go_s = longest_s * np.linspace(0.0, 1.0, PIECES + 1)[:, None]
    below_m = ground.height_m(*(side.ravel() for side in at(go_s))).reshape(go_s.shape)
    above_m = height_m - sink * go_s - (below_m + p.ground_m[rows])
    above_m[0] = over_m
    under = above_m <= 0.0
    k, each = np.maximum(under.argmax(axis=0), 1), np.arange(n)
    before_m, after_m = above_m[k - 1, each], above_m[k, each]
    share = np.clip(before_m / np.maximum(before_m - after_m, 1e-9), 0.0, 1.0)
    lies_s = np.where(under.any(axis=0), go_s[k - 1, each] + share * longest_s / PIECES, longest_s)
    p.from_lat_deg[rows], p.from_lon_deg[rows], p.from_s[rows] = lat, lon, p.ends_s[rows]
    p.lie_lat_deg[rows], p.lie_lon_deg[rows] = at(lies_s)
    p.lies_s[rows] = p.ends_s[rows] + lies_s
