import json
from pathlib import Path

import pytest

from sargas.commands.exercise_import import run_import
from sargas.errors import ConfigError
from sargas.exercise.player import chunks
from sargas.exercise.scenario import scenario_from_toml

SCN = "00:00:00.00>CRE KL204, B738, 54.00, 25.00, 0, FL100, 250\n00:10:00.00>HDG KL204 90\n"


def test_what_is_written_is_a_scenario_that_plays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "two.scn", tmp_path / "two.toml"
    file.write_text(SCN + "00:11:00.00>ZOOM IN\n")
    assert run_import(file, out, 1_200.0, True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["flights"] == 1
    assert told["passed_over"] == ["line 3: ZOOM IN: no command that is understood here"]
    scenario = scenario_from_toml(out.read_text())
    assert (scenario.name, scenario.duration_s, len(scenario.flights)) == ("two", 1_200.0, 1)
    assert list(chunks(scenario)) == []
    with pytest.raises(ConfigError, match="never overwritten"):
        run_import(file, out, None, False)


def test_all_understood_is_no_finding_and_nothing_at_all_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "one.scn"
    file.write_text(SCN)
    assert run_import(file, tmp_path / "one.toml", None, False) == 0
    assert "1 flights in" in capsys.readouterr().err
    file.write_text("hello\n")
    with pytest.raises(ConfigError, match="no aircraft flies in it"):
        run_import(file, tmp_path / "none.toml", None, False)
    with pytest.raises(ConfigError, match="No such file"):
        run_import(tmp_path / "gone.scn", tmp_path / "none.toml", None, False)
