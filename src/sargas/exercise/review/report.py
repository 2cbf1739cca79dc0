"""Report: what an exercise showed, as data; `report.json` is this struct, `report.html` shows it.

Times are seconds after the scenario's start, so that two runs can be laid side by side; None: it did not come.
"""

from typing import Literal

import msgspec

from sargas.exercise.script import What
from sargas.scoring import Score

Verdict = Literal["met", "late", "missed"]


class Origin(msgspec.Struct, frozen=True):
    """What was run: with the same scenario, seed and version anybody gets the same bytes and the same report."""

    name: str
    scenario: str
    """Name of its file."""
    scenario_sha256: str
    seed: int
    version: str
    """Of the program."""
    start: str
    """UTC, ISO 8601."""
    duration_s: float
    bytes_sha256: str
    """Of everything that the sensors sent, in order of arrival."""
    changes_sha256: str
    """Of everything that the core said."""
    facts: str = ""
    """What of the scenario is known, and from where ..."""
    assumed: str = ""
    """... and what was made up for it."""


class Outcome(msgspec.Struct, frozen=True):
    """One object that something is expected of: what was so, and what was seen and done."""

    flight: str
    what: str
    """Its class, in truth."""
    appears_s: float
    ends_s: float
    entered_s: float | None = None
    """When it was first in a zone of the site, in truth; `enters` of an expectation."""
    plots: int = 0
    """That fit it."""
    detected_s: float | None = None
    tracked_s: float | None = None
    tracked_share: float = 0.0
    """Of the time that it existed and was compared, with a confirmed track on it."""
    tracks: tuple[int, ...] = ()
    identified_s: float | None = None
    incidents: tuple[int, ...] = ()
    opened_s: float | None = None
    inside_s: float | None = None
    alerted_s: float | None = None
    acknowledged_s: float | None = None
    drafted_s: float | None = None
    released_s: float | None = None
    search_s: float | None = None
    told_s: dict[str, float] = {}
    """By recipient."""
    alert_before_arrival_s: float | None = None
    """From the first alert to the end of its path ..."""
    warning_before_arrival_s: float | None = None
    """... and from the warning to the public."""


class Met(msgspec.Struct, frozen=True):
    """An expectation of one object, or an inject, and what became of it."""

    what: What | str
    """Or the act that an inject asks for."""
    of: str
    """The object; of an inject, the cell."""
    by: str
    due_s: float | None
    """None: it must not come at all."""
    done_s: float | None
    verdict: Verdict
    why: str
    """Of what is late or missed: no coverage, never confirmed, not judged, late by people ..."""
    objective: str = ""
    weight: float = 1.0


class Objective(msgspec.Struct, frozen=True):
    """How far one was reached."""

    name: str
    weight: float
    met: float
    """Weight of what was met."""


class Spread(msgspec.Struct, frozen=True):
    """Times of one step, or of one cell's reaction."""

    of: str
    step: str
    count: int
    p50_s: float
    p90_s: float
    deadline_s: float | None = None
    within: int = 0
    """How many were within the deadline."""


class FalseIncident(msgspec.Struct, frozen=True):
    """An incident of nothing that was to be found."""

    incident: int
    opened_s: float
    situations: tuple[str, ...]
    object: str
    """Who was there in truth; "": nobody."""
    what: str
    alerted: bool


class Gospa(msgspec.Struct, frozen=True):
    """GOSPA over time, and its parts (K,): of the whole picture against the whole truth."""

    times_s: tuple[float, ...]
    distance_m: tuple[float, ...]
    localisation_m: tuple[float, ...]
    missed_m: tuple[float, ...]
    false_m: tuple[float, ...]
    objects: tuple[int, ...]
    tracks: tuple[int, ...]


class Messages(msgspec.Struct, frozen=True):
    """What a recipient, or a sensor, sent or was sent, in one format."""

    of: str
    format: str
    direction: Literal["in", "out"]
    count: int
    faults: dict[str, int] = {}
    """By reason: what a decoder of the format could not read of it. Out: each message was read back."""
    withheld: dict[str, int] = {}
    """Out, by reason: what the release policy kept back."""


class Line(msgspec.Struct, frozen=True):
    """A line of the log: what happened, in order."""

    at_s: float
    what: str
    """inject, alert, decision, incident, sensor, warning, event."""
    who: str
    text: str


class PathShown(msgspec.Struct, frozen=True):
    """Where something was, for the map."""

    id: str
    what: str
    times_s: tuple[float, ...]
    lat_deg: tuple[float, ...]
    lon_deg: tuple[float, ...]
    is_expected: bool = False
    """Truth: something is expected of it. A track: it is of an incident."""


class MapShown(msgspec.Struct, frozen=True):
    """What the map of the report shows."""

    truth: tuple[PathShown, ...] = ()
    tracks: tuple[PathShown, ...] = ()
    zones: tuple[tuple[tuple[float, float], ...], ...] = ()
    """Outer rings, (lon_deg, lat_deg)."""
    sensors: tuple[tuple[str, float, float], ...] = ()
    """(id, lat_deg, lon_deg)."""


class Report(msgspec.Struct, frozen=True):
    """One run."""

    origin: Origin
    counts: dict[str, int]
    """plots, track updates, tracks, incidents, alerts, decisions, faults, messages."""
    outcomes: tuple[Outcome, ...]
    met: tuple[Met, ...]
    objectives: tuple[Objective, ...]
    clocks: tuple[Spread, ...]
    """From step to step of the incidents of expected objects."""
    cells: tuple[Spread, ...]
    """How long each took."""
    false_incidents: tuple[FalseIncident, ...]
    gospa: Gospa | None
    score: Score | None
    """None: there was nothing to compare."""
    messages: tuple[Messages, ...]
    log: tuple[Line, ...]
    map: MapShown

    @property
    def weight_met(self) -> tuple[float, float]:
        """(weight of what was met, of all)."""
        return sum(one.weight for one in self.met if one.verdict == "met"), sum(one.weight for one in self.met)
