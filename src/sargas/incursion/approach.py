"""When a track on its course first meets the outline of a zone: the true polygon, not its box or its chord.

Rule: constant velocity along the geodesic, which is cut into pieces of PIECE_M so that each is straight in longitude
and latitude to 20 m; the pieces are met with the edges of the outline through a tree of boxes (Leutenegger, Lopez,
Edgington, STR, ICDE 1997; shapely's), and the first meeting in time counts.
"""

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.geodesic import near_destination
from sargas.incursion.settings import Settings
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]

PIECE_M = 25_000.0


def moves(tracks: Tracks, settings: Settings) -> NDArray[np.bool_]:
    """Rows whose velocity is more than its noise, bool (N,)."""
    ee, en, nn = (tracks.covariance[:, k] for k in (15, 16, 18))
    e, n = tracks.east_mps, tracks.north_mps
    determinant = np.maximum(ee * nn - en * en, 1e-12)
    squared = (nn * e * e - 2 * en * e * n + ee * n * n) / determinant
    result: NDArray[np.bool_] = (squared > settings.speed_significance) & (
        np.hypot(e, n) >= settings.least_approach_mps
    )
    return result


class Outline:
    """All edges of a zone, outer rings and holes."""

    def __init__(self, zone: Zone) -> None:
        rings = [np.array(ring) for rings in zone.polygons for ring in rings]
        self._from = np.concatenate([ring[:-1] for ring in rings])
        self._to = np.concatenate([ring[1:] for ring in rings])
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([self._from, self._to], axis=1)))

    def time_to_entry_s(self, tracks: Tracks, distance_m: Floats, within_s: float, farthest_m: float) -> Floats:
        """`met_after_s` of rows (N,) at their own places and velocities."""
        places = tracks.lat_deg, tracks.lon_deg
        return self.met_after_s(places, (tracks.east_mps, tracks.north_mps), distance_m, within_s, farthest_m)

    def met_after_s(
        self, places: Pair, velocities: Pair, distance_m: Floats, within_s: float, farthest_m: float
    ) -> Floats:
        """Seconds to the first meeting, (N,); inf for who is inside or meets nothing `within_s` and `farthest_m`.

        `places` (lat_deg, lon_deg), `velocities` (east_mps, north_mps), each (N,); `distance_m` to here, signed.
        """
        (lat_deg, lon_deg), (east_mps, north_mps) = places, velocities
        speed_mps = np.hypot(east_mps, north_mps)
        reach_m = np.minimum(speed_mps * within_s, farthest_m)
        entry_s = np.full(len(lat_deg), np.inf)
        rows = np.flatnonzero((distance_m > 0) & (distance_m <= reach_m))
        if not len(rows):
            return entry_s
        course_deg = np.degrees(np.arctan2(east_mps, north_mps))
        count = np.ceil(reach_m[rows] / PIECE_M).astype(np.int64)
        row = np.repeat(rows, count)
        length_m = np.repeat(reach_m[rows] / count, count)
        gone_m = length_m * (np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count))
        ends = np.array(
            [
                near_destination(lat_deg[row], lon_deg[row], course_deg[row], at_m)[::-1]
                for at_m in (gone_m, gone_m + length_m)
            ]
        ).transpose(2, 0, 1)
        piece, edge = self._tree.query(shapely.linestrings(ends), predicate="intersects")
        share = _first_share(ends[piece, 0], ends[piece, 1], self._from[edge], self._to[edge])
        met_s = (gone_m[piece] + share * length_m[piece]) / speed_mps[row[piece]]
        np.minimum.at(entry_s, row[piece], met_s)
        return entry_s


def _first_share(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Place of the first common point on segments a-b (0 at a) with segments c-d that they meet; each (M, 2)."""
    along, edge, gap = b - a, d - c, c - a
    cross = along[:, 0] * edge[:, 1] - along[:, 1] * edge[:, 0]
    flat = np.abs(cross) < 1e-18
    share = (gap[:, 0] * edge[:, 1] - gap[:, 1] * edge[:, 0]) / np.where(flat, 1.0, cross)
    length2 = np.maximum((along * along).sum(axis=1), math.ulp(0.0))
    on_line = np.minimum((gap * along).sum(axis=1), ((d - a) * along).sum(axis=1)) / length2
    result: Floats = np.clip(np.where(flat, on_line, share), 0.0, 1.0)
    return result
