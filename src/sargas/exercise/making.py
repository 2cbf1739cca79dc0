"""Making of traffic: the tables of a scenario -> what flies, each with its path; the seed decides."""

import math
from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import NamedTuple

import numpy as np

from sargas.exercise.air import Air
from sargas.exercise.flights import Waypoint
from sargas.exercise.paths import Array, Path, integrated, legs, steered, wandering
from sargas.exercise.traffic import Across, Balloons, Flocks, Local, Patrols, Soaring, Traffic
from sargas.geo.geodesic import destination
from sargas.model.track import ClassName

_TURN_DPS = 3.0
"""Of a rate-one turn."""
_STEP_S, _SLOW_STEP_S = 2.0, 10.0


class Flown(NamedTuple):
    """One object: what it is, what its transponder answers and it radiates (None: nothing), and its path."""

    id: str
    what: ClassName
    cross_section_m2: float
    path: Path
    mode_3a: str | None = None
    mode_s: str | None = None
    callsign: str | None = None
    adsb: bool = False
    emits_dbm: float | None = None
    emits_hz: float = 2.44e9
    remote_id: str | None = None


class Sky(NamedTuple):
    """What the makers know: when the scenario is, its air, its chance, and the number of the next object."""

    start_s: float
    duration_s: float
    air: Air
    chance: np.random.Generator
    first: int


@singledispatch
def made(traffic: Traffic, sky: Sky) -> Iterator[Flown]:
    """The objects of one table."""
    raise TypeError(type(traffic))


@made.register
def _across(traffic: Across, sky: Sky) -> Iterator[Flown]:
    chance = sky.chance
    for k in range(traffic.count):
        toward = chance.uniform(0.0, 360.0)
        offset = chance.uniform(-0.7, 0.7) * traffic.radius_m
        speed = chance.uniform(*traffic.speed_mps)
        height = round(chance.uniform(*traffic.height_m) / 304.8) * 304.8
        middle = destination(traffic.lat_deg, traffic.lon_deg, toward + 90.0, offset)
        half = np.sqrt(traffic.radius_m**2 - offset**2)
        corners = [destination(*middle, toward + 180.0, half), destination(*middle, toward, half)]
        airline = traffic.callsigns[int(chance.integers(len(traffic.callsigns)))] if traffic.callsigns else ""
        start_s = sky.start_s + float(chance.uniform(-2.0 * half / speed, sky.duration_s))
        waypoints = [Waypoint(float(lat), float(lon), height, speed) for lat, lon in corners]
        code, address = _answers(chance)
        callsign = f"{airline}{int(chance.integers(100, 9999))}" if airline else None
        what: ClassName = "airliner" if traffic.speed_mps[1] > 120.0 else "light_aircraft"
        path = legs(waypoints, start_s)
        answers = Answers(code, address, callsign, _share(traffic.adsb, chance))
        yield Flown(f"civil-{sky.first + k}", what, traffic.cross_section_m2, path, *answers)


@made.register
def _local(traffic: Local, sky: Sky) -> Iterator[Flown]:
    chance = sky.chance
    for k in range(traffic.count):
        home = traffic.fields[int(chance.integers(len(traffic.fields)))]
        places = [_within(home, traffic.radius_m, chance) for _ in range(int(chance.integers(2, 5)))]
        speed_mps, height_m = chance.uniform(*traffic.speed_mps), chance.uniform(*traffic.height_m)
        east, north = steered([home, *places, home], 0.0, speed_mps, _TURN_DPS, _STEP_S)
        time_s = _STEP_S * np.arange(len(east) + 1)
        climb_m = 3.0 * np.minimum(time_s, time_s[::-1])
        height = np.minimum(traffic.ground_m + climb_m, height_m)
        start_s = sky.start_s + chance.uniform(-time_s[-1], sky.duration_s)
        path = integrated(home, start_s, _STEP_S, east, north, height)
        answers = _piloted(traffic, chance)
        yield Flown(f"local-{sky.first + k}", "light_aircraft", traffic.cross_section_m2, path, *answers)


@made.register
def _soaring(traffic: Soaring, sky: Sky) -> Iterator[Flown]:
    chance = sky.chance
    for k in range(traffic.count):
        home = traffic.fields[int(chance.integers(len(traffic.fields)))]
        lasts_s = chance.uniform(*traffic.lasts_s)
        start_s = sky.start_s + chance.uniform(-lasts_s, sky.duration_s)
        wind = sky.air.wind_mps(start_s + lasts_s / 2.0, sum(traffic.height_m) / 2.0)
        east, north, height = _glider(traffic, lasts_s, (float(wind[0]), float(wind[1])), chance)
        path = integrated(home, start_s, _STEP_S, east, north, height)
        yield Flown(
            f"glider-{sky.first + k}", "light_aircraft", traffic.cross_section_m2, path, *_piloted(traffic, chance)
        )


def _glider(
    traffic: Soaring, lasts_s: float, wind_mps: tuple[float, float], chance: np.random.Generator
) -> tuple[Array, Array, Array]:
    """(east_mps, north_mps, height_m) over the ground: winch, then circles of 25 s, which drift, and glides, which make
    good for the drift and turn home from beyond the radius."""
    height_m, steps = traffic.ground_m + 400.0, int(lasts_s / _STEP_S)
    course, x_m, y_m, circling = chance.uniform(0.0, 2.0 * math.pi), 0.0, 0.0, True
    found: list[tuple[float, float, float]] = [(0.0, 0.0, height_m)]
    top_m = chance.uniform(*traffic.height_m)
    while len(found) <= steps:
        if circling and height_m > top_m:
            circling = False
            away = math.hypot(x_m, y_m) > 0.7 * traffic.radius_m or len(found) > 0.8 * steps
            course = math.atan2(-x_m, -y_m) if away else chance.uniform(0.0, 2.0 * math.pi)
        elif not circling and height_m < traffic.height_m[0] - 200.0:
            circling, top_m = True, chance.uniform(*traffic.height_m)
        if not circling and math.hypot(x_m, y_m) > traffic.radius_m:
            course = math.atan2(-x_m, -y_m)
        speed_mps = 27.0 if circling else 33.0
        course += 2.0 * math.pi / 25.0 * _STEP_S if circling else 0.0
        height_m += (1.8 if circling else -1.1) * _STEP_S
        drift = wind_mps if circling else (0.0, 0.0)
        east, north = speed_mps * math.sin(course) + drift[0], speed_mps * math.cos(course) + drift[1]
        x_m, y_m = x_m + east * _STEP_S, y_m + north * _STEP_S
        found.append((east, north, height_m))
    columns = np.array(found)
    return columns[1:, 0], columns[1:, 1], columns[:, 2]


@made.register
def _patrols(traffic: Patrols, sky: Sky) -> Iterator[Flown]:
    chance = sky.chance
    for k in range(traffic.count):
        speed_mps, lasts_s = chance.uniform(*traffic.speed_mps), chance.uniform(*traffic.lasts_s)
        there_and_back = [*traffic.along, *traffic.along[-2::-1]]
        east, north = steered(there_and_back, 0.0, speed_mps, _TURN_DPS, _STEP_S)
        once = len(east)
        east, north = (np.resize(v, max(int(lasts_s / _STEP_S), once)) for v in (east, north))
        start_s = sky.start_s + chance.uniform(-lasts_s, sky.duration_s)
        height = np.full(len(east) + 1, chance.uniform(*traffic.height_m))
        path = integrated(traffic.along[0], start_s, _STEP_S, east, north, height)
        answers = _piloted(traffic, chance)
        yield Flown(f"patrol-{sky.first + k}", "helicopter", traffic.cross_section_m2, path, *answers)


@made.register
def _balloons(traffic: Balloons, sky: Sky) -> Iterator[Flown]:
    chance = sky.chance
    for k in range(traffic.count):
        place = _within((traffic.lat_deg, traffic.lon_deg), traffic.radius_m, chance)
        lasts_s, float_m = chance.uniform(*traffic.lasts_s), chance.uniform(*traffic.height_m)
        start_s = sky.start_s + chance.uniform(-lasts_s, sky.duration_s)
        since_s = np.arange(0.0, lasts_s + _SLOW_STEP_S, _SLOW_STEP_S)
        up_m = chance.uniform(*traffic.climb_mps) * np.minimum(since_s, since_s[::-1])
        height = np.minimum(traffic.ground_m + up_m, float_m)
        height += wandering(chance, len(height), 30.0, 30.0) * (up_m > 500.0)
        east, north = sky.air.wind_mps(start_s + since_s[:-1], height[:-1])
        path = integrated(place, start_s, _SLOW_STEP_S, east, north, height)
        yield Flown(f"balloon-{sky.first + k}", "balloon", traffic.cross_section_m2, path)


@made.register
def _flocks(traffic: Flocks, sky: Sky) -> Iterator[Flown]:
    chance = sky.chance
    for k in range(traffic.count):
        place = _within((traffic.lat_deg, traffic.lon_deg), traffic.radius_m, chance)
        lasts_s = chance.uniform(*traffic.lasts_s)
        start_s = sky.start_s + chance.uniform(-lasts_s, sky.duration_s)
        steps = int(lasts_s / _STEP_S)
        anywhere = chance.uniform(0.0, 360.0)
        toward_deg = anywhere if traffic.toward_deg is None else chance.normal(traffic.toward_deg, 25.0)
        course = np.radians(toward_deg + wandering(chance, steps, 12.0, 60.0))
        speed_mps = chance.uniform(*traffic.airspeed_mps) + wandering(chance, steps, 0.7, 15.0)
        height = np.maximum(chance.uniform(*traffic.height_m) + wandering(chance, steps + 1, 40.0, 90.0), 120.0)
        wind = sky.air.wind_mps(start_s + _STEP_S * np.arange(steps), height[:-1])
        east, north = speed_mps * np.sin(course) + wind[0], speed_mps * np.cos(course) + wind[1]
        path = integrated(place, start_s, _STEP_S, east, north, height)
        yield Flown(f"flock-{sky.first + k}", "bird", traffic.cross_section_m2, path)


def _within(middle: Sequence[float], radius_m: float, chance: np.random.Generator) -> tuple[float, float]:
    """A place in a circle, each part of it as likely."""
    far_m = radius_m * math.sqrt(chance.random())
    lat, lon = destination(middle[0], middle[1], chance.uniform(0.0, 360.0), far_m)
    return float(lat), float(lon)


class Answers(NamedTuple):
    """What a transponder says: as in `Flown`."""

    mode_3a: str | None = None
    mode_s: str | None = None
    callsign: str | None = None
    adsb: bool = False


def _piloted(traffic: Local | Soaring | Patrols, chance: np.random.Generator) -> Answers:
    if chance.random() >= traffic.transponders:
        return Answers()
    return Answers(*_answers(chance), None, _share(traffic.adsb, chance))


def _share(share: float, chance: np.random.Generator) -> bool:
    """Whether this one is of a share; nothing is drawn where that is certain, so that a scenario stays what it was."""
    return share >= 1.0 or (share > 0.0 and bool(chance.random() < share))


def _answers(chance: np.random.Generator) -> tuple[str, str]:
    """(Mode 3/A code, Mode S address) of a transponder."""
    return f"{int(chance.integers(0o1000, 0o7400)):04o}", f"{0x500000 + int(chance.integers(0x0FFFFF)):06x}"
