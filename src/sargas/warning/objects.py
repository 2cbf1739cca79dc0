"""Objects: which incidents are of one object, and which warning that has.

Rule: one object has one warning, in however many zones it is an incident: an incident that shares a track with another
goes on with that one's; one that was merged has that of the incident that goes on for it.
"""

from typing import Any

import msgspec

from sargas.model.bounded import keep
from sargas.model.incident import Incident, Situation
from sargas.warning.kept import Kept

MOST_INCIDENTS = 4096
_AGAINST: tuple[Situation, ...] = ("merged", "left", "lost", "approaching", "inside")


class Objects:
    """Incidents and warnings, by number."""

    def __init__(self) -> None:
        self.kept: dict[int, Kept] = {}
        self.incidents: dict[int, Incident] = {}
        self.latest: dict[int, int] = {}
        """The latest warning of each incident; incidents of one object have one."""

    def take(self, incident: Incident) -> bool:
        """Takes an incident in; whether it opened, or its situation or handling changed."""
        before = self.incidents.get(incident.number)
        keep(self.incidents, incident.number, incident, MOST_INCIDENTS)
        return before is None or (before.situation, before.handling) != (incident.situation, incident.handling)

    def standing(self, number: int) -> Incident | None:
        """The incident that goes on for an incident: itself, unless it was merged."""
        now = self.incidents.get(number)
        while now is not None and now.merged_into in self.incidents:
            now = self.incidents[now.merged_into]
        return now

    def warning_of(self, incident: int) -> Kept | None:
        """Its latest."""
        return self.kept.get(self.latest.get(incident, 0))

    def has(self, incident: int, warning: int) -> None:
        """This is its latest from now on."""
        keep(self.latest, incident, warning, MOST_INCIDENTS)

    def of(self, kept: Kept) -> list[Incident]:
        """The incidents of a warning's object."""
        own = (kept.warning.incident,) if kept.is_live else ()
        numbers = (*own, *(number for number, of in self.latest.items() if of == kept.warning.number))
        found = {one.number: one for one in map(self.standing, numbers) if one is not None}
        return list(found.values())

    def worst(self, kept: Kept) -> Incident | None:
        """Of these the one that speaks most against an all clear."""
        return max(self.of(kept), key=lambda one: (_AGAINST.index(one.situation), -one.number), default=None)

    def kept_of(self, incident: Incident) -> Kept | None:
        """The warning of an incident's object: its own, or that of another incident with a track of it."""
        own = self.warning_of(incident.number)
        if own is not None and own.is_live:
            return own
        for number, of in self.latest.items():
            kept, other = self.kept.get(of), self.incidents.get(number)
            if kept is None or other is None or not kept.is_live or number == incident.number:
                continue
            if any(track in incident.tracks for track in other.tracks):
                self.has(incident.number, of)
                return kept
        return own

    def join(self, gone: int, on: int) -> tuple[Kept | None, list[Kept]]:
        """An incident goes on for another, `gone`: (the warning that goes on, others that are live). It is the one that
        the public was told, or that people are at."""
        both = [self.warning_of(number) for number in (on, gone)]
        live = {kept.warning.number: kept for kept in both if kept is not None and kept.is_live}
        if not live:
            return None, []
        best = max(live.values(), key=lambda kept: (*_grip(kept), -kept.warning.number))
        self.has(on, best.warning.number)
        return best, [kept for kept in live.values() if kept is not best]

    def part(self, one: int, other: int) -> None:
        """Two incidents are of two objects after all: the one whose the warning was keeps it, the other has none."""
        kept = self.warning_of(one)
        if kept is not None and self.latest.get(other) == kept.warning.number:
            self.latest.pop(other if kept.warning.incident == one else one)

    def packed(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "kept": [msgspec.to_builtins(kept) for kept in self.kept.values()],
            "incidents": [msgspec.to_builtins(incident) for incident in self.incidents.values()],
            "latest": list(self.latest.items()),
        }

    def unpack(self, state: dict[str, Any]) -> None:
        """Inverse of `packed`."""
        self.kept = {kept.warning.number: kept for kept in msgspec.convert(state["kept"], list[Kept])}
        self.incidents = {one.number: one for one in msgspec.convert(state["incidents"], list[Incident])}
        self.latest = dict(state["latest"])


def _grip(kept: Kept) -> tuple[bool, bool, bool]:
    """How far people are with a warning."""
    draft = kept.warning.draft
    is_signed = draft is not None and draft.first is not None
    return kept.warning.state == "released", is_signed, draft is not None and draft.amended
