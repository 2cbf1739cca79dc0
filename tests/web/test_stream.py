"""The track stream over real WebSockets."""

import asyncio
import socket
import struct
import time

import pytest
import websockets

from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.tracks import ENDED
from sargas.web import app
from sargas.web.stream import QUEUE_BYTES, Client
from web.bench import T0, TOKEN, State, changes, run, served, tracks_of


def head(frame):
    magic, kind, flags, stride, sequence, rows, ended = struct.unpack_from("<4sBBHIII", frame)
    assert magic == b"SGT1"
    return {"kind": kind, "flags": flags, "sequence": sequence, "rows": rows, "ended": ended, "stride": stride}


def numbers(frame):
    h = head(frame)
    rows = [struct.unpack_from("<I", frame, 40 + i * h["stride"])[0] for i in range(h["rows"])]
    return rows, list(struct.unpack_from(f"<{h['ended']}I", frame, 40 + h["rows"] * h["stride"]))


def connect(bench, partition=""):
    address = bench.url.replace("http", "ws") + f"/api/tracks?token={TOKEN}" + partition
    return websockets.connect(address, proxy=None, max_size=None, compression=None)


def test_a_snapshot_then_deltas_then_tombstones():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(tracks_of([1, 2])))
            async with connect(bench) as stream:
                first = await stream.recv()
                assert head(first)["kind"] == 0
                assert numbers(first) == ([1, 2], [])
                bench.screens.changes("live", changes(tracks_of([2, 3], T0 + 0.1), T0 + 0.1))
                second = await stream.recv()
                assert (head(second)["kind"], numbers(second)) == (1, ([2, 3], []))
                assert head(second)["sequence"] > head(first)["sequence"]
                gone = tracks_of([2], T0 + 0.2)
                gone.status[:] = ENDED
                bench.screens.changes("live", changes(gone, T0 + 0.2))
                third = await stream.recv()
                assert (numbers(third), head(third)["sequence"]) == (([], [2]), head(second)["sequence"] + 1)

    run(play())


def test_plots_are_streamed_before_there_are_tracks():
    async def play():
        async with served() as bench, connect(bench, "&partition=drill") as stream:
            assert head(await stream.recv())["flags"] == 1
            bench.screens.plots("drill", T0, Plots.from_plots([Plot("adsb", T0, Geodetic(55.0, 24.0))]))
            frame = head(await stream.recv())
            assert (frame["kind"], frame["rows"], frame["stride"]) == (2, 1, 32)

    run(play())


def test_a_quiet_picture_is_told_to_be_alive():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(tracks_of([1])))
            async with connect(bench) as stream:
                await stream.recv()
                await asyncio.sleep(1.0)
                bench.screens.state("live", State(T0 + 60.0))
                frame = await stream.recv()
                assert (head(frame)["kind"], head(frame)["rows"]) == (1, 0)
                assert struct.unpack_from("<d", frame, 24) == (T0 + 60.0,)

    run(play())


def test_a_restarted_picture_replaces_the_old_one():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(tracks_of([1])))
            async with connect(bench) as stream:
                await stream.recv()
                bench.screens.picture("live", T0 + 5.0, tracks_of([8, 9]), [], [])
                frame = await stream.recv()
                assert (head(frame)["kind"], numbers(frame)) == (0, ([8, 9], []))

    run(play())


def test_frames_are_made_once_for_all_clients_and_no_oftener_than_screens_can_show():
    async def play():
        async with served() as bench, connect(bench) as a, connect(bench) as b:
            await a.recv()
            await b.recv()
            began = time.monotonic()
            for k in range(400):  # a clock that runs very fast
                bench.screens.changes("live", changes(tracks_of([k % 40 + 1], T0 + k), T0 + k))
                await asyncio.sleep(0.001)
            took = time.monotonic() - began
            assert bench.live.stream.frames <= took / 0.07 + 2
            seen = set()
            while len(seen) < 40:
                frame = await a.recv()
                assert frame == await b.recv()
                seen |= set(numbers(frame)[0])

    run(play())


def test_a_slow_client_gets_the_latest_snapshot_and_holds_up_nobody():
    async def play():
        async with served() as bench:
            everybody = list(range(1, 5001))
            bench.screens.changes("live", changes(tracks_of(everybody)))
            with socket.socket() as slow:
                slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                host, port = bench.url.removeprefix("http://").split(":")
                slow.connect((host, int(port)))
                slow.sendall(
                    f"GET /api/tracks?token={TOKEN} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
                    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    "Sec-WebSocket-Version: 13\r\n\r\n".encode()
                )
                async with connect(bench) as quick:
                    await quick.recv()
                    for k in range(1, 61):
                        bench.screens.changes("live", changes(tracks_of(everybody, T0 + k), T0 + k))
                        frame = await asyncio.wait_for(quick.recv(), 5.0)
                        assert struct.unpack_from("<d", frame, 24) == (T0 + k,)
                        await asyncio.sleep(0.08)
                assert bench.live.stream.resets >= 1
                assert all(client.bytes <= QUEUE_BYTES for client in bench.live.stream._clients)
            await asyncio.sleep(0.2)
            assert len(bench.live.stream) == 0

    run(play())


def test_a_full_queue_is_given_up_for_a_snapshot():
    client = Client()
    client.behind = False
    assert all(client.put(b"x") for _ in range(16))
    assert not client.put(b"x")
    assert client.behind
    assert not client.waiting
    assert client.put(b"x")  # the snapshot will hold it
    assert not client.waiting


def test_what_a_client_says_is_not_listened_to():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(tracks_of([1])))
            async with connect(bench) as stream:
                await stream.recv()
                await stream.send("hello")
                await stream.send(b"\x00" * 100)
                bench.screens.changes("live", changes(tracks_of([2], T0 + 1), T0 + 1))
                assert numbers(await stream.recv()) == ([2], [])
                await stream.send(b"x" * 10_000)  # too long: this client is put out
                with pytest.raises(websockets.ConnectionClosed):
                    await asyncio.wait_for(stream.recv(), 5.0)

    run(play())


def test_a_partition_that_is_not_there():
    async def play():
        async with served() as bench:
            with pytest.raises(websockets.InvalidStatus) as refused:
                await connect(bench, "&partition=x")
            assert refused.value.response.status_code == 404

    run(play())


def test_clients_are_sent_away_when_the_system_stops():
    async def play():
        async with served() as bench, connect(bench) as stream:
            await stream.recv()
            bench.screens.close()
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await asyncio.wait_for(stream.recv(), 5.0)
            assert closed.value.rcvd.code == 1001

    run(play())


def test_so_many_clients_and_no_more(monkeypatch):
    monkeypatch.setattr(app, "CLIENTS", 2)

    async def play():
        async with served() as bench, connect(bench) as one:
            async with connect(bench, "&partition=drill") as two:
                await one.recv()
                await two.recv()
                async with connect(bench) as three:
                    with pytest.raises(websockets.ConnectionClosed) as closed:
                        await asyncio.wait_for(three.recv(), 5.0)
                assert closed.value.rcvd.code == 1013
            while len(bench.screens.by_name["drill"].stream):
                await asyncio.sleep(0.01)
            async with connect(bench) as three:
                await asyncio.wait_for(three.recv(), 5.0)

    run(play())
