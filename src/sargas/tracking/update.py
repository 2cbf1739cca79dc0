"""What one plot does to one track's state: the Kalman update of each motion model and of their probabilities.

Letters x, P, mu as in `sargas.tracking.rows`. Measurement z (2,) = g position + t velocity + noise of covariance R
(rxx, rxy, ryy), in the plane: H = [g I, t I]. A position seen t seconds after the state's time (before: t < 0) has
g = 1: the state itself stays at its time, which is how plots that are somewhat late or early within a slice are used
(exact for a target that does not manoeuvre in between). A velocity has g = 0, t = 1.
Source: Bar-Shalom, Li and Kirubarajan 2001, eq. 5.2.3-11 to -15 and 11.6.6-10 to -12.

An interacting multiple model takes a model to hold for all of the time between two plots, so a plot near to where
steady flight would be speaks against every manoeuvre. It does not speak against one that began just before it, for that
has moved the target by half an acceleration times the square of a short time. So after a plot no model but the hardest
has less than the probability with which it began since the plot before, rate times time (`onset`). The rate is that of
slow flight, which turns after a straight minute oftener than fast: recorded gliders and light aircraft below 80 m/s
once in 340 s (10 times in 3,435 s), airliners over Switzerland once in 550 s (1,837 times in 280 h). It falls with the
fourth power of the speed (the root of its mean square, for at birth nobody knows it), and for what hardly moves.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.tracking.motion import combine

_FAR = 100.0
"""Squared distance at which a density is nothing (exp(-50)): most pairs of a dense sky cost no exponential."""
_NOTHING = math.log(1e-300)
LEAST_MODEL, _MOST_ONSET, _DRIFT_MPS = 1e-4, 0.1, 15.0
"""Floor of a model's probability, so that a manoeuvre can be found; the most that `onset` raises it to; speed
below which what flies drifts or hovers, and does not turn.
"""


@leaf
def fit(track: Any, zx: float, zy: float, rxx: float, rxy: float, ryy: float, t: float) -> tuple[float, float]:
    """Of a position z: the least squared Mahalanobis distance under any motion model, and the natural logarithm of its
    density under the mixture.
    """
    mu, x, P, Pr = track.mu, track.x, track.P, track.Pr
    rxx, rxy, ryy = rxx + Pr[0], rxy + Pr[1], ryy + Pr[2]
    total, least = 0.0, 1e300
    for m in range(mu.shape[0]):
        s00 = P[m, 0] + t * (2.0 * P[m, 2] + t * P[m, 7]) + rxx
        s01 = P[m, 1] + t * (P[m, 3] + P[m, 5] + t * P[m, 8]) + rxy
        s11 = P[m, 4] + t * (2.0 * P[m, 6] + t * P[m, 9]) + ryy
        d0 = zx - x[m, 0] - t * x[m, 2]
        d1 = zy - x[m, 1] - t * x[m, 3]
        det = s00 * s11 - s01 * s01
        d2 = (s11 * d0 * d0 - 2.0 * s01 * d0 * d1 + s00 * d1 * d1) / det
        least = min(least, d2)
        if d2 < _FAR:
            total += mu[m] * math.exp(-0.5 * d2) / math.sqrt(det)
    return least, math.log(total / (2.0 * math.pi)) if total > 0.0 else _NOTHING


@leaf
def may_fit(track: Any, place: Any, gate: float) -> bool:
    """False where no squared distance that `fit` finds can be below `gate`: none is less than (z - x)^2 / S_xx alone.

    `place` (5,): [x, y, R_xx, R_yy, time_s], R no less than what `fit` will be given.
    """
    x, P, Pr, t = track.x, track.P, track.Pr, place[4] - track.time_s
    for m in range(track.mu.shape[0]):
        d0, d1 = place[0] - x[m, 0] - t * x[m, 2], place[1] - x[m, 1] - t * x[m, 3]
        s00 = P[m, 0] + t * (2.0 * P[m, 2] + t * P[m, 7]) + place[2] + Pr[0]
        s11 = P[m, 4] + t * (2.0 * P[m, 6] + t * P[m, 9]) + place[3] + Pr[2]
        if d0 * d0 < gate * s00 and d1 * d1 < gate * s11:
            return True
    return False


@leaf
def place_covariance(P: Any, t: float) -> tuple[float, float, float]:
    """(xx, xy, yy) of the place predicted by t seconds, in m^2, from a covariance P (10,); without noise of motion."""
    return (
        P[0] + t * (2.0 * P[2] + t * P[7]),
        P[1] + t * (P[3] + P[5] + t * P[8]),
        P[4] + t * (2.0 * P[6] + t * P[9]),
    )


@leaf
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


@leaf
def log_density(dx: float, dy: float, s00: float, s01: float, s11: float) -> float:
    """Natural logarithm of a Gaussian density with covariance S at (dx, dy) from its mean."""
    det = s00 * s11 - s01 * s01
    return -0.5 * (s11 * dx * dx - 2.0 * s01 * dx * dy + s00 * dy * dy) / det - math.log(2.0 * math.pi * math.sqrt(det))


@leaf
def onset(track: Any, time_s: float, terms: Any) -> float:
    """Probability that the track began with a motion model since its last plot, as of a plot at `time_s`."""
    xc, Pc = track.xc, track.Pc
    square = (xc[2] * xc[2] + xc[3] * xc[3] + Pc[7] + Pc[9]) / terms.onset_m2ps2
    drifts = _DRIFT_MPS**4 / terms.onset_m2ps2**2
    rate_ps = terms.onset_ps / (1.0 + square * square) * square * square / (drifts + square * square)
    return float(min(max(rate_ps * (time_s - track.updated_s), LEAST_MODEL), _MOST_ONSET))


@leaf
def normalise(mu: Any, total: float, least: float) -> None:
    """Model probabilities (M,) whose sum is `total`, to the sum 1 with the floor `least`.

    The hardest model keeps its own floor: with this one nothing would be known of how fast balloons drift.
    """
    again = 0.0
    for m in range(mu.shape[0]):
        mu[m] = max(mu[m] / total, least if m + 1 < mu.shape[0] else LEAST_MODEL)
        again += mu[m]
    for m in range(mu.shape[0]):
        mu[m] /= again


@leaf
def correct(
    track: Any, zx: float, zy: float, rxx: float, rxy: float, ryy: float, g: float, t: float, least: float
) -> None:
    """The track updated with z; mixture recomputed. No model is less probable then than `least`."""
    mu, x, P = track.mu, track.x, track.P
    total = 0.0
    for m in range(mu.shape[0]):
        a0, b0 = g * P[m, 0] + t * P[m, 2], g * P[m, 1] + t * P[m, 3]
        a1, b1 = g * P[m, 1] + t * P[m, 5], g * P[m, 4] + t * P[m, 6]
        a2, b2 = g * P[m, 2] + t * P[m, 7], g * P[m, 5] + t * P[m, 8]
        a3, b3 = g * P[m, 3] + t * P[m, 8], g * P[m, 6] + t * P[m, 9]
        s00, s01, s11 = g * a0 + t * a2 + rxx, g * b0 + t * b2 + rxy, g * b1 + t * b3 + ryy
        d0 = zx - g * x[m, 0] - t * x[m, 2]
        d1 = zy - g * x[m, 1] - t * x[m, 3]
        det = s00 * s11 - s01 * s01
        inverse = 1.0 / det
        likelihood = math.exp(-0.5 * (s11 * d0 * d0 - 2.0 * s01 * d0 * d1 + s00 * d1 * d1) * inverse) / math.sqrt(det)
        s00, s01, s11 = s00 * inverse, s01 * inverse, s11 * inverse
        k0, l0 = a0 * s11 - b0 * s01, b0 * s00 - a0 * s01
        k1, l1 = a1 * s11 - b1 * s01, b1 * s00 - a1 * s01
        k2, l2 = a2 * s11 - b2 * s01, b2 * s00 - a2 * s01
        k3, l3 = a3 * s11 - b3 * s01, b3 * s00 - a3 * s01
        x[m, 0] += k0 * d0 + l0 * d1
        x[m, 1] += k1 * d0 + l1 * d1
        x[m, 2] += k2 * d0 + l2 * d1
        x[m, 3] += k3 * d0 + l3 * d1
        P[m, 0] -= k0 * a0 + l0 * b0
        P[m, 1] -= k0 * a1 + l0 * b1
        P[m, 2] -= k0 * a2 + l0 * b2
        P[m, 3] -= k0 * a3 + l0 * b3
        P[m, 4] -= k1 * a1 + l1 * b1
        P[m, 5] -= k1 * a2 + l1 * b2
        P[m, 6] -= k1 * a3 + l1 * b3
        P[m, 7] -= k2 * a2 + l2 * b2
        P[m, 8] -= k2 * a3 + l2 * b3
        P[m, 9] -= k3 * a3 + l3 * b3
        mu[m] *= likelihood + 1e-300
        total += mu[m]
    normalise(mu, total, least)
    combine(track)
