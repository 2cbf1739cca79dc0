"""The page in a process of its own, as it is live: what it hands over is written down, and it ends with the site."""

import asyncio
import base64
import json
import os
import signal
from pathlib import Path

import pytest

from live.bench import run
from live.reporting.bench import Page
from live.reporting.test_photos import made
from sargas.errors import Unavailable
from sargas.live.address import address
from sargas.live.intake import Intake, Sink
from sargas.live.reporting import parent


def children():
    """Pids of processes of this one that serve a page."""
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return [pid for pid in map(int, mine) if b"reporting.process" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_reports_come_through_and_the_process_ends_with_the_site(tmp_path):
    (tmp_path / "patrols").write_text("guards 0123456789abcdef\n")

    async def play():
        async with Page(tmp_path / "j", f"?burst=2&every=60&patrols={tmp_path / 'patrols'}", alone=True) as page:
            assert "<div id=" in (await page.ask("GET")).text
            (pid,) = children()
            assert (await page.post(text="a buzz")).json() == {"kept": "a1", "photo": True}
            assert (await page.post(id="a2")).status_code == 200
            assert (await page.post(id="a3")).status_code == 429
            patrol = {"authorization": "Bearer 0123456789abcdef"}
            assert (await page.post(id="p1", headers=patrol)).status_code == 200
            assert [feed for feed, _ in page.stored()] == ["f", "f", "f#guards"]
            assert json.loads(page.stored()[0][1])["text"] == "a buzz"
            await page.until(lambda: page.partition.counters()["feeds"]["f"]["turned_away"] == 1)
            assert page.partition.counters()["feeds"]["f"]["connected"]
        assert not Path(f"/proc/{pid}").exists()

    run(play())


def test_a_process_that_dies_is_begun_again(tmp_path):
    async def play():
        async with Page(tmp_path / "j", alone=True) as page:
            await page.post()
            (pid,) = children()
            os.kill(pid, signal.SIGKILL)
            await page.until(lambda: page.partition.counters()["feeds"]["f"]["connects"] == 2, 30.0)
            assert (await page.post(id="a2")).status_code == 200
            assert [json.loads(payload)["id"] for _, payload in page.stored()] == ["a1", "a2"]

    run(play())


@pytest.mark.parametrize(("more", "told"), [("?patrols=/nowhere", "not a file of patrols"), ("", "in use")])
def test_what_it_cannot_is_told(tmp_path, more, told):
    async def play():
        async with Page(tmp_path / "j", alone=True) as page:
            await page.ask("GET")
            where = address(f"reports://127.0.0.1:{page.port}{more}")
            with pytest.raises(Unavailable, match=told):
                await parent.receive(where, Sink("g", Intake(1_000, 500, lambda: 1.0)))

    run(play())


def test_hostile_posts_end_where_they_came_from(tmp_path):
    async def chunks(port):
        """A body of one octet a chunk, its header cut in two."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /report HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nTransfer-")
        await writer.drain()
        writer.write(b"Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 10_000)
        try:
            return await asyncio.wait_for(reader.read(), 10.0)
        except ConnectionError:
            return b""

    async def play():
        async with Page(tmp_path / "j", alone=True) as page:
            await page.ask("GET")
            assert await asyncio.gather(*(chunks(page.port) for _ in range(20))) == [b""] * 20
            assert (await page.post()).status_code == 200
            for content in (made()[:500], b"\xff\xd8" + b"\xff\xda" * 1_000):
                answer = await page.post(id=f"b{len(content)}", photo=base64.b64encode(content).decode())
                assert answer.json() == {"wrong": "photo"}
            assert len(page.stored()) == 1

    run(play())
