"""What a listening post hears: how loud an engine arrives, over what noise, and how likely it is noticed.

Level falls with distance (spherical spreading, 6 dB a doubling) and with the air's absorption; noise is that of the
place and, where wind blows over the microphone, of the wind, whose pressure goes with the square of its speed.
Turbulence lets the level vary by `SIGMA_DB`.
Sources: absorption: ISO 9613-1:1993, 6.2 to 6.4 and annex B; spreading: ISO 9613-2:1996, 7.1; levels in dB over 20 uPa.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.sensing.detection import above

Real = float | NDArray[np.float64]

SIGMA_DB = 5.0
"""Judgement: ISO 9613-2, 9, gives 3 dB for a mean over minutes; a look is a second."""
_T0_K, _TRIPLE_K, _P0_KPA = 293.15, 273.16, 101.325


def absorption_db_per_m(
    frequency_hz: Real, air_k: Real = 283.15, humidity: Real = 0.7, pressure_kpa: Real = _P0_KPA
) -> Any:
    """Of a pure tone in air at a temperature, a relative humidity (0..1) and a pressure."""
    f, t, p = np.asarray(frequency_hz, np.float64), np.asarray(air_k), np.asarray(pressure_kpa) / _P0_KPA
    saturated = 10.0 ** (-6.8346 * (_TRIPLE_K / t) ** 1.261 + 4.6151)
    h = 100.0 * np.asarray(humidity) * saturated / p
    oxygen_hz = p * (24.0 + 4.04e4 * h * (0.02 + h) / (0.391 + h))
    nitrogen_hz = p * (t / _T0_K) ** -0.5 * (9.0 + 280.0 * h * np.exp(-4.170 * ((t / _T0_K) ** (-1.0 / 3.0) - 1.0)))
    relaxing = 0.01275 * np.exp(-2239.1 / t) / (oxygen_hz + f**2 / oxygen_hz)
    relaxing += 0.1068 * np.exp(-3352.0 / t) / (nitrogen_hz + f**2 / nitrogen_hz)
    return 8.686 * f**2 * (1.84e-11 / p * np.sqrt(t / _T0_K) + (t / _T0_K) ** -2.5 * relaxing)


def arriving_db(source_db: Real, distance_m: Real, absorption_db_per_m: Real) -> Any:
    """Level at a distance of a source that has `source_db` at 1 m."""
    far_m = np.maximum(distance_m, 1.0)
    return source_db - 20.0 * np.log10(far_m) - absorption_db_per_m * far_m


def noise_db(place_db: Real, wind_mps: Real, wind_db: float = 30.0) -> Any:
    """Noise of the place and, added in power, of the wind: `wind_db` at 1 m/s behind a windscreen."""
    blows_db = wind_db + 40.0 * np.log10(np.maximum(wind_mps, 1e-3))
    return 10.0 * np.log10(10.0 ** (np.asarray(place_db) / 10.0) + 10.0 ** (blows_db / 10.0))


def heard_probability(arriving: Real, noise: Real, gain_db: float = 0.0, needed_db: float = 6.0) -> Any:
    """Of one look; levels in dB, `gain_db` of an array of microphones, `needed_db` over the noise."""
    return above(np.asarray(arriving) + gain_db - np.asarray(noise) - needed_db, SIGMA_DB)
