import datetime

import numpy as np
import pytest
from pyproj import Geod

from sargas.exercise.scenario import Flight, Scenario, Traffic, Waypoint
from sargas.exercise.truth import Truth

START = datetime.datetime(2025, 7, 28, 5, 0, tzinfo=datetime.UTC)


def scenario(flights: tuple[Flight, ...] = (), traffic: tuple[Traffic, ...] = (), seed: int = 1) -> Scenario:
    return Scenario("x", START, 600.0, seed, (), flights, traffic)


PATH = (Waypoint(54.6, 25.8, 300.0, 15.0), Waypoint(54.6, 25.7, 200.0, 30.0), Waypoint(54.7, 25.7, 200.0, 1.0))


def test_a_leg_takes_its_length_over_its_speed() -> None:
    truth = Truth(scenario((Flight("a", PATH, 0.1, start_s=10.0),)))
    geod = Geod(ellps="WGS84")
    first_s = geod.inv(25.8, 54.6, 25.7, 54.6)[2] / 15.0
    second_s = geod.inv(25.7, 54.6, 25.7, 54.7)[2] / 30.0
    assert truth.start_s[0] == START.timestamp() + 10.0
    assert truth.end_s[0] - truth.start_s[0] == pytest.approx(first_s + second_s, abs=1e-3)
    lat, lon, height, exists = truth.positions(truth.start_s + first_s / 2)
    assert (lat[0], lon[0], height[0]) == pytest.approx((54.6, 25.75, 250.0))
    assert exists[0]
    assert not truth.positions(truth.start_s - 0.1)[3][0]
    assert not truth.positions(truth.end_s + 0.1)[3][0]


def test_civil_traffic_is_decided_by_the_seed() -> None:
    traffic = (Traffic(20, 54.7, 25.2, 100_000.0, (190.0, 240.0), (9000.0, 12000.0)),)
    one, same, other = (Truth(scenario(traffic=traffic, seed=seed)) for seed in (1, 1, 2))
    assert one.flights == same.flights
    assert one.flights != other.flights
    assert len({flight.mode_s for flight in one.flights}) == 20


def test_civil_speeds_are_what_was_asked() -> None:
    truth = Truth(scenario(traffic=(Traffic(30, 54.7, 25.2, 100_000.0, (190.0, 240.0), (9000.0, 12000.0)),)))
    middle = (truth.start_s + truth.end_s) / 2
    before, after = truth.positions(middle - 5.0), truth.positions(middle + 5.0)
    speed = Geod(ellps="WGS84").inv(before[1], before[0], after[1], after[0])[2] / 10.0
    assert np.all((speed > 185.0) & (speed < 245.0))
