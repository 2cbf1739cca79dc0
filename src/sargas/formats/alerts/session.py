"""Session: one recipient that is told alerts and incidents, and what it was told.

    told      a message for each word of an alert or an incident that it was not told yet
    ended     the last one; the session forgets it
What was told is remembered beyond a connection, where there is one recipient (`sargas.formats.format.Remembering`).
What ended unheard is told all the same: twice is better than not at all.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from sargas.formats.alerts.reports import message_of
from sargas.formats.alerts.settings import ExportSettings
from sargas.formats.alerts.text import text_of
from sargas.formats.alerts.wire import MAX_BYTES, AlertMessage, AnyMessage
from sargas.model.bounded import keep
from sargas.model.released import Released

MOST_TOLD, MOST_NOTES = 8192, 20


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings
        self._told: dict[str, bytes] = {}
        """What goes on -> hash of what was said of it last."""
        self._asks = True
        self._notes: list[str] = []

    def open(self, time_s: float) -> list[bytes]:
        """Nothing: there is no greeting."""
        return []

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """Nothing that a recipient says is for us."""
        return []

    def tick(self, time_s: float) -> list[bytes]:
        """Nothing is due by time alone: alerting repeats."""
        return []

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Alerts and incidents; tracks are not for this."""
        messages = [message_of(one, self._settings.source, time_s) for one in items]
        return [frame for message in messages if message is not None for frame in self._say(message)]

    def _say(self, message: AnyMessage) -> list[bytes]:
        is_alert = isinstance(message, AlertMessage)
        if self._settings.text and not is_alert:
            return []
        said = hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(message, sent_s=0.0))).digest()[:16]
        if self._told.get(message.id) == said:
            return []
        is_over = message.ended if isinstance(message, AlertMessage) else message.handling == "closed"
        if is_over:
            self._told.pop(message.id, None)
        else:
            keep(self._told, message.id, said, MOST_TOLD)
        octets = text_of(message).encode() if self._settings.text and isinstance(message, AlertMessage) else (
            msgspec.json.encode(message)
        )  # fmt: skip
        if len(octets) > MAX_BYTES:
            self._notes += [f"{message.id} is longer than {MAX_BYTES} bytes"][: MOST_NOTES - len(self._notes)]
            return []
        return [octets + b"\n" if self._settings.stream else octets]

    def asks(self) -> bool:
        """A recipient is told what there is, once it is there."""
        asks, self._asks = self._asks, False
        return asks

    def notes(self) -> list[str]:
        """What could not be written."""
        notes, self._notes = list(dict.fromkeys(self._notes)), []
        return notes

    def memory(self) -> bytes:
        """What was told of what goes on."""
        return msgspec.msgpack.encode(self._told)

    def recall(self, data: bytes) -> None:
        """Inverse of `memory`."""
        self._told = msgspec.msgpack.decode(data, type=dict[str, bytes])
