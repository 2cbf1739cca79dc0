from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from sargas.commands.demo import demo_site
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.formats.asterix import FORMAT
from sargas.formats.weather import FORMAT as WEATHER
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.status import SensorStatus

JULY = Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios" / "july_2025.toml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return msgspec.structs.replace(scenario_from_toml(JULY.read_text()), duration_s=120.0)


def test_the_sensors_own_decoder_reads_them_as_simulated_plots(scenario: Scenario) -> None:
    sensors = demo_site(1.0).sensors_of("july-2025-re-enacted")
    decoder = FORMAT.decoder(sensors, FORMAT.settings(feed="radars"))
    items = decoder.feed([Chunk(i, time_s, payload) for i, (time_s, payload) in enumerate(chunks(scenario))])
    plots = Plots.concatenate([item for item in items if isinstance(item, Plots)])
    assert len(plots) == sum(len(item) for item in items if isinstance(item, Plots)) > 500
    assert plots.simulated.all()
    assert set(plots.sources) == {"rudamina", "nemencine", "trakai"}
    assert not [item for item in items if type(item).__name__ in ("Fault", "NewSensor")]
    assert plots.time_s.min() >= scenario.start_s
    turning = [item for item in items if isinstance(item, SensorStatus) and item.sensor == "trakai"]
    period_s = next(radar.rotation_s for radar in scenario.radars if radar.sensor == "trakai")
    assert len(turning) == scenario.duration_s // period_s
    assert {(status.status, status.rotation_s) for status in turning} == {("ok", period_s)}
    gaps_s = [b.time_s - a.time_s for a, b in pairwise(turning)]
    assert gaps_s == pytest.approx([period_s] * len(gaps_s), abs=1 / 64)


def test_the_weather_is_told_in_the_words_of_its_own_format() -> None:
    scenario = scenario_from_toml((JULY.parent / "normal_day.toml").read_text())
    told = list(chunks(scenario, "weather"))
    assert len(told) == 24
    decoder = WEATHER.decoder((), WEATHER.settings(feed="met"))
    winds = decoder.feed([Chunk(k, time_s, payload) for k, (time_s, payload) in enumerate(told)])
    expected = list(Truth(scenario).air.winds())
    assert [wind.time_s for wind in winds] == [wind.time_s for wind in expected]
    for wind, true in zip(winds, expected, strict=True):
        assert (wind.east_mps, wind.north_mps) == pytest.approx((true.east_mps, true.north_mps), abs=0.05)
