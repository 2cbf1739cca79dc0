"""Stream: frames of one partition to all its WebSocket clients. Each frame is made once; each client has a short queue.

A client that cannot keep up loses its queue and gets the next snapshot instead: it is late once, never ever later.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from starlette.websockets import WebSocket, WebSocketDisconnect

QUEUE_FRAMES = 16
QUEUE_BYTES = 8_000_000
LINGER_S = 20.0
"""A client that takes no frame for this long is gone."""


class Client:
    """What waits for one client."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self.bytes = 0
        self.behind = True
        """The next frame must be a snapshot."""
        self.news = asyncio.Event()

    def put(self, frame: bytes) -> bool:
        """Queue a frame; False when the queue was full and was given up for a snapshot."""
        if self.behind:
            return True  # a snapshot is due anyway
        if len(self.waiting) >= QUEUE_FRAMES or self.bytes + len(frame) > QUEUE_BYTES:
            self.waiting.clear()
            self.bytes = 0
            self.behind = True
            self.news.set()
            return False
        self.waiting.append(frame)
        self.bytes += len(frame)
        self.news.set()
        return True


class Stream:
    """The clients of one partition. `snapshot` makes the frame that replaces all."""

    def __init__(self, snapshot: Callable[[], bytes]) -> None:
        self._snapshot = snapshot
        self._clients: list[Client] = []
        self._closing = asyncio.Event()
        self.frames = 0
        self.bytes = 0
        self.resets = 0
        """How often a client fell behind."""

    def __len__(self) -> int:
        return len(self._clients)

    def publish(self, frame: bytes) -> None:
        """To every client's queue."""
        self.frames += 1
        for client in self._clients:
            if not client.put(frame):
                self.resets += 1

    def reset(self) -> None:
        """Every client gets a snapshot next."""
        for client in self._clients:
            client.waiting.clear()
            client.bytes = 0
            client.behind = True
            client.news.set()

    def close(self) -> None:
        """End every client's stream."""
        self._closing.set()

    async def serve(self, websocket: WebSocket) -> None:
        """Accept a client and feed it until either side ends."""
        client = Client()
        self._clients.append(client)  # before the handshake: who is counted next must see it
        try:
            await websocket.accept()
            await self._feed(websocket, client)
        finally:
            self._clients.remove(client)

    async def _feed(self, websocket: WebSocket, client: Client) -> None:
        sending = asyncio.create_task(self._send(websocket, client))
        listening = asyncio.create_task(_listen(websocket))
        closing = asyncio.create_task(self._closing.wait())
        try:
            await asyncio.wait({sending, listening, closing}, return_when=asyncio.FIRST_COMPLETED)
            if closing.done() and not sending.done():
                await asyncio.wait_for(websocket.close(1001), 1.0)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            pass  # gone already
        finally:
            for task in (sending, listening, closing):
                task.cancel()
            await asyncio.gather(sending, listening, closing, return_exceptions=True)

    async def _send(self, websocket: WebSocket, client: Client) -> None:
        while True:
            if client.behind:
                client.behind = False
                frame = self._snapshot()
            elif client.waiting:
                frame = client.waiting.popleft()
                client.bytes -= len(frame)
            else:
                client.news.clear()
                await client.news.wait()
                continue
            async with asyncio.timeout(LINGER_S):
                await websocket.send_bytes(frame)
            self.bytes += len(frame)


async def _listen(websocket: WebSocket) -> None:
    """Return when the client leaves; what it says is not asked for."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
