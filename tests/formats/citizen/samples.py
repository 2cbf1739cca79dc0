"""Self-made reports: every kind, and what is none."""

import json

from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
WHEN = "2025-07-28T05:10:00Z"
SENSORS = [
    Sensor("people", "feed", "observer", match={"reporter": "citizen"}),
    Sensor("guards", "feed", "observer", match={"reporter": "patrol"}),
]


def report(number: int = 1, **more: object) -> dict[str, object]:
    return {"id": f"r-{number}", "what": "seen", "time": WHEN, "lat_deg": 54.64, "lon_deg": 25.28, **more}


def text(*reports: object) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in reports)


SAMPLES = [
    text(
        report(1, accuracy_m=20.0, text="<script>alert(1)</script>", phone="+370"),
        report(2, what="heard", azimuth_deg=90.0),
        report(3, azimuth_deg=-10.0, distance_m=500.0, by="patrol", kind="helicopter"),
    ),
    text(
        *(report(1), report(4, time=None), report(5, lat_deg=91.0)),
        *(report(6, what="smelt"), report(7, time="yesterday"), 5),
    ),
    text(report(9, origin="0f0f"), report(10, origin="0f0f"), report(11, origin="1e1e"), report(12, origin="x" * 65)),
    b'{"id": "r-8", "what": "seen"}\nhello\n{]\n',
]  # fmt: skip
