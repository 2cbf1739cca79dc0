"""XML and TAK messages out of one stream, however it was cut and whatever stands between."""

import time

import pytest

from samples_of import samples
from sargas.formats.cot.stream import MAX_BYTES, Cutter, streamed
from sargas.formats.cot.write import protobuf, xml

MADE = samples("cot")
XML, TAK = [xml(event) for event in MADE.EVENTS[:4]], [protobuf(event) for event in MADE.EVENTS[:4]]
STREAM = b"\n".join((XML[0], streamed(TAK[0]), b'<?xml version="1.0"?>' + XML[1], streamed(TAK[1]) + XML[2] + XML[3]))
WANTED = [XML[0], TAK[0], XML[1], TAK[1], XML[2], XML[3]]


def cut(data, step=1 << 20):
    cutter, found, faults = Cutter(), [], []
    for at in range(0, len(data), step):
        messages, wrong = cutter.feed(data[at : at + step])
        found += [message.octets for message in messages]
        faults += wrong
    return found, faults + cutter.flush()


@pytest.mark.parametrize("step", [1, 5, 100, 10_000])
def test_messages_come_out_whole(step: int) -> None:
    assert cut(STREAM, step) == (WANTED, [])


SKIPPED = "bytes that are neither an event nor a TAK message: skipped"


@pytest.mark.parametrize("step", [1, 10_000])
@pytest.mark.parametrize("noise", [b"hello", b"\xbf\xff\xff\xff\xff", b"<auth/><event ", b"\xbf\x00", b"<<<<"])
def test_what_stands_between_is_skipped_and_counted_once(noise: bytes, step: int) -> None:
    found, faults = cut(XML[0] + noise + XML[1], step)
    assert found == [XML[0], XML[1]]
    assert faults == [SKIPPED]


def test_what_the_end_cuts_off_is_a_fault_and_space_is_none() -> None:
    assert cut(XML[0] + b"\r\n\x00 ") == ([XML[0]], [])
    assert cut(XML[0][:-3]) == ([], ["event cut off by the end"])
    assert cut(streamed(TAK[0])[:-3]) == ([], ["event cut off by the end"])


@pytest.mark.parametrize("rest", [b"\n", b"<?xml version='1.0'?>", b"<!-- the - end -->\n<?x?>\x00"])
def test_what_xml_may_end_with_is_nothing(rest: bytes) -> None:
    cutter = Cutter()
    assert cutter.feed(rest)[1] == []
    assert cutter.flush() == []


def test_a_long_piece_is_gone_through_once() -> None:
    """Twice as many events take twice the time and not four times: in CPU time, with much room."""
    event = b'<event uid="a"><point lat="54.7"/></event>\n'

    def took_s(count: int) -> float:
        began = time.process_time()
        messages, _ = Cutter().feed(event * count)
        assert len(messages) == count
        return time.process_time() - began

    took_s(1000)
    assert min(took_s(80_000) for _ in range(3)) < 8.0 * max(took_s(20_000), 0.01)


def test_memory_is_bounded_and_looking_is_not_repeated() -> None:
    cutter = Cutter()
    cutter.feed(b"<event ")
    for _ in range(40):
        cutter.feed(b"x" * 65_536)
        assert len(cutter.kept) <= MAX_BYTES + 65_536
        assert cutter.seen == len(cutter.kept)
