"""Pipe: what the site and the page's process say to each other: a length of four octets, then a message in msgpack."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec

from sargas.live.address import Address

MOST_BYTES = 16 << 20
"""Of one message: a record with its picture is a megabyte or two."""


class Open(msgspec.Struct, frozen=True, tag="open"):
    """To the process, first: where to serve."""

    address: Address


class Kept(msgspec.Struct, frozen=True, tag="kept"):
    """To the process: whether a record is written down."""

    number: int
    is_kept: bool


class Standing(msgspec.Struct, frozen=True, tag="standing"):
    """From the process: it serves."""

    detail: str


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """From the process, last: why it cannot."""

    detail: str


class Away(msgspec.Struct, frozen=True, tag="away"):
    """From the process: so many more were turned away."""

    count: int


class Record(msgspec.Struct, frozen=True, tag="record"):
    """From the process: to be written down. `link`: a patrol, or "" for everybody."""

    number: int
    link: str
    payload: bytes


ToProcess = Open | Kept
FromProcess = Standing | Failed | Away | Record
T = TypeVar("T")


def packed(message: ToProcess | FromProcess) -> bytes:
    """A message as it goes over the pipe."""
    data = msgspec.msgpack.encode(message)
    return len(data).to_bytes(4) + data


async def messages(reader: asyncio.StreamReader, decoder: msgspec.msgpack.Decoder[T]) -> AsyncIterator[T]:
    """Messages until the other side ends. Raises ValueError for what is none."""
    while True:
        try:
            length = int.from_bytes(await reader.readexactly(4))
            if length > MOST_BYTES:
                raise ValueError("a message that is too long")
            data = await reader.readexactly(length)
        except asyncio.IncompleteReadError:
            return
        yield decoder.decode(data)
