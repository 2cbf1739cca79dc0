"""Decoder of CAP 1.2: each message that keeps the schema and the rules is a Notice, in the order in which they came.

Rule: a message is taken whole or not at all; what it breaks is named, all of it. What stands alone and is well formed
is one message; only what is not is cut into several. A signature is not verified: the notice says that there was one.
A notice that says of itself (as ours do, `labels`) that it is of a higher classification than its feed, or of an
unknown one, is refused. What was said already, word for word, is nothing: lists are fetched again and again. No sensor
of ours sees a notice.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from sargas.errors import DecodeError
from sargas.formats.cap import wire
from sargas.formats.cap.labels import withheld
from sargas.formats.cap.notices import notice_of
from sargas.formats.cap.rules import RULES, broken
from sargas.formats.cap.settings import Settings
from sargas.formats.framing.alerts import Alerts
from sargas.formats.framing.framed import Findings
from sargas.model.batch import Item
from sargas.model.bounded import keep, kept
from sargas.model.checkpoint import pack, unpack
from sargas.model.notice import Notice
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

MOST_LINKS, MOST_KEPT_BYTES, MOST_SAID = 64, 8 << 20, 8192
TOO_MUCH = "alerts of all links together that are not complete: more than 8 MiB, the longest was skipped"
"""Of all links together, what is not complete; messages known again."""


class Decoder:
    """See `sargas.formats.format.Decoder`. State: the unfinished message of each link, digests of what was said."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._findings = Findings()
        self._cutters: dict[str, Alerts] = {}
        """Those of a run that was broken off never end: bounded."""
        self._said: dict[bytes, None] = {}
        self._notices: list[Notice] = []
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Notices of these chunks, then Faults."""
        for chunk in chunks:
            if chunk.payload:
                if self._settings.stream:
                    self._cut(chunk)
                else:
                    self._alone(chunk)
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
        """Unfinished messages, what was said."""
        cutters = [[link, cutter.state()] for link, cutter in self._cutters.items()]
        last = [self._last.number, self._last.time_s, self._last.link]
        return pack({"cutters": cutters, "said": list(self._said), "last": last})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutters = {}
        for link, left in state["cutters"]:
            self._cutters[link] = Alerts(self._findings)
            self._cutters[link].set_state(left)
        self._said = dict.fromkeys(state["said"])
        number, time_s, link = state["last"]
        self._last = Chunk(number, time_s, b"", link)

    def _cut(self, chunk: Chunk) -> None:
        """Messages that a chunk completes."""
        cutter = kept(self._cutters, chunk.link, lambda: Alerts(self._findings), MOST_LINKS)
        for framed in cutter.feed(chunk.payload):
            self._take(framed.payload, chunk)
        while sum(cutter.kept_bytes for cutter in self._cutters.values()) > MOST_KEPT_BYTES:
            max(self._cutters.values(), key=lambda one: one.kept_bytes).drop(TOO_MUCH)

    def _alone(self, chunk: Chunk) -> None:
        """The message that a chunk is, or those that it holds one after another."""
        reason = self._take(chunk.payload, chunk, wire.TO_BE_CUT)
        if not reason:
            return
        findings = Findings()
        cutter = Alerts(findings)
        messages = cutter.feed(chunk.payload)
        if not messages:
            self._findings.add(reason)
            return
        cutter.flush()
        for fault in findings.faults("", 0.0):
            self._findings.add(fault.reason, count=fault.count)
        for framed in messages:
            self._take(framed.payload, chunk)

    def _end(self, link: str) -> None:
        cutter = self._cutters.pop(link, None)
        if cutter is not None:
            cutter.flush()

    def _take(self, message: bytes, chunk: Chunk, unless: Sequence[str] = ()) -> str:
        """Takes a message in; "", or for which of the reasons in `unless` it was left alone."""
        try:
            notice = notice_of(*wire.read(message), self._settings.feed)
        except DecodeError as error:
            if error.reason in unless:
                return error.reason
            self._findings.add(error.reason)
            return ""
        reasons = broken(notice, RULES)
        if not reasons and (reason := withheld(notice, self._settings.security_classification)):
            reasons.append(reason)
        for reason in reasons:
            self._findings.add(reason)
        said = hashlib.sha256(msgspec.msgpack.encode(notice)).digest()
        if not reasons and said not in self._said:
            self._notices.append(msgspec.structs.replace(notice, record_number=chunk.number))
            keep(self._said, said, None, MOST_SAID)
        return ""

    def _told(self) -> list[Item]:
        items: list[Item] = [*self._notices]
        items += self._findings.take(self._settings.feed, self._last.time_s, self._last.number)
        self._notices = []
        return items
