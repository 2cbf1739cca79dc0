"""Going on: where an object may be after a time, from where it is, how it flies, and how surely both are known.

Rule: it keeps its speed, but for an error that lasts: one sigma is that of the estimate and `speed_share` of the speed.
Its course wanders as a Wiener process: after t minutes it differs by `turn_deg` * sqrt(t), one sigma, beside the error
of the estimate (an integrated white noise of course: Bar-Shalom, Li, Kirubarajan (2001), 6.2.2, for the cross-track
axis). Of its mean velocity over a time t that is, along and across the course, a variance of

  along  (speed_share v)^2        across  v^2 q t / 3,   q = turn^2 in a second

which is added to that of the track's covariance turned to its course. The way across is laid on the arc of that radius,
not on its tangent, where the object moves more than it wanders: after a turn it is as far away as without one.
What is not in the model: a known aim, legs between turning points, circles, engagement of any kind. What drifts with
the wind has no course of its own: its `Going` is told the wind's velocity, and the wind's error in its covariance.
Frames: east, north in metres of the plane that touches at the object, up to some 100 km.
Lattice: the R sequence (Roberts, 2018) through the transform of Box and Muller (Ann. Math. Stat. 29 (1958) 610).
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import geodetic_from_enu
from sargas.model.tracks import FOUR, Tracks
from sargas.motion.settings import Settings

Floats = NDArray[np.float64]

POINTS = 96
_WANDERS = 0.5
"""Radians: where the way across is wider than this from where it was, its direction means nothing."""


class Going(NamedTuple):
    """An object at `time_s`: where, how fast, how surely. `covariance`: (4, 4) of [E N vE vN], SI."""

    time_s: float
    lat_deg: float
    lon_deg: float
    east_mps: float
    north_mps: float
    covariance: Floats

    @property
    def speed_mps(self) -> float:
        """Over the ground."""
        return math.hypot(self.east_mps, self.north_mps)

    @property
    def course(self) -> tuple[float, float]:
        """(east, north) of the unit vector along it; north of what stands still."""
        speed_mps = self.speed_mps
        return (self.east_mps / speed_mps, self.north_mps / speed_mps) if speed_mps > 0.0 else (0.0, 1.0)

    def geodetic(self, ahead_m: Floats, aside_m: Floats) -> tuple[Floats, Floats]:
        """(lat_deg, lon_deg) of places ahead of the object and to the right of its course."""
        east, north = self.course
        east_m, north_m = ahead_m * east + aside_m * north, ahead_m * north - aside_m * east
        lat_deg, lon_deg, _ = geodetic_from_enu(east_m, north_m, 0.0, self.lat_deg, self.lon_deg, 0.0)
        return lat_deg, lon_deg

    def turned(self) -> Floats:
        """The covariance along and to the right of the course: (4, 4) of [along, across, and their rates]."""
        east, north = self.course
        both = np.kron(np.eye(2), np.array([[east, north], [north, -east]]))
        result: Floats = both @ self.covariance @ both.T
        return result


def going_of(tracks: Tracks, i: int) -> Going:
    """Row i."""
    return Going(
        float(tracks.time_s[i]),
        float(tracks.lat_deg[i]),
        float(tracks.lon_deg[i]),
        float(tracks.east_mps[i]),
        float(tracks.north_mps[i]),
        tracks.covariance[i][FOUR],
    )


def changes_mps(going: Going, settings: Settings, over_s: Any) -> tuple[Any, Any]:
    """(along, across): one sigma of what the mean velocity over such times differs by from that of now."""
    wanders_per_s = math.radians(settings.turn_deg) ** 2 / 60.0
    return settings.speed_share * going.speed_mps, going.speed_mps * np.sqrt(wanders_per_s * over_s / 3.0)


def sigmas_m(going: Going, settings: Settings, times_s: Floats) -> tuple[Floats, Floats]:
    """One-sigma errors of the place along and across the course after each of these times."""
    p, t = going.turned(), times_s
    along_mps, across_mps = changes_mps(going, settings, t)
    along_m2 = p[0, 0] + 2.0 * t * p[0, 2] + t**2 * (p[2, 2] + along_mps**2)
    across_m2 = p[1, 1] + 2.0 * t * p[1, 3] + t**2 * (p[3, 3] + across_mps**2)
    return np.sqrt(np.maximum(along_m2, 1.0)), np.sqrt(np.maximum(across_m2, 1.0))


def ways(going: Going, settings: Settings, over_s: float) -> tuple[Floats, Floats, Floats, Floats]:
    """(lat_deg, lon_deg, east_mps, north_mps) of POINTS equally probable straight ways, each (POINTS,): where it may
    be now, and the mean velocity that it may have over such a time."""
    covariance = going.turned()
    along_mps, across_mps = changes_mps(going, settings, over_s)
    covariance[np.diag_indices(4)] += [1e-3, 1e-3, 1e-6 + along_mps**2, 1e-6 + across_mps**2]
    ahead_m, aside_m, faster_mps, aside_mps = np.linalg.cholesky(covariance) @ LATTICE
    held = is_held(np.sqrt(covariance[3, 3]), np.array(going.speed_mps))
    ahead_mps, aside_mps = bent(going.speed_mps + faster_mps, aside_mps, held)
    east, north = going.course
    lat_deg, lon_deg = going.geodetic(ahead_m, aside_m)
    return lat_deg, lon_deg, ahead_mps * east + aside_mps * north, ahead_mps * north - aside_mps * east


def is_held(across_m: Floats, straight_m: Floats) -> NDArray[np.bool_]:
    """Whether the object moves more than it wanders: its ways are bent, and have a direction."""
    return np.asarray(across_m < _WANDERS * straight_m)


def bent(ahead: Any, aside: Floats, where: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(ahead, aside) with the way aside laid on the arc around the object; metres, or metres in a second."""
    radius = np.maximum(ahead, 1.0)
    angle = np.clip(aside / radius, -np.pi, np.pi)
    return np.where(where, radius * np.cos(angle), ahead), np.where(where, radius * np.sin(angle), aside)


def _lattice() -> Floats:
    """(4, POINTS) of the standard Gaussian in four dimensions."""
    base = 1.1673039782614187  # the positive root of x^5 = x + 1
    steps = np.array([base ** -(k + 1) for k in range(4)])
    u = (0.5 + np.arange(1, POINTS + 1)[None] * steps[:, None]) % 1.0
    r, turn = np.sqrt(-2.0 * np.log(1.0 - u[::2])), 2.0 * math.pi * u[1::2]
    drawn = np.concatenate([r * np.cos(turn), r * np.sin(turn)])
    drawn -= drawn.mean(axis=1, keepdims=True)
    return np.linalg.solve(np.linalg.cholesky(np.cov(drawn, bias=True)), drawn)  # exactly of mean 0 and covariance 1


LATTICE = _lattice()
