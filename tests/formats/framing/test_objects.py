"""JSON objects in any layout, cut anywhere, in bounded memory."""

import json

import pytest

from sargas.formats.framing.framed import Findings
from sargas.formats.framing.objects import MAX_BYTES, Objects

OBJECTS = [{"a": 1}, {"b": {"c": ["}", "\\", '"{']}}, {}]


def read(data: bytes, piece: int = 1 << 20) -> tuple[list[bytes], Findings]:
    findings, found = Findings(), list[bytes]()
    deframer = Objects(findings, 0.0)
    for at in range(0, len(data), piece):
        found += [framed.payload for framed in deframer.feed(data[at : at + piece])]
    assert deframer.flush() == []
    return found, findings


@pytest.mark.parametrize("piece", [1, 2, 7, 10_000])
@pytest.mark.parametrize("layout", ["list", "lines", "pretty"])
def test_objects_come_out_in_order(piece: int, layout: str) -> None:
    if layout == "list":
        text = "\ufeff" + json.dumps(OBJECTS, indent=3)
    else:
        text = "\n".join(json.dumps(one, indent=3 if layout == "pretty" else None) for one in OBJECTS)
    found, findings = read(text.encode(), piece)
    assert [json.loads(one) for one in found] == OBJECTS
    assert findings.faults("", 0.0) == []


@pytest.mark.parametrize("piece", [1, 10_000])
def test_what_is_none_is_counted(piece: int) -> None:
    found, findings = read(b'{"a": 1} hello {"b": 2} {"c": ', piece)
    assert found == [b'{"a": 1}', b'{"b": 2}']
    reasons = [fault.reason for fault in findings.faults("", 0.0)]
    assert reasons[0] == "text that is no JSON object: skipped"
    assert reasons[-1] == "JSON object cut off by the end"


def test_memory_is_bounded() -> None:
    findings = Findings()
    deframer = Objects(findings, 0.0)
    deframer.feed(b'{"a": "')
    for _ in range(40):
        deframer.feed(b"x" * (1 << 16))
        assert len(deframer._kept) <= MAX_BYTES + (1 << 16)
    assert findings.faults("", 0.0)[0].reason == "JSON object of more than 1 MiB: skipped"
