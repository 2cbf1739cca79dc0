"""Self-made observations: every kind of result and of name, and what is none."""

import json

from sargas.model.place import Site
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma

TIME_S = 1_753_679_400.0
WHEN = "2025-07-28T05:10:00Z"
SENSORS = [
    Sensor("array", "feed", "acoustic", match={"thing": "array-07"}, site=Site(54.64, 25.28, 140.0)),
    Sensor("post", "feed", "acoustic", match={"thing": "17"}, site=Site(54.66, 25.3, 120.0), range_m=1500.0),
    Sensor("net", "feed", "acoustic", match={"thing": "network"}, accuracy=Sigma(horizontal_m=150.0)),
]


def observation(result: object, thing: object = "array-07", **more: object) -> dict[str, object]:
    named = {"@iot.id": thing} if isinstance(thing, int) else {"name": thing}
    made: dict[str, object] = {"phenomenonTime": WHEN, "resultTime": WHEN, "result": result}
    return {**made, **({"Datastream": {"@iot.id": 4, "Thing": named}} if thing is not None else {}), **more}


def text(*observations: object) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in observations)


BEARING = observation({"azimuth_deg": 123.4, "elevation_deg": 11.0}, parameters={"sigma_azimuth_deg": 5.0})
PRESENT = observation({"presence": True, "radius_m": 800.0}, 17, parameters={"amplitude_db": 62.5})
PLACE = observation(
    {"type": "Point", "coordinates": [25.31, 54.67, 320.0]},
    "network",
    parameters={"sigma_horizontal_m": 120.0, "sigma_height_m": 80.0, "simulated": True},
)
SAMPLES = [
    text(BEARING, PRESENT, PLACE),
    text(
        observation(-1e-300, None, Datastream={"name": "Bearing of array 7", "Thing": {"name": "array-07"}}),
        observation(True, 17, phenomenonTime="2025-07-28T05:09:58+00:00/2025-07-28T05:10:02Z"),
        observation(False, 17, phenomenonTime=None, resultTime=None),
        observation(True), observation({"azimuth_deg": 1e999}), observation({"azimuth_deg": "north"}),
        observation(5, "stranger"), observation(None), observation([1]), observation({"type": "Point"}),
    ),
    text([BEARING, PRESENT], {"value": [PLACE, {"result": 1}]}) + b'{]\nhello\n{"result":\n',
]  # fmt: skip
