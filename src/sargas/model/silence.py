"""Silence: for some time an audience is not told; and Duty: who has the watch. Both are made by people's acts.

Rule: a silence mutes what is told, never what is: incidents go on, and what is muted is counted. It always ends. What
is graver than its level is told all the same, and so is all that ends, and every aircraft in distress.
"""

import msgspec

from sargas.model.alert import Level

LONGEST_SILENCE_S = 86_400.0


class Silence(msgspec.Struct, frozen=True, tag="silence"):
    """One silence. What it names must all fit; what it does not name may be anything."""

    number: int
    """Record number of the act that began it."""
    by: str
    why: str
    begun_s: float
    until_s: float
    level: Level
    """The gravest that it mutes."""
    incident: int | None = None
    zone: str | None = None
    audience: str | None = None
    muted: int = 0
    """How much of news was not told because of it."""
    ended_by: str | None = None
    """Who ended it before its time."""
    ended: bool = False


class Duty(msgspec.Struct, frozen=True, tag="duty"):
    """Who has the watch, since when, and what was handed over."""

    name: str
    since_s: float
    handed_by: str
    note: str = ""
    open: tuple[int, ...] = ()
    """Incidents that went on then ..."""
    unacknowledged: tuple[int, ...] = ()
    """... those of them that nobody had acknowledged ..."""
    silenced: tuple[int, ...] = ()
    """... and those that somebody was not told of."""
    distress: tuple[int, ...] = ()
    """Tracks of aircraft in distress."""
