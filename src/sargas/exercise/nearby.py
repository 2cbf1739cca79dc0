"""Nearby: which objects may be within reach of which posts, for some seconds, so that only these are looked at.

Rule: nobody within reach is left out; who is in is looked at closely by who asks. Distances are along parallels and
meridians, true to half a per cent within some tens of kilometres, for which the reach is widened.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.paths import Array
from sargas.exercise.truth import Rows, Truth
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG

_BLOCK_S = 20.0
_WIDER = 1.02


class Pairs(NamedTuple):
    """A post and an object of the truth each, (N,); of M objects in all: object = objects[column]."""

    post: NDArray[np.intp]
    object: Rows
    objects: Rows
    column: NDArray[np.intp]


class Nearby:
    """Posts at (lat_deg, lon_deg), and how far away each object of the truth may matter to them (N,), 0: never.

    `looks_s`: how long a look lasts. `late_s`: what arrives left its object at most so long before.
    """

    def __init__(
        self, truth: Truth, lat_deg: Array, lon_deg: Array, reach_m: Array, looks_s: float, late_s: float = 0.0
    ) -> None:
        self._truth, self._lat, self._lon = truth, lat_deg, lon_deg
        moves_m = truth.fastest_mps * (_BLOCK_S / 2.0 + looks_s + late_s)
        self._reach_m = np.where(reach_m > 0.0, _WIDER * reach_m + moves_m, 0.0)
        self._looks_s, self._late_s, self._block = looks_s, late_s, -1
        nobody = np.empty(0, np.intp)
        self._pairs = Pairs(nobody, nobody, nobody, nobody)

    def pairs(self, from_s: float) -> Pairs:
        """Those that may matter to a look from `from_s` on; ascending, posts first."""
        block = int(from_s // _BLOCK_S)
        if block != self._block:
            self._block = block
            self._find(block * _BLOCK_S)
        return self._pairs

    def _find(self, begins_s: float) -> None:
        rows = self._truth.existing(begins_s - self._late_s, begins_s + _BLOCK_S + self._looks_s)
        rows = rows[self._reach_m[rows] > 0.0]
        lat, lon, *_ = self._truth.positions(np.full(len(rows), begins_s + 0.5 * _BLOCK_S), rows)
        north_m = (lat[None, :] - self._lat[:, None]) * MERIDIAN_M_PER_DEG
        along = MERIDIAN_M_PER_DEG * np.cos(np.radians(self._lat))[:, None]
        east_m = ((lon[None, :] - self._lon[:, None] + 180.0) % 360.0 - 180.0) * along
        near = north_m**2 + east_m**2 < self._reach_m[rows][None, :] ** 2
        post, column = np.nonzero(near)
        self._pairs = Pairs(post, rows[column], rows, column)
