import numpy as np
import pytest

from sargas.sensing.crossing import covariance_m2


def ways(targets: list[tuple[float, float]], stations: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    off = np.array(stations)[None] - np.array(targets)[:, None]
    return off[..., 0], off[..., 1]


SQUARE = [(0.0, 0.0), (40e3, 0.0), (40e3, 40e3), (0.0, 40e3)]


def test_it_is_the_spread_of_places_that_are_solved_from_drawn_times() -> None:
    """Gauss-Newton from noisy times of arrival, many times, against the covariance."""
    chance = np.random.default_rng(3)
    for target in ((22e3, 17e3), (55e3, 30e3)):
        east, north = ways([target], SQUARE)
        covariance, sound = covariance_m2(east, north, np.zeros((1, 4)), np.ones((1, 4), np.bool_), 10.0)
        assert sound.all()
        places = []
        at = np.array(SQUARE)
        for _ in range(2_000):
            told = np.hypot(*(at - target).T) + chance.normal(0.0, 10.0, 4)
            guess = np.array([*target, 0.0])
            for _ in range(3):
                off = guess[:2] - at
                far = np.hypot(*off.T)
                rows = np.column_stack([off / far[:, None], np.ones(4)])
                guess += np.linalg.lstsq(rows, told - far - guess[2], rcond=None)[0]
            places.append(guess[:2])
        assert np.cov(np.array(places).T) == pytest.approx(covariance[0], rel=0.12, abs=8.0)


def test_within_the_stations_it_is_better_than_outside_and_two_place_nothing() -> None:
    east, north = ways([(20e3, 20e3), (150e3, 150e3)], SQUARE)
    heard = np.ones((2, 4), np.bool_)
    covariance, _ = covariance_m2(east, north, np.zeros((2, 4)), heard, 6.0)
    inside, outside = np.sqrt(np.trace(covariance, axis1=1, axis2=2))
    assert inside < 10.0 < 10.0 * inside < outside
    heard[0, 2:] = False
    assert covariance_m2(east, north, np.zeros((2, 4)), heard, 6.0)[1].tolist() == [False, True]


def test_stations_in_a_line_with_the_target_place_nothing() -> None:
    east, north = ways([(100e3, 0.0)], [(0.0, 0.0), (10e3, 0.0), (20e3, 0.0), (30e3, 0.0)])
    assert not covariance_m2(east, north, np.zeros((1, 4)), np.ones((1, 4), np.bool_), 6.0)[1].any()
