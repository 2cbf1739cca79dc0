"""Entity States -> foreign tracks, always simulated.

field                    becomes
entity identifier        number of the reporter's: see `known`
location                 place and height above the ellipsoid
linear velocity          velocity east, north, up; of algorithms 6 to 9 turned out of the axes of the body first. 0 of
                         what is static (algorithm 1) or frozen: who sends it asks that it is not moved on
timestamp                absolute: the time nearest to its arrival at that part of an hour. Relative ones count from a
                         start that nobody knows: the time of arrival
force                    identity that the other simulation claims (`foreign_identity`)
entity type              classes that it claims, as probabilities; the picture makes its own from the motion
marking                  call sign
deactivated, removed     the end of the track
The dead-reckoning algorithm is what the sender asks of others between two PDUs. The picture moves tracks on by their
velocity, which is algorithm 2 (and 6): acceleration and rotation (3 to 5, 7 to 9) are not used.
"""

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.formats import foreign
from sargas.formats.dis import kinds, wire
from sargas.formats.dis.settings import Settings
from sargas.formats.dis.wire import Floats
from sargas.formats.framing.framed import Findings
from sargas.formats.sources import callsign_text
from sargas.geo.wgs84 import enu_from_vector_rad, geodetic_from_ecef_rad
from sargas.model.identity import IDENTITIES
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.sensor import Sensor
from sargas.model.track import CLASSES
from sargas.model.tracks import HAS as TRACK_HAS
from sargas.model.tracks import Tracks

AGREES_S = 5.0
"""An absolute time that is further from that of its arrival is not believed: each tells where it is now."""
LOWEST_M, HIGHEST_M = 6_300_000.0, 6_450_000.0
"""From the centre of the Earth: below and above there is no air."""
FASTEST_MPS = 1e5
"""Anything beyond is no number; what is merely implausible is found at the door."""
_WHO = np.array([IDENTITIES.index(name) for name in kinds.FORCES], np.uint8)
_CLAIMED = np.zeros((256, len(CLASSES)), np.float32)
for _category, _names in kinds.CLASSES.items():
    _CLAIMED[_category, [CLASSES.index(name) for name in _names]] = 1.0 / len(_names)


class Row(NamedTuple):
    """One Entity State that came, or came last of what is removed now."""

    source: int
    """Index of its sensor."""
    record_number: int
    arrived_s: float
    octets: bytes
    """The 144 that every Entity State has."""
    is_removed: bool
    number: int
    """Of the entity, as its reporter's."""


def tracks_of(rows: Sequence[Row], sensors: Sequence[Sensor], settings: Settings, findings: Findings) -> Tracks:
    """The tracks of those rows that are somewhere; the others are counted."""
    states = wire.entity_states(b"".join([row.octets for row in rows]))
    location_m, velocity_mps = states["location_m"].astype(np.float64), _world_velocity(states)
    with np.errstate(invalid="ignore", over="ignore"):
        out_m = np.sqrt((location_m * location_m).sum(axis=1))
        placed = (out_m > LOWEST_M) & (out_m < HIGHEST_M)
        moved = (np.abs(velocity_mps) < FASTEST_MPS).all(axis=1)
    findings.add("entity at no place near the surface of the Earth", count=int(np.count_nonzero(~placed)))
    findings.add("entity with a velocity that is none", count=int(np.count_nonzero(placed & ~moved)))
    sound = np.flatnonzero(placed & moved)
    rows, states = [rows[k] for k in sound.tolist()], states[sound]
    plots = Plots.empty(len(rows), tuple(sensor.id for sensor in sensors))
    plots.source[:], plots.record_number[:] = [row.source for row in rows], [row.record_number for row in rows]
    plots.kind[:], plots.echo[:], plots.simulated[:] = GEODETIC, ECHOES.index("other"), True
    removed = np.array([row.is_removed for row in rows], np.bool_)
    plots.time_s[:] = _times(states["timestamp"], np.array([row.arrived_s for row in rows]), ~removed, findings)
    _place(plots, location_m[sound], velocity_mps[sound])
    plots.sensor_track[:] = [row.number for row in rows]
    plots.has |= np.uint32(HAS["sensor_track"])
    plots.callsign[:] = [
        _callsign(one, text) for one, text in zip(states["character_set"], states["marking"], strict=True)
    ]
    plots.has[plots.callsign != b""] |= np.uint32(HAS["callsign"])
    tracks = foreign.tracks_of(plots, removed | _has(states, wire.DEACTIVATED), sensors, settings)
    force = states["force"].astype(np.int64)
    claims = (force >= 1) & (force <= kinds.MOST_FORCES)
    tracks.foreign_identity[:] = np.where(claims, _WHO[(force - 1) % 3], 0)
    tracks.has |= claims * np.uint32(TRACK_HAS["foreign_identity"])
    tracks.classification[:] = _CLAIMED[states["category"]]
    return tracks


def _has(states: NDArray[np.void], bit: int) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (states["appearance"] & np.uint32(bit)) != 0
    return result


def _world_velocity(states: NDArray[np.void]) -> Floats:
    """Velocity in world axes, (N, 3); NaN where it is no number."""
    with np.errstate(invalid="ignore"):
        velocity_mps = states["velocity_mps"].astype(np.float64)
        of_body = np.isin(states["algorithm"], kinds.BODY)
        if of_body.any():
            turn = body_axes(*states["orientation_rad"][of_body].astype(np.float64).T)
            velocity_mps[of_body] = np.einsum("nij,nj->ni", turn, velocity_mps[of_body])
    velocity_mps[(states["algorithm"] == kinds.STATIC) | _has(states, wire.FROZEN)] = 0.0
    return velocity_mps


def body_axes(psi_rad: Floats, theta_rad: Floats, phi_rad: Floats) -> Floats:
    """(N, 3, 3): columns are the axes of bodies (forward, right, down) in the world's. IEEE 1278.1-2012, 6.2.33."""
    sin_psi, cos_psi = np.sin(psi_rad), np.cos(psi_rad)
    sin_theta, cos_theta = np.sin(theta_rad), np.cos(theta_rad)
    sin_phi, cos_phi = np.sin(phi_rad), np.cos(phi_rad)
    rows = (
        (
            cos_theta * cos_psi,
            sin_phi * sin_theta * cos_psi - cos_phi * sin_psi,
            cos_phi * sin_theta * cos_psi + sin_phi * sin_psi,
        ),
        (
            cos_theta * sin_psi,
            sin_phi * sin_theta * sin_psi + cos_phi * cos_psi,
            cos_phi * sin_theta * sin_psi - sin_phi * cos_psi,
        ),
        (-sin_theta, sin_phi * cos_theta, cos_phi * cos_theta),
    )
    return np.moveaxis(np.array(rows, np.float64), 2, 0)


def _place(plots: Plots, location_m: Floats, velocity_mps: Floats) -> None:
    lat_rad, lon_rad, height_m = geodetic_from_ecef_rad(*location_m.T)
    dx_mps, dy_mps, dz_mps = velocity_mps.T
    east_mps, north_mps, up_mps = enu_from_vector_rad(dx_mps, dy_mps, dz_mps, lat_rad, lon_rad)
    plots.lat_deg[:], plots.lon_deg[:] = np.degrees(lat_rad), np.degrees(lon_rad)
    for name, values in (("height_m", height_m), ("east_mps", east_mps), ("north_mps", north_mps), ("up_mps", up_mps)):
        plots.give(name, values)


def _times(
    timestamp: NDArray[np.uint32], arrived_s: Floats, told: NDArray[np.bool_], findings: Findings
) -> NDArray[np.float64]:
    """When each was so, UTC Unix seconds; `told`: not what is removed, which is so now."""
    of_hour_s = (timestamp >> np.uint32(1)) * wire.UNIT_S
    since_s = np.mod(arrived_s - of_hour_s + wire.HOUR_S / 2, wire.HOUR_S) - wire.HOUR_S / 2
    absolute = told & ((timestamp & np.uint32(1)) != 0)
    true = absolute & (np.abs(since_s) <= AGREES_S)
    untrue = int(np.count_nonzero(absolute & ~true))
    findings.add("absolute time that cannot be true: that of its arrival was taken", count=untrue)
    result: Floats = np.maximum(arrived_s - np.where(true, since_s, 0.0), 0.0)
    return result


@functools.lru_cache(maxsize=8192)
def _callsign(character_set: int, marking: bytes) -> bytes:
    """A marking in ASCII as columns hold it; b"" for none."""
    text = callsign_text(marking.decode("ascii", "replace")) if character_set == wire.ASCII else None
    return (text or "").encode()
