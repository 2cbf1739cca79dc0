"""TCP and TLS: streams, as a client of one peer or as the server of several. Pieces become records as they come; a full
queue holds the peer back.

With `?listen` peers connect to us: each is a link of the feed, with records of its own (`feed#link`). What is said back
goes to the peer that it answers; one that does not read it is cut off, so that it costs no memory.
"""

import asyncio
import contextlib
import functools
import itertools
import socket
import ssl
import time

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink

PIECE_BYTES = 1 << 16
CONNECT_S = 10.0
MOST_LINKS = 256
"""Peers at one time; others are turned away."""
UNREAD_BYTES = 1 << 20
"""What a peer may leave unread before it is cut off."""
_KEEPALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A peer that vanished without a word is noticed after 25 s."""


async def receive(address: Address, sink: Sink) -> None:
    """The streams into `sink` until cancelled; OSError, TimeoutError or Unavailable when there is no link."""
    secure = None if address.scheme == "tcp" else context(address)
    if address.listens:
        await _Server(sink).serve(address, secure)
        return
    async with asyncio.timeout(CONNECT_S):
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=PIECE_BYTES, ssl=secure)
    try:
        sink.tell("connected", f"{address.host}:{address.port}")
        await _read(reader, writer, sink, sink, "")
        raise Unavailable("closed by the peer")
    finally:
        writer.close()


def context(address: Address) -> ssl.SSLContext:
    """TLS 1.2 or later in which both sides show a certificate of `ca`. Raises Unavailable where a file is not one."""
    options = address.options
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if address.listens else ssl.PROTOCOL_TLS_CLIENT)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.verify_mode = ssl.CERT_REQUIRED
    try:
        made.load_verify_locations(options["ca"])
        made.load_cert_chain(options["cert"], options["key"])
    except (OSError, ssl.SSLError) as error:
        raise Unavailable(f"certificates of tls://{address.host}:{address.port}: {error}") from None
    return made


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sink: Sink, back: Sink, link: str) -> None:
    """Pieces into `sink` until the peer closes; answers go the way that `back` knows as `link`."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):  # not on every system
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    back.opened(functools.partial(_send, writer), link)
    try:
        while piece := await reader.read(PIECE_BYTES):
            await sink.put(piece)
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
    """Peers that connect to us, each a link whose name was never used before."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._links: set[asyncio.Task[None]] = set()
        self._names = itertools.count(int(time.time() * 1000.0))

    async def serve(self, address: Address, secure: ssl.SSLContext | None) -> None:
        """Until cancelled; OSError when the port cannot be had."""
        server = await asyncio.start_server(
            self._welcome, address.host, address.port, limit=PIECE_BYTES, ssl=secure, reuse_address=True
        )
        self._sink.tell("connected", f"listening on {address.host}:{address.port}")
        try:
            async with server:
                await server.serve_forever()
        finally:
            for task in self._links:
                task.cancel()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._links) >= MOST_LINKS:
            writer.transport.abort()
            return
        task = asyncio.get_running_loop().create_task(self._talk(reader, writer, f"{next(self._names):x}"))
        self._links.add(task)
        task.add_done_callback(self._links.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: str) -> None:
        sink = self._sink.branch(link)
        host, port = writer.get_extra_info("peername")[:2]
        reason = "closed by the peer"
        sink.tell("connected", f"{host}:{port}")
        try:
            await _read(reader, writer, sink, self._sink, link)
        except (OSError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
        except asyncio.CancelledError:
            reason = "closed by us"
            raise
        finally:
            sink.tell("lost", reason)
            with contextlib.suppress(OSError):
                writer.close()
