import numpy as np
import pytest

from sargas.scoring.nees import nees_of, squared_errors, track_errors, usable
from sargas.scoring.pairs import optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Settings, scene


def test_by_hand_and_by_inverse() -> None:
    covariance = np.array([[[4.0, 0.0], [0.0, 9.0]]])
    assert squared_errors(np.array([[2.0, 6.0]]), covariance).tolist() == pytest.approx([1.0 + 4.0])
    chance = np.random.default_rng(1)
    spread = chance.normal(0, 1, (50, 4, 4))
    many, error = spread @ spread.transpose(0, 2, 1) + np.eye(4), chance.normal(0, 1, (50, 4))
    expected = [e @ np.linalg.inv(p) @ e for e, p in zip(error, many, strict=True)]
    np.testing.assert_allclose(squared_errors(error, many), expected, rtol=1e-9)


def test_an_honest_covariance_is_inside_its_bounds_and_a_dishonest_one_is_not() -> None:
    chance, covariance = np.random.default_rng(2), np.array([[4.0, 1.0], [1.0, 9.0]])
    inside = 0
    for _ in range(200):
        error = chance.multivariate_normal((0, 0), covariance, 100)
        found = nees_of(squared_errors(error, np.broadcast_to(covariance, (100, 2, 2))), 2)
        assert found is not None
        inside += found.low <= found.mean <= found.high
        boastful = nees_of(squared_errors(error, np.broadcast_to(covariance / 4, (100, 2, 2))), 2)
        assert boastful is not None
        assert boastful.mean > boastful.high
        assert boastful.share_inside < 0.8
    assert 181 <= inside <= 198, "95 % of 200, three sigma"


def test_what_is_no_covariance_is_told_apart() -> None:
    good, flat, wrong = np.diag([4.0, 9.0]), np.diag([4.0, 0.0]), np.array([[1.0, 2.0], [2.0, 1.0]])
    assert usable(np.array([good, flat, wrong, 1e-9 * good, np.zeros((2, 2))])).tolist() == [
        True, False, False, True, False,
    ]  # fmt: skip


def test_none_without_samples() -> None:
    assert nees_of(np.empty(0), 2) is None


def test_each_row_at_its_own_time_with_the_object_of_the_next_comparison() -> None:
    truth = Paths.of(
        [0.0, 20.0, 0.0, 20.0], [0, 0, 1, 1], [[0, 0], [200, 0], [0, 5000], [200, 5000]], velocity_mps=[[10, 0]] * 4
    )
    time_s = [0.5, 3.0, 7.0, 3.0, 21.0]
    tracks = Paths.of(
        time_s, [9, 9, 9, 4, 9], [[6, 0], [31, 2], [70, -3], [30, 5001], [0, 0]],
        velocity_mps=[[10, 0], [11, 0], [10, 0], [10, 0], [10, 0]], covariance=np.tile(np.eye(4), (5, 1, 1)),
    )  # fmt: skip
    side = scene(truth, tracks, Settings(interval_s=4.0))
    pairs = optimal_pairs(side, 100.0, 2.0)
    error, covariance = track_errors(side, pairs, truth, tracks, 60.0)
    np.testing.assert_allclose(error, [[1, 0, 0, 0], [1, 2, 1, 0], [0, -3, 0, 0], [0, 1, 0, 0]], atol=1e-9)
    assert covariance.shape == (4, 4, 4)
    bare = Paths.of(time_s, tracks.number, tracks.position_m)
    assert len(track_errors(side, pairs, truth, bare, 60.0)[0]) == 0
