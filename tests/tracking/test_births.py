"""Replies apart from echoes, speeds and heights that are learned, and what a second plot is worth by them."""

import math
from typing import Any

import numpy as np
import pytest

from sargas.geo.plane import SystemPlane
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.sensor import Sensor
from sargas.tracking import Settings, Tracker
from sargas.tracking.births import answered, learn_height, learn_speed, log_answer, log_second
from sargas.tracking.existence import density, share_of
from sargas.tracking.motion import combine
from sargas.tracking.rows import HEIGHTS, MODE_3A, REPLIES, RINGS, SPEEDS_MPS, USUAL, Rows, stations_of
from sargas.tracking.terms import terms_of
from tracking.conftest import MODELS, ORIGIN, START_S, Scene, blank, shots_at

SETTINGS = Settings()
TERMS = terms_of(SETTINGS)[0]


@pytest.fixture
def stations(make_radar: Any) -> Rows:
    return stations_of([make_radar("a")], SystemPlane(55.0, 24.0), SETTINGS)


def lone_echo(time_s: float = 100.0, first_s: float = 96.0) -> Any:
    """A track of one plot of `shots_at`, predicted to `time_s` without noise of motion."""
    track, dt, v = blank(1)[0], time_s - first_s, TERMS["speed_m2ps2"]
    track["time_s"], track["first_s"], track["mu"] = time_s, first_s, 1.0 / MODELS
    track["P"][:, [0, 1, 4]] = 3600.0 + dt * dt * v, 500.0, 2500.0 + dt * dt * v
    track["P"][:, [2, 6]], track["P"][:, [7, 9]] = dt * v, v
    combine(track)
    return track


def test_an_answer_is_an_address_or_a_code() -> None:
    shots = shots_at([0.0, 0.0, 0.0], 0.0, address=[0, 7, 0], claimed=[0, 0, MODE_3A])
    assert [answered(shot) for shot in shots] == [False, True, True]
    track = blank(1)[0]
    for answers, factors in ((0.0, (1.0, 0.02)), (0.75, (0.25, 0.75)), (1.0, (0.02, 1.0))):
        track["answers"] = answers
        assert [math.exp(log_answer(track, shot)) for shot in shots[:2]] == pytest.approx(factors)


@pytest.mark.parametrize("late_s", [0.0, -1.5])
def test_a_second_plot_is_as_likely_as_the_speeds_of_its_kind(stations: Rows, late_s: float) -> None:
    """Against the mixture written out in matrices; also of a plot from before the track's time."""
    weights = np.array([0.7, 0.2, 0.1])
    stations["speeds"][0] = weights, USUAL
    shot = shots_at(0.0, 0.0, 100.0 + late_s)[0]
    for d in (np.array([40.0, -30.0]), np.array([500.0, 900.0])):
        wanted = 0.0
        for w, speed in zip(weights, SPEEDS_MPS, strict=True):
            S = 2.0 * np.array([[3600.0, 500.0], [500.0, 2500.0]]) + np.eye(2) * (speed * (4.0 + late_s)) ** 2
            wanted += w * math.exp(-0.5 * d @ np.linalg.solve(S, d)) / (2.0 * math.pi * math.sqrt(np.linalg.det(S)))
        got = log_second(lone_echo(), shot, stations[0], *d, 3600.0, 500.0, 2500.0, TERMS)
        assert got == pytest.approx(math.log(wanted), abs=1e-6)


def test_speeds_are_learned_apart_for_echoes_and_replies(stations: Rows) -> None:
    rng, station = np.random.default_rng(1), stations[0]
    assert station["speeds"] == pytest.approx(np.array([USUAL, USUAL]))
    for k in range(600):
        track = blank(1)[0]
        region, speed = (REPLIES, 150.0) if k % 2 else (3, 10.0 if rng.random() < 0.8 else 150.0)
        track["region"], track["xc"][2:], track["Pc"][[7, 9]] = region, rng.normal(0.0, speed, 2), 25.0
        learn_speed(track, station)
    assert station["speeds"][0, 0] == pytest.approx(0.75, abs=0.2)
    assert station["speeds"][1, 2] > 0.85
    assert station["speeds"].sum(axis=1) == pytest.approx([1.0, 1.0], abs=0.05)


def test_heights_are_learned(stations: Rows) -> None:
    rng, station = np.random.default_rng(2), stations[0]
    assert station["heights"].tolist() == list(HEIGHTS)
    for height_m in rng.normal(300.0, 50.0, 400):
        learn_height(shots_at(0.0, 0.0, height_m=height_m)[0], station)
    assert station["heights"][0] == pytest.approx(300.0, abs=60.0)
    assert math.sqrt(station["heights"][1]) == pytest.approx(50.0, rel=0.5)


def test_false_replies_are_counted_apart_over_the_whole_coverage(stations: Rows) -> None:
    """1,000 false echoes in 50 turns in every ring do not make a reply doubtful; 1,000 false replies do."""
    station, shots = stations[0], shots_at([0.0, 0.0], [50_000.0, 60_000.0], address=[0, 7])
    station["exposure"], station["clutter"][:RINGS] = 50.0, 2.0
    echo, reply = density(shots, 0, 2, station, TERMS)
    assert reply < 0.01 * echo
    station["clutter"][RINGS, 0] = 1000.0
    assert density(shots, 0, 2, station, TERMS)[1] == pytest.approx(1000.0 / 50.0 / (math.pi * 300_000.0**2), rel=0.1)
    station["born"][:, 2], station["proved"][1, 1] = 500.0, 400.0
    assert share_of(station, 5, TERMS) < 0.01
    assert share_of(station, REPLIES, TERMS) == pytest.approx(0.8, abs=0.01)


def test_replies_are_confirmed_at_once_amid_echoes_that_are_not(make_radar: Any) -> None:
    """Ten airliners amid 300 false echoes a turn: all told with their second plot, and of the echoes hardly any."""
    scene, sensor = Scene(rng=np.random.default_rng(5)), make_radar("a")
    tracker, told = Tracker([sensor], ORIGIN, SETTINGS), []
    x_m, y_m = scene.rng.uniform(-150e3, 150e3, (2, 10))
    for k in range(15):
        time_s = START_S + 4.0 * k
        clutter = scene.clutter(sensor, time_s, 300.0)
        clutter.has[:] = 0
        seen = scene.plots(sensor, time_s, x_m + 800.0 * k, y_m, mode_s=np.arange(10) + 0x500000)
        told.append(len(tracker.update(time_s, Plots.concatenate([seen, clutter]))))
    assert told[1] >= 10
    assert len(tracker.tracks()) <= 12
    assert np.count_nonzero(tracker.tracks().mode_s) == 10


def test_a_report_of_a_target_that_has_a_track_is_no_second_plot_of_an_echo(make_radar: Any) -> None:
    """An aircraft is followed; a false echo 300 m off, then its report, 4 sigma off its own track: one track."""
    scene, radar = Scene(), make_radar("a")
    sensors = [radar, Sensor("adsb", "f", "adsb", interval_s=1.0)]
    tracker = Tracker(sensors, ORIGIN, Settings(show_tentative=True))
    numbers = set()
    for k in range(12):
        plots = scene.plots(radar, START_S + 4.0 * k, 20_000.0 + 800.0 * k, 30_000.0, mode_s=0xABC)
        numbers |= set(tracker.update(START_S + 4.0 * k, plots).number.tolist())
    x_m = 20_000.0 + 800.0 * 11.5
    echo = scene.plots(radar, START_S + 46.0, x_m, 31_500.0)
    echo.has[:] = 0
    numbers |= set(tracker.update(START_S + 46.0, echo).number.tolist())
    lat_deg, lon_deg = scene.plane.geodetic_from_plane(np.array([x_m]), np.array([31_300.0]))
    report = Plots(
        ("adsb",), time_s=np.array([START_S + 46.5]), kind=np.array([GEODETIC]), lat_deg=lat_deg, lon_deg=lon_deg,
        mode_s=np.array([0xABC]), has=np.array([HAS["mode_s"]]), record_number=np.array([0]),
    )  # fmt: skip
    tracker.update(START_S + 46.5, report)
    hits = tracker._state.rows["hits"][:2]
    assert sorted(hits.tolist()) == [1, 12]
