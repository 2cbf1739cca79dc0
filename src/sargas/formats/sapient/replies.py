"""Replies: what a fusion node says back to the nodes that it hears, as frames.

answer             to what                                                   source (BSI Flex 335 v2.0)
registration_ack   a registration: taken, or refused for these reasons       6.2
alert_ack          an alert: heard                                           6.7
task_ack           a task: we take none here, and say why                    6.6
error              a message that breaks a rule: its octets, and the rules   6.9
task               asks a node that has not registered to do so, and those   6.5
                   that an operator may send (`tasks.py`)
Each is sent, as its timestamp says, when what it answers arrived.
"""

from typing import Any

from sargas.formats.sapient.clauses import is_uuid
from sargas.formats.sapient.settings import ulid_of
from sargas.formats.sapient.wire import frame_of, message_from

MOST_REASONS = 20
PACKET_BYTES = 4096
"""Of a message that breaks a rule, so much is sent back."""


class Replies:
    """Frames from one node, `own_id`, to others."""

    def __init__(self, own_id: str) -> None:
        self._own_id = own_id

    def _to(self, node_id: str, time_s: float) -> Any:
        return message_from(self._own_id, time_s, node_id if is_uuid(node_id) else "")

    def registration_ack(self, node_id: str, time_s: float, reasons: list[str]) -> bytes:
        """Accepted where there is no reason against it."""
        message = self._to(node_id, time_s)
        message.registration_ack.acceptance = not reasons
        message.registration_ack.ack_response_reason.extend(reasons[:MOST_REASONS])
        return frame_of(message)

    def alert_ack(self, node_id: str, time_s: float, alert_id: str) -> bytes:
        """The alert was heard."""
        message = self._to(node_id, time_s)
        message.alert_ack.alert_id = alert_id
        message.alert_ack.alert_ack_status = message.alert_ack.ALERT_ACK_STATUS_ACCEPTED
        return frame_of(message)

    def task_accepted(self, node_id: str, time_s: float, task_id: str) -> bytes:
        """The task is done."""
        message = self._to(node_id, time_s)
        message.task_ack.task_id = task_id
        message.task_ack.task_status = message.task_ack.TASK_STATUS_ACCEPTED
        return frame_of(message)

    def task_refused(self, node_id: str, time_s: float, task_id: str, reason: str) -> bytes:
        """The task is not done."""
        message = self._to(node_id, time_s)
        message.task_ack.task_id = task_id
        message.task_ack.task_status = message.task_ack.TASK_STATUS_REJECTED
        message.task_ack.reason.append(reason)
        return frame_of(message)

    def error(self, node_id: str, time_s: float, octets: bytes, reasons: list[str]) -> bytes:
        """The message was wrong, and how."""
        message = self._to(node_id, time_s)
        message.error.packet = octets[:PACKET_BYTES]
        message.error.error_message.extend(reasons[:MOST_REASONS])
        return frame_of(message)

    def ask_to_register(self, node_id: str, time_s: float) -> bytes:
        """A node that speaks without having registered may not know that we forgot it."""
        message = self._to(node_id, time_s)
        message.task.task_id = ulid_of(time_s, f"{self._own_id} registration {node_id}")
        message.task.task_name = "registration"
        message.task.control = message.task.CONTROL_START
        message.task.command.request = "Registration"
        return frame_of(message)
