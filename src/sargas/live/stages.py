"""Stages: the synchronous half of a partition, records -> batches -> changes, all of it in its worker thread.

While kernels compile only the first stage runs: plots are decoded and shown, batches wait for the core. A (re)start
goes through the same door: the state of the latest checkpoint, then the records after it, then what arrives.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import msgspec

from sargas.ingest import Connection
from sargas.journal.reader import Reader, latest_checkpoint
from sargas.journal.writer import NOTE_FEED
from sargas.model.alert import Alert
from sargas.model.batch import Batch, Changes
from sargas.model.checkpoint import pack, unpack
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.record import INPUTS, Record, RecordKind, link_of
from sargas.model.released import Reply
from sargas.model.search import Search
from sargas.model.told import Told
from sargas.model.tracks import Tracks

WAITING_PLOTS = 1_000_000
"""Decoded plots that may wait for the core (a quarter of a gigabyte); then decoding waits too."""

REPLAY_RECORDS = 2_000
"""Records of the journal gone through in one step."""

MARK_BATCHES = 50
"""While decoding is ahead of the core, ingest's state is kept after so many batches: a checkpoint can be made there."""


class IngestStage(Protocol):
    """`sargas.ingest.Ingest`, as far as it is used here."""

    def feed(self, records: list[Record]) -> Batch:
        """Records of one tick to one batch."""

    def checkpoint(self) -> bytes:
        """Its state."""

    def restore(self, data: bytes) -> None:
        """Its state back."""


class CoreStage(Protocol):
    """`sargas.core.Core`, as far as it is used here."""

    def update(self, batch: Batch) -> Changes:
        """One batch."""

    @property
    def picture(self) -> Tracks:
        """Every current track."""

    @property
    def incidents(self) -> list[Incident]:
        """Every incident."""

    @property
    def alerts(self) -> list[Alert]:
        """Every alert."""

    @property
    def searches(self) -> list[Search]:
        """Every search."""

    def standing(self, time_s: float) -> Changes:
        """What goes on beside these."""

    def checkpoint(self) -> bytes:
        """Its state."""

    def restore(self, data: bytes) -> None:
        """Its state back."""


class Opened(msgspec.Struct):
    """What the journal held when it was opened."""

    last_number: int
    last_s: float | None
    last_tick_s: float | None
    taken: dict[str, int]
    """Records of each feed, connections included, since the first run: where a tape goes on."""
    is_closed: bool = True
    """Nothing came after the last tick."""
    connected: dict[str, str] = {}
    """What each feed was connected to last, as its link told."""
    exports: dict[str, bytes] | None = None
    """What exporters must not forget, by name; None without a checkpoint: then all of it is gone through again."""


class Outcome(msgspec.Struct):
    """What one step gave, to be published in this order."""

    plots: list[tuple[float, Plots]] = []
    picture: tuple[float, Tracks, list[Incident], list[Alert]] | None = None
    searches: list[Search] = []
    """Every one, where the picture is given."""
    replies: list[Reply] = []
    """To peers, as soon as what they answer was decoded: never of what the journal held already."""
    changes: list[Changes] = []
    seen: list[Changes] = []
    """Changes that an earlier run has told of, or was about to."""
    outputs: list[bytes] = []
    """Payloads for OUTPUT records."""
    progress: float = 1.0
    """How much of the journal has been gone through again."""
    shown: bool = False
    """The core has caught up with the journal: `picture` was given, now or before."""
    waiting: bool = False
    """There is more to do without new records."""


class _Mark(msgspec.Struct, frozen=True):
    """Between two batches: all that a checkpoint needs beside the core's state."""

    after: int
    """Last record of the batch before."""
    taken: dict[str, int]
    connected: dict[str, str]
    ingest: bytes


class Stages:
    """Built anywhere; every method belongs to the worker thread."""

    def __init__(self, ingest: Callable[[], IngestStage], core: Callable[[], CoreStage]) -> None:
        self._make_ingest, self._make_core = ingest, core
        self._ingest: IngestStage | None = None
        self._core: CoreStage | None = None
        self._core_state: bytes | None = None
        self._replay: Reader | None = None
        self._replay_from = self._replay_until = 0
        self._group: list[Record] = []
        self._records: deque[Record] = deque()
        self._batches: deque[Batch] = deque()
        self._untold = 0
        """Batches at the head of the queue that come from the journal: their changes make one picture."""
        self._waiting_plots = 0
        self._marks: deque[_Mark] = deque()
        self._taken: dict[str, int] = {}
        self._taken_at_tick: dict[str, int] = {}
        self._connected: dict[str, str] = {}
        self._connected_at_tick: dict[str, str] = {}
        self._shown = False
        self._told = 0
        self._decoded = 0
        self._last_record = 0
        self.last_tick_s: float | None = None
        """Tick of the last batch that the core took."""

    def open(self, folder: Path) -> Opened:
        """Look through the journal: latest checkpoint and what follows it. Raises JournalError, OSError."""
        opened = Opened(0, None, None, {})
        self._ingest = self._make_ingest()
        saved = latest_checkpoint(folder) if folder.is_dir() else None
        if saved is not None:
            state = unpack(saved.payload)
            self._ingest.restore(state["ingest"])
            self._core_state = state["core"]
            self._taken, self._told = dict(state["taken"]), state["told"]
            self._connected = dict(state.get("connected", {}))
            self._last_record, self.last_tick_s = state["after"], state["tick_s"]
            opened = Opened(self._last_record, self.last_tick_s, self.last_tick_s, dict(self._taken))
            opened.exports = dict(state.get("exports", {}))
        opened.connected = dict(self._connected)
        self._taken_at_tick, self._connected_at_tick = dict(self._taken), dict(self._connected)
        self._replay_from = self._decoded = self._last_record
        with Reader(folder, self._last_record + 1) as reader:
            for record in reader:
                opened.last_number, opened.last_s = record.number, record.time_s
                _count(opened.taken, opened.connected, record)
                if record.kind in INPUTS:
                    opened.is_closed = record.kind == RecordKind.TICK
                if record.kind == RecordKind.TICK:
                    opened.last_tick_s = record.time_s
                elif record.kind == RecordKind.OUTPUT:
                    self._told = max(self._told, msgspec.msgpack.decode(record.payload, type=Told).record)
        if opened.last_number > self._last_record:
            self._replay = Reader(folder, self._last_record + 1)
            self._replay_until = opened.last_number
        return opened

    @property
    def wants_records(self) -> bool:
        """Whether there is room for new records now."""
        return self._replay is None and not self._records and self._waiting_plots < WAITING_PLOTS

    def step(self, records: Iterable[Record], ready: bool, budget_s: float = 0.05, due: bool = False) -> Outcome:
        """Take in `records` and work for about `budget_s`; until `ready`, decode only.

        `due`: end where a checkpoint can be made, when such a place is reached.
        """
        outcome = Outcome()
        self._records.extend(records)
        until_s = time.perf_counter() + budget_s
        if self._replay is not None and self._waiting_plots < WAITING_PLOTS and not (ready and self._batches):
            self._replay_some(self._replay)
        if ready:
            self._think(outcome, until_s, due)
        while (
            self._records
            and not (due and self.is_between)
            and not (ready and (self._batches or time.perf_counter() >= until_s))
        ):
            batch = self._take(self._records.popleft())
            if batch is not None:
                outcome.plots.append((batch.time_s, batch.plots))
                outcome.replies += batch.replies
                if ready:
                    self._think(outcome, until_s, due)
        if not self._shown:
            done = (self._last_record if ready else self._decoded) - self._replay_from
            outcome.progress = done / max(1, self._replay_until - self._replay_from)
        outcome.shown = self._shown
        outcome.waiting = (ready and bool(self._batches or self._records)) or (
            self._replay is not None and (ready or self._waiting_plots < WAITING_PLOTS)
        )
        return outcome

    def _replay_some(self, reader: Reader) -> None:
        records = reader.read(REPLAY_RECORDS)
        for record in records:
            if record.number <= self._replay_until and self._take(record) is not None:
                self._untold += 1
        if not records or records[-1].number >= self._replay_until:
            reader.close()
            self._replay = None

    def _take(self, record: Record) -> Batch | None:
        """One record further; the batch that it closes."""
        self._decoded = record.number
        _count(self._taken, self._connected, record)
        if record.kind in INPUTS and record.feed != NOTE_FEED:
            self._group.append(record)
        if record.kind != RecordKind.TICK:
            return None
        assert self._ingest is not None
        group, self._group = self._group, []
        batch = self._ingest.feed(group)
        self._batches.append(batch)
        self._waiting_plots += len(batch.plots)
        self._taken_at_tick, self._connected_at_tick = dict(self._taken), dict(self._connected)
        if self._replay is None and len(self._batches) % MARK_BATCHES == 0:
            self._marks.append(self._mark(self._ingest, batch.last_record))
        return batch

    def _mark(self, ingest: IngestStage, after: int) -> _Mark:
        return _Mark(after, self._taken_at_tick, self._connected_at_tick, ingest.checkpoint())

    def _think(self, outcome: Outcome, until_s: float, due: bool) -> None:
        core = self._core
        if core is None:
            core = self._core = self._make_core()
            if self._core_state is not None:
                core.restore(self._core_state)
                self._core_state = None
        while self._batches:
            if not self._untold:
                self._show(outcome, core)
            batch = self._batches.popleft()
            self._waiting_plots -= len(batch.plots)
            changes = core.update(batch)
            self.last_tick_s, self._last_record = batch.time_s, batch.last_record
            told = Told.of(batch.last_record, changes)
            if told is not None and batch.last_record > self._told:
                self._told = batch.last_record
                outcome.outputs.append(msgspec.msgpack.encode(told))
            if self._untold:
                self._untold -= 1
                outcome.seen.append(changes)
            else:
                outcome.changes.append(changes)
            while self._marks and self._marks[0].after < self._last_record:
                self._marks.popleft()
            if time.perf_counter() >= until_s or (due and self.is_between):
                break
        if self._replay is None and not self._untold:
            self._show(outcome, core)

    def _show(self, outcome: Outcome, core: CoreStage) -> None:
        """Once, when the journal has been gone through: everything as it is."""
        if self._shown or self._replay is not None:
            return
        self._shown = True
        if self.last_tick_s is not None:
            outcome.picture = (self.last_tick_s, core.picture, core.incidents, core.alerts)
            standing = core.standing(self.last_tick_s)  # told as changes: who was told of it already knows it
            if standing.duty is not None or not standing.is_quiet():
                outcome.changes.append(standing)
            outcome.searches = core.searches

    @property
    def is_between(self) -> bool:
        """Whether a checkpoint can be made now: decoding is not ahead of the core, or its state here was kept."""
        if self._core is None or self.last_tick_s is None or not self._shown:
            return False
        return not self._batches or bool(self._marks and self._marks[0].after == self._last_record)

    def checkpoint(self, exports: dict[str, bytes] | None = None) -> bytes | None:
        """State after the last batch the core took, with what exporters must not forget; None unless `is_between`."""
        if not self.is_between or self._core is None or self._ingest is None:
            return None
        mark = self._marks[0] if self._batches else self._mark(self._ingest, self._last_record)
        state: dict[str, Any] = {
            "after": mark.after,
            "tick_s": self.last_tick_s,
            "told": self._told,
            "taken": mark.taken,
            "connected": mark.connected,
            "ingest": mark.ingest,
            "core": self._core.checkpoint(),
            "exports": exports or {},
        }
        return pack(state)


def _count(taken: dict[str, int], connected: dict[str, str], record: Record) -> None:
    if record.kind in (RecordKind.BYTES, RecordKind.CONNECT):
        feed, link = link_of(record.feed)
        taken[feed] = taken.get(feed, 0) + 1
        if link:
            return
    if record.kind == RecordKind.CONNECT and record.feed != NOTE_FEED and record.payload:
        event = msgspec.msgpack.decode(record.payload, type=Connection)
        if event.event == "connected":
            connected[record.feed] = event.detail
