"""The sieve: which tracks may concern which zones at all, by boxes in longitude and latitude, before any polygon.

Rule: a zone is met where its box meets the box of the track's way within the zone's approach time, grown by five
sigma; where its limits do not keep the track out by far; where its hours are on, and what it accepts does not make the
track lawful. Who is lawful by a flight of the list alone is watched on, for the flight may stop counting. Never drops a
track that the polygon would have kept. Zones that cross the antimeridian are to be split there, as RFC 7946 (3.1.9)
asks.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.incursion.authority import authorised, being_weighed
from sargas.incursion.flights import Flights
from sargas.incursion.settings import Settings
from sargas.model.claims import CONSPICUITY_CODES
from sargas.model.flight import Flight
from sargas.model.identity import BASES
from sargas.model.tracks import COASTING, CONFIRMED, Tracks
from sargas.model.zone import Zone

_M_PER_DEG = 110_500.0
"""Shortest degree of latitude, rounded down."""
_BENDS = 0.05
"""Of the way: how far the geodesic may leave the box of its ends as drawn in longitude and latitude."""
_LON_M, _LAT_M = 111_320.0, 111_700.0
"""Longest degrees, of longitude at the equator and of latitude."""
_LARGE_M = 50_000.0
"""A zone of a larger radius is not sifted by its circle: a plane bends too much over so far."""
_FAR_M = 1500.0
"""More than the geoid, the ground and a missing QNH can move a height limit."""


Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Leave(NamedTuple):
    """What makes the presence of N rows in Z zones lawful, each bool (Z, N)."""

    shown: NDArray[np.bool_]
    """The identity, or its basis."""
    listed: NDArray[np.bool_]
    """A flight of the list, and nothing else."""


class Sieve:
    """Boxes, hours and authorities of the zones and the list of flights, ready for many tracks at once."""

    def __init__(
        self,
        zones: Sequence[Zone],
        settings: Settings,
        flights: Sequence[Flight] = (),
        conspicuity_codes: Sequence[str] = CONSPICUITY_CODES,
    ) -> None:
        self.flights = Flights(flights, zones, settings, conspicuity_codes)
        places = [np.array([p for rings in zone.polygons for p in rings[0]]) for zone in zones]
        self._low = np.array([p.min(axis=0) for p in places]).reshape(-1, 2)
        self._high = np.array([p.max(axis=0) for p in places]).reshape(-1, 2)
        self._middle = (self._low + self._high) / 2.0
        flattest = np.cos(np.radians(np.minimum(np.abs(self._low[:, 1]), np.abs(self._high[:, 1]))))
        flattest = np.where(self._low[:, 1] * self._high[:, 1] <= 0.0, 1.0, flattest)
        across = (self._high - self._low) * np.stack([_LON_M * flattest, np.full(len(zones), _LAT_M)], axis=1)
        self._radius_m = np.hypot(*across.T) / 2.0
        """Of a circle about the box."""
        self._tree = shapely.STRtree(shapely.box(*self._low.T, *self._high.T))
        self._approach_s = np.array([zone.approach_s for zone in zones])
        self._floor_m = np.array([zone.floor.value_m if zone.floor else -np.inf for zone in zones])
        self._ceiling_m = np.array([zone.ceiling.value_m if zone.ceiling else np.inf for zone in zones])
        self._foreign_age_s = settings.foreign_age_s
        self._hours = [zone.hours for zone in zones]
        self._farthest_m = settings.farthest_approach_m
        self._accepted = list(dict.fromkeys(zone.authorised_by for zone in zones))
        self._accepts = np.array([self._accepted.index(zone.authorised_by) for zone in zones], np.int64)

    def active(self, time_s: float) -> NDArray[np.bool_]:
        """Zones whose hours are on, bool (Z,)."""
        return np.array([not h or any(a <= time_s < b for a, b in h) for h in self._hours], np.bool_)

    def next_change_s(self, time_s: float) -> float:
        """When the hours of a zone next begin or end; inf where none does."""
        borders = (border for hours in self._hours for hour in hours or () for border in hour)
        return min((border_s for border_s in borders if border_s > time_s), default=math.inf)

    def leave(self, tracks: Tracks) -> Leave:
        """Who is lawful in which zones; to be asked once for each state of a row."""
        lawful = np.ones((len(self._accepted), len(tracks)), np.bool_)
        for row, by in zip(lawful, self._accepted, strict=True):
            row[:] = authorised(tracks, by)
        shown = lawful[self._accepts]
        listed = self.flights.lawful(tracks) & ~shown if len(self.flights) else np.zeros_like(shown)
        return Leave(shown, listed)

    def reason(self, tracks: Tracks, i: int, z: int) -> str:
        """What speaks for row i in zone z: its flight, or else the basis of its identity and why no flight does."""
        said = BASES[int(tracks.identity_basis[i])]
        lawful, listed = self.flights.reason(tracks, i, z) if len(self.flights) else (False, "")
        return listed if lawful else f"{said}; {listed}" if listed else said

    def suspects(self, tracks: Tracks, leave: Leave) -> tuple[Tracks, Leave]:
        """Rows to be watched at all, and their leave: all that do not show what every zone accepts."""
        live = (tracks.status == CONFIRMED) | (tracks.status == COASTING)
        live &= tracks.stands() & ~being_weighed(tracks)
        live &= (tracks.reported_by < 0) | (tracks.time_s - tracks.first_s >= self._foreign_age_s)
        rows = np.flatnonzero(live & ~leave.shown.all(axis=0))
        return tracks.take(rows), Leave(leave.shown[:, rows], leave.listed[:, rows])

    def in_reach(self, tracks: Tracks) -> NDArray[np.bool_]:
        """Whether each row can come to each zone's box in time and height, bool (Z, N)."""
        near = np.zeros((len(self._low), len(tracks)), np.bool_)
        speed_mps = np.hypot(tracks.east_mps, tracks.north_mps)
        sigma_m = tracks.ellipses()[0]
        way_s = np.minimum(self._approach_s.max(initial=0.0), self._farthest_m / np.maximum(speed_mps, 0.1))
        n, z = self._tree.query(shapely.box(*self._box(tracks, np.arange(len(tracks)), speed_mps, sigma_m, way_s)))
        # Of those that might: as far as it comes in the time of this very zone, along its way and at its height.
        way_s = np.minimum(self._approach_s[z], self._farthest_m / np.maximum(speed_mps[n], 0.1))
        west, south, east, north = self._box(tracks, n, speed_mps, sigma_m, way_s)
        (low_lon, low_lat), (high_lon, high_lat) = self._low[z].T, self._high[z].T
        met = (east >= low_lon) & (west <= high_lon) & (north >= low_lat) & (south <= high_lat)
        grown_m = _BENDS * speed_mps[n] * way_s + 5.0 * sigma_m[n]
        met &= self._on_way(tracks, n, z, speed_mps, speed_mps[n] * way_s, grown_m)
        known = tracks.given("height_m")[n]
        off_m = 5.0 * np.sqrt(tracks.covariance[n, 11]) + _FAR_M
        met &= ~(known & (tracks.height_m[n] - off_m > self._ceiling_m[z]))
        met &= ~(known & (tracks.height_m[n] + off_m < self._floor_m[z]))
        near[z[met], n[met]] = True
        return near

    @staticmethod
    def _box(tracks: Tracks, n: Ints, speed_mps: Floats, sigma_m: Floats, way_s: Floats) -> tuple[Floats, ...]:
        """(west, south, east, north) in degrees of the ways of rows `n` in `way_s`, grown; each as `n`."""
        speed_mps, lat_deg, lon_deg = speed_mps[n], tracks.lat_deg[n], tracks.lon_deg[n]
        grown_m = _BENDS * speed_mps * way_s + 5.0 * sigma_m[n]
        farthest_deg = np.minimum(np.abs(lat_deg) + (speed_mps * way_s + grown_m) / _M_PER_DEG, 89.0)
        lon_m = _M_PER_DEG * np.cos(np.radians(farthest_deg))
        east, north = tracks.east_mps[n] * way_s / lon_m, tracks.north_mps[n] * way_s / _M_PER_DEG
        lon, lat = grown_m / lon_m, grown_m / _M_PER_DEG
        return (
            lon_deg + np.minimum(east, 0.0) - lon,
            lat_deg + np.minimum(north, 0.0) - lat,
            lon_deg + np.maximum(east, 0.0) + lon,
            lat_deg + np.maximum(north, 0.0) + lat,
        )

    def _on_way(
        self, tracks: Tracks, n: Ints, z: Ints, speed_mps: Floats, way_m: Floats, grown_m: Floats
    ) -> NDArray[np.bool_]:
        """Whether the circle about each zone's box is touched by the row's way; True of zones that are large."""
        lat_deg = (tracks.lat_deg[n] + self._middle[z, 1]) / 2.0
        east_m = (self._middle[z, 0] - tracks.lon_deg[n]) * _LON_M * np.cos(np.radians(lat_deg))
        north_m = (self._middle[z, 1] - tracks.lat_deg[n]) * _LAT_M
        still = np.maximum(speed_mps[n], 0.1)
        u_east, u_north = tracks.east_mps[n] / still, tracks.north_mps[n] / still
        along_m, across_m = east_m * u_east + north_m * u_north, np.abs(east_m * u_north - north_m * u_east)
        reach_m = self._radius_m[z] + grown_m
        touched = (along_m >= -reach_m) & (along_m <= way_m + reach_m) & (across_m <= reach_m)
        touched |= speed_mps[n] < 0.1  # its way is a point, whose box was met
        result: NDArray[np.bool_] = touched | (self._radius_m[z] > _LARGE_M)
        return result
