"""Rows: one JSON array of objects with a `timestamp`, as tables are saved; given in the order of time.

Such files are sorted by aircraft, not by time, so the whole array is read before the first payload: memory is about
the size of the text. Rows of one time come together, one a line.
"""

import codecs
import json

from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.messages import unix_s

MAX_ROW = 1 << 20
_SPACE = " \t\r\n,"


class Rows:
    """Deframer of a JSON array."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._findings = findings
        self._json = json.JSONDecoder()
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._text = ""
        self._offset = 0
        self._state = "before"
        self._rows: dict[float, list[str]] = {}

    def feed(self, data: bytes) -> list[Framed]:
        """Nothing: an array is given when it has ended."""
        if self._state != "after":
            self._read(self._text + self._utf8.decode(data))
        return []

    def flush(self) -> list[Framed]:
        """All rows by time."""
        if self._state != "after":
            self._findings.add("JSON array cut off by the end of the recording", self._offset)
        times = sorted(self._rows)
        return [Framed(time_s, "".join(self._rows.pop(time_s)).encode()) for time_s in times]

    def _read(self, text: str) -> None:
        at, size = 0, len(text)
        while True:
            while at < size and text[at] in _SPACE:
                at += 1
            if at >= size:
                break
            if self._state == "before":
                at += 1  # the opening bracket
                self._state = "within"
                continue
            if text[at] == "]":
                self._state, at = "after", size
                break
            end = self._row(text, at)
            if end is None:
                if size - at <= MAX_ROW:
                    break
                self._stop(at)
                return
            if end < 0:
                self._stop(at)
                return
            at = end
        self._text = text[at:]
        self._offset += at

    def _row(self, text: str, at: int) -> int | None:
        """End of the row at `at`; None if it is not all there yet; -1 if it is no row."""
        if text[at] != "{":
            return -1
        try:
            row, end = self._json.raw_decode(text, at)
        except (ValueError, RecursionError):
            return None
        stamp = row.get("timestamp")
        try:
            time_s = unix_s(float(stamp)) if isinstance(stamp, int | float) else None
        except OverflowError:
            time_s = None
        if time_s is None:
            self._findings.add("row without a timestamp", self._offset + at)
        else:
            self._rows.setdefault(time_s, []).append(text[at:end].replace("\n", " ") + "\n")
        return end

    def _stop(self, at: int) -> None:
        self._findings.add("not a JSON array of rows: the rest is not read", self._offset + at)
        self._state, self._text = "after", ""
