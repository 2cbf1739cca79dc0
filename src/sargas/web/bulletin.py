"""Bulletin: what is told once as server-sent events: a ring of the latest, from which each client reads on by itself.

A client that comes back names the last event it saw and gets what followed. If that is no longer known (too long ago,
another run of the program) it gets everything as it stands, as a newcomer does.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

RING = 1_024
HEARTBEAT_S = 15.0

Standing = Callable[[], list[tuple[str, Any]]]
"""Everything as it stands, as (event type, word)."""


class Bulletin:
    """One partition's events. All methods belong to the event loop."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._run = secrets.token_hex(4)
        self._ring: deque[bytes] = deque(maxlen=RING)
        self._next = 0
        self._news = asyncio.Event()
        self._closed = False

    def tell(self, kind: str, word: Any) -> None:
        """Append an event for all clients, those to come back included."""
        self._ring.append(self._event(kind, word, self._next))
        self._next += 1
        self._wake()

    def close(self) -> None:
        """End every client's stream."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _event(self, kind: str, word: Any, number: int) -> bytes:
        return b"id: %s-%d\nevent: %s\ndata: %s\n\n" % (
            self._run.encode(),
            number,
            kind.encode(),
            msgspec.json.encode(word),
        )

    async def stream(self, last_id: str) -> AsyncIterator[bytes]:
        """Events after `last_id`, for as long as the client stays."""
        at = self._after(last_id)
        while not self._closed:
            if at is None or at < self._next - len(self._ring):
                at = self._next
                for kind, word in self._standing():
                    yield self._event(kind, word, at - 1)
            while at < self._next and at >= self._next - len(self._ring):
                event = self._ring[at - self._next + len(self._ring)]
                at += 1
                yield event
            if at == self._next and not self._closed:
                try:
                    await asyncio.wait_for(self._news.wait(), HEARTBEAT_S)
                except TimeoutError:
                    yield b": still here\n\n"

    def _after(self, last_id: str) -> int | None:
        run, _, number = last_id.partition("-")
        if run != self._run or not number.isdecimal() or len(number) > 15:
            return None
        at = int(number) + 1
        return at if at <= self._next else None
