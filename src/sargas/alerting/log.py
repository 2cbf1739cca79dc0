"""The watch log: what a watch would write down, from what changed: incidents as they come and go, sensors that fall
silent, what nobody acknowledged, warnings to the public, every act, every note.

Rule: what is for the cleared alone (unlawful interference) is not in it. What is not news is not said again.
"""

from typing import Any

import msgspec

from sargas.alerting.board import SECRET_FROM
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.bounded import keep
from sargas.model.decision import AcknowledgeAlert, Decision, HandOver, NoteWatch
from sargas.model.incident import Incident
from sargas.model.status import SensorStatus
from sargas.model.warning import PublicWarning
from sargas.model.watch import MOST_ENTRIES, Noted, WatchEntry

MOST_KNOWN = 10_000
"""Incidents, sensors and warnings whose last word is remembered, of each."""
_SAID = ("text", "note", "why")
"""Fields that are what somebody said, not what it is about."""


class WatchLog:
    """The latest lines, oldest first."""

    def __init__(self) -> None:
        self.entries: list[WatchEntry] = []
        self._next_number = 1
        self._known: dict[str, dict[str, str]] = {"incident": {}, "sensor": {}, "warning": {}}
        """The last word of each."""

    def update(self, changes: Changes) -> list[WatchEntry]:
        """The lines of one update."""
        before = self._next_number
        for decision in changes.decisions:
            self._act(changes.time_s, decision)
        for incident in changes.incidents:
            self._incident(changes.time_s, incident)
        for alert in changes.alerts:
            self._alert(changes.time_s, alert)
        for warning in changes.warnings:
            self._warning(changes.time_s, warning)
        for status in changes.statuses:
            self._sensor(changes.time_s, status)
        del self.entries[:-MOST_ENTRIES]
        return [entry for entry in self.entries if entry.number >= before]

    def _act(self, time_s: float, decision: Decision) -> None:
        act = decision.act
        if isinstance(act, AcknowledgeAlert) and act.alert >= SECRET_FROM:
            return
        what: Noted = "note" if isinstance(act, NoteWatch) else "duty" if isinstance(act, HandOver) else "act"
        text = act.text if isinstance(act, NoteWatch) else words_of(decision)
        self._add(time_s, what, text, decision.by, getattr(act, "incident", None) or 0)

    def _incident(self, time_s: float, incident: Incident) -> None:
        if incident.handling == "closed":  # the act says so
            self._known["incident"].pop(str(incident.number), None)
            return
        before = self._known["incident"].get(str(incident.number))
        if self._is_news("incident", str(incident.number), incident.situation):
            why = f": {incident.basis}" if before is None and incident.basis else ""
            text = f"{incident.zone_name}: {incident.situation}{why}"
            self._add(time_s, "incident", text, incident=incident.number)

    def _alert(self, time_s: float, alert: Alert) -> None:
        if alert.cleared:
            return
        if alert.why.startswith("escalated"):
            self._add(time_s, "alert", f"to {alert.audience}: {alert.why}", incident=alert.incident)
        elif alert.kind == "distress" and (alert.ended or alert.why == "opened"):
            self._add(time_s, "alert", f"to {alert.audience}: {alert.message}{' (over)' * alert.ended}")

    def _warning(self, time_s: float, warning: PublicWarning) -> None:
        if self._is_news("warning", str(warning.number), warning.state):
            text = f"warning to the public {warning.number}: {warning.state}"
            self._add(time_s, "warning", text, incident=warning.incident)

    def _sensor(self, time_s: float, status: SensorStatus) -> None:
        is_first = status.sensor not in self._known["sensor"]
        if self._is_news("sensor", status.sensor, status.status) and not (is_first and status.status == "ok"):
            detail = f" ({status.detail})" if status.detail else ""
            self._add(time_s, "sensor", f"{status.sensor}: {status.status.replace('_', ' ')}{detail}")

    def _is_news(self, of: str, name: str, word: str) -> bool:
        known = self._known[of]
        is_news = known.get(name) != word
        keep(known, name, word, MOST_KNOWN)
        return is_news

    def _add(self, time_s: float, what: Noted, text: str, by: str = "", incident: int = 0) -> None:
        self.entries.append(WatchEntry(self._next_number, time_s, what, text[:2_000], by, incident))
        self._next_number += 1

    def state(self) -> dict[str, Any]:
        """Everything, for a checkpoint."""
        return {"next": self._next_number, "known": self._known, "entries": msgspec.to_builtins(self.entries)}

    def set_state(self, state: dict[str, Any]) -> None:
        """Inverse of `state`."""
        self._next_number, self._known = state["next"], state["known"]
        self.entries = msgspec.convert(state["entries"], list[WatchEntry])


def words_of(decision: Decision) -> str:
    """An act in a line: "assign incident 3 to Ona: nearest to it"."""
    act, said = decision.act, []
    line = str(act.__struct_config__.tag).replace("_", " ")
    for name in act.__struct_fields__:
        value = getattr(act, name)
        if name in _SAID:
            said.append(value)
        elif isinstance(value, str | int | float):
            words = name.replace("_", " ")
            shown = f"{value:g}" if isinstance(value, float) else str(value)
            line += f" {shown}" if line.endswith(words) else f" {words} {shown}"
    return ": ".join([line, *filter(None, (*said, decision.why))])
