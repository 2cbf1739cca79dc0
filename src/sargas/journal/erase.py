"""erase: takes payloads out of the record for good; that something was there, when, from whom, stays and verifies.

Order: first a record that says which and why, durable; then a mark in each record; then zeros over the payload, and at
last over salt and CRC. A crash in between is found by verify, and erasing again finishes it. Bytes are overwritten in
place; what a copy-on-write file system, a solid-state disk or a backup made earlier keeps is beyond this file.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from sargas.errors import JournalError
from sargas.journal.reader import Reader, places
from sargas.journal.segment import BODY, CHAINED, ERASED, NOTE, SALT_BYTES, UNCHAINED, Note, Stored
from sargas.journal.walk import Entry
from sargas.journal.writer import Journal
from sargas.model.record import RecordKind

_BODY_AT = CHAINED.size + UNCHAINED.size
_PIECE = bytes(1 << 20)


class Erasure(msgspec.Struct, frozen=True):
    """What was erased. `records` are those that became durable by it (the note of it among them): pass them on."""

    numbers: tuple[int, ...]
    records: tuple[Stored, ...]


def erase(journal: Journal, which: Iterable[int] | Callable[[Stored], bool], reason: str, time_s: float) -> Erasure:
    """Erases the payloads of these numbers, or of every durable record the predicate picks. `time_s` is now.

    Configuration and the journal's own notes cannot be erased. Numbers already erased are finished or left as they are.
    Raises JournalError when a number is not there or may not be erased (then nothing is), or when the disk refuses.
    """
    folder = journal.folder
    try:
        chosen = _chosen(folder, which, journal.durable_number)
        lies = places(folder, chosen, min(chosen, default=1), max(chosen, default=0))
        found = {entry.number: (path, entry) for path, entry in lies}
        for number in sorted(chosen):
            if number not in found:
                raise JournalError(f"no record {number} in journal {folder}")
            if found[number][1].kind == RecordKind.CONFIG or found[number][1].flags & NOTE:
                raise JournalError(f"record {number} belongs to the journal itself and cannot be erased")
        if not found:
            return Erasure((), ())
        by_path: dict[Path, list[Entry]] = {}
        for path, entry in found.values():
            by_path.setdefault(path, []).append(entry)
        return erase_found(journal, by_path, reason, time_s)
    except OSError as error:
        raise JournalError(f"journal {folder}: {error}") from error


def erase_found(journal: Journal, where: Mapping[Path, Sequence[Entry]], reason: str, time_s: float) -> Erasure:
    """The same of records that may be erased, by where they lie. Raises JournalError, OSError."""
    numbers = sorted(entry.number for entries in where.values() for entry in entries)
    note = journal.append_note(time_s, Note("erased", reason, stretches(numbers)))
    records = journal.commit()
    if journal.durable_number < note.number:
        raise JournalError(journal.stalled or "the erasure could not be recorded")
    for path, entries in where.items():
        _erase_in(path, entries)
    return Erasure(tuple(numbers), tuple(records))


def stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken stretch of ascending numbers."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _chosen(folder: Path, which: Iterable[int] | Callable[[Stored], bool], last: int) -> set[int]:
    if not callable(which):
        return set(which)
    with Reader(folder, damaged=lambda finding: None) as reader:
        return {
            record.number
            for record in reader
            if record.number <= last and not record.note and record.kind != RecordKind.CONFIG and which(record)
        }


def _erase_in(path: Path, entries: Sequence[Entry]) -> None:
    mode = path.stat().st_mode
    path.chmod(mode | 0o200)
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for entry in entries:
            os.pwrite(descriptor, ERASED, entry.offset + _BODY_AT + 4)
        os.fdatasync(descriptor)
        for entry in entries:
            offset = entry.offset + _BODY_AT + BODY.size + len(entry.feed)
            while offset < entry.end:
                offset += os.pwrite(descriptor, _PIECE[: entry.end - offset], offset)
        os.fdatasync(descriptor)
        for entry in entries:  # last: while the salt is there, something may be left
            os.pwrite(descriptor, BODY.pack(0, ERASED, bytes(SALT_BYTES)), entry.offset + _BODY_AT)
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
        path.chmod(mode)
