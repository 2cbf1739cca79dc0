"""What has been appended and is not yet on disk: numbers, salts, hashes and bytes are made here, files are not touched.

Rule: records are grouped as they will be committed; a group that opens a segment carries the segment's header.
"""

import os
from collections import deque
from hashlib import sha256
from zlib import crc32

from sargas.journal.segment import (
    BODY,
    CHAINED,
    CLAMPED,
    FIRST_OF_COMMIT,
    HEAD,
    MAX_NAME_BYTES,
    MAX_PAYLOAD_BYTES,
    NO_CHAIN,
    NOTE,
    PERSONAL,
    PRESENT,
    RECORD_MAGIC,
    SALT_BYTES,
    UNCHAINED,
    Stored,
    header_bytes,
)
from sargas.model.record import RecordKind

_SALTS_AT_ONCE = 256


MOST_NAMES = 65_536
"""Names of feeds and links that are kept encoded."""


class Group:
    """Records that become durable together; `first_number` is set when they begin a new segment."""

    def __init__(self) -> None:
        self.first_number: int | None = None
        self.parts: list[bytes] = []
        self.records: list[Stored] = []
        self.size = 0
        self.chain = NO_CHAIN


class Pending:
    """The growing end of the chain in memory. `link` and `number` are those of the last record appended."""

    def __init__(self, partition: str, number: int, time_s: float, link: bytes) -> None:
        self.number = number
        self.time_s = time_s
        self.clamped = 0
        self.size = 0
        """Bytes of the current segment once everything pending is written."""
        self.segment_time_s = time_s
        self.queue: deque[Group] = deque()
        """Closed groups, oldest first; the one being written stays at the head until it is durable."""
        self.group = Group()
        self._partition = partition
        self._link = link
        self._salts = b""
        self._feeds: dict[str, bytes] = {}

    def open_segment(self, time_s: float) -> None:
        """The open (empty) group begins a new segment."""
        header = header_bytes(self.number + 1, time_s, self._link, self._partition)
        self.group.first_number = self.number + 1
        self.group.parts.append(header)
        self._link = sha256(header).digest()
        self.size = self.group.size = len(header)
        self.segment_time_s = time_s

    def push(
        self, time_s: float, feed: str, kind: RecordKind, payload: bytes, personal: bool = False, note: bool = False
    ) -> Stored:
        """Adds one record to the open group. Raises ValueError when the feed id or the payload is too long."""
        named = self._feeds.get(feed)
        if named is None:
            if len(self._feeds) >= MOST_NAMES:  # links and topics come and go
                self._feeds.clear()
            named = self._feeds[feed] = feed.encode()
        if len(named) > MAX_NAME_BYTES or len(payload) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"feed id or payload too long ({len(named)} and {len(payload)} bytes)")
        clamped = time_s < self.time_s
        if clamped:
            time_s = self.time_s
            self.clamped += 1
        group = self.group
        flags = (
            (PERSONAL if personal else 0)
            | (0 if group.records else FIRST_OF_COMMIT)
            | (CLAMPED if clamped else 0)
            | (NOTE if note else 0)
        )
        if not self._salts:
            self._salts = os.urandom(SALT_BYTES * _SALTS_AT_ONCE)
        salt, self._salts = self._salts[:SALT_BYTES], self._salts[SALT_BYTES:]
        salted = sha256(salt)
        salted.update(payload)
        number = self.number + 1
        head = CHAINED.pack(RECORD_MAGIC, len(payload), number, time_s, kind, flags, len(named), salted.digest())
        link = self._link
        chain = sha256(link + head + named).digest()
        body = BODY.pack(crc32(payload, crc32(salt)), PRESENT, salt)
        group.parts += (head, UNCHAINED.pack(chain, crc32(named, crc32(chain, crc32(head)))), body, named, payload)
        record = Stored(
            number,
            time_s,
            feed,
            self._partition,
            kind,
            payload,
            link,
            personal=personal,
            clamped=clamped,
            note=note,
        )
        group.records.append(record)
        self.number, self.time_s, self._link, group.chain = number, time_s, chain, chain
        size = HEAD.size + len(named) + len(payload)
        group.size += size
        self.size += size
        return record

    def close_group(self) -> None:
        """What is appended from here on belongs to the next commit."""
        if self.group.records:
            self.queue.append(self.group)
            self.group = Group()

    def abandon(self, link: bytes, size: int) -> list[Stored]:
        """Forgets everything pending; the chain goes on from `link`, numbers are not given again."""
        self.close_group()
        records = [record for group in self.queue for record in group.records]
        self.queue.clear()
        self._link, self.size = link, size
        return records
