"""Reading records back: from a number or a time, to the end of what is there, and on as the journal grows.

Rule: what is read is checked by CRC and by order; the whole chain is verify's matter. An unfinished end of the newest
segment is not an error. A follower of a journal that is being written may be one commit ahead of the disk.
"""

import math
import os
from collections.abc import Callable, Container, Iterator
from itertools import chain
from pathlib import Path

from sargas.errors import JournalError
from sargas.journal.finding import Finding, What
from sargas.journal.segment import CLAMPED, ERASED, NOTE, PERSONAL, Header, Stored, segment_name, segments
from sargas.journal.walk import Bad, Entry, Walk, read_header
from sargas.model.record import RecordKind

KINDS = {int(kind): kind for kind in RecordKind}


class Reader:
    """A place in a journal that moves forward. `damaged` is told of every damage met, which is then passed over;
    without it damage raises JournalError. Records before number `first` or before `from_time_s` are left out."""

    def __init__(
        self,
        folder: Path,
        first: int = 1,
        from_time_s: float | None = None,
        damaged: Callable[[Finding], None] | None = None,
    ) -> None:
        self._folder = folder
        self._damaged = damaged
        self._first = first
        self._from_time_s = float("-inf") if from_time_s is None else from_time_s
        self._path: Path | None = None
        self._descriptor = -1
        self._walk: Walk | None = None
        self._entries: Iterator[Entry | Bad] = iter(())
        self._last = True
        """No segment followed the current one when it was last looked at."""
        self._partition = ""
        self._link = b""
        self._chain: bytes | None = None
        self._number = 0
        self._time_s = float("-inf")

    def read(self, limit: int = 1000) -> list[Stored]:
        """At most `limit` next records; [] when there are no more now (call again later to follow a growing journal).

        Raises JournalError on damage (unless `damaged` was given), on a newer format version, OSError.
        """
        records: list[Stored] = []
        while len(records) < limit:
            entry = next(self._entries, None)
            if entry is None:
                if not self._advance():
                    break
            elif isinstance(entry, Bad) or not entry.sound:
                self._tell(entry.offset, self._number + 1, "crc", f"unreadable to byte {entry.end}")
                if isinstance(entry, Entry):
                    self._pass(entry)
                else:
                    self._link = b""
            elif (record := self._record(entry)) is not None:
                records.append(record)
        return records

    def __iter__(self) -> Iterator[Stored]:
        """Every record that is there now, and then the reader is closed. Raises as `read`."""
        try:
            while records := self.read():
                yield from records
        finally:
            self.close()

    def close(self) -> None:
        """Lets go of the open segment."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _record(self, entry: Entry) -> Stored | None:
        kind = KINDS.get(entry.kind)
        if entry.number <= self._number or entry.time_s < self._time_s or kind is None:
            self._tell(entry.offset, entry.number, "gap", "number, time or kind out of order")
            self._pass(entry)
            return None
        link = self._link
        self._pass(entry)
        if entry.number < self._first or entry.time_s < self._from_time_s:
            return None
        return stored_from(entry, kind, self._partition, link)

    def _pass(self, entry: Entry) -> None:
        self._number = max(self._number, entry.number)
        self._time_s = max(self._time_s, entry.time_s)
        self._chain = self._link = entry.chain

    def _tell(self, offset: int, number: int, what: What, detail: str) -> None:
        assert self._path is not None
        finding = Finding(self._path.name, offset, number, what, detail)
        if self._damaged is not None:
            self._damaged(finding)
        else:
            raise JournalError(f"journal {self._folder}: {finding}")

    def _advance(self) -> bool:
        """Further in this segment or on to the next; False when there is nothing more now."""
        walk, path = self._walk, self._path
        if walk is None or path is None:
            paths = segments(self._folder)
            return bool(paths) and self._open(paths, self._start(paths))
        later: list[Path] = []
        # the folder is listed only when there is reason to: it may hold a year of segments, and followers poll
        if walk.seal or walk.torn_bytes or not self._last or (self._folder / segment_name(self._number + 1)).exists():
            later = [other for other in segments(self._folder) if other.name > path.name]
        if walk.seal is not None or not self._last:
            return bool(later) and self._open([path, *later], 1)
        self._last = not later
        self._walk = Walk(self._descriptor, walk.end, self._last)
        entries = iter(self._walk)
        entry = next(entries, None)
        self._entries = entries if entry is None else chain((entry,), entries)
        return entry is not None or bool(later)

    def _start(self, paths: list[Path]) -> int:
        """Which segment holds the first record wanted."""
        index = sum(1 for path in paths[1:] if int(path.stem) <= self._first)
        while index + 1 < len(paths) and self._from_time_s > float("-inf"):
            header = header_of(paths[index + 1])
            if header is not None and header.time_s >= self._from_time_s:
                break
            index += 1
        return index

    def _open(self, paths: list[Path], index: int) -> bool:
        path, last = paths[index], index == len(paths) - 1
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        header = read_header(descriptor)
        if header is None and last and next(iter(Walk(descriptor, 0, True)), None) is None:
            os.close(descriptor)  # its writer has not got far enough, or never did
            return False
        self.close()
        self._path, self._last, self._descriptor = path, last, descriptor
        self._walk = Walk(descriptor, header.size if header else 0, last)
        self._entries = iter(self._walk)
        if header is None:
            self._link = b""
            self._tell(0, int(path.stem), "segment", "header unreadable")
            return True
        if self._chain is not None and header.previous_chain != self._chain:
            self._tell(0, header.first_number, "gap", "does not follow the segment before")
        self._partition, self._link = header.partition, header.link
        return True


def header_of(path: Path) -> Header | None:
    """Header of a segment file, None if unreadable. Raises JournalError on a newer format version, OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return read_header(descriptor)
    finally:
        os.close(descriptor)


def stored_from(entry: Entry, kind: RecordKind, partition: str, link: bytes) -> Stored:
    """The record of an entry that was read with its body."""
    flags = entry.flags
    erased = entry.state == ERASED
    return Stored(
        entry.number,
        entry.time_s,
        entry.feed.decode(),
        partition,
        kind,
        b"" if erased else entry.payload,
        link,
        bool(flags & PERSONAL),
        erased,
        bool(flags & CLAMPED),
        bool(flags & NOTE),
    )


def places(
    folder: Path, numbers: Container[int], first: int = 1, last: float = math.inf
) -> Iterator[tuple[Path, Entry]]:
    """Where records lie (without their payloads), in record order; segments with none from `first` to `last` are not
    read. Raises JournalError, OSError."""
    paths = segments(folder)
    for path, later in zip(paths, [*paths[1:], None], strict=True):
        if int(path.stem) > last or (later is not None and int(later.stem) <= first):
            continue
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            header = read_header(descriptor)
            for entry in Walk(descriptor, header.size if header else 0, path == paths[-1], bodies=False):
                if isinstance(entry, Entry) and entry.number in numbers:
                    yield path, entry
        finally:
            os.close(descriptor)


def latest_checkpoint(folder: Path) -> Stored | None:
    """The newest readable CHECKPOINT, looked for backwards from the newest segment. Raises JournalError, OSError."""
    return _latest(folder, RecordKind.CHECKPOINT)


def latest_config(folder: Path) -> Stored | None:
    """The newest readable CONFIG record: what the journal was last written under. Raises JournalError, OSError."""
    return _latest(folder, RecordKind.CONFIG)


def _latest(folder: Path, kind: RecordKind) -> Stored | None:
    paths = segments(folder)
    for path in reversed(paths):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            header = read_header(descriptor)
            active = path == paths[-1]
            link = header.link if header else b""
            places: list[tuple[int, bytes]] = []
            for entry in Walk(descriptor, header.size if header else 0, active, bodies=False):
                if isinstance(entry, Bad):
                    link = b""
                    continue
                if entry.kind == kind and entry.state != ERASED:
                    places.append((entry.offset, link))
                link = entry.chain
            for offset, before in reversed(places):
                found = next(iter(Walk(descriptor, offset, active)), None)
                if isinstance(found, Entry) and found.sound:
                    return stored_from(found, kind, header.partition if header else "", before)
        finally:
            os.close(descriptor)
    return None
