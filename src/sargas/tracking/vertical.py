"""The vertical filter: height and climb rate, apart from the horizontal one, fed only by heights that were measured.

Letters: h [height_m, rate_mps], Ph [hh hv vv], at `height_s`. Nearly constant rate,
noise q in m^2/s^3 (Bar-Shalom, Li and Kirubarajan 2001, eq. 6.2.2-4; scalar update 5.2.3).
A height is a measurement with random variance r plus a variance `bias` that its source does not average out (a
pressure altitude: QNH and temperature). One source feeds the filter at a time; a better one (smaller r + bias) takes
over at once, a worse one when the present one has been silent for HOLD_S. On a change of source the height begins
anew and the rate is kept: the same climb is seen by both. Without any height a track has none.
A climb that a report says is a measurement of the rate: H = [0 1].
"""

import math
from typing import Any

from sargas.geo.kernel import leaf

HOLD_S = 20.0
_LEAST_M2 = 0.01
"""No height is surer than 10 cm, whatever is said."""


@leaf
def raise_height(track: Any, shot: Any, terms: Any) -> None:
    """The track takes the plot's height, if it has one, or leaves it for the better one it has."""
    if shot.height_source != 0:
        raise_to(track, shot.time_s, shot.height_m, shot.height_m2, shot.height_bias_m2, shot.height_source, terms)


@leaf
def ahead(track: Any, dt: float, q: float) -> None:
    """The filter predicted by dt > 0 seconds."""
    h, Ph = track.h, track.Ph
    h[0] += dt * h[1]
    Ph[0] += dt * (2.0 * Ph[1] + dt * Ph[2]) + q * dt * dt * dt / 3.0
    Ph[1] += dt * Ph[2] + q * dt * dt / 2.0
    Ph[2] += q * dt


@leaf
def raise_to(track: Any, time_s: float, z_m: float, r_m2: float, bias_m2: float, source: int, terms: Any) -> None:
    """The same of a height z with random variance r and variance `bias_m2`."""
    h, Ph = track.h, track.Ph
    q, climb_m2ps2, r_m2 = terms.vertical_noise_m2ps3, terms.climb_m2ps2, max(r_m2, _LEAST_M2)
    if track.height_source == 0:
        h[0], h[1] = z_m, 0.0
        Ph[0], Ph[1], Ph[2] = r_m2, 0.0, climb_m2ps2
        track.height_s, track.height_bias_m2, track.height_source = time_s, bias_m2, source
        return
    dt = time_s - track.height_s
    if source != track.height_source:
        worse = r_m2 + bias_m2 >= Ph[0] + track.height_bias_m2
        if worse and dt < HOLD_S:
            return
        h[0], Ph[0], Ph[1] = z_m, r_m2, 0.0
        Ph[2] = min(Ph[2] + q * max(dt, 0.0), climb_m2ps2)
        track.height_s, track.height_bias_m2, track.height_source = max(time_s, track.height_s), bias_m2, source
        return
    if dt > 0.0:
        ahead(track, dt, q)
        track.height_s = time_s
        dt = 0.0
    # A late height is compared with where the target was then; see `sargas.tracking.update`.
    a0, a1 = Ph[0] + dt * Ph[1], Ph[1] + dt * Ph[2]
    s = a0 + dt * a1 + r_m2
    d = z_m - h[0] - dt * h[1]
    k = a0 / s
    h[0] += k * d
    h[1] += a1 / s * d
    Ph[0] -= k * a0
    Ph[1] -= k * a1
    Ph[2] -= a1 / s * a1
    if bias_m2 != track.height_bias_m2:
        # Sensors of one source may be biased unlike: the height has each one's by its weight.
        track.height_bias_m2 = ((1.0 - k) * math.sqrt(track.height_bias_m2) + k * math.sqrt(bias_m2)) ** 2


@leaf
def take_climb(track: Any, shot: Any, terms: Any) -> None:
    """A track with a height takes the climb that the plot says, whatever its height is from; not one that cannot be."""
    if shot.climb_m2ps2 == 0.0 or track.height_source == 0:
        return
    h, Ph, q = track.h, track.Ph, terms.vertical_noise_m2ps3
    dt = shot.time_s - track.height_s
    if dt > 0.0:
        ahead(track, dt, q)
        track.height_s = shot.time_s
    s = Ph[2] + shot.climb_m2ps2 + q * max(-dt, 0.0)
    d = shot.climb_mps - h[1]
    if d * d > terms.gate * s:
        return
    k0, k1 = Ph[1] / s, Ph[2] / s
    h[0] += k0 * d
    h[1] += k1 * d
    Ph[0] -= k0 * Ph[1]
    Ph[1] -= k0 * Ph[2]
    Ph[2] -= k1 * Ph[2]
