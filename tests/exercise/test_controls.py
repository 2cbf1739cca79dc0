import pytest

from sargas.exercise.controls import Controls


def test_a_sensor_fails_and_is_mended() -> None:
    controls = Controls()
    controls.fail("a")
    before = controls.failed
    controls.fail("b")
    controls.mend("a")
    assert (before, controls.failed) == (frozenset({"a"}), frozenset({"b"}))


def test_a_wind_from_the_west_carries_to_the_east() -> None:
    controls = Controls()
    controls.change_wind(270.0, 8.0)
    assert controls.wind_mps == pytest.approx((8.0, 0.0), abs=1e-9)
