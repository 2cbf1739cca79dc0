import numpy as np
import pytest

from exercise.small import read, report
from sargas.exercise.review.whose import true_paths
from sargas.exercise.truth import Truth
from sargas.geo.plane import SystemPlane


def test_a_track_is_of_whom_it_was_nearest_to() -> None:
    drone, unseen = report().outcomes
    assert drone.tracks
    assert drone.tracked_share > 0.9
    assert not unseen.tracks
    assert unseen.tracked_share == 0.0


def test_the_truth_stands_at_each_time_at_which_an_object_exists_with_its_speed() -> None:
    one = read().scenario
    truth = Truth(one)
    plane = SystemPlane(54.6, 25.5)
    paths = true_paths(truth, plane, np.arange(one.start_s, one.start_s + one.duration_s, 10.0))
    assert np.bincount(paths.number).tolist() == [42, 33, 41]  # the second ends after 329 s, the third after 407 s
    assert paths.velocity_mps is not None
    speed = np.hypot(*paths.velocity_mps.T)
    assert speed[paths.number == 0][:-1] == pytest.approx(45.0, rel=0.01)
    assert speed[paths.number == 2][:-1] == pytest.approx(220.0, rel=0.01)
