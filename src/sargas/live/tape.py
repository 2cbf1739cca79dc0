"""Tape: sources that bring their own times (files, journals, exercises), merged in time order and played by a clock.

What is put into the intake, and in which order, depends on the sources alone: not on speed, machine or interruption.
"""

import asyncio
import hashlib
import heapq
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor
from typing import NamedTuple

from sargas.errors import ConfigError
from sargas.live.clock import TapeClock
from sargas.live.intake import Sink
from sargas.live.supervision import one_line


class Piece(NamedTuple):
    """What a journal gives: bytes, or what became of a link."""

    time_s: float
    payload: bytes
    link: str = ""
    event: str = ""
    """connected, lost or restarted instead of bytes."""
    detail: str = ""


TimedSource = Iterator[tuple[float, bytes]] | Iterator[Piece]
"""(arrival time in UTC Unix seconds, payload), or pieces with links; times that go back are taken as standing still. A
generator may return one line for the operator: what could not be read."""

PULL_BYTES = 1 << 16
PULL_ITEMS = 512
LONGEST_PAUSE_S = 0.5
HEAD_BYTES = 1 << 16
"""A source is known by its first payloads: so many bytes..."""
HEAD_ITEMS = 512
"""...or so many payloads."""

_DIGEST = ", begins with SHA-256 "


class _Item(NamedTuple):
    time_s: float
    feed: str
    payload: bytes
    link: str = ""
    event: str = ""
    """connected, lost, restarted or ended instead of bytes."""
    detail: str = ""


class Tape:
    """The merged sources of one partition."""

    def __init__(
        self,
        sources: Mapping[str, Callable[[], TimedSource]],
        taken: Mapping[str, int],
        played: Mapping[str, str],
        names: Mapping[str, str],
    ) -> None:
        """`taken`: how many records of each feed are in the journal already; so many are passed over.

        `played`: what the journal says was played; with another source ConfigError is raised, here or by `pull`.
        `names` of the sources.
        """
        if played and not any(feed in played for feed in sources):
            raise _other_recording(next(iter(played.values())))
        self.failures: list[tuple[str, str]] = []
        """(feed, reason) of sources that gave nothing at all."""
        self._played, self._names = played, names
        streams = [self._items(feed, source, taken.get(feed, 0)) for feed, source in sources.items()]
        self._merged = heapq.merge(*streams, key=lambda item: item.time_s)

    def _items(self, feed: str, source: Callable[[], TimedSource], skip: int) -> Iterator[_Item]:
        whole = self._whole(feed, source)
        for _ in range(skip):
            if next(whole, None) is None:
                return
        yield from whole

    def _whole(self, feed: str, source: Callable[[], TimedSource]) -> Iterator[_Item]:
        pieces = _pieces(source)
        head: list[Piece] = []
        digest = hashlib.sha256()
        end: tuple[str, str] | None = None
        size = payloads = 0
        while end is None and size < HEAD_BYTES and payloads < HEAD_ITEMS:
            try:
                head.append(next(pieces))
                digest.update(head[-1].payload)
                size += len(head[-1].payload)
                payloads += not head[-1].event
            except StopIteration as stop:
                end = stop.value
        if not head:
            self.failures.append((feed, (end or ("", ""))[1] or "nothing in it"))
            return
        source_now = f"{self._names.get(feed, feed)}{_DIGEST}{digest.hexdigest()[:32]}"
        if self._played.get(feed, source_now) != source_now:
            raise _other_recording(self._played[feed])
        time_s = head[0].time_s
        yield _Item(time_s, feed, b"", "", "connected", source_now)
        for piece in head:
            time_s = max(time_s, piece.time_s)
            yield _Item(time_s, feed, *piece[1:])
        while end is None:
            try:
                piece = next(pieces)
            except StopIteration as stop:
                end = stop.value
            else:
                time_s = max(time_s, piece.time_s)
                yield _Item(time_s, feed, *piece[1:])
        yield _Item(time_s, feed, b"", "", *end)

    def pull(self) -> list[_Item]:
        """The next items, in time order; none when all sources have ended. Blocks (files, simulation)."""
        items: list[_Item] = []
        size = 0
        for item in self._merged:
            items.append(item)
            size += len(item.payload)
            if size >= PULL_BYTES or len(items) >= PULL_ITEMS:
                break
        return items


def _pieces(source: Callable[[], TimedSource]) -> Generator[Piece, None, tuple[str, str]]:
    """What the source gives; returns how it ended and what is to be told of it. Never raises."""
    try:
        given: Iterator[tuple[float, bytes] | Piece] = source()
        while True:
            try:
                piece = next(given)
            except StopIteration as stop:
                return "ended", stop.value or ""
            yield piece if isinstance(piece, Piece) else Piece(piece[0], piece[1])
    except Exception as error:  # one source must not end the others
        return "lost", one_line(error)


def _other_recording(played: str) -> ConfigError:
    name = played.rpartition(_DIGEST)[0] or played
    return ConfigError([f"this folder holds another recording ({name}): choose another --data"])


async def play(tape: Tape, clock: TapeClock, sinks: Mapping[str, Sink], reader: Executor) -> bool:
    """Put everything into the sinks when its time has come; at the end of all sources, whether there was anything."""
    loop = asyncio.get_running_loop()
    played = False
    while items := await loop.run_in_executor(reader, tape.pull):
        played = True
        for item in items:
            if not clock.has_begun:
                clock.begin(item.time_s)
            clock.limit_s = max(clock.limit_s, item.time_s)
            while (pause_s := clock.wait_s(item.time_s)) > 0.0:  # another pace may be asked for meanwhile
                await asyncio.sleep(min(pause_s, LONGEST_PAUSE_S))
            sink = sinks[item.feed].branch(item.link) if item.link else sinks[item.feed]
            if item.event:
                sink.tell(item.event, item.detail, item.time_s)
            else:
                await sink.put(item.payload, item.time_s)
    for feed, reason in tape.failures:
        sinks[feed].tell("lost", reason)
        played = True
    return played
