"""Messages led by their length, cut anywhere; a length that cannot be ends the reading, counted."""

import pytest

from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.prefixed import MAX_BYTES, Prefixed, prefixed_length

MESSAGES = [b"\x0a\x03abc", b"x" * 700, b"\x0a"]
FRAMES = [len(message).to_bytes(4, "little") + message for message in MESSAGES]
STREAM = b"".join(FRAMES)


def read(data: bytes, piece: int = 1 << 20) -> tuple[list[Framed], Findings]:
    findings, found = Findings(), list[Framed]()
    deframer = Prefixed(findings, 0.0)
    for at in range(0, len(data), piece):
        found += deframer.feed(data[at : at + piece])
    return found + deframer.flush(), findings


@pytest.mark.parametrize("piece", [1, 3, 100, 10_000])
def test_payloads_are_the_frames(piece: int) -> None:
    found, findings = read(STREAM, piece)
    assert [framed.payload for framed in found] == FRAMES
    assert {framed.time_s for framed in found} == {None}
    assert findings.faults("", 0.0) == []


@pytest.mark.parametrize("piece", [1, 10_000])
def test_what_cannot_be_read_is_counted_with_its_place(piece: int) -> None:
    found, findings = read(STREAM + b"\xff\xff\xff\xff" + STREAM, piece)
    assert len(found) == 3
    (fault,) = findings.faults("", 0.0)
    assert fault.reason == "length that cannot be: the rest is not read"
    assert fault.detail == f"first at byte {len(STREAM)}"
    _, findings = read(STREAM[:-1], piece)
    assert findings.faults("", 0.0)[0].reason == "message cut off by the end of the recording"


def test_a_length_is_told_as_a_link() -> None:
    assert prefixed_length(FRAMES[0]) == 9
    assert prefixed_length(b"\x05\x00") < 0
    assert prefixed_length(bytes(8)) == 0
    assert prefixed_length((MAX_BYTES + 1).to_bytes(4, "little")) == 0
