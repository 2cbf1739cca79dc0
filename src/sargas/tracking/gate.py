"""Which plots could be which tracks: a grid over the plots of a slice, and the sparse edges inside the gates.

An edge of track i and plot j carries ln(P_D f(z_j) c / lambda_j): how much more likely the plot is the track's than a
false one, f the density of the predicted position, c the factor of claims and heights, lambda the density of false
plots. Gate: squared Mahalanobis distance under the mixture (Bar-Shalom and Li, Multitarget-Multisensor Tracking, 1995,
eq. 2.3.2-1). Letters as in `sargas.tracking.rows`.

A track is predicted, in place, to the time of the plot nearest to it; the other plots of the slice are compared at
their own times (t of `sargas.tracking.update`). Where a track has plots of several radars, the error that all plots of
one radar share is added to R: unlike biases must not split a track, and must not be averaged away.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel
from sargas.tracking.claims import log_agreement, log_height_agreement
from sargas.tracking.motion import predict
from sargas.tracking.rows import F8, Ints, Rows
from sargas.tracking.update import log_likelihood

SHARED_S = 60.0
"""A track has plots of several sensors when they came within this time."""
STRETCH = 4.0
"""See `distance_of`."""


@kernel
def bias_of(shot: Any, station: Any) -> tuple[float, float, float]:
    """Covariance (xx, xy, yy) of the error that the plots of a radar share, at a plot."""
    x_m, y_m = shot.x_m - station.x_m, shot.y_m - station.y_m
    along = station.bias_range_m * station.bias_range_m / (x_m * x_m + y_m * y_m + 1.0)
    across = station.bias_azimuth_rad * station.bias_azimuth_rad
    return (
        along * x_m * x_m + across * y_m * y_m,
        (along - across) * x_m * y_m,
        along * y_m * y_m + across * x_m * x_m,
    )


@kernel
def covariance_of(track: Any, shot: Any, station: Any, s: int) -> tuple[float, float, float]:
    """R (xx, xy, yy) of a plot of sensor s for a track: with the shared error where others see the track too."""
    rxx, rxy, ryy = shot.rxx, shot.rxy, shot.ryy
    if station.sited:
        for k in range(track.contributor.shape[0]):
            if track.contributor_s[k] > max(shot.time_s - SHARED_S, 0.0) and track.contributor[k] != s:
                bxx, bxy, byy = bias_of(shot, station)
                return rxx + bxx, rxy + bxy, ryy + byy
    return rxx, rxy, ryy


@kernel
def distance_of(track: Any, shot: Any, station: Any, s: int, terms: Any) -> tuple[float, float, float, float]:
    """Squared Mahalanobis distance of a plot, and the R (xx, xy, yy) to use with it.

    A plot with the track's own address may lie outside the gate, up to STRETCH times the distance: reports come late,
    antennas are mistaken. Then R is raised until it lies on the gate, so that it pulls no more than one that does.
    """
    xc, Pc = track.xc, track.Pc
    t = shot.time_s - track.time_s
    dx, dy = shot.x_m - xc[0] - t * xc[2], shot.y_m - xc[1] - t * xc[3]
    rxx, rxy, ryy = covariance_of(track, shot, station, s)
    s00 = Pc[0] + t * (2.0 * Pc[2] + t * Pc[7]) + rxx
    s01 = Pc[1] + t * (Pc[3] + Pc[5] + t * Pc[8]) + rxy
    s11 = Pc[4] + t * (2.0 * Pc[6] + t * Pc[9]) + ryy
    d2 = (s11 * dx * dx - 2.0 * s01 * dx * dy + s00 * dy * dy) / (s00 * s11 - s01 * s01)
    if d2 >= terms.gate and shot.address != 0 and shot.address == track.address and d2 < STRETCH * STRETCH * terms.gate:
        more = d2 / terms.gate - 1.0
        return 0.999 * terms.gate, rxx + more * s00, rxy + more * s01, ryy + more * s11
    return d2, rxx, rxy, ryy


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
    tracks: Rows, stations: Rows, shots: Rows, terms: Any, high: int, begin: int, end: int, s: int, density: F8
) -> tuple[int, Ints, Ints, Ints, F8]:
    """Edges of sensor s's plots begin..end with the tracks in slots below `high`.

    (count, slots, first edge of each, plot of each edge, its logarithm); `density` (plots,) is lambda. Tracks with a
    plot nearby are predicted to its time.
    """
    station = stations[s]
    side, box, start, order = bucket(shots, begin, end)
    first_s, last_s, widest = shots[begin].time_s, shots[end - 1].time_s, 0.0
    for j in range(begin, end):
        bxx, _, byy = bias_of(shots[j], station)
        widest = max(widest, shots[j].rxx + bxx, shots[j].ryy + byy)
    middle_s, half_s = 0.5 * (first_s + last_s), 0.5 * (last_s - first_s)
    noise = 0.0
    for m in range(terms.motion_noise.shape[0]):
        noise = max(noise, terms.motion_noise[m])
    log_pd = math.log(station.detection_probability)
    slots, first_edge = np.empty(high, np.int64), np.empty(high + 1, np.int64)
    capacity = 4 * (end - begin) + 64
    edge_plot, edge_log = np.empty(capacity, np.int64), np.empty(capacity)
    count, edges = 0, 0
    first_edge[0] = 0
    for i in range(high):
        track = tracks[i]
        if not track.alive:
            continue
        xc, Pc = track.xc, track.Pc
        dt = middle_s - track.time_s
        grown = noise * abs(dt * dt * dt) / 3.0 + widest
        px, py = xc[0] + dt * xc[2], xc[1] + dt * xc[3]
        hx = math.sqrt(terms.gate * (Pc[0] + dt * (2.0 * Pc[2] + dt * Pc[7]) + grown))
        hy = math.sqrt(terms.gate * (Pc[4] + dt * (2.0 * Pc[6] + dt * Pc[9]) + grown))
        if half_s > 0.0:
            hx += half_s * (abs(xc[2]) + math.sqrt(terms.gate * Pc[7]))
            hy += half_s * (abs(xc[3]) + math.sqrt(terms.gate * Pc[9]))
        if track.address != 0:
            hx, hy = STRETCH * hx, STRETCH * hy
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
        ahead_s = shots[nearest].time_s - track.time_s
        if ahead_s > 0.0:
            predict(track, ahead_s, terms)
            track.time_s = shots[nearest].time_s
        for a in range(a0, a1 + 1):
            for k in range(start[a * side + b0], start[a * side + b1 + 1]):
                shot = shots[order[k]]
                t = shot.time_s - track.time_s
                dx, dy = shot.x_m - xc[0] - t * xc[2], shot.y_m - xc[1] - t * xc[3]
                if abs(dx) > 2.0 * hx or abs(dy) > 2.0 * hy or shot.simulated != track.simulated:
                    continue
                d2, rxx, rxy, ryy = distance_of(track, shot, station, s, terms)
                if d2 >= terms.gate:
                    continue
                if track.hits == 1:
                    reach_m = terms.speed_limit_mps * abs(shot.time_s - track.updated_s)
                    reach_m += 3.0 * math.sqrt(2.0 * (rxx + ryy))
                    if dx * dx + dy * dy > reach_m * reach_m:
                        continue
                value = log_likelihood(track, shot.x_m, shot.y_m, rxx, rxy, ryy, t)
                value += log_pd - math.log(density[order[k] - begin])
                value += log_agreement(track, shot, terms) + log_height_agreement(track, shot, terms)
                if edges == capacity:
                    capacity *= 2
                    more_plot, more_log = np.empty(capacity, np.int64), np.empty(capacity)
                    for e in range(edges):
                        more_plot[e], more_log[e] = edge_plot[e], edge_log[e]
                    edge_plot, edge_log = more_plot, more_log
                edge_plot[edges], edge_log[edges] = order[k], value
                edges += 1
        slots[count] = i
        count += 1
        first_edge[count] = edges
    return count, slots, first_edge, edge_plot, edge_log
