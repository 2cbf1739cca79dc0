"""Framed: one payload of a recording, and what every deframer is: bytes in pieces of any size -> payloads.

Deframers are sans-IO: they are fed bytes, keep at most one unfinished payload, and never raise; what they cannot read
they count in `Findings`.
"""

from typing import Protocol

import msgspec

from sargas.model.fault import Fault


class Framed(msgspec.Struct, frozen=True, gc=False):
    """One payload as it would have arrived live: a datagram, a block, a line with its end, a Beast frame."""

    time_s: float | None
    """When it was recorded, UTC Unix seconds, where the framing says so."""
    payload: bytes
    source: str = ""
    """Addresses of a datagram, "192.0.2.1:5000>239.1.1.1:8600"."""


class Deframer(Protocol):
    """Made as `deframer(findings, date_s)`; `date_s` is the UTC midnight that opens the first day of the recording."""

    def feed(self, data: bytes) -> list[Framed]:
        """Payloads completed by these bytes."""
        ...

    def flush(self) -> list[Framed]:
        """What the end of the recording completes; what it cut off is counted."""
        ...


class Findings:
    """What could not be read in one recording: counted by reason, with the offset in bytes of the first."""

    def __init__(self) -> None:
        self._count: dict[str, int] = {}
        self._first: dict[str, int | None] = {}

    def add(self, reason: str, offset: int | None = None, count: int = 1) -> None:
        """Counts `reason` so many times, noticed at byte `offset` of the (unpacked) recording where that is known."""
        if not count:
            return
        self._count[reason] = self._count.get(reason, 0) + count
        self._first.setdefault(reason, offset)

    def faults(self, source: str, time_s: float, record_number: int = -1) -> list[Fault]:
        """One Fault a reason, in the order in which they first occurred."""
        return [
            Fault(source, reason, time_s, "" if at is None else f"first at byte {at}", record_number, count)
            for (reason, count), at in zip(self._count.items(), self._first.values(), strict=True)
        ]

    def take(self, source: str, time_s: float, record_number: int) -> list[Fault]:
        """The same, and begins anew."""
        faults = self.faults(source, time_s, record_number)
        self._count.clear()
        self._first.clear()
        return faults
