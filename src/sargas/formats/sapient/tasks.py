"""Tasks: what an operator asks of a sensor, as a Task of BSI Flex 335; or why it is not asked.

asked                       command                     is asked
registration, status,       request                     any node
reset, start, stop
report_rate                 detection_report_rate       any node that declares the command
detection_threshold,        the same                    any node that declares the command
classification_threshold
mode                        mode_change                 any node that declares the command
look_at                     look_at, one location       a camera (kind eo, registered as CAMERA), that declares it
There is no way to say move_to, patrol or follow, or anything to a node whose registration was refused.
Source: clause 6.5 and task.proto; docs/design.md, section 1.
"""

from typing import Any

from sargas.formats.sapient.nodes import Node
from sargas.formats.sapient.settings import ulid_of
from sargas.formats.sapient.wire import frame_of, message_from
from sargas.model.decision import Ask, Decision
from sargas.model.sensor import Sensor

_REQUESTS = {name: name.capitalize() for name in ("registration", "status", "reset", "start", "stop")}
_THRESHOLDS = {
    "report_rate": "detection_report_rate",
    "detection_threshold": "detection_threshold",
    "classification_threshold": "classification_threshold",
}
_LEVELS = {"low": 1, "medium": 2, "high": 3}
_COMMANDS = {
    "detection_threshold": 2,
    "report_rate": 3,
    "classification_threshold": 4,
    "mode": 5,
    "look_at": 6,
}
"""Asked -> Registration.CommandType that its node must declare."""


def unfit(ask: Ask, sensor: Sensor, node: Node | None) -> str:
    """Why the sensor is not asked; "" when it is."""
    if node is None or node.refused:
        return "the node has not registered" if node is None else "the node's registration was refused"
    if ask.what == "look_at":
        if sensor.kind != "eo" or "CAMERA" not in node.kinds:
            return "only a camera is asked to look somewhere"
        if ask.lat_deg is None or ask.lon_deg is None:
            return "look_at needs lat_deg and lon_deg"
        if not (abs(ask.lat_deg) <= 90.0 and abs(ask.lon_deg) <= 180.0):
            return "there is no such place"
    if ask.what in _THRESHOLDS and ask.level is None:
        return f"{ask.what} needs a level: low, medium or high"
    if ask.what == "mode" and not (ask.mode or "").strip():
        return "mode needs the name of a mode"
    if ask.what in _COMMANDS and _COMMANDS[ask.what] not in node.commands:
        return f"the node does not declare that it takes {ask.what}"
    return ""


def task(decision: Decision, ask: Ask, own_id: str, node_id: str, time_s: float) -> tuple[str, bytes]:
    """(task_id, frame) of a task that fits."""
    message = message_from(own_id, time_s, node_id)
    ours = message.task
    ours.task_id = ulid_of(time_s, f"{own_id} task {decision.record_number}")
    ours.task_name, ours.control = ask.what, ours.CONTROL_START
    _command(ours.command, ask)
    return ours.task_id, frame_of(message)


def _command(command: Any, ask: Ask) -> None:
    if ask.what in _REQUESTS:
        command.request = _REQUESTS[ask.what]
    elif ask.what in _THRESHOLDS:
        setattr(command, _THRESHOLDS[ask.what], _LEVELS[ask.level or "medium"])
    elif ask.what == "mode":
        command.mode_change = (ask.mode or "").strip()
    else:
        place = command.look_at.location_list.locations.add(x=ask.lon_deg, y=ask.lat_deg)
        place.coordinate_system = place.datum = 1
        if ask.height_m is not None:
            place.z = ask.height_m
