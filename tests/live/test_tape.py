"""Tapes: the same records at any speed, on any machine, after any interruption."""

import pytest

from live.bench import EXERCISE, SOURCES, START_S, Bench, inputs, kinds, run, tape
from live.fakes import lines
from live.test_transports import ff
from sargas.errors import ConfigError
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


def test_a_folder_with_another_recording_is_refused_in_one_line(tmp_path):
    def feeds(path, feed="recording"):
        return [Feed(feed, f"file://{path}?date=2025-07-10", "asterix", framing="ff")]

    async def play(feeds):
        async with Bench(tmp_path / "journal", feeds, "recording", None, 0.0) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")

    one, two = tmp_path / "one.ff", tmp_path / "two.ff"
    one.write_bytes(ff([10.0, 10.5]))
    two.write_bytes(ff([10.0, 10.5], b"\x22\x00\x04\x81"))
    run(play(feeds(one)))
    run(play(feeds(one)))
    before = inputs(tmp_path / "journal")
    refused = r"^this folder holds another recording \(one.ff, \d+ bytes\): choose another --data$"
    for other in (feeds(two), feeds(two, "another")):
        with pytest.raises(ConfigError, match=refused):
            run(play(other))
    one.write_bytes(ff([10.0, 10.5, 11.0]))  # another recording under the same name
    with pytest.raises(ConfigError, match=refused):
        run(play(feeds(one)))
    assert inputs(tmp_path / "journal") == before


def test_an_exercise_that_was_changed_is_refused_where_the_old_one_was_played(tmp_path):
    async def play(payload):
        sources = {"a": tape((0.1, lines(1)), (0.2, payload)), "b": tape((0.1, lines(3)))}
        async with Bench(tmp_path, EXERCISE, "exercise", sources, 0.0) as bench:
            await bench.until(lambda: bench.partition.state().phase == "ended")

    run(play(lines(2)))
    run(play(lines(2)))
    with pytest.raises(ConfigError, match=r"another recording \(x\)"):
        run(play(lines(4)))
