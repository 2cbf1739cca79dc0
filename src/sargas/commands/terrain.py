"""`sargas terrain`: elevation rasters as published -> the ground around a site, as the one text file that it names.

Everything that GDAL reads (GeoTIFF, DTED, SRTM tiles ...), in any projection; each node is the mean of what lies in its
cell. Where the first file has no data the next is asked. Reading needs rasterio (the extra `grids`); what reads the
text does not, and a journal holds the ground that a search was on.
"""

import math
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.commands.winds import place_of
from sargas.errors import ConfigError
from sargas.geo.ground import MOST_CELLS
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG

NO_DATA = -9999


def run_terrain(paths: Sequence[Path], around: str, radius_m: float, step_m: float, out: Path, as_json: bool) -> int:
    """Exit code 0; raises ConfigError where nothing can be read."""
    lat_deg, lon_deg = place_of(around)
    if not (0.0 < step_m < radius_m <= 1_000_000.0 and abs(lat_deg) + radius_m / MERIDIAN_M_PER_DEG < 85.0):
        raise ConfigError(["a step above 0 m, a radius above it and of at most 1,000 km, and no pole within it"])
    step_deg = step_m / MERIDIAN_M_PER_DEG
    side = 2 * math.ceil(radius_m / step_m)
    across_deg = step_deg / math.cos(math.radians(lat_deg))
    if side * side > MOST_CELLS:
        raise ConfigError([f"{side} rows of {side} cells are more than {MOST_CELLS:,}: a longer --step-m"])
    south, west = lat_deg - side / 2 * step_deg, lon_deg - side / 2 * across_deg
    heights = _read(paths, (west, south, across_deg, step_deg), (side, side))
    known = float(np.mean(~np.isnan(heights)))
    if not known:
        raise ConfigError(
            [f"{', '.join(map(str, paths))}: nothing of it lies within {radius_m / 1000.0:g} km of {around}"]
        )
    try:
        out.write_text(text_of(heights, (west, south, across_deg, step_deg)), encoding="ascii")
    except OSError as error:
        raise ConfigError([f"{out}: {error.strerror}"]) from None
    low, high = int(np.nanmin(heights)), int(np.nanmax(heights))
    if as_json:
        said = {
            "rows": side,
            "columns": side,
            "known_share": known,
            "lowest_m": low,
            "highest_m": high,
            "out": str(out),
        }
        print(msgspec.json.encode(said).decode())
    else:
        gaps = "" if known == 1.0 else f", no data in {100.0 * (1.0 - known):.0f} % (counts as the sea's level)"
        print(f"{side} x {side} heights of {low} to {high} m above the sea{gaps}; written to {out}", file=sys.stderr)
    return 0


def text_of(heights: NDArray[np.float64], corner: tuple[float, float, float, float]) -> str:
    """An ESRI ASCII grid; `heights` row by row from the north, NaN for no data; corner: west, south, steps, degrees."""
    west, south, step_lon, step_lat = corner
    rows, columns = heights.shape
    head = f"ncols {columns}\nnrows {rows}\nxllcorner {west:.9f}\nyllcorner {south:.9f}\n"
    head += f"dx {step_lon:.12f}\ndy {step_lat:.12f}\nNODATA_value {NO_DATA}\n"
    whole = np.where(np.isnan(heights), NO_DATA, np.round(heights)).astype(np.int64)
    return head + "".join(" ".join(map(str, row)) + "\n" for row in whole.tolist())


def _read(
    paths: Sequence[Path], corner: tuple[float, float, float, float], shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Mean heights of the cells, (rows from the north, columns); NaN where no file has any."""
    try:
        import rasterio
        from rasterio.transform import from_origin
        from rasterio.warp import Resampling, reproject
    except ImportError:
        raise ConfigError(["grids need rasterio, which is not installed: pip install 'sargas[grids]'"]) from None
    west, south, step_lon, step_lat = corner
    heights = np.full(shape, np.nan)
    to = from_origin(west, south + shape[0] * step_lat, step_lon, step_lat)
    for path in paths:
        if not path.is_file():  # before the library sees it: it would look for some names in the network
            raise ConfigError([f"{path}: no such file"])
        try:
            with warnings.catch_warnings(), rasterio.open(path.resolve()) as source:
                warnings.simplefilter("ignore")
                if source.crs is None:
                    raise ConfigError([f"{path}: does not say where on earth it is"])
                found = np.full(shape, np.nan)
                fine = abs(source.transform.a) < step_lon if source.crs.is_geographic else True
                reproject(
                    rasterio.band(source, 1), found, dst_transform=to, dst_crs="EPSG:4326", dst_nodata=np.nan,
                    src_nodata=source.nodata, resampling=Resampling.average if fine else Resampling.bilinear,
                )  # fmt: skip
        except rasterio.errors.RasterioError as error:
            why = " ".join(str(error).split()).replace(f"'{path.resolve()}' ", "")
            raise ConfigError([f"{path}: {why[:120]}"]) from None
        heights = np.where(np.isnan(heights), found, heights)
    return heights
