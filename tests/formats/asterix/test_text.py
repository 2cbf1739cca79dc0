"""Characters and clocks."""

import numpy as np
import pytest

from sargas.formats.asterix.text import dated, eight_bit, six_bit, to_eight_bit, to_six_bit

DAY = 86400.0


def test_six_bit_call_sign_by_hand() -> None:
    # D L H 6 5 A and two blanks: 4, 12, 8, 54, 53, 1, 32, 32.
    raw = 0
    for code in (4, 12, 8, 54, 53, 1, 32, 32):
        raw = raw << 6 | code
    texts, given = six_bit(np.array([raw, raw, 0]), np.array([True, False, True]))
    assert texts.tolist() == [b"DLH65A", b"", b""]
    assert given.tolist() == [True, False, False]
    assert to_six_bit(np.array([b"DLH65A"])).tolist() == [raw]


def test_unknown_codes_are_marked() -> None:
    texts, _ = six_bit(np.array([63 << 42 | 1 << 36]), np.array([True]))
    assert texts.tolist() == [b"?A"]
    assert to_six_bit(np.array([b"?A"])) == [63 << 42 | 1 << 36 | sum(32 << shift for shift in range(0, 36, 6))]


def test_eight_bit() -> None:
    raw = int.from_bytes(b"KLM4 \x01\0", "big")
    texts, given = eight_bit(np.array([raw, int.from_bytes(b"       ", "big")]), 7, np.array([True, True]))
    assert texts.tolist() == [b"KLM4 ?", b""]
    assert given.tolist() == [True, False]
    assert to_eight_bit(np.array([b"EYVI", b"A"]), 4).tolist() == [0x45595649, 0x41202020]


@pytest.mark.parametrize(
    ("time_of_day_s", "arrival_s", "expected_s"),
    [
        (10.0, 5 * DAY + 12.0, 5 * DAY + 10.0),
        (86399.5, 5 * DAY + 0.25, 5 * DAY - 0.5),
        (0.25, 5 * DAY - 0.5, 5 * DAY + 0.25),
        (43200.0, 5 * DAY + 43201.0, 5 * DAY + 43200.0),
        (86399.9921875, 20_000 * DAY + 86399.0, 20_000 * DAY + 86399.9921875),
    ],
)
def test_midnight_wraps_both_ways(time_of_day_s: float, arrival_s: float, expected_s: float) -> None:
    assert dated(np.array([time_of_day_s]), np.array([arrival_s])).tolist() == [expected_s]
