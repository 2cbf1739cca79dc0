"""`sargas users` as it is typed: no password among the arguments, none by default."""

import subprocess
import sys
from pathlib import Path

from sargas.web.users import read_users


def users(*arguments: str | Path, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sargas.cli", "users", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=said)


def test_from_the_first_user_to_the_last(tmp_path: Path) -> None:
    file, password = tmp_path / "users.json", "correct horse battery\n"
    assert users("add", file, "Ona", "--role", "lead", "--cleared", said=password).returncode == 0
    assert users("add", file, "Jonas", "--role", "admin", said=password).returncode == 0
    assert users("passwd", file, "Jonas", said="another long password").returncode == 0
    assert users("roles", file, "Ona", "--role", "lead", "--role", "planner").returncode == 0
    key = users("key", file, "Ona", "map", "--role", "viewer", "--days", "1").stdout
    assert key.startswith("sargas_")
    assert users("revoke", file, "Ona", "map").returncode == 0
    assert users("remove", file, "Jonas").returncode == 0
    assert users("list", file).stdout == "Ona: lead, planner\n"
    assert [user.name for user in read_users(file)] == ["Ona"]


def test_what_is_wrong_is_one_line(tmp_path: Path) -> None:
    done = users("add", tmp_path / "users.json", "Ona", "--role", "lead", said="")
    assert (done.returncode, done.stderr) == (2, "sargas: a password has 12 to 1000 characters\n")
    assert users("add", tmp_path / "users.json", "Ona", "--role", "lead", "--password", "x").returncode == 2
