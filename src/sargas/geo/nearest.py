"""The nearest of many segments to a point, in space: a tree of boxes and the search in it, as kernels.

Rule: segments are given in the order of the border, so neighbours in the list are neighbours in space and no sorting
is needed: every FAN segments share a box, every FAN boxes the next, up to one. A point takes the branch of the
nearest box first and leaves out every box farther than the best segment so far (branch and bound; Roussopoulos,
Kelley, Vincent, SIGMOD 1995). Metric: straight lines in ECEF. Importing this module imports numba.
"""

import numpy as np
import numpy.typing as npt

from sargas.geo.kernel import kernel
from sargas.geo.wgs84 import Array

FAN = 8


@kernel
def build(starts: Array, ends: Array, first_of_level: npt.NDArray[np.int64], boxes: Array) -> None:
    """Fill `boxes`, shape (B, 6): least and greatest x, y, z of each node, level by level from the segments up.

    `starts`, `ends`: (S, 3) metres; `first_of_level[k]` is the first row of level k in `boxes`, the last entry is B.
    """
    below = starts.shape[0]
    for level in range(len(first_of_level) - 1):
        for node in range(first_of_level[level + 1] - first_of_level[level]):
            row = first_of_level[level] + node
            for axis in range(3):
                least, greatest = np.inf, -np.inf
                for child in range(node * FAN, min(node * FAN + FAN, below)):
                    if level == 0:
                        least = min(least, starts[child, axis], ends[child, axis])
                        greatest = max(greatest, starts[child, axis], ends[child, axis])
                    else:
                        child_row = first_of_level[level - 1] + child
                        least = min(least, boxes[child_row, axis])
                        greatest = max(greatest, boxes[child_row, axis + 3])
                boxes[row, axis], boxes[row, axis + 3] = least, greatest
        below = first_of_level[level + 1] - first_of_level[level]


@kernel
def search(
    points: Array, starts: Array, ends: Array, first_of_level: npt.NDArray[np.int64], boxes: Array
) -> tuple[npt.NDArray[np.int64], Array]:
    """For each of `points` (N, 3): the number of its nearest segment and the place on it, 0 at its start to 1 (N,)."""
    top = len(first_of_level) - 2
    segments = np.zeros(points.shape[0], np.int64)
    places = np.zeros(points.shape[0])
    levels = np.zeros(FAN * (top + 2), np.int64)
    nodes = np.zeros(FAN * (top + 2), np.int64)
    gaps = np.zeros(FAN * (top + 2))
    for i in range(points.shape[0]):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        best = np.inf
        depth = 1
        levels[0], nodes[0], gaps[0] = top, 0, 0.0
        while depth > 0:
            depth -= 1
            level, node = levels[depth], nodes[depth]
            if gaps[depth] >= best:
                continue
            if level == 0:
                for s in range(node * FAN, min(node * FAN + FAN, starts.shape[0])):
                    dx, dy, dz = ends[s, 0] - starts[s, 0], ends[s, 1] - starts[s, 1], ends[s, 2] - starts[s, 2]
                    px, py, pz = x - starts[s, 0], y - starts[s, 1], z - starts[s, 2]
                    length2 = dx * dx + dy * dy + dz * dz
                    t = 0.0
                    if length2 > 0.0:
                        t = min(max((px * dx + py * dy + pz * dz) / length2, 0.0), 1.0)
                    gap = (px - t * dx) ** 2 + (py - t * dy) ** 2 + (pz - t * dz) ** 2
                    if gap < best:
                        best = gap
                        segments[i], places[i] = s, t
            else:
                first = depth
                children = first_of_level[level] - first_of_level[level - 1]
                for child in range(node * FAN, min(node * FAN + FAN, children)):
                    row = first_of_level[level - 1] + child
                    gx = max(boxes[row, 0] - x, 0.0, x - boxes[row, 3])
                    gy = max(boxes[row, 1] - y, 0.0, y - boxes[row, 4])
                    gz = max(boxes[row, 2] - z, 0.0, z - boxes[row, 5])
                    gap = gx * gx + gy * gy + gz * gz
                    if gap < best:
                        # Farthest first, so that the nearest is taken off the stack next.
                        at = depth
                        while at > first and gaps[at - 1] < gap:
                            levels[at], nodes[at], gaps[at] = levels[at - 1], nodes[at - 1], gaps[at - 1]
                            at -= 1
                        levels[at], nodes[at], gaps[at] = level - 1, child, gap
                        depth += 1
    return segments, places
