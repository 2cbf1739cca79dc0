"""A partition end to end: real journal, real sockets, stand-in core."""

import asyncio
import socket
from itertools import pairwise

import pytest

from live.bench import EXERCISE, SOURCES, Bench, free_port, kinds, run, udp_feed
from live.fakes import FakeCore, lines, offline
from sargas.journal import Reader, verify
from sargas.model.decision import Acknowledge, Decision
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def test_datagrams_become_tracks_and_every_tick_is_there(tmp_path):
    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                for n in range(1, 21):
                    sock.sendto(lines(n), ("127.0.0.1", port))
                    await asyncio.sleep(0.01)
            await bench.until(lambda: set(bench.watcher.numbers) == set(range(1, 21)))
        return bench

    bench = run(play())
    with Reader(tmp_path) as reader:
        records = list(reader)
    ticks = [r.time_s for r in records if r.kind == RecordKind.TICK]
    assert [round(b - a, 6) for a, b in pairwise(ticks)] == [0.1] * (len(ticks) - 1)
    assert [r.number for r in records] == list(range(1, len(records) + 1))
    assert sum(r.kind == RecordKind.BYTES for r in records) == 20
    assert not verify(tmp_path).findings
    assert offline(tmp_path).digest == bench.cores[0].digest


def test_noise_on_a_udp_port_is_journaled_and_counted_and_nothing_breaks(tmp_path):
    noise = [b"", b"\x00" * 1400, bytes(range(256)), b"\xff" * 65507, b"1 54.0 24.0\n"]

    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                for piece in noise:
                    sock.sendto(piece, ("127.0.0.1", port))
            await bench.until(lambda: bench.watcher.numbers == [1])
            assert bench.partition.counters()["feeds"]["f"]["records"] == len(noise)
            await bench.until(lambda: sum(len(c.faults) for c in bench.watcher.changed) >= 2)

    run(play())
    assert [p for k, f, p in kinds(tmp_path) if k == RecordKind.BYTES] == noise


def test_multicast_is_joined_on_the_interface_asked_for(tmp_path):
    async def play():
        port = free_port()
        feed = Feed("f", f"udp://239.10.77.1:{port}?interface=127.0.0.1", "asterix")
        async with Bench(tmp_path, [feed]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
                sock.sendto(lines(7), ("239.10.77.1", port))
                sock.sendto(lines(8), ("127.0.0.1", port))  # the port alone is not the group
            await bench.until(lambda: bench.watcher.numbers)
            await asyncio.sleep(0.15)
            assert bench.watcher.numbers == [7]

    run(play())


def test_decisions_are_journaled_and_answered_when_they_took_effect(tmp_path):
    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(b"!9\n", ("127.0.0.1", port))
            await bench.until(lambda: any(c.incidents for c in bench.watcher.changed))
            good = Decision("Ona", 1.0, Acknowledge(9), expected_version=1)
            assert (await bench.site.submit("live", good))[1] is None
            assert bench.cores[0].open[9].acknowledged_by == "Ona"
            assert (await bench.site.submit("live", good))[1] == "the incident has changed since"
            both = await asyncio.gather(*(bench.site.submit("live", good) for _ in range(20)))
            assert {refusal for _, refusal in both} == {"the incident has changed since"}

    run(play())
    assert sum(kind == RecordKind.DECISION for kind, _, _ in kinds(tmp_path)) == 22


def test_a_bug_in_the_core_is_loud_and_keeps_the_journal_whole(tmp_path):
    async def play():
        port = free_port()
        bench = Bench(tmp_path, [udp_feed(port)], core=lambda: FakeCore(fail_on=13))
        async with asyncio.timeout(10.0), bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(lines(12), ("127.0.0.1", port))
                sock.sendto(lines(13), ("127.0.0.1", port))
            await bench.task

    with pytest.raises(RuntimeError, match="a bug in the core"):
        run(play())
    assert not verify(tmp_path).findings
    assert [p for k, _, p in kinds(tmp_path) if k == RecordKind.BYTES] == [lines(12), lines(13)]


def test_live_and_timed_feeds_do_not_mix(tmp_path):
    with pytest.raises(ValueError, match="bring"):
        Bench(tmp_path, [udp_feed(5), EXERCISE[0]], sources=SOURCES)


def test_an_address_that_says_nothing_is_refused(tmp_path):
    for source in ("udp://x", "tcp://:80", "gopher://x:70", "udp://1.2.3.4:99999", "file://", "tcp://h:1?a=b"):
        with pytest.raises(ValueError, match="feed f: "):
            Bench(tmp_path, [Feed("f", source, "asterix")])
