"""A real TAK server with client certificates (taky-ng) and two clients (pytak, and one of plain TLS): our tracks
arrive and end, a client's aircraft comes in, and a stranger is turned away.
"""

import asyncio
import contextlib
import datetime
import functools
import os
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest
import trustme

from conftest import absent
from live.bench import free_port
from live.test_exporting import Exporting
from live.test_tcp import connect
from picture.scene import rows
from samples_of import samples
from sargas.core import Core
from sargas.core import Settings as CoreSettings
from sargas.formats.cot.session import Session
from sargas.formats.cot.settings import Settings
from sargas.formats.cot.stream import Cutter
from sargas.formats.cot.wire import event_of
from sargas.formats.cot.write import xml
from sargas.ingest import Ingest
from sargas.journal import Journal
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.batch import Changes
from sargas.model.plots import Plots
from sargas.model.sensor import Feed
from sargas.model.tracks import ENDED

pytestmark = pytest.mark.oracle
MADE = samples("cot")
CONFIG = """
[taky]
hostname = 127.0.0.1
bind_ip = 127.0.0.1
root_dir = {folder}
redis = false
[cot_server]
port = {port}
[dp_server]
upload_path = {folder}
[ssl]
enabled = true
client_cert_required = true
ca = {folder}/ca.pem
cert = {folder}/server.pem
key = {folder}/server.pem
cert_db = {folder}/none.txt
"""


@pytest.fixture(scope="module")
def peers(root: Path) -> Path:
    folder = Path(os.environ.get("SARGAS_PEERS", root / ".venvs/peers/bin"))
    if not (folder / "taky").exists():
        absent(f"no taky in {folder}: set SARGAS_PEERS or run `make test`")
    return folder


@pytest.fixture
def server(peers: Path, tmp_path: Path):
    """(port, folder with certificates) of a running server."""
    authority, other = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    known = ("server", "ours", "client", "pytak")
    for name, signer in (*((name, authority) for name in known), ("stranger", other)):
        signer.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / f"{name}.pem"))
    port = free_port(socket.SOCK_STREAM)
    (tmp_path / "taky.conf").write_text(CONFIG.format(folder=tmp_path, port=port))
    (tmp_path / "none.txt").touch()
    process = subprocess.Popen([peers / "taky", "-c", tmp_path / "taky.conf"], stderr=subprocess.DEVNULL)
    yield port, tmp_path
    process.terminate()
    process.wait()


def address_of(server) -> str:
    port, folder = server
    return f"tls://127.0.0.1:{port}?ca={folder}/ca.pem&cert={folder}/ours.pem&key={folder}/ours.pem"


def secure(folder: Path, name: str) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    made.load_cert_chain(folder / f"{name}.pem")
    return made


async def events(reader, wanted: int, kind: str = "a-"):
    """The next events whose type begins so: those of the air."""
    cutter, found = Cutter(), []
    async with asyncio.timeout(30.0):
        while len(found) < wanted:
            messages, faults = cutter.feed(await reader.read(65_536))
            assert not faults
            heard = [event_of(message.octets, message.is_protobuf) for message in messages]
            found += [event for event in heard if event.type.startswith(kind)]
    return found


def test_our_tracks_reach_two_clients_with_who_may_see_them(server, peers: Path, tmp_path: Path) -> None:
    port, folder = server

    async def play():
        script = Path(__file__).with_name("pytak_client.py")
        command = [peers / "python", script, f"tls://127.0.0.1:{port}", folder / "pytak.pem", folder / "ca.pem"]
        plain, writer = await connect(port, ssl=secure(folder, "client"))
        pytak = await asyncio.create_subprocess_exec(*map(str, command), stdout=-1, stderr=-3)
        try:
            assert (await asyncio.wait_for(pytak.stdout.readline(), 30.0)).strip() == b"ready"
            make = functools.partial(Session, Settings("POL", stream=True))
            async with Exporting(tmp_path / "j", address_of(server), marks=True, session=make) as bench:
                await bench.until(lambda: bench.partition.state().phase == "running")
                await bench.until(lambda: bench.partition.counters()["exports"]["warsaw"]["links"] == 1)
                await asyncio.sleep(1.0)
                bench.send(1, 2, 100)
                by_plain = await events(plain, 2)
                by_pytak = []
                while len(by_pytak) < 2:
                    line = await asyncio.wait_for(pytak.stdout.readline(), 30.0)
                    assert line, "pytak ended"
                    if b'type="a-' in line:
                        by_pytak.append(event_of(line, False))
                ended = rows(time.time(), {"number": 1, "status": ENDED}, sensors=["s"])
                bench.exporter.changes("live", Changes(float(ended.time_s[0]), Plots.empty(0), ended))
                (gone,) = await events(plain, 1, "t-x-d-d")
                line = b""
                while b"t-x-d-d" not in line:
                    line = await asyncio.wait_for(pytak.stdout.readline(), 30.0)
                    assert line, "pytak ended"
            writer.close()
        finally:
            with contextlib.suppress(ProcessLookupError):
                pytak.kill()
            await pytak.wait()
        return by_plain, by_pytak, gone

    by_plain, by_pytak, gone = asyncio.run(asyncio.wait_for(play(), 120.0))
    for found in (by_plain, by_pytak):
        assert {event.callsign for event in found} == {"SARGAS-0001", "SARGAS-0002"}, "and not 100, which is nobody's"
        assert {(event.access, event.releasable_to) for event in found} == {("UNCLASSIFIED", "POL")}
        assert all("UNCLASSIFIED REL POL. " in event.remarks for event in found), "the server loses the attributes"
        assert all(abs(event.time_s - time.time()) < 60.0 for event in found)
    assert gone.link_uid in {event.uid for event in by_plain if event.callsign == "SARGAS-0001"}


def test_a_clients_aircraft_comes_in_and_a_stranger_does_not(server, tmp_path: Path) -> None:
    port, folder = server
    feeds = (Feed("feed", address_of(server), "cot"),)

    def core() -> Core:
        return Core(MADE.SENSORS, (), CoreSettings(56.9, 24.1))

    async def play():
        cores = []
        partition = Partition(
            "live",
            "live",
            feeds,
            lambda state: Journal(tmp_path / "in", "live", b"c", state),
            lambda: Ingest(feeds, MADE.SENSORS, "live"),
            lambda: cores.append(core()) or cores[0],
        )
        live = LiveSite([partition])
        running = asyncio.create_task(live.run())
        _, writer = await connect(port, ssl=secure(folder, "client"))
        try:
            reader, _ = await connect(port, ssl=secure(folder, "stranger"))
            assert not await reader.read(1)
        except (ssl.SSLError, ConnectionError):
            pass
        for _ in range(100):
            now_s = datetime.datetime.now(datetime.UTC).timestamp()
            writer.write(xml(MADE.event(time_s=now_s, start_s=now_s, stale_s=now_s + 30.0)))
            await asyncio.sleep(0.1)
            if cores and len(cores[0].picture):
                break
        writer.close()
        live.stop()
        await running
        return cores[0].picture

    picture = asyncio.run(asyncio.wait_for(play(), 120.0))
    (track,) = picture
    assert track.reported_by == "LVA"
    assert abs(track.lat_deg - 56.95) < 1e-3
    assert track.foreign_identity == "unknown"
