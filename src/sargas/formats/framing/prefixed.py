"""Messages that are led by their length, as a connection was recorded: u32 little endian, then so many bytes.

The payload is both, as it came over the connection. There are no marks to find one's place again: where a length cannot
be, the rest of the recording is counted and not read.
"""

from sargas.formats.framing.framed import Findings, Framed

MAX_BYTES = 1 << 20
"""Of one message; a larger length is none."""
LENGTH_BYTES = 4


def prefixed_length(data: bytes, at: int = 0) -> int:
    """Length of the message at `at`, with its own: a Link (`sargas.formats.framing.blocks`)."""
    if at + LENGTH_BYTES > len(data):
        return len(data) - at - LENGTH_BYTES
    length = int.from_bytes(data[at : at + LENGTH_BYTES], "little")
    return LENGTH_BYTES + length if 0 < length <= MAX_BYTES else 0


class Prefixed:
    """Deframer of messages with their length."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._findings = findings
        self._kept = b""
        self._offset = 0
        self._is_over = False

    def feed(self, data: bytes) -> list[Framed]:
        """Messages completed by these bytes, without times."""
        if self._is_over:
            return []
        data, at, found = self._kept + data, 0, list[Framed]()
        while 0 < (length := prefixed_length(data, at)) <= len(data) - at:
            found.append(Framed(None, data[at : at + length]))
            at += length
        if length == 0:
            self._findings.add("length that cannot be: the rest is not read", self._offset + at)
            self._is_over, at = True, len(data)
        self._kept, self._offset = data[at:], self._offset + at
        return found

    def flush(self) -> list[Framed]:
        """Nothing; a message cut off is counted."""
        if self._kept:
            self._findings.add("message cut off by the end of the recording", self._offset)
        return []
