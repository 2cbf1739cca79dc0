"""Recording: the public door. Bytes or an open file, packed or not -> payloads in order, with their times."""

import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from sargas.errors import DecodeError
from sargas.formats.framing.alerts import Alerts
from sargas.formats.framing.blocks import Blocks, Final, Gps, Oradis
from sargas.formats.framing.detect import HEAD, detect
from sargas.formats.framing.framed import Deframer, Findings, Framed
from sargas.formats.framing.messages import Avr, Beast, JsonLines, Lines, Sbs
from sargas.formats.framing.objects import Objects
from sargas.formats.framing.pcap import Pcap, Pcapng
from sargas.formats.framing.prefixed import Prefixed
from sargas.formats.framing.rows import Rows
from sargas.formats.framing.times import Days, Steady
from sargas.formats.framing.whole import Whole
from sargas.model.fault import Fault

FRAMINGS: dict[str, Callable[[Findings, float], Deframer]] = {
    "raw": Blocks,
    "pcap": Pcap,
    "pcapng": Pcapng,
    "ff": Final,
    "gps": Gps,
    "oradis": Oradis,
    "beast": Beast,
    "avr": Avr,
    "sbs": Sbs,
    "jsonl": JsonLines,
    "lines": Lines,
    "rows": Rows,
    "json": Objects,
    "u32le": Prefixed,
    "cap": Alerts,
    "whole": Whole,
}

UNDATED = frozenset(("raw", "ff", "gps", "oradis", "beast", "avr"))
"""Framings whose times need a date: they tell the time of day, a receiver's own clock, or nothing."""

PIECE = 1 << 18
MOST_OF_DAY_S = 100_000.0
"""A clock that tells more than a time of day tells UTC Unix seconds."""
_GZIP = b"\x1f\x8b\x08"


def read(
    source: bytes | BinaryIO,
    framing: str = "auto",
    date_s: float = 0.0,
    clock: Callable[[bytes], float | None] | None = None,
    name: str = "",
    braces: str = "",
    bare: str = "",
) -> "Recording":
    """The payloads of a recording, read in pieces: see `Recording`. `framing` is a key of FRAMINGS or "auto".

    `date_s`: UTC midnight of its first day, for framings in UNDATED (0.0: intervals are right, the day is not).
    `clock`: payload -> its time, for payloads that the framing gives none (`Format.clock`).
    `braces`: framing of text that begins as JSON does, where it is not lines or rows (`Format.braces`).
    `bare`: framing of what is of no known one (`Format.bare`).
    `name`: of the file, for messages and for what content cannot tell.
    Raises DecodeError when it is empty, of no known framing, or packed wrongly from the first byte.
    """
    return Recording(source, framing, date_s, clock, name, braces, bare)


class Recording(Iterator[Framed]):
    """Iterator over the payloads of one recording, once. Times never decrease; None where there are none at all.

    `framing` is what it was found to be. `faults()` tells, when it was read, what could not be.
    """

    def __init__(
        self,
        source: bytes | BinaryIO,
        framing: str,
        date_s: float,
        clock: Callable[[bytes], float | None] | None,
        name: str,
        braces: str,
        bare: str,
    ) -> None:
        self.name = name
        self._findings = Findings()
        self._pieces = _unpacked(_pieces(source), self._findings)
        head = b""
        for piece in self._pieces:
            head += piece
            if len(head) >= HEAD:
                break
        if framing == "auto":
            framing = _detected(head, name, bare)
            framing = braces if braces and framing in ("jsonl", "rows") else framing
        elif not head:
            raise DecodeError("an empty recording", 0)
        if framing not in FRAMINGS:
            raise ValueError(f"there is no framing {framing!r}; known are auto, {', '.join(FRAMINGS)}")
        self.framing = framing
        self._deframer = FRAMINGS[framing](self._findings, date_s)
        self._clock = clock
        self._days = Days(date_s)
        self._steady = Steady()
        self._last_s = date_s
        self._payloads = self._read(head)

    def __next__(self) -> Framed:
        return next(self._payloads)

    def faults(self) -> list[Fault]:
        """What could not be read so far, one Fault a reason."""
        faults = self._findings.faults(self.name, self._last_s)
        if self._steady.wrong:
            reason = "time that cannot be true: the one before was taken"
            faults.append(Fault(self.name, reason, self._last_s, count=self._steady.wrong))
        return faults

    def _read(self, head: bytes) -> Iterator[Framed]:
        for framed in self._deframed(head):
            if framed.time_s is None and self._clock is not None:
                told_s = self._clock(framed.payload)
                if told_s is not None:
                    time_s = told_s if told_s > MOST_OF_DAY_S else self._days.time_s(told_s)
                    framed = Framed(time_s, framed.payload, framed.source)
            yield from self._told(self._steady.feed(framed))
        yield from self._told(self._steady.flush())

    def _deframed(self, head: bytes) -> Iterator[Framed]:
        yield from self._deframer.feed(head)
        for piece in self._pieces:
            yield from self._deframer.feed(piece)
        yield from self._deframer.flush()

    def _told(self, settled: list[Framed]) -> Iterator[Framed]:
        for framed in settled:
            if framed.time_s is not None:
                self._last_s = framed.time_s
            yield framed


def _detected(head: bytes, name: str, bare: str) -> str:
    try:
        return detect(head, name)
    except DecodeError:
        if not bare or not head.strip(b"\x00"):
            raise
        return bare


def _pieces(source: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(source, bytes):
        for at in range(0, len(source), PIECE):
            yield source[at : at + PIECE]
    else:
        while piece := source.read(PIECE):
            yield piece


def _unpacked(pieces: Iterator[bytes], findings: Findings) -> Iterator[bytes]:
    """The pieces as they are, or out of gzip (RFC 1952; several members are one recording)."""
    first = next(pieces, b"")
    if not first.startswith(_GZIP):
        if first:
            yield first
        yield from pieces
        return
    gzip, piece, offset, unpacked = zlib.decompressobj(31), first, 0, 0
    while True:
        while piece:
            try:
                data = gzip.decompress(piece, PIECE)
            except zlib.error as error:
                if not unpacked:
                    raise DecodeError(f"gzip that cannot be unpacked ({error})", offset) from None
                findings.add("gzip damaged: the rest of the recording is not read", unpacked)
                return
            if data:
                unpacked += len(data)
                yield data
            if gzip.eof:
                piece = gzip.unused_data.lstrip(b"\x00")
                if piece:
                    gzip = zlib.decompressobj(31)
            else:
                piece = gzip.unconsumed_tail
        piece = next(pieces, b"")
        offset += len(piece)
        if not piece:
            break
        if gzip.eof:
            gzip = zlib.decompressobj(31)
    if not gzip.eof:
        findings.add("gzip cut off by the end of the file", unpacked)
