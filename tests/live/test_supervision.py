"""What a feed that cannot be had does to the rest: nothing."""

import asyncio
import socket

from live.bench import SETTINGS, Bench, free_port, kinds, run
from sargas.live.address import address
from sargas.live.intake import Intake, Sink
from sargas.live.supervision import supervise
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


def test_a_bug_that_comes_again_and_again_is_told_once_and_tried_on():
    told, tries = [], []

    class Told(Sink):
        def tell(self, event, detail="", time_s=None):
            told.append((event, detail))

    async def receive(address, sink):
        tries.append(address)
        raise KeyError("a bug in a transport")

    async def play():
        sink = Told("f", Intake(1000, 1000, lambda: 1.0))
        running = asyncio.create_task(supervise(address("udp://127.0.0.1:1"), receive, sink, SETTINGS))
        while len(tries) < 6:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run(play())
    assert [event for event, _ in told] == ["lost", "restarted"]
    assert told[0][1] == "internal error: KeyError: 'a bug in a transport'"
