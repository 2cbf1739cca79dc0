"""Incident: our file on one unauthorised presence. Situation (the fact) and handling (our work) are separate."""

from typing import Literal

import msgspec

Situation = Literal["approaching", "inside", "left", "lost"]
Handling = Literal["new", "acknowledged", "assigned", "closed"]
SITUATIONS: tuple[Situation, ...] = ("approaching", "inside", "left", "lost")
HANDLINGS: tuple[Handling, ...] = ("new", "acknowledged", "assigned", "closed")


class PlaceAhead(msgspec.Struct, frozen=True):
    """A protected place that the object could reach."""

    name: str
    direct_s: float
    """From `updated_s`, if it turned there now and kept its speed."""
    course_probability: float
    """Of coming there on its course, within its error."""
    course_s: float | None = None
    """When it comes there on its course: the median; None where it does not."""


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
    entry_p10_s: float | None = None
    """Of ten such courses, within their errors, one enters before this ..."""
    entry_p90_s: float | None = None
    """... and one after this, of those that do."""
    entry_probability: float | None = None
    """Of entering on its course within the approach time of the zone."""
    entry_lat_deg: float | None = None
    """Where, at the median."""
    entry_lon_deg: float | None = None
    places: tuple[PlaceAhead, ...] = ()
    """Protected places in its reach, the soonest first."""
    deepest_m: float | None = None
    """The least signed distance to the border so far ..."""
    deepest_sigma_m: float = 0.0
    deepest_s: float | None = None
    """... and when; by these it is judged later what can be proven."""
    highest_probability: float = 0.0
    """Of being inside, so far."""
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
