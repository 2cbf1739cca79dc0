import json
from pathlib import Path

import pytest

from sargas.commands.exercise_generate import run_generate
from sargas.errors import ConfigError
from sargas.exercise.scenario import scenario_from_toml

FAMILY = """name = "family"
start = 2026-09-05T00:00:00Z
duration_s = 7200.0
seed = 7
ground_m = 150.0
radars = []
[[incursions]]
count = 2
into = "LTU"
out_of = "BLR"
"""


def test_each_member_is_a_scenario_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "family.toml").write_text(FAMILY)
    out = tmp_path / "out"
    assert run_generate(str(tmp_path / "family.toml"), 3, out, None, True) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [Path(row["file"]).name for row in rows] == ["family-001.toml", "family-002.toml", "family-003.toml"]
    assert len({row["seed"] for row in rows}) == 3
    members = [scenario_from_toml(Path(row["file"]).read_text()) for row in rows]
    assert [len(one.flights) for one in members] == [2, 2, 2]
    assert len({one.flights for one in members}) == 3
    with pytest.raises(ConfigError, match=r"family-001.toml is there already"):
        run_generate(str(tmp_path / "family.toml"), 3, out, None, False)


def test_three_days_of_a_shipped_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_generate("normal_day", 1, tmp_path, 72.0, False) == 0
    assert "1 scenarios with 0 single flights" in capsys.readouterr().err
    scenario = scenario_from_toml((tmp_path / "normal_day-001.toml").read_text())
    assert (scenario.duration_s, scenario.traffic[0].count) == (259_200.0, 2_700)
