from datetime import UTC, datetime

import pytest

from sargas.formats import framing
from sargas.formats.weather import FORMAT
from sargas.model.fault import Fault
from sargas.model.place import Site
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


ARRIVED_S = datetime(2026, 12, 1, 0, 5, tzinfo=UTC).timestamp()
SAID_S = datetime(2026, 11, 30, 23, 50, tzinfo=UTC).timestamp()
VILNIUS = Site(54.63, 25.28, 222.0)
METAR = b"METAR EYVI 302350Z 27010KT 9999 12/08 Q1008="
WIND = Wind(SAID_S, 54.63, 25.28, 222.0, pytest.approx(5.14444, abs=1e-5), pytest.approx(0.0, abs=1e-9))
QNH = Qnh(SAID_S, 54.63, 25.28, 50e3, 1008.0)


def reported(*payloads: bytes) -> list:
    decoder = FORMAT.decoder((), FORMAT.settings(feed="met", stations={"EYVI": VILNIUS}, qnh_radius_m=50e3))
    items = decoder.feed([Chunk(k, ARRIVED_S, payload) for k, payload in enumerate(payloads)])
    again = FORMAT.decoder((), FORMAT.settings(feed="met", stations={"EYVI": VILNIUS}, qnh_radius_m=50e3))
    again.restore(decoder.checkpoint())
    assert again.checkpoint() == decoder.checkpoint()
    return items + again.flush()


def test_a_metar_is_a_wind_and_a_qnh_at_its_station() -> None:
    assert reported(METAR) == [WIND, QNH]
    assert reported(b"EYVI 302350Z AUTO VRB15KT 9999 12/08 Q////") == []


def test_a_station_without_a_place_is_told_once() -> None:
    other = METAR.replace(b"EYVI", b"EYKA")
    (fault,) = reported(other, other.replace(b"=", b"") + b"\nTEMPO SHRA=\n", other)
    assert isinstance(fault, Fault)
    assert (fault.reason, fault.count) == ("METAR of EYKA, whose place is not in the settings: it is not used", 1)


def test_what_was_said_is_not_said_again_and_what_is_corrected_is() -> None:
    assert reported(METAR, METAR, b"SALT31 EYVI 302350\nMETAR\n" + METAR[6:] + b"\nNNNN\n") == [WIND, QNH]
    items = reported(METAR, METAR.replace(b"METAR", b"METAR COR").replace(b"Q1008", b"Q1009"))
    assert items[:2] == [WIND, QNH]
    assert [item.pressure_hpa for item in items[2:]] == [1009.0]


def test_a_report_that_goes_on_in_the_next_line() -> None:
    wrapped = METAR.replace(b" 12/08", b"\n     12/08")
    assert reported(wrapped) == [WIND, QNH]
    assert reported(wrapped.replace(b"9999\n", b"9999\n    BKN030\n")) == [WIND, QNH]
    fault = reported(METAR + b"\n  12/08 Q1009")[-1]
    assert isinstance(fault, Fault), "that report has ended"
    trend = METAR.replace(b" Q1008=", b" BECMG\n 30020KT Q1001=")
    assert isinstance(reported(trend)[-1], Fault)
    assert reported(trend)[:-1] == [WIND]


@pytest.mark.parametrize("cut", [b"302350Z", b"302350Z AUTO"])
def test_a_report_that_ends_before_its_wind_goes_on_in_the_next_line(cut: bytes) -> None:
    said = METAR.replace(b"302350Z", cut)
    assert reported(said.replace(cut, cut + b"\n    ")) == [WIND, QNH]
    assert reported(said.replace(cut + b" ", cut + b"\n") + b"\n 18010KT Q1001=")[:2] == [WIND, QNH]
    first, second = said.replace(cut + b" ", cut + b"\n").split(b"\n")
    decoder = FORMAT.decoder((), FORMAT.settings(feed="met", stations={"EYVI": VILNIUS}, qnh_radius_m=50e3))
    assert decoder.feed([Chunk(0, ARRIVED_S, first + b"\n")]) == []
    again = FORMAT.decoder((), FORMAT.settings(feed="met", stations={"EYVI": VILNIUS}, qnh_radius_m=50e3))
    again.restore(decoder.checkpoint())
    assert again.feed([Chunk(1, ARRIVED_S, second)]) == [WIND, QNH]


def test_a_bulletin_as_it_comes_over_a_line() -> None:
    """Between SOH and ETX, with its number, two reports on one line, and nothing to be told of."""
    other = b"EYKA 302350Z 09005KT Q1011="
    said = b"\x01\r\r\n123 \r\r\nSALH31 EYVI 302350\r\r\n" + METAR + b" " + other + b"\r\r\n\x03"
    items = reported(said.replace(b"EYKA", b"EYVI").replace(b"302350Z 09", b"302320Z 09"))
    assert items[:2] == [WIND, QNH]
    assert [item.time_s for item in items[2:]] == [SAID_S - 1800.0] * 2
    assert [type(item) for item in items[2:]] == [Wind, Qnh]


def test_a_forecast_is_no_report_and_nothing_to_be_told_of() -> None:
    taf = b"EYVI 302300Z 3023/0123 30025KT 9999 SCT020\n  TEMPO 0112/0116 30040G60KT Q0990=\n"
    for said in (taf, b"TAF\n" + taf, b"TAF " + taf, b"TAF AMD " + taf, METAR.replace(b"=", b"\n") + taf):
        assert [item for item in reported(said) if item not in (WIND, QNH)] == []
    assert reported(taf + METAR) == [WIND, QNH]


def test_a_report_that_says_nothing_takes_nothing_back() -> None:
    nil = b"METAR EYVI 302350Z NIL="
    assert reported(METAR, nil, METAR) == [WIND, QNH]


def test_a_report_of_another_day_is_told() -> None:
    (fault,) = reported(METAR.replace(b"302350Z", b"152350Z"))
    assert fault.reason == "METAR of another day than that of its arrival"


def test_days_of_one_station_in_a_file_are_dated_by_its_first_day() -> None:
    """Three days over the turn of a month, a report each half hour and none for some hours of a night."""
    begin_s = datetime(2026, 11, 29, 8, 20, tzinfo=UTC).timestamp()
    times = [begin_s + 1800.0 * k for k in range(150) if not 30 <= k < 40]
    said = [f"EYVI {datetime.fromtimestamp(time_s, UTC):%d%H%M}Z 24006KT 9999 Q1013\n" for time_s in times]
    found = framing.read("".join(said).encode(), date_s=begin_s - begin_s % 86_400.0, clock=FORMAT.clock)
    chunks = [Chunk(k, framed.time_s or 0.0, framed.payload) for k, framed in enumerate(found)]
    assert [chunk.time_s for chunk in chunks] == times
    items = FORMAT.decoder((), FORMAT.settings(feed="met", stations={"EYVI": VILNIUS})).feed(chunks)
    assert [item.time_s for item in items if isinstance(item, Qnh)] == times
    assert len(items) == 2 * len(times)
    assert found.faults() == []
