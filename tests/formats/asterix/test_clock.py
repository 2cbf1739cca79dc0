"""The time of day that a block tells."""

import pytest

from oracle.items import block
from sargas.formats.asterix.clock import time_of_day_s


@pytest.mark.parametrize(
    ("payload", "time_s"),
    [
        (block(48, bytes.fromhex("80 0102"), bytes.fromhex("c0 0102 546000")), 43_200.0),
        (block(34, bytes.fromhex("a0 0102 000080")), 1.0),
        (block(62, bytes.fromhex("90 0102 000100")), 2.0),
        (block(8, b"\x01") + block(65, bytes.fromhex("90 0102 000180")), 3.0),
        (block(48, bytes.fromhex("80 0102")), None),
        (block(48, bytes.fromhex("c0 0102 ffffff")), None),
        (b"\x30\x00", None),
        (b"", None),
    ],
)
def test_first_time_told(payload: bytes, time_s: float | None) -> None:
    assert time_of_day_s(payload) == time_s
