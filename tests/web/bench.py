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
from sargas.web.passwords import hashed
from sargas.web.people import People
from sargas.web.screens import Screen, Screens
from sargas.web.server import Server
from sargas.web.settings import Settings
from sargas.web.users import Key, User, Users, digest, write_users

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
    """Screens with two partitions, and the inbox' last decision; `people` in place of the token of a first run.
    `shows_secrets`: a site of [web] cleared."""

    def __init__(self, people=None, shows_secrets=False, **app):
        screens = [Screen("live", "live", SENSORS, ZONES), Screen("drill", "exercise", SENSORS, ZONES)]
        cleared = [Screen("live", "live", SENSORS, ZONES, cleared=True)] if shows_secrets else []
        self.screens = Screens({"name": "Test", "lat_deg": 55.0, "lon_deg": 24.0}, screens, cleared)
        self.decided = []
        self.refusal = None
        self.inbox_now = None
        self.people = people or People(TOKEN)
        self.app = build_app(self.screens, self.people, self.inbox, lambda: self.figures, **app)
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


def peopled(folder, *users, **more):
    """People of a file of users."""
    write_users(folder / "users.json", Users(users))
    return People(TOKEN, folder / "users.json", **more)


def user(name, *roles, password="", **more):
    """One who has a key besides, `key_of(name)`: a program of theirs."""
    kept = hashed(password) if password else "none"
    key = Key("bench", digest(key_of(name)), roles, T0)
    return User(name, kept, roles, keys=(key,), **more)


def key_of(name):
    return f"sargas_{name}"


def bearer(name):
    return {"authorization": f"Bearer {key_of(name)}"}


def signed_in(bench, name):
    """Headers of a browser in which somebody has signed in, on the console's page."""
    found = bench.people._users.named(name)
    secret, _ = bench.people.sessions.begin(found.name, "password", "127.0.0.1", stamp=found.stamp)
    return {"cookie": f"sargas-{bench.url.rsplit(':', 1)[1]}={secret}", "origin": bench.url}


def run(coroutine, patience_s=30.0):
    return asyncio.run(asyncio.wait_for(coroutine, patience_s))


async def ask(bench, path):
    answer = await bench.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()
