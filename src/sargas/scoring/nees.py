"""NEES: whether a covariance is honest: squared errors in units of the covariance that was claimed.

e' P^-1 e of an honest d-dimensional estimate is chi-square with d degrees of freedom, mean d; the sum of N independent
ones is chi-square with N d, which gives the bounds of the mean. Above them the tracker is surer than it may be.
Errors of one track at neighbouring times are not independent, so the true bounds are wider than these.
Source: Bar-Shalom, Li, Kirubarajan, *Estimation with Applications* (2001), section 5.4.2, eq. 5.4.2-3 and 5.4.2-10.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.scoring.chi_square import quantile
from sargas.scoring.pairs import Pairs
from sargas.scoring.paths import Array, Paths, places_of
from sargas.scoring.scene import Scene


class Nees(msgspec.Struct, frozen=True):
    """The mean of N squared errors of `degrees` dimensions, with the bounds an honest covariance keeps."""

    samples: int
    degrees: int
    mean: float
    low: float
    """Bounds that hold the mean with `probability`, were all samples independent."""
    high: float
    probability: float
    share_inside: float
    """Share of single squared errors below their own quantile of `probability`: robust against a few wild ones."""


def squared_errors(error: Array, covariance: Array) -> Array:
    """e' P^-1 e of each row: `error` (N, d), `covariance` (N, d, d). Raises LinAlgError for a singular P."""
    squared: Array = np.einsum("ni,ni->n", error, np.linalg.solve(covariance, error[:, :, None])[:, :, 0])
    return squared


def usable(covariance: Array) -> NDArray[np.bool_]:
    """(N,) which of `covariance` (N, d, d) are positive definite, to the digits a double has."""
    if not len(covariance):
        return np.empty(0, np.bool_)
    least_to_most = np.linalg.eigvalsh(covariance)
    found: NDArray[np.bool_] = least_to_most[:, 0] > 1e-13 * np.abs(least_to_most[:, -1])
    return found


def nees_of(squared: Array, degrees: int, probability: float = 0.95) -> Nees | None:
    """Mean and bounds of squared errors (N,) of `degrees` dimensions; None without any."""
    n = len(squared)
    if n == 0:
        return None
    tail = 0.5 * (1.0 - probability)
    return Nees(
        samples=n,
        degrees=degrees,
        mean=float(squared.mean()),
        low=quantile(tail, n * degrees) / n,
        high=quantile(1.0 - tail, n * degrees) / n,
        probability=probability,
        share_inside=float((squared < quantile(probability, degrees)).mean()),
    )


def track_errors(scene: Scene, pairs: Pairs, truth: Paths, tracks: Paths, gap_s: float) -> tuple[Array, Array]:
    """Errors (N, 4) [x y vx vy] and covariances (N, 4, 4) of the rows of `tracks`, each at its own time.

    A row is compared with the object its track was paired with at the next time of the scene; velocities are 0 where
    truth has none. Empty without covariances.
    """
    if tracks.covariance is None or tracks.velocity_mps is None:
        return np.empty((0, 4)), np.empty((0, 4, 4))
    next_step = np.searchsorted(scene.times_s, tracks.time_s)
    steps = len(scene.times_s) + 1
    numbers = np.unique(tracks.number)
    key = np.searchsorted(numbers, scene.tracks.number[pairs.track]) * steps + pairs.step
    order = np.argsort(key)
    wanted = np.searchsorted(numbers, tracks.number) * steps + next_step
    place = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
    usable = key[order][place] == wanted if len(key) else np.zeros(len(tracks), np.bool_)
    if tracks.ended is not None:
        usable &= ~tracks.ended
    rows = np.flatnonzero(usable)
    objects = scene.truth.number[pairs.truth[order[place[rows]]]]
    errors, covariances = [np.empty((0, 4))], [np.empty((0, 4, 4))]
    order = np.argsort(objects, kind="stable")
    rows, objects = rows[order], objects[order]
    numbers, first = np.unique(objects, return_index=True)
    for number, own in zip(numbers.tolist(), np.split(rows, first[1:]), strict=False):  # without rows: one empty part
        times_s, back = np.unique(tracks.time_s[own], return_inverse=True)
        places, step = places_of(truth, number, times_s, gap_s)
        there = np.full(len(times_s), -1)
        there[step] = np.arange(len(step))
        own, at = own[there[back] >= 0], there[back][there[back] >= 0]
        error = np.zeros((len(own), 4))
        error[:, :2] = tracks.position_m[own] - places.position_m[at]
        if places.velocity_mps is not None:
            error[:, 2:] = tracks.velocity_mps[own] - places.velocity_mps[at]
        errors.append(error)
        covariances.append(tracks.covariance[own])
    return np.concatenate(errors), np.concatenate(covariances)
