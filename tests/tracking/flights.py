"""Flights of the classes of motion that the tracker is to follow, and plots of them by radars and ADS-B.

A flight is a truth at steps of STEP_S: place and velocity on the system plane, height. Speeds, banks, radii and pauses
are drawn for each flight; what a class flies is said where it is made. Turns are at bank b: a = g tan b. The air gusts,
1 m/s that last 45 s, which is a spectral density of 0.04 m2/s3: 842 recorded airliners over Switzerland (the set
`switzerland` of xoolive/traffic) change their velocity by 0.02 to 0.05 m2/s3 times the interval on each axis where they
turn by less than 3 degrees, over intervals of 10 to 160 s. Only hovering multirotors hold against it.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plots import GEODETIC, HAS, POLAR, Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.tracking import Settings, Tracker
from sargas.tracking.output import OnPlane

Floats = NDArray[np.float64]

ORIGIN = (55.0, 24.0)
START_S = 1_750_000_000.0
STEP_S = 0.1
SECONDS = 300
STEPS = round(SECONDS / STEP_S)
G_MPS2 = 9.81
GUST_MPS, GUST_S = 1.0, 45.0
PLANE = SystemPlane(*ORIGIN)


class Flight(NamedTuple):
    """Truth at times k STEP_S, k = 0..STEPS."""

    place_m: Floats
    """(STEPS + 1, 2) on the system plane."""
    velocity_mps: Floats
    """(STEPS + 1, 2)"""
    height_m: Floats
    """(STEPS + 1,)"""


def _steps(seconds: float) -> int:
    return max(round(seconds / STEP_S), 1)


def _course(speed_mps: Floats, turn_radps: Floats, heading_rad: float) -> Floats:
    """Velocity (STEPS + 1, 2) of a speed and rate of turn at each step."""
    heading = heading_rad + np.concatenate([[0.0], np.cumsum(turn_radps[:-1] * STEP_S)])
    return speed_mps[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)


def _gusts(rng: np.random.Generator) -> Floats:
    """(STEPS + 1, 2) a first-order Gauss-Markov process of GUST_MPS on each axis."""
    keep = math.exp(-STEP_S / GUST_S)
    gust = rng.normal(0, GUST_MPS, (STEPS + 1, 2))
    gust[1:] *= math.sqrt(1 - keep * keep)
    for k in range(1, STEPS + 1):
        gust[k] += keep * gust[k - 1]
    return gust


def straight(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """An airliner on its airway: 180 to 260 m/s at 9 to 11.5 km."""
    speed, zero = np.full(STEPS + 1, rng.uniform(180, 260)), np.zeros(STEPS + 1)
    return _course(speed, zero, rng.uniform(0, 2 * math.pi)), zero + rng.uniform(9000, 11500)


def turning(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """100 to 250 m/s; 0.1 to 1.5 g / 2 for 10 to 30 s, 40 to 120 s between (the turns of mtt_bench.py)."""
    speed, turn = np.full(STEPS + 1, rng.uniform(100, 250)), np.zeros(STEPS + 1)
    k = _steps(rng.uniform(10, 80))
    while k < STEPS:
        d = _steps(rng.uniform(10, 30))
        turn[k : k + d] = rng.choice((-1, 1)) * rng.uniform(0.1, 1.5) * G_MPS2 / 2 / speed[0]
        k += d + _steps(rng.uniform(40, 120))
    return _course(speed, turn, rng.uniform(0, 2 * math.pi)), np.full(STEPS + 1, rng.uniform(3000, 9000))


def circling(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A light aircraft that circles at 40 to 60 m/s and 15 to 35 degrees of bank, in up to 10 m/s of wind."""
    speed = np.full(STEPS + 1, rng.uniform(40, 60))
    turn = rng.choice((-1, 1)) * G_MPS2 * math.tan(math.radians(rng.uniform(15, 35))) / speed
    velocity = _course(speed, turn, rng.uniform(0, 2 * math.pi))
    return velocity + _wind(rng, 10.0), np.full(STEPS + 1, rng.uniform(500, 2000))


def _wind(rng: np.random.Generator, most_mps: float) -> Floats:
    angle, speed = rng.uniform(0, 2 * math.pi), rng.uniform(0, most_mps)
    return speed * np.array([math.cos(angle), math.sin(angle)])


def waypoints(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A drone of 30 to 50 m/s; legs of 1.5 to 5 km, turns of 30 to 120 degrees at 15 to 35 degrees of bank."""
    speed, turn = np.full(STEPS + 1, rng.uniform(30, 50)), np.zeros(STEPS + 1)
    k = _steps(rng.uniform(0, 3000) / speed[0])
    while k < STEPS:
        rate = G_MPS2 * math.tan(math.radians(rng.uniform(15, 35))) / speed[0]
        d = _steps(math.radians(rng.uniform(30, 120)) / rate)
        turn[k : k + d] = rng.choice((-1, 1)) * rate
        k += d + _steps(rng.uniform(1500, 5000) / speed[0])
    return _course(speed, turn, rng.uniform(0, 2 * math.pi)), np.full(STEPS + 1, rng.uniform(300, 1000))


def loitering(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A drone of 25 to 35 m/s on a circle of 200 to 1,000 m."""
    speed = np.full(STEPS + 1, rng.uniform(25, 35))
    turn = rng.choice((-1, 1)) * speed / rng.uniform(200, 1000)
    return _course(speed, turn, rng.uniform(0, 2 * math.pi)), np.full(STEPS + 1, rng.uniform(300, 1000))


def stop_and_go(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A multirotor: 8 to 18 m/s for 15 to 60 s with 2 to 4 m/s2 at both ends, hovers 5 to 25 s, leaves anywhere."""
    speed, turn = np.zeros(STEPS + 1), np.zeros(STEPS + 1)
    k = 0
    while k < STEPS:
        cruise, rate = rng.uniform(8, 18), rng.uniform(2, 4) * STEP_S
        ramp = np.minimum(np.arange(1, STEPS) * rate, cruise)
        leg = ramp[: _steps(rng.uniform(15, 60))]
        leg = np.minimum(leg, ramp[: len(leg)][::-1])[: STEPS + 1 - k]
        speed[k : k + len(leg)] = leg
        k += len(leg) + _steps(rng.uniform(5, 25))
        if k < STEPS:
            turn[k - 1] = rng.uniform(-math.pi, math.pi) / STEP_S
    return _course(speed, turn, rng.uniform(0, 2 * math.pi)), np.full(STEPS + 1, rng.uniform(100, 500))


def drifting(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A balloon at 1.5 to 4 km that climbs at 0 to 4 m/s through wind of up to 20 m/s and 4 m/s more or less on each
    axis for each kilometre.
    """
    t = np.arange(STEPS + 1) * STEP_S
    height = rng.uniform(1500, 4000) + rng.uniform(0, 4) * t
    shear = rng.normal(0, 4e-3, 2)
    wave = rng.normal(0, 1.0, 2) * np.sin(2 * math.pi * height / 800.0 + rng.uniform(0, 6))[:, None]
    return _wind(rng, 20.0) + shear * (height - height[0])[:, None] + wave, height


def soaring(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A glider: 60 to 150 s of circles of 80 to 150 m at 22 to 28 m/s that drift with 8 m/s of wind at most, then 60 to
    150 s straight at 30 to 45 m/s.
    """
    speed, turn = np.zeros(STEPS + 1), np.zeros(STEPS + 1)
    k, circles = 0, bool(rng.random() < 0.5)
    while k <= STEPS:
        d = _steps(rng.uniform(60, 150))
        speed[k : k + d] = rng.uniform(22, 28) if circles else rng.uniform(30, 45)
        if circles:
            turn[k : k + d] = rng.choice((-1, 1)) * speed[k] / rng.uniform(80, 150)
        k, circles = k + d, not circles
    blend = np.ones(30) / 30.0
    speed = np.convolve(np.pad(speed, (15, 14), "edge"), blend, "valid")
    return _course(speed, turn, rng.uniform(0, 2 * math.pi)) + _wind(rng, 8.0), np.full(
        STEPS + 1, rng.uniform(800, 2000)
    )


Maker = Callable[[np.random.Generator], tuple[Floats, Floats]]
CLASSES: dict[str, tuple[Maker, float, float]] = {
    "airliner straight": (straight, 20_000.0, 150_000.0),
    "airliner turning": (turning, 20_000.0, 150_000.0),
    "light aircraft circling": (circling, 10_000.0, 80_000.0),
    "drone with waypoints": (waypoints, 5_000.0, 50_000.0),
    "drone loitering": (loitering, 5_000.0, 50_000.0),
    "multirotor stop and go": (stop_and_go, 5_000.0, 30_000.0),
    "balloon": (drifting, 5_000.0, 80_000.0),
    "glider": (soaring, 5_000.0, 60_000.0),
}
"""How each flies, and how far from the radar the middle of its flight lies, least and most."""


def flight(name: str, seed: int) -> Flight:
    """Flight number `seed` of a class."""
    maker, near_m, far_m = CLASSES[name]
    rng = np.random.default_rng([list(CLASSES).index(name), seed])
    velocity, height = maker(rng)
    if maker is not stop_and_go:
        velocity = velocity + _gusts(rng)
    way = np.concatenate([np.zeros((1, 2)), np.cumsum(0.5 * STEP_S * (velocity[1:] + velocity[:-1]), axis=0)])
    angle, away = rng.uniform(0, 2 * math.pi), rng.uniform(near_m, far_m)
    middle = away * np.array([math.cos(angle), math.sin(angle)])
    return Flight(way - way[STEPS // 2] + middle, velocity, height)


def radar(name: str, lat_deg: float, lon_deg: float, interval_s: float) -> Sensor:
    """50 m and 0.1 degrees, and the height to 30 m."""
    accuracy = Sigma(range_m=50.0, azimuth_deg=0.1, height_m=30.0)
    return Sensor(name, "feed", "psr", site=Site(lat_deg, lon_deg, 100.0), accuracy=accuracy, interval_s=interval_s,
                  range_m=400_000.0, detection_probability=0.9)  # fmt: skip


NORTH, EAST = radar("north", 55.0, 24.0, 4.0), radar("east", 54.8, 24.5, 5.0)
ADSB = Sensor("adsb", "feed", "adsb", interval_s=1.0)
SETS = {"one radar": (NORTH,), "two radars": (NORTH, EAST), "radar and ADS-B": (NORTH, ADSB)}


def seen(sensor: Sensor, truth: Flight, rng: np.random.Generator) -> Plots:
    """Plots of one flight by one sensor, 0.9 of a radar's looks and 0.8 of the reports of ADS-B."""
    every, first = _steps(sensor.interval_s or 1.0), int(rng.integers(_steps(sensor.interval_s or 1.0)))
    k = np.arange(first, STEPS + 1, every)
    k = k[rng.random(len(k)) < (0.9 if sensor.site else 0.8)]
    n, time_s = len(k), START_S + k * STEP_S
    lat, lon = PLANE.geodetic_from_plane(truth.place_m[k, 0], truth.place_m[k, 1])
    if sensor.site is None:
        scale, turn = PLANE.scale(lat, lon), np.radians(PLANE.convergence_deg(lat, lon))
        c, s = np.cos(turn) / scale, np.sin(turn) / scale
        vx, vy = truth.velocity_mps[k].T
        off_m, off_mps = rng.normal(0, 10.0, (2, n)), rng.normal(0, 1.0, (2, n))
        names = ("height_m", "east_mps", "north_mps", "sigma_horizontal_m", "sigma_velocity_mps", "mode_s")
        return Plots(
            (sensor.id,), time_s=time_s, kind=np.full(n, GEODETIC), has=np.full(n, sum(HAS[name] for name in names)),
            lat_deg=lat + np.degrees(off_m[0] / 6.37e6), height_m=truth.height_m[k], record_number=np.arange(n),
            lon_deg=lon + np.degrees(off_m[1] / 6.37e6) / np.cos(np.radians(lat)),
            east_mps=c * vx + s * vy + off_mps[0], north_mps=c * vy - s * vx + off_mps[1],
            sigma_horizontal_m=np.full(n, 10.0), sigma_velocity_mps=np.full(n, 1.0), mode_s=np.full(n, 0x4B1234),
        )  # fmt: skip
    site = sensor.site
    r, a, _ = polar_from_enu(*enu_from_geodetic(lat, lon, truth.height_m[k], site.lat_deg, site.lon_deg, site.height_m))
    return Plots(
        (sensor.id,), time_s=time_s, kind=np.full(n, POLAR), has=np.full(n, HAS["height_m"] | HAS["sigma_height_m"]),
        range_m=r + rng.normal(0, 50.0, n), azimuth_deg=a + rng.normal(0, 0.1, n), record_number=np.arange(n),
        height_m=truth.height_m[k] + rng.normal(0, 30.0, n), sigma_height_m=np.full(n, 30.0),
    )  # fmt: skip


STRAIGHT, LOOKS, AT_ONCE, EVERY_S = 28, 44, 144, 4.0
"""Looks before each turns, all looks, how many fly at once, time of a turn of the radar."""
TURNS = 16
"""Looks at a straight flight of unknown height."""
_TOLD = HAS["sigma_range_m"] | HAS["sigma_azimuth_deg"]


def since_the_turn(least_mps: float, most_mps: float, most_degps: float, settings: Settings) -> Floats:
    """NEES of place (LOOKS, AT_ONCE), nan without a track, of flights 8 km apart that turn by 20 to 180 degrees, 1 to
    `most_degps` a second, from between look STRAIGHT and the next.
    """
    rng, n = np.random.default_rng(2026), AT_ONCE
    course, turn = rng.uniform(0, 2 * np.pi, n), np.radians(rng.uniform(20, 180, n)) * rng.choice((-1, 1), n)
    speed, rate = rng.uniform(least_mps, most_mps, n), np.radians(rng.uniform(1.0, most_degps, n))
    begins_s = EVERY_S * (STRAIGHT + rng.uniform(0, 1, n))
    times_s = np.arange(0.0, LOOKS * EVERY_S, STEP_S)
    way = course + np.clip((times_s[:, None] - begins_s) * rate / np.abs(turn), 0.0, 1.0) * turn
    velocity = speed[:, None] * np.stack([np.cos(way), np.sin(way)], axis=-1)
    place = np.cumsum(STEP_S * velocity, axis=0)
    middle = 8_000.0 * (np.stack([np.arange(n) % 12, np.arange(n) // 12], axis=1) - 5.5)
    place += middle - place[len(times_s) * STRAIGHT // LOOKS]
    assert NORTH.site is not None
    site = (NORTH.site.lat_deg, NORTH.site.lon_deg, NORTH.site.height_m)
    tracker, found = Tracker([NORTH], ORIGIN, settings), np.full((LOOKS, n), np.nan)
    for k in range(LOOKS):
        now, time_s = place[round(k * EVERY_S / STEP_S)], START_S + k * EVERY_S
        east_m, north_m, up_m = enu_from_geodetic(*PLANE.geodetic_from_plane(now[:, 0], now[:, 1]), 1000.0, *site)
        slant_m, azimuth_deg, _ = polar_from_enu(east_m, north_m, up_m)
        told = rng.random(n) < 0.9
        plots = Plots(
            (NORTH.id,), time_s=np.full(n, time_s), kind=np.full(n, POLAR), has=np.full(n, HAS["height_m"]),
            range_m=slant_m + rng.normal(0, 50.0, n), azimuth_deg=azimuth_deg + rng.normal(0, 0.1, n),
            height_m=np.full(n, 1000.0), record_number=np.arange(n),
        )  # fmt: skip
        tracker.update(time_s, plots.take(np.flatnonzero(told)))
        tracks = tracker.on_plane()
        for i in range(n if len(tracks.number) else 0):
            off = tracks.state[:, :2] - now[i]
            j = int(np.argmin(np.hypot(off[:, 0], off[:, 1])))
            if np.hypot(*off[j]) < 2_000.0:
                found[k, i] = off[j] @ np.linalg.solve(tracks.covariance[j, :2, :2], off[j])
    return found


def flat_plot(
    sensor: Sensor, time_s: float, x_m: float, y_m: float, height_m: float, rng: np.random.Generator
) -> Plots:
    """A plot that tells no height, of 50 m and 0.1 degrees."""
    assert sensor.site is not None
    site = (sensor.site.lat_deg, sensor.site.lon_deg, sensor.site.height_m)
    slant_m, azimuth_deg, _ = polar_from_enu(*enu_from_geodetic(*PLANE.geodetic_from_plane(x_m, y_m), height_m, *site))
    return Plots(
        (sensor.id,), time_s=np.array([time_s]), kind=np.array([POLAR]), has=np.array([_TOLD]),
        range_m=np.array([slant_m + rng.normal(0.0, 50.0)]), azimuth_deg=np.array([azimuth_deg + rng.normal(0.0, 0.1)]),
        sigma_range_m=np.array([50.0]), sigma_azimuth_deg=np.array([0.1]),
    )  # fmt: skip


def last_of(sensor: Sensor, away_m: float, height_m: float, speed_mps: float, seed: int) -> tuple[OnPlane, Floats]:
    """The track of a straight flight that is `away_m` from the radar at its last look, and where it is then."""
    rng = np.random.default_rng(seed)
    at, course = rng.uniform(0.0, 2.0 * math.pi, 2)
    x0_m, y0_m = PLANE.plane_from_geodetic(sensor.site.lat_deg, sensor.site.lon_deg) if sensor.site else (0.0, 0.0)
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(TURNS):
        way_m = speed_mps * EVERY_S * (k - TURNS + 1)
        x_m = float(x0_m) + away_m * math.cos(at) + way_m * math.cos(course)
        y_m = float(y0_m) + away_m * math.sin(at) + way_m * math.sin(course)
        time_s = START_S + EVERY_S * k
        tracker.update(time_s, flat_plot(sensor, time_s, x_m, y_m, height_m, rng))
    return tracker.on_plane(), np.array([x_m, y_m])
