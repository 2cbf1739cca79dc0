"""Handling: what a person does with one incident, through the tables of `situation`; code never calls it by itself.

Every act leaves an entry in the incident's log. Acts on two incidents are those of `sargas.incursion.cases`.
"""

from typing import Any, get_args

import msgspec

from sargas.incursion.case import Case
from sargas.incursion.situation import GROUNDS, Work, handling_after
from sargas.model.decision import Assign, Close, Decision, NoteIncident
from sargas.model.incident import MOST_TEXT, Incident, Logged

WORKS: tuple[Work, ...] = get_args(Work)
MOST_NAME = 100


def what_of(decision: Decision) -> Logged:
    """The word for an act on an incident."""
    what: Logged = msgspec.to_builtins(decision.act)["type"]
    return what


def stale(case: Case, decision: Decision) -> str | None:
    """Why an act no longer fits on what the person saw, or None."""
    incident, seen = case.incident, decision.expected_version
    if case.fits(seen):
        return None
    return f"incident {incident.number} has changed since version {seen}: it is {incident.situation}, " + (
        f"{incident.handling} (version {incident.version})"
    )


def unreasoned(decision: Decision) -> str | None:
    """Why an act that needs a name and a reason is refused, or None."""
    if 0 < len(decision.by.strip()) <= MOST_NAME and 0 < len(decision.why.strip()) <= MOST_TEXT:
        return None
    return f"it needs a name, and a reason of 1 to {MOST_TEXT} characters"


def decided(case: Case, decision: Decision) -> Incident | str:
    """The incident after a decision, or why it is refused."""
    incident, act = case.incident, decision.act
    if reason := stale(case, decision):
        return reason
    if isinstance(act, NoteIncident):
        return _noted(case, act, decision)
    if incident.merged_into is not None:
        return f"incident {incident.number} is merged into incident {incident.merged_into}, which goes on for both"
    work: Work = msgspec.to_builtins(act)["type"]
    after = handling_after(incident, work)
    if after is None:
        return f"incident {incident.number} is {incident.handling}: {work} does not fit"
    fields: dict[str, Any] = {"closed_by": None, "closed_s": None, "closed_why": "", "closed_ground": None}
    text = decision.why
    if after == "new":
        fields |= {"acknowledged_by": None, "acknowledged_s": None, "assigned_to": None}
    elif after != "closed" and incident.acknowledged_by is None:
        fields |= {"acknowledged_by": decision.by, "acknowledged_s": decision.time_s}
    if isinstance(act, Assign):
        if not 0 < len(act.to.strip()) <= MOST_NAME:
            return f"assigned to whom: a name of 1 to {MOST_NAME} characters"
        fields["assigned_to"] = act.to
        text = f"to {act.to}. {text}".rstrip(". ")
    if isinstance(act, Close):
        if reason := _unclosed(incident, act, decision):
            return reason
        fields |= {
            "closed_by": decision.by, "closed_s": decision.time_s, "closed_why": decision.why,
            "closed_ground": act.ground,
        }  # fmt: skip
        text = f"{act.ground}: {text}" if act.ground else text
    return case.change(True, handling=after, **fields, **case.logged(work, decision.by, decision.time_s, text))


def _unclosed(incident: Incident, act: Close, decision: Decision) -> str | None:
    """Why it cannot be closed so, or None."""
    grounds = GROUNDS.get(incident.situation)
    if reason := unreasoned(decision):
        return f"incident {incident.number} is not closed: {reason}"
    if grounds is not None and act.ground not in grounds:
        return (
            f"incident {incident.number} is {incident.situation}: its object is there, and nobody would be told of "
            + (f"it any more; the ground to close it is one of {', '.join(grounds)}")
        )
    return None


def _noted(case: Case, act: NoteIncident, decision: Decision) -> Incident | str:
    """A note is no news to act upon: whoever looks at an older version may go on."""
    if not 0 < len(decision.by.strip()) <= MOST_NAME or not 0 < len(act.text.strip()) <= MOST_TEXT:
        return f"a note needs a name, and 1 to {MOST_TEXT} characters"
    return case.change(False, **case.logged("note", decision.by, decision.time_s, act.text.strip()))
