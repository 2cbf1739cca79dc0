"""Incursions: who comes over a border from a neighbour, as flights that distributions and the seed draw.

Rule: an entry is as likely on each metre of the border that both states have in common (bundled borders), or of the
part of it in a circle; the course is that into the country, give or take. Who comes begins over the neighbour, and is
over us as deep as is said. Chance is of the table alone.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.exercise.flights import Becomes, Drift, Flight, Glide, Swarm, Waypoint
from sargas.exercise.traffic import Span
from sargas.geo.bundled import third_party
from sargas.geo.geodesic import azimuth_deg, destination, near_distance_m
from sargas.geo.region import Region
from sargas.incursion.zones import border_of
from sargas.model.track import ClassName

Array = NDArray[np.float64]
Then = Literal["lands", "turns_back", "loiters", "drifts", "glides"]
_OF_INCURSIONS = 92
"""Streams of chance of their own."""
_TRIES = 50
_PIECE_M, _ASIDE_M = 500.0, 2_000.0
"""The border is looked at in pieces of this length; who is so far aside of it is in the one state or the other."""


class Intruder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of object that comes."""

    what: ClassName
    cross_section_m2: float
    speed_mps: Span
    height_agl_m: Span
    weight: float = 1.0
    """How often it is this kind, against the weights of the others."""


_USUAL = (
    Intruder("fixed_wing_drone", 0.1, (25.0, 50.0), (60.0, 600.0), 0.7),
    Intruder("multirotor", 0.02, (8.0, 18.0), (40.0, 150.0), 0.15),
    Intruder("light_aircraft", 2.0, (35.0, 60.0), (100.0, 400.0), 0.15),
)


class Incursions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A family of them. `into`, `out_of`: ISO 3166 alpha-3 of bundled borders."""

    count: int
    into: str
    out_of: str
    near: tuple[float, float] | None = None
    """(lat_deg, lon_deg): entries are no farther from it than `radius_m`; None: anywhere."""
    radius_m: float = 50_000.0
    kinds: tuple[Intruder, ...] = _USUAL
    sigma_course_deg: float = 30.0
    """Of courses about the one that leads straight in."""
    before_m: Span = (5_000.0, 30_000.0)
    """How far before the border they begin."""
    depth_m: Span = (2_000.0, 60_000.0)
    """How far behind it they come before ..."""
    then: dict[Then, float] = msgspec.field(default_factory=lambda: {"lands": 1.0})
    """... what becomes of them, with its weight: their path ends, they go back, loiter, lose their aim or engine."""
    crosses_s: Span | None = None
    """When they cross, after the start; None: in the first 70 % of the scenario."""
    lasts_s: Span = (300.0, 1_200.0)
    """Of loitering and drifting."""
    swarm: float = 0.0
    """Share that comes as a swarm ..."""
    swarm_count: tuple[int, int] = (3, 12)
    """... of so many."""

    def __post_init__(self) -> None:
        if not self.kinds or min(kind.weight for kind in self.kinds) <= 0.0:
            raise ValueError("kinds are one at least, each with a positive weight")
        if not self.then or min(self.then.values()) <= 0.0:
            raise ValueError("then names one thing at least, each with a positive weight")
        if not 0.0 <= self.swarm <= 1.0:
            raise ValueError("swarm is a share, 0 to 1")


def amiss(tables: tuple[Incursions, ...], has_ground: bool) -> Iterator[str]:
    """Everything that cannot be, each with its place."""
    known = sorted(file.stem for file in third_party("osm_borders").glob("*.geojson"))
    for k, table in enumerate(tables):
        unknown = [f"{key}: {code[:10]!r}" for key in ("into", "out_of") if (code := getattr(table, key)) not in known]
        for one in unknown:
            yield f"incursions[{k}].{one} is none of {', '.join(known)}"
        if not unknown and not len(_border(table.into, table.out_of, table.near, table.radius_m)):
            where = "" if table.near is None else f" within {table.radius_m:g} m of {table.near}"
            yield f"incursions[{k}]: {table.into} and {table.out_of} have no border in common{where}"
        if not has_ground:
            yield f"incursions[{k}]: above which ground? a scenario says it as ground_m, or as terrain"


def drawn(table: Incursions, k: int, seed: int, duration_s: float) -> list[Flight]:
    """The flights of the `k`-th table of a scenario."""
    chance = np.random.default_rng([seed, _OF_INCURSIONS, k])
    border = _border(table.into, table.out_of, table.near, table.radius_m)
    return [_one(table, f"incursion-{k + 1}-{number + 1}", border, duration_s, chance) for number in range(table.count)]


def _one(table: Incursions, name: str, border: Array, duration_s: float, chance: np.random.Generator) -> Flight:
    weights = np.array([kind.weight for kind in table.kinds])
    kind = table.kinds[int(chance.choice(len(weights), p=weights / weights.sum()))]
    speed_mps, height_agl_m = float(chance.uniform(*kind.speed_mps)), float(chance.uniform(*kind.height_agl_m))
    lat, lon, course_deg, before_m, depth_m = _way(table, border, chance)
    crosses_s = float(chance.uniform(*(table.crosses_s or (0.0, 0.7 * duration_s))))
    shares = np.array(list(table.then.values()))
    then = list(table.then)[int(chance.choice(len(shares), p=shares / shares.sum()))]
    lasts_s = float(chance.uniform(*table.lasts_s))
    many = int(chance.integers(table.swarm_count[0], table.swarm_count[1] + 1))
    spacing_m, is_many = float(chance.uniform(40.0, 150.0)), bool(chance.random() < table.swarm)
    flown_s = (before_m + depth_m) / speed_mps

    def corner(place: tuple[Array, Array], loiter_s: float = 0.0) -> Waypoint:
        lat_deg, lon_deg = (round(float(value), 6) for value in place)
        return Waypoint(
            lat_deg, lon_deg, None, round(speed_mps, 2), height_agl_m=round(height_agl_m, 1),
            loiter_s=round(loiter_s, 1),
        )  # fmt: skip

    deep = destination(lat, lon, course_deg, depth_m)
    path = [corner(destination(lat, lon, course_deg + 180.0, before_m)), corner(deep)]
    becomes: tuple[Becomes, ...] = ()
    if then == "loiters":
        path[1] = corner(deep, lasts_s)
    elif then == "turns_back":
        path.append(corner(destination(lat, lon, course_deg + 150.0, before_m)))
    elif then == "drifts":
        path.append(corner(destination(*deep, course_deg, 10_000.0)))
        becomes = (Drift(from_s=round(flown_s, 1), lasts_s=round(lasts_s, 1), airspeed_mps=round(speed_mps, 2)),)
    elif then == "glides":
        path.append(corner(destination(*deep, course_deg, 10_000.0)))
        becomes = (Glide(from_s=round(flown_s, 1)),)
    return Flight(
        name,
        tuple(path),
        kind.cross_section_m2,
        start_s=round(crosses_s - before_m / speed_mps, 1),
        what=kind.what,
        swarm=Swarm(many, round(spacing_m, 1)) if is_many else None,
        becomes=becomes,
    )


def _way(table: Incursions, border: Array, chance: np.random.Generator) -> tuple[float, float, float, float, float]:
    """(lat_deg, lon_deg, course_deg, before_m, depth_m): drawn anew where bends of the border make it no way in."""
    ours, theirs = _region(table.into), _region(table.out_of)
    for _ in range(_TRIES):
        lat, lon, inward_deg = border[int(chance.integers(len(border)))].tolist()
        off_deg = float(np.clip(chance.normal(0.0, table.sigma_course_deg), -80.0, 80.0))
        course_deg = inward_deg + off_deg
        before_m, depth_m = float(chance.uniform(*table.before_m)), float(chance.uniform(*table.depth_m))
        begins = destination(lat, lon, course_deg + 180.0, before_m)
        if theirs.contains(*begins) and ours.contains(*destination(lat, lon, course_deg, depth_m)):
            break
    return lat, lon, course_deg, before_m, depth_m


@lru_cache(maxsize=8)
def _border(into: str, out_of: str, near: tuple[float, float] | None, radius_m: float) -> Array:
    """(N, 3) places on the border that both have in common, a piece apart, and the course that leads straight in."""
    ours, theirs = _region(into), _region(out_of)
    edges = ours.edges
    if near is not None:
        edges = edges[near_distance_m(edges[:, 1], edges[:, 0], *near) <= radius_m + _PIECE_M]
    along_m = near_distance_m(edges[:, 1], edges[:, 0], edges[:, 3], edges[:, 2])
    # By length along all edges: places a piece apart, whatever the corners are.
    ends_m = np.cumsum(along_m)
    at_m = np.arange(0.5 * _PIECE_M, ends_m[-1] if len(ends_m) else 0.0, _PIECE_M)
    edge = np.searchsorted(ends_m, at_m)
    share = (at_m - (ends_m[edge] - along_m[edge])) / np.maximum(along_m[edge], 1e-9)
    lon = edges[edge, 0] + share * (edges[edge, 2] - edges[edge, 0])
    lat = edges[edge, 1] + share * (edges[edge, 3] - edges[edge, 1])
    course_deg = np.asarray(azimuth_deg(edges[edge, 1], edges[edge, 0], edges[edge, 3], edges[edge, 2]))
    left = ours.contains(*destination(lat, lon, course_deg - 90.0, _ASIDE_M))
    inward_deg = np.where(left, course_deg - 90.0, course_deg + 90.0) % 360.0
    between = ours.contains(*destination(lat, lon, inward_deg, _ASIDE_M))
    between &= theirs.contains(*destination(lat, lon, inward_deg + 180.0, _ASIDE_M))
    if near is not None:
        between &= near_distance_m(lat, lon, *near) <= radius_m
    return np.stack([lat, lon, inward_deg], axis=1)[between]


@lru_cache(maxsize=8)
def _region(country: str) -> Region:
    zones = border_of(third_party("osm_borders"), country)
    return Region.from_rings([rings for zone in zones for rings in zone.polygons])
