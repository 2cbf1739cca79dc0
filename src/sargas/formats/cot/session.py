"""Session: one connection to a TAK server or client, or a mesh.

    open -> our own entry, every HELLO_S; tracks, incidents, searches as they come; pings answered; each deletion once
Over a stream it begins in XML. With `protobuf`, when the peer offers TAK protocol version 1 (t-x-takp-v), it is asked
for (t-x-takp-q), and spoken once it is granted (t-x-takp-r, status true). A mesh has no talk: it is one or the other.
Source: TAK protocol version 1, negotiation of streams.
"""

import re
from collections.abc import Sequence
from typing import Any

from sargas.errors import DecodeError
from sargas.formats.cot import kinds, reports, searchers
from sargas.formats.cot.decoder import pong
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import MESH, Cutter, Message, streamed
from sargas.formats.cot.wire import Event, event_of
from sargas.formats.cot.write import protobuf, xml
from sargas.model.bounded import keep
from sargas.model.incident import Incident
from sargas.model.released import Released
from sargas.model.search import Search
from sargas.model.track import Track

HELLO_S = 20.0
MOST_HEARD, MOST_NOTES = 50, 20
"""Messages of a piece that are looked at: a peer has little to say to us."""
MOST_SEARCHES = 200
"""Searches of which it is remembered what was drawn."""
_VERSION = re.compile(rb"<TakProtocolSupport\s[^>]*version\s*=\s*[\"']1[\"']")
_GRANTED = re.compile(rb"<TakResponse\s[^>]*status\s*=\s*[\"']true[\"']")
_REQUEST = '<TakControl><TakRequest version="1"/></TakControl>'


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cutter = Cutter()
        self._hello_s: float | None = None
        self._asks = True
        self._in_protobuf = settings.protobuf and not settings.stream
        self._asked = False
        self._notes: list[str] = []
        self._drawn: dict[int, dict[str, Event]] = {}
        """What stands on the peer's map of each search."""

    def open(self, time_s: float) -> list[bytes]:
        """Our own entry: a server knows its clients by it."""
        self._hello_s = time_s
        uid = f"{self._settings.callsign}-{self._settings.feed}"
        return [self._said(Event(uid, kinds.PING, "m-g", time_s, time_s, time_s + 3.0 * HELLO_S, 0.0, 0.0))]

    def tick(self, time_s: float) -> list[bytes]:
        """Our entry again."""
        return self.open(time_s) if self._hello_s is None or time_s - self._hello_s >= HELLO_S else []

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Tracks, incidents and searches; alerts are words, which CoT has no event for."""
        events: list[Event] = []
        for one in items:
            try:
                if isinstance(one.item, Track):
                    events.append(reports.of_track(one, self._settings, time_s, as_of_s))
                elif isinstance(one.item, Incident):
                    events.append(reports.of_incident(one, self._settings, time_s))
                elif isinstance(one.item, Search):
                    events += self._search(one, time_s)
            except ValueError as error:
                self._note(str(error))
        return [self._said(event) for event in events]

    def _search(self, one: Released[Search], time_s: float) -> list[Event]:
        """What is to be on the map now, and deletions of what was and is not any more."""
        now = {event.uid: event for event in searchers.of_search(one, self._settings, time_s)}
        before = self._drawn.pop(one.item.number, {})
        gone = [
            reports.deletion(uid, one.label, time_s, one.item.simulated, event.lat_deg, event.lon_deg)
            for uid, event in before.items()
            if uid not in now
        ]
        if now:
            keep(self._drawn, one.item.number, now, MOST_SEARCHES)
        return [*gone, *now.values()]

    def _said(self, event: Event) -> bytes:
        extra = "<__forcedelete/>" if event.type == kinds.DELETE else searchers.drawn(event)
        if not self._in_protobuf:
            return xml(event, extra) + (b"\n" if self._settings.stream else b"")
        message = protobuf(event, extra)
        return streamed(message) if self._settings.stream else MESH + message

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """Pings are answered, an offer of protobuf taken; other events are not for us."""
        if not self._settings.stream:
            return []
        messages, faults = self._cutter.feed(data)
        self._note(*faults)
        return [frame for message in messages[:MOST_HEARD] for frame in self._answer(message, time_s)]

    def _note(self, *notes: str) -> None:
        self._notes += notes[: MOST_NOTES - len(self._notes)]

    def _answer(self, message: Message, time_s: float) -> list[bytes]:
        try:
            event = event_of(message.octets, message.is_protobuf)
        except DecodeError:
            return []
        if event is None:
            return []
        if event.type == kinds.PING:
            return [pong(time_s)] if not self._in_protobuf else []
        if (
            event.type == kinds.OFFER
            and self._settings.protobuf
            and not self._asked
            and _VERSION.search(message.octets)
        ):
            self._asked = True
            asked = Event("protouid", kinds.QUESTION, "m-g", time_s, time_s, time_s + 60.0, 0.0, 0.0)
            return [xml(asked, _REQUEST) + b"\n"]
        if event.type == kinds.ANSWER and self._asked and _GRANTED.search(message.octets):
            self._in_protobuf = True
        return []

    def asks(self) -> bool:
        """A peer wants everything, once it is there."""
        asks, self._asks = self._asks, False
        return asks

    def notes(self) -> list[str]:
        """What could not be read or said."""
        notes, self._notes = list(dict.fromkeys(self._notes)), []
        return notes
