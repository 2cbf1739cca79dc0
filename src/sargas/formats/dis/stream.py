"""Streams and datagrams of DIS: bytes -> PDUs, each with all its octets.

datagram   one PDU, or several one after another (bundled); between them, octets of 0 fill up
stream     one after another; the length is in the header

A PDU begins where a version, a type, its family and a length that may be follow each other. What stands between is
skipped and counted once. A datagram that is as long as its header says is one PDU, of whatever type.
"""

import re

from sargas.formats.dis.kinds import FAMILIES
from sargas.formats.dis.wire import HEADER_OCTETS, MOST_OCTETS

NOTHING = "bytes that are no PDU: skipped"
CUT = "PDU cut off by the end"
_HEADER = re.compile(rb"[\x01-\x07].[\x01-\x48][\x01-\x0d].{4}[\x00-\x20].", re.DOTALL)
_FILLING = b"\0"


class Cutter:
    """Pieces of a stream -> PDUs; keeps at most one that is not complete."""

    def __init__(self, kept: bytes = b"", lost: bool = False) -> None:
        self.kept = kept
        self.lost = lost
        """The fault for what is being skipped was told."""

    def feed(self, data: bytes) -> tuple[list[bytes], list[str]]:
        """(PDUs, faults) completed by these bytes."""
        data, at = self.kept + data, 0
        pdus: list[bytes] = []
        faults: list[str] = []
        while len(data) - at >= HEADER_OCTETS:
            begin = _begin(data, at)
            if begin < 0:
                at = self._skip(data, at, len(data) - HEADER_OCTETS + 1, faults)
                break
            at = self._skip(data, at, begin, faults)
            end = begin + _length(data, begin)
            if end > len(data):
                break
            pdus.append(data[begin:end])
            at, self.lost = end, False
        self.kept = data[at:]
        return pdus, faults

    def _skip(self, data: bytes, at: int, end: int, faults: list[str]) -> int:
        """Passes over bytes that are nothing, counted once until something is."""
        if data[at:end].strip(_FILLING) and not self.lost:
            faults.append(NOTHING)
            self.lost = True
        return end

    def flush(self) -> list[str]:
        """A fault for what the end cuts off."""
        cut = [CUT] if self.kept.strip(_FILLING) and not self.lost else []
        self.kept, self.lost = b"", False
        return cut


def _begin(data: bytes, at: int) -> int:
    """Where the first header from `at` on begins whose parts fit each other; -1 for none."""
    while found := _HEADER.search(data, at):
        begin = found.start()
        is_whole = begin + HEADER_OCTETS <= len(data)
        if is_whole and FAMILIES.get(data[begin + 2]) == data[begin + 3] and _may_be(_length(data, begin)):
            return begin
        at = begin + 1
    return -1


def _length(data: bytes, at: int) -> int:
    return data[at + 8] << 8 | data[at + 9]


def _may_be(length: int) -> bool:
    return HEADER_OCTETS <= length <= MOST_OCTETS


def datagram(payload: bytes) -> tuple[list[bytes], list[str]]:
    """(PDUs, faults) of a payload that stands alone."""
    if len(payload) >= HEADER_OCTETS and 0 < payload[0] < 8 and _length(payload, 0) == len(payload):
        return [payload], []
    cutter = Cutter()
    pdus, faults = cutter.feed(payload)
    return pdus, faults + cutter.flush()
