"""Observer: keeps of each step of a run what the review asks for, as the journal would tell it."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sargas.exercise.passing import Said, Step
from sargas.exercise.review.fitting import Fitting
from sargas.exercise.review.reading import BackReader
from sargas.geo.plane import SystemPlane
from sargas.model.alert import Alert
from sargas.model.decision import Decision
from sargas.model.identity import IDENTITIES
from sargas.model.incident import Incident, Situation
from sargas.model.search import Search
from sargas.model.status import News, SensorStatus
from sargas.model.track import Track
from sargas.model.tracks import Tracks
from sargas.model.warning import PublicWarning
from sargas.scoring import Paths
from sargas.scoring.geodetic import track_paths

ROWS_AT_ONCE = 50_000
"""Rows of tracks that wait until they are reduced to paths."""
_NO_QUESTION = np.array([name not in ("pending", "unknown") for name in IDENTITIES])


class Place(NamedTuple):
    """Where an incident said that its object was."""

    time_s: float
    lat_deg: float
    lon_deg: float


class Observer:
    """`hear` every step, then ask."""

    def __init__(self, plane: SystemPlane, fitting: Fitting, readers: Mapping[str, BackReader]) -> None:
        """`readers`: by partner."""
        self.fitting, self._plane, self.readers = fitting, plane, readers
        self.counts: Counter[str] = Counter()
        self.faults: Counter[tuple[str, str]] = Counter()
        self.incidents: dict[int, Incident] = {}
        self.situations: dict[int, dict[Situation, float]] = {}
        self.places: dict[int, list[Place]] = {}
        self.alerts: dict[tuple[int, tuple[int, ...]], Alert] = {}
        """The first word of each on each."""
        self.warnings: dict[int, PublicWarning] = {}
        self.asked: dict[tuple[int, str], float] = {}
        """Who was asked to release which warning, since when."""
        self.searches: dict[int, Search] = {}
        self.decisions: list[tuple[Decision, str]] = []
        """And why it was refused; "" where it was not."""
        self.statuses: list[SensorStatus] = []
        """Where one became another."""
        self.identified_s: dict[int, float] = {}
        self.told_s: dict[tuple[str, str, int], float] = {}
        """(partner, kind of item, number) -> when it was told first."""
        self._stands: dict[str, News] = {}
        self._waiting: list[Tracks] = []
        self._rows_waiting = 0
        self._parts: list[Paths] = []

    def hear(self, step: Step) -> None:
        """One tick."""
        batch, changes = step.batch, step.changes
        time_s = changes.time_s
        self.counts["plots"] += len(batch.plots)
        self.counts["track updates"] += len(changes.tracks)
        self.fitting.hear(batch.plots)
        for fault in changes.faults:
            self.faults[fault.source, fault.reason] += fault.count
        for incident in changes.incidents:
            self._incident(time_s, incident)
        for alert in changes.alerts:
            self.alerts.setdefault((alert.number, (alert.incident, *alert.incidents)), alert)
        for warning in changes.warnings:
            self.warnings[warning.number] = warning
            if warning.draft is not None and warning.draft.asked_s is not None:
                self.asked.setdefault((warning.number, warning.draft.asked), warning.draft.asked_s)
        self.searches.update((search.number, search.outline) for search in changes.searches)
        refused = {decision.record_number: why for decision, why in changes.refused}
        self.decisions += [(d, refused.get(d.record_number, "")) for d in batch.decisions]
        for status in changes.statuses:
            if self._stands.get(status.sensor) != (status.status, status.detail):
                self._stands[status.sensor] = (status.status, status.detail)
                self.statuses.append(status)
        self._tracks(time_s, changes.tracks)
        for said in step.said:
            self._said(time_s, said)

    def paths(self) -> Paths | None:
        """Our own confirmed tracks; None: there were none."""
        if self._waiting:
            self._reduce()
        parts = [part for part in self._parts if len(part)]
        return Paths.joined(parts) if parts else None

    def _incident(self, time_s: float, incident: Incident) -> None:
        self.incidents[incident.number] = incident
        self.situations.setdefault(incident.number, {}).setdefault(incident.situation, time_s)
        if incident.situation in ("approaching", "inside"):
            place = Place(incident.updated_s, incident.lat_deg, incident.lon_deg)
            self.places.setdefault(incident.number, []).append(place)

    def _tracks(self, time_s: float, tracks: Tracks) -> None:
        if not len(tracks):
            return
        for number in tracks.number[_NO_QUESTION[tracks.identity]].tolist():
            self.identified_s.setdefault(number, time_s)
        self._waiting.append(tracks)
        self._rows_waiting += len(tracks)
        if self._rows_waiting >= ROWS_AT_ONCE:
            self._reduce()

    def _reduce(self) -> None:
        self._parts.append(track_paths(self._plane, Tracks.concatenate(self._waiting)))
        self._waiting, self._rows_waiting = [], 0

    def _said(self, time_s: float, said: Said) -> None:
        for one in said.items:
            item = one.item
            number = item.number
            kind = type(item).__name__.lower()
            self.told_s.setdefault((said.partner, kind, number), time_s)
            if isinstance(item, Alert | PublicWarning | Track):
                for incident in filter(None, (item.incident, *getattr(item, "incidents", ()))):
                    self.told_s.setdefault((said.partner, "incident", incident), time_s)
        self.readers[said.partner].read(time_s, said.messages)
