"""ASTERIX blocks one after another: bare, or with the small headers and trailers that recorders add.

bare     CAT u8, LEN u16 (whole block), records                          EUROCONTROL-SPEC-0149 Part 1, 5.2
final    LEN u16 (whole frame), error u8, line u8, recording line u8, time of day u24 in 10 ms, data,
         A5 A5 A5 A5                                                     IOSS "final format", .ff
gps      2,200 bytes of header, then block and 10 bytes each: six of the recorder's own (often zero),
         time of day u24 in 1/128 s, zero                                .gps, as ifsnop and Croatia Control have it
oradis   LEN u16 (whole frame), time of day u32 in ms, block             Croatia Control's recorder, seen inside UDP

All numbers are big-endian. Where the chain of lengths breaks, bytes are skipped until it holds again over two links.
"""

from collections.abc import Callable

from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.times import Days

CATEGORIES = frozenset(
    (1, 2, 3, 4, 7, 8, 9, 10, 11, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 30, 31, 32, 33, 34, 48, 61, 62, 63, 64, 65,
     129, 140, 150, 151, 152, 153, 159, 204, 205, 240, 241, 247, 252, 253, 254)
)  # fmt: skip
"""Categories that have been assigned or are known in use (EUROCONTROL list of categories)."""

GPS_HEADER = 2200
GPS_TRAILER = 10
FINAL_TRAILER = b"\xa5\xa5\xa5\xa5"
FINAL_LENGTH = 12
"""Header and trailer of a final format frame."""

Link = Callable[[bytes, int], int]
"""(data, offset) -> length of the frame that begins there; 0 if none can; -n if n more bytes are needed to tell."""


def block_length(data: bytes, at: int = 0) -> int:
    """Length of the ASTERIX block at `at`: a Link."""
    if at >= len(data):
        return -3
    if data[at] not in CATEGORIES:
        return 0
    if at + 3 > len(data):
        return at - len(data)
    length = data[at + 1] << 8 | data[at + 2]
    return length if length > 3 else 0


def final_length(data: bytes, at: int = 0) -> int:
    """Length of the final format frame at `at`: a Link."""
    if at + 2 > len(data):
        return -2
    length = data[at] << 8 | data[at + 1]
    if length <= FINAL_LENGTH:
        return 0
    end = at + length
    if end <= len(data) and data[end - 4 : end] != FINAL_TRAILER:
        return 0
    return length


def gps_length(data: bytes, at: int = 0) -> int:
    """Length of the block at `at` and its trailer: a Link."""
    length = block_length(data, at)
    return length + GPS_TRAILER if length > 0 else length


def oradis_length(data: bytes, at: int = 0) -> int:
    """Length of the ORADIS frame at `at`: a Link."""
    if at + 2 > len(data):
        return -2
    length = data[at] << 8 | data[at + 1]
    if length <= 9:
        return 0
    if at + 9 <= len(data) and block_length(data, at + 6) != length - 6:
        return 0
    return length


def holds(data: bytes, link: Link, at: int = 0) -> bool:
    """Whether whole frames fill `data` from `at` to its end exactly, at least one."""
    while at < len(data):
        length = link(data, at)
        if length <= 0:
            return False
        at += length
        if at == len(data):
            return True
    return False


class _Chain:
    """Frames joined by their lengths. Sub-classes say how long one is and what it holds."""

    NAME = "block"
    link: Link

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._findings = findings
        self._days = Days(date_s)
        self._kept = b""
        self._offset = 0
        """Of the first byte kept, within the recording."""
        self._lost = False

    def feed(self, data: bytes) -> list[Framed]:
        """Payloads completed by these bytes."""
        return self._cut(self._kept + data if self._kept else data, False)

    def flush(self) -> list[Framed]:
        """Payloads that the end of the recording settles; an unfinished one is counted."""
        framed = self._cut(self._kept, True)
        if self._kept and not self._lost:
            self._findings.add(f"{self.NAME} cut off by the end of the recording", self._offset)
        return framed

    def _cut(self, data: bytes, ended: bool) -> list[Framed]:
        link, framed, at, size = type(self).link, list[Framed](), 0, len(data)
        while at < size:
            if self._lost:
                at, found = self._found(data, at, ended)
                if not found:
                    break
                self._lost = False
            length = link(data, at)
            if length < 0 or at + length > size:
                if not ended or not self._recover(data, at):
                    break
                length = 0
            if length == 0:
                self._findings.add(f"not a {self.NAME}: bytes skipped up to the next", self._offset + at)
                self._lost = True
                at += 1
                continue
            framed.append(self._framed(data, at, at + length))
            at += length
        self._kept = data[at:]
        self._offset += at
        return framed

    def _recover(self, data: bytes, at: int) -> bool:
        """At the end: whether a length that runs over it hides frames that do fit."""
        link = type(self).link
        return any(link(data, p) > 0 and holds(data, link, p) for p in range(at + 1, min(len(data), at + 65_536)))

    def _found(self, data: bytes, at: int, ended: bool) -> tuple[int, bool]:
        """Next place from `at` where two frames follow each other, or one ends the recording."""
        size = len(data)
        while at < size:
            end = self._end(data, at)
            if end is not None:
                second = self._end(data, end) if end <= size else None
                if end > size or (second is not None and second > size):
                    if not ended:
                        return at, False
                    if end == size or (second is not None and end < size):
                        return at, True
                elif second is not None:
                    return at, True
            at += 1
        return at, False

    def _end(self, data: bytes, at: int) -> int | None:
        """Where the frame at `at` ends (beyond the data where that cannot be told yet); None if there is none."""
        length = type(self).link(data, at)
        if length == 0:
            return None
        return at + length if length > 0 else len(data) + 1

    def _framed(self, data: bytes, start: int, end: int) -> Framed:
        raise NotImplementedError


class Blocks(_Chain):
    """Bare blocks: no times."""

    NAME = "ASTERIX block"
    link = staticmethod(block_length)

    def _framed(self, data: bytes, start: int, end: int) -> Framed:
        return Framed(None, data[start:end])


class Final(_Chain):
    """IOSS final format."""

    NAME = "final format frame"
    link = staticmethod(final_length)

    def _framed(self, data: bytes, start: int, end: int) -> Framed:
        of_day_s = int.from_bytes(data[start + 5 : start + 8]) / 100.0
        return Framed(self._days.time_s(of_day_s), data[start + 8 : end - 4])


class Oradis(_Chain):
    """ORADIS frames."""

    NAME = "ORADIS frame"
    link = staticmethod(oradis_length)

    def _framed(self, data: bytes, start: int, end: int) -> Framed:
        of_day_s = int.from_bytes(data[start + 2 : start + 6]) / 1000.0
        return Framed(self._days.time_s(of_day_s), data[start + 6 : end])


class Gps(_Chain):
    """.gps recordings: the header is skipped unread, it holds only padding in all that were seen."""

    NAME = "block with GPS trailer"
    link = staticmethod(gps_length)

    def __init__(self, findings: Findings, date_s: float) -> None:
        super().__init__(findings, date_s)
        self._header = GPS_HEADER

    def feed(self, data: bytes) -> list[Framed]:
        """Payloads completed by these bytes."""
        if self._header:
            skipped = min(self._header, len(data))
            self._header -= skipped
            self._offset += skipped
            data = data[skipped:]
        return super().feed(data)

    def _framed(self, data: bytes, start: int, end: int) -> Framed:
        of_day_s = int.from_bytes(data[end - 4 : end - 1]) / 128.0
        return Framed(self._days.time_s(of_day_s), data[start : end - GPS_TRAILER])
