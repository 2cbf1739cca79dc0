"""Probability that a radar detects an echo in one look.

The target fluctuates from scan to scan (Swerling case 1): P_d = P_fa^(1 / (1 + SNR)).
Source: Skolnik, *Introduction to Radar Systems*, 3rd ed., eq. 2.45 ff.; free-space radar equation, eq. 1.7: SNR goes
with radar cross-section and with the inverse fourth power of range.
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


def threshold(false_alarm_probability: float = 1e-6) -> float:
    """What a square-law detector must give for an echo, over the mean power of the noise: P_fa = exp(-T), ibid. 2.5."""
    return float(-np.log(false_alarm_probability))
