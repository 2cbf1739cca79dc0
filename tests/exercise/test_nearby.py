import datetime

import numpy as np
import pytest

from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.nearby import Nearby
from sargas.exercise.scenario import Scenario
from sargas.exercise.traffic import Across
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import distance_m

START = datetime.datetime(2026, 9, 5, tzinfo=datetime.UTC)


def truth() -> Truth:
    crossing = Across(
        count=120, lat_deg=54.7, lon_deg=25.0, radius_m=120_000.0, speed_mps=(60.0, 250.0), height_m=(500.0, 9_000.0),
        cross_section_m2=1.0,
    )  # fmt: skip
    return Truth(Scenario("x", START, 1_800.0, 4, (), traffic=(crossing,)))


@pytest.mark.parametrize(("looks_s", "late_s"), [(1.0, 0.0), (30.0, 60.0)])
def test_nobody_within_reach_is_left_out_and_few_others_are_in(looks_s: float, late_s: float) -> None:
    of = truth()
    chance = np.random.default_rng(2)
    lat, lon = chance.uniform(54.0, 55.4, 40), chance.uniform(24.0, 26.0, 40)
    reach_m = chance.uniform(2_000.0, 15_000.0, len(of))
    near = Nearby(of, lat, lon, reach_m, looks_s, late_s)
    start_s = START.timestamp()
    within = listed = 0
    for from_s in start_s + np.arange(0.0, 1_800.0, 35.0):
        post, row, objects, column = near.pairs(from_s)
        assert np.array_equal(objects[column], row)
        told = set(zip(post.tolist(), row.tolist(), strict=True))
        listed += len(told)
        for at_s in np.linspace(from_s - late_s, from_s + looks_s, 5):
            lat_o, lon_o, _, exists = of.positions(np.full(len(of), at_s))
            away_m = distance_m(lat[:, None], lon[:, None], lat_o[None, :], lon_o[None, :])
            for one in zip(*np.nonzero((away_m < reach_m) & exists), strict=True):
                within += 1
                assert tuple(map(int, one)) in told
    assert within > 300
    assert listed < 40 * len(of) * 52 / 3


def test_what_never_matters_is_never_listed() -> None:
    of = truth()
    near = Nearby(of, np.array([54.7]), np.array([25.0]), np.zeros(len(of)), 1.0)
    assert len(near.pairs(START.timestamp() + 600.0)[0]) == 0


def test_who_begins_within_the_seconds_is_listed_before() -> None:
    path = (Waypoint(54.7, 25.0, 500.0, 20.0), Waypoint(54.8, 25.0, 500.0, 20.0))
    of = Truth(Scenario("x", START, 600.0, 4, (), (Flight("late", path, 1.0, start_s=119.0),)))
    near = Nearby(of, np.array([54.7]), np.array([25.0]), np.array([1_000.0]), 1.0)
    assert near.pairs(START.timestamp() + 119.5).object.tolist() == [0]
    near = Nearby(of, np.array([54.7]), np.array([25.0]), np.array([1_000.0]), 30.0)
    assert near.pairs(START.timestamp() + 95.0).object.tolist() == [0]
