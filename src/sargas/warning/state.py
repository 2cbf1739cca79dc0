"""The tables of a warning, as data: its state, when one is drafted, and on what an all clear may rest.

State (of what the public was told; a draft may stand beside `released`, and takes its place when it is released):

        proposed         released              cleared
    ( ) --------> draft ----------> released ------------> cleared
                    |               ^  | ^ |                  |
                    | lapsed        '--' | | expired          | expired
                    |           released | v                  |
                    '-----------------> expired <-------------'
      draft, released, cleared --retracted--> retracted

  released   two different persons have released the draft (again: an update; after its end, where its draft stood)
  cleared    two have released the draft of an all clear, which has a basis
  retracted  one person took it back, at once              lapsed, expired   its time is over
"""

from typing import Literal

from sargas.model.incident import Incident, Situation
from sargas.model.warning import Basis, Hazard, WarningLevel, WarningState

Event = Literal["released", "cleared", "retracted", "lapsed", "expired"]

STATES: dict[tuple[WarningState, Event], WarningState] = {
    ("draft", "released"): "released",
    ("draft", "retracted"): "retracted",
    ("draft", "lapsed"): "expired",
    ("released", "released"): "released",
    ("released", "cleared"): "cleared",
    ("released", "retracted"): "retracted",
    ("released", "expired"): "expired",
    ("expired", "released"): "released",
    ("cleared", "expired"): "expired",
    ("cleared", "retracted"): "retracted",
}
"""What is not listed is refused."""

DRAFTED: dict[tuple[Situation, bool], tuple[WarningLevel, Hazard]] = {
    ("approaching", False): ("advisory", "approaching"),
    ("approaching", True): ("alarm", "approaching"),
    ("inside", False): ("alarm", "overhead"),
    ("inside", True): ("alarm", "overhead"),
}
"""(situation of an incident that nobody has closed, whether an area may be reached within `alarm_within_s`) -> what is
drafted by itself. What has left or is lost drafts nothing, and takes no draft away."""

CLEARS: dict[tuple[Situation, Basis], bool] = {
    ("left", "left"): True,
    ("left", "found"): True,
    ("left", "identified"): True,
    ("left", "endurance_expired"): True,
    ("lost", "found"): True,
    ("lost", "identified"): True,
    ("lost", "endurance_expired"): True,
    ("approaching", "identified"): True,
    ("inside", "identified"): True,
}
"""What an all clear may rest on while an incident is so; the rest is refused. Lost is never clear."""


def drafted(incident: Incident, is_near: bool) -> tuple[WarningLevel, Hazard] | None:
    """What an incident drafts now; None for nothing."""
    return None if incident.handling == "closed" else DRAFTED.get((incident.situation, is_near))


def unclear(incident: Incident | None, basis: Basis, endurance_s: float | None, coverage: str, time_s: float) -> str:
    """Why a basis does not make it all clear; "" where it does, as far as can be known here.

    Not checked: that coverage was live, which a person states, and that it is the object of the incident that was
    found or identified.
    """
    if incident is None and basis in ("left", "endurance_expired"):
        return f"{basis}: there is no incident of this warning by which that can be known"
    if incident is not None and not CLEARS.get((incident.situation, basis)):
        never = ": lost is never clear" if incident.situation == "lost" else ""
        return f"incident {incident.number} is {incident.situation}, not {basis}{never}"
    if incident is not None and basis == "left" and incident.distance_m < 0.0:
        return f"incident {incident.number} is over by hours or leave, and its object was seen last inside: not left"
    if basis != "endurance_expired" or incident is None:
        return ""
    if endurance_s is None or not 60.0 <= endurance_s <= 604_800.0:
        return "endurance_expired: endurance_s says how long such an object can fly, 60 s to 7 days"
    if not coverage.strip():
        return "endurance_expired: coverage says how it is known that the area was watched all the time"
    if incident.situation == "lost" and incident.distance_m > 0.0:
        return f"incident {incident.number} was lost outside: nobody watched where it went"
    left_s = incident.opened_s + endurance_s - time_s
    return f"such an object may fly for {left_s:.0f} s more" if left_s > 0.0 else ""
