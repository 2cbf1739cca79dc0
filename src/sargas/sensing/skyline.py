"""Skyline: the lowest elevation at which something is seen past the ground, by azimuth and by how far away it is.

Rays are straight over an earth of an effective radius (4/3 for radio, 7/6 for light); at each azimuth the ground is
walked outward in even steps, and what stands so far away is seen above the steepest of what lies before it. A hill
hides what is behind it, not what is in front. Diffraction over its edge is left out: some decibels at 10 cm.
Sources: Skolnik, *Radar Handbook*, 3rd ed., ch. 26; of light: Bomford, *Geodesy*, 4th ed., 3.4 (k = 0.13).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geodesic import near_destination
from sargas.geo.ground import Ground
from sargas.model.place import Site
from sargas.sensing.horizon import EARTH_RADIUS_M, EFFECTIVE_RADIUS_M, apparent_elevation_deg

Floats = NDArray[np.float64]

OPTICAL_RADIUS_M = EARTH_RADIUS_M * 7.0 / 6.0
_AZIMUTHS = 720
"""Every half degree: 500 m at 60 km, as fine as most terrain."""


class Skyline:
    """Of one place over one ground, as far as `reach_m`; beyond, as at its end."""

    def __init__(
        self,
        site: Site,
        ground: Ground,
        reach_m: float,
        step_m: float = 250.0,
        radius_m: float = EFFECTIVE_RADIUS_M,
    ) -> None:
        self._step_m = step_m
        away_m: Floats = step_m * np.arange(1, int(reach_m / step_m) + 2, dtype=np.float64)
        azimuth_deg = 360.0 / _AZIMUTHS * np.arange(_AZIMUTHS)
        lat, lon = near_destination(site.lat_deg, site.lon_deg, azimuth_deg[:, None], away_m[None, :])
        high_m = ground.height_m(lat.ravel(), lon.ravel()).reshape(lat.shape)
        elevation_deg = apparent_elevation_deg(away_m, site.height_m, high_m, radius_m)
        # What stands within the first step is hidden by nothing.
        nearest = np.full((_AZIMUTHS, 1), -90.0)
        self._lowest_deg = np.maximum.accumulate(np.concatenate([nearest, elevation_deg], axis=1), axis=1)

    def lowest_deg(self, azimuth_deg: Any, distance_m: Any) -> Floats:
        """Lowest apparent elevation seen at an azimuth and a distance along the ground."""
        row = np.rint(np.asarray(azimuth_deg) * (_AZIMUTHS / 360.0)).astype(np.intp) % _AZIMUTHS
        # The ground under an object does not hide it: what lies before does.
        before = np.maximum(np.ceil(np.asarray(distance_m) / self._step_m).astype(np.intp) - 1, 0)
        result: Floats = self._lowest_deg[row, np.minimum(before, self._lowest_deg.shape[1] - 1)]
        return result
