"""What a taken plot leaves on its track and on its sensor."""

from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.tracking.hits import believes, is_stale, learn_look, remember, take_plot
from sargas.tracking.motion import combine
from sargas.tracking.rows import SHOT, stations_of, terms_of, track_row
from sargas.tracking.settings import Settings

TERMS = terms_of(Settings())[0]


@pytest.fixture
def stations(make_radar: Any) -> np.ndarray:
    return stations_of(
        [make_radar(f"r{k}", interval_s=4.0 + k) for k in range(10)], SystemPlane(55.0, 24.0), Settings()
    )


@pytest.fixture
def track() -> np.ndarray:
    row = np.zeros(1, track_row(2))
    row["mu"], row["existence"], row["hits"], row["alive"] = 0.5, 0.3, 1, True
    row["P"][:, :, [0, 4]], row["P"][:, :, [7, 9]] = 2500.0, 900.0
    combine(row[0])
    return row


def shot(**values: Any) -> np.ndarray:
    row = np.zeros(1, SHOT)
    row["rxx"], row["ryy"] = 2500.0, 2500.0
    for name, value in values.items():
        row[name] = value
    return row[0]


def test_all_of_it(stations: np.ndarray, track: np.ndarray) -> None:
    looks = np.zeros((10, 1))
    plot = shot(
        time_s=10.0, sensor=3, x_m=40.0, height_source=2, height_m=900.0, height_m2=25.0, address=5, first=[7, 8]
    )
    track["time_s"] = 10.0
    take_plot(track[0], stations, looks, looks.copy(), plot, TERMS, np.array([1, 0, 1]), 0, 9.0)
    assert (track["hits"][0], track["misses"][0], track["updated_s"][0]) == (2, 0, 10.0)
    assert track["xc"][0, 0] == pytest.approx(20.0)
    assert track["h"][0, 0] == 900.0
    assert track["address"][0] == 5
    assert track["seed"][0, 1].tolist() == [10.0, 7.0, 8.0]
    assert track["existence"][0] > 0.999 - 1e-9
    assert (track["number"][0], track["expected_s"][0], looks[3, 0]) == (1, 7.0, 10.0)


def test_a_velocity_that_cannot_be_is_not_believed(track: np.ndarray) -> None:
    assert believes(track[0], shot(vx_mps=60.0, velocity_m2ps2=9.0), TERMS)
    assert not believes(track[0], shot(vx_mps=-250.0, velocity_m2ps2=9.0), TERMS)


def test_a_repeated_report_of_a_moving_target_is_stale(track: np.ndarray, stations: np.ndarray) -> None:
    track["last"], stations["reporting"] = [54.5, 23.25], True
    assert is_stale(track[0], shot(first=[54.5, 23.25], vx_mps=200.0), stations[0])
    assert not is_stale(track[0], shot(first=[54.5, 23.25], vx_mps=1.0), stations[0])
    assert not is_stale(track[0], shot(first=[54.5, 23.2501], vx_mps=200.0), stations[0])
    stations["reporting"] = False
    assert not is_stale(track[0], shot(first=[54.5, 23.25], vx_mps=200.0), stations[0])


def test_the_oldest_of_eight_contributors_is_forgotten(stations: np.ndarray, track: np.ndarray) -> None:
    for s in range(10):
        assert remember(track[0], stations, s, 100.0 + s) == 0.0
    assert remember(track[0], stations, 9, 120.0) == 109.0
    assert sorted(track["contributor"][0].tolist()) == list(range(2, 10))
    assert track["contributor_s"][0].max() == 120.0
    assert track["expected_s"][0] == 6.0


def test_interval_and_jitter_are_learned(make_radar: Any) -> None:
    rng = np.random.default_rng(1)
    stations = stations_of([make_radar(interval_s=None)], SystemPlane(55.0, 24.0), Settings())
    looks, seen, last = np.zeros((1, 20)), np.zeros((1, 20)), np.zeros(20)
    for k in range(60):
        stations["exposure"] = k
        for i in range(20):
            time_s = 100.0 + 10.0 * k + rng.normal(0, 0.05)
            if rng.random() < 0.8:
                learn_look(stations[0], looks, seen, 0, i, time_s, last[i])
                last[i] = time_s
    assert stations["interval_s"][0] == pytest.approx(10.0, rel=0.06)
    assert np.sqrt(stations["jitter_s2"][0]) < 1.0
