"""Exporting: what was released, to the recipients of one export, over its links.

    partition -changes-> outbox (release) -> session of each link -> bytes -> transport
    transport -bytes-> journal, session -> answers

An export uses the transports of feeds: it connects or listens, is tried again, and what its peers say is journaled
under `#name`. A link that is new is told everything that may leave; where all links lead to one recipient, and the
format's sessions remember, it goes on where the last one ended (`lasting`). One that reads slowly is told the latest of
each track when it has read, one that does not read is cut off, and so is one whose session fails. No link holds up the
partition; long pictures are told in parts.
"""

import asyncio
import functools
import itertools
import logging
import math
import time
from collections.abc import Callable
from typing import Any

from sargas.formats.format import Closing, Session, Standing
from sargas.ingest import STREAMS
from sargas.live.address import Address
from sargas.live.events import State
from sargas.live.intake import Intake, Sink, Way
from sargas.live.lasting import Lasting
from sargas.live.settings import Settings
from sargas.live.supervision import Receive, supervise
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.checkpoint import pack, unpack
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.record import of_link
from sargas.model.released import Released
from sargas.model.search import Search
from sargas.model.track import Track
from sargas.model.tracks import Tracks
from sargas.sharing.outbox import Outbox

TURN_S = 0.1
"""How often what is due is looked for."""
AGAIN_S = 2.0
"""A link is told everything this often at most, however often it asks."""
PART = 200
"""Items told before others get a turn."""
SLOW_BYTES = 1 << 18
"""With so much unread a link is told of no track yet."""
LATE_S = 5.0
"""A picture that is older is not kept up to date."""
NOTE_S = 10.0
"""A link's notes reach the operator this often at most: each is a peer's doing."""
SIMULATED = "simulated: the format cannot say so to another machine"
TOO_MANY = "messages that wait for the recipient are more than 4 MiB: the oldest are not told"
FORGOTTEN = "{} of what waited before the restart are not told: its terms or settings are others now"
REAL = "real: the format is of simulations alone"
"""Why something does not leave; the last is told to the operator, once."""

_LOG = logging.getLogger("sargas.live")


class _Links(Sink):
    """The sink that the transport of an export is given: its bytes are journaled and heard by the link's session."""

    hears = False

    def __init__(self, feed: str, intake: Intake, export: "Exporter", link: str = "") -> None:
        super().__init__(feed, intake)
        self._export, self._link = export, link
        self.media_type = export.media_type

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


class _Link:
    """One link: its session and its way."""

    def __init__(self, session: Session, way: Way) -> None:
        self.session, self.way = session, way
        self.lasts = False
        """It goes on where the last one ended, and so will the next."""
        self.owed: dict[int, Released[Track]] = {}
        """What it is to be told of tracks, the latest of each."""
        self.wants_all = False
        self.told_all_s = -AGAIN_S
        self.noted_s = -NOTE_S


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
        simulated_only: bool = False,
        media_type: str = Sink.media_type,
        whom: bytes = b"",
        manner: bytes = b"",
    ) -> None:
        """`whom`: who is told, and where: what waits for somebody is not told to somebody else after a restart.
        `manner`: by which settings messages are written; those that were by others are not told after a restart.
        """
        self.name, self.partition, self.where = name, partition, where
        self._make_session = session
        self._outbox, self._whom, self._manner = outbox, whom, manner
        self._is_stream = where.scheme in STREAMS
        self._may_simulate = marks_simulated or where.stays_here
        self._may_be_real = not simulated_only
        self.media_type = media_type
        self._lasting = None if where.listens else Lasting(name, where.scheme in STREAMS)
        self._links: dict[str, _Link] = {}
        self._time_s = 0.0
        self._forgotten = 0
        """How much of what waited before a restart is not told."""
        self._runs = False
        """Whether the picture is kept up to date."""
        self._sink: _Links | None = None
        self.items = 0
        """Messages told, of all links."""

    def state(self, partition: str, state: State) -> None:
        """Sessions that say how we stand are told whether the picture is kept up to date."""
        if partition != self.partition:
            return
        late_s = math.inf if state.time_s is None else state.time_s - self._time_s
        self._runs = state.phase == "running" and state.speed > 0.0 and late_s <= LATE_S * max(state.speed, 1.0)
        for name in list(self._links):
            self._guarded(name, functools.partial(self._stand, name))

    def _stand(self, name: str) -> None:
        link = self._links.get(name)
        if link is not None and isinstance(link.session, Standing):
            self._send(name, link.session.stand(self._runs, time.time()))

    def plots(self, partition: str, time_s: float, plots: Plots) -> None:
        """Plots never leave."""

    def picture(
        self, partition: str, time_s: float, tracks: Tracks, incidents: list[Incident], alerts: list[Alert]
    ) -> None:
        """Everything, after a start."""
        if partition == self.partition:
            self._time_s = time_s
            self._outbox.picture(time_s, tracks, incidents, alerts)

    def searches(self, partition: str, time_s: float, searches: list[Search]) -> None:
        """Every search, after a start."""
        if partition == self.partition:
            self._outbox.searches(time_s, searches)

    def changes(self, partition: str, changes: Changes) -> None:
        """What one update changed."""
        if partition == self.partition:
            self._time_s = changes.time_s
            self._outbox.changes(changes)

    def see(self, changes: Changes) -> None:
        """What an earlier run told of, or was about to, gone through again."""
        self._outbox.see(changes)

    def checkpoint(self) -> bytes:
        """What must not be forgotten: who made the tracks, what the recipient was told, and what it was not."""
        session = next((link.session for link in self._links.values() if link.lasts), None)
        lasting = self._lasting.state(session) if self._lasting else {}
        return pack({"outbox": self._outbox.state(), "lasting": lasting, "whom": self._whom, "manner": self._manner})

    def restore(self, data: bytes | None) -> None:
        """Inverse of `checkpoint`; None of a checkpoint that does not know of this export."""
        state = {} if data is None else unpack(data)
        may_be_told = self._outbox.restore(state.get("outbox", data))  # before, there was nothing else
        if self._lasting and state.get("lasting"):
            may_be_told = may_be_told and state.get("whom") == self._whom
            self._forgotten = self._lasting.set_state(
                state["lasting"], may_be_told, state.get("manner") == self._manner
            )

    def counters(self) -> dict[str, Any]:
        """Figures for /metrics."""
        counters = self._sink.counters if self._sink else None
        return {
            "links": len(self._links),
            "connects": counters.connects if counters else 0,
            "turned_away": counters.turned_away if counters else 0,
            "items": self.items,
            "bytes_in": counters.bytes if counters else 0,
            "dropped": self._lasting.dropped if self._lasting else 0,
            "withheld": {reason: {"items": count} for reason, count in self._outbox.withheld.items()},
        }

    async def run(self, intake: Intake, receive: Receive, settings: Settings) -> None:
        """Until cancelled."""
        self._sink = _Links(of_link("", self.name), intake, self)
        if self._forgotten:
            self._tell_operator(FORGOTTEN.format(self._forgotten))
        await asyncio.gather(supervise(self.where, receive, self._sink, settings), self._turns())

    async def _turns(self) -> None:
        while True:
            await asyncio.sleep(TURN_S)
            asking: set[str] = set()
            for name in list(self._links):
                self._guarded(name, functools.partial(self._ask, name, asking))
            try:
                released = [one for one in self._outbox.due(self._time_s) if self._may_leave(one)]
                if self._lasting and self._links:
                    released = [*self._lasting.missed(), *released]
                elif self._lasting:
                    self._lasting.miss(released)
                whole = [one for one in self._outbox.whole() if self._may_leave(one)] if asking else []
            except Exception:  # our bug: told, and the next turn comes
                _LOG.exception("export %s: what is due could not be released", self.name)
                continue
            for name in list(self._links):
                await self._speak(name, released, whole if name in asking else None)

    def _ask(self, name: str, asking: set[str]) -> None:
        """Adds a link to those that are told everything now."""
        link = self._links[name]
        link.wants_all = link.session.asks() or link.wants_all
        if link.wants_all and time.monotonic() - link.told_all_s >= AGAIN_S:
            asking.add(name)

    def _may_leave(self, one: Released[Any]) -> bool:
        may = self._may_simulate if one.item.simulated else self._may_be_real
        if may:
            return True
        reason = SIMULATED if one.item.simulated else REAL
        if reason == REAL and reason not in self._outbox.withheld:
            self._tell_operator(reason)
        self._outbox.withheld[reason] += 1
        return False

    async def _speak(self, name: str, released: list[Released[Any]], whole: list[Released[Any]] | None) -> None:
        """Tells one link what was released, after `whole` where it is to be told everything; what is in that, once."""
        link = self._links.get(name)
        if link is None:
            return
        items = released
        if whole is not None:
            there = {(type(one.item), one.item.number) for one in whole}
            items = [*whole, *(one for one in released if (type(one.item), one.item.number) not in there)]
            link.wants_all, link.told_all_s = False, time.monotonic()
        link.owed.update((one.item.number, one) for one in items if isinstance(one.item, Track))
        self._guarded(name, lambda: self._tell(name, [one for one in items if not isinstance(one.item, Track)]))
        while link.owed and link.way.waiting() <= SLOW_BYTES and name in self._links:
            part = [link.owed.pop(number) for number in list(itertools.islice(link.owed, PART))]
            self._guarded(name, functools.partial(self._tell, name, part))
            await asyncio.sleep(0)

    def _tell(self, name: str, items: list[Released[Any]]) -> None:
        link = self._links.get(name)
        if link is None:
            return
        now_s = time.time()
        frames = link.session.tick(now_s)
        if items:  # as of the time to which the recipient's policy holds everything back
            told = link.session.tell(items, now_s - self._outbox.delay_s, self._time_s - self._outbox.delay_s)
            self.items += len(told)
            frames += told
        self._send(name, frames)
        self._note(link)

    def _guarded(self, name: str, act: Callable[[], None]) -> None:
        """`act` for one link: a bug in it ends the link, and nothing else."""
        try:
            act()
        except Exception:
            _LOG.exception("export %s: a link failed", self.name)
            self._cut(name)
            if self._lasting:
                self._lasting.forget_told()

    def _cut(self, name: str) -> None:
        link = self._let_go(name)
        if link is not None:
            link.way.close()

    def _let_go(self, name: str) -> _Link | None:
        link = self._links.pop(name, None)
        if link is not None and link.lasts and self._lasting:
            self._lasting.end(link.session, link.way, time.time())
        return link

    def begin(self, name: str, way: Way) -> None:
        """A link stands."""
        self._guarded(name, lambda: self._begin(name, way))

    def _begin(self, name: str, way: Way) -> None:
        link = self._links[name] = _Link(self._make_session(), way)
        link.lasts = self._lasting is not None and self._lasting.begin(link.session)
        self._stand(name)
        self._send(name, link.session.open(time.time()))

    def end(self, name: str) -> None:
        """It does not any more; what the session says last goes as far as it still can."""
        link = self._links.get(name)
        if link is not None and isinstance(link.session, Closing):
            closing = link.session
            self._guarded(name, lambda: self._send(name, closing.close(time.time())))
        self._let_go(name)

    def hear(self, name: str, data: bytes) -> None:
        """The peer of a link said something."""
        if name in self._links:
            self._guarded(name, lambda: self._hear(name, data))

    def _hear(self, name: str, data: bytes) -> None:
        link = self._links[name]
        self._send(name, link.session.hear(data, time.time()))
        self._note(link)

    def _note(self, link: _Link) -> None:
        """One note to the operator, in one line of what can be printed; how many more there were."""
        notes = link.session.notes()
        if not notes or time.monotonic() - link.noted_s < NOTE_S:
            return
        more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
        self._warn(link, "".join(letter if letter.isprintable() else " " for letter in notes[0][:200]) + more)

    def _warn(self, link: _Link, line: str) -> None:
        if time.monotonic() - link.noted_s >= NOTE_S:
            link.noted_s = time.monotonic()
            self._tell_operator(line)

    def _tell_operator(self, line: str) -> None:
        _LOG.warning("export %s: %s", self.name, line)
        if self._sink is not None:
            self._sink.tell("noted", line)

    def _send(self, name: str, frames: list[bytes]) -> None:
        link = self._links.get(name)
        if link is not None and link.lasts and self._lasting:
            if self._lasting.add(frames):
                self._warn(link, TOO_MANY)
            if not self._lasting.give(link.way, time.time()):
                self._cut(name)
            return
        if self._is_stream and frames:
            frames = [b"".join(frames)]
        for frame in frames:
            link = self._links.get(name)
            if link is not None and not link.way.send(frame):
                self._cut(name)
