"""Screens: what the console and third parties are shown of each partition, fed by the live room's events.

A Screen keeps the current rows, trails, incidents, alerts, sensors and faults of one partition, and tells its clients.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from sargas.model.aerodrome import Aerodrome
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.bounded import keep
from sargas.model.decision import Decision, TrackAct
from sargas.model.direction import Direction, PutIn
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.search import Search
from sargas.model.sensor import Sensor
from sargas.model.silence import Duty, Silence
from sargas.model.tracks import Tracks
from sargas.model.warning import WarningArea
from sargas.model.watch import MOST_ENTRIES, WatchEntry
from sargas.model.zone import DrawnZone, Zone
from sargas.sharing.clearance import as_others_see
from sargas.sharing.release import NO_LONGER_TOLD
from sargas.web.board import Board, FaultLog
from sargas.web.bulletin import Bulletin
from sargas.web.desk import WarningDesk, WeatherDesk
from sargas.web.frames import DELTA, EXERCISE, RECORDING, SNAPSHOT, PlotPlaces, track_frame
from sargas.web.rows import Rows, Trails
from sargas.web.state import PartitionState, StateRow
from sargas.web.stream import Stream

FRAME_S = 0.1
"""Frames are at least so far apart in real time, however fast the clock runs."""

QUIET_S = 1.0
"""Without changes an empty frame tells that the system lives."""

DONE = 1_000
"""So many incidents that are closed or merged, and so many alerts that ended, are still shown."""

DONE_SEARCHES, DONE_ZONES = 50, 50
"""... and closed searches, and drawn zones that are over."""

_JSON_ROWS = 200
"""Rows made into JSON before others get a turn."""


class Screen:
    """One partition. All methods belong to the event loop."""

    def __init__(
        self,
        name: str,
        kind: str,
        sensors: Sequence[Sensor],
        zones: Sequence[Zone],
        origin_deg: tuple[float, float] | None = None,
        cleared: bool = False,
        areas: Sequence[WarningArea] = (),
    ) -> None:
        """`kind`: live, recording or exercise. `origin_deg`: latitude and longitude on which its picture is centred.
        `cleared`: who looks may see what is for those alone who are cleared.
        """
        self.name, self.zones = name, tuple(zones)
        self.sensors = tuple(sensors)
        self._flags = EXERCISE * (kind == "exercise") | RECORDING * (kind == "recording")
        lat_deg, lon_deg = origin_deg or (None, None)
        self.state = StateRow(name, kind == "exercise", lat_deg=lat_deg, lon_deg=lon_deg)
        self.rows, self.trails = Rows(), Trails()
        self.incidents: dict[int, Incident] = {}
        self.alerts: dict[int, Alert] = {}
        self.silences: dict[int, Silence] = {}
        self.duty: Duty | None = None
        self.log: dict[int, WatchEntry] = {}
        """The watch log, by number, oldest first."""
        self._cleared = cleared
        self.searches: dict[int, Search] = {}
        self.drawn: dict[str, DrawnZone] = {}
        """Zones that were drawn while it ran, by id."""
        self.aerodromes: dict[str, Aerodrome] = {}
        self.acts: dict[int, Decision] = {}
        """Acts on tracks that were taken, by record number."""
        self.directions: list[Decision] = []
        """What the director of an exercise did, oldest first."""
        self.warnings = WarningDesk(areas)
        self.board = Board(self.sensors, kind == "exercise")
        self.faults = FaultLog()
        self.weather = WeatherDesk()
        self.bulletin = Bulletin(self._standing)
        self.stream = Stream(self.snapshot)
        self.sequence = 0
        self.time_s = 0.0
        self.updates = 0
        self._places = PlotPlaces(self.sensors)
        self._dirty: dict[int, None] = {}
        self._ended: list[int] = []
        self._plots: list[Plots] = []
        self._plots_s = 0.0
        self._flushed_s = -QUIET_S
        self._flushing: asyncio.TimerHandle | None = None
        self._snapshot: tuple[int, bytes] = (-1, b"")
        self._picture: tuple[int, bytes] = (-1, b"")

    def take_state(self, state: PartitionState) -> None:
        """How the partition stands; told to clients when it is more than the clock going on."""
        before, self.state = self.state, self.state.after(state)
        row = self.state
        if before.timeless != row.timeless:
            self.bulletin.tell("state", row)
        if asyncio.get_running_loop().time() - self._flushed_s >= QUIET_S and self.time_s:
            self.time_s = max(self.time_s, row.time_s or 0.0)
            self._flush()

    def take_picture(
        self, time_s: float, tracks: Tracks, incidents: Sequence[Incident], alerts: Sequence[Alert]
    ) -> None:
        """Everything anew."""
        self.rows, self._dirty, self._ended = Rows(), {}, []
        tracks = tracks if self._cleared else as_others_see(tracks)
        self.rows.apply(tracks)
        self.trails.add(tracks)
        self.incidents = {incident.number: incident for incident in incidents}
        self.alerts = {alert.number: alert for alert in alerts if self._cleared or not alert.cleared}
        self._forget_done()
        self.time_s = time_s
        self.sequence += 1
        self.stream.reset()
        for kind, word in self._standing():
            self.bulletin.tell(kind, word)

    def take_searches(self, searches: Sequence[Search]) -> None:
        """Every search anew."""
        self.searches = {}
        self._add_searches(searches)

    def _add_searches(self, searches: Sequence[Search]) -> None:
        for search in searches:
            self.searches[search.number] = search
            self.bulletin.tell("search", search.outline)
        closed = [number for number, search in self.searches.items() if search.status == "closed"]
        for number in closed[:-DONE_SEARCHES]:
            del self.searches[number]

    def take_plots(self, time_s: float, plots: Plots) -> None:
        """Plots of one tick."""
        self.board.plots(time_s, plots)
        if len(plots) and len(self.stream):
            self._plots.append(plots)
            self._plots_s = time_s
            self._flush_soon()

    def take_changes(self, changes: Changes) -> None:
        """What one update changed."""
        self.updates += 1
        self.time_s = changes.time_s
        self.board.reports(changes.time_s, changes.tracks)
        tracks = changes.tracks if self._cleared else as_others_see(changes.tracks)
        numbers, ended = self.rows.apply(tracks)
        self.trails.add(tracks)
        self.trails.forget(ended)
        self._dirty.update(dict.fromkeys(numbers))
        for number in ended:
            self._dirty.pop(number, None)
        self._ended += ended
        for incident in changes.incidents:
            self.incidents[incident.number] = incident
            self.bulletin.tell("incident", incident)
        for alert in changes.alerts:
            self._take_alert(alert)
        self._take_watch(changes)
        for warning in changes.warnings:
            self.warnings.take(warning)
            self.bulletin.tell("warning", warning)
        if changes.incidents or changes.alerts:
            self._forget_done()
        self._add_searches(changes.searches)
        self._take_zones(changes.zones)
        for aerodrome in changes.aerodromes:
            self.aerodromes[aerodrome.icao] = aerodrome
            self.bulletin.tell("aerodrome", aerodrome.outline)
        for decision in changes.decisions:
            if isinstance(decision.act, TrackAct):
                self.acts[decision.record_number] = decision
            elif isinstance(decision.act, Direction):
                self.directions.append(decision)
                if isinstance(decision.act, PutIn):
                    self.bulletin.tell("put_in", decision)
        del self.directions[:-DONE]
        for old in list(self.acts)[:-DONE]:
            del self.acts[old]
        for status in changes.statuses:
            if (row := self.board.status(status)) is not None:
                self.bulletin.tell("sensor", _placeless(row))
        for bias in changes.biases:
            self.board.bias(bias)
        self.weather.take(changes.weather)
        for fault in changes.faults:
            self.board.fault(fault)
            self.faults.add(fault)
        if self._dirty or self._ended:
            self._flush_soon()

    def _take_alert(self, alert: Alert) -> None:
        """One that changed; what is not for who looks any more is over, as far as was told here."""
        if alert.cleared and not self._cleared:
            known = self.alerts.get(alert.number)
            if known is None or known.ended:
                return
            alert = msgspec.structs.replace(known, ended=True, why=NO_LONGER_TOLD, time_s=alert.time_s)
        self.alerts[alert.number] = alert
        self.bulletin.tell("alert", alert)

    def _take_watch(self, changes: Changes) -> None:
        """What is silenced, who has the watch, and its log."""
        for silence in changes.silences:
            self.silences.pop(silence.number, None)
            self.silences[silence.number] = silence
            self.bulletin.tell("silence", silence)
        for old in [one for one in self.silences.values() if one.ended][:-DONE]:
            del self.silences[old.number]
        if changes.duty is not None:
            self.duty = changes.duty
            self.bulletin.tell("duty", changes.duty)
        for entry in changes.log:
            keep(self.log, entry.number, entry, MOST_ENTRIES)
            self.bulletin.tell("log", entry)

    def _take_zones(self, zones: Sequence[DrawnZone]) -> None:
        for drawn in zones:
            self.drawn[drawn.zone.id] = drawn
            self.bulletin.tell("zone", drawn)
        for old in [one.zone.id for one in self.drawn.values() if one.until_s < self.time_s][:-DONE_ZONES]:
            del self.drawn[old]

    def _forget_done(self) -> None:
        """Keep what is open and the latest DONE of the rest, as the core forgets too."""
        closed = [number for number, incident in self.incidents.items() if incident.is_done]
        for number in _oldest(closed, {n: self.incidents[n].updated_s for n in closed}):
            del self.incidents[number]
        ended = [n for n, alert in self.alerts.items() if alert.ended or self._is_orphan(alert)]
        for number in _oldest(ended, {n: self.alerts[n].time_s for n in ended}):
            del self.alerts[number]

    def _is_orphan(self, alert: Alert) -> bool:
        """Whether it is of an incident that is gone; digests, distress and the watch are of none."""
        return alert.incident > 0 and alert.incident not in self.incidents

    def _flush_soon(self) -> None:
        """A frame now, or as soon as FRAME_S after the last."""
        if self._flushing is not None:
            return
        loop = asyncio.get_running_loop()
        pause_s = self._flushed_s + 0.8 * FRAME_S - loop.time()  # ticks come a little early as well as late
        if pause_s <= 0.0:
            self._flush()
        else:
            self._flushing = loop.call_later(pause_s, self._flush)

    def _flush(self) -> None:
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None
        self._flushed_s = asyncio.get_running_loop().time()
        if self._plots:
            plots = self._plots[0] if len(self._plots) == 1 else Plots.concatenate(self._plots)
            self._plots = []
            self.stream.publish(self._places.frame(self._flags, plots, self._plots_s, self.state.speed))
        if not self.time_s:
            return
        numbers, ended = list(self._dirty), self._ended
        self._dirty, self._ended = {}, []
        self.sequence += 1
        if len(self.stream):
            rows = self.rows.some(numbers)
            self.stream.publish(
                track_frame(DELTA, self._flags, self.sequence, rows, ended, self.time_s, self.state.speed)
            )

    def snapshot(self) -> bytes:
        """The frame that replaces all, made once for everybody who needs it now."""
        if self._snapshot[0] != self.sequence or not self.sequence:
            rows, time_s = self.rows.all(), self.time_s or self.state.time_s or 0.0
            frame = track_frame(SNAPSHOT, self._flags, self.sequence, rows, [], time_s, self.state.speed)
            self._snapshot = (self.sequence, frame)
        return self._snapshot[1]

    async def picture_json(self) -> bytes:
        """/api/picture, made once for everybody who asks before it changes."""
        sequence = self.sequence
        if self._picture[0] != sequence or not sequence:
            head = {"partition": self.name, "time_s": self.time_s, "sequence": sequence}
            tracks, parts = self.rows.all(), []
            for first in range(0, len(tracks), _JSON_ROWS):
                last = min(first + _JSON_ROWS, len(tracks))
                parts.append(msgspec.json.encode([tracks.track(i) for i in range(first, last)])[1:-1])
                await asyncio.sleep(0)
            body = msgspec.json.encode(head)[:-1] + b',"tracks":[' + b",".join(parts) + b"]}"
            self._picture = (sequence, body)
        return self._picture[1]

    def _standing(self) -> list[tuple[str, Any]]:
        """Everything as it stands, for those who come new to the events."""
        events: list[tuple[str, Any]] = [("state", self.state)]
        events += [("sensor", _placeless(row)) for row in self.board.rows(self.time_s)]
        events += [("incident", incident) for incident in self.incidents.values()]
        events += [("alert", alert) for alert in self.alerts.values()]
        events += [("silence", silence) for silence in self.silences.values()]
        events += [("duty", self.duty)] if self.duty is not None else []
        events += [("warning", warning) for warning in self.warnings.by_number.values()]
        events += [("zone", drawn) for drawn in self.drawn.values()]
        events += [("search", search.outline) for search in self.searches.values()]
        events += [("aerodrome", aerodrome.outline) for aerodrome in self.aerodromes.values()]
        return events

    def events(self, last_id: str) -> AsyncIterator[bytes]:
        """Server-sent events after `last_id`."""
        return self.bulletin.stream(last_id)

    def close(self) -> None:
        """End all clients' streams."""
        self.bulletin.close()
        self.stream.close()
        if self._flushing is not None:
            self._flushing.cancel()
            self._flushing = None


def _placeless(row: dict[str, Any]) -> dict[str, Any]:
    """A sensor as everybody who sees the picture may know it: events are made once for all."""
    return {name: value for name, value in row.items() if name != "site"}


def _oldest(numbers: list[int], time_s: dict[int, float]) -> list[int]:
    """All but the latest DONE."""
    return sorted(numbers, key=lambda number: (time_s[number], number))[: max(0, len(numbers) - DONE)]


class Screens:
    """All partitions: a subscriber of the live room. `site`: name, lat_deg, lon_deg. `cleared`: another screen of each
    partition, for who is cleared, where the site shows that at all."""

    def __init__(self, site: dict[str, Any], screens: Sequence[Screen], cleared: Sequence[Screen] = ()) -> None:
        self.site = site
        self.by_name = {screen.name: screen for screen in screens}
        self.cleared_by_name = {screen.name: screen for screen in cleared}

    def of(self, partition: str | None, cleared: bool) -> Screen | None:
        """What somebody sees of a partition, of the first where none is named; None: there is no such partition."""
        name = next(iter(self.by_name)) if partition is None else partition
        return (self.cleared_by_name.get(name) if cleared else None) or self.by_name.get(name)

    def all(self, partition: str | None = None) -> list[Screen]:
        """Every screen, or those of one partition."""
        both = (*self.by_name.values(), *self.cleared_by_name.values())
        return [screen for screen in both if partition in (None, screen.name)]

    def state(self, partition: str, state: PartitionState) -> None:
        """See `Screen.take_state`."""
        for screen in self.all(partition):
            screen.take_state(state)

    def picture(
        self, partition: str, time_s: float, tracks: Tracks, incidents: list[Incident], alerts: list[Alert]
    ) -> None:
        """See `Screen.take_picture`."""
        for screen in self.all(partition):
            screen.take_picture(time_s, tracks, incidents, alerts)

    def searches(self, partition: str, time_s: float, searches: list[Search]) -> None:
        """See `Screen.take_searches`."""
        for screen in self.all(partition):
            screen.take_searches(searches)

    def plots(self, partition: str, time_s: float, plots: Plots) -> None:
        """See `Screen.take_plots`."""
        for screen in self.all(partition):
            screen.take_plots(time_s, plots)

    def changes(self, partition: str, changes: Changes) -> None:
        """See `Screen.take_changes`."""
        for screen in self.all(partition):
            screen.take_changes(changes)

    def close(self) -> None:
        """End all clients' streams."""
        for screen in self.all():
            screen.close()
