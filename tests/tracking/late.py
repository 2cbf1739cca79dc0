"""Plots that come late: scenes of two radars, delays, and a run that watches what is told of each number."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sargas.model.plots import HAS, Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import ENDED, TENTATIVE, Tracks
from sargas.tracking import Settings, Tracker
from sargas.tracking.measure import EARLY
from tracking.conftest import ORIGIN, START_S, Scene, radar

CELL_S = Settings().cell_s
SENSORS = (radar("a"), radar("b", 55.4, 24.9, interval_s=5.0))
F8 = Any


def paths(rng: np.random.Generator, targets: int, time_s: F8) -> tuple[F8, F8]:
    """(targets, T) x_m and y_m: every third crosses the one before it half-way, every second turns for 20 s, every
    fifth flies 600 m beside the one before it.
    """
    n, half_s = targets, 0.5 * time_s[-1]
    speed, heading = rng.uniform(20, 220, n), rng.uniform(0, 2 * np.pi, n)
    rate, begin_s = np.where(np.arange(n) % 2, rng.uniform(-4, 4, n) / speed, 0.0), rng.uniform(0.2, 0.6, n) * half_s
    angle = heading[:, None] + rate[:, None] * np.clip(time_s[None] - begin_s[:, None], 0.0, 20.0)
    step = np.diff(time_s, prepend=time_s[0])
    x = np.cumsum(speed[:, None] * np.cos(angle) * step, axis=1)
    y = np.cumsum(speed[:, None] * np.sin(angle) * step, axis=1)
    x0, y0 = rng.uniform(-50e3, 50e3, (2, n))
    middle = len(time_s) // 2
    for i in range(2, n, 3):
        x0[i] = x0[i - 1] + x[i - 1, middle] - x[i, middle]
        y0[i] = y0[i - 1] + y[i - 1, middle] - y[i, middle]
    x, y = x0[:, None] + x, y0[:, None] + y
    for i in range(4, n, 5):
        x[i], y[i] = x[i - 1] + 600.0, y[i - 1]
    return x, y


def scene_of(
    seed: int, targets: int, seconds: float, clutter: float, simulated: int = 0, burst: bool = False,
    rated: bool = False,
) -> Plots:  # fmt: skip
    """Plots of both radars in order of time, each seen with 0.9; the last `simulated` targets are simulated ones, every
    fourth target is there for the middle half only.

    With `burst` all plots of a turn have one time; with `rated` those of the first radar have range rates.
    """
    scene = Scene(np.random.default_rng(seed))
    grid = np.arange(0.0, seconds + 10.0, 0.25)
    x, y = paths(scene.rng, targets, grid)
    phase, parts = scene.rng.random(targets), []
    for sensor in SENSORS:
        interval_s = sensor.interval_s or 0.0
        turns = np.arange(int(seconds / interval_s))
        for i in range(targets):
            here = turns[len(turns) // 4 : -len(turns) // 4] if i % 4 == 3 else turns
            d = (here + (0.0 if burst else phase[i])) * interval_s
            seen = d[scene.rng.random(len(d)) < 0.9]
            flag = np.full(len(seen), i >= targets - simulated)
            at = np.interp(seen, grid, x[i]), np.interp(seen, grid, y[i])
            more = {}
            if rated and sensor is SENSORS[0]:
                away = np.hypot(x[i], y[i])
                exact = (np.interp(seen + 0.1, grid, away) - np.interp(seen - 0.1, grid, away)) / 0.2
                more["range_rate_mps"] = exact + scene.rng.normal(0.0, 2.0, len(seen))
            parts.append(scene.plots(sensor, START_S + seen, *at, simulated=flag, **more))
        false = scene.clutter(sensor, 0.0, clutter * len(turns))
        if rated and sensor is SENSORS[0]:
            false.has |= np.uint32(HAS["range_rate_mps"])
            false.range_rate_mps[:] = scene.rng.normal(0.0, 30.0, len(false))
        turn = scene.rng.integers(0, len(turns), len(false)) + (0.0 if burst else scene.rng.random(len(false)))
        false.time_s[:] = START_S + turn * interval_s
        parts.append(false)
    plots = Plots.concatenate(parts, [sensor.id for sensor in SENSORS])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    plots.record_number[:] = np.arange(len(plots))
    return plots


def delays(rng: np.random.Generator, plots: Plots, quiet_s: float, often: float = 0.2, rarely: float = 0.01) -> F8:
    """Seconds by which each plot comes late: up to 10 s often, up to 59 s rarely, never in the last `quiet_s`."""
    n = len(plots)
    delay_s = np.where(rng.random(n) < often, rng.uniform(0, 10, n), 0.0)
    delay_s = np.where(rng.random(n) < rarely, rng.uniform(0, 59, n), delay_s)
    return np.where(plots.time_s > plots.time_s[-1] - quiet_s, 0.0, delay_s)


@dataclass
class Watch:
    """A tracker that is given plots as they come, and all that it told.

    Holds, or fails: a number has one uid, is told first while it lives, is never told after it was told ended, and
    every number that lives is a current track.
    """

    settings: Settings = field(default_factory=Settings)
    sensors: tuple[Sensor, ...] = SENSORS
    uids: dict[int, bytes] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    revision: dict[int, int] = field(default_factory=dict)
    told: list[bytes] = field(default_factory=list)
    """What each tick told, as bytes."""

    def __post_init__(self) -> None:
        self.tracker = Tracker(self.sensors, ORIGIN, self.settings)

    def play(self, plots: Plots, delay_s: F8, begin_s: int, end_s: int) -> None:
        """A tick at the end of every cell of time after `begin_s` up to `end_s`, whole seconds of the scene, with the
        plots that come in that cell.
        """
        cell = np.ceil((plots.time_s + delay_s) / CELL_S - EARLY).astype(np.int64)
        order = np.argsort(cell, kind="stable")
        plots, cell = plots.take(order), cell[order]
        first, last = (round((START_S + seconds) / CELL_S) for seconds in (begin_s, end_s))
        ticks = np.arange(first if begin_s == 0 else first + 1, last + 1)
        for k, a, b in zip(ticks, np.searchsorted(cell, ticks), np.searchsorted(cell, ticks + 1), strict=True):
            self.note(self.tracker.update(float(k * CELL_S), plots.take(np.arange(a, b))))

    def note(self, tracks: Tracks) -> None:
        self.told.append(b"".join(column.tobytes() for column in tracks.arrays().values()))
        columns = tracks.number.tolist(), tracks.uid, tracks.status.tolist(), tracks.revision.tolist()
        for number, uid, status, revision in zip(*columns, strict=True):
            assert number not in self.ended, f"{number} came back"
            assert self.uids.setdefault(number, uid.tobytes()) == uid.tobytes(), f"{number} has another uid"
            assert status != TENTATIVE or self.settings.show_tentative, f"{number} is tentative again"
            assert status != ENDED or number in self.revision, f"{number} was not told while it lived"
            assert revision >= self.revision.get(number, 0)
            self.revision[number] = revision
            if status == ENDED:
                self.ended.add(number)

    def check_current(self) -> None:
        """Every number that was told lives, or was told ended."""
        assert set(self.tracker.tracks().number.tolist()) == set(self.uids) - self.ended

    def seen(self) -> tuple[F8, F8, F8]:
        """State, covariance and existence of the tracks at the last tick, in an order that numbers have no part in."""
        shown = self.tracker.on_plane()
        order = np.lexsort(shown.state.T)
        return shown.state[order], shown.covariance[order], shown.existence[order]


def alike(one: Watch, other: Watch) -> bool:
    """Whether both show the same tracks to the last bit."""
    return all(np.array_equal(a, b) for a, b in zip(one.seen(), other.seen(), strict=True))
