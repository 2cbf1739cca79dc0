"""TCP against a real server on loopback."""

import asyncio

from live.bench import Bench, kinds, run
from live.fakes import lines
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def test_a_tcp_feed_that_dies_comes_back_and_the_journal_says_so(tmp_path):
    async def play():
        served = []

        async def serve(reader, writer):
            served.append(writer)
            writer.write(lines(len(served)))
            await writer.drain()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Bench(tmp_path, [Feed("f", f"tcp://127.0.0.1:{port}", "asterix")]) as bench:
            await bench.until(lambda: 1 in bench.watcher.numbers)
            served[0].close()
            await bench.until(lambda: 2 in bench.watcher.numbers)
            statuses = [(s.status, s.detail) for c in bench.watcher.changed for s in c.statuses]
            assert ("fault", "closed by the peer") in statuses
            assert bench.partition.counters()["feeds"]["f"]["connects"] == 2
        server.close()

    run(play())
    events = [payload for kind, feed, payload in kinds(tmp_path) if kind == RecordKind.CONNECT]
    assert [b"connected" in e for e in events] == [True, False, True]
