"""Two that flew too close to tell apart say so; those with addresses of their own do not."""

from typing import Any

import numpy as np
import pytest

from sargas.tracking import Settings, Tracker
from tracking.conftest import ORIGIN, START_S


def meet(scene: Any, sensor: Any, **more: Any) -> Tracker:
    """Two targets 3 km apart close in to 60 m, fly on side by side for a minute and part again."""
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(60):
        t = 4.0 * k
        gap_m = np.interp(t, [0.0, 80.0, 140.0, 240.0], [3000.0, 60.0, 60.0, 3000.0])
        y_m = np.array([gap_m / 2, -gap_m / 2])
        tracker.update(START_S + t, scene.plots(sensor, START_S + t, np.full(2, 6e4 + 40.0 * t), 1e4 + y_m, **more))
    return tracker


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_met_may_have_changed_places(scene: Any, make_radar: Any, seed: int) -> None:
    scene.rng = np.random.default_rng(seed)
    tracks = meet(scene, make_radar()).tracks()
    assert len(tracks) == 2
    assert sorted(tracks.mixed_with.tolist()) == sorted(tracks.number.tolist())
    assert np.all(tracks.mixed_with != tracks.number)
    assert [track.mixed_with for track in tracks] == tracks.number[::-1].tolist()


def test_addresses_tell_them_apart(scene: Any, make_radar: Any) -> None:
    tracks = meet(scene, make_radar(), mode_s=np.array([0xABC, 0xDEF])).tracks()
    assert tracks.mixed_with.tolist() == [0, 0]
    assert [track.mixed_with for track in tracks] == [None, None]


def test_targets_that_pass_at_a_distance_are_not_mixed(scene: Any, make_radar: Any) -> None:
    sensor = make_radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(30):
        t = 4.0 * k
        x_m = np.array([5e4 + 100.0 * t, 5e4 + 100.0 * t])
        tracker.update(START_S + t, scene.plots(sensor, START_S + t, x_m, np.array([0.0, 4e3])))
    assert tracker.tracks().mixed_with.tolist() == [0, 0]
