"""Probability that a radar detects an echo in one look.

The target fluctuates from scan to scan: as many scatterers of one size (Swerling case 1), P_d = P_fa^(1 / (1 + SNR)),
or as one large and many small ones (case 3), P_d = exp(-T / c) (1 + T (SNR / 2) / c^2), c = 1 + SNR / 2.
Sources: Skolnik, *Introduction to Radar Systems*, 3rd ed., eq. 2.45 ff.; Meyer and Mayer, Radar Target Detection
(1973), 2.4 (case 3, one pulse); free-space radar equation, Skolnik, eq. 1.7: SNR goes with radar cross-section and with
the inverse fourth power of range. What varies in dB by a normal law, sound and radio
alike, is above a threshold with the probability of its margin.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Real = float | NDArray[np.float64]
Fluctuation = Literal["swerling_1", "swerling_3"]


def signal_to_noise(range_m: Real, cross_section_m2: Real, reference_range_m: float, reference_snr: float) -> Any:
    """SNR (a ratio, not dB) at `range_m`, when 1 m2 at `reference_range_m` gives `reference_snr`."""
    return reference_snr * cross_section_m2 * (reference_range_m / np.maximum(range_m, 1.0)) ** 4


def detection_probability(
    snr: Real, false_alarm_probability: float = 1e-6, fluctuation: Fluctuation = "swerling_1"
) -> Any:
    """Of a single look; `snr` as a ratio."""
    if fluctuation == "swerling_1":
        return false_alarm_probability ** (1.0 / (1.0 + np.asarray(snr)))
    least, c = threshold(false_alarm_probability), 1.0 + np.asarray(snr) / 2.0
    return np.exp(-least / c) * (1.0 + least * (c - 1.0) / c**2)


def reference_snr(
    probability: float, false_alarm_probability: float = 1e-6, fluctuation: Fluctuation = "swerling_1"
) -> float:
    """SNR (ratio) that gives this detection probability: inverse of `detection_probability`."""
    if fluctuation == "swerling_1":
        return float(np.log(false_alarm_probability) / np.log(probability) - 1.0)
    low, high = -40.0, 80.0  # dB; the probability rises with the SNR, so halving finds it to 1e-13 dB
    for _ in range(50):
        middle = (low + high) / 2.0
        found = detection_probability(10.0 ** (middle / 10.0), false_alarm_probability, fluctuation)
        low, high = (middle, high) if found < probability else (low, middle)
    return float(10.0 ** (low / 10.0))


def passing_power(
    snr: NDArray[np.float64], chance: np.random.Generator, fluctuation: Fluctuation = "swerling_1"
) -> Any:
    """Power over the mean of the noise of echoes that passed the threshold, drawn, (N,).

    What a square-law detector gives is exponential with mean 1 + SNR in case 1, and has no memory: threshold +
    (1 + SNR) Exp(1). In case 3 beyond the threshold it is a mixture of c Exp(1) and c (Exp(1) + Exp(1)).
    """
    least = threshold()
    if fluctuation == "swerling_1":
        return least + (1.0 + snr) * chance.exponential(1.0, len(snr))
    c = 1.0 + snr / 2.0
    one, two = 1.0 + (c - 1.0) * least / c, c - 1.0
    twice = chance.random(len(snr)) < two / (one + two)
    return least + c * (chance.exponential(1.0, len(snr)) + twice * chance.exponential(1.0, len(snr)))


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
