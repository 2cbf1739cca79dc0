"""A real recording from its file to the console's answers, through everything that is real."""

import asyncio
import struct

import httpx
import websockets

from sargas.core import Core
from sargas.core import Settings as CoreSettings
from sargas.ingest import Ingest
from sargas.journal import Journal
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.sensor import Feed, Sensor
from sargas.web.app import build_app
from sargas.web.people import People
from sargas.web.screens import Screen, Screens
from sargas.web.server import Server
from sargas.web.settings import Settings


def test_fifteen_minutes_of_the_baltic_on_screen(corpus, tmp_path):
    whole = (corpus / "radar" / "baltic_cat062_15min.ff").read_bytes()
    path = tmp_path / "part.ff"
    path.write_bytes(whole[:150_000])
    feeds = (Feed("baltic", f"file://{path}?date=2020-05-01", "asterix", partition="recording"),)
    sensors = (Sensor("baltic", "baltic", "system"),)

    async def play():
        core = Core(sensors, (), CoreSettings(55.0, 22.0))
        partition = Partition(
            "recording",
            "recording",
            feeds,
            lambda state: Journal(tmp_path / "journal", "recording", b"c", state),
            lambda: Ingest(feeds, sensors, "recording"),
            lambda: core,
            0.0,
        )
        live = LiveSite([partition])
        screens = Screens({"name": "B"}, [Screen("recording", "recording", sensors, ())])
        live.subscribe(screens)
        server = Server(build_app(screens, People("t"), live.submit, live.counters), Settings(port=0))
        url = await server.start()
        running = asyncio.create_task(live.run())
        while partition.state().phase != "ended":
            assert not running.done()
            await asyncio.sleep(0.02)
        async with httpx.AsyncClient(base_url=url, params={"token": "t"}, trust_env=False) as client:
            picture = (await client.get("/api/picture")).json()
            metrics = (await client.get("/metrics")).text
            state = (await client.get("/api/state")).json()["partitions"][0]
        async with websockets.connect(f"{url.replace('http', 'ws')}/api/tracks?token=t", proxy=None) as stream:
            frame = await stream.recv()
        live.stop()
        screens.close()
        await running
        await server.stop()
        return core, picture, metrics, state, frame

    core, picture, metrics, state, frame = asyncio.run(asyncio.wait_for(play(), 120.0))
    current = core.picture
    assert len(current) > 50
    assert {t["number"] for t in picture["tracks"]} == set(current.number.tolist())
    assert all(51.0 < t["lat_deg"] < 62.0 and 10.0 < t["lon_deg"] < 35.0 for t in picture["tracks"])
    assert {t["reported_by"] for t in picture["tracks"]} != {"own"}
    magic, kind, flags, stride, sequence, count = struct.unpack_from("<4sBBHII", frame)
    assert (magic, kind, flags, stride, count) == (b"SGT1", 0, 2, 96, len(current))
    assert sequence >= picture["sequence"], "a frame a second says that the system lives"
    assert (state["phase"], state["speed"], state["recorded"]) == ("ended", 0.0, True)
    assert f'sargas_tracks{{partition="recording"}} {len(current)}' in metrics
