"""Session: Sargas as a node of another fusion node, which is told our released tracks and alerts.

    open -> registration -> acknowledged -> status NEW -> detection reports, alerts; status UNCHANGED each interval
Not acknowledged, the registration is sent again each ASK_AGAIN_S; refused, nothing is told and the operator is.
A connection that comes later gets all of it: registration, status, and every track that may leave.

task                                answer
request Registration, Status        accepted: it is sent
request Start, Stop, Reset          accepted: detection reports go on, pause, go on at the rate of the beginning
detection_report_rate               accepted: Low every 5 s, Medium every second, High as they come
mode_change                         accepted: Default, the only one there is
thresholds, look_at                 rejected: we have no sensor that could
move_to, patrol, follow             rejected: Sargas does none of these (docs/design.md, section 1)
Source: BSI Flex 335 v2.0, clauses 6.2 to 6.9.
"""

from collections.abc import Sequence
from typing import Any

from sargas.formats.sapient import reports
from sargas.formats.sapient.replies import Replies
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.settings import Settings, ulid_of
from sargas.formats.sapient.wire import Cutter, Message, frame_of
from sargas.model.alert import Alert
from sargas.model.released import Released
from sargas.model.track import Track

ASK_AGAIN_S = 30.0
HEARD_PER_S, MOST_NOTES = 50, 20
_RATES = {1: 5.0, 2: 1.0, 3: 0.0}
"""DiscreteThreshold -> least time between two reports of a track."""
_NEVER = ("move_to", "patrol", "follow")


class Session:
    """See `sargas.formats.format.Session`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._replies = Replies(settings.own_id)
        self._cutter = Cutter()
        self._registered_s: float | None = None
        """When our registration was sent last."""
        self._is_accepted = not settings.awaits_ack
        self._is_refused = self._is_stopped = self._asks = False
        self._status_s: float | None = None
        self._rate_s = 0.0
        self._told_s: dict[str, float] = {}
        self._count = 0
        self._notes: list[str] = []
        self._heard = (0, 0)
        """Second, and messages heard in it."""

    def open(self, time_s: float) -> list[bytes]:
        """Our registration; where nobody acknowledges, our status too."""
        frames = self._register(time_s)
        if self._is_accepted:
            frames += self._begin(time_s)
        return frames

    def _register(self, time_s: float) -> list[bytes]:
        self._registered_s = time_s
        return [frame_of(reports.registration(self._settings, time_s))]

    def _begin(self, time_s: float) -> list[bytes]:
        self._is_accepted = self._asks = True
        return [self._status(time_s, is_new=True)]

    def _status(self, time_s: float, is_new: bool) -> bytes:
        self._status_s = time_s
        self._count += 1
        message = reports.message_of(self._settings, time_s)
        ours = message.status_report
        ours.report_id = ulid_of(time_s, f"{self._settings.own_id} status {self._count}")
        ours.system, ours.mode = ours.SYSTEM_OK, "Default"
        ours.info = ours.INFO_NEW if is_new else ours.INFO_UNCHANGED
        return frame_of(message)

    def tick(self, time_s: float) -> list[bytes]:
        """The status at its interval, and the registration again where it was not answered."""
        if self._is_refused:
            return []
        if not self._is_accepted:
            late = self._registered_s is not None and time_s - self._registered_s >= ASK_AGAIN_S
            return self._register(time_s) if late else []
        if self._status_s is not None and time_s - self._status_s < self._settings.status_interval_s:
            return []
        return [self._status(time_s, is_new=self._status_s is None)]

    def tell(self, items: Sequence[Released[Any]], time_s: float, as_of_s: float) -> list[bytes]:
        """Detection reports of tracks, and alerts; incidents have no message of their own."""
        if not self._is_accepted or self._is_refused:
            return []
        frames = []
        for one in items:
            if isinstance(one.item, Alert):
                frames.append(frame_of(reports.alert(one.item, self._settings, time_s)))
            elif isinstance(one.item, Track) and not self._is_stopped and self._is_time(one.item, time_s):
                self._count += 1
                report = reports.detection(one.item, self._settings, time_s, as_of_s, str(self._count))
                frames.append(frame_of(report))
        return frames

    def _is_time(self, track: Track, time_s: float) -> bool:
        if track.status == "ended":
            self._told_s.pop(track.uid, None)
            return True
        if time_s - self._told_s.get(track.uid, -self._rate_s) < self._rate_s:
            return False
        self._told_s[track.uid] = time_s
        return True

    def hear(self, data: bytes, time_s: float) -> list[bytes]:
        """Answers to acknowledgements, tasks and errors; what cannot be read is noted."""
        cut = self._cutter.feed(data)
        self._note(*cut.faults)
        return [
            frame for message in cut.messages if self._may_answer(time_s) for frame in self._answer(message, time_s)
        ]

    def _may_answer(self, time_s: float) -> bool:
        """A peer gone wild is not heard each time."""
        second, count = self._heard
        self._heard = (second, count + 1) if second == int(time_s) else (int(time_s), 1)
        return self._heard[1] <= HEARD_PER_S

    def _note(self, *notes: str) -> None:
        self._notes += notes[: MOST_NOTES - len(self._notes)]

    def _answer(self, message: Message, time_s: float) -> list[bytes]:
        content, body = message.content, message.content.WhichOneof("content")
        wrong = list(dict.fromkeys(map(str, check(content))))
        if wrong:
            self._note(f"a message of the peer is wrong: {wrong[0]}")
            return [] if body == "error" else [self._replies.error(content.node_id, time_s, message.octets, wrong)]
        if content.HasField("destination_id") and content.destination_id != self._settings.own_id:
            return []  # a middleware passes on what is for others, too
        if body == "registration_ack":
            return self._acknowledged(content.registration_ack, time_s)
        if body == "task":
            return self._task(content.node_id, content.task, time_s)
        if body == "error":
            self._note(f"the peer finds our message wrong: {_said(content.error.error_message)}")
        elif body == "alert_ack" and content.alert_ack.alert_ack_status != content.alert_ack.ALERT_ACK_STATUS_ACCEPTED:
            self._note(f"the peer rejected an alert: {_said(content.alert_ack.reason)}")
        return []

    def _acknowledged(self, ack: Any, time_s: float) -> list[bytes]:
        if not ack.acceptance:
            self._is_refused = True
            self._note(f"the peer refused our registration: {_said(ack.ack_response_reason)}")
            return []
        self._is_refused = False
        return [] if self._is_accepted else self._begin(time_s)

    def _task(self, node_id: str, task: Any, time_s: float) -> list[bytes]:
        command = task.command.WhichOneof("command")
        if task.control != task.CONTROL_START or command is None:
            return [self._replies.task_refused(node_id, time_s, task.task_id, "there is no task to stop or to pause")]
        reason, frames = "", list[bytes]()
        if command == "request":
            reason, frames = self._request(task.command.request.strip().lower(), time_s)
        elif command == "detection_report_rate":
            self._rate_s = _RATES.get(task.command.detection_report_rate, self._rate_s)
        elif command == "mode_change":
            reason = "" if task.command.mode_change == "Default" else "the only mode is Default"
        elif command in _NEVER:
            reason = f"Sargas takes no task of the kind {command}"
        else:
            reason = f"{command} is not for a fusion node"
        if reason:
            return [self._replies.task_refused(node_id, time_s, task.task_id, reason)]
        return [self._replies.task_accepted(node_id, time_s, task.task_id), *frames]

    def _request(self, what: str, time_s: float) -> tuple[str, list[bytes]]:
        """(why not, what is sent)."""
        if what == "registration":
            return "", [*self._register(time_s), *(self._begin(time_s) if self._is_accepted else ())]
        if what == "status":
            return "", [self._status(time_s, is_new=True)]
        if what in ("start", "stop"):
            self._asks = self._asks or (self._is_stopped and what == "start")
            self._is_stopped = what == "stop"
            return "", []
        if what == "reset":
            self._is_stopped, self._rate_s, self._asks = False, 0.0, True
            return "", [self._status(time_s, is_new=True)]
        return "known requests are Registration, Status, Reset, Start and Stop", []

    def asks(self) -> bool:
        """Whether the peer has just begun to listen."""
        asks, self._asks = self._asks, False
        return asks

    def notes(self) -> list[str]:
        """Refusals and errors of the peer."""
        notes, self._notes = list(dict.fromkeys(self._notes)), []
        return notes


def _said(words: Sequence[str]) -> str:
    return "; ".join(word[:200] for word in words[:5])[:200]
