"""Running: a scenario as fast as the machine can, tick by tick, as a running site would.

    sensors' bytes + decisions of the cells -> records -> `passing` -> what the cells see

Rule: nothing here reads a clock. A decision is a record before the tick in which it is due.
"""

import heapq
import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import msgspec

from sargas.exercise.cells import Cells
from sargas.exercise.passing import Passing, Step
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.ingest import TICK_S
from sargas.model.record import Record, RecordKind
from sargas.model.told import Told

Entry = tuple[float, str, RecordKind, bytes]
"""(time_s, feed, kind, payload): a record that has no number yet."""
Keep = Callable[[Sequence[Entry]], list[Record]]
"""Gives entries their numbers, and may write them down."""
PARTITION = "exercise"
_TICKS_PER_S = round(1.0 / TICK_S)


def numbered() -> Keep:
    """Keeps records in no journal: it only counts them."""
    numbers = itertools.count()
    return lambda entries: [Record(next(numbers), entry[0], entry[1], PARTITION, *entry[2:]) for entry in entries]


def run(scenario: Scenario, passing: Passing, keep: Keep | None = None, ticks_at_once: int = 1) -> Iterator[Step]:
    """The steps of a scenario, to its end. `ticks_at_once`: the clock ticks only each so many ticks of a live one: what
    is said comes as much later, acts too, and nothing else changes.
    """
    keep = keep or numbered()
    encode = msgspec.msgpack.Encoder().encode
    cells = Cells(scenario.cells, scenario.injects, scenario.start_s, scenario.seed)
    waiting: list[Entry] = []

    def tick(tick_s: float) -> Step:
        nonlocal waiting
        waiting += [(tick_s, "", RecordKind.DECISION, encode(one)) for one in cells.due(tick_s)]
        waiting.append((tick_s, "", RecordKind.TICK, b""))
        records, waiting = keep(waiting), []
        step = passing.take(records)
        cells.see(tick_s, step.changes)
        told = Told.of(step.batch.last_record, step.changes)
        if told is not None:
            waiting.append((tick_s, "", RecordKind.OUTPUT, encode(told)))
        return step

    first = math.floor(scenario.start_s * _TICKS_PER_S) + 1
    ticks = (k / _TICKS_PER_S for k in itertools.count(first, ticks_at_once))
    tick_s = next(ticks)
    for time_s, feed, payload in _sent(scenario, passing):
        while tick_s <= time_s:
            yield tick(tick_s)
            tick_s = next(ticks)
        waiting.append((time_s, feed, RecordKind.BYTES, payload))
    while tick_s <= scenario.start_s + scenario.duration_s:
        yield tick(tick_s)
        tick_s = next(ticks)
    yield tick(tick_s)  # what came after the last
    keep(waiting)  # and what was told of it


def _sent(scenario: Scenario, passing: Passing) -> Iterator[tuple[float, str, bytes]]:
    """What all sensors send, with the feed that it comes by, in order of arrival."""
    truth = Truth(scenario)

    def of(feed: str, form: str) -> Iterator[tuple[float, str, bytes]]:
        return ((time_s, feed, payload) for time_s, payload in chunks(scenario, form, truth=truth))

    feeds = [of(feed, form) for feed, form in passing.forms.items()]
    return heapq.merge(*feeds, key=lambda sent: sent[0])
