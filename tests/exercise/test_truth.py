import datetime
import hashlib
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.traffic import Across, Traffic
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


def civil(count: int) -> Across:
    return Across(
        count=count, lat_deg=54.7, lon_deg=25.2, radius_m=100_000.0, speed_mps=(190.0, 240.0), height_m=(9e3, 12e3)
    )


def test_civil_traffic_is_decided_by_the_seed() -> None:
    one, same, other = (Truth(scenario(traffic=(civil(20),), seed=seed)) for seed in (1, 1, 2))
    assert [flown.mode_s for flown in one.flights] == [flown.mode_s for flown in same.flights]
    assert [flown.mode_s for flown in one.flights] != [flown.mode_s for flown in other.flights]
    assert len({flown.mode_s for flown in one.flights}) == 20


def test_civil_speeds_are_what_was_asked() -> None:
    truth = Truth(scenario(traffic=(civil(30),)))
    middle = (truth.start_s + truth.end_s) / 2
    before, after = truth.positions(middle - 5.0), truth.positions(middle + 5.0)
    speed = Geod(ellps="WGS84").inv(before[1], before[0], after[1], after[0])[2] / 10.0
    assert np.all((speed > 185.0) & (speed < 245.0))


def test_places_are_those_of_each_path_alone_at_any_time() -> None:
    flights = tuple(Flight(f"f{k}", PATH, 0.1, start_s=400.0 * k) for k in range(3))
    truth = Truth(scenario(flights))
    chance = np.random.default_rng(3)
    rows = chance.integers(0, 3, 500)
    times = chance.uniform(truth.start_s[0] - 100.0, truth.end_s[2] + 100.0, 500)
    lat, lon, height, exists = truth.positions(times, rows)
    for k in range(500):
        path = truth.flights[rows[k]].path
        expected = [np.interp(times[k], path.time_s, column) for column in path[1:]]
        assert (lat[k], lon[k], height[k]) == pytest.approx(expected, abs=1e-6)
        assert exists[k] == (path.time_s[0] <= times[k] <= path.time_s[-1])
    assert set(truth.existing(truth.end_s[0] + 1.0, truth.end_s[0] + 2.0)) == {1, 2}


def test_a_scenario_in_which_nothing_flies() -> None:
    truth = Truth(scenario())
    assert len(truth) == len(truth.existing(0.0, 1e10)) == 0
    assert all(len(column) == 0 for column in truth.positions(np.empty(0)))


def test_the_fastest_leg_bounds_how_far_an_object_moves() -> None:
    truth = Truth(scenario((Flight("a", PATH, 0.1),)))
    assert 30.0 <= truth.fastest_mps[0] < 30.6


@pytest.mark.parametrize(
    ("name", "count", "digest"), [("july_2025", 44, "b99f44f9af0c38b2"), ("normal_day", 1393, "5d20223465a65600")]
)
def test_who_flies_in_shipped_scenarios_and_where_is_what_it_was(name: str, count: int, digest: str) -> None:
    file = Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios" / f"{name}.toml"
    truth = Truth(scenario_from_toml(file.read_text()))
    found = hashlib.sha256(repr([(flown.id, flown.mode_s, flown.callsign) for flown in truth.flights]).encode())
    for flown in truth.flights:
        found.update((np.round(np.array(flown.path), 6) + 0.0).tobytes())
    assert (len(truth), found.hexdigest()[:16]) == (count, digest)
