"""Late plots: what the last minute held is kept, and run again in order when a plot came late.

The live state takes a late plot at once, as well as it can. Then a second state starts from a snapshot older than that
plot and runs all plots since in the order of their times, some at each tick, until it has caught up; it becomes the
live one. So after a replay the tracks are those that the same plots in order would have made; a plot that comes when
the replay has passed its time waits for the next one.

Work is bounded: each plot earns REPLAYS plots of replay and each second SPARE more, saved up to CREDIT; a round begins
when it can be paid, and costs the plots that it runs. So a site with 600 plots a second mends its past every twenty
seconds, for a thousandth of a core; a busy one once a minute, when its past is OVERDUE_S older than the lag.
"""

import math
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.tracking.measure import EARLY
from sargas.tracking.rows import ACTED, HIGH, SHOT, Rows, duplicate, in_order, joined, taken
from sargas.tracking.state import State, copied, find_again, packed, unpacked

REPLAYS = 1.0
SPARE = 2_000.0
CREDIT = 100_000.0
SNAPSHOT_S, PLOTS_A_ROW = 20.0, 8
"""A snapshot is taken after this time, when there were so many plots for each row that is copied, or after twice it."""
OVERDUE_S = 60.0
"""A past that is unmended for so much longer than the lag is mended whatever it costs: something is learned of it."""

Run = Callable[[State, Rows], tuple[State, Rows]]
"""Runs plots, sorted by time and sensor, on a state; the state, and the plots in the order of their slices."""


class Lag:
    """The plots of the last `lag_s`, snapshots of clean states, and a replay when one is under way.

    Cells as of `sargas.tracking.cells`. `head` is the newest cell of which a plot was taken.
    """

    def __init__(self, state: State, lag_s: float, cell_s: float) -> None:
        self.head = -1
        self.dirty: int | None = None
        """Oldest cell of a late plot that no replay has put in its place."""
        self._cell_s, self._lag = cell_s, round(lag_s / cell_s)
        self._overdue = self._lag + round(OVERDUE_S / cell_s)
        self._step = round(SNAPSHOT_S / cell_s)
        self._spare = SPARE * cell_s
        self._cells: dict[int, list[Rows]] = {}
        self._snapshots: list[tuple[int, State]] = [(-1, copied(state))]
        """(cell, the state after that cell), oldest first; each is what in-order processing gives."""
        self._replay: tuple[int, State] | None = None
        self._credit = CREDIT
        self._settled: list[Rows] = []
        self._since = 0
        """Plots taken since the last snapshot."""
        self._price: int | None = 0
        """Plots after the last snapshot: what a round costs; None where it must be counted."""

    def keep_clean(self, state: State) -> None:
        """Before plots newer than the head are taken: a snapshot when one is due and the state is clean."""
        age = self.head - self._snapshots[-1][0]
        due = age >= self._step and (self._since >= PLOTS_A_ROW * state.counters[HIGH] or age >= 2 * self._step)
        if due and self.dirty is None and self._replay is None:
            # A tick may have ended tracks since the head: a plot of that time is late too.
            self._snapshots.append((max(self.head, self.cell_of(state.marks[ACTED])), copied(state)))
            self._since, self._price = 0, 0
            self._forget()

    def cell_of(self, time_s: float) -> int:
        """The cell in which a time is."""
        return math.ceil(time_s / self._cell_s - EARLY)

    def add(self, shots: Rows, late: NDArray[np.bool_] | None, run: Run) -> None:
        """Plots that came, sorted by time; `late` (N,) says which after younger cells were closed, None: no one."""
        if not len(shots):
            return
        self._since += len(shots)
        head = max(self.head, int(shots["cell"][-1]))
        earned = REPLAYS * len(shots) + self._spare * (head - self.head)
        self._credit, self.head = min(self._credit + earned, CREDIT), head
        self._store(shots)
        if self._price is not None:
            self._price += len(shots)
        if late is None or not late.any():
            return
        behind = taken(shots, np.flatnonzero(late))
        oldest = int(behind["cell"][0])
        self.dirty = oldest if self.dirty is None else min(self.dirty, oldest)
        kept = [snapshot for snapshot in self._snapshots if snapshot[0] < oldest] or self._snapshots[:1]
        if len(kept) < len(self._snapshots):
            self._snapshots, self._price = kept, None
        if self._replay is not None:
            # The replay has passed these; it takes them as the live state does.
            cell, state = self._replay
            passed = taken(behind, np.flatnonzero(behind["cell"] <= cell))
            if len(passed):
                self._replay = cell, run(state, passed)[0]

    def replay(self, run: Run, most: int) -> State | None:
        """At least `most` plots of the replay that is due; the state that has caught up with the head, when it has."""
        if self._replay is None:
            if self.dirty is None or not self._pay():
                return None
            base, start = self._snapshots[-1]
            self._replay, self.dirty, self._price = (base, copied(start)), None, None
        cell, state = self._replay
        waiting = sorted(k for k in self._cells if k > cell)
        done, first = 0, 0
        while first < len(waiting) and done < most:
            upto = (max(waiting[first] - 1, cell) // self._step + 1) * self._step
            last = bisect_right(waiting, upto)
            parts: list[Rows] = []
            while first < last and done < most:
                here = self._cells.pop(waiting[first])
                parts += here
                done += sum(len(shots) for shots in here)
                first += 1
            state, ordered = run(state, in_order(joined(parts, SHOT) if len(parts) > 1 else parts[0]))
            self._store(ordered)
            cell = waiting[first - 1]
            if first == last < len(waiting) and (self.dirty is None or self.dirty > upto):
                cell = upto
                self._snapshots.append((cell, copied(state)))
        self._replay = (cell, state)
        if first < len(waiting):
            return None
        self._replay = None
        self._forget()
        return state

    def _store(self, shots: Rows) -> None:
        """Plots, in the order of cells, into their cells."""
        cells = shots["cell"]
        begin = 0
        while begin < len(shots):
            cell = int(cells[begin])
            end = len(shots) if cells[-1] == cell else int(cells.searchsorted(cell, "right"))
            self._cells.setdefault(cell, []).append(shots[begin:end])
            begin = end

    def _pay(self) -> bool:
        if self._price is None:
            base = self._snapshots[-1][0]
            self._price = sum(len(shots) for k, parts in self._cells.items() if k > base for shots in parts)
        # The first snapshot, of before the first plot, has no age.
        oldest = self._snapshots[0][0]
        overdue = oldest >= 0 and self.head - oldest > self._overdue
        if self._price > self._credit < CREDIT and not overdue:
            return False
        self._credit -= self._price
        return True

    def _forget(self) -> None:
        """Snapshots and plots that no plot within the lag can need any more."""
        horizon = self.head - self._lag
        while len(self._snapshots) > 1 and self._snapshots[1][0] <= horizon:
            self._snapshots.pop(0)
        base = self._snapshots[0][0]
        for cell in sorted(k for k in self._cells if k <= base):
            self._settled += self._cells.pop(cell)

    def settled(self) -> tuple[Rows, int] | None:
        """Plots that no late one can disturb any more, since the last call; and the cell up to which they are all."""
        if not self._settled:
            return None
        parts, self._settled = self._settled, []
        return joined(parts, SHOT), self._snapshots[0][0]

    def checkpoint(self) -> dict[str, Any]:
        """Everything, for `sargas.model.checkpoint.pack`."""
        shots = [part for k in sorted(self._cells) for part in self._cells[k]]
        return {
            "head": self.head,
            "dirty": self.dirty,
            "credit": self._credit,
            "since": self._since,
            "settled": joined(self._settled, SHOT).view(np.uint8),
            "shots": joined(shots, SHOT).view(np.uint8),
            "lengths": [len(part) for part in shots],
            "snapshots": [{"cell": cell, **packed(state)} for cell, state in self._snapshots],
            "replay": None if self._replay is None else {"cell": self._replay[0], **packed(self._replay[1])},
        }

    def restore(self, saved: dict[str, Any], models: int, stations: Rows, sources: tuple[str, ...]) -> None:
        """Inverse of `checkpoint`, for the same sensors and models; `stations`: the sensors as they are configured."""

        def state(known: dict[str, Any]) -> tuple[int, State]:
            found = unpacked({k: v for k, v in known.items() if k != "cell"}, models)
            if found is None:
                raise ValueError("a checkpoint of other rows")
            return known["cell"], find_again(
                found._replace(stations=duplicate(stations)), found.stations, sources, sources
            )

        self.head, self.dirty = saved["head"], saved["dirty"]
        self._credit, self._since = saved["credit"], saved["since"]
        self._settled = [saved["settled"].view(SHOT)] if len(saved["settled"]) else []
        self._cells, self._price, first = {}, None, 0
        shots = saved["shots"].view(SHOT)
        for length in saved["lengths"]:
            part = shots[first : first + length]
            self._cells.setdefault(int(part["cell"][0]), []).append(part)
            first += length
        self._snapshots = [state(known) for known in saved["snapshots"]]
        self._replay = None if saved["replay"] is None else state(saved["replay"])
