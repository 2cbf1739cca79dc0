"""Finding: one thing that is wrong with a journal, and where."""

from typing import Literal

import msgspec

What = Literal["segment", "crc", "chain", "payload", "gap", "torn", "seal", "erasure", "time"]


class Finding(msgspec.Struct, frozen=True):
    """`segment` is the file's name, `offset` the byte in it, `number` the record concerned (if that is
    unreadable, the one expected there).

    what: segment (header or name), crc (record unreadable), chain (does not follow the record before), payload (bytes
    are not those written), gap (records or segments missing), torn (unfinished end), seal (closing digest), erasure
    (erased without a record of it, or not wholly), time (arrival time decreases).
    """

    segment: str
    offset: int
    number: int
    what: What
    detail: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.segment} byte {self.offset}, record {self.number}: {self.what}: {self.detail}"
