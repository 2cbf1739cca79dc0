"""Flights as they are written down: heights, circles, swarms, and what becomes of them."""

import datetime

import msgspec
import numpy as np
import pytest

from sargas.errors import ConfigError
from sargas.exercise.flights import Drift, Flight, Glide, Swarm, Waypoint
from sargas.exercise.scenario import Layer, Scenario, Weather, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import azimuth_deg, distance_m
from sargas.geo.geoid import undulation_m

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)
START_S = START.timestamp()
WIND = Weather(54.6, 25.3, (Layer(200.0, 270.0, 10.0),), sigma_mps=0.0)
EAST = (Waypoint(54.6, 25.3, 400.0, 30.0), Waypoint(54.6, 25.6, 400.0, 30.0))


def truth_of(flight: Flight, seed: int = 1, **said: object) -> Truth:
    return Truth(Scenario("x", START, 3_600.0, seed, (), (flight,), **said))


def test_heights_are_above_what_they_say() -> None:
    path = (
        Waypoint(54.6, 25.3, 400.0, 30.0),
        Waypoint(54.6, 25.4, None, 30.0, height_agl_m=120.0),
        Waypoint(54.6, 25.5, None, 30.0, altitude_amsl_m=300.0),
    )
    flown = truth_of(Flight("a", path, 0.1), ground_m=170.0).flights[0].path
    assert flown.height_m == pytest.approx([400.0, 290.0, 300.0 + float(undulation_m(54.6, 25.5))])


def test_exactly_one_height_and_a_ground_to_be_above_are_asked_for_together() -> None:
    text = """name = "x"
start = 2026-09-05T00:00:00Z
duration_s = 60.0
seed = 1
radars = []
[[flights]]
id = "a"
cross_section_m2 = 0.1
waypoints = [{ lat_deg = 54.6, lon_deg = 25.3, speed_mps = 3.0, height_agl_m = 60.0 }, { lat_deg = 54.6, lon_deg = 25.4, speed_mps = 3.0, height_m = 60.0 }]
becomes = [{ kind = "glide", from_s = 20.0 }]
[[flights]]
id = "a"
cross_section_m2 = 0.1
waypoints = [{ lat_deg = 54.6, lon_deg = 25.3, speed_mps = 3.0, height_m = 60.0 }, { lat_deg = 54.6, lon_deg = 25.4, speed_mps = 3.0, height_m = 60.0 }]
[[recorded]]
file = "none.jsonl"
format = "statevektors"
"""  # noqa: E501
    with pytest.raises(ConfigError) as caught:
        scenario_from_toml(text, "x.toml")
    told = caught.value.findings
    asked = "above which ground? a scenario says it as ground_m, or as terrain"
    assert told[:3] == (
        "x.toml: flights: 2 are called 'a'",
        f"x.toml: flights[0].waypoints[0].height_agl_m: {asked}",
        f"x.toml: flights[0].becomes[0]: {asked}",
    )
    assert told[3].startswith("x.toml: recorded[0].format: 'statevektors' is none of acoustic,")
    assert told[4:] == ("x.toml: recorded[0].file: none.jsonl: no such file",)
    with pytest.raises(ValueError, match="exactly one of height_m, height_agl_m, altitude_amsl_m"):
        Waypoint(54.6, 25.3, 60.0, 3.0, height_agl_m=40.0)
    with pytest.raises(ValueError, match="exactly one"):
        Waypoint(54.6, 25.3, speed_mps=3.0)


def test_it_circles_at_a_place_for_a_time_and_goes_on() -> None:
    round_s = 2.0 * np.pi * 300.0 / 30.0
    middle = msgspec.structs.replace(EAST[1], loiter_s=4.0 * round_s, loiter_radius_m=300.0)
    path = (EAST[0], middle, Waypoint(54.6, 25.9, 400.0, 30.0))
    truth, straight = truth_of(Flight("a", path, 0.1)), truth_of(Flight("a", (EAST[0], EAST[1], path[2]), 0.1))
    longer_s = float((truth.end_s - straight.end_s)[0])
    assert longer_s == pytest.approx(4.0 * round_s, rel=0.004)
    arrived_s = START_S + float(distance_m(54.6, 25.3, 54.6, 25.6)) / 30.0
    times = arrived_s + np.linspace(0.0, longer_s, 500)
    lat, lon, *_ = truth.positions(times, np.zeros(500, np.intp))
    centre = np.mean(lat), np.mean(lon)
    assert distance_m(*centre, lat, lon) == pytest.approx(300.0, rel=0.03)
    assert centre[0] < 54.6  # to the right of who flies east
    quarter = truth.positions(np.array([arrived_s + round_s / 4.0]), np.zeros(1, np.intp))
    assert azimuth_deg(*centre, quarter[0], quarter[1])[0] == pytest.approx(90.0, abs=5.0)
    began = Flight("b", (msgspec.structs.replace(EAST[0], loiter_s=60.0), EAST[1]), 0.1)
    assert float((truth_of(began).end_s - truth_of(Flight("b", EAST, 0.1)).end_s)[0]) > 55.0


def test_a_swarm_keeps_its_pattern_and_the_first_flies_what_is_written() -> None:
    flight = Flight("pack", EAST, 0.05, mode_s="500001", mode_3a="7000", swarm=Swarm(19, 80.0))
    truth, again, other = truth_of(flight), truth_of(flight), truth_of(flight, seed=2)
    assert [flown.id for flown in truth.flights] == [f"pack-{k}" for k in range(1, 20)]
    assert [flown.mode_s for flown in truth.flights] == ["500001"] + [None] * 18
    alone = truth_of(msgspec.structs.replace(flight, swarm=None)).flights[0].path
    assert all(np.array_equal(a, b) for a, b in zip(truth.flights[0].path, alone, strict=True))
    lat, lon, height_m, exists = truth.positions(np.full(19, START_S + 300.0))
    assert exists.all()
    apart = distance_m(lat[:, None], lon[:, None], lat[None, :], lon[None, :]) + np.eye(19) * 1e9
    assert apart.min(axis=1) == pytest.approx(80.0, abs=30.0)
    assert distance_m(lat[0], lon[0], lat, lon).max() == pytest.approx(160.0, abs=30.0)
    assert np.ptp(height_m) < 20.0
    assert np.array_equal(lat, again.positions(np.full(19, START_S + 300.0))[0])
    assert not np.array_equal(lat, other.positions(np.full(19, START_S + 300.0))[0])


def test_who_lost_his_aim_goes_with_the_wind_or_wanders_in_it() -> None:
    adrift = Flight("a", EAST, 0.1, becomes=(Drift(from_s=100.0, lasts_s=600.0),))
    path = truth_of(adrift, weather=WIND).flights[0].path
    assert path.time_s[-1] - path.time_s[0] == pytest.approx(700.0, abs=2.0)
    place = [np.interp(START_S + 100.0, path.time_s, column) for column in path[1:3]]
    assert distance_m(*place, path.lat_deg[-1], path.lon_deg[-1]) == pytest.approx(6_000.0, rel=0.01)
    assert azimuth_deg(*place, path.lat_deg[-1], path.lon_deg[-1]) == pytest.approx(90.0, abs=0.2)
    wander = Flight("a", EAST, 0.1, becomes=(Drift(from_s=100.0, lasts_s=600.0, airspeed_mps=25.0, sigma_deg=90.0),))
    path = truth_of(wander).flights[0].path
    steps_m = distance_m(path.lat_deg[1:-1], path.lon_deg[1:-1], path.lat_deg[2:], path.lon_deg[2:])
    assert steps_m == pytest.approx(50.0, rel=0.02)
    course = azimuth_deg(path.lat_deg[1:-1], path.lon_deg[1:-1], path.lat_deg[2:], path.lon_deg[2:])
    assert course[0] == pytest.approx(90.0, abs=1.0)
    assert np.std(np.unwrap(course, period=360.0)) > 30.0
    gone = truth_of(Flight("a", EAST, 0.1, becomes=(Drift(from_s=9e5, lasts_s=600.0),))).flights[0].path
    assert len(gone.time_s) == 2


def test_an_engine_that_stops_is_a_glide_to_the_ground() -> None:
    glide = Flight("a", EAST, 0.1, becomes=(Glide(from_s=100.0, ratio=8.0),))
    path = truth_of(glide, ground_m=160.0).flights[0].path
    went_m = 240.0 * 8.0
    assert path.height_m[-1] == 160.0
    assert (np.diff(path.height_m[1:]) < 0.0).all()
    assert distance_m(path.lat_deg[1], path.lon_deg[1], path.lat_deg[-1], path.lon_deg[-1]) == pytest.approx(
        went_m, abs=62.0
    )
    assert path.time_s[-1] - path.time_s[0] == pytest.approx(100.0 + went_m / 30.0, abs=2.1)
    both = Flight("a", EAST, 0.1, becomes=(Drift(from_s=50.0, lasts_s=200.0, airspeed_mps=20.0), Glide(from_s=120.0)))
    path = truth_of(both, ground_m=160.0).flights[0].path
    assert path.height_m[-1] == 160.0
    assert path.time_s[-1] - path.time_s[0] == pytest.approx(120.0 + 240.0 * 10.0 / 20.0, abs=4.0)
    with pytest.raises(ValueError, match="in order of time"):
        Flight("a", EAST, 0.1, becomes=(Glide(from_s=100.0), Drift(from_s=50.0, lasts_s=9.0)))
