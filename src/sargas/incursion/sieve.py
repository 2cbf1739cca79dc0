"""The sieve: which tracks may concern which zones at all, before any polygon.

Rule: only what is in reach (`sargas.incursion.reach`), within the zone's hours, and does not show what the zone
accepts. Who is lawful by a flight of the list alone is watched on, for the flight may stop counting. Never drops a
track that the polygon would have kept. Zones that cross the antimeridian are to be split there, as RFC 7946 (3.1.9)
asks.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.incursion.authority import authorised, being_weighed
from sargas.incursion.flights import Flights
from sargas.incursion.settings import Settings
from sargas.model.claims import CONSPICUITY_CODES
from sargas.model.flight import Flight
from sargas.model.identity import BASES
from sargas.model.tracks import COASTING, CONFIRMED, Tracks
from sargas.model.zone import Zone

_FAR_M = 1500.0
"""More than the geoid, the ground and a missing QNH can move a height limit."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Leave(NamedTuple):
    """What makes the presence of N rows in Z zones lawful."""

    shown: Bools
    """The identity, or its basis; (A, N) by what zones accept."""
    accepts: Ints
    """Which of A each zone accepts, (Z,)."""
    listed: Bools | None
    """A flight of the list, (Z, N); None without a list."""

    def of(self, zones: Ints, rows: Ints) -> tuple[Bools, Bools]:
        """(shown, by a flight of the list and nothing else) of P pairs."""
        shown = self.shown[self.accepts[zones], rows]
        return shown, np.zeros_like(shown) if self.listed is None else self.listed[zones, rows] & ~shown


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
        self._settings = settings
        self._hours = [zone.hours for zone in zones]
        self._accepted = list(dict.fromkeys(zone.authorised_by for zone in zones))
        self._places = _places(zones)
        self.approach_s: Floats = self._places["within_s"]
        self._places["accepts"] = [self._accepted.index(zone.authorised_by) for zone in zones]

    def active(self, time_s: float) -> Bools:
        """Zones whose hours are on, bool (Z,)."""
        return np.array([not h or any(a <= time_s < b for a, b in h) for h in self._hours], np.bool_)

    def next_change_s(self, time_s: float) -> float:
        """When the hours of a zone next begin or end; inf where none does."""
        borders = (border for hours in self._hours for hour in hours or () for border in hour)
        return min((border_s for border_s in borders if border_s > time_s), default=math.inf)

    def leave(self, tracks: Tracks) -> Leave:
        """Who is lawful in which zones; to be asked once for each state of a row."""
        shown = np.zeros((len(self._accepted), len(tracks)), np.bool_)
        for row, by in zip(shown, self._accepted, strict=True):
            row[:] = authorised(tracks, by)
        listed = self.flights.lawful(tracks) if len(self.flights) else None
        return Leave(shown, self._places["accepts"], listed)

    def reason(self, tracks: Tracks, i: int, z: int) -> str:
        """What speaks for row i in zone z: its flight, or else the basis of its identity and why no flight does."""
        said = BASES[int(tracks.identity_basis[i])]
        lawful, listed = self.flights.reason(tracks, i, z) if len(self.flights) else (False, "")
        return listed if lawful else f"{said}; {listed}" if listed else said

    def looked_at(self, tracks: Tracks) -> Bools:
        """Rows to be watched at all, whatever the zone."""
        live: Bools = (tracks.status == CONFIRMED) | (tracks.status == COASTING)
        live &= tracks.stands() & ~being_weighed(tracks)
        live &= (tracks.reported_by < 0) | (tracks.time_s - tracks.first_s >= self._settings.foreign_age_s)
        return live

    def suspects(self, tracks: Tracks, leave: Leave, active: Bools) -> tuple[Ints, Ints]:
        """(zones, rows) of all pairs in reach of each other, ascending, in which the row shows no leave."""
        from sargas.incursion.reach import WAY, in_reach  # numba: only where something is judged

        looked_at = self.looked_at(tracks) & ~leave.shown.all(axis=0)
        rows = np.flatnonzero(looked_at)
        if not len(rows):
            return rows, rows
        off_m = np.where(tracks.given("height_m"), 5.0 * np.sqrt(tracks.covariance[:, 11]) + _FAR_M, np.inf)
        ways = np.empty(len(rows), WAY)
        for name in ("lat_deg", "lon_deg", "east_mps", "north_mps"):
            ways[name] = getattr(tracks, name)[rows]
        ways["sigma_m"] = tracks.ellipses()[0][rows]
        ways["lowest_m"], ways["highest_m"] = (tracks.height_m - off_m)[rows], (tracks.height_m + off_m)[rows]
        self._places["active"] = active
        zones, ways_met = in_reach(ways, self._places, leave.shown[:, rows], self._settings.farthest_approach_m)
        order = np.argsort(zones, kind="stable")
        return zones[order], rows[ways_met[order]]


def _places(zones: Sequence[Zone]) -> NDArray[np.void]:
    """Of `sargas.incursion.reach.PLACE`, but for what is accepted."""
    from sargas.incursion.reach import LAT_M, LON_M, PLACE  # numba: only where something is judged

    table = np.zeros(len(zones), PLACE)
    for place, zone in zip(table, zones, strict=True):
        west, south = np.min([p for rings in zone.polygons for p in rings[0]], axis=0)
        east, north = np.max([p for rings in zone.polygons for p in rings[0]], axis=0)
        place["west"], place["south"], place["east"], place["north"] = west, south, east, north
        flattest = 1.0 if south <= 0.0 <= north else math.cos(math.radians(min(abs(south), abs(north))))
        place["radius_m"] = math.hypot((east - west) * LON_M * flattest, (north - south) * LAT_M) / 2.0
        place["floor_m"] = zone.floor.value_m if zone.floor else -math.inf
        place["ceiling_m"] = zone.ceiling.value_m if zone.ceiling else math.inf
        place["within_s"] = zone.approach_s
    return table
