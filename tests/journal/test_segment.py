"""The layout, read here by hand from the documented offsets, and the golden journal of format version 1."""

import hashlib
import json
import struct
import zlib
from pathlib import Path

import pytest

from sargas.errors import JournalError
from sargas.journal import Reader, verify
from sargas.journal.segment import header_bytes, header_from, seal_bytes, seal_from, segment_name, segments

GOLDEN = Path(__file__).parent / "golden_v1"


def test_offsets_are_the_documented_ones(make):
    folder = make(commits=2, each=1, segment_bytes=1 << 20)
    data = (folder / "00000000000000000001.sargas").read_bytes()
    assert data[:8] == b"SARGASJ\n"
    version, named, first, time_s = struct.unpack_from("<HHQd", data, 8)
    assert (version, named, first, time_s) == (1, 4, 1, 1_752_105_600.0)
    assert data[28:60] == bytes(32)
    assert struct.unpack_from("<I", data, 60)[0] == zlib.crc32(data[:60] + b"live")
    at = 64 + named
    link = hashlib.sha256(data[:at]).digest()
    for number, (kind, feed, payload) in enumerate(
        ((4, b"", b"config"), (1, b"radar-lan", b"A" * 20), (1, b"radar-lan", b"B" * 20)), start=1
    ):
        assert data[at : at + 4] == b"SREC"
        length, numbered, _, kinded, flags, feeding = struct.unpack_from("<IQdBBH", data, at + 4)
        assert (length, numbered, kinded, feeding) == (len(payload), number, kind, len(feed))
        assert flags == (0 if number == 2 else 2)
        digest, chain = data[at + 28 : at + 60], data[at + 60 : at + 92]
        crc, body_crc = struct.unpack_from("<II", data, at + 92)
        state, salt = data[at + 100 : at + 104], data[at + 104 : at + 120]
        assert data[at + 120 : at + 120 + feeding] == feed
        assert data[at + 120 + feeding :][:length] == payload
        assert state == bytes(4)
        assert salt != bytes(16)
        assert digest == hashlib.sha256(salt + payload).digest()
        assert chain == hashlib.sha256(link + data[at : at + 60] + feed).digest()
        assert crc == zlib.crc32(data[at : at + 92] + feed)
        assert body_crc == zlib.crc32(salt + payload)
        at, link = at + 120 + feeding + length, chain
    assert at == len(data)


def test_header_and_seal_survive_and_refuse_changes():
    header = header_bytes(7, 12.5, b"c" * 32, "übung")
    read = header_from(header + b"more")
    assert read is not None
    assert (read.first_number, read.time_s, read.partition) == (7, 12.5, "übung")
    seal = seal_bytes(True, 9, 13.0, 3, 500, b"d" * 32)
    sealed = seal_from(seal)
    assert sealed is not None
    assert (sealed.by_hand, sealed.last_number, sealed.records, sealed.offset) == (True, 9, 3, 500)
    for data, reader in ((header, header_from), (seal, seal_from)):
        for index in range(len(data)):
            assert reader(data[:index]) is None
            changed = bytearray(data)
            changed[index] ^= 1
            assert reader(bytes(changed)) is None


def test_a_newer_format_is_refused_by_name():
    head = struct.pack("<8sHHQd32s", b"SARGASJ\n", 2, 0, 1, 0.0, bytes(32))
    with pytest.raises(JournalError, match="format version 2; this program reads up to 1"):
        header_from(head + struct.pack("<I", zlib.crc32(head)))


def test_only_segment_names_are_segments(tmp_path):
    for name in (segment_name(12), segment_name(2), "1.sargas", "writer.lock", segment_name(3) + ".old"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in segments(tmp_path)] == [segment_name(2), segment_name(12)]
    assert segments(tmp_path / "none") == []


def test_golden_journal_of_version_1():
    expected = json.loads((GOLDEN / "expected.json").read_text())
    found = [
        {
            "number": record.number,
            "time_s": record.time_s,
            "feed": record.feed,
            "partition": record.partition,
            "kind": record.kind.name,
            "payload": record.payload.hex(),
            "previous_hash": record.previous_hash.hex(),
            "personal": record.personal,
            "erased": record.erased,
            "clamped": record.clamped,
            "note": record.note,
        }
        for record in Reader(GOLDEN)
    ]
    assert found == expected["records"]
    checked = verify(GOLDEN)
    assert checked.findings == ()
    assert checked.chain.hex() == expected["chain"]
