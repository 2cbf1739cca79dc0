"""The grid and the edges against a search through everything."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.tracking.gate import SHARED_S, STRETCH, compare, gate, is_shared, measured
from sargas.tracking.motion import combine
from sargas.tracking.rows import Rows, stations_of
from sargas.tracking.settings import Settings
from sargas.tracking.state import TIME, State, X
from sargas.tracking.terms import terms_of
from sargas.tracking.update import bias_of, fit
from tracking.conftest import MODELS, blank, shots_at, state_of

SETTINGS = Settings(motion_noise_m2ps3=(0.1, 100.0), motion_share=(0.9, 0.1))
TERMS = terms_of(SETTINGS)[0]


BIAS = {"bias_range_m": 70.0, "bias_azimuth_rad": 0.0012}
"""One sigma of what all plots of a radar share."""
MEAN_MODEL, WIDE = 0.7, 1.6
"""Share of the first motion model, and how much wider than its covariance the second's is."""


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar("a"), make_radar("b", 55.5, 25.0)], SystemPlane(55.0, 24.0), SETTINGS)


def tracks_at(x_m: Any, y_m: Any, time_s: float = 100.0) -> Rows:
    tracks = blank(len(x_m), 2)
    tracks["alive"], tracks["hits"], tracks["time_s"] = True, 5, time_s
    tracks["mu"] = [MEAN_MODEL, 1.0 - MEAN_MODEL]
    tracks["x"][:, :, 0], tracks["x"][:, :, 1] = np.asarray(x_m)[:, None], np.asarray(y_m)[:, None]
    tracks["x"][:, 1, 0] += 30.0
    tracks["P"][:, :, [0, 4]], tracks["P"][:, :, [7, 9]] = 5000.0, 100.0
    tracks["P"][:, 1] *= WIDE
    for track in tracks:
        combine(track)
    return tracks


def edges_of(state: State, shots: Rows, density: Any = 1e-10, s: int = 0) -> dict[tuple[int, int], float]:
    """(slot, plot): logarithm."""
    lam = np.broadcast_to(np.asarray(density, float), len(shots)).copy()
    count, slots, first, plot, log = gate(state, shots, TERMS, 0, len(shots), s, lam)
    return {(int(slots[c]), int(plot[e])): float(log[e]) for c in range(count) for e in range(first[c], first[c + 1])}


def distances(dx: float, dy: float) -> tuple[list[float], float]:
    """Squared Mahalanobis distances under each model, and the density of the mixture, of a plot of `shots_at`."""
    squares, density = [], 0.0
    for mu, shift_m, wider in ((MEAN_MODEL, 0.0, 1.0), (1.0 - MEAN_MODEL, 30.0, WIDE)):
        S = np.array([[5000.0 * wider + 3600.0, 500.0], [500.0, 5000.0 * wider + 2500.0]])
        d = np.array([dx - shift_m, dy])
        squares.append(float(d @ np.linalg.inv(S) @ d))
        density += mu * math.exp(-0.5 * squares[-1]) / (2 * math.pi * math.sqrt(np.linalg.det(S)))
    return squares, density


def test_edges_are_those_of_a_full_search(stations: Rows) -> None:
    """Inside the gate of the model that fits best, worth the density of the mixture."""
    rng = np.random.default_rng(5)
    shots = shots_at(rng.uniform(-8e3, 8e3, 150), rng.uniform(-8e3, 8e3, 150))
    x_m, y_m = rng.uniform(-8e3, 8e3, (2, 300))
    state = state_of(stations, tracks_at(x_m, y_m))
    density = rng.uniform(1e-10, 1e-9, 150)
    got = edges_of(state, shots, density)
    wanted, by_wide_only = {}, 0
    for i in range(300):
        for j in range(150):
            squares, f = distances(shots["x_m"][j] - x_m[i], shots["y_m"][j] - y_m[i])
            if min(squares) < SETTINGS.gate:
                wanted[i, j] = math.log(SETTINGS.detection_probability * f / density[j])
                by_wide_only += squares[0] >= SETTINGS.gate
    assert got.keys() == wanted.keys()
    assert len(wanted) > 50
    assert by_wide_only > 5
    for pair, value in wanted.items():
        assert got[pair] == pytest.approx(value, rel=1e-6)


def test_free_slots_have_no_edges(stations: Rows) -> None:
    tracks = tracks_at([0.0, 100.0], [0.0, 0.0])
    tracks["alive"][0] = False
    assert edges_of(state_of(stations, tracks), shots_at([0.0, 50.0], 0.0)).keys() == {(1, 0), (1, 1)}


def test_a_track_is_moved_to_its_plot_and_late_plots_are_compared_where_it_was(stations: Rows) -> None:
    tracks = tracks_at([0.0], [0.0], 100.0)
    tracks["x"][:, :, 2] = 200.0
    combine(tracks[0])
    state = state_of(stations, tracks)
    before = float(state.rows["xc"][0, 0])
    edges_of(state, shots_at([600.0], 0.0, 103.0))
    assert (state.rows["time_s"][0], state.spots[TIME, 0]) == (103.0, 103.0)
    assert state.rows["xc"][0, 0] == pytest.approx(before + 600.0, abs=1.0)
    assert state.spots[X, 0] == state.rows["xc"][0, 0]
    there = edges_of(state, shots_at([200.0], 0.0, 101.0))
    assert list(there) == [(0, 0)]
    assert state.rows["time_s"][0] == 103.0
    away = edges_of(state, shots_at([600.0], 0.0, 101.0))
    assert away.get((0, 0), -math.inf) < there[0, 0]


def test_simulated_and_real_never_meet(stations: Rows) -> None:
    state = state_of(stations, tracks_at([0.0], [0.0]))
    assert edges_of(state, shots_at([0.0], 0.0, simulated=True)) == {}
    assert edges_of(state, shots_at([0.0], 0.0)) != {}


def test_two_points_too_far_apart_are_not_one_target(stations: Rows) -> None:
    tracks = tracks_at([0.0], [0.0], 96.0)
    tracks["hits"], tracks["updated_s"] = 1, 96.0
    tracks["P"][:, :, [7, 9]] = 400.0**2
    combine(tracks[0])
    for x_m, edges in ((4.0 * 440.0, 1), (4.0 * 640.0, 0)):
        assert len(edges_of(state_of(stations, tracks), shots_at([x_m], 0.0))) == edges


def test_the_own_address_may_lie_outside_the_gate_and_pulls_no_more_than_one_on_it(stations: Rows) -> None:
    """R is raised until the plot lies on the gate; beyond STRETCH gates not even that."""
    tracks = tracks_at([0.0], [0.0])
    tracks["address"] = 0xABC
    tracks["x"][:, 1], tracks["P"][:, 1] = tracks["x"][:, 0], tracks["P"][:, 0]
    combine(tracks[0])
    state = state_of(stations, tracks)
    S = np.array([[5000.0 + 3600.0, 500.0], [500.0, 5000.0 + 2500.0]])
    on_gate_m = math.sqrt(SETTINGS.gate / np.linalg.inv(S)[1, 1])
    for part, address, edges in ((2.0, 0xABC, 1), (2.0, 0xABD, 0), (2.0, 0, 0), (1.1 * STRETCH, 0xABC, 0)):
        assert len(edges_of(state, shots_at([0.0], part * on_gate_m, address=address))) == edges
    shot = shots_at([0.0], 2.0 * on_gate_m, address=0xABC)[0]
    inside, value, seen = compare(state.rows[0], shot, stations[0], False, True, TERMS)
    assert inside
    least, density = fit(state.rows[0], *seen, 0.0)
    assert least == pytest.approx(SETTINGS.gate)
    assert value == density


def test_the_shared_error_of_a_radar_counts_where_others_see_the_track(stations: Rows) -> None:
    tracks, shots = tracks_at([0.0], [100_000.0]), shots_at([0.0], 100_000.0, **BIAS)
    tracks["contributor"][0, 0], tracks["contributor_s"][0, 0] = 0, 98.0
    assert not is_shared(tracks[0], stations[0], 0, 100.0)
    assert measured(tracks[0], shots[0], stations[0], False) == (0.0, 1e5, 3600.0, 500.0, 2500.0)
    tracks["contributor"][0, 1], tracks["contributor_s"][0, 1] = 1, 97.0
    assert is_shared(tracks[0], stations[0], 0, 100.0)
    bxx, _, byy = bias_of(shots[0], stations[0])
    assert byy == pytest.approx(70.0**2, rel=1e-6)
    assert bxx == pytest.approx((1e5 * 0.0012) ** 2, rel=1e-6)
    seen = measured(tracks[0], shots[0], stations[0], True)
    assert seen == pytest.approx((0.0, 1e5, 3600.0 + bxx, 500.0, 2500.0 + byy))
    assert not is_shared(tracks[0], stations[0], 0, 97.0 + SHARED_S + 0.1)
    stations["sited"] = False
    assert not is_shared(tracks[0], stations[0], 0, 100.0)


def test_unlike_biases_do_not_put_a_plot_outside_the_gate(stations: Rows) -> None:
    """400 m off at 100 km, where two radars see the track: an edge; where one does: none."""
    for other, edges in ((0.0, 0), (97.0, 1)):
        tracks = tracks_at([0.0], [100_000.0])
        tracks["P"] *= 0.05
        combine(tracks[0])
        tracks["contributor"][0], tracks["contributor_s"][0] = [0, 1, 0, 0, 0, 0, 0, 0], [98.0, other, 0, 0, 0, 0, 0, 0]
        shots = shots_at([0.0], 100_400.0, **BIAS)
        shots["rxx"], shots["rxy"], shots["ryy"] = 3600.0, 0.0, 2500.0
        assert len(edges_of(state_of(stations, tracks), shots)) == edges


def test_a_plot_of_its_own_far_out_has_an_edge_beside_those_inside(stations: Rows) -> None:
    """Models 400 m apart: the mixture reaches further than the box; every edge has its place."""
    tracks = blank(1)
    tracks["alive"], tracks["hits"], tracks["time_s"], tracks["address"] = True, 5, 96.0, 7
    tracks["mu"] = 1.0 / MODELS
    tracks["x"][0, :, 0] = 400.0 * (np.arange(MODELS) - 1.0)
    tracks["P"][:, :, [0, 4]], tracks["P"][:, :, [7, 9]] = 400.0, 25.0
    combine(tracks[0])
    state = state_of(stations, tracks)
    shots = shots_at([0.0, 2500.0], 0.0, address=[0, 7])
    count, _, first, plot, log = gate(state, shots, terms_of(SETTINGS)[0], 0, 2, 0, np.full(2, 1e-10))
    assert first[count] == 2
    assert len(plot) >= 2
    assert sorted(plot[:2].tolist()) == [0, 1]
    assert np.isfinite(log[:2]).all()
