"""From the page to the picture: six people at six addresses report what they see, and there is one track."""

import asyncio
import socket

import httpx

from live.bench import SETTINGS, free_port, run
from live.fakes import Watcher
from live.reporting.bench import REPORT
from sargas.core import Core, Settings
from sargas.ingest import Ingest
from sargas.journal import Journal, Reader
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.sensor import Feed, Sensor

PEOPLE = (Sensor("people", "f", "observer", match={"reporter": "citizen"}),)


def test_six_witnesses_make_a_track_and_their_words_stay_in_the_record(tmp_path):
    port = free_port(socket.SOCK_STREAM)
    feeds = (Feed("f", f"reports://127.0.0.1:{port}?proxy=127.0.0.1", "citizen"),)
    watcher = Watcher()

    async def play():
        partition = Partition(
            "live", "live", feeds, lambda state: Journal(tmp_path, "live", b"c", state),
            lambda: Ingest(feeds, PEOPLE, "live"), lambda: Core(PEOPLE, (), Settings(54.64, 25.28)), settings=SETTINGS,
        )  # fmt: skip
        site = LiveSite([partition])
        site.subscribe(watcher)
        running = asyncio.create_task(site.run())
        while not partition.counters()["feeds"]["f"]["connected"]:
            assert not running.done()
            await asyncio.sleep(0.02)
        async with httpx.AsyncClient(trust_env=False) as client:
            for k in range(6):
                headers = {"x-forwarded-for": f"198.51.100.{k}", "sec-fetch-site": "same-origin"}
                said = {**REPORT, "id": f"w{k}", "lat_deg": 54.64 + k / 1000, "text": f"words of {k}"}
                answer = await client.post(f"http://127.0.0.1:{port}/report", json=said, headers=headers)
                assert answer.status_code == 200
                await asyncio.sleep(0.3)
        async with asyncio.timeout(30.0):
            while not confirmed():
                assert not running.done()
                await asyncio.sleep(0.05)
        site.stop()
        await running

    def confirmed():
        tracks = [track for changes in watcher.changed for track in changes.tracks]
        return {track.number for track in tracks if track.status == "confirmed"}

    run(play())
    assert len(confirmed()) == 1
    with Reader(tmp_path) as reader:
        assert sum(b"words of" in record.payload for record in reader if record.personal) == 6
