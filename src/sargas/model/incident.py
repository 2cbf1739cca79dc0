"""Incident: our file on one unauthorised presence. Situation (the fact) and handling (our work) are separate."""

from typing import Literal

import msgspec

Situation = Literal["approaching", "inside", "left", "lost", "merged"]
"""`merged`: its object is that of another incident, which goes on for both."""
Handling = Literal["new", "acknowledged", "assigned", "closed"]
Ground = Literal["identified", "no_object", "handed_over"]
"""On what an incident is closed whose object is still there: it is known who that is and that nothing is to be feared
of it; there is no object (birds, an echo); others do what is to be done, and the reason says who."""
Logged = Literal[
    "acknowledge", "assign", "close", "reopen", "note", "merge_incident", "separate", "link", "unlink"
]  # fmt: skip
"""What was done with an incident: the tag of the act."""
SITUATIONS: tuple[Situation, ...] = ("approaching", "inside", "left", "lost", "merged")
HANDLINGS: tuple[Handling, ...] = ("new", "acknowledged", "assigned", "closed")
MOST_LOGGED = 20
"""Entries of the log of an incident that are kept in it."""
MOST_TEXT = 2_000
"""Characters of a note, and of a reason."""


class PlaceAhead(msgspec.Struct, frozen=True):
    """A protected place that the object could reach."""

    name: str
    direct_s: float
    """From `updated_s`, if it turned there now and kept its speed."""
    course_probability: float
    """Of coming there on its course, within its error."""
    course_s: float | None = None
    """When it comes there on its course: the median; None where it does not."""


class LogEntry(msgspec.Struct, frozen=True):
    """Something was done with an incident, or said of it."""

    what: Logged
    by: str
    """Who; "": it came by itself."""
    time_s: float
    text: str
    """The note, or why."""


class Crossing(msgspec.Struct, frozen=True):
    """Where an object came over the edge, and how; where it was inside from its first plot on, where that was."""

    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    height_m: float | None = None


class Earlier(msgspec.Struct, frozen=True):
    """An earlier incident near by."""

    incident: int
    distance_m: float
    """Between the places where they came over the edge, or as near to that as is known."""
    before_s: float
    """How long before this one opened the other was seen last; 0: it went on then."""
    by: str = ""
    """Who linked it; "": it came by the rule of distance and time."""


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
    lost_s: float | None = None
    """When its track ended, while it is lost."""
    first_plot_s: float | None = None
    """When its first track was measured first ..."""
    confirmed_s: float | None = None
    """... and when that was confirmed here."""
    crossing: Crossing | None = None
    """Where it came in: at `entered_s`."""
    arrival_s: float | None = None
    """When it is at the nearest protected place, as foreseen last; or was, where it `arrived`."""
    arrival_at: str = ""
    arrived: bool = False
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
    closed_by: str | None = None
    """Who closed it last, while it is closed ..."""
    closed_s: float | None = None
    closed_why: str = ""
    closed_ground: Ground | None = None
    """... and on what, where its object was still there."""
    log: tuple[LogEntry, ...] = ()
    """What was done with it and said of it, oldest first: the latest ones ..."""
    log_left_out: int = 0
    """... and how many before them are in the journal alone."""
    merged_into: int | None = None
    """The incident that goes on for it ..."""
    merged: tuple[int, ...] = ()
    """... and those for which this one goes on."""
    earlier: tuple[Earlier, ...] = ()
    """Earlier incidents near by, the nearest first."""
    evidence: tuple[int, ...] = ()
    """Journal record numbers; the first ones and the latest, at most 64."""
    simulated: bool = False

    @property
    def is_done(self) -> bool:
        """Whether no work is left on it: it was closed, or another goes on for it."""
        return self.handling == "closed" or self.situation == "merged"
