"""Tapes: the same records at any speed, on any machine, after any interruption."""

import pytest

from live.bench import EXERCISE, SOURCES, START_S, Bench, inputs, kinds, run, tape
from live.fakes import lines
from sargas.model.record import RecordKind
from sargas.model.sensor import Feed


@pytest.mark.parametrize("speed", [0.0, 40.0])
def test_a_tape_gives_the_same_records_at_any_speed(tmp_path, speed):
    async def play(folder, speed):
        async with Bench(folder, EXERCISE, "exercise", SOURCES, speed) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")
            assert bench.partition.state().speed == 0.0
        return bench.cores[0]

    fast = run(play(tmp_path / "fast", 0.0))
    other = run(play(tmp_path / "other", speed))
    assert inputs(tmp_path / "fast") == inputs(tmp_path / "other")
    assert sorted(fast.places) == [*range(100, 140), *range(200, 300)]
    assert fast.places == other.places


def test_a_tape_that_was_interrupted_goes_on_where_it_was(tmp_path):
    async def whole():
        async with Bench(tmp_path / "whole", EXERCISE, "exercise", SOURCES, 0.0) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")

    async def part(until):
        async with Bench(tmp_path / "parts", EXERCISE, "exercise", SOURCES, 20.0) as bench:
            await bench.until(lambda: until(bench))

    run(whole())
    run(part(lambda bench: len(bench.watcher.numbers) > 40))
    run(part(lambda bench: len(bench.watcher.numbers) > 30))
    run(part(lambda bench: bench.partition.state().phase == "ended"))
    assert inputs(tmp_path / "parts") == inputs(tmp_path / "whole")
    run(part(lambda bench: bench.partition.state().phase == "ended"))
    assert inputs(tmp_path / "parts") == inputs(tmp_path / "whole")


def test_a_failing_source_does_not_end_the_others(tmp_path):
    def broken():
        yield START_S, lines(1)
        raise ValueError("bytes that are not\nwhat they seem")

    def absent():
        raise FileNotFoundError(2, "No such file or directory")
        yield

    async def play():
        feeds = [*EXERCISE, Feed("c", "exercise://x", "asterix")]
        sources = {"a": broken, "b": tape((0.2, lines(2))), "c": absent}
        async with Bench(tmp_path, feeds, "exercise", sources, 0.0) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")
            assert bench.watcher.numbers == [1, 2]

    run(play())
    told = b"".join(p for k, _, p in kinds(tmp_path) if k == RecordKind.CONNECT)
    assert b"bytes that are not what they seem" in told
    assert b"No such file or directory" in told
