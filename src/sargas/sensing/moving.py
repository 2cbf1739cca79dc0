"""What a radar's Doppler filter leaves of a target: nothing of what stands still, nor at blind speeds.

A canceller of two pulses passes |2 sin(pi f T)|^2 of a tone of f = 2 v / lambda, which is 0 at v = 0 and at every
multiple of lambda / 2T, the blind speeds, and 2 in the mean over all speeds; with several pulse intervals in turn
(stagger) the mean of their responses is left. A bank of filters (MTD) passes all but those about zero, and what folds
into them: a notch as wide as clutter moves, at zero and at each blind speed. Who flies across the beam has no radial
speed, however fast.
Source: Skolnik, Introduction to Radar Systems, 3rd ed., 3.2 (cancellers, blind speeds), 3.3 (stagger), 3.5 (MTD).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = float | NDArray[np.float64]


def blind_speeds_mps(wavelength_m: float, interval_s: float, most_mps: float) -> NDArray[np.float64]:
    """Radial speeds up to `most_mps`, from 0, of which a canceller with one pulse interval sees nothing."""
    return np.arange(0.0, most_mps + 1e-9, wavelength_m / (2.0 * interval_s))


def passed(radial_mps: Real, wavelength_m: float, intervals_s: Sequence[float]) -> Any:
    """Power of an echo that is passed, over the mean of all speeds: 0 to 2; `intervals_s` are taken in turn."""
    tone = 2.0 * np.asarray(radial_mps, np.float64) / wavelength_m
    return sum(2.0 * np.sin(np.pi * tone * interval_s) ** 2 for interval_s in intervals_s) / len(intervals_s)


def folded_mps(radial_mps: Real, wavelength_m: float, interval_s: float) -> Any:
    """Radial speed as one pulse interval shows it: between minus and plus half of the first blind speed."""
    blind_mps = wavelength_m / (2.0 * interval_s)
    return (np.asarray(radial_mps, np.float64) + blind_mps / 2.0) % blind_mps - blind_mps / 2.0


def passed_bank(radial_mps: Real, wavelength_m: float, intervals_s: Sequence[float], notch_mps: float) -> Any:
    """Share of the looks in which a bank of filters shows a target: those in which it is faster than the notch."""
    seen = (np.abs(folded_mps(radial_mps, wavelength_m, interval_s)) > notch_mps for interval_s in intervals_s)
    return sum(look.astype(np.float64) for look in seen) / len(intervals_s)


def radial_mps(
    east_m: Real, north_m: Real, up_m: Real, east_mps: Real, north_mps: Real, up_mps: Real
) -> NDArray[np.float64]:
    """Speed towards (negative) or away from a radar at the origin, of a target at a place with a velocity."""
    east, north, up = (np.asarray(value, np.float64) for value in (east_m, north_m, up_m))
    far_m = np.maximum(np.sqrt(east**2 + north**2 + up**2), 1e-9)
    result: NDArray[np.float64] = np.asarray((east * east_mps + north * north_mps + up * up_mps) / far_m)
    return result
