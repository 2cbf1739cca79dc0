"""Fusion: one kinematic answer from the tracks of several reporters that are held to be one object.

Rule: two tracks of one object are never independent: they share the target's own manoeuvres (common process noise),
and a neighbour's track may be partly made of ours. Covariance intersection is consistent whatever the correlation is:

    P = (w P1^-1 + (1-w) P2^-1)^-1        x = P (w P1^-1 x1 + (1-w) P2^-1 x2)        w in [0, 1]

(Julier and Uhlmann, Proc. American Control Conference 1997, p. 2369), with the w of the smallest determinant, which
does not depend on units as a trace of m and m/s would. P1 = T T' and P2 = T diag(s) T' diagonalise both at once; then
ln det P = const - sum ln(w + (1-w)/s), convex in w. Inverse covariance intersection (Noack, Sijs, Reinhardt, Hanebeck,
Automatica 79 (2017) 35) claims smaller covariances, but was found no more exact (1 % better at best, 3 % worse where
two radars look across each other), and it is not consistent for every correlation: it is not used.
What is fused are the sources' own answers, each time anew: a fused state never enters a fusion again. States are
carried to the latest of their times at constant velocity with white acceleration (Bar-Shalom, Li, Kirubarajan 2001,
6.2.2). What another system says of its errors knows nothing of its registration against ours: that is added.
Letters: x (N, 4) is [E N vE vN] in m and m/s in the axes at the leading track, P (N, 4, 4) its covariance.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic, geodetic_from_enu
from sargas.model.columns import flag
from sargas.model.tracks import ACT_BITS, COASTING, CONFIRMED, FOUR, FUSED, HAS, PART, Tracks
from sargas.picture.settings import Settings
from sargas.picture.table import Rows, Table

Floats = NDArray[np.float64]

_VERTICAL = [2, 5, 7, 10, 11, 12, 13, 14, 17, 19, 20]
"""Places of everything with U or vU."""
_STEPS = 20
"""Newton steps within a shrinking bracket: the weight is right to 1e-6."""
_BETTER = 0.5
"""A partner's height replaces ours when its variance is this part of it: no flicker between two equals."""
_COUNTS = 0.01
"""A partner with less weight than this has not changed the answer."""


class Fusion(NamedTuple):
    """x (N, 4), P (N, 4, 4) and the weight w (N,) of the first."""

    x: Floats
    p: Floats
    weight: Floats


def intersect(x1: Floats, p1: Floats, x2: Floats, p2: Floats) -> Fusion:
    """Covariance intersection of N pairs; the weight of the first is 1 where the second adds nothing."""
    lower = np.linalg.cholesky(p1)
    inverse = np.linalg.inv(lower)
    s, turn = np.linalg.eigh(inverse @ p2 @ inverse.transpose(0, 2, 1))
    into = turn.transpose(0, 2, 1) @ inverse
    g = 1.0 / np.maximum(s, 1e-12)
    w = _weight(g)[:, None]
    variance = 1.0 / (w + (1.0 - w) * g)
    y1, y2 = np.einsum("nij,nj->ni", into, x1), np.einsum("nij,nj->ni", into, x2)
    back = lower @ turn
    x = np.einsum("nij,nj->ni", back, variance * (w * y1 + (1.0 - w) * g * y2))
    return Fusion(x, np.einsum("nij,nj,nkj->nik", back, variance, back), w[:, 0])


def _weight(g: Floats) -> Floats:
    """The w in [0, 1] of the largest sum ln(w + (1-w) g); g (N, 4) is the information of the second in units of the
    first's.
    """

    def slope(w: Floats) -> tuple[Floats, Floats]:
        ratio = (1.0 - g) / (w[:, None] + (1.0 - w[:, None]) * g)
        return ratio.sum(axis=1), -(ratio**2).sum(axis=1)

    low, high = np.zeros(len(g)), np.ones(len(g))
    w = np.full(len(g), 0.5)
    for _ in range(_STEPS):
        first, second = slope(w)
        low, high = np.where(first > 0, w, low), np.where(first > 0, high, w)
        step = w - first / np.minimum(second, -1e-300)
        w = np.where((step > low) & (step < high), step, (low + high) / 2)
    w = np.where(slope(np.ones(len(g)))[0] >= 0, 1.0, w)
    return np.where(slope(np.zeros(len(g)))[0] <= 0, 0.0, w)


def carried(p: Floats, dt_s: Floats, noise_m2ps3: float) -> Floats:
    """F P F' + Q of constant velocity over dt_s, (N, 4, 4), either way in time."""
    f = np.broadcast_to(np.eye(4), p.shape).copy()
    f[:, 0, 2] = f[:, 1, 3] = dt_s
    result: Floats = np.einsum("nij,njk,nlk->nil", f, p, f)
    span_s = np.abs(dt_s)
    for axis in (0, 1):
        result[:, axis, axis] += noise_m2ps3 * span_s**3 / 3
        # Backwards in time, place and velocity err against each other.
        result[:, axis, axis + 2] += noise_m2ps3 * dt_s * span_s / 2
        result[:, axis + 2, axis] += noise_m2ps3 * dt_s * span_s / 2
        result[:, axis + 2, axis + 2] += noise_m2ps3 * span_s
    return result


def show_fused(shown: Tracks, table: Table, settings: Settings) -> None:
    """Write the fused answer into the rows of `shown`, copies of rows of the table, that lead others."""
    at = np.flatnonzero(shown.fusion == FUSED)
    if not len(at):
        return
    tracks = table.tracks
    lead = table.rows_of(shown.number[at])
    members, place = _members(table, lead, settings)
    if not len(members):
        return
    time_s = tracks.time_s[lead].copy()
    np.maximum.at(time_s, place, tracks.time_s[members])
    x = np.zeros((len(lead), 4))
    x[:, 2], x[:, 3] = tracks.east_mps[lead], tracks.north_mps[lead]
    dt_s = time_s - tracks.time_s[lead]
    x[:, :2] = x[:, 2:] * dt_s[:, None]
    p = carried(_said(tracks, lead, settings), dt_s, settings.fusion_noise_m2ps3)
    nth = np.arange(len(place)) - np.searchsorted(place, place)
    _carry_height(shown, at, dt_s)
    for turn in range(int(nth.max()) + 1):
        k = np.flatnonzero(nth == turn)
        to, of = place[k], members[k]
        x2, p2 = _state(tracks, of, lead[to], time_s[to], settings)
        joined = intersect(x[to], p[to], x2, p2)
        x[to], p[to] = joined.x, joined.p
        used = joined.weight < 1.0 - _COUNTS
        shown.assumed_accuracy[at[to[used]]] |= tracks.assumed_accuracy[of[used]]
        _take_height(shown, at[to], tracks.take(of), time_s[to] - tracks.time_s[of])
    shown.lat_deg[at], shown.lon_deg[at], _ = geodetic_from_enu(
        x[:, 0], x[:, 1], 0.0, tracks.lat_deg[lead], tracks.lon_deg[lead], 0.0
    )
    shown.east_mps[at], shown.north_mps[at] = x[:, 2], x[:, 3]
    for row in range(4):
        for column in range(row, 4):
            shown.covariance[at, FOUR[row, column]] = p[:, row, column]
    shown.time_s[at] = time_s
    np.maximum.at(shown.updated_s, at[place], tracks.updated_s[members])
    np.maximum.at(shown.existence, at[place], tracks.existence[members])
    seen = at[place[tracks.status[members] == CONFIRMED]]
    shown.status[seen] = np.where(shown.status[seen] == COASTING, CONFIRMED, shown.status[seen])


def _members(table: Table, lead: Rows, settings: Settings) -> tuple[Rows, Rows]:
    """Rows that are fused into the leading rows, ordered by these and then by number, and the place of each one's
    leader in `lead`. Left out: what disagrees now, what is much older, and what was begun by hand.
    """
    tracks = table.tracks
    rows = np.flatnonzero(tracks.fusion == PART)
    order = np.argsort(lead, kind="stable")
    leader = table.rows_of(tracks.fused_with[rows])
    at = np.minimum(np.searchsorted(lead[order], leader), len(lead) - 1)
    place = order[at]
    usable = (
        (lead[place] == leader)
        & (table.memory.disagreeing[rows] == 0)
        & ~flag(tracks.acts[rows], ACT_BITS["initiate"])
        & (np.abs(tracks.time_s[rows] - tracks.time_s[leader]) <= settings.correlation_age_s)
    )
    rows, place = rows[usable], place[usable]
    order = np.lexsort((tracks.number[rows], place))
    return rows[order], place[order]


def _state(tracks: Tracks, rows: Rows, origin: Rows, time_s: Floats, settings: Settings) -> tuple[Floats, Floats]:
    """x and P of rows at time_s, about the places of the rows `origin`."""
    dt_s = time_s - tracks.time_s[rows]
    east_m, north_m, _ = enu_from_geodetic(
        tracks.lat_deg[rows], tracks.lon_deg[rows], 0.0, tracks.lat_deg[origin], tracks.lon_deg[origin], 0.0
    )
    east_mps, north_mps = tracks.east_mps[rows], tracks.north_mps[rows]
    x = np.stack([east_m + east_mps * dt_s, north_m + north_mps * dt_s, east_mps, north_mps], axis=1)
    return x, carried(_said(tracks, rows, settings), dt_s, settings.fusion_noise_m2ps3)


def _said(tracks: Tracks, rows: Rows, settings: Settings) -> Floats:
    """Covariance that a source gives, what registration adds to another system's, and never singular."""
    p = tracks.covariance[rows][:, FOUR]
    foreign = tracks.reported_by[rows] >= 0
    place_m2 = np.where(foreign, settings.fusion_bias_m**2, 0.01)
    speed_m2ps2 = np.where(foreign, settings.fusion_bias_mps**2, 1e-4)
    p[:, [0, 1], [0, 1]] += place_m2[:, None]
    p[:, [2, 3], [2, 3]] += speed_m2ps2[:, None]
    return p


def _carry_height(tracks: Tracks, rows: Rows, dt_s: Floats) -> None:
    """Heights to the time at which they are shown, with the error of their rate."""
    high = flag(tracks.has[rows], HAS["height_m"])
    tracks.height_m[rows] += np.where(high, tracks.up_mps[rows] * dt_s, 0.0)
    cov = tracks.covariance
    cov[rows, 11] += np.where(high, 2 * dt_s * cov[rows, 14] + dt_s**2 * cov[rows, 20], 0.0)


def _take_height(shown: Tracks, rows: Rows, of: Tracks, dt_s: Floats) -> None:
    """Height is of one source, the surest: what one source knows of it lies on one line, where the intersection of
    two is the smaller one.
    """
    _carry_height(of, np.arange(len(of)), dt_s)
    sure = of.covariance[:, 11] < _BETTER * shown.covariance[rows, 11]
    taken = of.given("height_m") & (sure | ~flag(shown.has[rows], HAS["height_m"]))
    rows, of = rows[taken], of.take(taken)
    for name in ("height_m", "up_mps", "height_source"):
        getattr(shown, name)[rows] = getattr(of, name)
    shown.covariance[rows[:, None], _VERTICAL] = of.covariance[:, _VERTICAL]
    both = np.uint32(HAS["height_m"] | HAS["up_mps"])
    shown.has[rows] = (shown.has[rows] & ~both) | (of.has & both)
