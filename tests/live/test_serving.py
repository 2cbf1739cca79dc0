"""An application at an address of ours, and peers that say nothing, little or too much."""

import asyncio
import contextlib
import socket

import pytest

from live.bench import free_port, run
from live.test_tcp import certificates
from sargas.live import serving
from sargas.live.address import address
from sargas.live.serving import Limits, network_of, serve


async def application(scope, receive, send):
    """Reads what is posted, and answers how much it was."""
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    words = str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(words))]})
    await send({"type": "http.response.body", "body": words})


class Served:
    """A server of ours on loopback; `away` counts who was turned away."""

    def __init__(self, options="", **limits):
        self.port = free_port(socket.SOCK_STREAM)
        self.where = address(f"reports://127.0.0.1:{self.port}{options}")
        self.limits, self.away = Limits(**limits), 0

    def turned_away(self):
        self.away += 1

    async def __aenter__(self):
        stands = asyncio.Event()
        self.task = asyncio.create_task(
            serve(self.where, application, lambda detail: stands.set(), self.turned_away, self.limits)
        )
        await asyncio.wait_for(stands.wait(), 10.0)
        return self

    async def __aexit__(self, *_):
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    async def open(self):
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def until(self, condition):
        async with asyncio.timeout(10.0):
            while not condition():
                await asyncio.sleep(0.01)


async def rest(reader):
    """All that still comes; the other side must end."""
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), 10.0)
    return b""


def post(body=b"", length=None, more=b""):
    return b"POST / HTTP/1.1\r\nhost: x\r\n%scontent-length: %d\r\n\r\n%s" % (more, length or len(body), body)


async def answered(reader):
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10.0)
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    return await reader.readexactly(length)


def test_who_asks_is_answered_and_may_ask_again():
    async def play():
        async with Served() as served:
            reader, writer = await served.open()
            for size in (0, 3, 100_000):
                writer.write(post(b"x" * size))
                assert await answered(reader) == str(size).encode()
            writer.close()

    run(play())


@pytest.mark.parametrize(
    "said",
    [b"", b"POST / HT", post(length=50_000), post(b"x" * 3_000, 50_000), post(b"whole") + b"P"],
    ids=["nothing", "half a head", "no body", "half a body", "the first letter of another"],
)
def test_who_does_nothing_more_is_let_go(monkeypatch, said):
    monkeypatch.setattr(serving, "STEP_S", 0.3)
    monkeypatch.setattr(serving, "KEEP_S", 60.0)

    async def play():
        async with Served() as served:
            reader, writer = await served.open()
            writer.write(said)
            await rest(reader)
            writer.close()

    run(play())


def test_who_is_slow_but_goes_on_is_heard(monkeypatch):
    monkeypatch.setattr(serving, "STEP_S", 0.4)

    async def play():
        async with Served() as served:
            reader, writer = await served.open()
            writer.write(post(length=40_000))
            for _ in range(8):
                await asyncio.sleep(0.15)
                writer.write(b"x" * 5_000)
            assert await answered(reader) == b"40000"
            writer.close()

    run(play())


@pytest.mark.parametrize(
    "said",
    [
        post(b"x" * 20_000, 30_000),
        b"GET / HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
        post(b"whole") + b"POST / HTTP/1.1\r\ntransfer-encoding:chunked\r\n\r\n" + b"1\r\nx\r\n" * 100,
        b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"y" * 20_000,
    ],
    ids=["too much", "chunked", "chunked after another", "a long head"],
)
def test_what_costs_too_much_is_cut_off(said):
    async def play():
        async with Served(octets=15_000) as served:
            reader, writer = await served.open()
            for at in range(0, len(said), 999):
                writer.write(said[at : at + 999])
                await asyncio.sleep(0.001)
                if writer.is_closing():
                    break
            assert b"20000" not in await rest(reader)
            writer.close()

    run(play())


def test_one_network_takes_no_more_than_its_part_and_leaves_its_places():
    async def play():
        async with Served(of_network=3) as served:
            first = [await served.open() for _ in range(5)]
            await served.until(lambda: served.away == 2)
            for reader, _ in first[3:]:
                assert await rest(reader) == b""
            for _, writer in first:
                writer.close()
            await asyncio.sleep(0.1)
            reader, writer = await served.open()
            writer.write(post(b"four"))
            assert await answered(reader) == b"4"
            writer.close()

    run(play())


def test_a_server_of_ours_in_front_is_many_networks():
    async def play():
        async with Served(of_network=2, links=4, exempt="127.0.0.1") as served:
            opened = [await served.open() for _ in range(6)]
            await served.until(lambda: served.away == 2)
            for _, writer in opened:
                writer.close()

    run(play())


def test_a_place_is_taken_before_tls_stands_and_left_when_it_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "HANDSHAKE_S", 0.5)
    certificates(tmp_path)

    async def play():
        async with Served(f"?cert={tmp_path}/own.pem&key={tmp_path}/own.pem", of_network=3) as served:
            silent = [await served.open() for _ in range(5)]
            await served.until(lambda: served.away == 2)
            for reader, writer in silent:
                await rest(reader)
                writer.close()
            again = [await served.open() for _ in range(3)]
            await asyncio.sleep(0.2)
            assert served.away == 2, "their places are free again"
            for _, writer in again:
                writer.close()

    run(play())


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("nginx", ""),
    ],
)
def test_networks(host, network):
    assert network_of(host) == network
