"""Session: one connection to an authority that is told our alerts.

    told first      Alert
    told again      Update, which refers to all of ours on it that still hold
    goes on         Update, when half of the time has passed after which it would expire: alerting repeats no alert
                    that somebody has acknowledged
    ended           Cancel of all that still hold; the session forgets it
It knows what it has told itself, and no more: what an earlier connection told expires by itself. So the first word on
an alert is an Alert, whenever that is; an alert that came and went before it could be told is one Alert, and what has
ended before this connection stood is not told.
What the settings make that breaks a rule is noted, and not sent.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sargas.formats.cap.encoder import xml
from sargas.formats.cap.reports import notice_of_alert
from sargas.formats.cap.settings import ExportSettings
from sargas.model.alert import Alert
from sargas.model.bounded import keep
from sargas.model.incident import Incident
from sargas.model.notice import Reference
from sargas.model.released import Released

MOST_TOLD, MOST_REFERENCES, MOST_NOTES = 4096, 20, 20


class _Told(NamedTuple):
    """An alert that goes on: what was released of it last, what was told of it, oldest first."""

    last: Released[Alert]
    messages: tuple[Reference, ...]


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: ExportSettings) -> None:
        self._settings = settings
        self._told: dict[int, _Told] = {}
        self._incidents: dict[int, Incident] = {}
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
        due = [told.last for told in self._told.values() if as_of_s - told.messages[-1].sent_s >= half_s]
        return [frame for one in due for frame in self._alert(one, one.item, as_of_s, "goes on")]

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Alerts; of incidents only where they are is remembered. Tracks are not for a warning."""
        self._late_s = max(self._now_s - time_s, 0.0)
        for incident in (one.item for one in items if isinstance(one.item, Incident)):
            self._incidents.pop(incident.number, None)
            if incident.handling != "closed":
                keep(self._incidents, incident.number, incident, MOST_TOLD)
        alerts = [one for one in items if isinstance(one.item, Alert)]
        return [frame for one in alerts for frame in self._alert(one, one.item, time_s, one.item.why)]

    def _alert(self, one: Released[Alert], alert: Alert, time_s: float, why: str) -> list[bytes]:
        before = self._told.get(alert.number)
        if alert.ended and before is None and not alert.why.startswith("opened"):
            return []
        earlier = before.messages if before else ()
        sent_s = max(time_s // 1, earlier[-1].sent_s + 1.0 if earlier else 0.0)
        holding = [message for message in earlier[:-1] if message.sent_s + self._settings.expires_s > sent_s]
        references = (*holding[1 - MOST_REFERENCES :], *earlier[-1:])
        notice = notice_of_alert(
            alert, one.label, self._settings, sent_s, why, references, self._incidents.get(alert.incident)
        )
        try:
            octets = xml(notice, self._settings)
        except ValueError as error:
            self._notes += [str(error).partition("\n")[0]][: MOST_NOTES - len(self._notes)]
            return []
        self._told.pop(alert.number, None)
        if not alert.ended:
            ours = Reference(notice.sender, notice.identifier, sent_s)
            keep(self._told, alert.number, _Told(one, (*references, ours)), MOST_TOLD)
        return [octets + b"\n" if self._settings.stream else octets]

    def asks(self) -> bool:
        """A recipient is told what there is, once it is there."""
        asks, self._asks = self._asks, False
        return asks

    def notes(self) -> list[str]:
        """What could not be written."""
        notes, self._notes = list(dict.fromkeys(self._notes)), []
        return notes
