"""Cases: every incident with what is needed to keep it, by number: how they open, are found again, and are forgotten.

Rule: a number is given once. Whoever comes again to an incident that is closed and over opens another.
"""

import math
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.incursion.case import Case, is_the_lost, open_incidents
from sargas.incursion.handling import decided
from sargas.incursion.settings import Settings
from sargas.incursion.situation import Event, situation_after
from sargas.model.decision import Decision, IncidentAct
from sargas.model.incident import Incident
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone


class Cases:
    """Of one room."""

    def __init__(self, settings: Settings, first_number: int) -> None:
        self._settings = settings
        self._next_number = first_number
        self._by_number: dict[int, Case] = {}
        self.due_s = -math.inf
        """Until then none is forgotten."""
        self._known: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        """Tracks of open incidents, ascending, and their incidents, until a case changes."""

    def __getitem__(self, number: int) -> Case:
        return self._by_number[number]

    def get(self, number: int) -> Case | None:
        """The case of an incident, where there is one."""
        return self._by_number.get(number)

    @property
    def incidents(self) -> list[Incident]:
        """Every incident, oldest first."""
        return [case.incident for case in self._by_number.values()]

    def incidents_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of the open incident of each track, 0 for none; inside before approaching, then the oldest."""
        result = np.zeros(len(numbers), np.int64)
        if not self._by_number or not len(numbers):
            return result
        if self._known is None:
            self._known = open_incidents(self._by_number.values())
        tracks, incidents = self._known
        if len(tracks):
            at = np.minimum(np.searchsorted(tracks, numbers), len(tracks) - 1)
            result = np.where(tracks[at] == numbers, incidents[at], 0)
        return result

    def open(self, zone: Zone, opening: Event, time_s: float) -> Case:
        """A new one, of nothing yet."""
        number, self._next_number = self._next_number, self._next_number + 1
        situation = situation_after(None, opening)
        assert situation is not None, "an opening event opens"
        case = Case(Incident(number, zone.id, zone.name, (), situation, "new", 0, opened_s=time_s, updated_s=time_s))
        self._by_number[number] = case
        return case

    def zones_of_lost(self) -> list[str]:
        """Zones in which an object was lost that may be found again."""
        return [case.incident.zone for case in self._by_number.values() if case.is_lost]

    def lost(self, zone: Zone, tracks: Tracks, i: int) -> Case | None:
        """The nearest open case of a lost object that row i may be."""
        best: tuple[float, Case] | None = None
        for case in self._by_number.values():
            if case.is_lost and case.incident.zone == zone.id:
                squared = is_the_lost(case, tracks, i, self._settings)
                if squared is not None and (best is None or squared < best[0]):
                    best = squared, case
        return best[1] if best else None

    def decide(self, decision: Decision) -> Incident | str:
        """A person's act on an incident: its next version, or why the act no longer fits."""
        if not isinstance(decision.act, IncidentAct):
            return "not an act on an incident"
        case = self._by_number.get(decision.act.incident)
        if case is None:
            return f"there is no incident {decision.act.incident}"
        self.stir()
        return decided(case, decision)

    def stir(self) -> None:
        """Something has changed: what was known of all is to be found again."""
        self._known, self.due_s = None, -math.inf

    def forget(self, time_s: float) -> None:
        """Those that were closed and over long ago."""
        keep_s = self._settings.keep_closed_s
        over_s = {number: case.incident.updated_s for number, case in self._by_number.items() if case.is_over}
        for number in [number for number, updated_s in over_s.items() if time_s - updated_s > keep_s]:
            del self._by_number[number], over_s[number]
        # A millisecond early: the sum is rounded otherwise than the difference.
        self.due_s = min(over_s.values(), default=math.inf) + keep_s - 1e-3
        self._known = None

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        cases = [msgspec.to_builtins(case) for case in self._by_number.values()]
        return {"next_number": self._next_number, "cases": cases}

    def unpack(self, state: dict[str, Any]) -> None:
        """Inverse of `packed`."""
        self._next_number = state["next_number"]
        cases: Iterable[Case] = msgspec.convert(state["cases"], list[Case])
        self._by_number = {case.incident.number: case for case in cases}
        self.stir()
