"""PDUs out of streams and datagrams, however these were cut and whatever stands between."""

import pytest

from samples_of import samples
from sargas.formats.dis.stream import CUT, NOTHING, Cutter, datagram
from sargas.formats.dis.wire import MOST_OCTETS

MADE = samples("dis")
PDUS = [*MADE.STATES, MADE.PARTED, MADE.other(26, octets=60)]


def cut(data, step=1 << 20):
    cutter, found, faults = Cutter(), [], []
    for at in range(0, len(data), step):
        pdus, wrong = cutter.feed(data[at : at + step])
        found += pdus
        faults += wrong
    return found, faults + cutter.flush()


@pytest.mark.parametrize("step", [1, 5, 143, 10_000])
def test_pdus_come_out_whole(step: int) -> None:
    assert cut(b"".join(PDUS), step) == (PDUS, [])
    assert cut(bytes(3).join(PDUS) + bytes(7), step) == (PDUS, []), "octets of 0 fill up"


WRONG_FAMILY = b"\x07\x01\x01\x02" + PDUS[0][4:12]
TOO_LONG = PDUS[0][:8] + (MOST_OCTETS + 1).to_bytes(2) + bytes(2)
TOO_SHORT = PDUS[0][:8] + (11).to_bytes(2) + bytes(2)


@pytest.mark.parametrize("step", [1, 10_000])
@pytest.mark.parametrize("noise", [b"hello", b"\xff" * 40, WRONG_FAMILY, TOO_LONG, TOO_SHORT, b"\x07\x01"])
def test_what_stands_between_is_skipped_and_counted_once(noise: bytes, step: int) -> None:
    found, faults = cut(PDUS[0] + noise + PDUS[1] + PDUS[2] + noise + PDUS[3], step)
    assert found == PDUS[:4]
    assert faults == [NOTHING, NOTHING]


def test_what_the_end_cuts_off_is_a_fault_and_filling_is_none() -> None:
    assert cut(PDUS[0] + bytes(30)) == ([PDUS[0]], [])
    assert cut(PDUS[0][:-1]) == ([], [CUT])
    assert cut(PDUS[0] + PDUS[1][:11]) == ([PDUS[0]], [CUT])
    assert cut(b"\xff" * 40) == ([], [NOTHING])


def test_datagrams() -> None:
    assert datagram(b"".join(PDUS)) == (PDUS, [])
    assert datagram(PDUS[0]) == ([PDUS[0]], [])
    assert datagram(PDUS[0][:-1]) == ([], [CUT])
    assert datagram(PDUS[0] + b"more than that") == ([PDUS[0]], [NOTHING])
    unknown = b"\x07\x01\xc8\x96" + bytes(4) + (20).to_bytes(2) + bytes(10)
    assert datagram(unknown) == ([unknown], []), "whatever its type, one PDU is as long as it says"
    assert datagram(unknown + PDUS[0]) == ([PDUS[0]], [NOTHING])


def test_memory_is_bounded() -> None:
    cutter = Cutter()
    for _ in range(20):
        cutter.feed(PDUS[0][:8] + MOST_OCTETS.to_bytes(2) + bytes(2) + b"\xff" * 5000)
        assert len(cutter.kept) < MOST_OCTETS
