"""Where the source was, against a root finder and against sound that is followed forward through moving air."""

import numpy as np
import pytest
from scipy.optimize import brentq

from sargas.sensing.sound import delay_s, speed_of_sound_mps

CASES = [
    # east_m, north_m, east_mps, north_mps, air_mps
    (3000.0, 4000.0, 0.0, 0.0, (0.0, 0.0)),
    (3000.0, 4000.0, 30.0, -45.0, (0.0, 0.0)),
    (-800.0, 2500.0, 55.0, 10.0, (-12.0, 7.0)),
    (10_000.0, -200.0, -60.0, 2.0, (20.0, -3.0)),
    (1.0, 0.5, 40.0, 40.0, (5.0, 5.0)),
    (5000.0, 0.0, 250.0, 0.0, (0.0, 0.0)),
    (5000.0, 0.0, -250.0, 0.0, (0.0, 0.0)),
]


@pytest.mark.parametrize(("celsius", "mps"), [(-20.0, 318.9), (0.0, 331.3), (20.0, 343.2)])
def test_speed_in_dry_air_as_tables_have_it(celsius: float, mps: float) -> None:
    assert speed_of_sound_mps(273.15 + celsius) == pytest.approx(mps, abs=0.3)


@pytest.mark.parametrize(("x", "y", "vx", "vy", "air"), CASES)
def test_delay_against_a_root_finder(x: float, y: float, vx: float, vy: float, air: tuple[float, float]) -> None:
    c = speed_of_sound_mps(283.0)

    def too_far(tau: float) -> float:
        return float(np.hypot(x - vx * tau + air[0] * tau, y - vy * tau + air[1] * tau) - c * tau)

    root = brentq(too_far, 0.0, 1000.0, xtol=1e-12, rtol=1e-14)
    assert delay_s(x, y, vx, vy, air, c) == pytest.approx(root, rel=1e-9, abs=1e-11)


@pytest.mark.parametrize(("x", "y", "vx", "vy", "air"), CASES)
def test_a_wave_that_left_then_arrives_now(x: float, y: float, vx: float, vy: float, air: tuple[float, float]) -> None:
    """The front from the emission point grows with c and is carried by the wind; now it passes the ear."""
    c = speed_of_sound_mps(283.0)
    tau = float(delay_s(x, y, vx, vy, air, c))
    emitted = np.array([x - vx * tau, y - vy * tau])
    centre_now = emitted + np.array(air) * tau
    assert np.hypot(*centre_now) == pytest.approx(c * tau, rel=1e-9)


def test_still_air_and_a_still_source_is_distance_over_speed() -> None:
    assert delay_s(3000.0, 4000.0, 0.0, 0.0, (0.0, 0.0), 340.0) == pytest.approx(5000.0 / 340.0)


def test_columns_and_what_flies_faster_than_its_sound() -> None:
    c = 340.0
    x = np.array([5000.0, 5000.0, 5000.0])
    tau = delay_s(x, np.zeros(3), np.array([0.0, 339.0, 341.0]), np.zeros(3), (0.0, 0.0), c)
    assert tau[0] == pytest.approx(5000.0 / c)
    assert tau[1] == pytest.approx(5000.0 / (c + 339.0))
    assert np.isinf(tau[2])


def test_tail_wind_brings_sound_sooner() -> None:
    """Wind from the source to the ear adds to the speed of sound, head wind takes from it."""
    assert delay_s(3400.0, 0.0, 0.0, 0.0, (-10.0, 0.0), 340.0) == pytest.approx(3400.0 / 350.0)
    assert delay_s(3400.0, 0.0, 0.0, 0.0, (10.0, 0.0), 340.0) == pytest.approx(3400.0 / 330.0)


def test_a_target_overhead_is_heard_as_late_as_its_height_says() -> None:
    assert delay_s(0.0, 0.0, 0.0, 0.0, (0.0, 0.0), 340.0, up_m=1_700.0) == pytest.approx(5.0)
    late_s = float(delay_s(300.0, 400.0, 30.0, -20.0, (5.0, 3.0), 340.0, up_m=1_000.0, up_mps=-4.0))
    way = (300.0 - 30.0 * late_s + 5.0 * late_s, 400.0 + 20.0 * late_s + 3.0 * late_s, 1_000.0 + 4.0 * late_s)
    assert np.linalg.norm(way) == pytest.approx(340.0 * late_s)
