"""An application at an address of ours, and peers that say nothing."""

import asyncio
import contextlib
import socket

from live.bench import Bench, free_port, run
from live.fakes import lines
from live.test_http import feed, post
from sargas.live import serving


def test_who_connects_and_says_nothing_is_let_go_and_takes_no_more_than_its_part(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "FIRST_S", 0.5)
    monkeypatch.setattr(serving, "MOST_OF_HOST", 5)
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Bench(tmp_path, [feed(port)]) as bench:
            await post(port, "", b"#")
            silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["turned_away"] >= 3)
            for reader, writer in silent:
                with contextlib.suppress(ConnectionError):
                    assert await asyncio.wait_for(reader.read(1), 10.0) == b""
                writer.close()
            assert (await post(port, "", lines(1))).status_code == 204
            await bench.until(lambda: 1 in bench.watcher.numbers)

    run(play())
