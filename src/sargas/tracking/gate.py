"""Which plots could be which tracks: the sparse edges inside the gates, found by the grid of `sargas.tracking.grid`.

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

from sargas.geo.kernel import kernel, leaf
from sargas.geo.polar import ASSUMED_HEIGHT_M
from sargas.tracking.births import answered, log_answer, log_second
from sargas.tracking.claims import log_agreement, log_height_agreement
from sargas.tracking.existence import detection_of
from sargas.tracking.features import log_features
from sargas.tracking.grid import SIDE, addresses_of, bucket, find_own, surroundings
from sargas.tracking.motion import predict
from sargas.tracking.presumed import doubt_of
from sargas.tracking.rows import F8, HIGH, Bools, Ints, Rows
from sargas.tracking.slant import at_height, place_of, tells_height
from sargas.tracking.state import (
    CODE,
    HEIGHT,
    SIGN,
    SV,
    SX,
    SY,
    TIME,
    VX,
    VY,
    State,
    X,
    Y,
    place,
)
from sargas.tracking.trust import is_taken, seen_by_radar
from sargas.tracking.update import bias_of, fit, may_fit, place_covariance

SHARED_S = 60.0
"""A track has plots of several sensors when they came within this time."""
STRETCH = 4.0
"""See `compare`."""


@leaf
def is_shared(track: Any, station: Any, s: int, time_s: float) -> bool:
    """Whether sensors other than s, which is a radar, saw the track lately."""
    if station.sited:
        for k in range(track.contributor.shape[0]):
            if track.contributor_s[k] > max(time_s - SHARED_S, 0.0) and track.contributor[k] != s:
                return True
    return False


@leaf
def measured(track: Any, shot: Any, station: Any, shared: bool) -> tuple[float, float, float, float, float]:
    """Place and R (x, y, xx, xy, yy) of a plot as the track's: with the error that the plots of the radar share where
    others see the track too. The first to tell a height, of a track that this radar alone sees, is put where those
    before it were that told none.
    """
    x, y, rxx, rxy, ryy = place_of(track, shot, station)
    if not shared:
        if tells_height(track, shot, station):
            x, y = at_height(x, y, float(shot.height_m), ASSUMED_HEIGHT_M, station)
        return x, y, rxx, rxy, ryy
    bxx, bxy, byy = bias_of(shot, station)
    dxx, dxy, dyy = doubt_of(track, shot, station)
    return x, y, rxx + bxx + dxx, rxy + bxy + dxy, ryy + byy + dyy


@leaf
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
    more = d2 / terms.gate
    pxx, pxy, pyy = place_covariance(track.Pc, t)
    rxx, rxy, ryy = more * rxx + (more - 1.0) * pxx, more * rxy + (more - 1.0) * pxy, more * ryy + (more - 1.0) * pyy
    _, value = fit(track, x, y, rxx, rxy, ryy, t)
    return True, value, (x, y, rxx, rxy, ryy)


@leaf
def reach_of(spots: F8, high: int, box: F8, when: F8, noise: F8, at: F8, touches: Any) -> None:
    """Of each slot: `at` (4, high), [x, y, half width, half height] of the box in which plots may be its own; `touches`
    (high,), 1 where that touches `box`.

    `when` [middle, half of the time of the plots], `noise` [the largest of motion in m^2/s^3, of a plot in m^2, the
    gate in sigmas].

    One pass without branches over columns, so that it runs over several slots at a time.
    """
    middle_s, half_s, motion, plot_m2, reach = when[0], when[1], noise[0] / 3.0, noise[1], noise[2]
    x0, y0, x1, y1 = box[0], box[1], box[4], box[5]
    for i in range(high):
        dt = middle_s - spots[TIME, i]
        ahead = abs(dt)
        px, py = spots[X, i] + dt * spots[VX, i], spots[Y, i] + dt * spots[VY, i]
        more = ahead * spots[SV, i] + math.sqrt(motion * ahead * ahead * ahead + plot_m2) + half_s * spots[SV, i]
        hx = reach * (spots[SX, i] + more) + half_s * abs(spots[VX, i])
        hy = reach * (spots[SY, i] + more) + half_s * abs(spots[VY, i])
        at[0, i], at[1, i], at[2, i], at[3, i] = px, py, hx, hy
        inside = (spots[SX, i] >= 0.0) & (px + hx >= x0) & (px - hx <= x1) & (py + hy >= y0) & (py - hy <= y1)
        touches[i] = np.uint8(inside)


@leaf
def mark_own(spots: F8, high: int, signs: Ints, touches: Any) -> None:
    """2 more in `touches` (high,) where a plot may have the address of the track, by the bits of `signs` (64,)."""
    for i in range(high):
        sign = np.int64(spots[SIGN, i])
        touches[i] |= np.uint8(2 * ((signs[sign >> 6] >> (sign & 63)) & 1))


@leaf
def reach_further(spots: F8, high: int, box: F8, station: Any, at: F8, touches: Any) -> None:
    """`reach_of` where plots have no height (`sargas.tracking.slant`): of a track that is higher than they are assumed,
    they are put further from the site, by no more than its slant range is than the way over the ground.
    """
    x, y, above_m = station.x_m, station.y_m, station.height_m
    x0, y0, x1, y1 = box[0], box[1], box[4], box[5]
    for i in range(high):
        rise_m = spots[HEIGHT, i] - above_m if spots[HEIGHT, i] > ASSUMED_HEIGHT_M else 0.0
        away_m2 = (at[0, i] - x) * (at[0, i] - x) + (at[1, i] - y) * (at[1, i] - y)
        more = math.sqrt(away_m2 + rise_m * rise_m) - math.sqrt(away_m2)
        px, py, hx, hy = at[0, i], at[1, i], at[2, i] + more, at[3, i] + more
        at[2, i], at[3, i] = hx, hy
        inside = (spots[SX, i] >= 0.0) & (px + hx >= x0) & (px - hx <= x1) & (py + hy >= y0) & (py - hy <= y1)
        touches[i] |= np.uint8(inside)


@leaf
def sift(
    at: F8, touches: Any, box: F8, per_m: F8, near: Bools, codes: F8, table: F8, candidates: Ints, own: Ints
) -> int:
    """Count of `candidates`, the slots that may have plots, each with its `own` plot as `find_own` says."""
    count, last = 0, SIDE - 1
    wide, high = 1.0 / per_m[0], 1.0 / per_m[1]
    for i in range(touches.shape[0]):
        if touches[i] == 0:
            continue
        plot = find_own(table, codes[i]) if touches[i] > 1 and codes[i] != 0.0 else -1
        if plot < 0:
            if touches[i] == 2:
                continue
            if at[2, i] <= wide and at[3, i] <= high:
                a = min(max(int((at[0, i] - box[0]) * per_m[0]), 0), last)
                b = min(max(int((at[1, i] - box[1]) * per_m[1]), 0), last)
                if not near[a * SIDE + b]:
                    continue
        candidates[count], own[count] = i, plot
        count += 1
    return count


@leaf
def nearest_plot(
    at: F8, i: int, own: int, shots: Rows, side: int, box: F8, start: Ints, order: Ints, places: F8, k: int, cells: Ints
) -> tuple[int, int]:
    """(plot nearest to slot i of those that may be its own, -1 none; how many those are).

    `cells[k]` (4,) gets the cells [a0 a1 b0 b1] in which they are.
    """
    px, py, hx, hy = at[0, i], at[1, i], at[2, i], at[3, i]
    per_x, per_y = 1.0 / box[2], 1.0 / box[3]
    cells[k, 0] = min(max(int((px - hx - box[0]) * per_x), 0), side - 1)
    cells[k, 1] = min(max(int((px + hx - box[0]) * per_x), 0), side - 1)
    cells[k, 2] = min(max(int((py - hy - box[1]) * per_y), 0), side - 1)
    cells[k, 3] = min(max(int((py + hy - box[1]) * per_y), 0), side - 1)
    nearest, least, inside = -1, 1e300, 0
    if own >= 0:
        dx, dy = shots[own].x_m - px, shots[own].y_m - py
        if abs(dx) <= STRETCH * hx and abs(dy) <= STRETCH * hy:
            nearest, least, inside = own, dx * dx + dy * dy, 1
    for a in range(cells[k, 0], cells[k, 1] + 1):
        for q in range(start[a * side + cells[k, 2]], start[a * side + cells[k, 3] + 1]):
            dx, dy = places[q, 0] - px, places[q, 1] - py
            if abs(dx) <= hx and abs(dy) <= hy:
                inside += 1
                if dx * dx + dy * dy < least:
                    nearest, least = order[q], dx * dx + dy * dy
    return nearest, inside


@kernel
def gate(
    state: State, shots: Rows, terms: Any, begin: int, end: int, s: int, density: F8
) -> tuple[int, Ints, Ints, Ints, F8]:
    """Edges of sensor s's plots begin..end with the tracks.

    (count, slots, first edge of each, plot of each edge, its logarithm); `density` (plots,) is lambda. Tracks with a
    plot nearby are predicted to its time.
    """
    rows, spots, stations = state.rows, state.spots, state.stations
    station, high = stations[s], state.counters[HIGH]
    side, box, start, order, places = bucket(shots, begin, end, station)
    first_s, last_s, widest, flat, raised = shots[begin].time_s, shots[end - 1].time_s, 0.0, False, False
    log_odds = np.empty(end - begin)
    for j in range(begin, end):
        flat, raised = flat or shots[j].slant_m > 0.0, raised or shots[j].slant_m == 0.0
        seen = detection_of(station, shots[j].region, answered(shots[j]), terms)
        log_odds[j - begin] = math.log(seen / density[j - begin])
        if station.radar >= 0:
            log_odds[j - begin] += log_features(shots[j], station)
    noise = 0.0
    for m in range(terms.motion_noise.shape[0]):
        noise = max(noise, terms.motion_noise[m])
    when = np.array([0.5 * (first_s + last_s), 0.5 * (last_s - first_s)])
    at, touches = np.empty((4, high)), np.empty(high, np.uint8)
    for k in range(end - begin):
        widest = max(widest, places[k, 2], places[k, 3])
    table, signs = addresses_of(shots, begin, end)
    reach_of(spots, high, box, when, np.array([noise, widest, math.sqrt(terms.gate)]), at, touches)
    if signs.any():
        mark_own(spots, high, signs, touches)
    if flat:
        reach_further(spots, high, box, station, at, touches)
    per_m, near = surroundings(places, box)
    candidates, own = np.empty(high, np.int64), np.empty(high, np.int64)
    found = sift(at, touches, box, per_m, near, spots[CODE], table, candidates, own)
    slots, nearest, cells = np.empty(found, np.int64), np.empty(found, np.int64), np.empty((found, 4), np.int64)
    count, most = 0, 0
    for k in range(found):
        plot, inside = nearest_plot(at, candidates[k], own[k], shots, side, box, start, order, places, count, cells)
        if plot >= 0:
            slots[count], nearest[count], own[count] = candidates[k], plot, own[k]
            # One more for its own plot, which may have an edge though it lies further out.
            count, most = count + 1, most + inside + int(own[k] >= 0)
    first_edge, edge_plot, edge_log = np.empty(count + 1, np.int64), np.empty(most, np.int64), np.empty(most)
    kept, first_edge[0] = 0, 0
    for k in range(count):
        i = slots[k]
        track = rows[i]
        ahead_s = shots[nearest[k]].time_s - track.time_s
        if ahead_s > 0.0:
            predict(track, ahead_s, terms)
            track.time_s = shots[nearest[k]].time_s
            place(spots, i, track)
        if (station.claiming and track.distrust_s > first_s) or 0.0 < track.held_s < first_s:
            continue
        edges = first_edge[kept]
        shared = is_shared(track, station, s, first_s)
        # Plots without a height are compared where the track's puts them, and the other way round.
        placed = not flat if track.height_source != 0 else not (raised or shared)
        stretched = not (station.claiming and seen_by_radar(track, stations, first_s))
        for a in range(cells[k, 0], cells[k, 1] + 1):
            for q in range(start[a * side + cells[k, 2]], start[a * side + cells[k, 3] + 1]):
                j = order[q]
                if j == own[k] or abs(places[q, 0] - at[0, i]) > at[2, i] or abs(places[q, 1] - at[1, i]) > at[3, i]:
                    continue
                if placed and not may_fit(track, places[q], max(terms.gate, terms.claim_gate)):
                    continue
                if edge(state, track, shots[j], station, shared, stretched, terms, edge_log, edges):
                    edge_plot[edges] = j
                    edge_log[edges] += log_odds[j - begin]
                    edges += 1
        if own[k] >= 0 and edge(state, track, shots[own[k]], station, shared, stretched, terms, edge_log, edges):
            edge_plot[edges] = own[k]
            edge_log[edges] += log_odds[own[k] - begin]
            edges += 1
        slots[kept] = i
        kept += 1
        first_edge[kept] = edges
    return kept, slots, first_edge, edge_plot, edge_log


@leaf
def edge(
    state: State, track: Any, shot: Any, station: Any, shared: bool, stretched: bool, terms: Any, edge_log: F8, at: int
) -> bool:
    """Whether a plot may be the track's; `edge_log[at]` is ln(f c) then."""
    if shot.simulated != track.simulated:
        return False
    inside, value, (x, y, rxx, rxy, ryy) = compare(track, shot, station, shared, stretched, terms)
    if not inside:
        return False
    if track.hits == 1:
        t = shot.time_s - track.time_s
        dx, dy = x - track.xc[0] - t * track.xc[2], y - track.xc[1] - t * track.xc[3]
        reach_m = terms.speed_limit_mps * abs(shot.time_s - track.updated_s) + 3.0 * math.sqrt(2.0 * (rxx + ryy))
        if dx * dx + dy * dy > reach_m * reach_m:
            return False
        # Whose address another track has, whether it reached it or not, is no second plot of an echo.
        if shot.address != 0 and shot.address != track.address and is_taken(state, shot):
            return False
        if station.radar >= 0 and state.stations[track.seed_sensor[0]].radar >= 0:
            value = log_second(track, shot, station, dx, dy, rxx, rxy, ryy, terms)
    if station.radar >= 0:
        value += log_answer(track, shot)
    edge_log[at] = value + log_agreement(track, shot, terms) + log_height_agreement(track, shot, station, terms)
    return True
