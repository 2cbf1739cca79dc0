"""A whole system as a process: killed at any moment, ended politely; and several partitions side by side."""

import asyncio
import random
import socket
import time

import msgspec
import pytest

from live.fakes import FakeCore, FakeIngest, Watcher, lines, offline
from live.process import Running
from sargas.journal import Journal, Reader, verify
from sargas.live.partition import Partition
from sargas.live.site import LiveSite
from sargas.model.access import Access
from sargas.model.decision import Acknowledge, Decision
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def test_killed_at_any_moment_nothing_that_was_shown_is_lost(tmp_path):
    rng = random.Random(7)
    shown, sent = set(), 0
    for _ in range(4):
        port = free_port()
        running = Running(tmp_path, port)
        running.until(lambda r: any("phase" in said for said in r.said))
        pictures = [said["picture"] for said in running.said if "picture" in said]
        assert shown <= set(pictures[0] if pictures else [])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            until_s = time.monotonic() + rng.uniform(0.2, 0.8)
            while time.monotonic() < until_s:
                sent += 1
                sock.sendto(lines(sent), ("127.0.0.1", port))
                time.sleep(0.002)
        running.kill()
        shown |= running.shown
    assert shown
    port = free_port()
    running = Running(tmp_path, port, python_hash_seed="4242")
    running.until(lambda r: any("picture" in said for said in r.said))
    (picture,) = [said["picture"] for said in running.said if "picture" in said]
    assert shown <= set(picture)
    time.sleep(0.3)  # what came between the last tick and the kill is shown at the first tick
    assert running.end() == 0
    assert not verify(tmp_path).findings
    assert set(offline(tmp_path).places) == set(picture) | running.shown


def test_sigterm_ends_it_cleanly_with_nothing_lost(tmp_path):
    port = free_port()
    running = Running(tmp_path, port)
    running.until(lambda r: any("phase" in said for said in r.said))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for number in range(1, 201):
            sock.sendto(lines(number), ("127.0.0.1", port))
    running.until(lambda r: r.shown)
    assert running.end() == 0
    assert not verify(tmp_path).findings
    again = Running(tmp_path, free_port())
    again.until(lambda r: len(r.shown.union(*(said.get("picture", []) for said in r.said))) == 200)
    assert again.end() == 0


def site(tmp_path, cores):
    partitions = []
    for name, source in (
        ("one", [(1.0, lines(1)), (2.0, lines(2))]),
        ("two", [(1.0, lines(3) + b"!9\n")]),
    ):
        partitions.append(
            Partition(
                name,
                "exercise",
                [Feed("f", "exercise://x", "asterix", partition=name)],
                lambda state, name=name: Journal(tmp_path / name, name, b"c", state),
                FakeIngest,
                lambda name=name: cores[name],
                0.0,
                {"f": lambda source=source: iter(source)},
            )
        )
    return LiveSite(partitions)


def test_partitions_do_not_touch_each_other(tmp_path):
    cores = {"one": FakeCore(), "two": FakeCore()}

    async def play():
        live, watcher = site(tmp_path, cores), Watcher()
        live.subscribe(watcher)
        running = asyncio.create_task(live.run())
        while not any(c.incidents for c in watcher.changed) or len(cores["one"].places) < 2:
            await asyncio.sleep(0.01)
        assert (await live.submit("one", Decision("Ona", 1.0, Acknowledge(9))))[1] is not None
        assert (await live.submit("two", Decision("Ona", 1.0, Acknowledge(9))))[1] is None
        assert set(live.counters()) == {"one", "two"}
        live.stop()
        live.stop()
        await running

    asyncio.run(play())
    assert (sorted(cores["one"].places), sorted(cores["two"].places)) == ([1, 2], [3])


def test_who_looked_is_in_the_journal_and_nothing_follows_from_it(tmp_path):
    cores = {"one": FakeCore(), "two": FakeCore()}
    read = Access("read", 5.0, "Ona", "password", "/api/restricted/patterns", "10.0.0.1")

    async def play():
        live = site(tmp_path, cores)
        running = asyncio.create_task(live.run())
        assert live.partitions == ["one", "two"]
        await asyncio.wait_for(live.witness("two", read), 10.0)
        with Reader(tmp_path / "two") as reader:
            kept = [record for record in reader if record.kind == RecordKind.ACCESS]
        assert [msgspec.msgpack.decode(record.payload, type=Access) for record in kept] == [read]
        while len(cores["one"].places) < 2:
            await asyncio.sleep(0.01)
        live.stop()
        await running

    asyncio.run(play())
    assert not verify(tmp_path / "two").findings
    assert offline(tmp_path / "two").places == cores["two"].places
    cores = {"one": FakeCore(), "two": FakeCore()}
    asyncio.run(asyncio.wait_for(site(tmp_path, cores).run(1.0), 20.0))  # a restart goes through it again
    assert sorted(cores["two"].places) == [3]


def test_a_core_that_fails_ends_the_site_loudly_and_the_other_partitions_cleanly(tmp_path):
    cores = {"one": FakeCore(), "two": FakeCore(fail_on=3)}
    with pytest.raises(RuntimeError, match="a bug in the core"):
        asyncio.run(asyncio.wait_for(site(tmp_path, cores).run(), 20.0))
    for name in cores:
        assert not verify(tmp_path / name).findings


def test_a_duration_ends_it(tmp_path):
    cores = {"one": FakeCore(), "two": FakeCore()}
    asyncio.run(asyncio.wait_for(site(tmp_path, cores).run(0.5), 20.0))


def test_kernels_that_cannot_be_prepared_do_not_keep_the_picture_away(tmp_path):
    def warm(progress):
        raise RuntimeError("no compiler here")

    cores = {"one": FakeCore(), "two": FakeCore()}
    live, watcher = site(tmp_path, cores), Watcher()
    live._warm = warm
    live.subscribe(watcher)

    async def play():
        running = asyncio.create_task(live.run())
        while len(cores["one"].places) < 2:
            await asyncio.sleep(0.01)
        live.stop()
        await running

    asyncio.run(asyncio.wait_for(play(), 20.0))
    assert any("no compiler here" in state.message for state in watcher.states)


def test_a_decision_that_never_takes_effect_is_answered_when_the_system_stops(tmp_path):
    async def play():
        live = site(tmp_path, {"one": FakeCore(), "two": FakeCore()})
        live._warm = lambda progress: time.sleep(0.3)
        running = asyncio.create_task(live.run())
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(live.submit("one", Decision("Ona", 1.0, Acknowledge(9))))
        await asyncio.sleep(0.05)
        live.stop()
        await running
        with pytest.raises(Exception, match="stopped before"):
            await waiting

    asyncio.run(asyncio.wait_for(play(), 20.0))


def test_stopping_does_not_wait_for_kernels_that_still_compile(tmp_path):
    import threading

    let_go = threading.Event()
    live = site(tmp_path, {"one": FakeCore(), "two": FakeCore()})
    live._warm = lambda progress: let_go.wait(60.0) and None

    async def play():
        running = asyncio.create_task(live.run())
        await asyncio.sleep(0.2)
        live.stop()
        await running

    asyncio.run(asyncio.wait_for(play(), 20.0))
    let_go.set()
    assert sorted(offline(tmp_path / "one").places) == [1, 2]


def test_a_consumer_that_fails_takes_nobody_with_it(tmp_path, caplog):
    class Broken(Watcher):
        def changes(self, partition, changes):
            raise KeyError("a bug on some screen")

    cores = {"one": FakeCore(), "two": FakeCore()}
    live, watcher = site(tmp_path, cores), Watcher()
    live.subscribe(Broken())
    live.subscribe(watcher)

    async def play():
        running = asyncio.create_task(live.run())
        while sorted(watcher.numbers) != [1, 2, 3]:
            await asyncio.sleep(0.01)
        live.stop()
        await running

    asyncio.run(asyncio.wait_for(play(), 20.0))
    assert "a bug on some screen" in caplog.text
