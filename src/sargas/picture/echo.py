"""Echoes: foreign tracks that are our own, coming back from somebody we told them to.

Rule: two sensors never agree to the metre, time after time. A look at a foreign row matches when place and velocity are
those of a state that we told within the delay allowed, as it was or carried on to the row's time, within what formats
round (CAT062: 0.6 m, 0.25 m/s, 1/128 s). What a match weighs is how seldom two tracks of one object would be as close
by chance, at best: with our own errors alone,

    weight = -ln( n . (r^2 / 2 sqrt|P_place|) . (v^2 / 2 sqrt|P_velocity|) )      n: told states that were tried

(area of the match over that of the error, the density of a normal at its peak). Errors of tracks last for some seconds,
so one look weighs `MOST` at most, and looks are a round of correlation apart. A look that does not match begins anew.
Told states are those of our own sensors: a fused answer may be all but the partner's own track, and is no proof.
A track that carries the uid that we gave is an echo at once; one that carries our number needs two looks less.
"""

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.tracks import ALONE, ECHO, Tracks
from sargas.picture.correlation import neighbours
from sargas.picture.settings import Settings
from sargas.picture.table import TOLD, Memory, Rows, Table

MOST = 3.0
"""One look weighs no more."""
ENOUGH = 24.0
"""Eight looks."""
_MISSED = 16.0
"""What a look that does not match takes from a known echo."""
_NUMBERED = 2 * MOST
"""What our number on it weighs."""
_ROUNDED_M, _ROUNDED_MPS, _ROUNDED_S = 1.2, 0.3, 0.01


def tell(memory: Memory, rows: Rows, shown: Tracks) -> None:
    """Remember the states in which own `rows` were told, each once; the oldest makes room."""
    newer = shown.time_s > memory.told_s[rows].max(axis=1, initial=0.0)
    rows, shown = rows[newer], shown.take(newer)
    slot = memory.told_at[rows] % TOLD
    memory.told_s[rows, slot] = shown.time_s
    for k, name in enumerate(("lat_deg", "lon_deg", "east_mps", "north_mps")):
        memory.told[rows, slot, k] = getattr(shown, name)
    memory.told_at[rows] = slot + 1


def mark(table: Table, rows: Rows, own: Rows) -> None:
    """Foreign rows that say themselves, by uid, that they are ours."""
    table.tracks.fusion[rows] = ECHO
    table.tracks.fused_with[rows] = table.memory.echo_of[rows] = table.tracks.number[own]
    table.memory.echo_evidence[rows] = 2 * ENOUGH
    table.memory.echo_until_s[rows] = 0.0


def doubted(memory: Memory) -> NDArray[np.bool_]:
    """Rows that may be echoes: they join nobody before that is known."""
    result: NDArray[np.bool_] = memory.echo_evidence > 0
    return result


def listen(table: Table, own: Rows, foreign: Rows, settings: Settings) -> None:
    """One look at foreign rows with news: those that become an echo, and those that are none any more."""
    tracks, memory = table.tracks, table.memory
    # What outlives our track is judged by its time alone.
    foreign = foreign[(tracks.fusion[foreign] != ECHO) | np.isin(tracks.fused_with[foreign], tracks.number[own])]
    one, other = neighbours(tracks, own, foreign, settings.correlation_reach_m)
    weight = _weights(tracks, memory, one, other, settings)
    # The last write to a row wins: what it was before, else the heaviest.
    order = np.lexsort((tracks.number[one] == memory.echo_of[other], weight))
    of = np.zeros(len(tracks), np.int64)
    gained = np.full(len(tracks), -1.0)
    order = order[weight[order] > 0]
    of[other[order]], gained[other[order]] = tracks.number[one[order]], weight[order]

    was = tracks.fusion[foreign] == ECHO
    matched = (gained[foreign] > 0) & (~was | (of[foreign] == memory.echo_of[foreign]))
    same = matched & (of[foreign] == memory.echo_of[foreign])
    before = memory.echo_evidence[foreign]
    after = np.where(same, before, 0.0) + gained[foreign]
    after = np.where(matched, np.minimum(after, 2 * ENOUGH), np.where(was, before - _MISSED, 0.0))
    memory.echo_evidence[foreign] = np.maximum(after, 0.0)
    memory.echo_of[foreign] = np.where(matched, of[foreign], np.where(was, memory.echo_of[foreign], 0))
    ours, theirs = memory.echo_of[foreign], tracks.reported_number[foreign]
    # CAT062 has 16 bits for a number.
    numbered = (theirs == ours) | (theirs == ours % 65_536)
    found = matched & ~was & (memory.echo_evidence[foreign] >= np.where(numbered, ENOUGH - _NUMBERED, ENOUGH))
    rows = foreign[found]
    tracks.fusion[rows], tracks.fused_with[rows] = ECHO, memory.echo_of[rows]
    memory.echo_until_s[rows] = 0.0
    for column in (memory.candidate, memory.agreeing, memory.disagreeing):
        column[rows] = 0
    lost = foreign[was & (memory.echo_evidence[foreign] <= 0)]
    tracks.fusion[lost], tracks.fused_with[lost], memory.echo_of[lost] = ALONE, 0, 0


def _weights(tracks: Tracks, memory: Memory, own: Rows, foreign: Rows, settings: Settings) -> NDArray[np.float64]:
    """What the look at each pair weighs, 0 where it does not match; (N,)."""
    weight = np.zeros(len(own))
    alike = np.flatnonzero(_alike(tracks, memory, own, foreign, settings).any(axis=1))
    own, foreign = own[alike], foreign[alike]
    told = memory.told[own].astype(np.float64)
    dt_s = tracks.time_s[foreign][:, None] - memory.told_s[own]
    east_mps, north_mps = told[:, :, 2], told[:, :, 3]
    east_m, north_m, _ = enu_from_geodetic(
        tracks.lat_deg[foreign][:, None], tracks.lon_deg[foreign][:, None], 0.0, told[:, :, 0], told[:, :, 1], 0.0
    )
    held_m = np.hypot(east_m, north_m)
    carried_m = np.hypot(east_m - east_mps * dt_s, north_m - north_mps * dt_s)
    near_m = _ROUNDED_M + _ROUNDED_S * np.hypot(east_mps, north_mps)
    tried = _tried(dt_s, memory.told_s[own], settings)
    match = _alike(tracks, memory, own, foreign, settings) & (np.minimum(held_m, carried_m) <= near_m)

    cov = tracks.covariance[own]
    place_m2 = np.sqrt(np.maximum(cov[:, 0] * cov[:, 6] - cov[:, 1] ** 2, 1e-6))
    velocity_m2ps2 = np.sqrt(np.maximum(cov[:, 15] * cov[:, 18] - cov[:, 16] ** 2, 1e-6))
    chance = (
        np.maximum(2 * tried.sum(axis=1), 1)
        * (near_m.max(axis=1, initial=_ROUNDED_M) ** 2 / (2 * place_m2))
        * (_ROUNDED_MPS**2 / (2 * velocity_m2ps2))
    )
    weight[alike] = np.where(match.any(axis=1), np.clip(-np.log(chance), 0.0, MOST), 0.0)
    return weight


def _tried(dt_s: NDArray[np.float64], told_s: NDArray[np.float64], settings: Settings) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (told_s > 0) & (dt_s > -_ROUNDED_S) & (dt_s <= settings.echo_delay_s)
    return result


def _alike(tracks: Tracks, memory: Memory, own: Rows, foreign: Rows, settings: Settings) -> NDArray[np.bool_]:
    """Told states with the velocity of the foreign row, (N, TOLD): few by chance, and cheap to find."""
    told_s = memory.told_s[own]
    tried = _tried(tracks.time_s[foreign][:, None] - told_s, told_s, settings)
    off_east = memory.told[own, :, 2] - tracks.east_mps[foreign][:, None]
    off_north = memory.told[own, :, 3] - tracks.north_mps[foreign][:, None]
    result: NDArray[np.bool_] = tried & (off_east**2 + off_north**2 <= _ROUNDED_MPS**2)
    return result
