"""Serving: an ASGI application at an address of our own, for peers that are not known.

Rule: a peer has a place before TLS begins, one network no more than its part, and it loses its place when it does
nothing with it. A body without its length (chunked) is not taken: each octet of it may cost as much as a request. The
name of the server is not told.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from sargas.live.address import Address
from sargas.live.secure import context

HANDSHAKE_S, KEEP_S, STOP_S = 5.0, 2.0, 1.0
"""Until TLS stands; between two requests; until the last is answered at the end."""
STEP_S, STEP_BYTES = 10.0, 4096
"""In this time a peer sends so much, or asks for something whole; else it is let go."""
BACKLOG = 512
_UNMEASURED = b"transfer-encoding"


class Limits(NamedTuple):
    """Of one server."""

    links: int = 200
    of_network: int = 50
    """Connections at one time, of all and of one network."""
    octets: int = 2 << 20
    """That one connection sends for one answer."""
    exempt: str = ""
    """A server of ours in front: it counts as many networks."""


def network_of(host: str) -> str:
    """An address of IPv4, or the network of 64 bits that one household or phone has with IPv6; "" for what is none."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class _Places:
    """Who has one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._exempt = network_of(limits.exempt)
        self._taken = Counter[str]()

    def take(self, network: str) -> bool:
        full = self._taken.total() >= self._limits.links
        if full or (network != self._exempt and self._taken[network] >= self._limits.of_network):
            return False
        self._taken[network] += 1
        return True

    def leave(self, network: str) -> None:
        self._taken[network] -= 1
        if not self._taken[network]:
            del self._taken[network]


class _Connection(H11Protocol):
    """One peer's, which has a place."""

    def __init__(self, config: uvicorn.Config, state: ServerState, most_octets: int, leave: Callable[[], None]) -> None:
        super().__init__(config, state, {})
        self._most_octets, self._leave = most_octets, leave
        self._octets = self._step = 0
        self._tail = b""
        self.is_made = False

    # uvicorn narrows asyncio.BaseTransport in the same way
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # of TCP it is one
        self.is_made = True
        super().connection_made(transport)
        self._late = asyncio.get_running_loop().call_later(STEP_S, self._let_go)

    def _wait(self) -> None:
        self._step = 0
        self._late.cancel()
        self._late = asyncio.get_running_loop().call_later(STEP_S, self._let_go)

    def _let_go(self) -> None:
        if self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete:
            self._wait()  # we are at work
        else:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self._octets += len(data)
        self._step += len(data)
        if self._octets > self._most_octets or _UNMEASURED in (self._tail + data).lower():
            self.transport.abort()
            return
        self._tail = data[-len(_UNMEASURED) :]
        if self._step >= STEP_BYTES:
            self._wait()
        super().data_received(data)

    def on_response_complete(self) -> None:
        self._octets = 0
        self._wait()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._late.cancel()
        self._leave()
        super().connection_lost(exc)


async def serve(
    address: Address,
    application: Any,
    connected: Callable[[str], None],
    turned_away: Callable[[], None],
    limits: Limits | None = None,
) -> None:
    """Until cancelled; OSError when it cannot be. `connected` is told when it stands."""
    limits = limits or Limits()
    config = uvicorn.Config(
        application,
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=int(KEEP_S),
    )
    config.load()
    state = ServerState()
    state.default_headers = config.encoded_headers
    secure = context(address) if "cert" in address.options else None
    places = _Places(limits)
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    shaking: set[asyncio.Task[None]] = set()

    async def let_in(sock: socket.socket, network: str) -> None:
        made = _Connection(config, state, limits.octets, lambda: places.leave(network))
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: made, sock, ssl=secure, ssl_handshake_timeout=HANDSHAKE_S if secure else None
            )
        except (OSError, ssl.SSLError, TimeoutError):
            pass  # it did not shake hands
        finally:
            if not made.is_made:
                places.leave(network)
                sock.close()

    with socket.create_server((address.host, address.port), family=family, backlog=BACKLOG) as listener:
        listener.setblocking(False)
        connected(f"listening on {address.host}:{address.port}")
        try:
            while True:
                try:
                    sock, peer = await asyncio.get_running_loop().sock_accept(listener)
                except OSError:  # no more open files: those who are here go on
                    await asyncio.sleep(0.1)
                    continue
                network = network_of(peer[0])
                if places.take(network):
                    task = asyncio.create_task(let_in(sock, network))
                    shaking.add(task)
                    task.add_done_callback(shaking.discard)
                else:
                    turned_away()
                    sock.close()
        finally:
            await _stop(state, shaking)


async def _stop(state: ServerState, shaking: set[asyncio.Task[None]]) -> None:
    for connection in list(state.connections):
        connection.shutdown()
    tasks = [*state.tasks, *shaking]
    await asyncio.wait(tasks, timeout=STOP_S) if tasks else None
    for task in tasks:
        task.cancel()
