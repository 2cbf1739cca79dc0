"""What a feed that cannot be had does to the rest: nothing."""

import asyncio
import socket

from live.bench import Bench, free_port, kinds, run
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def test_a_peer_that_is_not_there_is_told_once_and_tried_on(tmp_path):
    async def play():
        port = free_port(socket.SOCK_STREAM)
        async with Bench(tmp_path, [Feed("f", f"tcp://127.0.0.1:{port}", "asterix")]) as bench:
            await bench.until(lambda: any(c.statuses for c in bench.watcher.changed))
            await asyncio.sleep(0.4)

    run(play())
    assert sum(kind == RecordKind.CONNECT for kind, _, _ in kinds(tmp_path)) == 1
