"""Serial lines: serial:///dev/ttyUSB0?baud=115200[&parity=even]. A stream, cut as it comes; eight bits, one stop bit.

The library blocks: it reads in a thread, which wakes every WAIT_S to see whether it is still wanted.
"""

import asyncio

import serial

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink

WAIT_S, PIECE_BYTES = 0.2, 1 << 14
PARITIES = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}


async def receive(address: Address, sink: Sink) -> None:
    """The line into `sink` until cancelled; OSError or Unavailable when there is none."""
    options = address.options
    try:
        line = serial.Serial(
            address.path,
            int(options.get("baud", "9600")),
            parity=PARITIES[options.get("parity", "none")],
            timeout=WAIT_S,
            exclusive=True,
        )
    except (serial.SerialException, ValueError) as error:
        raise Unavailable(f"{address.path}: {error}") from None
    try:
        sink.tell("connected", address.path)
        while True:
            piece = await asyncio.to_thread(_read, line)
            if piece:
                await sink.put(piece)
    finally:
        line.close()


def _read(line: serial.Serial) -> bytes:
    """What has come, at least one byte if one comes in time."""
    try:
        first: bytes = line.read(1)
        return first + line.read(min(line.in_waiting, PIECE_BYTES)) if first else b""
    except (serial.SerialException, TypeError) as error:  # TypeError: closed under its reader
        raise Unavailable(f"the line is gone: {error}") from None
