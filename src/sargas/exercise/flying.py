"""Flying: a flight as it is written down -> who flies, each with its path; loiter, swarm, what becomes of it.

Rule: chance is of the flight alone, by the seed and its place in the list.
"""

import math
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np

from sargas.exercise.air import Air
from sargas.exercise.flights import Becomes, Drift, Flight, Swarm, Waypoint
from sargas.exercise.making import Flown
from sargas.exercise.paths import Array, Path, integrated, legs, wandering
from sargas.geo.geodesic import azimuth_deg, destination
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG

Heights = Callable[[Array, Array], Array]
"""(lat_deg, lon_deg) -> height of the ground above the ellipsoid."""
_OF_FLIGHTS = 91
"""Streams of chance of their own."""
_CORNER_DEG = 15.0
"""Of a circle that is flown as corners: 0.3 % shorter than it is."""
_STEP_S, _SWARM_STEP_S, _SWARM_MEMORY_S = 2.0, 5.0, 20.0
_HEX = [(1.0, 0.0), (0.5, 0.75**0.5), (-0.5, 0.75**0.5), (-1.0, 0.0), (-0.5, -(0.75**0.5)), (0.5, -(0.75**0.5))]


def flown(flight: Flight, k: int, start_s: float, seed: int, air: Air, ground: Heights) -> Iterator[Flown]:
    """Who flies: one, or all of a swarm, of which the first alone says who it is; `start_s` of the scenario, `k` the
    flight's place in it."""
    chance = np.random.default_rng([seed, _OF_FLIGHTS, k])
    path = legs(_circled(_above_ellipsoid(flight.waypoints, ground)), start_s + flight.start_s)
    for one in flight.becomes:
        path = _becoming(one, path, path.time_s[0] + one.from_s, chance, air, ground)
    answers = flight.mode_3a, flight.mode_s, flight.callsign, flight.adsb
    radiates = flight.emits_dbm, flight.emits_hz
    first = Flown(flight.id, flight.what, flight.cross_section_m2, path, *answers, *radiates, flight.remote_id)
    if flight.swarm is None:
        yield first
        return
    other = Flown(flight.id, flight.what, flight.cross_section_m2, path, None, None, None, False, *radiates)
    for number, member in enumerate(_places(flight.swarm, path, chance), 1):
        yield (first if number == 1 else other)._replace(id=f"{flight.id}-{number}", path=member)


def _above_ellipsoid(waypoints: Sequence[Waypoint], ground: Heights) -> list[Waypoint]:
    """The same with `height_m`."""
    found: list[Waypoint] = []
    for one in waypoints:
        if one.altitude_amsl_m is not None:
            height_m = one.altitude_amsl_m + float(undulation_m(one.lat_deg, one.lon_deg))
        elif one.height_agl_m is not None:
            height_m = one.height_agl_m + float(ground(np.array([one.lat_deg]), np.array([one.lon_deg]))[0])
        else:
            height_m = one.height_m or 0.0
        found.append(msgspec.structs.replace(one, height_m=height_m, altitude_amsl_m=None, height_agl_m=None))
    return found


def _circled(waypoints: Sequence[Waypoint]) -> list[Waypoint]:
    """The same with the corners of the circles that are flown."""
    found: list[Waypoint] = []
    for k, one in enumerate(waypoints):
        found.append(one)
        if one.loiter_s <= 0.0:
            continue
        before, after = (one, waypoints[1]) if k == 0 else (waypoints[k - 1], one)
        course_deg = float(azimuth_deg(before.lat_deg, before.lon_deg, after.lat_deg, after.lon_deg))
        middle = destination(one.lat_deg, one.lon_deg, course_deg + 90.0, one.loiter_radius_m)
        all_deg = math.degrees(one.speed_mps * one.loiter_s / one.loiter_radius_m)
        turned_deg = [*np.arange(_CORNER_DEG, all_deg, _CORNER_DEG).tolist(), all_deg]
        for off_deg in turned_deg:
            lat, lon = destination(*middle, course_deg - 90.0 + off_deg, one.loiter_radius_m)
            found.append(Waypoint(float(lat), float(lon), one.height_m, one.speed_mps))
    return found


def _becoming(one: Becomes, path: Path, at_s: float, chance: np.random.Generator, air: Air, ground: Heights) -> Path:
    """The path as far as `at_s`, and what becomes of it then; the whole where it ended before."""
    if at_s >= path.time_s[-1]:
        return path
    kept = int(np.searchsorted(path.time_s, at_s, side="left"))
    lat, lon, height_m = (float(np.interp(at_s, path.time_s, column)) for column in path[1:])
    span_s = path.time_s[kept] - path.time_s[kept - 1]
    north_mps = (path.lat_deg[kept] - path.lat_deg[kept - 1]) * MERIDIAN_M_PER_DEG / span_s
    along = MERIDIAN_M_PER_DEG * math.cos(math.radians(lat))
    east_mps = (path.lon_deg[kept] - path.lon_deg[kept - 1]) * along / span_s
    if isinstance(one, Drift):
        then = _drifted(one, (lat, lon), at_s, height_m, math.atan2(east_mps, north_mps), chance, air)
    else:
        sink_mps = math.hypot(east_mps, north_mps) / one.ratio
        then = _glided((lat, lon), at_s, height_m, (east_mps, north_mps), sink_mps, ground)
    return Path(*(np.concatenate([before[:kept], after]) for before, after in zip(path, then, strict=True)))


def _drifted(
    one: Drift, place: tuple[float, float], at_s: float, height_m: float, course_rad: float,
    chance: np.random.Generator, air: Air,
) -> Path:  # fmt: skip
    steps = max(int(one.lasts_s / _STEP_S), 1)
    # From the course that it had: what wanders begins at nothing.
    wanders = wandering(chance, steps, math.radians(one.sigma_deg), max(one.memory_s / _STEP_S, 1.0))
    course = course_rad + wanders - wanders[0]
    wind = air.wind_mps(at_s + _STEP_S * np.arange(steps), height_m)
    east: Array = wind[0] + one.airspeed_mps * np.sin(course)
    north: Array = wind[1] + one.airspeed_mps * np.cos(course)
    return integrated(place, at_s, _STEP_S, east, north, np.full(steps + 1, height_m))


def _glided(
    place: tuple[float, float], at_s: float, height_m: float, velocity_mps: tuple[float, float], sink_mps: float,
    ground: Heights,
) -> Path:  # fmt: skip
    """As far as the ground, which is looked for each step; where it is under the first, for a step."""
    most = int(max(height_m + 1_000.0, 0.0) / (sink_mps * _STEP_S)) + 1
    east, north = (np.full(most, value) for value in velocity_mps)
    sinking_m: Array = height_m - sink_mps * _STEP_S * np.arange(most + 1, dtype=np.float64)
    path = integrated(place, at_s, _STEP_S, east, north, sinking_m)
    ground_m = ground(path.lat_deg, path.lon_deg)
    down = np.flatnonzero(path.height_m <= ground_m)
    end = max(int(down[0]) if len(down) else most, 1)
    landed = Path(*(column[: end + 1].copy() for column in path))
    landed.height_m[-1] = max(landed.height_m[-1], float(ground_m[end]))
    return landed


def _places(swarm: Swarm, path: Path, chance: np.random.Generator) -> Iterator[Path]:
    """The path of each: the first flies that which is written down."""
    yield path
    steps = max(int((path.time_s[-1] - path.time_s[0]) / _SWARM_STEP_S), 1)
    time_s = np.union1d(path.time_s, np.linspace(path.time_s[0], path.time_s[-1], steps + 1))
    lat, lon, height_m = (np.interp(time_s, path.time_s, column) for column in path[1:])
    for east, north in _hexagonal(swarm.count)[1:]:
        off_m = [_wobble(swarm.sigma_m * share, len(time_s), chance) for share in (1.0, 1.0, 0.5)]
        north_m, east_m = north * swarm.spacing_m + off_m[0], east * swarm.spacing_m + off_m[1]
        along = MERIDIAN_M_PER_DEG * np.cos(np.radians(lat))
        yield Path(time_s, lat + north_m / MERIDIAN_M_PER_DEG, lon + east_m / along, height_m + off_m[2])


def _wobble(sigma_m: float, count: int, chance: np.random.Generator) -> Array:
    return wandering(chance, count, sigma_m, _SWARM_MEMORY_S / _SWARM_STEP_S)


def _hexagonal(count: int) -> list[tuple[float, float]]:
    """Places of a hexagonal pattern about the first, ring by ring, one apart."""
    found = [(0.0, 0.0)]
    ring = 0
    while len(found) < count:
        ring += 1
        for k in range(6):
            (x, y), (next_x, next_y) = _HEX[k], _HEX[(k + 1) % 6]
            shares = [step / ring for step in range(ring)]
            found += [(ring * (x + s * (next_x - x)), ring * (y + s * (next_y - y))) for s in shares]
    return found[:count]
