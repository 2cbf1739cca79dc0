"""Released tracks -> Entity States.

what                     becomes
number of a track        entity, of our site and application: see `entity_of`; its marking
place, height            location; a height that is not known is the configured one, for DIS has no word for it
velocity                 linear velocity; orientation: level, along the course
class, identity          entity type: a platform of the air, its category (`kinds`); force
moved on to now          dead reckoning by velocity (2); what is older than `reckoning` moves on is told as it was, and
                         when, and static (1)
ended                    deactivated, where it was
simulated                PDU status constructive, in version 7; DIS is simulation in any version
Not told: what is real, ever; what is classified higher than the network may hold, for DIS has no label. Nobody's name,
and no sensor's, is in any of it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sargas.formats.dis import kinds, wire
from sargas.formats.dis.settings import Settings
from sargas.formats.dis.wire import Floats
from sargas.formats.dis.write import entity_states, no_states, timestamps
from sargas.formats.reckoning import reckoned
from sargas.geo.wgs84 import ecef_from_geodetic_rad, vector_from_enu_rad
from sargas.model.label import classification_level
from sargas.model.released import Released
from sargas.model.track import Track

MOST_ENTITIES = 65_533
"""0, FFFE and FFFF name no entity (IEEE 1278.1-2012, 6.2.28)."""
REAL = "a real track: never told to a simulation network"
CLASSIFIED = "a classification that the simulation network may not hold: DIS has no label"


class Told(NamedTuple):
    """A track and when it is told: `as_of_s` in the clock of the tracks is `time_s` in ours."""

    track: Track
    time_s: float
    as_of_s: float


def withheld(one: Released[Track], settings: Settings) -> str:
    """Why a track may not be told; "" where it may."""
    if not one.item.simulated:
        return REAL
    level, most = (classification_level(name) for name in (one.label.security_classification, settings.classification))
    return CLASSIFIED if level is None or most is None or level > most else ""


def entity_of(number: int) -> int:
    """Entity number of a track: the same for numbers that are 65,533 apart."""
    return (number - 1) % MOST_ENTITIES + 1


def states(told: Sequence[Told], settings: Settings) -> list[bytes]:
    """An Entity State of each."""
    rows = no_states(len(told))
    tracks = [one.track for one in told]
    at = [reckoned(*one) for one in told]
    ended = np.array([track.status == "ended" for track in tracks], np.bool_)
    old = np.array([now.time_s < one.time_s for now, one in zip(at, told, strict=True)], np.bool_)
    lat_rad, lon_rad = (np.radians(values) for values in ([now.lat_deg for now in at], [now.lon_deg for now in at]))
    height_m = np.array([settings.unknown_height_m if t.height_m is None else t.height_m for t in tracks])
    east_mps, north_mps = (np.array(v) for v in ([t.east_mps for t in tracks], [t.north_mps for t in tracks]))
    up_mps = np.array([t.up_mps or 0.0 for t in tracks])
    rows["timestamp"] = timestamps(np.array([now.time_s for now in at]))
    rows["site"], rows["application"] = settings.site, settings.application
    rows["entity"] = [entity_of(track.number) for track in tracks]
    rows["force"] = [kinds.force_of(track) for track in tracks]
    rows["entity_kind"], rows["domain"] = kinds.PLATFORM, kinds.AIR
    rows["category"] = [kinds.category_of(track) for track in tracks]
    rows["location_m"] = np.stack(ecef_from_geodetic_rad(lat_rad, lon_rad, height_m), axis=1)
    rows["velocity_mps"] = np.stack(vector_from_enu_rad(east_mps, north_mps, up_mps, lat_rad, lon_rad), axis=1)
    rows["orientation_rad"] = level_along(np.arctan2(east_mps, north_mps), lat_rad, lon_rad)
    rows["appearance"] = np.where(ended, wire.DEACTIVATED, 0)
    rows["algorithm"] = np.where(ended | old, kinds.STATIC, kinds.MOVING)
    rows["character_set"] = wire.ASCII
    rows["marking"] = [marking(track.number, settings.callsign) for track in tracks]
    return entity_states(rows, settings.version, settings.exercise)


def marking(number: int, callsign: str) -> bytes:
    """At most 11 letters."""
    text = f"{callsign}-{number:04d}"
    return (text if len(text) <= 11 else str(number)[-11:]).encode()


def level_along(course_rad: Floats, lat_rad: Floats, lon_rad: Floats) -> Floats:
    """(N, 3) psi, theta, phi of a body that is level and flies along a course. Source: IEEE 1278.1-2012, 6.2.33."""
    zero = np.zeros_like(course_rad)
    forward = vector_from_enu_rad(np.sin(course_rad), np.cos(course_rad), zero, lat_rad, lon_rad)
    right = vector_from_enu_rad(np.cos(course_rad), -np.sin(course_rad), zero, lat_rad, lon_rad)
    down = vector_from_enu_rad(zero, zero, zero - 1.0, lat_rad, lon_rad)
    psi_rad = np.arctan2(forward[1], forward[0])
    theta_rad = -np.arcsin(np.clip(forward[2], -1.0, 1.0))
    return np.stack((psi_rad, theta_rad, np.arctan2(right[2], down[2])), axis=1)
