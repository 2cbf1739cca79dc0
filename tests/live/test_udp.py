"""What the kernel had to drop is counted too."""

import asyncio
import socket
import threading

import pytest

from live.bench import free_port
from live.fakes import lines
from sargas.live import udp
from sargas.live.address import Address, address
from sargas.live.intake import Intake, Sink


def test_bursts_are_read_and_what_the_kernel_dropped_is_counted(monkeypatch):
    monkeypatch.setattr(udp, "RECEIVE_BUFFER_BYTES", 50_000)

    async def play():
        queue = Intake(10_000_000, 1_000_000, lambda: 1.0)
        sink = Sink("f", queue)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
        receiving = asyncio.create_task(udp.receive(Address("udp", "127.0.0.1", port), sink))
        while not sink.counters.connected:
            await asyncio.sleep(0.001)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for n in range(1_500):  # the loop sleeps all the while
                sock.sendto(lines(n), ("127.0.0.1", port))
            await asyncio.sleep(0.05)
            sock.sendto(b"last", ("127.0.0.1", port))
        while queue.take()[-1:] and sink.counters.records + sink.counters.dropped < 1_501:
            await asyncio.sleep(0.01)
        receiving.cancel()
        return sink.counters

    counters = asyncio.run(asyncio.wait_for(play(), 10.0))
    assert counters.records + counters.dropped == 1_501
    assert counters.dropped > 0


def test_groups():
    assert [udp.is_group(h) for h in ("239.1.1.1", "224.0.0.1", "10.0.0.1", "", "radar.example")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_port_that_is_taken_is_an_error():
    async def play():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            where = Address("udp", "127.0.0.1", sock.getsockname()[1])
            await udp.receive(where, Sink("f", Intake(1_000, 500, lambda: 1.0)))

    with pytest.raises(OSError, match="Address already in use"):
        asyncio.run(asyncio.wait_for(play(), 5.0))


def test_what_is_sent_to_a_group_comes_out_of_it_each_as_one_datagram(tmp_path):
    port = free_port()
    group = address(f"udp://239.255.7.7:{port}?interface=127.0.0.1")

    async def play():
        ways = []

        class Way:
            def tell(self, event, detail="", time_s=None):
                assert event == "connected"

            def opened(self, way, link=""):
                ways.append(way)

            def closed(self, link=""):
                ways.clear()

        with udp.open_socket(group) as heard:
            sending = asyncio.create_task(udp.send(group, Way()))
            while not ways:
                await asyncio.sleep(0.01)
            assert ways[0].send(b"first")
            assert ways[0].send(b"second")
            loop = asyncio.get_running_loop()
            received = [await asyncio.wait_for(loop.sock_recv(heard, 100), 5.0) for _ in range(2)]
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            assert not ways
            return received

    assert asyncio.run(play()) == [b"first", b"second"]


def test_a_broadcast_reaches_who_listens():
    port = free_port(socket.SOCK_DGRAM)

    async def play():
        sink = Sink("to", Intake(1_000, 500, lambda: 1.0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
            heard.setblocking(False)
            heard.bind(("127.255.255.255", port))
            sending = asyncio.create_task(udp.send(Address("udp", "127.255.255.255", port), sink))
            while not sink.counters.connected:
                await asyncio.sleep(0.01)
            sink.answer(b"to all")
            received = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(heard, 100), 5.0)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            return received

    assert asyncio.run(play()) == b"to all"


@pytest.mark.parametrize("answers", [True, False])
def test_who_is_heard_is_answered_only_where_the_feed_says(answers):
    port = free_port(socket.SOCK_DGRAM)

    async def play():
        sink = Sink("f", Intake(1_000, 500, lambda: 1.0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            peer.setblocking(False)
            peer.bind(("127.0.0.1", 0))
            back = f"?answer=127.0.0.1:{peer.getsockname()[1]}" if answers else ""
            receiving = asyncio.create_task(udp.receive(address(f"udp://127.0.0.1:{port}{back}"), sink))
            while not sink.counters.connected:
                await asyncio.sleep(0.01)
            sink.answer(b"ack")
            told = sink.counters.answers, sink.counters.unanswered
            if answers:
                assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(peer, 100), 5.0) == b"ack"
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
            sink.answer(b"too late")
            assert sink.counters.unanswered == told[1] + 1
            return told

    assert asyncio.run(play()) == ((1, 0) if answers else (0, 1))


def test_what_all_hear():
    assert udp.is_broadcast("127.255.255.255")
    assert not any(udp.is_broadcast(host) for host in ("127.0.0.1", "239.1.1.1", "", "x.y"))


@pytest.mark.parametrize("options", [{}, {"answer": "127.255.255.255:3000"}])
def test_others_on_this_machine_hear_what_is_broadcast_too(options):
    async def play():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("", 0))
            port = other.getsockname()[1]
            queue = Intake(10_000, 5_000, lambda: 1.0)
            sink = Sink("f", queue)
            where = Address("udp", "" if options else "127.255.255.255", port, options=options)
            receiving = asyncio.create_task(udp.receive(where, sink))
            while not sink.counters.connected:
                assert not receiving.done(), receiving
                await asyncio.sleep(0.001)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                sock.sendto(b"to all", ("127.255.255.255", port))
            while not sink.counters.records:
                await asyncio.sleep(0.001)
            assert other.recv(100) == b"to all"
            receiving.cancel()

    asyncio.run(asyncio.wait_for(play(), 10.0))


def test_a_name_server_holds_up_nobody(monkeypatch):
    asked, goes_on, found = threading.Event(), threading.Event(), socket.getaddrinfo

    def slowly(host, *more, **how):
        asked.set()
        assert goes_on.wait(10.0)
        return found("127.0.0.1", *more, **how)

    async def play():
        monkeypatch.setattr(socket, "getaddrinfo", slowly)
        sink = Sink("f", Intake(10_000, 5_000, lambda: 1.0))
        sending = asyncio.create_task(udp.send(Address("udp", "radar.example", 9), sink))
        while not asked.is_set():
            await asyncio.sleep(0.001)
        goes_on.set()  # the loop has gone on while the answer was awaited
        while not sink.counters.connected:
            await asyncio.sleep(0.001)
        sending.cancel()

    asyncio.run(asyncio.wait_for(play(), 20.0))
