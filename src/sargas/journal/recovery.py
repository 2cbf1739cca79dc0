"""What is found of a journal when its writer starts: the last sound record, and the torn end that is cut off.

Rule: only bytes that were never acknowledged are cut (see walk). Damage inside is told, left as it is and never
written over: the journal goes on in a new segment after it. A last segment without one readable record is kept as
`.torn`, out of the journal: most likely it was just being created.
"""

import os
from pathlib import Path

import msgspec

from sargas.journal.finding import Finding
from sargas.journal.segment import SEAL_SIZE, Header, Seal, seal_bytes, seal_from, segments
from sargas.journal.walk import Bad, Entry, Walk, read_header
from sargas.model.record import RecordKind


class Recovery(msgspec.Struct, frozen=True):
    """What a start found: the last good record (0: none), what was cut off where, and damage that was left."""

    last_number: int
    segment: str = ""
    """Name of the last segment as found; "" when the journal was empty."""
    cut_bytes: int = 0
    cut_offset: int = 0
    damage: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        """One line for people."""
        cut = f"; {self.cut_bytes} torn bytes cut from {self.segment} at {self.cut_offset}" if self.cut_bytes else ""
        damage = f"; {len(self.damage)} damaged places, first: {self.damage[0]}" if self.damage else ""
        return f"last good record {self.last_number}{cut}{damage}"


class Tail(msgspec.Struct, frozen=True):
    """Sound end of a segment: what the writer goes on from."""

    path: Path
    header: Header | None
    config: bytes | None
    records: int
    last: Entry | None
    end: int
    """Offset behind the last sound record, or behind the seal."""
    size: int
    seal: Seal | None
    damage: tuple[Finding, ...]


def tail_of(path: Path, active: bool) -> Tail:
    """Reads a whole segment. Raises JournalError on a newer format version, OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        header = read_header(descriptor)
        walk = Walk(descriptor, header.size if header else 0, active)
        records, last, config = 0, None, None
        damage: list[Finding] = []
        for entry in walk:
            if isinstance(entry, Bad) or not entry.sound:
                number = last.number + 1 if last else header.first_number if header else 0
                damage.append(Finding(path.name, entry.offset, number, "crc", f"unreadable to byte {entry.end}"))
            if isinstance(entry, Entry):
                if records == 0 and entry.kind == RecordKind.CONFIG:
                    config = entry.payload
                records, last = records + 1, entry
        end = walk.end if walk.seal else (last.end if last else 0)
        size = os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)
    if header is None and last is not None:
        damage.insert(0, Finding(path.name, 0, int(path.stem), "segment", "header unreadable"))
    return Tail(path, header, config, records, last, end, size, walk.seal, tuple(damage))


def recover(folder: Path) -> tuple[Recovery, Tail | None]:
    """Cuts the torn end off the last segment, renames one without any record to `.torn`, seals the one before the last.

    The Tail is the segment to go on from or after; None in an empty journal. Raises JournalError, OSError.
    """
    paths = segments(folder)
    found = paths[-1].name if paths else ""
    cut_bytes = cut_offset = 0
    tail = tail_of(paths[-1], active=True) if paths else None
    while tail is not None and tail.last is None:
        cut_bytes += tail.size
        tail.path.rename(tail.path.with_name(tail.path.name + ".torn"))
        sync_folder(folder)
        paths.pop()
        tail = tail_of(paths[-1], active=True) if paths else None
    if tail is None or tail.last is None:
        return Recovery(0, found, cut_bytes), None
    if tail.size > tail.end:
        cut_bytes, cut_offset, found = cut_bytes + tail.size - tail.end, tail.end, tail.path.name
        tail.path.chmod(0o644)
        descriptor = os.open(tail.path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, tail.end)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    if len(paths) > 1:
        _seal_if_not(paths[-2])
    return Recovery(tail.last.number, found, cut_bytes, cut_offset, tail.damage), tail


def _seal_if_not(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-min(SEAL_SIZE, path.stat().st_size), os.SEEK_END)
        if seal_from(file.read()) is not None:
            return
    tail = tail_of(path, active=False)
    if tail.damage or tail.last is None:
        return
    seal = seal_bytes(False, tail.last.number, tail.last.time_s, tail.records, tail.end, tail.last.chain)
    descriptor = os.open(tail.path, os.O_WRONLY)
    try:
        write_all(descriptor, seal, tail.end)
        os.fdatasync(descriptor)
        os.fchmod(descriptor, 0o444)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, content: bytes, offset: int) -> None:
    """Writes every byte, however the system splits it. Raises OSError."""
    view = memoryview(content)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written


def sync_folder(folder: Path) -> None:
    """Makes names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
