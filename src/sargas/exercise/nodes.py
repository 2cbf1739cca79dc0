"""Nodes: what a sensor of a scenario that speaks SAPIENT says - who it is, how it is, what it detects.

A node registers, says its status once as new and then at an interval, and reports each detection as a direction with
its errors and the classes of the core taxonomy (BSI Flex 335 v2.0, clauses 6.2 to 6.4). SAPIENT has no word for what is
simulated: these bytes go over `exercise://` and loopback alone.
"""

from typing import Any, Literal, NamedTuple

from sargas.formats.sapient.reports import TAXONOMY, tree
from sargas.formats.sapient.settings import ulid_of, uuid_of
from sargas.formats.sapient.wire import frame_of, message_from
from sargas.model.track import ClassName

STATUS_S = 10.0


class Sighting(NamedTuple):
    """One detection: of what object of the sensor's own, where, and for what it is taken (None: not known)."""

    object: str
    time_s: float
    azimuth_deg: float
    elevation_deg: float
    sigma_deg: float
    what: ClassName | None
    confidence: float


def node_id_of(sensor: str, told: str = "") -> str:
    """The UUID of a sensor, as told or made of its name."""
    return told or uuid_of(f"exercise {sensor}")


class Node:
    """One sensor; each call gives frames."""

    def __init__(self, sensor: str, node_id: str, kind: Literal["CAMERA", "PASSIVE_RF", "HUMAN"]) -> None:
        self._sensor, self._node_id, self._kind = sensor, node_id_of(sensor, node_id), kind
        self._count = 0

    def registration(self, time_s: float) -> bytes:
        """Who it is, and what its reports hold."""
        message = message_from(self._node_id, time_s)
        ours = message.registration
        ours.icd_version, ours.name, ours.short_name = "BSI Flex 335 v2.0", self._sensor, self._sensor[:20]
        ours.node_definition.add(node_type=ours.NodeType.Value(f"NODE_TYPE_{self._kind}"))
        ours.capabilities.add(category="Sensor", type=f"Simulated {self._kind.lower()}")
        ours.config_data.add(manufacturer="Sargas", model="exercise")
        ours.status_definition.status_interval.units = ours.TIME_UNITS_SECONDS
        ours.status_definition.status_interval.value = STATUS_S
        mode = ours.mode_definition.add(mode_name="Default", mode_type=ours.MODE_TYPE_PERMANENT)
        mode.settle_time.units, mode.settle_time.value = ours.TIME_UNITS_SECONDS, 0.0
        detection = mode.detection_definition.add()
        detection.location_type.range_bearing_units = detection.location_type.range_bearing_datum = 1
        detection.geometric_error.type, detection.geometric_error.units = "Standard Deviation", "degrees"
        detection.geometric_error.variation_type = "Of each report"
        classes = detection.detection_class_definition.add(confidence_definition=ours.CONFIDENCE_DEFINITION_MULTI_CLASS)
        for kind, below in sorted(tree().items()):
            definition = classes.class_definition.add(type=kind, units="probability")
            for name in below:
                definition.sub_class.add(type=name, units="probability", level=1)
        mode.task.concurrent_tasks = 1
        mode.task.region_definition.region_type.append(ours.REGION_TYPE_AREA_OF_INTEREST)
        area = mode.task.region_definition.region_area.add()
        area.location_units = area.location_datum = 1
        command = mode.task.command.add(units="Registration, Status", type=ours.COMMAND_TYPE_REQUEST)
        command.completion_time.units, command.completion_time.value = ours.TIME_UNITS_SECONDS, 1.0
        return frame_of(message)

    def status(self, time_s: float, is_new: bool) -> bytes:
        """That it is well."""
        message = message_from(self._node_id, time_s)
        ours = message.status_report
        ours.report_id, ours.system, ours.mode = self._next(time_s), ours.SYSTEM_OK, "Default"
        ours.info = ours.INFO_NEW if is_new else ours.INFO_UNCHANGED
        return frame_of(message)

    def detection(self, seen: Sighting) -> bytes:
        """A direction, and what it takes the object for."""
        message: Any = message_from(self._node_id, seen.time_s)
        ours = message.detection_report
        ours.report_id, ours.object_id = self._next(seen.time_s), ulid_of(0.0, f"{self._node_id} {seen.object}")
        ours.detection_confidence = seen.confidence
        to = ours.range_bearing
        to.azimuth, to.elevation = seen.azimuth_deg, seen.elevation_deg
        to.azimuth_error = to.elevation_error = seen.sigma_deg
        to.coordinate_system = to.datum = 1
        if seen.what is not None:
            kind, below = TAXONOMY[seen.what]
            told = ours.classification.add(type=kind, confidence=seen.confidence)
            if below:
                told.sub_class.add(type=below, confidence=seen.confidence, level=1)
        return frame_of(message)

    def _next(self, time_s: float) -> str:
        self._count += 1
        return ulid_of(time_s, f"{self._node_id} {self._count}")
