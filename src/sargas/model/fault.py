"""Fault and Withheld: what could not be read, what was not shared, and why. Values, not exceptions."""

import msgspec


class Fault(msgspec.Struct, frozen=True, tag="fault", omit_defaults=True):
    """`source` is a sensor id when known, else the feed. `reason` is one line and the key faults are counted by."""

    source: str
    reason: str
    time_s: float
    detail: str = ""
    """Facts of this one: offset, record number, suggested stanza. Not part of the counting key."""
    record_number: int = -1
    count: int = 1


class Withheld(msgspec.Struct, frozen=True, tag="withheld", omit_defaults=True):
    """An item that the release policy keeps back from a recipient."""

    recipient: str
    reason: str
    item: str = ""
