"""JSON objects in any layout, one after another or in one list: `{...} {...}` or `[{...}, {...}]`; each is a payload.

Only braces and strings are looked at: whether an object is sound JSON its format says.
"""

import re

from sargas.formats.framing.framed import Findings, Framed

MAX_BYTES = 1 << 20
"""Of one object."""
_BETWEEN = b" \t\r\n,[]\xef\xbb\xbf"
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|["{}]', re.DOTALL)


class Objects:
    """Deframer of JSON objects."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._findings = findings
        self._kept = b""
        self._offset = 0
        self._seen, self._depth = 0, 0
        """Of the object that `_kept` begins with: up to where it was looked through, and the depth there."""

    def feed(self, data: bytes) -> list[Framed]:
        """Objects completed by these bytes, without times."""
        data, found = self._kept + data, list[Framed]()
        at = self._begin(data, 0)
        while at < len(data):
            end = self._end(data, at)
            if end < 0:
                if len(data) - at > MAX_BYTES:
                    self._findings.add("JSON object of more than 1 MiB: skipped", self._offset + at)
                    at = len(data)
                    self._seen = self._depth = 0
                break
            found.append(Framed(None, data[at:end]))
            at = self._begin(data, end)
        self._kept, self._offset = data[at:], self._offset + at
        return found

    def flush(self) -> list[Framed]:
        """Nothing; an object cut off is counted."""
        if self._kept:
            self._findings.add("JSON object cut off by the end", self._offset)
        return []

    def _begin(self, data: bytes, at: int) -> int:
        """Where the next object begins; what stands before it and is no list is counted."""
        if self._seen:
            return at
        brace = data.find(b"{", at)
        end = len(data) if brace < 0 else brace
        if data[at:end].strip(_BETWEEN):
            self._findings.add("text that is no JSON object: skipped", self._offset + at)
        return end

    def _end(self, data: bytes, at: int) -> int:
        """Just behind the object at `at`; -1 if its end is not there yet."""
        for token in _TOKEN.finditer(data, at + self._seen):
            mark = token.group()
            if mark == b'"':  # a string without an end: looked at again when more has come
                self._seen = token.start() - at
                return -1
            self._depth += (mark == b"{") - (mark == b"}")
            self._seen = token.end() - at
            if self._depth == 0:
                self._seen = 0
                return token.end()
        return -1
