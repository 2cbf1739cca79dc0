"""Late plots: the bookkeeping alone, on states that only count, and the property on the whole tracker."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import sargas.tracking.lag as lag_module
import sargas.tracking.tracker as tracker_module
from running import said_under_two_hash_seeds
from sargas.geo.plane import SystemPlane
from sargas.model.checkpoint import pack, unpack
from sargas.model.plots import HAS, Plots
from sargas.tracking import Settings
from sargas.tracking.lag import Lag, in_order
from sargas.tracking.rows import HIGH, SHOT, Rows, stations_of
from sargas.tracking.state import State, copied, new_state
from tracking.conftest import START_S, radar
from tracking.late import CELL_S, SENSORS, Watch, alike, delays, scene_of

NEVER = 10**9
QUIET_S = 75.0
"""Lag and early limit, and the time to the next whole replay."""


def counting() -> State:
    return new_state(stations_of([radar("a")], SystemPlane(55.0, 24.0), Settings()), 1)


def shots_of(serials: Any, cells: Any) -> Rows:
    shots = np.zeros(len(serials), SHOT)
    shots["serial"], shots["cell"] = serials, cells
    shots["time_s"] = shots["cell"] * CELL_S - 0.05 + 0.01 * (shots["serial"] % 2)
    return shots


class Bench:
    """A lag whose states are a number that depends on the order of all plots taken, as the tracker uses it."""

    def __init__(self, lag_s: float = 65.0) -> None:
        self.state = counting()
        self.lag = Lag(self.state, lag_s, CELL_S)
        self.ran = 0
        self.adopted = 0

    @staticmethod
    def after(value: float, serial: int) -> float:
        return (value * 31.0 + serial + 1.0) % 1_000_003.0

    def run(self, state: State, shots: Rows) -> tuple[State, Rows]:
        """As the tracker's: a new bundle where it must, the same arrays where it can."""
        self.ran += len(shots)
        for serial in shots["serial"].tolist():
            state.marks[0] = self.after(float(state.marks[0]), serial)
        return state, shots

    def take(self, shots: Rows, most: int = NEVER) -> None:
        """One tick."""
        late = shots["cell"] <= self.lag.head
        if not late.any():
            self.lag.keep_clean(self.state)
        self.state, shots = self.run(self.state, shots)
        self.lag.add(shots, late, self.run)
        self.replay(most)

    def replay(self, most: int = NEVER) -> None:
        mended = self.lag.replay(self.run, most)
        if mended is not None:
            self.state, self.adopted = copied(mended), self.adopted + 1

    @property
    def clean(self) -> bool:
        return self.lag.dirty is None and self.lag._replay is None


def in_sequence(cells: Any) -> float:
    """The number of plots whose serials are their places, taken in the order of cells and serials."""
    value = float(counting().marks[0])
    value = 0.0 if np.isinf(value) else value
    for serial in np.lexsort((np.arange(len(cells)), cells)).tolist():
        value = Bench.after(value, serial)
    return value


def fresh() -> Bench:
    bench = Bench()
    bench.state.marks[0] = 0.0
    bench.lag = Lag(bench.state, 65.0, CELL_S)
    return bench


def stream(rng: np.random.Generator, n: int, per_tick: int, late: float, far: int) -> tuple[Any, list[Any]]:
    """Cells of n plots, and the serials that come in each tick: `late` of them up to `far` cells after their own."""
    cells = 1000 + np.arange(n) // per_tick
    come = cells + np.where(rng.random(n) < late, rng.integers(1, far + 1, n), 0)
    return cells, [np.flatnonzero(come == k) for k in range(1000, int(come.max()) + 1)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("most", [1, 7, NEVER])
def test_a_replay_is_the_plots_in_order(seed: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Delays up to 59 s, all steps of the work; the number is that of a plain loop."""
    monkeypatch.setattr(lag_module, "CREDIT", 1e9)
    rng, bench = np.random.default_rng(seed), fresh()
    cells, ticks = stream(rng, 3000, 2, 0.1, 590)
    for serials in ticks:
        bench.take(shots_of(serials, cells[serials]), most)
    for _ in range(20_000 if most == 1 else 2_000):
        bench.replay(most)
    assert bench.clean
    assert bench.state.marks[0] == in_sequence(cells)
    assert bench.adopted >= 2


def test_in_order_nothing_is_run_again() -> None:
    bench = fresh()
    cells, ticks = stream(np.random.default_rng(1), 3000, 2, 0.0, 1)
    for serials in ticks:
        bench.take(shots_of(serials, cells[serials]))
    assert (bench.ran, bench.adopted) == (3000, 0)
    assert bench.state.marks[0] == in_sequence(cells)


@pytest.mark.parametrize("late", [0.0, 0.1])
def test_window_and_snapshots_are_forgotten(late: float) -> None:
    """Ten minutes at 20 plots a second hold no more than the lag, a snapshot more, and what waits for its replay."""
    bench = fresh()
    cells, ticks = stream(np.random.default_rng(2), 12_000, 2, late, 590)
    held, snapshots, settled = [], [], 0
    for k, serials in enumerate(ticks):
        bench.take(shots_of(serials, cells[serials]))
        held.append(sum(len(part) for parts in bench.lag._cells.values() for part in parts))
        snapshots.append(len(bench.lag._snapshots))
        done = bench.lag.settled()
        if done is not None:
            settled += len(done[0])
            assert done[0]["cell"].max() <= done[1] <= bench.lag.head - 650
        assert settled + held[-1] == sum(len(s) for s in ticks[: k + 1])
    assert max(held) <= 20 * (65 + 30 + lag_module.OVERDUE_S)
    assert max(snapshots) <= 65 / lag_module.SNAPSHOT_S + 3
    assert settled > 9_000


def test_what_has_settled_comes_once_and_in_order() -> None:
    bench = fresh()
    cells, ticks = stream(np.random.default_rng(3), 6000, 2, 0.1, 590)
    seen: list[int] = []
    for serials in ticks:
        bench.take(shots_of(serials, cells[serials]))
        done = bench.lag.settled()
        if done is not None:
            seen += done[0]["serial"].tolist()
    order = np.lexsort((np.arange(6000), cells))
    assert seen == order[: len(seen)].tolist()
    assert len(seen) > 4000


@pytest.mark.parametrize(("late_cells", "overdue"), [(90, False), (590, True)])
def test_credit_bounds_the_work(late_cells: int, overdue: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every tick a plot comes late. 9 s: each plot earns REPLAYS and no round begins that is not paid. 59 s: what is
    overdue is run unpaid, the lag and OVERDUE_S of plots at most, and not again before a snapshot has grown old.
    """
    monkeypatch.setattr(lag_module, "CREDIT", 3000.0)
    monkeypatch.setattr(lag_module, "SPARE", 0.0)
    bench, n = fresh(), 12_000
    cells = 1000 + np.arange(n) // 2
    cells[1200::2] -= late_cells
    for k in range(n // 2):
        bench.take(shots_of([2 * k, 2 * k + 1], cells[2 * k : 2 * k + 2]), 50)
    again = bench.ran - n
    paid = lag_module.REPLAYS * n + 3000.0 + 20 * (late_cells * CELL_S + 2 * lag_module.SNAPSHOT_S)
    assert 0.3 * paid <= again
    if overdue:
        assert again <= n * (65.0 + lag_module.OVERDUE_S) / (lag_module.OVERDUE_S - lag_module.SNAPSHOT_S)
    else:
        # What comes while a round runs, 2 plots for 50, is run with it.
        assert again <= paid * 50 / 48


def test_a_late_plot_behind_the_replay_waits_for_the_next() -> None:
    bench = fresh()
    for k in range(300):
        bench.take(shots_of([k], [1000 + k + (k >= 100)]))
    bench.take(shots_of([300], [1100]), 50)
    assert not bench.clean
    replay = bench.lag._replay
    assert replay is not None
    bench.take(shots_of([301], [replay[0] - 5]), 50)
    assert bench.lag.dirty == replay[0] - 5
    while not bench.clean:
        bench.replay(50)
    cells = [*range(1000, 1100), *range(1101, 1301), 1100, replay[0] - 5]
    assert bench.state.marks[0] == in_sequence(cells)
    assert bench.adopted == 2


def test_restored_in_the_middle_of_a_replay_it_goes_on_alike() -> None:
    rng, bench = np.random.default_rng(5), fresh()
    cells, ticks = stream(rng, 2000, 2, 0.1, 300)
    middle = None
    for k, serials in enumerate(ticks):
        if middle is None and k > 500 and bench.lag._replay is not None and bench.lag.dirty is not None:
            middle = k
            other = fresh()
            other.state = copied(bench.state)
            other.lag.restore(unpack(pack(bench.lag.checkpoint())), 1, other.state.stations, ())
        bench.take(shots_of(serials, cells[serials]), 10)
        if middle is not None:
            other.take(shots_of(serials, cells[serials]), 10)
            assert other.state.marks[0] == bench.state.marks[0]
    assert middle is not None
    assert pack(other.lag.checkpoint()) == pack(bench.lag.checkpoint())


def test_order_is_of_time_sensor_and_serial() -> None:
    shots = shots_of([4, 3, 2, 1, 0], [7, 7, 7, 6, 7])
    shots["time_s"], shots["sensor"] = [10.0, 10.0, 10.0, 9.0, 10.5], [1, 0, 1, 1, 0]
    assert in_order(shots)["serial"].tolist() == [1, 3, 2, 4, 0]
    assert in_order(shots[[3, 1, 2, 0, 4]])["serial"].tolist() == [1, 3, 2, 4, 0]


# The whole tracker


def pair(plots: Plots, delay_s: Any, end_s: int, **kept: Any) -> tuple[Watch, Watch]:
    """In order, and late."""
    one, other = Watch(Settings(**kept)), Watch(Settings(**kept))
    one.play(plots, np.zeros(len(plots)), 0, end_s)
    other.play(plots, delay_s, 0, end_s)
    other.check_current()
    return one, other


@pytest.mark.parametrize("formations", [False, True])
@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate), derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), clutter=st.sampled_from([1.0, 8.0, 25.0]), burst=st.booleans())
@example(seed=17, clutter=8.0, burst=False)
@example(seed=9, clutter=8.0, burst=True)
def test_after_the_lag_late_plots_make_the_same_tracks(
    formations: bool, seed: int, clutter: float, burst: bool
) -> None:
    """Two radars, clutter, targets that cross, turn, fly side by side, come and go, some simulated; 20 % of the plots
    up to 10 s late, 1 % up to 59 s: positions, covariances and existence equal to the last bit.
    """
    plots = scene_of(seed, 12, 160.0, clutter, simulated=2, burst=burst)
    delay_s = delays(np.random.default_rng(seed + 99), plots, QUIET_S)
    one, other = pair(plots, delay_s, 161, **({} if formations else {"formation_hits": 1e9}))
    assert other.tracker.refused == {}
    assert max(other.revision.values()) > 0
    assert len(one.seen()[0]) >= 7
    assert alike(one, other)


@pytest.mark.parametrize(("seed", "burst"), [(17, False), (9, True)])
def test_late_range_rates_make_the_same_tracks(seed: int, burst: bool) -> None:
    """Of one of two radars; other tracks than without, and those in order to the last bit."""
    plots = scene_of(seed, 12, 160.0, 8.0, simulated=2, burst=burst, rated=True)
    one, other = pair(plots, delays(np.random.default_rng(seed + 99), plots, QUIET_S), 161)
    assert one.tracker._state.stations["rated"][0] > 0.0
    assert one.tracker._state.stations["rated"][1] == 0.0
    assert np.array_equal(one.tracker._state.stations["rates"], other.tracker._state.stations["rates"])
    assert len(one.seen()[0]) >= 7
    assert alike(one, other)
    plain = Watch()
    plots.has &= np.uint32(0xFFFFFFFF ^ HAS["range_rate_mps"])
    plain.play(plots, np.zeros(len(plots)), 0, 161)
    assert not alike(one, plain)


def test_a_replay_in_small_steps_ends_in_the_same_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker_module, "REPLAY_LEAST", 15)
    plots = scene_of(21, 10, 150.0, 6, simulated=2)
    one, other = pair(plots, delays(np.random.default_rng(21), plots, QUIET_S), 151, formation_hits=1e9)
    assert alike(one, other)


def test_a_plot_older_than_the_lag_is_refused_and_counted() -> None:
    plots = scene_of(3, 4, 100.0, 1)
    delay_s = np.zeros(len(plots))
    old = np.flatnonzero(plots.time_s < START_S + 20.0)[:7]
    delay_s[old] = [59.5, 59.8, 60.3, 60.9, 61.0, 70.0, 75.0]
    _, other = pair(plots, delay_s, 101)
    assert other.tracker.refused == {"too old at its tick": 5}
    kept = plots.take(np.delete(np.arange(len(plots)), old[2:]))
    one = Watch()
    one.play(kept, np.zeros(len(kept)), 0, 101)
    assert alike(one, other)


def test_a_late_plot_in_a_time_in_which_a_track_ended_is_in_time_for_it(scene: Any) -> None:
    """One radar sees a target every 4 s, at 20, 24 s; the other saw another at 5 s: tentative, and dropped for want of
    plots by the tick of 21.1 s, between two plots. The plot of 20.9 s, which comes at 24.5 s, is that track's.
    """
    sensors = (radar("a"), radar("b", 55.4, 24.9))
    first_s, second_s = 4.0 * np.arange(25), np.array([5.0, *(20.9 + 4.0 * np.arange(18))])
    plots = Plots.concatenate(
        [
            scene.plots(sensors[0], START_S + first_s, 30e3 + 100.0 * first_s, 0.0 * first_s),
            scene.plots(sensors[1], START_S + second_s, 0.0 * second_s, 40e3 + 50.0 * second_s),
        ],
        ["a", "b"],
    )
    plots = plots.take(np.argsort(plots.time_s))
    delay_s = np.where(plots.time_s == START_S + 20.9, 3.6, 0.0)
    assert delay_s.any()
    one, other = Watch(sensors=sensors), Watch(sensors=sensors)
    one.play(plots, np.zeros(len(plots)), 0, 101)
    other.play(plots, delay_s, 0, 101)
    assert one.tracker.tracks().first_s.tolist() == [START_S, START_S + 5.0]
    assert other.tracker.tracks().first_s.tolist() == [START_S, START_S + 5.0]
    assert alike(one, other)


def test_in_the_middle_of_a_replay_a_restored_tracker_has_the_same_future(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker_module, "REPLAY_LEAST", 10)
    plots = scene_of(31, 8, 110.0, 6, simulated=1)
    delay_s = delays(np.random.default_rng(31), plots, 0.0)
    arrive_s = plots.time_s - START_S + delay_s
    before, after = (plots.take(np.flatnonzero(side)) for side in (arrive_s <= 60.0, arrive_s > 60.0))
    split = delay_s[arrive_s <= 60.0], delay_s[arrive_s > 60.0]
    first, second = Watch(), Watch()
    first.play(before, split[0], 0, 60)
    tail = Plots.empty(0)
    while first.tracker._lag._replay is None:
        # Wakes a replay where none is under way.
        late = plots.take(np.flatnonzero((plots.time_s > START_S + 30.0) & (plots.time_s < START_S + 31.0)))
        first.note(first.tracker.update(START_S + 60.0, late))
    saved = first.tracker.checkpoint()
    second.tracker.restore(saved)
    assert second.tracker.checkpoint() == saved
    first.note(first.tracker.update(START_S + 60.0, tail))
    second.note(second.tracker.update(START_S + 60.0, tail))
    second.uids, second.ended = dict(first.uids), set(first.ended)
    second.revision = dict(first.revision)
    begin = len(first.told), len(second.told)
    first.play(after, split[1], 60, 112)
    second.play(after, split[1], 60, 112)
    assert first.told[begin[0] :] == second.told[begin[1] :]
    assert first.tracker.checkpoint() == second.tracker.checkpoint()


def test_simulated_and_real_never_mix_when_late() -> None:
    """Two targets on one path, one of them simulated, plots of both late."""
    plots = scene_of(5, 2, 100.0, 0.0)
    twin = scene_of(5, 2, 100.0, 0.0)
    twin.simulated[:] = True
    both = Plots.concatenate([plots, twin], [sensor.id for sensor in SENSORS])
    both.record_number[:] = np.arange(len(both))
    other = Watch(Settings(formation_hits=1e9))
    other.play(both, delays(np.random.default_rng(5), both, 0.0, 0.3, 0.05), 0, 100)
    tracks = other.tracker.tracks()
    state = other.tracker.on_plane().state
    for flag in (False, True):
        alone = Watch(Settings(formation_hits=1e9))
        mine = np.flatnonzero(both.simulated == flag)
        alone.play(both.take(mine), np.zeros(len(mine)), 0, 100)
        assert np.sum(tracks.simulated == flag) == len(alone.seen()[0])
        near = np.linalg.norm(state[tracks.simulated == flag][:, None, :2] - alone.seen()[0][None, :, :2], axis=2)
        assert near.min(axis=0).max() < 500.0


def test_the_memory_of_the_lag_is_bounded() -> None:
    """Checkpoints of four minutes of late plots: no larger at the end than after the first two."""
    plots = scene_of(6, 8, 240.0, 10)
    other, sizes = Watch(), []
    delay_s = delays(np.random.default_rng(6), plots, 0.0)
    arrive_s = plots.time_s - START_S + delay_s
    for begin in range(0, 240, 10):
        part = np.flatnonzero((arrive_s > begin) & (arrive_s <= begin + 10) | ((begin == 0) & (arrive_s == 0.0)))
        other.play(plots.take(part), delay_s[part], begin, begin + 10)
        sizes.append(len(other.tracker.checkpoint()))
    assert max(sizes[12:]) < 1.25 * max(sizes[:12])
    assert other.tracker._state.counters[HIGH] < 250


def test_late_plots_are_the_same_under_any_hash_seed(root: Path) -> None:
    script = (
        "import sys, hashlib; sys.path.insert(0, 'tests')\n"
        "import numpy as np\n"
        "from tracking.late import Watch, scene_of, delays\n"
        "plots = scene_of(4, 8, 80.0, 6, simulated=2)\n"
        "watch = Watch()\n"
        "watch.play(plots, delays(np.random.default_rng(4), plots, 0.0), 0, 80)\n"
        "print(hashlib.sha256(b''.join(watch.told) + watch.tracker.checkpoint()).hexdigest())\n"
    )
    assert len(said_under_two_hash_seeds(script, root)) == 1
