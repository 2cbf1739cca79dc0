from pathlib import Path

import pytest

from sargas.errors import ConfigError
from sargas.exercise.described import sensors
from sargas.exercise.scenario import scenario_from_toml

SCENARIOS = Path(__file__).resolve().parents[2] / "src" / "sargas" / "exercise" / "scenarios"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda p: p.stem)
def test_every_shipped_scenario_reads(path: Path) -> None:
    scenario = scenario_from_toml(path.read_text())
    assert sensors(scenario)
    assert scenario.start_s > 1.7e9


def test_every_error_at_once() -> None:
    text = """
name = "x"
start = 2025-07-28T05:00:00Z
duration_s = "long"
radars = [{ sensor = "a", sac = 1, sic = 2, site = { lat_deg = 95.0, lon_deg = 1.0 }, ground_m = 0.0 }]
flights = [{ id = "f", cross_section_m2 = 1.0, waypoints = [] }]
"""
    with pytest.raises(ConfigError) as caught:
        scenario_from_toml(text, "x.toml")
    assert caught.value.findings == (
        "x.toml: duration_s: Expected float, got str",
        "x.toml: radars[0].site: lat_deg 95.0 is outside -90..90",
        "x.toml: flights[0]: a path needs two waypoints",
        "x.toml: seed: missing",
    )


def test_not_toml() -> None:
    with pytest.raises(ConfigError, match="not TOML"):
        scenario_from_toml("= 3")
