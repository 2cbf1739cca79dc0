"""Partition: one picture with its own clock, journal, numbers and core, from the wire to the subscribers.

    transports -> intake -> (writer thread) journal, durable -> backlog -> (worker thread) ingest, core -> subscribers

Three threads of its own (tape reader, writer, worker); everything else happens on the event loop.
"""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import msgspec

from sargas.errors import JournalError
from sargas.ingest import TICK_S, PartitionKind, is_personal
from sargas.journal import Journal, Retention
from sargas.live.address import Address, address
from sargas.live.clock import SystemClock, TapeClock
from sargas.live.events import Phase, State, Subscriber
from sargas.live.expiry import Duty, expire
from sargas.live.exporting import Exporter
from sargas.live.intake import Entry, Intake, Sink
from sargas.live.settings import Settings
from sargas.live.stages import CoreStage, IngestStage, Opened, Outcome, Stages
from sargas.live.submissions import Submissions
from sargas.live.supervision import supervise
from sargas.live.tape import Tape, TimedSource, play
from sargas.live.transports import RECEIVERS, SENDERS, source_name, timed_source
from sargas.live.writing import Writing, Written, write
from sargas.model.access import Access
from sargas.model.decision import Decision
from sargas.model.record import Record, RecordKind
from sargas.model.sensor import Feed

RECORD_BYTES = 200
"""Counted for each waiting record beside its payload."""

STEP_RECORDS = 4_000
"""Records the worker takes at once."""

BEHIND_S = 2.0
"""A picture that is older than this says so."""

_LOG = logging.getLogger("sargas.live")

JournalFactory = Callable[[Callable[[], bytes | None]], Journal]
"""Called in the writer thread with the function that gives the state for a new segment."""


class Partition:
    """See `sargas.live` for how it is made. All public methods belong to the event loop."""

    def __init__(
        self,
        name: str,
        kind: PartitionKind,
        feeds: Sequence[Feed],
        journal: JournalFactory,
        ingest: Callable[[], IngestStage],
        core: Callable[[], CoreStage],
        speed: float = 1.0,
        sources: Mapping[str, Callable[[], TimedSource]] | None = None,
        settings: Settings | None = None,
        exporters: Sequence[Exporter] = (),
    ) -> None:
        """`sources` open what plays feeds that no transport of ours does (exercises).

        Raises ValueError for an address that says nothing, and when live feeds and feeds with times of their own mix.
        """
        self.name, self.kind = name, kind
        self._settings = settings or Settings()
        self._receivers: dict[str, Address] = {}
        self._sources: dict[str, Callable[[], TimedSource]] = {}
        self._names: dict[str, str] = {}
        for feed in feeds:
            try:
                where = address(feed.source)
            except ValueError as error:
                raise ValueError(f"feed {feed.id}: {error}") from None
            if where.is_timed:
                self._sources[feed.id] = (sources or {}).get(feed.id) or timed_source(feed, where)
                self._names[feed.id] = source_name(where)
            else:
                self._receivers[feed.id] = where
        if self._sources and self._receivers:
            timed = next(iter(self._sources))
            raise ValueError(f"partition {name}: live feeds cannot share the clock of {timed}, which brings its own")
        self._clock: SystemClock | TapeClock = TapeClock(speed) if self._sources else SystemClock()
        self._make_journal = journal
        self._journal: Journal | None = None
        self._stages = Stages(ingest, core)
        self._intake = Intake(self._settings.intake_bytes, self._settings.commit_bytes, self._clock.now_s)
        self._sinks = {feed.id: Sink(feed.id, self._intake, is_personal(feed)) for feed in feeds}
        self._writing = Writing(self._intake, self._clock, self._settings, self._written)
        self._backlog: deque[Record] = deque()
        self._backlog_bytes = 0
        self._work = asyncio.Event()
        self._submissions = Submissions(self._intake)
        self._state_bytes: bytes | None = None
        self._exporters = tuple(exporters)
        self._subscribers: list[Subscriber] = [*exporters]
        self._stopping = asyncio.Event()
        self._ready = self._caught_up = False
        self._is_stuck = self._in_haste = False
        """The worker did not come back in time: what it has not done is in the journal; and before that, it has gone
        on for long enough and ends where a checkpoint can be made."""
        self._progress, self._message, self._trouble = 0.0, "starting", ""
        self._told_phase: Phase = "warming"

    @property
    def clock(self) -> SystemClock | TapeClock:
        """Its own."""
        return self._clock

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell `subscriber` from now on."""
        self._subscribers.append(subscriber)

    def stop(self) -> None:
        """Begin to end: no new bytes; what came is written down; `run` returns."""
        self._stopping.set()

    def warm(self, progress: float, message: str, ready: bool = False) -> None:
        """How far the kernels are; `ready` lets the core begin."""
        self._ready = self._ready or ready
        self._progress, self._message = progress, message
        self._work.set()
        self._tell_state()

    async def submit(self, decision: Decision) -> tuple[Decision, str | None]:
        """Journal a decision and wait until the core has taken it: it with its record number, and why it was refused.

        Raises JournalError when the system stops first.
        """
        if self._stopping.is_set():
            raise JournalError("the system is stopping")
        return await self._submissions.submit(decision)

    async def witness(self, access: Access) -> None:
        """Journal who came in or what was read, until it is on disk. Raises Unavailable when it cannot be."""
        self._intake.add("", RecordKind.ACCESS, msgspec.msgpack.encode(access))
        await self._intake.durable()

    def counters(self) -> dict[str, Any]:
        """Figures since the start, for /metrics."""
        return {
            "intake_bytes": self._intake.waiting_bytes,
            "backlog_bytes": self._backlog_bytes,
            "backlog_records": len(self._backlog),
            "behind_s": self._behind_s(),
            "durable_number": self._journal.durable_number if self._journal else 0,
            "recorded": int(not self._trouble),
            "exports": {exporter.name: exporter.counters() for exporter in self._exporters},
            "feeds": {feed: msgspec.structs.asdict(sink.counters) for feed, sink in self._sinks.items()},
        }

    async def run(self) -> None:
        """Until `stop`; raises what the core raised, or JournalError when there is no journal to begin with."""
        threads = [ThreadPoolExecutor(1, f"{self.name}-{role}") for role in ("writer", "worker", "tape")]
        writer, worker, reader = threads
        loop = asyncio.get_running_loop()
        try:
            self._tell_state()
            journal = await loop.run_in_executor(writer, self._make_journal, lambda: self._state_bytes)
            try:
                self._journal = journal
                opened = await loop.run_in_executor(worker, self._stages.open, journal.folder)
                self._go_on_from(opened)
                # a recording's times are of another day
                kept = self._settings.personal if isinstance(self._clock, SystemClock) else Retention(0.0)
                duty = Duty(journal, kept, writer, self._written)
                expiring = expire(duty, lambda: self._writing.last_s, opened.last_s)
                beside = self._tell_time(), self._feed(opened, reader), self._export(), expiring
                helping = {asyncio.create_task(one) for one in beside}
                writing = asyncio.create_task(self._writing.run(journal, writer))
                working = asyncio.create_task(self._work_on(worker))
                await self._until_stopped({*helping, writing, working})
                await self._finish(helping, writing, working)
                if not self._is_stuck:
                    await self._checkpoint_last(journal, writer, worker)
            finally:
                await loop.run_in_executor(writer, journal.close)
        finally:
            self._submissions.give_up()
            for thread in threads:
                thread.shutdown(wait=False, cancel_futures=True)
            self._message = "stopped"
            self._tell_state()

    def _go_on_from(self, opened: Opened) -> None:
        if opened.exports is not None:
            for exporter in self._exporters:
                exporter.restore(opened.exports.get(exporter.name))
        if opened.last_s is not None:
            self._intake.not_before(opened.last_s)
            self._writing.last_s = opened.last_s
            if isinstance(self._clock, TapeClock):
                self._clock.begin(opened.last_s)
                self._writing.last_tick_s = opened.last_tick_s  # a live clock begins anew: no ticks for the time off

    async def _until_stopped(self, tasks: set[asyncio.Task[None]]) -> None:
        """Until stop is asked for or one of the tasks fails."""
        stopped = asyncio.create_task(self._stopping.wait())
        pending: set[asyncio.Task[Any]] = {stopped, *tasks}
        while not stopped.done():
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if any(task.exception() for task in done):
                break
        stopped.cancel()
        self._stopping.set()
        self._writing.stopping = True
        self._writing.wake()
        self._work.set()

    async def _finish(
        self, feeders: set[asyncio.Task[None]], writing: asyncio.Task[None], working: asyncio.Task[None]
    ) -> None:
        """Stop the feeds, let the writer write everything, give the worker a while; raise what went wrong.

        Half of `stop_s` is for what waits, half for reaching a place where a checkpoint can be made.
        """
        for task in feeders:
            task.cancel()
        results: list[Any] = await asyncio.gather(*feeders, writing, return_exceptions=True)
        self._work.set()
        for in_haste in (False, True):
            self._in_haste = in_haste
            await asyncio.wait({working}, timeout=self._settings.stop_s / 2.0)
        self._is_stuck = not working.done()
        working.cancel()
        results += await asyncio.gather(working, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _checkpoint_last(self, journal: Journal, writer: ThreadPoolExecutor, worker: ThreadPoolExecutor) -> None:
        """What was told last, and where the core is, so that the next start has nothing to go through again."""
        loop = asyncio.get_running_loop()
        time_s = self._writing.last_s
        entries = [entry._replace(time_s=time_s) for entry in self._intake.take()]
        state = await loop.run_in_executor(worker, self._stages.checkpoint, self._exported())
        if state is not None:
            entries.append(Entry(time_s, "", RecordKind.CHECKPOINT, state))
        await loop.run_in_executor(writer, write, journal, entries)

    async def _feed(self, opened: Opened, reader: ThreadPoolExecutor) -> None:
        if isinstance(self._clock, SystemClock):
            links = [
                supervise(where, RECEIVERS[where.scheme], self._sinks[feed], self._settings)
                for feed, where in self._receivers.items()
            ]
            await asyncio.gather(*links)
            return
        tape = Tape(self._sources, opened.taken, opened.connected, self._names)
        played = await play(tape, self._clock, self._sinks, reader)
        if not self._clock.has_begun:
            self._clock.begin(0.0)
        if played or not opened.is_closed:
            self._clock.limit_s = (math.floor(self._clock.limit_s / TICK_S + 1e-4) + 1) * TICK_S
        self._writing.tape_over = True
        self._writing.wake()

    def _exported(self) -> dict[str, bytes]:
        return {exporter.name: exporter.checkpoint() for exporter in self._exporters}

    async def _export(self) -> None:
        runs = [one.run(self._intake, SENDERS[one.where.scheme], self._settings) for one in self._exporters]
        await asyncio.gather(*runs, asyncio.Event().wait())  # without any, it waits to be stopped

    def _written(self, written: Written) -> None:
        self._submissions.numbered(written.numbers)
        if written.trouble != self._trouble:
            self._trouble = written.trouble
            self._tell_state()
        self._backlog.extend(written.records)
        self._backlog_bytes += sum(len(record.payload) + RECORD_BYTES for record in written.records)
        if self._backlog_bytes >= self._settings.backlog_bytes:
            self._writing.room.clear()
        self._work.set()

    def _take_records(self) -> list[Record]:
        backlog = self._backlog
        records = [backlog.popleft() for _ in range(min(STEP_RECORDS, len(backlog)))]
        self._backlog_bytes -= sum(len(record.payload) + RECORD_BYTES for record in records)
        if self._backlog_bytes < self._settings.backlog_bytes:
            self._writing.room.set()
        return records

    async def _work_on(self, worker: ThreadPoolExecutor) -> None:
        loop = asyncio.get_running_loop()
        state_due_s = loop.time() + self._settings.checkpoint_interval_s
        outcome = Outcome(waiting=True)
        while True:
            if self._in_haste and (self._stages.is_between or not self._caught_up):
                return  # what waits for the core is in the journal
            records = self._take_records() if self._stages.wants_records else []
            if not records and not outcome.waiting:
                if self._writing.finished:
                    return
                self._work.clear()
                await self._work.wait()
                records = self._take_records() if self._stages.wants_records else []
            due = self._in_haste or loop.time() >= state_due_s
            outcome = await loop.run_in_executor(worker, partial(self._stages.step, records, self._ready, due=due))
            self._publish(outcome)
            if self._stopping.is_set() and not self._ready:
                return  # what waits for the core is in the journal
            if due and not self._in_haste and self._stages.is_between:
                state = await loop.run_in_executor(worker, self._stages.checkpoint, self._exported())
                if state is not None:
                    state_due_s = loop.time() + self._settings.checkpoint_interval_s
                    self._state_bytes = state
                    self._intake.add("", RecordKind.CHECKPOINT, state)

    def _publish(self, outcome: Outcome) -> None:
        for reply in outcome.replies:
            self._sinks[reply.feed].answer(reply.payload, reply.link)
        for changes in outcome.seen:
            for exporter in self._exporters:
                exporter.see(changes)
        for subscriber in self._subscribers:
            try:
                for time_s, plots in outcome.plots:
                    subscriber.plots(self.name, time_s, plots)
                if outcome.picture is not None:
                    subscriber.picture(self.name, *outcome.picture)
                    subscriber.searches(self.name, outcome.picture[0], outcome.searches)
                for changes in outcome.changes:
                    subscriber.changes(self.name, changes)
            except Exception:  # our bug in one consumer: told, and the picture goes on for the others
                _LOG.exception("%s: a consumer failed", self.name)
        for output in outcome.outputs:
            self._intake.add("", RecordKind.OUTPUT, output)
        for changes in outcome.changes:
            for decision in changes.decisions:
                self._submissions.settle(decision.record_number, None)
            for decision, reason in changes.refused:
                self._submissions.settle(decision.record_number, reason)
        if self._ready and not outcome.shown:
            self._progress, self._message = outcome.progress, "going through the journal again"
        if outcome.shown and not self._caught_up:
            self._caught_up, self._message = True, ""
        if self.state().phase != self._told_phase:
            self._tell_state()

    async def _tell_time(self) -> None:
        """The state once a second."""
        while True:
            await asyncio.sleep(1.0)
            self._tell_state()

    def state(self) -> State:
        """How it stands now."""
        over = self._caught_up and self._writing.is_over and self._stages.last_tick_s == self._writing.last_tick_s
        phase: Phase = "ended" if over else "running" if self._caught_up else "warming"
        return State(
            time_s=self._intake.now_s() if self._writing.has_begun else None,
            speed=0.0 if over else self._clock.speed,
            phase=phase,
            progress=1.0 if self._caught_up else self._progress,
            message=self._line(),
            recorded=not self._trouble,
        )

    def _line(self) -> str:
        if self._trouble:
            return f"NOT RECORDED: {self._trouble}"
        if isinstance(self._clock, SystemClock) and self._clock.behind_s > 0.0:
            return f"the clock of this machine went back by {self._clock.behind_s:.0f} s"
        behind_s = self._behind_s() / max(self._clock.speed, 1.0)
        if self._caught_up and behind_s > BEHIND_S:
            return f"the picture is {behind_s:.0f} s behind what arrives"
        return self._message

    def _behind_s(self) -> float:
        """How far the core is behind the records, in time of the clock."""
        arrived_s, shown_s = self._writing.last_tick_s, self._stages.last_tick_s
        if arrived_s is None:
            return 0.0
        return max(0.0, arrived_s - (self._writing.first_tick_s or arrived_s if shown_s is None else shown_s))

    def _tell_state(self) -> None:
        state = self.state()
        self._told_phase = state.phase
        for subscriber in self._subscribers:
            subscriber.state(self.name, state)
