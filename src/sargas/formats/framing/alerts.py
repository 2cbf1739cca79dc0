"""Alerts of CAP, XML in any layout, one after another: each is a payload, from its XML declaration to its end tag.

Only tags are looked at: an alert ends at the first </alert>, whatever its prefix, and begins at the last XML
declaration or <alert before that. What stands between two alerts and is no comment is counted.
The cut depends on the bytes alone, never on how they were split.
"""

import re

from sargas.formats.framing.framed import Findings, Framed

MAX_BYTES = 1 << 20
"""Of one alert."""
_SPACE = b" \t\r\n\x00\xef\xbb\xbf"
_AHEAD = re.compile(rb"[ \t\r\n\x00\xef\xbb\xbf]*")
_BEGIN = re.compile(rb"<(?:[\w.-]{1,64}:)?alert[\s/>]")
_END = re.compile(rb"</(?:[\w.-]{1,64}:)?alert\s{0,16}>")
_LONGEST_END = 90
_OPEN = re.compile(rb"<!--|<\?")
_FIRST = re.compile(rb"<(?:[A-Za-z_])[\w.-]*(?::[\w.-]*)?")


def begins_an_alert(data: bytes) -> bool:
    """Whether the first element of a text is an alert."""
    first = _FIRST.search(_bare(data))
    return first is not None and first[0].removeprefix(b"<").rpartition(b":")[2] == b"alert"


def _bare(data: bytes) -> bytes:
    """Without comments and processing instructions; one that does not end stays."""
    parts, at = [], 0
    while (mark := _OPEN.search(data, at)) is not None:
        close = b"-->" if mark[0] == b"<!--" else b"?>"
        end = data.find(close, mark.end())
        if end < 0:
            break
        parts.append(data[at : mark.start()])
        at = end + len(close)
    return b"".join((*parts, data[at:]))


def _past_space(data: bytes, at: int) -> int:
    space = _AHEAD.match(data, at)
    return at if space is None else space.end()


class Alerts:
    """Deframer of alerts; keeps at most one that is not complete."""

    def __init__(self, findings: Findings, date_s: float = 0.0) -> None:
        self._findings = findings
        self.kept, self.offset = b"", 0
        self.lost = False
        """What is being skipped was counted."""

    def feed(self, data: bytes) -> list[Framed]:
        """Alerts completed by these bytes, without times."""
        seen = max(len(self.kept) - _LONGEST_END, 0)
        data, found, at = self.kept + data, list[Framed](), 0
        while True:
            at = _past_space(data, at)
            end = _END.search(data, max(at, seen), at + MAX_BYTES)
            if end is not None:
                begin = self._begin(data, at, end.start())
                found.append(Framed(None, data[begin : end.end()]))
                at, self.lost = end.end(), False
            elif len(data) - at >= MAX_BYTES:
                self._skip("alert of more than 1 MiB: skipped", at)
                at += MAX_BYTES
            else:
                break
        self.kept, self.offset = data[at:], self.offset + at
        return found

    def flush(self) -> list[Framed]:
        """Nothing; an alert cut off is counted."""
        if self.kept:
            self._skip("alert cut off by the end", 0)
        self.kept, self.lost = b"", False
        return []

    def _begin(self, data: bytes, at: int, end: int) -> int:
        """Where the alert begins whose end tag is at `end`; what stands before it and says something is counted."""
        *_, root = (at, *(match.start() for match in _BEGIN.finditer(data, at, end)))
        declared = data.rfind(b"<?xml ", at, root)
        start = declared if declared >= 0 else root
        if b"<!DOCTYPE" in data[at:start]:
            return at  # for who reads it to refuse
        if _bare(data[at:start]).strip(_SPACE):
            self._skip("bytes that are no alert: skipped", at)
        return start

    def _skip(self, reason: str, at: int) -> None:
        if not self.lost:
            self._findings.add(reason, self.offset + at)
            self.lost = True
