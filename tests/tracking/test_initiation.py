"""Tracks begin, and false ones do not: rates are counted."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.plots import Plots
from sargas.model.tracks import TENTATIVE
from sargas.tracking import Settings, Tracker
from sargas.tracking.initiation import DOUBT_M2PS2, begin_tracks
from sargas.tracking.rows import FREE, HIGH, SHOT, stations_of, terms_of, track_row

START_S = 1_750_000_000.0


def begun(settings: Settings, make_radar: Any, density: float, **shot: Any) -> tuple[np.ndarray, np.ndarray]:
    stations = stations_of([make_radar()], SystemPlane(55.0, 24.0), settings)
    stations["exposure"] = 10.0
    shots, tracks, counters = np.zeros(2, SHOT), np.zeros(4, track_row(2)), np.array([2, 1, 9])
    shots["rxx"], shots["ryy"], shots["x_m"], shots["time_s"] = 400.0, 900.0, [1000.0, 2000.0], 50.0
    for name, value in shot.items():
        shots[name] = value
    looks, free, used = np.zeros((1, 4)), np.array([1, 0, 0, 0]), np.array([False, False])
    begin_tracks(
        tracks, stations, looks, looks.copy(), shots, terms_of(settings)[0], free, counters, 0, 2, 0,
        np.full(2, density), used,
    )  # fmt: skip
    assert (counters[HIGH], counters[FREE]) == (3, 0)
    return tracks[[1, 2]], counters


def test_a_free_slot_is_used_first_and_the_prior_is_wide(make_radar: Any) -> None:
    tracks, _ = begun(Settings(), make_radar, 1e-12)
    assert tracks["xc"][:, 0].tolist() == [1000.0, 2000.0]
    assert tracks["Pc"][0][[0, 4, 7, 9]].tolist() == [400.0, 900.0, 125.0**2, 125.0**2]
    assert tracks["status"].tolist() == [TENTATIVE, TENTATIVE]
    assert tracks["number"].tolist() == [0, 0]


def test_a_reported_velocity_is_taken_with_doubt(make_radar: Any) -> None:
    tracks, _ = begun(Settings(), make_radar, 1e-12, vx_mps=100.0, velocity_m2ps2=9.0)
    assert tracks["xc"][0, 2] == 100.0
    assert tracks["Pc"][0, 7] == pytest.approx(9.0 + DOUBT_M2PS2)


@pytest.mark.parametrize(("density", "existence"), [(1e-6, 0.002), (1e-30, 0.5)])
def test_existence_at_birth_is_bounded(make_radar: Any, density: float, existence: float) -> None:
    assert begun(Settings(), make_radar, density)[0]["existence"][0] == existence


def test_shown_tentative_tracks_have_numbers(make_radar: Any) -> None:
    assert begun(Settings(show_tentative=True), make_radar, 1e-10)[0]["number"].tolist() == [9, 10]


@pytest.mark.parametrize("count", [20, 200])
def test_pure_clutter_makes_few_false_tracks(scene: Any, make_radar: Any, count: int) -> None:
    """150 turns of 20 or 200 false plots in 300 km: at most one false track in 15 turns."""
    sensor = make_radar()
    tracker = Tracker([sensor], (55.0, 24.0), Settings())
    for k in range(150):
        time_s = START_S + 4.0 * k
        tracker.update(time_s, scene.clutter(sensor, time_s, count))
    assert tracker._counters[2] - 1 <= 10


@pytest.mark.parametrize("birth_per_look", [0.002, 0.2, 20.0])
def test_a_birth_weight_wrong_by_100_costs_little(scene: Any, make_radar: Any, birth_per_look: float) -> None:
    """40 targets in 50 false plots a turn: all confirmed within 5 turns, few false tracks."""
    sensor = make_radar()
    tracker = Tracker([sensor], (55.0, 24.0), Settings(birth_per_look=birth_per_look))
    x0, y0 = scene.rng.uniform(-1.5e5, 1.5e5, (2, 40))
    vx, vy = scene.rng.uniform(-60, 60, (2, 40))
    for k in range(30):
        time_s = START_S + 4.0 * k
        seen = scene.rng.random(40) < 0.9
        real = scene.plots(sensor, time_s, (x0 + vx * 4 * k)[seen], (y0 + vy * 4 * k)[seen])
        tracker.update(time_s, Plots.concatenate([real, scene.clutter(sensor, time_s, 50)]))
        if k == 4:
            _, error, _ = scene.errors(tracker.tracks(), x0 + vx * 16, y0 + vy * 16, vx, vy)
            assert np.sum(np.hypot(error[:, 0], error[:, 1]) < 2000.0) >= 38
    assert tracker._counters[2] - 1 <= 50
