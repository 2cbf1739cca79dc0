"""Exports over real links on loopback: what may leave leaves, to each link, and nothing else does."""

import asyncio
import socket

import pytest

from live.bench import SETTINGS, Bench, free_port, kinds
from live.fakes import FakeCore, FakeIngest, lines
from live.test_tcp import connect
from picture.scene import NOON_S, rows
from sargas.journal import Journal
from sargas.live.address import address
from sargas.live.exporting import REAL, SLOW_BYTES, Exporter
from sargas.live.intake import Way
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.batch import Changes
from sargas.model.label import Label, Policy
from sargas.model.plots import Plots
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

    def tell(self, items, time_s, as_of_s):
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

    def __init__(self, folder, to, marks=False, session=Said, **more):
        self.port = free_port()
        feeds = [Feed("f", f"udp://127.0.0.1:{self.port}", "asterix")]
        super().__init__(folder, feeds)
        sensors = [Sensor("s", "f", "psr", label=Label(releasable_to=("POL",)))]
        self.exporter = Exporter(
            "warsaw", "live", address(to), session, Outbox([POLICY], "POL", sensors, 0.1), marks, **more
        )
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
            line = await reader.readline()
            assert line, "the export hung up"
            found.append(line.decode().strip())
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


class Recipient:
    """A link to a machine that does not exist: what it was sent, and how much of it it has not read."""

    def __init__(self, made, link=""):
        self.sent, self.unread, self.is_open = b"", 0, True
        made.begin(link, Way(self.take, self.close, lambda: self.unread))

    def take(self, payload):
        self.sent += payload
        return True

    def close(self):
        self.is_open = False

    def count(self, line):
        return self.sent.decode().splitlines().count(line)


class Turned:
    """The turns of an exporter, for as long as the block lasts."""

    def __init__(self, made):
        self.made = made

    async def __aenter__(self):
        self.task = asyncio.create_task(self.made._turns())

    async def __aexit__(self, *_):
        assert not self.task.done(), "nothing ends the turns"
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def exporter(to="tcp://127.0.0.1:9", marks=False, session=Said, simulated_only=False):
    outbox = Outbox([POLICY], "POL", [Sensor("s", "f", "psr", label=Label(releasable_to=("POL",)))], 0.1)
    return Exporter("warsaw", "live", address(to), session, outbox, marks, simulated_only)


def changed(made, time_s, *said):
    made.changes("live", Changes(time_s, Plots.empty(0), rows(time_s, *said, sensors=["s"])))


async def until(condition):
    async with asyncio.timeout(20.0):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("host", "marks", "leaves"), [("127.0.0.1", False, True), ("elsewhere", False, False), ("elsewhere", True, True)]
)
def test_what_is_simulated_leaves_this_machine_only_when_it_says_so(host, marks, leaves):
    async def play():
        made = exporter(f"tcp://{host}:9", marks)
        to = Recipient(made)
        async with Turned(made):
            changed(made, NOON_S, {"number": 1}, {"number": 200, "simulated": True})
            await until(lambda: to.count("track 1"))
            changed(made, NOON_S + 1.0, {"number": 2})
            await until(lambda: to.count("track 2"))
        assert bool(to.count("track 200")) == leaves
        assert (made.counters()["withheld"] == {}) == leaves

    asyncio.run(play())


@pytest.mark.parametrize("host", ["127.0.0.1", "elsewhere"])
def test_what_is_real_does_not_leave_by_a_format_of_simulations_and_that_is_said_once(host, caplog):
    async def play():
        made = exporter(f"tcp://{host}:9", marks=True, simulated_only=True)
        to = Recipient(made)
        async with Turned(made):
            for k in range(3):
                changed(made, NOON_S + k, {"number": 1}, {"number": 200 + k, "simulated": True})
                await until(lambda: to.count(f"track {200 + k}"))  # noqa: B023 (awaited here)
        assert not to.count("track 1")
        assert made.counters()["withheld"] == {REAL: {"items": 3}}
        assert [record.getMessage() for record in caplog.records] == [f"export warsaw: {REAL}"]

    asyncio.run(play())


@pytest.mark.parametrize("breaks", [False, True])
def test_what_a_session_says_last_goes_as_far_as_it_can(breaks):
    class Leaving(Said):
        def close(self, time_s):
            if breaks:
                raise RuntimeError("a bug in a session")
            return [b"goodbye\n"]

    made = exporter(session=Leaving)
    to = Recipient(made)
    made.end("")
    assert to.count("goodbye") == (0 if breaks else 1)
    assert made.counters()["links"] == 0
    made.end("")


def test_who_reads_slowly_is_told_the_latest_when_it_has_read_and_holds_up_nobody():
    async def play():
        made = exporter()
        slow, quick = Recipient(made, "slow"), Recipient(made, "quick")
        async with Turned(made):
            slow.unread = SLOW_BYTES + 1
            for k in range(4):
                changed(made, NOON_S + k, {"number": 1}, {"number": 2})
                await until(lambda: quick.count("track 2") == k + 1)  # noqa: B023 (awaited here)
            assert not slow.count("track 1")
            slow.unread = 0
            await until(lambda: slow.count("track 2"))
        assert slow.count("track 1") == 1

    asyncio.run(play())


def test_a_large_picture_reaches_who_comes_late_whole():
    async def play():
        made = exporter()
        changed(made, NOON_S, *({"number": n} for n in range(1, 3001)))
        async with Turned(made):
            late = Recipient(made)
            made.hear("", b"again")
            while len(late.sent.splitlines()) < 3001:
                await asyncio.sleep(0.02)
                late.unread = 0 if late.unread else SLOW_BYTES + 1
        assert all(late.count(f"track {n}") for n in range(1, 3001, 100))

    asyncio.run(asyncio.wait_for(play(), 30.0))


def test_who_asks_for_everything_all_the_time_is_told_now_and_then():
    async def play():
        made = exporter()
        changed(made, NOON_S, {"number": 1})
        to = Recipient(made)
        async with Turned(made):
            for _ in range(8):
                made.hear("", b"again")
                await asyncio.sleep(0.12)
        assert 1 <= to.count("track 1") <= 2

    asyncio.run(play())


def test_who_asks_while_others_are_told_is_told_everything_in_the_next_turn():
    class Asking(Said):
        """Has not asked when the turn begins, and has when its own part of it comes."""

        def __init__(self):
            self.answers = iter((False, True))

        def asks(self):
            return next(self.answers, False)

    async def play():
        made = exporter(session=Asking)
        changed(made, NOON_S, {"number": 1})
        made._outbox.due(NOON_S)  # told to others, before it came
        to = Recipient(made)
        async with Turned(made):
            await until(lambda: to.count("track 1"))

    asyncio.run(play())


def test_a_session_that_fails_ends_its_link_and_no_other():
    class Broken(Said):
        def tell(self, items, time_s, as_of_s):
            raise RuntimeError("a bug in a session")

    async def play():
        sessions = iter([Said(), Broken()])
        made = exporter(session=lambda: next(sessions))
        good, bad = Recipient(made, "good"), Recipient(made, "bad")
        async with Turned(made):
            changed(made, NOON_S, {"number": 1})
            await until(lambda: good.count("track 1"))
            await until(lambda: not bad.is_open)
            changed(made, NOON_S + 1.0, {"number": 2})
            await until(lambda: good.count("track 2"))

    asyncio.run(play())


def test_who_made_the_tracks_is_remembered_over_a_restart(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    async def play(number, expected):
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}?listen") as bench:
            reader, writer = await connect(port)
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(number)
            heard = await read_until(reader, f"track {number}")
            await asyncio.sleep(0.5)  # a checkpoint is made
            writer.close()
            assert sorted(set(heard)) == expected

    asyncio.run(asyncio.wait_for(play(1, ["hello", "track 1"]), 60.0))
    asyncio.run(asyncio.wait_for(play(2, ["hello", "track 1", "track 2"]), 60.0))


def test_without_a_checkpoint_makers_are_known_from_the_records(tmp_path):
    """A run that was broken off before its first checkpoint: all of it is gone through again."""
    port = free_port(socket.SOCK_STREAM)
    with Journal(tmp_path, "live", b"c") as journal:
        journal.append(NOON_S, "f", RecordKind.BYTES, lines(1, 100))
        journal.append(NOON_S, "", RecordKind.TICK, b"")

    async def play():
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}?listen") as bench:
            reader, writer = await connect(port)
            heard = await read_until(reader, "track 1")
            await bench.until(lambda: bench.partition.counters()["exports"]["warsaw"]["withheld"])
            writer.close()
            return heard

    assert "track 100" not in asyncio.run(asyncio.wait_for(play(), 60.0))


def test_an_export_that_fails_disturbs_nobody(tmp_path):
    port = free_port(socket.SOCK_STREAM)

    class Broken(Said):
        def tell(self, items, time_s, as_of_s):
            raise RuntimeError("a bug in a session")

    async def play():
        async with Exporting(tmp_path, f"tcp://127.0.0.1:{port}?listen", session=Broken) as bench:
            reader, writer = await connect(port)
            await bench.until(lambda: bench.partition.state().phase == "running")
            bench.send(1)
            assert await asyncio.wait_for(reader.read(), 10.0) == b"hello\n", "and is cut off"
            bench.send(2)
            await bench.until(lambda: 2 in bench.watcher.numbers)
            writer.close()

    asyncio.run(asyncio.wait_for(play(), 60.0))
