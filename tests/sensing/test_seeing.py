import numpy as np
import pytest

from sargas.sensing.seeing import (
    NEEDED_PIXELS,
    contrast,
    noticed_probability,
    pixels,
    resolved_probability,
    seen_probability,
)


def test_at_the_visibility_two_per_cent_is_left() -> None:
    assert contrast(1.0, 8_000.0, 8_000.0) == pytest.approx(0.02, abs=1e-4)
    assert contrast(-0.5, 0.0, 8_000.0) == -0.5


def test_a_camera_needs_johnson_s_pixels_for_one_chance_in_two() -> None:
    for needed in NEEDED_PIXELS.values():
        assert resolved_probability(needed, needed) == pytest.approx(0.5)
    more = resolved_probability(np.array([0.5, 1.0, 2.0, 3.0]), 1.0)
    assert np.all(np.diff(more) > 0.0)
    assert more[2] == pytest.approx(0.945, abs=0.002)  # (2 N50)^4.1 / (1 + ...)
    assert resolved_probability(0.0, 2.0) == 0.0
    assert resolved_probability(1e6, 2.0) == 1.0, "near by it fills the picture"


def test_pixels_by_the_angle() -> None:
    assert pixels(2.0, 1_000.0, np.degrees(0.1), 1_000) == pytest.approx(20.0)


def test_through_haze_nothing_is_seen_however_large() -> None:
    near = seen_probability(3.0, 0.6, 2_000.0, 20_000.0, 2.0, 1_920, NEEDED_PIXELS["detect"])
    assert near > 0.99
    assert seen_probability(3.0, 0.6, 2_000.0, 1_500.0, 2.0, 1_920, NEEDED_PIXELS["detect"]) == 0.0


def test_who_watches_notices_at_a_rate() -> None:
    drawn = np.random.default_rng(1).exponential(60.0, 100_000)
    assert noticed_probability(1.0 / 60.0, 30.0) == pytest.approx(np.mean(drawn < 30.0), abs=0.01)
