"""Released tracks as the columns that CAT062 is written from, and the numbers that a recipient knows them by.

Rule: a track is told as ours, whoever saw it first: a reporter's number, name and identity, and the names of sensors,
are not in it. So a partner's "friend" never becomes a Mode 4 reply here. A place is moved on to the time of the message
(`sargas.formats.reckoning`). I062/040 has 16 bits, our numbers more: the low 16 where they are free, else the next. A
name that is free again rests for a while: who lost the message of an end takes the next track of that name for the old.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sargas.formats.asterix.tracks import EE, NN
from sargas.formats.reckoning import reckoned
from sargas.model.claims import EMERGENCIES
from sargas.model.track import HEIGHT_SOURCES, STATUSES
from sargas.model.tracks import FOUR, HAS, Tracks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sargas.model.track import Track

NUMBERS = 1 << 16
REST_S = 600.0
"""How long a name is not given again."""
_WHOLE, _LEVEL = np.arange(21), FOUR[np.triu_indices(4)]
"""Places of a covariance with and without height among the 21."""


class Numbers:
    """The numbers of tracks that one recipient was told of."""

    def __init__(self) -> None:
        self._of: dict[int, int] = {}
        self._taken: set[int] = set()
        self._resting: dict[int, float] = {}
        """Name -> when it became free; the longest free first."""

    def of(self, number: int, time_s: float) -> int | None:
        """What the track `number` is called; None when all names are taken."""
        if number not in self._of:
            if len(self._of) == NUMBERS:
                return None
            self._wake(time_s)
            name = number % NUMBERS
            while name in self._taken or name in self._resting:
                name = (name + 1) % NUMBERS
            self._of[number] = name
            self._taken.add(name)
        return self._of[number]

    def free(self, number: int, time_s: float) -> None:
        """The track has ended."""
        name = self._of.pop(number, None)
        if name is not None:
            self._taken.remove(name)
            self._resting[name] = time_s

    def _wake(self, time_s: float) -> None:
        """Names that have rested may be given again, and if there is no other the one that has rested longest."""
        while self._resting:
            name, since_s = next(iter(self._resting.items()))
            if abs(time_s - since_s) < REST_S and len(self._of) + len(self._resting) < NUMBERS:
                return
            del self._resting[name]


class Told(NamedTuple):
    """A track as a recipient is told of it."""

    track: Track
    number: int
    """What the recipient calls it."""
    time_s: float
    """What it is stamped with, UTC Unix seconds, if it is moved on ..."""
    as_of_s: float
    """... to that time, in the clock of the tracks."""
    is_over: bool = False
    """It ends where it was told to be."""


def columns(told: Sequence[Told]) -> Tracks:
    """The rows that CAT062 is written from."""
    tracks = Tracks.empty(len(told), ("",))
    for i, (track, number, time_s, as_of_s, is_over) in enumerate(told):
        at = reckoned(track, time_s, as_of_s)
        row: dict[str, Any] = {
            "number": number,
            "time_s": at.time_s,
            "first_s": at.time_s - (track.time_s - track.first_s if track.first_s > 0.0 else 0.0),
            "lat_deg": at.lat_deg,
            "lon_deg": at.lon_deg,
            "east_mps": track.east_mps,
            "north_mps": track.north_mps,
            "status": STATUSES.index("ended" if is_over else track.status),
            "existence": 0.0 if track.status == "tentative" else 1.0,
            "assumed_accuracy": track.assumed_accuracy,
            "height_source": HEIGHT_SOURCES.index(track.height_source),
            "simulated": track.simulated,
        }
        for name, value in row.items():
            getattr(tracks, name)[i] = value
        tracks.has[i] = _optional(tracks, i, track)
        tracks.covariance[i, _WHOLE if len(track.covariance) == len(_WHOLE) else _LEVEL] = track.covariance
        tracks.covariance[i, [EE, NN]] = np.square(at.sigma_m)
    return tracks


def _optional(tracks: Tracks, i: int, track: Track) -> int:
    """Fills what a track may have and may not; the bits of what it has."""
    claims, plan = track.claims, track.flight_plan
    values: dict[str, Any] = {
        "height_m": track.height_m,
        "up_mps": track.up_mps,
        "mode_s": claims.mode_s,
        "mode_3a": claims.mode_3a,
        "callsign": claims.callsign,
        "pressure_altitude_m": claims.pressure_altitude_m,
        "emergency": None if claims.emergency is None else EMERGENCIES.index(claims.emergency),
        "plan_callsign": plan.callsign if plan else None,
        "aircraft_type": plan.aircraft_type if plan else None,
        "departure": plan.departure if plan else None,
        "destination": plan.destination if plan else None,
    }
    has = HAS["flight_plan"] if plan else 0
    for name, value in values.items():
        if value is not None:
            getattr(tracks, name)[i] = value.encode("ascii", "replace") if isinstance(value, str) else value
            has |= HAS[name]
    return has
