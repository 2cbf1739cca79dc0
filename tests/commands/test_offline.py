from pathlib import Path

import pytest

from sargas.commands.offline import FaultCount, batches, day_s, discover, merged
from sargas.errors import ConfigError
from sargas.formats.recorded import sensors_of
from sargas.formats.registry import format_named
from sargas.model.fault import Fault
from sargas.model.record import RecordKind


def test_batches_are_cut_at_ticks() -> None:
    source = iter([(10.02, "a", b"1"), (10.05, "b", b"2"), (10.10, "a", b"3"), (10.31, "a", b"4")])
    cut = list(batches(source))
    assert [[r.kind for r in batch].count(RecordKind.TICK) for batch in cut] == [1] * len(cut)
    assert [b"".join(r.payload for r in batch) for batch in cut] == [b"", b"12", b"3", b"", b"4"]
    assert [batch[-1].time_s for batch in cut] == pytest.approx([10.0, 10.1, 10.2, 10.3, 10.4])
    numbers = [record.number for batch in cut for record in batch]
    assert numbers == list(range(len(numbers)))
    times = [record.time_s for batch in cut for record in batch]
    assert times == sorted(times)


def test_nothing_gives_no_batch() -> None:
    assert list(batches(iter([]))) == []


def test_recordings_are_merged_by_arrival() -> None:
    one, two = [(1.0, "a", b""), (3.0, "a", b"")], [(2.0, "b", b""), (4.0, "b", b"")]
    assert [t for t, _, _ in merged([iter(one), iter(two)])] == [1.0, 2.0, 3.0, 4.0]


def test_a_date_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="YYYY-MM-DD"):
        day_s("tomorrow", tmp_path)
    assert day_s("1970-01-02", tmp_path) == 86400.0


def test_the_radars_of_one_capture_are_found(corpus: Path) -> None:
    path = corpus / "radar" / "croatia_cat_034_048.pcap"
    sensors = sensors_of(discover(path, format_named("asterix"), "auto", None, "lan", {}))
    assert {sensor.match["sac"] for sensor in sensors} == {25}
    assert sorted(sensor.match["sic"] for sensor in sensors) == [11, 12, 13, 14, 201, 204, 205]


def test_faults_are_counted_by_reason() -> None:
    count = FaultCount()
    for detail in ("first", "second"):
        count.add(Fault("radar", "bad", 1.0, detail, count=2))
    count.add(Fault("radar", "worse", 1.0))
    assert len(count) == 5
    assert count.lines() == ["radar: 4 x bad (first)", "radar: 1 x worse"]
