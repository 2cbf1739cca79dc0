import json

import pytest

from samples_of import samples
from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.rows import Rows

made = samples("framing")


def read(data: bytes, piece: int = 1 << 20) -> tuple[list[Framed], dict[str, int]]:
    findings = Findings()
    rows = Rows(findings, 0.0)
    framed = [f for at in range(0, len(data), piece) for f in rows.feed(data[at : at + piece])] + rows.flush()
    return framed, {fault.reason: fault.count for fault in findings.faults("", 0.0)}


@pytest.mark.parametrize("piece", [1, 3, 1 << 20])
def test_rows_come_in_the_order_of_time(piece: int) -> None:
    framed, faults = read(made.RECORDINGS["rows"], piece)
    assert [f.time_s for f in framed] == [made.DATE_S + k for k in range(3)]
    rows = [json.loads(line) for f in framed for line in f.payload.splitlines()]
    assert [row["icao24"] for row in rows] == [f"50{k:04x}" for k in (0, 3, 6, 1, 4, 7, 2, 5, 8)]
    assert rows[0]["callsign"] == "}{é"
    assert not faults


@pytest.mark.parametrize(
    ("data", "count", "reason"),
    [
        (b'[{"timestamp":1.7e9},{"timestamp":1.7', 1, "JSON array cut off by the end of the recording"),
        (b'[{"timestamp":1.7e9},{"a":1},{"timestamp":1' + b"0" * 400 + b"}]", 1, "row without a timestamp"),
        (b'[{"timestamp":1.7e9},5,{"timestamp":1.7e9}]', 1, "not a JSON array of rows: the rest is not read"),
        (b'[{"timestamp":1.7e9},{"a":;' + b" " * (2 << 20), 1, "not a JSON array of rows: the rest is not read"),
        (b"[" * 100_000, 0, "not a JSON array of rows: the rest is not read"),
        (b"[]", 0, None),
    ],
)
def test_what_is_no_array_of_rows_is_counted(data: bytes, count: int, reason: str | None) -> None:
    framed, faults = read(data, 100_000)
    assert sum(f.payload.count(b"\n") for f in framed) == count
    assert list(faults) == ([reason] if reason else [])
