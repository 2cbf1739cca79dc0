"""What is learned of a radar's new targets and of what is not one: replies apart from echoes, heights, speeds.

Clutter has no transponder. So replies (plots with an address or a Mode 3/A code) are counted apart from echoes: their
false ones, and the share of births among them (`sargas.tracking.existence`). A track that answers is expected to
answer, one that never did is not.
Of a tentative track's second plot, d away after dt, the density under "one target" is that of the velocities of such
targets, a mixture of zero-mean Gaussians of SPEEDS_MPS sigma in each component,
  f(d) = sum w_k N(d; 0, R1 + R2 + dt^2 sigma_k^2 I),
with shares w learned from the tracks that were confirmed: where a radar's echoes are birds and drones, two plots that
imply 250 m/s are hardly one target.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.tracking.rows import MODE_3A, REPLIES, SPEEDS_MPS
from sargas.tracking.update import log_density, place_covariance

LEARN = 0.05
"""Step by which what is known of heights and speeds follows each plot or track."""
_LEAST = 0.02
"""Nothing is surer than this."""


@leaf
def answered(shot: Any) -> bool:
    """Whether a radar's plot has a reply."""
    return bool(shot.address != 0 or shot.claimed & MODE_3A)


@leaf
def log_answer(track: Any, shot: Any) -> float:
    """Logarithm of the probability that the track answers, or not, as the plot did."""
    chance = track.answers if answered(shot) else 1.0 - track.answers
    return math.log(max(chance, _LEAST)) if chance < 1.0 else 0.0


@leaf
def log_second(track: Any, shot: Any, station: Any, dx: float, dy: float, rxx: float, rxy: float, ryy: float,
               terms: Any) -> float:  # fmt: skip
    """Logarithm of the density of a tentative track's second plot, (dx, dy) from its first."""
    kind, dt = int(track.region == REPLIES), shot.time_s - track.first_s
    presumed_m2 = dt * dt * terms.speed_m2ps2
    pxx, pxy, pyy = place_covariance(track.Pc, shot.time_s - track.time_s)
    s00, s01, s11 = max(pxx - presumed_m2, 0.0) + rxx, pxy + rxy, max(pyy - presumed_m2, 0.0) + ryy
    s01 = min(max(s01, -0.9 * math.sqrt(s00 * s11)), 0.9 * math.sqrt(s00 * s11))
    total = 0.0
    for k in range(len(SPEEDS_MPS)):
        moved_m2 = (dt * SPEEDS_MPS[k]) ** 2
        total += station.speeds[kind, k] * math.exp(log_density(dx, dy, s00 + moved_m2, s01, s11 + moved_m2))
    return math.log(total + 1e-300)


@leaf
def learn_speed(track: Any, station: Any) -> None:
    """A track that a radar began is confirmed: the share of each of its SPEEDS_MPS."""
    speeds = station.speeds[int(track.region == REPLIES)]
    square = track.xc[2] * track.xc[2] + track.xc[3] * track.xc[3]
    own = 0.5 * (track.Pc[7] + track.Pc[9])
    total = 0.0
    for k in range(len(SPEEDS_MPS)):
        s = SPEEDS_MPS[k] * SPEEDS_MPS[k] + own
        total += speeds[k] * math.exp(-0.5 * square / s) / s + 1e-300
    for k in range(len(SPEEDS_MPS)):
        s = SPEEDS_MPS[k] * SPEEDS_MPS[k] + own
        share = speeds[k] * math.exp(-0.5 * square / s) / s / total
        speeds[k] = max(speeds[k] + LEARN * (share - speeds[k]), _LEAST)


@leaf
def learn_height(shot: Any, station: Any) -> None:
    """A plot that nobody took: mean and variance of such heights."""
    off_m = shot.height_m - station.heights[0]
    station.heights[0] += LEARN * off_m
    station.heights[1] += LEARN * (off_m * off_m - station.heights[1])
