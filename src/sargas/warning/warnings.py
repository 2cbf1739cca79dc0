"""Warnings: the room: incidents and their tracks -> drafts; people's acts -> what is public; and its end.

Rule: a draft comes by itself in the update in which an incident opens or worsens, follows the prediction until a person
takes it up, and never releases itself. What a person acts upon has a version that grows; an act fits as long as nothing
that they saw and would decide by has changed. One object has one warning, in however many zones it is an incident: an
incident that shares a track with another goes on with that one's. What is public ends by an act or by its time, never
by silence of sensors: lost is never clear. After a retraction only what is graver is drafted again.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import Decision
from sargas.model.incident import Incident
from sargas.model.tracks import ENDED, Tracks
from sargas.model.warning import (
    WARNING_LEVELS,
    AllClear,
    AmendWarning,
    AreaNow,
    Draft,
    DraftWarning,
    PublicWarning,
    ReleaseWarning,
    RetractWarning,
    Town,
    WarningArea,
)
from sargas.model.zone import Zone
from sargas.motion import SHIPPED
from sargas.motion import Settings as Motion
from sargas.warning import acts, roster
from sargas.warning.areas import Layer
from sargas.warning.board import board
from sargas.warning.drafting import Drafting, differs, moved, since, worsens
from sargas.warning.kept import Kept, Seen, seen_of, seen_of_incident
from sargas.warning.objects import MOST_INCIDENTS, Objects
from sargas.warning.settings import Settings
from sargas.warning.state import STATES

MOST_WARNINGS, MOST_DRAWN = 1000, 4
"""... and so many corridors are drawn anew in one update, beside those of incidents that changed: the oldest first."""
Rank = tuple[int, bool]
"""Level, whether it is overhead: how grave a draft is."""
_LEAST: Rank = (-1, False)
_GRAVEST: Rank = (len(WARNING_LEVELS) - 1, True)


class Warnings:
    """Tracks and incidents that changed -> warnings that changed, one `update` a tick."""

    def __init__(
        self,
        settings: Settings | None,
        areas: Sequence[WarningArea] = (),
        towns: Sequence[Town] = (),
        zones: Sequence[Zone] = (),
        simulated: bool = False,
        motion: Motion = SHIPPED,
    ) -> None:
        """`settings`: None drafts nothing. `simulated`: everything here is, as in an exercise."""
        self._settings = settings or Settings()
        self._works = settings is not None
        self._simulated = simulated
        self._areas = tuple(areas)
        borders = [zone for zone in zones if zone.kind == "border" and self._works]  # joining them takes its time
        self._drafting = Drafting(self._settings, Layer(areas, towns, borders), motion)
        self._objects = Objects()
        self._next_number = 1
        self._seen: dict[int, Seen] = {}
        """By track, of those that incidents in the air have."""
        self._drawn_s: dict[int, float] = {}
        self._retracted: dict[int, Rank] = {}
        """By incident, how grave what a person took back was."""

    @property
    def warnings(self) -> list[PublicWarning]:
        """Every warning, oldest first."""
        return [kept.warning for kept in self._objects.kept.values()]

    def board(self, time_s: float) -> list[AreaNow]:
        """How every area stands."""
        return board(self.warnings, self._areas, time_s)

    def update(self, time_s: float, tracks: Tracks, incidents: Sequence[Incident]) -> list[PublicWarning]:
        """What came of these; warnings that changed, in order of number."""
        if not self._works or not (incidents or self._objects.incidents or self._objects.kept):
            return []
        changed: dict[int, PublicWarning] = {}
        before = {one.number: self._objects.incidents.get(one.number) for one in incidents}
        fresh = {one.number: self._objects.take(one) for one in incidents}
        for one in incidents:
            was = before[one.number]
            was_into = None if was is None else was.merged_into
            if one.merged_into is not None and was_into is None:
                self._join(time_s, one.number, one.merged_into, changed)
            elif one.merged_into is None and was_into is not None:
                self._objects.part(one.number, was_into)
        self._see(tracks)
        due = [one for one in self._objects.incidents.values() if self._is_due(time_s, one, fresh.get(one.number))]
        turned = [one for one in due if fresh.get(one.number)]
        others = [one for one in due if not fresh.get(one.number)]
        others.sort(key=lambda one: (self._drawn_s.get(one.number, -math.inf), one.number))
        for incident in sorted((*turned, *others[:MOST_DRAWN]), key=lambda one: one.number):
            self._draw(time_s, incident, changed)
        for kept in list(self._objects.kept.values()):
            self._pass(time_s, kept, changed)
        self._forget(time_s)
        return [changed[number] for number in sorted(changed)]

    def decide(self, time_s: float, decision: Decision) -> PublicWarning | str:
        """A person's act on a warning: its next version, or why the act does not fit."""
        act = decision.act
        if not self._works:
            return "this site has no [warning]"
        if isinstance(act, DraftWarning):
            return self._by_hand(time_s, act, decision)
        if not isinstance(act, AmendWarning | ReleaseWarning | RetractWarning | AllClear):
            return "not an act on a warning"
        kept = self._objects.kept.get(act.warning)
        if kept is None:
            return f"there is no warning {act.warning}"
        if reason := kept.misses(decision.expected_version):
            return reason
        incident = self._objects.worst(kept)
        if isinstance(act, AmendWarning):
            return acts.amended(self._drafting, kept, act, decision)
        if isinstance(act, ReleaseWarning):
            return self._release(time_s, kept, decision, incident)
        if isinstance(act, AllClear):
            return acts.cleared(self._drafting, kept, act, decision, time_s, incident)
        rank = _rank_of(kept.warning)
        after = acts.retracted(self._settings, kept, decision, time_s)
        if isinstance(after, PublicWarning):
            self._quiet(kept, rank)
        return after

    def _release(self, time_s: float, kept: Kept, decision: Decision, incident: Incident | None) -> PublicWarning | str:
        draft = kept.warning.draft
        after = acts.released(self._drafting, kept, decision, time_s, incident)
        is_over = isinstance(after, PublicWarning) and after.state == "cleared"
        if is_over and draft is not None and draft.basis == "identified":  # it may fly on: nothing is drafted again
            self._quiet(kept, _GRAVEST)
        return after

    def _quiet(self, kept: Kept, rank: Rank) -> None:
        """For the incidents of a warning only what is graver is drafted from now on."""
        for incident in self._objects.of(kept):
            keep(self._retracted, incident.number, rank, MOST_INCIDENTS)

    def _join(self, time_s: float, gone: int, on: int, changed: dict[int, PublicWarning]) -> None:
        """An incident goes on for another, `gone`, and one warning for two. What was told by the other stands until it
        expires; its draft lapses, at once where nobody has touched it.
        """
        if gone in self._retracted:
            keep(self._retracted, on, max(self._retracted[gone], self._retracted.get(on, _LEAST)), MOST_INCIDENTS)
        best, others = self._objects.join(gone, on)
        for kept in others:
            draft = kept.warning.draft
            if best is None or draft is None:
                continue
            if draft.amended or draft.first is not None:
                words = f"the same object as that of warning {best.warning.number}"
                changed[kept.warning.number] = kept.change(False, draft=msgspec.structs.replace(draft, since=words))
                kept.lapses_s = time_s + self._settings.draft_keep_s
            else:
                self._lapse(time_s, kept, f"goes on as warning {best.warning.number}", changed)

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        return pack(
            {
                "next_number": self._next_number,
                **self._objects.packed(),
                "seen": [[number, msgspec.to_builtins(seen)] for number, seen in self._seen.items()],
                "drawn_s": list(self._drawn_s.items()),
                "retracted": list(self._retracted.items()),
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._next_number = state["next_number"]
        self._objects.unpack(state)
        self._seen = {number: msgspec.convert(seen, Seen) for number, seen in state["seen"]}
        self._drawn_s = dict(state["drawn_s"])
        self._retracted = {incident: (rank[0], rank[1]) for incident, rank in state["retracted"]}

    def _see(self, tracks: Tracks) -> None:
        """Where the objects of incidents are."""
        wanted = [number for one in self._objects.incidents.values() if _flies(one) for number in one.tracks]
        if not wanted or not len(tracks):
            return
        rows = np.flatnonzero(np.isin(tracks.number, wanted) & (tracks.status != ENDED))
        for i in rows.tolist():
            keep(self._seen, int(tracks.number[i]), seen_of(tracks, i, self._settings.source_s), MOST_INCIDENTS)

    def _is_due(self, time_s: float, incident: Incident, turned: bool | None) -> bool:
        """Whether an incident is to be drawn now: it changed, or its object goes on and was not drawn for a while."""
        if self._settings.zones and incident.zone not in self._settings.zones:
            return False
        if turned:
            return True
        return _flies(incident) and time_s - self._drawn_s.get(incident.number, -math.inf) >= self._settings.redraw_s

    def _object(self, incident: Incident) -> Seen:
        seen = [self._seen[number] for number in incident.tracks if number in self._seen]
        return max(seen, key=lambda one: one.time_s) if seen else seen_of_incident(incident)

    def _draw(self, time_s: float, incident: Incident, changed: dict[int, PublicWarning]) -> None:
        """What an incident asks for now, as a new draft, a changed one, or as news beside one that stands still."""
        keep(self._drawn_s, incident.number, time_s, MOST_INCIDENTS)
        if not _flies(incident):
            kept = self._objects.warning_of(incident.number)
            if kept is not None and kept.warning.draft is not None and not any(map(_flies, self._objects.of(kept))):
                self._over(time_s, kept, incident)
            return
        kept = self._objects.kept_of(incident)
        now = kept.warning if kept is not None and kept.is_live else None
        simulated = self._simulated or incident.simulated
        draft = self._drafting.proposed(time_s, incident, self._object(incident), now, simulated)
        if draft is None or (now is None and not self._is_wanted(incident.number, draft)):
            return
        if kept is None or now is None:
            self._open(time_s, incident.number, draft, simulated, changed)
            return
        kept.lapses_s = None
        standing = now.draft
        if standing is None:
            if worsens(now, draft) or self._is_running_out(now, time_s):
                self._propose(time_s, kept, draft, changed)
        elif standing.basis is not None:
            if standing.basis != "identified":  # it flies again: the draft of an all clear is dropped
                self._propose(time_s, kept, draft, changed)
        elif standing.amended or standing.first is not None:
            if (words := since(standing, draft)) != standing.since:
                changed[now.number] = kept.change(False, draft=msgspec.structs.replace(standing, since=words))
        else:
            level = max(standing.level, draft.level, key=WARNING_LEVELS.index)
            if standing.hazard == "overhead" and draft.hazard == "approaching":
                draft = self._drafting.made(msgspec.structs.replace(draft, hazard="overhead"), simulated)
            draft = msgspec.structs.replace(draft, level=level, drafted_s=standing.drafted_s)
            if differs(standing, draft):
                self._propose(time_s, kept, draft, changed)
            elif moved(standing, draft):
                self._propose(time_s, kept, draft, changed, settles=False)

    def _is_wanted(self, incident: int, draft: Draft) -> bool:
        before = self._retracted.get(incident)
        return (before is None or _rank(draft) > before) and self._has_room()

    def _has_room(self) -> bool:
        """Whether one more can be kept; the oldest that has ended makes room for it."""
        if len(self._objects.kept) >= MOST_WARNINGS:
            ended = next((number for number, kept in self._objects.kept.items() if not _holds(kept.warning)), None)
            if ended is None:
                return False
            del self._objects.kept[ended]
        return True

    def _is_running_out(self, now: PublicWarning, time_s: float) -> bool:
        if now.expires_s is None or now.released_s is None:
            return False
        holds_s = now.expires_s - now.released_s
        return now.expires_s - time_s < self._settings.renew_share * holds_s

    def _over(self, time_s: float, kept: Kept, incident: Incident) -> None:
        """When the draft of what does not fly here any more lapses."""
        if kept.lapses_s is None:
            draft = kept.warning.draft
            is_lost = incident.situation == "lost" and incident.handling != "closed"
            is_held = draft is not None and (draft.amended or draft.first is not None)
            kept.lapses_s = time_s + (self._settings.draft_keep_s if is_lost or is_held else 0.0)

    def _open(
        self, time_s: float, incident: int, draft: Draft, simulated: bool, changed: dict[int, PublicWarning]
    ) -> PublicWarning:
        number, self._next_number = self._next_number, self._next_number + 1
        draft = self._asked(time_s, draft)
        warning = PublicWarning(number, 1, "draft", simulated, incident, opened_s=time_s, draft=draft)
        self._objects.kept[number] = Kept(warning)
        if incident:
            self._objects.has(incident, number)
        changed[number] = warning
        return warning

    def _propose(
        self, time_s: float, kept: Kept, draft: Draft, changed: dict[int, PublicWarning], settles: bool = True
    ) -> None:
        kept.lapses_s = None
        changed[kept.warning.number] = kept.change(settles, draft=self._asked(time_s, draft))

    def _asked(self, time_s: float, draft: Draft) -> Draft:
        name, since_s = roster.asked(self._settings, draft, time_s)
        return msgspec.structs.replace(draft, asked=name, asked_s=since_s)

    def _by_hand(self, time_s: float, act: DraftWarning, decision: Decision) -> PublicWarning | str:
        incident = self._objects.incidents.get(act.incident)
        if act.incident and incident is None:
            return f"there is no incident {act.incident}"
        kept = self._objects.warning_of(act.incident)
        if kept is not None and kept.warning.draft is not None:
            return f"warning {kept.warning.number} has a draft of this incident: amend it"
        simulated = self._simulated or (incident is not None and incident.simulated)
        draft = acts.drafted(self._drafting, time_s, act, decision, simulated)
        if isinstance(draft, str):
            return draft
        if not self._has_room():
            return f"there are {MOST_WARNINGS} warnings that have not ended"
        if kept is None or not kept.is_live:
            warning = self._open(time_s, act.incident, draft, simulated, {})
            self._objects.kept[warning.number].lapses_s = time_s + self._settings.draft_keep_s
            return warning
        now = kept.warning
        areas, extra = self._drafting.with_told(draft.areas, draft.extra, now)
        level = max(draft.level, now.level or draft.level, key=WARNING_LEVELS.index)
        draft = msgspec.structs.replace(draft, areas=areas, extra=extra, level=level)
        draft = self._drafting.made(draft, now.simulated)
        kept.lapses_s = time_s + self._settings.draft_keep_s
        return kept.change(True, draft=self._asked(time_s, draft))

    def _pass(self, time_s: float, kept: Kept, changed: dict[int, PublicWarning]) -> None:
        """What time alone brings: the next is asked, a draft lapses, what is public expires."""
        now = kept.warning
        if now.expires_s is not None and time_s >= now.expires_s and (now.state, "expired") in STATES:
            draft = None if now.draft is None or now.draft.basis is not None else now.draft
            now = changed[now.number] = kept.change(
                True, state=STATES[now.state, "expired"], draft=draft, ended_s=time_s
            )
        if now.draft is None:
            return
        if kept.lapses_s is not None and time_s >= kept.lapses_s:
            self._lapse(time_s, kept, "nobody released it", changed)
            return
        asked = self._asked(time_s, now.draft)
        if asked != now.draft:
            changed[now.number] = kept.change(False, draft=asked)

    def _lapse(self, time_s: float, kept: Kept, why: str, changed: dict[int, PublicWarning]) -> None:
        """A draft is no more; where the public was told nothing, nor is the warning."""
        kept.lapses_s = None
        fields: dict[str, Any] = {}
        if not kept.warning.is_public:
            fields = {"state": STATES["draft", "lapsed"], "ended_s": time_s, "ended_why": why}
        changed[kept.warning.number] = kept.change(True, draft=None, **fields)

    def _forget(self, time_s: float) -> None:
        kept_s = self._settings.keep_ended_s
        for number, kept in list(self._objects.kept.items()):
            now = kept.warning
            if not _holds(now) and now.ended_s is not None and time_s - now.ended_s > kept_s:
                del self._objects.kept[number]
        objects = self._objects
        standing = {number: objects.standing(number) or one for number, one in objects.incidents.items()}
        ended = [number for number, one in standing.items() if not _flies(one) and time_s - one.updated_s > kept_s]
        for number in ended:
            for of in (objects.incidents, objects.latest, self._drawn_s, self._retracted):
                of.pop(number, None)


def _flies(incident: Incident) -> bool:
    """Whether it may ask for a warning."""
    return incident.situation in ("approaching", "inside") and incident.handling != "closed"


def _holds(warning: PublicWarning) -> bool:
    """Whether it says something now, or may yet: it is not forgotten."""
    return warning.draft is not None or warning.state in ("released", "cleared")


def _rank(draft: Draft) -> Rank:
    return WARNING_LEVELS.index(draft.level), draft.hazard == "overhead"


def _rank_of(warning: PublicWarning) -> Rank:
    if warning.draft is not None and warning.draft.basis is None:
        return _rank(warning.draft)
    return WARNING_LEVELS.index(warning.level or "advisory"), warning.hazard == "overhead"
