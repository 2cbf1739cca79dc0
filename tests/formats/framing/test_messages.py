import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats.framing import read
from sargas.formats.framing.framed import Findings, Framed
from sargas.formats.framing.messages import Avr, Beast, Cutter, JsonLines, Lines, Sbs, beast_clock, unix_s

made = samples("framing")
modes = samples("modes")
FRAMES = modes.flight(0x503A11, 54.6, 25.2, 4)


def cut(data: bytes, piece: int = 1 << 20) -> tuple[list[bytes], dict[str, int]]:
    findings = Findings()
    cutter = Cutter(findings)
    found = [m for at in range(0, len(data), piece) for m in cutter.feed(data[at : at + piece])] + cutter.flush()
    return found, {fault.reason: fault.count for fault in findings.faults("", 0.0)}


def framed(kind: type, data: bytes) -> list[Framed]:
    deframer = kind(Findings(), made.DATE_S)
    found: list[Framed] = deframer.feed(data) + deframer.flush()
    return found


@pytest.mark.parametrize("piece", [1, 5, 1 << 20])
def test_beast_and_text_mixed(piece: int) -> None:
    data = b"middle of a frame" + modes.beast(FRAMES[:3]) + b"\n\r\n" + modes.avr(FRAMES[:2]) + modes.beast(FRAMES[3:])
    found, faults = cut(data, piece)
    kinds = ["beast" if m[0] == 0x1A else "line" for m in found]
    assert kinds == ["line"] + ["beast"] * 3 + ["line"] * 2 + ["beast"] * (len(FRAMES) - 3)
    assert b"".join(m for m in found if m[0] == 0x1A) == modes.beast(FRAMES[:3]) + modes.beast(FRAMES[3:])
    assert not faults


def test_a_frame_that_another_cuts_short_is_lost_alone() -> None:
    whole = modes.beast(FRAMES[:1], clock=5)
    found, faults = cut(whole[:9] + whole * 2 + b"\x1a\x1a\x1a?" + whole + whole[:5])
    assert found == [whole[1:9].strip(), whole, whole, b"?", whole]
    assert faults == {"not a Beast frame: bytes skipped": 3, "Beast frame cut off by the end": 1}


def test_endless_lines_are_cut_and_counted() -> None:
    found, faults = cut(b"x" * 200_000 + b"\nshort\n", 10_000)
    assert found[-1] == b"short"
    assert len(found[0]) < 65_537
    assert faults == {"line longer than 65,536 bytes": 3}


@given(
    st.lists(
        st.sampled_from(
            [b"\x1a", b"\x1a\x1a", b"\n", b"2", b"3", b"MSG,", b"\x00", *FRAMES[:2], modes.beast(FRAMES[:1])]
        ),
        max_size=40,
    ),
    st.integers(1, 30),
)
def test_splits_change_nothing(parts: list[bytes], piece: int) -> None:
    data = b"".join(parts)
    assert cut(data, piece) == cut(data)


def test_beast_times_are_steps_of_the_clock() -> None:
    found = framed(Beast, modes.beast(FRAMES))
    assert [f.time_s for f in found] == [made.DATE_S + k for k in range(len(FRAMES))]
    assert b"".join(f.payload for f in found) == modes.beast(FRAMES)
    assert beast_clock(found[1].payload) == 0x1A00001A + 12_000_000
    assert framed(Beast, modes.beast(FRAMES[:1], clock=0))[0].time_s is None


def test_avr_times() -> None:
    found = framed(Avr, b"*8D;\n@0000000000018D;\n@000000B71B018D;\n@nonsense;\n")
    assert [f.time_s for f in found] == [None, made.DATE_S, made.DATE_S + 1.0, None]


def test_sbs_times() -> None:
    found = framed(Sbs, modes.SBS + b"MSG,3,1,1,4CA2D6,1,2023/13/45,22:13:20.0,,\nMSG\n")
    assert [f.time_s for f in found] == pytest.approx(
        [1_700_000_000.0 + k for k in (0, 0.1, 0.2, 0.3, 0.4, 1.3)] + [None] * 2
    )


def test_json_and_plain_line_times() -> None:
    lines = b'{"timestamp":1700000000.5}\n{"a":1}\n[1]\n{"timestamp":1700000001500}\n\xff\n{"timestamp":"x"}'
    assert [f.time_s for f in framed(JsonLines, lines)] == [1700000000.5, None, None, 1700000001.5, None, None]
    lines = b"1700000000.5,a\n\xef\xbb\xbf1700000001\nnan,b\n12,c\n"
    assert [f.time_s for f in framed(Lines, lines)] == [1700000000.5, 1700000001.0, None, None]


@pytest.mark.parametrize(("stamp", "time_s"), [(1.7e9, 1.7e9), (1.7e12, 1.7e9), (5.0, None), (float("inf"), None)])
def test_unix_s(stamp: float, time_s: float | None) -> None:
    assert unix_s(stamp) == time_s


def test_a_date_that_no_calendar_holds_is_no_time() -> None:
    line = b"MSG,3,1,1,503A11,1,%s,%s,2025/07/28,05:10:00.000,,1000,,,54.6,25.2,,,0,,0,0"
    for day, time in (
        (b"9" * 30 + b"/07/28", b"05:10:00"),
        (b"2025/07/28", b"9" * 400 + b":00:00"),
        (b"1e9/1/1", b"nan:0:0"),
    ):
        (framed,) = list(read(line % (day, time), "sbs"))
        assert framed.time_s is None
