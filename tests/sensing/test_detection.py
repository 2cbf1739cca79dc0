import numpy as np
import pytest
from scipy.stats import norm

from sargas.sensing.detection import above, detection_probability, reference_snr, signal_to_noise


def test_swerling_1_against_drawn_echoes() -> None:
    """Threshold at P_fa, exponentially fluctuating signal in exponential noise power: drawn, not computed."""
    chance = np.random.default_rng(5)
    snr, false_alarm = 20.0, 1e-3
    power = chance.exponential(1.0 + snr, 400_000)
    threshold = -np.log(false_alarm)
    assert detection_probability(snr, false_alarm) == pytest.approx(np.mean(power > threshold), abs=0.003)


def test_twice_the_range_is_a_sixteenth_of_the_signal() -> None:
    assert signal_to_noise(20e3, 1.0, 10e3, 32.0) == pytest.approx(2.0)
    assert signal_to_noise(10e3, 0.1, 10e3, 32.0) == pytest.approx(3.2)


def test_reference_is_the_inverse() -> None:
    assert detection_probability(reference_snr(0.8)) == pytest.approx(0.8)


def test_a_level_that_varies_is_above_by_the_normal_law() -> None:
    margins = np.linspace(-30.0, 30.0, 1001)
    assert above(margins, 6.0) == pytest.approx(norm.cdf(margins / 6.0), abs=2e-7)
    assert above(0.0, 3.0) == pytest.approx(0.5, abs=1e-7)
