"""Plots are cut into slices of one sensor and one cell; what they make does not depend on the ticks."""

import itertools
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.plots import Plots
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, TENTATIVE
from sargas.tracking import Settings, Tracker
from sargas.tracking.cells import cut, sweep_at, track_cells
from sargas.tracking.rows import ACTED, HIGH, SHOT, SWEPT, stations_of
from sargas.tracking.state import State, expect, new_state, with_room
from sargas.tracking.sweeping import due_of
from sargas.tracking.terms import terms_of
from tracking.conftest import MODELS, shots_at

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)


def slices(time_s: Any, sensor: Any, address: Any = 0) -> list[list[int]]:
    shots = np.zeros(len(time_s), SHOT)
    shots["sensor"], shots["address"] = sensor, address
    shots["cell"] = np.ceil(np.asarray(time_s, float) / SETTINGS.cell_s - 1e-4)
    order, begins, kept = cut(shots, 3)
    assert kept == np.array_equal(order, np.arange(len(shots)))
    return [order[a:b].tolist() for a, b in itertools.pairwise(begins)]


def test_no_plots_no_slices() -> None:
    assert slices([], []) == []


def test_sensors_are_apart_and_cells_end_slices() -> None:
    """A cell holds the times after its begin, up to and with its end."""
    got = slices([0.01, 0.02, 0.05, 0.1, 0.11, 0.2, 0.201], [0, 1, 0, 1, 0, 0, 1])
    assert got == [[0, 2], [1, 3], [4, 5], [6]]


def test_a_target_that_reports_twice_is_not_two() -> None:
    assert slices([0.01, 0.02, 0.03, 0.04], 0, [5, 6, 5, 6]) == [[0, 1], [2, 3]]
    assert slices([0.01, 0.02, 0.03], [0, 1, 0], [5, 5, 6]) == [[0, 2], [1]]
    assert slices([0.01, 0.02, 0.03], 0, 0) == [[0, 1, 2]]


@pytest.mark.parametrize("seed", range(5))
def test_slices_are_those_of_the_words(seed: int) -> None:
    """Against lists and sets: the newest slice of a sensor takes a plot of its cell whose address it does not hold."""
    rng = np.random.default_rng(seed)
    n = 500
    times, sensors = np.sort(rng.uniform(0.01, 8.0, n)), rng.integers(0, 3, n)
    addresses = rng.choice(np.array([0, 1, 2, 3, 0xABCDEF, 1 << 63 | 1, 1 << 63 | 2, 1 << 63 | 1 << 48], np.uint64), n)
    wanted: list[list[int]] = []
    newest: dict[int, tuple[int, list[int]]] = {}
    for j in range(n):
        cell, known = newest.get(int(sensors[j]), (-1, []))
        mine = int(np.ceil(times[j] / 0.1 - 1e-4))
        if cell != mine or (addresses[j] != 0 and addresses[j] in [addresses[k] for k in known]):
            known = []
            wanted.append(known)
            newest[int(sensors[j])] = mine, known
        known.append(j)
    assert slices(times, sensors, addresses) == wanted


def empty(make_radar: Any) -> State:
    stations = stations_of([make_radar("a"), make_radar("b", 55.4, 24.9)], SystemPlane(55.0, 24.0), SETTINGS)
    return with_room(new_state(stations, MODELS), 20)


def run(state: State, shots: Any, oldest_birth_s: float = 0.0) -> None:
    order, begins, _ = cut(shots, 2)
    track_cells(state, shots[order], begins, TERMS, oldest_birth_s)


def test_a_target_takes_one_plot_of_a_slice(make_radar: Any) -> None:
    state = empty(make_radar)
    run(state, shots_at([0.0, 60.0], 40e3, 100.0))
    assert state.rows["hits"][:2].tolist() == [1, 1]
    run(state, shots_at([100.0, 160.0], 40e3, [104.02, 104.07]))
    assert state.rows["hits"][:2].tolist() == [2, 2]
    assert state.counters[HIGH] == 2


def test_what_is_due_before_a_cell_is_swept_before_it(make_radar: Any) -> None:
    """The first target's track, tentative, is gone by the time of a plot that its own gate would have held."""
    settings = SETTINGS
    gone_s = settings.coast_latency_s + (settings.drop_misses + settings.coast_looks) * 4.0
    for wait_s, hits in ((gone_s - 0.1, 2), (gone_s + 0.3, 1)):
        state = empty(make_radar)
        run(state, shots_at([0.0], 40e3, 100.0))
        run(state, shots_at([0.0], 40e3, 100.0 + wait_s))
        alive = state.rows[: state.counters[HIGH]]
        assert alive["hits"][alive["alive"]].tolist() == [hits]
    assert state.marks[ACTED] == pytest.approx(100.0 + wait_s, abs=0.2)
    assert state.marks[SWEPT] < 100.0 + wait_s


def test_old_plots_begin_no_tracks(make_radar: Any) -> None:
    state = empty(make_radar)
    run(state, shots_at([0.0, 50e3], 40e3, [100.0, 103.0]), 102.0)
    assert state.rows["x"][: state.counters[HIGH], 0, 0].tolist() == [50e3]


def test_the_sweep_of_a_tick_may_be_repeated(make_radar: Any) -> None:
    state = empty(make_radar)
    run(state, shots_at([0.0, 50e3], 40e3, 100.0))
    state.rows["status"][0] = CONFIRMED
    expect(state, 0, due_of(state.rows[0], TERMS[0]))
    said = []
    for time_s in (107.0, 109.0, 109.0, 110.0, 116.5, 162.0):
        sweep_at(state, TERMS, time_s)
        said.append([int(r["status"]) if r["alive"] or r["status"] == ENDED else None for r in state.rows[:2]])
    first, second, third = [CONFIRMED, TENTATIVE], [COASTING, TENTATIVE], [COASTING, None]
    assert said == [first, second, second, second, third, [ENDED, None]]


@pytest.mark.parametrize("tick_s", [0.3, 1.0, 4.7])
def test_other_ticks_make_the_same_tracks(scene: Any, make_radar: Any, tick_s: float) -> None:
    """Plots in order: cut at every cell or seldom, some cells in two, to the last bit."""
    sensors = [make_radar("a"), make_radar("b", 55.4, 24.9, interval_s=5.0)]
    rng, parts = scene.rng, []
    x, y = rng.uniform(-40e3, 40e3, (2, 8))
    vx, vy = rng.uniform(-150, 150, (2, 8))
    for sensor in sensors:
        for k in range(15):
            d = (k + 0.1 * np.arange(8)) * sensor.interval_s
            parts.append(scene.plots(sensor, 1e9 + d, x + vx * d, y + vy * d).take(np.flatnonzero(rng.random(8) < 0.9)))
            false = scene.clutter(sensor, 0.0, 6)
            false.time_s[:] = 1e9 + sensor.interval_s * (k + rng.random(len(false)))
            parts.append(false)
    plots = Plots.concatenate(parts, ["a", "b"])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    seen = []
    for step_s in (SETTINGS.cell_s, tick_s):
        tracker = Tracker(sensors, (55.0, 24.0), SETTINGS)
        ticks = 1e9 + step_s * np.arange(1, int(75.0 / step_s) + 2)
        edges = [0, *np.searchsorted(plots.time_s, ticks, "right").tolist()]
        for now_s, a, b in zip(ticks.tolist(), edges, edges[1:], strict=False):
            tracker.update(now_s, plots.take(np.arange(a, b)))
        tracker.update(1e9 + 80.0, Plots.empty(0))
        shown = tracker.on_plane()
        order = np.lexsort(shown.state.T)
        seen.append((shown.state[order], shown.covariance[order], shown.existence[order]))
    assert len(seen[0][0]) >= 8
    for one, other in zip(*seen, strict=True):
        assert np.array_equal(one, other)
