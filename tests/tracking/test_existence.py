"""Existence by Bayes' rule, looks that were and were not, and clutter that is learned."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, TENTATIVE
from sargas.tracking.existence import (
    advance,
    after_hit,
    after_miss,
    confirm,
    covers,
    density,
    miss,
    release,
    ring_of,
    sweep,
)
from sargas.tracking.rows import FREE, HIGH, NEXT, RINGS, SHOT, stations_of, terms_of, track_row
from sargas.tracking.settings import Settings

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]


class State:
    """One radar of 4 s and two confirmed tracks last seen at 100 s."""

    def __init__(self, sensors: list[Any]) -> None:
        self.stations = stations_of(sensors, SystemPlane(55.0, 24.0), SETTINGS)
        self.stations["jitter_s2"] = 0.0
        self.tracks = np.zeros(2, track_row(2))
        self.tracks["alive"], self.tracks["status"], self.tracks["existence"] = True, CONFIRMED, 0.99
        self.tracks["updated_s"], self.tracks["expected_s"], self.tracks["time_s"] = 100.0, 4.0, 100.0
        self.tracks["xc"][:, 1] = 50_000.0
        self.look_s, self.seen_s = np.full((len(sensors), 2), 100.0), np.full((len(sensors), 2), 100.0)
        self.free, self.counters = np.zeros(2, np.int64), np.array([2, 0, 7])

    def pass_to(self, time_s: float) -> None:
        advance(self.stations[0], self.look_s, self.seen_s, TERMS, 0, time_s, time_s, 2)
        miss(self.tracks, self.stations, self.look_s, self.seen_s, TERMS, self.free, self.counters, 0)


@pytest.fixture
def state(make_radar: Any) -> State:
    state = State([make_radar("a")])
    state.stations["watermark_s"] = 100.0
    return state


def test_bayes() -> None:
    r, pd, ratio = 0.3, 0.9, 25.0
    assert after_hit(r, math.log(ratio), 1.0) == pytest.approx(r * ratio / (r * ratio + 1 - r))
    assert after_miss(r, pd) == pytest.approx(r * (1 - pd) / (r * (1 - pd) + 1 - r))
    assert after_hit(r, 1000.0, 0.999) == 0.999


def test_each_missed_turn_counts_once(state: State) -> None:
    state.pass_to(103.0)
    assert state.tracks["existence"][0] == 0.99
    state.pass_to(104.0)
    state.pass_to(105.0)
    once = after_miss(0.99, 0.9)
    assert state.tracks["existence"][0] == pytest.approx(once)
    state.pass_to(108.0)
    assert state.tracks["existence"][0] == pytest.approx(after_miss(once, 0.9))
    assert state.tracks["misses"][0] == 2


def test_a_silent_sensor_looks_at_nothing(state: State) -> None:
    state.pass_to(160.0)
    assert state.tracks["existence"][0] == 0.99
    state.pass_to(164.0)
    assert state.tracks["misses"][0] == 1


def test_no_miss_outside_range_or_below_the_horizon(state: State) -> None:
    state.tracks["xc"][0, 1] = 310_000.0
    state.tracks["xc"][1, 1], state.tracks["height_source"][1], state.tracks["h"][1, 0] = 150_000.0, 5, 100.0
    state.pass_to(104.0)
    assert state.tracks["existence"].tolist() == [0.99, 0.99]
    distance_m = 4124.0 * (math.sqrt(200.0) + math.sqrt(100.0))
    for part, seen in ((0.99, True), (1.01, False)):
        state.tracks["xc"][1, 1] = part * distance_m
        assert covers(state.stations[0], state.tracks[1]) == seen
    state.tracks["height_source"][1] = 0
    assert covers(state.stations[0], state.tracks[1])


def test_a_sensor_that_does_not_see_a_track_any_more_has_no_say(state: State) -> None:
    state.tracks["existence"] = 0.99
    for k in range(1, 12):
        state.tracks["existence"] = 0.99
        state.pass_to(100.0 + 4.0 * k)
    assert state.tracks["misses"][0] == int(SETTINGS.look_memory)
    assert state.look_s[0, 0] == 0.0


def test_a_track_ends_by_misses_and_a_tentative_one_is_dropped_into_the_clutter(state: State) -> None:
    state.tracks["status"][1], state.tracks["existence"][1], state.tracks["hits"][1] = TENTATIVE, 0.02, 1
    state.tracks["ring"][1], state.stations["unsettled"][0, 2] = 2, 1.0
    state.tracks["ring"][1] = 2
    for k in range(1, 5):
        state.pass_to(100.0 + 4.0 * k)
    assert not state.tracks["alive"][1]
    assert state.counters[FREE] == 1
    assert state.free[0] == 1
    assert state.stations["clutter"][0, 2] == pytest.approx(1.0, rel=0.1)
    assert state.stations["unsettled"][0, 2] == 0.0
    assert state.tracks["status"][0] == ENDED
    assert state.tracks["changed"][0]


def test_density_is_what_was_counted(state: State) -> None:
    station = state.stations[0]
    shots = np.zeros(2, SHOT)
    shots["y_m"] = [10_000.0, 250_000.0]
    whole_m2 = math.pi * 300_000.0**2
    prior = density(shots, 0, 2, station, TERMS)
    assert prior == pytest.approx(np.full(2, SETTINGS.clutter_per_look / whole_m2))
    state.stations["exposure"], ring = 30.0, ring_of(250_000.0, 300_000.0)
    state.stations["clutter"][0, ring] = 600.0
    ring_m2 = whole_m2 * (2 * ring + 1) / RINGS**2
    learned = density(shots, 0, 2, state.stations[0], TERMS)
    assert learned[1] == pytest.approx(20.0 / ring_m2, rel=0.05)
    assert learned[0] < prior[0]


def test_confirmed_once_and_numbered(state: State) -> None:
    state.tracks["status"][0], state.tracks["hits"][0], state.tracks["existence"][0] = TENTATIVE, 1, 0.999
    confirm(state.tracks[0], state.stations, TERMS, state.counters)
    assert state.tracks["status"][0] == TENTATIVE
    state.tracks["hits"][0] = SETTINGS.confirm_hits
    for _ in range(2):
        confirm(state.tracks[0], state.stations, TERMS, state.counters)
    assert (state.tracks["status"][0], state.tracks["number"][0], state.counters[NEXT]) == (CONFIRMED, 7, 8)


def test_want_of_plots_is_coasting_then_the_end(state: State) -> None:
    def status_at(time_s: float) -> int:
        sweep(state.tracks, state.stations, state.look_s, TERMS, state.free, state.counters, time_s)
        return int(state.tracks["status"][0])

    assert status_at(107.0) == CONFIRMED
    assert status_at(109.0) == COASTING
    assert status_at(160.0) == COASTING
    assert status_at(101.0 + SETTINGS.coast_limit_s + 0.1) == ENDED


def test_release_gives_the_slot_back(state: State) -> None:
    release(state.tracks, state.stations, state.look_s, state.free, state.counters, 1)
    assert (state.counters[FREE], state.counters[HIGH], state.look_s[0, 1]) == (1, 2, 0.0)
