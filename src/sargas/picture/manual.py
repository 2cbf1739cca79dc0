"""Tracks begun by hand: what a person reports is carried on by reckoning, ever less surely, until a sensor sees it.

Rule: a row of ours without a sensor, coasting from the start, with the act `initiate` upon it. It goes on at the
velocity that was given, or stands where it was with the spread of what might fly there; its covariance grows as
F P F' + Q of constant velocity with white acceleration (Bar-Shalom, Li, Kirubarajan 2001, 6.2.2). Zones count
the report, once, with its error; reckoning adds nothing. When a sensor's track may be the same object, that is offered
(fusion `proposed`); a person accepts by correlating the two. It ends when it may be anywhere, after the time allowed,
or with the track that it was.
"""

import math

import numpy as np

from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.columns import flag
from sargas.model.decision import Initiate
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import ACT_BITS, COASTING, ENDED, FOUR, HAS
from sargas.picture.foreign import uid_of
from sargas.picture.fusion import carried
from sargas.picture.settings import Settings
from sargas.picture.table import NO_KEY, Rows, Table

_MOST_SIGMA, _FASTEST_MPS, _LOWEST_M, _HIGHEST_M = 1e6, 3_000.0, -1_000.0, 40_000.0
"""What a person may say of an error (m, m/s), a speed and a height: beyond it is a slip, or somebody's joke."""
_EARLY_S = 5.0


def senseless(act: Initiate, time_s: float, settings: Settings) -> str | None:
    """Why a report cannot begin a track, or None."""
    numbers = (act.lat_deg, act.lon_deg, act.seen_s, act.sigma_m, act.sigma_height_m, act.sigma_mps)
    optional = (act.height_m, act.east_mps, act.north_mps)
    if not all(math.isfinite(v) for v in (*numbers, *(v for v in optional if v is not None))):
        return "a number that is none"
    if abs(act.lat_deg) > 85.0 or abs(act.lon_deg) > 180.0:
        return "no such place"
    errors = (act.sigma_m, act.sigma_height_m, act.sigma_mps)
    if min(errors) <= 0.0 or max(errors) > _MOST_SIGMA:
        return f"an error must be above 0 and at most {_MOST_SIGMA:,.0f}"
    if (act.east_mps is None) != (act.north_mps is None):
        return "a velocity has two parts, east and north"
    if math.hypot(act.east_mps or 0.0, act.north_mps or 0.0) > _FASTEST_MPS:
        return f"faster than {_FASTEST_MPS:,.0f} m/s"
    if act.height_m is not None and not _LOWEST_M <= act.height_m <= _HIGHEST_M:
        return f"a height below {_LOWEST_M:,.0f} or above {_HIGHEST_M:,.0f} m"
    if act.seen_s > time_s + _EARLY_S:
        return "seen later than now"
    if time_s - act.seen_s > settings.manual_timeout_s:
        return f"seen more than {settings.manual_timeout_s:.0f} s ago"
    return None


def second(table: Table, row: int) -> Initiate:
    """A second object where a track is, as surely as that is placed."""
    tracks = table.tracks
    cov = tracks.covariance[row]
    high = bool(tracks.has[row] & np.uint32(HAS["height_m"]))
    return Initiate(
        lat_deg=float(tracks.lat_deg[row]),
        lon_deg=float(tracks.lon_deg[row]),
        seen_s=float(tracks.time_s[row]),
        sigma_m=float(np.sqrt(max(cov[0], cov[6], 1.0))),
        height_m=float(tracks.height_m[row]) if high else None,
        sigma_height_m=float(np.sqrt(max(cov[11], 1.0))),
        east_mps=float(tracks.east_mps[row]),
        north_mps=float(tracks.north_mps[row]),
        sigma_mps=float(np.sqrt(max(cov[15], cov[18], 1.0))),
    )


def begin(table: Table, number: int, act: Initiate, time_s: float, settings: Settings) -> int:
    """The row of a new track, at the time when it was seen; the next `carry` brings it to now."""
    row = int(table.add(np.array([number]), np.array([NO_KEY]))[0])
    tracks, memory = table.tracks, table.memory
    tracks.reported_by[row] = -1
    tracks.uid[row] = np.frombuffer(uid_of("operator", number, act.seen_s), np.uint8)
    tracks.time_s[row] = tracks.updated_s[row] = tracks.first_s[row] = act.seen_s
    tracks.status[row], tracks.existence[row] = COASTING, settings.manual_existence
    tracks.acts[row] = ACT_BITS["initiate"]
    tracks.lat_deg[row], tracks.lon_deg[row] = act.lat_deg, act.lon_deg
    sigma_mps = settings.manual_speed_mps
    if act.east_mps is not None and act.north_mps is not None:
        tracks.east_mps[row], tracks.north_mps[row], sigma_mps = act.east_mps, act.north_mps, act.sigma_mps
    tracks.covariance[row, [0, 6]] = act.sigma_m**2
    tracks.covariance[row, [15, 18]] = sigma_mps**2
    if act.height_m is not None:
        tracks.height_m[row], tracks.has[row] = act.height_m, HAS["height_m"]
        tracks.height_source[row] = HEIGHT_SOURCES.index("operator")
        tracks.covariance[row, 11] = act.sigma_height_m**2
        tracks.covariance[row, 20] = settings.manual_climb_mps**2
    memory.pending_until_s[row] = time_s + settings.pending_s
    # A reported velocity is no look at how it moves.
    memory.looked_s[row] = act.seen_s
    memory.heard_s[row] = time_s
    return row


def next_step_s(table: Table, settings: Settings) -> float:
    """When the next of them takes a step; inf without any."""
    tracks = table.tracks
    mine = table.active() & flag(tracks.acts, ACT_BITS["initiate"]) & (tracks.status != ENDED)
    return float(tracks.time_s[mine].min(initial=np.inf)) + settings.manual_interval_s


def carry(table: Table, time_s: float, settings: Settings) -> Rows:
    """Rows begun by hand that were brought to now, or ended; each every `manual_interval_s`."""
    tracks, memory = table.tracks, table.memory
    mine = table.active() & flag(tracks.acts, ACT_BITS["initiate"]) & (tracks.status != ENDED)
    rows = np.flatnonzero(mine & (time_s - tracks.time_s >= settings.manual_interval_s))
    if not len(rows):
        return rows
    dt_s = time_s - tracks.time_s[rows]
    cov = tracks.covariance
    p = carried(cov[rows][:, FOUR], dt_s, settings.manual_noise_m2ps3)
    tracks.lat_deg[rows], tracks.lon_deg[rows], _ = geodetic_from_enu(
        tracks.east_mps[rows] * dt_s,
        tracks.north_mps[rows] * dt_s,
        0.0,
        tracks.lat_deg[rows],
        tracks.lon_deg[rows],
        0.0,
    )
    for i in range(4):
        for j in range(i, 4):
            cov[rows, FOUR[i, j]] = p[:, i, j]
    cov[rows, 11] += 2 * dt_s * cov[rows, 14] + dt_s**2 * cov[rows, 20]
    cov[rows, 14] += dt_s * cov[rows, 20]
    tracks.time_s[rows] = time_s
    memory.heard_s[rows] = time_s
    lost = tracks.take(rows).ellipses()[0] > settings.manual_lost_m
    lost |= time_s - tracks.updated_s[rows] > settings.manual_timeout_s
    tracks.status[rows[lost]] = ENDED
    return rows
