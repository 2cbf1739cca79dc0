"""Incident: our file on one unauthorised presence. Situation (the fact) and handling (our work) are separate."""

from typing import Literal

import msgspec

Situation = Literal["approaching", "inside", "left", "lost"]
Handling = Literal["new", "acknowledged", "assigned", "closed"]
SITUATIONS: tuple[Situation, ...] = ("approaching", "inside", "left", "lost")
HANDLINGS: tuple[Handling, ...] = ("new", "acknowledged", "assigned", "closed")


class Incident(msgspec.Struct, frozen=True, tag="incident"):
    """One incident. A re-acquired track rejoins its incident; `version` grows by one with each change."""

    number: int
    zone: str
    zone_name: str
    tracks: tuple[int, ...]
    situation: Situation
    handling: Handling
    version: int
    opened_s: float
    """Arrival time at which the rule was met."""
    updated_s: float
    entered_s: float | None = None
    left_s: float | None = None
    probability: float = 0.0
    """Of being inside now, from the full covariance against the border."""
    distance_m: float = 0.0
    """Signed distance to the border: negative inside; at `updated_s`."""
    distance_sigma_m: float = 0.0
    time_to_border_s: float | None = None
    """When approaching: predicted median time to entry from `updated_s`."""
    lat_deg: float = 0.0
    lon_deg: float = 0.0
    east_mps: float = 0.0
    north_mps: float = 0.0
    height_m: float | None = None
    basis: str = ""
    """One sentence: why this is an incident."""
    acknowledged_by: str | None = None
    acknowledged_s: float | None = None
    assigned_to: str | None = None
    evidence: tuple[int, ...] = ()
    """Journal record numbers; the first ones and the latest, at most 64."""
    simulated: bool = False
