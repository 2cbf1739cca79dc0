"""How targets move: an interacting multiple model (IMM) of nearly-constant-velocity motions that differ in noise.

Letters x, P, mu, xc, Pc as in `sargas.tracking.rows`. `motion_noise` (M,) is q in m^2/s^3, `motion_share` (M,) the
stationary probability pi of each model, `motion_memory_s` tau the time after which the model is forgotten.

Mixing (Blom and Bar-Shalom, IEEE Trans. Automatic Control 33 (1988) 780; Bar-Shalom, Li and Kirubarajan 2001, 11.6.6).
The transition between models over dt is that of a Markov chain that forgets at rate 1/tau and then draws from pi:
  T[m, j] = s [m = j] + (1 - s) pi[j],  s = exp(-dt / tau),
so that two predictions of dt/2 are one of dt, and irregular sensors need no tuning. With this T the mixed estimate of
model j is a blend of its own and of the mixture (xc, Pc), in O(M) instead of O(M^2):
  c[j] = s mu[j] + (1 - s) pi[j],  a = s mu[j] / c[j],
  x0[j] = xc + a d,  P0[j] = a P[j] + (1 - a) Pc + a (1 - a) d d',  d = x[j] - xc.
Prediction: x = F x0, P = F P0 F' + Q with F = [I dt I; 0 I], Q = q [dt^3/3 I, dt^2/2 I; dt^2/2 I, dt I]
(ibid. eq. 6.2.2-4, continuous white noise acceleration).
The mixture alone moves in closed form, for mixing keeps its mean and covariance:
  xc = F xc,  Pc = F Pc F' + sum c[j] Q[j].
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.tracking.rows import F8


@leaf
def combine(track: Any) -> None:
    """Mean and covariance of the mixture."""
    mu, x, P, xc, Pc = track.mu, track.x, track.P, track.xc, track.Pc
    x0, x1, x2, x3 = 0.0, 0.0, 0.0, 0.0
    for m in range(mu.shape[0]):
        w = mu[m]
        x0 += w * x[m, 0]
        x1 += w * x[m, 1]
        x2 += w * x[m, 2]
        x3 += w * x[m, 3]
    for k in range(10):
        Pc[k] = 0.0
    for m in range(mu.shape[0]):
        w = mu[m]
        d0, d1, d2, d3 = x[m, 0] - x0, x[m, 1] - x1, x[m, 2] - x2, x[m, 3] - x3
        Pc[0] += w * (P[m, 0] + d0 * d0)
        Pc[1] += w * (P[m, 1] + d0 * d1)
        Pc[2] += w * (P[m, 2] + d0 * d2)
        Pc[3] += w * (P[m, 3] + d0 * d3)
        Pc[4] += w * (P[m, 4] + d1 * d1)
        Pc[5] += w * (P[m, 5] + d1 * d2)
        Pc[6] += w * (P[m, 6] + d1 * d3)
        Pc[7] += w * (P[m, 7] + d2 * d2)
        Pc[8] += w * (P[m, 8] + d2 * d3)
        Pc[9] += w * (P[m, 9] + d3 * d3)
    xc[0], xc[1], xc[2], xc[3] = x0, x1, x2, x3


@leaf
def predict(track: Any, dt_s: float, terms: Any) -> None:
    """The track moved `dt_s` >= 0 ahead: mixing, prediction of each model, mixture; the caller sets its time."""
    mu, x, P, xc, Pc = track.mu, track.x, track.P, track.xc, track.Pc
    noise, share = terms.motion_noise, terms.motion_share
    s = math.exp(-dt_s / terms.motion_memory_s)
    x0, x1, x2, x3 = xc[0], xc[1], xc[2], xc[3]
    for m in range(mu.shape[0]):
        c = s * mu[m] + (1.0 - s) * share[m]
        a = s * mu[m] / c
        b = 1.0 - a
        ab = a * b
        d0, d1, d2, d3 = x[m, 0] - x0, x[m, 1] - x1, x[m, 2] - x2, x[m, 3] - x3
        mu[m] = c
        x[m, 2] = x2 + a * d2
        x[m, 3] = x3 + a * d3
        x[m, 0] = x0 + a * d0 + dt_s * x[m, 2]
        x[m, 1] = x1 + a * d1 + dt_s * x[m, 3]
        pxv = a * P[m, 2] + b * Pc[2] + ab * d0 * d2
        pxw = a * P[m, 3] + b * Pc[3] + ab * d0 * d3
        pyv = a * P[m, 5] + b * Pc[5] + ab * d1 * d2
        pyw = a * P[m, 6] + b * Pc[6] + ab * d1 * d3
        pvv = a * P[m, 7] + b * Pc[7] + ab * d2 * d2
        pvw = a * P[m, 8] + b * Pc[8] + ab * d2 * d3
        pww = a * P[m, 9] + b * Pc[9] + ab * d3 * d3
        q1 = noise[m] * dt_s
        q2 = 0.5 * q1 * dt_s
        q3 = q2 * dt_s / 1.5
        P[m, 0] = a * P[m, 0] + b * Pc[0] + ab * d0 * d0 + dt_s * (2.0 * pxv + dt_s * pvv) + q3
        P[m, 1] = a * P[m, 1] + b * Pc[1] + ab * d0 * d1 + dt_s * (pxw + pyv + dt_s * pvw)
        P[m, 2] = pxv + dt_s * pvv + q2
        P[m, 3] = pxw + dt_s * pvw
        P[m, 4] = a * P[m, 4] + b * Pc[4] + ab * d1 * d1 + dt_s * (2.0 * pyw + dt_s * pww) + q3
        P[m, 5] = pyv + dt_s * pvw
        P[m, 6] = pyw + dt_s * pww + q2
        P[m, 7] = pvv + q1
        P[m, 8] = pvw
        P[m, 9] = pww + q1
    combine(track)
    if track.formation >= 0:
        track.Pr[0] += dt_s * terms.formation_wander_m2ps
        track.Pr[2] += dt_s * terms.formation_wander_m2ps


@leaf
def mixture_ahead(track: Any, dt_s: float, terms: Any, out: F8) -> None:
    """`out` (14,): mean (4) and covariance (10) of the mixture `dt_s` >= 0 ahead, its place in a formation in it."""
    mu, xc, Pc, Pr = track.mu, track.xc, track.Pc, track.Pr
    s, q1 = 1.0, 0.0
    if dt_s > 0.0:
        s = math.exp(-dt_s / terms.motion_memory_s)
        for m in range(mu.shape[0]):
            q1 += (s * mu[m] + (1.0 - s) * terms.motion_share[m]) * terms.motion_noise[m] * dt_s
    q2 = 0.5 * q1 * dt_s
    q3 = q2 * dt_s / 1.5
    out[0], out[1], out[2], out[3] = xc[0] + dt_s * xc[2], xc[1] + dt_s * xc[3], xc[2], xc[3]
    out[4] = Pc[0] + dt_s * (2.0 * Pc[2] + dt_s * Pc[7]) + q3 + Pr[0]
    out[5] = Pc[1] + dt_s * (Pc[3] + Pc[5] + dt_s * Pc[8]) + Pr[1]
    out[6] = Pc[2] + dt_s * Pc[7] + q2
    out[7] = Pc[3] + dt_s * Pc[8]
    out[8] = Pc[4] + dt_s * (2.0 * Pc[6] + dt_s * Pc[9]) + q3 + Pr[2]
    out[9] = Pc[5] + dt_s * Pc[8]
    out[10] = Pc[6] + dt_s * Pc[9] + q2
    out[11], out[12], out[13] = Pc[7] + q1, Pc[8], Pc[9] + q1
    if track.formation >= 0:
        out[4] += dt_s * terms.formation_wander_m2ps
        out[8] += dt_s * terms.formation_wander_m2ps
