"""Alert: what we tell someone about an incident, or about an aircraft in distress.

Acknowledging the alert of an incident acts on the incident; that of an aircraft in distress is acknowledged itself.
"""

from typing import Literal

import msgspec

Level = Literal["advisory", "caution", "warning"]
LEVELS: tuple[Level, ...] = ("advisory", "caution", "warning")
Kind = Literal["incident", "digest", "distress", "hand_over"]
"""What it is of: one incident; all that are not told one by one; an aircraft in distress; the watch that goes to
somebody else."""


class Alert(msgspec.Struct, frozen=True, tag="alert"):
    """One message to one audience. `number` grows; a repeat keeps it and raises `repeats`."""

    number: int
    incident: int
    level: Level
    audience: str
    message: str
    why: str
    """Why now: opened, worsened, repeated, escalated, all clear."""
    time_s: float
    repeats: int = 0
    acknowledged: bool = False
    ended: bool = False
    simulated: bool = False
    first_s: float = 0.0
    """When its audience was told first; `time_s` is that of this word. 0: not known."""
    kind: Kind = "incident"
    track: int = 0
    """Of an aircraft in distress: its track now."""
    incidents: tuple[int, ...] = ()
    """Of a digest: those that it names."""
    tracks: tuple[int, ...] = ()
    """Of a digest: those in distress that it names."""
    cleared: bool = False
    """For those alone who are cleared: an unlawful interference (Mode 3/A 7500)."""
