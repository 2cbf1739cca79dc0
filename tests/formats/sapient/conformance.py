"""Messages that break one rule each, made of the public templates of the standard's test harness.

A case is (template, path of the field in its JSON, what is put there, what must be found); REMOVE takes the field away.
"""

import copy
import json
from pathlib import Path
from typing import Any

REMOVE = object()
REGISTRATION, DETECTION, STATUS, ALERT = "Registration", "DetectionReport", "StatusReport", "Alert"
MODE = "registration.modeDefinition.0"
SEEN = f"{MODE}.detectionDefinition.0"
AREA = f"{MODE}.task.regionDefinition"
MISSING, EMPTY, UNSET, NO_ENTRY = "is mandatory and missing", "is mandatory and empty", "is mandatory and not specified", "is mandatory and has no entry"  # fmt: skip
UUID, ULID = "is no UUID", "is no ULID"
CLASS = "registration.mode_definition.detection_definition.detection_class_definition"

CASES: list[tuple[str, str, Any, str]] = [
    (DETECTION, "timestamp", REMOVE, f"timestamp: {MISSING}"),
    (DETECTION, "nodeId", REMOVE, f"node_id: {EMPTY}"),
    (DETECTION, "nodeId", "A8654CDF-4328-47DE-81FA-C495589E30C9", f"node_id: {UUID}"),
    (DETECTION, "nodeId", "a8654cdf-4328-17de-81fa-c495589e30c9", f"node_id: {UUID}"),
    (DETECTION, "destinationId", "camera", f"destination_id: {UUID}"),
    (DETECTION, "detectionReport", REMOVE, "content: is mandatory: one of registration or registration_ack or status_report or detection_report or task or task_ack or alert or alert_ack or error"),
    (DETECTION, "detectionReport.reportId", REMOVE, f"detection_report.report_id: {EMPTY}"),
    (DETECTION, "detectionReport.reportId", "01ggyfbaxgdg7agahrz6xsny12", f"detection_report.report_id: {ULID}"),
    (DETECTION, "detectionReport.objectId", "81GGYFBAXH4VYRQYEX7S3XGK3H", f"detection_report.object_id: {ULID}"),
    (DETECTION, "detectionReport.taskId", "task", f"detection_report.task_id: {ULID}"),
    (DETECTION, "detectionReport.location", REMOVE, "detection_report.location_oneof: is mandatory: one of range_bearing or location"),
    (DETECTION, "detectionReport.location.x", REMOVE, f"detection_report.location.x: {MISSING}"),
    (DETECTION, "detectionReport.location.y", "NaN", "detection_report.location.y: is no number"),
    (DETECTION, "detectionReport.location.datum", "LOCATION_DATUM_UNSPECIFIED", f"detection_report.location.datum: {UNSET}"),
    (DETECTION, "detectionReport.location.datum", 77, "detection_report.location.datum: has a value that is not known"),
    (DETECTION, "detectionReport.location.xError", -1, "detection_report.location.x_error: is outside 0 to 1e+07"),
    (DETECTION, "detectionReport.location", {"x": 25, "y": 90.5, "coordinateSystem": 1, "datum": 1}, "detection_report.location.y: latitude is beyond a pole"),
    (DETECTION, "detectionReport.location", {"x": 3.2, "y": 0.9, "coordinateSystem": 2, "datum": 1}, "detection_report.location.x: longitude is beyond half a turn"),
    (DETECTION, "detectionReport.location.yError", 1e200, "detection_report.location.y_error: is outside 0 to 1e+07"),
    (DETECTION, "detectionReport.enu_velocity.eastRateError", 1e200, "detection_report.enu_velocity.east_rate_error: is outside 0 to 100000"),
    (DETECTION, "detectionReport.detectionConfidence", 1.5, "detection_report.detection_confidence: is outside 0 to 1"),
    (DETECTION, "detectionReport.trackInfo.0.type", REMOVE, f"detection_report.track_info.type: {EMPTY}"),
    (DETECTION, "detectionReport.objectInfo.0.value", " ", f"detection_report.object_info.value: {EMPTY}"),
    (DETECTION, "detectionReport.predictionLocation.location", REMOVE, "detection_report.prediction_location.predicted_location_oneof: is mandatory: one of range_bearing or location"),
    (DETECTION, "detectionReport.classification.0.confidence", 2, "detection_report.classification.confidence: is outside 0 to 1"),
    (DETECTION, "detectionReport.classification.0.subClass.0.level", REMOVE, f"detection_report.classification.sub_class.level: {MISSING}"),
    (DETECTION, "detectionReport.behaviour.0.type", REMOVE, f"detection_report.behaviour.type: {EMPTY}"),
    (DETECTION, "detectionReport.associatedFile.0.url", REMOVE, f"detection_report.associated_file.url: {EMPTY}"),
    (DETECTION, "detectionReport.signal.0.amplitude", REMOVE, f"detection_report.signal.amplitude: {MISSING}"),
    (DETECTION, "detectionReport.signal.0.centreFrequency", REMOVE, f"detection_report.signal.centre_frequency: {MISSING}"),
    (DETECTION, "detectionReport.associatedDetection.0.nodeId", REMOVE, f"detection_report.associated_detection.node_id: {EMPTY}"),
    (DETECTION, "detectionReport.derivedDetection.0.timestamp", REMOVE, f"detection_report.derived_detection.timestamp: {MISSING}"),
    (DETECTION, "detectionReport.derivedDetection.0.objectId", "x", f"detection_report.derived_detection.object_id: {ULID}"),
    (DETECTION, "detectionReport.enu_velocity.eastRate", REMOVE, f"detection_report.enu_velocity.east_rate: {MISSING}"),
    (REGISTRATION, "registration.nodeDefinition", [], f"registration.node_definition: {NO_ENTRY}"),
    (REGISTRATION, "registration.nodeDefinition.0.nodeType", REMOVE, f"registration.node_definition.node_type: {UNSET}"),
    (REGISTRATION, "registration.icdVersion", REMOVE, f"registration.icd_version: {EMPTY}"),
    (REGISTRATION, "registration.icdVersion", "BSI Flex 335 v1.0", "registration.icd_version: is not BSI Flex 335 v2.0"),
    (REGISTRATION, "registration.capabilities.0.category", REMOVE, f"registration.capabilities.category: {EMPTY}"),
    (REGISTRATION, "registration.statusDefinition.statusInterval", REMOVE, f"registration.status_definition.status_interval: {MISSING}"),
    (REGISTRATION, "registration.statusDefinition.statusInterval.units", REMOVE, f"registration.status_definition.status_interval.units: {UNSET}"),
    (REGISTRATION, "registration.statusDefinition.locationDefinition.locationDatum", REMOVE, "registration.status_definition.location_definition.datum_oneof: is mandatory: one of location_datum or range_bearing_datum"),
    (REGISTRATION, "registration.statusDefinition.locationDefinition", {"rangeBearingUnits": 1, "rangeBearingDatum": 1}, "registration.status_definition.location_definition: must be a location"),
    (REGISTRATION, "registration.statusDefinition.coverageDefinition.zone", "", "registration.status_definition.coverage_definition.zone: is mandatory with UTM and empty"),
    (REGISTRATION, f"{MODE}.modeName", REMOVE, f"registration.mode_definition.mode_name: {EMPTY}"),
    (REGISTRATION, f"{MODE}.settleTime", REMOVE, f"registration.mode_definition.settle_time: {MISSING}"),
    (REGISTRATION, f"{MODE}.task", REMOVE, f"registration.mode_definition.task: {MISSING}"),
    (REGISTRATION, f"{SEEN}.locationType", {"locationUnits": 1, "rangeBearingDatum": 1}, "registration.mode_definition.detection_definition.location_type: units of one kind and datum of another: a location or a range and bearing"),
    (REGISTRATION, f"{SEEN}.velocityType.enu_velocity_units", REMOVE, "registration.mode_definition.detection_definition.velocity_type.velocity_units_oneof: is mandatory: one of enu_velocity_units"),
    (REGISTRATION, f"{SEEN}.detectionClassDefinition.0.classDefinition.0.subClass.0.subClass.0.level", REMOVE, f"{CLASS}.class_definition.sub_class.sub_class.level: {MISSING}"),
    (REGISTRATION, f"{SEEN}.detectionClassDefinition.0.taxonomyDockDefinition.0.DockClass", REMOVE, f"{CLASS}.taxonomy_dock_definition.Dock_class: {EMPTY}"),
    (REGISTRATION, f"{MODE}.task.concurrentTasks", REMOVE, f"registration.mode_definition.task.concurrent_tasks: {MISSING}"),
    (REGISTRATION, f"{AREA}.regionType", ["REGION_TYPE_UNSPECIFIED"], "registration.mode_definition.task.region_definition.region_type: has a value that is not known"),
    (REGISTRATION, f"{AREA}.classFilterDefinition.0.filterParameter.0.operators", [], f"registration.mode_definition.task.region_definition.class_filter_definition.filter_parameter.operators: {NO_ENTRY}"),
    (REGISTRATION, "registration.dependentNodes", ["me"], f"registration.dependent_nodes: {UUID}"),
    (REGISTRATION, "registration.configData.0.subComponents.0.model", REMOVE, f"registration.config_data.sub_components.model: {EMPTY}"),
    (STATUS, "statusReport.system", REMOVE, f"status_report.system: {UNSET}"),
    (STATUS, "statusReport.info", "INFO_UNSPECIFIED", f"status_report.info: {UNSET}"),
    (STATUS, "statusReport.mode", REMOVE, f"status_report.mode: {EMPTY}"),
    (STATUS, "statusReport.power.level", 101, "status_report.power.level: is outside 0 to 100"),
    (STATUS, "statusReport.coverage.0.locationList.locations", [], f"status_report.coverage.location_list.locations: {NO_ENTRY}"),
    (STATUS, "statusReport.status.0.statusType", REMOVE, f"status_report.status.status_type: {UNSET}"),
    (ALERT, "alert.alertId", REMOVE, f"alert.alert_id: {EMPTY}"),
    (ALERT, "alert.regionId", "R", f"alert.region_id: {ULID}"),
    (ALERT, "alert.ranking", -0.1, "alert.ranking: is outside 0 to 1"),
    (ALERT, "alert.associatedDetection.0.objectId", REMOVE, f"alert.associated_detection.object_id: {EMPTY}"),
    ("AlertAck", "alertAck.alertAckStatus", REMOVE, f"alert_ack.alert_ack_status: {UNSET}"),
    ("RegistrationAck", "registrationAck.acceptance", REMOVE, f"registration_ack.acceptance: {MISSING}"),
    ("TaskAck.LookAt", "taskAck.associatedFile.type", REMOVE, f"task_ack.associated_file.type: {EMPTY}"),
    ("Task.LookAt", "task.control", REMOVE, f"task.control: {UNSET}"),
    ("Task.LookAt", "task.region.0.regionArea", REMOVE, f"task.region.region_area: {MISSING}"),
    ("Task.LookAt", "task.region.0.classFilter.0.subClassFilter.0.parameter.value", REMOVE, f"task.region.class_filter.sub_class_filter.parameter.value: {MISSING}"),
    ("Task.LookAt", "task.command.lookAt", REMOVE, "task.command.command: is mandatory: one of request or detection_threshold or detection_report_rate or classification_threshold or mode_change or look_at or move_to or patrol or follow"),
    ("Task.Follow", "task.command.follow.followObjectId", "me", f"task.command.follow.follow_object_id: {ULID}"),
]  # fmt: skip


def template(corpus: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((corpus / "sapient" / f"Default.{name}.json").read_text("utf-8-sig"))
    return content


def broken(content: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The message with one field changed."""
    content = copy.deepcopy(content)
    *way, last = path.split(".")
    at: Any = content
    for step in way:
        at = at[int(step)] if step.isdecimal() else at[step]
    key: Any = int(last) if last.isdecimal() else last
    if value is REMOVE:
        del at[key]
    else:
        at[key] = value
    return content
