"""The grid and the edges against a search through everything."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.tracking.gate import bias_of, bucket, covariance_of, gate
from sargas.tracking.motion import combine
from sargas.tracking.rows import SHOT, stations_of, terms_of, track_row
from sargas.tracking.settings import Settings

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]


@pytest.fixture
def stations(make_radar: Any) -> np.ndarray:
    return stations_of([make_radar("a"), make_radar("b", 55.5, 25.0)], SystemPlane(55.0, 24.0), SETTINGS)


def shots_at(x_m: Any, y_m: Any, time_s: float = 100.0) -> np.ndarray:
    shots = np.zeros(len(x_m), SHOT)
    shots["x_m"], shots["y_m"], shots["time_s"] = x_m, y_m, time_s
    shots["rxx"], shots["ryy"], shots["rxy"] = 3600.0, 2500.0, 500.0
    return shots


def tracks_at(x_m: Any, y_m: Any, time_s: float = 100.0) -> np.ndarray:
    tracks = np.zeros(len(x_m), track_row(2))
    tracks["alive"], tracks["hits"], tracks["time_s"], tracks["mu"] = True, 5, time_s, 0.5
    tracks["x"][:, :, 0], tracks["x"][:, :, 1] = np.asarray(x_m)[:, None], np.asarray(y_m)[:, None]
    tracks["P"][:, :, [0, 4]], tracks["P"][:, :, [7, 9]] = 5000.0, 100.0
    for track in tracks:
        combine(track)
    return tracks


def test_buckets_hold_every_plot_once_where_it_belongs() -> None:
    rng = np.random.default_rng(3)
    shots = shots_at(rng.uniform(-1e5, 1e5, 200), rng.normal(0, 1e3, 200))
    side, box, start, order = bucket(shots, 20, 200)
    assert sorted(order.tolist()) == list(range(20, 200))
    for a in range(side):
        for b in range(side):
            for j in order[start[a * side + b] : start[a * side + b + 1]]:
                assert int((shots["x_m"][j] - box[0]) / box[2]) == a
                assert int((shots["y_m"][j] - box[1]) / box[3]) == b


def test_edges_are_those_of_a_full_search(stations: np.ndarray) -> None:
    rng = np.random.default_rng(5)
    shots = shots_at(rng.uniform(-8e3, 8e3, 150), rng.uniform(-8e3, 8e3, 150))
    tracks = tracks_at(rng.uniform(-8e3, 8e3, 300), rng.uniform(-8e3, 8e3, 300))
    density = rng.uniform(1e-10, 1e-9, 150)
    count, slots, first, plot, log = gate(tracks, stations, shots, TERMS, 300, 0, 150, 0, density)
    got = {(slots[c], plot[e]): log[e] for c in range(count) for e in range(first[c], first[c + 1])}
    S = np.array([[5000.0 + 3600.0, 500.0], [500.0, 5000.0 + 2500.0]])
    wanted = {}
    for i in range(300):
        for j in range(150):
            d = np.array([shots["x_m"][j], shots["y_m"][j]]) - tracks["xc"][i, :2]
            d2 = d @ np.linalg.inv(S) @ d
            if d2 < SETTINGS.gate:
                f = math.exp(-0.5 * d2) / (2 * math.pi * math.sqrt(np.linalg.det(S)))
                wanted[i, j] = math.log(SETTINGS.detection_probability * f / density[j])
    assert got.keys() == wanted.keys()
    assert len(wanted) > 50
    for pair, value in wanted.items():
        assert got[pair] == pytest.approx(value, rel=1e-6)


def test_a_track_is_moved_to_its_plot_and_late_plots_are_compared_where_it_was(stations: np.ndarray) -> None:
    tracks = tracks_at([0.0], [0.0], 100.0)
    tracks["x"][:, :, 2] = 200.0
    combine(tracks[0])
    shots = shots_at([600.0], [0.0], 103.0)
    gate(tracks, stations, shots, TERMS, 1, 0, 1, 0, np.full(1, 1e-10))
    assert tracks["time_s"][0] == 103.0
    assert tracks["xc"][0, 0] == pytest.approx(600.0)
    late = shots_at([200.0], [0.0], 101.0)
    *_, first, _, log = gate(tracks, stations, late, TERMS, 1, 0, 1, 0, np.full(1, 1e-10))
    assert first[1] == 1
    assert tracks["time_s"][0] == 103.0
    away = shots_at([600.0], [0.0], 101.0)
    *_, first, _, log_away = gate(tracks, stations, away, TERMS, 1, 0, 1, 0, np.full(1, 1e-10))
    assert first[1] == 0 or log_away[0] < log[0]


def test_simulated_and_real_never_meet(stations: np.ndarray) -> None:
    tracks, shots = tracks_at([0.0], [0.0]), shots_at([0.0], [0.0])
    shots["simulated"] = True
    assert gate(tracks, stations, shots, TERMS, 1, 0, 1, 0, np.full(1, 1e-10))[2][-1] == 0


def test_two_points_too_far_apart_are_not_one_target(stations: np.ndarray) -> None:
    tracks = tracks_at([0.0], [0.0], 96.0)
    tracks["hits"], tracks["updated_s"] = 1, 96.0
    tracks["P"][:, :, [7, 9]] = 400.0**2
    combine(tracks[0])
    for x_m, edges in ((4.0 * 440.0, 1), (4.0 * 640.0, 0)):
        first = gate(tracks.copy(), stations, shots_at([x_m], [0.0]), TERMS, 1, 0, 1, 0, np.full(1, 1e-10))[2]
        assert first[-1] == edges


def test_the_shared_error_of_a_radar_counts_where_others_see_the_track(stations: np.ndarray) -> None:
    tracks, shots = tracks_at([0.0], [100_000.0]), shots_at([0.0], [100_000.0])
    tracks["contributor"][0, 0], tracks["contributor_s"][0, 0] = 0, 98.0
    alone = covariance_of(tracks[0], shots[0], stations[0], 0)
    assert alone == (3600.0, 500.0, 2500.0)
    tracks["contributor"][0, 1], tracks["contributor_s"][0, 1] = 1, 97.0
    bxx, _, byy = bias_of(shots[0], stations[0])
    assert byy == pytest.approx(SETTINGS.bias_range_m**2, rel=1e-6)
    assert bxx == pytest.approx((1e5 * math.radians(SETTINGS.bias_azimuth_deg)) ** 2, rel=1e-6)
    assert covariance_of(tracks[0], shots[0], stations[0], 0) == pytest.approx((3600.0 + bxx, 500.0, 2500.0 + byy))
    tracks["contributor_s"][0, 1] = 10.0
    assert covariance_of(tracks[0], shots[0], stations[0], 0) == alone
