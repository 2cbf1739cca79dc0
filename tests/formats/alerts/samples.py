"""Self-made messages: alerts of each kind, an incident, and what is none."""

import json

from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
SENSORS: list[Sensor] = []


def message(number: int = 7, **more: object) -> dict[str, object]:
    return {
        "type": "alert",
        "schema": "sargas-alerts/1",
        "id": f"alert {number}",
        "source": "VILNIUS",
        "sent_s": TIME_S,
        "simulated": False,
        "security_classification": "UNCLASSIFIED",
        "releasable_to": ["POL"],
        "not_for": "Situational awareness, not for engagement.",
        "kind": "incident",
        "level": "caution",
        "text": "Unidentified aerial object inside Lithuania: 810 m from its edge.",
        "why": "opened",
        "told_s": TIME_S - 0.5,
        "repeats": 0,
        "acknowledged": False,
        "ended": False,
        "incident": 3,
        **more,
    }


INCIDENT = {
    **{k: v for k, v in message().items() if k in ("schema", "source", "sent_s", "simulated", "releasable_to")},
    "type": "incident",
    "id": "incident 3",
    "security_classification": "UNCLASSIFIED",
    "number": 3,
    "zone": "LTU",
    "zone_name": "Lithuania",
    "situation": "inside",
    "handling": "new",
    "opened_s": TIME_S,
    "updated_s": TIME_S,
    "probability": 0.9,
    "distance_m": -810.0,
    "distance_sigma_m": 40.0,
    "time_to_border_s": None,
    "lat_deg": 54.6,
    "lon_deg": 25.3,
    "height_m": None,
    "east_mps": 0.0,
    "north_mps": 30.0,
    "tracks": [5],
}


def text(*messages: dict[str, object]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in messages)


SAMPLES = [
    text(message(), message(why="all clear", ended=True), INCIDENT),
    text(message(8, kind="distress", incident=None, track=12, simulated=True, level="warning")),
    text(message(9, kind="digest", incident=None, incidents=[3, 4], why="more or fewer")),
    text(message(security_classification="NATO SECRET"), message(sent_s=-1.0), {"type": "alert"}) + b"\xff\xfe{}\n",
]
