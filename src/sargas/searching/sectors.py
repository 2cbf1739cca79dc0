"""Sectors: the ground on which it may lie by now, in pieces that people can search, the likeliest for its size first.

Searching a sector takes probability from it by how well it was searched (Koopman's law of random search): with an
effective sweep width W and tracks of length L over an area A, what lies there is found with 1 - exp(-W L / A).
Rank: probability for its area, as the next hour of search finds most where that is highest (Koopman, *Operations
Research* 5 (1957) 613; IAMSAR Manual, vol. II: probability of success = that of the area x that of detection).
"""

import math
from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.model.search import Sector
from sargas.searching.areas import Lattice, area_m2

Floats = NDArray[np.float64]

HELD = 0.9
"""Of what lies by now, where it is dense enough."""
FEWEST = 4
"""Particles in a sector: where fewer lie, its probability is chance, and the sector not listed."""
MOST_KEPT = 500
"""Sectors that are assigned or were searched, of one search."""
Cell = tuple[int, int]


def koopman(sweep_width_m: float, track_m: float, area_m2: float) -> float:
    """Probability that what lies in an area is found."""
    return -math.expm1(-sweep_width_m * track_m / area_m2)


def cut(
    lat_deg: Floats,
    lon_deg: Floats,
    weights: Floats,
    lattice: Lattice,
    known: Mapping[Cell, Sector],
    most: int,
    first: int,
) -> dict[Cell, Sector]:
    """Sectors of what lies at places, by rank, then those of `known` that are assigned or were searched.

    `weights`: of all particles together 1; these are those that lie. New sectors are numbered from `first`.
    """
    row, column = lattice.cells(lat_deg, lon_deg)
    made: dict[Cell, Sector] = {}
    held: dict[Cell, float] = {}
    if len(row):
        cells, cell = np.unique(np.stack([row, column]), axis=1, return_inverse=True)
        weight = np.bincount(cell.reshape(-1), weights, cells.shape[1])
        held = {(int(r), int(c)): float(w) for (r, c), w in zip(cells.T, weight, strict=True)}
        sizes_m2 = area_m2(*lattice.boxes(cells[0], cells[1]))
        order = np.lexsort((cells[1], cells[0], -weight / sizes_m2))
        before = np.cumsum(weight[order]) - weight[order]
        enough = np.bincount(cell.reshape(-1), minlength=cells.shape[1])[order] >= FEWEST
        listed = order[enough & (before < HELD * weight.sum())][:most]
        for rank, k in enumerate(listed.tolist(), 1):
            at = (int(cells[0, k]), int(cells[1, k]))
            sector = known.get(at)
            if sector is None:
                west, south, east, north = (float(side) for side in lattice.boxes(*at))
                sector = Sector(first, west, south, east, north, float(sizes_m2[k]), 0.0)
                first += 1
            made[at] = msgspec.structs.replace(sector, probability=held[at], rank=rank)
    for at, sector in known.items():
        if at not in made and is_kept(sector):
            made[at] = msgspec.structs.replace(sector, probability=held.get(at, 0.0), rank=0)
    return made


def is_kept(sector: Sector) -> bool:
    """Whether somebody has or had to do with it."""
    return sector.assigned_to is not None or bool(sector.searched)
