"""What a receiver gets of a transmitter: ADS-B, Remote ID, what a drone's own links radiate.

Free space as far as the horizon, nothing beyond it; shadowing lets the power vary by some dB about its mean. What many
transmit at once without asking collides: a message comes when no other begins within its length on either side (pure
ALOHA), unless it is stronger enough.
Sources: free-space loss: ITU-R P.525; horizon: ITU-R P.310; shadowing, log-normal: ITU-R P.1546, annex 5; collisions:
Abramson, AFIPS 37 (1970) 281; bearings: Stoica and Nehorai, IEEE Trans. ASSP 37 (1989) 720.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.sensing.detection import above
from sargas.sensing.horizon import radio_horizon_m

Real = float | NDArray[np.float64]


def free_space_db(distance_m: Real, frequency_hz: Real) -> Any:
    """Loss between isotropic antennas."""
    return 20.0 * np.log10(4.0 * np.pi * np.maximum(distance_m, 1.0) * frequency_hz / 299_792_458.0)


def arriving_dbm(distance_m: Real, frequency_hz: Real, radiated_dbm: Real, gain_db: float) -> Any:
    """Mean power behind an antenna of `gain_db` (less its cable) of what is radiated with an EIRP, in free space."""
    return np.asarray(radiated_dbm) + gain_db - free_space_db(distance_m, frequency_hz)


def received_probability(
    distance_m: Real,
    antenna_m: Real,
    target_m: Real,
    frequency_hz: Real,
    radiated_dbm: Real,
    gain_db: float,
    needed_dbm: float,
    sigma_db: float = 6.0,
) -> Any:
    """That one transmission is strong enough; heights above the smooth ground.

    `radiated_dbm`: EIRP; `gain_db`: of the antenna, less its cable; `needed_dbm`: sensitivity of the receiver.
    """
    arrives_dbm = arriving_dbm(distance_m, frequency_hz, radiated_dbm, gain_db)
    in_sight = np.asarray(distance_m) <= radio_horizon_m(antenna_m, target_m)
    return np.where(in_sight, above(arrives_dbm - needed_dbm, sigma_db), 0.0)


def bearing_sigma_deg(margin_db: Real, strong_deg: float, faint_deg: float) -> Any:
    """Error of a direction finder: its own (mounting, reflections) and, added in squares, that of noise, which goes
    with the root of noise over signal (Cramer-Rao): `faint_deg` where the margin over what is needed is 0.
    """
    return np.hypot(strong_deg, faint_deg * 10.0 ** (-np.maximum(margin_db, 0.0) / 20.0))


def uncollided_probability(others_per_s: Real, length_s: float) -> Any:
    """That no other message overlaps one of `length_s`; others, as long, begin at random, so many a second."""
    return np.exp(-2.0 * np.asarray(others_per_s) * length_s)
