"""Reading from anywhere, to the end, and on."""

import random

import pytest

from sargas.errors import JournalError
from sargas.journal import Journal, Reader, Settings, latest_checkpoint, latest_config
from sargas.journal.segment import segment_name, segments
from sargas.model.record import RecordKind

BYTES = RecordKind.BYTES


def test_from_any_number_and_any_time(make):
    folder = make(commits=12, each=3)
    assert len(segments(folder)) > 4
    whole = list(Reader(folder))
    assert [record.number for record in whole] == list(range(1, len(whole) + 1))
    for first in range(len(whole) + 3):
        assert list(Reader(folder, first)) == [record for record in whole if record.number >= first]
    for time_s in {record.time_s + shift for record in whole for shift in (-0.01, 0.0, 0.01)}:
        assert list(Reader(folder, from_time_s=time_s)) == [record for record in whole if record.time_s >= time_s]


def test_an_empty_or_missing_folder_has_no_records(tmp_path):
    assert list(Reader(tmp_path)) == []
    assert list(Reader(tmp_path / "none")) == []
    assert latest_checkpoint(tmp_path) is None


def test_follows_a_growing_journal_over_its_segments_and_restarts(tmp_path):
    chance = random.Random(3)
    written, followed = [], []
    with Reader(tmp_path) as reader:
        for run in range(3):
            with Journal(tmp_path, "live", b"%d" % run, settings=Settings(segment_bytes=2000)) as journal:
                for step in range(60):
                    journal.append(float(step), "f", BYTES, bytes(chance.randrange(300)))
                    if chance.random() < 0.7:
                        written += journal.commit()
                    if chance.random() < 0.5:
                        followed += reader.read(chance.randrange(1, 30))
                        assert followed == written[: len(followed)]
                written += journal.commit()
        while records := reader.read(7):
            followed += records
        assert followed == written
        assert reader.read() == []


def test_a_follower_waits_before_a_torn_end_and_goes_on_when_it_is_mended(make):
    folder = make(commits=3, each=2, segment_bytes=1 << 20)
    path = folder / segment_name(1)
    data = path.read_bytes()
    with Reader(folder) as reader:
        seen = []
        for length in range(0, len(data) + 1, 37):
            path.write_bytes(data[:length])
            seen += reader.read()
        path.write_bytes(data)
        seen += reader.read()
        assert seen == list(Reader(folder))
        assert len(seen) == 7


def test_damage_raises_or_is_told_and_passed(make):
    folder = make(commits=6, each=2)
    whole = list(Reader(folder))
    path = segments(folder)[1]
    data = bytearray(path.read_bytes())
    data[200] ^= 4
    path.chmod(0o644)
    path.write_bytes(data)
    with pytest.raises(JournalError, match=rf"{path.name} byte \d+, record \d+: crc"):
        list(Reader(folder))
    found = []
    left = list(Reader(folder, damaged=found.append))
    assert [finding.segment for finding in found] == [path.name]
    assert len(left) == len(whole) - 1
    assert {record.number for record in whole} - {record.number for record in left} == {found[0].number}


def test_a_missing_segment_is_noticed(make):
    folder = make(commits=8, each=2)
    segments(folder)[1].unlink()
    with pytest.raises(JournalError, match="does not follow the segment before"):
        list(Reader(folder))


def test_latest_checkpoint_wherever_it_is(tmp_path):
    settings = Settings(segment_bytes=800)
    with Journal(tmp_path, "live", b"config", lambda: b"at an opening", settings) as journal:
        for second in range(7):
            journal.append(float(second), "f", BYTES, bytes(200))
            journal.commit()
        found = latest_checkpoint(tmp_path)
        assert found is not None
        assert found.payload == b"at an opening"
        assert found == next(iter(Reader(tmp_path, found.number)))
        assert found.number == int(segments(tmp_path)[-1].stem) + 1
        journal.append(8.0, "", RecordKind.CHECKPOINT, b"in between")
        journal.append(8.0, "f", BYTES, b"")
        journal.commit()
    found = latest_checkpoint(tmp_path)
    assert found is not None
    assert found.payload == b"in between"
    config = latest_config(tmp_path)
    assert config is not None
    assert (config.payload, config.number) == (b"config", int(segments(tmp_path)[-1].stem))


def test_a_spoilt_checkpoint_gives_way_to_the_one_before(tmp_path):
    states = (b"state %d" % number for number in range(9))
    with Journal(tmp_path, "live", b"config", lambda: next(states), Settings(segment_bytes=800)) as journal:
        for second in range(5):
            journal.append(float(second), "f", BYTES, bytes(200))
            journal.commit()
    path = segments(tmp_path)[-1]
    data = path.read_bytes()
    assert b"state 1" in data
    path.write_bytes(data.replace(b"state 1", b"stAte 1"))
    found = latest_checkpoint(tmp_path)
    assert found is not None
    assert found.payload == b"state 0"
