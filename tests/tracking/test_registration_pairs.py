import numpy as np
import pytest

from sargas.tracking.registration_pairs import (
    TRUTH,
    Pairs,
    corrected,
    displaced,
    influence,
    interpolated,
    joined,
    none,
    taken,
)

SITES = np.array([[0.0, 0.0], [60e3, -20e3], [0.0, 0.0]])


def pairs_at(x_m, y_m, vx_mps=0.0, vy_mps=0.0, rise_m=0.0, i=0, j=TRUTH):
    x_m, y_m, vx_mps, vy_mps, rise_m = np.broadcast_arrays(
        *(np.atleast_1d(v) for v in (x_m, y_m, vx_mps, vy_mps, rise_m))
    )
    n = len(x_m)
    one = np.ones(n)
    return Pairs(
        np.arange(n) * 1.0, np.full(n, i), np.full(n, j), x_m * 1.0, y_m * 1.0, x_m * 1.0, y_m * 1.0,
        vx_mps * 1.0, vy_mps * 1.0, one, 0 * one, one, rise_m * 1.0, rise_m * 1.0,
    )  # fmt: skip


def measured(x_m, y_m, vx_mps, vy_mps, rise_m, site_m, bias):
    """What a biased radar says: its range and azimuth of where the target was, as a place on the plane."""
    dx_m, dy_m = x_m - vx_mps * bias[2] - site_m[0], y_m - vy_mps * bias[2] - site_m[1]
    range_m = np.sqrt(dx_m**2 + dy_m**2 + rise_m**2) + bias[0]
    azimuth_rad = np.arctan2(dx_m, dy_m) + bias[1]
    ground_m = np.sqrt(range_m**2 - rise_m**2)
    return site_m[0] + ground_m * np.sin(azimuth_rad), site_m[1] + ground_m * np.cos(azimuth_rad)


def test_influence_is_the_derivative_of_what_a_biased_radar_says():
    rng = np.random.default_rng(1)
    x, y, vx, vy = rng.uniform(-2e5, 2e5, (2, 50)).tolist() + rng.uniform(-250, 250, (2, 50)).tolist()
    x, y, vx, vy, rise = (np.array(v) for v in (x, y, vx, vy, rng.uniform(0, 11e3, 50)))
    pairs = pairs_at(x, y, vx, vy, rise, i=1)
    H, _ = influence(pairs, SITES)
    for c, step in enumerate((0.1, 1e-6, 1e-3)):
        up, down = (measured(x, y, vx, vy, rise, SITES[1], sign * step * np.eye(3)[c]) for sign in (1, -1))
        slope = (np.array(up) - np.array(down)).T / (2 * step)
        np.testing.assert_allclose(H[:, :, c], slope, rtol=1e-5, atol=1e-3)


def test_large_biases_are_put_on_and_taken_off_exactly():
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-2e5, 2e5, (2, 50))
    bias = np.array([800.0, np.radians(2.5), 3.0])
    known = np.stack((bias, np.zeros(3), np.zeros(3)))
    true = pairs_at(x, y, 200.0, -90.0, 9e3)
    biased = displaced(true, SITES, known)
    x_said, y_said = measured(x, y, 200.0, -90.0, 9e3, SITES[0], bias)
    np.testing.assert_allclose((biased.x_i_m, biased.y_i_m), (x_said, y_said), rtol=0, atol=1e-6)
    np.testing.assert_allclose((biased.x_j_m, biased.y_j_m), (x, y), rtol=0, atol=1e-9)
    back = corrected(biased, SITES, known)
    np.testing.assert_allclose((back.x_i_m, back.y_i_m, back.x_j_m, back.y_j_m), (x, y, x, y), rtol=0, atol=1e-6)


def column(*values):
    return tuple(np.array([value]) for value in values)


def test_interpolated_lies_on_the_line_and_its_variance_is_that_of_chance():
    first, second = column(10.0, 0.0, 0.0, 100.0, 20.0, 50.0), column(14.0, 800.0, -400.0, 400.0, 0.0, 50.0)
    plot = interpolated(np.array([11.0]), first, second, 0.0)
    assert (plot.x_m[0], plot.y_m[0], plot.vx_mps[0], plot.vy_mps[0]) == (200.0, -100.0, 200.0, -100.0)
    rng, n = np.random.default_rng(3), 200_000
    one = rng.multivariate_normal([0, 0], [[100, 20], [20, 50]], n)
    two = rng.multivariate_normal([800, -400], [[400, 0], [0, 50]], n)
    found = np.cov((0.75 * one + 0.25 * two).T)
    np.testing.assert_allclose([plot.rxx_m2[0], plot.rxy_m2[0], plot.ryy_m2[0]], found[[0, 0, 1], [0, 1, 1]], rtol=0.02)


def test_interpolated_allows_for_an_acceleration():
    """A target that turns with 3 m/s^2 is half way between plots 6 s apart 13.5 m off the line."""
    first, second = column(0.0, 0.0, 0.0, 0.0, 0.0, 0.0), column(6.0, 0.5 * 3.0 * 36.0, 0.0, 0.0, 0.0, 0.0)
    plot = interpolated(np.array([3.0]), first, second, 3.0)
    assert plot.x_m[0] - 0.5 * 3.0 * 9.0 == pytest.approx(13.5)
    assert np.sqrt(plot.rxx_m2[0]) == pytest.approx(13.5)
    at_a_plot = interpolated(np.array([6.0]), first, second, 3.0)
    assert (at_a_plot.x_m[0], at_a_plot.rxx_m2[0]) == (54.0, 0.0)


@pytest.mark.parametrize("time_s", [-0.1, 6.1])
def test_nothing_is_extrapolated(time_s):
    with pytest.raises(ValueError, match="between"):
        interpolated(np.array([time_s]), column(0.0, *5 * (0.0,)), column(6.0, *5 * (0.0,)), 1.0)
    with pytest.raises(ValueError, match="between"):
        interpolated(np.array([6.0]), column(6.0, *5 * (0.0,)), column(6.0, *5 * (0.0,)), 1.0)


def test_joined_does_not_depend_on_order():
    rng = np.random.default_rng(4)
    pairs = pairs_at(*rng.uniform(-1e5, 1e5, (2, 40)))._replace(time_s=np.repeat(np.arange(10.0), 4))
    shuffled = taken(pairs, rng.permutation(40))
    once, again = joined([pairs]), joined([taken(shuffled, np.arange(15)), none(), taken(shuffled, np.arange(15, 40))])
    for a, b in zip(once, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert np.all(np.diff(once.time_s) >= 0)
    assert len(joined([none(), none()]).i) == 0
