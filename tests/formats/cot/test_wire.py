"""Events from XML and protobuf: every field, and what is refused."""

import pytest

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.cot.wire import event_of
from sargas.formats.cot.write import xml

MADE = samples("cot")
POINT = '<point lat="1" lon="2" hae="3" ce="4" le="5"/>'


def said(text):
    return event_of(text.encode(), False)


def event(attributes="", point=POINT, detail="", times=True):
    when = 'time="2025-07-28T05:10:00Z" start="2025-07-28T05:10:00Z" stale="2025-07-28T05:11:00Z"' if times else ""
    head = f'<event version="2.0" uid="u" type="a-u-A" how="m-g" {when} {attributes}>'
    return said(f"{head}{point}<detail>{detail}</detail></event>")


def test_what_a_partner_writes_is_read() -> None:
    found = event(
        'access="RESTRICTED" caveat="ORCON" releasableTo="POL" opex="o"',
        detail='<contact endpoint="*:-1:stcp" callsign="VIPER &amp; 2"/><track course="181.5" speed="7.25"/>'
        "<remarks>hello</remarks><__group/><link uid='x' relation='p-p'/>",
    )
    assert (found.lat_deg, found.lon_deg, found.hae_m, found.ce_m, found.le_m) == (1.0, 2.0, 3.0, 4.0, 5.0)
    assert (found.access, found.caveat, found.releasable_to, found.opex) == ("RESTRICTED", "ORCON", "POL", "o")
    assert (found.callsign, found.course_deg, found.speed_mps) == ("VIPER & 2", 181.5, 7.25)
    assert (found.remarks, found.link_uid) == ("hello", "x")
    assert found.time_s == MADE.TIME_S
    assert found.stale_s == MADE.TIME_S + 60.0


def test_what_is_not_said_is_not_made_up() -> None:
    found = event()
    assert (found.access, found.caveat, found.releasable_to) == ("", "", "")
    assert (found.course_deg, found.speed_mps, found.callsign) == (None, None, "")


def test_9999999_is_unknown() -> None:
    found = event(point='<point lat="1" lon="2" hae="9999999.0" ce="9999999" le="99999999.0"/>')
    assert (found.hae_m, found.ce_m, found.le_m) == (None, None, None)


@pytest.mark.parametrize(
    "time",
    [
        "2025-07-28T05:10:00Z",
        "2025-07-28T05:10:00.000Z",
        "2025-07-28T05:10:00.000000Z",
        "2025-07-28T08:10:00+03:00",
        "2025-07-28T05:10:00",
    ],
)
def test_times_as_they_are_written(time) -> None:
    attributes = f'time="{time}" start="{time}" stale="{time}"'
    assert event(attributes, times=False).time_s == MADE.TIME_S


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{BOMB}<event>&b;</event>", "XML with a document type: refused"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><event></event>', "XML with a document type: refused"),
        ("<event>", "XML that is not well formed"),
        ("<event/>", "event without a point"),
        ("<other></other>", "XML that is no event"),
        ("\xff\xfe", "XML that is not well formed"),
        (f'<event uid="u" type="a-u-A">{POINT}</event>', "event with a time that is none"),
    ],
)
def test_what_is_no_event_is_refused(text, reason) -> None:
    with pytest.raises(DecodeError, match=reason):
        said(text)


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ('<point lat="91" lon="2"/>', "event at no place on Earth"),
        ('<point lat="nan" lon="2"/>', "event at no place on Earth"),
        ('<point lat="" lon="2"/>', "event without a place"),
        ('<point lat="1" lon="2" ce="x"/>', "event with a number that is none"),
    ],
)
def test_places_that_are_none(point, reason) -> None:
    with pytest.raises(DecodeError, match=reason):
        event(point=point)


def test_protobuf_that_is_none() -> None:
    assert event_of(b"", True) is None, "its sender says only what it can speak"
    with pytest.raises(DecodeError, match="TAK message that is no protobuf"):
        event_of(b"\x12\xff", True)
    with pytest.raises(DecodeError, match="event without a uid or a type"):
        event_of(b"\x12\x02\x30\x01", True)


def test_entities_of_no_document_type_expand_to_nothing() -> None:
    text = xml(MADE.event()).replace(b"DRONE 7", b"&lt;b&gt; &#65;")
    assert event_of(text, False).callsign == "<b> A"


def test_a_label_that_a_server_lost_is_found_in_the_detail() -> None:
    detail = '<_label access="NATO RESTRICTED" releasableTo="POL"/>'
    assert (event(detail=detail).access, event(detail=detail).releasable_to) == ("NATO RESTRICTED", "POL")
    assert event('access="SECRET"', detail=detail).access == "SECRET", "what stands in front is the sender's last word"
