"""The two state tables of an incident, as data: situation (the fact, set by code) and handling (our work, by people).

Situation:

                   predicted, doubted                 declared
      (no incident) ------------> approaching -----------------> inside
            |                      |    |  ^                     |  |  ^
            |  declared            |    |  | predicted,  cleared |  |  | declared
            |                turned|    |  | doubted             |  |  |
            '------> inside        v    |  |                     v  |  |
                                  left -+--'<------------------ left+--'
                                        | lost                      | lost
                                        v   predicted, doubted,     v
                                       lost <------ declared ---->  lost

  predicted  entry is predicted, by the zone's rule          declared  it is inside, by the zone's rule
  doubted    it may be inside: its error does not let us tell
  turned     entry is no longer predicted                    cleared   it is outside again
  lost       its track has ended                             authorised  its presence has been found lawful

Handling:

      new --acknowledge--> acknowledged --assign--> assigned --close--> closed
      new ---------------assign-------------------> assigned
      new, acknowledged --close--> closed           closed --reopen--> as it was; acknowledged --reopen--> new
"""

from typing import Literal

from sargas.model.incident import Handling, Incident, Situation

Event = Literal["predicted", "doubted", "declared", "turned", "cleared", "lost", "authorised"]

SITUATION: dict[tuple[Situation | None, Event], Situation] = {
    (None, "predicted"): "approaching",
    (None, "doubted"): "approaching",
    (None, "declared"): "inside",
    ("approaching", "declared"): "inside",
    ("approaching", "turned"): "left",
    ("approaching", "lost"): "lost",
    ("approaching", "authorised"): "left",
    ("inside", "cleared"): "left",
    ("inside", "lost"): "lost",
    ("inside", "authorised"): "left",
    ("left", "predicted"): "approaching",
    ("left", "doubted"): "approaching",
    ("left", "declared"): "inside",
    ("lost", "predicted"): "approaching",
    ("lost", "doubted"): "approaching",
    ("lost", "declared"): "inside",
}
"""What is not listed changes nothing."""

Work = Literal["acknowledge", "assign", "close", "reopen"]

HANDLING: dict[tuple[Handling, Work], Handling | Literal["as it was"]] = {
    ("new", "acknowledge"): "acknowledged",
    ("new", "assign"): "assigned",
    ("new", "close"): "closed",
    ("acknowledged", "assign"): "assigned",
    ("acknowledged", "close"): "closed",
    ("acknowledged", "reopen"): "new",
    ("assigned", "assign"): "assigned",
    ("assigned", "close"): "closed",
    ("closed", "reopen"): "as it was",
}
"""What is not listed is refused."""


def handling_after(incident: Incident, work: Work) -> Handling | None:
    """The handling that a piece of work leads to, None where it does not fit."""
    after = HANDLING.get((incident.handling, work))
    if after != "as it was":
        return after
    if incident.assigned_to is not None:
        return "assigned"
    return "new" if incident.acknowledged_by is None else "acknowledged"
