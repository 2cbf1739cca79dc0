"""The vertical filter against matrices, and which source it believes."""

import numpy as np
from numpy.testing import assert_allclose

from sargas.model.track import HEIGHT_SOURCES
from sargas.tracking.rows import SHOT
from sargas.tracking.settings import Settings
from sargas.tracking.terms import terms_of
from sargas.tracking.vertical import HOLD_S, raise_height, raise_to, take_climb
from tracking.conftest import blank

GEOMETRIC, STANDARD = HEIGHT_SOURCES.index("geometric"), HEIGHT_SOURCES.index("pressure_standard")
TERMS = terms_of(Settings())[0]


def shot(
    time_s: float, height_m: float, source: int = GEOMETRIC, sigma_m: float = 10.0, bias_m: float = 0.0
) -> np.ndarray:
    row = np.zeros(1, SHOT)
    row["time_s"], row["height_m"], row["height_source"] = time_s, height_m, source
    row["height_m2"], row["height_bias_m2"] = sigma_m**2, bias_m**2
    return row[0]


def test_the_filter_is_kalmans() -> None:
    rng = np.random.default_rng(2)
    track = blank(1, 1)
    q = Settings().vertical_noise_m2ps3
    x, P, then = np.zeros(2), np.zeros((2, 2)), 0.0
    for k, now in enumerate((100.0, 104.0, 108.5, 113.0, 121.0)):
        z = float(np.float32(3000.0 + 8.0 * (now - 100.0) + rng.normal(0, 10)))  # as a plot keeps it
        raise_height(track[0], shot(now, z), TERMS)
        if k == 0:
            x, P = np.array([z, 0.0]), np.diag([100.0, Settings().climb_sigma_mps ** 2])
        else:
            dt = now - then
            F = np.array([[1.0, dt], [0.0, 1.0]])
            x, P = F @ x, F @ P @ F.T + q * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
            K = P[:, 0] / (P[0, 0] + 100.0)
            x, P = x + K * (z - x[0]), P - np.outer(K, P[0])
        then = now
        assert_allclose(track["h"][0], x, rtol=1e-12)
        assert_allclose(track["Ph"][0], [P[0, 0], P[0, 1], P[1, 1]], rtol=1e-10)


def test_a_height_said_to_be_without_error_is_taken_as_a_sure_one() -> None:
    track = blank(1, 1)
    for height_m in (3000.0, 3000.0, 3001.0):
        raise_height(track[0], shot(100.0, height_m, sigma_m=0.0), TERMS)
    assert 3000.0 < track["h"][0, 0] < 3001.0
    assert 0.0 < track["Ph"][0, 0] < 0.01


def test_without_a_height_there_is_none() -> None:
    track = blank(1, 1)
    raise_height(track[0], shot(100.0, 1234.0, source=0), TERMS)
    assert track["height_source"][0] == 0
    assert track["h"][0, 0] == 0.0


def test_a_surer_source_takes_over_and_a_worse_one_waits() -> None:
    track = blank(1, 1)
    raise_height(track[0], shot(100.0, 3000.0, STANDARD, 12.0, 200.0), TERMS)
    assert track["height_source"][0] == STANDARD
    raise_height(track[0], shot(101.0, 3150.0, GEOMETRIC), TERMS)
    assert (track["height_source"][0], track["h"][0, 0]) == (GEOMETRIC, 3150.0)
    raise_height(track[0], shot(102.0, 3000.0, STANDARD, 12.0, 200.0), TERMS)
    assert (track["height_source"][0], track["h"][0, 0]) == (GEOMETRIC, 3150.0)
    raise_height(track[0], shot(101.0 + HOLD_S + 1.0, 3000.0, STANDARD, 12.0, 200.0), TERMS)
    assert (track["height_source"][0], track["h"][0, 0]) == (STANDARD, 3000.0)
    assert track["height_bias_m2"][0] == 200.0**2


def climbing(time_s: float, climb_mps: float, sigma_mps: float = 1.0) -> np.ndarray:
    row = np.zeros(1, SHOT)
    row["time_s"], row["climb_mps"], row["climb_m2ps2"] = time_s, climb_mps, sigma_mps**2
    return row[0]


def test_a_climb_is_a_measurement_of_the_rate() -> None:
    """Between two heights, against matrices."""
    track, q = blank(1, 1), Settings().vertical_noise_m2ps3
    raise_height(track[0], shot(100.0, 1000.0), TERMS)
    take_climb(track[0], climbing(102.0, 6.0, 1.5), TERMS)
    x, P = np.array([1000.0, 0.0]), np.diag([100.0, Settings().climb_sigma_mps ** 2])
    F, dt = np.array([[1.0, 2.0], [0.0, 1.0]]), 2.0
    x, P = F @ x, F @ P @ F.T + q * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
    K = P[:, 1] / (P[1, 1] + 1.5**2)
    x, P = x + K * (6.0 - x[1]), P - np.outer(K, P[1])
    assert_allclose(track["h"][0], x, rtol=1e-12)
    assert_allclose(track["Ph"][0], [P[0, 0], P[0, 1], P[1, 1]], rtol=1e-10)


def test_reports_with_a_climb_know_it_at_once() -> None:
    told, untold = blank(1, 1), blank(1, 1)
    for k in range(3):
        for track in (told, untold):
            raise_height(track[0], shot(100.0 + 4.0 * k, 3000.0 + 40.0 * k, STANDARD, 12.0, 200.0), TERMS)
        take_climb(told[0], climbing(100.0 + 4.0 * k, 10.0), TERMS)
        if k == 0:
            assert abs(told["h"][0, 1] - 10.0) < 0.2
            assert told["Ph"][0, 2] < 1.0
            assert untold["h"][0, 1] == 0.0
    assert told["Ph"][0, 2] < 0.5 * untold["Ph"][0, 2]


def test_a_climb_alone_is_no_height_and_one_that_cannot_be_moves_nothing() -> None:
    track = blank(1, 1)
    take_climb(track[0], climbing(100.0, 5.0), TERMS)
    assert track["height_source"][0] == 0
    raise_height(track[0], shot(100.0, 1000.0), TERMS)
    for k in range(20):
        take_climb(track[0], climbing(100.0 + k, 2.0), TERMS)
    before = track["h"][0].copy()
    take_climb(track[0], climbing(119.0, -80.0), TERMS)
    assert_allclose(track["h"][0], before)


def test_sensors_of_one_source_leave_their_bias_by_their_weight() -> None:
    """A near camera with a bias of 10 m, then a far microphone with 300 m, little trusted: the track keeps to 10 m."""
    track, source = blank(1, 1), HEIGHT_SOURCES.index("triangulated")
    for k in range(20):
        raise_to(track[0], 100.0 + k, 500.0, 5.0**2, 10.0**2, source, TERMS)
    raise_to(track[0], 120.0, 700.0, 300.0**2, 300.0**2, source, TERMS)
    assert np.sqrt(track["height_bias_m2"][0]) < 11.0
    for k in range(300):
        raise_to(track[0], 121.0 + 20.0 * k, 700.0, 30.0**2, 300.0**2, source, TERMS)
    assert np.sqrt(track["height_bias_m2"][0]) > 290.0
