"""Bearings against numerical derivatives, matrices and drawn truths: of light, and of sound that comes late."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq
from scipy.stats import chi2

from sargas.sensing.sound import speed_of_sound_mps
from sargas.tracking.direction import correct_direction, delay_of, fit_direction, gate_directions, seen
from sargas.tracking.motion import combine, predict
from sargas.tracking.rows import DIRECTION, STATION
from sargas.tracking.settings import Settings
from sargas.tracking.terms import terms_of
from tracking.conftest import blank, shots_at, state_of

TRIANGLE = np.triu_indices(4)
SIGMA_RAD = math.radians(3.0)
C = float(speed_of_sound_mps(283.0))
NOW_S = 100.0


def station(**columns: Any) -> Any:
    row = np.zeros(1, STATION)
    row["range_m"], row["detection_probability"] = 10_000.0, 0.7
    for name, value in columns.items():
        row[name] = value
    return row


def ear(wind: tuple[float, float] = (0.0, 0.0), **columns: Any) -> Any:
    return station(sound_mps=C, air_x_mps=wind[0], air_y_mps=wind[1], **columns)


def heard(
    bearing_rad: float, x_m: float = 0.0, y_m: float = 0.0, sigma_rad: float = SIGMA_RAD, time_s: float = NOW_S
) -> Any:
    return shots_at(x_m, y_m, time_s, bearing_rad=bearing_rad, kind=DIRECTION, rxx=sigma_rad**2, ryy=sigma_rad**2)


def track_at(states: list[list[float]], matrices: list[np.ndarray], mu: list[float], time_s: float = NOW_S) -> Any:
    row = blank(1, len(mu))
    row["x"][0], row["mu"][0], row["time_s"] = states, mu, time_s
    for m, P in enumerate(matrices):
        row["P"][0, m] = P[TRIANGLE]
    combine(row[0])
    return row


def dense(seed: int) -> np.ndarray:
    root = np.random.default_rng(seed).normal(size=(4, 4)) * [80.0, 80.0, 9.0, 9.0]
    return root.T @ root + np.diag([900.0, 900.0, 25.0, 25.0])


def azimuth_of(state: Any, dt_s: float, wind: tuple[float, float], c: float) -> float:
    """Azimuth at which an ear at (0, 0) hears a target of `state` `dt_s` later; by a root finder. c = 0: sees it."""
    x, y = state[0] + dt_s * state[2], state[1] + dt_s * state[3]
    tau = 0.0
    if c > 0.0:
        vx, vy = state[2] - wind[0], state[3] - wind[1]
        tau = brentq(lambda s: math.hypot(x - vx * s, y - vy * s) - c * s, 0.0, 1000.0, xtol=1e-13, rtol=1e-15)
        x, y = x - vx * tau, y - vy * tau
    return math.atan2(x, y)


@pytest.mark.parametrize("wind", [(0.0, 0.0), (9.0, -6.0)])
@pytest.mark.parametrize("dt_s", [0.0, -1.5, 0.8])
@pytest.mark.parametrize("sound", [True, False])
def test_the_gradient_is_that_of_the_retarded_azimuth(sound: bool, dt_s: float, wind: tuple[float, float]) -> None:
    """H = [h, t h] against central differences of a direction found by a root finder."""
    state = np.array([2500.0, -1400.0, 35.0, 28.0])
    at = ear(wind) if sound else station()
    track = track_at([state.tolist()], [dense(1)], [1.0])
    tau = delay_of(track[0], heard(0.0, time_s=NOW_S + dt_s)[0], at[0])
    _, _, hx, hy, t, _ = seen(track[0], 0, heard(0.0, time_s=NOW_S + dt_s)[0], at[0], tau)
    step = np.diag([0.1, 0.1, 0.01, 0.01])
    c = C if sound else 0.0
    numeric = [
        (azimuth_of(state + s, dt_s, wind, c) - azimuth_of(state - s, dt_s, wind, c)) / (2.0 * s.sum()) for s in step
    ]
    assert_allclose([hx, hy, t * hx, t * hy], numeric, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("wind", [(0.0, 0.0), (-15.0, 4.0)])
@pytest.mark.parametrize(("vx", "vy"), [(0.0, 0.0), (50.0, -20.0), (-60.0, 10.0)])
def test_what_is_heard_is_where_the_target_was(vx: float, vy: float, wind: tuple[float, float]) -> None:
    """A bearing of the emission point leaves no innovation; one of the present place leaves what it moved."""
    state = [4000.0, 3000.0, vx, vy]
    track, at = track_at([state], [dense(2)], [1.0]), ear(wind)
    true_rad = azimuth_of(state, 0.0, wind, C)
    tau = delay_of(track[0], heard(true_rad)[0], at[0])
    off, _, _, _, t, distance = seen(track[0], 0, heard(true_rad)[0], at[0], tau)
    assert off == pytest.approx(0.0, abs=1e-9)
    assert distance == pytest.approx(C * tau, rel=1e-9)
    assert t == pytest.approx(-tau)


def test_light_takes_no_time_and_innovations_are_the_short_way_round() -> None:
    track, at = track_at([[-10.0, -5000.0, 0.0, 0.0]], [dense(3)], [1.0]), station()
    shot = heard(math.radians(179.0))
    assert delay_of(track[0], shot[0], at[0]) == 0.0
    off, *_ = seen(track[0], 0, shot[0], at[0], 0.0)
    assert math.degrees(off) == pytest.approx(-1.0 - math.degrees(10.0 / 5000.0), abs=1e-3)


def reference(
    state: np.ndarray, P: np.ndarray, bearing_rad: float, variance: float, dt_s: float, c: float
) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Extended Kalman filter with matrices and a numerical H: (x, P, innovation, its variance)."""
    step = np.diag([0.1, 0.1, 0.01, 0.01])
    H = np.array(
        [
            (azimuth_of(state + s, dt_s, (0.0, 0.0), c) - azimuth_of(state - s, dt_s, (0.0, 0.0), c)) / (2.0 * s.sum())
            for s in step
        ]
    )[None]
    S = float((H @ P @ H.T)[0, 0]) + variance
    off = bearing_rad - azimuth_of(state, dt_s, (0.0, 0.0), c)
    K = (P @ H.T / S)[:, 0]
    I_KH = np.eye(4) - np.outer(K, H[0])
    joseph = I_KH @ P @ I_KH.T + variance * np.outer(K, K)
    return state + K * off, joseph, off, S


@pytest.mark.parametrize("sound", [True, False])
@pytest.mark.parametrize("dt_s", [0.0, -2.0])
def test_the_update_is_the_extended_kalman_filter_of_matrices(sound: bool, dt_s: float) -> None:
    state, P = np.array([2500.0, 1400.0, 35.0, 28.0]), dense(4)
    at = ear() if sound else station()
    c = C if sound else 0.0
    z = azimuth_of(state, dt_s, (0.0, 0.0), c) + 0.06
    x, posterior, off, S = reference(state, P, z, float(np.float32(SIGMA_RAD**2)), dt_s, c)
    track, shot = track_at([state.tolist()], [P], [1.0]), heard(z, time_s=NOW_S + dt_s)
    d2, log, _ = fit_direction(track[0], shot[0], at[0])
    assert d2 == pytest.approx(off**2 / S, rel=1e-6)
    assert log == pytest.approx(-0.5 * off**2 / S - 0.5 * math.log(2.0 * math.pi * S), abs=1e-6)
    correct_direction(track[0], shot[0], at[0])
    assert_allclose(track["x"][0, 0], x, rtol=1e-6)
    assert_allclose(track["P"][0, 0], posterior[TRIANGLE], rtol=1e-5, atol=1e-3)


def test_models_are_weighted_by_what_each_expected() -> None:
    """Two models of one place but unlike velocities: the bearing of sound tells them apart, as Bayes would."""
    states = [[3000.0, 0.0, 0.0, 20.0], [3000.0, 0.0, 0.0, -20.0]]
    P = np.diag([100.0, 100.0, 1.0, 1.0])
    track = track_at(states, [P, P], [0.7, 0.3])
    tau = delay_of(track[0], heard(0.0)[0], ear()[0])
    z = azimuth_of(states[0], 0.0, (0.0, 0.0), C)
    shot = heard(z)
    weights = []
    for m in range(2):
        off, S, *_ = seen(track[0], m, shot[0], ear()[0], tau)
        weights.append([0.7, 0.3][m] * math.exp(-0.5 * off**2 / S) / math.sqrt(S))
    correct_direction(track[0], shot[0], ear()[0])
    assert_allclose(track["mu"][0], np.array(weights) / sum(weights), rtol=1e-9)
    assert track["mu"][0, 0] > 0.75


def test_the_place_in_a_formation_widens_the_innovation() -> None:
    track = track_at([[3000.0, 4000.0, 0.0, 0.0]], [dense(5)], [1.0])
    _, before, hx, hy, *_ = seen(track[0], 0, heard(0.6)[0], station()[0], 0.0)
    track["Pr"][0] = [400.0, 100.0, 900.0]
    _, after, *_ = seen(track[0], 0, heard(0.6)[0], station()[0], 0.0)
    assert after - before == pytest.approx(hx * hx * 400.0 + 2.0 * hx * hy * 100.0 + hy * hy * 900.0)


EARS = [(0.0, 0.0), (4000.0, 0.0), (8000.0, 500.0), (2000.0, 4000.0), (6000.0, 4500.0)]
SIGMA_TEMPERATURE_K, SIGMA_WIND_MPS = 10.0, 5.0


def passes(rng: np.random.Generator, told: bool, sigma_rad: float) -> float:
    """Normalised squared error of the place of a drone that flew past five ears for a minute, in air that nobody
    measured; `told` is whether the filter knows how wrong it may be.
    """
    temperature = 283.0 + rng.choice([-1.0, 1.0]) * SIGMA_TEMPERATURE_K
    wind = (rng.choice([-1.0, 1.0]) * SIGMA_WIND_MPS, rng.choice([-1.0, 1.0]) * SIGMA_WIND_MPS)
    c = float(speed_of_sound_mps(temperature))
    at = ear(air_sigma=0.5 * SIGMA_TEMPERATURE_K / 283.0, wind_m2ps2=SIGMA_WIND_MPS**2) if told else ear()
    prior = np.diag([300.0**2, 300.0**2, 15.0**2, 15.0**2])
    truth = np.array([500.0, 2200.0, 40.0, 5.0])
    track = track_at([(truth + rng.multivariate_normal(np.zeros(4), prior)).tolist()], [prior], [1.0])
    terms = terms_of(Settings(motion_noise_m2ps3=(0.1,), motion_share=(1.0,)))
    for k in range(60):
        time_s = NOW_S + k + 1.0
        predict(track[0], time_s - track["time_s"][0], terms[0])
        track["time_s"] = time_s
        x, y = EARS[k % len(EARS)]
        now = truth + (k + 1.0) * np.array([truth[2], truth[3], 0.0, 0.0]) - [x, y, 0.0, 0.0]
        z = azimuth_of(now, 0.0, wind, c) + rng.normal(0.0, sigma_rad)
        correct_direction(track[0], heard(z, x, y, sigma_rad, time_s)[0], at[0])
    P = track["P"][0, 0]
    error = truth[:2] + 60.0 * truth[2:] - track["x"][0, 0, :2]
    return float(error @ np.linalg.inv([[P[0], P[1]], [P[1], P[4]]]) @ error)


def test_air_nobody_measured_is_in_the_error_that_is_stated() -> None:
    """Temperature and both winds one sigma off, either way: told of it the filter stays honest, untold it does not."""
    mean = {
        told: np.mean([passes(np.random.default_rng(k), told, math.radians(1.0)) for k in range(150)])
        for told in (True, False)
    }
    low, high = chi2.ppf([0.001, 0.999], 2 * 150) / 150
    assert low < mean[True] < 1.15 * high
    assert mean[False] > 1.3 * mean[True]


def test_edges_are_those_within_gate_and_reach_and_worth_what_the_density_says() -> None:
    """ln(P_D (1 - (d / reach)^2) f / lambda), lambda false bearings even over the circle."""
    near, far = [3000.0, 4000.0, 0.0, 0.0], [30_000.0, 40_000.0, 0.0, 0.0]
    tracks = np.concatenate([track_at([s], [dense(6)], [1.0]) for s in (near, far)])
    tracks["alive"] = True
    at = station()
    state, true_rad = state_of(at, tracks), math.atan2(3000.0, 4000.0)
    shots = np.concatenate([heard(true_rad + off) for off in (0.02, math.pi)])
    terms = terms_of(Settings(motion_noise_m2ps3=(0.1,), motion_share=(1.0,)))[0]
    count, slots, first_edge, edge_plot, edge_log = gate_directions(state, shots, terms, 0, 2, 0)
    assert (count, slots[0], first_edge[1], edge_plot[0]) == (1, 0, 1, 0)
    _, S, *_ = seen(tracks[0], 0, shots[0], at[0], 0.0)
    density = math.exp(-0.5 * 0.02**2 / S) / math.sqrt(2.0 * math.pi * S)
    false = Settings().false_bearings_per_look / (2.0 * math.pi)
    assert edge_log[0] == pytest.approx(math.log(0.7 * (1.0 - 0.25) * density / false), abs=1e-3)
