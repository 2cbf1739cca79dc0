import pytest

from sargas.formats.weather import FORMAT
from sargas.model.fault import Fault
from sargas.model.record import Chunk
from sargas.model.weather import Qnh, Wind


def decoded(*payloads: bytes, stream: bool = False) -> list:
    decoder = FORMAT.decoder((), FORMAT.settings(feed="met", stream=stream))
    return decoder.feed([Chunk(k, 1.7e9 + k, payload) for k, payload in enumerate(payloads)]) + decoder.flush()


def test_a_wind_from_the_west_moves_the_air_east() -> None:
    west, north, qnh = decoded(
        b"1700000000,wind,54.5,25,500,270,10\n1700000000,wind,54.5,25,500,0,4\n", b"1700000009,qnh,54.5,25,80000,1008"
    )
    assert west == Wind(1.7e9, 54.5, 25.0, 500.0, pytest.approx(10.0), pytest.approx(0.0, abs=1e-9))
    assert north == Wind(1.7e9, 54.5, 25.0, 500.0, pytest.approx(0.0, abs=1e-9), pytest.approx(-4.0))
    assert qnh == Qnh(1.7e9 + 9, 54.5, 25.0, 8e4, 1008.0)


def test_what_cannot_be_read_is_counted_and_the_next_line_stands() -> None:
    wind, neither, number = decoded(b"a,b\nc\nx,wind,1,2,3,4,5\n1700000000,wind,54.5,25,500,270,10\n")
    assert isinstance(wind, Wind)
    assert neither == Fault("met", "line that is neither a wind nor a QNH", 1.7e9, "", 0, 2)
    assert (number.reason, number.count) == ("report with a field that is no number", 1)


def test_datagrams_stand_alone_and_a_stream_does_not() -> None:
    parts = b"1700000000,wind,54.5,25,", b"500,270,10\n"
    assert [type(item) for item in decoded(*parts)] == [Fault]
    assert [type(item) for item in decoded(*parts, stream=True)] == [Wind]
