"""expiry: which records are to be erased because they are personal and their time is over. What is held stays.

Only heads are read, and no segment twice: how far the rule was followed is kept beside the segments, in a file that is
no evidence. Where it is missing, or the rule is another one, everything is gone through again.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from sargas.journal.segment import ERASED, PERSONAL, segments
from sargas.journal.walk import Entry, Walk, read_header

DAY_S = 86_400.0
_MARK = "expiry.json"


class Hold(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"begin": "from"}):
    """A legal hold: what arrived in this time, of one feed or of all, is not erased by age."""

    begin: datetime
    until: datetime
    reason: str
    """The case: who asked for it."""
    feed: str = ""

    def __post_init__(self) -> None:
        if self.begin.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("from and until say no zone: 2025-07-28T00:00:00Z")
        if not self.begin < self.until:
            raise ValueError("until is not later than from")
        if not self.reason.strip():
            raise ValueError("a hold says its reason")

    def covers(self, entry: Entry) -> bool:
        """Whether a record is held."""
        named = not self.feed or entry.feed.partition(b"#")[0] == self.feed.encode()
        return named and self.begin.timestamp() <= entry.time_s <= self.until.timestamp()


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long payloads that hold personal data are kept."""

    days: float = 30.0
    """0: until somebody erases them."""
    holds: tuple[Hold, ...] = ()

    def __post_init__(self) -> None:
        if self.days != 0.0 and not 1.0 <= self.days <= 36_500.0:
            raise ValueError(f"days {self.days} is neither 0 nor from 1 to 36500")

    @property
    def reason(self) -> str:
        """What the note of an erasure says."""
        return f"personal data, kept for {self.days:g} days"


class Expired(msgspec.Struct, frozen=True):
    """What is due in a segment, and the first record after those that were looked at."""

    path: Path
    entries: tuple[Entry, ...]
    following: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of the records that are due."""
        return tuple(entry.number for entry in self.entries)


def expired(folder: Path, retention: Retention, now_s: float, first: int = 1) -> Iterator[Expired]:
    """What is due at `now_s`, from record `first` on, segment by segment. Raises JournalError, OSError."""
    if retention.days == 0.0:
        return
    before_s = now_s - retention.days * DAY_S
    paths = segments(folder)
    for path, later in zip(paths, [*paths[1:], None], strict=True):
        if later is not None and int(later.stem) <= first:
            continue
        entries, last, is_over = _due_in(path, retention, before_s, first, active=later is None)
        if last:
            yield Expired(path, tuple(entries), last + 1)
        if not is_over:
            return


def _due_in(
    path: Path, retention: Retention, before_s: float, first: int, active: bool
) -> tuple[list[Entry], int, bool]:
    """(what is due in a segment, its last record that is old enough, whether all of them are)."""
    found: list[Entry] = []
    last = 0
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        header = read_header(descriptor)
        for entry in Walk(descriptor, header.size if header else 0, active, bodies=False):
            if not isinstance(entry, Entry):
                continue
            if entry.time_s >= before_s:
                return found, last, False
            last = entry.number
            is_due = entry.number >= first and entry.flags & PERSONAL and not _is_gone(entry)
            if is_due and not any(hold.covers(entry) for hold in retention.holds):
                found.append(entry)
    finally:
        os.close(descriptor)
    return found, last, True


def _is_gone(entry: Entry) -> bool:
    """Wholly erased: a crash after the mark leaves the salt, which goes last."""
    return entry.state == ERASED and not entry.payload_crc and not any(entry.salt)


def marked(folder: Path, retention: Retention) -> int:
    """The first record to which this rule was not applied yet."""
    try:
        rule, following = msgspec.json.decode((folder / _MARK).read_bytes(), type=tuple[str, int])
    except (OSError, msgspec.DecodeError):
        return 1
    return following if rule == _digest(retention) else 1


def mark(folder: Path, retention: Retention, following: int) -> None:
    """Keeps how far the rule was followed. Raises OSError."""
    (folder / _MARK).write_bytes(msgspec.json.encode((_digest(retention), following)))


def _digest(retention: Retention) -> str:
    return sha256(msgspec.json.encode(retention)).hexdigest()
