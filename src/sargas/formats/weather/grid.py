"""Winds aloft of a forecast, from a grid in NetCDF with the names of the CF conventions: a data set -> rows.

winds    eastward_wind and northward_wind, or variables called u and v, on latitudes, longitudes and a vertical axis
place    latitude, longitude: axes of their own. A grid that is turned against them (Lambert, rotated pole), by its
         axes or its grid mapping, is refused: its winds would be turned too
time     the time for which it was reckoned, in any unit `since`
height   height or altitude in metres; of pressure levels the geopotential, or geopotential height, of the same file,
         or where there is none the height of the standard atmosphere (ICAO Doc 7488, eq. 1 of 0 to 11 km). All are
         near enough above the ellipsoid for a wind
units    of winds, geopotential and axes are needed, and what they are not is refused; heights count upwards
other    axes of one value; more than one (members of an ensemble) are refused

A model has millions of values and the picture keeps some hundred: what is near enough is taken, and of that every
second, third ... place in each direction, the one nearest to the site among them, until so many are left.
Source: CF Metadata Conventions 1.11, 4.1 to 4.4 and appendix B.
"""

import math
from collections.abc import Sequence
from datetime import UTC
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.formats.weather.wire import RANGES, WindRow
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

G_MPS2 = 9.80665
"""Standard gravity: geopotential over it is geopotential height."""
HIGHEST_M = 11_000.0
_NORTH = ("degrees_north", "degree_north", "degree_N", "degrees_N", "degreeN", "degreesN")
_EAST = ("degrees_east", "degree_east", "degree_E", "degrees_E", "degreeE", "degreesE")
_PRESSURE_HPA = {"Pa": 0.01, "hPa": 1.0, "mbar": 1.0, "millibar": 1.0, "millibars": 1.0, "mb": 1.0}
_METRES = ("m", "metre", "metres", "meter", "meters", "gpm")
_HEIGHTS = ("height", "altitude", "geopotential_height", "height_above_mean_sea_level")
_MPS = ("m s-1", "m s**-1", "m/s", "m s^-1", "m.s-1", "meter second-1", "meters/second", "meters per second", "ms-1")
_M2PS2 = ("m2 s-2", "m**2 s**-2", "m^2 s^-2", "m2/s2", "m**2/s**2", "m2.s-2", "J kg-1", "J kg**-1", "J/kg")
_KINDS = {"latitude": "lat", "longitude": "lon", "time": "time", "air_pressure": "pressure"}


class Area(NamedTuple):
    """What is near enough, and how many reports of it."""

    lat_deg: float
    lon_deg: float
    radius_m: float
    top_m: float
    most: int
    """So many at most ..."""
    within_s: float
    """... in a time so long: as many as are known at once."""


class Grid(NamedTuple):
    """The winds, by time, level and place; `said`: in one line, what they are of."""

    rows: list[WindRow]
    said: str


def standard_height_m(pressure_hpa: Floats) -> Floats:
    """Height of a pressure in the standard atmosphere, below 11 km."""
    result: Floats = 288.15 / 0.0065 * (1.0 - (pressure_hpa / 1013.25) ** (287.05287 * 0.0065 / G_MPS2))
    return result


def read(data: Any, area: Area) -> Grid:
    """The winds of a data set (`netCDF4.Dataset`) near a site. Raises ValueError, in one line, where there are none."""
    east, north, kinds = _winds(data)
    axes = {kind: np.ma.filled(data.variables[name][:], np.nan).astype(np.float64) for kind, name in kinds.items()}
    level = "pressure" if "pressure" in kinds else "height"
    high_m, how, geopotential = _heights(data, east, level, axes[level], kinds)
    times_s = _times_s(data, kinds)
    levels = np.flatnonzero(high_m <= area.top_m)
    lat, lon, every = _places(axes["lat"], axes["lon"], area, _busiest(times_s, area.within_s) * max(len(levels), 1))
    if not len(levels) or not len(lat):
        raise ValueError("no wind of it is near the site and low enough")
    taken = {"lat": np.unique(lat), "lon": np.unique(lon), level: levels}
    rows: list[WindRow] = []
    for k, time_s in enumerate(times_s.tolist()):
        slab = [
            None if field is None else _slab(field, kinds, level, {**taken, "time": np.array([k])})
            for field in (east, north, geopotential)
        ]
        at = np.searchsorted(taken["lat"], lat), np.searchsorted(taken["lon"], lon)
        for n, level_m in enumerate(high_m[levels].tolist()):
            east_mps, north_mps = (field[n][at] for field in slab[:2] if field is not None)
            over_m = np.full(len(lat), level_m) if slab[2] is None else slab[2][n][at]
            rows += _rows(time_s, axes["lat"][lat], axes["lon"][lon], over_m, east_mps, north_mps, area.top_m)
    where = f"{len(lat)} places" + (f" (every {every}. of the grid in each direction)" if every > 1 else "")
    return Grid(rows, f"{len(times_s)} times, {len(levels)} levels, {how}, {where}")


def _rows(
    time_s: float, lat_deg: Floats, lon_deg: Floats, high_m: Floats, east_mps: Floats, north_mps: Floats, top_m: float
) -> list[WindRow]:
    """Of one time and level; what is missing is left out."""
    speed_mps = np.hypot(east_mps, north_mps)
    from_deg = np.degrees(np.arctan2(-east_mps, -north_mps)) % 360.0
    low, high = RANGES["height_m"][0], RANGES["speed_mps"][1]
    good = np.isfinite(speed_mps) & (speed_mps <= high) & np.isfinite(high_m) & (low <= high_m) & (high_m <= top_m)
    columns = (lat_deg, (lon_deg + 180.0) % 360.0 - 180.0, high_m, from_deg, speed_mps)
    return [WindRow(time_s, *row) for row in zip(*(column[good].tolist() for column in columns), strict=True)]


def _kind(data: Any, name: str) -> str:
    """lat, lon, time, pressure or height of an axis; else "axis" with its name."""
    axis = data.variables.get(name)
    units, standard = (str(getattr(axis, key, "")).strip() for key in ("units", "standard_name"))
    if units in _NORTH or units in _EAST:
        # grid latitudes are degrees too, and of a rotated pole: told by their name alone
        return "turned" if standard.startswith("grid_") else "lat" if units in _NORTH else "lon"
    if standard in _KINDS and (standard != "air_pressure" or units in _PRESSURE_HPA):
        return _KINDS[standard]
    if " since " in units and standard in ("", "time"):
        return "time"
    if units in _PRESSURE_HPA:
        return "pressure"
    if str(getattr(axis, "positive", "up")).lower() != "up":
        return f"axis {name}"  # a depth
    if units in _METRES and (standard in _HEIGHTS or name in _HEIGHTS or str(getattr(axis, "axis", "")) == "Z"):
        return "height"
    return f"axis {name}"


def _winds(data: Any) -> tuple[Any, Any, dict[str, str]]:
    """(eastward, northward, kind of axis -> its name) of the winds that have a vertical axis."""
    reasons: list[str] = []
    for field in data.variables.values():
        if str(getattr(field, "standard_name", "")) != "eastward_wind" and field.name != "u":
            continue
        kinds = {_kind(data, name): name for name in field.dimensions}
        needed = {"lat", "lon", "pressure" if "pressure" in kinds else "height"}
        more = [
            name for kind, name in kinds.items() if kind not in needed | {"time"} and data.dimensions[name].size > 1
        ]
        if not needed <= kinds.keys():
            reasons.append(f"{field.name} is not on axes of latitude, longitude and height")
        elif _units(field) not in _MPS:
            reasons.append(f"{field.name} is not in metres a second")
        elif not _is_upright(data, field):
            reasons.append(f"{field.name} is on a grid that is turned against latitude and longitude")
        elif more:
            reasons.append(f"{field.name} has several values along {more[0]}: one is to be chosen")
        else:
            other = _partner(data, field)
            if other is None:
                reasons.append(f"{field.name} has no northward wind beside it")
            elif _units(other) not in _MPS:
                reasons.append(f"{other.name} is not in metres a second")
            else:
                return field, other, {kind: name for kind, name in kinds.items() if kind in needed | {"time"}}
    raise ValueError("; ".join(reasons) or "no eastward_wind, and nothing called u")


def _units(field: Any) -> str:
    return str(getattr(field, "units", "")).strip()


def _is_upright(data: Any, field: Any) -> bool:
    """Whether its grid mapping, where it names one, is that of latitudes and longitudes (CF 5.6)."""
    named = str(getattr(field, "grid_mapping", "")).partition(":")[0].split()
    if not named:
        return True
    mapping = data.variables.get(named[0])
    return str(getattr(mapping, "grid_mapping_name", "")) == "latitude_longitude"


def _partner(data: Any, east: Any) -> Any:
    for field in data.variables.values():
        named = str(getattr(field, "standard_name", "")) == "northward_wind" or field.name == "v"
        if named and field.dimensions == east.dimensions:
            return field
    return None


def _heights(data: Any, east: Any, level: str, values: Floats, kinds: dict[str, str]) -> tuple[Floats, str, Any]:
    """(heights of the levels, how they are known, the field of geopotential where there is one)."""
    if level == "height":
        over_ground = str(getattr(data.variables[kinds[level]], "standard_name", "")) == "height"
        return values, "heights of the file" + (" (above the ground)" if over_ground else ""), None
    standard_m = standard_height_m(values * _PRESSURE_HPA[str(data.variables[kinds[level]].units).strip()])
    for field in data.variables.values():
        named = str(getattr(field, "standard_name", ""))
        if named in ("geopotential", "geopotential_height") and field.dimensions == east.dimensions:
            if _units(field) not in (_M2PS2 if named == "geopotential" else _METRES):
                raise ValueError(f"{named} is in {_units(field) or 'no unit'}: m2 s-2, or of the height m, is needed")
            return standard_m, f"heights by the {named.replace('_', ' ')} of the file", field
    return standard_m, "heights by the standard atmosphere", None


def _times_s(data: Any, kinds: dict[str, str]) -> Floats:
    """UTC Unix seconds of the times that the winds are for."""
    scalars = [name for name in data.variables if not data.variables[name].dimensions and _kind(data, name) == "time"]
    name = kinds.get("time") or next(iter(scalars), None)
    if name is None:
        raise ValueError("no time")
    axis = data.variables[name]
    from cftime import num2pydate  # comes with netCDF4, which is not always there

    when = np.atleast_1d(num2pydate(axis[:], axis.units, getattr(axis, "calendar", "standard")))
    return np.array([one.replace(tzinfo=UTC).timestamp() for one in when.tolist()])


def _busiest(times_s: Floats, within_s: float) -> int:
    """The most times that lie within so long."""
    ordered = np.sort(times_s)
    return int(np.max(np.searchsorted(ordered, ordered + within_s, "right") - np.arange(len(ordered)), initial=1))


def _places(lat_deg: Floats, lon_deg: Floats, area: Area, each: int) -> tuple[Ints, Ints, int]:
    """(rows of latitudes, of longitudes, every how manieth): places in reach of the site, few enough for `each`."""
    north_m = (lat_deg - area.lat_deg) * MERIDIAN_M_PER_DEG
    east_m = (
        ((lon_deg - area.lon_deg + 180.0) % 360.0 - 180.0) * MERIDIAN_M_PER_DEG * math.cos(math.radians(area.lat_deg))
    )
    if not (len(lat_deg) and len(lon_deg)):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 1
    middle = int(np.argmin(np.abs(north_m))), int(np.argmin(np.abs(east_m)))
    inside = np.hypot(north_m[:, None], east_m[None, :]) <= area.radius_m
    for every in range(1, max(len(lat_deg), len(lon_deg)) + 1):
        on = [(np.arange(len(m)) - at) % every == 0 for m, at in zip((north_m, east_m), middle, strict=True)]
        rows, columns = np.nonzero(inside & on[0][:, None] & on[1][None, :])
        if len(rows) * each <= area.most:
            return rows, columns, every
    raise ValueError(f"at one place alone it has more than {area.most} winds within {area.within_s / 3600.0:.0f} hours")


def _slab(field: Any, kinds: dict[str, str], level: str, taken: dict[str, Ints]) -> Floats:
    """Values (levels, latitudes, longitudes) of one time, in the order of `taken`; in SI."""
    order = list(field.dimensions)
    by_name = {name: taken[kind] for kind, name in kinds.items()}
    index = tuple(by_name.get(name, np.zeros(1, np.int64)) for name in order)
    values = np.ma.filled(field[index].astype(np.float64), np.nan)
    wanted = [order.index(kinds[kind]) for kind in (level, "lat", "lon")]
    rest = [k for k in range(len(order)) if k not in wanted]
    values = values.transpose([*rest, *wanted]).reshape([values.shape[k] for k in wanted])
    if str(getattr(field, "standard_name", "")) == "geopotential":
        values = values / G_MPS2
    result: Floats = values
    return result


def text_of(rows: Sequence[WindRow]) -> str:
    """The lines that `wire.row` reads, by time."""
    return "".join(
        f"{row.timestamp:.0f},wind,{row.lat_deg:.4f},{row.lon_deg:.4f},{row.height_m:.0f},"
        f"{row.from_deg:.1f},{row.speed_mps:.2f}\n"
        for row in sorted(rows, key=lambda row: row.timestamp)
    )
