import numpy as np
import pytest

from sargas.scoring.paths import Paths, grid_s, places_of, seen_at, true_at


def test_rows_are_sorted_and_of_equal_times_the_last_is_kept() -> None:
    paths = Paths.of([3.0, 1.0, 1.0, 2.0], [7, 7, 7, 2], [[0, 3], [0, 1], [9, 9], [5, 5]])
    assert paths.number.tolist() == [2, 7, 7]
    assert paths.time_s.tolist() == [2.0, 1.0, 3.0]
    assert paths.position_m.tolist() == [[5.0, 5.0], [9.0, 9.0], [0.0, 3.0]]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"position_m": [[0.0, 0.0, 0.0]] * 2}, r"position_m has the shape \(2, 3\)"),
        ({"position_m": [[0.0, np.nan]] * 2}, "not finite"),
        ({"position_m": [[0.0, 0.0]] * 2, "colour": [1, 2]}, "no column 'colour'"),
        ({"position_m": [[0.0, 0.0]] * 2, "covariance": np.zeros((2, 2, 2))}, "covariance has the shape"),
    ],
)
def test_what_is_wrong_is_said(columns: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Paths.of([0.0, 1.0], [1, 1], **columns)
    with pytest.raises(ValueError, match="not both"):
        Paths.of([0.0, 1.0], [1], [[0.0, 0.0]] * 2)


def test_truth_is_interpolated_as_numpy_does_and_never_carried_beyond() -> None:
    chance = np.random.default_rng(1)
    rows_s = np.sort(chance.uniform(0.0, 100.0, 30))
    place_m = np.cumsum(chance.normal(0, 100, (30, 2)), axis=0)
    truth = Paths.of(rows_s, np.full(30, 4), place_m, velocity_mps=place_m * 2.0)
    times_s = np.arange(-10.0, 120.0, 0.5)
    found, step = true_at(truth, times_s, gap_s=1e9)
    inside = np.flatnonzero((times_s >= rows_s[0]) & (times_s <= rows_s[-1]))
    assert step.tolist() == inside.tolist()
    for axis in (0, 1):
        expected = np.interp(times_s[inside], rows_s, place_m[:, axis])
        np.testing.assert_allclose(found.position_m[:, axis], expected, rtol=1e-12, atol=1e-9)
    assert found.velocity_mps is not None
    np.testing.assert_allclose(found.velocity_mps, 2.0 * found.position_m)
    assert found.time_s.tolist() == times_s[inside].tolist()


def test_truth_is_not_joined_over_a_gap_nor_over_two_objects() -> None:
    truth = Paths.of([0.0, 2.0, 10.0, 12.0, 0.0], [1, 1, 1, 1, 2], [[0, 0], [2, 0], [10, 0], [12, 0], [50, 0]])
    found, step = true_at(truth, np.arange(15.0), gap_s=5.0)
    assert [(int(n), int(k)) for n, k in zip(found.number, step, strict=True)] == [
        (1, 0), (1, 1), (1, 2), (1, 10), (1, 11), (1, 12), (2, 0),
    ]  # fmt: skip
    assert found.position_m[:, 0].tolist() == [0.0, 1.0, 2.0, 10.0, 11.0, 12.0, 50.0]


def test_a_height_is_known_between_two_known_ones_only() -> None:
    truth = Paths.of(
        [0.0, 2.0, 4.0], [1, 1, 1], np.zeros((3, 2)), height_m=[100.0, 0.0, 0.0], has_height=[True, False, False]
    )
    found, _ = true_at(truth, np.array([0.0, 1.0, 3.0]), gap_s=9.0)
    assert found.has_height is not None
    assert found.has_height.tolist() == [False, False, False], "at its own row too, when the next one is not known"
    known = Paths.of([0.0, 2.0], [1, 1], np.zeros((2, 2)), height_m=[100.0, 300.0])
    found, _ = true_at(known, np.array([0.5]), gap_s=9.0)
    assert found.height_m is not None
    assert found.height_m.tolist() == [150.0]


def test_a_track_is_what_was_said_last() -> None:
    tracks = Paths.of(
        [1.0, 5.0, 9.5, 2.0], [3, 3, 3, 8], [[10, 0], [20, 0], [0, 0], [0, 0]],
        velocity_mps=[[1, 0], [2, -1], [0, 0], [0, 0]], ended=[False, False, True, False],
    )  # fmt: skip
    found, step = seen_at(tracks, np.arange(20.0), hold_s=6.0)
    of_3 = found.number == 3
    assert step[of_3].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert found.position_m[of_3, 0].tolist() == [10.0, 11.0, 12.0, 13.0, 20.0, 22.0, 24.0, 26.0, 28.0]
    assert found.position_m[of_3, 1].tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, -1.0, -2.0, -3.0, -4.0]
    assert step[~of_3].tolist() == [2, 3, 4, 5, 6, 7, 8], "silence ends it after 6 s"
    assert found.updated_s is not None
    assert found.updated_s[of_3].tolist() == [1.0] * 4 + [5.0] * 5


def test_one_object_alone_and_nothing_at_all() -> None:
    truth = Paths.of([0.0, 1.0, 0.0], [1, 1, 2], [[0, 0], [4, 0], [7, 7]])
    found, step = places_of(truth, 1, np.array([0.25, 3.0]), 9.0)
    assert (found.position_m.tolist(), step.tolist()) == ([[1.0, 0.0]], [0])
    nothing = Paths.of([], [], np.zeros((0, 2)))
    assert len(true_at(nothing, np.arange(3.0), 1.0)[1]) == len(seen_at(nothing, np.arange(3.0), 1.0)[1]) == 0


def test_the_grid_stays_inside() -> None:
    assert grid_s(3.5, 12.0, 4.0).tolist() == [4.0, 8.0, 12.0]
    assert grid_s(4.5, 7.5, 4.0).tolist() == []


def test_parts_are_joined() -> None:
    parts = [Paths.of([t], [n], [[0, t]], ended=[False]) for t, n in ((2.0, 1), (1.0, 1), (1.0, 0))]
    joined = Paths.joined(parts)
    assert joined.number.tolist() == [0, 1, 1]
    assert joined.time_s.tolist() == [1.0, 1.0, 2.0]
    assert joined.ended is not None
