"""Crossing: how exactly a place follows from times of arrival at several stations (multilateration).

Each station tells when a signal came; unknown are east, north and when it was sent, height being that of the
transponder. With H = [-u 1], u the level part of the unit vector from target to station, the covariance of the place is
sigma^2 (H'H)^-1: good within the stations, bad outside, endless where they lie in one line with the target.
Source: Torrieri, IEEE Trans. AES 20 (1984) 183, eq. 34 ff.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_M = 5_000.0
"""A place that is no better than this is none."""


def covariance_m2(
    east_m: Floats, north_m: Floats, up_m: Floats, heard: NDArray[np.bool_], sigma_range_m: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """((N, 2, 2) covariance of east and north, whether a place follows (N,)).

    `east_m, north_m, up_m` (N, S): from each target to each station; `heard` (N, S): which have the signal;
    `sigma_range_m`: error of a time of arrival, times the speed of light.
    """
    far_m = np.maximum(np.sqrt(east_m**2 + north_m**2 + up_m**2), 1.0)
    rows = np.stack([-east_m / far_m, -north_m / far_m, np.ones_like(far_m)], axis=2) * heard[:, :, None]
    known = np.einsum("nsi,nsj->nij", rows, rows)
    sound = (heard.sum(axis=1) >= 3) & (np.linalg.det(known) > 1e-12)
    known[~sound] = np.eye(3)
    covariance = sigma_range_m**2 * np.linalg.inv(known)[:, :2, :2]
    sound &= np.trace(covariance, axis1=1, axis2=2) < MOST_M**2
    return covariance, sound
