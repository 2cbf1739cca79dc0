"""Radio horizon over a smooth earth of 4/3 radius (standard refraction).

Source: Skolnik, *Radar Handbook*, 3rd ed., ch. 26; ITU-R P.310 effective earth radius factor k = 4/3.
Terrain is not in here: see `skyline`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_000.0
EFFECTIVE_RADIUS_M = EARTH_RADIUS_M * 4.0 / 3.0

Real = float | NDArray[np.float64]


def radio_horizon_m(antenna_height_m: Real, target_height_m: Real, radius_m: float = EFFECTIVE_RADIUS_M) -> Any:
    """Ground distance at which a target disappears below the horizon; heights above the smooth ground, m."""
    return np.sqrt(2.0 * radius_m) * (
        np.sqrt(np.maximum(antenna_height_m, 0.0)) + np.sqrt(np.maximum(target_height_m, 0.0))
    )


def apparent_elevation_deg(
    distance_m: Real, antenna_height_m: Real, target_height_m: Real, radius_m: float = EFFECTIVE_RADIUS_M
) -> Any:
    """Elevation at which the antenna sees the target, degrees; rays are straight over an earth of `radius_m`.

    Both heights in m above the same reference; `distance_m` along the ground, > 0.
    """
    rise_m = np.asarray(target_height_m) - antenna_height_m - np.square(distance_m) / (2.0 * radius_m)
    return np.degrees(np.arctan2(rise_m, distance_m))
