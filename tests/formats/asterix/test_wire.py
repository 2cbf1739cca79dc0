"""The loops of the wire: hand-computed records, every way to be malformed, and no index outside the bytes."""

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.recordings import blocks, radar
from sargas.formats.asterix import kernels, wire
from sargas.formats.asterix.columns import Blocks, cut, read
from sargas.formats.asterix.tables import EDITIONS, table_of

CHECKED = numba.njit(boundscheck=True, error_model="numpy")
CATEGORIES = tuple(EDITIONS)


def of(payload: bytes, category: int, edition: str | None = None, loop=None):
    """(records or None, what could not be read) of one payload."""
    found, _ = cut(np.frombuffer(payload, np.uint8), np.array([0]), np.array([len(payload)]), loop=wire.cut)
    slabs, unread = read(found.of(category), table_of(category, edition), loop=loop or wire.walk)
    return (slabs[0] if slabs else None), unread


def block(category: int, *records: bytes) -> bytes:
    body = b"".join(records)
    return bytes((category, (len(body) + 3) >> 8, (len(body) + 3) & 255)) + body


def test_a_plot_by_hand() -> None:
    # FSPEC 11110001 00000010... : 010, 140, 020, 040; second octet: none but FX ended.
    record = bytes.fromhex("f01936000080b001004000")
    records, unread = of(block(48, record), 48)
    assert not unread
    assert records.raw("010/SAC")[0] == 0x19
    assert records.raw("010/SIC")[0] == 0x36
    assert records.quantity("140/TOD")[0] == 1.0
    assert records.raw("020/TYP")[0] == 5
    assert records.raw("020/SIM")[0] == 1
    assert records.quantity("040/RHO")[0] == 1852.0
    assert records.quantity("040/THETA")[0] == 90.0
    assert not records.has("070/MODE3A")[0]
    assert not records.has("020/TST")[0]


def test_a_negative_flight_level_and_signed_velocity_by_hand() -> None:
    # CAT048 slot 6 is 090: FL -2 = -8 quarters, in 14 bits 0x3FF8. CAT062 slot 7 is 185.
    records, _ = of(block(48, bytes.fromhex("8419363ff8")), 48)
    assert records.quantity("090/FL")[0] == pytest.approx(-200 * 0.3048)
    records, _ = of(block(62, bytes.fromhex("820102fffe0004")), 62)
    assert (records.quantity("185/VX")[0], records.quantity("185/VY")[0]) == (-0.5, 1.0)


def test_compound_repetitive_explicit_by_hand() -> None:
    # 010; third octet: 030 and 120; fourth: RE.
    fspec = bytes([0x81, 0x01, 0x45, 0x02])
    record = fspec + bytes.fromhex("19360b0c8083ff03aabb")
    records, unread = of(block(48, record), 48)
    assert not unread
    assert records.raw("030/codes")[0] == (1 << 5) | (1 << 6)
    assert records.raw("120/CAL/D")[0] == 1
    assert records.quantity("120/CAL/CAL")[0] == -1.0
    assert records.raw("RE/count")[0] == 2
    at = records.raw("RE/at")[0]
    assert records.data[at : at + 2].tobytes() == b"\xaa\xbb"


def test_profiles_of_cat001() -> None:
    # TYP 0: third slot is 040; TYP 1: third slot is 161.
    plot, _ = of(block(1, bytes.fromhex("e000011000804000")), 1)
    assert plot.quantity("040/RHO")[0] == 1852.0
    assert not plot.has("161/TRN")[0]
    track, _ = of(block(1, bytes.fromhex("e00001900123")), 1)
    assert track.raw("161/TRN")[0] == 0x123
    assert not track.has("040/RHO")[0]


@pytest.mark.parametrize(
    ("record", "reason", "number", "octet"),
    [
        ("ff", "field specification runs over the block", 1, 1),
        ("80193601", "field specification runs over the block", 2, 4),
        ("010101010101010101 00", "field specification longer than nine octets", 1, 9),
        ("00", "empty field specification", 1, 1),
        ("801936 00", "empty field specification", 2, 4),
        ("8101010180 1936", "item announced that the edition does not have", 1, 7),
        ("8019", "item runs over the block", 1, 1),
        ("a01936 01", "item runs over the block", 1, 3),
        ("8120 1936 02 00", "repetitions run over the block", 1, 4),
        ("8120 1936", "repetitions run over the block", 1, 4),
        ("810140 1936 03", "repetitions run over the block", 1, 6),
        ("81010102 1936 00", "explicit length of zero", 1, 6),
        ("81010102 1936 05 00", "item runs over the block", 1, 6),
        ("81010102 1936", "item runs over the block", 1, 6),
        ("81010104 1936 01 81", "field specification runs over the block", 2, 8),
    ],
)
def test_malformed_records(record: str, reason: str, number: int, octet: int) -> None:
    records, unread = of(block(48, bytes.fromhex(record)), 48)
    assert [wire.REASONS[fault.code] for fault in unread] == [reason]
    assert unread[0].number == number
    assert unread[0].offset == octet + 3
    assert (len(records) if records else 0) == number - 1


def test_reading_goes_on_at_the_next_block() -> None:
    good = bytes.fromhex("801936")
    payload = block(48, good, bytes.fromhex("a0 1936 01")) + block(48, good)
    records, unread = of(payload, 48)
    assert records.block.tolist() == [0, 1]
    assert [(fault.block, fault.number) for fault in unread] == [(0, 2)]


@pytest.mark.parametrize(
    ("payload", "blocks_found", "code"),
    [("", 0, 0), ("30", 0, 1), ("3000", 0, 1), ("300000", 0, 2), ("300002", 0, 2), ("300003", 1, 0), ("300004", 0, 3)],
)
def test_short_datagrams(payload: str, blocks_found: int, code: int) -> None:
    octets = bytes.fromhex(payload)
    found, codes = cut(np.frombuffer(octets, np.uint8), np.array([0]), np.array([len(octets)]))
    assert (len(found), int(codes[0, 0])) == (blocks_found, code)


def test_what_contradicts_the_document_is_seen() -> None:
    # I062/105 beyond the pole; I048/161 with a spare bit; I048/020 with one octet more than edition 1.27 knows.
    records, _ = of(block(62, bytes.fromhex("8801020100000100000000")), 62)
    table = table_of(62)
    assert table.element_names[records.unlikely[0]] == "105/LAT"
    records, _ = of(block(48, bytes.fromhex("811019361001")), 48)
    assert table_of(48).element_names[records.spare[0]] == "161/spare bits"
    records, _ = of(block(48, bytes.fromhex("a01936010100")), 48, "1.27")
    assert table_of(48, "1.27").element_names[records.spare[0]] == "020/octets beyond the edition"
    records, _ = of(block(48, bytes.fromhex("a01936010100")), 48, "1.31")
    assert records.spare[0] == -1


def outcome(payload: bytes, category: int, loop):
    octets, end = np.frombuffer(payload, np.uint8), len(payload)
    noise = Blocks(octets, np.array([category]), np.array([0]), np.array([end]), np.array([0]))
    slabs, unread = read(noise, table_of(category), loop=loop, cells=1)
    names = ("values", "present", "start", "end", "number", "unlikely", "spare")
    return [[getattr(slab, name).tolist() for slab in slabs] for name in names], unread


@given(st.binary(max_size=120), st.sampled_from(CATEGORIES))
@settings(max_examples=150, deadline=None)
def test_noise_reads_the_same_interpreted_and_compiled(noise: bytes, category: int) -> None:
    assert outcome(noise, category, wire.walk) == outcome(noise, category, kernels.walk)


def test_compiled_and_interpreted_are_the_same_function() -> None:
    assert kernels.walk.py_func is wire.walk
    assert kernels.cut.py_func is wire.cut
    assert kernels.name.py_func is wire.name
    assert kernels.carry.py_func is wire.carry


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ("801936", 0x1936),
        ("810101190a", -1),  # a third octet says that another follows, and nothing does
        ("8101021936", 0x1936),
        ("401936", -1),  # no I010
        ("8019", -1),
        ("81", -1),
        ("", -1),
        ("81" * 9 + "1936", -1),  # a tenth octet is announced
        ("81" * 8 + "801936", 0x1936),
    ],
)
def test_the_source_of_a_block_that_cannot_be_read(record: str, key: int) -> None:
    payload = block(48, bytes.fromhex(record))
    found, _ = cut(np.frombuffer(payload, np.uint8), np.array([0]), np.array([len(payload)]))
    assert found.sources(wire.name).tolist() == found.sources().tolist() == [key]


def test_no_index_leaves_the_bytes(corpus) -> None:
    """Mutated recordings and noise through the loops compiled with bounds checking, which raises on any bad index."""
    checked_cut, checked_walk = CHECKED(wire.cut), CHECKED(wire.walk)
    chance = np.random.default_rng(5)
    some: list[bytes] = []
    for _, payloads in radar(corpus):
        found = list(blocks(payloads))
        some += [found[i] for i in chance.integers(len(found), size=40)]
    for _ in range(30):
        for original in some:
            octets = bytearray(original)
            for _ in range(int(chance.integers(1, 6))):
                octets[int(chance.integers(3, len(octets)))] = int(chance.integers(256))
            octets = octets[: int(chance.integers(3, len(octets) + 1))]
            octets[1:3] = len(octets).to_bytes(2, "big")
            check(bytes(octets), octets[0], checked_cut, checked_walk)
    for size in range(4, 120):
        for category in CATEGORIES:
            noise = chance.integers(256, size=size).astype(np.uint8).tobytes()
            check(block(category, noise), category, checked_cut, checked_walk)


def check(payload: bytes, category: int, checked_cut, checked_walk) -> None:
    # The array ends where the payload ends: one octet further is outside.
    found, _ = cut(np.frombuffer(payload, np.uint8).copy(), np.array([0]), np.array([len(payload)]), loop=checked_cut)
    assert len(found) == 1
    slabs, unread = read(found, table_of(category), loop=checked_walk)
    assert len(unread) <= 1
    for slab in slabs:
        assert (slab.end <= len(payload)).all()
        assert (slab.start < slab.end).all()


def test_missing_is_zero_after_a_record_that_failed() -> None:
    """A record that fails half-way leaves nothing in the columns of the next."""
    half = bytes.fromhex("d01936000080")
    payload = block(48, half) + block(48, bytes.fromhex("801936"))
    records, unread = of(payload, 48)
    assert len(unread) == 1
    assert records.raw("140/TOD").tolist() == [0]
    assert records.has("140/TOD").tolist() == [False]
