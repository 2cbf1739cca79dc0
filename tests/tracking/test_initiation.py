"""Tracks begin, and false ones do not: rates are counted."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.tracks import TENTATIVE
from sargas.tracking import Settings, Tracker
from sargas.tracking.initiation import DOUBT_M2PS2, begin_tracks
from sargas.tracking.rows import FREE, HIGH, Rows, stations_of
from sargas.tracking.state import State, X, vacate
from sargas.tracking.terms import terms_of
from tracking.conftest import blank, shots_at, state_of

SETTINGS = Settings()
START_S = 1_750_000_000.0


def begun(make_radar: Any, settings: Settings = SETTINGS, **shot: Any) -> tuple[State, Rows]:
    """Three tracks are alive and slots 1 and 3 are free; the second of three plots is taken."""
    stations = stations_of([make_radar("a"), make_radar("b")], SystemPlane(55.0, 24.0), settings)
    stations["exposure"] = 10.0
    tracks = blank(5)
    tracks["alive"] = True
    state = state_of(stations, tracks)
    state.look_s[:] = 7.0
    vacate(state, 3)
    vacate(state, 1)
    shots = shots_at(
        [1000.0, 1500.0, 2000.0], 30.0, 50.0, rxx=400.0, rxy=100.0, ryy=900.0, sensor=1, serial=[8, 9, 10],
        region=[70, 71, 72],
    )  # fmt: skip
    for name, value in shot.items():
        shots[name] = value
    begin_tracks(state, shots, terms_of(settings)[0], 0, 3, 1, np.array([False, True, False]))
    return state, shots


def test_a_free_slot_is_used_first_and_the_prior_is_wide(make_radar: Any) -> None:
    state, shots = begun(make_radar)
    assert (state.counters[HIGH], state.counters[FREE]) == (5, 0)
    new = state.rows[[1, 3]]
    assert new["xc"][:, 0].tolist() == [1000.0, 2000.0]
    assert new["Pc"][0][[0, 1, 4, 7, 8, 9]].tolist() == [400.0, 100.0, 900.0, 125.0**2, 0.0, 125.0**2]
    assert new["status"].tolist() == [TENTATIVE, TENTATIVE]
    assert new["number"].tolist() == [0, 0]
    assert new["origin"].tolist() == new["latest"].tolist() == [8, 10]
    assert shots["taker"].tolist() == [8, -1, 10]
    assert state.spots[X, [1, 3]].tolist() == [1000.0, 2000.0]
    assert state.look_s[:, [1, 3]].tolist() == [[0.0, 0.0], [50.0, 50.0]]
    begun_in = shots["region"][[0, 2]].tolist()
    assert new["region"].tolist() == begun_in
    assert state.stations["unsettled"].sum() == 2.0
    assert state.stations["unsettled"][1].ravel()[begun_in[0]] >= 1.0
    assert state.stations["born"][:, 0, 0].tolist() == [0.0, 2.0]


def test_without_a_free_slot_new_ones_are_used(make_radar: Any) -> None:
    state, shots = begun(make_radar)
    begin_tracks(state, shots, terms_of(SETTINGS)[0], 0, 3, 1, np.array([True, False, False]))
    assert (state.counters[HIGH], state.counters[FREE]) == (7, 0)
    assert state.rows["xc"][5:7, 0].tolist() == [1500.0, 2000.0]


def test_a_reported_velocity_is_taken_with_doubt(make_radar: Any) -> None:
    state, _ = begun(make_radar, vx_mps=100.0, velocity_m2ps2=9.0)
    assert state.rows["xc"][1, 2] == 100.0
    assert state.rows["Pc"][1, 7] == pytest.approx(9.0 + DOUBT_M2PS2)


@pytest.mark.parametrize(("birth_share", "existence"), [(0.05, 0.05), (1e-9, 0.002), (5.0, 0.95)])
def test_existence_at_birth_is_the_share_within_bounds(make_radar: Any, birth_share: float, existence: float) -> None:
    assert begun(make_radar, Settings(birth_share=birth_share))[0].rows["existence"][1] == pytest.approx(existence)


UNSET = ("uid", "callsign", "pressure_altitude_m", "mode_3a", "height_s", "height_bias_m2", "emergency", "Ph", "strain",
         "address_votes", "mode_3a_votes", "seed", "seed_sensor", "claim_m")  # fmt: skip
"""Columns that say nothing while others say that there is none."""


def test_nothing_of_the_slots_last_tenant_is_left(make_radar: Any) -> None:
    """Slots whose every byte was something, once more begun in: as in fresh ones."""
    fresh, shots = begun(make_radar)
    used = state_of(stations_of([make_radar("a"), make_radar("b")], SystemPlane(55.0, 24.0), SETTINGS), blank(5))
    used.rows.view(np.uint8)[:] = 1
    used.stations["exposure"] = 10.0
    used.counters[HIGH], used.counters[FREE], used.free[:2] = 5, 2, [3, 1]
    begin_tracks(used, shots, terms_of(SETTINGS)[0], 0, 3, 1, np.array([False, True, False]))
    for name in fresh.rows.dtype.names or ():
        if name not in UNSET:
            assert used.rows[name][[1, 3]].tolist() == fresh.rows[name][[1, 3]].tolist(), name
    assert used.rows["claimed"][1] == used.rows["address"][1] == used.rows["height_source"][1] == 0
    assert used.rows["seed"][1, 0].tolist() == fresh.rows["seed"][1, 0].tolist()


def test_shown_tentative_tracks_have_numbers_and_hidden_ones_have_not(scene: Any, make_radar: Any) -> None:
    plots = scene.plots(make_radar(), START_S, [5e4, 6e4], [2e4, 2e4])
    for show, numbers in ((True, [9, 10]), (False, [])):
        tracker = Tracker([make_radar()], (55.0, 24.0), Settings(show_tentative=show), first_number=9)
        assert tracker.update(START_S, plots).number.tolist() == numbers
        assert tracker.tracks().number.tolist() == numbers


@pytest.mark.parametrize("count", [20, 200])
def test_pure_clutter_makes_few_false_tracks(scene: Any, make_radar: Any, count: int) -> None:
    """150 turns of 20 or 200 false plots in 300 km: at most one false track in 15 turns."""
    sensor = make_radar()
    tracker = Tracker([sensor], (55.0, 24.0), Settings())
    told: set[int] = set()
    for k in range(150):
        time_s = START_S + 4.0 * k
        told |= set(tracker.update(time_s, scene.clutter(sensor, time_s, count)).number.tolist())
    assert len(told) <= 10
