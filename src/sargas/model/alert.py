"""Alert: what we tell someone about an incident. Acknowledging acts on the incident."""

from typing import Literal

import msgspec

Level = Literal["advisory", "caution", "warning"]
LEVELS: tuple[Level, ...] = ("advisory", "caution", "warning")


class Alert(msgspec.Struct, frozen=True, tag="alert"):
    """One message to one audience. `number` grows; a repeat keeps it and raises `repeats`."""

    number: int
    incident: int
    level: Level
    audience: str
    message: str
    why: str
    """Why now: opened, worsened, repeated, all clear."""
    time_s: float
    repeats: int = 0
    acknowledged: bool = False
    ended: bool = False
    simulated: bool = False
