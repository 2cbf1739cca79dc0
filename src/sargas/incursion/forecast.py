"""Forecast: when and where an object on its course comes over an edge, with the error of both.

Rule: a lattice of equally probable ways of the one model of motion (`sargas.motion.going`) is flown on; of those that
meet the outline the times give p10, p50 and p90, and their share is the probability of entry. What turns on purpose is
not foreseen: therefore the time to a protected place is told for a straight way there, too, whatever the course.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geodesic import near_destination, near_distance_m
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.incursion.case import Case
from sargas.incursion.settings import Settings
from sargas.incursion.shapes import Shapes, shapes_of
from sargas.incursion.watch import Sight
from sargas.model.incident import Incident, PlaceAhead, Situation
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone
from sargas.motion import Settings as Motion
from sargas.motion import going_of, ways
from sargas.motion.going import POINTS

Floats = NDArray[np.float64]

FORESEE_S, FORESEE_SHARE, MOST_AT_ONCE = 3.0, 0.02, 8
"""What is foreseen is foreseen anew after this time, or this share of the time to entry; so much in one update."""
ENTRY = ("entry_p10_s", "entry_p90_s", "entry_probability", "entry_lat_deg", "entry_lon_deg")
NO_ENTRY: dict[str, Any] = dict.fromkeys(("time_to_border_s", *ENTRY))
"""Fields of an incident that only an approach has."""


class Forecast(NamedTuple):
    """Of one object against one outline; times from its state on."""

    probability: float
    """Of coming over the edge within the time asked for."""
    p10_s: float
    p50_s: float
    p90_s: float
    lat_deg: float
    """Where, at p50."""
    lon_deg: float


def forecast(
    shapes: Shapes, z: int, ways: tuple[Floats, ...], within_s: float, farthest_m: float, least: float = 0.1
) -> Forecast | None:
    """Of zone z on such ways (lat_deg, lon_deg, east_mps, north_mps); None where less than `least` come there."""
    lat, lon, east, north = ways
    of = np.full(POINTS, z)
    off_m = shapes.regions.signed_distance_m(of, lat, lon)
    within = np.full(POINTS, within_s)
    met_s = shapes.outlines.met_after_s(of, (lat, lon), (east, north), off_m, within, farthest_m)
    met_s = np.where(off_m <= 0.0, 0.0, met_s)
    some = np.sort(met_s[np.isfinite(met_s)])
    if not len(some) or len(some) < least * POINTS:
        return None
    p10, p50, p90 = (float(some[int(share * (len(some) - 1) + 0.5)]) for share in (0.1, 0.5, 0.9))
    middle = int(np.flatnonzero(met_s == p50)[0])
    course_deg = math.degrees(math.atan2(east[middle], north[middle]))
    at = near_destination(lat[middle], lon[middle], course_deg, p50 * math.hypot(east[middle], north[middle]))
    return Forecast(len(some) / POINTS, p10, p50, p90, float(at[0]), float(at[1]))


class Ahead:
    """What is told of an object that approaches: entry, and protected places in its reach.

    What was foreseen is gone on with for a while; for longer where too much is to be foreseen (MOST_AT_ONCE an update).
    """

    def __init__(self, zones: Sequence[Zone], judged: Shapes, settings: Settings, motion: Motion) -> None:
        """`zones`: all there are; `judged`: those of them in which presence needs authority."""
        self._settings, self._judged, self._motion = settings, judged, motion
        self._places = shapes_of([zone for zone in zones if zone.kind in settings.protected_kinds])
        bounds = self._places.regions.bounds_deg
        self._middle = (bounds[:, :2] + bounds[:, 2:]) / 2.0
        self._radius_m = near_distance_m(self._middle[:, 1], self._middle[:, 0], bounds[:, 1], bounds[:, 0])
        self._left = MOST_AT_ONCE

    def begin(self) -> None:
        """An update begins."""
        self._left = MOST_AT_ONCE

    def of(self, case: Case, situation: Situation, z: int, tracks: Tracks, i: int, sight: Sight) -> dict[str, Any]:
        """Fields of the incident of row i with zone z: the nearer it is the more often they are foreseen anew."""
        if situation not in ("approaching", "inside"):
            return NO_ENTRY | {"places": ()}
        now = case.incident
        goes_on = now.version > 0 and now.situation == situation
        waits_s = max(FORESEE_S, FORESEE_SHARE * (now.time_to_border_s or 0.0))
        if self._left <= 0 or (goes_on and sight.time_s - case.foreseen_s < waits_s):
            return _gone_on(now, sight) if goes_on else NO_ENTRY | {"time_to_border_s": _finite(sight.entry_s)}
        case.foreseen_s, self._left = sight.time_s, self._left - 1
        entry = self.entry(z, tracks, i, sight) if situation == "approaching" else NO_ENTRY
        return entry | {"places": self.places(tracks, i)}

    def entry(self, z: int, tracks: Tracks, i: int, sight: Sight) -> dict[str, Any]:
        """When and where row i enters zone z."""
        if not sight.entry_s < math.inf:
            return NO_ENTRY
        flown = ways(going_of(tracks, i), self._motion, sight.entry_s)
        within_s, farthest_m = self._judged.zones[z].approach_s, self._settings.farthest_approach_m
        found = forecast(self._judged, z, flown, within_s, farthest_m)
        if found is None:
            return NO_ENTRY | {"time_to_border_s": sight.entry_s}
        return {
            "time_to_border_s": found.p50_s,
            "entry_p10_s": found.p10_s,
            "entry_p90_s": found.p90_s,
            "entry_probability": found.probability,
            "entry_lat_deg": found.lat_deg,
            "entry_lon_deg": found.lon_deg,
        }

    def places(self, tracks: Tracks, i: int) -> tuple[PlaceAhead, ...]:
        """Protected places in the reach of row i, the soonest first."""
        settings, lat_deg, lon_deg = self._settings, tracks.lat_deg[i], tracks.lon_deg[i]
        speed_mps = float(np.hypot(tracks.east_mps[i], tracks.north_mps[i]))
        if speed_mps < settings.least_approach_mps or not self._places.zones:
            return ()
        reach_m, most = settings.protected_reach_s * speed_mps, settings.protected_most
        middle_m = near_distance_m(lat_deg, lon_deg, self._middle[:, 1], self._middle[:, 0])
        # The exact distance is asked of those alone that may be among the soonest: none is farther than its circle.
        farthest_m = np.sort(middle_m + self._radius_m)[:most][-1]
        near = np.flatnonzero(middle_m - self._radius_m <= min(reach_m, farthest_m))
        exact_m = self._places.regions.signed_distance_m(near, np.full(len(near), lat_deg), np.full(len(near), lon_deg))
        off_m = dict(zip(near.tolist(), np.maximum(exact_m, 0.0).tolist(), strict=True))
        soonest = sorted((k for k in off_m if off_m[k] <= reach_m), key=lambda k: (off_m[k], k))[:most]
        return tuple(self._place(k, off_m[k] / speed_mps, tracks, i) for k in soonest)

    def _place(self, k: int, direct_s: float, tracks: Tracks, i: int) -> PlaceAhead:
        name = self._places.zones[k].name
        east_m, north_m, _ = enu_from_geodetic(
            self._middle[k, 1], self._middle[k, 0], 0.0, tracks.lat_deg[i], tracks.lon_deg[i], 0.0
        )
        ahead_m = float(east_m * tracks.east_mps[i] + north_m * tracks.north_mps[i])
        if ahead_m < 0.0 and direct_s > FORESEE_S:  # behind it
            return PlaceAhead(name, direct_s, 0.0)
        flown = ways(going_of(tracks, i), self._motion, direct_s)
        reach_s, farthest_m = self._settings.protected_reach_s, self._settings.farthest_approach_m
        found = forecast(self._places, k, flown, reach_s, farthest_m, least=0.0)
        if found is None:
            return PlaceAhead(name, direct_s, 0.0)
        return PlaceAhead(name, direct_s, found.probability, found.p50_s)


def _gone_on(now: Incident, sight: Sight) -> dict[str, Any]:
    """What was foreseen, so much later."""
    if not sight.entry_s < math.inf:
        return NO_ENTRY
    if now.time_to_border_s is None:
        return {"time_to_border_s": sight.entry_s}
    gone_s = sight.time_s - now.updated_s
    told = {name: getattr(now, name) for name in ("time_to_border_s", "entry_p10_s", "entry_p90_s")}
    return {name: None if s is None else max(s - gone_s, 0.0) for name, s in told.items()}


def _finite(time_s: float) -> float | None:
    return time_s if time_s < math.inf else None
