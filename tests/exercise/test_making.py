"""Every kind of traffic: as many as were asked for, moving as they should, decided by the seed."""

import datetime

import numpy as np
import pytest

from sargas.exercise.scenario import Layer, Scenario, Weather
from sargas.exercise.traffic import Across, Balloons, Flocks, Local, Patrols, Soaring, Traffic
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import distance_m

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
FIELD = ((54.484, 24.988),)
CIRCLE = {"lat_deg": 54.65, "lon_deg": 25.3, "radius_m": 40_000.0}
WIND = Weather(54.65, 25.3, (Layer(200.0, 270.0, 5.0), Layer(4000.0, 270.0, 15.0)), sigma_mps=0.0)
ALL: tuple[Traffic, ...] = (
    Across(count=12, **CIRCLE, speed_mps=(190.0, 240.0), height_m=(9000.0, 12000.0)),
    Local(count=12, fields=FIELD, ground_m=150.0, radius_m=20_000.0, transponders=0.5),
    Soaring(count=12, fields=FIELD, ground_m=150.0, radius_m=15_000.0),
    Patrols(count=12, along=((54.28, 25.35), (54.45, 25.62), (54.70, 25.68))),
    Balloons(count=12, **CIRCLE),
    Flocks(count=12, **CIRCLE, toward_deg=220.0),
)


def truth_of(*traffic: Traffic, seed: int = 1) -> Truth:
    return Truth(Scenario("x", START, 86_400.0, seed, (), traffic=traffic, weather=WIND))


def speeds_mps(truth: Truth, k: int) -> np.ndarray:
    path = truth.flights[k].path
    far_m = distance_m(path.lat_deg[:-1], path.lon_deg[:-1], path.lat_deg[1:], path.lon_deg[1:])
    return far_m / np.diff(path.time_s)


@pytest.mark.parametrize("traffic", ALL, ids=lambda t: type(t).__name__)
def test_as_many_as_asked_in_the_time_of_the_scenario_and_the_same_by_the_same_seed(traffic: Traffic) -> None:
    truth, same, other = truth_of(traffic), truth_of(traffic), truth_of(traffic, seed=2)
    assert len(truth) == 12
    assert len({flown.id for flown in truth.flights}) == 12
    assert len(truth.existing(START.timestamp(), START.timestamp() + 86_400.0)) == 12
    assert all(np.array_equal(a.path, b.path) for a, b in zip(truth.flights, same.flights, strict=True))
    assert not np.array_equal(truth.start_s, other.start_s)
    for flown in truth.flights:
        assert np.all(np.diff(flown.path.time_s) > 0.0)
        assert np.all(np.isfinite(np.array(flown.path)))


@pytest.mark.parametrize(
    ("traffic", "least", "most"),
    [(ALL[0], 189.0, 241.0), (ALL[1], 39.0, 66.0), (ALL[3], 34.0, 61.0), (ALL[5], 2.0, 32.0)],
    ids=["across", "local", "patrols", "flocks"],
)
def test_they_fly_as_fast_as_was_asked(traffic: Traffic, least: float, most: float) -> None:
    truth = truth_of(traffic)
    for k in range(len(truth)):
        assert least < speeds_mps(truth, k).min()
        assert speeds_mps(truth, k).max() < most


def test_light_aircraft_come_home() -> None:
    for flown in truth_of(ALL[1]).flights:
        for k in (0, -1):
            assert distance_m(*FIELD[0], flown.path.lat_deg[k], flown.path.lon_deg[k]) < 3_000.0
        assert flown.path.height_m[0] == flown.path.height_m[-1] == 150.0


def test_a_share_answers_and_birds_and_balloons_never_do() -> None:
    local = truth_of(Local(count=300, fields=FIELD, ground_m=150.0, radius_m=5_000.0, transponders=0.5))
    assert np.mean([flown.mode_s is not None for flown in local.flights]) == pytest.approx(0.5, abs=0.1)
    assert all(flown.mode_3a is None for flown in truth_of(*ALL[4:]).flights)


def test_gliders_circle_and_climb_within_their_heights() -> None:
    truth = truth_of(ALL[2])
    for k, flown in enumerate(truth.flights):
        assert 500.0 < flown.path.height_m.max() < 1_710.0
        assert flown.path.height_m.min() > 450.0
        assert 15.0 < np.median(speeds_mps(truth, k)) < 45.0


def test_balloons_go_with_the_wind_at_their_height() -> None:
    truth = truth_of(ALL[4])
    for flown in truth.flights:
        path = flown.path
        east, north = truth.air.wind_mps(path.time_s[:-1], path.height_m[:-1])
        moved_m = distance_m(path.lat_deg[0], path.lon_deg[0], path.lat_deg[-1], path.lon_deg[-1])
        assert moved_m == pytest.approx(10.0 * float(np.hypot(east.sum(), north.sum())), rel=0.01)
        assert 3_000.0 - 200.0 < path.height_m.max() < 4_000.0 + 200.0


def test_migrating_flocks_go_where_they_are_said_to() -> None:
    still = Truth(Scenario("x", START, 86_400.0, 1, (), traffic=(Flocks(count=40, **CIRCLE, toward_deg=180.0),)))
    north = [flown.path.lat_deg[-1] - flown.path.lat_deg[0] for flown in still.flights]
    assert np.mean(np.array(north) < 0.0) > 0.9
