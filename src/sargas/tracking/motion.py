"""How targets move: an interacting multiple model (IMM) of nearly-constant-velocity motions that differ in noise.

Letters x, P, mu, xc, Pc as in `sargas.tracking.rows`. `motion_noise` (M,) is q in m^2/s^3, the first of steady flight.

Some targets keep to their course (airliners on airways, balloons), others manoeuvre all the time, and a share of
manoeuvres that fits both fits neither. So steady flight has two phases of one motion, which only time tells apart: a
target is *calm*, or it is not and then changes its motion every tau = `motion_memory_s`, to model j with probability
pi[j] = `motion_share`. Whether it is calm is drawn anew only every `calm_memory_s`, with probability `calm_share`.
That is a Markov chain of M + 1 states with M filters: times between manoeuvres are not memoryless (a phase-type
distribution: Cox, Proc. Cambridge Phil. Soc. 51 (1955) 313), and a track that has not manoeuvred for long is less and
less expected to (a transition matrix that is one of two, of which data tell: Jilkov and Li, IEEE Trans. Signal
Processing 52 (2004) 1620). A plot is as likely in either phase, so that only `predict` changes `calm`, the probability
of calm given steady flight. With s = exp(-dt / tau), k = exp(-dt / calm_memory), C = calm mu[0] the probability of
calm flight and n[j] = mu[j] - [j = 0] C of the other states:
  C' = k C + (1 - k) calm_share,  n'[j] = k s n[j] + (k (1 - s) (1 - C) + (1 - k) (1 - calm_share)) pi[j]
Two predictions of dt/2 give the same probabilities as one of dt, so irregular sensors need no tuning.

Mixing (Blom and Bar-Shalom, IEEE Trans. Automatic Control 33 (1988) 780; Bar-Shalom, Li and Kirubarajan 2001, 11.6.6)
costs O(M) instead of O(M^2), for what is drawn anew starts from the mixture (xc, Pc):
  a = (k s n[j] + [j = 0] k C) / mu'[j],  d = x[j] - xc,
  x0[j] = xc + a d,  P0[j] = a P[j] + (1 - a) Pc + a (1 - a) d d'.
Calm flight is in that mixture, though no model but the first is drawn from it: without it NEES and RMS were no better.
Prediction: x = F x0, P = F P0 F' + Q with F = [I dt I; 0 I], Q = q [dt^3/3 I, dt^2/2 I; dt^2/2 I, dt I]
(ibid. eq. 6.2.2-4, continuous white noise acceleration).
The mixture alone moves in closed form: all that mixing does to it is that calm flight is not drawn anew, so with
g = k (1 - s) C and d of the first model
  xc = F (xc + g d),  Pc = F (Pc + g (P[0] - Pc) + g (1 - g) d d') F' + sum mu'[j] Q[j].
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
def phases(track: Any, dt_s: float, terms: Any) -> tuple[float, float, float, float]:
    """(s, k, C, the factor of pi[j] in n'[j]) over `dt_s`, as above."""
    s, k = math.exp(-dt_s / terms.motion_memory_s), math.exp(-dt_s / terms.calm_memory_s)
    calm = track.calm * track.mu[0]
    return s, k, calm, k * (1.0 - s) * (1.0 - calm) + (1.0 - k) * (1.0 - terms.calm_share)


@leaf
def predict(track: Any, dt_s: float, terms: Any) -> None:
    """The track moved `dt_s` >= 0 ahead: mixing, prediction of each model, mixture; the caller sets its time."""
    mu, x, P, xc, Pc = track.mu, track.x, track.P, track.xc, track.Pc
    noise, share = terms.motion_noise, terms.motion_share
    s, k, calm, drawn = phases(track, dt_s, terms)
    after = k * calm + (1.0 - k) * terms.calm_share
    x0, x1, x2, x3 = xc[0], xc[1], xc[2], xc[3]
    for m in range(mu.shape[0]):
        kept = k * s * mu[m]
        c = kept + drawn * share[m]
        if m == 0:
            kept += k * (1.0 - s) * calm
            c += after - k * s * calm
        a = kept / c
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
    track.calm = after / mu[0]
    combine(track)
    if track.formation >= 0:
        track.Pr[0] += dt_s * terms.formation_wander_m2ps
        track.Pr[2] += dt_s * terms.formation_wander_m2ps


@leaf
def mixture_ahead(track: Any, dt_s: float, terms: Any, out: F8) -> None:
    """`out` (14,): mean (4) and covariance (10) of the mixture `dt_s` >= 0 ahead, its place in a formation in it."""
    mu, x, P, xc, Pc, Pr = track.mu, track.x[0], track.P[0], track.xc, track.Pc, track.Pr
    for q in range(4):
        out[q] = xc[q]
    for q in range(10):
        out[4 + q] = Pc[q]
    q1 = 0.0
    if dt_s > 0.0:
        s, k, calm, drawn = phases(track, dt_s, terms)
        q1 = (k * (1.0 - s) * calm + (1.0 - k) * terms.calm_share) * terms.motion_noise[0]
        for m in range(mu.shape[0]):
            q1 += (k * s * mu[m] + drawn * terms.motion_share[m]) * terms.motion_noise[m]
        q1 *= dt_s
        g = k * (1.0 - s) * calm
        place = 4
        for i in range(4):
            out[i] += g * (x[i] - xc[i])
            for j in range(i, 4):
                spread = (1.0 - g) * (x[i] - xc[i]) * (x[j] - xc[j])
                out[place] += g * (P[place - 4] - Pc[place - 4] + spread)
                place += 1
    q2 = 0.5 * q1 * dt_s
    q3 = q2 * dt_s / 1.5
    xx, xy, xv, xw, yy, yv, yw = out[4], out[5], out[6], out[7], out[8], out[9], out[10]
    vv, vw, ww = out[11], out[12], out[13]
    out[0], out[1] = out[0] + dt_s * out[2], out[1] + dt_s * out[3]
    out[4] = xx + dt_s * (2.0 * xv + dt_s * vv) + q3 + Pr[0]
    out[5] = xy + dt_s * (xw + yv + dt_s * vw) + Pr[1]
    out[6] = xv + dt_s * vv + q2
    out[7] = xw + dt_s * vw
    out[8] = yy + dt_s * (2.0 * yw + dt_s * ww) + q3 + Pr[2]
    out[9] = yv + dt_s * vw
    out[10] = yw + dt_s * ww + q2
    out[11], out[13] = vv + q1, ww + q1
    if track.formation >= 0:
        out[4] += dt_s * terms.formation_wander_m2ps
        out[8] += dt_s * terms.formation_wander_m2ps
