import numpy as np
import pytest

from sargas.sensing.moving import blind_speeds_mps, folded_mps, passed, passed_bank, radial_mps

WAVELENGTH_M, INTERVAL_S = 0.1, 1e-3


def test_nothing_is_passed_at_blind_speeds_and_twice_the_mean_between_them() -> None:
    blind = blind_speeds_mps(WAVELENGTH_M, INTERVAL_S, 200.0)
    assert blind == pytest.approx([0.0, 50.0, 100.0, 150.0, 200.0])
    assert passed(blind, WAVELENGTH_M, [INTERVAL_S]) == pytest.approx(np.zeros(5), abs=1e-12)
    assert passed(blind[:-1] + 25.0, WAVELENGTH_M, [INTERVAL_S]) == pytest.approx(np.full(4, 2.0))
    speeds = np.linspace(0.0, 50.0, 10_001)[:-1]
    assert passed(speeds, WAVELENGTH_M, [INTERVAL_S]).mean() == pytest.approx(1.0)


def test_it_is_the_response_of_a_canceller_of_two_pulses() -> None:
    """Pulses drawn one by one: the difference of two, of a tone of random phase."""
    phase = np.random.default_rng(1).uniform(0.0, 2.0 * np.pi, 100_000)
    for speed_mps in (3.0, 17.0, 60.0):
        turn = 4.0 * np.pi * speed_mps * INTERVAL_S / WAVELENGTH_M
        left = np.cos(phase + turn) - np.cos(phase)
        mean = np.mean(left**2) / np.mean(np.cos(phase) ** 2) / 2.0  # 2: the mean over all speeds
        assert passed(speed_mps, WAVELENGTH_M, [INTERVAL_S]) == pytest.approx(mean, abs=0.02)


def test_stagger_leaves_no_speed_quite_blind_but_standing_still() -> None:
    both = [INTERVAL_S, 0.8 * INTERVAL_S]
    assert passed(0.0, WAVELENGTH_M, both) == 0.0
    assert passed(50.0, WAVELENGTH_M, both) > 0.3


def test_across_the_beam_there_is_no_radial_speed() -> None:
    assert radial_mps(1000.0, 0.0, 0.0, 0.0, 200.0, 0.0) == pytest.approx(0.0)
    assert radial_mps(3000.0, 4000.0, 0.0, 30.0, 40.0, 0.0) == pytest.approx(50.0)
    assert radial_mps(0.0, 0.0, 500.0, 30.0, 40.0, -5.0) == pytest.approx(-5.0)


def test_a_bank_shows_a_target_in_the_looks_in_which_it_folds_to_no_notch() -> None:
    """Speeds drawn; a pulse interval of 1 ms folds at 50 m/s, one of 0.8 ms at 62.5 m/s."""
    both = [INTERVAL_S, 0.8 * INTERVAL_S]
    for speed_mps, share in ((3.0, 0.0), (30.0, 1.0), (-48.0, 0.5), (52.0, 0.5), (60.0, 0.5), (250.0, 0.0)):
        assert passed_bank(speed_mps, WAVELENGTH_M, both, 5.0) == share, speed_mps
    speeds = np.random.default_rng(1).uniform(0.0, 5_000.0, 200_000)
    assert passed_bank(speeds, WAVELENGTH_M, [INTERVAL_S], 5.0).mean() == pytest.approx(1.0 - 10.0 / 50.0, abs=0.005)


def test_a_speed_folds_to_what_one_pulse_interval_can_tell() -> None:
    assert folded_mps([10.0, 40.0, 60.0, -30.0], WAVELENGTH_M, INTERVAL_S) == pytest.approx([10.0, -10.0, 10.0, 20.0])
