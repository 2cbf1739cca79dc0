import itertools
import math

import numpy as np
import pytest

from sargas.scoring.gospa import GospaSteps, gospa_of, gospa_steps
from sargas.scoring.pairs import optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Settings, scene


def steps_of(true_m: list[list[float]], seen_m: list[list[float]], cutoff_m: float, order: float) -> GospaSteps:
    """One time; an object far away at another time makes sure that there is truth."""
    truth = Paths.of([0.0] * len(true_m) + [1.0], range(len(true_m) + 1), [*true_m, [0.0, 0.0]])
    tracks = Paths.of([0.0] * len(seen_m), range(len(seen_m)), np.array(seen_m).reshape(-1, 2))
    side = scene(truth, tracks, Settings())
    return gospa_steps(side, optimal_pairs(side, cutoff_m, order), cutoff_m, order)


def test_by_hand() -> None:
    """Two objects, three tracks; one pair at 30 m and one at 40 m, c = 100 m, p = 2."""
    found = steps_of([[0, 0], [1000, 0]], [[30, 0], [1000, 40], [5000, 0]], 100.0, 2.0)
    assert found.localisation_m[0] == pytest.approx(50.0)
    assert found.missed_m[0] == 0.0
    assert found.false_m[0] == pytest.approx(100.0 / math.sqrt(2.0))
    assert found.distance_m[0] == pytest.approx(math.sqrt(2500.0 + 5000.0))
    assert found.ospa_m[0] == pytest.approx(math.sqrt((2500.0 + 10_000.0) / 3.0))
    assert (found.objects[0], found.tracks[0], found.paired[0]) == (2, 3, 2)
    assert found.distance_m[1] == found.missed_m[1] == pytest.approx(100.0 / math.sqrt(2.0))
    assert found.ospa_m[1] == pytest.approx(100.0)


@pytest.mark.parametrize("order", [1.0, 2.0, 3.5])
def test_against_the_definitions_by_brute_force(order: float) -> None:
    chance, cutoff_m = np.random.default_rng(3), 300.0
    for n, m in itertools.product(range(4), range(4)):
        true_m, seen_m = chance.uniform(0, 700, (n, 2)), chance.uniform(0, 700, (m, 2))
        if n == m == 0:
            continue
        found = steps_of(true_m.tolist(), seen_m.tolist(), cutoff_m, order)
        few, many = (true_m, seen_m) if n <= m else (seen_m, true_m)
        best_ospa = best_gospa = math.inf
        for chosen in itertools.permutations(range(len(many)), len(few)):
            d = [min(math.dist(few[i], many[j]), cutoff_m) ** order for i, j in enumerate(chosen)]
            rest = cutoff_m**order * (len(many) - len(few))
            best_ospa = min(best_ospa, ((sum(d) + rest) / max(n, m)) ** (1 / order))
            best_gospa = min(best_gospa, (sum(d) + rest / 2) ** (1 / order))  # eq. 1 with alpha = 2
        assert found.ospa_m[0] == pytest.approx(best_ospa, rel=1e-12)
        assert found.distance_m[0] == pytest.approx(best_gospa, rel=1e-12)
        parts = [found.localisation_m[0], found.missed_m[0], found.false_m[0]]
        assert sum(part**order for part in parts) == pytest.approx(found.distance_m[0] ** order)


def test_large_powers_neither_overflow_nor_lose_digits() -> None:
    found = steps_of([[0, 0], [9000, 0]], [[300, 0]], 2000.0, 200.0)
    assert found.distance_m[0] == pytest.approx(2000.0 * 0.5 ** (1 / 200.0))


def test_means() -> None:
    found = steps_of([[0, 0]], [[30, 0], [500, 0]], 100.0, 1.0)  # 30 + 50 at the first time, 50 at the second
    means = gospa_of(found)
    assert means.distance_m == pytest.approx(65.0)
    assert means.rms_m == pytest.approx(math.sqrt((80.0**2 + 50.0**2) / 2))
    assert (means.localisation_m, means.missed_m, means.false_m) == pytest.approx((15.0, 25.0, 25.0))
    assert (means.missed, means.false) == (0.5, 0.5)
    assert means.ospa_m == pytest.approx(((30 + 100) / 2 + 100.0) / 2)
