import json
import tomllib
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from exercise.small import TEXT, read
from sargas.cli import app
from sargas.commands.exercise import played, run_exercise, site_of, toml_text
from sargas.commands.history import run_clocks
from sargas.commands.replay import changes_of
from sargas.errors import ConfigError
from sargas.exercise.review.page import page
from sargas.exercise.review.report import Report
from sargas.journal import verify

SHORT = TEXT.replace("duration_s = 420.0", "duration_s = 90.0").replace("within_s = 1.0", "within_s = 70.0")


def test_a_run_leaves_a_report_and_a_journal_that_is_sound_and_gives_the_same_again(tmp_path: Path) -> None:
    file, out = tmp_path / "short.toml", tmp_path / "out"
    file.write_text(SHORT)
    result = CliRunner().invoke(app, ["exercise", "run", str(file), "--out", str(out)])
    assert result.exit_code == 1, result.output  # what flies below everything was missed
    assert "missed detected of below-everything: by 60 s, did not come: no sensor had a plot" in result.output
    report = msgspec.json.decode((out / "report.json").read_bytes(), type=Report)
    assert report.origin.scenario == "short"
    assert (out / "report.html").read_text() == page(report)
    assert not verify(out / "journal").findings
    incidents = {i.number: i for changes, _ in changes_of(out / "journal") for i in changes.incidents}
    assert len(incidents) == report.counts["incidents"] == 1
    assert incidents[1].acknowledged_by == "Anna"
    assert run_clocks(out / "journal", None, True) == 0
    again = ["exercise", "review", str(out / "journal"), "-s", str(file), "-o", str(tmp_path / "again"), "--json"]
    assert CliRunner().invoke(app, again).exit_code == 1
    for name in ("report.json", "report.html"):
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes()


def test_each_run_has_a_folder_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(ConfigError, match="each run has a folder of its own"):
        run_exercise("july_2025", tmp_path, None, None, False)


def test_another_seed_and_another_end(tmp_path: Path) -> None:
    file = tmp_path / "short.toml"
    file.write_text(SHORT)
    said = CliRunner().invoke(
        app, ["exercise", "run", str(file), "--out", str(tmp_path / "o"), "--seed", "9", "--duration", "30", "--json"]
    )
    assert json.loads(said.stdout)["weight"] > 0
    report = msgspec.json.decode((tmp_path / "o" / "report.json").read_bytes(), type=Report)
    assert (report.origin.seed, report.origin.duration_s) == (9, 30.0)


def test_a_scenario_that_cannot_be_played_says_why() -> None:
    with pytest.raises(ConfigError, match=r"small\.toml: config: zones\[0\]"):
        site_of(read(TEXT.replace("bundled:LTU", "bundled:XXX")))
    with pytest.raises(ConfigError, match="no object fits 'below-x'"):
        played(read(TEXT.replace("below-*", "below-x")))
    export = 'format = "asterix"\nrecipient = "LVA"\nsettings = { sac = 70, sic = 1 }'
    assert export in TEXT
    with pytest.raises(ConfigError, match=r"small\.toml: config: exports"):  # it cannot say that it is of an exercise
        played(read(TEXT.replace(export, 'format = "sapient"\nrecipient = "LVA"')))
    with pytest.raises(ConfigError, match="weather"):
        played(read(TEXT.replace(export, 'format = "weather"\nrecipient = "LVA"')))


def test_values_as_toml() -> None:
    value = {"a b": [1, 2.5, True, {"c": 'q"\n\x7fž'}], "d": "x"}
    assert tomllib.loads(f"v = {toml_text(value)}")["v"] == value
