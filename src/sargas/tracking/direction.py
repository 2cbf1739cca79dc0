"""Directions without range: what a bearing says of a track.

A bearing is of the point that light or sound came from. Sound takes tau to come from there: with the track at x now,
moving with v through air that moves with w, the ear at s hears the direction of q = x - v tau + w tau with |q - s| =
c tau (`sargas.sensing.sound`). With u the unit vector to q and a = (q_y, -q_x) / |q|^2 the gradient of its azimuth,
  H = [h  t h],  h = a - (a.v') u / (c + u.v'),  v' = v - w,  t = time of the plot - time of the state - tau,
for tau grows with the distance. The error of a bearing grows by what is not known of the air: temperature makes tau
wrong by the part `air_sigma`, cross wind turns the wave front by sigma_w / c. Letters as in `sargas.tracking.rows`.
Update: extended Kalman filter with a scalar measurement (Bar-Shalom, Li and Kirubarajan 2001, 10.3.3).
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.tracking.assignment import doubled, no_edges
from sargas.tracking.motion import combine, predict
from sargas.tracking.rows import F8, HIGH, Bools, Ints, Rows
from sargas.tracking.state import SV, SX, SY, TIME, VX, VY, State, X, Y, place
from sargas.tracking.update import LEAST_MODEL, normalise

_NEAREST_M = 50.0
"""Closer than this a direction says nothing."""


@leaf
def delay_of(track: Any, shot: Any, station: Any) -> float:
    """tau of the mixture, s; 0 for light."""
    c = station.sound_mps
    if c == 0.0:
        return 0.0
    t = shot.time_s - track.time_s
    vx, vy = track.xc[2] - station.air_x_mps, track.xc[3] - station.air_y_mps
    px, py = track.xc[0] + t * track.xc[2] - shot.x_m, track.xc[1] + t * track.xc[3] - shot.y_m
    a, b = c * c - vx * vx - vy * vy, px * vx + py * vy
    if a <= 0.0:
        return float(math.hypot(px, py) / c)
    return float((math.sqrt(max(b * b + a * (px * px + py * py), 0.0)) - b) / a)


@leaf
def spread(P: F8, hx: float, hy: float, t: float) -> tuple[float, float, float, float]:
    """P H' (4,) of H = [h_x h_y t h_x t h_y]; P (10,)."""
    return (
        P[0] * hx + P[1] * hy + t * (P[2] * hx + P[3] * hy),
        P[1] * hx + P[4] * hy + t * (P[5] * hx + P[6] * hy),
        P[2] * hx + P[5] * hy + t * (P[7] * hx + P[8] * hy),
        P[3] * hx + P[6] * hy + t * (P[8] * hx + P[9] * hy),
    )


@leaf
def seen(track: Any, m: int, shot: Any, station: Any, tau_s: float) -> tuple[float, float, float, float, float, float]:
    """For motion model m: (innovation in radians, its variance S, h_x, h_y, t, distance in metres)."""
    c = station.sound_mps
    t = shot.time_s - track.time_s - tau_s
    vx, vy = track.x[m, 2], track.x[m, 3]
    wx, wy = vx - station.air_x_mps, vy - station.air_y_mps
    qx = track.x[m, 0] + t * vx + station.air_x_mps * tau_s - shot.x_m
    qy = track.x[m, 1] + t * vy + station.air_y_mps * tau_s - shot.y_m
    d2 = max(qx * qx + qy * qy, _NEAREST_M * _NEAREST_M)
    d = math.sqrt(d2)
    hx, hy = qy / d2, -qx / d2
    variance = float(shot.rxx)
    if c > 0.0:
        ux, uy, av = qx / d, qy / d, hx * wx + hy * wy
        hx, hy = hx - av * ux / (c + ux * wx + uy * wy), hy - av * uy / (c + ux * wx + uy * wy)
        across = av * tau_s * station.air_sigma
        variance += across * across + station.wind_m2ps2 / (c * c)
    g0, g1, g2, g3 = spread(track.P[m], hx, hy, t)
    variance += hx * g0 + hy * g1 + t * (hx * g2 + hy * g3)
    variance += hx * hx * track.Pr[0] + 2.0 * hx * hy * track.Pr[1] + hy * hy * track.Pr[2]
    off = shot.bearing_rad - math.atan2(qx, qy)
    off -= 2.0 * math.pi * math.floor(off / (2.0 * math.pi) + 0.5)
    return off, variance, hx, hy, t, d


@leaf
def fit_direction(track: Any, shot: Any, station: Any) -> tuple[float, float, float]:
    """(least squared Mahalanobis distance, logarithm of the density per radian, distance in metres)."""
    tau_s = delay_of(track, shot, station)
    total, least, distance_m = 0.0, 1e300, 0.0
    for m in range(track.mu.shape[0]):
        off, s, _, _, _, d = seen(track, m, shot, station, tau_s)
        least = min(least, off * off / s)
        total += track.mu[m] * math.exp(-0.5 * off * off / s) / math.sqrt(2.0 * math.pi * s)
        distance_m += track.mu[m] * d
    return least, math.log(total + 1e-300), distance_m


@leaf
def correct_direction(track: Any, shot: Any, station: Any) -> None:
    """The track corrected by a bearing."""
    tau_s = delay_of(track, shot, station)
    mu, x, P = track.mu, track.x, track.P
    total = 0.0
    for m in range(mu.shape[0]):
        off, s, hx, hy, t, _ = seen(track, m, shot, station, tau_s)
        g0, g1, g2, g3 = spread(P[m], hx, hy, t)
        k = off / s
        x[m, 0] += g0 * k
        x[m, 1] += g1 * k
        x[m, 2] += g2 * k
        x[m, 3] += g3 * k
        P[m, 0] -= g0 * g0 / s
        P[m, 1] -= g0 * g1 / s
        P[m, 2] -= g0 * g2 / s
        P[m, 3] -= g0 * g3 / s
        P[m, 4] -= g1 * g1 / s
        P[m, 5] -= g1 * g2 / s
        P[m, 6] -= g1 * g3 / s
        P[m, 7] -= g2 * g2 / s
        P[m, 8] -= g2 * g3 / s
        P[m, 9] -= g3 * g3 / s
        mu[m] = mu[m] * math.exp(-0.5 * off * off / s) / math.sqrt(s) + 1e-300
        total += mu[m]
    normalise(mu, total, LEAST_MODEL)
    combine(track)


@leaf
def heard_probability(station: Any, distance_m: float) -> float:
    """P_D of a sensor of directions: a target is less likely heard the further it is."""
    part = min(distance_m / station.range_m, 1.0)
    return float(max(station.detection_probability * (1.0 - part * part), 0.02))


@kernel
def within(spots: F8, high: int, shots: Rows, begin: int, end: int, station: Any, reach: float) -> Bools:
    """Which of the first `high` slots may be within the range of sensor `station` and in one of the directions
    begin..end, (high,).

    `reach` is the gate in sigmas. What sound moves the place that is heard is allowed for.
    """
    near = np.zeros(high, np.bool_)
    first = shots[begin]
    slow = 0.0 if station.sound_mps == 0.0 else 1.0 / station.sound_mps
    air_mps = abs(station.air_x_mps) + abs(station.air_y_mps)
    for j in range(begin, end):
        ux, uy, sigma = math.sin(shots[j].bearing_rad), math.cos(shots[j].bearing_rad), math.sqrt(shots[j].rxx)
        sigma += slow * math.sqrt(station.wind_m2ps2)
        for i in range(high):
            dt = first.time_s - spots[TIME, i]
            px, py = spots[X, i] + dt * spots[VX, i] - first.x_m, spots[Y, i] + dt * spots[VY, i] - first.y_m
            r = math.sqrt(px * px + py * py)
            unsure_m = spots[SX, i] + spots[SY, i] + abs(dt) * spots[SV, i]
            moved_m = 1.5 * r * slow * (abs(spots[VX, i]) + abs(spots[VY, i]) + air_mps)
            # Off the line, or behind the sensor; the sine of an angle is no more than the angle.
            aside_m, along_m = abs(px * uy - py * ux), px * ux + py * uy
            wide_m = reach * (unsure_m + sigma * r) + moved_m
            near[i] |= (
                (spots[SX, i] >= 0.0)
                & (r <= station.range_m + 3.0 * unsure_m)
                & (aside_m <= wide_m)
                & (along_m >= -wide_m)
            )
    return near


@kernel
def gate_directions(
    state: State, shots: Rows, terms: Any, begin: int, end: int, s: int
) -> tuple[int, Ints, Ints, Ints, F8]:
    """Edges of sensor s's bearings begin..end with the tracks, as `sargas.tracking.gate.gate` gives them.

    False bearings are spread evenly over the circle.
    """
    rows, spots, station = state.rows, state.spots, state.stations[s]
    high = state.counters[HIGH]
    slots, first_edge = np.empty(high, np.int64), np.empty(high + 1, np.int64)
    edge_plot, edge_log = no_edges(4 * (end - begin) + 64)
    count, edges = 0, 0
    first_edge[0] = 0
    log_false = math.log(terms.false_bearings_per_look / (2.0 * math.pi))
    first = shots[begin]
    near = within(spots, high, shots, begin, end, station, math.sqrt(terms.gate))
    for i in range(high):
        if not near[i]:
            continue
        track = rows[i]
        if first.time_s > track.time_s and track.simulated == first.simulated:
            predict(track, first.time_s - track.time_s, terms)
            track.time_s = first.time_s
            place(spots, i, track)
        if 0.0 < track.held_s < first.time_s:
            continue
        if track.hits == 1 and state.stations[track.seed_sensor[0]].radar >= 0:
            # A bearing passes over many a lone echo and says of none that it is a target.
            continue
        before = edges
        for j in range(begin, end):
            if shots[j].simulated != track.simulated:
                continue
            d2, value, distance_m = fit_direction(track, shots[j], station)
            if d2 >= terms.gate:
                continue
            value += math.log(heard_probability(station, distance_m)) - log_false
            if edges == edge_plot.shape[0]:
                edge_plot, edge_log = doubled(edge_plot, edge_log)
            edge_plot[edges], edge_log[edges] = j, value
            edges += 1
        if edges > before:
            slots[count] = i
            count += 1
            first_edge[count] = edges
    return count, slots, first_edge, edge_plot, edge_log
