import numpy as np
import pytest

from sargas.sensing.horizon import radio_horizon_m
from sargas.sensing.lobes import cosecant_gain, ground_gain, is_rough, over_tangent_m

WAVELENGTH_M, ANTENNA_M, FAR_M = 0.1, 15.0, 20_000.0


def test_the_first_lobe_is_sixteen_times_as_strong_and_the_ground_takes_all() -> None:
    lobe_m = WAVELENGTH_M * FAR_M / (4.0 * ANTENNA_M)
    assert ground_gain(FAR_M, ANTENNA_M, lobe_m, WAVELENGTH_M, 1.0) == pytest.approx(16.0)
    assert ground_gain(FAR_M, ANTENNA_M, 2.0 * lobe_m, WAVELENGTH_M, 1.0) == pytest.approx(0.0, abs=1e-9)
    assert ground_gain(FAR_M, ANTENNA_M, 7.0, WAVELENGTH_M, 0.0) == 1.0


def test_low_down_it_fades_with_the_fourth_power_of_height() -> None:
    one, two = (ground_gain(FAR_M, ANTENNA_M, h, WAVELENGTH_M, 1.0) for h in (0.5, 1.0))
    assert two / one == pytest.approx(16.0, rel=0.01)


def test_it_is_the_sum_of_two_waves() -> None:
    """The ways of both, by Pythagoras, and the turn of phase at the ground."""
    chance = np.random.default_rng(1)
    for height_m in chance.uniform(5.0, 80.0, 20):
        direct = np.hypot(FAR_M, height_m - ANTENNA_M)
        bent = np.hypot(FAR_M, height_m + ANTENNA_M)
        wave = 1.0 - 0.7 * np.exp(-2j * np.pi * (bent - direct) / WAVELENGTH_M)
        assert ground_gain(FAR_M, ANTENNA_M, height_m, WAVELENGTH_M, 0.7) == pytest.approx(abs(wave) ** 4, rel=0.01)


def test_a_cosecant_keeps_the_echo_at_a_height_the_same() -> None:
    far_m = np.array([8_000.0, 12_000.0, 20_000.0])
    elevation = np.degrees(np.arcsin(3_000.0 / far_m))
    echo = cosecant_gain(elevation, 5.0, 40.0) / far_m**4
    assert echo == pytest.approx(np.full(3, echo[0]))
    assert cosecant_gain(np.array([1.0, 41.0]), 5.0, 40.0) == pytest.approx([1.0, 0.0])


def test_rough_ground_by_rayleigh() -> None:
    assert is_rough(1.0, 0.1, 1.0)
    assert not is_rough(0.1, 0.1, 1.0)


def test_over_a_round_earth_the_wave_is_reflected_where_both_rays_are_as_steep() -> None:
    """At both sides the grazing angles are equal, and at the horizon nothing of heights is left."""
    distance_m = np.array([5_000.0, 20_000.0, 45_000.0])
    low, high = over_tangent_m(distance_m, 30.0, 300.0)
    first = np.sqrt(np.maximum(30.0 - low, 0.0) * 2.0 * 6_371_000.0 * 4.0 / 3.0)
    assert low / first == pytest.approx(high / (distance_m - first), rel=1e-3)
    assert over_tangent_m(1_000.0, 30.0, 300.0) == pytest.approx((30.0, 300.0), rel=2e-3)
    for target_m in (100.0, 300.0):
        assert over_tangent_m(radio_horizon_m(30.0, target_m), 30.0, target_m) == pytest.approx((0.0, 0.0), abs=0.5)
