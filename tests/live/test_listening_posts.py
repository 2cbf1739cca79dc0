"""Sensors of many kinds behind one MQTT broker: ten thousand listening posts on one connection, and Remote ID."""

import asyncio
import json
import time
from datetime import UTC, datetime

import msgspec

from live.bench import SETTINGS
from live.broker import Secured, broker, publish
from live.fakes import FakeCore, Watcher
from samples_of import samples
from sargas.ingest import Ingest
from sargas.journal import Journal
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.place import Site
from sargas.model.sensor import Feed, Sensor

POSTS = 10_000


class Running:
    """A live partition of one feed over real ingest."""

    def __init__(self, folder, feed, sensors):
        self.watcher = Watcher()
        self.partition = Partition(
            "live", "live", (feed,), lambda state: Journal(folder, "live", b"c", state),
            lambda: Ingest((feed,), sensors, "live"), FakeCore, settings=SETTINGS,
        )  # fmt: skip
        self.site = LiveSite([self.partition])
        self.site.subscribe(self.watcher)

    async def __aenter__(self):
        self.task = asyncio.create_task(self.site.run())
        await self.until(lambda: self.partition.counters()["feeds"]["f"]["connected"])
        return self

    async def __aexit__(self, *_):
        self.site.stop()
        await self.task

    async def until(self, condition):
        async with asyncio.timeout(60.0):
            while not condition():
                assert not self.task.done(), "ended early"
                await asyncio.sleep(0.02)

    def plots(self):
        return [plot for _, batch in self.watcher.seen for plot in batch]


def now():
    return datetime.fromtimestamp(time.time(), UTC).isoformat()


def test_ten_thousand_posts_on_one_connection(tmp_path):
    sensors = tuple(
        Sensor(f"post-{k}", "f", "acoustic", match={"thing": str(k)}, site=Site(54.0, 24.0, 100.0), range_m=1500.0)
        for k in range(POSTS)
    )
    messages = [
        (f"v1.1/Things({k})/Datastreams(1)/Observations",
         json.dumps({"phenomenonTime": now(), "resultTime": now(), "result": k % 3 == 0}).encode())
        for k in range(POSTS)
    ]  # fmt: skip

    async def play(port):
        feed = Feed("f", f"mqtt://127.0.0.1:{port}?topic=v1.1/#", "acoustic")
        async with Running(tmp_path / "j", feed, sensors) as running:
            await asyncio.to_thread(publish, port, *messages)
            heard = (POSTS + 2) // 3
            await running.until(lambda: sum(len(batch) for _, batch in running.watcher.seen) >= heard)
            await running.until(lambda: running.partition.counters()["feeds"]["f"]["records"] >= POSTS)
            plots = running.plots()
            assert {plot.sensor for plot in plots} == {f"post-{k}" for k in range(0, POSTS, 3)}
            assert running.partition.counters()["feeds"]["f"]["dropped"] == 0
            faults = [fault for changes in running.watcher.changed for fault in changes.faults]
            assert not faults
            await running.until(lambda: len(said_to_be_well(running)) == POSTS)

    def said_to_be_well(running):
        statuses = [s for changes in running.watcher.changed for s in changes.statuses]
        return {status.sensor for status in statuses if status.status == "ok"}

    with broker(tmp_path, "max_queued_messages 0", "max_inflight_messages 0") as port:
        asyncio.run(asyncio.wait_for(play(port), 120.0))


def test_remote_id_comes_by_mqtt_as_receivers_publish_it(tmp_path):
    made = samples("remoteid")
    sensors = (Sensor("mast", "f", "remote_id", match={"receiver": "mast-1"}),)
    of_hour_s = time.time() % 3600.0

    async def play(port):
        feed = Feed("f", f"mqtt://127.0.0.1:{port}?topic=odid/#", "remoteid")
        async with Running(tmp_path / "j", feed, sensors) as running:
            pack = made.pack(made.basic_id(), made.location(tenths=int(of_hour_s * 10.0)))
            line = made.line(pack, timestamp=time.time() * 1e3)
            await asyncio.to_thread(publish, port, ("odid/mast-1", line), ("odid/mast-1", b"{]"))
            await running.until(running.plots)
            (plot,) = running.plots()
            assert (plot.sensor, plot.claims.remote_id) == ("mast", "1596F000000000592740")

    with broker(tmp_path) as port:
        asyncio.run(asyncio.wait_for(play(port), 60.0))


def test_bearings_presence_and_places_come_over_tls(tmp_path):
    made = samples("acoustic")
    sensors = tuple(msgspec.structs.replace(sensor, feed="f") for sensor in made.SENSORS)
    when = {"phenomenonTime": now(), "resultTime": now()}
    place = {"type": "Point", "coordinates": [25.31, 54.67, 320.0]}
    messages = [
        ("air/a", made.text(made.observation({"azimuth_deg": 123.4}, **when))),
        ("air/b", made.text(made.observation({"presence": True, "radius_m": 800.0}, 17, **when))),
        ("air/c", made.text(made.observation(place, "network", **when))),
    ]
    secured = Secured(tmp_path)

    async def play(port):
        source = f"mqtts://127.0.0.1:{port}?topic=air/%23&ca={tmp_path}/ca.pem&{secured.options}"
        async with Running(tmp_path / "j", Feed("f", source, "acoustic"), sensors) as running:
            await asyncio.to_thread(publish, port, *messages, secure=secured.context)
            await running.until(lambda: len(running.plots()) == 3)
            by_sensor = {plot.sensor: type(plot.measurement).__name__ for plot in running.plots()}
            assert by_sensor == {"array": "Bearing", "post": "Presence", "net": "Geodetic"}

    with broker(tmp_path, *secured.lines) as port:
        asyncio.run(asyncio.wait_for(play(port), 60.0))
