import pytest

from sargas.errors import ConfigError
from sargas.exercise.scenario import scenario_from_toml

HEAD = """name = "x"
start = 2026-09-05T00:00:00Z
duration_s = 60.0
seed = 1
radars = []
"""


def test_a_kind_that_is_none_a_line_of_one_place_and_a_wrong_key_are_told_together() -> None:
    text = (
        HEAD
        + """
[[traffic]]
kind = "zeppelins"
count = 1
[[traffic]]
kind = "patrols"
count = 1
along = [[54.0, 25.0]]
[[traffic]]
kind = "flocks"
count = 1
lat_deg = 54.0
lon_deg = 25.0
radius = 1000.0
"""
    )
    with pytest.raises(ConfigError) as caught:
        scenario_from_toml(text, "x.toml")
    assert caught.value.findings == (
        "x.toml: traffic[0].kind: 'zeppelins'; one of across, local, soaring, patrols, balloons, flocks is expected",
        "x.toml: traffic[1]: a line needs two places",
        "x.toml: traffic[2].radius: unknown key; did you mean radius_m?",
        "x.toml: traffic[2].radius_m: missing",
    )
