"""Assignment against SciPy's, dense and as sparse clusters."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from sargas.tracking.assignment import assign, root_of, shortest_paths


@pytest.mark.parametrize("seed", range(20))
def test_shortest_paths_are_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 12))
    cost = rng.normal(size=(n, n + int(rng.integers(0, 6))))
    column = np.full(n, -1)
    shortest_paths(cost, column)
    rows, columns = linear_sum_assignment(cost)
    assert len(set(column.tolist())) == n
    assert cost[np.arange(n), column].sum() == pytest.approx(cost[rows, columns].sum(), abs=1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_sparse_edges_give_the_best_sum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tracks, plots, begin = int(rng.integers(1, 40)), int(rng.integers(1, 40)), 7
    value = np.where(rng.random((tracks, plots)) < 0.12, rng.normal(2.0, 3.0, (tracks, plots)), -np.inf)
    edges = [np.flatnonzero(np.isfinite(row)) for row in value]
    first = np.cumsum([0, *map(len, edges)])
    plot_of = np.concatenate(edges).astype(np.int64)
    values = np.concatenate([value[i, e] for i, e in enumerate(edges)])
    taken = assign(tracks, first, plot_of + begin, values, begin, begin + plots)
    chosen = [(i, plot_of[e], values[e]) for i, e in enumerate(taken) if e >= 0]
    assert all(first[i] <= taken[i] < first[i + 1] and v > 0 for i, _, v in chosen)
    assert len({p for _, p, _ in chosen}) == len(chosen)
    padded = np.hstack([np.where(value > 0, -value, 1e9), np.zeros((tracks, tracks))])
    rows, columns = linear_sum_assignment(padded)
    assert sum(v for *_, v in chosen) == pytest.approx(-padded[rows, columns].sum(), abs=1e-9)


def test_roots_join() -> None:
    parent = np.array([0, 0, 1, 2])
    assert [root_of(parent, i) for i in range(4)] == [0, 0, 0, 0]
