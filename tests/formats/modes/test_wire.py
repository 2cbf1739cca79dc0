import gzip
import json
from pathlib import Path

import pytest
import rs1090
from hypothesis import given
from hypothesis import strategies as st

from samples_of import samples
from sargas.formats.modes import wire

made = samples("modes")
FRAME = bytes.fromhex("8d406b909945de10000405999be4")


def test_beast_frame_loses_its_doubled_bytes() -> None:
    frame = bytes.fromhex("8d1a1a1a9945de10000405999b1a")
    assert wire.beast_frame(made.beast([frame])) == frame
    assert wire.beast_frame(b"\x1a1" + bytes(9)) == b""


@pytest.mark.parametrize(
    "line",
    [
        b"*8D406B909945DE10000405999BE4;",
        b"@0123456789AB8d406b909945de10000405999be4;",
        b"*8D406B909945DE10000405999BE4",
    ],
)
def test_avr_frame(line: bytes) -> None:
    assert wire.avr_frame(line) == FRAME


def test_avr_mode_a_has_no_frame() -> None:
    assert wire.avr_frame(b"*7700;") == b""


def test_csv_frame() -> None:
    assert wire.csv_frame(b'1457996400,"8D406B909945DE10000405999BE4","406B90",19') == (FRAME, 1457996400.0)
    assert wire.csv_frame(b"\xef\xbb\xbf1495353600,4D010D,A00015B7C26E1370AA00005DD34A")[1] == 1495353600.0
    assert wire.csv_frame(b"8D406B909945DE10000405999BE4") == (FRAME, None)


def test_json_frame() -> None:
    line = (
        b'{"timestamp":1.7e9,"frame":"8d406b909945de10000405999be4","x":[1],"metadata":[{"serial":42,"name":"roof"}]}'
    )
    assert wire.json_frame(line) == (FRAME, 1.7e9, wire.Receiver(42, "roof"))


def test_sbs_fields() -> None:
    fields = [wire.sbs_fields(line) for line in made.SBS.splitlines()]
    assert fields[4] is None
    assert fields[0] is not None
    assert (fields[0].address, fields[0].callsign) == (0x4CA2D6, "RYR1427")
    assert fields[1] is not None
    assert (fields[1].speed_kt, fields[1].track_deg, fields[1].vertical_rate_ftpm) == (400.0, 90.0, -640.0)
    assert fields[2] is not None
    assert fields[2].squawk == 0o7700
    assert fields[3] is not None
    assert (fields[3].altitude_ft, fields[3].lat_deg, fields[3].lon_deg) == (37000.0, 54.5, 24.25)


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (wire.avr_frame, b"*8D4011;"),
        (wire.avr_frame, b"*nothing;"),
        (wire.csv_frame, b"hello"),
        (wire.json_frame, b'{"frame":"8d4011"}'),
        (wire.json_frame, b'{"timestamp":1e300,"frame":"8d406b909945de10000405999be4"}'),
        (wire.json_frame, b"{" * 5000),
        (wire.json_frame, b"\xff"),
        (wire.sbs_fields, b"MSG,3"),
        (wire.sbs_fields, b"MSG,3,1,1,4CA2D6,1,,,,,,nan,,,,,,,0,0,0,0"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(read: object, line: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        read(line)


@given(st.binary(max_size=40))
def test_parity_is_that_of_long_division(data: bytes) -> None:
    assert wire.parity(data) == made.crc(data)


@given(address=st.integers(0, 0xFFFFFF), code=st.integers(0, 0o7777))
def test_identity_reply(address: int, code: int) -> None:
    assert wire.identity_reply(made.identity_reply(address, code)) == (address, code)


def test_identity_replies_of_a_recording_are_those_of_rs1090(corpus: Path) -> None:
    with gzip.open(corpus / "adsb" / "jet1090_tutorial.jsonl.gz") as lines:
        frames = [frame for frame in (json.loads(line)["frame"] for line in lines) if int(frame[:2], 16) >> 3 == 21]
    frames = frames[::20]
    told = rs1090.decode(frames)
    assert [wire.identity_reply(bytes.fromhex(frame)) for frame in frames] == [
        (int(one["icao24"], 16), int(one["squawk"], 8)) for one in told
    ]
