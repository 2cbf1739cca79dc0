"""Serving: an ASGI application at an address of our own, for peers that are not known.

Who has no place is not let in, who says nothing is let go; a name of the server is not told.
"""

import asyncio
from collections import Counter
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from sargas.live.address import Address
from sargas.live.intake import Sink
from sargas.live.secure import context

HANDSHAKE_S, FIRST_S, STOP_S = 5.0, 10.0, 1.0
"""Until TLS stands, until a request is whole; until the last is answered at the end."""
MOST_LINKS, MOST_OF_HOST = 200, 50
"""Connections at one time, and of one address."""


class _Connection(H11Protocol):
    """One peer's."""

    def __init__(self, config: uvicorn.Config, state: ServerState, sink: Sink, hosts: Counter[str]) -> None:
        super().__init__(config, state, {})
        self._sink, self._hosts = sink, hosts

    # uvicorn narrows asyncio.BaseTransport in the same way
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._host = str(transport.get_extra_info("peername")[0])
        if self._hosts.total() >= MOST_LINKS or self._hosts[self._host] >= MOST_OF_HOST:
            self._sink.counters.turned_away += 1
            transport.abort()
        self._hosts[self._host] += 1
        self._late = asyncio.get_running_loop().call_later(FIRST_S, self._let_go)

    def _let_go(self) -> None:
        if self.cycle is None:  # not one request is whole
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._late.cancel()
        self._hosts[self._host] -= 1
        super().connection_lost(exc)


async def serve(address: Address, application: Any, sink: Sink) -> None:
    """Until cancelled; OSError when it cannot be. `sink` is told when it stands, and counts who was turned away."""
    config = uvicorn.Config(
        application,
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=10,
    )
    config.load()
    state = ServerState()
    state.default_headers = config.encoded_headers
    hosts = Counter[str]()
    secure = context(address) if "cert" in address.options else None
    server = await asyncio.get_running_loop().create_server(
        lambda: _Connection(config, state, sink, hosts),
        address.host,
        address.port,
        ssl=secure,
        ssl_handshake_timeout=HANDSHAKE_S if secure else None,
        reuse_address=True,
    )
    sink.tell("connected", f"listening on {address.host}:{address.port}")
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        tasks = list(state.tasks)
        await asyncio.wait(tasks, timeout=STOP_S) if tasks else None
        for task in tasks:
            task.cancel()
