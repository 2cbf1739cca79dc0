import datetime

import numpy as np
import pytest

from sargas.exercise.air import Air
from sargas.exercise.scenario import Layer, Scenario, Weather

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
LAYERS = (Layer(1000.0, 270.0, 10.0), Layer(3000.0, 180.0, 20.0))


def scenario(hours: float = 24.0, sigma_mps: float = 0.0, weather: bool = True, **told: float) -> Scenario:
    of = Weather(54.65, 25.3, LAYERS, sigma_mps=sigma_mps, **told) if weather else None
    return Scenario("x", START, hours * 3600.0, 5, (), weather=of)


def test_between_two_layers_the_wind_is_between_and_beyond_them_that_of_the_last() -> None:
    air = Air(scenario())
    east, north = air.wind_mps(START.timestamp() + 60.0, np.array([0.0, 1000.0, 2000.0, 3000.0, 9000.0]))
    assert east == pytest.approx([10.0, 10.0, 5.0, 0.0, 0.0], abs=1e-9)
    assert north == pytest.approx([0.0, 0.0, 10.0, 20.0, 20.0], abs=1e-9)


def test_it_varies_as_is_said_and_the_same_every_time() -> None:
    air, again = Air(scenario(2_000.0, sigma_mps=2.0)), Air(scenario(2_000.0, sigma_mps=2.0))
    times = START.timestamp() + np.arange(0.0, 2_000.0 * 3600.0, 600.0)
    east, _ = air.wind_mps(times, 1000.0)
    assert east.mean() == pytest.approx(10.0, abs=0.5)
    assert east.std() == pytest.approx(2.0, rel=0.1)
    assert np.array_equal(east, again.wind_mps(times, 1000.0)[0])


def test_what_is_told_is_wrong_by_its_sigma() -> None:
    air = Air(scenario(500.0, told_every_s=3600.0, told_sigma_mps=3.0))
    told = list(air.winds())
    assert len(told) == 500 * len(LAYERS)
    low = np.array([(wind.east_mps, wind.north_mps) for wind in told if wind.height_m == 1000.0])
    assert low.mean(axis=0) == pytest.approx([10.0, 0.0], abs=0.5)
    assert low.std(axis=0) == pytest.approx([3.0, 3.0], rel=0.1)


def test_without_weather_the_air_stands_still_and_nothing_is_told() -> None:
    air = Air(scenario(weather=False))
    assert np.all(np.array(air.wind_mps(START.timestamp(), np.array([100.0, 5000.0]))) == 0.0)
    assert list(air.winds()) == []
