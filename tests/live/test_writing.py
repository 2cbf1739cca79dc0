"""The journal in front of everything, also when it cannot be written."""

import socket
import time

import pytest

from live.bench import EXERCISE, Bench, free_port, kinds, run, tape, udp_feed
from live.fakes import FakeCore, lines
from sargas.errors import JournalError
from sargas.journal import verify
from sargas.live.settings import Settings
from sargas.model.decision import Acknowledge, Decision
from sargas.model.record import RecordKind


def test_a_full_disk_is_told_at_once_and_the_picture_goes_on_without_evidence(tmp_path, monkeypatch):
    from sargas.journal import writer

    write_all, full = writer.write_all, False

    def limited(*arguments):
        if full:
            raise OSError(28, "No space left on device")
        return write_all(*arguments)

    monkeypatch.setattr(writer, "write_all", limited)

    async def play():
        nonlocal full
        port = free_port()
        async with Bench(tmp_path, [udp_feed(port)]) as bench:
            await bench.until(lambda: bench.partition.counters()["feeds"]["f"]["connected"])
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(lines(1), ("127.0.0.1", port))
                await bench.until(lambda: 1 in bench.watcher.numbers)
                full = True
                sock.sendto(lines(2), ("127.0.0.1", port))
                await bench.until(lambda: 2 in bench.watcher.numbers)
                state = bench.watcher.states[-1]
                assert not state.recorded
                assert "No space left on device" in state.message
                assert bench.partition.counters()["recorded"] == 0
                full = False
                sock.sendto(lines(3), ("127.0.0.1", port))
                await bench.until(lambda: 3 in bench.watcher.numbers)
                assert bench.partition.state().recorded

    run(play())
    payloads = [p for k, _, p in kinds(tmp_path) if k == RecordKind.BYTES]
    assert payloads == [lines(1), lines(3)]
    assert any(b"No space left on device" in p for k, f, p in kinds(tmp_path) if k == RecordKind.CONNECT)
    assert not [f for f in verify(tmp_path).findings if f.what != "gap"]

    async def again():
        async with Bench(tmp_path, [udp_feed(free_port())]) as bench:
            await bench.until(lambda: bench.watcher.pictures)
            assert 3 in bench.watcher.pictures[0][1].number

    run(again())


def test_a_core_that_is_slow_holds_back_the_tape_and_loses_nothing(tmp_path):
    class SlowCore(FakeCore):
        def update(self, batch):
            if len(batch.plots):
                time.sleep(0.002)
            return super().update(batch)

    async def play():
        settings = Settings(intake_bytes=10_000, backlog_bytes=20_000, commit_bytes=5_000, stop_s=5.0)
        sources = {"a": tape(*((0.01 * n, lines(n)) for n in range(2_000)))}
        async with Bench(tmp_path, EXERCISE[:1], "exercise", sources, 0.0, core=SlowCore, settings=settings) as bench:
            most = 0

            def ended():
                nonlocal most
                most = max(most, bench.partition.counters()["backlog_bytes"])
                return bench.partition.state().phase == "ended"

            await bench.until(ended, 20.0)
            assert bench.watcher.numbers == list(range(2_000))
            assert most < 20_000 + 10_000 + 512 * 300 + 65_536

    run(play())


def test_a_decision_takes_effect_after_the_tape_has_ended(tmp_path):
    async def play():
        sources = {"a": tape((0.0, b"!9\n"))}
        async with Bench(tmp_path, EXERCISE[:1], "exercise", sources, 0.0) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")
            assert (await bench.site.submit("live", Decision("Ona", 1.0, Acknowledge(9))))[1] is None
            assert (await bench.site.submit("live", Decision("Ona", 1.0, Acknowledge(8))))[1]

    run(play())


def test_a_folder_that_cannot_be_written_ends_the_start(tmp_path):
    (tmp_path / "file").write_text("")

    async def play():
        async with Bench(tmp_path / "file", [udp_feed(free_port())]) as bench:
            await bench.task

    with pytest.raises(JournalError):
        run(play())
