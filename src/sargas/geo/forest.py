"""Forests: trees of boxes over segments, one for each of many borders, and the two searches in them, as kernels.

Rule: segments are given in the order of the border, so neighbours in the list are neighbours in space and no sorting
is needed: every FAN segments share a box, every FAN boxes the next, up to one. `nearest`: a point takes the branch of
the nearest box first and leaves out every box farther than the best segment so far (branch and bound; Roussopoulos,
Kelley, Vincent, SIGMOD 1995). `first_met`: a way takes the boxes that its own box meets. Each asker names its tree, so
that pairs of many borders and many places are one call. Metric: straight lines in the space that the segments are
given in (ECEF, or longitude and latitude with a third axis of zeros). Importing this module imports numba.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sargas.geo.kernel import kernel
from sargas.geo.wgs84 import Array

FAN = 8
Ints = npt.NDArray[np.int64]


class Forest(NamedTuple):
    """T trees side by side: S segments from `starts` to `ends`, each (S, 3), and the boxes over them."""

    starts: Array
    ends: Array
    first: Ints
    """(T + 1,) first segment of each tree."""
    levels: Ints
    """(T, L + 1) first box of each level of each tree, from the segments up; the last entry is repeated."""
    boxes: Array
    """(B, 6) least and greatest x, y, z of each node."""


def forest(trees: Sequence[tuple[Array, Array]]) -> Forest:
    """Of T sets of segments, each (starts, ends) as (S, 3), none of them empty."""
    first = np.cumsum([0, *(len(starts) for starts, _ in trees)])
    tall = []
    begins = 0
    for starts, _ in trees:
        sizes = [-(-len(starts) // FAN)]
        while sizes[-1] > 1:
            sizes.append(-(-sizes[-1] // FAN))
        tall.append(begins + np.cumsum([0, *sizes]))
        begins = int(tall[-1][-1])
    levels = np.zeros((len(trees), max((len(one) for one in tall), default=1)), np.int64)
    for row, one in zip(levels, tall, strict=True):
        row[:] = np.pad(one, (0, len(row) - len(one)), "edge")
    starts, ends = (np.concatenate([np.empty((0, 3)), *(tree[k] for tree in trees)]) for k in (0, 1))
    boxes = np.empty((begins, 6))
    for t in range(len(trees)):
        _build(starts[first[t] : first[t + 1]], ends[first[t] : first[t + 1]], levels[t], boxes)
    return Forest(starts, ends, first.astype(np.int64), levels, boxes)


@kernel
def _build(starts: Array, ends: Array, levels: Ints, boxes: Array) -> None:
    """Fill the boxes of one tree, level by level from its segments up."""
    below = starts.shape[0]
    for level in range(len(levels) - 1):
        for node in range(levels[level + 1] - levels[level]):
            row = levels[level] + node
            for axis in range(3):
                least, greatest = np.inf, -np.inf
                for child in range(node * FAN, min(node * FAN + FAN, below)):
                    if level == 0:
                        least = min(least, starts[child, axis], ends[child, axis])
                        greatest = max(greatest, starts[child, axis], ends[child, axis])
                    else:
                        child_row = levels[level - 1] + child
                        least = min(least, boxes[child_row, axis])
                        greatest = max(greatest, boxes[child_row, axis + 3])
                boxes[row, axis], boxes[row, axis + 3] = least, greatest
        below = levels[level + 1] - levels[level]


@kernel
def _top(levels: Ints) -> int:
    """The level of a tree's root."""
    top = len(levels) - 2
    while top > 0 and levels[top] == levels[top + 1]:
        top -= 1
    return top


@kernel
def nearest(
    points: Array, of: Ints, starts: Array, ends: Array, first: Ints, levels: Ints, boxes: Array
) -> tuple[Ints, Array]:
    """For each of `points` (N, 3): the number of the nearest segment of its tree `of` (N,), counted over all trees, and
    the place on it, 0 at its start to 1 (N,)."""
    stack = FAN * (levels.shape[1] + 1)
    segments = np.zeros(points.shape[0], np.int64)
    places = np.zeros(points.shape[0])
    at_level = np.zeros(stack, np.int64)
    nodes = np.zeros(stack, np.int64)
    gaps = np.zeros(stack)
    for i in range(points.shape[0]):
        tree = of[i]
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        best = np.inf
        depth = 1
        at_level[0], nodes[0], gaps[0] = _top(levels[tree]), 0, 0.0
        while depth > 0:
            depth -= 1
            level, node = at_level[depth], nodes[depth]
            if gaps[depth] >= best:
                continue
            if level == 0:
                begins = first[tree] + node * FAN
                for s in range(begins, min(begins + FAN, first[tree + 1])):
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
                bottom = depth
                children = levels[tree, level] - levels[tree, level - 1]
                for child in range(node * FAN, min(node * FAN + FAN, children)):
                    row = levels[tree, level - 1] + child
                    gx = max(boxes[row, 0] - x, 0.0, x - boxes[row, 3])
                    gy = max(boxes[row, 1] - y, 0.0, y - boxes[row, 4])
                    gz = max(boxes[row, 2] - z, 0.0, z - boxes[row, 5])
                    gap = gx * gx + gy * gy + gz * gz
                    if gap < best:
                        # Farthest first, so that the nearest is taken off the stack next.
                        at = depth
                        while at > bottom and gaps[at - 1] < gap:
                            at_level[at], nodes[at], gaps[at] = at_level[at - 1], nodes[at - 1], gaps[at - 1]
                            at -= 1
                        at_level[at], nodes[at], gaps[at] = level - 1, child, gap
                        depth += 1
    return segments, places


@kernel
def first_met(
    froms: Array, tos: Array, of: Ints, starts: Array, ends: Array, first: Ints, levels: Ints, boxes: Array
) -> Array:
    """For each straight way in the x, y plane, from `froms` to `tos` (N, 2): the share of it, 0 to 1, at which it first
    has a point in common with a segment of its tree `of` (N,); inf where it has none (N,)."""
    stack = FAN * (levels.shape[1] + 1)
    shares = np.full(froms.shape[0], np.inf)
    at_level = np.zeros(stack, np.int64)
    nodes = np.zeros(stack, np.int64)
    for i in range(froms.shape[0]):
        tree = of[i]
        ax, ay, bx, by = froms[i, 0], froms[i, 1], tos[i, 0], tos[i, 1]
        west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        depth = 1
        at_level[0], nodes[0] = _top(levels[tree]), 0
        while depth > 0:
            depth -= 1
            level, node = at_level[depth], nodes[depth]
            row = levels[tree, level] + node
            if boxes[row, 0] > east or boxes[row, 3] < west or boxes[row, 1] > north or boxes[row, 4] < south:
                continue
            if level == 0:
                begins = first[tree] + node * FAN
                for s in range(begins, min(begins + FAN, first[tree + 1])):
                    share = _share(ax, ay, bx, by, starts[s, 0], starts[s, 1], ends[s, 0], ends[s, 1])
                    shares[i] = min(shares[i], share)
            else:
                children = levels[tree, level] - levels[tree, level - 1]
                for child in range(node * FAN, min(node * FAN + FAN, children)):
                    at_level[depth], nodes[depth] = level - 1, child
                    depth += 1
    return shares


@kernel
def _share(ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float) -> float:
    """Place of the first common point on segment a-b (0 at a) with segment c-d; inf where there is none.

    By the sides on which the ends of each lie of the other: two segments that share an end leave no gap between them.
    """
    along_x, along_y, edge_x, edge_y = bx - ax, by - ay, dx - cx, dy - cy
    side_c = along_x * (cy - ay) - along_y * (cx - ax)
    side_d = along_x * (dy - ay) - along_y * (dx - ax)
    side_a = edge_x * (ay - cy) - edge_y * (ax - cx)
    side_b = edge_x * (by - cy) - edge_y * (bx - cx)
    if (side_c > 0.0 and side_d > 0.0) or (side_c < 0.0 and side_d < 0.0):
        return np.inf
    if (side_a > 0.0 and side_b > 0.0) or (side_a < 0.0 and side_b < 0.0):
        return np.inf
    cross = along_x * edge_y - along_y * edge_x
    if abs(cross) >= 1e-18:
        share = ((cx - ax) * edge_y - (cy - ay) * edge_x) / cross
        return min(max(share, 0.0), 1.0)
    length2 = max(along_x * along_x + along_y * along_y, 5e-324)
    c = ((cx - ax) * along_x + (cy - ay) * along_y) / length2
    d = ((dx - ax) * along_x + (dy - ay) * along_y) / length2
    low, high = min(c, d), max(c, d)
    if low > 1.0 or high < 0.0:
        return np.inf
    return max(low, 0.0)
