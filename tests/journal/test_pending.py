"""Numbers, times, salts and groups, without a file."""

import math

import pytest

from sargas.journal.pending import Pending
from sargas.journal.segment import NO_CHAIN
from sargas.model.record import RecordKind

BYTES = RecordKind.BYTES


def pending() -> Pending:
    start = Pending("live", 0, -math.inf, NO_CHAIN)
    start.open_segment(5.0)
    return start


def test_numbers_ascend_and_time_never_goes_back():
    line = pending()
    records = [line.push(time_s, "f", BYTES, b"x") for time_s in (5.0, 7.0, 6.0, 8.0)]
    assert [record.number for record in records] == [1, 2, 3, 4]
    assert [record.time_s for record in records] == [5.0, 7.0, 7.0, 8.0]
    assert [record.clamped for record in records] == [False, False, True, False]
    assert line.clamped == 1
    assert len({record.previous_hash for record in records}) == 4


def test_equal_payloads_never_look_equal():
    line = pending()
    for _ in range(1000):
        line.push(5.0, "f", BYTES, b"same")
    hashes = {part[28:60] for part in line.group.parts if part.startswith(b"SREC")}
    assert len(hashes) == 1000


def test_size_is_what_would_be_written():
    line = pending()
    line.push(5.0, "überall", BYTES, b"x" * 77)
    assert line.size == line.group.size == sum(map(len, line.group.parts))


def test_what_does_not_fit_is_refused_and_leaves_no_trace():
    line = pending()
    with pytest.raises(ValueError, match="too long"):
        line.push(5.0, "f" * 256, BYTES, b"")
    assert line.push(5.0, "f" * 255, BYTES, b"").number == 1


def test_abandoned_numbers_are_not_given_again():
    line = pending()
    line.push(5.0, "f", BYTES, b"a")
    line.close_group()
    line.push(5.0, "f", BYTES, b"b")
    assert [record.payload for record in line.abandon(NO_CHAIN, 0)] == [b"a", b"b"]
    assert line.push(5.0, "f", BYTES, b"c").number == 3
