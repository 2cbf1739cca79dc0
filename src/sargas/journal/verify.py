"""verify: is the journal what was written, all of it, and where is it not.

Every byte is checked: headers, records and seals by CRC and digest, each record's place by number, time and chain,
each payload by its salted hash. An erased payload must be zeros and a record of the journal must say that it was
erased; a jump in the numbers must be told of in the same way. What no file can show of itself is that its newest
records were cut off cleanly: give the number and chain of a record kept elsewhere (a seal, a countersignature) as
`anchor` for that.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec

from sargas.journal.finding import Finding, What
from sargas.journal.reader import KINDS, places
from sargas.journal.segment import ERASED, NO_CHAIN, NOTE, PRESENT, SALT_BYTES, SUFFIX, Header, Note, Seal, segments
from sargas.journal.walk import Bad, Entry, Walk, read_header


class Verification(msgspec.Struct, frozen=True):
    """What verify found. No findings: the journal is sound up to `last_number`, whose chain is `chain`."""

    findings: tuple[Finding, ...]
    segments: int
    records: int
    first_number: int
    last_number: int
    chain: bytes
    erased: int
    unrecorded: int
    """Numbers never made durable because the disk refused; the journal itself says so."""
    size_bytes: int


def verify(
    folder: Path,
    progress: Callable[[int, int], None] = lambda done_bytes, size_bytes: None,
    anchor: tuple[int, bytes] | None = None,
) -> Verification:
    """Reads the whole journal; `progress(done, of)` in bytes after each segment and some 10,000 records. A journal may
    be verified while it is written. Raises JournalError on a newer format version, OSError."""
    check = _Check(folder, progress, anchor)
    paths = segments(folder)
    check.size_bytes = sum(path.stat().st_size for path in paths)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path not in paths:
            check.findings.append(Finding(path.name, 0, 0, "segment", "not the name of a segment"))
    for index, path in enumerate(paths):
        check.segment(path, paths[index + 1] if index + 1 < len(paths) else None)
    return check.result(len(paths))


class _Check:
    def __init__(self, folder: Path, progress: Callable[[int, int], None], anchor: tuple[int, bytes] | None) -> None:
        self.findings: list[Finding] = []
        self.size_bytes = 0
        self._folder = folder
        self._progress = progress
        self._anchor = anchor
        self._name = ""
        self._done_bytes = 0
        self._records = 0
        self._first = 0
        self._number = 0
        self._time_s = float("-inf")
        self._chain = NO_CHAIN
        self._link: bytes | None = None
        self._jumps: dict[tuple[int, int], Finding] = {}
        self._told: list[tuple[int, int]] = []
        self._erased: dict[int, Finding] = {}
        self._to_erase: set[int] = set()

    def tell(self, offset: int, number: int, what: What, detail: str) -> None:
        self.findings.append(Finding(self._name, offset, number, what, detail))

    def segment(self, path: Path, successor: Path | None) -> None:
        self._name = path.name
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            header = read_header(descriptor)
            self._enter(path, header)
            walk = Walk(descriptor, header.size if header else 0, successor is None)
            records: int | None = self._records
            first_time_s = None
            for entry in walk:
                if isinstance(entry, Bad):
                    self.tell(entry.offset, self._number + 1, "crc", f"unreadable to byte {entry.end}")
                    self._link = records = None
                    continue
                first_time_s = entry.time_s if first_time_s is None else first_time_s
                self._entry(entry)
                if self._records % 10_000 == 0:
                    self._progress(self._done_bytes + entry.end, self.size_bytes)
            if walk.torn_bytes:
                self.tell(walk.end, self._number + 1, "torn", f"{walk.torn_bytes} bytes that no commit finished")
            if header and first_time_s is not None and header.time_s != first_time_s:
                self.tell(0, header.first_number, "segment", "time in the header is not that of the first record")
            self._leave(walk, walk.seal, None if records is None else self._records - records, successor)
            self._done_bytes += os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        self._progress(self._done_bytes, self.size_bytes)

    def _enter(self, path: Path, header: Header | None) -> None:
        if header is None:
            self.tell(0, int(path.stem), "segment", "header unreadable")
            self._link = None
            return
        if header.first_number != int(path.stem):
            self.tell(0, header.first_number, "segment", f"holds records from {header.first_number}, renamed")
        if header.previous_chain != self._chain:
            missing = f"records {self._number + 1} to {header.first_number - 1} are missing before this segment"
            unlinked = "does not follow the segment before"
            self.tell(0, header.first_number, "gap", missing if header.first_number > self._number + 1 else unlinked)
            self._number = header.first_number - 1
        self._link = header.link

    def _leave(self, walk: Walk, seal: Seal | None, records: int | None, successor: Path | None) -> None:
        """`records` is None when some of them could not be read."""
        if seal is None:
            # a writer that dies between opening a segment and sealing the one before leaves just that one unsealed
            if successor is not None and successor != segments(self._folder)[-1]:
                self.tell(walk.end, self._number, "seal", "closing seal missing")
            return
        last = (seal.last_number, seal.last_time_s, seal.chain)
        if last != (self._number, self._time_s, self._chain) or records not in (None, seal.records):
            self.tell(
                seal.offset, self._number, "seal", f"closes record {seal.last_number} after {seal.records} records"
            )
        if not seal.by_hand and successor is None and segments(self._folder)[-1].name == self._name:
            self.tell(seal.offset, self._number + 1, "gap", "the segment that followed is missing")

    def _entry(self, entry: Entry) -> None:
        number = entry.number
        if self._link is not None and not entry.follows(self._link):
            self.tell(entry.offset, number, "chain", "does not follow the record before")
        if number <= self._number:
            self.tell(entry.offset, number, "gap", f"follows record {self._number}")
        elif number > self._number + 1 and self._link is not None:
            self._jumps[self._number + 1, number - 1] = Finding(
                self._name, entry.offset, number, "gap", f"follows record {self._number}"
            )
        if entry.time_s < self._time_s:
            self.tell(entry.offset, number, "time", "arrival time decreases")
        if entry.kind not in KINDS:
            self.tell(entry.offset, number, "crc", f"unknown kind {entry.kind}")
        if self._payload(entry) and entry.flags & NOTE:
            self._note(entry)
        if self._anchor is not None and self._anchor[0] == number and self._anchor[1] != entry.chain:
            self.tell(entry.offset, number, "chain", "is not what the anchor says")
        self._records += 1
        self._first = self._first or number
        self._number, self._time_s = number, max(self._time_s, entry.time_s)
        self._chain = self._link = entry.chain

    def _payload(self, entry: Entry) -> bool:
        """Whether the payload is there and right."""
        if entry.state == ERASED:
            self._erased[entry.number] = Finding(
                self._name, entry.offset, entry.number, "erasure", "erased, and no record says so"
            )
            if entry.payload_crc or entry.salt != bytes(SALT_BYTES) or entry.payload.strip(b"\0"):
                self.tell(entry.offset, entry.number, "erasure", "not wholly erased: erase it again")
        elif entry.state != PRESENT:
            self.tell(entry.offset, entry.number, "payload", "neither present nor erased")
        else:
            salted = sha256(entry.salt)
            salted.update(entry.payload)
            if salted.digest() != entry.payload_hash or not entry.sound:
                self.tell(entry.offset, entry.number, "payload", "bytes are not those that were written")
            else:
                return True
        return False

    def _note(self, entry: Entry) -> None:
        note = msgspec.msgpack.decode(entry.payload, type=Note)
        if note.event == "erased":
            for first, last in note.numbers:
                self._to_erase.update(range(first, min(last, entry.number) + 1))
        elif note.event == "unrecorded":
            self._told += note.numbers

    def result(self, count: int) -> Verification:
        unrecorded = 0
        for (first, last), finding in self._jumps.items():
            if (first, last) in self._told:
                unrecorded += last - first + 1
            else:
                self.findings.append(finding)
        self.findings += (finding for number, finding in self._erased.items() if number not in self._to_erase)
        for path, entry in places(self._folder, self._to_erase - self._erased.keys()):
            self._name = path.name
            self.tell(entry.offset, entry.number, "erasure", "erasure was recorded and not done: erase it again")
        if self._anchor is not None and self._anchor[0] > self._number:
            self.tell(self._done_bytes, self._anchor[0], "gap", f"ends at record {self._number}, before the anchor")
        return Verification(
            tuple(self.findings),
            count,
            self._records,
            self._first,
            self._number,
            self._chain,
            len(self._erased),
            unrecorded,
            self.size_bytes,
        )
