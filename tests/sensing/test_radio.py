import numpy as np
import pytest

from sargas.sensing.radio import bearing_sigma_deg, free_space_db, received_probability, uncollided_probability


def test_free_space_is_that_of_the_recommendation() -> None:
    """ITU-R P.525: 32.4 + 20 log f(MHz) + 20 log d(km)."""
    assert free_space_db(10_000.0, 1_090e6) == pytest.approx(32.4 + 20 * np.log10(1090.0) + 20.0, abs=0.06)


def test_as_often_as_not_at_the_sensitivity_and_never_beyond_the_horizon() -> None:
    loss_db = free_space_db(20_000.0, 1_090e6)
    assert received_probability(20_000.0, 20.0, 1_000.0, 1_090e6, 50.0, 3.0, 53.0 - loss_db) == pytest.approx(
        0.5, abs=1e-6
    )
    assert received_probability(60_000.0, 20.0, 50.0, 1_090e6, 90.0, 3.0, -120.0) == 0.0


def test_collisions_against_drawn_messages() -> None:
    chance, length_s, rate = np.random.default_rng(2), 120e-6, 2_000.0
    free = 0
    for _ in range(4_000):
        others = chance.uniform(-0.01, 0.01, chance.poisson(rate * 0.02))
        free += not np.any(np.abs(others) < length_s)
    assert uncollided_probability(rate, length_s) == pytest.approx(free / 4_000, abs=0.02)


def test_a_faint_bearing_is_worse_by_what_noise_adds() -> None:
    """Six decibels are half the noise; far above, only the finder's own error is left."""
    assert bearing_sigma_deg(0.0, 2.0, 5.0) == pytest.approx(np.hypot(2.0, 5.0))
    assert bearing_sigma_deg(20.0, 0.0, 5.0) == pytest.approx(0.5)
    assert bearing_sigma_deg(80.0, 2.0, 5.0) == pytest.approx(2.0, abs=1e-3)
    assert bearing_sigma_deg(-9.0, 2.0, 5.0) == bearing_sigma_deg(0.0, 2.0, 5.0)
