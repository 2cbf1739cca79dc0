"""How much of a radar's power goes where in elevation: the antenna's pattern, and what the ground adds or takes away.

The direct wave and that reflected by flat ground add up or cancel: F = |1 + rho exp(-i phi)|, with
phi = 4 pi h_a h_t / (lambda R) + pi, so that the first lobe is at h_t = lambda R / 4 h_a and below it a target fades
with the fourth power of its height (F^4 is what a radar gets, two ways). `rho` is how well the ground reflects: 1
water, 0 rough ground by Rayleigh's criterion. A cosecant-squared pattern keeps the echo of a target at a height the
same at every distance. Far away the earth falls off beneath: heights count from the plane that touches it where the
wave is reflected, and at the horizon nothing of them is left.
Sources: Skolnik, Introduction to Radar Systems, 3rd ed., 8.2 and ch. 9; Kerr, Propagation of Short Radio Waves (1951),
2.13 (where a round earth reflects, the cubic's root).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.sensing.horizon import EFFECTIVE_RADIUS_M

Real = float | NDArray[np.float64]


def ground_gain(distance_m: Real, antenna_m: Real, target_m: Real, wavelength_m: float, rho: float) -> Any:
    """F^4: power of an echo over that in free space, 0 to 16; heights above the ground, distances well within sight."""
    turn = 4.0 * np.pi * np.asarray(antenna_m) * np.asarray(target_m) / (wavelength_m * np.asarray(distance_m)) + np.pi
    return (1.0 + rho**2 + 2.0 * rho * np.cos(turn)) ** 2


def over_tangent_m(distance_m: Real, antenna_m: Real, target_m: Real, radius_m: float = EFFECTIVE_RADIUS_M) -> Any:
    """(antenna, target): heights over the plane that touches the earth where it reflects; for `ground_gain`."""
    d, low, high = np.asarray(distance_m, np.float64), np.asarray(antenna_m), np.asarray(target_m)
    p = 2.0 / np.sqrt(3.0) * np.sqrt(radius_m * (low + high) + (d / 2.0) ** 2)
    turn = np.arcsin(np.clip(2.0 * radius_m * d * (high - low) / p**3, -1.0, 1.0))
    first = d / 2.0 - p * np.sin(turn / 3.0)
    return tuple(
        np.maximum(height - away**2 / (2.0 * radius_m), 0.0) for height, away in ((low, first), (high, d - first))
    )


def is_rough(height_sigma_m: Real, wavelength_m: float, grazing_deg: Real) -> Any:
    """Rayleigh's criterion: whether ground of such roughness scatters instead of reflecting."""
    return np.asarray(height_sigma_m) * np.sin(np.radians(grazing_deg)) > wavelength_m / 8.0


def cosecant_gain(elevation_deg: Real, full_deg: float, top_deg: float) -> Any:
    """Power of an echo over that in the full beam: 1 from the horizon to `full_deg`, csc^4 to `top_deg`, 0 beyond."""
    elevation = np.asarray(elevation_deg, np.float64)
    share = np.sin(np.radians(full_deg)) / np.sin(np.radians(np.maximum(elevation, full_deg)))
    return np.where(elevation <= top_deg, share**4, 0.0)
