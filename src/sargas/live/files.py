"""Files: each message of an export is a file of its own in a folder, for a web server or a program that watches it.

    file://out/warnings     20260507T004312Z-9f86d081884c7d65.xml

A file is there whole or not at all: it is written under a name that begins with a dot, made durable and renamed. Its
name is when it was written and a digest of what it holds: the same message, told again after a restart, is no new file.
Nothing is ever removed: that is for whoever reads them.
"""

import asyncio
import contextlib
import hashlib
import os
import time
from pathlib import Path

from sargas.live.address import Address
from sargas.live.intake import Sink, Way
from sargas.live.outgoing import Outgoing

ENDINGS = {"application/cap+xml": "xml"}


async def send(address: Address, sink: Sink) -> None:
    """Each message into a file, one after the other, until cancelled; OSError where it cannot be written."""
    folder, ending = Path(address.path), ENDINGS.get(sink.media_type, "bin")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    outgoing = Outgoing()
    sink.tell("connected", folder.name)
    sink.opened(Way(outgoing.put, outgoing.end, lambda: outgoing.unsent))
    try:
        while True:
            payload = await outgoing.next()
            await asyncio.to_thread(write, folder, payload, ending, time.time())
            outgoing.taken(payload)
    finally:
        sink.closed()


def write(folder: Path, payload: bytes, ending: str, time_s: float) -> Path:
    """The file that holds a message: a new one, or the one that is there."""
    digest = hashlib.sha256(payload).hexdigest()[:16]
    there = sorted(folder.glob(f"*-{digest}.{ending}"))
    if there:
        return there[0]
    path = folder / f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(time_s))}-{digest}.{ending}"
    part = folder / f".{path.name}.part"
    try:
        with part.open("wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    with contextlib.suppress(OSError):  # not every system makes a folder durable
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return path
