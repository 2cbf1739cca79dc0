"""Corridors: which tracks keep to a zone of kind corridor, and since when.

Rule: within its outline, its hours and its height band, and where it names courses, on one of them within
`corridor_course_deg`. A height that is not known, or that rests on pressure without QNH, is within no band: this is
evidence for somebody, so doubt is against it. Who leaves it begins anew.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geoid import undulation_m
from sargas.geo.region import Region
from sargas.model.height import Height
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone
from sargas.picture.settings import Settings
from sargas.picture.table import Rows, Table

_PRESSURE = HEIGHT_SOURCES.index("pressure_standard")
_BLIND_MPS = 3.0
"""Slower than this has no course."""
Bools = NDArray[np.bool_]


class Corridors:
    """Of all zones; a corridor is known by its place among them, from 1 on."""

    def __init__(self, zones: Sequence[Zone], settings: Settings) -> None:
        self._settings = settings
        self._of = [(k, zone, Region.from_rings(zone.polygons)) for k, zone in enumerate(zones, 1) if _is_one(zone)]

    def follow(self, table: Table, rows: Rows) -> None:
        """Rows that were just measured."""
        tracks, memory = table.tracks, table.memory
        if not self._of:  # a checkpoint may be of a site that had some
            tracks.corridor[:], memory.corridor_since_s[:] = 0, 0.0
        if not self._of or not len(rows):
            return
        seen = tracks.take(rows)
        kept, found = np.zeros(len(rows), np.int16), np.zeros(len(rows), np.int16)
        for k, zone, region in self._of:
            within = region.contains(seen.lat_deg, seen.lon_deg)
            if within.any():
                within &= _on(zone, seen.time_s) & self._in_band(zone, seen) & self._on_course(zone, seen)
            kept[within & (seen.corridor == k)] = k
            found[within & (found == 0)] = k
        now = np.where(kept > 0, kept, found)
        entered = (now > 0) & (now != seen.corridor)
        since_s = np.where(entered, seen.updated_s, memory.corridor_since_s[rows])
        memory.corridor_since_s[rows] = np.where(now > 0, since_s, 0.0)
        tracks.corridor[rows] = now

    def _in_band(self, zone: Zone, tracks: Tracks) -> Bools:
        inside = np.ones(len(tracks), np.bool_)
        for limit, sign in ((zone.floor, 1.0), (zone.ceiling, -1.0)):
            if limit is not None and not (sign > 0 and limit.is_ground):
                height_m, known = self._height_m(limit, tracks)
                inside &= known & (sign * (height_m - limit.value_m) >= 0.0)
        return inside

    def _height_m(self, limit: Height, tracks: Tracks) -> tuple[NDArray[np.float64], Bools]:
        """Heights in the reference of a limit, and where they are known."""
        if limit.ref == "flight_level":
            return tracks.pressure_altitude_m, tracks.given("pressure_altitude_m")
        known = tracks.given("height_m") & (tracks.height_source != _PRESSURE)
        if limit.ref == "ellipsoid":
            return tracks.height_m, known
        if limit.ref == "agl":
            return tracks.height_m - self._settings.classification_ground_m, known
        return tracks.height_m - undulation_m(tracks.lat_deg, tracks.lon_deg), known

    def _on_course(self, zone: Zone, tracks: Tracks) -> Bools:
        if not zone.courses_deg:
            return np.ones(len(tracks), np.bool_)
        course_deg = np.degrees(np.arctan2(tracks.east_mps, tracks.north_mps))
        off_deg = np.abs((course_deg[:, None] - np.array(zone.courses_deg) + 180.0) % 360.0 - 180.0).min(axis=1)
        moving = np.hypot(tracks.east_mps, tracks.north_mps) >= _BLIND_MPS
        result: Bools = moving & (off_deg <= self._settings.corridor_course_deg)
        return result


def _is_one(zone: Zone) -> bool:
    return zone.kind == "corridor"


def _on(zone: Zone, time_s: NDArray[np.float64]) -> Bools:
    on = np.full(len(time_s), not zone.hours)
    for begin_s, end_s in zone.hours:
        on |= (begin_s <= time_s) & (time_s < end_s)
    return on
