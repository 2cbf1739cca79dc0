"""A served console over made-up tracks, for the tests of this room: a real server on a free port of loopback."""

import asyncio
import contextlib

import httpx
import msgspec
import numpy as np

from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.incident import Incident
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONFIRMED, HAS, Tracks
from sargas.model.zone import Zone
from sargas.web.app import build_app
from sargas.web.screens import Screen, Screens
from sargas.web.server import Server
from sargas.web.settings import Settings

TOKEN = "a-token-of-the-test"
T0 = 1_752_134_400.0
SENSORS = (
    Sensor("psr-1", "radar", "psr", site=Site(54.64, 22.76, 70.0), nation="LTU", interval_s=4.0),
    Sensor("adsb", "receiver", "adsb"),
)
RING = ((23.0, 54.0), (26.0, 54.0), (26.0, 56.0), (23.0, 54.0))
ZONES = (Zone("ltu", "Lithuania", "border", ((RING,),), nation="LTU", geometry_version="abc"),)


class State(msgspec.Struct):
    time_s: float | None = T0
    speed: float = 1.0
    phase: str = "running"
    progress: float = 1.0
    message: str = ""
    recorded: bool = True


def tracks_of(numbers, time_s=T0, lat_deg=54.5, **columns):
    tracks = Tracks.empty(len(numbers), SENSOR_IDS)
    tracks.number[:], tracks.time_s[:], tracks.updated_s[:] = numbers, time_s, time_s
    tracks.status[:], tracks.existence[:] = CONFIRMED, 0.9
    tracks.lat_deg[:], tracks.lon_deg[:] = lat_deg, 24.0
    tracks.covariance[:, 0] = tracks.covariance[:, 6] = 100.0**2
    for name, value in columns.items():
        getattr(tracks, name)[:] = value
        if name in HAS:
            tracks.has |= np.uint32(HAS[name])
    return tracks


SENSOR_IDS = tuple(sensor.id for sensor in SENSORS)


def changes(tracks=None, time_s=T0, **more):
    return Changes(time_s, Plots.empty(), tracks if tracks is not None else Tracks.empty(), **more)


def incident(number=1, version=1, **more):
    return Incident(number, "ltu", "Lithuania", (7,), "inside", "new", version, T0, T0, **more)


def alert(number=1, incident_number=1, message="look"):
    return Alert(number, incident_number, "warning", "duty officer", message, "opened", T0)


class Bench:
    """Screens with two partitions, and the inbox' last decision."""

    def __init__(self, **app):
        screens = [Screen("live", "live", SENSORS, ZONES), Screen("drill", "exercise", SENSORS, ZONES)]
        self.screens = Screens({"name": "Test", "lat_deg": 55.0, "lon_deg": 24.0}, screens)
        self.decided = []
        self.refusal = None
        self.inbox_now = None
        self.app = build_app(self.screens, TOKEN, self.inbox, lambda: self.figures, **app)
        self.figures = {}

    async def inbox(self, partition, decision):
        if self.inbox_now is not None:
            return await self.inbox_now(partition, decision)
        self.decided.append((partition, decision))
        return decision, self.refusal

    @property
    def live(self):
        return self.screens.by_name["live"]


@contextlib.asynccontextmanager
async def served(**app):
    """A Bench whose app is served; `bench.url`, `bench.client` with the token."""
    bench = Bench(**app)
    server = Server(bench.app, Settings(port=0))
    bench.url = await server.start()
    headers = {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=bench.url, headers=headers, trust_env=False) as bench.client:
        try:
            yield bench
        finally:
            bench.screens.close()
            async with asyncio.timeout(10.0):
                await server.stop()


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 30.0))


async def ask(bench, path):
    answer = await bench.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()
