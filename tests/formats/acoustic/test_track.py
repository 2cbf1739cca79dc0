"""Three arrays hear one engine, seconds late: from their messages to a track that is where the engine is."""

import json
import math
from datetime import UTC, datetime

from samples_of import samples
from sargas.core import Core, Settings
from sargas.ingest import Ingest
from sargas.model.place import Site
from sargas.model.record import Record, RecordKind, of_link
from sargas.model.sensor import Feed, Sensor
from sargas.model.tracks import CONFIRMED

BEGIN_S = samples("acoustic").TIME_S
PLACES = {"a": (54.70, 25.25), "b": (54.70, 25.31), "c": (54.74, 25.33)}
SENSORS = tuple(
    Sensor(name, "f", "acoustic", match={"thing": f"acoustic/{name}"}, site=Site(*at, 120.0), range_m=6000.0)
    for name, at in PLACES.items()
)
SOUND_MPS, METRES_PER_DEG = 340.0, 111_200.0


def where(time_s: float) -> tuple[float, float]:
    """Of the engine: it goes north at 30 m/s."""
    return 54.71 + 30.0 * (time_s - BEGIN_S) / METRES_PER_DEG, 25.28


def message(lat_deg: float, lon_deg: float, heard_s: float) -> bytes:
    """The direction of where the sound came from that is heard now."""
    sent_s = heard_s
    for _ in range(6):
        at = where(sent_s)
        north_m = (at[0] - lat_deg) * METRES_PER_DEG
        east_m = (at[1] - lon_deg) * METRES_PER_DEG * math.cos(math.radians(lat_deg))
        sent_s = heard_s - math.hypot(north_m, east_m) / SOUND_MPS
    when = datetime.fromtimestamp(heard_s, UTC).isoformat()
    azimuth_deg = math.degrees(math.atan2(east_m, north_m)) % 360.0
    said = {"phenomenonTime": when, "result": {"azimuth_deg": azimuth_deg}, "parameters": {"sigma_azimuth_deg": 2.0}}
    return json.dumps(said).encode()


def test_bearings_of_several_arrays_become_a_track_where_the_engine_is() -> None:
    ingest = Ingest((Feed("f", "mqtt://127.0.0.1:1883?topic=acoustic/#", "acoustic"),), SENSORS)
    core = Core(SENSORS, (), Settings(54.7, 25.3))
    number = 0
    for k in range(60):
        time_s = BEGIN_S + k
        records = []
        for name, at in PLACES.items():
            number += 1
            of = of_link("f", f"acoustic/{name}")
            records.append(Record(number, time_s, of, "live", RecordKind.BYTES, message(*at, time_s - 0.3)))
        number += 1
        core.update(ingest.feed([*records, Record(number, time_s, "", "live", RecordKind.TICK, b"")]))
    (track,) = core.picture.take(core.picture.status == CONFIRMED)
    lat_deg, lon_deg = where(track.time_s)
    off_m = math.hypot(
        (track.lat_deg - lat_deg) * METRES_PER_DEG,
        (track.lon_deg - lon_deg) * METRES_PER_DEG * math.cos(math.radians(lat_deg)),
    )
    assert off_m < 150.0, "sound of up to ten seconds ago was not taken for the place of now"
    assert abs(track.north_mps - 30.0) < 6.0
    assert set(track.contributors) == set(PLACES)
