"""Alerting: one alert per incident and audience, from its opening to its end.

Rule: an alert is told when it opens, when it worsens, when its object is lost or found again, again and again until
the incident is acknowledged, and when it ends; the same news is not told twice, and a person is told twice rather than
not at all. More new alerts than `max_new_per_minute` wait, the gravest first, and are told together in a digest until
there is room; an alert that worsens never waits once it has been opened. Shape: Prometheus Alertmanager.
A digest has the incident number 0. Pure: time enters as data.
"""

import math

import msgspec

from sargas.alerting.level import ends, graver, level_of
from sargas.alerting.message import digest_of, message_of
from sargas.alerting.settings import Audience, Settings
from sargas.model.alert import LEVELS, Alert, Level
from sargas.model.checkpoint import pack, unpack
from sargas.model.incident import Incident

_MINUTE_S = 60.0


class Board(msgspec.Struct):
    """What one audience has been told."""

    open: dict[int, int] = {}
    """Incident -> number of its alert that has not ended."""
    waiting: dict[int, Level] = {}
    """Incidents that have not been told one by one, with their level."""
    opened_s: list[float] = []
    """Times of the new alerts of the last minute."""
    digest: int = 0
    """Number of the digest that has not ended, 0 for none."""
    digested: list[int] = []
    """Incidents that it names."""


class Alerting:
    """Incidents that changed -> alerts that changed, one `update` a tick."""

    def __init__(self, settings: Settings, first_number: int = 1) -> None:
        self._settings = settings
        self._next_number = first_number
        self._incidents: dict[int, Incident] = {}
        self._boards = {audience.name: Board() for audience in settings.audiences}
        self._alerts: dict[int, Alert] = {}
        self._due_s = -math.inf
        """Until then there is nothing to tell without news."""

    @property
    def alerts(self) -> list[Alert]:
        """Every alert, oldest first; ended ones for a while."""
        return list(self._alerts.values())

    def update(self, time_s: float, incidents: list[Incident]) -> list[Alert]:
        """Take in incidents that changed; alerts to be told now, in order of number."""
        if not incidents and time_s < self._due_s:
            return []
        told: dict[int, Alert] = {}
        for incident in incidents:
            before = self._incidents.get(incident.number)
            if before is not None and before.version >= incident.version:
                continue
            self._incidents[incident.number] = incident
            for audience in self._settings.audiences:
                self._take(time_s, audience, before, incident, told)
        for audience in self._settings.audiences:
            self._let_in(time_s, audience, told)
            self._digest(time_s, audience, told)
            self._repeat(time_s, audience, told)
        self._forget(time_s)
        self._due_s = self._next_s()
        return [told[number] for number in sorted(told)]

    def _next_s(self) -> float:
        """When something is to be told, or forgotten, without news; a millisecond early, for sums are rounded."""
        due_s = [math.inf]
        for board in self._boards.values():
            if board.waiting or board.digest:
                return -math.inf
            due_s += [opened_s + _MINUTE_S for opened_s in board.opened_s]
            open_alerts = [self._alerts[number] for number in board.open.values()]
            due_s += [alert.time_s + self._settings.repeat_s for alert in open_alerts if not alert.acknowledged]
        due_s += [alert.time_s + self._settings.keep_ended_s for alert in self._alerts.values() if alert.ended]
        due_s += [i.updated_s + self._settings.keep_ended_s for i in self._incidents.values() if ends(i)]
        return min(due_s) - 1e-3

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        return pack(
            {
                "next_number": self._next_number,
                "incidents": [msgspec.to_builtins(incident) for incident in self._incidents.values()],
                "boards": {name: msgspec.to_builtins(board, str_keys=True) for name, board in self._boards.items()},
                "alerts": [msgspec.to_builtins(alert) for alert in self._alerts.values()],
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`; boards of audiences that are no more are left behind."""
        state = unpack(data)
        self._next_number, self._due_s = state["next_number"], -math.inf
        self._incidents = {i.number: i for i in msgspec.convert(state["incidents"], list[Incident])}
        self._alerts = {a.number: a for a in msgspec.convert(state["alerts"], list[Alert])}
        for name in self._boards:
            if name in state["boards"]:
                self._boards[name] = msgspec.convert(state["boards"][name], Board, strict=False)

    def _take(
        self, time_s: float, audience: Audience, before: Incident | None, incident: Incident, told: dict[int, Alert]
    ) -> None:
        """One incident that changed, for one audience."""
        board = self._boards[audience.name]
        now = level_of(incident, self._settings.warning_probability)
        over = ends(incident)
        number = board.open.get(incident.number)
        if number is None:
            if over is not None:
                # What came and went while it waited is told all the same, once.
                if incident.number in board.digested:
                    board.waiting.pop(incident.number, None)
            elif now is not None and LEVELS.index(now) >= LEVELS.index(audience.from_level):
                board.waiting[incident.number] = graver(now, board.waiting.get(incident.number))
            return
        alert = self._alerts[number]
        level = graver(alert.level, now)
        acknowledged = incident.handling in ("acknowledged", "assigned")
        if over is not None:
            del board.open[incident.number]
            why = over
        elif level != alert.level:
            why = "worsened"
        elif before is not None and before.situation != incident.situation:
            why = "lost" if incident.situation == "lost" else f"now {incident.situation}"
        elif acknowledged != alert.acknowledged:
            why = "acknowledged" if acknowledged else "no longer acknowledged"
        else:
            return
        self._tell(
            told,
            msgspec.structs.replace(
                alert,
                level=level,
                message=message_of(incident),
                why=why,
                time_s=time_s,
                acknowledged=acknowledged,
                ended=over is not None,
            ),
        )

    def _let_in(self, time_s: float, audience: Audience, told: dict[int, Alert]) -> None:
        """New alerts for those that wait, the gravest and oldest first, as long as there is room."""
        board = self._boards[audience.name]
        board.opened_s = [opened_s for opened_s in board.opened_s if time_s - opened_s < _MINUTE_S]
        room = self._settings.max_new_per_minute - len(board.opened_s)
        order = sorted(board.waiting, key=lambda number: (-LEVELS.index(board.waiting[number]), number))
        for number in order[: max(room, 0)]:
            incident = self._incidents[number]
            over = ends(incident)
            if over is None:
                board.open[number] = self._next_number
            board.opened_s.append(time_s)
            self._tell(
                told,
                Alert(
                    number=self._next_number,
                    incident=number,
                    level=board.waiting.pop(number),
                    audience=audience.name,
                    message=message_of(incident),
                    why="opened" if over is None else f"opened, {over} since",
                    time_s=time_s,
                    acknowledged=incident.handling in ("acknowledged", "assigned"),
                    ended=over is not None,
                    simulated=incident.simulated,
                ),
            )
            self._next_number += 1

    def _digest(self, time_s: float, audience: Audience, told: dict[int, Alert]) -> None:
        """One alert for all that wait; it ends when none does."""
        board = self._boards[audience.name]
        waiting = sorted(board.waiting)
        if board.digest and not waiting:
            over = msgspec.structs.replace(self._alerts[board.digest], why="told one by one", time_s=time_s, ended=True)
            board.digest, board.digested = 0, []
            self._tell(told, over)
        if not waiting or waiting == board.digested:
            return
        incidents = [self._incidents[number] for number in waiting]
        worst: Level = max(board.waiting.values(), key=LEVELS.index)
        if not board.digest:
            board.digest = self._next_number
            self._next_number += 1
        elif time_s - self._alerts[board.digest].time_s < self._settings.digest_s:
            return
        why = "too many at once" if not board.digested else "more or fewer"
        board.digested = waiting
        simulated = all(incident.simulated for incident in incidents)
        alert = Alert(board.digest, 0, worst, audience.name, digest_of(incidents), why, time_s, simulated=simulated)
        self._tell(told, alert)
        board.waiting = {n: level for n, level in board.waiting.items() if ends(self._incidents[n]) is None}

    def _repeat(self, time_s: float, audience: Audience, told: dict[int, Alert]) -> None:
        for incident, number in self._boards[audience.name].open.items():
            alert = self._alerts[number]
            if not alert.acknowledged and time_s - alert.time_s >= self._settings.repeat_s:
                message = message_of(self._incidents[incident])
                again = msgspec.structs.replace(
                    alert, message=message, why="repeated", time_s=time_s, repeats=alert.repeats + 1
                )
                self._tell(told, again)

    def _tell(self, told: dict[int, Alert], alert: Alert) -> None:
        self._alerts[alert.number] = told[alert.number] = alert

    def _forget(self, time_s: float) -> None:
        old = [a.number for a in self._alerts.values() if a.ended and time_s - a.time_s > self._settings.keep_ended_s]
        for number in old:
            del self._alerts[number]
        keep_s = self._settings.keep_ended_s
        ended = [i.number for i in self._incidents.values() if ends(i) and time_s - i.updated_s > keep_s]
        for number in ended:
            if not any(number in board.open or number in board.waiting for board in self._boards.values()):
                del self._incidents[number]
