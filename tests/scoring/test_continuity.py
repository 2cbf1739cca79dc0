import math

import numpy as np
import pytest

from sargas.scoring.continuity import Target, continuity_of, targets_of
from sargas.scoring.pairs import optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Settings, scene


def targets(held: dict[int, list[int | None]]) -> list[Target]:
    """Objects 10 km apart, at seconds 0, 1, ...; `held[i][k]` is the number of the track 3 m beside object i at k."""
    truth = [(k, i, 10_000.0 * i) for i, row in held.items() for k in range(len(row))]
    tracks = [(k, n, 10_000.0 * i + 3.0) for i, row in held.items() for k, n in enumerate(row) if n is not None]
    both = []
    for rows in (truth, tracks):
        time_s, number, x_m = (np.array(v, float) for v in zip(*rows, strict=True))
        both.append(Paths.of(time_s, number.astype(int), np.stack((x_m, 0 * x_m), axis=-1)))
    side = scene(both[0], both[1], Settings())
    return targets_of(side, optimal_pairs(side, 100.0, 2.0), {1: "one"})


def test_by_hand() -> None:
    first, second, third = targets(
        {
            0: [None, None, 5, 5, 5, None, 5, 6, 6, 6, 6, 6],
            1: [7] * 12,
            2: [None] * 12,
        }
    )
    assert (first.name, second.name, third.name) == ("0", "one", "2")
    assert (first.switches, first.breaks, first.tracks) == (1, 1, 2)
    assert first.tracked == pytest.approx(9 / 12)
    assert first.longest == pytest.approx(5 / 12)
    assert (first.longest_run_s, first.latency_s, first.life_s) == (4.0, 2.0, 11.0)
    assert first.rms_m == pytest.approx(3.0)
    assert (second.switches, second.breaks, second.latency_s, second.longest_run_s) == (0, 0, 0.0, 11.0)
    assert (third.latency_s, third.rms_m, third.tracks, third.longest) == (None, None, 0, 0.0)
    whole = continuity_of([first, second, third])
    assert (whole.switches, whole.breaks, whole.never_tracked) == (1, 1, 1)
    assert whole.longest == pytest.approx((5 / 12 + 1.0) / 3)
    assert whole.longest_run == pytest.approx((4 / 11 + 1.0) / 3)
    assert (whole.latency_mean_s, whole.latency_median_s) == (1.0, 1.0)


def test_a_switch_counts_over_a_break_and_back_again_counts_too() -> None:
    (one,) = targets({0: [1, 1, None, 2, 2, 1, None, None, 1]})
    assert (one.switches, one.breaks) == (2, 2)


def test_two_objects_exchange_their_tracks() -> None:
    found = targets({0: [1] * 5 + [2] * 5, 1: [2] * 5 + [1] * 5})
    assert [t.switches for t in found] == [1, 1]
    assert math.isclose(continuity_of(found).longest, 0.5)
