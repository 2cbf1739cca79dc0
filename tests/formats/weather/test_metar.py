"""METAR and SPECI, group by group; tests/oracle/test_metar.py holds whole reports against a library."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sargas.formats.weather import metar

KT = 1852.0 / 3600.0
HEAD = b"METAR EYVI 270820Z "
METAR = HEAD + b"24012KT 9999 SCT020 12/08 Q1013="


def of(text: bytes) -> metar.Report:
    found = metar.report(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "line",
    [
        METAR,
        b"SPECI EYVI 270820Z AUTO 24012G25KT 210V270 9999 12/08 Q1013 NOSIG",
        b"METAR COR EYVI 270820Z 24012KT CAVOK 12/08 Q1013 RMK A2992 Q1099",
        b"METAR EYVI 270820Z COR 24012KT CAVOK 12/08 A2901 Q1013 TEMPO 30030KT Q0990",
        b"EYVI 270820Z 24012KT 9999 12/08 Q1013/0760",
    ],
)
def test_one_report_in_many_forms(line: bytes) -> None:
    said = of(line)
    assert (said.station, said.day, said.of_day_s) == ("EYVI", 27, 8 * 3600.0 + 20 * 60.0)
    assert (said.from_deg, said.speed_mps, said.pressure_hpa) == (240.0, pytest.approx(12 * KT), 1013.0)
    assert said.wrong == ()
    assert said.ended == (not line.endswith(b"/0760"))


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (b"36005KT", (360.0, 5 * KT)),
        (b"00000KT", (0.0, 0.0)),
        (b"24006MPS", (240.0, 6.0)),
        (b"24036KMH", (240.0, 10.0)),
        (b"240105KT", (240.0, 105 * KT)),
        (b"240P99KT", (240.0, 99 * KT)),
        (b"VRB02KT", (0.0, 0.0)),
        (b"VRB01MPS", (0.0, 0.0)),
        (b"VRB15G30KT", (None, None)),
        (b"/////KT", (None, None)),
        (b"///06KT", (None, None)),
        (b"240//KT", (None, None)),
        (b"24006G//KT", (240.0, 6 * KT)),
        (b"NIL", (None, None)),
        (b"9999", (None, None)),
    ],
)
def test_winds(group: bytes, expected: tuple[float | None, float | None]) -> None:
    said = of(HEAD + group + b" Q1013")
    assert said.from_deg == expected[0]
    assert said.speed_mps == (expected[1] if expected[1] is None else pytest.approx(expected[1]))
    assert said.wrong == ()


@pytest.mark.parametrize(
    ("group", "expected"),
    [(b"Q0985", 985.0), (b"A2992", 1013.2), (b"Q////", None), (b"A////", None), (b"AUTO", None), (b"", None)],
)
def test_pressures(group: bytes, expected: float | None) -> None:
    said = of(HEAD + b"24006KT " + group)
    assert said.pressure_hpa == (None if expected is None else pytest.approx(expected, abs=0.02))
    assert said.wrong == ()


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        (b"24O06KT Q1013", "METAR with a wind that cannot be read"),
        (b"2406KT Q1013", "METAR with a wind that cannot be read"),
        (b"37006KT Q1013", "METAR with an impossible wind"),
        (b"270999KT Q1013", "METAR with an impossible wind"),
        (b"24006KT Q101", "METAR with a pressure that cannot be read"),
        (b"24006KT Q2992", "METAR with an impossible pressure"),
    ],
)
def test_a_wrong_group_is_told_and_costs_no_other(groups: bytes, reason: str) -> None:
    said = of(HEAD + groups)
    assert said.wrong == (reason,)
    assert (said.from_deg is None) == ("wind" in reason)
    assert (said.pressure_hpa is None) == ("pressure" in reason)


@pytest.mark.parametrize("time", [b"320820Z", b"000820Z", b"272420Z", b"270860Z"])
def test_a_time_that_cannot_be(time: bytes) -> None:
    with pytest.raises(ValueError, match="impossible time"):
        metar.report(b"METAR EYVI " + time + b" 24006KT")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"METAR",
        b"TAF EYVI 270500Z 2706/2806 24006KT",
        b"EYVI 270500Z 2706/2806 24006KT",
        b"AMD EYVI 270500Z 2706/2806=",
        b"METAR EYVI",
        b"EYVI 270820 24006KT",
    ],
)
def test_what_is_no_report(line: bytes) -> None:
    assert metar.report(line) is None


def test_a_forecast_is_told_by_its_word_or_its_validity() -> None:
    for line in (
        b"TAF EYVI 270500Z",
        b"TAF AMD EYVI 270500Z NIL",
        b"EYVI 270500Z 2706/2806",
        b"COR EYVI 270500Z 2706/2806=",
    ):
        assert metar.is_taf(line)
    for line in (METAR, b"EYVI 270500Z 24006KT 2706/2806", b"TAF"):
        assert not metar.is_taf(line)


def test_a_line_of_several_reports() -> None:
    one, two = b"METAR EYVI 270820Z 24006KT Q1013=", b"EYKA 270820Z NIL="
    assert metar.pieces(one) == [one]
    assert metar.pieces(one + two + b" NNNN") == [one, two, b"NNNN"]
    assert metar.pieces(b"\x01" + one + b" " + two[:-1] + b"\x03") == [one, two[:-1]]
    assert metar.pieces(one + b"TAF EYVI 270500Z 2706/2806 24006KT=") == [one, b"TAF EYVI 270500Z 2706/2806 24006KT="]
    assert metar.pieces(b"a = b = 5") == [b"a = b = 5"]
    assert metar.pieces(b'{"a": "=METAR EYVI 270820Z="}') == [b'{"a": "=METAR EYVI 270820Z="}']


def test_a_report_that_ends_before_its_wind() -> None:
    assert of(b"METAR EYVI 270820Z").bare
    assert of(b"METAR EYVI 270820Z AUTO").bare
    assert not of(b"METAR EYVI 270820Z AUTO").ended
    assert of(b"METAR EYVI 270820Z=").ended
    assert not of(HEAD + b"NIL").bare


def test_what_stands_around_reports() -> None:
    for line in (
        b"METAR",
        b"SPECI",
        b"TAF",
        b"123",
        b"SALT31 EYVI 270820",
        b"SALT31 EYVI 270820 RRA",
        b"NNNN",
        b"ZCZC 123",
        b"2026/11/27 08:20",
    ):
        assert metar.is_passed(line)
    for line in (b"", b"METAR EYVI 270820Z", b"rain", b"2026/11/27"):
        assert not metar.is_passed(line)


def at(*when: int) -> float:
    return datetime(*when, tzinfo=UTC).timestamp()  # type: ignore[arg-type]  # it takes no zone among them


@pytest.mark.parametrize(
    ("day", "arrived_s", "expected_s"),
    [
        (27, at(2026, 11, 27, 8, 25), at(2026, 11, 27, 8, 20)),
        (27, at(2026, 11, 27, 8, 10), at(2026, 11, 27, 8, 20)),
        (30, at(2026, 12, 1, 0, 5), at(2026, 11, 30, 8, 20)),
        (31, at(2027, 1, 1, 0, 5), at(2026, 12, 31, 8, 20)),
        (1, at(2026, 12, 31, 23, 59), at(2027, 1, 1, 8, 20)),
        (29, at(2028, 3, 1, 0, 5), at(2028, 2, 29, 8, 20)),
        (26, at(2026, 11, 27, 23, 59), at(2026, 11, 26, 8, 20)),
        (28, at(2026, 11, 27, 0, 1), at(2026, 11, 28, 8, 20)),
        (25, at(2026, 11, 27, 0, 1), None),  # 40 hours, and two days
        (29, at(2026, 11, 27, 23, 59), None),
        (24, at(2026, 11, 27, 8, 25), None),
        (29, at(2026, 3, 1, 0, 5), None),
        (31, at(2026, 2, 15, 0, 0), None),
    ],
)
def test_the_month_comes_from_the_arrival(day: int, arrived_s: float, expected_s: float | None) -> None:
    assert metar.dated(day, 8 * 3600.0 + 1200.0, arrived_s) == expected_s


@given(st.floats(0.0, 4e9), st.floats(-23.9, 23.9))
def test_a_report_that_is_near_is_dated_right(arrived_s: float, off_h: float) -> None:
    """Whatever the month: to the minute, as it is told."""
    said = datetime.fromtimestamp(arrived_s + 3600.0 * off_h, UTC).replace(second=0, microsecond=0)
    assert metar.dated(said.day, 3600.0 * said.hour + 60.0 * said.minute, arrived_s) == said.timestamp()


def test_the_clock_of_a_recording() -> None:
    assert metar.clock(b"EYVI 270820Z 24006KT\n") == 8 * 3600.0 + 1200.0
    assert metar.clock(b"SALT31 EYVI 270820\n") is None


@given(st.binary(max_size=80))
def test_noise_is_a_report_or_none(noise: bytes) -> None:
    for line in (noise, HEAD + noise):
        found = metar.report(line)
        assert found is None or found.pressure_hpa is None or 850.0 <= found.pressure_hpa <= 1100.0
