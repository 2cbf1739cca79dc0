"""Frames long and short arrive as they were sent, in their order, at clients fast and slow."""

import asyncio
import itertools

import numpy as np

from sargas.web.sending import LARGE_BYTES, Sending
from web.bench import T0, changes, run, served, tracks_of
from web.test_stream import connect, head


def test_long_and_short_frames_come_whole_and_in_order(monkeypatch) -> None:
    large, joined = [], []
    library = Sending.__mro__[1].send

    async def counted(self, message):
        joined.append(len(message.get("bytes") or b""))
        await library(self, message)

    monkeypatch.setattr(Sending.__mro__[1], "send", counted)

    async def play():
        async with served() as bench, connect(bench) as quick, connect(bench) as slow:
            first = [await each.recv() for each in (quick, slow)]
            assert [head(frame)["kind"] for frame in first] == [0, 0]
            for k in range(6):
                count = 20_000 if k % 2 == 0 else 3
                numbers = np.arange(1, count + 1)
                bench.screens.changes("live", changes(tracks_of(numbers, T0 + k), T0 + k))
                frame = await quick.recv()
                large.append(len(frame) >= LARGE_BYTES)
                assert (head(frame)["rows"], len(frame)) == (count, 40 + 96 * count)
                assert np.array_equal(np.frombuffer(frame, "<u4", offset=40)[:: 96 // 4], numbers)
            await asyncio.sleep(0.1)
            await quick.ping()
            late = [head(await slow.recv()) for _ in range(3)]
            assert all(later["sequence"] > earlier["sequence"] for earlier, later in itertools.pairwise(late))

    run(play())
    assert large == [True, False] * 3
    assert max(joined) < LARGE_BYTES, "no long frame goes through the library, which copies it"
