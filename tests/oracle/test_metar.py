"""Winds and pressures of METARs as the library `metar` reads them (python-metar 2.0.2, BSD), over made-up reports."""

import warnings
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import absent
from sargas.formats.weather import metar

pytestmark = pytest.mark.oracle

SPEEDS = st.one_of(st.integers(0, 99).map(lambda n: f"{n:02d}"), st.integers(100, 140).map(str))
DIRECTIONS = st.one_of(st.integers(1, 36).map(lambda n: f"{n}0".rjust(3, "0")), st.just("VRB"))
WINDS = st.one_of(
    st.builds(lambda d, f, unit: f"{d}{f}{unit}", DIRECTIONS, SPEEDS, st.sampled_from(["KT", "MPS"])),
    st.builds(lambda d, f: f"{d}{f:02d}G{f + 12}KT 180V240", DIRECTIONS, st.integers(3, 60)),
    st.sampled_from(["00000KT", "/////KT", "///06KT", "24036KMH"]),
)
PRESSURES = st.one_of(
    st.integers(870, 1085).map(lambda n: f"Q{n:04d}"),
    st.integers(2600, 3150).map(lambda n: f"A{n}"),
    st.sampled_from(["Q////", ""]),
)
HEADS = st.sampled_from(["METAR", "SPECI", "METAR COR"])
MIDDLES = st.sampled_from(
    ["CAVOK 12/08", "9999 -SHRA SCT020CB BKN030 M02/M05", "3000 BR OVC004 03/03", "10SM FEW250 30/12"]
)
TRENDS = st.sampled_from(["", "NOSIG", "BECMG 30020G35KT", "TEMPO 2000 SHRA", "RMK AO2 SLP134 A3001"])


def read(text: str) -> object:
    try:
        from metar.Metar import Metar
    except ImportError:
        absent("no library metar: it is in requirements-dev.lock")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Metar(text, month=11, year=2026, strict=False)


@settings(max_examples=1500, deadline=None)
@given(HEADS, st.integers(1, 27), st.integers(0, 23), st.integers(0, 59), WINDS, MIDDLES, PRESSURES, TRENDS)
def test_winds_and_pressures_agree(
    head: str, day: int, hour: int, minute: int, wind: str, middle: str, pressure: str, trend: str
) -> None:
    text = " ".join(f"{head} EYVI {day:02d}{hour:02d}{minute:02d}Z {wind} {middle} {pressure} {trend}".split())
    expected, said = read(text), metar.report(text.encode())
    assert said is not None
    assert said.wrong == ()
    assert said.station == expected.station_id
    when = datetime(2026, 11, said.day, tzinfo=UTC).timestamp() + said.of_day_s
    assert when == expected.time.replace(tzinfo=UTC).timestamp()
    speed_mps = expected.wind_speed.value("MPS") if expected.wind_speed else None
    if wind.startswith("VRB"):
        assert said.speed_mps == (0.0 if speed_mps < 1.6 else None)
    elif expected.wind_dir is None:
        assert said.from_deg is said.speed_mps is None
    else:
        assert said.from_deg == expected.wind_dir.value()
        assert said.speed_mps == pytest.approx(speed_mps, rel=1e-5)
    pressure_hpa = expected.press.value("HPA") if expected.press else None
    assert said.pressure_hpa == (None if pressure_hpa is None else pytest.approx(pressure_hpa, abs=0.01))
