"""How grave an incident is, as a table; and what becomes of its alert.

  situation      probability of being inside     level       the alert
  approaching    any                             advisory    goes on
  inside         below `warning_probability`     caution     goes on
  inside         at least that                   warning     goes on
  left           -                               as it was   ends: all clear
  lost           -                               as it was   goes on: lost is never clear
  merged         -                               as it was   goes on with that of the incident that goes on
  any, closed    -                               as it was   ends: closed

A level never falls while its alert goes on, so that nobody is told twice of the same edge.
"""

from sargas.model.alert import LEVELS, Level
from sargas.model.incident import Incident, Situation

TABLE: tuple[tuple[Situation, bool, Level], ...] = (
    ("approaching", False, "advisory"),
    ("approaching", True, "advisory"),
    ("inside", False, "caution"),
    ("inside", True, "warning"),
)
"""Situation, whether the probability is that of a warning, level."""


def level_of(incident: Incident, warning_probability: float) -> Level | None:
    """The level of an incident now; None where its situation says nothing new (left, lost)."""
    sure = incident.probability >= warning_probability
    return next(
        (level for situation, is_sure, level in TABLE if (situation, is_sure) == (incident.situation, sure)), None
    )


def worst_of(incident: Incident, warning_probability: float) -> Level:
    """How grave it was at its worst: of what is lost, for who was told nothing of it."""
    if incident.entered_s is None:
        return "advisory"
    return "warning" if incident.highest_probability >= warning_probability else "caution"


def graver(one: Level, other: Level | None) -> Level:
    """The graver of two levels."""
    return one if other is None else max(one, other, key=LEVELS.index)


def ends(incident: Incident) -> str | None:
    """Why the alert of an incident ends, None while it goes on."""
    if incident.situation == "merged":
        return f"goes on as incident {incident.merged_into}"
    if incident.handling == "closed":
        return "closed"
    return "all clear" if incident.situation == "left" else None
