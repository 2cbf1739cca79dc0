"""Bearers: which tracks name which flights of the list, how often they said so, and where they are.

Rule: a name counts once it was told `claim_updates` times, and until `claim_counts_s` after it was told last; where a
track may have changed places with another, it is to be told anew. Who has been in the place of a flight has left it
when `leave_updates` updates in a row find it surely elsewhere. Two tracks that were told one name at the same time,
farther apart than their errors allow, are two objects: which of them is the flight is not known.
A track is forgotten when it ends, or stands for no object any more; more than MOST are never remembered, of each
NAMED flights: of too many, the one of which was heard least lately is forgotten.
"""

import math
from collections.abc import Iterable
from typing import Any

import msgspec

from sargas.geo.wgs84 import enu_from_geodetic
from sargas.incursion.settings import Settings

MOST, NAMED = 4096, 16
SAME_S = 0.3
"""Times closer than this are the same: another system tells ages in quarters of a second (I062/290)."""
_ENOUGH = 1000
_GATE = 5.0
"""Sigma of both places."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a track is at its `time_s`, and how surely: one sigma along the major axis."""

    time_s: float
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    sigma_m: float

    def is_apart(self, other: "Place", settings: Settings) -> bool:
        """Whether two places are those of two objects."""
        dt_s = self.time_s - other.time_s
        east_m, north_m, _ = enu_from_geodetic(self.lat_deg, self.lon_deg, 0.0, other.lat_deg, other.lon_deg, 0.0)
        off_m = math.hypot(float(east_m) - other.east_mps * dt_s, float(north_m) - other.north_mps * dt_s)
        turned_m = settings.rejoin_mps * abs(dt_s)
        return off_m > settings.namesakes_apart_m + _GATE * math.hypot(self.sigma_m, other.sigma_m, turned_m)


class Bearer(msgspec.Struct):
    """One track that names one flight, within its time and with no claim against it."""

    flight: int
    track: int
    simulated: bool
    place: Place
    mixed_with: int = 0
    tellings: int = 0
    since_s: float = 0.0
    """When the name was told first, without a pause of `claim_counts_s` since."""
    told_s: float = 0.0
    measured_s: float = 0.0
    in_place: bool = False
    out_updates: int = 0
    counts: bool = False
    """It is this flight now."""

    def hear(self, told_s: float, mixed_with: int, settings: Settings) -> None:
        """The name was told last at `told_s`."""
        if mixed_with != self.mixed_with:
            self.mixed_with, self.tellings, self.told_s = mixed_with, 0, max(told_s, self.told_s)
        elif told_s > self.told_s + SAME_S:
            if not self.tellings or told_s - self.told_s > settings.claim_counts_s:
                self.tellings, self.since_s = 0, told_s
            self.tellings, self.told_s = min(self.tellings + 1, _ENOUGH), told_s

    def see(self, measured_s: float, here: bool, elsewhere: bool, settings: Settings) -> None:
        """Where it is now: `here` is in the flight's place, `elsewhere` surely not."""
        news = measured_s > self.measured_s + SAME_S
        self.measured_s = max(self.measured_s, measured_s)
        if here:
            self.in_place, self.out_updates = True, 0
        elif self.in_place and news:
            self.out_updates = self.out_updates + 1 if elsewhere else 0
            self.in_place = self.out_updates < settings.leave_updates

    def is_told(self, time_s: float, settings: Settings) -> bool:
        """Whether the name was told lately."""
        return self.told_s > 0.0 and time_s - self.told_s <= settings.claim_counts_s

    def is_held(self, settings: Settings) -> bool:
        """Whether it was told often enough."""
        return self.tellings >= settings.claim_updates


class Bearers:
    """All that are remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._of_track: dict[int, dict[int, Bearer]] = {}
        self._of_flight: dict[int, dict[int, Bearer]] = {}

    def __contains__(self, track: int) -> bool:
        return track in self._of_track

    def of(self, track: int, flight: int) -> Bearer | None:
        """The bearer that a track is of a flight."""
        return self._of_track.get(track, {}).get(flight)

    def take(self, bearer: Bearer) -> None:
        """Remember one, or go on to."""
        mine = self._of_track.pop(bearer.track, {})
        if len(self._of_track) >= MOST:
            self.keep(next(iter(self._of_track)), ())
        self._of_track[bearer.track] = mine
        mine[bearer.flight] = bearer
        self._of_flight.setdefault(bearer.flight, {})[bearer.track] = bearer

    def keep(self, track: int, flights: Iterable[int]) -> None:
        """Of what a track has named, these alone are remembered."""
        mine, kept = self._of_track.get(track, {}), set(flights)
        for flight in [flight for flight in mine if flight not in kept]:
            del mine[flight], self._of_flight[flight][track]
            if not self._of_flight[flight]:
                del self._of_flight[flight]
        if not mine:
            self._of_track.pop(track, None)

    def has_rival(self, bearer: Bearer) -> bool:
        """Whether another track that stands elsewhere names the same flight, as surely."""
        settings, time_s, others = self._settings, bearer.place.time_s, self._of_flight.get(bearer.flight, {})
        return len(others) > 1 and any(
            other.track != bearer.track
            and other.simulated == bearer.simulated
            and other.is_held(settings)
            and other.is_told(time_s, settings)
            and other.told_s > bearer.since_s
            and bearer.told_s > other.since_s
            and bearer.place.is_apart(other.place, settings)
            for other in others.values()
        )

    def borne(self) -> list[int]:
        """Tracks that are a flight now."""
        return [track for track, mine in self._of_track.items() if any(bearer.counts for bearer in mine.values())]

    def packed(self) -> list[Any]:
        """For a checkpoint."""
        return [msgspec.to_builtins(bearer) for of in self._of_track.values() for bearer in of.values()]

    def unpack(self, packed: list[Any]) -> None:
        """Inverse of `packed`."""
        self._of_track, self._of_flight = {}, {}
        for bearer in msgspec.convert(packed, list[Bearer]):
            self.take(bearer)
