"""Exports over real links on loopback: what may leave leaves, to each link, and nothing else does."""

import asyncio
import socket

import pytest

from live.bench import SETTINGS, Bench, free_port, kinds
from live.fakes import FakeCore, FakeIngest, lines
from live.test_tcp import connect
from sargas.journal import Journal
from sargas.live.address import address
from sargas.live.exporting import Exporter
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.label import Label, Policy
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed, Sensor
from sargas.sharing.outbox import Outbox

POLICY = Policy("POL", ("track", "alert"))


class Said:
    """A session of lines: `hello`, then numbers of what is told; `again` asks for everything, `echo` is answered."""

    def __init__(self):
        self.wants = False

    def open(self, time_s):
        return [b"hello\n"]

    def hear(self, data, time_s):
        self.wants = self.wants or b"again" in data
        return [b"answer\n"] if b"echo" in data else []

    def tell(self, items, time_s):
        return [f"{type(one.item).__name__.lower()} {one.item.number}\n".encode() for one in items]

    def tick(self, time_s):
        return []

    def asks(self):
        wants, self.wants = self.wants, False
        return wants

    def notes(self):
        return []


class LabelledCore(FakeCore):
    """Its tracks are of the sensor `s`; numbers from 100 on are of nobody, those from 200 on are simulated."""

    def update(self, batch):
        changes = super().update(batch)
        tracks = changes.tracks
        tracks.sources = ("s",)
        tracks.status[:] = 1
        tracks.contributor_s[tracks.number < 100, 0] = batch.time_s
        tracks.contributor_s[tracks.number >= 200, 0] = batch.time_s
        tracks.simulated[:] = tracks.number >= 200
        return changes


class Exporting(Bench):
    """A bench with one export and a UDP feed to wake its picture."""

    def __init__(self, folder, to, marks=False, session=Said):
        self.port = free_port()
        feeds = [Feed("f", f"udp://127.0.0.1:{self.port}", "asterix")]
        super().__init__(folder, feeds)
        sensors = [Sensor("s", "f", "psr", label=Label(releasable_to=("POL",)))]
        self.exporter = Exporter("warsaw", "live", address(to), session, Outbox([POLICY], "POL", sensors, 0.1), marks)
        self.partition = Partition(
            "live", "live", feeds, lambda state: Journal(folder, "live", b"c", state), FakeIngest, LabelledCore,
            settings=SETTINGS, exporters=[self.exporter],
        )  # fmt: skip
        self.site = LiveSite([self.partition])
        self.site.subscribe(self.watcher)

    def send(self, *numbers):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(lines(*numbers), ("127.0.0.1", self.port))


async def read_until(reader, wanted):
    found = []
    async with asyncio.timeout(10.0):
        while wanted not in found:
            found.append((await reader.readline()).decode().strip())
    return found


def test_a_recipient_that_connects_is_told_what_may_leave(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}?listen") as bench:
            first, writer = await connect(port)
            assert await first.readline() == b"hello\n"
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(1, 2, 100)
            assert "track 1" in await read_until(first, "track 2")
            second, other = await connect(port)
            other.write(b"again echo")
            heard = await read_until(second, "track 2")
            assert heard[:2] == ["hello", "answer"]
            assert "track 1" in heard
            bench.send(3, 101)
            assert await read_until(second, "track 3")
            assert "track 3" in await read_until(first, "track 3")
            figures = bench.partition.counters()["exports"]["warsaw"]
            assert figures["links"] == 2
            assert figures["items"] >= 6
            assert figures["withheld"]["label is not releasable to the recipient"]["items"] >= 2
            writer.close()
            await bench.until(lambda: bench.partition.counters()["exports"]["warsaw"]["links"] == 1)
            other.close()

    asyncio.run(asyncio.wait_for(play(), 60.0))
    stored = kinds(tmp_path)
    said = [payload for kind, feed, payload in stored if kind == RecordKind.BYTES and feed.startswith("#warsaw#")]
    assert said == [b"again echo"], "what a recipient says is journaled"
    assert any(b"lost" in payload for kind, feed, payload in stored if kind == RecordKind.CONNECT and "#warsaw" in feed)


def test_as_a_client_it_is_tried_again(tmp_path):
    async def play():
        heard = []

        async def serve(reader, writer):
            heard.append(await reader.readline())
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}") as bench:
            await bench.until(lambda: len(heard) >= 3)
        server.close()
        assert set(heard) == {b"hello\n"}

    asyncio.run(asyncio.wait_for(play(), 60.0))


@pytest.mark.parametrize(
    ("host", "marks", "leaves"), [("127.0.0.1", False, True), ("elsewhere", False, False), ("elsewhere", True, True)]
)
def test_what_is_simulated_leaves_this_machine_only_when_it_says_so(tmp_path, host, marks, leaves):
    port = free_port(socket.SOCK_STREAM)

    async def play():
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}?listen", marks) as bench:
            bench.exporter._may_simulate = marks or address(f"tcp://{host}:1").is_here
            reader, writer = await connect(port)
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(1, 200)
            heard = await read_until(reader, "track 1")
            bench.send(2)
            heard += await read_until(reader, "track 2")
            assert ("track 200" in heard) == leaves
            writer.close()

    asyncio.run(asyncio.wait_for(play(), 60.0))


def test_an_export_that_fails_disturbs_nobody(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    class Broken(Said):
        def tell(self, items, time_s):
            raise RuntimeError("a bug in a session")

    async def play():
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}?listen", session=Broken) as bench:
            _, writer = await connect(port)
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(1)
            await bench.until(lambda: 1 in bench.watcher.numbers)
            await asyncio.sleep(0.3)
            bench.send(2)
            await bench.until(lambda: 2 in bench.watcher.numbers)
            writer.close()

    asyncio.run(asyncio.wait_for(play(), 60.0))
