"""Sight: what a sensor of a scenario has in view, past the earth's curve, its terrain and what stands around it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Screen
from sargas.exercise.paths import Array
from sargas.geo.ground import Ground
from sargas.model.place import Site
from sargas.sensing.horizon import EFFECTIVE_RADIUS_M, radio_horizon_m
from sargas.sensing.skyline import Skyline


class Sight:
    """From one site: over a smooth earth whose ground is at `ground_m`, or over `ground` where there is one."""

    def __init__(
        self,
        site: Site,
        ground_m: float,
        ground: Ground | None,
        reach_m: float,
        screens: Sequence[Screen] = (),
        radius_m: float = EFFECTIVE_RADIUS_M,
    ) -> None:
        above_m = max(site.height_m - ground_m, 1.0)
        self._horizon_m = float(radio_horizon_m(above_m, 0.0, radius_m))
        self._dip_deg = -np.degrees(np.sqrt(2.0 * above_m / radius_m))
        self._skyline = None if ground is None else Skyline(site, ground, reach_m, radius_m=radius_m)
        self._ground, self._ground_m, self._screens = ground, ground_m, screens

    def lowest_deg(self, azimuth_deg: Array, distance_m: Array) -> Array:
        """Lowest apparent elevation that is seen at an azimuth and a distance along the ground."""
        if self._skyline is None:
            lowest = np.where(distance_m <= self._horizon_m, -90.0, self._dip_deg)
        else:
            lowest = self._skyline.lowest_deg(azimuth_deg, distance_m)
        for screen in self._screens:
            width = (screen.to_deg - screen.from_deg) % 360.0
            inside = (azimuth_deg - screen.from_deg) % 360.0 <= width
            lowest = np.where(inside, np.maximum(lowest, screen.elevation_deg), lowest)
        return lowest

    def has(self, azimuth_deg: Array, distance_m: Array, elevation_deg: Array) -> NDArray[np.bool_]:
        """Whether what appears there is in view."""
        seen: NDArray[np.bool_] = elevation_deg > self.lowest_deg(azimuth_deg, distance_m)
        return seen

    def above_ground_m(self, lat_deg: Array, lon_deg: Array, height_m: Array) -> Array:
        """Height above the ground there."""
        ground_m = self._ground_m if self._ground is None else self._ground.height_m(lat_deg, lon_deg)
        result: Array = np.maximum(height_m - ground_m, 0.0)
        return result
