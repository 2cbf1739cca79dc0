"""Intake: what arrived and is not journaled yet. The only place where anything may be dropped, and it is counted.

Arrival time is read once, here, and never decreases.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from sargas.errors import Unavailable
from sargas.model.record import RecordKind, link_of, of_link

OVERHEAD_BYTES = 64
"""Counted for each entry beside its payload, so that empty datagrams fill the intake too."""


TOLD_S = 1.0
"""Dropped datagrams are told no oftener than this."""


class Way(NamedTuple):
    """How a peer is reached; nothing of it blocks."""

    send: Callable[[bytes], bool]
    """Whether it took the bytes."""
    close: Callable[[], None]
    waiting: Callable[[], int]
    """Bytes that it was sent and has not read."""


class Entry(NamedTuple):
    """A record to be: no number yet. `token` is who waits for it to take effect, 0 for nobody. `personal`: erasure by
    age may take it."""

    time_s: float
    feed: str
    kind: RecordKind
    payload: bytes
    token: int = 0
    personal: bool = False


class FeedCounters(msgspec.Struct):
    """Of one feed, since the start of the process."""

    records: int = 0
    bytes: int = 0
    dropped: int = 0
    connected: bool = False
    connects: int = 0
    links: int = 0
    """Peers that are connected to a feed that listens."""
    turned_away: int = 0
    """Peers of a feed that listens that were not taken: no place, no certificate, too many at once."""
    answers: int = 0
    """Said back to peers..."""
    unanswered: int = 0
    """...or not, because the way back was gone or full."""


class Intake:
    """A bounded queue by bytes. All methods belong to the event loop."""

    def __init__(self, limit_bytes: int, heavy_bytes: int, clock: Callable[[], float]) -> None:
        """`heavy_bytes`: so much is worth a commit at once."""
        self._limit_bytes = limit_bytes
        self._heavy_bytes = heavy_bytes
        self._clock = clock
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._last_s = 0.0
        self._room = asyncio.Event()
        self._room.set()
        self._added = self._settled = 0
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()
        self.arrived = asyncio.Event()
        """Set whenever something waits, or somebody wants the writer to look at the clock."""
        self.heavy = asyncio.Event()
        """Set when enough waits for a commit."""

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def waiting_bytes(self) -> int:
        """Bytes that wait, entries' overhead included."""
        return self._bytes

    @property
    def is_full(self) -> bool:
        """Whether streams must wait and datagrams fall."""
        return self._bytes >= self._limit_bytes

    def not_before(self, time_s: float) -> None:
        """Time of the last record there is: nothing arrives earlier."""
        self._last_s = max(self._last_s, time_s)

    def now_s(self) -> float:
        """The clock, held where it stands when it goes backwards."""
        self._last_s = max(self._last_s, self._clock())
        return self._last_s

    def add(
        self,
        feed: str,
        kind: RecordKind,
        payload: bytes,
        token: int = 0,
        time_s: float | None = None,
        personal: bool = False,
    ) -> None:
        """Append without asking for room (decisions, connections; the caller asked for sensor bytes)."""
        if time_s is None:
            time_s = self.now_s()
        else:
            time_s = self._last_s = max(self._last_s, time_s)
        self._entries.append(Entry(time_s, feed, kind, payload, token, personal))
        self._bytes += len(payload) + OVERHEAD_BYTES
        self._added += 1
        if self.is_full:
            self._room.clear()
        if self._bytes >= self._heavy_bytes:
            self.heavy.set()
        self.arrived.set()

    async def room(self) -> None:
        """Return when there is room."""
        await self._room.wait()

    async def durable(self) -> None:
        """Return when everything that was added is written down. Raises Unavailable when it cannot be."""
        if self._settled < self._added:
            written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append((self._added, written))
            await written

    def settle(self, count: int, trouble: str = "") -> None:
        """So many more of those that were taken are written down, or given up because of `trouble`."""
        self._settled += count
        if trouble:  # who waits for later ones too is told so: nobody knows which were theirs
            for _, written in self._waiters:
                if not written.done():
                    written.set_exception(Unavailable(f"not written down: {trouble}"))
            self._waiters.clear()
        while self._waiters and self._waiters[0][0] <= self._settled:
            written = self._waiters.popleft()[1]
            if not written.done():
                written.set_result(None)

    def take(self) -> list[Entry]:
        """Everything that waits, in order."""
        entries = list(self._entries)
        self._entries.clear()
        self._bytes = 0
        self._room.set()
        self.arrived.clear()
        self.heavy.clear()
        return entries


class Sink:
    """One feed's door into the intake, and its way back to peers; transports know only this."""

    hears = True
    """Its peers are there to tell us something."""
    media_type = "application/octet-stream"
    """Of what is posted to them (HTTP)."""

    def __init__(self, feed: str, intake: Intake, personal: bool = False) -> None:
        """`personal`: its bytes hold personal data."""
        self.feed = feed
        self._personal = personal
        self.counters = FeedCounters()
        self._intake = intake
        self._ways: dict[str, Way] = {}
        self._fallen = 0
        self._told_s = 0.0

    def offer(self, payload: bytes) -> None:
        """A datagram: taken when there is room, else dropped and counted."""
        if self._intake.is_full:
            self.fell(1)
            return
        if self._fallen and self._intake.now_s() >= self._told_s + TOLD_S:
            fallen, self._fallen, self._told_s = self._fallen, 0, self._intake.now_s()
            self.tell("dropped", f"{fallen} datagrams dropped before journaling: they came faster than they were read")
        self._take(payload, None)

    def fell(self, count: int) -> None:
        """So many datagrams are lost; told with the next that is taken, at most once in TOLD_S."""
        self._fallen += count
        self.counters.dropped += count

    async def put(self, payload: bytes, time_s: float | None = None) -> None:
        """A piece of a stream: waits for room, so that the peer is held back and nothing is dropped."""
        if self._intake.is_full:
            await self._intake.room()
        self._take(payload, time_s)

    def _take(self, payload: bytes, time_s: float | None) -> None:
        self.counters.records += 1
        self.counters.bytes += len(payload)
        self._intake.add(self.feed, RecordKind.BYTES, payload, time_s=time_s, personal=self._personal)

    async def durable(self) -> None:
        """Return when all that was taken is written down. Raises Unavailable when it cannot be."""
        await self._intake.durable()

    def opened(self, way: Way, link: str = "") -> None:
        """How a peer is answered from now on."""
        self._ways[link] = way

    def closed(self, link: str = "") -> None:
        """There is no way back any more."""
        self._ways.pop(link, None)

    def answer(self, payload: bytes, link: str = "") -> None:
        """Bytes to the peer of a link; counted when they cannot go."""
        way = self._ways.get(link)
        if way is not None and way.send(payload):
            self.counters.answers += 1
        else:
            self.counters.unanswered += 1

    def branch(self, link: str) -> "Sink":
        """The door of one of several peers: its records are of `feed#link`, its figures are the feed's."""
        sink = Sink(of_link(self.feed, link), self._intake, self._personal)
        sink.counters = self.counters
        return sink

    def tell(self, event: str, detail: str = "", time_s: float | None = None) -> None:
        """Journal what became of the link: connected, lost, restarted, dropped or ended. One record per change."""
        is_link = bool(link_of(self.feed)[1])
        if event == "connected":
            self.counters.connects += 1
        if is_link and event in ("connected", "lost"):
            self.counters.links += 1 if event == "connected" else -1
        elif event in ("connected", "lost", "ended"):
            self.counters.connected = event == "connected"
        payload = msgspec.msgpack.encode({"event": event, "detail": detail})
        self._intake.add(self.feed, RecordKind.CONNECT, payload, time_s=time_s)
