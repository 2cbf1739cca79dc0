"""Detection reports -> plots: where an object is, how fast, how sure, and what its sensor takes it for.

field                    becomes                                                                     clause
location                 a place: x longitude or easting, y latitude or northing, z height; errors   6.4, location.proto
                         one sigma of each axis, in the unit of the axis
range_bearing            range, azimuth, elevation from the sensor's configured site; without one,   range_bearing.proto
                         a place seen from where the node says to be; without a range, a bearing
enu_velocity             velocity, in the units that the registration declares                       velocity.proto
object_id                the sensor's own track, as a number: 31 bits of a check sum                 6.4
id                       a claim: a call sign of at most 8 letters, else a remote id
classification           birds and manned rotary wings, as the words that radars have for them       6.4, I048/030
                         (codes 19 and 24); what does not fly is no plot
A height above the geoid becomes one above the ellipsoid (EGM96). Azimuths from magnetic north need the declination;
from grid north, or from a platform's heading, they are not used.
"""

import math
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.formats.sapient.nodes import Node
from sargas.geo.geoid import undulation_m
from sargas.geo.utm import geodetic_from_utm, zone_of
from sargas.geo.wgs84 import METRES_PER_DEG, enu_from_polar, geodetic_from_enu
from sargas.model.plot import ECHOES
from sargas.model.plots import BEARING, GEODETIC, HAS, POLAR, Plots
from sargas.model.sensor import Sensor

GROUND = frozenset(("human", "land vehicle", "sea vessel", "fixed object", "equipment"))
"""Classes of the core taxonomy that do not fly."""
BIRD, HELICOPTER = 1 << 19, 1 << 24
_WORDS = {"animal": (BIRD, "bird"), "air vehicle": (HELICOPTER, "manned rotary wing")}
"""Class -> the word that a sub-class of it stands for."""
RAD, UTM = 2, 5
DEG = math.degrees(1.0)
_GEOID = 2
_TRUE, _MAGNETIC = 1, 2
_ROOT_2 = math.sqrt(2.0)
_NAN = math.nan


class Seen(NamedTuple):
    """One detection that may be a plot; what is not given is NaN, an error that is not given 0."""

    numbers: tuple[float, ...]
    """In the order of COLUMNS."""
    zone: tuple[int, bool] | None
    """UTM zone of `x` and `y`."""
    object_id: str
    claim: str


COLUMNS = (
    *("kind", "x", "y", "z", "x_sigma", "y_sigma", "z_sigma", "unit_m", "geoid"),
    *("east", "north", "up", "v_sigma", "words"),
)
"""Of a place x and y are longitude and latitude in degrees, or easting and northing, z the height; x_sigma and y_sigma
are in unit_m metres, where a degree of longitude shrinks with latitude. Of a direction they are azimuth and elevation
in degrees, z the range in metres. `geoid`: z is above it."""
_AT = {name: k for k, name in enumerate(COLUMNS)}


def seen(report: Any, node: Node, sensor: Sensor, declination_deg: float | None) -> Seen | str:
    """What a sound detection report measured; or, in one line, why it is no plot."""
    words = words_of(report)
    if words < 0:
        return "detection of what does not fly"
    zone = None
    if report.HasField("location"):
        at = report.location
        if at.coordinate_system == UTM:
            zone = zone_of(at.utm_zone or node.zone)
            if zone is None:
                return "location in a UTM zone that is none"
        measured: Any = place(at)
    else:
        measured = _direction(report.range_bearing, node, sensor, declination_deg)
        if isinstance(measured, str):
            return measured
    return Seen((*measured, *_velocity(report, node), words), zone, report.object_id, report.id)


def place(at: Any) -> tuple[float, ...]:
    """The first nine of COLUMNS, of a sound location."""
    height = at.z if at.HasField("z") else _NAN
    geoid = 1.0 if at.datum == _GEOID else 0.0
    if at.coordinate_system == UTM:
        return GEODETIC, at.x, at.y, height, at.x_error, at.y_error, at.z_error, 1.0, geoid
    deg = DEG if at.coordinate_system == RAD else 1.0
    unit_m = deg * METRES_PER_DEG
    return GEODETIC, at.x * deg, at.y * deg, height, at.x_error, at.y_error, at.z_error, unit_m, geoid


def _direction(to: Any, node: Node, sensor: Sensor, declination_deg: float | None) -> tuple[float, ...] | str:
    if not to.HasField("azimuth"):
        return "detection without an azimuth"
    add = 0.0
    if to.datum == _MAGNETIC:
        if declination_deg is None:
            return "azimuth from magnetic north: set declination_deg in the feed's settings"
        add = declination_deg
    elif to.datum != _TRUE:
        return "azimuth from grid north or from a platform: not used"
    deg = DEG if to.coordinate_system in (2, 4) else 1.0
    metres = 1000.0 if to.coordinate_system in (3, 4) else 1.0
    azimuth = (to.azimuth * deg + add) % 360.0 % 360.0  # a tiny negative angle is 360 after the first
    elevation = to.elevation * deg if to.HasField("elevation") else _NAN
    errors = to.azimuth_error * deg, to.elevation_error * deg, to.range_error * metres
    site, of_system = sensor.site, sensor.kind == "system"
    if of_system or site is None:  # another system's report is its track: a place, never a look of ours
        where = node.site if site is None else (site.lat_deg, site.lon_deg, site.height_m)
        if where is None:
            return "direction from a sensor whose place is not known: configure its site"
        if not to.HasField("range"):
            return "direction without a range: not used without the sensor's site, or of another system"
        return _from_node(where, azimuth, elevation, to.range * metres, errors)
    if not to.HasField("range"):
        return BEARING, azimuth, elevation, _NAN, *errors, 1.0, 0.0
    return POLAR, azimuth, elevation, to.range * metres, *errors, 1.0, 0.0


def _from_node(
    site: tuple[float, float, float], azimuth: float, elevation: float, range_m: float, errors: tuple[float, ...]
) -> tuple[float, ...]:
    """A place seen from where a node says to be: one that moves has no configured site."""
    level = math.isnan(elevation)
    lat, lon, height = geodetic_from_enu(*enu_from_polar(range_m, azimuth, 0.0 if level else elevation), *site)
    across, up = (range_m * math.radians(error) for error in errors[:2])
    along = errors[2]
    turn = math.radians(azimuth)
    told = across > 0.0 and along > 0.0
    east = math.hypot(along * math.sin(turn), across * math.cos(turn)) if told else 0.0
    north = math.hypot(along * math.cos(turn), across * math.sin(turn)) if told else 0.0
    return GEODETIC, float(lon), float(lat), _NAN if level else float(height), east, north, up, 1.0, 0.0


def _velocity(report: Any, node: Node) -> tuple[float, ...]:
    if not report.HasField("enu_velocity"):
        return _NAN, _NAN, _NAN, 0.0
    rate, unit = report.enu_velocity, node.horizontal_mps
    up = rate.up_rate * node.up_mps if rate.HasField("up_rate") else _NAN
    sigma = math.hypot(rate.east_rate_error, rate.north_rate_error) * unit / _ROOT_2
    return rate.east_rate * unit, rate.north_rate * unit, up, sigma


def words_of(report: Any) -> int:
    """Bits of `Plots.warnings` that its sensor's classes stand for; -1 where the likeliest does not fly."""
    classes = report.classification
    if not classes:
        return 0
    best = classes[0] if len(classes) == 1 else max(classes, key=lambda one: one.confidence)
    name = best.type.strip().lower()
    if name in GROUND:
        return -1
    if name == "bird":
        return BIRD
    if name in _WORDS:
        word, kind = _WORDS[name]
        for one in best.sub_class:
            if one.type.strip().lower() == kind:
                return word
    return 0


def plots_of(found: Sequence[Seen], ids: tuple[str, ...]) -> tuple[Plots, NDArray[np.bool_]]:
    """(plots of those that are somewhere, which those are (N,)): their places, velocities, words, claims and numbers of
    the sensor's tracks. Times, sensors and records are the caller's to give."""
    table = np.array([one.numbers for one in found], np.float64).reshape(-1, len(COLUMNS))
    of = {name: table[:, k] for name, k in _AT.items()}
    plots = Plots.empty(len(found), ids)
    plots.kind[:], plots.echo[:] = of["kind"], ECHOES.index("other")
    is_place, is_polar = plots.kind == GEODETIC, plots.kind == POLAR
    lon, lat = _geodetic(of, is_place, found)
    somewhere = np.isfinite(lat)
    raised = is_place & (of["geoid"] == 1.0) & np.isfinite(of["z"]) & somewhere
    height = of["z"].copy()
    if raised.any():
        height[raised] += undulation_m(lat[raised], lon[raised])

    plots.lat_deg[:], plots.lon_deg[:] = np.where(is_place, lat, 0.0), np.where(is_place, lon, 0.0)
    plots.azimuth_deg[:] = np.where(is_place, 0.0, of["x"])
    plots.range_m[:] = np.where(is_polar, of["z"], 0.0)
    plots.give("height_m", height, is_place)
    plots.give("elevation_deg", of["y"], ~is_place)
    both = (of["x_sigma"] > 0.0) & (of["y_sigma"] > 0.0)
    shrunk = np.where(of["unit_m"] > 1.0, np.cos(np.radians(lat)), 1.0)
    error_m = np.hypot(of["x_sigma"] * shrunk, of["y_sigma"]) * of["unit_m"] / _ROOT_2
    plots.give("sigma_horizontal_m", error_m, is_place & both)
    plots.give("sigma_height_m", of["z_sigma"], is_place & np.isfinite(height))
    plots.give("sigma_azimuth_deg", of["x_sigma"], ~is_place)
    plots.give("sigma_elevation_deg", of["y_sigma"], ~is_place & np.isfinite(of["y"]))
    plots.give("sigma_range_m", of["z_sigma"], is_polar)
    for name in ("east", "north", "up"):
        plots.give(f"{name}_mps", of[name], is_place)
    plots.give("sigma_velocity_mps", of["v_sigma"], is_place)
    plots.warnings[:] = of["words"].astype(np.uint64)
    plots.sensor_track[:] = [zlib.crc32(one.object_id.encode()) & 0x7FFFFFFF for one in found]
    plots.has |= np.uint32(HAS["sensor_track"])
    _claims(plots, found)
    return (plots if somewhere.all() else plots.take(somewhere)), somewhere


def _geodetic(
    of: dict[str, NDArray[np.float64]], is_place: NDArray[np.bool_], found: Sequence[Seen]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(lon, lat) in degrees, 0 of directions, NaN where a UTM zone has no such place."""
    lon, lat = np.where(is_place, of["x"], 0.0), np.where(is_place, of["y"], 0.0)
    rows = [k for k, one in enumerate(found) if one.zone is not None]
    if rows:
        number, north = (np.array(part) for part in zip(*(found[k].zone or (0, True) for k in rows), strict=True))
        lat[rows], lon[rows] = geodetic_from_utm(lon[rows], lat[rows], number, north)
    return lon, lat


def _claims(plots: Plots, found: Sequence[Seen]) -> None:
    for k, one in enumerate(found):
        text = "".join(letter for letter in one.claim if " " < letter <= "~")[:24] if one.claim else ""
        if text:
            name = "callsign" if len(text) <= 8 else "remote_id"
            getattr(plots, name)[k] = text.encode()
            plots.has[k] |= np.uint32(HAS[name])
