"""Tape: sources that bring their own times (files, journals, exercises), merged in time order and played by a clock.

What is put into the intake, and in which order, depends on the sources alone: not on speed, machine or interruption.
"""

import asyncio
import heapq
import math
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from typing import NamedTuple

from sargas.live.clock import TapeClock
from sargas.live.intake import Sink
from sargas.live.supervision import one_line

TimedSource = Iterator[tuple[float, bytes]]
"""(arrival time in UTC Unix seconds, payload); times that go back are taken as standing still. A generator may return
one line for the operator: what could not be read."""

PULL_BYTES = 1 << 16
PULL_ITEMS = 512


class _Item(NamedTuple):
    time_s: float
    feed: str
    payload: bytes
    event: str = ""
    """connected or ended instead of bytes."""
    detail: str = ""


class Tape:
    """The merged sources of one partition."""

    def __init__(self, sources: Mapping[str, Callable[[], TimedSource]], taken: Mapping[str, int]) -> None:
        """`taken`: how many records of each feed are in the journal already; so many are passed over."""
        self.failures: list[tuple[str, str]] = []
        """(feed, reason) of sources that gave nothing at all."""
        streams = [self._items(feed, source, taken.get(feed, 0)) for feed, source in sources.items()]
        self._merged = heapq.merge(*streams, key=lambda item: item.time_s)

    def _items(self, feed: str, source: Callable[[], TimedSource], skip: int) -> Iterator[_Item]:
        whole = self._whole(feed, source)
        for _ in range(skip):
            if next(whole, None) is None:
                return
        yield from whole

    def _whole(self, feed: str, source: Callable[[], TimedSource]) -> Iterator[_Item]:
        time_s = -math.inf
        outcome, detail = "ended", ""
        try:
            items = source()
            while True:
                try:
                    at_s, payload = next(items)
                except StopIteration as end:
                    detail = end.value or ""
                    break
                if time_s == -math.inf:
                    yield _Item(at_s, feed, b"", "connected")
                time_s = max(time_s, at_s)
                yield _Item(time_s, feed, payload)
        except Exception as error:  # one source must not end the others
            outcome, detail = "lost", one_line(error)
        if time_s == -math.inf:
            self.failures.append((feed, detail or "nothing in it"))
            return
        yield _Item(time_s, feed, b"", outcome, detail)

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
            pause_s = clock.wait_s(item.time_s)
            if pause_s > 0.0:
                await asyncio.sleep(pause_s)
            sink = sinks[item.feed]
            if item.event:
                sink.tell(item.event, item.detail, item.time_s)
            else:
                await sink.put(item.payload, item.time_s)
    for feed, reason in tape.failures:
        sinks[feed].tell("lost", reason)
        played = True
    return played
