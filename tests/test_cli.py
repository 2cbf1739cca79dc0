import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = ("demo", "up", "check", "decode", "track", "winds", "replay", "journal", "history", "doctor", "users")


def sargas(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sargas.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_names_every_command() -> None:
    shown = sargas("--help")
    assert shown.returncode == 0
    for command in COMMANDS:
        assert f"  {command} " in shown.stdout
    assert "not for engagement" in shown.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert sargas(command, "--help").returncode == 0


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
sys.argv = ["sargas", "--help"]
try:
    from sargas.cli import main
    main()
except SystemExit:
    pass
print(sorted({"numpy", "numba", "rich", "shapely", "starlette", "pyarrow", "msgspec", "ssl"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_error_of_ours_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    for arguments in (
        ("decode", tmp_path, "--format", "asterix"),
        ("up", tmp_path / "no.toml"),
        ("journal", "verify", tmp_path),
        ("replay", tmp_path),
        ("demo", "--recording", tmp_path / "no", "--format", "asterix"),
    ):
        done = sargas(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr.startswith("sargas: ")
        assert done.stderr.count("\n") == 1, done.stderr


def test_wrong_words_are_exit_code_2() -> None:
    for arguments in (("fly",), ("track",), ("decode", "x", "--form", "y")):
        assert sargas(*arguments).returncode == 2


def test_version() -> None:
    from sargas import __version__

    assert sargas("--version").stdout == f"sargas {__version__}\n"


def test_a_reader_that_goes_away_is_no_error(corpus: Path) -> None:
    path = corpus / "radar" / "ifsnop_068test_bds30.gps"
    command = f"{sys.executable} -m sargas.cli decode {path} -f asterix --date 2026-01-01 | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
