"""Pairs of plots of one target by two sensors, at one instant: what registration learns from.

A sensor's biases are b = (range m, azimuth rad, time s): it measures range + b0 and azimuth + b1 of where the target
was b2 before the time it states. To first order its plot on the plane lies off by H b, with unit vectors r along the
line of sight and a across it (clockwise), ground range rho, height above the site h and the target's velocity v:
  H = [r sqrt(1 + (h / rho)^2)   a rho   -v]
(dR = rho drho / R at a given height makes the first factor R / rho; Bar-Shalom, Willett and Tian, Tracking and Data
Fusion, 2011, section 9.2; Dela Cruz, Alouani, Rice and Blair, Sensor registration in multisensor systems, SPIE 1698
(1992)). A pair says z_i - z_j = H_i b_i - H_j b_j + noise of covariance R_i + R_j.
Plane of `sargas.geo.plane`; metres, m/s, square metres; columns are arrays of shape (N,).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.tracking.rows import F8, Ints

TRUTH = -1
"""In the place of sensor j: a place that is known, as of a reference transponder."""
LEAST_GROUND_M = 1000.0
"""Nearer than this to the site a bias of azimuth or range has no direction."""


class Pairs(NamedTuple):
    """Each row: plots i and j of one target, both as measured (no bias taken off) and at the same `time_s`."""

    time_s: F8
    i: Ints
    """Sensors as rows of the list that Registration was made with; `j` may be TRUTH."""
    j: Ints
    x_i_m: F8
    y_i_m: F8
    x_j_m: F8
    y_j_m: F8
    vx_mps: F8
    """Velocity of the target; 0 where it stands still."""
    vy_mps: F8
    rxx_m2: F8
    """R_i + R_j, positive definite."""
    rxy_m2: F8
    ryy_m2: F8
    rise_i_m: F8
    """Height of the target above the site of each sensor; 0 where unknown."""
    rise_j_m: F8


class Interpolated(NamedTuple):
    """A plot of sensor j at the time of a plot of i: place, velocity and covariance on the plane."""

    x_m: F8
    y_m: F8
    vx_mps: F8
    vy_mps: F8
    rxx_m2: F8
    rxy_m2: F8
    ryy_m2: F8


def interpolated(
    time_s: F8,
    first: tuple[F8, F8, F8, F8, F8, F8],
    second: tuple[F8, F8, F8, F8, F8, F8],
    acceleration_mps2: float,
) -> Interpolated:
    """Sensor j at `time_s` on the line through its plots (time_s, x_m, y_m, rxx, rxy, ryy) before and after.

    An acceleration stands off that line by a (t - t1)(t2 - t) / 2; `acceleration_mps2` is its one-sigma of each
    component. Raises ValueError where `time_s` is not between two different times: nothing is extrapolated.
    """
    t1_s, x1_m, y1_m, *first_m2 = first
    t2_s, x2_m, y2_m, *second_m2 = second
    if not np.all((t1_s <= time_s) & (time_s <= t2_s) & (t1_s < t2_s)):
        raise ValueError("a time to interpolate at must lie between the times of two plots")
    part = (time_s - t1_s) / (t2_s - t1_s)
    bent_m2 = np.square(0.5 * acceleration_mps2 * (time_s - t1_s) * (t2_s - time_s))
    rxx, rxy, ryy = (np.square(1.0 - part) * a + np.square(part) * b for a, b in zip(first_m2, second_m2, strict=True))
    return Interpolated(
        x1_m + part * (x2_m - x1_m),
        y1_m + part * (y2_m - y1_m),
        (x2_m - x1_m) / (t2_s - t1_s),
        (y2_m - y1_m) / (t2_s - t1_s),
        rxx + bent_m2,
        rxy,
        ryy + bent_m2,
    )


def displaced(pairs: Pairs, sites_m: F8, biases: F8) -> Pairs:
    """The plots as sensors with these `biases` (S + 1, 3) put them; exact where H is the first order.

    A degree at 150 km bends 23 m. `sites_m` is (S + 1, 2), its last row for TRUTH.
    """
    early_i, early_j = -biases[pairs.i, 2], -biases[pairs.j, 2]
    return _turned(_moved(pairs, early_i, early_j), sites_m, biases)


def corrected(pairs: Pairs, sites_m: F8, biases: F8) -> Pairs:
    """The plots with these biases taken off: undoes `displaced`."""
    return _moved(_turned(pairs, sites_m, -biases), biases[pairs.i, 2], biases[pairs.j, 2])


def _moved(pairs: Pairs, i_s: F8, j_s: F8) -> Pairs:
    """Each plot as much later along the target's way."""
    return pairs._replace(
        x_i_m=pairs.x_i_m + pairs.vx_mps * i_s,
        y_i_m=pairs.y_i_m + pairs.vy_mps * i_s,
        x_j_m=pairs.x_j_m + pairs.vx_mps * j_s,
        y_j_m=pairs.y_j_m + pairs.vy_mps * j_s,
    )


def _turned(pairs: Pairs, sites_m: F8, biases: F8) -> Pairs:
    """Each plot at a range and azimuth more by its sensor's biases."""
    x_i_m, y_i_m = _polar(sites_m[pairs.i], biases[pairs.i], pairs.x_i_m, pairs.y_i_m, pairs.rise_i_m)
    x_j_m, y_j_m = _polar(sites_m[pairs.j], biases[pairs.j], pairs.x_j_m, pairs.y_j_m, pairs.rise_j_m)
    return pairs._replace(x_i_m=x_i_m, y_i_m=y_i_m, x_j_m=x_j_m, y_j_m=y_j_m)


def _polar(site_m: F8, bias: F8, x_m: F8, y_m: F8, rise_m: F8) -> tuple[F8, F8]:
    dx_m, dy_m = x_m - site_m[:, 0], y_m - site_m[:, 1]
    ground_m = np.maximum(np.hypot(dx_m, dy_m), LEAST_GROUND_M)
    slant_m = np.hypot(ground_m, rise_m) + bias[:, 0]
    stretch = np.sqrt(np.maximum(np.square(slant_m) - np.square(rise_m), 0.0)) / ground_m
    cos_b, sin_b = stretch * np.cos(bias[:, 1]), stretch * np.sin(bias[:, 1])
    return site_m[:, 0] + cos_b * dx_m + sin_b * dy_m, site_m[:, 1] + cos_b * dy_m - sin_b * dx_m


def influence(pairs: Pairs, sites_m: F8) -> tuple[F8, F8]:
    """(H_i, H_j), each (N, 2, 3); of TRUTH meaningless."""
    return (
        _influence(pairs, sites_m[pairs.i], pairs.x_i_m, pairs.y_i_m, pairs.rise_i_m),
        _influence(pairs, sites_m[pairs.j], pairs.x_j_m, pairs.y_j_m, pairs.rise_j_m),
    )


def _influence(pairs: Pairs, site_m: F8, x_m: F8, y_m: F8, rise_m: F8) -> F8:
    dx_m, dy_m = x_m - site_m[:, 0], y_m - site_m[:, 1]
    ground_m = np.maximum(np.hypot(dx_m, dy_m), LEAST_GROUND_M)
    slant = np.sqrt(1.0 + np.square(rise_m / ground_m)) / ground_m
    columns = ((dx_m * slant, dy_m * slant), (dy_m, -dx_m), (-pairs.vx_mps, -pairs.vy_mps))
    return np.stack([np.stack(column, axis=-1) for column in columns], axis=-1)


def noise_of(pairs: Pairs) -> F8:
    """R_i + R_j as (N, 2, 2)."""
    return np.stack((pairs.rxx_m2, pairs.rxy_m2, pairs.rxy_m2, pairs.ryy_m2), axis=-1).reshape(-1, 2, 2)


def taken(pairs: Pairs, rows: NDArray[Any]) -> Pairs:
    """These rows (indices or a mask) of the pairs."""
    columns: Any = (column[rows] for column in pairs)
    return Pairs(*columns)


def joined(parts: list[Pairs]) -> Pairs:
    """All pairs of the parts, ordered by time, sensors and places, however rows and parts were ordered."""
    together = Pairs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return taken(together, np.lexsort(tuple(reversed(together[:7]))))


def none() -> Pairs:
    """No pairs."""
    real, whole = np.zeros(0), np.zeros(0, np.int64)
    return Pairs(real, whole, whole, *(11 * (real,)))
