"""Whole: a recording that is one payload, of a format whose messages find each other's ends themselves."""

from sargas.formats.framing.framed import Findings, Framed

MOST_BYTES = 64 << 20


class Whole:
    """Deframer of what has no frames; what is beyond MOST_BYTES is counted and not read."""

    def __init__(self, findings: Findings, date_s: float) -> None:
        self._findings = findings
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[Framed]:
        """Nothing yet."""
        kept = data[: MOST_BYTES - self._size]
        if len(kept) < len(data):
            self._findings.add("recording of more than 64 MiB without frames: the rest is not read", MOST_BYTES)
        self._parts.append(kept)
        self._size += len(kept)
        return []

    def flush(self) -> list[Framed]:
        """All of it."""
        payload = b"".join(self._parts)
        self._parts, self._size = [], 0
        return [Framed(None, payload)] if payload else []
