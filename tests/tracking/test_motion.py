"""The IMM against a plain matrix implementation with the chain's generator, and the models' own laws."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import expm

from sargas.tracking.initiation import put
from sargas.tracking.motion import combine, mixture_ahead, predict
from sargas.tracking.settings import Settings
from sargas.tracking.terms import terms_of
from sargas.tracking.update import LEAST_MODEL, correct
from tracking.conftest import MODELS, blank

NOISE, SHARE, MEMORY_S = (0.3, 8.0, 60.0), (0.6, 0.3, 0.1), 15.0
CALM, CALM_MEMORY_S = 0.7, 200.0
TERMS = terms_of(
    Settings(
        motion_noise_m2ps3=NOISE, motion_share=SHARE, motion_memory_s=MEMORY_S, calm_share=CALM,
        calm_memory_s=CALM_MEMORY_S,
    )
)[0]  # fmt: skip
TRIANGLE = np.triu_indices(4)


def random_track(rng: np.random.Generator, models: int = 3) -> np.ndarray:
    track = blank(1, models)
    for m in range(models):
        root = rng.normal(size=(4, 4)) * [80.0, 80.0, 9.0, 9.0]
        track["P"][0, m] = (root.T @ root + np.diag([900.0, 900.0, 25.0, 25.0]))[TRIANGLE]
        track["x"][0, m] = rng.normal(size=4) * [300.0, 300.0, 20.0, 20.0]
    weights = rng.random(models) + 0.1
    track["mu"][0] = weights / weights.sum()
    track["calm"][0] = 0.4
    combine(track[0])
    return track


def full(triangle: np.ndarray) -> np.ndarray:
    matrix = np.zeros((4, 4))
    matrix[TRIANGLE] = triangle
    return matrix + np.triu(matrix, 1).T


def mixture(mu: np.ndarray, x: np.ndarray, P: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = mu @ x
    return mean, sum(w * (c + np.outer(v - mean, v - mean)) for w, v, c in zip(mu, x, P, strict=True))


def chain(dt: float) -> np.ndarray:
    """Transition over dt between calm flight and the models of the others, (4, 4), by its generator."""
    others = np.concatenate([[0.0], SHARE])
    all_of_them = np.concatenate([[CALM], (1 - CALM) * np.array(SHARE)])
    redrawn = np.tile(others, (4, 1))
    redrawn[0] = [1.0, 0.0, 0.0, 0.0]
    stay = np.eye(4)
    return expm(dt * ((redrawn - stay) / MEMORY_S + (np.tile(all_of_them, (4, 1)) - stay) / CALM_MEMORY_S))


def states_of(track: np.ndarray) -> np.ndarray:
    """Probabilities (4,) of the chain's states: calm, then the models."""
    mu, calm = track["mu"][0], track["calm"][0]
    return np.array([calm * mu[0], (1 - calm) * mu[0], *mu[1:]])


def reference(track: np.ndarray, dt: float, z: np.ndarray, R: np.ndarray) -> tuple[np.ndarray, ...]:
    """One cycle of Blom and Bar-Shalom's algorithm, in matrices; what is drawn anew starts from the mixture."""
    mu, x = track["mu"][0].copy(), track["x"][0].copy()
    P = np.array([full(p) for p in track["P"][0]])
    before = states_of(track)
    after = before @ chain(dt)
    c = np.array([after[0] + after[1], after[2], after[3]])
    forgotten = np.exp(-dt / MEMORY_S - dt / CALM_MEMORY_S)
    kept = forgotten * mu
    kept[0] += before[0] * (np.exp(-dt / CALM_MEMORY_S) - forgotten)
    F = np.eye(4) + dt * np.eye(4, k=2)
    H = np.eye(2, 4)
    new_x, new_P, likelihood = [], [], []
    for j in range(3):
        a = kept[j] / c[j]
        mean, covariance = mixture(mu, x, P)
        x0, P0 = mixture(np.array([a, 1 - a]), np.array([x[j], mean]), np.array([P[j], covariance]))
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
    return new_mu / new_mu.sum(), np.array(new_x), np.array(new_P), after[0] / c[0]


def test_a_cycle_is_that_of_blom_and_bar_shalom() -> None:
    rng = np.random.default_rng(4)
    for dt in (0.1, 1.0, 4.0, 12.0):
        track = random_track(rng)
        z = track["xc"][0, :2] + rng.normal(size=2) * 60.0
        R = np.array([[2500.0, 700.0], [700.0, 4900.0]])
        mu, x, P, calm = reference(track, dt, z, R)
        predict(track[0], dt, TERMS)
        correct(track[0], z[0], z[1], R[0, 0], R[0, 1], R[1, 1], 1.0, 0.0, LEAST_MODEL)
        assert_allclose(track["mu"][0], mu, rtol=1e-9)
        assert_allclose(track["calm"][0], calm, rtol=1e-9)
        assert_allclose(track["x"][0], x, rtol=1e-9, atol=1e-9)
        assert_allclose(track["P"][0], [p[TRIANGLE] for p in P], rtol=1e-9, atol=1e-6)
        mean, covariance = mixture(mu, x, P)
        assert_allclose(track["xc"][0], mean, rtol=1e-9, atol=1e-9)
        assert_allclose(track["Pc"][0], covariance[TRIANGLE], rtol=1e-9, atol=1e-6)


def test_two_half_steps_forget_as_much_as_one() -> None:
    """To the last digit for the chain; the mixture is within a fiftieth of a sigma, for calm flight is in the mixture
    from which the others are drawn.
    """
    rng = np.random.default_rng(5)
    for _ in range(20):
        once = random_track(rng)
        twice = once.copy()
        predict(once[0], 6.0, TERMS)
        for _ in range(2):
            predict(twice[0], 3.0, TERMS)
        assert_allclose(states_of(twice), states_of(once), rtol=1e-12)
        sigma = np.sqrt(once["Pc"][0, [0, 4, 7, 9]])
        assert np.all(np.abs(twice["xc"][0] - once["xc"][0]) < 0.02 * sigma)
        assert_allclose(twice["Pc"][0, [0, 4, 7, 9]], once["Pc"][0, [0, 4, 7, 9]], rtol=0.04)


def test_a_track_that_does_not_manoeuvre_becomes_calm_and_one_that_does_is_not() -> None:
    terms = terms_of(Settings())[0]
    calm = []
    for turns in (False, True):
        track = blank(1)
        put(track[0], 0.0, 0.0, 0.0, 0.0, 2500.0, 0.0, 2500.0, 1e4, terms)
        assert track["calm"][0] * track["mu"][0, 0] == pytest.approx(Settings().calm_share)
        for k in range(1, 60):
            predict(track[0], 4.0, terms)
            x, y = (1500.0 * np.cos(0.13 * k), 1500.0 * np.sin(0.13 * k)) if turns else (200.0 * k, 0.0)
            correct(track[0], x, y, 2500.0, 0.0, 2500.0, 1.0, 0.0, LEAST_MODEL)
        calm.append(track["calm"][0] * track["mu"][0, 0])
    assert calm[0] > 0.95
    assert calm[1] < 0.01


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
    for name in ("mu", "calm", "x", "P", "xc", "Pc"):
        assert_allclose(track[name], before[name], rtol=1e-12)


@pytest.mark.parametrize("dt_s", [0.0, 0.1, 4.0, 60.0])
def test_the_mixture_alone_is_where_the_models_are_together(dt_s: float) -> None:
    """Closed form against prediction of every model, of tracks whose models disagree, alone and in a formation."""
    rng = np.random.default_rng(2)
    for formation in (-1, 5):
        track = blank(1)[0]
        track["mu"], track["calm"], track["formation"] = rng.dirichlet(np.ones(MODELS)), 0.4, formation
        track["x"] = rng.normal(0.0, [300.0, 300.0, 20.0, 20.0], (MODELS, 4))
        for m in range(MODELS):
            root = rng.normal(0.0, 1.0, (4, 4)) * np.array([100.0, 100.0, 10.0, 10.0])[:, None]
            track["P"][m] = (root @ root.T)[np.triu_indices(4)]
        track["Pr"] = [400.0, 50.0, 300.0]
        combine(track)
        out = np.empty(14)
        mixture_ahead(track, dt_s, TERMS, out)
        predict(track, dt_s, TERMS)
        together = track["Pc"].copy()
        together[[0, 1, 4]] += track["Pr"]
        np.testing.assert_allclose(out[:4], track["xc"], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(out[4:], together, rtol=1e-9, atol=1e-6)
