"""Messages wait in order, and no more of them than there is room for."""

import asyncio

import pytest

from sargas.errors import Unavailable
from sargas.live.outgoing import UNSENT_BYTES, Outgoing


def test_messages_wait_in_order_until_there_are_too_many():
    async def play():
        outgoing = Outgoing()
        assert outgoing.put(b"first")
        assert outgoing.put(bytes(UNSENT_BYTES))
        assert not outgoing.put(b"too much")
        assert outgoing.unsent == UNSENT_BYTES + 5
        for expected in (b"first", bytes(UNSENT_BYTES)):
            payload = await outgoing.next()
            assert payload == expected
            outgoing.taken(payload)
        assert outgoing.unsent == 0
        assert outgoing.put(b"again")

    asyncio.run(play())


def test_all_that_waits_is_taken_together():
    async def play():
        outgoing = Outgoing()
        for payload in (b"a", b"b"):
            outgoing.put(payload)
        assert await outgoing.some() == [b"a", b"b"]
        assert outgoing.unsent == 2, "until they are taken"
        outgoing.put(b"c")
        outgoing.end()
        with pytest.raises(Unavailable):
            await outgoing.some()

    asyncio.run(play())


def test_after_its_end_nothing_is_waited_for():
    async def play():
        outgoing = Outgoing()
        waiting = asyncio.create_task(outgoing.next())
        await asyncio.sleep(0)
        outgoing.end()
        with pytest.raises(Unavailable):
            await asyncio.wait_for(waiting, 5.0)

    asyncio.run(play())
