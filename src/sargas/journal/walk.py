"""Walk: the one loop that reads records out of a segment file, over sound and damaged ground alike.

Rule: at a bad place in the active segment, what follows decides. A commit begins only after the one before it is on
disk; so if any later commit is there, the bad place was once durable and is damage; if none is, it is the torn end of
a commit that was never acknowledged. What follows counts only when the chain ties it to its neighbours, because the
payload of a sensor may hold bytes that look like records.
"""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from zlib import crc32

import msgspec

from sargas.journal.segment import (
    CHAINED,
    ERASED,
    FIRST_OF_COMMIT,
    HEAD,
    HEADER_SIZE,
    MAX_NAME_BYTES,
    MAX_PAYLOAD_BYTES,
    PRESENT,
    RECORD_MAGIC,
    SEAL_SIZE,
    Header,
    Seal,
    header_from,
    seal_from,
)

BLOCK_BYTES = 1 << 20
_CHAIN_AT = CHAINED.size
_CRC_AT = CHAINED.size + 32
_Head = tuple[bytes, int, int, float, int, int, int, bytes, bytes, int, int, bytes, bytes]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One record as it lies on disk from `offset` to `end`. `payload` is raw (zeros if erased), b"" when not asked for.

    `sound` is false when the payload does not fit its CRC or the state is neither present nor erased.
    """

    offset: int
    end: int
    number: int
    time_s: float
    kind: int
    flags: int
    feed: bytes
    head: bytes
    payload_hash: bytes
    chain: bytes
    payload_crc: int
    state: bytes
    salt: bytes
    payload: bytes
    sound: bool

    def follows(self, link: bytes) -> bool:
        """Whether the chain ties this record to `link`."""
        return sha256(link + self.head + self.feed).digest() == self.chain


class Bad(msgspec.Struct, frozen=True, gc=False):
    """Bytes from `offset` to `end` that cannot be read as records."""

    offset: int
    end: int


def read_header(descriptor: int) -> Header | None:
    """Header of an open segment, None if unreadable. Raises JournalError on a newer format version."""
    return header_from(os.pread(descriptor, HEADER_SIZE + MAX_NAME_BYTES, 0))


class Walk:
    """Iterates the entries of an open segment from `start`; afterwards `end`, `seal` and `torn_bytes` say how it ended.

    `active`: no segment follows, so an unfinished end is no damage. `bodies=False` skips payloads and their check.
    """

    def __init__(self, descriptor: int, start: int, active: bool, bodies: bool = True) -> None:
        self._descriptor = descriptor
        self._active = active
        self._bodies = bodies
        self.end = start
        self.seal: Seal | None = None
        self.torn_bytes = 0

    def __iter__(self) -> Iterator[Entry | Bad]:
        """Entries and bad places in file order. The file's size is taken when iteration begins."""
        size = os.fstat(self._descriptor).st_size
        offset, base, block = self.end, self.end, b""
        while offset < size:
            if offset - base + HEAD.size + MAX_NAME_BYTES > len(block) and base + len(block) < size:
                base, block = offset, os.pread(self._descriptor, BLOCK_BYTES, offset)
            entry = _entry(block, offset - base, offset, size, self._bodies)
            if isinstance(entry, int) and offset + entry <= size:  # the body is not wholly in the block
                base, block = offset, os.pread(self._descriptor, max(BLOCK_BYTES, entry), offset)
                entry = _entry(block, 0, offset, size, self._bodies)
            if isinstance(entry, Entry) and (entry.sound or not self._torn_at(entry, size)):
                offset = self.end = entry.end
                yield entry
                continue
            if entry is None:
                seal = seal_from(block[offset - base : offset - base + SEAL_SIZE])
                if seal is not None and seal.offset == offset and offset + SEAL_SIZE == size:
                    self.seal = seal
                    self.end = size
                    return
                after = self._salvage(offset, size)
                if after is not None:
                    self.end = after
                    yield Bad(offset, after)
                    offset = after
                    continue
            if self._active:
                self.torn_bytes = size - offset
                return
            self.end = size
            yield Bad(offset, size)
            return

    def _torn_at(self, entry: Entry, size: int) -> bool:
        return self._active and not self._later_commit(entry.end, entry.chain, size)

    def _later_commit(self, offset: int, link: bytes, size: int) -> bool:
        """Whether a commit begins at or after `offset`; `link` is the chain up to there."""
        while (entry := self._read(offset, size)) is not None and entry.follows(link):
            if entry.flags & FIRST_OF_COMMIT:
                return True
            offset, link = entry.end, entry.chain
        return offset < size and self._salvage(offset, size) is not None

    def _salvage(self, bad: int, size: int) -> int | None:
        """Where sound ground begins again after an unreadable place; None if it is torn, or if nothing follows.

        Tried in the order of trust: where the spoilt record says it ends; what is chained to it; what is chained to its
        own successor; the seal.
        """
        head = os.pread(self._descriptor, HEAD.size, bad)
        if len(head) == HEAD.size:
            spoilt: _Head = HEAD.unpack(head)
            entry = self._read(bad + HEAD.size + spoilt[1] + spoilt[6], size)
            if entry is None:
                entry = self._search(bad + 1, size, lambda entry: entry.follows(spoilt[8]))
            if entry is None:
                entry = self._search(bad + 1, size, lambda entry: self._leads_on(entry, size))
            if entry is not None:
                later = entry.flags & FIRST_OF_COMMIT or self._later_commit(entry.end, entry.chain, size)
                return entry.offset if later or not self._active else None
        end = size - SEAL_SIZE
        seal = seal_from(os.pread(self._descriptor, SEAL_SIZE, end)) if end > bad else None
        return end if seal is not None and seal.offset == end else None

    def _search(self, offset: int, size: int, wanted: Callable[[Entry], bool]) -> Entry | None:
        while offset < size:
            block = os.pread(self._descriptor, BLOCK_BYTES, offset)
            at = block.find(RECORD_MAGIC)
            while at >= 0:
                entry = self._read(offset + at, size)
                if entry is not None and wanted(entry):
                    return entry
                at = block.find(RECORD_MAGIC, at + 1)
            if len(block) < BLOCK_BYTES:
                break
            offset += len(block) - len(RECORD_MAGIC) + 1
        return None

    def _leads_on(self, entry: Entry, size: int) -> bool:
        after = self._read(entry.end, size)
        if after is not None:
            return after.follows(entry.chain)
        seal = seal_from(os.pread(self._descriptor, SEAL_SIZE, entry.end))
        return seal is not None and seal.chain == entry.chain

    def _read(self, offset: int, size: int) -> Entry | None:
        entry = _entry(os.pread(self._descriptor, HEAD.size + MAX_NAME_BYTES, offset), 0, offset, size, False)
        return entry if isinstance(entry, Entry) else None


def _entry(block: bytes, at: int, offset: int, size: int, bodies: bool) -> Entry | int | None:
    """The record at block[at:]; None if there is none; its length if the block or the file ends within it."""
    if len(block) - at < HEAD.size:
        return None
    head: _Head = HEAD.unpack_from(block, at)
    magic, length, number, time_s, kind, flags, named, payload_hash, chain, crc, payload_crc, state, salt = head
    if magic != RECORD_MAGIC:
        return None
    body = at + HEAD.size + named
    feed = block[at + HEAD.size : body]
    if crc32(feed, crc32(block[at : at + _CRC_AT])) != crc or length > MAX_PAYLOAD_BYTES:
        return None
    total = HEAD.size + named + length
    if offset + total > size:
        return total
    payload, sound = b"", True
    if bodies:
        if body + length > len(block):
            return total
        payload = block[body : body + length]
        sound = state == ERASED or (state == PRESENT and crc32(payload, crc32(salt)) == payload_crc)
    return Entry(
        offset,
        offset + total,
        number,
        time_s,
        kind,
        flags,
        feed,
        block[at : at + _CHAIN_AT],
        payload_hash,
        chain,
        payload_crc,
        state,
        salt,
        payload,
        sound,
    )
