"""Record: one line of the journal, the only order there is; Chunk, the part of it that a decoder sees."""

from enum import IntEnum

import msgspec


class RecordKind(IntEnum):
    """What a record holds; the numbers are the journal's on-disk codes and never change meaning."""

    BYTES = 1
    """Sensor bytes as they arrived on a feed."""
    TICK = 2
    """The clock: written at each 100 ms multiple of arrival time; cuts batches. Payload empty."""
    DECISION = 3
    """A human act (a Decision as msgpack)."""
    CONFIG = 4
    """Run, code version and full configuration, with the files of zones and flights that it names (msgpack)."""
    CONNECT = 5
    """A feed connected, disconnected, was restarted or its queue dropped (msgpack of {event, detail})."""
    CHECKPOINT = 6
    """State of ingest and core (msgpack)."""
    OUTPUT = 7
    """What was told: incidents, alerts, exports (msgpack)."""
    ACCESS = 8
    """Who came in, was refused, or read what is restricted (an Access as msgpack). Nothing follows from it."""


INPUTS = (RecordKind.BYTES, RecordKind.TICK, RecordKind.DECISION, RecordKind.CONNECT)
"""What the picture follows from; the rest is the journal's own, was concluded, or says who looked."""

LINK_MARK = "#"
"""Between the id of a feed and the name of one of its links, in a record's `feed`; feed ids do not hold it."""


def link_of(feed: str) -> tuple[str, str]:
    """(id of the feed, name of the link or "") of what a record calls its feed."""
    name, _, link = feed.partition(LINK_MARK)
    return name, link


def of_link(feed: str, link: str) -> str:
    """Inverse of `link_of`."""
    return f"{feed}{LINK_MARK}{link}" if link else feed


class Record(msgspec.Struct, frozen=True):
    """One journaled record. `number` orders everything; `time_s` is arrival time, never decreasing."""

    number: int
    time_s: float
    feed: str
    """Id of the feed; of a feed with several connections, id and link: see `link_of`."""
    partition: str
    kind: RecordKind
    payload: bytes
    previous_hash: bytes = b""


class Chunk(msgspec.Struct, frozen=True):
    """Bytes of one record of one feed, as a decoder takes them."""

    number: int
    time_s: float
    payload: bytes
    link: str = ""
    """Which connection of the feed, where it has several."""
    ended: bool = False
    """The link has ended with these bytes."""
