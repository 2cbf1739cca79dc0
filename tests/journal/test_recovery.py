"""What a start finds after the end was torn, or the inside damaged."""

import os

from sargas.journal import Journal, Reader, verify
from sargas.journal.segment import segment_name, segments
from sargas.model.record import RecordKind


def test_an_end_torn_at_any_byte_is_cut_and_reported(make, monkeypatch):
    for name in ("fsync", "fdatasync"):  # hundreds of starts, and no power to fail
        monkeypatch.setattr(os, name, lambda descriptor: None)
    folder = make(commits=2, each=2, segment_bytes=1 << 20)
    path = folder / segment_name(1)
    data = path.read_bytes()
    whole = list(Reader(folder))
    for length in range(len(data)):
        for left_over in segments(folder):
            left_over.unlink()
        path.write_bytes(data[:length])
        left = list(Reader(folder))
        with Journal(folder, "live", b"config") as journal:
            recovery = journal.recovery
            assert left == whole[: recovery.last_number]
            assert recovery.cut_bytes == length - (path.stat().st_size if path.exists() else 0)
            assert recovery.segment == path.name
            journal.append(1.0, "a", RecordKind.BYTES, b"goes on")
        records = list(Reader(folder))
        assert records[-1].payload == b"goes on"
        assert records[: len(left)] == left
        assert verify(folder).findings == ()
        if not left:
            assert [path.name for path in segments(folder)] == [path.name]


def test_an_end_of_zeros_is_cut(make):
    folder = make(commits=2, each=2, segment_bytes=1 << 20)
    path = folder / segment_name(1)
    data = path.read_bytes()
    path.write_bytes(data + bytes(5000))
    with Journal(folder, "live", b"config") as journal:
        assert (journal.recovery.cut_bytes, journal.recovery.cut_offset) == (5000, len(data))
        assert str(journal.recovery) == f"last good record 5; 5000 torn bytes cut from {path.name} at {len(data)}"
    assert path.read_bytes() == data


def test_damage_inside_is_told_left_and_never_written_over(make):
    folder = make(commits=4, each=2, segment_bytes=1 << 20)
    path = folder / segment_name(1)
    data = bytearray(path.read_bytes())
    data[400] ^= 1
    path.write_bytes(data)
    with Journal(folder, "live", b"config") as journal:
        assert [finding.what for finding in journal.recovery.damage] == ["crc"]
        assert (journal.recovery.last_number, journal.recovery.cut_bytes) == (9, 0)
        assert "1 damaged places" in str(journal.recovery)
        journal.append(9.0, "a", RecordKind.BYTES, b"after")
    assert path.read_bytes() == data
    assert [segment.name for segment in segments(folder)] == [segment_name(1), segment_name(10)]
    found: list[object] = []
    assert list(Reader(folder, damaged=found.append))[-1].payload == b"after"
    assert len(found) == 1
    assert {finding.segment for finding in verify(folder).findings} == {path.name}


def test_a_segment_that_never_got_a_record_is_set_aside_and_the_one_before_goes_on(make):
    folder = make(commits=2, each=2, segment_bytes=1 << 20)
    stump = folder / segment_name(6)
    stump.write_bytes(b"SARGASJ\n\1\0")
    with Journal(folder, "live", b"config") as journal:
        assert (journal.recovery.segment, journal.recovery.cut_bytes) == (stump.name, 10)
        journal.append(9.0, "a", RecordKind.BYTES, b"on")
    assert [path.name for path in segments(folder)] == [segment_name(1)]
    assert (folder / f"{stump.name}.torn").read_bytes() == b"SARGASJ\n\1\0"
    assert verify(folder).findings == ()


def test_noise_in_place_of_a_journal_is_set_aside(tmp_path):
    for number in (1, 9):
        (tmp_path / segment_name(number)).write_bytes(bytes(3000))
    with Journal(tmp_path, "live", b"config") as journal:
        assert (journal.recovery.last_number, journal.recovery.cut_bytes) == (0, 6000)
        journal.append(1.0, "a", RecordKind.BYTES, b"")
    assert verify(tmp_path).findings == ()


def test_a_segment_left_unsealed_by_a_crash_is_sealed_at_the_next_start(make):
    folder = make(commits=6, each=2)
    *_, before, _ = segments(folder)
    data = before.read_bytes()
    before.chmod(0o644)
    before.write_bytes(data[:-104])
    assert verify(folder).findings == ()  # what such a crash leaves is not a fault
    Journal(folder, "live", b"config").close()
    assert before.read_bytes() == data
