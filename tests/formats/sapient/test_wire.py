"""Frames out of a stream, however it was cut and whatever is wrong with it; texts in any layout."""

import json
from typing import Any

import pytest

from samples_of import samples
from sargas.formats.sapient.wire import MAX_BYTES, Cutter, frame_of, payload, sent_s, time_s

MADE = samples("sapient")
FRAMES = [MADE.frame(message) for message in MADE.MESSAGES]


def octets(cut: Any) -> list[bytes]:
    return [len(message.octets).to_bytes(4, "little") + message.octets for message in cut.messages]


@pytest.mark.parametrize("step", [1, 7, 100, 5000])
def test_frames_come_out_as_they_went_in(step: int) -> None:
    stream, cutter, found = b"".join(FRAMES), Cutter(), list[bytes]()
    for at in range(0, len(stream), step):
        cut = cutter.feed(stream[at : at + step])
        assert not cut.faults
        found += octets(cut)
    assert found == FRAMES
    assert cutter.flush().faults == []


@pytest.mark.parametrize(
    "noise", [b"\xff" * 50, b"\x00" * 7, b"\x05\x00\x00\x00hello", b"\x12\x24" * 30, FRAMES[0][9:60]]
)
def test_after_noise_the_next_frame_is_found(noise: bytes) -> None:
    stream = FRAMES[0] + noise + b"".join(FRAMES[1:])
    cut = payload(stream)
    assert octets(cut) == FRAMES
    assert 1 <= len(cut.faults) <= 2


def test_a_length_that_lies_costs_its_frame_only() -> None:
    """Too long by a little: what it swallowed of the next frames is found again."""
    for more in (1, 10, 300):
        lying = (len(FRAMES[0]) - 4 + more).to_bytes(4, "little") + FRAMES[0][4:]
        cut = payload(lying + b"".join(FRAMES[1:]))
        assert octets(cut)[-len(FRAMES) + 2 :] == FRAMES[2:], more
        assert cut.faults


def test_what_the_end_cuts_off_is_a_fault() -> None:
    assert payload(FRAMES[0][:-1]).faults == ["frame cut off by the end"]
    cutter = Cutter()
    cutter.feed(b"\xff" * 100)
    assert len(cutter.kept) < 40
    assert cutter.flush().faults == []


def test_no_frame_is_larger_than_a_mebibyte() -> None:
    huge = (MAX_BYTES + 1).to_bytes(4, "little") + b"\x0a" * 100
    assert payload(huge).faults[0] == "bytes that are no frame: skipped"


def test_texts_say_the_same_as_frames() -> None:
    pretty = json.dumps(MADE.MESSAGES, indent=2).encode()
    lines = b"\n".join(json.dumps(message).encode() for message in MADE.MESSAGES)
    for text in (pretty, lines, b"\xef\xbb\xbf" + lines):
        cut = payload(text)
        assert not cut.faults
        assert [frame_of(message.content) for message in cut.messages] == FRAMES


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b'{"nodeId": 7}', "JSON that is no SapientMessage: nodeId cannot be read"),
        (b'{"timestamp": "yesterday"}', "JSON that is no SapientMessage: timestamp cannot be read"),
        (b'{"timestamp": "2025-07-28T05:09:59"}', "JSON that is no SapientMessage: timestamp cannot be read"),
        (b'{"alert": 7}', "JSON that is no SapientMessage: alert cannot be read"),
        (b'{"alert": {"x": NaN1}}', "text that is no JSON object"),
        (b'{"alert": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "text that is no JSON object"),
        (b'{"alert": {}', "JSON object cut off by the end"),
    ],
)
def test_a_text_that_cannot_be_read_says_why_and_not_what(text: bytes, fault: str) -> None:
    cut = payload(text)
    assert cut.faults == [fault]


def test_a_name_that_is_none_is_told_and_the_rest_is_read() -> None:
    message = {**MADE.MESSAGES[2], "detectionReport": {**MADE.MESSAGES[2]["detectionReport"], "weapon": 1}}
    found = payload(json.dumps(message).encode()).messages[0]
    assert found.unknown == "detectionReport.weapon"
    assert found.content.detection_report.report_id


def test_times_are_those_of_the_messages() -> None:
    assert time_s(FRAMES[0]) == pytest.approx(MADE.TIME_S - 0.2)
    assert time_s(b"\xff" * 20) is None
    assert sent_s(payload(FRAMES[0]).messages[0].content) == pytest.approx(MADE.TIME_S - 0.2)
