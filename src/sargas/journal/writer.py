"""Journal: the writer. Everything that happens is a record here before anything downstream may see it.

Contract: `append` gives a record its number and keeps it in memory; `commit` writes and syncs all that was appended and
returns exactly the records that are durable by it. Nothing downstream may see a record that no `commit` has returned.
The caller commits at most 20 ms or 64 kB (`pending_bytes`) late. One thread may append while another commits.

When the disk refuses: `commit` raises JournalError once, keeps everything, and from then on returns [] until a retry
succeeds, which returns all that waited. A caller that cannot wait takes the waiting records with `abandon` and goes on
without evidence; their numbers are not given again, and the next durable record says which numbers are missing and why.
"""

import contextlib
import math
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import msgspec

from sargas.errors import JournalError
from sargas.journal import lock
from sargas.journal.pending import Group, Pending
from sargas.journal.recovery import Recovery, Tail, recover, sync_folder, tail_of, write_all
from sargas.journal.segment import (
    MAX_NAME_BYTES,
    NO_CHAIN,
    Note,
    Seal,
    Stored,
    seal_bytes,
    seal_from,
    segment_name,
    segments,
)
from sargas.journal.settings import Settings
from sargas.model.record import RecordKind

NOTE_FEED = "journal"


class _File:
    """An open segment up to its last durable byte."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor
        self.size = 0
        self.records = 0
        self.number = 0
        self.time_s = 0.0
        self.chain = NO_CHAIN

    def seal(self, by_hand: bool) -> Seal:
        """Finishes the segment: closing digest, read-only, closed. Raises OSError."""
        content = seal_bytes(by_hand, self.number, self.time_s, self.records, self.size, self.chain)
        write_all(self.descriptor, content, self.size)
        os.fdatasync(self.descriptor)
        os.fchmod(self.descriptor, 0o444)
        os.close(self.descriptor)
        seal = seal_from(content)
        assert seal is not None
        return seal


class Journal:
    """The one writer of a journal folder. `recovery` says what was found at the start.

    `checkpoint` is called, under the writer's lock, whenever a segment opens after the first: the state to store as
    CHECKPOINT (it must itself say which record it has seen last), or None when none is due.
    """

    def __init__(
        self,
        folder: Path,
        partition: str,
        config: bytes,
        checkpoint: Callable[[], bytes | None] = lambda: None,
        settings: Settings | None = None,
    ) -> None:
        """Opens or creates; cuts a torn end. `config` is the payload of the CONFIG record that opens each segment
        (run, code version, configuration, zones); another one than the last segment's begins a new segment.

        Raises JournalError: another writer, a newer format, another partition, a folder that cannot be read or written.
        """
        self.folder = folder
        self.partition = partition
        self._config = config
        self._checkpoint = checkpoint
        self._settings = settings or Settings()
        self._appending = threading.Lock()
        self._committing = threading.Lock()
        self._stalled: str | None = None
        self._dirty = False
        self._missing = False
        self._lost = ""
        self._durable = (0, NO_CHAIN)
        self._full: list[_File] = []
        self._file: _File | None = None
        if len(partition.encode()) > MAX_NAME_BYTES:
            raise ValueError(f"partition longer than {MAX_NAME_BYTES} bytes")
        try:
            if not folder.is_dir():
                folder.mkdir(parents=True)
                sync_folder(folder.parent)
            self._lock = lock.take(folder)
            try:
                self.recovery: Recovery
                self.recovery, tail = recover(folder)
                self._pending = self._begin(tail)
            except BaseException:
                os.close(self._lock)
                raise
        except OSError as error:
            raise JournalError(f"journal {folder}: {error}") from error

    @classmethod
    def resume(cls, folder: Path) -> "Journal":
        """Opens an existing journal to go on with the configuration it has (to erase, to seal). Raises JournalError."""
        for path in reversed(segments(folder)):
            tail = tail_of(path, active=True)
            if tail.header is not None and tail.config is not None:
                return cls(folder, tail.header.partition, tail.config)
        raise JournalError(f"no journal at {folder}")

    def _begin(self, tail: Tail | None) -> Pending:
        if tail is None:
            self._rotate = True
            return Pending(self.partition, 0, -math.inf, NO_CHAIN)
        if tail.header is not None and tail.header.partition != self.partition:
            raise JournalError(
                f"journal {self.folder} is of partition {tail.header.partition!r}, not {self.partition!r}"
            )
        assert tail.last is not None
        last = tail.last
        pending = Pending(self.partition, last.number, last.time_s, last.chain)
        pending.size = tail.end
        pending.segment_time_s = tail.header.time_s if tail.header else last.time_s
        self._durable = (last.number, last.chain)
        self._rotate = tail.seal is not None or bool(tail.damage) or tail.config != self._config
        if tail.seal is None and not tail.damage:
            file = _File(tail.path, os.open(tail.path, os.O_WRONLY | os.O_CLOEXEC))
            file.size, file.records = tail.end, tail.records
            file.number, file.time_s, file.chain = last.number, last.time_s, last.chain
            self._file = file
        return pending

    @property
    def durable_number(self) -> int:
        """Number of the last record that is on disk; 0 when there is none."""
        return self._durable[0]

    @property
    def durable_chain(self) -> bytes:
        """Chain of that record: kept elsewhere, it proves everything up to it."""
        return self._durable[1]

    @property
    def pending_bytes(self) -> int:
        """How much was appended since the last commit began."""
        return self._pending.group.size

    @property
    def clamped(self) -> int:
        """How many records got the last record's time because the clock had gone backwards."""
        return self._pending.clamped

    @property
    def stalled(self) -> str | None:
        """Why nothing becomes durable now, None when all is well."""
        return self._stalled

    def append(self, time_s: float, feed: str, kind: RecordKind, payload: bytes, personal: bool = False) -> Stored:
        """Numbers a record and keeps it for the next commit. A time before the last record's is clamped to that and
        marked. Raises ValueError when time_s is not finite or feed or payload are too long."""
        with self._appending:
            return self._append(time_s, feed, kind, payload, personal)

    def append_many(self, items: Iterable[tuple[float, str, RecordKind, bytes, bool]]) -> list[Stored]:
        """The same for many (time_s, feed, kind, payload, personal) at once."""
        with self._appending:
            return [self._append(*item) for item in items]

    def _append(
        self, time_s: float, feed: str, kind: RecordKind, payload: bytes, personal: bool, note: bool = False
    ) -> Stored:
        if not math.isfinite(time_s):
            raise ValueError(f"time_s is {time_s}")
        pending = self._pending
        if not pending.group.records:
            self._prepare(max(time_s, pending.time_s))
        return pending.push(time_s, feed, kind, payload, personal, note)

    def _prepare(self, time_s: float) -> None:
        """What must stand before the first record of a commit: a new segment's opening, the note of a gap."""
        pending, settings = self._pending, self._settings
        aged = time_s - pending.segment_time_s >= settings.segment_s
        first_missing = self.durable_number + 1 if self._missing else 0
        last_missing = pending.number
        if self._rotate or aged or pending.size >= settings.segment_bytes:
            checkpoint = self._checkpoint() if pending.number else None
            pending.open_segment(time_s)
            pending.push(time_s, "", RecordKind.CONFIG, self._config)
            if checkpoint is not None:
                pending.push(time_s, "", RecordKind.CHECKPOINT, checkpoint)
            self._rotate = False
        if self._missing:
            note = Note("unrecorded", self._lost, [(first_missing, last_missing)])
            pending.push(time_s, NOTE_FEED, RecordKind.CONNECT, msgspec.msgpack.encode(note), note=True)
            self._missing = False

    def append_note(self, time_s: float, note: Note) -> Stored:
        """A record of the journal about itself: feed "journal", kind CONNECT."""
        with self._appending:
            return self._append(time_s, NOTE_FEED, RecordKind.CONNECT, msgspec.msgpack.encode(note), False, note=True)

    def configure(self, config: bytes) -> None:
        """What is appended after the next commit stands in a new segment that begins with this configuration."""
        with self._appending:
            self._rotate = self._rotate or config != self._config
            self._config = config

    def commit(self) -> list[Stored]:
        """Writes and syncs what was appended before the call; returns all records that are durable by it, in order.

        [] when nothing was pending or while stalled. Raises JournalError once when a stall begins.
        """
        with self._committing:
            with self._appending:
                self._pending.close_group()
            queue = self._pending.queue
            durable: list[Stored] = []
            try:
                while queue:
                    self._write(queue[0])
                    durable += queue.popleft().records
                    self._stalled = None
                while self._full:
                    self._full[0].seal(by_hand=False)
                    self._full.pop(0)
            except OSError as error:
                if not queue:  # only a seal failed: the next commit, or the next start, tries again
                    return durable
                self._dirty = True
                if not durable:  # otherwise the next commit meets the same error and tells of it
                    known, self._stalled = self._stalled, f"journal {self.folder} cannot be written: {error}"
                    if known is None:
                        raise JournalError(self._stalled) from error
            return durable

    def _write(self, group: Group) -> None:
        content = b"".join(group.parts)
        file = self._file
        if self._dirty and file is not None:  # what a failed write left must not stand where the chain goes on
            os.ftruncate(file.descriptor, file.size)
            os.fdatasync(file.descriptor)
        if group.first_number is not None:
            file = self._create(group.first_number, content)
            if self._file is not None:
                self._full.append(self._file)
            self._file = file
        else:
            assert file is not None
            write_all(file.descriptor, content, file.size)
            os.fdatasync(file.descriptor)
        last = group.records[-1]
        file.size += len(content)
        file.records += len(group.records)
        file.number, file.time_s = last.number, last.time_s
        file.chain = group.chain
        self._durable = (file.number, file.chain)
        self._dirty = False

    def _create(self, first_number: int, content: bytes) -> _File:
        path = self.folder / segment_name(first_number)
        again = os.O_TRUNC if self._dirty else os.O_EXCL
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | again | os.O_CLOEXEC, 0o644)
        try:
            write_all(descriptor, content, 0)
            os.fsync(descriptor)
            sync_folder(self.folder)
        except OSError:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return _File(path, descriptor)

    def abandon(self) -> list[Stored]:
        """Gives up what is not durable and returns it, for a caller that goes on without evidence.

        Numbers are not given again by this writer; after a restart they go on from the last record found on disk.
        """
        with self._committing, self._appending:
            opened = any(group.first_number for group in (*self._pending.queue, self._pending.group))
            file = self._file
            records = self._pending.abandon(self.durable_chain, file.size if file else 0)
            self._rotate = self._rotate or opened
            if records:
                self._missing, self._lost = True, self._stalled or "abandoned"
            return records

    def seal(self) -> Seal:
        """Commits, finishes the last segment with a closing digest and closes the journal. Raises JournalError."""
        self.commit()
        if self._pending.queue or self._stalled:
            raise JournalError(self._stalled or "not everything is written")
        try:
            if self._file is not None:
                seal = self._file.seal(by_hand=True)
                self._file = None
            else:
                seal = self._sealed()
        except OSError as error:
            raise JournalError(f"journal {self.folder}: {error}") from error
        self.close()
        return seal

    def _sealed(self) -> Seal:
        paths = segments(self.folder)
        seal = tail_of(paths[-1], active=True).seal if paths else None
        if seal is None:
            raise JournalError(f"journal {self.folder} has nothing to seal")
        return seal

    def close(self) -> None:
        """Commits and lets go of the folder. Raises JournalError when records are left that cannot be written."""
        if self._lock < 0:
            return
        try:
            self.commit()
            if self._pending.queue:
                raise JournalError(f"{self._stalled}; {len(self._pending.queue)} commits are lost")
        finally:
            for file in (*self._full, self._file):
                if file is not None:
                    os.close(file.descriptor)
            self._full, self._file = [], None
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
