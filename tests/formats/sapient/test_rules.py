"""The public templates are sound; each with one thing wrong is refused for that thing, by the name of its field."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sapient_msg.bsi_flex_335_v2_0.sapient_message_pb2 import SapientMessage

from formats.sapient.conformance import CASES, broken, template
from sargas.formats.sapient.rules import check, compiled
from sargas.formats.sapient.wire import payload


def findings(content: object) -> list[str]:
    cut = payload(json.dumps(content).encode())
    assert not cut.faults
    return [str(finding) for finding in check(cut.messages[0].content)]


def test_every_template_is_sound(corpus: Path) -> None:
    paths = sorted((corpus / "sapient").glob("Default.*.json"))
    assert len(paths) == 40
    for path in paths:
        message = payload(path.read_bytes()).messages[0]
        assert not message.unknown, path.name
        assert not check(message.content), path.name


@pytest.mark.parametrize(("name", "path", "value", "expected"), CASES, ids=lambda part: str(part)[:60])
def test_one_thing_wrong_is_found_and_nothing_else(
    name: str, path: str, value: object, expected: str, corpus: Path
) -> None:
    assert findings(broken(template(corpus, name), path, value)) == [expected]


def test_what_this_edition_does_not_have_is_named_wherever_it_is() -> None:
    message = SapientMessage(node_id="a8654cdf-4328-47de-81fa-c495589e30c9")
    message.MergeFromString(b"\xfa\x01\x01x")  # field 31
    message.alert.MergeFromString(b"\xa0\x06\x01")  # field 100
    said = [(str(finding), finding.detail) for finding in check(message)]
    assert ("unknown_fields: are not in this edition", "field numbers 31") in said
    assert ("alert.unknown_fields: are not in this edition", "field numbers 100") in said


def test_no_reason_is_the_peers_to_choose() -> None:
    """Field numbers are many; the reasons by which faults are counted are few."""
    message = SapientMessage(node_id="a8654cdf-4328-47de-81fa-c495589e30c9")
    for number in range(100, 2000):
        message.MergeFromString(bytes((0x80 | (number << 3 & 0x7F), number >> 4, 1)))
    assert len(check(message)) < 5


def test_a_check_is_made_once_and_takes_messages_that_hold_their_own_kind() -> None:
    assert compiled(SapientMessage.DESCRIPTOR) is compiled(SapientMessage.DESCRIPTOR)
    message = SapientMessage()
    at = message.detection_report.classification.add(type="Air Vehicle").sub_class
    for level in range(1, 40):
        at = at.add(type="x", level=level).sub_class
    at.add(type="y")
    said = [str(finding) for finding in check(message)]
    assert f"detection_report.classification{'.sub_class' * 40}.level: is mandatory and missing" in said


@given(st.binary(max_size=300))
def test_whatever_can_be_read_can_be_checked(data: bytes) -> None:
    message = SapientMessage()
    try:
        message.ParseFromString(data)
    except Exception:
        return
    assert check(message)  # never sound: it has no node
