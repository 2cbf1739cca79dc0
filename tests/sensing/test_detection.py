import numpy as np
import pytest
from scipy.stats import norm

from sargas.sensing.detection import (
    above,
    detection_probability,
    passing_power,
    reference_snr,
    signal_to_noise,
    threshold,
)


def test_swerling_1_against_drawn_echoes() -> None:
    """Threshold at P_fa, exponentially fluctuating signal in exponential noise power: drawn, not computed."""
    chance = np.random.default_rng(5)
    snr, false_alarm = 20.0, 1e-3
    power = chance.exponential(1.0 + snr, 400_000)
    threshold = -np.log(false_alarm)
    assert detection_probability(snr, false_alarm) == pytest.approx(np.mean(power > threshold), abs=0.003)


def test_swerling_3_against_drawn_echoes() -> None:
    """An amplitude of one large scatterer among many: its power a chi-square of four degrees of freedom, in noise."""
    chance = np.random.default_rng(6)
    for snr in (2.0, 20.0):
        own = np.sqrt(snr * chance.gamma(2.0, 0.5, 400_000))
        noise = chance.normal(0.0, np.sqrt(0.5), (2, 400_000))
        power = (own + noise[0]) ** 2 + noise[1] ** 2
        passes = power > threshold(1e-3)
        assert detection_probability(snr, 1e-3, "swerling_3") == pytest.approx(passes.mean(), abs=0.003)


def test_a_target_of_case_3_fades_less_than_one_of_case_1() -> None:
    assert detection_probability(100.0, fluctuation="swerling_3") > detection_probability(100.0)


def test_powers_of_echoes_that_pass_are_as_drawn_ones_that_do() -> None:
    chance = np.random.default_rng(7)
    own = np.sqrt(20.0 * chance.gamma(2.0, 0.5, 400_000))
    noise = chance.normal(0.0, np.sqrt(0.5), (2, 400_000))
    power = (own + noise[0]) ** 2 + noise[1] ** 2
    for drawn, fluctuation in ((1.0 + 20.0, "swerling_1"), (0.0, "swerling_3")):
        expected = chance.exponential(drawn, 400_000) if drawn else power
        expected = expected[expected > threshold()]
        found = passing_power(np.full(400_000, 20.0), chance, fluctuation)
        assert found.min() >= threshold()
        quantiles = [0.1, 0.5, 0.9]
        assert np.quantile(found, quantiles) == pytest.approx(np.quantile(expected, quantiles), rel=0.02)


def test_twice_the_range_is_a_sixteenth_of_the_signal() -> None:
    assert signal_to_noise(20e3, 1.0, 10e3, 32.0) == pytest.approx(2.0)
    assert signal_to_noise(10e3, 0.1, 10e3, 32.0) == pytest.approx(3.2)


def test_reference_is_the_inverse() -> None:
    assert detection_probability(reference_snr(0.8)) == pytest.approx(0.8)
    snr = reference_snr(0.8, 1e-6, "swerling_3")
    assert detection_probability(snr, 1e-6, "swerling_3") == pytest.approx(0.8)


def test_a_level_that_varies_is_above_by_the_normal_law() -> None:
    margins = np.linspace(-30.0, 30.0, 1001)
    assert above(margins, 6.0) == pytest.approx(norm.cdf(margins / 6.0), abs=2e-7)
    assert above(0.0, 3.0) == pytest.approx(0.5, abs=1e-7)
