"""Tracks begun by hand: reckoned, ever less sure, offered a sensor's track, and ended."""

import math

import numpy as np
import pytest

from picture.scene import LAT_DEG, LON_DEG, NOON_S, NOTHING, SENSORS, rows
from picture.watchers import noise, step
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.decision import Correlate, Decision, Initiate
from sargas.model.tracks import ENDED
from sargas.picture import Picture, Settings
from sargas.picture.fusion import FOUR
from sargas.picture.manual import senseless

FIRST = 1_000_001
CALL = Initiate(LAT_DEG, LON_DEG, NOON_S - 120.0, 2000.0)


def decided(picture: Picture, act, time_s: float = NOON_S, record: int = 1) -> str | None:
    return picture.decide(time_s, Decision("ona", time_s, act, "phone call", record_number=record))


def reckoned(act: Initiate, until_s: float = NOON_S, **tuned: object) -> Picture:
    picture = Picture(SENSORS, Settings(**tuned), FIRST)
    assert decided(picture, act) is None
    time_s = NOON_S
    while time_s <= until_s:
        picture.update(time_s, NOTHING, NOTHING)
        time_s += 1.0
    return picture


def test_a_call_begins_a_coasting_track_of_ours() -> None:
    picture = reckoned(CALL)
    track = picture.tracks().track(0)
    assert (track.number, track.reported_by, track.status) == (FIRST, "own", "coasting")
    assert track.acts == ("initiate",)
    assert track.existence == 0.5
    assert track.first_s == track.updated_s == NOON_S - 120.0
    assert track.time_s == NOON_S  # brought to now at once
    assert track.height_m is None
    assert track.uid[14] == "5"
    assert picture.tracks().stands().tolist() == [True]


@pytest.mark.parametrize("velocity", [None, (30.0, -40.0)])
def test_it_goes_on_as_the_textbook_says(velocity: tuple[float, float] | None) -> None:
    east_mps, north_mps = velocity or (None, None)
    act = Initiate(LAT_DEG, LON_DEG, NOON_S, 1500.0, east_mps=east_mps, north_mps=north_mps, sigma_mps=8.0)
    picture = reckoned(act, NOON_S + 300.0)
    track = picture.tracks()
    dt_s = float(track.time_s[0]) - NOON_S
    assert 296.0 <= dt_s <= 300.0
    enu_m = enu_from_geodetic(track.lat_deg[0], track.lon_deg[0], 0.0, LAT_DEG, LON_DEG, 0.0)
    away_m, azimuth_deg = (float(v) for v in polar_from_enu(*enu_m)[:2])
    assert away_m == pytest.approx(50.0 * dt_s if velocity else 0.0, abs=5.0)
    if velocity:
        assert azimuth_deg == pytest.approx(math.degrees(math.atan2(30.0, -40.0)), abs=0.1)
    sigma_mps = 8.0 if velocity else Settings().manual_speed_mps
    p = np.diag([1500.0**2, 1500.0**2, sigma_mps**2, sigma_mps**2])
    expected = step(dt_s) @ p @ step(dt_s).T + noise(1.0, dt_s)
    assert np.allclose(track.covariance[0][FOUR], expected, rtol=1e-9)


def test_height_is_kept_with_a_growing_error() -> None:
    act = Initiate(LAT_DEG, LON_DEG, NOON_S, 500.0, height_m=150.0, sigma_height_m=50.0)
    track = reckoned(act, NOON_S + 100.0).tracks().track(0)
    assert (track.height_m, track.height_source) == (150.0, "operator")
    assert track.covariance[11] == pytest.approx(50.0**2 + (3.0 * 100.0) ** 2, rel=0.1)


def test_it_ends_when_it_may_be_anywhere_or_after_its_time() -> None:
    assert len(reckoned(Initiate(LAT_DEG, LON_DEG, NOON_S, 500.0), NOON_S + 400.0).tracks()) == 1
    assert len(reckoned(Initiate(LAT_DEG, LON_DEG, NOON_S, 500.0), NOON_S + 700.0).tracks()) == 0
    short = reckoned(Initiate(LAT_DEG, LON_DEG, NOON_S, 500.0), NOON_S + 40.0, manual_timeout_s=30.0)
    assert len(short.tracks()) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"lat_deg": 91.0},
        {"lon_deg": math.nan},
        {"seen_s": NOON_S + 60.0},
        {"seen_s": NOON_S - 7200.0},
        {"sigma_m": 0.0},
        {"east_mps": 10.0},
        {"height_m": math.inf},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(change: dict) -> None:
    fields = {"lat_deg": LAT_DEG, "lon_deg": LON_DEG, "seen_s": NOON_S, "sigma_m": 100.0, **change}
    assert senseless(Initiate(**fields), NOON_S, Settings())
    assert not senseless(CALL, NOON_S, Settings())


@pytest.mark.parametrize(
    "more",
    [
        {"sigma_m": 1e200},
        {"sigma_height_m": 1e200, "height_m": 100.0},
        {"sigma_mps": 1e200, "east_mps": 1.0, "north_mps": 1.0},
        {"east_mps": 1e308, "north_mps": 1e308},
        {"east_mps": 1e6, "north_mps": 0.0},
        {"height_m": 1e300},
        {"height_m": -7e6},
    ],
)
def test_a_number_beyond_all_sense_is_refused_and_stops_nothing(more: dict[str, float]) -> None:
    picture = Picture(SENSORS, Settings(), FIRST)
    fields = {"lat_deg": LAT_DEG, "lon_deg": LON_DEG, "seen_s": NOON_S, "sigma_m": 900.0, **more}
    assert decided(picture, Initiate(**fields))
    picture.update(NOON_S, NOTHING, NOTHING)
    assert len(picture.tracks()) == 0


def radar(picture: Picture, seconds: range, north_m: float, number: int = 5) -> None:
    for t in seconds[::4]:
        mine = rows(NOON_S + t, {"number": number, "north_m": north_m, "north_mps": 30.0, "sensors": ["primary"]})
        picture.update(NOON_S + t, mine, NOTHING)


def test_a_sensor_s_track_is_offered_and_a_person_accepts() -> None:
    picture = reckoned(CALL)
    radar(picture, range(12), 4000.0)
    by_hand, seen = picture.tracks().take(np.array([1, 0]))
    assert (by_hand.fusion, by_hand.fused_with) == ("proposed", (5,))
    assert (seen.fusion, seen.fused_with) == ("alone", ())
    assert picture.tracks().stands().tolist() == [True, True]  # nothing is decided yet
    assert decided(picture, Correlate(5, FIRST), NOON_S + 12, 2) is None
    radar(picture, range(12, 20), 4000.0)
    seen, by_hand = picture.tracks()
    assert (seen.fusion, seen.fused_with, by_hand.fusion, by_hand.fused_with) == ("fused", (FIRST,), "part", (5,))
    assert picture.tracks().stands().tolist() == [True, False]
    # A guess adds nothing to what a radar measures.
    assert seen.radius_95_m == pytest.approx(2.4477 * 50.0, rel=0.01)


def test_it_ends_with_the_track_that_it_was() -> None:
    picture = reckoned(CALL)
    radar(picture, range(8), 4000.0)
    assert decided(picture, Correlate(5, FIRST), NOON_S + 8, 2) is None
    radar(picture, range(8, 16), 4000.0)
    told = picture.update(NOON_S + 16, rows(NOON_S + 16, {"number": 5, "status": ENDED}), NOTHING)
    assert dict(zip(told.number.tolist(), told.status.tolist(), strict=True)) == {5: ENDED, FIRST: ENDED}


def test_what_is_too_far_is_not_offered() -> None:
    picture = reckoned(Initiate(LAT_DEG, LON_DEG, NOON_S, 300.0))
    radar(picture, range(12), 18_000.0)
    assert {t.fusion for t in picture.tracks()} == {"alone"}
