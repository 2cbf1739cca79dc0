import numpy as np
import pytest

from sargas.scoring.paths import Paths
from sargas.scoring.scene import NoCommonTime, Settings, scene


def line(begin: float, end: float, every: float = 1.0, number: int = 1) -> Paths:
    time_s = np.arange(begin, end + every / 2, every)
    position_m = np.stack((10.0 * time_s, 0.0 * time_s), axis=-1)
    return Paths.of(time_s, np.full(len(time_s), number), position_m, velocity_mps=np.full((len(time_s), 2), (10.0, 0)))


def test_carried_to_common_times_within_truth_and_recording() -> None:
    found = scene(line(3.0, 50.0), line(-20.0, 90.0, 7.0), Settings(interval_s=5.0), between_s=(10.0, 44.0))
    assert found.times_s.tolist() == [10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0]
    assert found.truth_step.tolist() == found.track_step.tolist() == list(range(7))
    np.testing.assert_allclose(found.truth.position_m, found.tracks.position_m)


def test_rows_as_they_are() -> None:
    tracks = Paths.of([1.0, 2.0, 2.5, 3.0], [5] * 4, np.zeros((4, 2)), ended=[False, False, False, True])
    found = scene(line(2.0, 4.0), tracks, Settings())
    assert found.times_s.tolist() == [1.0, 2.0, 2.5, 3.0, 4.0]
    assert found.truth_step.tolist() == [1, 3, 4]
    assert found.track_step.tolist() == [0, 1, 2], "an end is not a place"


def test_no_common_time_is_an_error() -> None:
    with pytest.raises(NoCommonTime, match="no time in common"):
        scene(line(0.0, 10.0), line(0.0, 10.0), Settings(interval_s=1.0), between_s=(20.0, 30.0))
    with pytest.raises(NoCommonTime, match="no truth"):
        scene(Paths.of([], [], np.zeros((0, 2))), line(0.0, 10.0), Settings())


@pytest.mark.parametrize(
    "wrong", [{"cutoff_m": 0.0}, {"order": 0.5}, {"order": float("inf")}, {"interval_s": 0.0}, {"hold_s": float("nan")}]
)
def test_settings_that_make_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        Settings(**wrong)
