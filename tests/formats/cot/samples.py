"""Self-made CoT: aircraft and drones as XML and as TAK protocol version 1, and what is none of these."""

from typing import Any

import msgspec

from sargas.formats.cot.stream import streamed
from sargas.formats.cot.wire import Event
from sargas.formats.cot.write import protobuf, xml
from sargas.model.label import Label
from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
SENSORS = [
    Sensor("detector", "feed", "rf", match={"uid": "detector-1"}, label=Label("RESTRICTED", ("POL",))),
    Sensor("tak", "feed", "system", nation="LVA", label=Label("RESTRICTED", ("POL",))),
]


def event(uid: str = "riga-7", kind: str = "a-u-A-M-H-Q", **more: Any) -> Event:
    made = Event(
        uid, kind, "m-f", TIME_S - 0.5, TIME_S - 0.5, TIME_S + 30.0, 56.95, 24.1, 412.0, 25.0, 40.0,
        callsign="DRONE 7", course_deg=215.0, speed_mps=18.0,
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


DELETION = event("riga-7-end", "t-x-d-d", link_uid="riga-7", callsign="")
EVENTS = [
    event(),
    event("riga-8", "a-f-A-C-F", access="RESTRICTED", releasable_to="POL LTU", hae_m=None, le_m=None),
    event("detector-1", "a-u-A", callsign="", course_deg=None, speed_mps=None),
    event("detector-1", "a-u-A", ce_m=None, hae_m=None),
    event("riga-9", "a-h-A-M-F", opex="e-Exercise"),
    event("soldier", "a-f-G-U-C"),
    event("old", stale_s=TIME_S - 5.0),
    event("secret", access="NATO SECRET"),
    event("few", releasable_to="EST"),
    event("orcon", caveat="ORCON"),
    event("client", "t-x-c-t"),
    DELETION,
]
SAMPLES = [
    b'<?xml version="1.0" encoding="UTF-8"?>\n' + xml(EVENTS[0]) + b"\n" + xml(EVENTS[2]),
    b"".join(map(xml, EVENTS[1:])),
    streamed(protobuf(EVENTS[0])) + xml(EVENTS[1]) + streamed(protobuf(EVENTS[3])) + streamed(protobuf(DELETION)),
]
