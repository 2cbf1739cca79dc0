"""Clauses of the standard that its protobuf options do not say: by kind of message, what is asked of one.

A clause is a function of one message -> a Finding or None; what the fields below are asked is theirs.
Source: BSI Flex 335 v2.0 (2024); where its text is silent, what its public test harness refuses.
"""

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

EDITION = "BSI Flex 335 v2.0"


class Finding(NamedTuple):
    """`path` names the field as in the protobuf files, `detection_report.location.x`; lists have no index in it, so
    that equal faults are counted together. `rule` is one of the table in `rules`, `text` one line without values."""

    path: str
    rule: str
    text: str
    detail: str = ""
    """What the sender is told besides: a value of its own."""

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"

    def below(self, name: str) -> "Finding":
        """The same, seen from the message that holds this one as `name`."""
        return self._replace(path=f"{name}.{self.path}" if self.path else name)


is_uuid = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}").fullmatch
is_ulid = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}").fullmatch
EMPTY, NO_ENTRY = "is mandatory and empty", "is mandatory and has no entry"

Rule = Callable[[Any], Finding | None]


def _latitude(location: Any) -> Finding | None:
    """Latitude is y and longitude x, in degrees or radians; in UTM both are metres."""
    turn = _TURN.get(location.coordinate_system)
    if turn is None:
        return None
    if abs(location.y) > turn / 4.0:
        return Finding("y", "range", "latitude is beyond a pole")
    return Finding("x", "range", "longitude is beyond half a turn") if abs(location.x) > turn / 2.0 else None


def _direction(bearing: Any) -> Finding | None:
    turn = 360.0 if bearing.coordinate_system in (1, 3) else 2.0 * math.pi
    if abs(bearing.azimuth) > turn:
        return Finding("azimuth", "range", "is more than a turn")
    if abs(bearing.elevation) > turn / 4.0:
        return Finding("elevation", "range", "is beyond the zenith")
    return None


def _edition(registration: Any) -> Finding | None:
    said = registration.icd_version
    if not said or said.replace("_", " ") == EDITION:
        return None
    return Finding("icd_version", "definition", f"is not {EDITION}")


def _one_kind(definition: Any) -> Finding | None:
    """Units and datum are both of locations, or both of ranges and bearings; UTM needs its zone."""
    units, datum = definition.WhichOneof("coordinates_oneof"), definition.WhichOneof("datum_oneof")
    if units is None or datum is None:
        return None
    if units.split("_")[0] != datum.split("_")[0]:
        return Finding("", "definition", "units of one kind and datum of another: a location or a range and bearing")
    if getattr(definition, units) == 0 or getattr(definition, datum) == 0:
        return Finding("", "mandatory", "units or datum are not specified")
    return None


def _zoned(*names: str) -> Rule:
    """Definitions in UTM name its zone; where the node itself is may be in any."""

    def rule(message: Any) -> Finding | None:
        for name in names:
            value = getattr(message, name)
            for definition in value if hasattr(value, "__len__") else (value,):
                if definition.location_units == _UTM and not definition.zone.strip():
                    return Finding(f"{name}.zone", "mandatory", "is mandatory with UTM and empty")
        return None

    return rule


def _nodes(registration: Any) -> Finding | None:
    said = registration.dependent_nodes
    return None if all(map(is_uuid, said)) else Finding("dependent_nodes", "uuid", "is no UUID")


def _place_of_node(definition: Any) -> Finding | None:
    """The node's own place is no direction."""
    if definition.location_definition.WhichOneof("coordinates_oneof") != "range_bearing_units":
        return None
    return Finding("location_definition", "definition", "must be a location")


def _given(name: str) -> Rule:
    """Mandatory though its option does not say so: without it the message says nothing."""

    def rule(message: Any) -> Finding | None:
        return None if message.HasField(name) else Finding(name, "mandatory", "is mandatory and missing")

    return rule


def _with_entry(name: str) -> Rule:
    def rule(message: Any) -> Finding | None:
        entries = getattr(message, name)
        return None if entries and all(entries) else Finding(name, "mandatory", NO_ENTRY)

    return rule


def _place_of_prediction(predicted: Any) -> Finding | None:
    one = predicted.WhichOneof("predicted_location_oneof")
    return (
        None
        if one
        else Finding("predicted_location_oneof", "mandatory", "is mandatory: one of range_bearing or location")
    )


def _object_id(follow: Any) -> Finding | None:
    said = follow.follow_object_id
    return Finding("follow_object_id", "ulid", "is no ULID") if said and not is_ulid(said) else None


_DEG, _RAD, _UTM = 1, 2, 5
_TURN = {_DEG: 360.0, _RAD: 2.0 * math.pi}

RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "Location": {"z": (-1e6, 1e6), **dict.fromkeys(("x_error", "y_error", "z_error"), (0.0, 1e7))},
    "RangeBearing": {
        "range": (0.0, 1e9),
        **dict.fromkeys(("azimuth_error", "elevation_error", "range_error"), (0.0, 1e7)),
    },
    "ENUVelocity": {
        **dict.fromkeys(("east_rate", "north_rate", "up_rate"), (-1e5, 1e5)),
        **dict.fromkeys(("east_rate_error", "north_rate_error", "up_rate_error"), (0.0, 1e5)),
    },
    "DetectionReport": {"detection_confidence": (0.0, 1.0)},
    "DetectionReport.DetectionReportClassification": {"confidence": (0.0, 1.0)},
    "DetectionReport.SubClass": {"confidence": (0.0, 1.0)},
    "DetectionReport.Behaviour": {"confidence": (0.0, 1.0)},
    "StatusReport.Power": {"level": (0.0, 100.0)},
    "Alert": {"confidence": (0.0, 1.0), "ranking": (0.0, 1.0)},
}
"""By kind of message: the least and the greatest value of a field, far beyond what anything measures: larger ones would
overflow where they are squared."""

CLAUSES: dict[str, tuple[Rule, ...]] = {
    "Location": (_latitude,),
    "RangeBearing": (_direction,),
    "RangeBearingCone": (_direction,),
    "Registration": (_edition, _nodes),
    "Registration.LocationType": (_one_kind,),
    "Registration.StatusDefinition": (
        _place_of_node,
        _zoned("coverage_definition", "obscuration_definition", "field_of_view_definition"),
    ),
    "Registration.DetectionDefinition": (_zoned("location_type"),),
    "Registration.RegionDefinition": (_zoned("region_area"),),
    "Registration.TaskDefinition": (_given("concurrent_tasks"),),
    "DetectionReport.PredictedLocation": (_place_of_prediction,),
    "DetectionReport.DerivedDetection": (_given("timestamp"),),
    "Error": (_with_entry("error_message"),),
    "FollowObject": (_object_id,),
}
"""By kind of message: what the options do not say."""
