"""Many trees of boxes, searched at once, against brute force; and shapely on what a way first meets."""

import numpy as np
import pytest
import shapely

from sargas.geo.forest import first_met, forest, nearest


def walks(rng, *counts):
    """Segments of random walks, one of each length."""
    made = [np.cumsum(rng.normal(size=(count + 1, 3)), axis=0) for count in counts]
    return [(np.ascontiguousarray(walk[:-1]), np.ascontiguousarray(walk[1:])) for walk in made]


def gap2(points, starts, ends):
    """Squared distances (N, S) by brute force."""
    along = ends - starts
    offset = points[:, None] - starts
    t = np.clip((offset * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-300), 0, 1)
    return ((offset - t[..., None] * along) ** 2).sum(-1), t


@pytest.mark.parametrize("counts", [(1,), (7, 8), (9, 1000, 64, 1), (65, 2, 513)])
def test_each_finds_in_its_own_tree_what_brute_force_finds(counts):
    rng = np.random.default_rng(len(counts))
    trees = walks(rng, *counts)
    points, of = rng.normal(scale=20.0, size=(400, 3)), rng.integers(len(trees), size=400)
    segments, places = nearest(points, of, *forest(trees))
    first = np.cumsum([0, *counts])
    for k, (starts, ends) in enumerate(trees):
        mine = of == k
        brute, t = gap2(points[mine], starts, ends)
        rows, found = np.arange(mine.sum()), segments[mine] - first[k]
        np.testing.assert_allclose(brute[rows, found], brute.min(axis=1), rtol=1e-12)
        np.testing.assert_allclose(places[mine], t[rows, found], atol=1e-12)


def test_a_root_box_holds_everything():
    trees = walks(np.random.default_rng(0), 100, 3)
    found = forest(trees)
    for k, (starts, ends) in enumerate(trees):
        both = np.concatenate([starts, ends])
        np.testing.assert_array_equal(found.boxes[found.levels[k, -1] - 1], [*both.min(axis=0), *both.max(axis=0)])


def test_a_segment_of_no_length_is_a_point():
    place = np.array([[1.0, 2.0, 3.0]])
    segments, places = nearest(np.zeros((1, 3)), np.zeros(1, np.int64), *forest([(place, place)]))
    assert (segments[0], places[0]) == (0, 0.0)


def test_what_a_way_first_meets_is_what_shapely_finds():
    rng = np.random.default_rng(4)
    flat = [(a * [1, 1, 0], b * [1, 1, 0]) for a, b in walks(rng, 40, 300, 9)]
    lines = [shapely.union_all(shapely.linestrings(np.stack([a[:, :2], b[:, :2]], axis=1))) for a, b in flat]
    ways, of = rng.normal(scale=8.0, size=(500, 2, 2)), rng.integers(len(flat), size=500)
    shares = first_met(np.ascontiguousarray(ways[:, 0]), np.ascontiguousarray(ways[:, 1]), of, *forest(flat))
    met = 0
    for way, k, share in zip(ways, of, shares, strict=True):
        common = shapely.intersection(shapely.LineString(way), lines[k])
        if common.is_empty:
            assert share == np.inf
            continue
        met += 1
        away = np.linalg.norm(shapely.get_coordinates(common) - way[0], axis=1).min()
        assert share * np.linalg.norm(way[1] - way[0]) == pytest.approx(away, abs=1e-9)
    assert 100 < met < 500


@pytest.mark.parametrize(
    ("way", "share"),
    [
        (((0, 0), (4, 0)), 0.25),  # along the segment
        (((2, 0), (4, 0)), 0.0),  # from its midst
        (((4, 0), (0, 0)), 0.25),  # against it
        (((3, -1), (3, 1)), 0.5),  # over its very end
        (((0, 1), (4, 1)), np.inf),  # beside it
        (((5, 0), (9, 0)), np.inf),  # on its line, beyond
        (((2, 0), (2, 0)), 0.0),  # a point on it
    ],
)
def test_ways_along_and_at_the_ends_of_a_segment(way, share):
    trees = forest([(np.array([[1.0, 0.0, 0.0]]), np.array([[3.0, 0.0, 0.0]]))])
    a, b = (np.array([end], np.float64) for end in way)
    assert first_met(a, b, np.zeros(1, np.int64), *trees)[0] == share


def test_no_way_slips_between_two_segments_that_share_an_end():
    rng = np.random.default_rng(1)
    for _ in range(200):
        corners = np.array([24.0, 55.0, 0.0]) + np.pad(rng.normal(size=(3, 2)), ((0, 0), (0, 1)))
        start = corners[1, :2] + rng.normal(size=2)
        if shapely.Polygon(corners[:, :2]).contains(shapely.Point(start)):
            continue
        through = corners[1, :2] + (corners[1, :2] - start)
        edges = corners[[0, 1, 2]], corners[[1, 2, 0]]
        assert first_met(start[None], through[None], np.zeros(1, np.int64), *forest([edges]))[0] <= 0.5 + 1e-9
