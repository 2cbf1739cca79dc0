"""Ways: carried by the wind that was heard, or by its own drift; on course; staying; the error grows as it is said."""

import numpy as np
import pytest

from aerodrome.field import FIELD, track, wind
from picture.scene import LAT_DEG, LON_DEG, NOON_S
from sargas.aerodrome.ways import carried, on_course, staying, times_s, ways
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.weather import Wind
from sargas.motion import SHIPPED
from sargas.motion import Settings as Motion

AT_S = times_s(14_400.0)


def placed(lat: np.ndarray, lon: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    east_m, north_m, _ = enu_from_geodetic(lat[k], lon[k], 0.0, LAT_DEG, LON_DEG, 0.0)
    return east_m, north_m


def at(after_s: float) -> int:
    return int(np.searchsorted(AT_S, after_s))


def test_times_grow_coarser_and_end_at_the_horizon() -> None:
    assert AT_S[0] == 0.0
    assert AT_S[-1] == 14_400.0
    assert np.all(np.diff(AT_S) > 0.0)
    assert times_s(100.0)[-1] == 100.0


def test_a_balloon_forgets_its_own_drift_for_the_wind_that_was_heard() -> None:
    """It drifts east now, and the wind is told to blow north: it bends."""
    (lat, lon), words = carried(track(NOON_S, east_mps=6.0), AT_S, wind(0.0, 6.0), FIELD)
    soon_e, soon_n = (float(side.mean()) for side in placed(lat, lon, at(300.0)))
    assert soon_e > 4.0 * soon_n
    late = [float(side.mean()) for side in placed(lat, lon, at(14_400.0))]
    assert late[1] > 1.5 * late[0]
    assert late[0] == pytest.approx(6.0 * 3_600.0, rel=0.1), "e(0) tau"
    assert "wind from 180 degrees" in words


def test_without_wind_it_keeps_its_own_drift_and_says_so() -> None:
    (lat, lon), words = carried(track(NOON_S, east_mps=6.0), AT_S, (), FIELD)
    east_m, north_m = placed(lat, lon, at(3_600.0))
    assert float(east_m.mean()) == pytest.approx(21_600.0, rel=0.02)
    assert abs(float(north_m.mean())) < 500.0
    assert "no wind was heard" in words


def test_a_wind_that_is_elsewhere_in_height_or_time_is_not_heard() -> None:
    far = [Wind(NOON_S - 20_000.0, LAT_DEG, LON_DEG, 100.0, 0.0, 30.0)]
    assert "no wind was heard" in carried(track(NOON_S), AT_S, far, FIELD)[1]


def test_the_spread_is_that_of_an_ornstein_uhlenbeck_wind() -> None:
    """Against a simulation of its own: 4,000 winds, stepped."""
    rng, tau_s, sigma = np.random.default_rng(5), FIELD.wind_keeps_s, FIELD.wind_sigma_mps
    off, gone, step_s = rng.normal(0.0, 2.0, 4_000), np.zeros(4_000), 20.0
    off[:] = rng.normal(0.0, 2.0, 4_000)
    for _ in range(int(3_600.0 / step_s)):
        kept = np.exp(-step_s / tau_s)
        gone += off * step_s
        off = kept * off + sigma * np.sqrt(1 - kept**2) * rng.normal(size=4_000)
    (lat, lon), _ = carried(track(NOON_S, east_mps=8.0, sigma_mps=2.0), AT_S, wind(8.0, 0.0), FIELD)
    _, north_m = placed(lat, lon, at(3_600.0))
    assert float(north_m.std()) == pytest.approx(float(gone.std()), rel=0.08)


def test_what_flies_goes_on_its_course_and_wanders() -> None:
    lat, lon = on_course(track(NOON_S, east_mps=30.0), AT_S, SHIPPED)
    east_m, north_m = placed(lat, lon, at(600.0))
    assert float(east_m.mean()) == pytest.approx(17_000.0, rel=0.05), "bent"
    wide = on_course(track(NOON_S, east_mps=30.0), AT_S, Motion(turn_deg=20.0))
    assert float(placed(*wide, at(600.0))[1].std()) > 1.5 * float(north_m.std())


def test_a_course_between_the_times_that_are_asked_for_is_straight() -> None:
    lat, lon = on_course(track(NOON_S, east_mps=30.0), AT_S, SHIPPED)
    whole = on_course(track(NOON_S, east_mps=30.0), AT_S[:14], SHIPPED)
    east_m, north_m = placed(lat, lon, 13)
    other_e, other_n = placed(*whole, 13)
    assert float(np.hypot(east_m - other_e, north_m - other_n).max()) < 400.0, "3 % of the way"


def test_what_stays_spreads_to_a_stated_circle_and_no_further() -> None:
    lat, lon = staying(track(NOON_S), AT_S, FIELD)
    for after_s in (600.0, 14_400.0):
        assert float(placed(lat, lon, at(after_s))[0].std()) == pytest.approx(FIELD.circling_m, rel=0.02)


def test_classes_are_mixed_by_their_probability() -> None:
    made, words = ways(track(NOON_S, east_mps=30.0), 0.25, 0.5, wind(), FIELD)
    assert made.weight.sum() == pytest.approx(1.0)
    assert made.weight[: len(made.weight) // 3].sum() == pytest.approx(0.25)
    assert made.weight[made.stays].sum() == pytest.approx(0.375)
    assert "its own course" in words
    assert "may stay" in words


def test_a_climb_dies_away_and_its_error_grows() -> None:
    made, _ = ways(track(NOON_S, up_mps=2.0), 1.0, 0.0, wind(), FIELD)
    assert made.climb_m[at(14_400.0), 0] == pytest.approx(1_800.0, rel=0.01)
    assert made.climb_sigma_m[at(3_600.0), 0] > made.climb_sigma_m[at(600.0), 0] > 0.0


def test_what_was_lost_begins_where_it_would_be_by_now() -> None:
    now, _ = ways(track(NOON_S, east_mps=8.0), 1.0, 0.0, wind(), FIELD, age_s=1_800.0)
    east_m, _ = placed(now.lat_deg, now.lon_deg, 0)
    assert float(east_m.mean()) == pytest.approx(14_400.0, rel=0.03)


def test_where_reports_grow_old_or_far_the_last_wind_goes_on() -> None:
    """Six hours ahead no report counts any more: the air does not stand still for that."""
    (lat, lon), _ = carried(track(NOON_S, east_mps=8.0), times_s(21_600.0), wind(8.0), FIELD)
    east_m, _ = placed(lat, lon, -1)
    assert float(east_m.mean()) == pytest.approx(172_800.0, rel=0.03)


def test_a_balloon_of_unknown_height_is_where_the_wind_fits_its_drift_and_balloons_are() -> None:
    layers = [
        Wind(NOON_S, LAT_DEG, LON_DEG, high_m, east, north)
        for high_m, east, north in ((800.0, -9.0, 0.0), (2_300.0, 0.0, 9.0), (4_200.0, 9.0, 0.0))
    ]
    _, words = carried(track(NOON_S, height_m=None, up_mps=None, east_mps=9.0), AT_S, layers, FIELD)
    assert "wind from 270 degrees" in words
    assert "which its drift speaks for" in words
    _, words = carried(track(NOON_S, height_m=None, up_mps=None, east_mps=0.0, north_mps=9.0), AT_S, layers, FIELD)
    assert "wind from 18" in words
    assert "at 2200 m" in words


def test_after_half_an_hour_a_course_is_as_far_off_as_then() -> None:
    row = track(NOON_S, east_mps=30.0, sigma_mps=0.1)
    at_s = times_s(7_200.0)
    lat, lon = on_course(row, at_s, SHIPPED)
    off = [float(np.std(placed(lat, lon, int(np.searchsorted(at_s, s)))[1])) / s for s in (1_800.0, 7_200.0)]
    assert off[1] == pytest.approx(off[0], rel=0.1)
