"""Which plot is taken by which track: independent clusters of edges, each assigned optimally.

Tracks and plots that are joined by edges of positive value, directly or through others, form a cluster; no choice in
one touches another. Within a cluster each track takes at most one plot and each plot goes to at most one track, such
that the sum of the chosen values is greatest; a track may take none at value 0, so an edge of value <= 0 is never
taken.
Sources: clusters, Reid, IEEE Trans. Automatic Control 24 (1979) 843; assignment by shortest augmenting paths, Jonker
and Volgenant, Computing 38 (1987) 325, with a column of its own for each row that takes nothing.
"""

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.tracking.rows import F8, Ints

_NEVER = 1e9


@kernel
def no_edges(room: int) -> tuple[Ints, F8]:
    """Room for so many edges: plot of each, and the logarithm of its likelihood ratio."""
    return np.empty(room, np.int64), np.empty(room)


@kernel
def doubled(edge_plot: Ints, edge_log: F8) -> tuple[Ints, F8]:
    """The edges, with room for as many again."""
    n = edge_plot.shape[0]
    more_plot, more_log = no_edges(2 * n)
    for e in range(n):
        more_plot[e], more_log[e] = edge_plot[e], edge_log[e]
    return more_plot, more_log


@kernel
def shortest_paths(cost: F8, column: Ints) -> None:
    """Least-cost assignment of all n rows of `cost` (n, m), n <= m: `column` (n,) gets the column of each row."""
    n, m = cost.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    row_of, way = np.zeros(m + 1, np.int64), np.zeros(m + 1, np.int64)
    least, used = np.empty(m + 1), np.empty(m + 1, np.bool_)
    for i in range(1, n + 1):
        row_of[0] = i
        j0 = 0
        for j in range(m + 1):
            least[j], used[j] = 1e300, False
        while True:
            used[j0] = True
            i0, delta, j1 = row_of[j0], 1e300, 0
            for j in range(1, m + 1):
                if not used[j]:
                    reduced = cost[i0 - 1, j - 1] - u[i0] - v[j]
                    if reduced < least[j]:
                        least[j], way[j] = reduced, j0
                    if least[j] < delta:
                        delta, j1 = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[row_of[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            j0 = j1
            if row_of[j0] == 0:
                break
        while j0 != 0:
            j1 = way[j0]
            row_of[j0] = row_of[j1]
            j0 = j1
    for j in range(1, m + 1):
        if row_of[j] != 0:
            column[row_of[j] - 1] = j - 1


@leaf
def root_of(parent: Ints, i: int) -> int:
    """Representative of i's cluster, halving the path to it (Tarjan and van Leeuwen, J. ACM 31 (1984) 245)."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def assign(count: int, first_edge: Ints, edge_plot: Ints, value: F8, begin: int, end: int) -> Ints:
    """Edge taken by each of `count` tracks, -1 for none; edges as of `sargas.tracking.gate`, `value` to be greatest."""
    plots = end - begin
    taken, wanted = np.empty(count, np.int64), np.zeros(plots, np.int64)
    for e in range(first_edge[count]):
        if value[e] > 0.0:
            wanted[edge_plot[e] - begin] += 1
    parent = np.empty(count + plots, np.int64)
    for k in range(count + plots):
        parent[k] = k
    for c in range(count):
        taken[c] = -1
        for e in range(first_edge[c], first_edge[c + 1]):
            # A plot that only one track wants joins nothing.
            if value[e] > 0.0 and wanted[edge_plot[e] - begin] > 1:
                a, b = root_of(parent, c), root_of(parent, count + edge_plot[e] - begin)
                parent[max(a, b)] = min(a, b)
    # The least member is the root, so a cluster with tracks has a track for its root; members in order of slots.
    # Counting sort; while it runs, start[k + 1] is where cluster k puts its next member.
    start = np.zeros(count + 2, np.int64)
    for c in range(count):
        parent[c] = root_of(parent, c)
        start[parent[c] + 2] += 1
    for c in range(count):
        start[c + 2] += start[c + 1]
    member = np.empty(count, np.int64)
    for c in range(count):
        member[start[parent[c] + 1]] = c
        start[parent[c] + 1] += 1
    local = np.empty(plots, np.int64)
    for j in range(plots):
        local[j] = -1
    for k in range(count):
        rows = start[k + 1] - start[k]
        if rows == 0:
            continue
        if rows == 1:
            best = 0.0
            for e in range(first_edge[k], first_edge[k + 1]):
                if value[e] > best:
                    taken[k], best = e, value[e]
            continue
        columns = 0
        for q in range(start[k], start[k + 1]):
            for e in range(first_edge[member[q]], first_edge[member[q] + 1]):
                if value[e] > 0.0 and local[edge_plot[e] - begin] < 0:
                    local[edge_plot[e] - begin] = columns
                    columns += 1
        cost, edge = np.empty((rows, columns + rows)), np.empty((rows, columns + rows), np.int64)
        for q in range(rows):
            c = member[start[k] + q]
            for e in range(columns + rows):
                cost[q, e], edge[q, e] = _NEVER, -1
            cost[q, columns + q] = 0.0
            for e in range(first_edge[c], first_edge[c + 1]):
                if value[e] > 0.0:
                    cost[q, local[edge_plot[e] - begin]] = -value[e]
                    edge[q, local[edge_plot[e] - begin]] = e
        column = np.empty(rows, np.int64)
        shortest_paths(cost, column)
        for q in range(rows):
            c = member[start[k] + q]
            taken[c] = edge[q, column[q]]
            for e in range(first_edge[c], first_edge[c + 1]):
                local[edge_plot[e] - begin] = -1
    return taken
