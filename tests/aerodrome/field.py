"""An aerodrome in the middle of the scene, a radar that sees all of it, and balloons and drones around it."""

from typing import Any

import msgspec
import numpy as np

from picture.scene import LAT_DEG, LON_DEG, NOON_S, NOTHING, rows
from sargas.aerodrome import Aerodromes, Settings
from sargas.aerodrome.settings import VolumeSettings
from sargas.aerodrome.volumes import Charted, charted_or_raise
from sargas.model.aerodrome import Aerodrome, AerodromeAct
from sargas.model.decision import Decision
from sargas.model.height import Height
from sargas.model.place import Site
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus
from sargas.model.track import CLASSES
from sargas.model.tracks import ENDED, Tracks
from sargas.model.weather import Wind

RADAR = Sensor(
    "primary", "lan", "psr", site=Site(LAT_DEG, LON_DEG, 260.0), range_m=100_000.0, interval_s=4.0,
    detection_probability=0.9,
)  # fmt: skip
OK = SensorStatus("primary", NOON_S - 60.0, "ok")
CTR = VolumeSettings("CTR", radius_m=10_000.0, ceiling=Height(600.0))
TMA = VolumeSettings("TMA", radius_m=30_000.0, floor=Height(600.0), ceiling=Height(5_000.0))
FIELD = Settings("EYXX", "Scene", LAT_DEG, LON_DEG, Height(200.0), (CTR, TMA), fir="EYVL", runways=("01/19",))


def classes(**shares: float) -> tuple[float, ...]:
    return tuple(shares.get(name, 0.0) for name in CLASSES)


BALLOON, DRONE, BIRD = classes(balloon=0.9, unknown=0.1), classes(fixed_wing_drone=1.0), classes(bird=1.0)


def field(**more: Any) -> Settings:
    return msgspec.structs.replace(FIELD, **more)


def charted(**more: Any) -> Charted:
    return charted_or_raise((field(**more),), ())[0]


def track(time_s: float, number: int = 4, **said: Any) -> Tracks:
    """A balloon at 3 km in the middle of the field, drifting east with 8 m/s."""
    given = {"number": number, "height_m": 3_000.0, "up_mps": 0.0, "east_mps": 8.0, "classification": BALLOON}
    given |= said
    given = {name: value for name, value in given.items() if value is not None}
    made = rows(time_s, given, sensors=["primary"])
    made.first_s[:] = NOON_S - 100.0
    made.covariance[:, 20] = 0.5**2
    return made


def ended(row: Tracks, time_s: float) -> Tracks:
    """The same track, of which nothing was measured since, and that ends."""
    end = row.take(np.array([0]))
    end.status[:], end.time_s[:] = ENDED, time_s
    return end


def watched(*entries: Settings, sensors: tuple[Sensor, ...] = (RADAR,), up: bool = True) -> Aerodromes:
    made = Aerodromes(entries or (FIELD,), (), sensors)
    if up:
        made.hear(NOON_S - 60.0, [], [], [OK])
    return made


def wind(east_mps: float = 8.0, north_mps: float = 0.0, time_s: float = NOON_S) -> list[Wind]:
    return [Wind(time_s, LAT_DEG, LON_DEG, 3_000.0, east_mps, north_mps)]


def act(what: AerodromeAct, time_s: float = NOON_S + 60.0, **more: Any) -> Decision:
    return Decision(**{"by": "Ona", "time_s": time_s, "act": what, "why": "told by the tower"} | more)


def go_on(of: Aerodromes, from_s: float, to_s: float, step_s: float = 5.0) -> Aerodrome:
    """Ticks without news; how the first aerodrome stands then."""
    at_s = from_s + step_s
    while at_s <= to_s:
        of.update(at_s, NOTHING)
        at_s += step_s
    return of.aerodromes[0]


def drift(of: Aerodromes, from_s: float, to_s: float, number: int = 4, step_s: float = 10.0, **said: Any) -> Aerodrome:
    """A balloon that goes on straight, measured at each step."""
    at_s = from_s
    east_mps, north_mps = said.get("east_mps", 8.0), said.get("north_mps", 0.0)
    start = said.pop("start_m", (0.0, 0.0))
    while at_s <= to_s:
        gone_s = at_s - NOON_S
        of.update(
            at_s,
            track(at_s, number, east_m=start[0] + east_mps * gone_s, north_m=start[1] + north_mps * gone_s, **said),
        )
        at_s += step_s
    return of.aerodromes[0]
