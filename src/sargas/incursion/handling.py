"""Handling: what a person does with an incident, through the table of `situation`; code never calls it by itself."""

from typing import Any, get_args

import msgspec

from sargas.incursion.case import Case
from sargas.incursion.situation import Work, handling_after
from sargas.model.decision import Assign, Decision
from sargas.model.incident import Incident

WORKS: tuple[Work, ...] = get_args(Work)


def decided(case: Case, decision: Decision) -> Incident | str:
    """The incident after a decision, or why it is refused."""
    incident, seen = case.incident, decision.expected_version
    if not case.fits(seen):
        return f"incident {incident.number} has changed since version {seen}: it is {incident.situation}, " + (
            f"{incident.handling} (version {incident.version})"
        )
    work: Work = msgspec.to_builtins(decision.act)["type"]
    after = handling_after(incident, work)
    if after is None:
        return f"incident {incident.number} is {incident.handling}: {work} does not fit"
    fields: dict[str, Any] = {}
    if after == "new":
        fields = {"acknowledged_by": None, "acknowledged_s": None, "assigned_to": None}
    elif after != "closed" and incident.acknowledged_by is None:
        fields = {"acknowledged_by": decision.by, "acknowledged_s": decision.time_s}
    if isinstance(decision.act, Assign):
        fields["assigned_to"] = decision.act.to
    return case.change(True, handling=after, **fields)
