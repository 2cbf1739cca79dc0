"""TCP: a client that reads a stream. Pieces become records as they come; a full queue holds the peer back."""

import asyncio
import socket

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink

PIECE_BYTES = 1 << 16
CONNECT_S = 10.0
_KEEPALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"""A peer that vanished without a word is noticed after 25 s."""


async def receive(address: Address, sink: Sink) -> None:
    """The stream into `sink` until cancelled; OSError, TimeoutError or Unavailable when the link is not there."""
    async with asyncio.timeout(CONNECT_S):
        reader, writer = await asyncio.open_connection(address.host, address.port, limit=PIECE_BYTES)
    try:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE:
            if hasattr(socket, name):  # not on every system
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        sink.tell("connected", f"{address.host}:{address.port}")
        while piece := await reader.read(PIECE_BYTES):
            await sink.put(piece)
        raise Unavailable("closed by the peer")
    finally:
        writer.close()
