import io
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.framing import FRAMINGS, UNDATED, read

made = samples("framing")


@pytest.mark.parametrize("name", sorted(made.RECORDINGS))
def test_packed_and_unpacked_as_bytes_and_as_files(name: str) -> None:
    plain = list(read(made.RECORDINGS[name], date_s=made.DATE_S))
    assert plain
    for source in (made.PACKED[name], io.BytesIO(made.RECORDINGS[name]), io.BytesIO(made.PACKED[name])):
        recording = read(source, date_s=made.DATE_S)
        assert recording.framing == name
        assert list(recording) == plain
        assert recording.faults() == []


def test_gzip_of_several_members() -> None:
    half = len(made.RECORDINGS["ff"]) // 2
    import gzip

    packed = gzip.compress(made.RECORDINGS["ff"][:half]) + gzip.compress(made.RECORDINGS["ff"][half:]) + bytes(10)
    assert [f.payload for f in read(packed)] == made.BLOCKS


def test_a_clock_gives_times_to_blocks_that_have_none() -> None:
    of_day = dict(zip(made.BLOCKS, made.TIMES_S, strict=True))
    framed = list(read(made.RECORDINGS["raw"], date_s=made.DATE_S, clock=of_day.get))
    assert [f.time_s for f in framed] == [made.DATE_S + t for t in (86_398.5, 86_399.75, 86_400.25)]
    assert [f.time_s for f in read(made.RECORDINGS["raw"], clock=lambda _: None)] == [None] * 3


def test_what_the_clock_says_does_not_overrule_the_recorder() -> None:
    plain = list(read(made.RECORDINGS["pcap"]))
    assert list(read(made.RECORDINGS["pcap"], clock=lambda _: 5.0)) == plain


def test_one_wrong_time_is_told() -> None:
    times = [100.0, 101.0, 40_000.0, 102.0, 103.0]
    recording = read(b"".join(made.final(t, made.BLOCKS[0]) for t in times), "ff")
    assert [f.time_s for f in recording] == [100.0, 101.0, 101.0, 102.0, 103.0]
    (fault,) = recording.faults()
    assert (fault.reason, fault.count) == ("time that cannot be true: the one before was taken", 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "an empty recording"),
        (b"\x1f\x8b\x08garbage that is no gzip", "gzip that cannot be unpacked"),
        (b"\x02\xff\xfe\x80" * 40, "no known framing"),
    ],
)
def test_what_is_no_recording_is_told_in_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    with pytest.raises(DecodeError):
        list(read(b"", "ff"))


def test_an_unknown_framing_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known are auto, raw, pcap"):
        read(b"x", "tape")
    assert frozenset(FRAMINGS) >= UNDATED


@pytest.mark.parametrize("name", sorted(made.RECORDINGS))
@given(data=st.data())
def test_damaged_recordings_give_faults_and_never_raise(name: str, data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([made.RECORDINGS[name], made.PACKED[name]]))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.integers(1, len(damaged)))]
    try:
        recording = read(bytes(damaged), name, made.DATE_S)
        times = [f.time_s for f in recording if f.time_s is not None]
    except DecodeError:
        assert damaged[:2] == b"\x1f\x8b"
        return
    assert times == sorted(times)
    assert all("\n" not in fault.reason and fault.count > 0 for fault in recording.faults())


@given(st.binary(min_size=1, max_size=500))
def test_garbage_in_every_framing(data: bytes) -> None:
    for name in FRAMINGS:
        try:
            list(read(data, name))
        except DecodeError:
            assert data[:3] == b"\x1f\x8b\x08"


class Endless(io.RawIOBase):
    """A file of `size` bytes that repeats one piece."""

    def __init__(self, head: bytes, piece: bytes, size: int) -> None:
        self._head, self._piece, self._left = head, piece, size

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        self._left -= len(self._piece)
        return self._piece if self._left > 0 else b""


@pytest.mark.parametrize("framing", ["pcap", "raw", "beast", "jsonl", "ff"])
def test_a_long_recording_needs_little_memory(framing: str) -> None:
    data = made.RECORDINGS[framing]
    head, body = (data[:24], data[24:]) if framing == "pcap" else (b"", data)
    piece = body * (100_000 // len(body))
    recording = read(Endless(head, piece, 1_500_000), framing)
    tracemalloc.start()
    count = sum(1 for _ in recording)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count > 5_000
    assert peak < 2_500_000


def test_noise_in_every_framing_needs_little_memory() -> None:
    noise = np.random.default_rng(7).integers(0, 256, 300_000, np.uint8).tobytes()
    for framing in FRAMINGS:
        recording = read(noise * 3, framing)
        assert sum(len(f.payload) for f in recording) <= 4 * len(noise)


COUNTS = {
    "baltic_cat062_15min.ff": (16_727, 899.0),
    "croatia_asterix.pcap": (100, 9.2),
    "croatia_cat_034_048.pcap": (100, 0.4446),
    "croatia_parsegps.gps": (15, 9.95),
    "ifsnop_068test_bds30.gps": (2_781, 4_742.1),
    "ifsnop_midnight_cross.gps": (5, 0.43),
}


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_radar_recordings(corpus: Path, name: str) -> None:
    """Numbers of blocks and lengths in time, as the manifest has them."""
    with (corpus / "radar" / name).open("rb") as file:
        recording = read(file, date_s=made.DATE_S, name=name)
        framed = list(recording)
    assert recording.faults() == []
    assert len(framed) == COUNTS[name][0]
    assert all(len(f.payload) >= int.from_bytes(f.payload[1:3]) for f in framed)
    first, last = framed[0].time_s, framed[-1].time_s
    assert first is not None
    assert last is not None
    assert last - first == pytest.approx(COUNTS[name][1], rel=0.01)
