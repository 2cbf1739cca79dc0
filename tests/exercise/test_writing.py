from pathlib import Path

import pytest

from sargas.exercise.scenario import scenario_from_toml
from sargas.exercise.writing import toml_key, toml_of, toml_text

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_scenario_written_and_read_is_that_scenario(file: Path) -> None:
    scenario = scenario_from_toml(file.read_text())
    assert scenario_from_toml(toml_of(scenario)) == scenario


def test_events_heights_and_words_that_need_care_are_written_so_that_they_are_read() -> None:
    scenario = scenario_from_toml(
        """name = "a \\"quoted\\" name"
start = 2026-09-05T00:00:00Z
duration_s = 60.0
seed = 1
radars = []
ground_m = 100.0
[[flights]]
id = "x"
cross_section_m2 = 0.1
waypoints = [
  { lat_deg = 54.6, lon_deg = 25.3, height_agl_m = 60.0, speed_mps = 20.0 },
  { lat_deg = 54.6, lon_deg = 25.4, altitude_amsl_m = 60.0, speed_mps = 20.0, loiter_s = 30.0 },
]
becomes = [{ kind = "glide", from_s = 20.0 }]
swarm = { count = 3, spacing_m = 50.0 }
[config.site]
"a key" = "Ą\\u007f"
[[events]]
kind = "citizen_flood"
lat_deg = 54.6
lon_deg = 25.3
radius_m = 1000.0
reports = 5
"""
    )
    text = toml_of(scenario)
    assert scenario_from_toml(text) == scenario
    assert 'kind = "citizen_flood"' in text
    assert "sigma_deg" not in text


def test_values_in_one_line() -> None:
    assert toml_text({"a b": [1, True, "x"]}) == '{ "a b" = [1, true, "x"] }'
    assert toml_key("a-b_c") == "a-b_c"
    assert toml_key("") == '""'
