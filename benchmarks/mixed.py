"""A mixed scene measured: drones low over a border strip among traffic, birds and clutter (`mixed_scene.py`).

    mixed.py            the short ones, as `make bench` prints them
    mixed.py table      with all sensors and without each kind
    mixed.py primary    one radar alone: small targets, slow ones
    mixed.py growth     1,000 to 20,000 targets of mtt_bench.py through mtt.py
    mixed.py all        everything above

Objects and tracks are compared every 5 s (`sargas.scoring`, cut-off 500 m). A drone is found when one track is its at
two comparisons running; its clock starts with its first plot by any sensor. A false track is a number that was never
the track of anything, a double one of these that was near an object.
"""

import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import mixed_scene as made
import msgspec
import numpy as np
from measure import ROOT, Figures, corpus, folder_on_disk, note

from sargas.model.checkpoint import pack, unpack
from sargas.scoring.continuity import Target, targets_of
from sargas.scoring.pairs import Pairs, optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Scene, scene
from sargas.scoring.scene import Settings as ScoreSettings
from sargas.tracking import Settings, Tracker

EVERY_S, CUTOFF_M = 5.0, 500.0


class Run(NamedTuple):
    """What one run of the tracker gave."""

    plots: int
    cpu_s: float
    """Of `Tracker.update` alone."""
    paths: Paths
    """Tracks at each time of comparison."""
    numbers: int
    """Different tracks told."""
    tracker: Tracker


def tracked(sent: made.Sent, seconds: int, kinds: tuple[str, ...], tick_s: float = 0.1, settle_s: float = 0.0) -> Run:
    """The plots of sensors of those kinds, tick by tick as they arrive; CPU time and plots count after `settle_s`."""
    sensors = [sensor for sensor in made.SENSORS if sensor.kind in kinds]
    wanted = np.array([sensor.kind in kinds for sensor in made.SENSORS])[sent.plots.source]
    plots, arrival_s = sent.plots.take(wanted), sent.arrival_s[wanted]
    tracker = Tracker(sensors, made.ORIGIN, Settings())
    ticks = int(seconds / tick_s)
    cut = np.searchsorted(arrival_s, np.arange(ticks + 1) * tick_s, "right")
    snapshots, cpu_s, every = [], 0.0, round(EVERY_S / tick_s)
    for k in range(1, ticks + 1):
        batch = plots.take(slice(cut[k - 1], cut[k]))
        began_s = time.process_time()
        tracker.update(made.START_S + k * tick_s, batch)
        if k * tick_s > settle_s:
            cpu_s += time.process_time() - began_s
        if k % every == 0:
            now = tracker.on_plane()
            snapshots.append((np.full(len(now.number), k * tick_s), now.number, now.state))
    columns = [np.concatenate(column) for column in zip(*snapshots, strict=True)]
    paths = Paths.of(columns[0], columns[1], columns[2][:, :2], velocity_mps=columns[2][:, 2:])
    return Run(int(cut[-1] - cut[round(settle_s / tick_s)]), cpu_s, paths, len(np.unique(columns[1])), tracker)


def true_paths(truth: made.Truth, seconds: int, first_s: np.ndarray) -> Paths:
    """Objects at each time of comparison from `first_s` (N,) on; birds only where a radar may see them."""
    times = np.arange(EVERY_S, seconds + 0.5 * EVERY_S, EVERY_S).astype(int)
    there = times[None] >= first_s[:, None]
    place = truth.path[:, times]
    for i in np.flatnonzero(truth.kind == made.BIRD):
        away = np.hypot(*(place[i][:, None] - np.array(made.RADARS_M)[None]).transpose(2, 0, 1)).min(axis=1)
        there[i] &= made.chance_of_echo(away, truth.height_m[i], truth.cross_section_m2[i]) > 0.01
    i, k = np.nonzero(there)
    speed = (place[i, k] - truth.path[i, times[k] - 1]) / 1.0
    return Paths.of(times[k].astype(float), i, place[i, k], velocity_mps=speed)


class Result(NamedTuple):
    """How the drones were followed, and what was followed that is not there."""

    drones: list[Target]
    false: int
    """Numbers that were never the track of any object."""
    doubles: int
    """Of these, the ones that were near an object that another track followed."""
    minutes: float

    def row(self, run: Run) -> str:
        """A line of the table."""
        late = [t.latency_s for t in self.drones if t.latency_s is not None]
        rms = [t.rms_m for t in self.drones if t.rms_m is not None]
        after = [t.tracked * t.life_s / (t.life_s - t.latency_s) for t in self.drones
                 if t.latency_s is not None and t.latency_s < t.life_s]  # fmt: skip
        switches = sum(t.switches for t in self.drones)
        ghosts = (self.false - self.doubles) * 60.0 / self.minutes
        return (
            f"{np.median(late) if late else math.nan:7.0f} {np.percentile(late, 90) if late else math.nan:7.0f}"
            f" {100 * len(late) / len(self.drones):7.0f} {100 * float(np.mean([t.tracked for t in self.drones])):7.0f}"
            f" {100 * float(np.mean([t.longest for t in self.drones])):7.0f}"
            f" {100 * min(float(np.mean(after)), 1.0) if after else math.nan:7.0f} {switches:7d}"
            f" {np.sqrt(np.mean(np.square(rms))) if rms else math.nan:7.0f} {ghosts:7.0f}"
            f" {self.doubles * 60.0 / self.minutes:7.0f} {run.numbers:7d} {run.plots / max(run.cpu_s, 1e-9):9,.0f}"
        )


_COLUMNS = ("median", "90 %", "found", "tracked", "longest", "after", "switch", "RMS", "false", "double", "tracks")
_UNITS = ("s", "s", "%", "%", "%", "%", "es", "m", "1/h", "1/h", "")
HEAD = "\n".join(
    f"{'':<28}{' '.join(f'{word:>7}' for word in row)} {last:>9}"
    for row, last in ((_COLUMNS, "plots/"), (_UNITS, "CPU s"))
)


def judged(run: Run, truth: Paths, drones: int, seconds: int) -> Result:
    """Pairs of tracks and objects that are best for all together."""
    side = scene(truth, run.paths, ScoreSettings(cutoff_m=CUTOFF_M))
    pairs = optimal_pairs(side, CUTOFF_M, 2.0)
    known = np.unique(side.tracks.number[pairs.track])
    spare = np.flatnonzero(~np.isin(side.tracks.number, known))
    near = set()
    for row in spare.tolist():
        here = side.truth.position_m[side.truth_step == side.track_step[row]]
        if len(here) and np.hypot(*(here - side.tracks.position_m[row]).T).min() < CUTOFF_M:
            near.add(int(side.tracks.number[row]))
    found = [
        msgspec.structs.replace(target, latency_s=found_after(side, pairs, number))
        for target, number in zip(targets_of(side, pairs), np.unique(side.truth.number).tolist(), strict=True)
    ]
    return Result(found[:drones], len(np.unique(side.tracks.number[spare])), len(near), seconds / 60.0)


def found_after(side: Scene, pairs: Pairs, number: int) -> float | None:
    """Time from the first comparison of an object to the first of two running with one track; None: never."""
    mine = side.truth.number[pairs.truth] == number
    step, track = pairs.step[mine], side.tracks.number[pairs.track[mine]]
    steady = np.flatnonzero((np.diff(step) == 1) & (np.diff(track) == 0))
    first = side.times_s[side.truth_step[side.truth.number == number].min()]
    return float(side.times_s[step[steady[0]]] - first) if len(steady) else None


def first_plots(truth: made.Truth, sent: made.Sent, seconds: int) -> np.ndarray:
    """Seconds at which the first plot of each drone was made (never: `seconds` + 1); 0 of what is no drone."""
    first_s = np.where(truth.kind == made.DRONE, seconds + 1.0, 0.0)
    found = sent.object >= 0
    time_s = sent.plots.time_s[found] - made.START_S
    drone = truth.kind[sent.object[found]] == made.DRONE
    np.minimum.at(first_s, sent.object[found][drone], time_s[drone])
    return first_s


def table(seconds: int = 300, seed: int = 1) -> None:
    """All sensors, then without each kind, then each kind of non-radar alone."""
    truth = made.truth_of(seed, seconds)
    sent = made.sent(truth, seconds, seed)
    first_s = first_plots(truth, sent, seconds)
    objects = true_paths(truth, seconds, first_s)
    drones = int(np.sum(first_s[truth.kind == made.DRONE] <= seconds - EVERY_S))
    every = tuple(made.KINDS.values())
    rows = {
        "all sensors": every,
        **{f"without {name}": tuple(k for k in every if k != kind) for name, kind in made.KINDS.items()},
        "radars alone": ("psr",),
        "acoustic alone": ("acoustic",),
        "direction finders alone": ("rf",),
    }
    print(
        f"{seconds} s, {len(sent.plots):,} plots, {drones} drones that some sensor saw (seed {seed})\n{HEAD}",
        flush=True,
    )
    for name, kinds in rows.items():
        run = tracked(sent, seconds, kinds)
        print(f"{name:<28}{judged(run, objects, drones, seconds).row(run)}", flush=True)
        if name == "all sensors":
            memory(run.tracker)


def memory(tracker: Tracker) -> None:
    """Bytes of the state a track, and of the lag."""
    held = unpack(tracker.checkpoint())
    slots = int(held["state"]["counters"][0])
    state = sum(held["state"][name].nbytes for name in ("rows", "spots", "look_s", "seen_s", "free"))
    lag = len(pack(held["lag"]))
    told = len(tracker.tracks())
    print(
        f"  memory: {state / max(slots, 1):,.0f} bytes a slot ({slots:,} slots, {told:,} tracks told), "
        f"lag {lag / 1e6:.1f} MB: {lag / max(slots, 1):,.0f} bytes a slot"
    )


def primary(seeds: int = 3, seconds: int = 900) -> None:
    """A drone alone before one radar with 150 false plots a turn: it comes from 60 km to pass 3 km beside it."""
    words = ("m2", "m/s", "plots", "found %", "at km", "after s", "tracked %", "switches", "RMS m", "false 1/h")
    print("one radar, 4 s, 150 false plots a turn, a drone at 100 m that comes from 60 km; of all seeds together")
    print(" ".join(f"{word:>{width}}" for word, width in zip(words, (6, 5, 7, 8, 7, 8, 10, 9, 7, 10), strict=True)))
    for section in (0.01, 0.03, 0.1):
        for speed in (15.0, 30.0, 50.0):
            found: list[tuple[Target, float]] = []
            false, plots = 0, 0
            for seed in range(seeds):
                truth = lone(section, speed, seed, seconds)
                sent = made.sent(truth, seconds, seed, radars=(0,), others=False)
                first_s = first_plots(truth, sent, seconds)
                plots += int(np.sum(sent.object >= 0))
                if first_s[0] > seconds - EVERY_S:
                    continue
                run = tracked(sent, seconds, ("psr",), tick_s=0.5)
                result = judged(run, true_paths(truth, seconds, first_s), 1, seconds)
                false += result.false
                late = result.drones[0].latency_s
                when = seconds if late is None else first_s[0] + late
                away = truth.path[0, int(when)] - np.array(made.RADARS_M[0])
                found.append((result.drones[0], float(np.hypot(*away)) / 1000.0))
            told = [(t, km) for t, km in found if t.latency_s is not None]
            print(
                f"{section:6.2f} {speed:5.0f} {plots / seeds:7.0f} {100 * len(told) / seeds:8.0f}"
                f" {np.mean([km for _, km in told]) if told else math.nan:7.1f}"
                f" {np.mean([t.latency_s or 0.0 for t, _ in told]) if told else math.nan:8.0f}"
                f" {100 * np.mean([t.tracked for t, _ in found]) if found else 0.0:10.0f}"
                f" {sum(t.switches for t, _ in found):9d}"
                f" {np.sqrt(np.mean([(t.rms_m or 0.0) ** 2 for t, _ in told])) if told else math.nan:7.0f}"
                f" {false / seeds * 3600.0 / seconds:10.0f}",
                flush=True,
            )


def lone(section: float, speed: float, seed: int, seconds: int) -> made.Truth:
    """One drone and nothing else."""
    rng = np.random.default_rng([seed, 9])
    course = rng.uniform(0.0, 2.0 * np.pi)
    ahead = np.array([np.sin(course), np.cos(course)])
    start = np.array(made.RADARS_M[0]) - 60_000.0 * ahead + 3_000.0 * np.array([ahead[1], -ahead[0]])
    turn = np.zeros((1, seconds))
    born, yes = np.zeros(1, np.int64), np.zeros(1, np.bool_)
    path = made.flown(start[None], np.array([speed]), np.array([course]), turn, seconds, born)
    return made.Truth(np.zeros(1, np.int64), path, np.array([100.0]), np.array([section]), born, yes, yes, yes)


def growth(sizes: tuple[int, ...] = (1_000, 5_000, 20_000)) -> None:
    """CPU seconds of mtt.py on scenes of mtt_bench.py, clutter a tenth of the targets."""
    folder = corpus()
    bench = folder.parent / "bench" / "mtt_bench.py" if folder else Path("none")
    if not bench.exists():
        print("growth: mtt_bench.py is not here")
        return
    known: list[tuple[int, float]] = []
    for targets in sizes:
        with folder_on_disk() as here:
            file = str(here / "scene.npz")
            gen = ["gen", "--targets", str(targets), "--clutter", str(targets // 10), "--seed", "1", "-o", file]
            subprocess.run([sys.executable, str(bench), *gen], check=True, capture_output=True)
            run = ["run", file, "--tracker", f"{ROOT / 'benchmarks' / 'mtt.py'}:Tracker"]
            rate = 0.0
            for _ in range(2):
                done = subprocess.run([sys.executable, str(bench), *run], check=True, capture_output=True, text=True)
                told = json.loads(done.stdout.strip().splitlines()[-1])
                rate = max(rate, told["plots_per_cpu_s_whole"])
        powers = [1.0 + math.log(before / rate) / math.log(targets / size) for size, before in known]
        known.append((targets, rate))
        said = ", ".join(f"n^{power:.2f} from {size:,}" for power, (size, _) in zip(powers, known, strict=False))
        print(f"growth: {targets:6d} targets {rate:12,.0f} plots per CPU second  {said}", flush=True)


def figures() -> Figures:
    """The short ones: the scene with all sensors, and with five times the traffic, the load of one unit of ARTAS. Speed
    is that of the second minute and a half, when rounds of the replay are as they remain.
    """
    seconds, settle_s = 150, 60.0
    busy = made.sent(made.truth_of(1, seconds, aircraft=1_500), seconds, 1)
    unit = tracked(busy, seconds, tuple(made.KINDS.values()), settle_s=settle_s)
    truth = made.truth_of(1, seconds)
    sent = made.sent(truth, seconds, 1)
    run = tracked(sent, seconds, tuple(made.KINDS.values()), settle_s=settle_s)
    first_s = first_plots(truth, sent, seconds)
    drones = int(np.sum(first_s[truth.kind == made.DRONE] <= seconds - EVERY_S))
    result = judged(run, true_paths(truth, seconds, first_s), drones, seconds)
    late = [t.latency_s for t in result.drones if t.latency_s is not None]
    rates = [round(each.plots / (seconds - settle_s)) for each in (run, unit)]
    note(f"mixed: {len(made.SENSORS)} sensors, {rates[0]:,} and {rates[1]:,} plots/s, ticks of 0.1 s, 5 % late")
    return {
        "mixed_plots_per_cpu_s": run.plots / run.cpu_s,
        "mixed_unit_plots_per_cpu_s": unit.plots / unit.cpu_s,
        "mixed_drone_confirmed_after_s": float(np.median(late)) if late else "none was found",
        "mixed_drones_found_share": len(late) / max(drones, 1),
    }


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["short"]
    if "short" in wanted or "all" in wanted:
        print(json.dumps(figures(), indent=1))
    if "table" in wanted or "all" in wanted:
        table()
    if "primary" in wanted or "all" in wanted:
        primary()
    if "growth" in wanted or "all" in wanted:
        growth()
