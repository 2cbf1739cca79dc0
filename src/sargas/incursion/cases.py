"""Cases: every incident with what is needed to keep it, by number: how they open, are found again, and are forgotten.

Rule: a number is given once. Whoever comes again to an incident that is closed and over opens another.
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.incursion.case import Case, is_the_lost, open_incidents
from sargas.incursion.forecast import NO_ENTRY
from sargas.incursion.handling import decided, stale, unreasoned, what_of
from sargas.incursion.links import MOST_BY_HAND, MOST_LOOKED_AT, earlier, linked
from sargas.incursion.merging import merge, separate, unmergeable
from sargas.incursion.settings import Settings
from sargas.incursion.situation import Event, situation_after
from sargas.incursion.watches import Watches
from sargas.model.decision import (
    Decision,
    IncidentAct,
    LinkIncident,
    MergeIncident,
    SeparateIncident,
    UnlinkIncident,
)
from sargas.model.incident import Earlier, Incident
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone

MEETS_S = 30.0
"""So long after a loss it is asked whether the object is another incident already."""
JustLost = list[tuple[float, Case]]
"""When its object was measured last, ascending, and the case."""


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
        self._beside: set[int] = set()
        """Changed by an act on another incident, or by a restart: told with the next update, as they are by then."""

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

    def zones_of_lost(self) -> set[str]:
        """Zones in which an object was lost, or was part of another, that may be found again."""
        return {case.incident.zone for case in self._by_number.values() if case.is_lost or case.is_part}

    def lost(self, zone: str, tracks: Tracks, i: int) -> Case | None:
        """The nearest open case of a lost object that row i may be."""
        return self._nearest(self._by_number.values(), zone, tracks, i)

    def _nearest(self, cases: Iterable[Case], zone: str, tracks: Tracks, i: int) -> Case | None:
        best: tuple[float, Case] | None = None
        for case in cases:
            if case.is_lost and case.incident.zone == zone:
                squared = is_the_lost(case, tracks, i, self._settings)
                if squared is not None and (best is None or squared < best[0]):
                    best = squared, case
        return best[1] if best else None

    def just_lost(self, time_s: float) -> JustLost:
        """Those lost so lately that the object may be met as another incident."""
        lost = ((case.incident, case) for case in self._by_number.values() if case.is_lost)
        fresh = [(now.updated_s, case) for now, case in lost if (now.lost_s or -math.inf) >= time_s - MEETS_S]
        return sorted(fresh, key=itemgetter(0))

    def met(self, case: Case, just_lost: JustLost, tracks: Tracks, i: int) -> Case | None:
        """The case whose object was lost while row i was another incident already, and is row i: its track began when
        the other was measured last."""
        until_s = float(tracks.first_s[i]) + self._settings.merge_overlap_s
        able = [one for _, one in just_lost[: bisect_right(just_lost, until_s, key=itemgetter(0))]]
        able = [one for one in able if case.incident.opened_s <= (one.incident.lost_s or -math.inf)]
        return self._nearest((one for one in able if one is not case), case.incident.zone, tracks, i)

    def parted(self, zone: str, track: int) -> Case | None:
        """The case that was merged, by no person, because its track was found to be part of another, and stands for
        itself again."""
        for case in self._by_number.values():
            now = case.incident
            is_its = case.is_part and now.zone == zone and case.track == track
            if is_its and self._by_number[now.merged_into or 0].incident.merged_into is None:
                return case
        return None

    def earlier(self, case: Case, fields: dict[str, Any]) -> tuple[Earlier, ...]:
        """Earlier incidents near that of a case, whose fields are changing."""
        now = msgspec.structs.replace(case.incident, **fields)
        latest = islice(reversed(self._by_number.values()), MOST_LOOKED_AT)
        return earlier(now, (other.incident for other in latest), case.unlinked, self._settings)

    def decide(self, decision: Decision, watches: Watches) -> Incident | str:
        """A person's act on an incident: its next version, or why the act no longer fits."""
        act = decision.act
        if not isinstance(act, IncidentAct):
            return "not an act on an incident"
        case = self._by_number.get(act.incident)
        if case is None:
            return f"there is no incident {act.incident}"
        self.stir()
        if isinstance(act, LinkIncident | UnlinkIncident):
            return self._link(case, act, decision)
        if not isinstance(act, MergeIncident | SeparateIncident):
            return decided(case, decision)
        number = case.incident.merged_into if isinstance(act, SeparateIncident) else act.other
        other = self._by_number.get(number or 0)
        if reason := _unfit(case, other, decision):
            return reason
        assert other is not None, "asked for above"
        said = watches, decision.by.strip(), decision.time_s, decision.why.strip()
        if isinstance(act, MergeIncident):
            changed: Sequence[Incident] = merge(case, other, *said)
        else:
            changed = separate(other, case, *said)
        self._beside |= {one.number for one in changed if one.number != act.incident}
        return case.incident

    def _link(self, case: Case, act: LinkIncident | UnlinkIncident, decision: Decision) -> Incident | str:
        """An earlier incident has to do with this one, or has not, as a person says."""
        incident, other = case.incident, self._by_number.get(act.other)
        if reason := stale(case, decision) or unreasoned(decision):
            return reason
        by, why = decision.by.strip(), decision.why.strip()
        if isinstance(act, UnlinkIncident):
            links: tuple[Earlier, ...] | str = tuple(one for one in incident.earlier if one.incident != act.other)
            if links == incident.earlier:
                return f"incident {act.other} is not linked"
            case.unlinked = (*case.unlinked, act.other)[-MOST_BY_HAND:]
        elif other is None:
            return f"there is no incident {act.other}"
        else:
            links = linked(incident, other.incident, by, self._settings)
        if isinstance(links, str):
            return links
        told = case.logged(what_of(decision), by, decision.time_s, f"incident {act.other}: {why}")
        return case.change(False, earlier=links, **told)

    def beside(self) -> dict[int, Incident]:
        """What acts changed beside the incidents that they were on, and a restart, once."""
        beside, self._beside = self._beside, set()
        return {number: self._by_number[number].incident for number in sorted(beside)}

    def leave_others(self, zones: Collection[str]) -> None:
        """Of zones that are none of these any more nobody is watched: who was there has left, told with the next
        update.
        """
        for number, case in self._by_number.items():
            now = case.incident
            situation = situation_after(now.situation, "authorised")
            if now.zone not in zones and situation is not None:
                text = f"{now.basis.removesuffix('.')}; the zone is not judged any more."
                case.change(True, situation=situation, basis=text, places=(), **NO_ENTRY)
                self._beside.add(number)

    def stir(self) -> None:
        """Something has changed: what was known of all is to be found again."""
        self._known, self.due_s = None, -math.inf

    def forget(self, time_s: float) -> None:
        """Those that were closed and over long ago."""
        keep_s = self._settings.keep_closed_s
        over_s = {
            number: case.incident.updated_s
            for number, case in self._by_number.items()
            if case.is_over and case.incident.merged_into is None
        }
        for number in [number for number, updated_s in over_s.items() if time_s - updated_s > keep_s]:
            for merged in self._by_number[number].incident.merged:
                self._by_number.pop(merged, None)
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


def _unfit(case: Case, other: Case | None, decision: Decision) -> str | None:
    """Why two incidents cannot be merged, or separated, or None."""
    number = case.incident.number
    if reason := stale(case, decision) or unreasoned(decision):
        return reason
    if isinstance(decision.act, MergeIncident):
        return f"there is no incident {decision.act.other}" if other is None else (
            unmergeable(case.incident, other.incident)
        )  # fmt: skip
    if other is None:
        return f"incident {number} is not merged"
    if other.incident.merged_into is not None:
        return f"incident {other.incident.number} is merged into {other.incident.merged_into}: separate that first"
    return None
