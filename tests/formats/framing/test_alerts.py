"""Alerts of CAP, one after another, cut anywhere, in bounded memory."""

import pytest

from sargas.formats.framing.alerts import MAX_BYTES, Alerts, begins_an_alert
from sargas.formats.framing.framed import Findings

ONE = b'<?xml version="1.0"?>\n<alert xmlns="urn:x"><note>1</note></alert >'
TWO = b'<c.a-p:alert xmlns:c.a-p="urn:x"><alerting/>\n</c.a-p:alert>'


def read(data: bytes, piece: int = 1 << 20) -> tuple[list[bytes], list[str]]:
    findings, found = Findings(), list[bytes]()
    deframer = Alerts(findings)
    for at in range(0, len(data), piece):
        found += [framed.payload for framed in deframer.feed(data[at : at + piece])]
    assert deframer.flush() == []
    return found, [fault.reason for fault in findings.faults("", 0.0)]


@pytest.mark.parametrize("piece", [1, 2, 7, 10_000])
def test_alerts_come_out_in_order_with_their_declaration(piece: int) -> None:
    assert read(b"\xef\xbb\xbf" + ONE + b"\n\n" + TWO + b"<!-- <alert> --><?x y?>" + ONE + b"\x00\n", piece) == (
        [ONE, TWO, ONE],
        [],
    )


@pytest.mark.parametrize("piece", [1, 10_000])
@pytest.mark.parametrize("rubbish", [b"rubbish", b"<alert><note>not to its end", b"<!-- no end", b"<event/>"])
def test_what_is_between_is_skipped_and_counted_once(rubbish: bytes, piece: int) -> None:
    assert read(rubbish + ONE + rubbish + rubbish + ONE, piece) == ([ONE, ONE], ["bytes that are no alert: skipped"])


def test_a_document_type_is_not_lost_on_the_way_to_who_refuses_it() -> None:
    hidden = b"<!DOCTYPE alert [<!ENTITY a 'b'>]>" + TWO
    assert read(hidden + ONE) == ([hidden, ONE], [])


def test_an_alert_cut_off_is_counted() -> None:
    assert read(ONE + ONE[:40]) == ([ONE], ["alert cut off by the end"])


@pytest.mark.parametrize("piece", [65_536, 300_001, 1 << 24])
def test_memory_is_bounded_and_the_cut_is_the_same_however_it_came(piece: int) -> None:
    whole = b"<alert>" + b"x" * (3 * MAX_BYTES) + b"</alert>" + ONE
    findings, found = Findings(), list[bytes]()
    deframer = Alerts(findings)
    for at in range(0, len(whole), piece):
        found += [framed.payload for framed in deframer.feed(whole[at : at + piece])]
        assert len(deframer.kept) <= MAX_BYTES
    tail = b"x" * len(b"<alert>") + b"</alert>"
    assert found == [tail, ONE]
    assert [fault.reason for fault in findings.faults("", 0.0)] == ["alert of more than 1 MiB: skipped"]


@pytest.mark.parametrize(
    "text", [b"<!-- ", b"<?", b"<alert ", b"</alert", b"<a:", b"<x:alert", b"</" + b"a" * 64 + b":"]
)
def test_nothing_takes_long_to_look_through(text: bytes) -> None:
    """A megabyte that begins something again and again: done in one pass, or the test would take minutes."""
    data = text * (MAX_BYTES // len(text))
    read(data + ONE)
    begins_an_alert(data)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (ONE, True),
        (TWO, True),
        (b"<!-- <event> --><alert>", True),
        (b"<event/><alert>", False),
        (b"<alerts>", False),
        (b"alert", False),
    ],
)
def test_what_begins_an_alert(text: bytes, is_one: bool) -> None:
    assert begins_an_alert(text) is is_one
