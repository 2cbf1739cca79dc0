"""Incursions: the picture against the zones; unauthorised presence becomes an incident and is followed to its end.

Rule: the lookout notices, here it becomes an incident. Whatever happens to an incident goes through the two
tables of `situation`. `version` grows by one with every change; a decision fits as long as nothing a person acts upon
(situation, handling, tracks) has changed since the version that the person saw.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.incursion.authority import doubt
from sargas.incursion.basis import basis
from sargas.incursion.case import Case, arrival_of, crossing_of, first_times, state_of
from sargas.incursion.cases import Cases
from sargas.incursion.drawn import Drawn
from sargas.incursion.forecast import NO_ENTRY, Ahead
from sargas.incursion.lookout import Lookout, Noticed
from sargas.incursion.merging import followers, merge, separate
from sargas.incursion.pressure import Pressure
from sargas.incursion.settings import Settings
from sargas.incursion.sieve import Leave
from sargas.incursion.situation import SITUATION, Event, situation_after
from sargas.incursion.watch import Bools, Watch
from sargas.incursion.watches import Watches
from sargas.model.checkpoint import pack, unpack
from sargas.model.claims import CONSPICUITY_CODES
from sargas.model.decision import Decision
from sargas.model.flight import Flight
from sargas.model.incident import Incident
from sargas.model.tracks import ENDED, PART, Tracks
from sargas.model.weather import Qnh
from sargas.model.zone import DrawnZone, Zone
from sargas.motion import SHIPPED
from sargas.motion import Settings as Motion


class Incursions:
    """Tracks that changed -> incidents that changed, one `update` a tick."""

    def __init__(
        self,
        zones: Sequence[Zone],
        settings: Settings,
        first_number: int = 1,
        flights: Sequence[Flight] = (),
        conspicuity_codes: Sequence[str] = CONSPICUITY_CODES,
        motion: Motion = SHIPPED,
    ) -> None:
        self._settings = settings
        self._listed, self._flights, self._codes = tuple(zones), flights, conspicuity_codes
        self._motion = motion
        self._drawn = Drawn(settings, [zone.id for zone in zones])
        self._take_zones()
        self._pressure = Pressure(settings)
        self._cases = Cases(settings, first_number)

    @property
    def incidents(self) -> list[Incident]:
        """Every incident, oldest first."""
        return self._cases.incidents

    def incidents_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of the open incident of each track, 0 for none; inside before approaching, then the oldest."""
        return self._cases.incidents_of(numbers)

    def hear(self, reports: Sequence[Qnh]) -> None:
        """Reports of QNH, by which heights from pressure are judged."""
        self._pressure.hear(reports)

    def decide(self, decision: Decision) -> Incident | str:
        """A person's act on an incident: its next version, or why the act no longer fits."""
        return self._cases.decide(decision, self._watches)

    @property
    def listed(self) -> list[int]:
        """Tracks that are flights of the list, wherever that counts."""
        return self._lookout.sieve.flights.borne()

    @property
    def drawn(self) -> list[DrawnZone]:
        """Every zone that was drawn and is not long over."""
        return self._drawn.all

    def draw(self, decision: Decision) -> DrawnZone | str:
        """A person's act on a drawn zone: the zone as it is now, or why the act does not fit."""
        outcome = self._drawn.decide(decision)
        if isinstance(outcome, DrawnZone):
            self._drawn.forget(decision.time_s, {incident.zone for incident in self.incidents})
            kept = self._lookout.packed()
            self._take_zones()
            self._lookout.unpack(**kept)
        return outcome

    def _take_zones(self) -> None:
        """Everything that is made of the zones, the site's and the drawn ones."""
        zones = [*self._listed, *(drawn.zone for drawn in self._drawn.all)]
        judged = [zone for zone in zones if self._settings.rule(zone.kind).judged]
        self._lookout = Lookout(judged, self._settings, self._flights, self._codes)
        self._ahead = Ahead(zones, self._lookout.shapes, self._settings, self._motion)

    def update(self, time_s: float, tracks: Tracks) -> list[Incident]:
        """Judge the rows that changed (ended ones for the last time); incidents that changed, in order of number."""
        if not len(tracks) and time_s < min(self._lookout.changes_s, self._cases.due_s):
            return []
        changed = self._cases.beside()
        self._ahead.begin()
        self._hand_over(time_s, tracks, changed)
        ended = self._watches.place_in(tracks.number[tracks.status == ENDED]) >= 0
        self._leave_off(ended, "lost", "lost: the track has ended", changed, lost_s=time_s)
        leave = self._lookout.sieve.leave(tracks)
        self._clear_lawful(tracks, leave, changed)
        self._leave_off(self._lookout.over(time_s), "authorised", "the hours of the zone are over", changed)
        just_lost = self._cases.just_lost(time_s)
        for noticed in self._lookout.look(tracks, leave, self._pressure, self._cases.zones_of_lost()):
            case = self._case_of(time_s, tracks, noticed, changed)
            if case is None:
                continue
            self._watches.table["incident"][noticed.place] = case.incident.number
            if self._leads(case, noticed.watch.track):
                self._follow(case, tracks, noticed, changed)
                lost = self._cases.met(case, just_lost, tracks, noticed.row)
                if lost is not None:
                    self._merge(time_s, case, lost, f"track {noticed.watch.track} is what was lost", changed)
        if changed or time_s >= self._cases.due_s:
            self._cases.forget(time_s)
        return [changed[number] for number in sorted(changed)]

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        state = {**self._cases.packed(), **self._lookout.packed()}
        return pack({**state, "qnh": self._pressure.packed(), "drawn": self._drawn.packed()})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`; zones that are no more are left behind, with the watches on them."""
        state = unpack(data)
        self._drawn.unpack(state.get("drawn", {}))
        self._take_zones()
        self._lookout.unpack(state["watches"], state.get("flights", []))
        self._cases.unpack(state)
        self._cases.leave_others({zone.id for zone in self._lookout.shapes.zones})
        self._pressure.unpack(state.get("qnh", []))

    @property
    def _watches(self) -> Watches:
        return self._lookout.watches

    def _case_of(self, time_s: float, tracks: Tracks, noticed: Noticed, changed: dict[int, Incident]) -> Case | None:
        """The case of a watched track: its own, one it rejoins, or a new one where an event opens it."""
        case = self._cases.get(int(self._watches.table["incident"][noticed.place]))
        if case is not None and not case.is_over:
            return case
        opening = next((event for event in noticed.events if (None, event) in SITUATION), None)
        if opening is None:
            return None
        zone = self._lookout.shapes.zones[noticed.watch.zone]
        case = self._cases.lost(zone.id, tracks, noticed.row)
        parted = self._cases.parted(zone.id, noticed.watch.track) if case is None else None
        if parted is not None:
            on = self._cases[parted.incident.merged_into or 0]
            self._watches.table["incident"][noticed.place] = on.incident.number
            why = f"track {noticed.watch.track} stands for itself again"
            both = separate(on, parted, self._watches, "", time_s, why)
            changed |= {one.number: one for one in both}
            return parted
        if case is None:
            if opening == "declared" and not noticed.came:
                return None
            case = self._cases.open(zone, opening, time_s)
        return case

    def _follow(self, case: Case, tracks: Tracks, noticed: Noticed, changed: dict[int, Incident]) -> None:
        """Bring a case up to date."""
        i, watch, sight = noticed.row, noticed.watch, noticed.sight
        before = case.incident
        opened = before.version == 0
        moves_to = (situation_after(before.situation, event) for event in noticed.events)
        after = next((situation for situation in moves_to if situation is not None), None)
        situation = after or before.situation
        if after is None and not opened and situation not in ("approaching", "inside"):
            return
        fields = state_of(before, tracks, i, sight, noticed.sigma_m)
        reason = self._lookout.sieve.reason(tracks, i, watch.zone) + doubt(tracks, i)
        zone = self._lookout.shapes.zones[watch.zone]
        fields["basis"] = basis(zone, watch, sight, noticed.sigma_m, noticed.height, situation, reason)
        if opened:
            fields |= first_times(tracks, i)
        if watch.track not in before.tracks:
            fields["tracks"] = (*before.tracks, watch.track)
        fields |= self._ahead.of(case, situation, watch.zone, tracks, i, sight)
        fields |= arrival_of(before, fields, sight.time_s)
        fields["lost_s"] = None
        if situation == "inside":
            fields["left_s"] = None
            if before.entered_s is None:
                fields["entered_s"] = watch.entered_s
                fields["crossing"] = crossing_of(tracks, i, max(sight.time_s - watch.entered_s, 0.0))
        elif situation == "left" and before.situation == "inside":
            fields["left_s"] = watch.left_s or sight.time_s
        if opened or "crossing" in fields:
            fields["earlier"] = self._cases.earlier(case, fields)
        case.keep_state(tracks, i)
        settles = opened or after is not None or "tracks" in fields
        changed[before.number] = case.change(settles, situation=situation, **fields)

    def _leads(self, case: Case, track: int) -> bool:
        """Whether an incident follows this of its tracks: the one that leads, or another once that has gone."""
        if case.track in (0, track) or case.incident.situation not in ("approaching", "inside"):
            return True
        return case.track not in followers(self._watches, case.incident.number)

    def _merge(self, time_s: float, one: Case, other: Case, why: str, changed: dict[int, Incident]) -> None:
        changed |= {told.number: told for told in merge(one, other, self._watches, "", time_s, why)}

    def _clear_lawful(self, tracks: Tracks, leave: Leave, changed: dict[int, Incident]) -> None:
        """Watched tracks whose presence has been found lawful since; by a flight, for as long as that counts."""
        place = self._watches.place_in(tracks.number)
        some = np.flatnonzero(place >= 0)
        shown, listed = leave.of(self._watches.table["zone"][some], place[some])
        for row in some[(shown | listed) & (self._watches.table["incident"][some] > 0)].tolist():
            (watch,) = self._watches.each([row])
            reason = self._lookout.sieve.reason(tracks, int(place[row]), watch.zone)
            self._step(watch, "authorised", f"found lawful: {reason}", changed)
        cleared = np.zeros(len(self._watches), np.bool_)
        cleared[some] = shown
        self._watches.drop(cleared)

    def _leave_off(self, which: Bools, event: Event, words: str, changed: dict[int, Incident], **fields: Any) -> None:
        """No more watches on those; where another track of the incident is still watched, that leads from now on."""
        left = self._watches.each(np.flatnonzero(which & (self._watches.table["incident"] > 0)))
        self._watches.drop(which)
        for watch in left:
            case = self._cases.get(watch.incident)
            if case is None or case.track != watch.track:
                continue
            heirs = followers(self._watches, watch.incident)
            if heirs:
                case.track = heirs[0]
            else:
                self._step(watch, event, words, changed, **fields)

    def _step(self, watch: Watch, event: Event, words: str, changed: dict[int, Incident], **fields: Any) -> None:
        """An event without a sight; the state stays that of the last update."""
        case = self._cases.get(watch.incident)
        situation = situation_after(case.incident.situation, event) if case is not None else None
        if case is None or situation is None or case.track != watch.track:
            return
        text = f"{case.incident.basis.removesuffix('.')}; {words}."
        fields |= {"situation": situation, "basis": text, "places": (), **NO_ENTRY}
        changed[case.incident.number] = case.change(True, **fields)

    def _hand_over(self, time_s: float, tracks: Tracks, changed: dict[int, Incident]) -> None:
        """A track that is another's object, or an echo of it, leaves its watches to that; two incidents become one."""
        rows = np.flatnonzero((tracks.fusion >= PART) & (tracks.status != ENDED))
        watched = self._watches.tracks() if len(rows) else set()
        for part, lead in zip(tracks.number[rows].tolist(), tracks.fused_with[rows].tolist(), strict=True):
            if part not in watched:
                continue
            watched.add(lead)
            given = []
            for watch in self._watches.pop(part):
                case = self._cases.get(watch.incident)
                if case is None:
                    continue
                known = self._cases.get(self._watches.incident(lead, watch.zone))
                if known is None or known.is_over:
                    given.append(watch._replace(track=lead))
                    its = tuple(dict.fromkeys((*case.incident.tracks, lead)))
                    changed[watch.incident] = case.change(True, tracks=its)
                elif known is not case and not case.is_over:
                    self._merge(time_s, known, case, f"track {part} is track {lead}", changed)
                    case = min(known, case, key=lambda one: one.incident.number)
                else:
                    case = known
                case.track, case.partner = lead, part
            self._watches.put(given)
