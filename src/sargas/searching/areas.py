"""Areas: particles -> the smallest ground that holds 50, 90 and 99 % of them.

The ground is cut into cells, halved each way where many particles are: a cell is cut until it holds at most `FEW` of
one half of the particles, or is `finest`. Cells are taken in the order of that half's probability for their size, until
the other half's probability in them is what is asked for. The other half did not choose the order, so the share holds
for a particle that is none of both, whatever the cells are: split conformal prediction (Papadopoulos et al. 2002; Lei
et al., *J. Am. Stat. Assoc.* 113 (2018) 1094); a density from all of them would hold less than it says.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, METRES_PER_DEG
from sargas.model.search import Ring, SearchArea

Floats = NDArray[np.float64]

SHARES = (0.5, 0.9, 0.99)
FEW = 16
"""Particles of the choosing half in a cell."""
HALVINGS = 12
"""The coarsest cell is the finest times 2^12: 1,024 km for 250 m ..."""
MARGIN = 0.05
"""... but none goes farther than all particles and this part of their spread."""


class Lattice(NamedTuple):
    """Meridians and parallels that cut the ground into cells of about `side_m`, fixed for a search."""

    lat_deg: float
    lon_deg: float
    side_m: float

    @property
    def step_lat_deg(self) -> float:
        """Height of a cell."""
        return self.side_m / MERIDIAN_M_PER_DEG

    @property
    def step_lon_deg(self) -> float:
        """Width of a cell."""
        return self.side_m / (METRES_PER_DEG * float(np.cos(np.radians(self.lat_deg))))

    def cells(self, lat_deg: Floats, lon_deg: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(row, column) of the cells that hold places."""
        row = np.floor((lat_deg - self.lat_deg) / self.step_lat_deg).astype(np.int64)
        column = np.floor((lon_deg - self.lon_deg) / self.step_lon_deg).astype(np.int64)
        return row, column

    def boxes(self, row: Any, column: Any, cells: Any = 1) -> tuple[Floats, Floats, Floats, Floats]:
        """(west, south, east, north) of squares of `cells` x `cells` cells."""
        south = self.lat_deg + row * self.step_lat_deg
        west = self.lon_deg + column * self.step_lon_deg
        return west, south, west + cells * self.step_lon_deg, south + cells * self.step_lat_deg


def area_m2(west: Any, south: Any, east: Any, north: Any) -> Any:
    """Of ground between meridians and parallels."""
    middle = np.radians((np.asarray(south) + north) / 2.0)
    return (east - west) * METRES_PER_DEG * np.cos(middle) * (north - south) * MERIDIAN_M_PER_DEG


def areas(lat_deg: Floats, lon_deg: Floats, weights: Floats, finest: Lattice) -> tuple[SearchArea, ...]:
    """The areas of SHARES; each holds the one before."""
    chooses = np.arange(len(weights)) % 2 == 0
    row, column = finest.cells(lat_deg, lon_deg)
    level = _levels(row, column, chooses)
    corner = np.stack([level, row >> level, column >> level])
    cells, cell = np.unique(corner, axis=1, return_inverse=True)
    cell = cell.reshape(-1)
    side = np.left_shift(1, cells[0])
    boxes = _within(finest, finest.boxes(cells[1] * side, cells[2] * side, side), lat_deg, lon_deg)
    size_m2 = area_m2(*boxes)
    count = cells.shape[1]
    chosen = np.bincount(cell[chooses], weights[chooses], count)
    judged = np.bincount(cell[~chooses], weights[~chooses], count)
    # Where no particle of the choosing half is, the small cells come first: they lie among others.
    order = np.lexsort((size_m2, -chosen / size_m2))
    below = np.cumsum(judged[order]) / max(float(judged.sum()), 1e-300)
    made = []
    for share in SHARES:
        last = min(int(np.searchsorted(below, share)) + 1, count)
        taken = order[:last]
        made.append(SearchArea(share, float(size_m2[taken].sum()), _outline([side[taken] for side in boxes])))
    return tuple(made)


def _within(finest: Lattice, boxes: Sequence[Floats], lat_deg: Floats, lon_deg: Floats) -> list[Floats]:
    """Boxes without what is far from every particle, or no place on Earth."""
    west, south, east, north = boxes
    wide = max(MARGIN * float(np.ptp(lon_deg)), finest.step_lon_deg)
    high = max(MARGIN * float(np.ptp(lat_deg)), finest.step_lat_deg)
    least_lat, most_lat = max(float(lat_deg.min()) - high, -90.0), min(float(lat_deg.max()) + high, 90.0)
    least_lon, most_lon = max(float(lon_deg.min()) - wide, -180.0), min(float(lon_deg.max()) + wide, 180.0)
    return [
        np.maximum(west, least_lon),
        np.maximum(south, least_lat),
        np.minimum(east, most_lon),
        np.minimum(north, most_lat),
    ]


def _levels(row: Any, column: Any, chooses: Any) -> NDArray[np.int64]:
    """How often the finest cell of each particle is doubled to that in which it stays."""
    level = np.zeros(len(row), np.int64)
    active = np.arange(len(row))
    for k in range(HALVINGS, 0, -1):
        if not len(active):
            break
        _, cell = np.unique(np.stack([row[active] >> k, column[active] >> k]), axis=1, return_inverse=True)
        cell = cell.reshape(-1)
        held = np.bincount(cell, chooses[active])
        stays = held[cell] <= FEW
        level[active[stays]] = k
        active = active[~stays]
    return level


def _outline(boxes: Sequence[Floats]) -> tuple[tuple[Ring, ...], ...]:
    """Polygons around boxes."""
    # corners that are the same place are made the same number
    whole = shapely.union_all(shapely.box(*(np.round(side, 7) for side in boxes)))
    polygons = []
    for polygon in shapely.get_parts(whole).tolist():
        rings = [shapely.get_exterior_ring(polygon), *polygon.interiors]
        polygons.append(tuple(_ring(ring, k == 0) for k, ring in enumerate(rings)))
    return tuple(polygons)


def _ring(ring: Any, outer: bool) -> Ring:
    points = shapely.get_coordinates(ring)
    if bool(shapely.is_ccw(ring)) != outer:
        points = points[::-1]
    return tuple((lon, lat) for lon, lat in np.round(points, 6).tolist())
