import numpy as np
import pytest

from sargas.sensing.hearing import absorption_db_per_m, arriving_db, heard_probability, noise_db

BANDS_HZ = np.array([63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0])


@pytest.mark.parametrize(
    ("air_c", "humidity", "db_per_km"),
    [
        (10.0, 0.7, [0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117.0]),
        (20.0, 0.7, [0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6]),
        (15.0, 0.2, [0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202.0]),
    ],
)
def test_absorption_is_that_of_the_standard(air_c: float, humidity: float, db_per_km: list[float]) -> None:
    """ISO 9613-2:1996, table 2, which was computed for the exact middles of the bands."""
    exact_hz = 1000.0 * 10.0 ** (0.3 * np.arange(-4, 4))
    assert np.allclose(exact_hz, BANDS_HZ, rtol=0.02)
    assert 1000.0 * absorption_db_per_m(exact_hz, air_c + 273.15, humidity) == pytest.approx(
        db_per_km, rel=0.02, abs=0.06
    )


def test_a_level_falls_by_six_decibels_a_doubling_and_by_absorption() -> None:
    assert arriving_db(100.0, 1.0, 0.0) == 100.0
    assert arriving_db(100.0, 200.0, 0.0) - arriving_db(100.0, 400.0, 0.0) == pytest.approx(6.02, abs=0.01)
    assert arriving_db(100.0, 1000.0, 0.005) == pytest.approx(100.0 - 60.0 - 5.0)


def test_noise_adds_in_power_and_wind_goes_with_the_fourth_power() -> None:
    assert noise_db(40.0, 0.0) == pytest.approx(40.0)
    assert noise_db(-np.inf, 2.0, 30.0) - noise_db(-np.inf, 1.0, 30.0) == pytest.approx(12.04, abs=0.01)
    assert noise_db(42.0, 2.0, 42.0 - 12.041) == pytest.approx(45.01, abs=0.01)


def test_heard_as_often_as_not_where_the_level_is_what_is_needed() -> None:
    assert heard_probability(46.0, 40.0) == pytest.approx(0.5, abs=1e-6)
    assert heard_probability(46.0, 50.0, gain_db=10.0) == pytest.approx(0.5, abs=1e-6)
    assert heard_probability(51.0, 40.0) == pytest.approx(0.8413, abs=1e-3)
