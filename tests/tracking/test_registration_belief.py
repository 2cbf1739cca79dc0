import numpy as np
import pytest

from sargas.tracking.registration_belief import Belief
from sargas.tracking.registration_pairs import Pairs, displaced

SITES = np.array([[0.0, 0.0], [60e3, -20e3], [0.0, 0.0]])
UNIT = np.array([[70.0, 0.001, 0.3], [70.0, 0.001, 0.3], [0.0, 0.0, 0.0]])
ALL = 9


def pairs_of(rng, n, biases=None, noise_m=50.0):
    """Two radars on one target each, biased in units of UNIT, with noise that is stated."""
    x_m, y_m = rng.uniform(-1.5e5, 1.5e5, (2, n))
    vx_mps, vy_mps = rng.uniform(-200, 200, (2, n))
    one = np.ones(n)
    pairs = Pairs(
        rng.uniform(0, 60, n), np.zeros(n, np.int64), np.ones(n, np.int64), x_m, y_m, x_m, y_m, vx_mps, vy_mps,
        noise_m**2 * one, 0 * one, noise_m**2 * one, 0 * one, 0 * one,
    )  # fmt: skip
    if biases is not None:
        pairs = displaced(pairs, SITES, UNIT * biases)
    return pairs._replace(
        x_i_m=pairs.x_i_m + noise_m * rng.standard_normal(n), y_i_m=pairs.y_i_m + noise_m * rng.standard_normal(n)
    )


def weights(pairs):
    return np.linalg.inv(np.stack((pairs.rxx_m2, pairs.rxy_m2, pairs.rxy_m2, pairs.ryy_m2), axis=-1).reshape(-1, 2, 2))


def flat(u, P):
    return u.ravel(), P.reshape(ALL, ALL)


def learnt(rng, n=200):
    belief = Belief(SITES, UNIT)
    pairs = pairs_of(rng, n, rng.standard_normal((3, 3)) * (UNIT > 0))
    belief.add(pairs, belief.linear(pairs), weights(pairs))
    return belief


def test_the_prior_is_believed_first():
    u, P = flat(*Belief(SITES, UNIT).moments())
    np.testing.assert_array_equal(u, np.zeros(ALL))
    np.testing.assert_array_equal(P, np.eye(ALL))


def test_adding_pairs_is_least_squares_with_the_prior():
    rng = np.random.default_rng(5)
    belief, pairs = Belief(SITES, UNIT), pairs_of(rng, 30, rng.standard_normal((3, 3)) * (UNIT > 0))
    linear = belief.linear(pairs)
    belief.add(pairs, linear, weights(pairs))
    # The same as one tall whitened system, by numpy's least squares.
    rows, right = [np.eye(ALL)], [np.zeros(ALL)]
    for n in range(30):
        row = np.zeros((2, 3, 3))
        row[:, pairs.i[n]] += linear.H_i[n]
        row[:, pairs.j[n]] -= linear.H_j[n]
        rows.append(row.reshape(2, ALL) / 50.0)
        right.append(linear.d[n] / 50.0)
    tall = np.concatenate(rows)
    expected = np.linalg.lstsq(tall, np.concatenate(right), rcond=None)[0]
    u, P = flat(*belief.moments())
    np.testing.assert_allclose(u, expected, rtol=0, atol=1e-10)
    np.testing.assert_allclose(P, np.linalg.inv(tall.T @ tall), rtol=0, atol=1e-10)


def test_linear_about_what_is_believed_is_exact_there():
    """Noiseless pairs of large biases, linear about those biases, give them back as they are."""
    rng = np.random.default_rng(6)
    biases = np.array([[5.0, 30.0, 2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    pairs = pairs_of(rng, 40, biases, noise_m=1e-3)
    belief = Belief(SITES, UNIT)
    belief.v = np.einsum("iajb,jb->ia", belief.M, biases)
    linear = belief.linear(pairs)
    said = np.einsum("nab,b->na", linear.H_i, biases[0])
    # H stands at the corrected place; what noise of a millimetre does to it is less.
    assert np.abs(linear.d - said).max() < 0.01
    about_zero = Belief(SITES, UNIT).linear(pairs)
    assert np.abs(about_zero.d - np.einsum("nab,b->na", about_zero.H_i, biases[0])).max() > 50.0


def test_squares_count_what_is_not_known_of_the_biases():
    rng = np.random.default_rng(7)
    found = []
    for _ in range(300):
        biases = rng.standard_normal((3, 3)) * (UNIT > 0)
        belief = Belief(SITES, UNIT)
        first, second = pairs_of(rng, 3, biases), pairs_of(rng, 1, biases)
        belief.add(first, belief.linear(first), weights(first))
        found.append(belief.squares(second, belief.linear(second), np.linalg.inv(weights(second)))[0])
    # Chi-square of 2 degrees of freedom: mean 2, standard error of the mean 2 / sqrt(300).
    assert np.mean(found) == pytest.approx(2.0, abs=4 * 2.0 / np.sqrt(300))


def test_time_lets_go_towards_the_prior():
    belief = learnt(np.random.default_rng(8))
    u, P = flat(*belief.moments())
    belief.pass_time(50.0, np.array([100.0, 100.0, 100.0]))
    later_u, later_P = flat(*belief.moments())
    keep = np.exp(-0.5)
    np.testing.assert_allclose(later_u, keep * u, rtol=0, atol=1e-9)
    np.testing.assert_allclose(later_P, keep**2 * P + (1 - keep**2) * np.eye(ALL), rtol=0, atol=1e-9)
    belief.pass_time(1e6, np.array([100.0, 100.0, 100.0]))
    np.testing.assert_allclose(flat(*belief.moments())[1], np.eye(ALL), rtol=0, atol=1e-9)


def test_forgetting_a_sensor_leaves_what_it_told_of_others():
    belief = learnt(np.random.default_rng(9))
    u, P = belief.moments()
    copy = belief.copy()
    belief.forget(0, np.array([1.0, 4.0, 1.0]))
    later_u, later_P = belief.moments()
    np.testing.assert_allclose(later_u[1], u[1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(later_P[1, :, 1], P[1, :, 1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(later_u[0], 0.0, atol=1e-12)
    np.testing.assert_allclose(later_P[0, :, 0], np.diag([1.0, 16.0, 1.0]), atol=1e-9)
    np.testing.assert_allclose(later_P[0, :, 1], 0.0, atol=1e-12)
    np.testing.assert_array_equal(copy.moments()[0], u)
