"""show: what a journal holds, segment by segment, without reading payloads."""

import os
from pathlib import Path

import msgspec

from sargas.journal.segment import ERASED, PERSONAL, segments
from sargas.journal.walk import Bad, Walk, read_header
from sargas.model.record import RecordKind


class Summary(msgspec.Struct, frozen=True):
    """One segment. `kinds` counts records by kind (lower case); a missing time or number means no readable record."""

    segment: str
    partition: str
    first_number: int | None
    last_number: int | None
    first_time_s: float | None
    last_time_s: float | None
    records: int
    size_bytes: int
    sealed: bool
    digest: str
    """Hexadecimal digest of the seal; "" while unsealed."""
    kinds: dict[str, int]
    feeds: dict[str, int]
    personal: int
    erased: int
    damaged_places: int


def show(folder: Path) -> list[Summary]:
    """A summary of each segment in record order. Raises JournalError on a newer format version, OSError."""
    paths = segments(folder)
    return [_summary(path, active=path == paths[-1]) for path in paths]


def _summary(path: Path, active: bool) -> Summary:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        header = read_header(descriptor)
        walk = Walk(descriptor, header.size if header else 0, active, bodies=False)
        first = last = None
        records = personal = erased = damaged = 0
        kinds: dict[int, int] = {}
        feeds: dict[bytes, int] = {}
        for entry in walk:
            if isinstance(entry, Bad):
                damaged += 1
                continue
            first, last = first or entry, entry
            records += 1
            kinds[entry.kind] = kinds.get(entry.kind, 0) + 1
            feeds[entry.feed] = feeds.get(entry.feed, 0) + 1
            personal += entry.flags & PERSONAL
            erased += entry.state == ERASED
        names = {int(kind): kind.name.lower() for kind in RecordKind}
        return Summary(
            path.name,
            header.partition if header else "",
            first.number if first else None,
            last.number if last else None,
            first.time_s if first else None,
            last.time_s if last else None,
            records,
            os.fstat(descriptor).st_size,
            walk.seal is not None,
            walk.seal.digest.hex() if walk.seal else "",
            {names.get(kind, str(kind)): count for kind, count in sorted(kinds.items())},
            {feed.decode(): count for feed, count in sorted(feeds.items()) if feed},
            personal,
            erased,
            damaged,
        )
    finally:
        os.close(descriptor)
