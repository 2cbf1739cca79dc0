"""Exporting: what was released, to the recipients of one export, over its links.

    partition -changes-> outbox (release) -> session of each link -> bytes -> transport
    transport -bytes-> journal, session -> answers

An export uses the transports of feeds: it connects or listens, is tried again, and what its peers say is journaled
under `#name`. A link that is new is told everything that may leave; one that does not read is cut off. No link holds up
another, or the partition.
"""

import asyncio
import functools
import logging
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from sargas.formats.format import Session
from sargas.ingest import STREAMS
from sargas.live.address import Address
from sargas.live.events import State
from sargas.live.intake import Intake, Sink, Way
from sargas.live.settings import Settings
from sargas.live.supervision import Receive, supervise
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.record import of_link
from sargas.model.released import Released
from sargas.model.tracks import ENDED, Tracks
from sargas.sharing.outbox import Outbox

TURN_S = 0.1
"""How often what is due is looked for."""

_LOG = logging.getLogger("sargas.live")


class _Links(Sink):
    """The sink that the transport of an export is given: its bytes are journaled and heard by the link's session."""

    def __init__(self, feed: str, intake: Intake, export: "Exporter", link: str = "") -> None:
        super().__init__(feed, intake)
        self._export, self._link = export, link

    def opened(self, way: Way, link: str = "") -> None:
        super().opened(way, link)
        self._export.begin(link, way)

    def closed(self, link: str = "") -> None:
        super().closed(link)
        self._export.end(link)

    async def put(self, payload: bytes, time_s: float | None = None) -> None:
        await super().put(payload, time_s)
        self._export.hear(self._link, payload)

    def branch(self, link: str) -> Sink:
        sink = _Links(of_link(self.feed, link), self._intake, self._export, link)
        sink.counters = self.counters
        return sink


class Exporter:
    """One export of one partition: a `sargas.live.events.Subscriber`. All methods belong to the event loop."""

    def __init__(
        self,
        name: str,
        partition: str,
        where: Address,
        session: Callable[[], Session],
        outbox: Outbox,
        marks_simulated: bool,
    ) -> None:
        self.name, self.partition = name, partition
        self.where = where
        self._make_session = session
        self._outbox = outbox
        self._is_stream = where.scheme in STREAMS
        self._may_simulate = marks_simulated or where.is_here
        self._sessions: dict[str, tuple[Session, Way]] = {}
        self._current: dict[int, tuple[Tracks, int]] = {}
        """Every track there is: (columns, row)."""
        self._time_s = 0.0
        self._sink: _Links | None = None
        self.items = 0
        """Released items told, once for each link."""

    def state(self, partition: str, state: State) -> None:
        """Nothing is told of it."""

    def plots(self, partition: str, time_s: float, plots: Plots) -> None:
        """Plots never leave."""

    def picture(
        self, partition: str, time_s: float, tracks: Tracks, incidents: list[Incident], alerts: list[Alert]
    ) -> None:
        """Everything, after a start; incidents and alerts were told before it."""
        if partition == self.partition:
            self._time_s = time_s
            self._current.clear()
            self._keep(tracks)
            self._outbox.take(time_s, tracks, (), ())

    def changes(self, partition: str, changes: Changes) -> None:
        """What one update changed."""
        if partition == self.partition:
            self._time_s = changes.time_s
            self._keep(changes.tracks)
            self._outbox.changes(changes)

    def _keep(self, tracks: Tracks) -> None:
        ended = tracks.status == ENDED
        for row, number in enumerate(tracks.number.tolist()):
            if ended[row]:
                self._current.pop(number, None)
            else:
                self._current[number] = (tracks, row)

    def counters(self) -> dict[str, Any]:
        """Figures for /metrics."""
        counters = self._sink.counters if self._sink else None
        return {
            "links": len(self._sessions),
            "connects": counters.connects if counters else 0,
            "items": self.items,
            "bytes_in": counters.bytes if counters else 0,
            "withheld": {reason: {"items": count} for reason, count in self._outbox.withheld.items()},
        }

    async def run(self, intake: Intake, receive: Receive, settings: Settings) -> None:
        """Until cancelled."""
        self._sink = _Links(of_link("", self.name), intake, self)
        await asyncio.gather(supervise(self.where, receive, self._sink, settings), self._turn())

    async def _turn(self) -> None:
        while True:
            await asyncio.sleep(TURN_S)
            try:
                released = [one for one in self._outbox.due(self._time_s) if self._may_leave(one)]
            except Exception:  # our bug: told, and the next turn comes
                _LOG.exception("export %s: what is due could not be released", self.name)
                continue
            for link in list(self._sessions):
                self._guarded(link, functools.partial(self._speak, link, released))

    def _guarded(self, link: str, act: Callable[[], None]) -> None:
        """`act` for one link: a bug in it ends the link, and nothing else."""
        try:
            act()
        except Exception:
            _LOG.exception("export %s: a link failed", self.name)
            self._sessions.pop(link, None)

    def _may_leave(self, one: Released[Any]) -> bool:
        if self._may_simulate or not one.item.simulated:
            return True
        self._outbox.withheld["simulated: the format cannot say so to another machine"] += 1
        return False

    def begin(self, link: str, way: Way) -> None:
        """A link stands."""
        self._guarded(link, lambda: self._begin(link, way))

    def _begin(self, link: str, way: Way) -> None:
        session = self._make_session()
        self._sessions[link] = session, way
        self._send(link, session.open(time.time()))

    def end(self, link: str) -> None:
        """It does not any more."""
        self._sessions.pop(link, None)

    def hear(self, link: str, data: bytes) -> None:
        """The peer of a link said something."""
        if link in self._sessions:
            self._guarded(link, lambda: self._hear(link, data))

    def _hear(self, link: str, data: bytes) -> None:
        session, _ = self._sessions[link]
        self._send(link, session.hear(data, time.time()))
        for note in session.notes():
            _LOG.warning("export %s: %s", self.name, note)
            if self._sink is not None:
                self._sink.tell("noted", note)

    def _speak(self, link: str, released: list[Released[Any]]) -> None:
        session, _ = self._sessions[link]
        now_s = time.time()
        frames = session.tick(now_s)
        if session.asks():
            parts = [tracks.take(np.array([row])) for tracks, row in self._current.values()]
            whole = self._outbox.whole(self._time_s, Tracks.concatenate(parts))
            released = [*[one for one in whole if self._may_leave(one)], *released]
        if released:
            frames += session.tell(released, now_s)
            self.items += len(released)
        self._send(link, frames)

    def _send(self, link: str, frames: list[bytes]) -> None:
        if self._is_stream and frames:
            frames = [b"".join(frames)]
        for frame in frames:
            if link in self._sessions and not self._sessions[link][1](frame):
                del self._sessions[link]
