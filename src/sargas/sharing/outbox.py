"""Outbox: what one recipient is told next. The latest of each track once an interval; incidents and alerts each.

Rule: everything passes `release`; what a policy keeps back is counted by reason, and never left for later but by the
policy's own delay: what was so is told when it is old enough, in the order in which it was. Tracks are told as they
were at the end of an interval; one that has ended is told once as ended, if it was told at all.
"""

from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.fault import Withheld
from sargas.model.incident import Incident
from sargas.model.label import Policy
from sargas.model.released import Released
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONFIRMED, ENDED, Tracks
from sargas.sharing.labels import Labels
from sargas.sharing.release import release

MOST_INCIDENTS = 4096
Item = Tracks | Incident | Alert


class Outbox:
    """One recipient's. `take` what changed, `due` what may go now."""

    def __init__(
        self, policies: Sequence[Policy], recipient: str, sensors: Sequence[Sensor], interval_s: float = 1.0
    ) -> None:
        self._policies = tuple(policy for policy in policies if policy.recipient == recipient)
        self._recipient = recipient
        self._interval_s = interval_s
        self._labels = Labels(sensors)
        self._tracks: dict[int, tuple[Tracks, int]] = {}
        """Latest rows that changed since the last interval: (where it is, which row)."""
        self._events: list[Incident | Alert] = []
        self._waiting: deque[tuple[float, Item]] = deque()
        """(when it was so, what), oldest first."""
        self._incidents: dict[int, tuple[int, ...]] = {}
        self._told: set[int] = set()
        self._next_s = 0.0
        self.withheld: Counter[str] = Counter()
        """What was kept back, by reason."""

    def take(self, time_s: float, tracks: Tracks, incidents: Sequence[Incident], alerts: Sequence[Alert]) -> None:
        """What changed, or everything after a start."""
        self._labels.see(tracks)
        for row in np.flatnonzero(self._ours(tracks)).tolist():
            self._tracks[int(tracks.number[row])] = (tracks, row)
        for incident in incidents:
            self._incidents.pop(incident.number, None)
            self._incidents[incident.number] = incident.tracks
            if len(self._incidents) > MOST_INCIDENTS:
                del self._incidents[next(iter(self._incidents))]
        self._events += [*incidents, *alerts]

    def _ours(self, tracks: Tracks) -> NDArray[np.bool_]:
        """Rows (N,) that stand for an object which is no news of the recipient's own."""
        rows = tracks.stands() & (tracks.status >= CONFIRMED)
        if self._recipient in tracks.sources:
            rows &= tracks.reported_by != tracks.sources.index(self._recipient)
        return rows

    def changes(self, changes: Changes) -> None:
        """What one update of the core changed."""
        self.take(changes.time_s, changes.tracks, changes.incidents, changes.alerts)

    def due(self, time_s: float) -> list[Released[Any]]:
        """What may go now: alerts and incidents as they come, tracks once an interval."""
        for event in self._events:
            self._waiting.append((time_s, event))
        self._events.clear()
        if time_s >= self._next_s:
            self._next_s = time_s + self._interval_s
            if self._tracks:
                self._waiting.append((time_s, self._snapshot()))
        released: list[Released[Any]] = []
        delay_s = max((policy.delay_s for policy in self._policies), default=0.0)
        while self._waiting and self._waiting[0][0] <= time_s - delay_s:
            _, item = self._waiting.popleft()
            released += self._released(item, time_s)
        return released

    def _snapshot(self) -> Tracks:
        """The latest rows, and none any more."""
        by_part: dict[int, tuple[Tracks, list[int]]] = {}
        for tracks, row in self._tracks.values():
            by_part.setdefault(id(tracks), (tracks, []))[1].append(row)
        self._tracks = {}
        return Tracks.concatenate([tracks.take(np.array(rows)) for tracks, rows in by_part.values()])

    def _released(self, item: Item, time_s: float) -> list[Released[Any]]:
        if isinstance(item, Tracks):
            found = [self._asked(track, (track.number,), time_s) for track in item]
            ended = set(item.number[item.status == ENDED].tolist())
            kept = [
                one
                for one in found
                if one is not None and (one.item.number in self._told or one.item.number not in ended)
            ]
            self._told.update(one.item.number for one in kept)
            self._told -= ended
            return kept
        tracks = item.tracks if isinstance(item, Incident) else self._incidents.get(item.incident, ())
        one = self._asked(item, tracks, time_s)
        return [] if one is None else [one]

    def _asked(self, item: Any, tracks: Sequence[int], time_s: float) -> Released[Any] | None:
        outcome = release(item, self._policies, self._recipient, time_s, self._labels.of(tracks))
        if isinstance(outcome, Withheld):
            self.withheld[outcome.reason] += 1
            return None
        return outcome

    def whole(self, time_s: float, tracks: Tracks) -> list[Released[Any]]:
        """What of these tracks a recipient that has just come may know now: nothing where the policy delays it."""
        if any(policy.delay_s > 0.0 for policy in self._policies) or not len(tracks):
            return []
        self._labels.see(tracks)
        return self._released(tracks.take(self._ours(tracks)), time_s)
