"""The map of what stands still: cells, memory, and a wind farm with drones in it through the whole tracker."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.tracking import Settings, Tracker
from sargas.tracking.rows import Rows, stations_of
from sargas.tracking.standing import (
    CELLS,
    GATE_M,
    KNOWN,
    SECTORS,
    STANDING,
    add_standing,
    counted,
    polar_of,
    stands,
    teach,
    watch,
)  # fmt: skip
from sargas.tracking.terms import terms_of
from tracking.conftest import ORIGIN, START_S, Scene, blank, shots_at

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]


def count_at(cells: Rows, x_m: float, y_m: float, time_s: float, station: Any) -> float:
    return counted(cells, shots_at(x_m, y_m, time_s)[0], station, TERMS)


def teach_at(cells: Rows, x_m: float, y_m: float, time_s: float, plots: float, station: Any) -> None:
    teach(cells, *polar_of(x_m, y_m, station), time_s, plots, station, TERMS)


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    stations = stations_of([make_radar("a")], SystemPlane(55.0, 24.0), SETTINGS)
    stations["exposure"] = 100.0
    return stations


@pytest.fixture
def cells() -> Rows:
    return np.zeros(CELLS, STANDING)


def test_a_source_is_counted_wherever_its_errors_put_it_and_forgotten(cells: Rows, stations: Rows) -> None:
    rng, station = np.random.default_rng(1), stations[0]
    for k in range(200):
        x_m, y_m = np.array([-30_000.0, 60.0]) + rng.normal(0.0, 50.0, 2)
        teach_at(cells, x_m, y_m, 1000.0 + 4.0 * k, 1.0, station)
    now_s, memory = 1000.0 + 4.0 * 199, SETTINGS.clutter_memory_looks
    there = count_at(cells, -30_000.0, 60.0, now_s, station)
    assert there == pytest.approx(1.0 / (1.0 - math.exp(-1.0 / memory)), rel=0.15)
    later = count_at(cells, -30_000.0, 60.0, now_s + 4.0 * memory, station)
    assert later == pytest.approx(there / math.e)
    assert count_at(cells, -30_000.0, 1_500.0, now_s, station) == 0.0


def test_density_grows_by_the_rate_of_the_four_cells(cells: Rows, stations: Rows) -> None:
    shots = shots_at([0.0, 0.0, 5_000.0], 40_000.0, address=[0, 7, 0])
    teach_at(cells, 0.0, 40_000.0, 100.0, 11.0, stations[0])
    density = np.full(3, 1e-9)
    add_standing(density, cells, shots, 0, 3, stations[0], TERMS)
    area_m2 = 4.0 * GATE_M * (40_000.0 + GATE_M) * 2.0 * math.pi / SECTORS
    assert density == pytest.approx([1e-9 + 10.0 / 41.0 / area_m2, 1e-9, 1e-9])


def test_no_echo_begins_where_something_stands_but_a_reply_does(cells: Rows, stations: Rows) -> None:
    shots = shots_at([0.0, 0.0], 40_000.0, address=[0, 7])
    assert not stands(cells, shots[0], stations[0], TERMS)
    teach_at(cells, 0.0, 40_000.0, 100.0, KNOWN, stations[0])
    assert [stands(cells, shot, stations[0], TERMS) for shot in shots] == [True, False]
    assert count_at(cells, 0.0, 40_000.0, 100.0, stations[0]) == KNOWN + 1.0


def test_a_strong_cell_is_not_given_up_for_a_weak_one(cells: Rows, stations: Rows) -> None:
    teach_at(cells, 0.0, 40_000.0, 100.0, 9.0, stations[0])
    rng = np.random.default_rng(2)
    for x_m, y_m in rng.uniform(-200e3, 200e3, (20_000, 2)):
        teach_at(cells, x_m, y_m, 100.0, 1.0, stations[0])
    assert count_at(cells, 0.0, 40_000.0, 100.0, stations[0]) >= 9.0


def test_a_track_that_moved_and_stops_teaches_nothing(cells: Rows, stations: Rows) -> None:
    """A fourth of 1,200 m in four steps, or in one: that may be a jump from one source to the next."""
    for steps_m, taught in (((300.0, 600.0, 900.0, 1200.0), 0.0), ((1200.0,), 1.0)):
        cells[:], track = np.zeros(CELLS, STANDING), blank(1)[0]
        track["from_s"], track["xc"][1], track["from_m"][1] = 100.0, 40_000.0, 40_000.0
        for k, x_m in enumerate((*steps_m, 1200.0)):
            track["xc"][0], time_s = x_m, 110.0 + 10.0 * k + (60.0 if x_m == 1200.0 and k == len(steps_m) else 0.0)
            assert not watch(cells, track, shots_at(x_m, 40_000.0, time_s)[0], stations[0], TERMS)
        assert count_at(cells, 1200.0, 40_000.0, time_s, stations[0]) == taught


def test_a_wind_farm_is_learned_and_drones_fly_through_it(make_radar: Any) -> None:
    """60 turbines that blink, 30 km away; a drone flies through after 200 s, another flew and hovers beside it."""
    scene = Scene(rng=np.random.default_rng(3), height_m=400.0)
    radar: Sensor = make_radar("a", range_m=100_000.0, accuracy=Sigma(range_m=50.0, azimuth_deg=0.1))
    tracker, rng = Tracker([radar], ORIGIN, SETTINGS), scene.rng
    x_m, y_m = (grid.ravel() * 700.0 for grid in np.meshgrid(np.arange(10) - 4.5, np.arange(6) + 40.0))
    chance, followed, hovering, idle = rng.uniform(0.3, 0.6, 60), [], [], []
    for k in range(150):
        time_s = 4.0 * k
        drone = np.array([200.0, 38_000.0 - 28.0 * max(time_s - 200.0, 0.0)])
        other = np.array([12_000.0 + 25.0 * min(time_s, 200.0), 25_000.0])
        seen = rng.random(60) < chance
        places = np.stack([np.append(x_m[seen], other[0]), np.append(y_m[seen], other[1])], 1)
        if time_s >= 200.0 and rng.random() < 0.85:
            places = np.append(places, [drone], axis=0)
        plots = scene.plots(radar, START_S + time_s, *places.T)
        plots.has[:] = 0
        tracker.update(START_S + time_s, plots)
        place_m = tracker.on_plane().state[:, :2]
        if time_s >= 300.0:
            far = [np.hypot(*(place_m - target).T) for target in (drone, other)]
            followed.append(far[0].min() < 400.0)
            hovering.append(far[1].min() < 300.0)
            idle.append(np.count_nonzero(np.minimum(*far) > 600.0))
    assert np.mean(followed) > 0.9
    assert np.mean(hovering) > 0.95
    assert np.mean(idle[-30:]) < 10.0
