"""Writing: entries of the intake, with the ticks between them, through the journal, to whoever waits for records.

Rule: a record is handed on only when the journal has returned it as durable. When the journal cannot be written the
records are handed on all the same, and `trouble` says that they are no evidence.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

from sargas.errors import JournalError
from sargas.ingest import TICK_S, ticks_between
from sargas.journal import Journal
from sargas.live.clock import SystemClock, TapeClock
from sargas.live.intake import Entry, Intake
from sargas.live.settings import Settings
from sargas.model.record import Record, RecordKind


class Written(NamedTuple):
    """What the writer thread gives back: records to go on with, who waits for which number, and what is wrong."""

    records: list[Record]
    numbers: dict[int, int]
    trouble: str


def write(journal: Journal, entries: Sequence[Entry]) -> Written:
    """Make entries durable, or take them back without evidence and say so. Blocks."""
    stored = journal.append_many([(e.time_s, e.feed, e.kind, e.payload, e.personal) for e in entries])
    numbers = {record.number: e.token for record, e in zip(stored, entries, strict=True) if e.token}
    records: list[Record] = []
    trouble = ""
    try:
        records += journal.commit()
    except JournalError as error:
        trouble = str(error)
    if journal.stalled or trouble:
        trouble = trouble or journal.stalled or ""
        records += journal.abandon()
    return Written(records, numbers, trouble)


class Writing:
    """The writer of one partition. `hand_on` is called on the loop; `room`, when unset, holds the intake back."""

    def __init__(
        self,
        intake: Intake,
        clock: SystemClock | TapeClock,
        settings: Settings,
        hand_on: Callable[[Written], None],
    ) -> None:
        self._intake, self._clock, self._settings = intake, clock, settings
        self._hand_on = hand_on
        self.last_tick_s: float | None = None
        self.first_tick_s: float | None = None
        self.last_s = 0.0
        """Time of the last entry written: what is added after the end must not be later, or a tick would be late."""
        self.room = asyncio.Event()
        self.room.set()
        self.stopping = False
        self.finished = False
        self.tape_over = False

    @property
    def has_begun(self) -> bool:
        """Whether the clock has a time."""
        return not isinstance(self._clock, TapeClock) or self._clock.has_begun

    @property
    def is_over(self) -> bool:
        """Whether a tape has ended and its last tick is written."""
        if not self.tape_over or not isinstance(self._clock, TapeClock):
            return False
        return self.last_tick_s is None or self.last_tick_s > self._clock.limit_s - TICK_S / 2.0

    async def run(self, journal: Journal, writer: Executor) -> None:
        """Until `stopping` and nothing is left."""
        loop = asyncio.get_running_loop()
        while not self.stopping or len(self._intake):
            await self._wait_for_work()
            if not self.stopping:
                await self.room.wait()
            taken = self._intake.take()
            entries = self._with_ticks(taken)
            trouble = ""
            if entries:
                self.last_s = entries[-1].time_s
                written = await loop.run_in_executor(writer, write, journal, entries)
                trouble = written.trouble
                self._hand_on(written)
            self._intake.settle(len(taken), trouble)
        self.finished = True

    def wake(self) -> None:
        """Something else than an entry wants attention."""
        self._intake.arrived.set()
        self._intake.heavy.set()
        if self.stopping:
            self.room.set()

    async def _wait_for_work(self) -> None:
        """Until a tick is due, enough has come, or what came has waited long enough."""
        intake = self._intake
        if not len(intake) and not self.stopping:
            due_s = 0.0 if self.last_tick_s is None else self.last_tick_s + TICK_S
            if self.has_begun and intake.now_s() >= due_s:
                return
            pause_s = self._clock.wait_s(due_s)
            await _set_within(intake.arrived, min(max(pause_s, 0.002), TICK_S) if pause_s > 0.0 else TICK_S)
            intake.arrived.clear()
        if len(intake) and not self.stopping:
            await _set_within(intake.heavy, self._settings.commit_s / 2.0)

    def _with_ticks(self, entries: list[Entry]) -> list[Entry]:
        """The entries with the ticks that lie between and after them; none before a tape has begun."""
        if not self.has_begun:
            return entries
        acts = any(entry.kind == RecordKind.DECISION for entry in entries)
        if self.tape_over and acts and isinstance(self._clock, TapeClock):
            self._clock.limit_s += TICK_S  # a tape that has ended goes on by a tick for each act
        now_s = self._intake.now_s()
        ticked: list[Entry] = []
        for entry in entries:
            self._tick(ticked, entry.time_s)
            # a tick may stand some microseconds before its entry was stamped (rounding of multiples)
            ticked.append(entry._replace(time_s=max(entry.time_s, self.last_tick_s or 0.0)))
        if not self.stopping:
            self._tick(ticked, now_s)
        return ticked

    def _tick(self, ticked: list[Entry], time_s: float) -> None:
        for tick_s in ticks_between(self.last_tick_s, time_s):
            ticked.append(Entry(tick_s, "", RecordKind.TICK, b""))
            self.last_tick_s = tick_s
            self.first_tick_s = self.first_tick_s or tick_s


async def _set_within(event: asyncio.Event, pause_s: float) -> None:
    try:
        async with asyncio.timeout(pause_s):
            await event.wait()
    except TimeoutError:
        pass
