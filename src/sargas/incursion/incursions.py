"""Incursions: the picture against the zones; unauthorised presence becomes an incident and is followed to its end.

Rule: rows that show what a zone accepts, that rest on a code still being weighed, that are tentative, or that stand
for no object of their own (`Tracks.stands`) are not looked at; what a person began by hand is one sight, of when it was
seen, which counts as it is, and reckoning adds none; the rest is first sifted by the zones' boxes, grown by how far the
track can come, and only what is left meets the polygons. Who is lawful by a flight of the list alone is watched as
anybody, and nothing of it is an incident while the flight counts. Whatever happens to an incident goes through the two
tables of `situation`. `version` grows by one with every change; a decision fits as long as nothing a person acts upon
(situation, handling, tracks) has changed since the version that the person saw.
"""

import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.incursion.approach import moves
from sargas.incursion.authority import cooperates, is_early
from sargas.incursion.basis import basis
from sargas.incursion.case import Case, lost_case, open_incidents, state_of
from sargas.incursion.forecast import NO_ENTRY, Ahead, shaped_of
from sargas.incursion.handling import decided
from sargas.incursion.presence import NOTHING_KNOWN, Air, Band, band, distance_sigma_m, presence
from sargas.incursion.pressure import Pressure
from sargas.incursion.settings import Rule, Settings, once
from sargas.incursion.sieve import Leave, Sieve
from sargas.incursion.situation import SITUATION, Event
from sargas.incursion.watch import Sight, Watch, first_watch, is_news, observe, rests
from sargas.model.checkpoint import pack, unpack
from sargas.model.claims import CONSPICUITY_CODES
from sargas.model.columns import flag
from sargas.model.decision import Decision, IncidentAct
from sargas.model.flight import Flight
from sargas.model.incident import Incident
from sargas.model.tracks import ACT_BITS, ENDED, PART, Tracks
from sargas.model.weather import Qnh
from sargas.model.zone import Zone

_HEIGHT_EXCLUDES = Band(0.0, "")


class Incursions:
    """Tracks that changed -> incidents that changed, one `update` a tick."""

    def __init__(
        self,
        zones: Sequence[Zone],
        settings: Settings,
        first_number: int = 1,
        flights: Sequence[Flight] = (),
        conspicuity_codes: Sequence[str] = CONSPICUITY_CODES,
    ) -> None:
        self._settings = settings
        self._zones = [zone for zone in zones if settings.rule(zone.kind).judged]
        self._rules = [settings.rule(zone.kind) for zone in self._zones]
        self._rules_once = [once(rule) for rule in self._rules]
        self._shaped = [shaped_of(zone) for zone in self._zones]
        self._pressure = Pressure(settings)
        self._ahead = Ahead(zones, self._shaped, settings)
        self._sieve = Sieve(self._zones, settings, flights, conspicuity_codes)
        self._next_number = first_number
        self._place = {zone.id: z for z, zone in enumerate(self._zones)}
        self._watches: dict[int, dict[str, Watch]] = {}
        self._active = np.ones(len(self._zones), np.bool_)
        self._cases: dict[int, Case] = {}
        self._hours_s = self._forget_s = -math.inf
        """Until then no zone's hours begin or end, and no case is forgotten."""
        self._known: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None
        """Tracks of open incidents, ascending, and their incidents, until a case changes."""

    @property
    def incidents(self) -> list[Incident]:
        """Every incident, oldest first."""
        return [case.incident for case in self._cases.values()]

    def incidents_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number of the open incident of each track, 0 for none; inside before approaching, then the oldest."""
        result = np.zeros(len(numbers), np.int64)
        if not self._cases or not len(numbers):
            return result
        if self._known is None:
            self._known = open_incidents(self._cases.values())
        tracks, incidents = self._known
        if len(tracks):
            at = np.minimum(np.searchsorted(tracks, numbers), len(tracks) - 1)
            result = np.where(tracks[at] == numbers, incidents[at], 0)
        return result

    def hear(self, reports: Sequence[Qnh]) -> None:
        """Reports of QNH, by which heights from pressure are judged."""
        self._pressure.hear(reports)

    def decide(self, decision: Decision) -> Incident | str:
        """A person's act on an incident: its next version, or why the act no longer fits."""
        if not isinstance(decision.act, IncidentAct):
            return "not an act on an incident"
        case = self._cases.get(decision.act.incident)
        if case is None:
            return f"there is no incident {decision.act.incident}"
        self._known, self._forget_s = None, -math.inf
        return decided(case, decision)

    def update(self, time_s: float, tracks: Tracks) -> list[Incident]:
        """Judge the rows that changed (ended ones for the last time); incidents that changed, in order of number."""
        if not len(tracks) and time_s < min(self._hours_s, self._forget_s):
            return []
        changed: dict[int, Incident] = {}
        self._ahead.begin()
        self._hand_over(tracks, changed)
        self._end(tracks.number[tracks.status == ENDED], changed)
        leave = self._sieve.leave(tracks)
        self._clear_lawful(tracks, leave, changed)
        if time_s >= self._hours_s:
            active = self._sieve.active(time_s)
            if (active != self._active).any():
                self._rest(active, changed)
                self._active = active
            self._hours_s = self._sieve.next_change_s(time_s)
        suspects, leave = self._sieve.suspects(tracks, leave)
        if len(suspects):
            near = self._sieve.in_reach(suspects)
            self._keep_watches(suspects.number, near)
            due = near & ~leave.shown & self._active[:, None]
            for z in np.flatnonzero(due.any(axis=1)).tolist():
                rows = self._with_news(z, suspects, np.flatnonzero(due[z]))
                if len(rows):
                    self._judge(time_s, z, suspects.take(rows), leave.listed[z, rows].tolist(), changed)
        if changed or time_s >= self._forget_s:
            self._known = None
            self._forget_closed(time_s)
        return [changed[number] for number in sorted(changed)]

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        watches = [msgspec.to_builtins(watch) for of in self._watches.values() for watch in of.values()]
        cases = [msgspec.to_builtins(case) for case in self._cases.values()]
        flights = self._sieve.flights.packed()
        state = {"next_number": self._next_number, "watches": watches, "cases": cases, "flights": flights}
        return pack({**state, "qnh": self._pressure.packed()})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`; watches of zones that are no more are left behind."""
        state = unpack(data)
        self._next_number = state["next_number"]
        self._watches = {}
        for watch in msgspec.convert(state["watches"], list[Watch]):
            if watch.zone in self._place:
                self._watches.setdefault(watch.track, {})[watch.zone] = watch
        # Every zone outside its hours is looked at again.
        self._active = np.ones(len(self._zones), np.bool_)
        self._hours_s = self._forget_s = -math.inf
        self._known = None
        cases = msgspec.convert(state["cases"], list[Case])
        self._cases = {case.incident.number: case for case in cases}
        self._sieve.flights.unpack(state.get("flights", []))
        self._pressure.unpack(state.get("qnh", []))

    def _with_news(self, z: int, tracks: Tracks, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of `rows`, those measured since the zone's watch on them last counted: nothing else is ever an event."""
        zone_id = self._zones[z].id
        found = []
        for i, number, measured_s in zip(
            rows.tolist(), tracks.number[rows].tolist(), tracks.updated_s[rows].tolist(), strict=True
        ):
            watch = self._watches.get(number, {}).get(zone_id)
            if watch is None or (measured_s >= watch.rest_s and is_news(watch, measured_s)):
                found.append(i)
        return np.array(found, np.int64)

    def _judge(
        self, time_s: float, z: int, tracks: Tracks, listed: Sequence[bool], changed: dict[int, Incident]
    ) -> None:
        """Candidates of one zone against its polygon; those that a flight makes lawful (`listed`) open nothing."""
        (zone, region, outline), rule, settings = self._shaped[z], self._rules[z], self._settings
        found = presence(region, tracks)
        is_limited = zone.floor is not None or zone.ceiling is not None
        known = self._pressure.air(tracks) if is_limited else [NOTHING_KNOWN] * len(tracks)
        bands = [self._band(zone, tracks, i, air) for i, air in enumerate(known)]
        able = moves(tracks, settings) & np.array([b.probability > 0.0 for b in bands])
        entry_s = np.full(len(tracks), np.inf)
        coming = np.flatnonzero(able & (found.probability < rule.declare_probability))
        entry_s[coming] = outline.time_to_entry_s(
            tracks.take(coming), found.distance_m[coming], zone.approach_s, settings.farthest_approach_m
        )
        told, reported = cooperates(tracks), flag(tracks.acts, ACT_BITS["initiate"])
        seen: list[tuple[int, Watch, Sight, tuple[Event, ...]]] = []
        for i, number in enumerate(tracks.number.tolist()):
            sight = Sight(
                time_s=float(tracks.time_s[i]),
                measured_s=float(tracks.updated_s[i]),
                probability=float(found.probability[i]),
                band_probability=bands[i].probability,
                distance_m=float(found.distance_m[i]),
                entry_s=float(entry_s[i]),
                speed_mps=float(np.hypot(tracks.east_mps[i], tracks.north_mps[i])),
            )
            watches = self._watches.setdefault(number, {})
            watch = watches.get(zone.id)
            if watch is None:
                watch = watches[zone.id] = first_watch(zone.id, number, sight, bool(told[i]))
            fresh = is_news(watch, sight.measured_s)
            its_rule = self._rules_once[z] if reported[i] else rule
            events = observe(watch, sight, its_rule)
            if listed[i]:
                watch.start_anew()
            elif fresh and (watch.incident or self._opens(events, watch, its_rule, is_early(tracks, i, rule), zone)):
                seen.append((i, watch, sight, events))
            else:
                rests(watch, sight, rule, z)
        if seen:
            sigma_m = distance_sigma_m(region, tracks.take(np.array([i for i, *_ in seen])))
            for (i, watch, sight, events), one_sigma_m in zip(seen, sigma_m.tolist(), strict=True):
                case = self._case_of(time_s, z, tracks, i, watch, events)
                if case is not None:
                    self._follow(case, zone, tracks, i, watch, sight, one_sigma_m, bands[i], events, changed)

    def _opens(self, events: tuple[Event, ...], watch: Watch, rule: Rule, early: bool, zone: Zone) -> bool:
        """Whether events may open a case, or find one again where an object was lost."""
        opening = next((event for event in events if (None, event) in SITUATION), None)
        if opening != "declared" or watch.came_over_the_edge(rule, early):
            return opening is not None
        return any(case.is_lost_in(zone) for case in self._cases.values())

    def _band(self, zone: Zone, tracks: Tracks, i: int, air: Air) -> Band:
        found = band(zone, tracks, i, self._settings, air)
        return found if found.probability >= self._settings.height_excludes_below else _HEIGHT_EXCLUDES

    def _case_of(
        self, time_s: float, z: int, tracks: Tracks, i: int, watch: Watch, events: tuple[Event, ...]
    ) -> Case | None:
        """The case of a watched track: its own, one it rejoins, or a new one where an event opens it."""
        case = self._cases.get(watch.incident)
        again = case is not None and case.incident.situation in ("left", "lost") and case.incident.handling == "closed"
        if case is not None and not again:
            return case
        opening = next((event for event in events if (None, event) in SITUATION), None)
        if opening is None:
            return None
        zone = self._zones[z]
        rule = self._rules_once[z] if tracks.acts[i] & ACT_BITS["initiate"] else self._rules[z]
        case = lost_case(self._cases.values(), zone, tracks, i, self._settings)
        if case is None:
            if opening == "declared" and not watch.came_over_the_edge(rule, is_early(tracks, i, rule)):
                return None
            case = Case(
                Incident(
                    number=self._next_number,
                    zone=zone.id,
                    zone_name=zone.name,
                    tracks=(),
                    situation=SITUATION[None, opening],
                    handling="new",
                    version=0,
                    opened_s=time_s,
                    updated_s=time_s,
                ),
            )
            self._cases[self._next_number] = case
            self._next_number += 1
        watch.incident = case.incident.number
        return case

    def _follow(
        self,
        case: Case,
        zone: Zone,
        tracks: Tracks,
        i: int,
        watch: Watch,
        sight: Sight,
        sigma_m: float,
        height: Band,
        events: tuple[Event, ...],
        changed: dict[int, Incident],
    ) -> None:
        """Bring the case of row i up to date."""
        before = case.incident
        opened = before.version == 0
        after = next((SITUATION[before.situation, e] for e in events if (before.situation, e) in SITUATION), None)
        situation = after or before.situation
        if after is None and not opened and situation not in ("approaching", "inside"):
            return
        fields = state_of(before, tracks, i, watch, sight, sigma_m)
        fields["basis"] = basis(
            zone,
            tracks,
            i,
            watch,
            sight,
            sigma_m,
            height,
            situation,
            self._sieve.reason(tracks, i, self._place[zone.id]),
        )
        if watch.track not in before.tracks:
            fields["tracks"] = (*before.tracks, watch.track)
        fields |= self._ahead.of(case, situation, self._place[zone.id], tracks, i, sight)
        if situation == "inside":
            fields["left_s"] = None
            if before.entered_s is None:
                fields["entered_s"] = watch.entered_s
        elif situation == "left" and before.situation == "inside":
            fields["left_s"] = watch.left_s or sight.time_s
        case.keep_state(tracks, i)
        settles = opened or after is not None or "tracks" in fields
        changed[before.number] = case.change(settles, situation=situation, **fields)

    def _clear_lawful(self, tracks: Tracks, leave: Leave, changed: dict[int, Incident]) -> None:
        """Watched tracks whose presence has been found lawful since; by a flight, for as long as that counts."""
        if not self._watches or not len(tracks):
            return
        watched = np.sort(np.fromiter(self._watches, np.int64, len(self._watches)))
        at = np.minimum(np.searchsorted(watched, tracks.number), len(watched) - 1)
        rows = np.flatnonzero(watched[at] == tracks.number)
        if not len(rows):
            return
        for i in rows[(leave.shown | leave.listed)[:, rows].any(axis=0)].tolist():
            for zone_id, watch in list(self._watches[int(tracks.number[i])].items()):
                z = self._place[zone_id]
                if not (leave.shown[z, i] or leave.listed[z, i]):
                    continue
                if self._concerns(watch, "authorised"):
                    self._step(watch, "authorised", f"found lawful: {self._sieve.reason(tracks, i, z)}", changed)
                if leave.shown[z, i]:
                    self._drop(watch.track, zone_id)

    def _end(self, numbers: NDArray[np.int64], changed: dict[int, Incident]) -> None:
        for number in numbers.tolist():
            for watch in self._watches.pop(number, {}).values():
                self._step(watch, "lost", "lost: the track has ended", changed)

    def _rest(self, active: NDArray[np.bool_], changed: dict[int, Incident]) -> None:
        """Outside its hours a zone watches nobody."""
        for number, watches in list(self._watches.items()):
            for zone_id in [zone_id for zone_id in watches if not active[self._place[zone_id]]]:
                self._step(self._drop(number, zone_id), "authorised", "the hours of the zone are over", changed)

    def _concerns(self, watch: Watch, event: Event) -> bool:
        """Whether a watch has a case whose situation an event changes."""
        case = self._cases.get(watch.incident)
        return case is not None and case.track == watch.track and (case.incident.situation, event) in SITUATION

    def _step(self, watch: Watch, event: Event, words: str, changed: dict[int, Incident]) -> None:
        """An event without a sight; the state stays that of the last update."""
        if not self._concerns(watch, event):
            return
        case = self._cases[watch.incident]
        situation = SITUATION[case.incident.situation, event]
        text = f"{case.incident.basis.removesuffix('.')}; {words}."
        changed[case.incident.number] = case.change(True, situation=situation, basis=text, places=(), **NO_ENTRY)

    def _hand_over(self, tracks: Tracks, changed: dict[int, Incident]) -> None:
        """A track that is part of another's object now leaves its watches to that."""
        for i in np.flatnonzero((tracks.fusion == PART) & (tracks.status != ENDED)):
            foreign, own = int(tracks.number[i]), int(tracks.fused_with[i])
            for zone_id, watch in self._watches.pop(foreign, {}).items():
                if not watch.incident:
                    continue
                ours = self._watches.setdefault(own, {})
                mine = ours.get(zone_id)
                if mine is not None and mine.incident:
                    self._step(watch, "lost", f"the same object as in incident {mine.incident}", changed)
                    continue
                ours[zone_id] = msgspec.structs.replace(watch, track=own)
                case = self._cases[watch.incident]
                case.track, case.partner = own, foreign
                changed[watch.incident] = case.change(True, tracks=(*case.incident.tracks, own))

    def _keep_watches(self, numbers: NDArray[np.int64], near: NDArray[np.bool_]) -> None:
        """Of tracks out of a zone's reach, those with an incident are kept in it (`near`), the others forgotten."""
        for i, number in enumerate(numbers.tolist()):
            watches = self._watches.get(number, {})
            for zone_id in [zone_id for zone_id in watches if not near[self._place[zone_id], i]]:
                if watches[zone_id].incident:
                    near[self._place[zone_id], i] = True
                else:
                    self._drop(number, zone_id)

    def _drop(self, number: int, zone_id: str) -> Watch:
        watches = self._watches[number]
        watch = watches.pop(zone_id)
        if not watches:
            del self._watches[number]
        return watch

    def _forget_closed(self, time_s: float) -> None:
        keep_s = self._settings.keep_closed_s
        over_s = {
            number: case.incident.updated_s
            for number, case in self._cases.items()
            if case.incident.handling == "closed" and case.incident.situation in ("left", "lost")
        }
        for number in [number for number, updated_s in over_s.items() if time_s - updated_s > keep_s]:
            del self._cases[number], over_s[number]
        # A millisecond early: the sum is rounded otherwise than the difference.
        self._forget_s = min(over_s.values(), default=math.inf) + keep_s - 1e-3
