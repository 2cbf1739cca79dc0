"""Tracks as others see them: rows of TRACK at one time, in geodetic terms, ENU at the track.

The mixture is predicted to the time of the tick (or of the track's last plot, if that is later) in one step of each
motion model, as in `sargas.tracking.motion`; positions and covariance go through the plane's convergence c and scale
k: E = (x cos c + y sin c) / k, N = (y cos c - x sin c) / k (see `sargas.geo.polar`).
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

from sargas.geo.compiled import geodetic_from_plane_rad, scale_convergence_rad
from sargas.geo.kernel import kernel
from sargas.model.tracks import HAS, Tracks
from sargas.tracking.motion import predict
from sargas.tracking.rows import CALLSIGN, EMERGENCY, F8, MODE_3A, PRESSURE, Ints, Rows

_NAMESPACE = bytes.fromhex("5a6b1c0e8d3f4b7e9a21c4d50f7e3a96")
_ADDRESSES = 1 << 24


class Seen(NamedTuple):
    """Kinematic columns of Tracks, as there."""

    time_s: F8
    lat_deg: F8
    lon_deg: F8
    east_mps: F8
    north_mps: F8
    height_m: F8
    up_mps: F8
    covariance: F8


@kernel
def look_at(tracks: Rows, slots: Ints, time_s: float, terms_of_one: Rows, constants: F8, seen: Seen) -> None:
    """Fills `seen` with the tracks of `slots` at `time_s`; the tracks are not changed."""
    terms = terms_of_one[0]
    copies = tracks[:1].copy()
    for k in range(slots.shape[0]):
        i = slots[k]
        at_s = max(time_s, tracks[i].time_s)
        seen.time_s[k] = at_s
        copies[0] = tracks[i]
        track = copies[0]
        if at_s > track.time_s:
            predict(track, at_s - track.time_s, terms)
        xc, Pc = track.xc, track.Pc
        lat_rad, lon_rad = geodetic_from_plane_rad(xc[0], xc[1], constants)
        scale, convergence = scale_convergence_rad(lat_rad, lon_rad, constants)
        c, s = math.cos(convergence) / scale, math.sin(convergence) / scale
        seen.lat_deg[k], seen.lon_deg[k] = math.degrees(lat_rad), math.degrees(lon_rad)
        seen.east_mps[k], seen.north_mps[k] = c * xc[2] + s * xc[3], c * xc[3] - s * xc[2]
        for a in range(21):
            seen.covariance[k, a] = 0.0
        xx, xy, xv, xw = Pc[0], Pc[1], Pc[2], Pc[3]
        yy, yv, yw, vv, vw, ww = Pc[4], Pc[5], Pc[6], Pc[7], Pc[8], Pc[9]
        seen.covariance[k, 0] = c * c * xx + 2.0 * c * s * xy + s * s * yy
        seen.covariance[k, 1] = (c * c - s * s) * xy + c * s * (yy - xx)
        seen.covariance[k, 3] = c * c * xv + c * s * (xw + yv) + s * s * yw
        seen.covariance[k, 4] = c * c * xw - c * s * (xv - yw) - s * s * yv
        seen.covariance[k, 6] = c * c * yy - 2.0 * c * s * xy + s * s * xx
        seen.covariance[k, 8] = c * c * yv - c * s * (xv - yw) - s * s * xw
        seen.covariance[k, 9] = c * c * yw - c * s * (xw + yv) + s * s * xv
        seen.covariance[k, 15] = c * c * vv + 2.0 * c * s * vw + s * s * ww
        seen.covariance[k, 16] = (c * c - s * s) * vw + c * s * (ww - vv)
        seen.covariance[k, 18] = c * c * ww - 2.0 * c * s * vw + s * s * vv
        seen.height_m[k], seen.up_mps[k] = 0.0, 0.0
        if track.height_source != 0:
            dt = max(at_s - track.height_s, 0.0)
            hh, hv, rate2 = track.Ph[0], track.Ph[1], track.Ph[2]
            q = terms.vertical_noise_m2ps3
            seen.height_m[k], seen.up_mps[k] = track.h[0] + dt * track.h[1], track.h[1]
            seen.covariance[k, 11] = hh + dt * (2.0 * hv + dt * rate2) + q * dt**3 / 3.0 + track.height_bias_m2
            seen.covariance[k, 14] = hv + dt * rate2 + 0.5 * q * dt * dt
            seen.covariance[k, 20] = rate2 + q * dt


def tracks_of(
    rows: Rows, slots: Ints, time_s: float, terms: Rows, constants: NDArray[Any], sources: Sequence[str]
) -> Tracks:
    """Columns of the tracks in `slots` at the tick `time_s`."""
    n = len(slots)
    columns = {name: np.empty(n) for name in Seen._fields if name != "covariance"}
    seen = Seen(**columns, covariance=np.empty((n, 21)))
    look_at(rows, slots, time_s, terms, constants, seen)
    claimed, address = rows["claimed"][slots], rows["address"][slots]
    high = rows["height_source"][slots] != 0
    mode_s = (address > 0) & (address < _ADDRESSES)
    has = np.where(high, np.uint32(HAS["height_m"] | HAS["up_mps"]), np.uint32(0))
    for given, name in (
        (mode_s, "mode_s"),
        (claimed & MODE_3A, "mode_3a"),
        (claimed & CALLSIGN, "callsign"),
        (claimed & PRESSURE, "pressure_altitude_m"),
        (claimed & EMERGENCY, "emergency"),
    ):
        has |= np.where(given, np.uint32(HAS[name]), np.uint32(0))
    zero = np.uint64(0)
    return Tracks(
        sources,
        number=rows["number"][slots],
        uid=rows["uid"][slots],
        **seen._asdict(),
        updated_s=rows["updated_s"][slots],
        first_s=rows["first_s"][slots],
        status=rows["status"][slots],
        has=has,
        height_source=rows["height_source"][slots],
        existence=rows["existence"][slots],
        contributor=rows["contributor"][slots],
        contributor_s=rows["contributor_s"][slots],
        mode_s=np.where(mode_s, address, zero),
        mode_3a=np.where(claimed & MODE_3A, rows["mode_3a"][slots], 0),
        callsign=np.where(claimed & CALLSIGN, rows["callsign"][slots], zero).view("S8"),
        pressure_altitude_m=np.where(claimed & PRESSURE, rows["pressure_altitude_m"][slots], 0.0),
        emergency=np.where(claimed & EMERGENCY, rows["emergency"][slots], 0),
        simulated=rows["simulated"][slots],
    )


def name_tracks(rows: Rows, slots: Ints, sources: Sequence[str]) -> None:
    """Gives the tracks of `slots` their uid, once they have two plots."""
    for i in slots[~rows["named"][slots] & (rows["hits"][slots] > 1)]:
        text = b""
        for k in range(2):
            sensor = sources[int(rows["seed_sensor"][i, k])].encode()
            text += struct.pack(">I", len(sensor)) + sensor + struct.pack(">3d", *rows["seed"][i, k])
        digest = bytearray(hashlib.sha1(_NAMESPACE + text, usedforsecurity=False).digest()[:16])
        digest[6] = digest[6] & 0x0F | 0x50
        digest[8] = digest[8] & 0x3F | 0x80
        rows["uid"][i] = np.frombuffer(bytes(digest), np.uint8)
        rows["named"][i] = True
