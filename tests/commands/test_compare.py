from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from exercise.review.sample import sample
from sargas.cli import app
from sargas.commands.compare import read_report, run_compare
from sargas.errors import ConfigError
from sargas.exercise.review.page import comparison


def stored(folder: Path, seed: int) -> Path:
    folder.mkdir()
    report = sample()
    told = msgspec.structs.replace(report, origin=msgspec.structs.replace(report.origin, seed=seed))
    (folder / "report.json").write_bytes(msgspec.json.encode(told))
    return folder


def test_two_runs_become_one_page(tmp_path: Path) -> None:
    a, b, out = stored(tmp_path / "a", 1), stored(tmp_path / "b", 2), tmp_path / "both.html"
    said = CliRunner().invoke(app, ["exercise", "compare", str(a), str(b / "report.json"), "--out", str(out)])
    assert said.exit_code == 0, said.output
    assert f"written to {out}" in said.output.replace("\n", "")
    assert out.read_text() == comparison(read_report(a), read_report(b))


def test_what_is_no_report_is_refused_and_nothing_is_overwritten(tmp_path: Path) -> None:
    a, wrong, out = stored(tmp_path / "a", 1), tmp_path / "x.json", tmp_path / "both.html"
    with pytest.raises(ConfigError, match="No such file"):
        run_compare(a, tmp_path / "nothing", out)
    wrong.write_text('{"origin": 1}')
    with pytest.raises(ConfigError, match="is no report of a run"):
        run_compare(a, wrong, out)
    (wrong.parent / "y.json").write_bytes(
        (a / "report.json").read_bytes().replace(b"2025-07-28T05:00:00Z", b"yesterday")
    )
    with pytest.raises(ConfigError, match="start"):
        run_compare(a, wrong.parent / "y.json", out)
    assert not out.exists()
    out.write_text("mine")
    with pytest.raises(ConfigError, match="is there already"):
        run_compare(a, a, out)
    assert out.read_text() == "mine"
