"""Ground: how high it is, where something may come down. Flat where no terrain is given, and then it says so.

Heights are of the WGS-84 ellipsoid, as those of tracks; terrain as published is above mean sea level (EGM96), so the
geoid's undulation is added. Between the nodes of a raster: bilinear. Terrain in a file is an ESRI ASCII grid, which
every geographic information system writes (GDAL: AAIGrid): a head of words and numbers, then heights in metres, row by
row from the north, each of the middle of its cell; in degrees of longitude and latitude.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sargas.errors import ConfigError
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
        lat_deg = south_deg + step_lat_deg * np.arange(amsl_m.shape[0])
        lon_deg = west_deg + step_lon_deg * np.arange(amsl_m.shape[1])
        self._node_m: Floats = amsl_m + undulation_m(lat_deg[:, None], lon_deg[None, :])
        """Above the ellipsoid."""
        self.sigma_m = sigma_m
        self.words = f"terrain {name} (one sigma {sigma_m:.0f} m)"

    def holds(self, lat_deg: float, lon_deg: float) -> bool:
        """Whether a place lies between its nodes."""
        row, column = (lat_deg - self._south_deg) / self._step_lat_deg, (lon_deg - self._west_deg) / self._step_lon_deg
        rows, columns = self._node_m.shape
        return bool(0.0 <= row <= rows - 1.0 and 0.0 <= column <= columns - 1.0)

    def height_m(self, lat_deg: Floats, lon_deg: Floats) -> Floats:
        """See `Ground`."""
        rows, columns = self._node_m.shape
        row = np.clip((lat_deg - self._south_deg) / self._step_lat_deg, 0.0, rows - 1.0)
        column = np.clip((lon_deg - self._west_deg) / self._step_lon_deg, 0.0, columns - 1.0)
        low, left = np.minimum(row.astype(np.intp), rows - 2), np.minimum(column.astype(np.intp), columns - 2)
        up, across = row - low, column - left
        grid = self._node_m
        south = grid[low, left] * (1.0 - across) + grid[low, left + 1] * across
        north = grid[low + 1, left] * (1.0 - across) + grid[low + 1, left + 1] * across
        result: Floats = south * (1.0 - up) + north * up
        return result


MOST_CELLS = 4_000_000
"""A country of 500 km by 500 km at 250 m: some 15 MB of text, 4 MB in the journal."""
_HIGHEST_M, _LOWEST_M = 9_000.0, -500.0
_HEAD = ("ncols", "nrows", "xllcorner", "yllcorner", "xllcenter", "yllcenter", "cellsize", "dx", "dy", "nodata_value")
"""Words that may come before the heights, each with its number."""


def raster_from_asc(text: str, sigma_m: float, name: str) -> Raster:
    """The terrain of an ESRI ASCII grid; raises ConfigError with what is wrong. No data counts as the sea's level."""
    head: dict[str, float] = {}
    rest = text.removeprefix("\ufeff")
    for _ in _HEAD:
        line, _, after = rest.partition("\n")
        words = line.split()
        if len(words) != 2 or words[0].lower() not in _HEAD:
            break
        try:
            head[words[0].lower()] = float(words[1])
        except ValueError:
            raise ConfigError([f"{words[0]}: {words[1][:20]!r} is no number"]) from None
        rest = after
    step_lon, step_lat = (head.get(key, head.get("cellsize", np.nan)) for key in ("dx", "dy"))
    west = head.get("xllcenter", head.get("xllcorner", np.nan) + step_lon / 2.0)
    south = head.get("yllcenter", head.get("yllcorner", np.nan) + step_lat / 2.0)
    size = np.array([head.get("nrows", np.nan), head.get("ncols", np.nan)])
    if not np.all(np.isfinite([step_lon, step_lat, west, south, *size])):
        raise ConfigError(["no ESRI ASCII grid: it begins with ncols, nrows, xllcorner, yllcorner and cellsize"])
    if not (np.all(size >= 2) and np.all(size == np.floor(size)) and size.prod() <= MOST_CELLS):
        raise ConfigError([f"{size[0]:g} rows of {size[1]:g} cells: at least 2 by 2, at most {MOST_CELLS:,} in all"])
    rows, columns = (int(count) for count in size)
    north, east = south + (rows - 1) * step_lat, west + (columns - 1) * step_lon
    if not (step_lat > 0.0 < step_lon and -90.0 <= south < north <= 90.0 and -180.0 <= west < east <= 180.0):
        raise ConfigError(["not in degrees of longitude and latitude (EPSG:4326): no place on earth"])
    try:
        amsl_m = np.array(rest.split(), np.float64)
    except ValueError as error:
        raise ConfigError([f"a height that is no number: {str(error).rpartition(':')[2].strip()[:30]}"]) from None
    if len(amsl_m) != rows * columns:
        raise ConfigError([f"{len(amsl_m):,} heights, and {rows} rows of {columns} are said"])
    amsl_m[(amsl_m == head.get("nodata_value", np.nan)) | np.isnan(amsl_m)] = 0.0
    if not np.all((amsl_m > _LOWEST_M) & (amsl_m < _HIGHEST_M)):
        raise ConfigError([f"a height outside {_LOWEST_M:.0f}..{_HIGHEST_M:.0f} m that is not its nodata_value"])
    return Raster(south, west, step_lat, step_lon, amsl_m.reshape(rows, columns)[::-1], sigma_m, name)
