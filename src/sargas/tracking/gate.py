"""Which plots could be which tracks: a grid over the plots of a slice, and the sparse edges inside the gates.

An edge of track i and plot j carries ln(P_D f(z_j) c / lambda_j): how much more likely the plot is the track's than a
false one, f the density of the predicted position, c the factor of claims and heights, lambda the density of false
plots. Gate: squared Mahalanobis distance under the motion model that fits best (Bar-Shalom and Li,
Multitarget-Multisensor Tracking, 1995, eq. 2.3.2-1). Letters as in `sargas.tracking.rows`.

A track is predicted, in place, to the time of the plot nearest to it; the other plots of the slice are compared at
their own times (t of `sargas.tracking.update`). Where a track has plots of several radars, the error that all plots of
one radar share is added to R: unlike biases must not split a track, and must not be averaged away.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel
from sargas.tracking.assignment import doubled, no_edges
from sargas.tracking.claims import log_agreement, log_height_agreement
from sargas.tracking.existence import detection_of
from sargas.tracking.motion import predict
from sargas.tracking.rows import F8, HIGH, Bools, Ints, Rows
from sargas.tracking.state import CODE, SV, SX, SY, TIME, VX, VY, State, X, Y, place
from sargas.tracking.trust import seen_by_radar
from sargas.tracking.update import fit

SHARED_S = 60.0
"""A track has plots of several sensors when they came within this time."""
STRETCH = 4.0
"""See `compare`."""


@kernel
def bias_of(shot: Any, station: Any) -> tuple[float, float, float]:
    """Covariance (xx, xy, yy) of the error that the plots of a radar share, at a plot."""
    x_m, y_m = shot.x_m - station.x_m, shot.y_m - station.y_m
    along = shot.bias_range_m * shot.bias_range_m / (x_m * x_m + y_m * y_m + 1.0)
    across = shot.bias_azimuth_rad * shot.bias_azimuth_rad
    return (
        along * x_m * x_m + across * y_m * y_m,
        (along - across) * x_m * y_m,
        along * y_m * y_m + across * x_m * x_m,
    )


@kernel
def is_shared(track: Any, station: Any, s: int, time_s: float) -> bool:
    """Whether sensors other than s, which is a radar, saw the track lately."""
    if station.sited:
        for k in range(track.contributor.shape[0]):
            if track.contributor_s[k] > max(time_s - SHARED_S, 0.0) and track.contributor[k] != s:
                return True
    return False


@kernel
def noise_of(shot: Any, station: Any, shared: bool) -> tuple[float, float, float]:
    """R (xx, xy, yy) of a plot: with the error that the plots of the radar share where others see the track too."""
    if not shared:
        return float(shot.rxx), float(shot.rxy), float(shot.ryy)
    bxx, bxy, byy = bias_of(shot, station)
    return shot.rxx + bxx, shot.rxy + bxy, shot.ryy + byy


@kernel
def compare(
    track: Any, shot: Any, station: Any, shared: bool, stretched: bool, terms: Any
) -> tuple[bool, float, float, float, float]:
    """Whether a plot is inside the gate, the logarithm of its density, and the R (xx, xy, yy) to use with it.

    A plot with the track's own address may lie outside the gate if `stretched`, up to STRETCH times the distance:
    reports come late, antennas are mistaken. Then R is raised until it lies on the gate, so that it pulls no more than
    one that does. Where it is not, it is a claim on a track that a radar sees: it must lie within `claim_gate`.
    """
    t = shot.time_s - shot.late_s - track.time_s
    rxx, rxy, ryy = noise_of(shot, station, shared)
    d2, value = fit(track, shot.x_m, shot.y_m, rxx, rxy, ryy, t)
    if d2 < (terms.gate if stretched else terms.claim_gate):
        return True, value, rxx, rxy, ryy
    if not stretched or shot.address == 0 or shot.address != track.address or d2 > STRETCH * STRETCH * terms.gate:
        return False, value, rxx, rxy, ryy
    more, Pc = d2 / terms.gate, track.Pc
    rxx = more * rxx + (more - 1.0) * (Pc[0] + t * (2.0 * Pc[2] + t * Pc[7]))
    rxy = more * rxy + (more - 1.0) * (Pc[1] + t * (Pc[3] + Pc[5] + t * Pc[8]))
    ryy = more * ryy + (more - 1.0) * (Pc[4] + t * (2.0 * Pc[6] + t * Pc[9]))
    _, value = fit(track, shot.x_m, shot.y_m, rxx, rxy, ryy, t)
    return True, value, rxx, rxy, ryy


@kernel
def bucket(shots: Rows, begin: int, end: int) -> tuple[int, F8, Ints, Ints, F8]:
    """Plots begin..end in some four cells each: (side, [x0, y0, cell_x, cell_y, x1, y1], start, order, places).

    Cell (a, b) holds plots order[start[a * side + b]:start[a * side + b + 1]]; `places` (n, 2) are their x_m and y_m.
    """
    n = end - begin
    side = int(2.0 * math.sqrt(n)) + 1
    box = np.empty(6)
    box[0], box[1], box[4], box[5] = shots[begin].x_m, shots[begin].y_m, shots[begin].x_m, shots[begin].y_m
    for j in range(begin, end):
        x_m, y_m = shots[j].x_m, shots[j].y_m
        box[0], box[4] = min(box[0], x_m), max(box[4], x_m)
        box[1], box[5] = min(box[1], y_m), max(box[5], y_m)
    box[2], box[3] = (box[4] - box[0]) / side + 1e-3, (box[5] - box[1]) / side + 1e-3
    start = np.zeros(side * side + 2, np.int64)
    cell = np.empty(n, np.int64)
    for k in range(n):
        shot = shots[begin + k]
        cell[k] = int((shot.x_m - box[0]) / box[2]) * side + int((shot.y_m - box[1]) / box[3])
        start[cell[k] + 2] += 1
    for k in range(side * side):
        start[k + 2] += start[k + 1]
    order, places = np.empty(n, np.int64), np.empty((n, 2))
    for k in range(n):
        at = start[cell[k] + 1]
        order[at] = begin + k
        places[at, 0], places[at, 1] = shots[begin + k].x_m, shots[begin + k].y_m
        start[cell[k] + 1] += 1
    return side, box, start, order, places


@kernel
def reaches(spots: F8, high: int, box: F8, middle_s: float, half_s: float, noise: float, noise_m2: float,
            reach: float) -> tuple[F8, Bools]:  # fmt: skip
    """Of each slot, at `middle_s` and for `half_s` around it: ([x, y, half width, half height] (4, high) of the box in
    which plots may be its own, whether that touches `box`).

    `reach` is the gate in sigmas, `noise` the largest of motion in m^2/s^3, `noise_m2` the largest of a plot. One
    pass without branches over columns, so that it runs over several slots at a time.
    """
    at, touches = np.empty((4, high)), np.empty(high, np.bool_)
    for i in range(high):
        dt = middle_s - spots[TIME, i]
        ahead = abs(dt)
        px, py = spots[X, i] + dt * spots[VX, i], spots[Y, i] + dt * spots[VY, i]
        more = ahead * spots[SV, i] + math.sqrt(noise * ahead * ahead * ahead / 3.0 + noise_m2)
        unsure = half_s * reach * spots[SV, i]
        wide = 1.0 if spots[CODE, i] == 0.0 else STRETCH
        hx = wide * (reach * (spots[SX, i] + more) + half_s * abs(spots[VX, i]) + unsure)
        hy = wide * (reach * (spots[SY, i] + more) + half_s * abs(spots[VY, i]) + unsure)
        at[0, i], at[1, i], at[2, i], at[3, i] = px, py, hx, hy
        touches[i] = (
            (spots[SX, i] >= 0.0)
            & (px + hx >= box[0])
            & (px - hx <= box[4])
            & (py + hy >= box[1])
            & (py - hy <= box[5])
        )
    return at, touches


@kernel
def gate(
    state: State, shots: Rows, terms: Any, begin: int, end: int, s: int, density: F8
) -> tuple[int, Ints, Ints, Ints, F8]:
    """Edges of sensor s's plots begin..end with the tracks.

    (count, slots, first edge of each, plot of each edge, its logarithm); `density` (plots,) is lambda. Tracks with a
    plot nearby are predicted to its time.
    """
    station, spots = state.stations[s], state.spots
    side, box, start, order, places = bucket(shots, begin, end)
    first_s, last_s, widest = shots[begin].time_s, shots[end - 1].time_s, 0.0
    for j in range(begin, end):
        bxx, _, byy = bias_of(shots[j], station)
        widest = max(widest, shots[j].rxx + bxx, shots[j].ryy + byy)
    noise = 0.0
    for m in range(terms.motion_noise.shape[0]):
        noise = max(noise, terms.motion_noise[m])
    log_odds = np.empty(end - begin)
    for j in range(begin, end):
        log_odds[j - begin] = math.log(detection_of(station, shots[j].region, terms) / density[j - begin])
    high = state.counters[HIGH]
    at, touches = reaches(
        spots, high, box, 0.5 * (first_s + last_s), 0.5 * (last_s - first_s), noise, widest, math.sqrt(terms.gate)
    )
    slots, first_edge = np.empty(high, np.int64), np.empty(high + 1, np.int64)
    edge_plot, edge_log = no_edges(4 * (end - begin) + 64)
    count, edges = 0, 0
    first_edge[0] = 0
    for i in range(high):
        if not touches[i]:
            continue
        px, py, hx, hy = at[0, i], at[1, i], at[2, i], at[3, i]
        a0 = min(max(int((px - hx - box[0]) / box[2]), 0), side - 1)
        a1 = min(max(int((px + hx - box[0]) / box[2]), 0), side - 1)
        b0 = min(max(int((py - hy - box[1]) / box[3]), 0), side - 1)
        b1 = min(max(int((py + hy - box[1]) / box[3]), 0), side - 1)
        nearest, least = -1, 1e300
        for a in range(a0, a1 + 1):
            for k in range(start[a * side + b0], start[a * side + b1 + 1]):
                dx, dy = places[k, 0] - px, places[k, 1] - py
                if abs(dx) <= hx and abs(dy) <= hy and dx * dx + dy * dy < least:
                    nearest, least = order[k], dx * dx + dy * dy
        if nearest < 0:
            continue
        track = state.rows[i]
        ahead_s = shots[nearest].time_s - track.time_s
        if ahead_s > 0.0:
            predict(track, ahead_s, terms)
            track.time_s = shots[nearest].time_s
            place(spots, i, track)
        if (station.claiming and track.distrust_s > first_s) or 0.0 < track.held_s < first_s:
            continue
        xc, shared = track.xc, is_shared(track, station, s, first_s)
        stretched = not (station.claiming and seen_by_radar(track, state.stations, first_s))
        for a in range(a0, a1 + 1):
            for k in range(start[a * side + b0], start[a * side + b1 + 1]):
                if abs(places[k, 0] - px) > hx or abs(places[k, 1] - py) > hy:
                    continue
                shot = shots[order[k]]
                t = shot.time_s - track.time_s
                if shot.simulated != track.simulated:
                    continue
                inside, value, rxx, _, ryy = compare(track, shot, station, shared, stretched, terms)
                if not inside:
                    continue
                if track.hits == 1:
                    dx, dy = shot.x_m - xc[0] - t * xc[2], shot.y_m - xc[1] - t * xc[3]
                    reach_m = terms.speed_limit_mps * abs(shot.time_s - track.updated_s)
                    reach_m += 3.0 * math.sqrt(2.0 * (rxx + ryy))
                    if dx * dx + dy * dy > reach_m * reach_m:
                        continue
                value += log_odds[order[k] - begin]
                value += log_agreement(track, shot, terms) + log_height_agreement(track, shot, terms)
                if edges == edge_plot.shape[0]:
                    edge_plot, edge_log = doubled(edge_plot, edge_log)
                edge_plot[edges], edge_log[edges] = order[k], value
                edges += 1
        slots[count] = i
        count += 1
        first_edge[count] = edges
    return count, slots, first_edge, edge_plot, edge_log
