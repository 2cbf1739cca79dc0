"""Datagrams that stand alone, and a stream that is cut anywhere and loses its rhythm."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oracle.items import block, chunks
from sargas.formats.asterix.stream import LOST, Cutter

A, B, C = block(48, b"\x80\x01\x02"), block(34, b"\x80\x01\x02"), block(8, b"\x01")


def cut_all(cutter: Cutter, parts: list[bytes]) -> tuple[list[tuple[int, bytes]], list[str]]:
    found, reasons = [], []
    for part in parts:
        blocks, faults = cutter.cut(chunks([part]))
        found += [
            (int(c), blocks.data[s:e].tobytes())
            for c, s, e in zip(blocks.category, blocks.start, blocks.end, strict=True)
        ]
        reasons += [reason for _, reason, _ in faults]
    return found, reasons


def test_a_bad_datagram_ends_alone() -> None:
    blocks, faults = Cutter(stream=False).cut(chunks([A + b"\x30\x00\x02" + B, B, b"", A[:-1]]))
    assert blocks.category.tolist() == [48, 34]
    assert blocks.chunk.tolist() == [0, 1]
    assert faults == [(0, "block length below 3", 6), (3, "block runs over its datagram", 0)]


@given(st.lists(st.integers(0, 60), max_size=8))
def test_a_stream_is_the_same_however_it_is_cut(cuts: list[int]) -> None:
    octets = A + B + C + b"\x00\x00\x01noise0" + A + B + A + B + A
    edges = sorted({0, len(octets), *(min(cut, len(octets)) for cut in cuts)})
    parts = [octets[a:b] for a, b in pairwise(edges)]
    whole = cut_all(Cutter(stream=True), [octets])
    assert cut_all(Cutter(stream=True), parts) == whole
    assert [category for category, _ in whole[0]] == [48, 34, 8, 48, 34, 48, 34, 48]
    assert whole[1] == [LOST]


def test_what_a_stream_keeps_is_bounded() -> None:
    cutter = Cutter(stream=True)
    chance = np.random.default_rng(1)
    for _ in range(200):
        cutter.cut(chunks([chance.integers(256, size=3000).astype(np.uint8).tobytes()]))
        assert len(cutter.kept) <= 65_535 + 3
    assert cutter.flush() is not None
    assert cutter.kept == b""


def test_a_block_belongs_to_the_chunk_that_completes_it() -> None:
    blocks, _ = Cutter(stream=True).cut(chunks([A[:4], A[4:] + B[:1], B[1:]]))
    assert blocks.chunk.tolist() == [1, 2]
