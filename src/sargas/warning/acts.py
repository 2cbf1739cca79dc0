"""Acts: what a person does with a warning, through the tables of `state`; code never does any of it by itself.

Each function gives the next version of the warning, or in a sentence why the act does not fit.
"""

import msgspec

from sargas.model.decision import Decision
from sargas.model.incident import Incident
from sargas.model.warning import (
    AllClear,
    AmendWarning,
    Draft,
    DraftWarning,
    PublicWarning,
    Reached,
    Signature,
    WarningArea,
)
from sargas.warning import roster
from sargas.warning.drafting import Drafting
from sargas.warning.kept import Kept
from sargas.warning.notices import cancel_of, faults, notice_of
from sargas.warning.settings import Settings
from sargas.warning.state import STATES, Event, unclear
from sargas.warning.texts import refused

MOST_RADIUS_M = 100_000.0


def drafted(drafting: Drafting, time_s: float, act: DraftWarning, decision: Decision, simulated: bool) -> Draft | str:
    """The draft that a person makes."""
    if not decision.by.strip() or not decision.why.strip():
        return "a draft by hand needs a name and a reason"
    by_id = drafting.layer.by_id
    unknown = [name for name in act.areas if name not in by_id]
    if unknown:
        return f"there is no area {unknown[0]!r}"
    names = list(dict.fromkeys(act.areas))
    reached: tuple[Reached, ...] = tuple(Reached(name, by_id[name].name) for name in names)
    extra: tuple[WarningArea, ...] = ()
    place = (act.lat_deg, act.lon_deg, act.radius_m)
    if any(part is not None for part in place):
        lat_deg, lon_deg, radius_m = place
        if lat_deg is None or lon_deg is None or radius_m is None:
            return "a place needs lat_deg, lon_deg and radius_m"
        if not (abs(lat_deg) <= 89.0 and abs(lon_deg) <= 180.0 and 1.0 <= radius_m <= MOST_RADIUS_M):
            return f"a place is on Earth, with a radius of 1 to {MOST_RADIUS_M:.0f} m"
        around, extra = drafting.layer.within(lat_deg, lon_deg, radius_m)
        reached = (*reached, *(one for one in around if one.area not in names))
    if not reached:
        return "there is no area there"
    draft = Draft(
        act.hazard, act.level, reached, {}, time_s, by=decision.by.strip(), amended=True,
        weak=True, why_weak="drafted by hand", extra=extra,
    )  # fmt: skip
    return drafting.made(draft, simulated)


def amended(drafting: Drafting, kept: Kept, act: AmendWarning, decision: Decision) -> PublicWarning | str:
    """The draft as a person changes it; who had released it first has to do so again."""
    now = kept.warning
    draft = now.draft
    if draft is None:
        return f"warning {now.number} has no draft: draft it anew"
    if not decision.by.strip():
        return "amending needs a name"
    if act.level is None and act.areas is None and act.texts is None:  # held, to be read
        if draft.amended or draft.first is not None:
            return f"the draft of warning {now.number} stands still already"
        return kept.change(True, draft=msgspec.structs.replace(draft, amended=True))
    if draft.hazard == "all_clear" and (act.level is not None or act.areas is not None):
        return "an all clear is for all areas that were told: only its texts can be amended"
    areas = draft.areas
    if act.areas is not None:
        own = {one.area: one for one in (*draft.areas, *(Reached(a.id, a.name) for a in draft.extra))}
        known = {**{a.id: Reached(a.id, a.name) for a in drafting.layer.by_id.values()}, **own}
        unknown = [name for name in act.areas if name not in known]
        if unknown:
            return f"there is no area {unknown[0]!r}"
        told = [one for one in now.areas if one.area not in act.areas] if now.state == "released" else []
        if told:
            return (
                f"{told[0].name} was told: it is not cleared by being left out, but by an all clear or when it expires"
            )
        if not act.areas:
            return "a warning is for one area at least"
        areas = tuple(known[name] for name in dict.fromkeys(act.areas))
    if act.texts and (reason := refused(act.texts, drafting.settings)):
        return reason
    level = act.level or draft.level
    if now.state == "released" and now.level == "alarm" and level == "advisory":
        return "an alarm that was told does not become an advisory: it expires, is retracted or gets an all clear"
    typed = {**draft.typed, **(act.texts or {})}
    fields = {"level": level, "areas": areas, "amended": True, "first": None, "since": ""}
    made = drafting.made(msgspec.structs.replace(draft, **fields), now.simulated, typed)
    return kept.change(True, draft=made)


def released(
    drafting: Drafting, kept: Kept, decision: Decision, time_s: float, incident: Incident | None
) -> PublicWarning | str:
    """The first release, or the second that makes it public."""
    settings, now = drafting.settings, kept.warning
    draft = now.draft
    if draft is None:
        return f"warning {now.number} has nothing to release"
    now_made = drafting.made(draft, now.simulated)  # the site may be another since: layer, words, roster
    if now_made.wrong:
        return "; ".join(now_made.wrong)
    if now_made.texts != draft.texts:
        return f"the words of the site have changed since: amend warning {now.number}, so that both read what is said"
    if draft.first is not None and not roster.listed_name(settings, draft.first.by):
        return f"{draft.first.by}, who released it first, is not on the roster any more: amend it, and release it again"
    if reason := roster.refused(settings, draft, decision.by, decision.why):
        return reason
    if draft.basis is not None and draft.basis != "endurance_expired":
        if reason := unclear(incident, draft.basis, None, "", time_s):
            return reason
    elif draft.basis is not None and incident is not None and incident.situation in ("approaching", "inside"):
        return f"incident {incident.number} is {incident.situation}: no all clear"
    is_clear = draft.hazard == "all_clear"
    event: Event = "cleared" if is_clear else "released"
    terms, after = settings.terms(draft.level, draft.hazard), STATES.get((now.state, event))
    if terms is None or after is None:
        return f"warning {now.number} is {now.state}: it cannot be {event}"
    areas = drafting.areas_of(draft)
    notice = notice_of(settings, terms, now.number, draft, areas, now.simulated, time_s, now.notice)
    if wrong := faults(notice):  # seen by the first, not by the second alone
        return "; ".join(wrong)
    signature = Signature(roster.listed_name(settings, decision.by), time_s, decision.why.strip())
    signed_s = time_s if now.first_signed_s is None else now.first_signed_s
    if draft.first is None and roster.needs_two(settings, draft.level, is_clear):
        signed = msgspec.structs.replace(draft, first=signature)
        name, since_s = roster.asked(settings, signed, time_s)
        asked = msgspec.structs.replace(signed, asked=name, asked_s=since_s)
        return kept.change(True, draft=asked, first_signed_s=signed_s)
    kept.lapses_s = None
    first = now.first_released_s if now.first_released_s is not None else time_s
    return kept.change(
        True, state=after, draft=None, hazard=draft.hazard, level=draft.level, areas=draft.areas, extra=draft.extra,
        notice=notice, released_by=(*((draft.first,) if draft.first else ()), signature), first_signed_s=signed_s,
        first_released_s=first,
        released_s=time_s, expires_s=notice.sent_s + terms.expires_s // 1, ended_s=time_s if is_clear else None,
        ended_why=f"all clear: {draft.basis}" if is_clear else "",
    )  # fmt: skip


def retracted(settings: Settings, kept: Kept, decision: Decision, time_s: float) -> PublicWarning | str:
    """Taken back by one person, at once."""
    now = kept.warning
    if now.state == "expired" and now.draft is not None:  # nothing of it is public any more
        return kept.change(True, draft=None) if decision.by.strip() else "retracting needs a name"
    after = STATES.get((now.state, "retracted"))
    if after is None:
        return f"warning {now.number} is {now.state}: there is nothing to retract"
    name = roster.listed_name(settings, decision.by)
    if not name and now.is_public:
        return f"{decision.by.strip()!r} is not on the roster"
    if not decision.by.strip():
        return "retracting needs a name"
    notice = now.notice
    if notice is not None:
        notice = cancel_of(settings, now.number, now.simulated, time_s, notice)
        if wrong := faults(notice):
            return "; ".join(wrong)
    kept.lapses_s = None
    return kept.change(
        True, state=after, draft=None, notice=notice, ended_s=time_s, ended_by=name or decision.by.strip(),
        ended_why=decision.why.strip(),
    )  # fmt: skip


def cleared(
    drafting: Drafting, kept: Kept, act: AllClear, decision: Decision, time_s: float, incident: Incident | None
) -> PublicWarning | str:
    """The draft of an all clear, released by who begins it: the second makes it public."""
    settings, now = drafting.settings, kept.warning
    if (now.state, "cleared") not in STATES:
        return f"warning {now.number} is {now.state}: there is nothing to clear"
    name = roster.listed_name(settings, decision.by)
    if not name:
        return f"{decision.by.strip()!r} is not on the roster"
    if not decision.why.strip():
        return "an all clear needs a reason"
    if reason := unclear(incident, act.basis, act.endurance_s, act.coverage, time_s):
        return reason
    draft = Draft(
        "all_clear", now.level or "alarm", tuple(Reached(one.area, one.name) for one in now.areas), {}, time_s,
        by=name, first=Signature(name, time_s, decision.why.strip()), basis=act.basis, extra=now.extra,
    )  # fmt: skip
    made = drafting.made(draft, now.simulated)
    if made.wrong:
        return "; ".join(made.wrong)
    asked, since_s = roster.asked(settings, made, time_s)
    return kept.change(True, draft=msgspec.structs.replace(made, asked=asked, asked_s=since_s))
