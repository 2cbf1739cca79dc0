"""The plots of a slice by place and by address: what a track asks first, answered from columns beside each other."""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.tracking.rows import F8, Bools, Ints, Rows
from sargas.tracking.state import code_of, hashed, sign_of
from sargas.tracking.update import bias_of

SIDE, CELL_M = 64, 3_000.0
"""Of the coarse map of where a slice has plots: cells a side, and their least size."""


@kernel
def bucket(shots: Rows, begin: int, end: int, station: Any) -> tuple[int, F8, Ints, Ints, F8]:
    """Plots begin..end in some four cells each: (side, [x0, y0, cell_x, cell_y, x1, y1], start, order, places).

    Cell (a, b) holds plots order[start[a * side + b]:start[a * side + b + 1]]; `places` (n, 5) are what of them
    is compared first, in that order: x_m, y_m, xx and yy of R with the error that the radar's plots share, time_s.
    """
    n = end - begin
    side = int(2.0 * math.sqrt(n)) + 1
    box = np.empty(6)
    box[0], box[1], box[4], box[5] = shots[begin].x_m, shots[begin].y_m, shots[begin].x_m, shots[begin].y_m
    for j in range(begin, end):
        x_m, y_m = shots[j].x_m, shots[j].y_m
        box[0], box[4] = min(box[0], x_m), max(box[4], x_m)
        box[1], box[5] = min(box[1], y_m), max(box[5], y_m)
    box[2], box[3] = (box[4] - box[0]) / side + 1e-3, (box[5] - box[1]) / side + 1e-3
    start = np.zeros(side * side + 2, np.int64)
    cell = np.empty(n, np.int64)
    for k in range(n):
        shot = shots[begin + k]
        cell[k] = int((shot.x_m - box[0]) / box[2]) * side + int((shot.y_m - box[1]) / box[3])
        start[cell[k] + 2] += 1
    for k in range(side * side):
        start[k + 2] += start[k + 1]
    order, places = np.empty(n, np.int64), np.empty((n, 5))
    for k in range(n):
        at = start[cell[k] + 1]
        shot = shots[begin + k]
        order[at] = begin + k
        places[at, 0], places[at, 1], places[at, 4] = shot.x_m, shot.y_m, shot.time_s - shot.late_s
        bxx, _, byy = bias_of(shot, station)
        places[at, 2], places[at, 3] = shot.rxx + bxx, shot.ryy + byy
        start[cell[k] + 1] += 1
    return side, box, start, order, places


@kernel
def surroundings(places: F8, box: F8) -> tuple[F8, Bools]:
    """([cells per metre in x, in y], a coarse map of `box`, (SIDE * SIDE,): true in cells with a plot and beside them).

    A track whose box is no larger than a cell has no plot where the map is false.
    """
    per_m = np.array([SIDE / max(box[4] - box[0], SIDE * CELL_M), SIDE / max(box[5] - box[1], SIDE * CELL_M)])
    near = np.zeros(SIDE * SIDE, np.bool_)
    for k in range(places.shape[0]):
        a, b = int((places[k, 0] - box[0]) * per_m[0]), int((places[k, 1] - box[1]) * per_m[1])
        for c in range(max(a - 1, 0), min(a + 2, SIDE)):
            for d in range(max(b - 1, 0), min(b + 2, SIDE)):
                near[c * SIDE + d] = True
    return per_m, near


@kernel
def addresses_of(shots: Rows, begin: int, end: int) -> tuple[F8, Ints]:
    """The plots begin..end by the codes of their addresses: ((2, size) code and plot, (64,) a bit for each sign)."""
    size, signs = 4, np.zeros(64, np.int64)
    while size < 4 * (end - begin):
        size *= 2
    table = np.zeros((2, size))
    for j in range(begin, end):
        if shots[j].address != 0:
            code = code_of(shots[j].address)
            at = hashed(code, size)
            while table[0, at] != 0.0:
                at = (at + 1) & (size - 1)
            table[0, at], table[1, at] = code, j
            sign = np.int64(sign_of(code))
            signs[sign >> 6] |= np.int64(1) << (sign & 63)
    return table, signs


@leaf
def find_own(table: F8, code: float) -> int:
    """The plot with the address of that code, -1 none."""
    at = hashed(code, table.shape[1])
    while table[0, at] != 0.0:
        if table[0, at] == code:
            return int(table[1, at])
        at = (at + 1) & (table.shape[1] - 1)
    return -1
