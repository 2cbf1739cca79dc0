"""Released tracks and alerts -> detection reports and alerts, and what our registration declares of them.

what                     becomes                                                             clause
uid of a track           object_id: a ULID of its first time and its uid, so always the same  6.4
place, height            location in degrees and metres above the ellipsoid, one sigma each
velocity                 enu_velocity in m/s
existence                detection_confidence
classification           classes of the core taxonomy with their probabilities
call sign                id
status ended             state "lost"
identity                 track_info "identity"
level of an alert        advisory INFORMATION, caution WARNING, warning CRITICAL            6.7
Every message says what it is not for. A place is that at the time of the message (`sargas.formats.reckoning`).
"""

import math
from typing import Any

from sargas.formats.reckoning import NOT_FOR, Reckoned, metres_per_lon_deg, reckoned
from sargas.formats.sapient.settings import Settings, ulid_of
from sargas.formats.sapient.wire import message_from
from sargas.geo.wgs84 import METRES_PER_DEG
from sargas.model.alert import Alert
from sargas.model.track import CLASSES, Track

AIR = "Air Vehicle"
TAXONOMY = {
    "unknown": ("Unknown", ""),
    "bird": ("Animal", "Bird"),
    "balloon": (AIR, "Other"),
    "multirotor": (AIR, "UAV Rotary Wing"),
    "fixed_wing_drone": (AIR, "UAV Fixed Wing"),
    "light_aircraft": (AIR, "Manned Fixed Wing"),
    "airliner": (AIR, "Manned Fixed Wing"),
    "helicopter": (AIR, "Manned Rotary Wing"),
    "other": ("Other", ""),
}
"""Our classes in the core taxonomy of BSI Flex 335."""
_ALERTS = {"advisory": (1, 1), "caution": (2, 2), "warning": (3, 3)}
"""Level -> AlertType, DiscretePriority."""


def message_of(settings: Settings, time_s: float) -> Any:
    """A message from us, sent now."""
    message = message_from(settings.own_id, time_s)
    message.additional_information = NOT_FOR
    return message


def registration(settings: Settings, time_s: float) -> Any:
    """What we are and what our detection reports hold."""
    message = message_of(settings, time_s)
    ours = message.registration
    ours.icd_version, ours.name, ours.short_name = "BSI Flex 335 v2.0", settings.name, settings.name[:20]
    ours.node_definition.add(node_type=ours.NODE_TYPE_FUSION_NODE)
    ours.capabilities.add(category="Recognised air picture", type="Tracks of low, slow and small aircraft")
    ours.config_data.add(manufacturer="Sargas", model="Sargas")
    ours.status_definition.status_interval.units = ours.TIME_UNITS_SECONDS
    ours.status_definition.status_interval.value = settings.status_interval_s
    mode = ours.mode_definition.add(mode_name="Default", mode_type=ours.MODE_TYPE_PERMANENT)
    mode.settle_time.units, mode.settle_time.value = ours.TIME_UNITS_SECONDS, 0.0
    detection = mode.detection_definition.add()
    detection.location_type.location_units = detection.location_type.location_datum = 1
    detection.velocity_type.enu_velocity_units.east_north_rate_units = 1
    detection.velocity_type.enu_velocity_units.up_rate_units = 1
    detection.velocity_type.location_datum = 1
    detection.geometric_error.type, detection.geometric_error.units = "Standard Deviation", "degrees, metres"
    detection.geometric_error.variation_type = "Of each report"
    detection.detection_report.add(
        category=ours.DETECTION_REPORT_CATEGORY_TRACK, type="identity", units="STANAG 1241", on_change=True
    )
    classes = detection.detection_class_definition.add(confidence_definition=ours.CONFIDENCE_DEFINITION_MULTI_CLASS)
    for kind, below in sorted(tree().items()):
        definition = classes.class_definition.add(type=kind, units="probability")
        for name in below:
            definition.sub_class.add(type=name, units="probability", level=1)
    task = mode.task
    task.concurrent_tasks = 1
    task.region_definition.region_type.append(ours.REGION_TYPE_AREA_OF_INTEREST)
    area = task.region_definition.region_area.add()
    area.location_units = area.location_datum = 1
    for kind, units in (
        (ours.COMMAND_TYPE_REQUEST, "Registration, Status, Reset, Start, Stop"),
        (ours.COMMAND_TYPE_DETECTION_REPORT_RATE, "Low, Medium, High"),
        (ours.COMMAND_TYPE_MODE_CHANGE, "Default"),
    ):
        command = task.command.add(units=units, type=kind)
        command.completion_time.units, command.completion_time.value = ours.TIME_UNITS_SECONDS, 1.0
    return message


def tree() -> dict[str, list[str]]:
    """Classes of the core taxonomy that ours are called by, each with its sub-classes."""
    found: dict[str, list[str]] = {}
    for kind, below in TAXONOMY.values():
        names = found.setdefault(kind, [])
        if below and below not in names:
            names.append(below)
    return found


def object_id(track: Track) -> str:
    """The same for a track on every node and in every replay."""
    return ulid_of(track.first_s, track.uid)


def detection(track: Track, settings: Settings, time_s: float, as_of_s: float, report: str) -> Any:
    """A detection report of a track as of `as_of_s`, stamped `time_s`; `report` makes its own id."""
    at = reckoned(track, time_s, as_of_s)
    message = message_of(settings, at.time_s)
    ours = message.detection_report
    ours.report_id, ours.object_id = ulid_of(time_s, f"{settings.own_id} {report}"), object_id(track)
    ours.detection_confidence = min(max(track.existence, 0.0), 1.0)
    if track.status == "ended":
        ours.state = "lost"
    _place(ours.location, track, at)
    velocity = ours.enu_velocity
    velocity.east_rate, velocity.north_rate = track.east_mps, track.north_mps
    velocity.east_rate_error, velocity.north_rate_error = at.sigma_mps
    if track.up_mps is not None:
        velocity.up_rate = track.up_mps
    _classes(ours, track)
    if track.called:
        ours.id = track.called
    ours.track_info.add(type="identity", value=track.identity.name)
    return message


def _place(location: Any, track: Track, at: Reckoned) -> None:
    location.x, location.y = at.lon_deg, at.lat_deg
    location.x_error = at.sigma_m[0] / metres_per_lon_deg(track.lat_deg)
    location.y_error = at.sigma_m[1] / METRES_PER_DEG
    location.coordinate_system = location.datum = 1
    if track.height_m is not None:
        location.z = track.height_m
        location.z_error = math.sqrt(max(track.covariance[11], 0.0))


def _classes(report: Any, track: Track) -> None:
    """Probabilities by class and sub-class; nothing where a track was not judged yet."""
    told: dict[str, dict[str, float]] = {}
    for name in CLASSES:
        if (probability := track.classification.get(name, 0.0)) > 0.0:
            kind, below = TAXONOMY[name]
            parts = told.setdefault(kind, {})
            parts[below] = parts.get(below, 0.0) + probability
    for kind, parts in told.items():
        of_kind = report.classification.add(type=kind, confidence=min(sum(parts.values()), 1.0))
        for below, probability in parts.items():
            if below:
                of_kind.sub_class.add(type=below, confidence=min(probability, 1.0), level=1)


def alert(told: Alert, settings: Settings, time_s: float) -> Any:
    """An alert; a repeat, and the end of one, keep its id."""
    message = message_of(settings, time_s)
    ours = message.alert
    ours.alert_id = ulid_of(0.0, f"{settings.own_id} alert {told.number}")
    ours.alert_type, ours.priority = _ALERTS[told.level]
    ours.status = ours.ALERT_STATUS_CLEAR if told.ended else ours.ALERT_STATUS_ACTIVE
    ours.description = told.message
    return message
