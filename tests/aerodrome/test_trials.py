"""How often "clear by" is right: a hundred balloons and a hundred drones. All of them: `benchmarks/aerodromes.py`."""

import math

from aerodrome.drifts import Truth
from aerodrome.trials import trials


def test_half_are_clear_by_p50_and_nine_of_ten_by_p90() -> None:
    balloons, drones = trials(100, Truth(), 7), trials(100, Truth(balloon=False), 7)
    for found, least in ((balloons, 0.35), (drones, 0.3)):
        assert least < found.held("p50") < 0.65
        assert found.held("p90") > 0.8
        assert found.told("p90") > 0.9


def test_the_truth_is_not_the_model_s() -> None:
    """A wind that is wrong by three times what is said is found out."""
    off = trials(100, Truth(wind_off_mps=9.0, keeps_s=1_200.0), 7)
    assert off.held("p90") < 0.8
    assert math.isfinite(off.clear_s.min())
