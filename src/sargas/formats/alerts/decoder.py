"""Decoder of another system's alerts: each becomes a notice, as a warning of others does; nothing of ours follows.

Messages of incidents are for machines that keep files: passed over here.
"""

import math
from collections.abc import Sequence

import msgspec

from sargas.formats.alerts.settings import Settings
from sargas.formats.alerts.wire import MAX_BYTES, AlertMessage, AnyMessage
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.model.batch import Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.label import classification_level
from sargas.model.notice import Block, Notice, Severity
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

LATEST_S = 1e11
_SEVERITY: dict[str, Severity] = {"advisory": "Minor", "caution": "Moderate", "warning": "Severe"}
_DECODE = msgspec.json.Decoder(AnyMessage)


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._most_level = classification_level(settings.security_classification) or 0
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Notices of these chunks, then Faults."""
        items: list[Item] = []
        for chunk in chunks:
            self._last = Chunk(chunk.number, chunk.time_s, b"")
            lines = self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                lines += self._cutter.flush()
            items += self._notices(lines)
        return items + self._faults()

    def flush(self) -> list[Item]:
        """The notice of the last line."""
        items: list[Item] = list(self._notices(self._cutter.flush()))
        return items + self._faults()

    def _faults(self) -> list[Item]:
        return list(self._findings.take(self._settings.feed, self._last.time_s, self._last.number))

    def checkpoint(self) -> bytes:
        """Unfinished line."""
        return pack({"cutter": self._cutter.state(), "last": [self._last.number, self._last.time_s]})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _notices(self, lines: Sequence[bytes]) -> list[Notice]:
        return [notice for line in lines if line.strip() and (notice := self._notice(line)) is not None]

    def _notice(self, line: bytes) -> Notice | None:
        if len(line) > MAX_BYTES:
            self._findings.add("message that is too long")
            return None
        try:
            message = _DECODE.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._findings.add("not a message of sargas-alerts/1")
            return None
        if not isinstance(message, AlertMessage):
            return None
        level = classification_level(message.security_classification)
        if level is None or level > self._most_level:
            self._findings.add("classified higher than this feed")
            return None
        if not math.isfinite(message.sent_s) or not 0.0 <= message.sent_s < LATEST_S:
            self._findings.add("time that cannot be")
            return None
        return _notice_of(message, self._settings.feed)


def _notice_of(message: AlertMessage, feed: str) -> Notice:
    opened = message.why.startswith("opened")
    block = Block(
        category=("Security",),
        event="Aircraft in distress" if message.kind == "distress" else "Unidentified aerial object",
        urgency="Unknown",
        severity=_SEVERITY[message.level],
        certainty="Unknown",
        language="en",
        description=message.text,
    )
    return Notice(
        identifier=message.id,
        sender=message.source,
        sent_s=message.sent_s,
        status="Exercise" if message.simulated else "Actual",
        msg_type="Cancel" if message.ended else "Alert" if opened else "Update",
        scope="Restricted",
        restriction=", ".join(message.releasable_to),
        note=message.why,
        incidents=tuple(f"{number}" for number in (message.incident, *message.incidents) if number),
        blocks=(block,),
        feed=feed,
    )
