"""The file of users: whose it is, who is in it, and what is none."""

import os
import stat
import threading

import pytest

from sargas.errors import ConfigError
from sargas.web.users import (
    Key,
    User,
    Users,
    changing,
    digest,
    name_refused,
    new_key,
    read_users,
    write_private,
    write_users,
)  # fmt: skip

ONA = User("Ona Ž.", "none", ("operator",), keys=(Key("prometheus", digest("sargas_k"), ("viewer",), 1.0, 10.0),))


def test_it_is_its_owner_s_alone_and_comes_back_as_it_was(tmp_path):
    path = tmp_path / "users.json"
    os.umask(0)
    write_users(path, Users((ONA,)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(read_users(path)) == [ONA]
    assert os.listdir(tmp_path) == ["users.json"]


def test_where_there_is_no_file_there_are_no_users(tmp_path):
    assert len(read_users(tmp_path / "users.json")) == 0


def test_a_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "users.json"
    write_users(path, Users((ONA,)))
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="mode 640"):
        read_users(path)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"users": [{"name": "Ona"}]}',
        b'{"users": [], "more": 1}',
        b"\xff",
        b'{"users": [{"name": "Ona", "password": "", "roles": ["king"]}]}',
        b'{"users": [{"name": "Ona", "password": "", "roles": []}, {"name": "ona ", "password": "", "roles": []}]}',
    ],
)
def test_what_is_no_file_of_users_is_told(tmp_path, text):
    path = tmp_path / "users.json"
    write_private(path, text)
    with pytest.raises(ConfigError, match=r"users\.json"):
        read_users(path)


def test_a_name_typed_twice_is_one_person():
    users = Users((ONA,))
    for name in ("Ona Ž.", "ONA  ž.", "ona z\u030c.", "\u200bOna Ž."):
        assert users.named(name) == ONA
    for name in ("Ona", "", "Ona Ž." * 100):
        assert users.named(name) is None
    assert len(users.with_user(User("ONA ž.", "other", ("lead",)))) == 1
    assert len(users.without("ona ž.")) == 0


@pytest.mark.parametrize("name", ["", " ", " Ona", "Ona\n", "Ona\x00", "O" * 101, "\u200b", "Ona\u202etac", "a\ud800"])
def test_what_is_no_name(name):
    assert name_refused(name)


@pytest.mark.parametrize("name", ["Ona", "R. Petrauskas", "<b>Ona</b>", "Žydrūnas Ąžuolas", "'; DROP TABLE users"])
def test_what_is_a_name(name):
    assert name_refused(name) == ""


def test_a_key_opens_until_it_ends():
    users = Users((ONA,))
    assert users.of_key("sargas_k", 9.0) == (ONA, ONA.keys[0])
    assert users.of_key("sargas_k", 10.0) is None
    assert users.of_key("sargas_other", 9.0) is None
    assert users.of_key(digest("sargas_k"), 9.0) is None
    assert len({new_key() for _ in range(50)}) == 50


def test_a_key_lends_what_its_user_has_or_less():
    assert ONA.lends("operator")
    assert ONA.lends("viewer")
    assert not ONA.lends("lead")
    assert not User("Jonas", "none", ("admin",)).lends("viewer")


def test_a_new_password_is_another_stamp():
    assert User("Ona", "a", ("lead",)).stamp != User("Ona", "b", ("lead",)).stamp


def test_two_who_change_it_wait_for_each_other(tmp_path):
    path = tmp_path / "users.json"

    def add(k):
        with changing(path) as users:
            write_users(path, users.with_user(User(f"user {k}", "none", ("viewer",))))

    threads = [threading.Thread(target=add, args=(k,)) for k in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_users(path)) == 20


def test_what_cannot_be_written_leaves_what_there_was(tmp_path, monkeypatch):
    path = tmp_path / "users.json"
    write_users(path, Users((ONA,)))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        write_users(path, Users())
    assert len(read_users(path)) == 1
    assert os.listdir(tmp_path) == ["users.json"]
    with pytest.raises(ConfigError, match="No such file"), changing(tmp_path / "nowhere" / "users.json"):
        pass
