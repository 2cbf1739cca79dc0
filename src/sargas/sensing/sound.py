"""Sound on its way: how fast it is, and where its source was when it left.

Source: Pierce, *Acoustics* (1989), eq. 1-9.4 (c = sqrt(gamma R T), dry air: 20.05 sqrt(T)) and 8-1.1 (moving air
carries the wave front along). A target at 5 km is heard 15 s late: the direction points to where it was, carried by the
wind.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = float | NDArray[np.float64]


def speed_of_sound_mps(air_temperature_k: Real) -> Any:
    """In still, dry air; 100 % humidity at 20 degrees Celsius adds 0.3 %, which is not counted."""
    return 20.05 * np.sqrt(air_temperature_k)


def delay_s(
    east_m: Real,
    north_m: Real,
    east_mps: Real,
    north_mps: Real,
    air_mps: tuple[Real, Real],
    sound_mps: float,
    up_m: Real = 0.0,
    up_mps: Real = 0.0,
) -> Any:
    """Time ago at which the sound that arrives now left a target that is now at (east, north, up) of the ear.

    Solves |p - v tau + w tau| = c tau for tau >= 0 (a quadratic); v the velocity of the target, slower than sound, and
    w that of the air. Without a solution the target flies faster than its sound: inf.
    """
    vx, vy = east_mps - air_mps[0], north_mps - air_mps[1]
    a = sound_mps**2 - np.square(vx) - np.square(vy) - np.square(up_mps)
    b = np.asarray(east_m) * vx + np.asarray(north_m) * vy + np.asarray(up_m) * up_mps
    c = np.square(east_m) + np.square(north_m) + np.square(up_m)
    root = np.sqrt(np.maximum(b * b + a * c, 0.0))
    return np.where(a > 0.0, (root - b) / np.where(a > 0.0, a, 1.0), np.inf)
