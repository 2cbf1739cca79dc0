"""Whatever is changed in a journal is found, and where."""

import hashlib
import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from sargas.journal import Journal, Reader, Settings, erase, verify
from sargas.journal.reader import places
from sargas.journal.segment import SEAL_SIZE, segment_name, segments
from sargas.model.record import RecordKind


def spans(folder: Path) -> dict[str, list[tuple[int, int]]]:
    """Bytes of each record by segment."""
    found: dict[str, list[tuple[int, int]]] = {path.name: [] for path in segments(folder)}
    for path, entry in places(folder, range(1 << 40)):
        found[path.name].append((entry.offset, entry.end))
    return found


def flips(data: bytes, places_bits: Iterator[tuple[int, int]], path: Path) -> Iterator[int]:
    """Writes each flip to the file, yields its place, and puts the byte back."""
    with path.open("r+b", buffering=0) as file:
        for at, bit in places_bits:
            file.seek(at)
            file.write(bytes([data[at] ^ 1 << bit]))
            yield at
            file.seek(at)
            file.write(data[at : at + 1])


def test_every_bit_of_a_small_journal(make):
    folder = make(commits=3, each=1, segment_bytes=400, size=3)
    with Journal.resume(folder) as journal:
        erase(journal, [2], "test", 1.8e9)
    assert verify(folder).findings == ()
    assert len(segments(folder)) == 3
    where = spans(folder)
    for path in segments(folder):
        data = path.read_bytes()
        path.chmod(0o644)
        bits = ((at, bit) for at in range(len(data)) for bit in range(8))
        for at in flips(data, bits, path):
            findings = verify(folder).findings
            start = max((first for first, _ in where[path.name] if first <= at), default=0)
            end = where[path.name][-1][1]
            expected = 0 if at < where[path.name][0][0] else min(start, at) if at < end else end
            assert any(finding.segment == path.name and finding.offset == expected for finding in findings), (
                path.name,
                at,
                findings,
            )
    assert verify(folder).findings == ()


def test_random_bits_of_a_larger_journal(tmp_path):
    chance = random.Random(5)
    with Journal(tmp_path, "live", b"config" * 50, settings=Settings(segment_bytes=60_000)) as journal:
        for second in range(60):
            for _ in range(5):
                journal.append(float(second), "radar-lan", RecordKind.BYTES, chance.randbytes(chance.randrange(1500)))
            journal.commit()
    where = spans(tmp_path)
    assert len(where) > 3
    for path in segments(tmp_path):
        data = path.read_bytes()
        path.chmod(0o644)
        places_bits = ((chance.randrange(len(data)), chance.randrange(8)) for _ in range(25))
        for at in flips(data, places_bits, path):
            findings = verify(tmp_path).findings
            assert findings
            assert all(finding.segment == path.name for finding in findings if finding.what in ("crc", "payload"))
            record = [first for first, end in where[path.name] if first <= at < end]
            assert any(finding.offset == record[0] for finding in findings) if record else findings


def test_a_missing_segment_is_found_wherever_it_was(make):
    folder = make(commits=8, each=2)
    paths = segments(folder)
    assert len(paths) > 3
    for index, path in enumerate(paths):
        data = path.read_bytes()
        path.unlink()
        findings = verify(folder).findings
        assert [finding.what for finding in findings] == ["gap"]
        beside = paths[index + 1] if index + 1 < len(paths) else paths[index - 1]
        assert findings[0].segment == beside.name
        path.write_bytes(data)
    assert verify(folder).findings == ()


def test_reordered_renamed_doubled_and_strange_files_are_found(make):
    folder = make(commits=8, each=2)
    first, second, third = segments(folder)[:3]
    kept = {path: path.read_bytes() for path in (first, second, third)}
    for path in kept:
        path.chmod(0o644)
    second.write_bytes(kept[third])
    third.write_bytes(kept[second])
    findings = verify(folder).findings
    assert {(second.name, "segment"), (third.name, "segment")} <= {(f.segment, f.what) for f in findings}
    for path, data in kept.items():
        path.write_bytes(data)
    copy = folder / segment_name(int(second.stem) + 1)
    copy.write_bytes(kept[second])
    assert any(finding.segment == copy.name for finding in verify(folder).findings)
    copy.rename(folder / "1.sargas")
    assert [(f.segment, f.what) for f in verify(folder).findings] == [("1.sargas", "segment")]


def test_records_taken_out_swapped_or_made_up_are_found(make):
    folder = make(commits=3, each=2, segment_bytes=1 << 20)
    path = segments(folder)[0]
    data = path.read_bytes()
    where = spans(folder)[path.name]
    (a, b), (c, d) = where[2], where[3]
    for forged in (
        data[:a] + data[b:],
        data[:a] + data[a:b] + data[a:],
        data[:a] + data[c:d] + data[a:b] + data[d:],
        data[: where[0][0]] + data[where[1][0] :],
    ):
        path.write_bytes(forged)
        assert {finding.what for finding in verify(folder).findings} & {"chain", "gap"}
    payload = bytearray(data[a:b])
    payload[-1] ^= 1  # a changed payload with a CRC to fit
    salt_and_payload = payload[104:120] + payload[129:]
    payload[96:100] = struct.pack("<I", zlib.crc32(salt_and_payload))
    path.write_bytes(data[:a] + payload + data[b:])
    assert [(f.what, f.number, f.offset) for f in verify(folder).findings] == [("payload", 3, a)]
    payload[28:60] = hashlib.sha256(salt_and_payload).digest()  # and a hash to fit
    payload[92:96] = struct.pack("<I", zlib.crc32(payload[:92] + payload[120:129]))
    path.write_bytes(data[:a] + payload + data[b:])
    assert [(f.what, f.number, f.offset) for f in verify(folder).findings] == [("chain", 3, a)]


def test_only_an_anchor_shows_that_the_end_was_cut_cleanly(make):
    folder = make(commits=3, each=2, segment_bytes=1 << 20)
    whole = verify(folder)
    anchor = (whole.last_number, whole.chain)
    assert verify(folder, anchor=anchor).findings == ()
    path = segments(folder)[0]
    path.write_bytes(path.read_bytes()[: spans(folder)[path.name][-1][0]])
    assert verify(folder).findings == ()
    assert [finding.what for finding in verify(folder, anchor=anchor).findings] == ["gap"]
    assert verify(folder, anchor=(3, b"x" * 32)).findings[0].number == 3


def test_a_torn_end_is_a_finding_with_its_place(make):
    folder = make(commits=2, each=1, segment_bytes=1 << 20)
    path = segments(folder)[0]
    end = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"SREC torn")
    assert [(f.what, f.offset, f.number) for f in verify(folder).findings] == [("torn", end, 4)]


def test_an_erased_mark_without_a_record_of_it_is_found(make):
    folder = make(commits=2, each=2, segment_bytes=1 << 20)
    path = segments(folder)[0]
    data = bytearray(path.read_bytes())
    first, end = spans(folder)[path.name][1]
    data[first + 96 : first + 120] = bytes(4) + b"ERSD" + bytes(16)
    data[first + 129 : end] = bytes(end - first - 129)
    path.write_bytes(data)
    assert [(f.what, f.number, f.detail) for f in verify(folder).findings] == [
        ("erasure", 2, "erased, and no record says so")
    ]


def test_a_seal_cut_off_in_the_middle_of_a_journal_is_found(make):
    folder = make(commits=8, each=2)
    path = segments(folder)[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-SEAL_SIZE])
    assert [(f.what, f.segment) for f in verify(folder).findings] == [("seal", path.name)]


@pytest.mark.parametrize("content", [b"", b"\0" * 300, b"SARGASJ\n", random.Random(1).randbytes(5000)])
def test_noise_is_findings_and_no_traceback(tmp_path, content):
    (tmp_path / segment_name(1)).write_bytes(content)
    (tmp_path / segment_name(9)).write_bytes(content)
    checked = verify(tmp_path)
    assert {finding.segment for finding in checked.findings} == {segment_name(1), segment_name(9)}
    assert checked.records == 0
    told: list[object] = []
    assert list(Reader(tmp_path, damaged=told.append)) == []


def test_progress_ends_at_the_whole(make):
    folder = make(commits=8, each=2)
    steps: list[tuple[int, int]] = []
    checked = verify(folder, progress=lambda done, size: steps.append((done, size)))
    assert steps == sorted(steps)
    assert steps[-1] == (checked.size_bytes, checked.size_bytes)
