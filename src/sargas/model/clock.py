"""IncidentClock: when each step of an incident was taken, from the first plot to its closing.

Rule: a step that was not taken is None; times are UTC Unix seconds of the partition's own clock, and those that are of
the object itself (first plot, entry, leaving, arrival) are of when it was so, not of when it was found out.
"""

from typing import Literal

import msgspec

Arrival = Literal["foreseen", "actual"]


class IncidentClock(msgspec.Struct, frozen=True, tag="clock"):
    """Of one incident, and of those that were merged into it."""

    incident: int
    simulated: bool = False
    first_plot_s: float | None = None
    confirmed_s: float | None = None
    opened_s: float | None = None
    alerted_s: float | None = None
    """When an audience was told of it first ..."""
    alerted: str = ""
    """... and which."""
    acknowledged_s: float | None = None
    drafted_s: float | None = None
    """When the first draft of a warning of its object was there ..."""
    signed_s: float | None = None
    """... when somebody of the roster released one first ..."""
    released_s: float | None = None
    """... and when the public was told."""
    entered_s: float | None = None
    arrival_s: float | None = None
    """When it was at the nearest protected place, or is, as foreseen last."""
    arrival: Arrival | None = None
    arrival_at: str = ""
    left_s: float | None = None
    lost_s: float | None = None
    search_opened_s: float | None = None
    found_s: float | None = None
    """When something was found in its search first; whether it is the object, people say."""
    closed_s: float | None = None


class Duration(msgspec.Struct, frozen=True):
    """From one step to another; negative where that came first."""

    name: str
    time_s: float
