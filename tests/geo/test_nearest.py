import numpy as np
import pytest

from sargas.geo.nearest import FAN, build, search


def tree(starts, ends):
    sizes = [-(-len(starts) // FAN)]
    while sizes[-1] > 1:
        sizes.append(-(-sizes[-1] // FAN))
    first_of_level = np.cumsum([0, *sizes]).astype(np.int64)
    boxes = np.empty((first_of_level[-1], 6))
    build(starts, ends, first_of_level, boxes)
    return first_of_level, boxes


def gap2(points, starts, ends):
    """Squared distances (N, S) by brute force."""
    along = ends - starts
    offset = points[:, None] - starts
    t = np.clip((offset * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-300), 0, 1)
    return ((offset - t[..., None] * along) ** 2).sum(-1), t


@pytest.mark.parametrize("count", [1, 7, 8, 9, 64, 65, 1000])
def test_finds_what_brute_force_finds(count):
    rng = np.random.default_rng(count)
    walk = np.cumsum(rng.normal(size=(count + 1, 3)), axis=0)
    starts, ends = np.ascontiguousarray(walk[:-1]), np.ascontiguousarray(walk[1:])
    points = rng.normal(scale=20.0, size=(300, 3))
    segments, places = search(points, starts, ends, *tree(starts, ends))
    brute, t = gap2(points, starts, ends)
    rows = np.arange(len(points))
    np.testing.assert_allclose(brute[rows, segments], brute.min(axis=1), rtol=1e-12)
    np.testing.assert_allclose(places, t[rows, segments], atol=1e-12)


def test_a_root_box_holds_everything():
    walk = np.random.default_rng(0).normal(size=(101, 3))
    _, boxes = tree(walk[:-1].copy(), walk[1:].copy())
    np.testing.assert_array_equal(boxes[-1], [*walk.min(axis=0), *walk.max(axis=0)])


def test_a_segment_of_no_length_is_a_point():
    place = np.array([[1.0, 2.0, 3.0]])
    segments, places = search(np.zeros((1, 3)), place, place, *tree(place, place))
    assert (segments[0], places[0]) == (0, 0.0)
