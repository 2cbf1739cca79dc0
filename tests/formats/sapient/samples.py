"""Self-made SAPIENT: a radar, a camera, a microphone that moves, another fusion node, an effector to be refused."""

import json
from typing import Any

from sargas.formats.sapient.settings import ulid_of
from sargas.formats.sapient.wire import frame_of, payload
from sargas.model.place import Site
from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
SENT = "2025-07-28T05:09:59.800Z"
RADAR, CAMERA, MICROPHONE, NEIGHBOUR, JAMMER = (
    f"{digit * 8}-0000-4000-8000-000000000001" for digit in ("1", "2", "3", "4", "5")
)
SENSORS = [
    Sensor("radar", "feed", "psr", match={"node_id": RADAR}, site=Site(54.6, 25.2, 150.0)),
    Sensor("camera", "feed", "eo", match={"node_id": CAMERA}, site=Site(54.7, 25.3, 140.0)),
    Sensor("microphone", "feed", "acoustic", match={"node_id": MICROPHONE}),
    Sensor("neighbour", "feed", "system", match={"node_id": NEIGHBOUR}, nation="LVA"),
]
LAT_LON = {"coordinateSystem": "LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M", "datum": "LOCATION_DATUM_WGS84_E"}
TRUE_DEG = {"coordinateSystem": "RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M", "datum": "RANGE_BEARING_DATUM_TRUE"}
SECONDS = {"units": "TIME_UNITS_SECONDS", "value": 5}


COMMANDS = ("REQUEST", "DETECTION_REPORT_RATE", "MODE_CHANGE", "LOOK_AT")


def ulid(name: str) -> str:
    """The same for the same name."""
    return ulid_of(TIME_S, name)


def said(node: str, **content: Any) -> dict[str, Any]:
    return {"timestamp": SENT, "nodeId": node, **content}


def registration(node: str, kind: str, **more: Any) -> dict[str, Any]:
    """Declares air vehicles, birds and people; velocities in kilometres an hour where `kph`."""
    units = "SPEED_UNITS_KPH" if more.pop("kph", False) else "SPEED_UNITS_MS"
    where = {
        "locationUnits": "LOCATION_COORDINATE_SYSTEM_UTM_M",
        "locationDatum": "LOCATION_DATUM_WGS84_E",
        "zone": "35U",
    }
    classes = [
        {
            "type": "Air Vehicle",
            "subClass": [{"type": "UAV Rotary Wing", "level": 1}, {"type": "Manned Rotary Wing", "level": 1}],
        },
        {"type": "Animal", "subClass": [{"type": "Bird", "level": 1}]},
        {"type": "Human"},
    ]
    detection = {
        "locationType": where,
        "detectionClassDefinition": [{"classDefinition": classes}],
        "velocityType": {
            "enuVelocityUnits": {"eastNorthRateUnits": units, "upRateUnits": "SPEED_UNITS_MS"},
            "locationDatum": "LOCATION_DATUM_WGS84_E",
        },
        "behaviourDefinition": [{"type": "Active"}],
    }
    task = {
        "concurrentTasks": 1,
        "regionDefinition": {"regionType": ["REGION_TYPE_AREA_OF_INTEREST"], "regionArea": [where]},
        "command": [{"units": "none", "completionTime": SECONDS, "type": f"COMMAND_TYPE_{name}"} for name in COMMANDS],
    }
    mode = {
        "modeName": "Default",
        "modeType": "MODE_TYPE_DEFAULT",
        "settleTime": SECONDS,
        "detectionDefinition": [detection],
        "task": task,
    }
    content = {
        "nodeDefinition": [{"nodeType": f"NODE_TYPE_{kind}"}],
        "icdVersion": "BSI Flex 335 v2.0",
        "name": f"{kind} of Vilnius",
        "capabilities": [{"category": "Sensor", "type": "Range"}],
        "statusDefinition": {"statusInterval": SECONDS},
        "modeDefinition": [mode],
        "configData": [{"manufacturer": "Sargas", "model": "sample"}],
        **more,
    }
    return said(node, registration=content)


def status(node: str, info: str = "INFO_NEW", system: str = "SYSTEM_OK", **more: Any) -> dict[str, Any]:
    return said(
        node,
        statusReport={"reportId": ulid(f"{node} status"), "system": system, "info": info, "mode": "Default", **more},
    )


def detection(node: str, name: str = "drone", **more: Any) -> dict[str, Any]:
    return said(
        node, detectionReport={"reportId": ulid(f"{node} {name} report"), "objectId": ulid(f"{node} {name}"), **more}
    )


def place(lat: float = 54.65, lon: float = 25.25, height: float = 300.0, **more: Any) -> dict[str, Any]:
    errors = {"xError": 0.0001, "yError": 0.0001, "zError": 20.0}
    return {"x": lon, "y": lat, "z": height, **errors, **LAT_LON, **more}


def direction(azimuth: float = 45.0, **more: Any) -> dict[str, Any]:
    return {"azimuth": azimuth, "azimuthError": 1.0, **TRUE_DEG, **more}


def drone(kind: str = "UAV Rotary Wing", name: str = "Air Vehicle") -> list[dict[str, Any]]:
    return [{"type": name, "confidence": 0.8, "subClass": [{"type": kind, "level": 1, "confidence": 0.7}]}]


def frame(message: dict[str, Any]) -> bytes:
    """As it goes over a connection."""
    cut = payload(json.dumps(message).encode())
    assert not cut.faults
    return frame_of(cut.messages[0].content)


REGISTRATIONS = [
    registration(RADAR, "RADAR"),
    registration(CAMERA, "CAMERA"),
    registration(MICROPHONE, "ACOUSTIC", kph=True),
    registration(NEIGHBOUR, "FUSION_NODE"),
    registration(JAMMER, "JAMMER"),
]
VELOCITY = {"eastRate": 12.0, "northRate": -5.0, "upRate": 1.0, "eastRateError": 1.0, "northRateError": 1.0}
MESSAGES = [
    status(RADAR),
    status(
        MICROPHONE,
        nodeLocation=place(54.66, 25.26, 120.0),
        system="SYSTEM_WARNING",
        status=[{"statusType": "STATUS_TYPE_WEATHER", "statusValue": "Rain"}],
    ),
    detection(RADAR, location=place(), enuVelocity=VELOCITY, classification=drone(), detectionConfidence=0.9),
    detection(
        RADAR,
        "utm",
        location={
            "x": 387_000.0,
            "y": 6_056_000.0,
            "z": 250.0,
            "coordinateSystem": "LOCATION_COORDINATE_SYSTEM_UTM_M",
            "datum": "LOCATION_DATUM_WGS84_G",
        },
    ),
    detection(
        RADAR, "far", rangeBearing=direction(300.0, elevation=2.0, elevationError=0.5, range=7_000.0, rangeError=15.0)
    ),
    detection(CAMERA, rangeBearing=direction(elevation=3.0), classification=drone("Bird", "Animal")),
    detection(MICROPHONE, rangeBearing=direction(range=900.0, rangeError=200.0), enuVelocity=VELOCITY),
    detection(MICROPHONE, "nowhere", rangeBearing=direction()),
    detection(NEIGHBOUR, location=place(55.9, 26.1), enuVelocity=VELOCITY, id="YLABC"),
    detection(NEIGHBOUR, "gone", location=place(55.8, 26.2), state="Object lost"),
    detection(CAMERA, "person", location=place(), classification=[{"type": "Human", "confidence": 0.9}]),
    detection(JAMMER, location=place()),
    detection("66666666-0000-4000-8000-000000000001", location=place()),
    said(RADAR, alert={"alertId": ulid("alert"), "alertType": "ALERT_TYPE_ERROR", "description": "Door open"}),
    said(RADAR, taskAck={"taskId": ulid("task"), "taskStatus": "TASK_STATUS_REJECTED", "reason": ["busy"]}),
    said(RADAR, task={"taskId": ulid("task"), "control": "CONTROL_START", "command": {"request": "Status"}}),
    status(RADAR, "INFO_UNCHANGED"),
]
SAMPLES = [
    b"".join(map(frame, REGISTRATIONS)),
    *(b"".join(map(frame, MESSAGES[k : k + 4])) for k in range(0, len(MESSAGES), 4)),
]
