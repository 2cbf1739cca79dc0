"""Range rates against slant ranges of `sargas.geo.wgs84`, numerical derivatives, matrices and draws."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import chi2, multivariate_normal

from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.claims import Claims
from sargas.model.plot import Plot, Polar
from sargas.model.plots import Plots
from sargas.model.sigma import Sigma
from sargas.sensing.horizon import EARTH_RADIUS_M
from sargas.tracking import Settings
from sargas.tracking.doppler import (
    bin_of,
    compare_rates,
    correct_rate,
    correct_rates,
    has_rates,
    log_rate,
    rate_seen,
    rise_of,
    variance_of,
)
from sargas.tracking.existence import drop
from sargas.tracking.frame import frame_of
from sargas.tracking.initiation import begin_tracks
from sargas.tracking.measure import BLOCK_S, read, shots_of
from sargas.tracking.motion import combine, predict
from sargas.tracking.rows import RATES, Rows, stations_of
from sargas.tracking.state import VX
from sargas.tracking.terms import terms_of
from sargas.tracking.update import LEAST_MODEL, correct
from tracking.conftest import ORIGIN, blank, radar, shots_at, state_of

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]
PLANE = SystemPlane(*ORIGIN)
TRIANGLE = np.triu_indices(4)
NOW_S = 100.0
FLAT = [0.0, 1e-12, 0.0, 1e-12]
"""A rise of 0 and no climb, both known."""


def station_at(x_m: float = 0.0, y_m: float = 0.0, height_m: float = 200.0) -> Any:
    rows = stations_of([radar()], PLANE, SETTINGS)
    rows["x_m"], rows["y_m"], rows["height_m"] = x_m, y_m, height_m
    return rows


def track_of(states: Any, P: np.ndarray, mu: Any = (1.0,), time_s: float = NOW_S) -> Rows:
    row = blank(1, len(mu))
    row["x"][0], row["mu"][0], row["time_s"], row["P"][0] = states, mu, time_s, P[TRIANGLE]
    row["alive"], row["hits"] = True, 5
    combine(row[0])
    return row


def with_height(row: Rows, height_m: float, climb_mps: float, sigma_m: float = 0.01, sigma_mps: float = 0.01) -> Rows:
    row["height_source"], row["h"], row["height_s"] = 1, [height_m, climb_mps], row["time_s"]
    row["Ph"] = [sigma_m**2, 0.0, sigma_mps**2]
    return row


def dense(seed: int) -> np.ndarray:
    root = np.random.default_rng(seed).normal(size=(4, 4)) * [60.0, 60.0, 8.0, 8.0]
    return root.T @ root + np.diag([900.0, 900.0, 25.0, 25.0])


def rated(rate_mps: float, sigma_mps: float = 2.0, **columns: Any) -> Rows:
    return shots_at(columns.pop("x_m", 0.0), columns.pop("y_m", 0.0), columns.pop("time_s", NOW_S),
                    rate_mps=rate_mps, rate_m2ps2=sigma_mps**2, **columns)  # fmt: skip


def seen_by(row: Rows, m: int, shot: Rows, at: Any) -> tuple[float, float, Any]:
    """(innovation, S, P H') of a model."""
    off, noise, H = rate_seen(row[0], m, shot[0], at[0], rise_of(row[0], shot[0], at[0], TERMS))
    return off, *variance_of(row["P"][0, m], H, noise)


def rate_on_plane(state: Any, dt_s: float, height_m: float, climb_mps: float, at: Any) -> float:
    """The model of `rate_seen`, written anew."""
    p = np.array(state[:2]) + dt_s * np.array(state[2:]) - [at["x_m"][0], at["y_m"][0]]
    z = height_m - at["height_m"][0] + p @ p / (2.0 * EARTH_RADIUS_M)
    return float((p @ np.array(state[2:]) + z * climb_mps) / math.sqrt(p @ p + z * z))


@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(55.0, 24.0), (56.4, 27.3)])
@pytest.mark.parametrize("state", [
    [120e3, -40e3, 200.0, -90.0], [8e3, 5e3, -60.0, 45.0], [150e3, 150e3, -180.0, 180.0], [-90e3, 60e3, 150.0, 220.0],
])  # fmt: skip
@pytest.mark.parametrize(("height_m", "climb_mps"), [(300.0, 0.0), (11_000.0, 15.0)])
def test_a_range_rate_is_the_derivative_of_the_slant_range(
    lat_deg: float, lon_deg: float, state: list[float], height_m: float, climb_mps: float
) -> None:
    """On the ellipsoid, by differences over 0.1 s; a plot made of it leaves no innovation on a track that is right."""
    sensor = radar("a", lat_deg, lon_deg)
    assert sensor.site is not None
    slant = []
    for dt in (-0.05, 0.0, 0.05):
        lat, lon = PLANE.geodetic_from_plane(state[0] + dt * state[2], state[1] + dt * state[3])
        enu = enu_from_geodetic(
            lat, lon, height_m + dt * climb_mps, sensor.site.lat_deg, sensor.site.lon_deg, sensor.site.height_m
        )
        slant.append([float(v) for v in polar_from_enu(*enu)])
    rate = (slant[2][0] - slant[0][0]) / 0.1
    plot = Plot("a", 1000.0, Polar(slant[1][0], slant[1][1], range_rate_mps=rate), Sigma(range_rate_mps=1.5),
                Claims(pressure_altitude_m=height_m))  # fmt: skip
    frame, plots = frame_of([sensor], PLANE, SETTINGS), Plots.from_plots([plot])
    unbiased = int(1000.0 // BLOCK_S) - 1, np.zeros((3, 1, 5))
    shot = shots_of(read(plots, {"a": 0}, frame, 1000.0), plots, frame, unbiased, 0)
    assert shot["rate_m2ps2"][0] == pytest.approx(1.5**2)
    row = with_height(track_of([state], np.eye(4) * 1e-6, time_s=1000.0), height_m, climb_mps)
    at = stations_of([sensor], PLANE, SETTINGS)
    off, s, _ = seen_by(row, 0, shot, at)
    assert off == pytest.approx(0.0, abs=0.12)
    assert math.sqrt(s) == pytest.approx(1.5, abs=0.02)


@pytest.mark.parametrize("dt_s", [0.0, -1.5, 0.7])
def test_the_update_is_the_extended_kalman_filter_of_matrices(dt_s: float) -> None:
    state, P, at = np.array([9000.0, 4000.0, 60.0, -130.0]), dense(1), station_at(1000.0, -500.0)
    row = with_height(track_of([state], P), 1500.0, 6.0, 1e-3, 1e-3)
    step = np.diag([0.5, 0.5, 0.01, 0.01])
    height_m = 1500.0 + dt_s * 6.0
    H = np.array([
        (rate_on_plane(state + s, dt_s, height_m, 6.0, at) - rate_on_plane(state - s, dt_s, height_m, 6.0, at))
        / (2.0 * s.sum()) for s in step
    ])  # fmt: skip
    rate = rate_on_plane(state, dt_s, height_m, 6.0, at)
    p = state[:2] - [1000.0, -500.0]
    a = np.array([p[1], -p[0]]) / math.hypot(*p)
    A, C, V = a @ P[:2, :2] @ a, a @ P[:2, 2:] @ a, a @ P[2:, 2:] @ a
    S = H @ P @ H + 4.0 + (A * V + C * C) / (p @ p)
    row["height_s"] = NOW_S
    track, shot = row.copy(), rated(rate + 5.0, time_s=NOW_S + dt_s)
    off, s, g = seen_by(track, 0, shot, at)
    assert off == pytest.approx(5.0, abs=0.05)
    assert s == pytest.approx(S, rel=2e-2)
    assert_allclose(g, P @ H, rtol=2e-2, atol=0.5)
    correct_rate(track[0], shot[0], at[0], TERMS)
    K = np.array(g) / s
    assert_allclose(track["x"][0, 0], state + K * off, rtol=1e-12)
    assert_allclose(track["P"][0, 0], (P - np.outer(K, K) * s)[TRIANGLE], rtol=1e-9, atol=1e-9)


def test_what_is_not_known_of_height_and_climb_is_in_the_variance() -> None:
    """Against draws: 4 km away, height 1,000 m wrong by 400, climb by 8 m/s, the velocity across by 60."""
    rng, at = np.random.default_rng(3), station_at()
    P = np.diag([80.0**2, 150.0**2, 5.0**2, 60.0**2])
    state = np.array([4000.0, 0.0, 50.0, 20.0])
    row = with_height(track_of([state], P), 1000.0, 2.0, 400.0, 8.0)
    _, s, _ = seen_by(row, 0, rated(0.0), at)
    drawn = [
        rate_on_plane(rng.multivariate_normal(state, P), 0.0, rng.normal(1000.0, 400.0), rng.normal(2.0, 8.0), at)
        for _ in range(20_000)
    ]
    assert s - 4.0 == pytest.approx(np.var(drawn), rel=0.06)


def test_height_is_the_surer_one_of_plot_and_track_and_never_invented() -> None:
    at, row = station_at(), with_height(track_of([[1e4, 0.0, 0.0, 0.0]], np.eye(4)), 900.0, 3.0, 50.0, 2.0)
    plain, told = rated(0.0), rated(0.0, height_source=1, height_m=500.0, height_m2=20.0**2)
    assert rise_of(row[0], plain[0], at[0], TERMS) == pytest.approx((700.0, 50.0**2, 3.0, 4.0))
    assert rise_of(row[0], told[0], at[0], TERMS) == pytest.approx((300.0, 20.0**2, 3.0, 4.0))
    told["height_bias_m2"] = 200.0**2
    assert rise_of(row[0], told[0], at[0], TERMS)[0] == pytest.approx(700.0)
    row["height_source"] = 0
    assert rise_of(row[0], plain[0], at[0], TERMS) == pytest.approx((800.0, 1e6, 0.0, SETTINGS.climb_sigma_mps**2))
    correct_rate(row[0], told[0], at[0], TERMS)
    assert row["height_source"][0] == 0


def test_models_are_weighted_by_what_each_expected() -> None:
    states = [[20e3, 0.0, 40.0, 0.0], [20e3, 0.0, 20.0, 0.0]]
    row, at = with_height(track_of(states, np.diag([100.0, 100.0, 9.0, 9.0]), (0.6, 0.4)), 200.0, 0.0), station_at()
    shot = rated(21.0)
    seen = [seen_by(row, m, shot, at) for m in range(2)]
    weight = np.array(
        [w * math.exp(-0.5 * o * o / s) / math.sqrt(s) for w, (o, s, _) in zip((0.6, 0.4), seen, strict=True)]
    )
    correct_rate(row[0], shot[0], at[0], TERMS)
    assert_allclose(row["mu"][0], np.maximum(weight / weight.sum(), 1e-4), rtol=1e-3)


def test_a_range_rate_that_no_model_explains_moves_nothing_and_forbids_nothing() -> None:
    row, at = (
        with_height(track_of([[20e3, 0.0, 40.0, 0.0]], np.diag([100.0, 100.0, 9.0, 9.0])), 200.0, 0.0),
        station_at(),
    )
    before = row.copy()
    folded = rated(-150.0, x_m=20e3)
    correct_rate(row[0], folded[0], at[0], TERMS)
    assert row.tobytes() == before.tobytes()
    assert log_rate(row[0], folded[0], at[0], False, TERMS) == pytest.approx(
        math.log(SETTINGS.rate_wrong_share), abs=1e-6
    )


@pytest.mark.parametrize(("off_mps", "taken"), [(60.0, True), (120.0, False)])
def test_a_range_rate_is_taken_where_it_is_likelier_right_than_wrong(off_mps: float, taken: bool) -> None:
    """A velocity 30 m/s unsure: 0.95 N(60; 30^2) is more than 0.05 / 900 m/s, 0.95 N(120; 30^2) is less."""
    row = with_height(track_of([[20e3, 0.0, 40.0, 0.0]], np.diag([100.0, 100.0, 900.0, 900.0])), 200.0, 0.0)
    correct_rate(row[0], rated(40.0 + off_mps)[0], station_at()[0], TERMS)
    assert (row["xc"][0, 2] > 90.0) == taken
    assert (row["xc"][0, 2] == 40.0) != taken


@pytest.mark.parametrize("dt_s", [0.0, -0.8])
def test_an_edge_is_worth_the_joint_density_of_place_and_rate_over_that_of_the_place(dt_s: float) -> None:
    """Two models; three dimensions by scipy, with the gradient that `rate_seen` has."""
    rng, at, mu = np.random.default_rng(5), station_at(), (0.7, 0.3)
    states = np.array([[30e3, 8e3, 90.0, -20.0], [30e3, 8e3, 70.0, 10.0]])
    row = with_height(track_of(states, dense(6), mu), 3000.0, 0.0)
    row["P"][0, 1] *= 3.0
    row["x"][0] += rng.normal(0.0, 5.0, (2, 4))
    shot = rated(88.0, x_m=30_060.0, y_m=7_900.0, time_s=NOW_S + dt_s)
    Hp, R = np.hstack([np.eye(2), dt_s * np.eye(2)]), np.array([[3600.0, 500.0], [500.0, 2500.0]])
    joint, place = 0.0, 0.0
    for m in range(2):
        P = np.zeros((4, 4))
        P[TRIANGLE] = row["P"][0, m]
        P = P + np.triu(P, 1).T
        off, s, g = seen_by(row, m, shot, at)
        d = np.array([30_060.0, 7_900.0]) - Hp @ row["x"][0, m]
        S2, c = Hp @ P @ Hp.T + R, Hp @ np.array(g)
        S3 = np.block([[S2, c[:, None]], [c[None], np.array([[s]])]])
        joint += mu[m] * multivariate_normal(np.zeros(3), S3).pdf([*d, off])
        place += mu[m] * multivariate_normal(np.zeros(2), S2).pdf(d)
    wrong, span = SETTINGS.rate_wrong_share, SETTINGS.rate_span_mps
    wanted = math.log((1.0 - wrong) * joint / place * span + wrong)
    assert log_rate(row[0], shot[0], at[0], False, TERMS) == pytest.approx(wanted, abs=1e-6)


def test_only_plots_with_a_range_rate_change_their_edges() -> None:
    row, at = (
        with_height(track_of([[20e3, 0.0, 40.0, 0.0]], np.diag([100.0, 100.0, 9.0, 9.0])), 200.0, 0.0),
        station_at(),
    )
    shots = np.concatenate([shots_at(20e3, 0.0, NOW_S), rated(40.0, x_m=20e3)])
    assert not has_rates(shots, 0, 1)
    assert has_rates(shots, 0, 2)
    value = np.array([3.0, 3.0])
    compare_rates(
        state_of(at, row), shots, TERMS, NOW_S, 0, np.array([0]), np.array([0, 2]), np.array([0, 1]), value, 1
    )
    assert value[0] == 3.0
    assert value[1] == pytest.approx(3.0 + log_rate(row[0], shots[1], at[0], False, TERMS))
    assert value[1] > 6.0


def test_a_track_born_of_a_range_rate_knows_its_speed_along_the_line_of_sight() -> None:
    at, used = station_at(), np.zeros(1, np.bool_)
    state = state_of(at, blank(0))
    shot = rated(
        -31.0, x_m=15e3, y_m=15e3, rxx=2500.0, ryy=2500.0, rxy=0.0, height_source=1, height_m=200.0, height_m2=1.0
    )
    begin_tracks(state, shot, TERMS, 0, 1, 0, used)
    born = state.rows[0]
    along, across = np.array([1.0, 1.0]) / math.sqrt(2.0), np.array([1.0, -1.0]) / math.sqrt(2.0)
    P = np.array([[born["Pc"][7], born["Pc"][8]], [born["Pc"][8], born["Pc"][9]]])
    assert along @ born["xc"][2:] == pytest.approx(-31.0, abs=0.1)
    assert math.sqrt(along @ P @ along) == pytest.approx(2.0, abs=0.1)
    assert across @ born["xc"][2:] == pytest.approx(0.0, abs=1e-9)
    assert math.sqrt(across @ P @ across) == pytest.approx(SETTINGS.speed_sigma_mps, rel=1e-3)


def test_a_formation_has_the_range_rates_of_all_its_members() -> None:
    """Two of three members with range rates, from two sides, against a Kalman filter of the velocity they share."""
    P, at = np.diag([50.0**2, 50.0**2, 12.0**2, 9.0**2]), station_at(0.0, 0.0, 0.0)
    P[0, 2] = P[2, 0] = P[1, 3] = P[3, 1] = 200.0
    places = np.array([[9000.0, 0.0], [6000.0, 7000.0], [8000.0, 3000.0]])
    tracks = np.concatenate([with_height(track_of([[*where, 30.0, -10.0]], P), 0.0, 0.0) for where in places])
    tracks["formation"] = 7
    state = state_of(at, tracks)
    shots = np.concatenate([rated(33.0), shots_at(0.0, 0.0, NOW_S), rated(18.0)])
    velocity, expected = np.array([30.0, -10.0]), P.copy()
    for i, rate in ((0, 33.0), (2, 18.0)):
        d = math.hypot(*places[i])
        u = places[i] / d
        h = (velocity - u * (u @ velocity)) / d
        H = np.array([*h, *u])
        a = np.array([u[1], -u[0]])
        A, V, C = a @ expected[:2, :2] @ a, a @ expected[2:, 2:] @ a, a @ expected[:2, 2:] @ a
        S = H @ expected @ H + 4.0 + (A * V + C * C) / d**2
        K = expected @ H / S
        off = rate - u @ velocity
        velocity, expected = velocity + K[2:] * off, expected - np.outer(K, K) * S
        places = places + K[:2] * off
    correct_rates(state, shots, TERMS, np.arange(3), np.arange(3), 0, 3, np.array([0, 1, 2]), np.array([0, 1, 2]))
    for i in range(3):
        assert_allclose(state.rows["xc"][i, 2:], velocity, rtol=2e-3)
        assert_allclose(state.rows["Pc"][i], expected[TRIANGLE], rtol=5e-3, atol=1.0)
        assert state.spots[VX, i] == state.rows["xc"][i, 2]


def test_false_range_rates_are_learned_from_tracks_that_came_to_nothing() -> None:
    """A radar whose false plots are slow finds 3 m/s hardly telling and 80 m/s all the more."""
    at = station_at()
    row = with_height(track_of([[20e3, 0.0, 3.0, 0.0]], np.diag([100.0, 100.0, 9.0, 9.0])), 200.0, 0.0)
    fast = with_height(track_of([[20e3, 0.0, 80.0, 0.0]], np.diag([100.0, 100.0, 9.0, 9.0])), 200.0, 0.0)
    slow_shot, fast_shot = rated(3.0, x_m=20e3), rated(80.0, x_m=20e3)
    fresh = [log_rate(r[0], s[0], at[0], False, TERMS) for r, s in ((row, slow_shot), (fast, fast_shot))]
    assert fresh[0] == pytest.approx(fresh[1], abs=0.01)
    tentative = blank(100)
    tentative["alive"], tentative["hits"], tentative["rate_bin"] = True, 1, bin_of(slow_shot[0], TERMS)
    state = state_of(at, tentative)
    for i in range(100):
        drop(state, TERMS, i)
    assert state.stations["rated"][0] == state.stations["rates"][0].sum() == 100.0
    learned = [log_rate(r[0], s[0], state.stations[0], False, TERMS) for r, s in ((row, slow_shot), (fast, fast_shot))]
    prior = SETTINGS.rate_prior_plots
    assert learned[0] - fresh[0] == pytest.approx(math.log((100.0 + prior) / (100.0 * RATES + prior)), abs=0.05)
    assert learned[1] - fresh[1] == pytest.approx(math.log((100.0 + prior) / prior), abs=0.02)


def test_bins_hold_every_range_rate() -> None:
    width = SETTINGS.rate_span_mps / RATES
    wanted = ((0.1, RATES // 2), (-0.1, RATES // 2 - 1), (1.1 * width, RATES // 2 + 1), (1e4, RATES - 1), (-1e4, 0))
    assert [bin_of(rated(rate)[0], TERMS) for rate, _ in wanted] == [k for _, k in wanted]
    assert bin_of(shots_at(0.0, 0.0)[0], TERMS) == -1


def squares(rng: np.random.Generator, with_rates: bool) -> tuple[float, float]:
    """(normalised squared error of the state, sigma along the line of sight) after two minutes of a radar's looks at
    a target that moves as the filter presumes: one model of 1 m^2/s^3.
    """
    terms = terms_of(Settings(motion_noise_m2ps3=(1.0,), motion_share=(1.0,)))
    at, T, q = station_at(0.0, 0.0, 0.0), 4.0, 1.0
    F = np.block([[np.eye(2), T * np.eye(2)], [np.zeros((2, 2)), np.eye(2)]])
    Q = q * np.block([[T**3 / 3 * np.eye(2), T**2 / 2 * np.eye(2)], [T**2 / 2 * np.eye(2), T * np.eye(2)]])
    truth, prior = np.array([25e3, 6e3, -30.0, 60.0]), np.diag([100.0**2, 100.0**2, 50.0**2, 50.0**2])
    row = with_height(track_of([rng.multivariate_normal(truth, prior)], prior), 500.0, 0.0)
    for k in range(30):
        truth = F @ truth + rng.multivariate_normal(np.zeros(4), Q)
        predict(row[0], T, terms[0])
        row["time_s"] = row["height_s"] = NOW_S + T * (k + 1)
        r, angle = math.hypot(*truth[:2]), math.atan2(truth[0], truth[1])
        u, a = np.array([math.sin(angle), math.cos(angle)]), np.array([math.cos(angle), -math.sin(angle)])
        z = truth[:2] + rng.normal(0.0, 50.0) * u + rng.normal(0.0, 0.002 * r) * a
        R = 50.0**2 * np.outer(u, u) + (0.002 * r) ** 2 * np.outer(a, a)
        correct(row[0], *z, R[0, 0], R[0, 1], R[1, 1], 1.0, 0.0, LEAST_MODEL)
        if with_rates:
            rate = rate_on_plane(truth, 0.0, 500.0, 0.0, at) + rng.normal(0.0, 2.0)
            correct_rate(row[0], rated(rate, time_s=row["time_s"][0])[0], at[0], terms[0])
    P = np.zeros((4, 4))
    P[TRIANGLE] = row["P"][0, 0]
    P = P + np.triu(P, 1).T
    e = truth - row["x"][0, 0]
    return float(e @ np.linalg.solve(P, e)), float(math.sqrt(u @ P[2:, 2:] @ u))


def test_a_target_seen_with_range_rates_has_the_error_that_is_stated() -> None:
    drawn = np.array([squares(np.random.default_rng(k), True) for k in range(150)])
    low, high = chi2.ppf([0.001, 0.999], 4 * 150) / 150
    assert low < drawn[:, 0].mean() < high
    without = np.mean([squares(np.random.default_rng(k), False)[1] for k in range(5)])
    assert drawn[:, 1].mean() < 0.45 * without
    assert drawn[:, 1].mean() < 2.0
