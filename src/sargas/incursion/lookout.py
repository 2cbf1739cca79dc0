"""The lookout: every track against every zone in its reach, all pairs at once, and what of it may be an event.

Rule: rows that show what a zone accepts, that rest on a code still being weighed, that are tentative, or that stand
for no object of their own (`Tracks.stands`) are not looked at; what a person began by hand is one sight, of when it was
seen, which counts as it is, and reckoning adds none; the rest is first sifted by the zones' boxes, grown by how far the
track can come, and only what is left, and was measured since, meets the polygons. Who is lawful by a flight of the list
alone is watched as anybody, and nothing of it is noticed while the flight counts.
"""

import math
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from sargas.incursion.approach import moves
from sargas.incursion.authority import are_early, cooperates
from sargas.incursion.heights import WORDS, bands
from sargas.incursion.presence import distance_sigma_m, presence
from sargas.incursion.pressure import Pressure
from sargas.incursion.settings import Settings, once
from sargas.incursion.shapes import shapes_of
from sargas.incursion.sieve import Leave, Sieve
from sargas.incursion.situation import Event
from sargas.incursion.watch import (
    DECLARED,
    EVENTS,
    OPENS,
    Bools,
    Floats,
    Ints,
    Sight,
    Sights,
    Watch,
    are_news,
    came_over_the_edge,
    first_watches,
    let_rest,
    observe,
    rule_table,
    start_anew,
)
from sargas.incursion.watches import Watches
from sargas.model.claims import CONSPICUITY_CODES
from sargas.model.columns import flag
from sargas.model.flight import Flight
from sargas.model.tracks import ACT_BITS, Tracks
from sargas.model.zone import Zone


class Noticed(NamedTuple):
    """A pair that has an incident, or may have one now."""

    row: int
    """Of the tracks."""
    place: int
    """Of the watch, in the table."""
    watch: Watch
    sight: Sight
    sigma_m: float
    """Of the distance."""
    height: str
    """What is known of its height against the limits."""
    events: tuple[Event, ...]
    came: bool
    """Whether its presence inside may be taken for a crossing."""


class Lookout:
    """All tables that are made of the zones and of the list of flights, and the watches on them."""

    def __init__(
        self,
        zones: Sequence[Zone],
        settings: Settings,
        flights: Sequence[Flight] = (),
        conspicuity_codes: Sequence[str] = CONSPICUITY_CODES,
    ) -> None:
        """`zones`: those in which presence needs authority."""
        rules = [settings.rule(zone.kind) for zone in zones]
        self._settings = settings
        self.shapes = shapes_of(zones)
        self.sieve = Sieve(zones, settings, flights, conspicuity_codes)
        self.watches = Watches([zone.id for zone in zones])
        self._rules, self._rules_once = rule_table(rules), rule_table([once(rule) for rule in rules])
        self._active = np.ones(len(zones), np.bool_)
        self.changes_s = -math.inf
        """Until then no zone's hours begin or end."""

    def packed(self) -> dict[str, Any]:
        """What was seen so far, for a checkpoint or for other zones."""
        return {"watches": self.watches.packed(), "flights": self.sieve.flights.packed()}

    def unpack(self, watches: Sequence[dict[str, Any]], flights: Any) -> None:
        """Inverse of `packed`; watches of zones that are no more are left behind."""
        self.watches.unpack(watches)
        self.sieve.flights.unpack(flights)
        self.changes_s = -math.inf

    def over(self, time_s: float) -> Bools:
        """Watches on zones whose hours are over by now."""
        if time_s >= self.changes_s:
            self._active, self.changes_s = self.sieve.active(time_s), self.sieve.next_change_s(time_s)
        result: Bools = ~self._active[self.watches.table["zone"]]
        return result

    def look(self, tracks: Tracks, leave: Leave, pressure: Pressure, lost: Collection[str]) -> list[Noticed]:
        """What is noticed of the rows that are new; `lost`: zones in which an object was lost and may be found."""
        zones, rows = self._pairs(tracks, leave)
        at = self.watches.find(tracks.number[rows], zones)
        due = self._are_due(at, tracks.updated_s[rows])
        if not due.any():
            return []
        zones, rows = zones[due], rows[due]
        return self._judged(zones, rows, tracks.take(rows), leave.of(zones, rows)[1], pressure, lost)

    def _pairs(self, tracks: Tracks, leave: Leave) -> tuple[Ints, Ints]:
        """(zones, rows) in reach of each other, and those with an incident that are not any more; the other watches of
        such are forgotten. Ascending."""
        zones, rows = self.sieve.suspects(tracks, leave, self._active)
        if not len(self.watches):
            return zones, rows
        table, place = self.watches.table, self.watches.place_in(tracks.number)
        at = self.watches.find(tracks.number[rows], zones)
        beyond = place >= 0
        beyond[beyond] = self.sieve.looked_at(tracks)[place[beyond]]
        beyond[at[at >= 0]] = False
        kept = np.flatnonzero(beyond & (table["incident"] > 0))
        if len(kept):
            zones, rows = np.append(zones, table["zone"][kept]), np.append(rows, place[kept])
            order = np.lexsort((rows, zones))
            zones, rows = zones[order], rows[order]
        self.watches.drop(beyond & (table["incident"] == 0))
        return zones, rows

    def _are_due(self, at: Ints, measured_s: Floats) -> Bools:
        """Of pairs, those measured since the watch on them (-1: none yet) last counted: nothing else is an event."""
        due = at < 0
        some = np.flatnonzero(~due)
        watches = self.watches.table[at[some]]
        due[some] = (measured_s[some] >= watches["rest_s"]) & are_news(watches, measured_s[some])
        return due

    def _judged(
        self, zones: Ints, rows: Ints, tracks: Tracks, listed: Bools, pressure: Pressure, lost: Collection[str]
    ) -> list[Noticed]:
        """Row k of `tracks`, that is row `rows[k]` of all, against `zones[k]`; `listed`: lawful by a flight."""
        usual, reported = self._rules[zones], flag(tracks.acts, ACT_BITS["initiate"])
        rules = np.where(reported, self._rules_once[zones], usual)
        floors, ceilings = self.shapes.floors, self.shapes.ceilings
        height = bands(floors, ceilings, zones, tracks, self._settings, pressure.air(tracks))
        sights = self._sights(zones, tracks, height.probability, usual["declare_probability"])
        new = self.watches.find(tracks.number, zones) < 0
        self.watches.add(first_watches(zones, tracks.number, sights, cooperates(tracks))[new])
        at = self.watches.find(tracks.number, zones)
        watches = self.watches.table[at]
        events = observe(watches, sights, rules)
        start_anew(watches, listed)
        early = are_early(tracks, usual["unseen_below_m"], usual["unseen_bird_below"])
        came = came_over_the_edge(watches, rules, early)
        found_again = np.array([zone.id in lost for zone in self.shapes.zones], np.bool_)[zones]
        opens = (events & OPENS).any(axis=1) & (~events[:, DECLARED] | came | found_again)
        noticed = ~listed & (opens | (watches["incident"] > 0))
        let_rest(watches, sights, usual, ~listed & ~noticed)
        self.watches.table[at] = watches
        some = np.flatnonzero(noticed)
        sigma_m = distance_sigma_m(self.shapes.regions, zones[some], tracks.take(some)).tolist()
        words = [WORDS[k] for k in height.words[some].tolist()]
        happened = [tuple(EVENTS[k] for k, is_met in enumerate(row) if is_met) for row in events[some].tolist()]
        told = (rows[some].tolist(), at[some].tolist(), self.watches.each(at[some]), sights.each(some))
        return [Noticed(*one) for one in zip(*told, sigma_m, words, happened, came[some].tolist(), strict=True)]

    def _sights(self, zones: Ints, tracks: Tracks, within: Floats, sure: Floats) -> Sights:
        """Each row against its zone: `within` its limits so probably; who is inside for `sure` is not predicted."""
        settings = self._settings
        found = presence(self.shapes.regions, zones, tracks)
        coming = np.flatnonzero(moves(tracks, settings) & (within > 0.0) & (found.probability < sure))
        entry_s = np.full(len(tracks), np.inf)
        entry_s[coming] = self.shapes.outlines.met_after_s(
            zones[coming],
            (tracks.lat_deg[coming], tracks.lon_deg[coming]),
            (tracks.east_mps[coming], tracks.north_mps[coming]),
            found.distance_m[coming],
            self.sieve.approach_s[zones[coming]],
            settings.farthest_approach_m,
        )
        speed_mps = np.hypot(tracks.east_mps, tracks.north_mps)
        return Sights(tracks.time_s, tracks.updated_s, found.probability, within, found.distance_m, entry_s, speed_mps)
