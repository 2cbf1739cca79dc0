"""Targets that fly together: one motion, and for each its place in the formation.

Alone, a track of a swarm cannot be told from its neighbours: what it may do between two looks is as large as the space
between them. Together they do the same. The errors of n tracks with one motion and one measurement noise R split
into that of their mean, seen with R/n, and those of their places about it, seen with R, which hardly change
(Blackman and Popoli, Design and Analysis of Modern Tracking Systems, 1999, 9.7, group tracking; the split is the
rotation of n equal filters to their mean and differences). So, for a track with `formation` >= 0:
  x, P, mu   are of the common motion: all members have one velocity; P is the error that they share
  Pr (3,)    [xx xy yy] covariance of its place in the formation, m^2, which wanders by `formation_wander_m2ps`.
A slice shows a formation its mean innovation nu over the n members with plots, and each its own rho = (z - x) - nu:
  S = P + (R + Pr) / n,  x += K nu     for all members, also those without a plot
  S = Pr + R,            place += K rho  for those with one.
A range rate of one is of the velocity of all: each corrects the common motion, one after the other.
Plots are assigned once as of single tracks, then again with the mean innovation taken out.

Tracks whose gates share a plot join when their velocities agree; a member leaves when the mean of its rho is not zero.
"""

from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.model.tracks import TENTATIVE
from sargas.tracking.doppler import correct_rates
from sargas.tracking.motion import combine
from sargas.tracking.rows import F8, Ints, Rows
from sargas.tracking.slant import place_of
from sargas.tracking.state import State, place
from sargas.tracking.update import LEAST_MODEL, correct, log_density

_STRAIN = 0.25
"""Part of each rho that goes into the running mean of a member's."""


@leaf
def is_before(one: Any, other: Any) -> bool:
    """An order of tracks that is theirs, wherever their slots are: by the first plot."""
    for q in range(3):
        if one.seed[0, q] != other.seed[0, q]:
            return bool(one.seed[0, q] < other.seed[0, q])
    return bool(one.seed_sensor[0] < other.seed_sensor[0])


@kernel
def groups_of(state: State, slots: Ints, count: int) -> tuple[int, Ints, Ints]:
    """Formations among the tracks of a slice: (count of members, members c by formation, first of each and the end)."""
    rows = state.rows
    found, formation = np.empty(count, np.int64), np.empty(count, np.int64)
    n = 0
    for c in range(count):
        if rows[slots[c]].formation >= 0:
            found[n], formation[n] = c, rows[slots[c]].formation
            n += 1
    members, begins = found[:n], np.empty(n + 1, np.int64)
    groups = 0
    if n > 0:
        order = np.argsort(formation[:n], kind="mergesort")
        members = found[:n][order]
        for q in range(n):
            if q == 0 or formation[order[q]] != formation[order[q - 1]]:
                begins[groups] = q
                groups += 1
            # Insertion sort: the members of one formation in an order of their own.
            c, k = members[q], q
            while k > begins[groups - 1] and is_before(rows[slots[c]], rows[slots[members[k - 1]]]):
                members[k] = members[k - 1]
                k -= 1
            members[k] = c
    begins[groups] = n
    return n, members, begins[: groups + 1]


@leaf
def mean_innovation(
    state: State, shots: Rows, slots: Ints, members: Ints, a: int, b: int, taken: Ints, edge_plot: Ints, out: F8
) -> int:
    """n of members a..b that have plots; `out` (8,) [nu_x nu_y, mean of R xx xy yy, mean of Pr xx xy yy]."""
    n = 0
    out[:] = 0.0
    for k in range(a, b):
        c = members[k]
        if taken[c] < 0:
            continue
        row, shot = state.rows[slots[c]], shots[edge_plot[taken[c]]]
        t = shot.time_s - row.time_s
        x, y, rxx, rxy, ryy = place_of(row, shot, state.stations[shot.sensor])
        out[0] += x - row.xc[0] - t * row.xc[2]
        out[1] += y - row.xc[1] - t * row.xc[3]
        out[2] += rxx
        out[3] += rxy
        out[4] += ryy
        for q in range(3):
            out[5 + q] += row.Pr[q]
        n += 1
    for q in range(8):
        out[q] /= max(n, 1)
    return n


@kernel
def compare_in_formation(
    state: State, shots: Rows, slots: Ints, members: Ints, begins: Ints, taken: Ints,
    first_edge: Ints, edge_plot: Ints, edge_log: F8,
) -> None:  # fmt: skip
    """Edges of members anew, with what their formation's mean innovation says of it taken out."""
    rows = state.rows
    mean = np.empty(8)
    for g in range(begins.shape[0] - 1):
        n = mean_innovation(state, shots, slots, members, begins[g], begins[g + 1], taken, edge_plot, mean)
        if n < 2:
            continue
        for k in range(begins[g], begins[g + 1]):
            c = members[k]
            row = rows[slots[c]]
            # The common part after the mean innovation: P - P S^-1 P, and its shift P S^-1 nu.
            p00, p01, p11 = row.Pc[0], row.Pc[1], row.Pc[4]
            s00 = p00 + (mean[2] + mean[5]) / n
            s01 = p01 + (mean[3] + mean[6]) / n
            s11 = p11 + (mean[4] + mean[7]) / n
            det = s00 * s11 - s01 * s01
            a00, a01 = (p00 * s11 - p01 * s01) / det, (p01 * s00 - p00 * s01) / det
            a10, a11 = (p01 * s11 - p11 * s01) / det, (p11 * s00 - p01 * s01) / det
            shift_x, shift_y = a00 * mean[0] + a01 * mean[1], a10 * mean[0] + a11 * mean[1]
            q00, q01 = p00 - a00 * p00 - a01 * p01, p01 - a00 * p01 - a01 * p11
            q11 = p11 - a10 * p01 - a11 * p11
            for e in range(first_edge[c], first_edge[c + 1]):
                shot = shots[edge_plot[e]]
                t = shot.time_s - row.time_s
                x, y, rxx, rxy, ryy = place_of(row, shot, state.stations[shot.sensor])
                rxx, rxy, ryy = rxx + row.Pr[0], rxy + row.Pr[1], ryy + row.Pr[2]
                dx, dy = x - row.xc[0] - t * row.xc[2], y - row.xc[1] - t * row.xc[3]
                before = log_density(dx, dy, p00 + rxx, p01 + rxy, p11 + ryy)
                after = log_density(dx - shift_x, dy - shift_y, q00 + rxx, q01 + rxy, q11 + ryy)
                edge_log[e] += after - before


@kernel
def fly(
    state: State, shots: Rows, terms: Any, slots: Ints, members: Ints, begins: Ints, taken: Ints, edge_plot: Ints,
    rated: bool,
) -> None:  # fmt: skip
    """The members of a slice's formations take their plots: the common motion, then each its place; then range rates,
    where plots of the slice are `rated`.
    """
    rows = state.rows
    mean = np.empty(8)
    for g in range(begins.shape[0] - 1):
        a, b = begins[g], begins[g + 1]
        share_velocity(state, slots, members, a, b)
        n = mean_innovation(state, shots, slots, members, a, b, taken, edge_plot, mean)
        if n == 0:
            continue
        for k in range(a, b):
            c, i = members[k], slots[members[k]]
            row = rows[i]
            zx, zy = row.xc[0] + mean[0], row.xc[1] + mean[1]
            rho_x, rho_y, rxx, rxy, ryy = 0.0, 0.0, 0.0, 0.0, 0.0
            if taken[c] >= 0:
                shot = shots[edge_plot[taken[c]]]
                t = shot.time_s - row.time_s
                x, y, rxx, rxy, ryy = place_of(row, shot, state.stations[shot.sensor])
                rho_x, rho_y = x - row.xc[0] - t * row.xc[2] - mean[0], y - row.xc[1] - t * row.xc[3] - mean[1]
            sxx, sxy, syy = (mean[2] + mean[5]) / n, (mean[3] + mean[6]) / n, (mean[4] + mean[7]) / n
            correct(row, zx, zy, sxx, sxy, syy, 1.0, 0.0, LEAST_MODEL)
            if taken[c] >= 0 and n > 1:
                take_place(row, rxx, rxy, ryy, rho_x, rho_y, terms)
            place(state.spots, i, row)
        if rated:
            correct_rates(state, shots, terms, slots, members, a, b, taken, edge_plot)


@leaf
def share_velocity(state: State, slots: Ints, members: Ints, a: int, b: int) -> None:
    """All members of a formation get their mean velocity, model by model."""
    models = state.rows[slots[members[a]]].mu.shape[0]
    for m in range(models):
        vx, vy = 0.0, 0.0
        for k in range(a, b):
            row = state.rows[slots[members[k]]]
            vx += row.x[m, 2]
            vy += row.x[m, 3]
        for k in range(a, b):
            row = state.rows[slots[members[k]]]
            row.x[m, 2], row.x[m, 3] = vx / (b - a), vy / (b - a)
    for k in range(a, b):
        combine(state.rows[slots[members[k]]])


@leaf
def take_place(row: Any, rxx: float, rxy: float, ryy: float, rho_x: float, rho_y: float, terms: Any) -> None:
    """A member's place in the formation corrected by rho, of noise R; it leaves when rho has a mean."""
    Pr = row.Pr
    s00, s01, s11 = Pr[0] + rxx, Pr[1] + rxy, Pr[2] + ryy
    det = s00 * s11 - s01 * s01
    row.strain[0] += _STRAIN * (rho_x - row.strain[0])
    row.strain[1] += _STRAIN * (rho_y - row.strain[1])
    ux, uy = row.strain[0], row.strain[1]
    part = _STRAIN / (2.0 - _STRAIN)
    if s11 * ux * ux - 2.0 * s01 * ux * uy + s00 * uy * uy > terms.formation_strain * part * det:
        leave(row, terms)
        return
    k00, k01 = (Pr[0] * s11 - Pr[1] * s01) / det, (Pr[1] * s00 - Pr[0] * s01) / det
    k10, k11 = (Pr[1] * s11 - Pr[2] * s01) / det, (Pr[2] * s00 - Pr[1] * s01) / det
    dx, dy = k00 * rho_x + k01 * rho_y, k10 * rho_x + k11 * rho_y
    for m in range(row.mu.shape[0]):
        row.x[m, 0] += dx
        row.x[m, 1] += dy
    row.xc[0] += dx
    row.xc[1] += dy
    p0, p1, p2 = Pr[0], Pr[1], Pr[2]
    Pr[0], Pr[1], Pr[2] = p0 - k00 * p0 - k01 * p1, p1 - k00 * p1 - k01 * p2, p2 - k10 * p1 - k11 * p2


@leaf
def leave(row: Any, terms: Any) -> None:
    """A member flies alone again: what it was apart and what its velocity may differ goes into P."""
    row.formation = -1
    row.alone_s = row.time_s + terms.formation_hold_s
    for m in range(row.mu.shape[0]):
        row.P[m, 0] += row.Pr[0]
        row.P[m, 1] += row.Pr[1]
        row.P[m, 4] += row.Pr[2]
        row.P[m, 7] += terms.formation_apart_m2ps2
        row.P[m, 9] += terms.formation_apart_m2ps2
    row.Pr[:] = 0.0
    combine(row)


@kernel
def join(
    state: State, terms: Any, slots: Ints, first_edge: Ints, edge_plot: Ints, count: int, begin: int, end: int
) -> None:
    """Tracks whose gates share a plot and whose velocities agree fly in one formation from now on."""
    rows = state.rows
    # The first, in the order of `is_before`, of the tracks that each plot could belong to.
    owner = np.empty(end - begin, np.int64)
    owner[:] = -1
    alone = True
    for c in range(count):
        for e in range(first_edge[c], first_edge[c + 1]):
            j = edge_plot[e] - begin
            if owner[j] < 0:
                owner[j] = c
                continue
            alone = False
            if is_before(rows[slots[c]], rows[slots[owner[j]]]):
                owner[j] = c
    if alone:
        return
    pairs = np.empty((first_edge[count], 2), np.int64)
    n = 0
    for c in range(count):
        for e in range(first_edge[c], first_edge[c + 1]):
            first = owner[edge_plot[e] - begin]
            if first == c or not may_join(rows[slots[first]], rows[slots[c]], terms):
                continue
            k = n
            while k > 0 and precedes(state, slots, first, c, pairs[k - 1, 0], pairs[k - 1, 1]):
                pairs[k, 0], pairs[k, 1] = pairs[k - 1, 0], pairs[k - 1, 1]
                k -= 1
            pairs[k, 0], pairs[k, 1] = first, c
            n += 1
    for k in range(n):
        one, other = rows[slots[pairs[k, 0]]], rows[slots[pairs[k, 1]]]
        if may_join(one, other, terms):
            unite(one, other)
            place(state.spots, slots[pairs[k, 0]], one)
            place(state.spots, slots[pairs[k, 1]], other)


@leaf
def precedes(state: State, slots: Ints, a: int, b: int, c: int, d: int) -> bool:
    """Whether the pair of tracks (a, b) is before the pair (c, d)."""
    if a != c:
        return is_before(state.rows[slots[a]], state.rows[slots[c]])
    return b != d and is_before(state.rows[slots[b]], state.rows[slots[d]])


@leaf
def may_join(one: Any, other: Any, terms: Any) -> bool:
    """Whether two tracks fly together and are not in one formation yet."""
    return (one.formation < 0 or one.formation != other.formation) and fly_together(one, other, terms)


@leaf
def fly_together(one: Any, other: Any, terms: Any) -> bool:
    """Whether two tracks, seen often enough to tell, have one velocity; those with two addresses are told apart by
    them.
    """
    if not (one.alive and other.alive) or one.status == TENTATIVE or other.status == TENTATIVE:
        return False
    if min(one.hits, other.hits) < terms.formation_hits or (one.address != 0 and other.address != 0):
        return False
    dx, dy = one.xc[0] - other.xc[0], one.xc[1] - other.xc[1]
    if dx * dx + dy * dy > terms.formation_m2:
        return False
    vx, vy = one.xc[2] - other.xc[2], one.xc[3] - other.xc[3]
    s00, s01, s11 = one.Pc[7] + other.Pc[7], one.Pc[8] + other.Pc[8], one.Pc[9] + other.Pc[9]
    if max(s00, s11) > terms.formation_unsure_m2ps2:
        return False
    s00, s11 = s00 + 1.0, s11 + 1.0
    if max(one.alone_s - one.time_s, other.alone_s - other.time_s) > 0.0 or one.simulated != other.simulated:
        return False
    return bool(s11 * vx * vx - 2.0 * s01 * vx * vy + s00 * vy * vy < terms.formation_agree * (s00 * s11 - s01 * s01))


@leaf
def unite(one: Any, other: Any) -> None:
    """Two tracks in one formation: the joining one takes the common motion of the other."""
    if one.formation < 0 and other.formation < 0:
        one.formation = one.origin
        for q, k in ((0, 0), (1, 1), (2, 4)):
            one.Pr[q] = 0.5 * one.Pc[k]
        for m in range(one.mu.shape[0]):
            for k in range(10):
                one.P[m, k] *= 0.5
        one.strain[:] = 0.0
        combine(one)
    if one.formation >= 0:
        adopt_motion(one, other)
    else:
        adopt_motion(other, one)


@leaf
def adopt_motion(member: Any, joining: Any) -> None:
    """`joining` takes formation, velocity and common error of `member`, and keeps its place."""
    x, y = joining.xc[0], joining.xc[1]
    for q, k in ((0, 0), (1, 1), (2, 4)):
        joining.Pr[q] += joining.Pc[k]
    joining.formation, joining.calm = member.formation, member.calm
    joining.strain[:] = 0.0
    for m in range(member.mu.shape[0]):
        joining.mu[m] = member.mu[m]
        joining.x[m, 0] = x + member.x[m, 0] - member.xc[0]
        joining.x[m, 1] = y + member.x[m, 1] - member.xc[1]
        joining.x[m, 2], joining.x[m, 3] = member.x[m, 2], member.x[m, 3]
        for k in range(10):
            joining.P[m, k] = member.P[m, k]
    combine(joining)
