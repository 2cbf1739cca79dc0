import numpy as np
import pytest

from sargas.scoring.esassp import esassp_of
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Settings

LIFE_S = 800.0


def truth() -> Paths:
    return Paths.of([0.0, LIFE_S], [1, 1], [[0, 0], [0, 0]])


def tracked(updated_s: np.ndarray, every_s: float = 1.0, error_m: float = 100.0) -> Paths:
    """A row a second, each with the time of the last of `updated_s` before it."""
    time_s = np.arange(updated_s[0], LIFE_S, every_s)
    last_s = updated_s[np.searchsorted(updated_s, time_s, "right") - 1]
    return Paths.of(
        time_s, np.ones(len(time_s), int), np.full((len(time_s), 2), (error_m, 0.0)), updated_s=last_s,
        velocity_mps=np.zeros((len(time_s), 2)),
    )  # fmt: skip


def test_measured_in_every_interval() -> None:
    five, three = esassp_of(truth(), tracked(np.arange(0.0, LIFE_S, 4.0)), Settings(gap_s=1e9))
    assert (five.separation_nm, five.interval_s, five.intervals, five.updated) == (5, 8.0, 100, 100)
    assert (three.separation_nm, three.interval_s, three.intervals) == (3, 5.0, 160)
    assert five.probability_of_update == 1.0
    assert five.horizontal_rms_m == pytest.approx(100.0)
    assert five.met
    assert three.met


def test_a_coasted_place_is_no_update() -> None:
    """Measured each 10 s: of five intervals of 8 s four hold a measurement; the RMS is fine, the update is not."""
    five, three = esassp_of(truth(), tracked(np.arange(1.0, LIFE_S, 10.0)), Settings(gap_s=1e9))
    assert five.probability_of_update == pytest.approx(0.8)
    assert three.probability_of_update == pytest.approx(0.5)
    assert not five.met


def test_the_limit_of_the_error() -> None:
    measured = np.arange(0.0, LIFE_S, 4.0)
    for error_m, met in ((299.0, (True, True)), (301.0, (True, False)), (501.0, (False, False))):
        found = esassp_of(truth(), tracked(measured, error_m=error_m), Settings(gap_s=1e9))
        assert tuple(one.met for one in found) == met
        assert found[0].horizontal_rms_m == pytest.approx(error_m)


def test_only_intervals_through_which_the_object_was_there() -> None:
    there = Paths.of([0.0, 20.0, 400.0, 420.0], [1] * 4, np.zeros((4, 2)))
    five, _ = esassp_of(there, tracked(np.array([0.0])), Settings())
    assert five.intervals == 2 + 2  # 0-8, 8-16; 400-408, 408-416


def test_too_short_to_say() -> None:
    short = Paths.of([1.0, 4.0], [1, 1], np.zeros((2, 2)))
    for one in esassp_of(short, tracked(np.arange(0.0, 9.0)), Settings()):
        assert (one.intervals, one.probability_of_update, one.horizontal_rms_m, one.met) == (0, None, None, None)
