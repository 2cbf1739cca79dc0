"""Passing: records of an exercise through ingest, core and what is told to partners, tick by tick; and what was passed.

The same whether the records are just being made (`running`) or stand in a journal (`again`).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sargas.core import Core
from sargas.formats.format import Session
from sargas.ingest import Ingest
from sargas.model.batch import Batch, Changes
from sargas.model.record import INPUTS, Record, RecordKind
from sargas.model.released import Released
from sargas.model.tracks import Tracks
from sargas.sharing.outbox import Outbox


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
    said: Sequence[Said]


class Passing:
    """`take` the records of each tick, in order."""

    def __init__(
        self, forms: Mapping[str, str], ingest: Ingest, core: Core, partners: Sequence[Partner], start_s: float
    ) -> None:
        """`forms`: feed -> format."""
        self.forms, self.partners = forms, partners
        self._ingest, self._core = ingest, core
        self.came: Counter[str] = Counter()
        """Pieces of bytes by feed."""
        self.bytes_sha256, self.changes_sha256 = hashlib.sha256(), hashlib.sha256()
        self._encoder = msgspec.msgpack.Encoder()
        for partner in partners:
            partner.session.open(start_s)

    def take(self, records: Sequence[Record]) -> Step:
        """Records up to and including a tick."""
        inputs = [record for record in records if record.kind in INPUTS]
        for record in inputs:
            if record.kind == RecordKind.BYTES:
                self.came[record.feed] += 1
                self.bytes_sha256.update(record.payload)
        batch = self._ingest.feed(inputs)
        changes = self._core.update(batch)
        if len(changes.tracks):
            for name in Tracks.SPEC:
                self.changes_sha256.update(getattr(changes.tracks, name).tobytes())
        self.changes_sha256.update(self._encoder.encode([changes.incidents, changes.alerts, changes.statuses]))
        return Step(batch, changes, [_said(partner, batch.time_s, changes) for partner in self.partners])


def again(records: Iterable[Record], passing: Passing) -> Iterator[Step]:
    """The steps of what stands in a journal, from its first record on."""
    waiting: list[Record] = []
    for record in records:
        waiting.append(record)
        if record.kind == RecordKind.TICK:
            yield passing.take(waiting)
            waiting = []


def _said(partner: Partner, tick_s: float, changes: Changes) -> Said:
    partner.outbox.changes(changes)
    items = partner.outbox.due(tick_s)
    as_of_s = tick_s - partner.outbox.delay_s
    messages = [*partner.session.tick(tick_s)]
    if items:
        messages += partner.session.tell(items, as_of_s, as_of_s)
    return Said(partner.name, items, messages)
