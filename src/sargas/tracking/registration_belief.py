"""What is believed of the biases of all sensors together, in information form.

u (n, 3) are biases in units of their prior sigma, so that the prior is the unit matrix; M (n, 3, n, 3) is the
information about them, the prior's included, and v (n, 3) = M u.
  pairs:    M <- M + sum of w H' R^-1 H,   v <- v + sum of w H' R^-1 d,   H = [H_i -H_j], d = z_i - z_j made linear at u
  time:     a bias is a stationary Gauss-Markov process of correlation time T, so that what is not seen returns to its
            prior: with F = exp(-dt / T),   P <- F P F + (I - F F),  u <- F u   (Gelb, Applied Optimal Estimation,
            1974, section 2.3 and 3.8)
  forget k: M_oo - M_ok M_kk^-1 M_ko (marginalisation), and a prior for k, wider where k has proved to be far out:
            else the usual prior of a clock wrong by seconds would pull at every other clock.
Source of the normal equations: Bar-Shalom, Willett and Tian, Tracking and Data Fusion, 2011, section 9.2.
"""

from typing import NamedTuple

import numpy as np

from sargas.tracking.registration_pairs import Pairs, corrected, influence
from sargas.tracking.rows import F8


class Linear(NamedTuple):
    """Pairs as equations d = H_i u_i - H_j u_j + noise, linear about what is believed."""

    H_i: F8
    """(N, 2, 3), metres per prior sigma."""
    H_j: F8
    d: F8
    """(N, 2), metres."""


class Belief:
    """Of n sensors (the last is a known place), at `sites_m` (n, 2), with prior sigmas `unit` (n, 3): m, rad, s.

    A unit of 0 is a bias that a sensor has not.
    """

    def __init__(self, sites_m: F8, unit: F8) -> None:
        self.sites_m, self.unit = sites_m, unit
        self.M = np.eye(unit.size).reshape(*unit.shape, *unit.shape)
        self.v = np.zeros(unit.shape)

    def moments(self) -> tuple[F8, F8]:
        """u (n, 3) and its covariance P (n, 3, n, 3)."""
        size = self.v.size
        P = np.linalg.inv(self.M.reshape(size, size))
        P = 0.5 * (P + P.T)
        return (P @ self.v.ravel()).reshape(self.v.shape), P.reshape(self.M.shape)

    def pass_time(self, dt_s: float, memory_s: F8) -> None:
        """`memory_s` (n,) is the correlation time of each sensor's biases."""
        u, P = self.moments()
        size = self.v.size
        keep = np.repeat(np.exp(-dt_s / memory_s), 3)
        later = P.reshape(size, size) * keep[:, None] * keep + np.diag(1.0 - keep * keep)
        self.M = np.linalg.inv(later).reshape(self.M.shape)
        self.v = (self.M.reshape(size, size) @ (keep * u.ravel())).reshape(self.v.shape)

    def linear(self, pairs: Pairs) -> Linear:
        """The pairs about the present u."""
        u = self.moments()[0]
        plain = corrected(pairs, self.sites_m, self.unit * u)
        H_i, H_j = influence(plain, self.sites_m)
        H_i, H_j = H_i * self.unit[pairs.i, None], H_j * self.unit[pairs.j, None]
        d = np.stack((plain.x_i_m - plain.x_j_m, plain.y_i_m - plain.y_j_m), axis=-1)
        return Linear(H_i, H_j, d + times(H_i, u[pairs.i]) - times(H_j, u[pairs.j]))

    def squares(self, pairs: Pairs, linear: Linear, R: F8) -> F8:
        """Squared Mahalanobis distance (N,) of each pair, what is not known of the biases counted in; R (N, 2, 2)."""
        u, P = self.moments()
        off = linear.d - times(linear.H_i, u[pairs.i]) + times(linear.H_j, u[pairs.j])
        both = _spread(linear.H_i, P[pairs.i, :, pairs.j], linear.H_j)
        S = R - both - both.transpose(0, 2, 1)
        for H, k in ((linear.H_i, pairs.i), (linear.H_j, pairs.j)):
            S += _spread(H, P[k, :, k], H)
        return squares(off, inverse(S))

    def add(self, pairs: Pairs, linear: Linear, W: F8) -> None:
        """Puts pairs in, each with its weight matrix W (N, 2, 2)."""
        view = self.M.transpose(0, 2, 1, 3)
        sides = ((pairs.i, linear.H_i), (pairs.j, -linear.H_j))
        for k, H in sides:
            HW = np.einsum("nab,nac->ncb", W, H)
            np.add.at(self.v, k, times(HW, linear.d))
            for other, G in sides:
                np.add.at(view, (k, other), np.einsum("nca,nab->ncb", HW, G))

    def forget(self, k: int, wide: F8) -> None:
        """Sensor k is as if never seen; what it told of others remains. `wide` (3,): its prior sigma, 1 is usual."""
        through: F8 = self.M[:, :, k] @ np.linalg.inv(self.M[k, :, k])
        self.v = self.v - np.einsum("iab,b->ia", through, self.v[k])
        self.M = self.M - np.einsum("iab,bjc->iajc", through, self.M[k])
        self.M[k], self.M[:, :, k], self.v[k] = 0.0, 0.0, 0.0
        self.M[k, :, k] = np.diag(1.0 / np.square(wide))

    def copy(self) -> "Belief":
        """Another that is believed the same."""
        other = Belief(self.sites_m, self.unit)
        other.M, other.v = self.M.copy(), self.v.copy()
        return other


def inverse(A: F8) -> F8:
    """Of each row: (N, p, p)."""
    return np.asarray(np.linalg.inv(A), np.float64)


def times(A: F8, b: F8) -> F8:
    """A b of each row: (N, p, q) and (N, q) to (N, p)."""
    product: F8 = np.einsum("nab,nb->na", A, b)
    return product


def squares(off: F8, W: F8) -> F8:
    """off' W off of each row: (N, p) and (N, p, p) to (N,)."""
    product: F8 = np.einsum("na,nab,nb->n", off, W, off)
    return product


def _spread(H: F8, P: F8, G: F8) -> F8:
    """H P G' of each row: (N, 2, 2)."""
    spread: F8 = np.einsum("nab,nbc,ndc->nad", H, P, G, optimize=True)
    return spread
