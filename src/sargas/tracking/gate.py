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
from sargas.geo.polar import ASSUMED_HEIGHT_M
from sargas.tracking.assignment import doubled, no_edges
from sargas.tracking.births import answered, log_answer, log_second
from sargas.tracking.claims import log_agreement, log_height_agreement
from sargas.tracking.existence import detection_of
from sargas.tracking.motion import predict
from sargas.tracking.rows import F8, HIGH, Ints, Rows
from sargas.tracking.slant import further_m, place_of
from sargas.tracking.state import State, place
from sargas.tracking.trust import is_taken, seen_by_radar
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
def measured(track: Any, shot: Any, station: Any, shared: bool) -> tuple[float, float, float, float, float]:
    """Place and R (x, y, xx, xy, yy) of a plot as the track's: with the error that the plots of the radar share where
    others see the track too.
    """
    x, y, rxx, rxy, ryy = place_of(track, shot, station)
    if not shared:
        return x, y, rxx, rxy, ryy
    bxx, bxy, byy = bias_of(shot, station)
    return x, y, rxx + bxx, rxy + bxy, ryy + byy


@kernel
def compare(
    track: Any, shot: Any, station: Any, shared: bool, stretched: bool, terms: Any
) -> tuple[bool, float, tuple[float, float, float, float, float]]:
    """Whether a plot is inside the gate, the logarithm of its density, and the place and R (x, y, xx, xy, yy) to use.

    A plot with the track's own address may lie outside the gate if `stretched`, up to STRETCH times the distance:
    reports come late, antennas are mistaken. Then R is raised until it lies on the gate, so that it pulls no more than
    one that does. Where it is not, it is a claim on a track that a radar sees: it must lie within `claim_gate`.
    """
    t = shot.time_s - shot.late_s - track.time_s
    x, y, rxx, rxy, ryy = measured(track, shot, station, shared)
    d2, value = fit(track, x, y, rxx, rxy, ryy, t)
    if d2 < (terms.gate if stretched else terms.claim_gate):
        return True, value, (x, y, rxx, rxy, ryy)
    if not stretched or shot.address == 0 or shot.address != track.address or d2 > STRETCH * STRETCH * terms.gate:
        return False, value, (x, y, rxx, rxy, ryy)
    more, Pc = d2 / terms.gate, track.Pc
    rxx = more * rxx + (more - 1.0) * (Pc[0] + t * (2.0 * Pc[2] + t * Pc[7]))
    rxy = more * rxy + (more - 1.0) * (Pc[1] + t * (Pc[3] + Pc[5] + t * Pc[8]))
    ryy = more * ryy + (more - 1.0) * (Pc[4] + t * (2.0 * Pc[6] + t * Pc[9]))
    _, value = fit(track, x, y, rxx, rxy, ryy, t)
    return True, value, (x, y, rxx, rxy, ryy)


@kernel
def bucket(shots: Rows, begin: int, end: int) -> tuple[int, F8, Ints, Ints]:
    """Plots begin..end in about as many cells: (side, [x0, y0, cell_x, cell_y, x1, y1], start, order).

    Cell (a, b) holds plots order[start[a * side + b]:start[a * side + b + 1]].
    """
    n = end - begin
    side = int(math.sqrt(n)) + 1
    box = np.empty(6)
    box[0], box[1], box[4], box[5] = shots[begin].x_m, shots[begin].y_m, shots[begin].x_m, shots[begin].y_m
    for j in range(begin, end):
        box[0], box[4] = min(box[0], shots[j].x_m), max(box[4], shots[j].x_m)
        box[1], box[5] = min(box[1], shots[j].y_m), max(box[5], shots[j].y_m)
    box[2], box[3] = (box[4] - box[0]) / side + 1e-3, (box[5] - box[1]) / side + 1e-3
    start = np.zeros(side * side + 2, np.int64)
    cell = np.empty(n, np.int64)
    for k in range(n):
        shot = shots[begin + k]
        cell[k] = int((shot.x_m - box[0]) / box[2]) * side + int((shot.y_m - box[1]) / box[3])
        start[cell[k] + 2] += 1
    for k in range(side * side):
        start[k + 2] += start[k + 1]
    order = np.empty(n, np.int64)
    for k in range(n):
        order[start[cell[k] + 1]] = begin + k
        start[cell[k] + 1] += 1
    return side, box, start, order


@kernel
def gate(
    state: State, shots: Rows, terms: Any, begin: int, end: int, s: int, density: F8
) -> tuple[int, Ints, Ints, Ints, F8]:
    """Edges of sensor s's plots begin..end with the tracks.

    (count, slots, first edge of each, plot of each edge, its logarithm); `density` (plots,) is lambda. Tracks with a
    plot nearby are predicted to its time.
    """
    station = state.stations[s]
    side, box, start, order = bucket(shots, begin, end)
    first_s, last_s, widest, flat = shots[begin].time_s, shots[end - 1].time_s, 0.0, False
    for j in range(begin, end):
        flat = flat or shots[j].slant_m > 0.0
        bxx, _, byy = bias_of(shots[j], station)
        widest = max(widest, shots[j].rxx + bxx, shots[j].ryy + byy)
    middle_s, half_s = 0.5 * (first_s + last_s), 0.5 * (last_s - first_s)
    noise = 0.0
    for m in range(terms.motion_noise.shape[0]):
        noise = max(noise, terms.motion_noise[m])
    log_odds = np.empty(end - begin)
    for j in range(begin, end):
        seen = detection_of(station, shots[j].region, answered(shots[j]), terms)
        log_odds[j - begin] = math.log(seen / density[j - begin])
    reach = math.sqrt(terms.gate)
    high = state.counters[HIGH]
    slots, first_edge = np.empty(high, np.int64), np.empty(high + 1, np.int64)
    edge_plot, edge_log = no_edges(4 * (end - begin) + 64)
    count, edges = 0, 0
    first_edge[0] = 0
    for i in range(high):
        spot = state.spots[i]
        if spot.sx_m < 0.0:
            continue
        dt = middle_s - spot.time_s
        ahead = abs(dt)
        px, py = spot.x_m + dt * spot.vx_mps, spot.y_m + dt * spot.vy_mps
        more = ahead * spot.sv_mps + math.sqrt(noise * ahead * ahead * ahead / 3.0 + widest)
        hx, hy = reach * (spot.sx_m + more), reach * (spot.sy_m + more)
        if half_s > 0.0:
            hx += half_s * (abs(spot.vx_mps) + reach * spot.sv_mps)
            hy += half_s * (abs(spot.vy_mps) + reach * spot.sv_mps)
        if spot.address != 0:
            hx, hy = STRETCH * hx, STRETCH * hy
        if flat and spot.height_m > ASSUMED_HEIGHT_M:
            wx, wy = px - station.x_m, py - station.y_m
            away_m = math.sqrt(wx * wx + wy * wy) + 1.0
            further = further_m(away_m, float(spot.height_m), station) / away_m
            hx, hy = hx + further * abs(wx), hy + further * abs(wy)
        if px + hx < box[0] or px - hx > box[4] or py + hy < box[1] or py - hy > box[5]:
            continue
        a0 = min(max(int((px - hx - box[0]) / box[2]), 0), side - 1)
        a1 = min(max(int((px + hx - box[0]) / box[2]), 0), side - 1)
        b0 = min(max(int((py - hy - box[1]) / box[3]), 0), side - 1)
        b1 = min(max(int((py + hy - box[1]) / box[3]), 0), side - 1)
        nearest, least = -1, 1e300
        for a in range(a0, a1 + 1):
            for k in range(start[a * side + b0], start[a * side + b1 + 1]):
                dx, dy = shots[order[k]].x_m - px, shots[order[k]].y_m - py
                if abs(dx) <= hx and abs(dy) <= hy and dx * dx + dy * dy < least:
                    nearest, least = order[k], dx * dx + dy * dy
        if nearest < 0:
            continue
        track = state.rows[i]
        ahead_s = shots[nearest].time_s - track.time_s
        if ahead_s > 0.0:
            predict(track, ahead_s, terms)
            track.time_s = shots[nearest].time_s
            place(state.spots, i, track)
        if (station.claiming and track.distrust_s > first_s) or 0.0 < track.held_s < first_s:
            continue
        xc, shared = track.xc, is_shared(track, station, s, first_s)
        stretched = not (station.claiming and seen_by_radar(track, state.stations, first_s))
        for a in range(a0, a1 + 1):
            for k in range(start[a * side + b0], start[a * side + b1 + 1]):
                shot = shots[order[k]]
                t = shot.time_s - track.time_s
                dx, dy = shot.x_m - xc[0] - t * xc[2], shot.y_m - xc[1] - t * xc[3]
                if abs(dx) > hx or abs(dy) > hy or shot.simulated != track.simulated:
                    continue
                inside, value, (x, y, rxx, rxy, ryy) = compare(track, shot, station, shared, stretched, terms)
                if not inside:
                    continue
                if track.hits == 1:
                    reach_m = terms.speed_limit_mps * abs(shot.time_s - track.updated_s)
                    reach_m += 3.0 * math.sqrt(2.0 * (rxx + ryy))
                    dx, dy = x - xc[0] - t * xc[2], y - xc[1] - t * xc[3]
                    if dx * dx + dy * dy > reach_m * reach_m:
                        continue
                    # Whose address another track has, whether it reached it or not, is no second plot of an echo.
                    if shot.address != 0 and shot.address != track.address and is_taken(state, shot):
                        continue
                    if station.radar >= 0 and state.stations[track.seed_sensor[0]].radar >= 0:
                        value = log_second(track, shot, station, dx, dy, rxx, rxy, ryy, terms)
                value += log_odds[order[k] - begin]
                if station.radar >= 0:
                    value += log_answer(track, shot)
                value += log_agreement(track, shot, terms) + log_height_agreement(track, shot, station, terms)
                if edges == edge_plot.shape[0]:
                    edge_plot, edge_log = doubled(edge_plot, edge_log)
                edge_plot[edges], edge_log[edges] = order[k], value
                edges += 1
        slots[count] = i
        count += 1
        first_edge[count] = edges
    return count, slots, first_edge, edge_plot, edge_log
