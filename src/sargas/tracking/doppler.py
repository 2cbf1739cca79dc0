"""Range rates: what a plot's Doppler says of its track, in the assignment, in the filter and at birth.

A range rate is the derivative of the slant range. With p = x + t v - s from the site to the target on the plane, z the
target's rise above the site's horizon as the target sees it, w its climb and R = sqrt(|p|^2 + z^2),
  r' = (p v + z w) / R,   H = dr'/d[x v] = [h,  p / R + t h],   h = v / R - r' p / R^2,
  z = height - height of the site + |p|^2 / (2 R_earth)    (cosine law; rays are straight, as in `sargas.geo.polar`).
That is horizontal speed along the line of sight times the cosine of the elevation, and climb times its sine. Height is
the plot's or the track's, whichever is surer, or the one assumed in `sargas.geo.polar`; climb is the track's, else 0.
What is unknown of them is in the variance of the innovation, to second order:
  S = H P H' + R_rate + (w/R - r' z/R^2)^2 Z + (z/R)^2 W + (r'/R^2)^2 Z^2 / 2 + Z W / R^2 + (A V + C^2) / R^2,
Z, W the variances of rise and climb; A, V, C of place and velocity across the line of sight and between them, for a
velocity unknown across it turns with the azimuth (Bar-Shalom, Li and Kirubarajan 2001, 10.3.2).
The filter takes it after the position of the same plot, about the state corrected by it (sequential extended Kalman
filter: ibid. 10.3.3; errors of range and of range rate are uncorrelated, which a chirp's would not be).

A range rate that is likelier wrong, a part e of them and even over `rate_span_mps`, than right under any model moves
nothing: folds of the ambiguity and rotor blades must not spoil a position. No plot is refused for it either: in the
assignment it is worth
  ln((1 - e) f(r' | z) / lambda + e),
f its density given the plot's place, e the part of range rates that say nothing, and lambda that of false ones: even
over `rate_span_mps` at first, then learned per radar, in RATES bins, from tentative tracks that came to nothing. So
birds and what sways teach a radar that slow is no evidence there.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.geo.polar import ASSUMED_HEIGHT_M, ASSUMED_SIGMA_HEIGHT_M
from sargas.sensing.horizon import EARTH_RADIUS_M
from sargas.tracking.gate import is_shared, measured
from sargas.tracking.motion import combine
from sargas.tracking.rows import F8, RATES, Ints, Rows
from sargas.tracking.state import State, place
from sargas.tracking.update import LEAST_MODEL, normalise, place_covariance

_NEAREST_M = 50.0
"""Closer than this to the site the line of sight is none."""


@leaf
def has_rates(shots: Rows, begin: int, end: int) -> bool:
    """Whether any of the plots begin..end has a range rate."""
    found = False
    for j in range(begin, end):
        found = found or shots[j].rate_m2ps2 > 0.0
    return found


@leaf
def bin_of(shot: Any, terms: Any) -> int:
    """Bin of RATES of a plot's range rate, the outermost for what is beyond; -1 without one."""
    if shot.rate_m2ps2 == 0.0:
        return -1
    return min(max(int(RATES * (shot.rate_mps / terms.rate_span_mps + 0.5)), 0), RATES - 1)


@leaf
def rise_of(track: Any, shot: Any, station: Any, terms: Any) -> tuple[float, float, float, float]:
    """(height above the site, its variance, climb, its variance): of the plot or the track, or as assumed."""
    high_m, high_m2 = ASSUMED_HEIGHT_M, ASSUMED_SIGMA_HEIGHT_M * ASSUMED_SIGMA_HEIGHT_M
    climb_mps, climb_m2ps2 = 0.0, terms.climb_m2ps2
    if track.height_source != 0:
        h, Ph, dt, q = track.h, track.Ph, shot.time_s - track.height_s, terms.vertical_noise_m2ps3
        own_m2 = Ph[0] + dt * (2.0 * Ph[1] + dt * Ph[2]) + q * abs(dt * dt * dt) / 3.0 + track.height_bias_m2
        if own_m2 < high_m2:
            high_m, high_m2 = h[0] + dt * h[1], own_m2
        if Ph[2] + q * abs(dt) < climb_m2ps2:
            climb_mps, climb_m2ps2 = h[1], Ph[2] + q * abs(dt)
    if shot.height_source != 0 and shot.height_m2 + shot.height_bias_m2 < high_m2:
        high_m, high_m2 = shot.height_m, shot.height_m2 + shot.height_bias_m2
    return high_m - station.height_m, high_m2, climb_mps, climb_m2ps2


@leaf
def rate_seen(
    track: Any, m: int, shot: Any, station: Any, rise: tuple[float, float, float, float]
) -> tuple[float, float, tuple[float, float, float, float]]:
    """For motion model m: (innovation in m/s, its variance without H P H', H); `rise` as of `rise_of`."""
    x, P, t = track.x[m], track.P[m], shot.time_s - track.time_s
    high_m, Z, w, W = rise
    vx, vy = x[2], x[3]
    px, py = x[0] + t * vx - station.x_m, x[1] + t * vy - station.y_m
    d2 = max(px * px + py * py, _NEAREST_M * _NEAREST_M)
    z = high_m + 0.5 * d2 / EARTH_RADIUS_M
    r2 = d2 + z * z
    r = math.sqrt(r2)
    rate = (px * vx + py * vy + z * w) / r
    hx, hy = vx / r - rate * px / r2, vy / r - rate * py / r2
    slope, bend = (w - rate * z / r) / r, rate / r2
    noise = shot.rate_m2ps2 + slope * slope * Z + z * z / r2 * W + 0.5 * bend * bend * Z * Z + Z * W / r2
    noise += hx * hx * track.Pr[0] + 2.0 * hx * hy * track.Pr[1] + hy * hy * track.Pr[2]
    # Across: a = (py, -px) / d.
    A = (py * py * P[0] - 2.0 * px * py * P[1] + px * px * P[4]) / d2
    V = (py * py * P[7] - 2.0 * px * py * P[8] + px * px * P[9]) / d2
    C = (py * py * P[2] - px * py * (P[3] + P[5]) + px * px * P[6]) / d2
    return shot.rate_mps - rate, noise + (A * V + C * C) / r2, (hx, hy, px / r + t * hx, py / r + t * hy)


@leaf
def variance_of(
    P: F8, H: tuple[float, float, float, float], noise: float
) -> tuple[float, tuple[float, float, float, float]]:
    """(S = H P H' + noise, P H')."""
    g = (
        P[0] * H[0] + P[1] * H[1] + P[2] * H[2] + P[3] * H[3],
        P[1] * H[0] + P[4] * H[1] + P[5] * H[2] + P[6] * H[3],
        P[2] * H[0] + P[5] * H[1] + P[7] * H[2] + P[8] * H[3],
        P[3] * H[0] + P[6] * H[1] + P[8] * H[2] + P[9] * H[3],
    )
    return H[0] * g[0] + H[1] * g[1] + H[2] * g[2] + H[3] * g[3] + noise, g


@leaf
def believes_rate(track: Any, shot: Any, station: Any, rise: tuple[float, float, float, float], terms: Any) -> bool:
    """Whether a range rate is likelier the target's, under the model that fits best, than one that says nothing."""
    most = 0.0
    for m in range(track.mu.shape[0]):
        off, noise, H = rate_seen(track, m, shot, station, rise)
        s, _ = variance_of(track.P[m], H, noise)
        most = max(most, math.exp(-0.5 * off * off / s) / math.sqrt(2.0 * math.pi * s))
    wrong: float = terms.rate_wrong_share
    return bool((1.0 - wrong) * most * terms.rate_span_mps > wrong)


@leaf
def correct_rate(track: Any, shot: Any, station: Any, terms: Any) -> None:
    """The track corrected by a plot's range rate; mixture recomputed."""
    rise = rise_of(track, shot, station, terms)
    if not believes_rate(track, shot, station, rise, terms):
        return
    total = 0.0
    for m in range(track.mu.shape[0]):
        off, noise, H = rate_seen(track, m, shot, station, rise)
        nudge(track, m, off, noise, H)
        total += track.mu[m]
    normalise(track.mu, total, LEAST_MODEL)
    combine(track)


@leaf
def nudge(track: Any, m: int, off: float, noise: float, H: tuple[float, float, float, float]) -> None:
    """Motion model m corrected by a scalar innovation; its probability times the likelihood."""
    x, P = track.x[m], track.P[m]
    s, g = variance_of(P, H, noise)
    k = off / s
    for i in range(4):
        x[i] += g[i] * k
    place = 0
    for i in range(4):
        for j in range(i, 4):
            P[place] -= g[i] * g[j] / s
            place += 1
    track.mu[m] = track.mu[m] * math.exp(-0.5 * off * k) / math.sqrt(s) + 1e-300


@leaf
def correct_rates(
    state: State, shots: Rows, terms: Any, slots: Ints, members: Ints, a: int, b: int, taken: Ints, edge_plot: Ints
) -> None:
    """Members a..b of a formation, which have one velocity, each corrected by the range rates of all (see
    `sargas.tracking.formation`).
    """
    for k in range(a, b):
        c = members[k]
        if taken[c] < 0 or shots[edge_plot[taken[c]]].rate_m2ps2 == 0.0:
            continue
        shot, seen = shots[edge_plot[taken[c]]], state.rows[slots[c]]
        station = state.stations[shot.sensor]
        rise = rise_of(seen, shot, station, terms)
        if not believes_rate(seen, shot, station, rise, terms):
            continue
        for m in range(seen.mu.shape[0]):
            off, noise, H = rate_seen(seen, m, shot, station, rise)
            for other in range(a, b):
                nudge(state.rows[slots[members[other]]], m, off, noise, H)
        for other in range(a, b):
            track = state.rows[slots[members[other]]]
            total = 0.0
            for m in range(track.mu.shape[0]):
                total += track.mu[m]
            normalise(track.mu, total, LEAST_MODEL)
            combine(track)
    for k in range(a, b):
        place(state.spots, slots[members[k]], state.rows[slots[members[k]]])


@leaf
def log_rate(track: Any, shot: Any, station: Any, shared: bool, terms: Any) -> float:
    """What the range rate of a plot at its place adds to the value of an edge."""
    rise = rise_of(track, shot, station, terms)
    zx, zy, rxx, rxy, ryy = measured(track, shot, station, shared)
    rxx, rxy, ryy = rxx + track.Pr[0], rxy + track.Pr[1], ryy + track.Pr[2]
    mu, x, P, t = track.mu, track.x, track.P, shot.time_s - track.time_s
    total, density = 1e-300, 0.0
    for m in range(mu.shape[0]):
        off, noise, H = rate_seen(track, m, shot, station, rise)
        s, g = variance_of(P[m], H, noise)
        pxx, pxy, pyy = place_covariance(P[m], t)
        s00, s01, s11 = pxx + rxx, pxy + rxy, pyy + ryy
        dx, dy = zx - x[m, 0] - t * x[m, 2], zy - x[m, 1] - t * x[m, 3]
        det = s00 * s11 - s01 * s01
        weight = math.exp(-0.5 * (s11 * dx * dx - 2.0 * s01 * dx * dy + s00 * dy * dy) / det) * mu[m] / math.sqrt(det)
        # What the place already says of the range rate, by their covariance c. That a member of a formation is off its
        # place says nothing of the velocity, which is of all.
        alone = 1.0 if track.formation < 0 else 0.0
        cx, cy = alone * (g[0] + t * g[2]), alone * (g[1] + t * g[3])
        kx, ky = (s11 * cx - s01 * cy) / det, (s00 * cy - s01 * cx) / det
        off -= kx * dx + ky * dy
        s = max(s - kx * cx - ky * cy, float(shot.rate_m2ps2))
        total += weight
        density += weight * math.exp(-0.5 * off * off / s) / math.sqrt(2.0 * math.pi * s)
    wrong, prior = terms.rate_wrong_share, terms.rate_prior_plots
    false = (station.rates[bin_of(shot, terms)] + prior / RATES) / (station.rated + prior) * RATES / terms.rate_span_mps
    return float(math.log((1.0 - wrong) * density / total / false + wrong))


@leaf
def compare_rates(
    state: State, shots: Rows, terms: Any, first_s: float, s: int, slots: Ints, first_edge: Ints, edge_plot: Ints,
    edge_log: F8, count: int,
) -> None:  # fmt: skip
    """Adds to the edges of sensor s's slice, which begins at `first_s`, what their plots' range rates are worth."""
    station = state.stations[s]
    for c in range(count):
        track = state.rows[slots[c]]
        shared = is_shared(track, station, s, first_s)
        for e in range(first_edge[c], first_edge[c + 1]):
            shot = shots[edge_plot[e]]
            if shot.rate_m2ps2 > 0.0:
                edge_log[e] += log_rate(track, shot, station, shared, terms)
