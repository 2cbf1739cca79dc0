from pathlib import Path

import numpy as np

from sargas.exercise.families import expanded, lengthened, member
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.exercise.writing import toml_of

NORMAL = Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios" / "normal_day.toml"
FAMILY = scenario_from_toml(
    """name = "family"
start = 2026-09-05T00:00:00Z
duration_s = 7200.0
seed = 7
ground_m = 150.0
radars = []
[[incursions]]
count = 3
into = "LTU"
out_of = "BLR"
then = { drifts = 1.0, glides = 1.0, loiters = 1.0 }
swarm = 0.5
"""
)


def places(scenario: Scenario) -> list[np.ndarray]:
    return [np.array(flown.path) for flown in Truth(scenario).flights]


def test_a_scenario_that_is_written_down_plays_the_same() -> None:
    down = expanded(FAMILY)
    assert len(down.flights) == 3
    assert down.incursions == ()
    assert expanded(down) is down
    again = scenario_from_toml(toml_of(down))
    for one, other, third in zip(places(FAMILY), places(down), places(again), strict=True):
        assert np.array_equal(one, other)
        assert np.array_equal(one, third)


def test_members_differ_and_each_is_the_same_every_time() -> None:
    members = [member(FAMILY, k) for k in range(20)]
    assert members == [member(FAMILY, k) for k in range(20)]
    assert len({one.seed for one in members}) == 20
    assert len({one.flights[0].waypoints for one in members}) == 20
    assert members[2].name == "family, 3"
    assert all(scenario_from_toml(toml_of(one)) == one for one in members)


def test_three_days_of_mixed_traffic_are_a_day_of_it_three_times_as_long() -> None:
    day = scenario_from_toml(NORMAL.read_text())
    three = lengthened(day, 72.0 * 3600.0)
    assert [one.count for one in three.traffic] == [3 * one.count for one in day.traffic]
    truth = Truth(three)
    assert len(truth) == 3 * 1393
    in_hour = [len(truth.existing(three.start_s + 3600.0 * h, three.start_s + 3600.0 * (h + 1))) for h in range(2, 70)]
    assert min(in_hour) > 0.5 * np.mean(in_hour)
    assert scenario_from_toml(toml_of(three)) == three
