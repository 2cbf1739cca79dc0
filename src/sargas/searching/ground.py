"""Ground: how high it is, where something may come down. Flat where no terrain is given, and then it says so.

Heights are of the WGS-84 ellipsoid, as those of tracks; terrain as published is above mean sea level (EGM96), so the
geoid's undulation is added. Between the nodes of a raster: bilinear.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geoid import undulation_m

Floats = NDArray[np.float64]


class Ground(Protocol):
    """Made outside: the core reads no files."""

    @property
    def sigma_m(self) -> float:
        """One-sigma error of its heights."""

    @property
    def words(self) -> str:
        """What it is, for people."""

    def height_m(self, lat_deg: Floats, lon_deg: Floats) -> Floats:
        """Of the ground at places, above the ellipsoid."""


class Flat:
    """The same height above mean sea level everywhere."""

    def __init__(self, altitude_amsl_m: float, sigma_m: float) -> None:
        self._altitude_amsl_m, self.sigma_m = altitude_amsl_m, sigma_m
        self.words = (
            f"flat ground {altitude_amsl_m:.0f} m above the sea (one sigma {sigma_m:.0f} m): no terrain is given"
        )

    def height_m(self, lat_deg: Floats, lon_deg: Floats) -> Floats:
        """See `Ground`; the undulation of the first place is taken for all: it varies by metres in 100 km."""
        if not len(lat_deg):
            return np.zeros(0)
        here_m = self._altitude_amsl_m + float(undulation_m(float(lat_deg[0]), float(lon_deg[0])))
        return np.full(len(lat_deg), here_m)


class Raster:
    """Heights at the nodes of a grid of meridians and parallels; outside, the nearest edge."""

    def __init__(
        self, south_deg: float, west_deg: float, step_lat_deg: float, step_lon_deg: float, amsl_m: Floats,
        sigma_m: float, name: str,
    ) -> None:  # fmt: skip
        """`amsl_m` (rows from south to north, columns from west to east). Raises ValueError for less than 2 x 2."""
        if amsl_m.ndim != 2 or min(amsl_m.shape) < 2:
            raise ValueError("terrain needs at least two rows and two columns")
        self._south_deg, self._west_deg = south_deg, west_deg
        self._step_lat_deg, self._step_lon_deg = step_lat_deg, step_lon_deg
        self._amsl_m = amsl_m
        middle = south_deg + amsl_m.shape[0] * step_lat_deg / 2.0, west_deg + amsl_m.shape[1] * step_lon_deg / 2.0
        self._undulation_m = float(undulation_m(*middle))
        self.sigma_m = sigma_m
        self.words = f"terrain {name} (one sigma {sigma_m:.0f} m)"

    def height_m(self, lat_deg: Floats, lon_deg: Floats) -> Floats:
        """See `Ground`."""
        rows, columns = self._amsl_m.shape
        row = np.clip((lat_deg - self._south_deg) / self._step_lat_deg, 0.0, rows - 1.0)
        column = np.clip((lon_deg - self._west_deg) / self._step_lon_deg, 0.0, columns - 1.0)
        low, left = np.minimum(row.astype(np.intp), rows - 2), np.minimum(column.astype(np.intp), columns - 2)
        up, across = row - low, column - left
        grid = self._amsl_m
        south = grid[low, left] * (1.0 - across) + grid[low, left + 1] * across
        north = grid[low + 1, left] * (1.0 - across) + grid[low + 1, left + 1] * across
        result: Floats = south * (1.0 - up) + north * up + self._undulation_m
        return result
