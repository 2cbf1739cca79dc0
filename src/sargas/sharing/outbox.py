"""Outbox: what one recipient is told next. The latest of each track once an interval; incidents and alerts each.

Rule: everything passes `release`; what a policy keeps back is counted by reason. A policy's delay is kept here: what
was so is told when it was known for so long, in the order in which it came. Tracks are told as they were at the end of
an interval. One that has ended, is part of another now, or may not be told any more is told once more, as it was told
last, as ended; so are incidents and alerts of which something new may not be told. Who comes later is told what there
is: tracks, what is open of incidents and alerts, and what holds of warnings to the public. A message to the public is
told once; after a restart the core tells again what is public, and a session knows what it has told.

After a restart the journal is gone through again from the last checkpoint. What began and ended in between is told
then, from its beginning: whether the recipient had it already is not known, and twice is better than not at all.
"""

import hashlib
import math
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.fault import Withheld
from sargas.model.incident import Incident
from sargas.model.label import Label, Policy
from sargas.model.released import Released
from sargas.model.search import Search
from sargas.model.sensor import Sensor
from sargas.model.track import Track
from sargas.model.tracks import CONFIRMED, ENDED, Tracks
from sargas.model.warning import PublicWarning
from sargas.sharing.labels import Labels
from sargas.sharing.release import as_ended, end_of, is_over, recalled, release, written_down

MOST_INCIDENTS = 4096
UNKNOWN = -1
"""Track of an incident of which nothing is known: no label covers it."""
Row = tuple[Tracks, int]
"""Where a track is: columns, and which row."""


class Outbox:
    """One recipient's. `take` what changed, `due` what may go now."""

    def __init__(
        self,
        policies: Sequence[Policy],
        recipient: str,
        sensors: Sequence[Sensor],
        interval_s: float = 1.0,
        audience: str | None = None,
    ) -> None:
        """`audience`: whose alerts the recipient is told, or None for those of every one."""
        self._policies = tuple(policy for policy in policies if policy.recipient == recipient)
        self._recipient, self._audience = recipient, audience
        self._interval_s = interval_s
        self._cleared = next((policy.cleared for policy in self._policies if "alert" in policy.what), False)
        self.delay_s = max((policy.delay_s for policy in self._policies), default=0.0)
        """How long everything is held back."""
        self._labels = Labels(sensors)
        self._terms = hashlib.sha256(msgspec.json.encode([self._policies, audience])).digest()
        """By these and the labels it is decided what leaves."""
        self._is_known = True
        """False: who made the tracks that there are is not known (a journal without it)."""
        self._current: dict[int, Row] = {}
        """Every track that has not ended."""
        self._changed: dict[int, Row] = {}
        self._waiting: deque[tuple[float, Any]] = deque()
        """(when it was known, Tracks, an Incident, Alert or Search, or what was Released of one), oldest first."""
        self._missed: dict[tuple[str, int, bool], tuple[float, Any]] = {}
        """What an earlier run may have told, or not: of each event the last word, and its end."""
        self._incidents: dict[int, tuple[int, ...]] = {}
        self._told: dict[int, Released[Track]] = {}
        self._open: dict[tuple[str, int], Released[Any]] = {}
        self._public: dict[int, Released[PublicWarning]] = {}
        """The last message of each warning to the public."""
        self._earlier: dict[tuple[str, int], Released[Any]] = {}
        """The end of what was open when an earlier run ended, until it is known what became of it."""
        self._next_s = 0.0
        self.withheld: Counter[str] = Counter()
        """What was kept back, by reason."""

    def picture(self, time_s: float, tracks: Tracks, incidents: Sequence[Incident], alerts: Sequence[Alert]) -> None:
        """Everything, after a start."""
        if not self._is_known:
            self._labels.distrust(tracks.number.tolist())
            self._missed.clear()  # nor who made the tracks that these are about
        self._current.clear()
        for incident in incidents:
            keep(self._incidents, incident.number, incident.tracks, MOST_INCIDENTS)
        going_on = [one for one in incidents if not one.is_done or _key(one) in self._earlier]
        heard = [one for one in alerts if not one.ended or _key(one) in self._earlier]
        events: list[Incident | Alert] = [*going_on, *heard]
        current = {_key(one) for one in events}
        missed = [one for one in self._missed.values() if _key(one[1]) not in current and self._ended_since(one[1])]
        self._waiting.extend(missed)
        self._missed.clear()
        self.take(time_s, tracks, going_on, heard)
        known = {_key(one) for one in incidents} | {_key(one) for one in alerts if self._is_heard(one)}
        known |= {_key(one) for _, one in missed}
        self._waiting.extend(
            (time_s, one) for key, one in self._earlier.items() if key not in known and key[0] != Search.__name__
        )

    def searches(self, time_s: float, searches: Sequence[Search]) -> None:
        """Every search, after a start."""
        going_on = [one for one in searches if one.status != "closed" or _key(one) in self._earlier]
        known = {_key(one) for one in searches}
        over = [one for key, one in self._earlier.items() if key[0] == Search.__name__ and key not in known]
        self._waiting.extend((time_s, one) for one in (*going_on, *over))

    def see(self, changes: Changes) -> None:
        """What an earlier run told of, or was about to: who made the tracks, and what began and ended in it."""
        self._labels.see(changes.tracks)
        for incident in changes.incidents:
            keep(self._incidents, incident.number, incident.tracks, MOST_INCIDENTS)
        events: list[Incident | Alert] = [*changes.incidents]
        events += [alert for alert in changes.alerts if self._is_heard(alert)]
        for event in events:
            keep(self._missed, (*_key(event), is_over(event)), (changes.time_s, event), MOST_INCIDENTS)

    def _ended_since(self, event: Incident | Alert) -> bool:
        """Whether what an earlier run may not have told has ended in it too."""
        return (*_key(event), True) in self._missed

    def changes(self, changes: Changes) -> None:
        """What one update of the core changed."""
        self.take(changes.time_s, changes.tracks, changes.incidents, changes.alerts)
        self._waiting.extend((changes.time_s, one) for one in changes.warnings if one.is_public)
        self._waiting.extend((changes.time_s, search) for search in changes.searches)

    def take(self, time_s: float, tracks: Tracks, incidents: Sequence[Incident], alerts: Sequence[Alert]) -> None:
        """What changed."""
        self._labels.see(tracks)
        for row, (number, status) in enumerate(zip(tracks.number.tolist(), tracks.status.tolist(), strict=True)):
            self._changed[number] = (tracks, row)
            if status == ENDED:
                self._current.pop(number, None)
            else:
                self._current[number] = (tracks, row)
        for incident in incidents:
            keep(self._incidents, incident.number, incident.tracks, MOST_INCIDENTS)
        heard = [alert for alert in alerts if self._is_heard(alert)]
        self._waiting.extend((time_s, event) for event in (*incidents, *heard))

    def _is_heard(self, alert: Alert) -> bool:
        if self._audience not in (None, alert.audience):
            return False
        return self._cleared or not alert.cleared or _key(alert) in self._open  # then its end is told

    def due(self, time_s: float) -> list[Released[Any]]:
        """What may go now: alerts and incidents as they come, tracks once an interval."""
        if time_s >= self._next_s and self._changed:
            self._next_s = time_s + self._interval_s
            self._waiting.append((time_s, gathered(self._changed)))
            self._changed = {}
        released: list[Released[Any]] = []
        while self._waiting and self._waiting[0][0] + self.delay_s <= time_s:
            item = self._waiting.popleft()[1]
            if isinstance(item, Released):
                self._earlier.pop(_key(item.item), None)
                released.append(item)
            else:
                released += self._of(item)
        return released

    def _of(self, item: Any) -> list[Released[Any]]:
        if isinstance(item, PublicWarning):
            return self._warning(item)
        return self._tracks(item) if isinstance(item, Tracks) else self._event(item)

    def _warning(self, warning: PublicWarning) -> list[Released[Any]]:
        """A message to the public, where it is another than the last of this warning."""
        one, before = self._asked(warning, ()), self._public.get(warning.number)
        if one is None or (before is None and warning.state == "expired"):
            return []
        keep(self._public, warning.number, one, MOST_INCIDENTS)
        return [one] if before is None or before.item.notice != one.item.notice else []

    def whole(self) -> list[Released[Any]]:
        """For a recipient that has just come: the tracks there are, and open incidents and alerts; with a delay only
        what was told already."""
        if self.delay_s > 0.0 or not self._current:
            return [*self._told.values(), *self._open.values(), *self._standing()]
        allowed = self._allowed(gathered(self._current))
        self._told |= allowed  # what has ended for the others, `due` tells them
        return [*allowed.values(), *self._open.values(), *self._standing()]

    def _standing(self) -> list[Released[Any]]:
        """What the public is told now."""
        return [one for one in self._public.values() if one.item.state in ("released", "cleared")]

    def _tracks(self, tracks: Tracks) -> list[Released[Any]]:
        told: list[Released[Any]] = []
        allowed = self._allowed(tracks)
        for number in tracks.number.tolist():
            before = self._told.pop(number, None)
            if number in allowed:
                self._told[number] = allowed[number]
                told.append(allowed[number])
            elif before is not None:
                told.append(as_ended(before))
        return told

    def _allowed(self, tracks: Tracks) -> dict[int, Released[Track]]:
        """What the recipient may be told of these, by number."""
        ours = tracks.take(np.flatnonzero(self._ours(tracks)))
        asked = {track.number: self._asked(track, (track.number,)) for track in ours}
        return {number: one for number, one in asked.items() if one is not None}

    def _ours(self, tracks: Tracks) -> NDArray[np.bool_]:
        """Rows (N,) that stand for an object which is no news of the recipient's own."""
        rows: NDArray[np.bool_] = tracks.stands() & (tracks.status >= CONFIRMED) & (tracks.status != ENDED)
        if self._recipient in tracks.sources:
            rows &= tracks.reported_by != tracks.sources.index(self._recipient)
        return rows

    def _event(self, event: Incident | Alert | Search) -> list[Released[Any]]:
        if isinstance(event, Incident | Search):
            tracks = event.tracks
        else:
            incidents = [number for number in (event.incident, *event.incidents) if number]
            tracks = tuple(track for number in incidents for track in self._incidents.get(number, (UNKNOWN,)))
            tracks += (*((event.track,) if event.track else ()), *event.tracks)
        key, one = _key(event), self._asked(event, tracks)
        before, earlier = self._open.pop(key, None), self._earlier.pop(key, None)
        if one is None:
            end = earlier if before is None else as_ended(before)
            return [] if end is None else [end]
        if not is_over(event):
            keep(self._open, key, one, MOST_INCIDENTS)
        return [one]

    def _asked(self, item: Any, tracks: Sequence[int]) -> Released[Any] | None:
        # The delay was kept here, by when it was known: the clock of a sensor may be ahead of ours.
        outcome = release(item, self._policies, self._recipient, math.inf, self._labels.of(tracks))
        if isinstance(outcome, Withheld):
            self.withheld[outcome.reason] += 1
            return None
        return outcome

    def state(self) -> bytes:
        """Who made the tracks there are, as what they are released, and what goes on, for a checkpoint."""
        known = (self._earlier | self._open).values()
        return pack(
            {
                "labels": self._labels.state(),
                "open": [written_down(one) for one in known],
                "waiting": [[time_s, one] for time_s, one in self._waiting if isinstance(one, Incident | Alert)],
                "incidents": self._of_those_that_wait(),
                "terms": self._terms,
                "released_as": self._labels.of_makers(),
            }
        )

    def _of_those_that_wait(self) -> dict[int, tuple[int, ...]]:
        """Tracks of incidents that alerts are about which nobody was told yet."""
        alerts = [one for _, one in self._waiting if isinstance(one, Alert)]
        numbers = dict.fromkeys(number for one in alerts for number in (one.incident, *one.incidents))
        return {number: self._incidents[number] for number in numbers if number in self._incidents}

    def restore(self, data: bytes | None) -> bool:
        """Inverse of `state`; whether all that was released by then would be now, and as it was.

        None of a journal that does not know: then no track that is older is told. Of what was open then, nothing that
        was released under other terms is told: only which has ended.
        """
        if data is None:
            self._is_known = False
            return False
        state = unpack(data)
        self._labels.set_state(state["labels"])
        earlier = [end_of(recalled(one)) for one in state.get("open", ())]  # a checkpoint of before has none
        self._earlier = {_key(one.item): one for one in earlier if one.recipient == self._recipient}
        for time_s, one in state.get("waiting", ()):
            event = msgspec.convert(one, Incident | Alert)
            keep(self._missed, (*_key(event), is_over(event)), (time_s, event), MOST_INCIDENTS)
        self._incidents = msgspec.convert(state.get("incidents", {}), dict[int, tuple[int, ...]])
        labels = msgspec.convert(state.get("released_as", {}), dict[str, Label | None])
        return state.get("terms") == self._terms and self._labels.are_still(labels)


def _key(event: Incident | Alert | Search) -> tuple[str, int]:
    return type(event).__name__, event.number


def gathered(rows: Mapping[int, Row]) -> Tracks:
    """Rows of many columns as columns of their own."""
    by_part: dict[int, tuple[Tracks, list[int]]] = {}
    for tracks, row in rows.values():
        by_part.setdefault(id(tracks), (tracks, []))[1].append(row)
    return Tracks.concatenate([tracks.take(np.array(at)) for tracks, at in by_part.values()])
