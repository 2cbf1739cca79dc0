"""Who is known, and by what; and what is journaled of it."""

import asyncio
import os

import pytest

from sargas.errors import ConfigError, Unavailable
from sargas.web import people as room
from sargas.web.attempts import FREE
from sargas.web.people import Denied, Identity, People, new_token
from sargas.web.users import Users, read_users, write_users
from web.bench import TOKEN, key_of, peopled, run, user

SECRET = "correct horse battery"


class Clock:
    now_s = 1_800_000_000.0

    def __call__(self):
        return self.now_s


class Journal:
    """What was witnessed."""

    def __init__(self, error=None):
        self.told, self._error = [], error

    async def __call__(self, partition, access):
        if self._error is not None:
            raise self._error
        self.told.append((access.event, access.by, access.way, access.what, access.address))


def known(people, **shown):
    return people.of(shown.get("bearer", ""), shown.get("query", {}), shown.get("cookie", ""))


def test_the_token_is_the_first_way_in_and_no_way_once_there_is_a_user(tmp_path):
    path = tmp_path / "users.json"
    people = People(TOKEN, path)
    assert people.is_first_run
    assert not people.has_passwords
    assert known(people, bearer=TOKEN).way == known(people, query={"token": TOKEN}).way == "token"
    assert known(people) is known(people, bearer="") is known(people, bearer=TOKEN + "x") is None
    write_users(path, Users((user("Ona", "admin"),)))
    assert known(people, bearer=TOKEN) is None
    assert people.has_passwords
    path.unlink()
    assert known(people, bearer=TOKEN) is None
    assert not people.is_first_run


def test_with_a_provider_there_is_no_token():
    assert known(People(TOKEN, has_oidc=True), bearer=TOKEN) is None


def test_a_key_is_its_user_with_fewer_roles_at_most(tmp_path):
    people = peopled(tmp_path, user("Ona", "operator", "lead"))
    person = known(people, bearer=key_of("Ona"))
    assert (person.name, person.roles, person.way) == ("Ona", ("operator", "lead"), "key")
    keys = next(iter(read_users(tmp_path / "users.json"))).keys
    write_users(tmp_path / "users.json", Users((user("Ona", "lead"),)))
    assert known(people, bearer=key_of("Ona")).roles == ("lead",)
    assert keys
    assert known(people, query={"token": key_of("Ona")}) is None, "a key in an address is kept by whoever logs it"


def test_signing_in_begins_a_session_and_is_journaled(tmp_path):
    journal = Journal()
    people = peopled(tmp_path, user("Ona", "lead", password=SECRET), witness=journal)

    async def play():
        secret, person = await people.sign_in("  ona ", SECRET, "10.0.0.1")
        assert (person.name, person.roles) == ("Ona", ("lead",))
        assert known(people, cookie=secret)[:3] == person[:3]
        for name, password in (("Ona", SECRET + "x"), ("Nobody", SECRET), ("", ""), ("x" * 10_000, "y")):
            with pytest.raises(Denied) as denied:
                await people.sign_in(name, password, "10.0.0.1")
            assert (denied.value.status, denied.value.reason) == (401, "wrong name or password")

    run(play())
    assert journal.told == [
        ("login", "Ona", "password", "", "10.0.0.1"),
        ("failed", "Ona", "password", "", "10.0.0.1"),
        *[("failed", "", "password", "", "10.0.0.1")] * 3,
    ], "what was typed in place of a name may be a password"


def test_as_much_is_compared_for_nobody_as_for_somebody(tmp_path, monkeypatch):
    compared = []
    monkeypatch.setattr(room, "matches", lambda password, kept: compared.append(kept) or False)
    people = peopled(tmp_path, user("Ona", "lead", password=SECRET))

    async def play():
        for name in ("Ona", "Nobody"):
            with pytest.raises(Denied):
                await people.sign_in(name, "x", "10.0.0.1")

    run(play())
    assert [bool(kept) for kept in compared] == [True, False], "`matches` takes as long for both"


def test_who_fails_waits_and_many_at_once_are_many(tmp_path):
    clock = Clock()
    people = peopled(tmp_path, user("Ona", "lead", password=SECRET), clock=clock)

    async def play():
        async def guess(k):
            with pytest.raises(Denied) as denied:
                await people.sign_in("Ona", f"guess {k}", f"10.0.0.{k}")
            return denied.value

        denied = await asyncio.gather(*[guess(k) for k in range(FREE["user"] + 3)])
        assert [one.status for one in denied] == [401] * FREE["user"] + [429] * 3
        assert denied[-1].wait_s == 1.0
        with pytest.raises(Denied) as held:
            await people.sign_in("Ona", SECRET, "10.0.1.1")
        assert held.value.status == 429
        clock.now_s += 1.0
        assert (await people.sign_in("Ona", SECRET, "10.0.1.1"))[1].name == "Ona"

    run(play())


def test_passwords_are_compared_one_at_a_time_and_few_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "WAITING", 2)
    people = peopled(tmp_path, user("Ona", "lead", password=SECRET))

    async def play():
        guesses = [people.sign_in(f"name {k}", "x", f"10.0.0.{k}") for k in range(5)]
        denied = await asyncio.gather(*guesses, return_exceptions=True)
        assert [one.status for one in denied] == [401, 401, 503, 503, 503]

    run(play())


def test_a_session_is_of_its_user_as_they_are_now(tmp_path):
    path = tmp_path / "users.json"
    people = peopled(tmp_path, user("Ona", "lead", password=SECRET), user("Jonas", "admin"))

    async def play():
        secret, person = await people.sign_in("Ona", SECRET, "10.0.0.1")
        ona = read_users(path).named("Ona")
        write_users(
            path, Users((ona, user("Jonas", "admin"))).with_user(user("Ona", "viewer", password="other password"))
        )
        assert known(people, cookie=secret) is None, "another password ends what began with the old one"
        write_users(path, Users((ona,)))
        secret, person = await people.sign_in("Ona", SECRET, "10.0.0.1")
        ended = asyncio.Event()
        with people.sessions.open(person.session, ended.set):
            write_users(path, Users((user("Jonas", "admin"),)))
            assert known(people) is None
            assert ended.is_set(), "and what is open is told"

    run(play())


def test_another_s_word_is_taken_for_names_that_are_nobody_s_here(tmp_path):
    journal = Journal()
    people = peopled(tmp_path, user("Ona", "lead"), witness=journal, has_oidc=True)

    async def play():
        secret, _ = await people.vouched(Identity("Petras", ("operator",), True), "10.0.0.1")
        person = known(people, cookie=secret)
        assert (person.name, person.roles, person.way, person.cleared) == ("Petras", ("operator",), "oidc", True)
        for identity, why in (
            (Identity("ONA", ("operator",)), "a user of this site has that name"),
            (Identity("Petras", ()), "none of your groups has a role here"),
            (Identity("a\nb", ("operator",)), "letters that can be seen"),
        ):
            with pytest.raises(Denied, match=why):
                await people.vouched(identity, "10.0.0.1")

    run(play())
    assert [event for event, *_ in journal.told] == ["login", "failed", "failed", "failed"]


def test_a_file_of_users_that_breaks_leaves_them_as_they_were(tmp_path, caplog):
    people = peopled(tmp_path, user("Ona", "lead"))
    (tmp_path / "users.json").write_text("{")
    assert known(people, bearer=key_of("Ona")).name == "Ona"
    assert "users stay as they were" in caplog.text
    with pytest.raises(ConfigError):
        People(TOKEN, tmp_path / "users.json")


def test_who_may_come_in_comes_in_though_the_disk_is_full(tmp_path):
    people = peopled(tmp_path, user("Ona", "lead", password=SECRET), witness=Journal(Unavailable("full")))

    async def play():
        assert (await people.sign_in("Ona", SECRET, ""))[1].name == "Ona"
        with pytest.raises(Unavailable):
            await people.tell("read")

    run(play())


def test_tokens_are_long_and_never_the_same():
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 43
    assert os.sep not in new_token()
