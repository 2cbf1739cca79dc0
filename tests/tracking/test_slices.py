"""Plots are cut into slices of one sensor and taken in the order of time."""

import itertools

import numpy as np
import pytest

from sargas.tracking.slices import cut


def slices(time_s: list[float], sensor: list[int], address: list[int] | None = None) -> list[list[int]]:
    order, begins = cut(
        np.array(time_s, float), np.array(sensor, np.int64), np.array(address or [0] * len(time_s), np.uint64), 3, 0.5
    )
    return [order[a:b].tolist() for a, b in itertools.pairwise(begins)]


def test_no_plots_no_slices() -> None:
    assert slices([], []) == []


def test_sensors_are_apart_and_slices_end() -> None:
    got = slices([0.0, 0.1, 0.2, 0.45, 0.55, 0.8, 2.0], [0, 1, 0, 1, 0, 1, 2])
    assert got == [[0, 2], [1, 3], [4], [5], [6]]


def test_a_target_that_reports_twice_is_not_two() -> None:
    assert slices([0.0, 0.1, 0.2, 0.3], [0, 0, 0, 0], [5, 6, 5, 6]) == [[0, 1], [2, 3]]
    assert slices([0.0, 0.1, 0.2], [0, 1, 0], [5, 5, 6]) == [[0, 2], [1]]


@pytest.mark.parametrize("seed", range(5))
def test_every_plot_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 500
    times = np.sort(rng.uniform(0, 20, n))
    sensors, addresses = rng.integers(0, 3, n), rng.integers(0, 40, n).astype(np.uint64)
    order, begins = cut(times, sensors, addresses, 3, 0.5)
    assert sorted(order.tolist()) == list(range(n))
    for a, b in itertools.pairwise(begins):
        part = order[a:b]
        known = addresses[part][addresses[part] > 0]
        assert len(set(sensors[part])) == 1
        assert np.all(np.diff(times[part]) >= 0)
        assert times[part[-1]] - times[part[0]] <= 0.5
        assert len(set(known.tolist())) == len(known)
