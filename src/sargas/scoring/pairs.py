"""Which track is compared with which object at each time: the pairs that make GOSPA and OSPA smallest.

With alpha = 2 a pair at distance d saves c^p - d^p against leaving both alone, in GOSPA and in OSPA alike; so pairs at
c or farther never help, and what is joined by nearer ones, directly or through others, is a cluster of its own.
Within a cluster the saving is made greatest by shortest augmenting paths (Jonker and Volgenant, Computing 38 (1987)
325; Crouse, IEEE Trans. AES 52 (2016) 1679), written on numpy: what judges the tracker shares no line with it.
Source: Rahmathullah, Garcia-Fernandez, Svensson, "Generalized optimal sub-pattern assignment metric", FUSION 2017,
proposition 1.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.scoring.paths import Array, Ints, spread
from sargas.scoring.scene import Scene


class Pairs(msgspec.Struct, frozen=True, eq=False):
    """P pairs in order of (step, row of truth); at each time each object and each track is in one pair at most."""

    step: Ints
    truth: Ints
    """(P,) rows of `Scene.truth`."""
    track: Ints
    """(P,) rows of `Scene.tracks`."""
    distance_m: Array


def near(scene: Scene, reach_m: float) -> Pairs:
    """Every object with every track nearer than `reach_m` at the same time, in order of (row of truth, of track)."""
    true_m, seen_m = scene.truth.position_m, scene.tracks.position_m
    if not len(true_m) or not len(seen_m):
        none = np.empty(0, np.int64)
        return Pairs(none, none, none, np.empty(0))
    widest = max(float(np.abs(place_m).max()) for place_m in (true_m, seen_m)) / reach_m
    if (2.0 * widest + 4.0) ** 2 * (len(scene.times_s) + 1) > 2.0**62:
        raise ValueError(f"places {widest:.0f} times {reach_m} m away are too many cells to look through")
    cells = [np.floor(place_m / reach_m).astype(np.int64) for place_m in (true_m, seen_m)]
    least = np.minimum(cells[0].min(axis=0), cells[1].min(axis=0)) - 1
    wide = np.maximum(cells[0].max(axis=0), cells[1].max(axis=0)) - least + 2
    true_key, seen_key = (
        (step * wide[0] + (cell[:, 0] - least[0])) * wide[1] + (cell[:, 1] - least[1])
        for step, cell in zip((scene.truth_step, scene.track_step), cells, strict=True)
    )
    order = np.argsort(seen_key, kind="stable")
    keys = seen_key[order]
    found = []
    for column in (-wide[1], 0, wide[1]):
        begin = np.searchsorted(keys, true_key + column - 1, "left")
        row, place = spread(begin, np.searchsorted(keys, true_key + column + 1, "right"))
        found.append((row, order[place]))
    truth, track = (np.concatenate(parts) for parts in zip(*found, strict=True))
    error_m = seen_m[track] - true_m[truth]
    distance_m = np.hypot(error_m[:, 0], error_m[:, 1])
    inside = distance_m < reach_m
    truth, track, distance_m = truth[inside], track[inside], distance_m[inside]
    order = np.lexsort((track, truth))
    truth, track = truth[order], track[order]
    return Pairs(scene.truth_step[truth], truth, track, distance_m[order])


def optimal_pairs(scene: Scene, cutoff_m: float, order: float) -> Pairs:
    """The pairs of the optimal assignment that are nearer than `cutoff_m`, errors weighed with the power `order`."""
    edges = near(scene, cutoff_m)
    saving = 1.0 - (edges.distance_m / cutoff_m) ** order
    taken = _alone(edges)
    rest = np.flatnonzero(~taken)
    cluster = _clusters(edges.truth[rest], edges.track[rest])
    rest = rest[np.argsort(cluster, kind="stable")]
    cuts = np.flatnonzero(np.diff(np.sort(cluster))) + 1
    for members in np.split(rest, cuts) if len(rest) else ():
        rows, row = np.unique(edges.truth[members], return_inverse=True)
        columns, column = np.unique(edges.track[members], return_inverse=True)
        cost, edge = np.zeros((len(rows), len(columns))), np.full((len(rows), len(columns)), -1)
        cost[row, column], edge[row, column] = -saving[members], members
        chosen = (
            edge[np.arange(len(rows)), least_cost(cost)]
            if len(rows) <= len(columns)
            else edge.T[np.arange(len(columns)), least_cost(cost.T)]
        )
        taken[chosen[chosen >= 0]] = True
    kept = np.flatnonzero(taken)
    kept = kept[np.lexsort((edges.truth[kept], edges.step[kept]))]
    return Pairs(edges.step[kept], edges.truth[kept], edges.track[kept], edges.distance_m[kept])


def least_cost(cost: Array) -> Ints:
    """Column (n,) of each row of `cost` (n, m), n <= m, all different, such that the sum of the costs is least."""
    n, m = cost.shape
    if n == 1:
        return np.array([np.argmin(cost[0])])
    row_price, column_price = np.zeros(n), np.zeros(m)
    column_of, row_of = np.full(n, -1), np.full(m, -1)
    for first in range(n):
        path, way = np.full(m, np.inf), np.full(m, -1)
        is_open, visited = np.ones(m, np.bool_), [first]
        row, length, sink = first, 0.0, -1
        while sink < 0:
            through = length + cost[row] - row_price[row] - column_price
            better = is_open & (through < path)
            path[better], way[better] = through[better], row
            j = int(np.argmin(np.where(is_open, path, np.inf)))
            length, is_open[j] = path[j], False
            if row_of[j] < 0:
                sink = j
            else:
                row = int(row_of[j])
                visited.append(row)
        row_price[first] += length
        others = visited[1:]
        row_price[others] += length - path[column_of[others]]
        column_price[~is_open] -= length - path[~is_open]
        j = sink
        while True:
            row = int(way[j])
            row_of[j] = row
            column_of[row], j = j, int(column_of[row])
            if row == first:
                break
    return column_of


def _alone(edges: Pairs) -> NDArray[np.bool_]:
    """Edges of which neither end has another."""
    if not len(edges.truth):
        return np.empty(0, np.bool_)
    alone: NDArray[np.bool_] = (np.bincount(edges.truth)[edges.truth] == 1) & (
        np.bincount(edges.track)[edges.track] == 1
    )
    return alone


def _clusters(truth: Ints, track: Ints) -> Ints:
    """A number for each edge, the same for edges that are joined: the least row of truth among them."""
    if not len(truth):
        return np.empty(0, np.int64)
    label = np.arange(int(truth.max()) + 1)
    while True:
        of_track = np.full(int(track.max()) + 1, len(label))
        np.minimum.at(of_track, track, label[truth])
        joined = label.copy()
        np.minimum.at(joined, truth, of_track[track])
        if np.array_equal(joined, label):
            return label[truth]
        label = joined
