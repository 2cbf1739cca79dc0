"""Process: `python -m sargas.live.reporting.process`, the page's own; it speaks to the site over its standard input and
output (`pipe`), and ends with it."""

import asyncio
import contextlib
import itertools
import resource
import signal
import sys

import msgspec

from sargas.errors import Unavailable
from sargas.live.reporting.app import open_door
from sargas.live.reporting.pipe import (
    Away,
    Failed,
    FromProcess,
    Kept,
    Open,
    Record,
    Standing,
    ToProcess,
    messages,
    packed,
)

OPEN_FILES, MEMORY_BYTES = 4096, 2 << 30
TOLD_S = 1.0
"""How often who was turned away is told."""
WAITING = 64
"""Reports that may wait to be written down; more are asked to come again."""
_DECODER: msgspec.msgpack.Decoder[ToProcess] = msgspec.msgpack.Decoder(ToProcess)


class Pipe:
    """The way to the site."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[bool]] = {}
        self._away = 0

    def say(self, message: FromProcess) -> None:
        """A message to the site."""
        self._writer.write(packed(message))

    async def keep(self, link: str, payload: bytes) -> None:
        """Returns when a record is written down; Unavailable when it is not."""
        if len(self._waiting) >= WAITING:
            raise Unavailable("too many wait")
        number = next(self._numbers)
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[number] = kept
        try:
            self.say(Record(number, link, payload))
            if not await kept:
                raise Unavailable("not written down")
        finally:
            del self._waiting[number]

    def turned_away(self) -> None:
        """Counts one."""
        self._away += 1

    async def tell(self) -> None:
        """Who was turned away, now and then."""
        while True:
            await asyncio.sleep(TOLD_S)
            if self._away:
                self.say(Away(self._away))
                self._away = 0

    async def hear(self, reader: asyncio.StreamReader) -> None:
        """What becomes of records, until the site ends."""
        async for said in messages(reader, _DECODER):
            if isinstance(said, Kept) and (kept := self._waiting.get(said.number)) and not kept.done():
                kept.set_result(said.is_kept)


async def _run() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, sys.stdout.buffer)
    pipe = Pipe(asyncio.StreamWriter(transport, protocol, None, loop))
    first = await anext(messages(reader, _DECODER))
    if not isinstance(first, Open):
        raise ValueError("nothing to open")
    door = asyncio.create_task(
        open_door(first.address, pipe.keep, lambda detail: pipe.say(Standing(detail)), pipe.turned_away)
    )
    hearing, telling = asyncio.create_task(pipe.hear(reader)), asyncio.create_task(pipe.tell())
    loop.add_signal_handler(signal.SIGTERM, hearing.cancel)
    await asyncio.wait({door, hearing}, return_when=asyncio.FIRST_COMPLETED)
    if door.done() and door.exception() is not None:
        pipe.say(Failed(str(door.exception())))
    for task in (door, hearing, telling):
        task.cancel()
    await asyncio.gather(door, hearing, telling, return_exceptions=True)


def main() -> None:
    """Until the site ends, or ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the site's matter
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES if hard < 0 else min(OPEN_FILES, hard), hard))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    with contextlib.suppress(StopAsyncIteration):
        asyncio.run(_run())


if __name__ == "__main__":
    main()
