import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats.framing.blocks import (
    Blocks,
    Final,
    Gps,
    Oradis,
    block_length,
    final_length,
    gps_length,
    holds,
    oradis_length,
)
from sargas.formats.framing.framed import Findings, Framed

made = samples("framing")
KINDS = {"raw": Blocks, "ff": Final, "gps": Gps, "oradis": Oradis}


def cut(name: str, data: bytes, piece: int = 1 << 20) -> tuple[list[Framed], dict[str, int]]:
    findings = Findings()
    deframer = KINDS[name](findings, made.DATE_S)
    framed = [f for at in range(0, len(data), piece) for f in deframer.feed(data[at : at + piece])] + deframer.flush()
    return framed, {fault.reason: fault.count for fault in findings.faults("", 0.0)}


@pytest.mark.parametrize("name", ["ff", "gps", "oradis"])
def test_blocks_and_times_across_midnight(name: str) -> None:
    framed, faults = cut(name, made.RECORDINGS[name])
    assert [f.payload for f in framed] == made.BLOCKS
    assert [f.time_s for f in framed] == [made.DATE_S + t for t in (86_398.5, 86_399.75, 86_400.25)]
    assert not faults


def test_bare_blocks_have_no_time() -> None:
    framed, faults = cut("raw", made.RECORDINGS["raw"])
    assert framed == [Framed(None, block) for block in made.BLOCKS]
    assert not faults


@pytest.mark.parametrize("name", sorted(KINDS))
def test_junk_between_frames_is_skipped(name: str) -> None:
    data = made.RECORDINGS[name]
    start = 2200 if name == "gps" else 0
    body = data[start:]
    framed, faults = cut(name, data[:start] + body * 3 + b"\0\0\0\0\0" + body * 3)
    assert [f.payload for f in framed] == made.BLOCKS * 6
    (reason,) = faults
    assert reason.endswith("bytes skipped up to the next")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_frame_cut_off_is_counted(name: str) -> None:
    framed, faults = cut(name, made.RECORDINGS[name][:-2])
    assert [f.payload for f in framed] == made.BLOCKS[:-1]
    (reason,) = faults
    assert reason.endswith("cut off by the end of the recording")


def test_a_length_that_hides_others_is_not_believed_at_the_end() -> None:
    data = made.RECORDINGS["raw"]
    framed, faults = cut("raw", bytes([48, 0xF0, 0, 1, 2]) + data)
    assert [f.payload for f in framed] == made.BLOCKS
    assert len(faults) == 1


@given(
    data=st.binary(max_size=300), at=st.integers(0, 60), name=st.sampled_from(sorted(KINDS)), piece=st.integers(1, 70)
)
def test_splits_change_nothing_however_damaged(data: bytes, at: int, name: str, piece: int) -> None:
    whole = made.RECORDINGS[name] * 2
    start = 2200 + at if name == "gps" else at
    damaged = whole[:start] + data + whole[start:]
    assert cut(name, damaged, piece) == cut(name, damaged)


@pytest.mark.parametrize(
    ("link", "name", "start"),
    [(block_length, "raw", 0), (final_length, "ff", 0), (gps_length, "gps", 2200), (oradis_length, "oradis", 0)],
)
def test_holds(link: object, name: str, start: int) -> None:
    data = made.RECORDINGS[name][start:]
    assert holds(data, link)
    assert not holds(data[:-1], link)
    assert not holds(b"", link)
