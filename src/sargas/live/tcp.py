"""TCP and TLS: streams, as a client of one peer or as the server of several. Pieces become records as they come; a full
queue holds the peer back.

With `?listen` peers connect to us: each is a link of the feed, with records of its own (`feed#link`). What is said back
goes to the peer that it answers; one that does not read it is cut off, so that it costs no memory.
Who connects has HANDSHAKE_S to shake hands and FIRST_S to say something, and does not get more than its part of the
places: no stranger keeps others out for long. With TLS `peer=NAME` asks for a certificate in that name.
"""

import asyncio
import contextlib
import functools
import itertools
import socket
import ssl
import time
from collections import Counter, deque

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink, Way
from sargas.live.secure import context

PIECE_BYTES = 1 << 16
CONNECT_S, HANDSHAKE_S, FIRST_S = 10.0, 5.0, 60.0
MOST_LINKS, MOST_OF_HOST = 256, 64
"""Peers at one time, and of one address; others are turned away."""
MOST_NEW_PER_S = 50
"""Connections taken in one second: each is two records."""
UNREAD_BYTES = 1 << 20
"""What a peer may leave unread before it is cut off."""
_KEEPALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A peer that vanished without a word is noticed after 25 s."""


async def receive(address: Address, sink: Sink) -> None:
    """The streams into `sink` until cancelled; OSError, TimeoutError or Unavailable when there is no link."""
    secure = None if address.scheme == "tcp" else context(address)
    if address.listens:
        await _Server(sink, secure, address.options.get("peer", "")).serve(address)
        return
    async with asyncio.timeout(CONNECT_S):
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=PIECE_BYTES, ssl=secure)
    try:
        _named(writer, address.options.get("peer", ""))
        sink.tell("connected", f"{address.host}:{address.port}")
        await _read(reader, writer, sink, sink, "", None)
        raise Unavailable("closed by the peer")
    finally:
        writer.close()


def _named(writer: asyncio.StreamWriter, wanted: str) -> None:
    """Raises Unavailable unless the peer's certificate has that name: of its subject, or an alternative one."""
    if not wanted:
        return
    shown = writer.get_extra_info("ssl_object")
    certificate = shown.getpeercert() if shown is not None else {}
    names = {value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"}
    names |= {value for _, value in certificate.get("subjectAltName", ())}
    if wanted not in names:
        raise Unavailable(f"the peer's certificate is not {wanted}'s")


async def _read(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    sink: Sink,
    back: Sink,
    link: str,
    first_s: float | None,
) -> None:
    """Pieces into `sink` until the peer closes; answers go the way that `back` knows as `link`.
    TimeoutError when nothing came within `first_s`."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):  # not on every system
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    transport = writer.transport
    back.opened(Way(functools.partial(_send, writer), transport.abort, transport.get_write_buffer_size), link)
    try:
        async with asyncio.timeout(first_s):
            piece = await reader.read(PIECE_BYTES)
        while piece:
            await sink.put(piece)
            piece = await reader.read(PIECE_BYTES)
    finally:
        back.closed(link)


def _send(writer: asyncio.StreamWriter, payload: bytes) -> bool:
    """Whether the peer gets the bytes: one that has left too much unread is cut off."""
    if writer.is_closing():
        return False
    if writer.transport.get_write_buffer_size() > UNREAD_BYTES:
        writer.transport.abort()
        return False
    writer.write(payload)
    return True


class _Server:
    """Peers that connect to us, each a link with a name of its own."""

    def __init__(self, sink: Sink, secure: ssl.SSLContext | None, peer: str) -> None:
        self._sink, self._secure, self._peer = sink, secure, peer
        self._links: dict[asyncio.Task[None], str] = {}
        self._taken_s: deque[float] = deque(maxlen=MOST_NEW_PER_S)
        self._names = itertools.count(int(time.time() * 1000.0))

    async def serve(self, address: Address) -> None:
        """Until cancelled; OSError when the port cannot be had."""
        server = await asyncio.start_server(
            self._welcome, address.host, address.port, limit=PIECE_BYTES, reuse_address=True
        )
        self._sink.tell("connected", f"listening on {address.host}:{address.port}")
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            for task in self._links:
                task.cancel()
            await asyncio.gather(*self._links, return_exceptions=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = str(writer.get_extra_info("peername")[0])
        now_s = time.monotonic()
        in_haste = len(self._taken_s) == MOST_NEW_PER_S and now_s - self._taken_s[0] < 1.0
        if in_haste or len(self._links) >= MOST_LINKS or Counter(self._links.values())[host] >= MOST_OF_HOST:
            self._sink.counters.turned_away += 1
            writer.transport.abort()
            return
        self._taken_s.append(now_s)
        task = asyncio.get_running_loop().create_task(self._meet(reader, writer, f"{next(self._names):x}"))
        self._links[task] = host
        task.add_done_callback(self._links.pop)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: str) -> None:
        try:
            if self._secure is not None:
                await writer.start_tls(self._secure, ssl_handshake_timeout=HANDSHAKE_S)
                _named(writer, self._peer)
        except (OSError, TimeoutError, Unavailable):
            self._sink.counters.turned_away += 1
            writer.transport.abort()
            return
        await self._talk(reader, writer, link)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: str) -> None:
        sink = self._sink.branch(link)
        host, port = writer.get_extra_info("peername")[:2]
        reason = "closed by the peer"
        sink.tell("connected", f"{host}:{port}")
        try:
            # A recipient need not say anything; who is to tell us something has a while for it.
            await _read(reader, writer, sink, self._sink, link, FIRST_S if self._sink.hears else None)
            if writer.is_closing():
                reason = "cut off: it did not read what it was sent"
        except (OSError, TimeoutError) as error:
            reason = str(error) or "it said nothing"
        except asyncio.CancelledError:
            reason = "closed by us"
            raise
        finally:
            sink.tell("lost", reason)
            with contextlib.suppress(OSError):
                writer.close()
