import datetime

import numpy as np
import pytest

from sargas.sensing.daylight import is_dark, sun_elevation_deg

VILNIUS = (54.687, 25.280)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> float:
    return datetime.datetime(year, month, day, hour, minute, tzinfo=datetime.UTC).timestamp()


def test_at_noon_of_the_solstices_it_stands_as_high_as_the_tilt_of_the_axis_says() -> None:
    """90 - latitude +- 23.44 degrees, on a meridian; and overhead on the tropic."""
    day_s = at(2025, 6, 21, 0) + np.arange(0.0, 86_400.0, 10.0)
    assert sun_elevation_deg(day_s, *VILNIUS).max() == pytest.approx(90.0 - 54.687 + 23.44, abs=0.02)
    assert sun_elevation_deg(day_s - 182.6 * 86_400.0, *VILNIUS).max() == pytest.approx(90.0 - 54.687 - 23.44, abs=0.03)
    assert sun_elevation_deg(day_s, 23.44, 0.0).max() == pytest.approx(90.0, abs=0.05)


@pytest.mark.parametrize(
    ("time_s", "what"),
    [
        (at(2025, 7, 28, 2, 26), "sunrise"),  # 05:26 EEST, as almanacs give for Vilnius to some minutes
        (at(2025, 7, 28, 18, 26), "sunset"),
        (at(2025, 12, 21, 6, 40), "sunrise"),
        (at(2025, 12, 21, 13, 54), "sunset"),
    ],
)
def test_it_rises_and_sets_when_almanacs_say(time_s: float, what: str) -> None:
    """The upper rim with refraction: 0.83 degrees below; 0.5 degrees are some four minutes."""
    assert sun_elevation_deg(time_s, *VILNIUS) == pytest.approx(-0.83, abs=0.6), what


def test_it_is_dark_when_civil_twilight_has_ended() -> None:
    assert is_dark(at(2025, 12, 21, 22), *VILNIUS)
    assert not is_dark(at(2025, 12, 21, 10), *VILNIUS)
    assert is_dark(np.array([at(2025, 6, 21, 10), at(2025, 6, 21, 22)]), *VILNIUS).tolist() == [False, True]
