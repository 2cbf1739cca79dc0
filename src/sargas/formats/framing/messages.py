"""Messages of Mode S receivers and other talkers of lines: Beast frames and lines of text, mixed as they may be.

Beast  1A, kind '1' '2' '3' or '4', clock u48 at 12 MHz, signal u8, then 2, 7 or 14 bytes of frame (14 for '4', the
       receiver's status); a byte 1A after the first is sent twice (https://wiki.jetvision.de/wiki/Mode-S_Beast).
lines  up to LF or CR LF: AVR (`*hex;` or `@clock hex;`), SBS (`MSG,...`), JSON objects, anything else that is text.

A line never holds 1A, so the two cannot be mistaken for each other, and reading begins anywhere. The cut depends on the
bytes alone, never on how they were split.
"""

from datetime import date
from typing import Any

import msgspec

from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.times import LATEST_S, Counter

BEAST_HZ = 12e6
BODY = {0x31: 10, 0x32: 15, 0x33: 22, 0x34: 22, 0xE3: 9}
"""Kind -> bytes after 1A once the doubled ones are single again. E3: readsb's id of the receiver of what follows."""

MAX_LINE = 65_536

_NO_CLOCK = frozenset((0, 0xFF004D4C4154, 0xFF004D4C4155))
"""Readings that stand for "no clock": zero, and dump1090's marks of what was computed elsewhere."""

EPOCH_DAY = date(1970, 1, 1).toordinal()


class Cutter:
    """Bytes -> whole messages: a Beast frame still with its doubled bytes, or a line without its end."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._kept = b""
        self._offset = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Messages completed by these bytes."""
        return self._cut(self._kept + data if self._kept else data, False)

    def flush(self) -> list[bytes]:
        """The line that the end of the stream completes; a Beast frame cut off is counted."""
        messages = self._cut(self._kept, True)
        self._kept = b""
        return messages

    def state(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {"kept": self._kept, "offset": self._offset}

    def set_state(self, state: dict[str, Any]) -> None:
        """Inverse of `state`."""
        self._kept, self._offset = state["kept"], state["offset"]

    def _cut(self, data: bytes, ended: bool) -> list[bytes]:
        messages: list[bytes] = []
        at, size = 0, len(data)
        while at < size:
            if data[at] != 0x1A:
                mark = data.find(b"\x1a", at)
                at = self._lines(data, at, size if mark < 0 else mark, ended or mark >= 0, messages)
                if mark < 0:
                    break
                continue
            end = self._frame_end(data, at)
            if end < 0:  # not a frame
                self._findings.add("not a Beast frame: bytes skipped", self._offset + at)
                at += 2 if data[at + 1 : at + 2] == b"\x1a" else 1
            elif end > size:
                if not ended:
                    break
                self._findings.add("Beast frame cut off by the end", self._offset + at)
                at = size
            else:
                messages.append(data[at:end])
                at = end
        self._kept = data[at:]
        self._offset += at
        return messages

    def _frame_end(self, data: bytes, at: int) -> int:
        """End of the frame at `at`; beyond the data when more is needed; -1 if it is none or another cuts it short."""
        size = len(data)
        if at + 1 >= size:
            return size + 1
        need = BODY.get(data[at + 1])
        if need is None:
            return -1
        end, seen = at + 1 + need, at + 2
        while True:
            mark = data.find(b"\x1a", seen, min(end, size))
            if mark < 0:
                return end
            if mark + 1 >= size:
                return size + 1
            if data[mark + 1] != 0x1A:
                return -1
            end, seen = end + 1, mark + 2

    def _lines(self, data: bytes, at: int, end: int, ended: bool, messages: list[bytes]) -> int:
        """Lines of data[at:end]; gives the place up to which they are done."""
        *whole, rest = data[at:end].split(b"\n")
        offset = self._offset + at
        for line in whole:
            self._line(line, offset, messages)
            offset += len(line) + 1
        if ended or len(rest) > MAX_LINE:
            while len(rest) > MAX_LINE:
                self._line(rest[: MAX_LINE + 1], offset, messages)
                offset, rest = offset + MAX_LINE + 1, rest[MAX_LINE + 1 :]
            if ended:
                self._line(rest, offset, messages)
                rest = b""
        return end - len(rest)

    def _line(self, line: bytes, offset: int, messages: list[bytes]) -> None:
        while len(line) > MAX_LINE:
            self._findings.add("line longer than 65,536 bytes", offset)
            line = line[MAX_LINE + 1 :]
        line = line.strip(b"\r \t\x00")
        if line:
            messages.append(line)


def beast_clock(message: bytes) -> int:
    """The 48-bit clock of a Beast frame as it was cut."""
    return int.from_bytes(message[1:15].replace(b"\x1a\x1a", b"\x1a")[1:7])


class _Messages:
    """Whole messages as payloads, with the time that the kind of message tells."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._cutter = Cutter(findings)
        self._clock = Counter(date_s, BEAST_HZ)

    def feed(self, data: bytes) -> list[Framed]:
        """Payloads completed by these bytes."""
        return self._framed(self._cutter.feed(data))

    def flush(self) -> list[Framed]:
        """The last line."""
        return self._framed(self._cutter.flush())

    def _framed(self, messages: list[bytes]) -> list[Framed]:
        return [
            Framed(self._time_s(message), message if message[0] == 0x1A else message + b"\n") for message in messages
        ]

    def _time_s(self, message: bytes) -> float | None:
        raise NotImplementedError


class Beast(_Messages):
    """Beast frames; times are the steps of the receiver's clock, counted from the given midnight."""

    def _time_s(self, message: bytes) -> float | None:
        if message[0] != 0x1A:
            return None
        clock = beast_clock(message)
        return None if clock in _NO_CLOCK else self._clock.time_s(clock)


class Avr(_Messages):
    """AVR lines: with `@` the receiver's clock, as in Beast."""

    def _time_s(self, message: bytes) -> float | None:
        if message[:1] != b"@":
            return None
        try:
            clock = int(message[1:13], 16)
        except ValueError:
            return None
        return None if clock in _NO_CLOCK else self._clock.time_s(clock)


class Sbs(_Messages):
    """SBS lines: date and time at which the message was received (fields 7 and 8), taken as UTC."""

    def _time_s(self, message: bytes) -> float | None:
        fields = message.split(b",", 8)
        if len(fields) < 9:
            return None
        try:
            year, month, day = map(int, fields[6].split(b"/"))
            hour, minute, second = fields[7].split(b":")
            days = date(year, month, day).toordinal() - EPOCH_DAY
            time_s = days * 86_400.0 + int(hour) * 3600 + int(minute) * 60 + float(second)
        except (ValueError, OverflowError):
            return None
        return time_s if 0.0 <= time_s < LATEST_S else None


class _Stamped(msgspec.Struct):
    timestamp: float | None = None


class JsonLines(_Messages):
    """One JSON object a line; its `timestamp` (Unix seconds, or milliseconds) is the time."""

    _decoder = msgspec.json.Decoder(_Stamped)

    def _time_s(self, message: bytes) -> float | None:
        try:
            timestamp = self._decoder.decode(message).timestamp
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return None if timestamp is None else unix_s(timestamp)


class Lines(_Messages):
    """Plain lines; a number before the first comma is taken for Unix seconds if it can be."""

    def _time_s(self, message: bytes) -> float | None:
        try:
            return unix_s(float(message.partition(b",")[0].strip(b"\xef\xbb\xbf")))
        except ValueError:
            return None


def unix_s(timestamp: float) -> float | None:
    """Unix time in seconds, or in milliseconds when it is too large for seconds; None if it is neither."""
    if timestamp > LATEST_S:
        timestamp /= 1000.0
    return timestamp if 1e8 <= timestamp < LATEST_S else None
