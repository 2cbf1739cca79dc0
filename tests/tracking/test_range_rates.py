"""Range rates through the whole tracker: targets that only they tell apart, and those that are wrong."""

from typing import Any

import numpy as np
import pytest

from sargas.model.plots import HAS, Plots
from sargas.tracking import Settings, Tracker
from sargas.tracking.rows import HIGH
from tracking.conftest import ORIGIN, START_S, radar


def head_on(scene: Any, sensor: Any, k: int) -> Plots:
    """Eight pairs of targets of 12 m/s that meet head-on along lines of sight and are seen in three looks of five."""
    angle, sign = np.repeat(np.arange(8) * 0.78, 2), np.where(np.arange(16) % 2, 1.0, -1.0)
    way = 25e3 + sign * 12.0 * (4.0 * k - 100.0)
    rate = sign * 12.0 + scene.rng.normal(0.0, 2.0, 16)
    seen = np.flatnonzero(scene.rng.random(16) < 0.6)
    plots: Plots = scene.plots(
        sensor, START_S + 4.0 * k, (way * np.sin(angle))[seen], (way * np.cos(angle))[seen], range_rate_mps=rate[seen]
    )
    return plots


@pytest.mark.parametrize("with_rates", [True, False])
def test_targets_that_meet_keep_their_tracks(scene: Any, with_rates: bool) -> None:
    """With range rates all sixteen do; without them some change places, or one is lost, before they meet too."""
    sensor = radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    outward: dict[int, bool] = {}
    for k in range(50):
        plots = head_on(scene, sensor, k)
        if not with_rates:
            plots.has &= np.uint32(~HAS["range_rate_mps"] & 0xFFFFFFFF)
        tracker.update(START_S + 4.0 * k, plots)
        shown = tracker.on_plane()
        if k == 20:
            outward = dict(
                zip(shown.number.tolist(), np.sum(shown.state[:, :2] * shown.state[:, 2:], 1) > 0, strict=True)
            )
    assert len(outward) == 16 or not with_rates
    now = dict(zip(shown.number.tolist(), np.sum(shown.state[:, :2] * shown.state[:, 2:], 1) > 0, strict=True))
    kept = sum(number in now and now[number] == way for number, way in outward.items())
    assert kept == 16 if with_rates else kept < 14


def test_a_false_range_rate_makes_no_plot_less(scene: Any) -> None:
    """Range rates that are noise: every target is still found and followed."""
    sensor = radar()
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(20):
        x, y = np.array([40e3, -30e3]) + 80.0 * 4.0 * k, np.array([10e3, 50e3])
        rate = scene.rng.uniform(-300.0, 300.0, 2)
        tracker.update(START_S + 4.0 * k, scene.plots(sensor, START_S + 4.0 * k, x, y, range_rate_mps=rate))
    near = np.hypot(*(tracker.on_plane().state[:, None, :2] - np.stack([x, y], 1)[None]).transpose(2, 0, 1))
    assert near.min(axis=0).max() < 300.0
    assert tracker.refused == {}
    assert tracker._state.counters[HIGH] < 45
