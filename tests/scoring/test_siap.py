"""By hand; the comparison with Stone Soup's own figures is in test_against_stone_soup.py."""

import numpy as np
import pytest

from sargas.scoring.paths import Paths
from sargas.scoring.scene import Scene, Settings, scene
from sargas.scoring.siap import associate, siap_of


def standing(spans: list[tuple[int, int, int, float]], labels: list[int] | None = None) -> Paths:
    """Paths of (number, first time, last time, x_m): each stands still, a row a second."""
    rows = [(t, n, x) for n, a, b, x in spans for t in range(a, b + 1)]
    time_s, number, x_m = zip(*rows, strict=True)
    label = None if labels is None else [labels[n] for n in number]
    position_m = np.stack((np.array(x_m), np.zeros(len(x_m))), axis=-1)
    return Paths.of(time_s, number, position_m, velocity_mps=np.zeros((len(x_m), 2)), label=label)


def stretches(side: Scene, confirm: int, end: int) -> list[tuple[int, int, int, int]]:
    found = associate(side, 100.0, confirm, end)
    return list(zip(found.track.tolist(), found.truth.tolist(), found.begin.tolist(), found.end.tolist(), strict=True))


def test_by_hand() -> None:
    truth = standing([(0, 0, 10, 0.0), (1, 0, 10, 1000.0)])
    tracks = standing([(0, 0, 4, 3.0), (1, 3, 9, -5.0), (2, 0, 10, 5000.0)])
    side = scene(truth, tracks, Settings())
    assert stretches(side, 2, 2) == [(0, 0, 0, 4), (1, 0, 3, 9)]
    found = siap_of(side, associate(side, 100.0, 2, 2))
    assert found.completeness == pytest.approx(10 / 22)
    assert found.ambiguity == pytest.approx(12 / 10)
    assert found.spuriousness == pytest.approx(11 / 23)
    assert found.position_error_m == pytest.approx((5 * 3.0 + 7 * 5.0) / 12)
    assert found.velocity_error_mps == 0.0
    # at time 0 only the first track is there; the second is taken when it ends, so two are needed in 9 s
    assert found.track_changes_per_s == pytest.approx(1 / 9)
    assert found.longest_segment == pytest.approx(6 / 20)
    assert found.id_completeness is None


def test_it_takes_some_times_to_join_and_to_leave() -> None:
    truth = standing([(0, 0, 20, 0.0), (1, 0, 20, 500.0)])
    x_m = [0, 0, 0, 250, 0, 0, 250, 250, 500, 500, 500, 500]
    tracks = Paths.of(range(12), [7] * 12, [[x, 0] for x in x_m])
    side = scene(truth, tracks, Settings())
    assert stretches(side, 3, 2) == [(7, 0, 0, 5), (7, 1, 8, 11)]
    assert stretches(side, 3, 3) == [(7, 0, 0, 5), (7, 1, 8, 11)]
    assert stretches(side, 4, 3) == [(7, 1, 8, 11)]
    assert stretches(side, 1, 1) == [(7, 0, 0, 2), (7, 0, 4, 5), (7, 1, 8, 11)]


def test_labels() -> None:
    truth = standing([(0, 0, 4, 0.0), (1, 0, 4, 1000.0), (2, 0, 4, 2000.0), (3, 0, 4, 3000.0)], [1, 2, 3, 1])
    spans = [(0, 0, 4, 1.0), (1, 0, 4, 1001.0), (2, 0, 4, 1002.0), (3, 0, 4, 2001.0), (4, 0, 4, 3001.0)]
    side = scene(truth, standing(spans, [1, 2, 3, 0, 2]), Settings())
    found = siap_of(side, associate(side, 100.0, 2, 2))
    # object 0 right; object 1 has a right and a wrong one; object 2's says nothing; object 3's is wrong
    assert found.id_completeness == pytest.approx(3 / 4)
    assert found.id_correctness == pytest.approx(1 / 4)
    assert found.id_ambiguity == pytest.approx(1 / 4)


def test_nothing_over_nothing_is_none() -> None:
    nobody = Paths.of([], [], np.zeros((0, 2)), velocity_mps=np.zeros((0, 2)))
    side = scene(standing([(0, 0, 3, 0.0)]), nobody, Settings())
    found = siap_of(side, associate(side, 100.0))
    assert (found.completeness, found.longest_segment) == (0.0, 0.0)
    assert found.ambiguity is found.spuriousness is found.position_error_m is found.track_changes_per_s is None
