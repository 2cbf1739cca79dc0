"""Decoder of CAP 1.2: each message that keeps the schema and the rules is a Notice, in the order in which they came.

Rule: a message is taken whole or not at all; what it breaks is named, all of it. A signature is not verified: the
notice says that there was one. A notice that says of itself (as ours do, `labels`) that it is of a higher
classification than its feed, or of an unknown one, is refused. No sensor of ours sees a notice.
"""

from collections.abc import Sequence

from sargas.errors import DecodeError
from sargas.formats.cap import wire
from sargas.formats.cap.labels import withheld
from sargas.formats.cap.notices import notice_of
from sargas.formats.cap.rules import RULES, broken
from sargas.formats.cap.settings import Settings
from sargas.formats.framing.alerts import Alerts
from sargas.formats.framing.framed import Findings
from sargas.model.batch import Item
from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.notice import Notice
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

MOST_LINKS = 64


class Decoder:
    """See `sargas.formats.format.Decoder`. State: the unfinished message of each link."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._findings = Findings()
        self._cutters: dict[str, Alerts] = {}
        self._notices: list[Notice] = []
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Notices of these chunks, then Faults."""
        for chunk in chunks:
            if chunk.payload:
                for message in self._cut(chunk):
                    self._take(message, chunk)
            if chunk.ended:
                self._end(chunk.link)
            self._last = Chunk(chunk.number, chunk.time_s, b"", chunk.link)
        return self._told()

    def flush(self) -> list[Item]:
        """Faults for messages that the end cut off."""
        for link in list(self._cutters):
            self._end(link)
        return self._told()

    def checkpoint(self) -> bytes:
        """Unfinished messages."""
        cutters = [[link, cutter.kept, cutter.offset, cutter.lost] for link, cutter in self._cutters.items()]
        return pack({"cutters": cutters, "last": [self._last.number, self._last.time_s, self._last.link]})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutters = {}
        for link, kept, offset, lost in state["cutters"]:
            cutter = self._cutters[link] = Alerts(self._findings)
            cutter.kept, cutter.offset, cutter.lost = kept, offset, lost
        number, time_s, link = state["last"]
        self._last = Chunk(number, time_s, b"", link)

    def _cut(self, chunk: Chunk) -> list[bytes]:
        """Messages that a chunk completes."""
        if self._settings.stream:
            cutter = self._cutters.get(chunk.link)  # those of a run that was broken off never end: bounded
            if cutter is None:
                cutter = keep(self._cutters, chunk.link, Alerts(self._findings), MOST_LINKS)
            return [framed.payload for framed in cutter.feed(chunk.payload)]
        alone = Alerts(self._findings)
        messages = [framed.payload for framed in alone.feed(chunk.payload)]
        if not messages:  # in an encoding that is not ASCII below, or nothing at all: for `wire` to say
            return [chunk.payload]
        alone.flush()
        return messages

    def _end(self, link: str) -> None:
        cutter = self._cutters.pop(link, None)
        if cutter is not None:
            cutter.flush()

    def _take(self, message: bytes, chunk: Chunk) -> None:
        try:
            notice = notice_of(*wire.read(message), self._settings.feed, chunk.number)
        except DecodeError as error:
            self._findings.add(error.reason)
            return
        reasons = broken(notice, RULES)
        if not reasons and (reason := withheld(notice, self._settings.security_classification)):
            reasons.append(reason)
        for reason in reasons:
            self._findings.add(reason)
        if not reasons:
            self._notices.append(notice)

    def _told(self) -> list[Item]:
        items: list[Item] = [*self._notices]
        items += self._findings.take(self._settings.feed, self._last.time_s, self._last.number)
        self._notices = []
        return items
