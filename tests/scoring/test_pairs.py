import itertools

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from sargas.scoring.pairs import least_cost, near, optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Scene, Settings, scene
from scoring.scenes import random_scene


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 2), (3, 4), (5, 5), (9, 30), (40, 41)])
def test_least_cost_is_scipys(shape: tuple[int, int]) -> None:
    chance = np.random.default_rng(shape)
    for round_to in (None, 1):  # rounded: many ties
        for _ in range(20):
            cost = chance.uniform(-1.0, 1.0, shape)
            cost = cost if round_to is None else np.round(cost, round_to)
            column = least_cost(cost)
            assert len(set(column.tolist())) == shape[0]
            expected = cost[linear_sum_assignment(cost)].sum()
            assert cost[np.arange(shape[0]), column].sum() == pytest.approx(expected, abs=1e-12)


def everything(side: Scene, reach_m: float) -> set[tuple[int, int]]:
    distance_m = cdist(side.truth.position_m, side.tracks.position_m)
    same = side.truth_step[:, None] == side.track_step[None, :]
    return set(zip(*(v.tolist() for v in np.nonzero(same & (distance_m < reach_m))), strict=True))


@pytest.mark.parametrize("area_m", [500.0, 5000.0, 100_000.0])
def test_near_finds_what_comparing_all_with_all_finds(area_m: float) -> None:
    truth, tracks = random_scene(np.random.default_rng(int(area_m)), objects=12, area_m=area_m)
    side = scene(truth, tracks, Settings())
    for reach_m in (50.0, 700.0, 5000.0):
        edges = near(side, reach_m)
        found = list(zip(edges.truth.tolist(), edges.track.tolist(), strict=True))
        assert sorted(set(found)) == found
        assert set(found) == everything(side, reach_m)


@pytest.mark.parametrize(("area_m", "order"), [(300.0, 2.0), (3000.0, 1.0), (3000.0, 2.0), (30_000.0, 3.0)])
def test_pairs_are_the_optimal_ones(area_m: float, order: float) -> None:
    cutoff_m = 600.0
    truth, tracks = random_scene(np.random.default_rng(5), objects=15, area_m=area_m)
    side = scene(truth, tracks, Settings())
    pairs = optimal_pairs(side, cutoff_m, order)
    saved = 0.0
    for step in range(len(side.times_s)):
        rows, columns = np.flatnonzero(side.truth_step == step), np.flatnonzero(side.track_step == step)
        own = pairs.step == step
        assert set(pairs.truth[own]) <= set(rows)
        assert set(pairs.track[own]) <= set(columns)
        assert len(set(pairs.truth[own])) == len(set(pairs.track[own])) == own.sum()
        cost = np.minimum(cdist(side.truth.position_m[rows], side.tracks.position_m[columns]), cutoff_m) ** order
        best = (cutoff_m**order - cost[linear_sum_assignment(cost)]).sum()
        mine = (cutoff_m**order - pairs.distance_m[own] ** order).sum()
        assert mine == pytest.approx(best, rel=1e-12)
        saved += mine
    assert saved > 0.0
    assert np.all(pairs.distance_m < cutoff_m)
    assert np.all(np.diff(pairs.step) >= 0)


def test_by_brute_force() -> None:
    chance = np.random.default_rng(9)
    for _ in range(30):
        true_m, seen_m = chance.uniform(0, 1000, (4, 2)), chance.uniform(0, 1000, (5, 2))
        side = scene(
            Paths.of(np.zeros(4), np.arange(4), true_m), Paths.of(np.zeros(5), np.arange(5), seen_m), Settings()
        )
        pairs = optimal_pairs(side, 400.0, 2.0)
        distance_m = np.minimum(cdist(true_m, seen_m), 400.0)
        best = min(sum(distance_m[i, j] ** 2 for i, j in enumerate(p)) for p in itertools.permutations(range(5), 4))
        assert (pairs.distance_m**2).sum() + 400.0**2 * (4 - len(pairs.step)) == pytest.approx(best)


def test_at_the_cut_off_is_not_a_pair() -> None:
    side = scene(Paths.of([0.0], [0], [[0, 0]]), Paths.of([0.0], [0], [[300, 400]]), Settings())
    assert len(optimal_pairs(side, 500.0, 2.0).step) == 0
    assert optimal_pairs(side, 500.1, 2.0).distance_m.tolist() == [500.0]


def test_places_beyond_all_reason_are_an_error_and_not_a_wrong_answer() -> None:
    side = scene(Paths.of([0.0], [0], [[1e20, 0]]), Paths.of([0.0], [0], [[0, 0]]), Settings())
    with pytest.raises(ValueError, match="too many cells"):
        near(side, 1000.0)


def test_the_same_to_the_bit_whatever_the_order_of_rows() -> None:
    truth, tracks = random_scene(np.random.default_rng(2), area_m=3000.0)
    mixed = tracks.take(np.random.default_rng(3).permutation(len(tracks)))
    again = Paths.of(mixed.time_s, mixed.number, mixed.position_m)
    one = optimal_pairs(scene(truth, tracks, Settings()), 800.0, 2.0)
    other = optimal_pairs(scene(truth, again, Settings()), 800.0, 2.0)
    assert one.track.tobytes() == other.track.tobytes()
    assert one.distance_m.tobytes() == other.distance_m.tobytes()
