"""Torn or damaged: what lies behind a bad place decides."""

import os
from pathlib import Path

from sargas.journal import Journal, Reader
from sargas.journal.segment import segment_name
from sargas.journal.walk import Bad, Entry, Walk, read_header
from sargas.model.record import RecordKind


def walked(path: Path, active: bool = True) -> tuple[list[Entry | Bad], Walk]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        header = read_header(descriptor)
        walk = Walk(descriptor, header.size if header else 0, active)
        return list(walk), walk
    finally:
        os.close(descriptor)


def one_segment(make) -> tuple[Path, bytes, list[Entry]]:
    path = make(commits=3, each=3, segment_bytes=1 << 20) / segment_name(1)
    entries, _ = walked(path)
    assert all(isinstance(entry, Entry) for entry in entries)
    return path, path.read_bytes(), entries


def test_a_bad_place_before_a_later_commit_is_damage(make):
    path, data, entries = one_segment(make)
    for entry in entries[:-3]:
        for at in (0, 5, 70, 93):  # magic, length, chain, CRC
            changed = bytearray(data)
            changed[entry.offset + at] ^= 16
            path.write_bytes(changed)
            found, walk = walked(path)
            assert [(bad.offset, bad.end) for bad in found if isinstance(bad, Bad)] == [(entry.offset, entry.end)]
            assert len(found) == len(entries)
            assert walk.torn_bytes == 0


def test_a_bad_place_in_the_last_commit_is_torn(make):
    path, data, entries = one_segment(make)
    for index in (-3, -2, -1):
        changed = bytearray(data)
        changed[entries[index].offset : entries[index].offset + 64] = bytes(64)  # a page that never reached the disk
        path.write_bytes(changed)
        found, walk = walked(path)
        assert found == entries[: index % len(entries)]
        assert walk.torn_bytes == len(data) - entries[index].offset


def test_two_bad_neighbours_do_not_hide_what_follows(make):
    path, data, entries = one_segment(make)
    changed = bytearray(data)
    changed[entries[1].end - 1] ^= 1  # payload of one, header of the next
    changed[entries[2].offset + 9] ^= 1
    path.write_bytes(changed)
    found, walk = walked(path)
    assert walk.torn_bytes == 0
    assert [entry.number for entry in found if isinstance(entry, Entry) and entry.sound] == [1, 4, 5, 6, 7, 8, 9, 10]


def test_records_inside_a_payload_are_not_records(tmp_path, make):
    bait = (make() / segment_name(1)).read_bytes()
    folder = tmp_path / "outer"
    with Journal(folder, "outer", b"config") as journal:
        journal.append(1.0, "a", RecordKind.BYTES, b"first")
        journal.commit()
        journal.append(2.0, "b", RecordKind.BYTES, bait)
        journal.commit()
        journal.append(3.0, "c", RecordKind.BYTES, b"last")
        journal.commit()
    assert [record.feed for record in Reader(folder)] == ["", "a", "b", "c"]
    path = folder / segment_name(1)
    entries, _ = walked(path)
    changed = bytearray(path.read_bytes())
    changed[entries[2].offset] ^= 1
    path.write_bytes(changed)
    found, _ = walked(path, active=False)
    bait_end = entries[2].end
    assert [entry.feed for entry in found if isinstance(entry, Entry) and entry.offset >= bait_end] == [b"c"]


def test_blocks_end_anywhere(make, monkeypatch):
    path, _, entries = one_segment(make)
    for size in (400, 401, 433, 600):
        monkeypatch.setattr("sargas.journal.walk.BLOCK_BYTES", size)
        assert walked(path)[0] == entries
