"""When a track on its course first meets the outline of a zone: the true polygon, not its box or its chord.

Rule: constant velocity along the geodesic, which is cut into pieces of PIECE_M so that each is straight in longitude
and latitude to 20 m; the pieces are met with the edges of the outline through its tree of boxes
(`sargas.geo.forest`), and the first meeting in time counts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geodesic import near_destination
from sargas.incursion.settings import Settings
from sargas.model.tracks import Tracks
from sargas.model.zone import Ring, Zone

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
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


class Outlines:
    """All edges of Z zones, outer rings and holes: pairs of a zone and a track, each an array (N,)."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        from sargas.geo.forest import forest  # numba: only where something is judged

        rings = [[_flat(ring) for rings in zone.polygons for ring in rings] for zone in zones]
        self._trees = forest(
            [(np.concatenate([r[:-1] for r in its]), np.concatenate([r[1:] for r in its])) for its in rings]
        )

    def met_after_s(
        self, of: Ints, places: Pair, velocities: Pair, distance_m: Floats, within_s: Floats, farthest_m: float
    ) -> Floats:
        """Seconds to the first meeting with zone `of`, (N,); inf for who is inside or meets nothing `within_s` and
        `farthest_m`.

        `places` (lat_deg, lon_deg), `velocities` (east_mps, north_mps); `distance_m` to here, signed.
        """
        from sargas.geo.forest import first_met  # numba: only where something is judged

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
        froms, tos = (
            np.stack(near_destination(lat_deg[row], lon_deg[row], course_deg[row], at_m)[::-1], axis=-1)
            for at_m in (gone_m, gone_m + length_m)
        )
        share = first_met(froms, tos, of[row], *self._trees)
        np.minimum.at(entry_s, row, (gone_m + share * length_m) / speed_mps[row])
        return entry_s


def _flat(ring: Ring) -> Floats:
    """(lon_deg, lat_deg, 0) of each place."""
    return np.array([(*place[:2], 0.0) for place in ring])
