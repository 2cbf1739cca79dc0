"""Parent: the site's side of the page: starts its process, writes down what that hands over, and ends it."""

import asyncio
import contextlib
import sys

import msgspec

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink
from sargas.live.reporting.pipe import Away, Failed, FromProcess, Kept, Open, Record, Standing, messages, packed

ROOM_S, STOP_S = 5.0, 3.0
"""For a report to be written down; for the process to end."""
_COMMAND = (sys.executable, "-m", "sargas.live.reporting.process")
_DECODER: msgspec.msgpack.Decoder[FromProcess] = msgspec.msgpack.Decoder(FromProcess)


async def receive(address: Address, sink: Sink) -> None:
    """Until cancelled; OSError or Unavailable when it cannot be."""
    process = await asyncio.create_subprocess_exec(
        *_COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    reader, writer = process.stdout, process.stdin
    assert reader is not None
    assert writer is not None
    keeping: set[asyncio.Task[None]] = set()
    try:
        writer.write(packed(Open(address)))
        async for said in messages(reader, _DECODER):
            match said:
                case Record():
                    task = asyncio.create_task(_keep(said, sink, writer))
                    keeping.add(task)
                    task.add_done_callback(keeping.discard)
                case Standing(detail):
                    sink.tell("connected", detail)
                case Away(count):
                    sink.counters.turned_away += count
                case Failed(detail):
                    raise Unavailable(detail)
        raise Unavailable("the process that serves the page ended")
    except (ValueError, ConnectionError) as error:
        raise Unavailable(f"the process that serves the page: {error}") from None
    finally:
        for task in keeping:
            task.cancel()
        await _end(process)


async def _keep(record: Record, sink: Sink, writer: asyncio.StreamWriter) -> None:
    is_kept = False
    with contextlib.suppress(TimeoutError, Unavailable):
        async with asyncio.timeout(ROOM_S):
            await (sink.branch(record.link) if record.link else sink).put(record.payload)
            await sink.durable()
            is_kept = True
    writer.write(packed(Kept(record.number, is_kept)))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
