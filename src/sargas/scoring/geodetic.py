"""Paths of geodetic rows: truth as it is written down, and tracks as the core gives them, on one system plane.

Lengths are those of the plane: exact at its origin, 0.05 % too long 300 km from it. Velocities and covariances are
turned by the convergence and stretched by the scale at each row (see `sargas.geo.plane`).
"""

from typing import Any

import numpy as np

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import ENDED, FOUR, TENTATIVE, Tracks
from sargas.scoring.paths import Array, Paths


def paths_of(
    plane: SystemPlane, time_s: Any, number: Any, lat_deg: Any, lon_deg: Any,
    east_mps: Any = None, north_mps: Any = None, **columns: Any,
) -> Paths:  # fmt: skip
    """Paths of rows (N,) in degrees; both velocities or none; `columns` as of `Paths`. Raises ValueError as it does."""
    lat_deg, lon_deg = np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64)
    position_m = np.stack(plane.plane_from_geodetic(lat_deg, lon_deg), axis=-1)
    if east_mps is not None and north_mps is not None:
        enu_mps = np.stack((np.asarray(east_mps, np.float64), np.asarray(north_mps, np.float64)), axis=-1)
        columns["velocity_mps"] = np.einsum("nij,nj->ni", _turns(plane, lat_deg, lon_deg), enu_mps)
    return Paths.of(time_s, number, position_m, **columns)


def track_paths(plane: SystemPlane, tracks: Tracks) -> Paths:
    """Our own numbered tracks; what is tentative, and what others report, is left out."""
    tracks = tracks.take((tracks.reported_by < 0) & (tracks.number > 0) & (tracks.status != TENTATIVE))
    turn = np.zeros((len(tracks), 4, 4))
    turn[:, :2, :2] = turn[:, 2:, 2:] = _turns(plane, tracks.lat_deg, tracks.lon_deg)
    return paths_of(
        plane,
        tracks.time_s,
        tracks.number,
        tracks.lat_deg,
        tracks.lon_deg,
        tracks.east_mps,
        tracks.north_mps,
        covariance=turn @ tracks.covariance[:, FOUR] @ turn.transpose(0, 2, 1),
        updated_s=tracks.updated_s,
        height_m=tracks.height_m,
        has_height=tracks.given("height_m"),
        ended=tracks.status == ENDED,
    )


def _turns(plane: SystemPlane, lat_deg: Array, lon_deg: Array) -> Array:
    """(N, 2, 2): what takes an east, north vector at a place to the axes and lengths of the plane."""
    scale, turn_rad = plane.scale(lat_deg, lon_deg), np.radians(plane.convergence_deg(lat_deg, lon_deg))
    c, s = scale * np.cos(turn_rad), scale * np.sin(turn_rad)
    return np.stack((np.stack((c, -s), axis=-1), np.stack((s, c), axis=-1)), axis=-2)
