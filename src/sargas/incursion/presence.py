"""How surely tracks are inside zones: the whole covariance against the true polygon.

Rule: the horizontal probability is the share of a lattice of equally probable points of the position's Gaussian that
the polygon contains, so a border may bend within the ellipse as it likes; far from the border it is 0 or 1.
Lattice: sunflower (Vogel, Math. Biosciences 44 (1979) 179) with the radii of the Rayleigh distribution, exact in the
mean of rings. The error of the signed distance is that of its differences at one sigma along both axes (Julier,
Uhlmann, Proc. IEEE 92 (2004) 401, the scaled unscented transform without its mean). Of pairs of a zone and a track.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.region import Regions
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.tracks import Tracks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POINTS = 400
_FAR_SIGMA = 4.0
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
_K = np.arange(POINTS)
_RADIUS = np.sqrt(-2.0 * np.log(1.0 - (_K + 0.5) / POINTS))
LATTICE = np.stack([_RADIUS * np.cos(_GOLDEN * _K), _RADIUS * np.sin(_GOLDEN * _K)])
"""(2, POINTS): equally probable points of the standard Gaussian in the plane."""


class Presence(NamedTuple):
    """Of N pairs, each (N,)."""

    probability: Floats
    """Of being within the outline."""
    distance_m: Floats
    """Signed: negative inside."""


def presence(regions: Regions, of: Ints, tracks: Tracks) -> Presence:
    """Horizontal probability and signed distance of each row in region `of`."""
    distance_m = regions.signed_distance_m(of, tracks.lat_deg, tracks.lon_deg)
    major_m = tracks.ellipses()[0]
    probability = np.where(distance_m < 0, 1.0, 0.0)
    near = np.flatnonzero(np.abs(distance_m) < _FAR_SIGMA * major_m)
    if len(near):
        e, n = _axes(tracks.covariance[near])
        lat_deg, lon_deg = _around(tracks, near, e @ LATTICE, n @ LATTICE)
        inside = regions.contain(np.repeat(of[near], POINTS), lat_deg.ravel(), lon_deg.ravel())
        probability[near] = inside.reshape(lat_deg.shape).mean(axis=1)
    return Presence(probability, distance_m)


def distance_sigma_m(regions: Regions, of: Ints, tracks: Tracks) -> Floats:
    """One-sigma error of the signed distance of each row to region `of`, (N,)."""
    e, n = _axes(tracks.covariance)
    rows = np.arange(len(tracks))
    lat_deg, lon_deg = _around(tracks, rows, np.concatenate([e, -e], axis=1), np.concatenate([n, -n], axis=1))
    d = regions.signed_distance_m(np.repeat(of, 4), lat_deg.ravel(), lon_deg.ravel()).reshape(-1, 4)
    result: Floats = np.hypot(d[:, 0] - d[:, 2], d[:, 1] - d[:, 3]) / 2.0
    return result


def _axes(covariance: Floats) -> tuple[Floats, Floats]:
    """East and north parts of a square root of the position covariance (Cholesky), each (N, 2)."""
    ee, en, nn = covariance[:, 0], covariance[:, 1], covariance[:, 6]
    east = np.sqrt(np.maximum(ee, 1e-6))
    across = en / east
    rest = np.sqrt(np.maximum(nn - across * across, 1e-6))
    return np.stack([east, np.zeros_like(east)], axis=1), np.stack([across, rest], axis=1)


def _around(tracks: Tracks, rows: NDArray[np.int64], east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """Places at offsets (M, K) from the rows."""
    lat_deg, lon_deg, _ = geodetic_from_enu(
        east_m, north_m, 0.0, tracks.lat_deg[rows, None], tracks.lon_deg[rows, None], 0.0
    )
    return lat_deg, lon_deg
