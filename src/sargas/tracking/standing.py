"""Echoes that stand still: a fine map of them for each radar (wind turbines, masts, roads, a patch of sea).

The classical clutter map (Skolnik, Introduction to Radar Systems, 3rd ed., 7.7): cells of GATE_M in range and of
a SECTORS-th of a turn, here kept only where something was: a hash table of CELLS per radar, in which a weak cell gives
way to another. A cell counts what came to nothing there, and the plots of tracks without replies that have not moved
since they began, in a time in which at STILL_MPS they would have. It forgets in `clutter_memory_looks` turns. Of the
four cells around a plot,
  lambda grows by (count - 1) / (turns counted x area);
where KNOWN plots were counted no echo begins a track, and those of a track that has not moved are no sign of a target.
What has moved before and stops teaches nothing: a multirotor that hovers is followed.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import leaf
from sargas.tracking.births import answered
from sargas.tracking.rows import F8, Rows

STANDING = np.dtype([("time_s", "f8"), ("count", "f4"), ("key", "i4")], align=True)
"""A cell: plots counted in it up to that time; 0 empty."""
CELLS = 4096
GATE_M, SECTORS = 200.0, 900
MOVED, STILL_MPS, MOVES = 4.0, 10.0, 3
"""A track moves when it is so many sigma of a plot from where it was, stands when at this speed it would have moved,
and has moved when it did so often: once may be a jump from one source to the next."""
KNOWN = 2.5
"""Plots in a cell from which on what stands there is known, and no track begins."""
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Keys come in rows: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4) parts them."""
_SHIFT = np.uint64(64 - (CELLS.bit_length() - 1))
"""Leaves of a product the top bits: a place among CELLS, which is a power of two."""


@leaf
def polar_of(x_m: float, y_m: float, station: Any) -> tuple[float, float]:
    """Range in gates and azimuth in sectors, from the radar, of a place."""
    x_m, y_m = x_m - station.x_m, y_m - station.y_m
    return math.sqrt(x_m * x_m + y_m * y_m) / GATE_M, SECTORS * (math.atan2(y_m, x_m) / (2.0 * math.pi) + 0.5)


@leaf
def cell_of(gate: int, sector: int) -> tuple[int, int]:
    """Key, from 1, of a cell of a radar and its place in the table (Fibonacci hashing)."""
    key = gate * SECTORS + sector % SECTORS + 1
    return key, int((np.uint64(key) * SPREAD) >> _SHIFT)


@leaf
def counted(cells: Rows, shot: Any, station: Any, terms: Any) -> float:
    """Plots counted in the four cells nearest to a plot, as remembered at its time: errors spread a source's."""
    gates, sectors, time_s = shot.away_m / GATE_M, SECTORS * shot.turn, shot.time_s
    gate, sector, total = int(gates + 0.5), int(sectors + 0.5), 0.0
    for a in range(max(gate - 1, 0), gate + 1):
        for b in range(sector - 1, sector + 1):
            key, place = cell_of(a, b)
            if cells[place].key == key:
                total += remembered(cells[place], time_s, station, terms)
    return total


@leaf
def remembered(cell: Any, time_s: float, station: Any, terms: Any) -> float:
    """The count of a cell, less what was forgotten by that time."""
    turns = max(time_s - cell.time_s, 0.0) / station.interval_s
    return float(cell.count * math.exp(-turns / terms.clutter_memory_looks))


@leaf
def teach(cells: Rows, gates: float, sectors: float, time_s: float, plots: float, station: Any, terms: Any) -> None:
    """Counts plots in a cell."""
    key, place = cell_of(int(gates), int(sectors))
    cell = cells[place]
    kept = remembered(cell, time_s, station, terms)
    if cell.key != key:
        if kept >= KNOWN:
            return
        kept = 0.0
    cell.key, cell.count, cell.time_s = key, kept + plots, max(time_s, cell.time_s) if kept > 0.0 else time_s


@leaf
def add_standing(density: F8, cells: Rows, shots: Rows, begin: int, end: int, station: Any, terms: Any) -> None:
    """lambda (end - begin,) of a radar's echoes begin..end raised by what stands where they are."""
    turns = min(station.exposure, terms.clutter_memory_looks) + 1.0
    for j in range(begin, end):
        shot = shots[j]
        if answered(shot):
            continue
        count = counted(cells, shot, station, terms)
        if count > 1.0:
            area_m2 = 4.0 * GATE_M * 2.0 * math.pi / SECTORS * (shot.away_m + GATE_M)
            density[j - begin] += (count - 1.0) / turns / area_m2


@leaf
def stands(cells: Rows, shot: Any, station: Any, terms: Any) -> bool:
    """Whether an echo that no track takes is of something known to stand there; then it is counted."""
    if answered(shot) or counted(cells, shot, station, terms) < KNOWN:
        return False
    teach(cells, shot.away_m / GATE_M, SECTORS * shot.turn, shot.time_s, 1.0, station, terms)
    return True


@leaf
def watch(cells: Rows, track: Any, shot: Any, station: Any, terms: Any) -> bool:
    """A track takes a radar's plot: whether it has moved since it began, and the plots of one that has not are counted.
    True: it stands where something is known to stand, so the plot is no sign of a target.
    """
    if track.moves >= MOVES:
        return False
    dx, dy = track.xc[0] - track.from_m[0], track.xc[1] - track.from_m[1]
    error_m = MOVED * math.sqrt(max(shot.rxx, shot.ryy))
    if track.answers > 0.5:
        track.moves = MOVES
        return False
    if dx * dx + dy * dy > error_m * error_m:
        track.moves += 1
        track.from_m[0], track.from_m[1], track.from_s = track.xc[0], track.xc[1], shot.time_s
        return False
    if answered(shot):
        return False
    if STILL_MPS * (shot.time_s - track.from_s) > error_m:
        teach(cells, shot.away_m / GATE_M, SECTORS * shot.turn, shot.time_s, 1.0, station, terms)
    return counted(cells, shot, station, terms) >= KNOWN
