"""A primary radar's track of which nothing tells the height: where it is told; its covariance holds the truth."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.plots import HAS
from sargas.model.sensor import Sensor
from sargas.scoring.chi_square import quantile
from sargas.tracking import Settings, Tracker
from sargas.tracking.presumed import FAST_MPS, HEIGHTS_M, SLOW_MPS, doubt_of, only_radar, presumed, tell_presumed
from sargas.tracking.rows import Rows, stations_of
from tracking.conftest import blank, shots_at
from tracking.flights import EVERY_S, ORIGIN, START_S, flat_plot, last_of

PLANE = SystemPlane(*ORIGIN)
FLIGHTS = 6


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar("a"), make_radar("b"), Sensor("adsb", "", "adsb")], PLANE, Settings())


@pytest.mark.parametrize("away_m", [10_000.0, 20_000.0, 60_000.0, 100_000.0])
@pytest.mark.parametrize(
    ("speed_mps", "height_m"),
    [(30.0, 100.0), (30.0, 1000.0), (30.0, 3000.0), (200.0, 100.0), (200.0, 3000.0), (200.0, 8000.0)],
)
def test_the_covariance_holds_the_truth(make_radar: Any, away_m: float, height_m: float, speed_mps: float) -> None:
    """Inside the 95 % ellipse on average; what is low is where it is told to be."""
    sensor, squares = make_radar("a"), []
    for seed in range(FLIGHTS):
        track, truth = last_of(sensor, away_m, height_m, speed_mps, seed)
        if height_m > 0.7 * away_m:
            return
        off = track.state[0, :2] - truth
        squares.append(off @ np.linalg.solve(track.covariance[0, :2, :2], off))
        if height_m < 500.0:
            assert np.hypot(*off) < 50.0 + 3.0 * math.radians(0.1) * away_m
    assert np.mean(squares) < quantile(0.95, 2)


def test_what_is_high_and_slow_is_the_losing_case(make_radar: Any) -> None:
    """A balloon at 8 km is told 500 m too far out at 60 km: nothing tells it from a drone."""
    track, truth = last_of(make_radar("a"), 60_000.0, 8000.0, 15.0, 1)
    assert 400.0 < np.hypot(*(track.state[0, :2] - truth)) < 650.0


def test_told_low_and_what_that_may_be_off(stations: Rows) -> None:
    """By Pythagoras, near enough that the Earth is flat."""
    station = stations[0]
    rise_m = np.array(HEIGHTS_M) - station["height_m"]
    ground_m = np.sqrt(20_000.0**2 - rise_m**2)
    for speed_mps, share in ((SLOW_MPS, (0.55, 0.25, 0.2, 0.0)), (FAST_MPS, (0.15, 0.15, 0.25, 0.45))):
        further_m, square_m2 = presumed(20_000.0, speed_mps, station)
        assert further_m == pytest.approx(ground_m[0] - ground_m[1], abs=3.0)
        assert square_m2 == pytest.approx(np.dot(share, (ground_m[0] - ground_m) ** 2), rel=0.05)
    slow, between, fast = (presumed(20_000.0, v, station)[1] for v in (0.0, 90.0, 400.0))
    assert between == pytest.approx(0.5 * (slow + fast))
    assert presumed(10_000.0, 200.0, station)[1] < 0.5 * 500.0**2, "8 km is above 45 degrees there"
    assert presumed(1_500.0, 30.0, station) == (0.0, 0.0)


def test_it_is_told_of_a_track_that_one_radar_alone_places(stations: Rows) -> None:
    track = blank(1)[0]
    track["updated_s"], track["contributor_s"], track["contributor"] = 100.0, 0.0, 0
    assert only_radar(track, stations) == -1
    track["contributor_s"][0] = 98.0
    assert only_radar(track, stations) == 0
    for other, alone in ((1, -1), (2, -1)):
        track["contributor"][1], track["contributor_s"][1] = other, 99.0
        assert only_radar(track, stations) == alone
        track["contributor_s"][1] = 30.0
        assert only_radar(track, stations) == 0
    at = np.zeros(14)
    at[0], at[1] = stations["x_m"][0] + 30_000.0, stations["y_m"][0]
    before = at.copy()
    tell_presumed(track, stations, at)
    assert 0.0 < at[0] - before[0] < 30.0
    assert (at[4] > 50.0**2, abs(at[8]) < 1e-6) == (True, True)
    track["height_source"] = 1
    again = before.copy()
    tell_presumed(track, stations, again)
    assert again.tolist() == before.tolist()


def test_plots_of_two_radars_allow_for_it(stations: Rows) -> None:
    track, shot = blank(1)[0], shots_at(stations["x_m"][0], stations["y_m"][0] + 30_000.0, slant_m=30_000.0)[0]
    xx, xy, yy = doubt_of(track, shot, stations[0])
    further_m, square_m2 = presumed(30_000.0, 0.0, stations[0])
    assert (xx, xy, yy) == pytest.approx((0.0, 0.0, square_m2 + further_m**2), rel=1e-3, abs=1e-3)
    shot["slant_m"] = 0.0
    assert doubt_of(track, shot, stations[0]) == (0.0, 0.0, 0.0)


def test_the_first_height_puts_the_track_where_it_is(make_radar: Any) -> None:
    """An airliner of which eight echoes came alone, and then replies: one track, and no jump in what is told of it but
    that.
    """
    sensor, rng, numbers = make_radar("a"), np.random.default_rng(5), set()
    x0_m, y0_m = (float(v) for v in PLANE.plane_from_geodetic(sensor.site.lat_deg, sensor.site.lon_deg))
    tracker = Tracker([sensor], ORIGIN, Settings())
    for k in range(14):
        x_m, y_m, time_s = x0_m + 60_000.0 - 800.0 * k, y0_m, START_S + EVERY_S * k
        plots = flat_plot(sensor, time_s, x_m, y_m, 9000.0, rng)
        if k >= 8:
            plots.has[:] |= np.uint32(HAS["pressure_altitude_m"])
            plots.pressure_altitude_m[:] = 9000.0
        numbers.update(tracker.update(time_s, plots).number.tolist())
        if k in (7, 8):
            off_m = tracker.on_plane().state[0, 0] - x_m
            assert off_m > 500.0 if k == 7 else abs(off_m) < 120.0
    assert numbers == {1}
