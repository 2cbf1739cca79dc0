"""The tables of an incident, as data: situation (the fact, set by code), handling (our work, by people), closing.

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

      approaching, inside, left, lost --same--> merged            merged --apart--> as it was

  predicted  entry is predicted, by the zone's rule          declared  it is inside, by the zone's rule
  doubted    it may be inside: its error does not let us tell
  turned     entry is no longer predicted                    cleared   it is outside again
  lost       its track has ended                             authorised  its presence has been found lawful
  same       it is the object of an older incident of the    apart     it is not, after all; where nobody sees it
             zone, which goes on for both: found so by the             any more, it is lost
             picture, or said so by a person

Handling:

      new --acknowledge--> acknowledged --assign--> assigned --close--> closed
      new ---------------assign-------------------> assigned
      new, acknowledged --close--> closed           closed --reopen--> as it was; acknowledged --reopen--> new

An incident that goes on for another takes over what was done with that: what is handled is not new again.

Closing needs a reason, and while its object is there a ground as well:

      approaching, inside   identified, no_object, handed_over      left, lost   the reason is enough
"""

from typing import Literal

from sargas.model.incident import Ground, Handling, Incident, Situation

Event = Literal["predicted", "doubted", "declared", "turned", "cleared", "lost", "authorised", "same", "apart"]
AsItWas = Literal["as it was"]

SITUATION: dict[tuple[Situation | None, Event], Situation | AsItWas] = {
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
    ("approaching", "same"): "merged",
    ("inside", "same"): "merged",
    ("left", "same"): "merged",
    ("lost", "same"): "merged",
    ("merged", "apart"): "as it was",
}
"""What is not listed changes nothing."""

Work = Literal["acknowledge", "assign", "close", "reopen"]

HANDLING: dict[tuple[Handling, Work], Handling | AsItWas] = {
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

GROUNDS: dict[Situation, tuple[Ground, ...]] = {
    "approaching": ("identified", "no_object", "handed_over"),
    "inside": ("identified", "no_object", "handed_over"),
}
"""On one of these an incident is closed whose object is there: nobody is told of it any more while it flies on. Of what
has left or is lost the reason is enough: whatever comes again is another incident."""


def situation_after(now: Situation | None, event: Event, was: Situation | None = None) -> Situation | None:
    """The situation that an event leads to, None where it changes nothing; `was`: before it was merged."""
    after = SITUATION.get((now, event))
    return was if after == "as it was" else after


def handling_after(incident: Incident, work: Work) -> Handling | None:
    """The handling that a piece of work leads to, None where it does not fit."""
    after = HANDLING.get((incident.handling, work))
    if after != "as it was":
        return after
    if incident.assigned_to is not None:
        return "assigned"
    return "new" if incident.acknowledged_by is None else "acknowledged"
