"""Status reports and alerts -> SensorStatus: what a node says of itself, in one line for the operator.

StatusReport.System   status      Alert.AlertType                 status
OK                    ok          INFORMATION, MODE_CHANGE        as before
WARNING               degraded    WARNING, CRITICAL               degraded
ERROR                 fault       ERROR, FATAL                    fault
GOODBYE               silent
A level of STATUS_LEVEL_ERROR_STATUS, or STATUS_TYPE_NOT_DETECTING, makes ok a degraded.
Source: BSI Flex 335 v2.0, clauses 6.3 and 6.7.
"""

import math
from typing import Any

import numpy as np
from sapient_msg.bsi_flex_335_v2_0.alert_pb2 import Alert
from sapient_msg.bsi_flex_335_v2_0.status_report_pb2 import StatusReport
from sapient_msg.bsi_flex_335_v2_0.task_ack_pb2 import TaskAck

from sargas.formats.sapient.detections import UTM, place
from sargas.formats.sapient.nodes import Node
from sargas.geo.geoid import undulation_m
from sargas.geo.utm import geodetic_from_utm, zone_of
from sargas.model.status import News, StatusName

_SYSTEM: dict[int, StatusName] = {1: "ok", 2: "degraded", 3: "fault", 5: "silent"}
_ALERT: dict[int, StatusName] = {2: "degraded", 3: "degraded", 4: "fault", 5: "fault"}
_NOT_DETECTING, _ERROR_LEVEL = 11, 4
_DETAIL, _MOST_WORDS, _MOST_STATUSES = 200, 5, 50


def _plain(text: str) -> str:
    """One line of what can be printed: a node's words are not to be trusted."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def status_of(report: Any, node: Node) -> News:
    """(status, detail) of a sound status report; INFO_UNCHANGED says that it is as it was told."""
    if report.info == StatusReport.INFO_UNCHANGED:
        return node.told
    status = _SYSTEM.get(report.system, "unknown")
    words = []
    for one in report.status[:_MOST_STATUSES]:
        name = StatusReport.StatusType.Name(one.status_type).removeprefix("STATUS_TYPE_").lower().replace("_", " ")
        words.append(f"{name}: {_plain(one.status_value[:_DETAIL])}" if one.status_value else name)
        if status == "ok" and (one.status_type == _NOT_DETECTING or one.status_level == _ERROR_LEVEL):
            status = "degraded"
    if report.system == StatusReport.SYSTEM_GOODBYE:
        words.insert(0, "said goodbye")
    if report.power.status == StatusReport.POWERSTATUS_FAULT:
        words.append("power fault")
    if report.power.HasField("level"):
        words.append(f"power {report.power.level} %")
    node.reported = node.told = status, "; ".join(words)[:_DETAIL]
    return node.told


def registered(node: Node) -> News:
    """(status, detail) of a node that has just been accepted."""
    name = f": {_plain(node.name)}" if node.name else ""
    return "ok", f"registered as {', '.join(node.kinds).lower()}{name}"[:_DETAIL]


def alert_of(alert: Any, node: Node) -> News:
    """(status, detail) of a sound alert. Information leaves the status as it was; what is worse stands until the alert
    is cleared or the node says how it is anew."""
    kind = Alert.AlertType.Name(alert.alert_type).removeprefix("ALERT_TYPE_").lower().replace("_", " ")
    cleared = alert.status == Alert.ALERT_STATUS_CLEAR
    said = _plain(alert.description[:_DETAIL])
    detail = f"alert{' cleared' if cleared else ''} ({kind}){': ' + said if said else ''}"
    if cleared:
        node.told = node.reported
    elif alert.alert_type in _ALERT:
        node.told = _ALERT[alert.alert_type], detail
    return node.told[0], detail


def answer_of(answer: Any, node: Node, asked: str = "") -> News:
    """(status, detail) of what a node answers to a task (`asked`), or says of a message of ours that it finds wrong."""
    if isinstance(answer, TaskAck):
        name = TaskAck.TaskStatus.Name(answer.task_status).removeprefix("TASK_STATUS_").lower()
        detail = f"{asked or f'task {answer.task_id}'}: {name}"
        words = answer.reason
    else:
        detail, words = "finds our message wrong", answer.error_message
    detail += "".join(f"; {_plain(text[:_DETAIL])}" for text in words[:_MOST_WORDS])
    return node.told[0], detail[:_DETAIL]


def site_of(report: Any, node: Node) -> tuple[float, float, float] | None:
    """(lat_deg, lon_deg, height_m) at which a node says to be; None where it does not say, or it is nowhere."""
    if not report.HasField("node_location"):
        return None
    at = report.node_location
    _, lon, lat, height, *_, geoid = place(at)
    if at.coordinate_system == UTM:
        zone = zone_of(at.utm_zone or node.zone)
        if zone is None:
            return None
        lat, lon = (float(part) for part in geodetic_from_utm(*map(np.array, (lon, lat, *zone))))
    if math.isnan(height) or not (abs(lat) <= 90.0 and abs(lon) <= 180.0 and abs(height) < 20_000.0):
        return None
    return lat, lon, height + (float(undulation_m(lat, lon)) if geoid else 0.0)
