"""Levels: a flight is, at any time, on one level of speed, of manoeuvre, of climb and of height.

Rule: an individual keeps to its own level for a while; how often a class is found on each level is the table of
`sargas.picture.classes`. So a hundred looks at one drone cruising at 45 m/s say once, not a hundred times, that it
cruises at 45 m/s: what they settle is the level, and a class is judged by how common that level is in it.
Four hidden Markov chains beside each class, filtered by the forward recursion (Rabiner 1989, eq. 19-20) in the form
that carries P(level | class, looks) and ln P(looks | class) apart. Layout in here: (level, class, track), float32.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.floating[Any]]
"""float32 throughout: half the memory and half the time, and far finer than what is known of any class."""

SPEED_MPS = np.array(
    [0, 2, 4, 6.5, 9, 12, 15, 18.5, 22, 26, 31, 37, 44, 52, 62, 74, 88, 105, 130, 165, 205, 245, 300], np.float32
)
"""Speed relative to the air, as far as the wind is known."""
ACCELERATION_MPS2 = np.array([0.15, 0.6, 2.0, 5.0], np.float32)
"""Standard deviation of each horizontal component; one more level beside these circles."""
CLIMB_MPS = np.array([-12, -5, -1.5, 0, 1.5, 5, 12], np.float32)
CLIMB_SIGMA_MPS = np.array([4, 1.5, 0.8, 0.4, 0.8, 1.5, 4], np.float32)
HEIGHT_M = np.array([50, 120, 250, 500, 1000, 2000, 4000, 7000, 11000], np.float32)
"""Above the ground, as far as it is known."""

CIRCLING_RADPS, CIRCLING_SIGMA_RADPS = 0.3, 0.1
"""A circle in 15 to 30 s: gliders at 45 degrees of bank, soaring birds, paragliders (docs/explanation)."""
CIRCLING_ALONG_MPS2 = 0.8
"""Acceleration along the path while circling."""


def between(levels: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Half way between neighbours: the borders of levels."""
    middle: NDArray[np.float64] = ((levels[1:] + levels[:-1]) / 2).astype(np.float64)
    return middle


SPEED_SIGMA_MPS = np.maximum(np.gradient(SPEED_MPS) / 2, 1.0).astype(np.float32)
HEIGHT_SIGMA_M = (np.gradient(HEIGHT_M) / 2).astype(np.float32)

SIZES = (len(SPEED_MPS), len(ACCELERATION_MPS2) + 1, len(CLIMB_MPS), len(HEIGHT_M))
LEVELS = sum(SIZES)
_ENDS = np.cumsum(SIZES)
CHAINS = tuple(slice(int(end - size), int(end)) for end, size in zip(_ENDS, SIZES, strict=True))
SPEED, MANOEUVRE, CLIMB, HEIGHT = range(4)


def _per_level(*of_chain: float) -> Singles:
    return np.repeat(np.array(of_chain, np.float32), SIZES)[:, None]


ANEW_S = _per_level(3600.0, 800.0, 1800.0, 7200.0)
"""Mean time until a flight draws its level anew from its class; (LEVELS, 1), as below. Short times count one habit of
an individual again and again; three times more or less hardly matters (docs/explanation).
"""
DRIFT_S = {SPEED: 150.0, HEIGHT: 120.0}
"""Mean time to drift to a neighbouring level; kinds of manoeuvre and of climb have no neighbours."""
INDEPENDENT_S = _per_level(12.0, 12.0, 20.0, 40.0)
"""Looks closer together share their errors: the memory of a track's filter."""
STRANGE = np.array([0.002, 0.1, 0.1, 0.02], np.float32)[:, None, None]
"""Share of each class whose speed, manoeuvres, climbs, heights tell nothing: a calibration flight turns for hours."""
OUTLIER = np.float32(1e-4)
"""What one look may say against a level at most: 1 to 10,000 (a wrong association, a false velocity)."""


class Looks(NamedTuple):
    """One look at each of N tracks, float32 (N,); the variance of what was not seen is infinite."""

    speed_mps: Singles
    speed_variance: Singles
    along_mps2: Singles
    along_variance: Singles
    across_mps2: Singles
    across_variance: Singles
    climb_mps: Singles
    climb_variance: Singles
    height_m: Singles
    height_variance: Singles
    path_mps: Singles
    """Mean speed between two looks, less what the chord of a circle takes from a turn."""


def log_ring(speed_mps: Singles, ring_mps: Singles, variance: Singles) -> Singles:
    """ln of the density, per area of velocity and times 2 pi, of a speed in any direction plus a circular error (Rice
    1945, 3.10): exp(-(s^2 + m^2) / 2v) I0(s m / v) / v, within 0.006.

    I0(x) = cosh(x) (1 + x^2/4)^(-1/4) (1 + 0.24273 x^2) / (1 + 0.43023 x^2): Olivares, Martin and Valero, J. Phys.:
    Conf. Ser. 1043 (2018) 012003.
    """
    x = speed_mps * ring_mps / variance
    square = np.minimum(x * x, np.float32(1e12))
    scaled = (1 + np.exp(-2 * x)) / 2 / np.sqrt(np.sqrt(1 + square / 4))
    scaled *= (1 + np.float32(0.24273) * square) / (1 + np.float32(0.43023) * square)
    off = speed_mps - ring_mps
    result: Singles = np.log(scaled / variance) - off * off / (2 * variance)
    return result


def _log_normal(off: Singles, variance: Singles) -> Singles:
    return -(off * off / variance + np.log(variance)) / 2


def _chances(log: Singles, seen: NDArray[np.bool_], weight: Singles) -> Singles:
    """Tempered likelihoods relative to the best level, bounded below; 1 on every level where nothing was seen."""
    relative = np.where(seen, (log - log.max(axis=0)) * weight, np.float32(0))
    return np.exp(relative) + OUTLIER


def likelihood(looks: Looks, dt_s: Singles) -> Singles:
    """Likelihood of each look on each level, (LEVELS, N); a look `dt_s` after the last counts in part."""
    weight = 1 - np.exp(-dt_s / INDEPENDENT_S)
    chances = np.empty((LEVELS, len(dt_s)), np.float32)

    def put(chain: int, log: Singles, variance: Singles) -> None:
        inside = CHAINS[chain]
        chances[inside] = _chances(log, np.isfinite(variance), weight[inside])

    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):  # where nothing was seen: inf, and not used
        column = SPEED_SIGMA_MPS[:, None] ** 2 + looks.speed_variance
        put(SPEED, log_ring(looks.speed_mps, SPEED_MPS[:, None], column), looks.speed_variance)

        steady = ACCELERATION_MPS2[:, None] ** 2
        log = np.empty((SIZES[MANOEUVRE], len(dt_s)), np.float32)
        log[:-1] = _log_normal(looks.along_mps2, steady + looks.along_variance)
        log[:-1] += _log_normal(looks.across_mps2, steady + looks.across_variance)
        off = np.abs(looks.across_mps2) - np.float32(CIRCLING_RADPS) * looks.path_mps
        spread = (np.float32(CIRCLING_SIGMA_RADPS) * looks.path_mps) ** 2 + looks.across_variance
        # To the left or to the right: half of the density for each sign.
        log[-1] = _log_normal(off, spread + np.float32(0.05)) - np.float32(np.log(2.0))
        log[-1] += _log_normal(looks.along_mps2, np.float32(CIRCLING_ALONG_MPS2**2) + looks.along_variance)
        put(MANOEUVRE, log, looks.across_variance)

        column = CLIMB_SIGMA_MPS[:, None] ** 2 + looks.climb_variance
        put(CLIMB, _log_normal(looks.climb_mps - CLIMB_MPS[:, None], column), looks.climb_variance)
        column = HEIGHT_SIGMA_M[:, None] ** 2 + looks.height_variance
        put(HEIGHT, _log_normal(looks.height_m - HEIGHT_M[:, None], column), looks.height_variance)
    return chances


def advance(belief: Singles, shares: Singles, chances: Singles, dt_s: Singles) -> Singles:
    """One step of the chains: `belief` P(level | class, looks), changed in place, and `shares` P(level | class), used
    up, both (LEVELS, C, N); `chances` (LEVELS, N). ln P(look | class) of each chain, (chains, C, N).
    """
    anew = (1 - np.exp(-dt_s / ANEW_S))[:, None, :]
    for chain, drift_s in DRIFT_S.items():
        levels, common = belief[CHAINS[chain]], shares[CHAINS[chain]]
        ratio = common[1:] / common[:-1]
        # To where the class seldom is, as seldom (Metropolis et al. 1953): drifting leaves the shares of the class as
        # they are, and an aircraft that gets faster does not carry every class along with it.
        flow = levels[:-1] * np.minimum(ratio, 1) - levels[1:] / np.maximum(ratio, 1)
        # A third at most: a level never gives away more than it has.
        flow *= np.minimum(dt_s / np.float32(2 * drift_s), np.float32(1 / 3))
        levels[:-1] -= flow
        levels[1:] += flow
    shares -= belief
    shares *= anew
    belief += shares
    belief *= chances[:, None, :]
    said = np.empty((len(CHAINS), *belief.shape[1:]), np.float32)
    for k, inside in enumerate(CHAINS):
        said[k] = belief[inside].sum(axis=0)
        belief[inside] /= said[k]
    return np.log(said, out=said)


def bounded(evidence: Singles) -> Singles:
    """ln P(looks | class) of all chains together, (C, N), of (chains, C, N) whose best is 0: in each class are some
    that fly like none, so that one manner of flying, seen for hours, does not decide alone.
    """
    each: Singles = np.log((1 - STRANGE) * np.exp(evidence) + STRANGE)
    total: Singles = each.sum(axis=0)
    return total
