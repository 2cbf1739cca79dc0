"""Drafting: incident and corridor -> what is to be proposed, and how that differs from what is proposed already.

Rule: a draft that nobody has touched follows the prediction. Its level never falls, and what was told already stays in
it: an area does not fall away by itself. One that a person has amended or released first stands still, and says what
has become otherwise since.
"""

from collections.abc import Mapping, Sequence

import msgspec

from sargas.model.incident import Incident
from sargas.model.warning import WARNING_LEVELS, Draft, PublicWarning, Reached, Text, WarningArea
from sargas.motion import Settings as Motion
from sargas.warning.areas import Layer
from sargas.warning.corridor import Corridor
from sargas.warning.kept import Seen
from sargas.warning.settings import Settings
from sargas.warning.state import drafted
from sargas.warning.texts import composed

_MOVED_S, _MOVED = 15.0, 0.1
"""A prediction that changes by less is no news."""
_NAMED = 5


class Drafting:
    """Of one site."""

    def __init__(self, settings: Settings, layer: Layer, motion: Motion) -> None:
        self.settings, self.layer, self._motion = settings, layer, motion

    def proposed(
        self, time_s: float, incident: Incident, seen: Seen, now: PublicWarning | None, simulated: bool
    ) -> Draft | None:
        """What an incident asks for, beside what is public of it `now`; None for nothing."""
        corridor = Corridor(seen.going(), self.settings.corridor, self._motion)
        reached, extra = self.layer.met(corridor)
        soonest_s = min((one.earliest_s for one in reached if one.earliest_s is not None), default=None)
        is_near = soonest_s is not None and soonest_s - time_s <= self.settings.alarm_within_s
        wanted = drafted(incident, is_near)
        if wanted is None or not reached:
            return None
        level, hazard = wanted
        if now is not None and now.is_public:
            level = max(level, now.level or level, key=WARNING_LEVELS.index)
            reached, extra = self.with_told(reached, extra, now)
        weak = seen.why_weak
        return self.made(
            Draft(hazard, level, reached, {}, time_s, weak=bool(weak), why_weak=weak, extra=extra), simulated
        )

    def made(self, draft: Draft, simulated: bool, typed: Mapping[str, Text] | None = None) -> Draft:
        """The draft with its texts, and what is wrong with it."""
        typed = draft.typed if typed is None else typed
        areas = self.areas_of(draft)
        texts, wrong = composed(self.settings, draft.hazard, areas, simulated, typed)
        absent = self.settings.missing()
        wrong += [f"[warning] does not say {', '.join(absent)}"] if absent else []
        known = [area.id for area in areas]
        gone = [one.name for one in draft.areas if one.area not in known]
        wrong += [f"{gone[0]} is not in the layer of areas any more"] if gone else []
        wrong += [] if draft.areas else ["there is no area"]
        return msgspec.structs.replace(draft, texts=texts, wrong=tuple(wrong), typed=dict(typed))

    def areas_of(self, draft: Draft) -> list[WarningArea]:
        """The areas that a draft names, as the layer or the draft itself has them."""
        own = {area.id: area for area in draft.extra}
        found = [own.get(one.area) or self.layer.by_id.get(one.area) for one in draft.areas]
        return [area for area in found if area is not None]

    def with_told(
        self, reached: Sequence[Reached], extra: Sequence[WarningArea], now: PublicWarning
    ) -> tuple[tuple[Reached, ...], tuple[WarningArea, ...]]:
        """With what was told already; a shape of no layer takes the old one in under a name of its own."""
        known, shaped = [one.area for one in reached], [area.id for area in now.extra]
        told = [Reached(one.area, one.name) for one in now.areas if one.area not in known and one.area not in shaped]
        shapes = {area.id: area for area in extra}
        for area in now.extra:
            if area.id in shapes:
                grown = self.layer.joined(shapes[area.id], area)
                shapes[area.id] = grown
                reached = [msgspec.structs.replace(r, name=grown.name) if r.area == area.id else r for r in reached]
            else:
                shapes[area.id] = area
                told.append(Reached(area.id, area.name))
        return (*reached, *told), tuple(shapes.values())


def differs(one: Draft, other: Draft) -> bool:
    """Whether a person would act otherwise on one than on the other: what settles."""
    facts = [(d.hazard, d.level, sorted(r.area for r in d.areas), d.weak, d.wrong, d.texts) for d in (one, other)]
    return facts[0] != facts[1]


def moved(one: Draft, other: Draft) -> bool:
    """Whether predictions have moved by enough to say so."""
    before = {r.area: r for r in one.areas}
    for now in other.areas:
        was = before.get(now.area)
        if was is None or (was.earliest_s is None) != (now.earliest_s is None):
            return True
        if abs((was.earliest_s or 0.0) - (now.earliest_s or 0.0)) > _MOVED_S:
            return True
        if abs((was.probability or 0.0) - (now.probability or 0.0)) > _MOVED:
            return True
    return False


def since(standing: Draft, now: Draft) -> str:
    """What has become otherwise since a draft stopped following, in words; "" for nothing."""
    parts = []
    if WARNING_LEVELS.index(now.level) > WARNING_LEVELS.index(standing.level):
        parts.append(f"it would be an {now.level} now")
    for words, some, others in (("also", now, standing), ("not any more", standing, now)):
        ids = [r.area for r in others.areas]
        names = [r.name for r in some.areas if r.area not in ids]
        if names:
            more = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
            parts.append(f"{words}: {', '.join(names[:_NAMED])}{more}")
    if standing.weak and not now.weak:
        parts.append("two sources see it now")
    return "; ".join(parts)


def worsens(now: PublicWarning, draft: Draft) -> bool:
    """Whether a draft says more than what is public."""
    told = [one.area for one in now.areas]
    if now.level is None or WARNING_LEVELS.index(draft.level) > WARNING_LEVELS.index(now.level):
        return True
    if now.hazard == "approaching" and draft.hazard == "overhead":
        return True
    return any(one.area not in told for one in draft.areas)
