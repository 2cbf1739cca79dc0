"""opendis reads what we write and we read what it writes; and a whole exercise that it joins: an entity of its in, our
tracks out, a freeze acknowledged.
"""

import asyncio
import json
import math
import os
import re
import socket
import subprocess
from pathlib import Path

import numpy as np
import pytest

from conftest import absent
from exercise.test_entities import SCENARIO
from formats.dis.test_reports import track
from live.bench import free_port
from picture.scene import NOON_S
from samples_of import samples
from sargas.commands.serve import partitions_of
from sargas.config import load_text
from sargas.exercise.entities import entities
from sargas.exercise.truth import Truth
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.decoder import Decoder
from sargas.formats.dis.reports import Told, level_along, states
from sargas.formats.dis.settings import Settings
from sargas.geo.wgs84 import ecef_from_geodetic, vector_from_enu_rad
from sargas.live.site import LiveSite
from sargas.model.record import Chunk
from sargas.model.tracks import Tracks

pytestmark = pytest.mark.oracle
MADE = samples("dis")
SCRIPT = Path(__file__).with_name("opendis_peer.py")
LAT_DEG, LON_DEG = 54.71, 25.31


@pytest.fixture(scope="module")
def opendis(root: Path):
    """Answers of opendis to tasks (`opendis_peer.py`)."""
    python = Path(os.environ.get("SARGAS_PEERS", root / ".venvs/peers/bin")) / "python"
    if not python.exists() or subprocess.run([python, "-c", "import opendis"], capture_output=True).returncode:
        absent(f"no opendis for {python}: set SARGAS_PEERS or run `make test`")

    def ask(*tasks):
        text = "".join(json.dumps(task) + "\n" for task in tasks)
        done = subprocess.run([python, SCRIPT], input=text, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def reads(octets):
    return {"read": octets.hex()}


def vector(said):
    return [said[name] for name in ("x", "y", "z")]


def test_it_reads_the_corpus_as_we_do(opendis, corpus) -> None:
    octets = [path.read_bytes() for path in sorted((corpus / "dis").glob("*.raw"))]
    assert len(octets) == 6
    for said, one in zip(opendis(*map(reads, octets)), octets, strict=True):
        assert wire.header(one) == (
            *(said["protocolVersion"], said["exerciseID"], said["pduType"], said["protocolFamily"], said["timestamp"]),
            said["length"],
        )
        assert kinds.FAMILIES[said["pduType"]] == said["protocolFamily"]
        name = said["class"].removesuffix("Pdu").removesuffix("s")
        assert kinds.NAMES[said["pduType"]].replace(" ", "") == name
        if said["class"] == "EntityStatePdu":
            same_fields(said, one)


def same_fields(said, octets) -> None:
    (state,) = wire.entity_states(octets[: wire.STATE_OCTETS])
    entity, kind, moving = said["entityID"], said["entityType"], said["deadReckoningParameters"]
    assert wire.identifier(octets, 12) == (entity["siteID"], entity["applicationID"], entity["entityID"])
    assert (state["force"], state["parameters"]) == (said["forceId"], len(said["variableParameters"]))
    names = ("domain", "country", "category", "subcategory", "specific", "extra")
    assert [state[name] for name in ("entity_kind", *names)] == [kind[name] for name in ("entityKind", *names)]
    assert state["velocity_mps"].tolist() == vector(said["entityLinearVelocity"])
    assert state["location_m"].tolist() == vector(said["entityLocation"])
    turned = said["entityOrientation"]
    assert state["orientation_rad"].tolist() == [turned["psi"], turned["theta"], turned["phi"]]
    assert state["appearance"] == said["entityAppearance"]
    assert state["algorithm"] == moving["deadReckoningAlgorithm"]
    assert state["acceleration_mps2"].tolist() == vector(moving["entityLinearAcceleration"])
    assert state["rotation_radps"].tolist() == vector(moving["entityAngularVelocity"])
    assert state["character_set"] == said["marking"]["characterSet"]
    assert state["marking"] == bytes(said["marking"]["characters"]).rstrip(b"\0")


def test_it_reads_what_we_write(opendis) -> None:
    settings = Settings("to", site=1, application=9)
    ours = states([Told(track(up_mps=2.0), NOON_S, NOON_S), Told(track(number=5), NOON_S, NOON_S)], settings)
    for said, octets in zip(opendis(*map(reads, ours)), ours, strict=True):
        assert (said["class"], said["pduStatus"]) == ("EntityStatePdu", kinds.CONSTRUCTIVE)
        same_fields(said, octets)


def test_it_reads_who_flies_in_a_scenario(opendis) -> None:
    octets = [payload for _, payload in entities(SCENARIO, Truth(SCENARIO))][:60]
    for said, one in zip(opendis(*map(reads, octets)), octets, strict=True):
        assert (said["class"], said["pduStatus"], said["exerciseID"]) == ("EntityStatePdu", kinds.CONSTRUCTIVE, 7)
        same_fields(said, one)


def test_it_reads_our_simulation_management(opendis) -> None:
    whom, at_s = MADE.SIM, 3600.0 * 487_133 + 1800.0
    start, stop, acknowledge, remove, comment = opendis(
        *map(
            reads,
            [
                MADE.MANAGER.start(whom, at_s, 5),
                MADE.MANAGER.stop(whom, at_s, 6, kinds.RECESS),
                MADE.MANAGER.acknowledge(whom, at_s, kinds.STOP, 7),
                MADE.MANAGER.remove(whom, at_s, 8),
                MADE.MANAGER.comment(whom, at_s, "Situational awareness, not for engagement."),
            ],
        )
    )
    for said in (start, stop, acknowledge, remove, comment):
        assert [said["originatingEntityID"][name] for name in ("siteID", "applicationID", "entityID")] == [2, 1, 0]
        assert [said["receivingEntityID"][name] for name in ("siteID", "applicationID", "entityID")] == [42, 4, 0]
        assert said["timestamp"] == 2**31 | 1
    half_past = {"class": "ClockTime", "hour": 487_133, "timePastHour": 2**31 | 1}
    assert (start["class"], start["requestID"]) == ("StartResumePdu", 5)
    assert start["realWorldTime"] == start["simulationTime"] == half_past
    assert (stop["class"], stop["requestID"], stop["reason"]) == ("StopFreezePdu", 6, 1)
    assert stop["realWorldTime"] == half_past
    assert (acknowledge["class"], acknowledge["requestID"]) == ("AcknowledgePdu", 7)
    assert (acknowledge["acknowledgeFlag"], acknowledge["responseFlag"]) == (4, 3)
    assert (remove["class"], remove["requestID"]) == ("RemoveEntityPdu", 8)
    (datum,) = comment["datums"]["variableDatumRecords"]
    assert bytes(datum["variableData"]) == b"Situational awareness, not for engagement."


def entity_of_opendis(**more):
    """The task of an entity over Vilnius that flies north-east, its time relative."""
    x_m, y_m, z_m = map(float, ecef_from_geodetic(LAT_DEG, LON_DEG, 900.0))
    vx, vy, vz = map(float, vector_from_enu_rad(30.0, 40.0, 0.0, math.radians(LAT_DEG), math.radians(LON_DEG)))
    fields = {
        "entityID.siteID": 42,
        "entityID.applicationID": 4,
        "entityID.entityID": 77,
        "forceId": 2,
        "entityType.entityKind": 1,
        "entityType.domain": 2,
        "entityType.category": 50,
        "timestamp": 1234,
        "entityLocation.x": x_m,
        "entityLocation.y": y_m,
        "entityLocation.z": z_m,
        "entityLinearVelocity.x": vx,
        "entityLinearVelocity.y": vy,
        "entityLinearVelocity.z": vz,
        "deadReckoningParameters.deadReckoningAlgorithm": 2,
        "marking.characterSet": 1,
        "marking.characters": list(b"GERBERA".ljust(11, b"\0")),
    }
    return {"write": "EntityStatePdu", "fields": {**fields, **more}}


def test_we_read_what_it_writes(opendis) -> None:
    made = opendis(entity_of_opendis(), entity_of_opendis(entityAppearance=1 << 23))
    decoder = Decoder(MADE.SENSORS, Settings("feed"))
    chunks = [Chunk(k, MADE.TIME_S, bytes.fromhex(one["hex"])) for k, one in enumerate(made)]
    (tracks,) = decoder.feed(chunks)
    assert isinstance(tracks, Tracks)
    first, second = tracks
    assert (first.lat_deg, first.lon_deg) == pytest.approx((LAT_DEG, LON_DEG), abs=1e-9)
    assert first.height_m == pytest.approx(900.0, abs=1e-4)
    assert (first.east_mps, first.north_mps) == pytest.approx((30.0, 40.0), abs=1e-5)
    assert (first.claims.callsign, first.foreign_identity, first.status) == ("GERBERA", "hostile", "confirmed")
    assert second.status == "ended"


@pytest.mark.parametrize("heading_deg", [0.0, 77.0, 180.0, 301.0])
def test_it_turns_an_aircraft_as_we_do(opendis, heading_deg) -> None:
    """A level aircraft with a heading, turned by opendis: the angles we write, the velocity we read from its body."""
    turn = [math.radians(value) for value in (LAT_DEG, LON_DEG, heading_deg)]
    (said,) = opendis({"place": [turn[0], turn[1], 900.0, 0.0, 0.0, turn[2]]})
    x_m, y_m, z_m, *angles = said["place"]
    assert [x_m, y_m, z_m] == pytest.approx(np.array(ecef_from_geodetic(LAT_DEG, LON_DEG, 900.0)), abs=1e-3)
    ours = level_along(np.array([turn[2]]), np.array([turn[0]]), np.array([turn[1]]))[0]
    assert ours == pytest.approx(angles, abs=1e-9)
    body = MADE.state(
        location_m=[x_m, y_m, z_m], orientation_rad=angles, algorithm=6, velocity_mps=[50.0, 0.0, 0.0], time_s=None
    )
    (tracks,) = Decoder(MADE.SENSORS, Settings("feed")).feed([Chunk(1, MADE.TIME_S, body)])
    wanted = (50.0 * math.sin(turn[2]), 50.0 * math.cos(turn[2]), 0.0)
    assert (tracks.east_mps[0], tracks.north_mps[0], tracks.up_mps[0]) == pytest.approx(wanted, abs=1e-4)


def test_it_joins_an_exercise(opendis, root, tmp_path) -> None:
    """The site of the how-to on loopback. The recipient is another than who reports, or it would be told nothing."""
    made = opendis(
        entity_of_opendis(),
        {
            "write": "StopFreezePdu",
            "fields": {
                "originatingEntityID.siteID": 42,
                "originatingEntityID.applicationID": 4,
                "requestID": 5,
                "receivingEntityID.siteID": 0xFFFF,
                "receivingEntityID.applicationID": 0xFFFF,
                "reason": 1,
                "receivingEntityID.entityID": 0xFFFF,
            },
        },
    )
    entity, stop = (bytes.fromhex(one["hex"]) for one in made)
    page = (root / "docs/how-to/dis.md").read_text()
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found

    async def play():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as network:
            network.setblocking(False)
            network.bind(("127.0.0.1", 0))
            theirs, ours = network.getsockname()[1], free_port()
            text = found[1].replace('"udp://239.1.2.3:3000?interface=10.0.0.5"', f'"udp://127.0.0.1:{theirs}"')
            text = text.replace("udp://239.1.2.3:3000?interface=10.0.0.5&", f"udp://127.0.0.1:{ours}?")
            text = text.replace("answer=239.1.2.3:3000", f"answer=127.0.0.1:{theirs}")
            text = text.replace('nation = "JOINT"', 'nation = "AIRSIM"')
            (partition,) = partitions_of(load_text(text, tmp_path), tmp_path)
            site = LiveSite([partition])
            running = asyncio.create_task(site.run())
            heard: list[bytes] = []

            async def until(condition, *payloads):
                async with asyncio.timeout(60.0):
                    while not condition():
                        assert not running.done()
                        for payload in payloads:
                            network.sendto(payload, ("127.0.0.1", ours))
                        await asyncio.sleep(0.2)
                        while True:
                            try:
                                heard.append(network.recv(65_535))
                            except BlockingIOError:
                                break

            await until(lambda: kinds.ENTITY_STATE in types(heard), entity)
            await until(lambda: kinds.ACKNOWLEDGE in types(heard), stop)
            site.stop()
            await running
            while True:
                try:
                    heard.append(network.recv(65_535))
                except BlockingIOError:
                    return heard

    heard = asyncio.run(play())
    said = opendis(*map(reads, heard))
    told = [one for one in said if one["class"] == "EntityStatePdu"]
    first, last = told[0], told[-1]
    assert [first["entityID"][name] for name in ("siteID", "applicationID")] == [370, 1]
    assert bytes(first["marking"]["characters"]).startswith(b"SGS-")
    place = wire.entity_states(heard[said.index(first)])["location_m"][0]
    apart_m = float(np.linalg.norm(place - np.array(ecef_from_geodetic(LAT_DEG, LON_DEG, 900.0))))
    assert apart_m < 500.0, "where opendis put it, moved on by 50 m/s for 10 s at most"
    assert first["entityAppearance"] == 0
    assert last["entityAppearance"] == 1 << 23, "the last word, when we stop"
    (acknowledged, *_) = [one for one in said if one["class"] == "AcknowledgePdu"]
    assert (acknowledged["acknowledgeFlag"], acknowledged["responseFlag"], acknowledged["requestID"]) == (4, 3, 5)
    assert acknowledged["receivingEntityID"]["siteID"] == 42
    assert said[0]["class"] == "CommentPdu"


def types(frames):
    return [frame[2] for frame in frames]
