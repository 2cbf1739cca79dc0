"""Events to bytes and back: what is said comes back, in both forms, whoever wrote the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats.cot.stream import Cutter, datagram, streamed
from sargas.formats.cot.wire import event_of
from sargas.formats.cot.write import escaped, protobuf, time_text, xml

MADE = samples("cot")


def back(event, form):
    return event_of(xml(event), False) if form == "xml" else event_of(protobuf(event), True)


@pytest.mark.parametrize("form", ["xml", "protobuf"])
@pytest.mark.parametrize("k", range(len(MADE.EVENTS)))
def test_an_event_comes_back(k: int, form: str) -> None:
    assert back(MADE.EVENTS[k], form) == MADE.EVENTS[k]


@given(st.text(max_size=40).filter(str.isprintable))
def test_no_word_of_anybody_breaks_the_form(text: str) -> None:
    made = MADE.event(callsign=text, access=text, caveat=text, releasable_to=text, opex=text)
    for form in ("xml", "protobuf"):
        found = back(made, form)
        assert (found.access, found.caveat, found.releasable_to, found.opex) == (text, text, text, text)
        assert found.callsign == text


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert escaped('a\x00<"&\x1b>') == "a&lt;&quot;&amp;&gt;"
    assert time_text(MADE.TIME_S) == "2025-07-28T05:10:00.000Z"


def test_headers_of_streams_and_meshes() -> None:
    message = protobuf(MADE.event(remarks="x" * 300))
    (found,), faults = Cutter().feed(streamed(message))
    assert not faults
    assert (found.octets, found.is_protobuf) == (message, True)
    mesh = datagram(b"\xbf\x01\xbf" + message)
    assert (mesh.octets, mesh.is_protobuf) == (message, True)
    assert not datagram(xml(MADE.event())).is_protobuf
