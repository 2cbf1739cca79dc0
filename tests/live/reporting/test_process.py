"""The page's process by itself: it begins with what it is told, and ends with who told it."""

import asyncio
import socket
import sys

import msgspec

from live.bench import free_port, run
from sargas.live.address import address
from sargas.live.reporting.pipe import Failed, FromProcess, Open, Standing, messages, packed

DECODER = msgspec.msgpack.Decoder(FromProcess)


async def first_word(more):
    """(what it says first, its exit code after the site ended)."""
    command = (sys.executable, "-m", "sargas.live.reporting.process")
    process = await asyncio.create_subprocess_exec(*command, stdin=-1, stdout=-1)
    said = None
    if more is not None:
        where = address(f"reports://127.0.0.1:{free_port(socket.SOCK_STREAM)}{more}")
        process.stdin.write(packed(Open(where)))
        said = await asyncio.wait_for(anext(messages(process.stdout, DECODER)), 30.0)
    process.stdin.close()
    return said, await asyncio.wait_for(process.wait(), 30.0)


def test_it_stands_and_ends_when_the_site_does():
    said, code = run(first_word(""))
    assert isinstance(said, Standing)
    assert code == 0


def test_it_says_why_it_cannot_and_ends():
    said, code = run(first_word("?patrols=/nowhere"))
    assert isinstance(said, Failed)
    assert "not a file of patrols" in said.detail
    assert code == 0


def test_without_a_word_it_ends():
    assert run(first_word(None)) == (None, 0)
