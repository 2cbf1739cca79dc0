"""Messages between the site and the page's process."""

import asyncio

import msgspec
import pytest

from live.bench import run
from sargas.live.address import address
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

SAID = [Standing("listening"), Record(1, "", b"{}" * 40_000), Away(3), Record(2, "guards", b""), Failed("in use")]
TOLD = [Open(address("reports://127.0.0.1:1?cert=c&key=k")), Kept(1, True), Kept(2, False)]


async def read(data, step, kind):
    reader = asyncio.StreamReader()
    decoder = msgspec.msgpack.Decoder(kind)

    async def feed():
        for at in range(0, len(data), step):
            reader.feed_data(data[at : at + step])
            await asyncio.sleep(0)
        reader.feed_eof()

    feeding = asyncio.create_task(feed())
    found = [message async for message in messages(reader, decoder)]
    await feeding
    return found


@pytest.mark.parametrize("step", [3, 1_000, 1 << 20])
def test_messages_come_out_as_they_went_in(step):
    assert run(read(b"".join(map(packed, SAID)), step, FromProcess)) == SAID
    assert run(read(b"".join(map(packed, TOLD)), step, ToProcess)) == TOLD


def test_what_is_cut_off_is_nothing_and_what_is_none_is_an_error():
    assert run(read(packed(Away(1)) + packed(Away(2))[:-1], 7, FromProcess)) == [Away(1)]
    for wrong in (b"\xff\xff\xff\xff", packed(Kept(1, True)), b"\0\0\0\1\xc1"):
        with pytest.raises(ValueError):
            run(read(wrong, 4, FromProcess))
