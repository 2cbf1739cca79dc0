"""Sending: how frames of the track stream get onto a WebSocket: one copy, into the kernel.

Every client is sent the same bytes. A library that joins head and payload of each message copies a megabyte per client
first, which is most of what a hundred clients cost (`benchmarks/push.py`); here the head goes first, then the bytes as
they are. RFC 6455, section 5.2: unfragmented, binary, unmasked as servers send.
"""

import struct
from typing import Any, cast

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State

LARGE_BYTES = 1 << 16
"""From here on it is worth it; what is shorter is the library's, as everything else."""
_HEAD = struct.Struct(">BBQ")
_WHOLE_BINARY, _LONG = 0x82, 127


class Sending(WebSocketsSansIOProtocol):
    """uvicorn's protocol, without copies of large messages."""

    async def send(self, message: Any) -> None:
        """One message of the application."""
        payload = cast("bytes | None", message.get("bytes"))
        is_plain = payload is not None and len(payload) >= LARGE_BYTES and not self.conn.extensions
        if payload is None or not is_plain or not self.handshake_complete or self.close_sent:
            await super().send(message)
            return
        await self.writable.wait()
        if self.disconnected or self.transport.is_closing() or self.conn.state is not State.OPEN:
            raise ClientDisconnected
        self.transport.write(_HEAD.pack(_WHOLE_BINARY, _LONG, len(payload)))
        self.transport.write(memoryview(payload))
