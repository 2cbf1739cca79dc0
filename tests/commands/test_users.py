"""`sargas users`: what the file of users says after each command."""

import io
import json
import stat
import sys
from pathlib import Path

import pytest

from sargas.commands import users as room
from sargas.commands.users import run_add, run_key, run_list, run_passwd, run_remove, run_revoke, run_roles
from sargas.errors import ConfigError
from sargas.web.passwords import matches
from sargas.web.users import digest, read_users

SECRET = "correct horse battery"


@pytest.fixture
def file(tmp_path: Path, typed: None) -> Path:
    path = tmp_path / "users.json"
    run_add(path, "R. Petrauskas", ["lead", "operator"], False)
    return path


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SECRET}\n" * 9))


def test_somebody_new(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (user,) = read_users(file)
    assert (user.name, user.roles, user.cleared) == ("R. Petrauskas", ("operator", "lead"), False)
    assert matches(SECRET, user.password)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET not in capsys.readouterr().out + file.read_text()


@pytest.mark.parametrize(
    ("name", "roles", "why"),
    [
        ("r. PETRAUSKAS", ["viewer"], "is a user already"),
        ("Ona", ["king"], "no role is called 'king': viewer, operator"),
        ("Ona", [], "one role at least"),
        ("Ona\n", ["viewer"], "no blank at either end"),
    ],
)
def test_who_cannot_be_added(file: Path, name: str, roles: list[str], why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        run_add(file, name, roles, False)
    assert len(read_users(file)) == 1


def test_a_password_is_typed_twice_at_a_terminal(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    said = iter(["another long password", "another long passwort", "another long password", "another long password"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(room.getpass, "getpass", lambda _: next(said))
    with pytest.raises(ConfigError, match="not the same"):
        run_passwd(file, "R. Petrauskas")
    run_passwd(file, "r. petrauskas")
    assert matches("another long password", next(iter(read_users(file))).password)


def test_a_short_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    with pytest.raises(ConfigError, match="12 to 1000 characters"):
        run_add(tmp_path / "users.json", "Ona", ["viewer"], False)
    assert not (tmp_path / "users.json").exists()


def test_other_roles_and_clearance(file: Path) -> None:
    run_roles(file, "R. Petrauskas", ["director"], True)
    (user,) = read_users(file)
    assert (user.roles, user.cleared) == (("director",), True)
    with pytest.raises(ConfigError, match="no user is called 'Ona'"):
        run_roles(file, "Ona", ["director"], True)


def test_a_key_is_told_once_and_revoked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    run_key(file, "R. Petrauskas", "prometheus", ["viewer"], 30.0)
    key = capsys.readouterr().out.strip()
    (kept,) = next(iter(read_users(file))).keys
    assert (kept.sha256, kept.roles, kept.until_s) == (digest(key), ("viewer",), kept.made_s + 30 * 86_400.0)
    assert key not in file.read_text()
    for label, roles, why in (
        ("prometheus", [], "has a key 'prometheus' already"),
        ("other", ["director"], "is no director"),
        ("\n", [], "label"),
    ):
        with pytest.raises(ConfigError, match=why):
            run_key(file, "R. Petrauskas", label, roles, None)
    run_revoke(file, "R. Petrauskas", "prometheus")
    assert next(iter(read_users(file))).keys == ()
    with pytest.raises(ConfigError, match="has no key 'prometheus'"):
        run_revoke(file, "R. Petrauskas", "prometheus")


def test_the_last_one_is_not_removed_by_accident(file: Path) -> None:
    with pytest.raises(ConfigError, match="is the last user"):
        run_remove(file, "R. Petrauskas")
    run_add(file, "Ona", ["admin"], False)
    run_remove(file, "R. Petrauskas")
    assert [user.name for user in read_users(file)] == ["Ona"]


def test_the_list_holds_nothing_that_opens_anything(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_key(file, "R. Petrauskas", "map", [], 1.0)
    capsys.readouterr()
    run_list(file, False)
    run_list(file, True)
    said = capsys.readouterr().out
    assert "R. Petrauskas: operator, lead\n  key map: operator, lead until " in said
    row = json.loads(said.splitlines()[-1])
    assert sorted(row) == ["cleared", "keys", "name", "roles"]
    assert "argon2" not in said
