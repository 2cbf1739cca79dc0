"""Settings of the journal."""

import msgspec


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a segment is full. A new one opens with the configuration and a checkpoint, where a restart begins."""

    segment_bytes: int = 256 * 1024 * 1024
    """A segment that has reached this size is followed by another."""
    segment_s: float = 300.0
    """So is one whose first record is this much older (arrival time) than the next."""
