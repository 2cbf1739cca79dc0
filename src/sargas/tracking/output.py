"""Tracks as others see them: rows of TRACK at one time, in geodetic terms, ENU at the track.

The mixture is predicted to the time of the tick (or of the track's last plot, if that is later) in one step of each
motion model, as in `sargas.tracking.motion`; positions and covariance go through the plane's scale and convergence
there (see `sargas.geo.conformal`).
A uid is laid out as a version 5 UUID (RFC 9562, section 5.5): SHA-1 of a namespace and the first two plots (sensor
id, time, measurement), so every node that saw the same two plots gives the same name.
"""

import hashlib
import math
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.conformal import geodetic_and_east_rad
from sargas.geo.kernel import kernel, leaf
from sargas.model.tracks import ENDED, HAS, TENTATIVE, Tracks
from sargas.tracking.features import TOLD_PLOTS
from sargas.tracking.motion import mixture_ahead
from sargas.tracking.presumed import tell_presumed
from sargas.tracking.rows import CALLSIGN, EMERGENCY, F8, HIGH, MODE_3A, PRESSURE, Bools, Ints, Rows
from sargas.tracking.state import State

_NAMESPACE = bytes.fromhex("5a6b1c0e8d3f4b7e9a21c4d50f7e3a96")
_ADDRESSES = 1 << 24
_HIGH = HAS["height_m"] | HAS["up_mps"]
_MODE_S, _MODE_3A, _CALLSIGN = HAS["mode_s"], HAS["mode_3a"], HAS["callsign"]
_STRENGTH, _SAID = HAS["strength_db"], HAS["said_bird"] | HAS["said_helicopter"]
_PRESSURE, _EMERGENCY = HAS["pressure_altitude_m"], HAS["emergency"]


class Out(NamedTuple):
    """Columns of Tracks, as there, that come from rows; `callsign` as the number that its 8 bytes are."""

    number: Ints
    uid: NDArray[np.uint8]
    time_s: F8
    updated_s: F8
    first_s: F8
    status: NDArray[np.uint8]
    has: NDArray[np.uint32]
    lat_deg: F8
    lon_deg: F8
    east_mps: F8
    north_mps: F8
    height_m: F8
    up_mps: F8
    covariance: F8
    height_source: NDArray[np.uint8]
    existence: F8
    contributor: NDArray[np.int16]
    contributor_s: F8
    mode_s: NDArray[np.uint32]
    mode_3a: NDArray[np.uint16]
    pressure_altitude_m: F8
    emergency: NDArray[np.uint8]
    simulated: Bools
    revision: NDArray[np.uint16]
    mixed_with: Ints
    claim_s: F8
    claim_off_m: NDArray[np.float32]
    claim_sigma_m: NDArray[np.float32]
    claim_jump_mps: NDArray[np.float32]
    strength_db: NDArray[np.float32]
    said_bird: NDArray[np.float32]
    said_helicopter: NDArray[np.float32]
    remote_id_hash: NDArray[np.uint64]
    claim_told_s: F8
    callsign: NDArray[np.uint64]


@leaf
def show_claims(row: Any, k: int, out: Out) -> None:
    """Claims of a row into row k of `out`."""
    has, claimed = 0, row.claimed
    if 0 < row.address < _ADDRESSES:
        has |= _MODE_S
        out.mode_s[k] = row.address
    elif row.address != 0:
        out.remote_id_hash[k] = row.address
    if claimed & MODE_3A:
        has |= _MODE_3A
        out.mode_3a[k] = row.mode_3a
    if claimed & CALLSIGN:
        has |= _CALLSIGN
        out.callsign[k] = row.callsign
    if claimed & PRESSURE:
        has |= _PRESSURE
        out.pressure_altitude_m[k] = row.pressure_altitude_m
    if claimed & EMERGENCY:
        has |= _EMERGENCY
        out.emergency[k] = row.emergency
    if row.strength_plots >= TOLD_PLOTS:
        has |= _STRENGTH
        out.strength_db[k] = row.strength_db
    if row.word_plots > 0.0:
        has |= _SAID
        out.said_bird[k], out.said_helicopter[k] = row.said_bird, row.said_helicopter
    out.has[k] = has
    out.claim_s[k], out.claim_off_m[k] = row.claim_s, row.claim_off_m
    out.claim_sigma_m[k], out.claim_jump_mps[k] = row.claim_sigma_m, row.claim_jump_mps
    for c in range(3):
        out.claim_told_s[k, c] = row.claim_told_s[c]


@kernel
def look_at(
    rows: Rows, stations: Rows, slots: Ints, time_s: float, terms_of_one: Rows, constants: F8, out: Out
) -> None:
    """Fills `out`, which is zeros, with the tracks of `slots` at `time_s`; the tracks are not changed."""
    terms = terms_of_one[0]
    at = np.empty(14)
    for k in range(slots.shape[0]):
        row = rows[slots[k]]
        at_s = max(time_s, row.time_s)
        mixture_ahead(row, at_s - row.time_s, terms, at)
        tell_presumed(row, stations, at)
        out.time_s[k], out.number[k], out.status[k], out.revision[k] = at_s, row.number, row.status, row.revision
        out.updated_s[k], out.first_s[k], out.existence[k] = row.updated_s, row.first_s, row.existence
        out.mixed_with[k] = row.mixed_with
        out.simulated[k], out.height_source[k] = row.simulated, row.height_source
        for a in range(16):
            out.uid[k, a] = row.uid[a]
        for a in range(row.contributor.shape[0]):
            out.contributor[k, a], out.contributor_s[k, a] = row.contributor[a], row.contributor_s[a]
        show_claims(row, k, out)
        lat_rad, lon_rad, east_x, east_y = geodetic_and_east_rad(at[0], at[1], constants)
        # The inverse of the turn: E = (x east_x + y east_y) / scale^2, N = (y east_x - x east_y) / scale^2.
        shrink = 1.0 / (east_x * east_x + east_y * east_y)
        c, s = east_x * shrink, east_y * shrink
        out.lat_deg[k], out.lon_deg[k] = math.degrees(lat_rad), math.degrees(lon_rad)
        out.east_mps[k], out.north_mps[k] = c * at[2] + s * at[3], c * at[3] - s * at[2]
        xx, xy, xv, xw, yy, yv, yw, vv, vw, ww = (
            at[4],
            at[5],
            at[6],
            at[7],
            at[8],
            at[9],
            at[10],
            at[11],
            at[12],
            at[13],
        )
        out.covariance[k, 0] = c * c * xx + 2.0 * c * s * xy + s * s * yy
        out.covariance[k, 1] = (c * c - s * s) * xy + c * s * (yy - xx)
        out.covariance[k, 3] = c * c * xv + c * s * (xw + yv) + s * s * yw
        out.covariance[k, 4] = c * c * xw - c * s * (xv - yw) - s * s * yv
        out.covariance[k, 6] = c * c * yy - 2.0 * c * s * xy + s * s * xx
        out.covariance[k, 8] = c * c * yv - c * s * (xv - yw) - s * s * xw
        out.covariance[k, 9] = c * c * yw - c * s * (xw + yv) + s * s * xv
        out.covariance[k, 15] = c * c * vv + 2.0 * c * s * vw + s * s * ww
        out.covariance[k, 16] = (c * c - s * s) * vw + c * s * (ww - vv)
        out.covariance[k, 18] = c * c * ww - 2.0 * c * s * vw + s * s * vv
        if row.height_source != 0:
            out.has[k] |= _HIGH
            dt = max(at_s - row.height_s, 0.0)
            hh, hv, rate2 = row.Ph[0], row.Ph[1], row.Ph[2]
            q = terms.vertical_noise_m2ps3
            out.height_m[k], out.up_mps[k] = row.h[0] + dt * row.h[1], row.h[1]
            out.covariance[k, 11] = hh + dt * (2.0 * hv + dt * rate2) + q * dt * dt * dt / 3.0 + row.height_bias_m2
            out.covariance[k, 14] = hv + dt * rate2 + 0.5 * q * dt * dt
            out.covariance[k, 20] = rate2 + q * dt


@kernel
def changed_rows(state: State, next_number: int, show_tentative: bool) -> tuple[Ints, Ints, Ints, Ints, int]:
    """(slots to show, their numbers, slots that ended, slots shown that need a uid, next number): the rows that
    changed since, new ones numbered.
    """
    high = state.counters[HIGH]
    shown, ended, nameless = np.empty(high, np.int64), np.empty(high, np.int64), np.empty(high, np.int64)
    numbers = np.empty(high, np.int64)
    count, gone, new = 0, 0, 0
    for i in range(high):
        row = state.rows[i]
        if not row.changed:
            continue
        row.changed = False
        if row.number == 0 and row.alive and (show_tentative or row.status != TENTATIVE):
            row.number = next_number
            next_number += 1
        if row.number > 0 and (show_tentative or row.status != TENTATIVE):
            shown[count], numbers[count] = i, row.number
            count += 1
            if not row.named and row.hits > 1:
                nameless[new] = i
                new += 1
        if row.status == ENDED:
            ended[gone] = i
            gone += 1
    resolve_mixed(state, shown[:count])
    return shown[:count], numbers[:count], ended[:gone], nameless[:new], next_number


@kernel
def current_rows(state: State, show_tentative: bool) -> tuple[Ints, Ints]:
    """(slots, numbers) of the tracks that are."""
    high = state.counters[HIGH]
    slots, numbers = np.empty(high, np.int64), np.empty(high, np.int64)
    count = 0
    for i in range(high):
        row = state.rows[i]
        if row.alive and row.number > 0 and (show_tentative or row.status != TENTATIVE):
            slots[count], numbers[count] = i, row.number
            count += 1
    return slots[:count], numbers[:count]


@leaf
def resolve_mixed(state: State, shown: Ints) -> None:
    """Numbers of the tracks with which those of `shown` may have changed places."""
    for i in shown:
        row = state.rows[i]
        if row.mixed < 0 or row.mixed_with > 0:
            continue
        for k in range(state.counters[HIGH]):
            if state.rows[k].origin == row.mixed and state.rows[k].number > 0:
                row.mixed_with = state.rows[k].number
                break


def tracks_of(
    rows: Rows, stations: Rows, slots: Ints, time_s: float, terms: Rows, constants: NDArray[Any], sources: Sequence[str]
) -> Tracks:
    """Columns of the tracks in `slots` at the tick `time_s`."""
    tracks = Tracks.empty(len(slots), sources)
    if len(slots):
        columns = {name: getattr(tracks, name) for name in Out._fields[:-1]}
        out = Out(**columns, callsign=tracks.callsign.view(np.uint64))
        look_at(rows, stations, slots, time_s, terms, constants, out)
    return tracks


class OnPlane(NamedTuple):
    """Tracks on the system plane at one time: `state` (N, 4) [x y vx vy] in m and m/s, `covariance` (N, 4, 4)."""

    number: Ints
    existence: F8
    state: F8
    covariance: F8


@kernel
def fill_plane(rows: Rows, stations: Rows, slots: Ints, time_s: float, terms_of_one: Rows, out: OnPlane) -> None:
    """Fills `out` with the tracks of `slots`."""
    at = np.empty(14)
    for k in range(slots.shape[0]):
        row = rows[slots[k]]
        mixture_ahead(row, max(time_s - row.time_s, 0.0), terms_of_one[0], at)
        tell_presumed(row, stations, at)
        out.number[k], out.existence[k] = row.number, row.existence
        place = 4
        for a in range(4):
            out.state[k, a] = at[a]
            for b in range(a, 4):
                out.covariance[k, a, b] = at[place]
                out.covariance[k, b, a] = at[place]
                place += 1


def on_plane(rows: Rows, stations: Rows, slots: Ints, time_s: float, terms: Rows) -> OnPlane:
    """The tracks in `slots` at the tick `time_s`, on the plane."""
    n = len(slots)
    out = OnPlane(np.empty(n, np.int64), np.empty(n), np.empty((n, 4)), np.empty((n, 4, 4)))
    fill_plane(rows, stations, slots, time_s, terms, out)
    return out


def hashable(source: str) -> bytes:
    """A sensor's id as it stands before a plot in what a uid is made of."""
    return struct.pack(">I", len(source.encode())) + source.encode()


def name_tracks(rows: Rows, new: Ints, names: Sequence[bytes]) -> None:
    """Gives the tracks of slots `new`, which have two plots, their uid; `names` are the sensors, `hashable`."""
    if not len(new):
        return
    seeds = rows["seed"][new].astype(">f8").tobytes()
    uids = bytearray()
    for k, (a, b) in enumerate(rows["seed_sensor"][new].tolist()):
        text = names[a] + seeds[48 * k : 48 * k + 24] + names[b] + seeds[48 * k + 24 : 48 * k + 48]
        uids += hashlib.sha1(_NAMESPACE + text, usedforsecurity=False).digest()[:16]
    uid = np.frombuffer(bytes(uids), np.uint8).reshape(-1, 16).copy()
    uid[:, 6] = uid[:, 6] & 0x0F | 0x50
    uid[:, 8] = uid[:, 8] & 0x3F | 0x80
    rows["uid"][new], rows["named"][new] = uid, True
