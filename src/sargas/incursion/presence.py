"""How surely a track is inside a zone: the whole covariance against the true polygon, and the height band.

Rule: the horizontal probability is the share of a lattice of equally probable points of the position's Gaussian that
the polygon contains, so a border may bend within the ellipse as it likes; far from the border it is 0 or 1.
Lattice: sunflower (Vogel, Math. Biosciences 44 (1979) 179) with the radii of the Rayleigh distribution, exact in the
mean of rings. The error of the signed distance is that of its differences at one sigma along both axes (Julier,
Uhlmann, Proc. IEEE 92 (2004) 401, the scaled unscented transform without its mean).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geoid import undulation_m
from sargas.geo.region import Region
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.incursion.settings import Settings
from sargas.model.height import Height
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone

Floats = NDArray[np.float64]

POINTS = 400
_FAR_SIGMA = 4.0
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
_K = np.arange(POINTS)
_RADIUS = np.sqrt(-2.0 * np.log(1.0 - (_K + 0.5) / POINTS))
LATTICE = np.stack([_RADIUS * np.cos(_GOLDEN * _K), _RADIUS * np.sin(_GOLDEN * _K)])
"""(2, POINTS): equally probable points of the standard Gaussian in the plane."""

_PRESSURE_STANDARD = HEIGHT_SOURCES.index("pressure_standard")
_UNKNOWN = "height unknown, so its limits do not exclude it"
_NEVER_SURE = 0.95
"""A probability that rests on an assumed height is kept below a yes."""


class Presence(NamedTuple):
    """Of N tracks against one zone, each (N,)."""

    probability: Floats
    """Of being within the outline."""
    distance_m: Floats
    """Signed: negative inside."""


def presence(region: Region, tracks: Tracks) -> Presence:
    """Horizontal probability and signed distance of every row."""
    distance_m = region.signed_distance_m(tracks.lat_deg, tracks.lon_deg)
    major_m = tracks.ellipses()[0]
    probability = np.where(distance_m < 0, 1.0, 0.0)
    near = np.flatnonzero(np.abs(distance_m) < _FAR_SIGMA * major_m)
    if len(near):
        e, n = _axes(tracks.covariance[near])
        lat_deg, lon_deg = _around(tracks, near, e @ LATTICE, n @ LATTICE)
        inside = region.contains(lat_deg.ravel(), lon_deg.ravel()).reshape(lat_deg.shape)
        probability[near] = inside.mean(axis=1)
    return Presence(probability, distance_m)


def distance_sigma_m(region: Region, tracks: Tracks) -> Floats:
    """One-sigma error of the signed distance of every row, (N,)."""
    e, n = _axes(tracks.covariance)
    rows = np.arange(len(tracks))
    lat_deg, lon_deg = _around(tracks, rows, np.concatenate([e, -e], axis=1), np.concatenate([n, -n], axis=1))
    d = region.signed_distance_m(lat_deg.ravel(), lon_deg.ravel()).reshape(-1, 4)
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


class Air(NamedTuple):
    """What is known beside a track, of where it is; each None where it is not."""

    geoid_m: float | None = None
    """Height of the geoid."""
    pressure_add_m: float | None = None
    """To be added to a height from pressure, by a QNH near by, and its one-sigma error."""
    pressure_sigma_m: float = 0.0


NOTHING_KNOWN = Air()


class Band(NamedTuple):
    """One track against the floor and ceiling of a zone."""

    probability: float
    words: str
    """What the probability rests on, for the basis; empty where the zone has no limits."""


def band(zone: Zone, tracks: Tracks, i: int, settings: Settings, air: Air = NOTHING_KNOWN) -> Band:
    """Probability that row i is between floor and ceiling; below a yes where the height is not really known."""
    limit = None if zone.floor is None or zone.floor.is_ground else zone.floor
    if limit is None and zone.ceiling is None:
        return Band(1.0, "")
    floor, above = share_above(limit, tracks, i, settings, air) if limit else (1.0, "")
    ceiling, below = share_above(zone.ceiling, tracks, i, settings, air) if zone.ceiling else (0.0, "")
    words = above or below
    probability = min(max(floor - ceiling, 0.0), 1.0)
    if words == _UNKNOWN:  # of what is not known, nothing follows: a zone up to 120 m is not thinner for it
        probability = max(probability, settings.height_excludes_below)
    return Band(min(probability, _NEVER_SURE) if words else probability, words or "height within its limits")


def share_above(
    limit: Height, tracks: Tracks, i: int, settings: Settings, air: Air = NOTHING_KNOWN
) -> tuple[float, str]:
    """(probability of being above a limit, what had to be assumed for it)."""
    if limit.ref == "flight_level" and tracks.given("pressure_altitude_m")[i]:
        return _above(float(tracks.pressure_altitude_m[i]) - limit.value_m, 15.0), ""
    if not tracks.given("height_m")[i]:
        share = 1.0 - limit.value_m / settings.unknown_height_top_m
        return min(max(share, 0.05), 0.95), _UNKNOWN
    height_m, sigma_m = float(tracks.height_m[i]), math.sqrt(max(float(tracks.covariance[i, 11]), 1.0))
    words, add_m = "", air.pressure_add_m
    if tracks.height_source[i] == _PRESSURE_STANDARD and add_m is None:
        sigma_m, words = math.hypot(sigma_m, settings.unknown_qnh_sigma_m), "height from pressure without QNH"
    elif tracks.height_source[i] == _PRESSURE_STANDARD and add_m is not None:
        height_m, sigma_m = height_m + add_m, math.hypot(sigma_m, air.pressure_sigma_m)
    if limit.ref != "ellipsoid":
        geoid_m = undulation_m(tracks.lat_deg[i], tracks.lon_deg[i]) if air.geoid_m is None else air.geoid_m
        height_m -= float(geoid_m)
    if limit.ref == "flight_level" and add_m is None:
        sigma_m, words = math.hypot(sigma_m, settings.unknown_qnh_sigma_m), "pressure unknown, so the level is assumed"
    elif limit.ref == "flight_level" and add_m is not None:
        height_m, sigma_m = height_m - add_m, math.hypot(sigma_m, air.pressure_sigma_m)
    elif limit.ref == "agl":
        height_m -= settings.ground_m
        sigma_m, words = math.hypot(sigma_m, settings.ground_sigma_m), words or "height of the ground assumed"
    return _above(height_m - limit.value_m, sigma_m), words


def _above(over_m: float, sigma_m: float) -> float:
    return 0.5 * (1.0 + math.erf(over_m / (sigma_m * math.sqrt(2.0))))
