"""Self-made DIS: entities of two other simulators, simulation management, and what is none of these."""

import struct
from typing import Any

import numpy as np

from sargas.formats.dis import kinds, wire
from sargas.formats.dis.wire import EVERY, Identifier
from sargas.formats.dis.write import Sender, entity_states, no_states, timestamps
from sargas.geo.wgs84 import ecef_from_geodetic, vector_from_enu_rad
from sargas.model.label import Label
from sargas.model.sensor import Sensor

TIME_S = 1_753_679_400.0
SENSORS = [
    Sensor("sim", "feed", "system", nation="LVA", match={"simulator": "42/4"}, label=Label("UNCLASSIFIED", ("POL",))),
    Sensor("others", "feed", "system"),
]
SETTINGS = {"site": 1, "application": 9}
EVERYBODY, US, SIM = Identifier(EVERY, EVERY, EVERY), Identifier(1, 9, 0), Identifier(42, 4, 0)
MANAGER = Sender(7, 1, 2, 1)


def state(
    entity: int = 7,
    lat_deg: float = 56.95,
    lon_deg: float = 24.1,
    height_m: float = 412.0,
    enu_mps: tuple[float, float, float] = (12.0, -16.0, 1.0),
    time_s: float | None = TIME_S - 0.5,
    version: int = 7,
    exercise: int = 1,
    **fields: Any,
) -> bytes:
    """One Entity State of 42/4; without `time_s` its timestamp is relative."""
    row = no_states(1)
    lat_rad, lon_rad = np.radians(lat_deg), np.radians(lon_deg)
    row["site"], row["application"], row["entity"] = 42, 4, entity
    row["force"], row["entity_kind"], row["domain"], row["category"] = 2, kinds.PLATFORM, kinds.AIR, 50
    row["location_m"] = np.stack(ecef_from_geodetic(lat_deg, lon_deg, height_m))
    row["velocity_mps"] = np.stack(vector_from_enu_rad(*enu_mps, lat_rad, lon_rad))
    row["timestamp"] = 12_346 if time_s is None else timestamps(np.array([time_s]))
    row["algorithm"], row["character_set"], row["marking"] = kinds.MOVING, wire.ASCII, b"RAVEN 7"
    for name, value in fields.items():
        row[name] = value
    return entity_states(row, version, exercise)[0]


def other(kind: int, version: int = 7, octets: int = 40) -> bytes:
    """A PDU of some type that says nothing here."""
    head = struct.pack(">BBBBIHBB", version, 1, kind, kinds.FAMILIES[kind], 2, octets, 0, 0)
    return head + bytes(k % 256 for k in range(octets - len(head)))


STATES = [
    state(),
    state(8, 57.0, 24.2, 900.0, version=6, category=85, force=1),
    state(9, time_s=None, version=5, category=21, force=0, character_set=0),
    state(7, 56.9499, 24.1001, time_s=TIME_S - 0.1),
    state(3, site=5, application=2, category=0),
]
TANK, SHELL = state(11, domain=1), state(12, entity_kind=2)
PARTED = state(10, parameters=2)[:8] + struct.pack(">H", 176) + state(10, parameters=2)[10:] + bytes(32)
ENDED = state(8, 57.001, 24.2, 900.0, appearance=wire.DEACTIVATED)
SAMPLES = [
    STATES[0],
    STATES[1] + STATES[2] + bytes(4) + STATES[3] + PARTED,
    STATES[4],
    TANK + SHELL + other(26, octets=60) + other(19) + state(13, exercise=3) + state(14, version=4),
    MANAGER.stop(EVERYBODY, TIME_S - 1.0, 5, kinds.RECESS) + MANAGER.start(US, TIME_S - 0.5, 6),
    ENDED + MANAGER.remove(Identifier(42, 4, 7), TIME_S, 7) + MANAGER.comment(EVERYBODY, TIME_S, "Pause until ten."),
]
