"""Recordings as records: files -> payloads with times -> the batches a live system would have cut, in a for-loop.

Ticks are synthesised by the same function that the live clock uses, so a file gives what its bytes would have given.
"""

import datetime
import heapq
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from sargas.errors import ConfigError, DecodeError
from sargas.formats.format import Format
from sargas.formats.framing import UNDATED, Recording, read
from sargas.formats.recorded import Timed, heard_in
from sargas.ingest import TICK_S, ticks_between
from sargas.live.transports import midnight_s
from sargas.model.fault import Fault
from sargas.model.record import Record, RecordKind


def day_s(date: str | None, path: Path) -> float:
    """UTC midnight of `date` (YYYY-MM-DD); without one, of the day the file was last written. Raises ConfigError."""
    try:
        return midnight_s(date, path)
    except ValueError:
        raise ConfigError([f"--date {date}: a date is written YYYY-MM-DD"]) from None


def open_file(path: Path) -> BinaryIO:
    """The file for reading; ConfigError in one line when it cannot be."""
    if path.is_dir():
        raise ConfigError([f"{path}: is a directory, not a recording"])
    try:
        return path.open("rb")
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from None


def recording(path: Path, form: Format, framing: str, date: str | None, say: bool = True) -> Recording:
    """The payloads of a file; says on standard error, if it is to, when its day had to be assumed."""
    file = open_file(path)
    try:
        found = read(file, framing, day_s(date, path), form.clock, path.name, form.braces, form.bare)
    except (DecodeError, ValueError) as error:
        raise ConfigError([f"{path}: {error}"]) from None
    if say and date is None and found.framing in UNDATED:
        day = datetime.datetime.fromtimestamp(day_s(None, path), datetime.UTC).date()
        print(
            f"{path.name}: times of day without a date; taken as {day} (--date YYYY-MM-DD says otherwise)",
            file=sys.stderr,
        )
    if say and date is not None and found.framing not in UNDATED:
        print(f"{path.name}: --date is not used: no times of day without a date in it", file=sys.stderr)
    return found


def merged(sources: Iterable[Iterator[Timed]]) -> Iterator[Timed]:
    """Several recordings as one, in order of arrival."""
    return heapq.merge(*sources, key=lambda item: item[0])


def batches(source: Iterator[Timed], partition: str = "recording") -> Iterator[list[Record]]:
    """Records cut at ticks, as `Ingest.feed` takes them; the last batch is closed by the tick after the last record."""
    number, previous_s = 0, None
    waiting: list[Record] = []

    def tick(time_s: float) -> list[Record]:
        nonlocal number
        whole = [*waiting, Record(number, time_s, "", partition, RecordKind.TICK, b"")]
        number += 1
        waiting.clear()
        return whole

    for time_s, feed, payload in source:
        for tick_s in ticks_between(previous_s, time_s):
            yield tick(tick_s)
        previous_s = time_s
        waiting.append(Record(number, time_s, feed, partition, RecordKind.BYTES, payload))
        number += 1
    if previous_s is not None:
        for tick_s in ticks_between(previous_s, previous_s + TICK_S):
            yield tick(tick_s)


def discover(
    path: Path, form: Format, framing: str, date: str | None, feed: str, editions: dict[str, str]
) -> list[str]:
    """The sources heard in a recording: for each the `[[sensors]]` entry that would describe it, as TOML."""
    return heard_in(recording(path, form, framing, date, say=False), form, feed, editions)


class FaultCount:
    """Faults by source and reason, for the one summary at the end of a command."""

    def __init__(self) -> None:
        self._count: dict[tuple[str, str], int] = {}
        self._example: dict[tuple[str, str], str] = {}

    def add(self, fault: Fault) -> None:
        """Counts one."""
        key = (fault.source, fault.reason)
        self._count[key] = self._count.get(key, 0) + fault.count
        self._example.setdefault(key, fault.detail)

    def __len__(self) -> int:
        return sum(self._count.values())

    def lines(self) -> list[str]:
        """One line a reason: source, how often, what, and the facts of the first one."""
        return [
            f"{source}: {count} x {reason}"
            + (f" ({self._example[source, reason]})" if self._example[source, reason] else "")
            for (source, reason), count in self._count.items()
        ]

    def rows(self) -> list[dict[str, object]]:
        """The same for programs."""
        return [{"source": s, "reason": r, "count": c} for (s, r), c in self._count.items()]
