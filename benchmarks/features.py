"""What warning codes and amplitudes are worth: one radar, silent drones among aircraft and clutter, with and without.

    features.py [CASE ...]      helpful, slow, weak, against, never; all where none is named; each over several seeds

Five drones of 30 m/s that never answer, ten aircraft that do, false plots; the radar is that of `doppler.py`, without
range rates. `median`: seconds from when a drone comes until it is first shown; `in 24 s`: percent of them that are by
then.
  helpful   the radar calls a half of its clutter "clutter" (13), and 3 % of everything else
  slow      it calls four of five plots of drones "slow" (8), and one false plot in five
  weak      it says no words but amplitudes: drones 0.02 m2, Swerling 1; clutter near its threshold, exponential (4 dB)
  against   it calls every plot of a drone "clutter", and no false plot anything
  never     20,000 false plots and no target had the mark that every plot of one drone has: turns until it is confirmed
"""

import sys
from pathlib import Path
from typing import NamedTuple

import doppler
import numpy as np
from numpy.typing import NDArray

from sargas.model.plot import ECHOES
from sargas.model.plots import HAS, POLAR, Plots

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from sargas.tracking import Settings, Tracker
from sargas.tracking.features import count_features, word_of
from tracking.conftest import ORIGIN, START_S, Scene, radar

F8 = NDArray[np.float64]
DRONES, AIRCRAFT, SEEDS = 5, 10, 24
CLUTTER = 250.0
"""False plots a turn."""
SEEN = np.array([0.6] * (2 * DRONES) + [0.95] * AIRCRAFT)
LATE_S, LAST_S, REACH_M = 400.0, 520.0, 25e3
SQUARE_METRES = np.array([0.02] * (2 * DRONES) + [30.0] * AIRCRAFT)
THRESHOLD_DBM, ONE_M2_AT_KM_DBM = -95.0, -15.0


class Said(NamedTuple):
    """Parts of plots of drones, of aircraft and of false ones that have a code; which; whether amplitudes are given."""

    code: int
    parts: tuple[float, float, float]
    amplitudes: bool


CASES = {
    "helpful": Said(13, (0.03, 0.03, 0.5), False),
    "slow": Said(8, (0.8, 0.0, 0.2), False),
    "weak": Said(0, (0.0, 0.0, 0.0), True),
    "against": Said(13, (1.0, 0.0, 0.0), False),
}


def scene(rng: np.random.Generator) -> doppler.Made:
    """Drones that come late, drones that were there before, aircraft of 120 to 220 m/s; straight on."""
    n = len(SQUARE_METRES)
    steps = round(10 * LAST_S)
    away, angle = rng.uniform(8e3, 25e3, n), rng.uniform(0.0, 2.0 * np.pi, n)
    away[2 * DRONES :] = rng.uniform(5e3, 35e3, AIRCRAFT)
    speed = np.where(np.arange(n) < 2 * DRONES, 30.0, rng.uniform(120.0, 220.0, n))
    course = angle + np.pi + rng.normal(0.0, 0.5, n)
    # Where they are when the late ones come.
    there = np.stack([away * np.sin(angle), away * np.cos(angle)], axis=1)
    back = LATE_S * speed[:, None] * np.stack([np.sin(course), np.cos(course)], axis=1)
    path = doppler.flown(there - back, speed, course, np.zeros((n, steps)))
    height_m = np.where(np.arange(n) < 2 * DRONES, 200.0, 3000.0)
    return doppler.Made(path, np.repeat(height_m[:, None], steps, axis=1), False, 4.0, CLUTTER, REACH_M)


def plots_of(made: doppler.Made, said: Said, rng: np.random.Generator) -> Plots:
    """What the radar says, in order of time."""
    n, steps = made.path.shape[:2]
    parts = []

    def add(kind: NDArray[np.int64], time_s: F8, range_m: F8, azimuth_deg: F8, amplitude: F8, mode_3a: F8) -> None:
        answers = mode_3a > 0
        has = np.where(answers, HAS["mode_3a"], 0) | (HAS["amplitude_db"] if said.amplitudes else 0)
        parts.append(Plots(
            ("radar",), time_s=doppler.START_S + time_s, kind=np.full(len(kind), POLAR), has=has, range_m=range_m,
            azimuth_deg=azimuth_deg, amplitude_db=amplitude, mode_3a=mode_3a,
            echo=np.where(answers, ECHOES.index("combined"), ECHOES.index("psr")),
            warnings=np.where(rng.random(len(kind)) < np.array(said.parts)[kind], 1 << said.code, 0),
        ))  # fmt: skip

    for turn in range(int((steps - 2) * 0.1 / made.turn_s)):
        begin = round(turn * made.turn_s * 10)
        _, azimuth = doppler.slant(made.path[:, begin], made.height_m[:, begin])
        k = begin + np.minimum(azimuth / 360.0 * made.turn_s * 10, made.turn_s * 10 - 1).astype(int)
        there = (np.arange(n) >= DRONES) | (k > 10 * LATE_S)
        i = np.flatnonzero((rng.random(n) < SEEN) & there)
        range_m, azimuth_deg = doppler.slant(made.path[i, np.minimum(k[i], steps - 2)], made.height_m[i, 0])
        echo = SQUARE_METRES[i] * rng.exponential(1.0, len(i))
        dbm = ONE_M2_AT_KM_DBM + 10.0 * np.log10(echo) - 40.0 * np.log10(range_m / 1e3)
        add(
            (i >= 2 * DRONES).astype(int), 0.1 * k[i], range_m + rng.normal(0.0, 50.0, len(i)),
            azimuth_deg + rng.normal(0.0, 0.1, len(i)), dbm, np.where(i >= 2 * DRONES, 0o1000 + i, 0),
        )  # fmt: skip
        m = rng.poisson(made.clutter)
        azimuth_deg = rng.uniform(0.0, 360.0, m)
        add(
            np.full(m, 2), turn * made.turn_s + azimuth_deg / 360.0 * made.turn_s,
            500.0 + made.reach_m * np.sqrt(rng.random(m)), azimuth_deg, THRESHOLD_DBM + rng.exponential(4.0, m),
            np.zeros(m),
        )  # fmt: skip
    plots = Plots.concatenate(parts, ["radar"])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    plots.record_number[:] = np.arange(len(plots))
    return plots


def turns_until_told(seed: int, code: int, seen: float, clutter: float) -> int:
    """Of a drone that flies past at 30 m/s, in a radar whose clutter is known; 0 its first turn."""
    sensor, made = radar("radar"), Scene(rng=np.random.default_rng(seed), height_m=300.0)
    tracker, chance = Tracker([sensor], ORIGIN, Settings()), np.random.default_rng(seed + 1000)
    station = tracker._state.stations[0]
    count_features(station, 0, word_of(np.uint64(1 << 13)), -1, 0, 20_000.0)
    count_features(station, 0, 0, -1, 1, 5_000.0)
    for k in range(-30, 40):
        time_s, x_m = START_S + 4.0 * k, 120.0 * k
        parts = [made.clutter(sensor, time_s, clutter)]
        if chance.random() < seen and k >= 0:
            parts.append(made.plots(sensor, time_s, x_m, 30e3, warnings=1 << code if code else 0))
        plots = Plots.concatenate(parts)
        plots.has[:] = 0
        tracks = tracker.update(time_s, plots)
        lat_deg, lon_deg = made.plane.geodetic_from_plane(x_m, 30e3)
        if k >= 0 and np.any(np.hypot(tracks.lat_deg - lat_deg, 0.5 * (tracks.lon_deg - lon_deg)) < 0.01):
            return k
    return 40


def never() -> None:
    """How much later a drone with a mark that no target had is confirmed, over 40 seeds."""
    print(
        f"\n{'seen':>6}{'false plots':>13}{'without, turns':>16}{'with, turns':>13}{'more than 2 later':>19}{'most':>6}"
    )
    for seen, clutter in ((1.0, 60.0), (0.9, 300.0), (0.6, 300.0), (0.6, 1000.0)):
        plain, marked = (np.array([turns_until_told(s, code, seen, clutter) for s in range(40)]) for code in (0, 13))
        later = marked - plain
        much = np.count_nonzero(later > 2)
        print(f"{seen:6.1f}{clutter:13.0f}{plain.mean():16.1f}{marked.mean():13.1f}{much:19d}{later.max():6d}")


def main(names: list[str]) -> None:
    """The table of these cases."""
    if "never" in names:
        never()
        names = [name for name in names if name != "never"]
    print(f"{'':<20}{'median':>8}{'in 24 s':>9}{'in 48 s':>9}{'false':>8}")
    for name in names:
        for given in (False, True):
            found, false = [], 0
            for seed in range(SEEDS):
                rng = np.random.default_rng([seed, 8])
                made = scene(rng)
                plots = plots_of(made, CASES[name], rng)
                if not given:
                    plots.warnings[:] = 0
                    plots.has &= np.uint32(0xFFFFFFFF ^ HAS["amplitude_db"])
                result = doppler.run(made, plots, True)
                found += [found_s - LATE_S for found_s in result.found_s[:DRONES]]
                false += result.false
            soon, later = (100.0 * np.mean(np.array(found) <= limit_s) for limit_s in (24.0, 48.0))
            case = f"{name}, {'with' if given else 'without'}"
            print(f"{case:<20}{np.median(found):8.0f}{soon:9.0f}{later:9.0f}{false:8d}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or [*CASES, "never"])
