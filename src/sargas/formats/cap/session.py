"""Session: one recipient that is told our alerts, and what it was told.

    told first      Alert
    told again      Update, which refers to all of ours on it that still hold; the same word again is nothing
    goes on         Update, when half of the time has passed after which it would expire: alerting repeats no alert
                    that somebody has acknowledged
    ended           Cancel of all that still hold; the session forgets it
    came and went   Alert, and Cancel a second later
What was told is remembered beyond a connection, where there is one recipient (`sargas.formats.format.Remembering`): an
Update and a Cancel refer to what an earlier connection told. Otherwise a session knows what it has told itself, and no
more: the first word on an alert is an Alert, whenever that is, and what ended unheard is not told.
A warning to the public is its own message, as it was released (`PublicWarning.notice`), told once: its references are
in it. Where the scope is Public, nothing else is told.
A place is told only under a label that covers its own. What the settings make that breaks a rule is noted, not sent.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from sargas.formats.cap.encoder import xml
from sargas.formats.cap.labels import covers, labelled
from sargas.formats.cap.reports import notice_of_alert
from sargas.formats.cap.settings import ExportSettings
from sargas.model.alert import Alert
from sargas.model.bounded import keep
from sargas.model.incident import Incident
from sargas.model.label import Label
from sargas.model.notice import Reference
from sargas.model.released import Released
from sargas.model.warning import PublicWarning

NO_DISTRESS = "an aircraft in distress is not told by CAP: the events of this export are of unidentified objects"
MOST_TOLD, MOST_REFERENCES, MOST_NOTES = 4096, 64, 20
"""Of the references the first to go are the oldest: each was superseded by a later message that named it."""


class _Told(NamedTuple):
    """An alert that goes on: what was released of it last, and as what; what was told of it, oldest first."""

    alert: Alert
    label: Label
    messages: tuple[Reference, ...]


class _Place(NamedTuple):
    """Where an incident is, and as what that was released."""

    incident: Incident
    label: Label


class _Memory(msgspec.Struct):
    told: dict[int, _Told]
    places: dict[int, _Place]
    late_s: float = 0.0
    public: list[str] = []


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings
        self._told: dict[int, _Told] = {}
        self._places: dict[int, _Place] = {}
        self._public: dict[str, None] = {}
        """Identifiers of messages to the public that were told."""
        self._asks = True
        self._notes: list[str] = []
        self._now_s = 0.0
        self._late_s = 0.0
        """How much older than now what is told is."""

    def open(self, time_s: float) -> list[bytes]:
        """Nothing: CAP has no greeting."""
        return []

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """Nothing that a recipient says is for us."""
        return []

    def tick(self, time_s: float) -> list[bytes]:
        """Alerts that go on, before they expire."""
        self._now_s = time_s
        as_of_s = time_s - self._late_s
        half_s = self._settings.expires_s / 2.0
        due = [told for told in self._told.values() if as_of_s - told.messages[-1].sent_s >= half_s]
        return [frame for one in due for frame in self._say(one.alert, one.label, as_of_s, "goes on")]

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Warnings to the public, alerts; of incidents only where they are is remembered. Tracks are not for a
        warning."""
        public = [one for one in items if isinstance(one.item, PublicWarning)]
        frames = [frame for one in public for frame in self._to_public(one.item, one.label)]
        if self._settings.scope == "Public":
            return frames
        self._late_s = max(self._now_s - time_s, 0.0)
        for one in items:
            if isinstance(one.item, Incident):
                self._places.pop(one.item.number, None)
                if not one.item.is_done:
                    keep(self._places, one.item.number, _Place(one.item, one.label), MOST_TOLD)
        alerts = [one for one in items if isinstance(one.item, Alert) and one.item.kind != "distress"]
        if any(isinstance(one.item, Alert) and one.item.kind == "distress" for one in items):
            self._notes += [NO_DISTRESS][: MOST_NOTES - len(self._notes)]
        return frames + [frame for one in alerts for frame in self._alert(one.item, one.label, time_s)]

    def _to_public(self, warning: PublicWarning, label: Label) -> list[bytes]:
        notice = warning.notice
        if notice is None or notice.identifier in self._public:
            return []
        keep(self._public, notice.identifier, None, MOST_TOLD)
        try:
            octets = xml(labelled(notice, label))
        except ValueError as error:
            self._notes += [str(error).partition("\n")[0]][: MOST_NOTES - len(self._notes)]
            return []
        return [octets + b"\n" if self._settings.stream else octets]

    def _alert(self, alert: Alert, label: Label, time_s: float) -> list[bytes]:
        before = self._told.get(alert.number)
        if before is not None:
            return [] if before[:2] == (alert, label) else self._say(alert, label, time_s, alert.why)
        if not alert.ended:
            return self._say(alert, label, time_s, alert.why)
        if not alert.why.startswith("opened"):
            return []
        opened = self._say(msgspec.structs.replace(alert, ended=False), label, time_s, alert.why)
        return opened + self._say(alert, label, time_s, alert.why) if opened else []

    def _say(self, alert: Alert, label: Label, time_s: float, why: str) -> list[bytes]:
        earlier = self._told[alert.number].messages if alert.number in self._told else ()
        sent_s = max(time_s // 1, earlier[-1].sent_s + 1.0 if earlier else 0.0)
        holding = [message for message in earlier[:-1] if message.sent_s + self._settings.expires_s > sent_s]
        references = (*holding[1 - MOST_REFERENCES :], *earlier[-1:])
        place = self._places.get(alert.incident)
        incident = place.incident if place is not None and covers(label, place.label) else None
        try:
            notice = notice_of_alert(alert, label, self._settings, sent_s, why, references, incident)
            octets = xml(notice)
        except ValueError as error:
            self._notes += [str(error).partition("\n")[0]][: MOST_NOTES - len(self._notes)]
            if alert.ended:  # it goes on no more, and expires
                self._told.pop(alert.number, None)
            return []
        self._told.pop(alert.number, None)
        if not alert.ended:
            ours = Reference(notice.sender, notice.identifier, sent_s)
            keep(self._told, alert.number, _Told(alert, label, (*references, ours)), MOST_TOLD)
        return [octets + b"\n" if self._settings.stream else octets]

    def asks(self) -> bool:
        """A recipient is told what there is, once it is there."""
        asks, self._asks = self._asks, False
        return asks

    def notes(self) -> list[str]:
        """What could not be written."""
        notes, self._notes = list(dict.fromkeys(self._notes)), []
        return notes

    def memory(self) -> bytes:
        """What was told of alerts that go on."""
        return msgspec.msgpack.encode(_Memory(self._told, self._places, self._late_s, list(self._public)))

    def recall(self, data: bytes) -> None:
        """Inverse of `memory`."""
        memory = msgspec.msgpack.decode(data, type=_Memory)
        self._told, self._places, self._late_s = memory.told, memory.places, memory.late_s
        self._public = dict.fromkeys(memory.public)
