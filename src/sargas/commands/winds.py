"""`sargas winds`: a forecast's winds aloft near a site as lines that the format `weather` reads.

Only so many are written as the picture keeps: see `sargas.sensing.wind`. Reading needs netCDF4 (the extra `grids`);
what reads the lines does not, and a journal holds what was known, not the forecast of half a continent.
"""

import sys
from pathlib import Path

import msgspec

from sargas.errors import ConfigError
from sargas.formats.weather.grid import HIGHEST_M, Area, Grid, read, text_of
from sargas.sensing.wind import KEPT_S, MOST


def run_winds(path: Path, around: str, radius_m: float, top_m: float, out: Path, as_json: bool) -> int:
    """Exit code 0; raises ConfigError where nothing can be read."""
    lat_deg, lon_deg = place_of(around)
    if not 0.0 < top_m <= HIGHEST_M:
        raise ConfigError([f"--top-m {top_m:g} is outside 0..{HIGHEST_M:g}"])
    found = _read(path, Area(lat_deg, lon_deg, radius_m, top_m, MOST, 2.0 * KEPT_S))
    head = f"# {' '.join(path.name.split())}: {found.said}\n"
    try:
        out.write_text(head + text_of(found.rows), encoding="utf-8")
    except OSError as error:
        raise ConfigError([f"{out}: {error.strerror}"]) from None
    if as_json:
        print(msgspec.json.encode({"winds": len(found.rows), "said": found.said, "out": str(out)}).decode())
    else:
        print(f"{len(found.rows)} winds: {found.said}; written to {out}", file=sys.stderr)
    return 0


def place_of(text: str) -> tuple[float, float]:
    """(lat_deg, lon_deg) of LATITUDE,LONGITUDE; raises ConfigError."""
    try:
        lat_deg, lon_deg = (float(part) for part in text.split(","))
    except ValueError:
        lat_deg = lon_deg = 999.0
    if not (abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0):
        raise ConfigError([f"--around {text}: a place is written LATITUDE,LONGITUDE in degrees, e.g. 54.63,25.28"])
    return lat_deg, lon_deg


def _read(path: Path, area: Area) -> Grid:
    if not path.is_file():  # before the library sees it: it would look for some names in the network
        raise ConfigError([f"{path}: no such file"])
    try:
        import netCDF4
    except ImportError:
        raise ConfigError(["grids need netCDF4, which is not installed: pip install 'sargas[grids]'"]) from None
    try:
        with netCDF4.Dataset(str(path.resolve())) as data:
            return read(data, area)
    except OSError as error:
        raise ConfigError([f"{path}: is no NetCDF ({' '.join(str(error).split())[:80]})"]) from None
    except (
        ValueError,
        RuntimeError,
        IndexError,
        KeyError,
        AttributeError,
        TypeError,
        OverflowError,
        MemoryError,
    ) as error:
        raise ConfigError([f"{path}: {' '.join(str(error).split())[:200]}"]) from None
