"""Reports: one JSON object each -> where something was, and how sure that is.

field                      is
id                         of the report, made by who reports: the same one again is no second report
what                       seen or heard
time                       when, ISO 8601 with its zone; without it, when it came
lat_deg, lon_deg           where the observer stood
accuracy_m                 of that place, radius of 95 % (W3C Geolocation 7.3); /2.448 is one sigma
azimuth_deg, distance_m    from there, as far as people can tell; may be missing
kind                       drone, aircraft, helicopter, balloon, bird or unknown: bird and helicopter are words that
                           radars have too (I048/030 19 and 24)
by                         citizen or patrol
origin                     a pseudonym of where it was sent from, where the door gives one
anything else              text, names, photos: stays in the recorded bytes, nothing of it comes out here

given                      the object is, one sigma of each axis
azimuth and distance       there; the distance, which people guess to a factor of two, and 800 m: so that who says more
                           counts as much (tests/formats/citizen/test_witnesses.py)
azimuth                    at half of the reach; reach / sqrt(12), as anywhere along it
neither                    where the observer is; half the reach, as anywhere in a disc of that radius

Places of citizens come out on a grid of 0.005 degrees, 560 m by some 320 m, which adds a little to their error: who
stood at a door and heard something did not say where he lives.
"""

import math
from typing import Literal, NamedTuple

import msgspec

from sargas.errors import DecodeError
from sargas.formats.instants import instant_s
from sargas.geo.wgs84 import geodetic_from_enu

BIRD, HELICOPTER = 1 << 19, 1 << 24
_WORDS = {"bird": BIRD, "helicopter": HELICOPTER}
_CIRCLE_95 = 2.448
LEAST_M = 800.0
GRID_DEG = 0.005
GRID_SIGMA_M = 160.0
"""Of its longer side, 560 m / sqrt(12)."""


What = Literal["seen", "heard"]
Kind = Literal["drone", "aircraft", "helicopter", "balloon", "bird", "unknown"]


class Report(msgspec.Struct):
    """A report as it is sent."""

    id: str
    what: What
    lat_deg: float
    lon_deg: float
    time: str | None = None
    accuracy_m: float | None = None
    azimuth_deg: float | None = None
    distance_m: float | None = None
    kind: Kind = "unknown"
    by: Literal["citizen", "patrol"] = "citizen"
    origin: str = ""


class Reported(NamedTuple):
    """One report."""

    id: str
    by: str
    origin: str
    time_s: float | None
    lat_deg: float
    lon_deg: float
    sigma_m: float
    words: int
    """Bits of `Plots.warnings`."""


_DECODER = msgspec.json.Decoder(Report)


def reported(text: bytes, seen_m: float, heard_m: float) -> Reported:
    """One report, with the reach of eyes and ears. Raises DecodeError with a reason that holds nothing of theirs."""
    try:
        said = _DECODER.decode(text)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("$.")[2].rstrip("`")
        raise DecodeError(
            f"report that is wrong in {field if field in Report.__struct_fields__ else 'a field'}", 0
        ) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise DecodeError("text that is no report", 0) from None
    if not 0 < len(said.id) <= 64:
        raise DecodeError("report that is wrong in id", 0)
    if len(said.origin) > 64:
        raise DecodeError("report that is wrong in origin", 0)
    _bounded("lat_deg", said.lat_deg, -89.0, 89.0)
    _bounded("lon_deg", said.lon_deg, -180.0, 180.0)
    _bounded("accuracy_m", said.accuracy_m, 0.0, 100_000.0)
    _bounded("azimuth_deg", said.azimuth_deg, -360.0, 720.0)
    _bounded("distance_m", said.distance_m, 0.0, 100_000.0)
    ahead_m, sigma_m = _range(said, seen_m if said.what == "seen" else heard_m)
    turn = math.radians(said.azimuth_deg or 0.0)
    lat, lon, _ = geodetic_from_enu(
        ahead_m * math.sin(turn), ahead_m * math.cos(turn), 0.0, said.lat_deg, said.lon_deg, 0.0
    )
    grid_deg, grid_sigma_m = (GRID_DEG, GRID_SIGMA_M) if said.by == "citizen" else (1e-6, 0.0)
    return Reported(
        said.id,
        said.by,
        said.origin,
        None if said.time is None else _time_s(said.time),
        round(round(float(lat) / grid_deg) * grid_deg, 6),
        round(round(float(lon) / grid_deg) * grid_deg, 6),
        math.hypot(sigma_m, (said.accuracy_m or 0.0) / _CIRCLE_95, grid_sigma_m),
        _WORDS.get(said.kind, 0),
    )


def _range(said: Report, reach_m: float) -> tuple[float, float]:
    """(how far ahead, one sigma), metres."""
    if said.azimuth_deg is None:
        return 0.0, reach_m / 2.0
    if said.distance_m is None:
        return reach_m / 2.0, reach_m / math.sqrt(12.0)
    return said.distance_m, max(said.distance_m, LEAST_M)


def _bounded(name: str, value: float | None, least: float, most: float) -> None:
    if value is not None and not least <= value <= most:
        raise DecodeError(f"report that is wrong in {name}", 0)


def _time_s(text: str) -> float:
    try:
        return instant_s(text)
    except ValueError:
        raise DecodeError("report that is wrong in time", 0) from None
