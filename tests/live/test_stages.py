"""Decoding ahead of the core, and starting again from the journal."""

import asyncio
import socket
import threading

from live.bench import Bench, free_port, kinds, run, udp_feed
from live.fakes import lines, offline
from sargas.model.record import RecordKind


def test_nothing_acknowledged_is_lost_and_a_restart_shows_the_same_picture(tmp_path):
    async def first():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(lines(1, 2, 3) + b"!9\n", ("127.0.0.1", port))
                await bench.until(lambda: any(c.incidents for c in bench.watcher.changed))
                await asyncio.sleep(0.7)  # a checkpoint falls in between
                sock.sendto(lines(4), ("127.0.0.1", port))
            await bench.until(lambda: 4 in bench.watcher.numbers)
        return bench.cores[0]

    async def second():
        async with Bench(tmp_path, [udp_feed(free_port())]) as bench:
            await bench.until(lambda: bench.watcher.pictures)
            _, tracks, incidents, _ = bench.watcher.pictures[0]
            assert sorted(tracks.number.tolist()) == [1, 2, 3, 4]
            assert [i.number for i in incidents] == [9]
            assert not bench.watcher.order.index("picture")  # before anything else is told
            await bench.until(lambda: len(bench.watcher.changed) > 2)
        return bench.cores[0]

    before = run(first())
    after = run(second())
    assert after.places == before.places
    assert offline(tmp_path).digest == after.digest
    outputs = [p for k, _, p in kinds(tmp_path) if k == RecordKind.OUTPUT]
    assert len(outputs) == 1  # told once, not again after the restart


def test_plots_are_shown_while_kernels_compile_and_nothing_is_missing_afterwards(tmp_path):
    let_go = threading.Event()

    def warm(progress):
        progress(0.5, "compiling the tracker")
        let_go.wait(10.0)

    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)], warm=warm) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                for n in range(1, 6):
                    sock.sendto(lines(n), ("127.0.0.1", port))
            await bench.until(lambda: sum(len(p) for _, p in bench.watcher.seen) == 5)
            assert not bench.cores
            assert not bench.watcher.changed
            states = bench.watcher.states
            assert any((s.phase, s.progress, s.message) == ("warming", 0.5, "compiling the tracker") for s in states)
            let_go.set()
            await bench.until(lambda: bench.watcher.numbers == [1, 2, 3, 4, 5])
            assert bench.partition.state().phase == "running"

    run(play())


def test_stopping_while_kernels_compile_keeps_everything_for_the_next_start(tmp_path):
    let_go = threading.Event()

    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)], warm=lambda progress: let_go.wait(10.0) and None) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(lines(1), ("127.0.0.1", port))
            await bench.until(lambda: any(len(plots) for _, plots in bench.watcher.seen))
        assert not bench.cores

    async def again():
        async with Bench(tmp_path, [udp_feed(free_port())]) as bench:
            await bench.until(lambda: bench.watcher.pictures)
            assert bench.watcher.pictures[0][1].number.tolist() == [1]

    run(play())
    let_go.set()
    run(again())
