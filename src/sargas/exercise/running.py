"""Running: a scenario through ingest and core, tick by tick, as a running site would, as fast as the machine can.

    sensors' bytes + decisions of the cells -> records -> ingest -> core -> what the cells see, and what leaves

Rule: nothing here reads a clock. A decision is a record before the tick in which it is due; what partners are told
passes `release`, and is written in their format.
"""

import hashlib
import heapq
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sargas.core import Core
from sargas.exercise.cells import Cells
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.formats.format import Session
from sargas.ingest import TICK_S, Ingest
from sargas.model.batch import Batch, Changes
from sargas.model.checkpoint import pack
from sargas.model.decision import Decision
from sargas.model.record import Record, RecordKind
from sargas.model.released import Released
from sargas.model.told import Told
from sargas.sharing.outbox import Outbox

Entry = tuple[float, str, RecordKind, bytes]
"""(time_s, feed, kind, payload): a record that has no number yet."""
Keep = Callable[[Sequence[Entry]], list[Record]]
"""Gives entries their numbers, and may write them down."""
PARTITION = "exercise"
_TICKS_PER_S = round(1.0 / TICK_S)


class Partner(NamedTuple):
    """Who is told: what is released to it, and how it is said."""

    name: str
    format: str
    outbox: Outbox
    session: Session


class Said(NamedTuple):
    """What a partner was told at a tick."""

    partner: str
    items: Sequence[Released[Any]]
    messages: Sequence[bytes]


class Step(NamedTuple):
    """One tick."""

    batch: Batch
    changes: Changes
    decisions: Sequence[Decision]
    said: Sequence[Said]


def numbered() -> Keep:
    """Keeps records in no journal: it only counts them."""
    numbers = itertools.count()
    return lambda entries: [Record(next(numbers), entry[0], entry[1], PARTITION, *entry[2:]) for entry in entries]


class Run:
    """One run of a scenario; iterate over its steps, once. Digests stand after the last."""

    def __init__(
        self,
        scenario: Scenario,
        forms: Mapping[str, str],
        ingest: Ingest,
        core: Core,
        partners: Sequence[Partner] = (),
        keep: Keep | None = None,
    ) -> None:
        """`forms`: feed -> format, as the site of the scenario has them."""
        self.scenario, self.forms = scenario, forms
        self._ingest, self.core, self.partners = ingest, core, partners
        self._keep = keep or numbered()
        self._cells = Cells(scenario.cells, scenario.injects, scenario.start_s, scenario.seed)
        self._waiting: list[Entry] = []
        self.came: Counter[str] = Counter()
        """Pieces of bytes by feed."""
        self.bytes_sha256, self.changes_sha256 = hashlib.sha256(), hashlib.sha256()
        self._encoder = msgspec.msgpack.Encoder()

    def __iter__(self) -> Iterator[Step]:
        scenario = self.scenario
        for partner in self.partners:
            partner.session.open(scenario.start_s)
        feeds = [
            ((time_s, feed, payload) for time_s, payload in chunks(scenario, form)) for feed, form in self.forms.items()
        ]
        ticks = (tick / _TICKS_PER_S for tick in itertools.count(math.floor(scenario.start_s * _TICKS_PER_S) + 1))
        tick_s = next(ticks)
        for time_s, feed, payload in heapq.merge(*feeds, key=lambda chunk: chunk[0]):
            while tick_s <= time_s:
                yield self._tick(tick_s)
                tick_s = next(ticks)
            self.came[feed] += 1
            self.bytes_sha256.update(payload)
            self._waiting.append((time_s, feed, RecordKind.BYTES, payload))
        while tick_s <= scenario.start_s + scenario.duration_s:
            yield self._tick(tick_s)
            tick_s = next(ticks)
        yield self._tick(tick_s)  # what came after the last
        self._keep(self._waiting)  # and what was told of it

    def _tick(self, tick_s: float) -> Step:
        decisions = self._cells.due(tick_s)
        self._waiting += [(tick_s, "", RecordKind.DECISION, self._encoder.encode(one)) for one in decisions]
        self._waiting.append((tick_s, "", RecordKind.TICK, b""))
        records, self._waiting = self._keep(self._waiting), []
        batch = self._ingest.feed([record for record in records if record.kind != RecordKind.OUTPUT])
        changes = self.core.update(batch)
        self._cells.see(tick_s, changes)
        told = Told.of(batch.last_record, changes)
        if told is not None:
            self._waiting.append((tick_s, "", RecordKind.OUTPUT, self._encoder.encode(told)))
        self.changes_sha256.update(pack(changes.tracks.packed()))
        self.changes_sha256.update(self._encoder.encode([changes.incidents, changes.alerts, changes.statuses]))
        return Step(batch, changes, decisions, [self._said(partner, tick_s, changes) for partner in self.partners])

    @staticmethod
    def _said(partner: Partner, tick_s: float, changes: Changes) -> Said:
        partner.outbox.changes(changes)
        items = partner.outbox.due(tick_s)
        as_of_s = tick_s - partner.outbox.delay_s
        messages = [*partner.session.tick(tick_s)]
        if items:
            messages += partner.session.tell(items, as_of_s, as_of_s)
        return Said(partner.name, items, messages)
