"""The biases of each sensor from its latest pairs alone, whatever a part of them says: to see a sudden change.

Each sensor is fitted with all others held where they are believed: three numbers, by weighted least squares under
truncated quadratic loss, reached from a convex start without a first guess by graduated non-convexity (Yang, Antonante,
Tzoumas and Carlone, Graduated Non-Convexity for Robust Spatial Perception, IEEE RA-L 5 (2020) 1127, eq. 12 and 14,
section IV): with squared residuals d2 and bound c2,
  w = 1                               where d2 <= mu / (mu + 1) c2
  w = sqrt(c2 mu (mu + 1) / d2) - mu  between
  w = 0                               where d2 >= (mu + 1) / mu c2
and mu grows from c2 / (2 max d2 - c2). A majority of pairs that agree wins against any minority.
When it changed is where the likelihood ratio of a change is largest (Willsky and Jones, IEEE Trans. AC-21 (1976) 108).
Biases here are in units of their prior sigma; `Sides` are the plots of the pairs, one row per plot of a sensor.
"""

from typing import NamedTuple

import numpy as np

from sargas.tracking.rows import F8, Ints

_UPPER = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
_GROWTH = 2.0
_LAST = 100.0
"""The bound is sharp at this mu."""


class Sides(NamedTuple):
    """What a sensor's plot says of its own biases: white = G u + noise of unit covariance.

    u are the biases less what is believed of them; what is believed of both sides is taken off the difference of the
    plots. With noise R = L L' (Cholesky), white = L^-1 difference and G = L^-1 H.
    """

    time_s: F8
    sensor: Ints
    white: F8
    """(2, K)."""
    G: F8
    """(2, 3, K)."""


class Fit(NamedTuple):
    """Of each of S sensors: biases u (S, 3), information about them (S, 3, 3), pairs used and pairs there were (S,)."""

    u: F8
    information: F8
    used: F8
    there: F8
    weight: F8
    """(K,) what each side counted for, 0 to 1."""


def whitened(xx: F8, xy: F8, yy: F8, x: F8, y: F8) -> F8:
    """L^-1 (x, y) of covariances L L' with these elements: (2, ...)."""
    first = np.sqrt(xx)
    white_x = x / first
    return np.stack((white_x, (y - xy / first * white_x) / np.sqrt(yy - xy * xy / xx)))


def squares_from(sides: Sides, u: F8) -> F8:
    """Squared Mahalanobis distances (K,) of the sides from the biases u (S, 3)."""
    mine = u.T[:, sides.sensor]
    off_x, off_y = (sides.white[a] - (sides.G[a] * mine).sum(axis=0) for a in (0, 1))
    squares: F8 = off_x * off_x + off_y * off_y
    return squares


def fit(sides: Sides, sensors: int, reach: float, bound: float) -> Fit:
    """The fit of every sensor; `reach` is the sigma (in prior sigmas) of where biases are looked for, `bound` is c2."""
    square = np.stack([(sides.G[:, a] * sides.G[:, b]).sum(axis=0) for a, b in _UPPER])
    vector = (sides.G * sides.white[:, None]).sum(axis=0)
    # What no bias within reach explains is left out at once, so that the loss begins near its last form.
    spread = (square[0] + square[3] + square[5]) * (reach * reach)
    possible = (sides.white * sides.white).sum(axis=0) <= 9.0 * spread + bound
    weight = np.where(possible, 1.0, 0.0)
    u, information = _solved(sides.sensor, square, vector, weight, sensors, reach)
    d2 = np.where(possible, squares_from(sides, u), 0.0)
    most = np.zeros(sensors)
    np.maximum.at(most, sides.sensor, d2)
    mu = bound / np.maximum(2.0 * most - bound, bound / _LAST)
    for _ in range(int(np.ceil(np.log2(_LAST / mu.min()))) + 1):
        at = mu[sides.sensor]
        between = np.sqrt(bound * at * (at + 1.0) / np.maximum(d2, 1e-12)) - at
        weight = np.where(possible, np.minimum(np.maximum(between, 0.0), 1.0), 0.0)
        u, information = _solved(sides.sensor, square, vector, weight, sensors, reach)
        d2 = squares_from(sides, u)
        mu = np.minimum(_GROWTH * mu, _LAST)
    return Fit(
        u, information, _sums(sides.sensor, weight, sensors), _sums(sides.sensor, np.ones_like(weight), sensors), weight
    )


def began_s(sides: Sides, weight: F8, sensor: int, least: int) -> float:
    """When the biases of a sensor left what is believed: no later than its last `least` sides.

    `weight` (K,) is what each side counts for; the sensor has `least` sides at least.
    """
    rows = np.flatnonzero(sides.sensor == sensor)
    rows = rows[np.argsort(-sides.time_s[rows], kind="stable")]
    G, white, weight = sides.G[:, :, rows], sides.white[:, rows], weight[rows]
    information: F8 = np.cumsum(np.einsum("xak,xbk,k->kab", G, G, weight), axis=0) + 1e-6 * np.eye(3)
    vector = np.cumsum(np.einsum("xak,xk,k->ka", G, white, weight), axis=0)
    gain = np.einsum("ka,ka->k", vector, np.linalg.solve(information, vector[:, :, None])[:, :, 0])
    enough = max(int(np.searchsorted(np.cumsum(weight), least)), least - 1)
    start = min(enough, len(rows) - 1)
    return float(sides.time_s[rows][start + int(np.argmax(gain[start:]))])


def _sums(sensor: Ints, values: F8, sensors: int) -> F8:
    """Sum of the values (K,) of each sensor."""
    return np.asarray(np.bincount(sensor, values, sensors), np.float64)


def _solved(sensor: Ints, square: F8, vector: F8, weight: F8, sensors: int, reach: float) -> tuple[F8, F8]:
    """(u, information) of each sensor by weighted least squares under a wide prior."""
    total = np.empty((sensors, 3, 3))
    for (a, b), column in zip(_UPPER, square, strict=True):
        total[:, a, b] = total[:, b, a] = _sums(sensor, weight * column, sensors)
    right = np.stack([_sums(sensor, weight * column, sensors) for column in vector], axis=-1)
    total += np.eye(3) / (reach * reach)
    return np.asarray(np.linalg.solve(total, right[:, :, None])[:, :, 0], np.float64), total
