"""What a taken plot leaves on its track and on its sensor."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.sensor import Sensor
from sargas.model.tracks import CONFIRMED, TENTATIVE
from sargas.tracking.hits import believes, is_stale, learn_look, remember, take_plot
from sargas.tracking.motion import combine
from sargas.tracking.rows import DUE, EMERGENCY, Rows, stations_of
from sargas.tracking.settings import Settings
from sargas.tracking.state import CODE, X
from sargas.tracking.terms import terms_of
from tracking.conftest import blank, shots_at, state_of

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar(f"r{k}", interval_s=4.0 + k) for k in range(10)], SystemPlane(55.0, 24.0), SETTINGS)


@pytest.fixture
def track() -> Rows:
    row = blank(1)
    row["mu"], row["existence"], row["hits"], row["places"], row["alive"] = 0.5, 0.3, 1, 1, True
    row["P"][:, :, [0, 4]], row["P"][:, :, [7, 9]] = 2500.0, 900.0
    combine(row[0])
    return row


def shot(**values: Any) -> Any:
    row = shots_at([0.0], 0.0)
    for name, value in {"rxx": 2500.0, "ryy": 2500.0, "rxy": 0.0, **values}.items():
        row[name] = value
    return row[0]


def test_all_of_it(stations: Rows, track: Rows) -> None:
    track["time_s"], track["origin"], track["misses"], track["status"] = 10.0, 41, 1, TENTATIVE
    state = state_of(stations, track)
    plot = shot(
        time_s=10.0, sensor=3, x_m=40.0, height_source=2, height_m=900.0, height_m2=25.0, address=5, first=[7, 8],
        serial=99,
    )  # fmt: skip
    take_plot(state, plot, TERMS, 0, 6.5)
    row = state.rows[0]
    assert (row["hits"], row["misses"], row["updated_s"], row["latest"]) == (2, 0, 10.0, 99)
    assert row["xc"][0] == pytest.approx(20.0)
    assert state.spots[X, 0] == row["xc"][0]
    assert state.spots[CODE, 0]
    assert row["h"][0] == 900.0
    assert row["address"] == 5
    assert row["seed"][1].tolist() == [10.0, 7.0, 8.0]
    ratio = np.exp(6.5)
    assert row["existence"] == pytest.approx(0.3 * ratio / (0.7 + 0.3 * ratio))
    assert (row["status"], row["number"], row["expected_s"]) == (CONFIRMED, 0, 7.0)
    assert (state.look_s[3, 0], state.seen_s[3, 0]) == (10.0, 10.0)
    assert plot["taker"] == 41
    assert state.marks[DUE] == 10.0 + SETTINGS.coast_latency_s + SETTINGS.coast_looks * 7.0


def test_an_older_plot_corrects_but_is_not_the_latest(stations: Rows, track: Rows) -> None:
    track["time_s"], track["updated_s"], track["latest"] = 10.0, 10.0, 50
    state = state_of(stations, track)
    take_plot(state, shot(time_s=7.0, sensor=3, x_m=40.0, serial=99), TERMS, 0, 3.0)
    assert (state.rows["latest"][0], state.rows["updated_s"][0], state.rows["time_s"][0]) == (50, 10.0, 10.0)
    assert 0.0 < state.rows["xc"][0, 0] < 20.0


def test_a_plot_outside_the_gate_pulls_no_more_than_one_on_it(stations: Rows, track: Rows) -> None:
    """The track's own address, at twice the gate; without the address such a plot never gets here."""
    track["address"], moved = 5, []
    for part in (1.0, 2.0):
        state = state_of(stations, track)
        x_m = part * np.sqrt(SETTINGS.gate * 5000.0) * (1 - 1e-9)
        take_plot(state, shot(sensor=3, x_m=x_m, address=5, time_s=0.0), TERMS, 0, 3.0)
        moved.append(state.rows["xc"][0, 0])
    assert moved[0] == pytest.approx(0.5 * np.sqrt(SETTINGS.gate * 5000.0))
    assert moved[1] <= moved[0]


def test_a_velocity_that_cannot_be_is_not_believed(track: Rows) -> None:
    assert believes(track[0], shot(vx_mps=60.0, velocity_m2ps2=9.0), TERMS)
    assert not believes(track[0], shot(vx_mps=-250.0, velocity_m2ps2=9.0), TERMS)


def test_a_repeated_report_of_a_moving_target_is_stale(track: Rows, stations: Rows) -> None:
    track["last"], stations["reporting"] = [54.5, 23.25], True
    assert is_stale(track[0], shot(first=[54.5, 23.25], vx_mps=200.0), stations[0])
    assert not is_stale(track[0], shot(first=[54.5, 23.25], vx_mps=1.0), stations[0])
    assert not is_stale(track[0], shot(first=[54.5, 23.2501], vx_mps=200.0), stations[0])
    stations["reporting"] = False
    assert not is_stale(track[0], shot(first=[54.5, 23.25], vx_mps=200.0), stations[0])


def test_the_oldest_of_eight_contributors_is_forgotten(stations: Rows, track: Rows) -> None:
    for s in range(10):
        assert remember(track[0], stations, s, 100.0 + s) == 0.0
    assert remember(track[0], stations, 9, 120.0) == 109.0
    assert sorted(track["contributor"][0].tolist()) == list(range(2, 10))
    assert track["contributor_s"][0].max() == 120.0
    assert track["expected_s"][0] == 6.0


def test_a_stale_report_leaves_the_track_where_it_is(stations: Rows, track: Rows) -> None:
    stations["reporting"][3] = True
    track["last"], track["time_s"], track["origin"] = [54.5, 23.25], 10.0, 41
    state = state_of(stations, track)
    again = shot(time_s=12.0, sensor=3, first=[54.5, 23.25], vx_mps=200.0, x_m=90.0, emergency=1, claimed=EMERGENCY)
    take_plot(state, again, TERMS, 0, 9.0)
    assert (state.rows["hits"][0], state.rows["xc"][0, 0], state.rows["emergency"][0]) == (1, 0.0, 1)
    assert again["taker"] == 41


def test_interval_and_jitter_are_learned(make_radar: Any) -> None:
    rng = np.random.default_rng(1)
    stations = stations_of([make_radar(interval_s=None)], SystemPlane(55.0, 24.0), SETTINGS)
    state, last = state_of(stations, blank(20)), np.zeros(20)
    for k in range(60):
        state.stations["exposure"] = k
        for i in range(20):
            time_s = 100.0 + 10.0 * k + rng.normal(0, 0.05)
            if rng.random() < 0.8:
                learn_look(state, 0, i, time_s, last[i])
                last[i] = time_s
    assert state.stations["interval_s"][0] == pytest.approx(10.0, rel=0.06)
    assert np.sqrt(state.stations["jitter_s2"][0]) < 1.0


def test_sensors_that_are_no_radars_have_no_looks(make_radar: Any, track: Rows) -> None:
    sensors = [Sensor("sv", "", "adsb"), make_radar()]
    state = state_of(stations_of(sensors, SystemPlane(55.0, 24.0), SETTINGS), track)
    assert state.look_s.shape[0] == 1
    learn_look(state, 0, 0, 100.0, 0.0)
    assert state.look_s[0, 0] == 0.0
    learn_look(state, 1, 0, 104.0, 0.0)
    learn_look(state, 1, 0, 100.0, 104.0)
    assert (state.look_s[0, 0], state.seen_s[0, 0]) == (104.0, 104.0)
