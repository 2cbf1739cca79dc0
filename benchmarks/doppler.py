"""What range rates are worth: made scenes of one radar, run with its range rates and without them.

    doppler.py [SCENE ...]      drone, turns, crossing, swarm; all where none is named; each over several seeds

The radar: 50 m, 0.1 degrees, 2 m/s; 90 % seen. Range rates are differences of slant ranges of the true path, so nothing
of the filter's model is in them; of the false plots a half has any between -60 and 60 m/s, the other N(0, 5 m/s).
Tracks are compared with targets after each turn (`sargas.scoring`, cut-off 500 m). `found`: when a target is first
shown; `10 m/s`: when its velocity is known to 10 m/s, and again a turn later.
"""

import sys
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.place import Site
from sargas.model.plots import HAS, POLAR, Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.scoring.continuity import targets_of
from sargas.scoring.pairs import optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Settings as ScoreSettings
from sargas.scoring.scene import scene
from sargas.tracking import Settings, Tracker

F8 = NDArray[np.float64]
ORIGIN, START_S, CUTOFF_M = (55.0, 24.0), 1_750_000_000.0, 500.0
PLANE, SITE = SystemPlane(*ORIGIN), Site(55.0, 24.0, 100.0)
SIGMA = Sigma(range_m=50.0, azimuth_deg=0.1, range_rate_mps=2.0)
SEEN, FALSE_MPS, SEEDS = 0.9, 60.0, 24


class Made(NamedTuple):
    """`path` (N, T, 2) on the plane each 0.1 s, `height_m` (N, T), and what the radar is: turn and false plots."""

    path: F8
    height_m: F8
    says_height: bool
    turn_s: float
    clutter: float
    reach_m: float


def flown(start_m: F8, speed_mps: F8, course_rad: F8, rate_radps: F8) -> F8:
    """Paths from courses that change by `rate_radps` (N, T)."""
    course = course_rad[:, None] + np.cumsum(rate_radps, axis=1) * 0.1
    step = 0.1 * speed_mps[:, None, None] * np.stack([np.sin(course), np.cos(course)], axis=-1)
    return start_m[:, None] + np.cumsum(step, axis=1)


def drone(rng: np.random.Generator) -> Made:
    """Five drones of 30 m/s at 100 m, 8 to 25 km from a radar that turns in 4 s, in clutter."""
    n, steps = 5, 1500
    away, angle = rng.uniform(8e3, 25e3, n), rng.uniform(0.0, 2.0 * np.pi, n)
    start = np.stack([away * np.sin(angle), away * np.cos(angle)], axis=1)
    path = flown(start, np.full(n, 30.0), rng.uniform(0.0, 2.0 * np.pi, n), np.zeros((n, steps)))
    return Made(path, np.full((n, steps), 200.0), False, 4.0, 40.0, 40e3)


def turns(rng: np.random.Generator) -> Made:
    """Twenty aircraft with a height, 120 to 220 m/s, that turn 3 degrees a second for 30 s and fly straight as long."""
    n, steps = 20, 2400
    away, angle = rng.uniform(20e3, 90e3, n), rng.uniform(0.0, 2.0 * np.pi, n)
    start = np.stack([away * np.sin(angle), away * np.cos(angle)], axis=1)
    phase = (np.arange(steps)[None] * 0.1 + rng.uniform(0.0, 60.0, (n, 1))) % 120.0
    rate = np.radians(3.0) * np.select([phase < 30.0, (phase >= 60.0) & (phase < 90.0)], [1.0, -1.0], 0.0)
    path = flown(start, rng.uniform(120.0, 220.0, n), rng.uniform(0.0, 2.0 * np.pi, n), rate)
    return Made(path, np.repeat(rng.uniform(2e3, 9e3, (n, 1)), steps, axis=1), True, 4.0, 40.0, 100e3)


def crossing(rng: np.random.Generator) -> Made:
    """Ten pairs of drones of 40 m/s that meet head-on along a line of sight, up to 60 m beside each other."""
    pairs, steps = 10, 1500
    away, angle = rng.uniform(10e3, 30e3, pairs), 2.0 * np.pi * (np.arange(pairs) + rng.random(pairs)) / pairs
    middle = np.stack([away * np.sin(angle), away * np.cos(angle)], axis=1)
    course = np.stack([angle, angle + np.pi], axis=1).ravel() + rng.normal(0.0, 0.05, 2 * pairs)
    beside = rng.uniform(-60.0, 60.0, pairs)[:, None] * np.stack([np.cos(angle), -np.sin(angle)], axis=1)
    met = np.stack([middle, middle + beside], axis=1).reshape(-1, 2)
    speed = rng.uniform(38.0, 42.0, 2 * pairs)
    half = 0.1 * (steps // 2) * speed[:, None] * np.stack([np.sin(course), np.cos(course)], axis=1)
    path = flown(met - half, speed, course, np.zeros((2 * pairs, steps)))
    return Made(path, np.full((2 * pairs, steps), 200.0), False, 4.0, 20.0, 40e3)


def swarm(rng: np.random.Generator) -> Made:
    """Four swarms of six drones of 35 m/s within 800 m, that turn together by 90 degrees in 20 s."""
    swarms, each, steps = 4, 6, 1500
    n = swarms * each
    away, angle = rng.uniform(10e3, 30e3, swarms), 2.0 * np.pi * (np.arange(swarms) + rng.random(swarms)) / swarms
    middle = np.stack([away * np.sin(angle), away * np.cos(angle)], axis=1)
    start = np.repeat(middle, each, axis=0) + rng.uniform(-400.0, 400.0, (n, 2))
    rate = np.zeros((n, steps))
    rate[:, 500:700] = np.radians(4.5) * np.repeat(rng.choice([-1.0, 1.0], swarms), each)[:, None]
    path = flown(start, np.full(n, 35.0), np.repeat(rng.uniform(0.0, 2.0 * np.pi, swarms), each), rate)
    return Made(path, np.full((n, steps), 200.0), False, 4.0, 20.0, 40e3)


SCENES = {"drone": drone, "turns": turns, "crossing": crossing, "swarm": swarm}


def slant(path: F8, height_m: F8) -> tuple[F8, F8]:
    """(range_m, azimuth_deg) from the radar."""
    lat, lon = PLANE.geodetic_from_plane(path[..., 0], path[..., 1])
    range_m, azimuth_deg, _ = polar_from_enu(
        *enu_from_geodetic(lat, lon, height_m, SITE.lat_deg, SITE.lon_deg, SITE.height_m)
    )
    return range_m, azimuth_deg


def plots_of(made: Made, rng: np.random.Generator) -> Plots:
    """What the radar says, in order of time: a look at each target when its azimuth comes round."""
    n, steps = made.path.shape[:2]
    parts = []

    def add(time_s: F8, range_m: F8, azimuth_deg: F8, rate_mps: F8, height_m: F8) -> None:
        says = HAS["range_rate_mps"] | (HAS["pressure_altitude_m"] if made.says_height else 0)
        parts.append(Plots(
            ("radar",), time_s=START_S + time_s, kind=np.full(len(time_s), POLAR), has=np.full(len(time_s), says),
            range_m=range_m, azimuth_deg=azimuth_deg, range_rate_mps=rate_mps, pressure_altitude_m=height_m,
        ))  # fmt: skip

    for turn in range(int((steps - 2) * 0.1 / made.turn_s)):
        begin = round(turn * made.turn_s * 10)
        _, azimuth = slant(made.path[:, begin], made.height_m[:, begin])
        k = begin + np.minimum(azimuth / 360.0 * made.turn_s * 10, made.turn_s * 10 - 1).astype(int)
        k = np.minimum(k, steps - 2)
        i = np.flatnonzero(rng.random(n) < SEEN)
        k = k[i]
        range_m, azimuth_deg = slant(made.path[i, k], made.height_m[i, k])
        after_m, _ = slant(made.path[i, k + 1], made.height_m[i, k + 1])
        before_m, _ = slant(made.path[i, k - 1], made.height_m[i, k - 1]) if turn else (range_m, None)
        rate = (after_m - before_m) / (0.2 if turn else 0.1)
        m = len(i)
        add(
            0.1 * k, range_m + rng.normal(0.0, 50.0, m), azimuth_deg + rng.normal(0.0, 0.1, m),
            rate + rng.normal(0.0, 2.0, m), made.height_m[i, k],
        )  # fmt: skip
        m = rng.poisson(made.clutter)
        azimuth_deg = rng.uniform(0.0, 360.0, m)
        add(
            turn * made.turn_s + azimuth_deg / 360.0 * made.turn_s, 500.0 + made.reach_m * np.sqrt(rng.random(m)),
            azimuth_deg, np.where(rng.random(m) < 0.5, rng.uniform(-FALSE_MPS, FALSE_MPS, m), rng.normal(0.0, 5.0, m)),
            rng.uniform(2e3, 9e3, m),
        )  # fmt: skip
    plots = Plots.concatenate(parts, ["radar"])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    plots.record_number[:] = np.arange(len(plots))
    return plots


class Result(NamedTuple):
    """Sums over the targets of a run."""

    speed: F8
    """Errors of velocity of pairs of a track and a target, m/s."""
    place: F8
    nees: F8
    """Normalised squared errors of the four of a state, over 4."""
    settled_s: list[float]
    found_s: list[float]
    switches: int
    tracked: float
    false: int


def run(made: Made, plots: Plots, rated: bool) -> Result:
    """One run of the tracker, a tick each tenth of a second as the plots come."""
    if not rated:
        plots = plots.take(np.arange(len(plots)))
        plots.has &= np.uint32(0xFFFFFFFF ^ HAS["range_rate_mps"])
    sensor = Sensor("radar", "f", "psr", site=SITE, accuracy=SIGMA, interval_s=made.turn_s, range_m=made.reach_m * 1.1)
    tracker, steps = Tracker([sensor], ORIGIN, Settings()), made.path.shape[1]
    every = round(10 * made.turn_s)
    told, states, matrices, steps_at = [], [], [], []
    cut = np.searchsorted(plots.time_s - START_S, np.arange(steps) * 0.1, "right")
    for k in range(1, steps - 2):
        if cut[k] > cut[k - 1] or k % every == 0:
            tracker.update(START_S + 0.1 * k, plots.take(slice(cut[k - 1], cut[k])))
        if k % every == 0:
            now = tracker.on_plane()
            told.append(now.number)
            states.append(now.state)
            matrices.append(now.covariance)
            steps_at.append(np.full(len(now.number), k))
    number, state, matrix, at = (np.concatenate(part) for part in (told, states, matrices, steps_at))
    compared = np.arange(every, steps - 2, every)
    n = len(made.path)
    true = np.repeat(np.arange(n), len(compared)), np.tile(compared, n)
    velocity = (made.path[true[0], true[1] + 1] - made.path[true[0], true[1] - 1]) / 0.2
    truth = Paths.of(0.1 * true[1], true[0], made.path[true], velocity_mps=velocity)
    tracks = Paths.of(0.1 * at, number, state[:, :2], velocity_mps=state[:, 2:])
    side = scene(truth, tracks, ScoreSettings(cutoff_m=CUTOFF_M))
    pairs = optimal_pairs(side, CUTOFF_M, 2.0)
    known = {(round(float(t) * 10), int(i)): row for row, (t, i) in enumerate(zip(0.1 * at, number, strict=True))}
    rows = np.array([
        known[round(float(side.times_s[s]) * 10), int(i)]
        for s, i in zip(side.track_step[pairs.track], side.tracks.number[pairs.track], strict=True)
    ], int)  # fmt: skip
    target = side.truth.number[pairs.truth]
    error = state[rows] - np.hstack(
        [made.path[target, at[rows]], (made.path[target, at[rows] + 1] - made.path[target, at[rows] - 1]) / 0.2]
    )
    nees = np.einsum("ni,ni->n", error, np.linalg.solve(matrix[rows], error[..., None])[..., 0]) / 4.0
    speed, settled, found = np.hypot(*error[:, 2:].T), [], []
    for i in range(n):
        mine = np.flatnonzero(target == i)
        mine = mine[np.argsort(at[rows[mine]])]
        good = (speed[mine] < 10.0) & (np.diff(at[rows[mine]], append=10**9) <= every)
        good &= np.append(speed[mine][1:] < 10.0, False)
        settled.append(0.1 * at[rows[mine]][good][0] if good.any() else np.inf)
        found.append(0.1 * at[rows[mine]][0] if len(mine) else np.inf)
    scored = targets_of(side, pairs)
    spare = np.setdiff1d(number, side.tracks.number[pairs.track])
    return Result(
        speed, np.hypot(*error[:, :2].T), nees, settled, found, sum(t.switches for t in scored),
        float(np.mean([t.tracked for t in scored])), len(spare),
    )  # fmt: skip


def line(name: str, results: list[Result]) -> str:
    """A row of the table."""
    joined = [
        np.concatenate([getattr(r, k) for r in results]) for k in ("speed", "place", "nees", "settled_s", "found_s")
    ]
    speed, place, nees, settled, found = joined
    return (
        f"{name:<24}{np.sqrt(np.mean(speed**2)):8.1f}{np.median(speed):8.1f}{np.sqrt(np.mean(place**2)):8.0f}"
        f"{np.mean(nees):8.2f}{np.median(found):8.0f}{np.median(settled):8.0f}{np.percentile(settled, 90):8.0f}"
        f"{sum(r.switches for r in results):10d}{100 * np.mean([r.tracked for r in results]):8.1f}"
        f"{sum(r.false for r in results):8d}"
    )


def main(names: list[str]) -> None:
    """The table of these scenes."""
    print(f"{'':<24}{'RMS':>8}{'median':>8}{'RMS':>8}{'NEES':>8}{'found':>8}{'10 m/s':>8}{'90 %':>8}"
          f"{'switches':>10}{'tracked':>8}{'false':>8}")  # fmt: skip
    print(f"{'':<24}{'m/s':>8}{'m/s':>8}{'m':>8}{'/ 4':>8}{'s':>8}{'s':>8}{'s':>8}{'':>10}{'%':>8}")
    for name in names:
        results: dict[bool, list[Result]] = {False: [], True: []}
        for seed in range(SEEDS):
            rng = np.random.default_rng([seed, 7])
            made = SCENES[name](rng)
            plots = plots_of(made, rng)
            for rated in (False, True):
                results[rated].append(run(made, plots, rated))
        for rated in (False, True):
            print(line(f"{name}, {'with' if rated else 'without'}", results[rated]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or list(SCENES))
