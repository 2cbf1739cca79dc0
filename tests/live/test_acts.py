"""A person's acts on tracks, from the posted words to the journal and back: real server, partition, core and replay."""

import asyncio
import contextlib

import httpx
import msgspec
import pytest

from live.bench import free_port, udp_feed
from sargas.config import bundled_border
from sargas.core import Core
from sargas.core import Settings as CoreSettings
from sargas.ingest import Ingest
from sargas.journal import Journal, Reader, verify
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.checkpoint import pack
from sargas.model.decision import Decision
from sargas.model.record import RecordKind
from sargas.model.sensor import Sensor
from sargas.web.app import build_app
from sargas.web.people import People
from sargas.web.screens import Screen, Screens
from sargas.web.server import Server
from sargas.web.settings import Settings

SENSORS = (Sensor("radar", "f", "psr"),)
CALL = {"by": "Ona", "why": "a farmer rang", "lat_deg": 54.6, "lon_deg": 25.62, "sigma_m": 1500.0}


def made(feeds):
    return Ingest(feeds, SENSORS, "live"), Core(SENSORS, bundled_border("LTU"), CoreSettings(54.6, 25.3))


@contextlib.asynccontextmanager
async def site(folder):
    """A served site that hears nothing; (client, its core)."""
    feeds, cores = [udp_feed(free_port())], []

    def core():
        cores.append(made(feeds)[1])
        return cores[-1]

    partition = Partition(
        "live", "live", feeds, lambda s: Journal(folder, "live", b"c", s), lambda: made(feeds)[0], core
    )
    live = LiveSite([partition])
    screens = Screens({"name": "A"}, [Screen("live", "live", SENSORS, ())])
    live.subscribe(screens)
    server = Server(build_app(screens, People("t"), live.submit, live.counters), Settings(port=0))
    url = await server.start()
    running = asyncio.create_task(live.run())
    async with httpx.AsyncClient(base_url=url, params={"token": "t"}, trust_env=False) as client:
        while (await asked(client, "/api/state"))["partitions"][0]["phase"] != "running":
            assert not running.done()
            await asyncio.sleep(0.02)
        yield client, cores
    live.stop()
    screens.close()
    await running
    await server.stop()


async def asked(client, path):
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def act(client, path, body):
    """The journaled Decision, or (status, why not)."""
    answer = await client.post(path, json=body)
    return answer.json() if answer.status_code == 200 else (answer.status_code, answer.json()["error"])


async def seen(client, number, condition):
    """The track when it is as wanted: an answered act is in the picture, a frame later on the screen."""
    async with asyncio.timeout(10.0):
        while True:
            answer = await client.get(f"/api/picture/{number}")
            if answer.status_code == 200 and condition(answer.json()):
                return answer.json()
            await asyncio.sleep(0.02)


def replayed(folder):
    """A core that went through the journal again, and the digest of what it told."""
    with Reader(folder) as reader:
        records = [r for r in reader if r.kind in (RecordKind.BYTES, RecordKind.TICK, RecordKind.DECISION)]
    ingest, core = made([udp_feed(1)])
    waiting, told = [], []
    for record in records:
        waiting.append(record)
        if record.kind == RecordKind.TICK:
            changes = core.update(ingest.feed(waiting))
            told.append(pack({"tracks": changes.tracks.packed(), "incidents": changes.incidents}))
            waiting = []
    return core, told


def test_a_shift_of_acts_is_journaled_takes_effect_is_undone_and_replays(tmp_path):
    async def play():
        async with site(tmp_path) as (client, cores):
            now_s = (await asked(client, "/api/state"))["partitions"][0]["time_s"]
            begun = await act(client, "/api/tracks", {**CALL, "seen_s": now_s})
            number = 1_000_001
            track = await seen(client, number, lambda t: t["acts"] == ["initiate"])
            assert (track["status"], track["reported_by"]) == ("coasting", "own")
            (incident,) = (await asked(client, "/api/incidents"))["incidents"]
            assert (incident["situation"], incident["tracks"]) == ("inside", [number])

            path = f"/api/tracks/{number}"
            word = {"by": "Jonas", "why": "on the camera", "expected_version": track["version"]}
            locked = await act(client, f"{path}/lock_identity", {**word, "identity": "suspect"})
            track = await seen(client, number, lambda t: "identity" in t["acts"])
            assert track["identity"]["name"] == "suspect"
            status, why = await act(client, f"{path}/lock_identity", {**word, "identity": "hostile"})
            assert (status, why) == (
                409,
                f"track {number} has changed since version 1: it is version {track['version']}",
            )
            later = {"by": "Jonas", "why": "on the camera"}
            assert await act(client, f"{path}/merge", {**later, "other": number}) == (409, "a track and itself")
            assert (await act(client, f"{path}/correlate", {**later, "other": 5}))[0] == 409
            assert (await act(client, "/api/tracks/77/drop", later))[0] == 404
            assert (await act(client, f"{path}/drop", {"by": "Jonas", "why": " "}))[0] == 400

            undo = f"/api/acts/{locked['record_number']}/undo"
            undone = await act(client, undo, {"by": "Ona", "why": "a kite"})
            assert undone["act"] == {"type": "undo", "record": locked["record_number"]}
            track = await seen(client, number, lambda t: t["acts"] == ["initiate"])
            assert track["identity"]["name"] in ("pending", "unknown")
            status, why = await act(client, undo, {"by": "Ona", "why": "a kite"})
            assert (status, why) == (409, f"the act of record {locked['record_number']} has been reversed by Ona")
            listed = (await asked(client, "/api/acts"))["acts"]
            assert listed == [undone, locked, begun]
            dropped = await act(client, f"{path}/drop", later)
            await seen(client, number, lambda t: "drop" in t["acts"])
        return cores[0], [begun, locked, undone, dropped]

    core, taken = asyncio.run(asyncio.wait_for(play(), 60.0))
    assert not verify(tmp_path).findings
    with Reader(tmp_path) as reader:
        journaled = {
            r.number: msgspec.msgpack.decode(r.payload, type=Decision) for r in reader if r.kind == RecordKind.DECISION
        }
    assert len(journaled) == 8, "what was refused by the core is written down too"
    for decision in taken:
        of_journal = msgspec.structs.replace(
            journaled[decision["record_number"]], record_number=decision["record_number"]
        )
        assert msgspec.convert({**decision, "type": "decision"}, Decision) == of_journal
    (again, told), (_, told_again) = replayed(tmp_path), replayed(tmp_path)
    assert told == told_again
    assert again._picture.acts == core._picture.acts
    assert pack(again.picture.packed()) == pack(core.picture.packed())
    assert again.incidents == core.incidents


@pytest.mark.parametrize("missing", ["by", "why", "seen_s", "sigma_m"])
def test_a_report_that_is_not_whole_is_not_even_written_down(tmp_path, missing):
    async def play():
        async with site(tmp_path) as (client, _):
            body = {**CALL, "seen_s": 1.0}
            del body[missing]
            answer = await act(client, "/api/tracks", body)
            assert answer == (400, f"Object missing required field `{missing}`")
            assert (await act(client, "/api/tracks", {**CALL, "seen_s": 1.0}))[0] == 409, "seen long ago"

    asyncio.run(asyncio.wait_for(play(), 60.0))
    with Reader(tmp_path) as reader:
        assert sum(r.kind == RecordKind.DECISION for r in reader) == 1
