"""Updates against matrices: plots at other times than the state's, velocities, and the mixture's likelihood."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import multivariate_normal

from sargas.tracking.motion import combine
from sargas.tracking.update import LEAST_MODEL, correct, fit, may_fit
from tracking.conftest import blank

TRIANGLE = np.triu_indices(4)
R = np.array([[2500.0, 600.0], [600.0, 3600.0]])


def random_track(models: int) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(models)
    track, matrices = blank(1, models), []
    for m in range(models):
        root = rng.normal(size=(4, 4)) * [80.0, 80.0, 9.0, 9.0]
        matrices.append(root.T @ root + np.diag([900.0, 900.0, 25.0, 25.0]))
        track["P"][0, m] = matrices[-1][TRIANGLE]
        track["x"][0, m] = rng.normal(size=4) * [300.0, 300.0, 20.0, 20.0]
    track["mu"][0] = np.arange(1, models + 1) / np.arange(1, models + 1).sum()
    combine(track[0])
    return track, matrices


@pytest.mark.parametrize(("g", "t"), [(1.0, 0.0), (1.0, -3.0), (1.0, 0.4), (0.0, 1.0)])
def test_kalman_update_of_any_part_of_the_state(g: float, t: float) -> None:
    track, (P,) = random_track(1)
    x = track["x"][0, 0].copy()
    H = np.hstack([g * np.eye(2), t * np.eye(2)])
    z = H @ x + np.array([40.0, -70.0])
    K = P @ H.T @ np.linalg.inv(H @ P @ H.T + R)
    correct(track[0], z[0], z[1], R[0, 0], R[0, 1], R[1, 1], g, t, LEAST_MODEL)
    assert_allclose(track["x"][0, 0], x + K @ (z - H @ x), rtol=1e-10)
    assert_allclose(track["P"][0, 0], (P - K @ H @ P)[TRIANGLE], rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("t", [0.0, -1.5, 2.0])
def test_the_fit_is_the_mixtures_density_and_the_nearest_models_distance(t: float) -> None:
    track, matrices = random_track(3)
    z = track["xc"][0, :2] + np.array([100.0, 30.0])
    H = np.hstack([np.eye(2), t * np.eye(2)])
    models = list(zip(track["mu"][0], track["x"][0], matrices, strict=True))
    density = sum(w * multivariate_normal(H @ x, H @ P @ H.T + R).pdf(z) for w, x, P in models)
    squares = [(z - H @ x) @ np.linalg.inv(H @ P @ H.T + R) @ (z - H @ x) for _, x, P in models]
    least, value = fit(track[0], z[0], z[1], R[0, 0], R[0, 1], R[1, 1], t)
    assert value == pytest.approx(np.log(density), rel=1e-9)
    assert least == pytest.approx(min(squares), rel=1e-9)


def test_what_may_not_fit_does_not_and_half_of_what_does_not_is_known_before() -> None:
    rng, gate, inside, out, spared = np.random.default_rng(6), 16.0, 0, 0, 0
    for _ in range(4000):
        row = blank(1, 2)
        row["time_s"] = 100.0
        row["x"][0] = rng.normal(0.0, [100.0, 100.0, 20.0, 20.0], (2, 4))
        for m in range(2):
            root = rng.normal(0.0, 1.0, (4, 4)) * np.array([[150.0], [150.0], [10.0], [10.0]])
            row["P"][0, m] = (root @ root.T)[np.triu_indices(4)]
        row["mu"][0], row["Pr"][0] = (0.7, 0.3), (50.0, 20.0, 80.0)
        combine(row[0])
        a, b, shared_m2 = *rng.uniform(10.0, 300.0, 2), rng.uniform(0.0, 400.0)
        rxx, ryy, rxy = a * a, b * b, rng.uniform(-0.9, 0.9) * a * b
        x, y, t = *rng.normal(0.0, 900.0, 2), rng.uniform(-5.0, 5.0)
        least, _ = fit(row[0], x, y, rxx, rxy, ryy, t)
        may = may_fit(row[0], np.array([x, y, rxx + shared_m2, ryy + shared_m2, 100.0 + t]), gate)
        assert may or least >= gate
        inside, out, spared = inside + (least < gate), out + (least >= gate), spared + (not may)
    assert inside > 500
    assert spared > 0.5 * out


def test_a_plot_that_no_model_explains_has_a_finite_fit() -> None:
    track, _ = random_track(2)
    least, value = fit(track[0], 1e6, 1e6, R[0, 0], R[0, 1], R[1, 1], 0.0)
    assert least > 1e5
    assert -800.0 < value < -600.0


def test_no_model_is_ever_ruled_out() -> None:
    track, _ = random_track(2)
    track["P"][0, 0] *= 1e-3
    correct(track[0], 5000.0, 5000.0, 100.0, 0.0, 100.0, 1.0, 0.0, LEAST_MODEL)
    assert track["mu"][0].min() >= 0.9 * LEAST_MODEL
    assert track["mu"][0].sum() == pytest.approx(1.0)
