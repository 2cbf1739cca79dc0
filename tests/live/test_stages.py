"""Decoding ahead of the core, and starting again from the journal."""

import asyncio
import socket
import threading
import time

import msgspec

from live.bench import EXERCISE, Bench, free_port, kinds, run, tape, udp_feed
from live.fakes import FakeCore, FakeIngest, lines, offline
from sargas.core import Core, Settings
from sargas.ingest import Ingest
from sargas.journal import Journal
from sargas.live.stages import MARK_BATCHES, Stages
from sargas.model.checkpoint import unpack
from sargas.model.decision import Decision, DrawZone
from sargas.model.record import Record, RecordKind


def test_nothing_acknowledged_is_lost_and_a_restart_shows_the_same_picture(tmp_path):
    async def first():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(lines(1, 2, 3) + b"!9\n", ("127.0.0.1", port))
                await bench.until(lambda: any(c.incidents for c in bench.watcher.changed))
                await asyncio.sleep(0.7)  # a checkpoint falls in between
                sock.sendto(lines(4), ("127.0.0.1", port))
            await bench.until(lambda: 4 in bench.watcher.numbers)
        return bench.cores[0]

    async def second():
        async with Bench(tmp_path, [udp_feed(free_port())]) as bench:
            await bench.until(lambda: bench.watcher.pictures)
            _, tracks, incidents, _ = bench.watcher.pictures[0]
            assert sorted(tracks.number.tolist()) == [1, 2, 3, 4]
            assert [i.number for i in incidents] == [9]
            assert not bench.watcher.order.index("picture")  # before anything else is told
            await bench.until(lambda: len(bench.watcher.changed) > 2)
        return bench.cores[0]

    before = run(first())
    after = run(second())
    assert after.places == before.places
    assert offline(tmp_path).digest == after.digest
    outputs = [p for k, _, p in kinds(tmp_path) if k == RecordKind.OUTPUT]
    assert len(outputs) == 1  # told once, not again after the restart


def test_plots_are_shown_while_kernels_compile_and_nothing_is_missing_afterwards(tmp_path):
    let_go = threading.Event()

    def warm(progress):
        progress(0.5, "compiling the tracker")
        let_go.wait(10.0)

    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)], warm=warm) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                for n in range(1, 6):
                    sock.sendto(lines(n), ("127.0.0.1", port))
            await bench.until(lambda: sum(len(p) for _, p in bench.watcher.seen) == 5)
            assert not bench.cores
            assert not bench.watcher.changed
            states = bench.watcher.states
            assert any((s.phase, s.progress, s.message) == ("warming", 0.5, "compiling the tracker") for s in states)
            let_go.set()
            await bench.until(lambda: bench.watcher.numbers == [1, 2, 3, 4, 5])
            assert bench.partition.state().phase == "running"

    run(play())


def test_stopping_while_kernels_compile_keeps_everything_for_the_next_start(tmp_path):
    let_go = threading.Event()

    async def play():
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)], warm=lambda progress: let_go.wait(10.0) and None) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(lines(1), ("127.0.0.1", port))
            await bench.until(lambda: any(len(plots) for _, plots in bench.watcher.seen))
        assert not bench.cores

    async def again():
        async with Bench(tmp_path, [udp_feed(free_port())]) as bench:
            await bench.until(lambda: bench.watcher.pictures)
            assert bench.watcher.pictures[0][1].number.tolist() == [1]

    run(play())
    let_go.set()
    run(again())


def record(number, kind, feed="f", payload=b""):
    return Record(number, 1_700_000_000.0 + number / 10.0, feed, "live", kind, payload)


def test_a_checkpoint_can_be_made_while_decoding_is_far_ahead_of_the_core(tmp_path):
    stages = Stages(FakeIngest, FakeCore)
    stages.open(tmp_path)
    told = [
        record(n, RecordKind.TICK, "") if n % 2 else record(n, RecordKind.BYTES, payload=lines(n)) for n in range(500)
    ]
    stages.step(told, False)
    assert stages.checkpoint() is None  # there is no core yet
    steps = 0
    while not stages.is_between:
        outcome = stages.step([], True, budget_s=0.0, due=True)
        steps += 1
        assert steps <= MARK_BATCHES
    assert outcome.waiting
    state = unpack(stages.checkpoint())
    assert state["after"] == 2 * MARK_BATCHES - 1
    assert state["taken"] == {"f": MARK_BATCHES}
    core, ingest = FakeCore(), FakeIngest()
    core.restore(state["core"])
    ingest.restore(state["ingest"])
    assert ingest.bytes == sum(len(lines(n)) for n in range(0, 2 * MARK_BATCHES, 2))
    assert sorted(core.places) == list(range(0, 2 * MARK_BATCHES, 2))
    stages.step([], True, budget_s=0.0)
    assert stages.checkpoint() is None  # between two marks again


def test_a_restart_shows_the_zones_that_were_drawn_before(tmp_path):
    visit = DrawZone("the visit", "restricted", 900.0, lat_deg=54.7, lon_deg=25.3, radius_m=3000.0)
    with Journal(tmp_path, "live", b"config") as journal:
        journal.append(
            1.0, "", RecordKind.DECISION, msgspec.msgpack.encode(Decision("Ona", 1.0, visit, "a visit of state"))
        )
        journal.append(1.1, "", RecordKind.TICK, b"")
    stages = Stages(lambda: Ingest((), (), "live"), lambda: Core((), [], Settings(54.7, 25.3)))
    stages.open(tmp_path)
    outcome = stages.step([], True)
    assert outcome.picture is not None
    assert [drawn.zone.name for changes in outcome.changes for drawn in changes.zones] == ["the visit"]


def test_a_due_checkpoint_comes_before_more_is_decoded(tmp_path):
    stages = Stages(FakeIngest, FakeCore)
    stages.open(tmp_path)
    stages.step([record(1, RecordKind.TICK, "")], True)
    outcome = stages.step([record(n, RecordKind.TICK, "") for n in range(2, 50)], True, budget_s=9.0, due=True)
    assert outcome.waiting
    assert not outcome.changes
    assert unpack(stages.checkpoint())["after"] == 1


def test_a_stop_under_load_leaves_a_checkpoint_and_the_next_start_has_the_rest(tmp_path):
    class SlowCore(FakeCore):
        def update(self, batch):
            time.sleep(0.008)
            return super().update(batch)

    sources = {"a": tape(*((0.05 + 0.1 * n, lines(n)) for n in range(800)))}

    async def first():
        async with Bench(tmp_path, EXERCISE[:1], "exercise", sources, 0.0, core=SlowCore) as bench:
            await bench.until(lambda: bench.watcher.changed)
        assert len(bench.cores[0].places) < 800

    async def second():
        async with Bench(tmp_path, EXERCISE[:1], "exercise", sources, 0.0) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")
        return bench.cores[0]

    run(first())
    states = [unpack(p)["after"] for k, _, p in kinds(tmp_path) if k == RecordKind.CHECKPOINT]
    assert states
    after = run(second())
    assert len(after.places) == 800
    assert offline(tmp_path).digest == after.digest
