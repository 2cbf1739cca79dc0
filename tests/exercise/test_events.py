import math

import pytest

from sargas.errors import ConfigError
from sargas.exercise.events import Bias, Dies, Link, amiss, chance_of, within
from sargas.exercise.scenario import scenario_from_toml

TEXT = """name = "x"
start = 2026-09-05T00:00:00Z
duration_s = 600.0
seed = 1
[[radars]]
sensor = "north"
sac = 70
sic = 1
site = { lat_deg = 54.65, lon_deg = 25.3, height_m = 200.0 }
ground_m = 180.0
[[ears]]
sensor = "ears"
kind = "array"
places = [[54.6, 25.3], [54.7, 25.3]]
height_m = 150.0
"""


def findings(events: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        scenario_from_toml(TEXT + events, "x.toml")
    return caught.value.findings


def test_all_that_cannot_be_is_told_at_once_and_posts_may_be_named() -> None:
    told = findings("""
[[events]]
kind = "dies"
sensor = "nort"
from_s = 700.0
[[events]]
kind = "bias"
sensor = "ears-2"
from_s = 100.0
to_s = 50.0
[[events]]
kind = "gnss_jamming"
lat_deg = 54.6
lon_deg = 25.3
radius_m = 1000.0
clocks = ["south"]
to_s = 900.0
[[events]]
kind = "jammer"
lat_deg = 54.6
lon_deg = 25.3
height_m = 200.0
noise_db = 20.0
radars = ["ears"]
""")
    assert told == (
        "x.toml: events[0].from_s: 700 is outside the scenario, which lasts 600 s",
        "x.toml: events[0].sensor: no sensor is 'nort'; there are north, ears, ears-1, ears-2",
        "x.toml: events[1].to_s: 50 is not after from_s",
        "x.toml: events[2].to_s: 900 is outside the scenario, which lasts 600 s",
        "x.toml: events[2].clocks: no sensor is 'south'; there are north, ears, ears-1, ears-2",
        "x.toml: events[3].radars: no sensor is 'ears'; there are north",
    )


def test_what_an_event_says_of_itself_is_looked_at_too() -> None:
    told = findings("""
[[events]]
kind = "link"
sensor = "north"
loss = 1.5
[[events]]
kind = "shift"
lat_deg = 54.6
lon_deg = 25.3
radius_m = 1000.0
shift_m = 400000.0
toward_deg = 10.0
[[events]]
kind = "sleeps"
""")
    assert told[0] == "x.toml: events[0]: loss is a share, 0 to 1"
    assert told[1] == "x.toml: events[1]: shift_m is at most 300000"
    assert told[2].startswith("x.toml: events[2].kind: 'sleeps'; one of dies, maintenance, bias, clock, link, jammer,")


def test_an_event_without_an_end_lasts_and_its_chance_is_its_own() -> None:
    assert within(Dies(sensor="a", from_s=5.0)) == (5.0, math.inf)
    assert within(Bias(sensor="a", to_s=7.0)) == (0.0, 7.0)
    assert list(amiss([Link(sensor="a", to_s=30.0)], 60.0, ["a"], [])) == []
    draws = {chance_of(seed, k, whom).random() for seed in (1, 2) for k in (0, 1) for whom in ("a", "b")}
    assert len(draws) == 8
    assert chance_of(1, 0, "a").random() == chance_of(1, 0, "a").random()
