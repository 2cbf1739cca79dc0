import numpy as np
import pytest

from sargas.sensing.horizon import apparent_elevation_deg, radio_horizon_m


@pytest.mark.parametrize(("target_m", "km"), [(100.0, 60.0), (50.0, 48.0), (20.0, 37.0)])
def test_figures_of_a_20_m_mast_over_flat_land(target_m: float, km: float) -> None:
    """The figures that the field quotes, to the kilometre."""
    assert radio_horizon_m(20.0, target_m) / 1000.0 == pytest.approx(km, abs=1.0)


def test_at_the_horizon_the_ray_touches_the_ground() -> None:
    distance = float(radio_horizon_m(20.0, 100.0))
    along = np.linspace(1.0, distance, 20001)
    elevation = np.radians(apparent_elevation_deg(distance, 20.0, 100.0))
    clearance = 20.0 + along * np.tan(elevation) + along**2 / (2.0 * 6_371_000.0 * 4.0 / 3.0)
    assert clearance.min() == pytest.approx(0.0, abs=0.01)


def test_underground_is_never_beyond_the_antennas_own_horizon() -> None:
    assert radio_horizon_m(20.0, -5.0) == radio_horizon_m(20.0, 0.0)
