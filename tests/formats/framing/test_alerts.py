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
@pytest.mark.parametrize(
    "rubbish", [b"rubbish", b"<alert><note>not to its end", b"<![CDATA[x]]>", b"</alert>", b"<event/>"]
)
def test_what_is_between_is_skipped_and_counted_once(rubbish: bytes, piece: int) -> None:
    assert read(rubbish + ONE + rubbish + rubbish + ONE, piece) == ([ONE, ONE], ["bytes that are no alert: skipped"])


TEXTS = {
    "comment": b"<alert><!-- %s --></alert>",
    "comment that speaks of another": b"<alert><!-- <!-- <![CDATA[ %s --></alert>",
    "CDATA": b"<alert><note><![CDATA[%s]]></note></alert>",
    "CDATA with half of its end": b"<alert><note><![CDATA[ ]] > ]>%s]]></note></alert>",
    "processing instruction": b"<alert><?x %s ?></alert>",
    "inner alert": b"<alert><x>%s</x></alert>",
    "attribute": b"<alert a='>%s' b=\"/>\" />",
    "document type": b'<!DOCTYPE alert [<!-- \' --><!ENTITY e "%s"><?x ]> ?>]><alert/>',
}


@pytest.mark.parametrize("piece", [1, 3, 10_000])
@pytest.mark.parametrize("name", TEXTS)
def test_text_in_an_alert_is_no_alert(name: str, piece: int) -> None:
    inner = b"<a:alert xmlns:a='urn:x'>evil</a:alert><alert/>"
    if name in ("attribute", "document type"):
        inner = inner.replace(b"'", b"").replace(b"<", b"" if name == "attribute" else b"<")
    whole = TEXTS[name] % inner
    assert read(ONE + whole + TWO, piece) == ([ONE, whole, TWO], [])


@pytest.mark.parametrize("piece", [1, 10_000])
def test_between_alerts_neither(piece: int) -> None:
    for text in (b"<!-- %s -->", b"<?x %s ?>"):
        assert read(ONE + text % TWO + ONE, piece) == ([ONE, ONE], [])
    assert read(b"<![CDATA[%s]]>" % TWO + ONE, piece) == ([ONE], ["bytes that are no alert: skipped"])


def test_a_comment_without_an_end_takes_what_follows_with_it() -> None:
    assert read(ONE + b"<!-- no end" + ONE + TWO) == ([ONE], ["alert cut off by the end"])
    long = b"<alert><!-- " + b"x" * (2 * MAX_BYTES)
    assert read(long + TWO + b"-->" + ONE, 65_536) == ([ONE], ["alert of more than 1 MiB: skipped"])


@pytest.mark.parametrize("piece", [1, 10_000])
def test_a_declaration_begins_anew(piece: int) -> None:
    cut = b"<alert><note>cut off<alert><x>"
    assert read(cut + ONE, piece) == ([ONE], ["bytes that are no alert: skipped"])
    assert read(b'<?xml version="1.0"?>' + ONE, piece) == ([ONE], ["bytes that are no alert: skipped"])
    assert read(cut + TWO, piece) == ([], ["alert cut off by the end"]), "who has none is part of what is not ended"


def test_an_alert_may_be_empty() -> None:
    assert read(b"<alert/><alert a='/'></alert>") == ([b"<alert/>", b"<alert a='/'></alert>"], [])


@pytest.mark.parametrize("cut_at", range(0, 190, 7))
def test_it_goes_on_from_a_checkpoint(cut_at: int) -> None:
    whole = b"rubbish" + TEXTS["CDATA"] % TWO + b'<!DOCTYPE alert [<!ENTITY e "]>">]>' + TWO
    findings, second = Findings(), Findings()
    first, other = Alerts(findings), Alerts(second)
    found = first.feed(whole[:cut_at])
    other.set_state(first.state())
    found += other.feed(whole[cut_at:])
    assert [framed.payload for framed in found] == read(whole)[0]
    assert len(findings.faults("", 0.0) + second.faults("", 0.0)) == 1


def test_what_is_given_up_does_not_change_where_it_stands() -> None:
    findings = Findings()
    deframer = Alerts(findings)
    deframer.feed(b"<alert><!-- " + b"x" * 1000)
    deframer.drop("too much")
    assert deframer.kept_bytes < 10
    assert [framed.payload for framed in deframer.feed(TWO + b"-->" + ONE)] == [ONE]
    assert [fault.reason for fault in findings.faults("", 0.0)] == ["too much"]


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
        assert deframer.kept_bytes <= MAX_BYTES
    assert found == [ONE]
    assert [fault.reason for fault in findings.faults("", 0.0)] == ["alert of more than 1 MiB: skipped"]


@pytest.mark.parametrize(
    "text",
    [
        *(b"<!-- ", b"<?", b"<alert ", b"<alert>", b"</alert", b"<a:", b"<x:alert", b"</" + b"a" * 64 + b":"),
        *(b"<", b"<?xml ", b"<![CDATA[", b"<!DOCTYPE ", b"<!DOCTYPE [", b"<alert a='", b"-", b"]]"),
    ],
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
