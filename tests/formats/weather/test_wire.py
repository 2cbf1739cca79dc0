import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.formats.weather import wire
from sargas.formats.weather.wire import QnhRow, WindRow


def test_both_kinds_with_commas_and_as_json() -> None:
    wind, qnh = WindRow(1.7e9, 54.5, 25.0, 500.0, 270.0, 12.5), QnhRow(1.7e9, 54.5, 25.0, 8e4, 1008.0)
    assert wire.row(b"1700000000,wind,54.5,25,500,270,12.5") == wind
    assert wire.row(b" 1700000000000 , Wind , 54.5 , 25 , 500 , 270 , 12.5 ") == wind
    assert wire.row(b"1700000000,qnh,54.5,25,80000,1008") == qnh
    for kind, row in (("wind", wind), ("qnh", qnh)):
        fields = {name: getattr(row, name) for name in row.__struct_fields__}
        text = str({**fields, "kind": kind, "other": None}).replace("'", '"').replace("None", "null")
        assert wire.row(text.encode()) == row


@pytest.mark.parametrize("line", [b"", b"  ", b"# wind", b"\xef\xbb\xbf# wind"])
def test_remarks_say_nothing(line: bytes) -> None:
    assert wire.row(line) is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"time,kind,lat_deg", "neither"),
        (b"1700000000,rain,54,25,500,270,1", "neither"),
        (b"1700000000,wind,54,25,500,270", "neither"),
        (b"1700000000,qnh,54,25,500,1000,1", "neither"),
        (b"1700000000", "neither"),
        (b"now,wind,54,25,500,270,1", "no number"),
        (b"1700000000,wind,54,25,,270,1", "no number"),
        (b"5,wind,54,25,500,270,1", "impossible time"),
        (b"inf,wind,54,25,500,270,1", "impossible time"),
        (b"1700000000,wind,90.1,25,500,270,1", "impossible lat_deg"),
        (b"1700000000,wind,54,180.5,500,270,1", "impossible lon_deg"),
        (b"1700000000,wind,54,25,40001,270,1", "impossible height_m"),
        (b"1700000000,wind,54,25,500,-1,1", "impossible from_deg"),
        (b"1700000000,wind,54,25,500,270,151", "impossible speed_mps"),
        (b"1700000000,wind,54,25,500,270,nan", "impossible speed_mps"),
        (b"1700000000,qnh,54,25,0,1000", "impossible radius_m"),
        (b"1700000000,qnh,54,25,9,29.92", "impossible pressure_hpa"),
        (b'{"kind":"wind"}', "in JSON"),
        (b'{"kind":"qnh","timestamp":null,"lat_deg":1,"lon_deg":1,"radius_m":9,"pressure_hpa":1000}', "in JSON"),
        (b"{", "in JSON"),
    ],
)
def test_what_is_no_report_says_why(line: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wire.row(line)


@given(st.binary(max_size=80))
def test_noise_is_a_report_or_says_in_one_line_why_not(noise: bytes) -> None:
    said = ""
    try:
        wire.row(noise)
    except ValueError as error:
        said = str(error)
    assert "\n" not in said
