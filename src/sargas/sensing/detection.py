"""Probability that a radar detects an echo in one look.

The target fluctuates from scan to scan (Swerling case 1): P_d = P_fa^(1 / (1 + SNR)).
Source: Skolnik, *Introduction to Radar Systems*, 3rd ed., eq. 2.45 ff.; free-space radar equation, eq. 1.7: SNR goes
with radar cross-section and with the inverse fourth power of range. What varies in dB by a normal law, sound and radio
alike, is above a threshold with the probability of its margin.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = float | NDArray[np.float64]


def signal_to_noise(range_m: Real, cross_section_m2: Real, reference_range_m: float, reference_snr: float) -> Any:
    """SNR (a ratio, not dB) at `range_m`, when 1 m2 at `reference_range_m` gives `reference_snr`."""
    return reference_snr * cross_section_m2 * (reference_range_m / np.maximum(range_m, 1.0)) ** 4


def detection_probability(snr: Real, false_alarm_probability: float = 1e-6) -> Any:
    """Swerling 1, single look; `snr` as a ratio."""
    return false_alarm_probability ** (1.0 / (1.0 + np.asarray(snr)))


def reference_snr(probability: float, false_alarm_probability: float = 1e-6) -> float:
    """SNR (ratio) that gives this detection probability: inverse of `detection_probability`."""
    return float(np.log(false_alarm_probability) / np.log(probability) - 1.0)


def above(margin_db: Real, sigma_db: float) -> Any:
    """That a level whose mean is `margin_db` over what is needed, and varies by `sigma_db`, suffices; to 1e-7.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26.
    """
    z = np.asarray(margin_db, np.float64) / (sigma_db * np.sqrt(2.0))
    t = 1.0 / (1.0 + 0.3275911 * np.abs(z))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    beyond = 0.5 * series * np.exp(-(z**2))
    return np.where(z >= 0.0, 1.0 - beyond, beyond)


def threshold(false_alarm_probability: float = 1e-6) -> float:
    """What a square-law detector must give for an echo, over the mean power of the noise: P_fa = exp(-T), ibid. 2.5."""
    return float(-np.log(false_alarm_probability))
