"""Alerts of CAP, XML in any layout, one after another: each is a payload, from its XML declaration to its end tag.

Only markup is looked at: what stands in a comment, in CDATA, in a processing instruction or in a document type is none.
An alert inside an alert is a part of it. A declaration or a document type begins anew, for neither can stand in the
middle: what was begun before is cut off. What stands between two alerts and is no comment is counted.
The cut depends on the bytes alone, never on how they were split.
Source: XML 1.0, 2.4 to 2.8, 3.1.
"""

import re
from typing import Any

from sargas.formats.framing.framed import Findings, Framed

MAX_BYTES = 1 << 20
"""Of one alert."""
NO_ALERT = "bytes that are no alert: skipped"
_SPACE = b" \t\r\n\x00\xef\xbb\xbf"
_NAME = rb"(?:[\w.\x80-\xff-]{1,64}:)?alert"
_TEXT, _TAG, _DOCTYPE, _SUBSET = range(4)
_MARKS = (
    re.compile(rb"<!--|<\?xml(?=\s)|<\?|<!\[CDATA\[|<!DOCTYPE|<" + _NAME + rb"(?=[\s/>])|</" + _NAME + rb"\s{0,16}>"),
    re.compile(rb"[<>\"']"),
    re.compile(rb"[>\"'\[]"),
    re.compile(rb"<!--|<\?|[\"'\]]"),
)
"""What matters in text, in the start tag of an alert, in a document type, and in its own declarations."""
_ENDS = {b"<!--": b"-->", b"<?": b"?>", b"<?xml": b"?>", b"<![CDATA[": b"]]>", b'"': b'"', b"'": b"'"}
"""What nothing but its own end matters in."""
_LONGEST_MARK = 90
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


class Alerts:
    """Deframer of alerts; keeps at most one that is not complete."""

    def __init__(self, findings: Findings, date_s: float = 0.0) -> None:
        self._findings = findings
        self._found: list[Framed] = []
        self._kept = bytearray()
        """From where what may be an alert begins; else what may be the beginning of a mark."""
        self._offset = 0
        """Of what is kept."""
        self._at = 0
        """How much of it was looked at."""
        self._begin = -1
        """Where in it a declaration, a document type or an alert begins; -1: nowhere."""
        self._depth = 0
        self._mode = _TEXT
        self._until = b""
        """What ends that in which nothing else matters."""
        self._lost = False
        """What is being skipped was counted."""

    @property
    def kept_bytes(self) -> int:
        """How much is kept."""
        return len(self._kept)

    def feed(self, data: bytes) -> list[Framed]:
        """Alerts completed by these bytes, without times."""
        self._kept += data
        while (mark := self._next()) is not None:
            start, end = mark
            if self._begin >= 0 and end > self._begin + MAX_BYTES:
                self._too_long()
            self._at = end
            if self._until:
                self._until = b""
            elif self._mode == _TEXT:
                self._mark(start, end)
            elif self._mode == _TAG:
                self._in_tag(start, end)
            else:
                self._in_doctype(bytes(self._kept[start:end]))
        if self._begin >= 0 and len(self._kept) > self._begin + MAX_BYTES:
            self._too_long()
        done = self._begin if self._begin >= 0 else self._at
        del self._kept[:done]
        self._offset, self._at = self._offset + done, self._at - done
        self._begin = min(self._begin, 0)
        found, self._found = self._found, []
        return found

    def flush(self) -> list[Framed]:
        """Nothing; an alert cut off is counted."""
        if self._kept or self._begin >= 0 or self._until or self._mode != _TEXT:
            self._skip("alert cut off by the end", 0)
        self.set_state([b"", 0, False, 0, -1, 0, _TEXT, b""])
        return []

    def drop(self, reason: str) -> None:
        """Gives up what is not complete; what is known of where it stands stays."""
        self._skip(reason, 0)
        self._begin, self._depth = -1, 0
        del self._kept[: self._at]
        self._offset, self._at = self._offset + self._at, 0

    def state(self) -> list[Any]:
        """For a checkpoint."""
        where = [self._at, self._begin, self._depth, self._mode, self._until]
        return [bytes(self._kept), self._offset, self._lost, *where]

    def set_state(self, state: list[Any]) -> None:
        """Inverse of `state`."""
        kept, self._offset, self._lost, self._at, self._begin, self._depth, self._mode, self._until = state
        self._kept = bytearray(kept)

    def _next(self) -> tuple[int, int] | None:
        """Where the next mark begins and ends; None where the bytes do not say yet. What stands before it is passed."""
        kept, at = self._kept, self._at
        if self._until:
            start = kept.find(self._until, at)
            if start < 0:
                self._at = max(at, len(kept) - len(self._until) + 1)
                return None
            return start, start + len(self._until)
        mark = _MARKS[self._mode].search(kept, at)
        if mark is not None and not (mark[0] == b"<?" and b"<?xml".startswith(kept[mark.start() : mark.start() + 6])):
            self._pass(mark.start())
            return mark.span()
        last = kept.rfind(b"<", max(at, len(kept) - _LONGEST_MARK)) if mark is None else mark.start()
        self._pass(last if last >= 0 else len(kept))
        return None

    def _pass(self, end: int) -> None:
        """What stands before the next mark; between alerts nothing should."""
        if self._mode == _TEXT and not self._depth:
            between = self._kept[self._at : end]
            if between.strip(_SPACE):
                self._skip(NO_ALERT, self._at + len(between) - len(between.lstrip(_SPACE)))
                self._begin = -1
        self._at = end

    def _mark(self, start: int, end: int) -> None:
        mark = bytes(self._kept[start:end])
        if mark in (b"<?xml", b"<!DOCTYPE") and (self._depth or (mark == b"<?xml" and self._begin >= 0)):
            self._skip(NO_ALERT, self._begin)
            self._begin, self._depth = -1, 0
        if mark == b"<![CDATA[" and not self._depth:
            self._skip(NO_ALERT, start)
            self._begin = -1
        if mark in _ENDS:
            self._until = _ENDS[mark]
        elif mark == b"<!DOCTYPE":
            self._mode = _DOCTYPE
        elif mark.startswith(b"</"):
            self._close(start, end)
            return
        else:
            self._mode = _TAG
            self._depth += 1
        if self._begin < 0 and mark not in (b"<!--", b"<?", b"<![CDATA["):
            self._begin = start

    def _in_tag(self, start: int, end: int) -> None:
        mark = bytes(self._kept[start:end])
        if mark in _ENDS:
            self._until = _ENDS[mark]
            return
        self._mode = _TEXT
        if mark == b"<":  # no tag: looked at again
            self._at = start
        elif self._kept[max(start - 1, 0) : start] == b"/" and self._depth:
            self._close(start, end)

    def _in_doctype(self, mark: bytes) -> None:
        if mark in _ENDS:
            self._until = _ENDS[mark]
        else:
            self._mode = {b"[": _SUBSET, b"]": _DOCTYPE, b">": _TEXT}[mark]

    def _close(self, start: int, end: int) -> None:
        if not self._depth:
            self._skip(NO_ALERT, start)
            self._begin = -1
            return
        self._depth -= 1
        if not self._depth and self._begin >= 0:
            self._found.append(Framed(None, bytes(self._kept[self._begin : end])))
            self._begin, self._lost = -1, False

    def _too_long(self) -> None:
        self._skip("alert of more than 1 MiB: skipped", self._begin)
        self._begin, self._depth = -1, 0

    def _skip(self, reason: str, at: int) -> None:
        if not self._lost:
            self._findings.add(reason, self._offset + at)
            self._lost = True
