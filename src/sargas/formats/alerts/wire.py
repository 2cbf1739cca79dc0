"""Messages as they are written: one JSON object each, `schema` "sargas-alerts/1". Fields may be added, never changed.

  type "alert"      what somebody is told: of one incident, of several (kind digest), of an aircraft in distress
  type "incident"   the file on one unauthorised presence, where the recipient is told incidents
Times are UTC Unix seconds, heights metres above the WGS-84 ellipsoid, angles degrees. Nobody's name is in any of it,
and no sensor's. What is unknown is null. The same word may come twice: its `id`, `told_s` and `why` are then the same.
"""

from typing import Literal

import msgspec

MAX_BYTES = 65_536
"""Of one message."""


class Message(msgspec.Struct, frozen=True, tag_field="type", kw_only=True):
    """What every message says."""

    id: str
    """Unique together with `source`: "alert 7", "incident 3"."""
    source: str
    """Who tells it."""
    sent_s: float
    simulated: bool
    """True: an exercise, nothing is real."""
    security_classification: str
    releasable_to: tuple[str, ...]
    schema: Literal["sargas-alerts/1"] = "sargas-alerts/1"
    not_for: str = ""


class AlertMessage(Message, frozen=True, tag="alert", kw_only=True):
    """An alert; the same `id` again is its next word, until `ended`."""

    kind: Literal["incident", "digest", "distress"]
    level: Literal["advisory", "caution", "warning"]
    text: str
    """To be read out or shown: with units and UTC; begins with EXERCISE where it is one."""
    why: str
    """Why now: opened, worsened, repeated, escalated, all clear."""
    told_s: float
    """When it was told."""
    repeats: int
    acknowledged: bool
    ended: bool
    incident: int | None = None
    incidents: tuple[int, ...] = ()
    """Of a digest: those that it names."""
    track: int | None = None
    """Of an aircraft in distress."""


class IncidentMessage(Message, frozen=True, tag="incident", kw_only=True):
    """An incident as it is now; over when `handling` is closed."""

    number: int
    zone: str
    zone_name: str
    situation: Literal["approaching", "inside", "left", "lost", "merged"]
    """`merged`: another goes on for it, whose number is `merged_into`."""
    handling: Literal["new", "acknowledged", "assigned", "closed"]
    opened_s: float
    updated_s: float
    probability: float
    """Of being inside the zone."""
    distance_m: float
    """To the zone's border, negative inside ..."""
    distance_sigma_m: float
    """... and its error, one sigma."""
    time_to_border_s: float | None
    lat_deg: float
    lon_deg: float
    height_m: float | None
    east_mps: float
    north_mps: float
    tracks: tuple[int, ...]
    merged_into: int | None = None


AnyMessage = AlertMessage | IncidentMessage
