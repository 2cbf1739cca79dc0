import numpy as np
import pytest

from sargas.tracking.registration_window import Sides, began_s, fit, squares_from, whitened

REACH, BOUND = 15.0, 16.0


def sides_of(rng, u, n, outliers=0.0, shift=None, sensors=2):
    """Whitened plots of sensors with biases u (S, 3), a share of them wrong: by a common shift or anyhow."""
    sensor = np.arange(n) % sensors
    G = rng.normal(0.0, 1.5, (2, 3, n))
    white = np.einsum("xak,ka->xk", G, u[sensor]) + rng.standard_normal((2, n))
    wrong = rng.random(n) < outliers
    far = rng.uniform(-3000.0, 3000.0, (2, n)) if shift is None else np.array(shift)[:, None]
    return Sides(np.sort(rng.uniform(0, 120, n)), sensor, white + wrong * far, G), wrong


def test_whitened_noise_is_of_unit_covariance():
    R = np.array([[400.0, -150.0], [-150.0, 100.0]])
    x, y = np.linalg.cholesky(R) @ np.random.default_rng(1).standard_normal((2, 50_000))
    white = whitened(*(np.full(50_000, v) for v in (400.0, -150.0, 100.0)), x, y)
    np.testing.assert_allclose(np.cov(white), np.eye(2), atol=0.03)
    np.testing.assert_allclose((white**2).sum(axis=0), np.einsum("an,ab,bn->n", (x, y), np.linalg.inv(R), (x, y)))


def test_without_wrong_pairs_it_is_least_squares():
    u = np.array([[1.0, -3.0, 0.5], [0.0, 7.0, -1.0]])
    sides, _ = sides_of(np.random.default_rng(2), u, 400)
    found = fit(sides, 2, REACH, 1000.0)
    for k in (0, 1):
        rows = sides.sensor == k
        tall = sides.G[:, :, rows].transpose(0, 2, 1).reshape(-1, 3)
        tall, right = (
            np.concatenate((tall, np.eye(3) / REACH)),
            np.concatenate((sides.white[:, rows].ravel(), np.zeros(3))),
        )
        np.testing.assert_allclose(found.u[k], np.linalg.lstsq(tall, right, rcond=None)[0], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found.information[k], tall.T @ tall, rtol=1e-9)
    np.testing.assert_array_equal(found.used, found.there)
    squares = squares_from(sides, found.u)
    assert squares.mean() == pytest.approx(2.0, rel=0.2)


@pytest.mark.parametrize("shift", [None, (30.0, -40.0)])
@pytest.mark.parametrize("seed", range(5))
def test_a_minority_of_wrong_pairs_does_no_harm(seed, shift):
    u = np.array([[10.0, -20.0, 3.0], [0.5, 0.0, -1.0]])
    sides, wrong = sides_of(np.random.default_rng(seed), u, 400, 0.4, shift)
    found = fit(sides, 2, REACH, BOUND)
    sigma = np.sqrt(np.einsum("kaa->ka", np.linalg.inv(found.information)))
    assert np.abs((found.u - u) / sigma).max() < 4.0
    assert found.weight[wrong].mean() < 0.05
    assert found.weight[~wrong].mean() > 0.95


@pytest.mark.parametrize("seed", range(5))
def test_the_time_of_a_change_is_found(seed):
    rng = np.random.default_rng(seed)
    before, after = np.zeros((2, 3)), np.array([[2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    old, new = sides_of(rng, before, 300)[0], sides_of(rng, after, 100)[0]
    sides = Sides(
        np.concatenate((old.time_s, 120.0 + new.time_s)),
        np.concatenate((old.sensor, new.sensor)),
        np.concatenate((old.white, new.white), axis=-1),
        np.concatenate((old.G, new.G), axis=-1),
    )
    assert began_s(sides, np.ones(400), 0, 10) == pytest.approx(120.0, abs=12.0)
    latest = np.sort(sides.time_s[sides.sensor == 1])[-10]
    assert began_s(sides, np.ones(400), 1, 10) <= latest


def test_a_sensor_without_pairs_keeps_to_nothing():
    sides, _ = sides_of(np.random.default_rng(3), np.zeros((1, 3)), 50, sensors=1)
    found = fit(sides, 3, REACH, BOUND)
    np.testing.assert_array_equal(found.u[1:], 0.0)
    np.testing.assert_array_equal(found.there, [50, 0, 0])
