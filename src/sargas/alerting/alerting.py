"""Alerting: incidents and aircraft in distress -> alerts, to each audience by itself.

Rule: an alert is told when it opens, when it worsens, when its object is lost or found again, again and again until
somebody acknowledges, and when it ends; the same news is not told twice, and a person is told twice rather than not at
all. What is more than an audience can follow is told together in a digest. Shape: Prometheus Alertmanager; the stages
are those of `sargas.alerting.teller`. Acts of people on alerts (silence, acknowledge, hand over) are taken here.
A digest and the hand-over of a watch have the incident number 0. Pure: time enters as data.
"""

import math
from typing import Any

import msgspec

from sargas.alerting.board import Board, Book
from sargas.alerting.distress import Distress, Distresses
from sargas.alerting.log import WatchLog
from sargas.alerting.message import message_of_duty
from sargas.alerting.settings import Settings
from sargas.alerting.silences import Silences, covers
from sargas.alerting.subject import Subject, ends, is_acknowledged, key_of
from sargas.alerting.teller import Teller
from sargas.model.alert import Alert
from sargas.model.batch import Changes
from sargas.model.checkpoint import pack, unpack
from sargas.model.decision import AcknowledgeAlert, BeginSilence, Decision, EndSilence, HandOver, NoteWatch
from sargas.model.incident import MOST_TEXT, Incident
from sargas.model.silence import Duty, Silence
from sargas.model.tracks import Tracks
from sargas.model.watch import WatchEntry


class Alerting:
    """Incidents and tracks that changed -> alerts that changed, one `update` a tick."""

    def __init__(self, settings: Settings, first_number: int = 1) -> None:
        self._settings = settings
        self._book = Book(first_number)
        self._silences = Silences()
        self._distresses = Distresses(settings.distress_over_updates)
        self._incidents: dict[int, Incident] = {}
        self._tellers = {
            audience.name: Teller(audience, settings, self._book, self._silences, self._subject)
            for audience in settings.audiences
        }
        self._duty: Duty | None = None
        self._duty_alert = 0
        self._duty_changed = False
        self._log = WatchLog()
        self._newcomers: list[str] = []
        """Audiences that an earlier run did not know: told what goes on."""
        self._due_s = -math.inf
        """Until then there is nothing to tell without news."""

    @property
    def alerts(self) -> list[Alert]:
        """Every alert, oldest first; ended ones for a while."""
        return list(self._book.alerts.values())

    @property
    def silences(self) -> list[Silence]:
        """Every silence, oldest first; ended ones for a while."""
        return list(self._silences.known.values())

    @property
    def duty(self) -> Duty | None:
        """Who has the watch, where somebody said so."""
        return self._duty

    @property
    def log(self) -> list[WatchEntry]:
        """The watch log, oldest first."""
        return list(self._log.entries)

    def write_down(self, changes: Changes) -> list[WatchEntry]:
        """The lines of the watch log that come of what one update changed in all rooms."""
        return self._log.update(changes)

    def _subject(self, key: int) -> Subject:
        return self._incidents[key] if key > 0 else self._distresses.known[-key]

    def update(self, time_s: float, incidents: list[Incident], tracks: Tracks | None = None) -> list[Alert]:
        """Take in incidents and tracks that changed; alerts to be told now, in order of number."""
        distresses = [] if tracks is None or not len(tracks) else self._distresses.update(time_s, tracks)
        if not incidents and not distresses and time_s < self._due_s:
            return []
        news, self._newcomers = self._for_newcomers(), []
        for incident in incidents:
            before = self._incidents.get(incident.number)
            if before is None or before.version < incident.version:
                self._incidents[incident.number] = incident
                news.append(incident)
        for one in news:
            if isinstance(one, Incident) and one.situation == "merged":
                self._go_on(time_s, one)
        for silence in self._silences.expire(time_s, self._settings.keep_ended_s):
            self._look_anew(time_s, silence)
        for subject in (*news, *distresses):
            for teller in self._tellers.values():
                teller.take(time_s, subject)
        for teller in self._tellers.values():
            for key, level in teller.unanswered(time_s):
                why = f"escalated: nobody acknowledged in {teller.audience.escalate_s:g} s"
                self._tellers[teller.audience.escalate_to].escalate(time_s, key, level, why)
        for teller in self._tellers.values():
            teller.tell(time_s)
        self._forget(time_s)
        self._due_s = self._next_s()
        return self._book.told()

    def _go_on(self, time_s: float, gone: Incident) -> None:
        """What was told of an incident that was merged goes on as that of the other."""
        on = self._incidents.get(gone.merged_into or 0)
        if on is not None:
            for teller in self._tellers.values():
                teller.follow(time_s, gone.number, on)

    def _for_newcomers(self) -> list[Subject]:
        """What goes on, where there are audiences that an earlier run did not know."""
        if not self._newcomers:
            return []
        going_on: list[Subject] = [*self._incidents.values(), *self._distresses.known.values()]
        return [subject for subject in going_on if ends(subject) is None]

    def changed_silences(self) -> list[Silence]:
        """Silences that began, muted something or ended since this was asked last."""
        return self._silences.changed()

    def changed_duty(self) -> Duty | None:
        """Who has the watch now, if that changed since this was asked last."""
        changed, self._duty_changed = self._duty_changed, False
        return self._duty if changed else None

    def decide(self, time_s: float, decision: Decision) -> str | None:
        """A person's act on alerts; why it does not fit, or None. What it changes is told with the next update."""
        act = decision.act
        refusal: str | None = "not an act on alerts"
        if isinstance(act, BeginSilence):
            refusal = self._begin_silence(time_s, act, decision)
        elif isinstance(act, EndSilence):
            ended = self._silences.end(time_s, act.silence, decision.by)
            refusal = ended if isinstance(ended, str) else None
            if isinstance(ended, Silence):
                self._look_anew(time_s, ended)
        elif isinstance(act, AcknowledgeAlert):
            refusal = self._acknowledge(time_s, act)
        elif isinstance(act, HandOver):
            refusal = self._hand_over(time_s, act, decision)
        elif isinstance(act, NoteWatch):
            is_text = 1 <= len(act.text.strip()) <= len(act.text) <= MOST_TEXT
            return None if is_text else f"a note is a text of 1 to {MOST_TEXT} characters"
        if refusal is None:
            self._due_s = -math.inf
        return refusal

    def _begin_silence(self, time_s: float, act: BeginSilence, decision: Decision) -> str | None:
        refusal = self._silences.refusal(act, decision, tuple(self._tellers))
        incident = None if act.incident is None else self._incidents.get(act.incident)
        if refusal is None and act.incident is not None and (incident is None or ends(incident) is not None):
            refusal = f"there is no incident {act.incident} that goes on"
        if refusal is None:
            self._silences.begin(time_s, act, decision)
            self._look_anew(time_s, self._silences.known[decision.record_number])
        return refusal

    def _look_anew(self, time_s: float, silence: Silence) -> None:
        """At every incident that a silence is about, as it begins or ends."""
        for incident in self._incidents.values():
            if ends(incident) is None:
                for name, teller in self._tellers.items():
                    if covers(silence, incident, name):
                        teller.lift(time_s, incident)

    def _acknowledge(self, time_s: float, act: AcknowledgeAlert) -> str | None:
        alert = self._book.alerts.get(act.alert)
        if alert is None or alert.ended:
            return f"there is no alert {act.alert} that goes on"
        if alert.kind != "distress":
            return f"alert {act.alert} is of incident {alert.incident}: acknowledge that" if alert.incident else (
                f"alert {act.alert} is not of one matter: acknowledge each"
            )  # fmt: skip
        boards = [teller.board.open for teller in self._tellers.values()]
        key = next((key for of in boards for key, number in of.items() if number == act.alert), 0)
        done = self._distresses.acknowledge(-key)
        if isinstance(done, str):
            return done
        for teller in self._tellers.values():
            teller.take(time_s, done)
        return None

    def _hand_over(self, time_s: float, act: HandOver, decision: Decision) -> str | None:
        to = act.to.strip()
        if not to or len(to) > 100 or len(act.note) > 2_000:
            return "to: a name of 1 to 100 characters; note: at most 2000"
        if self._duty is not None and self._duty.name == to:
            return f"{to} has the watch already"
        going_on = [one for one in self._incidents.values() if ends(one) is None]
        until_s = {one.number: until for one in going_on if (until := self._silent_until_s(one)) is not None}
        self._duty = Duty(
            name=to,
            since_s=time_s,
            handed_by=decision.by,
            note=act.note,
            open=tuple(one.number for one in going_on),
            unacknowledged=tuple(one.number for one in going_on if not is_acknowledged(one)),
            silenced=tuple(until_s),
            distress=tuple(
                one.track for one in self._distresses.known.values() if ends(one) is None and not one.is_secret
            ),
        )
        self._duty_changed = True
        self._tell_duty(time_s, self._duty, until_s)
        return None

    def _silent_until_s(self, incident: Incident) -> float | None:
        """Until when somebody is not told of it, if so."""
        of_it = [
            one.until_s
            for one in self._silences.known.values()
            if not one.ended and any(covers(one, incident, name) for name in self._tellers)
        ]
        return max(of_it, default=None)

    def _tell_duty(self, time_s: float, duty: Duty, until_s: dict[int, float]) -> None:
        """To the first audience, as one word that waits for no answer; the one before is over."""
        audience = next(iter(self._tellers.values())).audience
        before = self._book.alerts.get(self._duty_alert)
        if before is not None and not before.ended:
            self._book.tell(msgspec.structs.replace(before, why="handed over again", time_s=time_s, ended=True))
        self._duty_alert = self._book.number()
        message = message_of_duty(duty, until_s, audience.exercise)
        self._book.tell(
            Alert(
                self._duty_alert, 0, "advisory", audience.name, message, "handed over", time_s,
                acknowledged=True, simulated=audience.exercise, kind="hand_over", incidents=duty.open,
            )
        )  # fmt: skip

    def _next_s(self) -> float:
        """When something is to be told, or forgotten, without news; a millisecond early, for sums are rounded."""
        keep_s = self._settings.keep_ended_s
        due_s = [teller.next_s() for teller in self._tellers.values()]
        due_s += self._silences.next_s(keep_s)
        due_s += [alert.time_s + keep_s for alert in self._book.alerts.values() if alert.ended]
        due_s += [one.updated_s + keep_s for one in self._incidents.values() if ends(one)]
        return min(due_s, default=math.inf) - 1e-3

    def _forget(self, time_s: float) -> None:
        keep_s, book = self._settings.keep_ended_s, self._book
        for number in [n for n, alert in book.alerts.items() if alert.ended and time_s - alert.time_s > keep_s]:
            del book.alerts[number]
        over: list[Subject] = [one for one in self._incidents.values() if ends(one) and time_s - one.updated_s > keep_s]
        over += [one for one in self._distresses.known.values() if ends(one)]
        for one in over:
            key = key_of(one)
            if any(key in teller.board.open or key in teller.board.waiting for teller in self._tellers.values()):
                continue
            for teller in self._tellers.values():
                teller.board.forget(key)
            if isinstance(one, Distress):
                self._distresses.forget([one.number])
            else:
                del self._incidents[one.number]

    def checkpoint(self) -> bytes:
        """State as bytes; the same state gives the same bytes."""
        boards = {name: msgspec.to_builtins(teller.board, str_keys=True) for name, teller in self._tellers.items()}
        state: dict[str, Any] = {
            "next_number": self._book.next_number,
            "next_secret": self._book.next_secret,
            "incidents": [msgspec.to_builtins(incident) for incident in self._incidents.values()],
            "boards": boards,
            "alerts": [msgspec.to_builtins(alert) for alert in self._book.alerts.values()],
            "silences": [msgspec.to_builtins(one) for one in self._silences.known.values()],
            "distresses": self._distresses.state(),
            "duty": None if self._duty is None else msgspec.to_builtins(self._duty),
            "duty_alert": self._duty_alert,
            "log": self._log.state(),
        }
        return pack(state)

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`; boards of audiences that are no more are left behind, new ones are told what goes
        on."""
        state = unpack(data)
        self._book.next_number, self._due_s = state["next_number"], -math.inf
        self._book.next_secret = state.get("next_secret", self._book.next_secret)  # before: with the others
        self._incidents = {i.number: i for i in msgspec.convert(state["incidents"], list[Incident])}
        self._book.alerts = {a.number: a for a in msgspec.convert(state["alerts"], list[Alert])}
        self._silences.known = {s.number: s for s in msgspec.convert(state.get("silences", []), list[Silence])}
        self._distresses.set_state(state.get("distresses", [1, []]))
        self._duty = msgspec.convert(state.get("duty"), Duty | None)
        self._duty_alert = state.get("duty_alert", 0)
        if "log" in state:  # before, there was none
            self._log.set_state(state["log"])
        for name, teller in self._tellers.items():
            if name in state["boards"]:
                teller.board = msgspec.convert(state["boards"][name], Board, strict=False)
            else:
                self._newcomers.append(name)
