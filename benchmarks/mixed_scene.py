"""A made border strip: what flies, what three radars, 200 acoustic nodes, ten direction finders and ADS-B make of it.

Truth is on the system plane, one place a second, straight in between. Ground is flat at height 0. Every error that
counts is in it: detection that falls with range and ends at the 4/3 horizon, false alarms of every sensor, biased
radars, air that nobody measured, late plots. The tracker is told the sensors and nothing else.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plot import ECHOES
from sargas.model.plots import BEARING, GEODETIC, HAS, POLAR, PRESENCE, Plots
from sargas.model.sensor import Sensor, SensorKind
from sargas.model.sigma import Sigma
from sargas.sensing.detection import detection_probability, reference_snr, signal_to_noise
from sargas.sensing.horizon import radio_horizon_m
from sargas.sensing.sound import speed_of_sound_mps

F8 = NDArray[np.float64]
Ints = NDArray[np.int64]
ORIGIN = (55.2, 23.9)
PLANE = SystemPlane(*ORIGIN)
START_S = 1_750_000_000.0
DRONE, AIRCRAFT, BIRD = 0, 1, 2

# Radars: 80 % of echoes of 1 m2 at 110 km, so of 0.1 m2 at 62 km and of 0.01 m2 at 35 km; nothing slower than 6 m/s.
MAST_M, REFERENCE_M, BLIND_MPS = 25.0, 110_000.0, 6.0
REACH_M, CLUTTER_REACH_M = 200_000.0, 80_000.0
RADARS_M = ((-50_000.0, 48_000.0), (5_000.0, 58_000.0), (55_000.0, 45_000.0))
TURNS_S = (4.0, 4.5, 5.0)
BIAS = ((40.0, 0.04), (-25.0, -0.03), (10.0, 0.05))
"""Metres and degrees by which each radar is wrong."""
AIR_K, WIND_MPS = 287.0, (4.0, -3.0)
"""The air as it is; the tracker presumes 283 K and none."""
ARRAYS, NODES, FINDERS = 120, 80, 10
ARRAY_REACH_M, NODE_REACH_M, FINDER_REACH_M = 4_000.0, 1_000.0, 30_000.0
FALSE_BEARINGS, FALSE_PRESENCES, FALSE_FIXES = 0.02, 0.002, 0.05
"""A second and sensor: of an acoustic array, of a node that only hears, of a direction finder."""
DELAY_S = {"psr": 0.25, "acoustic": 0.15, "rf": 0.15, "adsb": 0.1}
KINDS = {"radars": "psr", "acoustic": "acoustic", "direction finders": "rf", "ADS-B": "adsb"}


class Truth(NamedTuple):
    """N objects over seconds 0..T: `path` (N, T + 1, 2) on the plane, `born` (N,) second in which each appears."""

    kind: Ints
    path: F8
    height_m: F8
    cross_section_m2: F8
    born: Ints
    adsb: NDArray[np.bool_]
    answers: NDArray[np.bool_]
    emits: NDArray[np.bool_]

    def at(self, time_s: F8, rows: Ints) -> F8:
        """(n, 2) places of `rows` at their own times, seconds of the scene."""
        k = np.clip(time_s.astype(np.int64), 0, self.path.shape[1] - 2)
        part = (time_s - k)[:, None]
        there: F8 = self.path[rows, k] * (1.0 - part) + self.path[rows, k + 1] * part
        return there


def flown(start_m: F8, speed_mps: F8, course_rad: F8, turn_rad_s: F8, seconds: int, born: Ints) -> F8:
    """Paths (N, seconds + 1, 2) of constant speed; `turn_rad_s` (N, seconds) is the rate of turn in each second."""
    n = len(speed_mps)
    course = course_rad[:, None] + np.cumsum(turn_rad_s, axis=1)
    moving = np.arange(seconds)[None] >= born[:, None]
    step = speed_mps[:, None] * moving
    path = np.zeros((n, seconds + 1, 2))
    path[:, 1:, 0], path[:, 1:, 1] = np.cumsum(step * np.sin(course), axis=1), np.cumsum(step * np.cos(course), axis=1)
    return path + start_m[:, None]


def truth_of(seed: int, seconds: int, drones: int = 20, aircraft: int = 300, birds: int = 1500) -> Truth:
    """Drones that come in low over the strip, traffic above, birds."""
    rng = np.random.default_rng([seed, 1])
    paths, born = [], []
    late = np.sort(rng.integers(0, max(seconds // 4, 1), drones))
    speed = rng.uniform(15.0, 60.0, drones)
    start = np.stack([rng.uniform(-55_000.0, 55_000.0, drones), rng.uniform(-8_000.0, -2_000.0, drones)], 1)
    turn = np.zeros((drones, seconds))
    for i in range(drones):
        for begin in rng.integers(0, seconds, seconds // 150):
            turn[i, begin : begin + 10] = rng.uniform(-0.06, 0.06)
    paths.append(flown(start, speed, rng.normal(0.0, 0.35, drones), turn, seconds, late))
    born.append(late)
    start = rng.uniform(-150_000.0, 150_000.0, (aircraft, 2))
    low = np.arange(aircraft) % 20 == 0
    speed = np.where(low, rng.uniform(40.0, 70.0, aircraft), rng.uniform(100.0, 250.0, aircraft))
    start[low] = rng.uniform(-60_000.0, 60_000.0, (int(low.sum()), 2))
    turn = np.zeros((aircraft, seconds))
    for i in range(0, aircraft, 3):
        begin = rng.integers(0, seconds)
        turn[i, begin : begin + 60] = np.radians(rng.uniform(-3.0, 3.0))
    paths.append(flown(start, speed, rng.uniform(0.0, 2 * np.pi, aircraft), turn, seconds, np.zeros(aircraft, int)))
    born.append(np.zeros(aircraft, np.int64))
    start = np.stack([rng.uniform(-90_000.0, 90_000.0, birds), rng.uniform(-15_000.0, 90_000.0, birds)], 1)
    turn = rng.normal(0.0, 0.03, (birds, seconds))
    paths.append(
        flown(
            start, rng.uniform(8.0, 18.0, birds), rng.uniform(0, 2 * np.pi, birds), turn, seconds, np.zeros(birds, int)
        )
    )
    born.append(np.zeros(birds, np.int64))
    kind = np.repeat([DRONE, AIRCRAFT, BIRD], [drones, aircraft, birds])
    height = np.full(len(kind), 100.0)
    high = np.round(rng.uniform(10.0, 38.0, aircraft)) * 304.8
    height[kind == AIRCRAFT] = np.where(low, rng.uniform(200.0, 900.0, aircraft), high)
    height[kind == BIRD] = rng.uniform(50.0, 800.0, birds)
    echo = np.exp(rng.uniform(np.log(0.01), np.log(0.1), drones))
    section = np.concatenate([echo, np.where(low, 2.0, 20.0), np.exp(rng.uniform(np.log(0.001), np.log(0.01), birds))])
    answers = np.zeros(len(kind), np.bool_)
    answers[kind == AIRCRAFT] = ~low
    adsb = answers & (rng.random(len(kind)) < 0.85)
    emits = (kind == DRONE) & (np.arange(len(kind)) % 2 == 0)
    return Truth(kind, np.concatenate(paths), height, section, np.concatenate(born), adsb, answers, emits)


def site(x_m: float, y_m: float, height_m: float) -> Site:
    lat_deg, lon_deg = (float(v) for v in PLANE.geodetic_from_plane(x_m, y_m))
    return Site(lat_deg, lon_deg, height_m)


def places() -> dict[str, F8]:
    """Where the sensors of each kind stand, (n, 2)."""
    rng = np.random.default_rng(7)
    k = np.arange(ARRAYS)
    arrays = np.stack([-60_000.0 + 2_000.0 * (k // 2) + 1_000.0 * (k % 2), 500.0 + 3_000.0 * (k % 2)], 1)
    nodes = np.stack([-60_000.0 + 1_500.0 * np.arange(NODES), np.full(NODES, 2_000.0)], 1)
    finders = np.stack(
        [-54_000.0 + 12_000.0 * np.arange(FINDERS), np.where(np.arange(FINDERS) % 2, 9_000.0, 3_000.0)], 1
    )
    shake = [rng.uniform(-200.0, 200.0, a.shape) for a in (arrays, nodes)]
    return {"array": arrays + shake[0], "node": nodes + shake[1], "finder": finders, "radar": np.array(RADARS_M)}


def sensors() -> list[Sensor]:
    """As the tracker is told."""
    found = []
    told: dict[str, tuple[SensorKind, float, Sigma, float, float]] = {
        "radar": ("psr", MAST_M, Sigma(range_m=50.0, azimuth_deg=0.1), REACH_M, 0.0),
        "array": ("acoustic", 2.0, Sigma(azimuth_deg=3.0), ARRAY_REACH_M, 1.0),
        "node": ("acoustic", 2.0, Sigma(), NODE_REACH_M, 1.0),
        "finder": ("rf", 15.0, Sigma(azimuth_deg=2.0), FINDER_REACH_M, 1.0),
    }
    for name, where in places().items():
        kind, height_m, accuracy, range_m, interval_s = told[name]
        found += [
            Sensor(f"{name}-{k}", name, kind, site=site(x, y, height_m), accuracy=accuracy, range_m=range_m,
                   interval_s=interval_s or TURNS_S[k])
            for k, (x, y) in enumerate(where.tolist())
        ]  # fmt: skip
    return [*found, Sensor("adsb", "adsb", "adsb", accuracy=Sigma(horizontal_m=20.0), interval_s=1.0)]


SENSORS = sensors()
INDEX = {sensor.id: k for k, sensor in enumerate(SENSORS)}


class Sent(NamedTuple):
    """Plots in the order in which they arrive, when, and of which object each is (-1 false)."""

    plots: Plots
    arrival_s: F8
    object: Ints


def made(name: str, time_s: F8, **columns: F8) -> Plots:
    """Plots of one sensor; times in seconds of the scene."""
    n = len(time_s)
    return Plots(
        [s.id for s in SENSORS], time_s=START_S + time_s, source=np.full(n, INDEX[name]), record_number=np.arange(n),
        **columns,
    )  # fmt: skip


def chance_of_echo(distance_m: F8, height_m: F8, section_m2: F8) -> F8:
    """Probability that a radar detects a target that moves."""
    snr = signal_to_noise(distance_m, section_m2, REFERENCE_M, reference_snr(0.8))
    there = (distance_m < radio_horizon_m(MAST_M, height_m)) & (distance_m < REACH_M)
    seen: F8 = np.where(there, np.minimum(detection_probability(snr), 0.97), 0.0)
    return seen


def radar_plots(k: int, truth: Truth, seconds: int, clutter: int, seed: int) -> tuple[list[Plots], list[Ints]]:
    """All turns of one radar: echoes and replies, `clutter` false plots a turn, evenly over 80 km."""
    rng, parts, whose = np.random.default_rng([seed, 2, k]), [], []
    name, turn_s, where = f"radar-{k}", TURNS_S[k], np.array(RADARS_M[k])
    antenna = SENSORS[INDEX[name]].site
    assert antenna is not None
    everyone = np.arange(len(truth.kind))
    for begin in np.arange(0.7 * k, seconds - turn_s, turn_s):
        way = truth.at(np.full(len(everyone), begin), everyone) - where
        time_s = begin + np.degrees(np.arctan2(way[:, 0], way[:, 1])) % 360.0 / 360.0 * turn_s
        rows = everyone[truth.born <= begin]
        now = truth.at(time_s[rows], rows)
        velocity = now - truth.at(time_s[rows] - 0.5, rows)
        way = now - where
        distance = np.hypot(*way.T)
        radial_mps = np.abs(np.einsum("ij,ij->i", way, velocity) / distance / 0.5)
        probability = chance_of_echo(distance, truth.height_m[rows], truth.cross_section_m2[rows])
        echo = (rng.random(len(rows)) < probability) & (radial_mps > BLIND_MPS)
        in_sight = (distance < radio_horizon_m(MAST_M, truth.height_m[rows])) & (distance < REACH_M)
        reply = truth.answers[rows] & in_sight & (rng.random(len(rows)) < 0.95)
        kept = np.flatnonzero(echo | reply)
        seen, n = rows[kept], len(kept)
        lat, lon = PLANE.geodetic_from_plane(now[kept, 0], now[kept, 1])
        enu = enu_from_geodetic(lat, lon, truth.height_m[seen], antenna.lat_deg, antenna.lon_deg, antenna.height_m)
        range_m, azimuth_deg, _ = polar_from_enu(*enu)
        answered = reply[kept]
        says = HAS["mode_s"] | HAS["mode_3a"] | HAS["pressure_altitude_m"]
        parts.append(made(
            name, time_s[seen], kind=np.full(n, POLAR), has=np.where(answered, says, 0),
            range_m=range_m + BIAS[k][0] + rng.normal(0.0, 50.0, n),
            azimuth_deg=(azimuth_deg + BIAS[k][1] + rng.normal(0.0, 0.1, n)) % 360.0,
            mode_s=np.where(answered, 0x500000 + seen, 0), mode_3a=np.where(answered, 0o1001 + seen, 0),
            pressure_altitude_m=np.where(answered, truth.height_m[seen] + 60.0, 0.0),
            echo=np.where(answered, ECHOES.index("combined"), ECHOES.index("psr")),
        ))  # fmt: skip
        whose.append(seen)
        n = rng.poisson(clutter)
        azimuth_deg = rng.uniform(0.0, 360.0, n)
        parts.append(made(
            name, begin + azimuth_deg / 360.0 * turn_s, kind=np.full(n, POLAR), azimuth_deg=azimuth_deg,
            range_m=CLUTTER_REACH_M * np.sqrt(rng.random(n)) + 500.0, echo=np.full(n, ECHOES.index("psr")),
        ))  # fmt: skip
        whose.append(np.full(n, -1))
    return parts, whose


def heard_from(truth: Truth, rows: Ints, where: F8, time_s: float) -> F8:
    """(n, 2) from where an ear at `where` hears the objects: the emission point, carried by the wind."""
    tau, c = np.zeros(len(rows)), float(speed_of_sound_mps(AIR_K))
    way = np.zeros((len(rows), 2))
    for _ in range(6):
        way = truth.at(time_s - tau, rows) + tau[:, None] * np.array(WIND_MPS) - where
        tau = np.hypot(*way.T) / c
    return way


def directions(name: str, truth: Truth, seconds: int, seed: int) -> tuple[list[Plots], list[Ints]]:
    """Everything that arrays, nodes or direction finders say, a second after the other."""
    reach_m, false, sigma_deg, best = {
        "array": (ARRAY_REACH_M, FALSE_BEARINGS, 3.0, 0.85),
        "node": (NODE_REACH_M, FALSE_PRESENCES, 0.0, 0.8),
        "finder": (FINDER_REACH_M, FALSE_FIXES, 2.0, 0.7),
    }[name]
    rng, parts, whose = np.random.default_rng([seed, 3, len(name)]), [], []
    heard = truth.emits if name == "finder" else (truth.kind != BIRD) & (truth.height_m < reach_m)
    rows_all, offset = np.flatnonzero(heard), rng.random(len(places()[name]))
    for k, where in enumerate(places()[name]):
        antenna = SENSORS[INDEX[f"{name}-{k}"]].site
        assert antenna is not None
        turn_deg = float(PLANE.convergence_deg(antenna.lat_deg, antenna.lon_deg))
        near = np.hypot(*(truth.path[rows_all] - where).transpose(2, 0, 1)) < reach_m + 2_000.0
        rows = rows_all[near.any(axis=1)]
        alarm = rng.random(seconds + 1) < false
        for second in np.flatnonzero(near.any(axis=0) | alarm):
            time_s = min(second + offset[k], seconds - 0.01)
            there = rows[(truth.born[rows] <= time_s) & near[np.searchsorted(rows_all, rows), second]]
            if name == "finder":
                way = truth.at(np.full(len(there), time_s), there) - where
                far = np.hypot(*way.T)
                in_sight = far < radio_horizon_m(15.0, truth.height_m[there])
            else:
                way = heard_from(truth, there, where, time_s)
                far = np.hypot(np.hypot(*way.T), truth.height_m[there])
                in_sight = np.ones(len(there), np.bool_)
            chance = best * np.maximum(1.0 - (far / reach_m) ** 2, 0.0) * in_sight
            kept = np.flatnonzero(rng.random(len(there)) < chance)
            wrong = int(alarm[second])
            n = len(kept) + wrong
            if name == "node":
                if not n:
                    continue
                parts.append(
                    made(f"{name}-{k}", np.array([time_s]), kind=np.array([PRESENCE]), radius_m=np.array([reach_m]))
                )
                whose.append(there[kept[:1]] if len(kept) else np.array([-1]))
                continue
            azimuth = np.degrees(np.arctan2(way[kept, 0], way[kept, 1])) + rng.normal(0.0, sigma_deg, len(kept))
            azimuth = np.append(azimuth, rng.uniform(0.0, 360.0, wrong)) + turn_deg
            parts.append(made(f"{name}-{k}", np.full(n, time_s), kind=np.full(n, BEARING), azimuth_deg=azimuth % 360.0))
            whose.append(np.append(there[kept], np.full(wrong, -1)))
    return parts, whose


def reports(truth: Truth, seconds: int, seed: int) -> tuple[list[Plots], list[Ints]]:
    """ADS-B: a report a second of each that has it, of which 80 % come."""
    rng, parts, whose = np.random.default_rng([seed, 4]), [], []
    everyone = np.flatnonzero(truth.adsb)
    for second in range(seconds):
        rows = everyone[rng.random(len(everyone)) < 0.8]
        n = len(rows)
        time_s = second + rng.random(n)
        place = truth.at(time_s, rows)
        velocity = (truth.at(time_s + 0.01, rows) - place) / 0.01
        lat, lon = PLANE.geodetic_from_plane(*(place + rng.normal(0.0, 20.0, (n, 2))).T)
        turn, scale = np.radians(PLANE.convergence_deg(lat, lon)), PLANE.scale(lat, lon)
        c, s = np.cos(turn) / scale, np.sin(turn) / scale
        says = HAS["mode_s"] | HAS["pressure_altitude_m"] | HAS["east_mps"] | HAS["north_mps"]
        parts.append(made(
            "adsb", time_s, kind=np.full(n, GEODETIC), has=np.full(n, says), lat_deg=lat, lon_deg=lon,
            east_mps=c * velocity[:, 0] + s * velocity[:, 1], north_mps=c * velocity[:, 1] - s * velocity[:, 0],
            mode_s=0x500000 + rows, pressure_altitude_m=truth.height_m[rows] + 60.0,
            echo=np.full(n, ECHOES.index("adsb")),
        ))  # fmt: skip
        whose.append(rows)
    return parts, whose


def sent(truth: Truth, seconds: int, seed: int, clutter: int = 150, radars: tuple[int, ...] = (0, 1, 2),
         others: bool = True) -> Sent:  # fmt: skip
    """All plots of all sensors as they arrive: 5 % come 0 to 10 s late, 0.1 % up to 60 s."""
    parts: list[Plots] = []
    whose: list[Ints] = []
    for found in (
        *(radar_plots(k, truth, seconds, clutter, seed) for k in radars),
        *((directions(name, truth, seconds, seed) for name in ("array", "node", "finder")) if others else ()),
        *((reports(truth, seconds, seed),) if others else ()),
    ):
        parts += found[0]
        whose += found[1]
    plots, of = Plots.concatenate(parts, [s.id for s in SENSORS]), np.concatenate(whose)
    rng, n = np.random.default_rng([seed, 5]), len(plots)
    kind_delay_s = np.array([DELAY_S[sensor.kind] for sensor in SENSORS])
    late = rng.random(n)
    delay_s = kind_delay_s[plots.source]
    delay_s += np.where(late < 0.05, rng.uniform(0.0, 10.0, n), 0.0) + np.where(
        late < 0.001, rng.uniform(0.0, 49.0, n), 0.0
    )
    order = np.argsort(plots.time_s + delay_s, kind="stable")
    plots = plots.take(order)
    plots.record_number[:] = np.arange(n)
    return Sent(plots, (plots.time_s + delay_s[order]) - START_S, of[order])
