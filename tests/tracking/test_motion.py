"""The IMM against a plain matrix implementation with the full transition matrix, and the models' own laws."""

import numpy as np
from numpy.testing import assert_allclose

from sargas.tracking.motion import combine, predict
from sargas.tracking.rows import terms_of
from sargas.tracking.settings import Settings
from sargas.tracking.update import correct
from tracking.conftest import blank

NOISE, SHARE, MEMORY_S = (0.3, 8.0, 60.0), (0.6, 0.3, 0.1), 15.0
TERMS = terms_of(Settings(motion_noise_m2ps3=NOISE, motion_share=SHARE, motion_memory_s=MEMORY_S))[0]
TRIANGLE = np.triu_indices(4)


def random_track(rng: np.random.Generator, models: int = 3) -> np.ndarray:
    track = blank(1, models)
    for m in range(models):
        root = rng.normal(size=(4, 4)) * [80.0, 80.0, 9.0, 9.0]
        track["P"][0, m] = (root.T @ root + np.diag([900.0, 900.0, 25.0, 25.0]))[TRIANGLE]
        track["x"][0, m] = rng.normal(size=4) * [300.0, 300.0, 20.0, 20.0]
    weights = rng.random(models) + 0.1
    track["mu"][0] = weights / weights.sum()
    combine(track[0])
    return track


def full(triangle: np.ndarray) -> np.ndarray:
    matrix = np.zeros((4, 4))
    matrix[TRIANGLE] = triangle
    return matrix + np.triu(matrix, 1).T


def mixture(mu: np.ndarray, x: np.ndarray, P: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = mu @ x
    return mean, sum(w * (c + np.outer(v - mean, v - mean)) for w, v, c in zip(mu, x, P, strict=True))


def reference(track: np.ndarray, dt: float, z: np.ndarray, R: np.ndarray) -> tuple[np.ndarray, ...]:
    """One cycle of Blom and Bar-Shalom's algorithm, in matrices."""
    mu, x = track["mu"][0].copy(), track["x"][0].copy()
    P = np.array([full(p) for p in track["P"][0]])
    stay = np.exp(-dt / MEMORY_S)
    T = stay * np.eye(3) + (1 - stay) * np.array(SHARE)[None, :]
    c = mu @ T
    F = np.eye(4) + dt * np.eye(4, k=2)
    H = np.eye(2, 4)
    new_x, new_P, likelihood = [], [], []
    for j in range(3):
        w = T[:, j] * mu / c[j]
        x0, P0 = mixture(w, x, P)
        q = NOISE[j]
        Q = q * np.block([[dt**3 / 3 * np.eye(2), dt**2 / 2 * np.eye(2)], [dt**2 / 2 * np.eye(2), dt * np.eye(2)]])
        xp, Pp = F @ x0, F @ P0 @ F.T + Q
        S = H @ Pp @ H.T + R
        K = Pp @ H.T @ np.linalg.inv(S)
        d = z - H @ xp
        new_x.append(xp + K @ d)
        new_P.append(Pp - K @ S @ K.T)
        likelihood.append(np.exp(-0.5 * d @ np.linalg.inv(S) @ d) / np.sqrt(np.linalg.det(2 * np.pi * S)))
    new_mu = c * likelihood
    return new_mu / new_mu.sum(), np.array(new_x), np.array(new_P)


def test_a_cycle_is_that_of_blom_and_bar_shalom() -> None:
    rng = np.random.default_rng(4)
    for dt in (0.1, 1.0, 4.0, 12.0):
        track = random_track(rng)
        z = track["xc"][0, :2] + rng.normal(size=2) * 60.0
        R = np.array([[2500.0, 700.0], [700.0, 4900.0]])
        mu, x, P = reference(track, dt, z, R)
        predict(track[0], dt, TERMS)
        correct(track[0], z[0], z[1], R[0, 0], R[0, 1], R[1, 1], 1.0, 0.0)
        assert_allclose(track["mu"][0], mu, rtol=1e-9)
        assert_allclose(track["x"][0], x, rtol=1e-9, atol=1e-9)
        assert_allclose(track["P"][0], [p[TRIANGLE] for p in P], rtol=1e-9, atol=1e-6)
        mean, covariance = mixture(mu, x, P)
        assert_allclose(track["xc"][0], mean, rtol=1e-9, atol=1e-9)
        assert_allclose(track["Pc"][0], covariance[TRIANGLE], rtol=1e-9, atol=1e-6)


def test_two_half_steps_forget_as_much_as_one() -> None:
    rng = np.random.default_rng(5)
    once = random_track(rng)
    twice = once.copy()
    predict(once[0], 6.0, TERMS)
    for _ in range(2):
        predict(twice[0], 3.0, TERMS)
    assert_allclose(twice["mu"], once["mu"], rtol=1e-12)
    assert_allclose(twice["xc"], once["xc"], rtol=1e-9)


def test_one_model_predicts_exactly_in_steps() -> None:
    terms = terms_of(Settings(motion_noise_m2ps3=(5.0,), motion_share=(1.0,)))[0]
    once = random_track(np.random.default_rng(6), 1)
    often = once.copy()
    predict(once[0], 8.0, terms)
    for _ in range(16):
        predict(often[0], 0.5, terms)
    assert_allclose(often["Pc"], once["Pc"], rtol=1e-9)


def test_no_time_changes_nothing() -> None:
    track = random_track(np.random.default_rng(7))
    before = track.copy()
    predict(track[0], 0.0, TERMS)
    for name in ("mu", "x", "P", "xc", "Pc"):
        assert_allclose(track[name], before[name], rtol=1e-12)
