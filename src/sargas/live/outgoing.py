"""Outgoing: messages that wait for a peer that takes one after the other. Who takes too little is given up."""

import asyncio

from sargas.errors import Unavailable

UNSENT_BYTES = 1 << 20


class Outgoing:
    """Put in by a Way, taken out by a transport. All methods belong to the event loop."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.unsent = 0
        """Bytes that the peer has not taken yet."""

    def put(self, payload: bytes) -> bool:
        """Whether there was room."""
        if self.unsent > UNSENT_BYTES:
            return False
        self.unsent += len(payload)
        self._queue.put_nowait(payload)
        return True

    async def next(self) -> bytes:
        """The next message, when there is one; `taken` tells that the peer has it. Unavailable after `end`."""
        payload = await self._queue.get()
        if payload is None:
            raise Unavailable("given up by us")
        return payload

    async def some(self) -> list[bytes]:
        """All messages that wait, when there is one."""
        found = [await self.next()]
        while not self._queue.empty():
            found.append(await self.next())
        return found

    def end(self) -> None:
        """Nothing more is sent."""
        self._queue.put_nowait(None)

    def taken(self, payload: bytes) -> None:
        """The peer has it."""
        self.unsent -= len(payload)
