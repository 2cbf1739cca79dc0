"""Sessions: when one ends, and what is kept of it."""

import stat

from sargas.web.sessions import IDLE_S, LASTS_S, MOST_OF_ONE, Sessions


class Clock:
    def __init__(self):
        self.now_s = 1_000_000.0

    def __call__(self):
        return self.now_s


def test_its_id_is_long_and_not_kept(tmp_path):
    clock = Clock()
    sessions = Sessions(clock, tmp_path / "sessions.json")
    secret, made = sessions.begin("Ona", "password", "10.0.0.1", stamp="s")
    assert len(secret) >= 43
    assert sessions.find(secret) is made
    assert sessions.find(made.sha256) is None
    assert sessions.find("") is None
    assert secret not in (tmp_path / "sessions.json").read_text()
    assert stat.S_IMODE((tmp_path / "sessions.json").stat().st_mode) == 0o600


def test_it_ends_when_nothing_was_asked_for_a_while():
    clock = Clock()
    sessions = Sessions(clock)
    secret, _ = sessions.begin("Ona", "password")
    for _ in range(5):
        clock.now_s += IDLE_S - 1.0
        assert sessions.find(secret) is not None
    clock.now_s += IDLE_S
    assert sessions.find(secret) is None


def test_what_is_open_keeps_it_until_the_watch_is_over():
    clock = Clock()
    sessions = Sessions(clock)
    secret, session = sessions.begin("Ona", "password")
    with sessions.open(session, lambda: None):
        clock.now_s += LASTS_S - 1.0
        assert sessions.find(secret) is not None
        clock.now_s += 1.0
        assert sessions.find(secret) is None
    assert list(sessions) == []


def test_everything_that_is_open_is_told_that_it_ended():
    sessions = Sessions(Clock())
    _, session = sessions.begin("Ona", "password")
    _, other = sessions.begin("Jonas", "password")
    told = []
    with (
        sessions.open(session, lambda: told.append(1)),
        sessions.open(session, lambda: told.append(2)),
        sessions.open(other, lambda: told.append(3)),
        sessions.open(None, lambda: told.append(4)),
    ):
        sessions.end(session)
    assert told == [1, 2]
    assert [one.user for one in sessions] == ["Jonas"]
    with sessions.open(other, lambda: told.append(5)):
        pass
    sessions.end(other)
    assert told == [1, 2]


def test_they_outlive_a_restart(tmp_path):
    clock, path = Clock(), tmp_path / "sessions.json"
    before = Sessions(clock, path)
    kept, _ = before.begin("Ona", "oidc", roles=("lead",), cleared=True)
    ended, session = before.begin("Jonas", "password")
    before.end(session)
    after = Sessions(clock, path)
    found = after.find(kept)
    assert (found.user, found.roles, found.cleared) == ("Ona", ("lead",), True)
    assert after.find(ended) is None
    assert after.begin("Ona", "password")[1].number == 3
    path.write_text("nonsense")
    assert list(Sessions(clock, path)) == []


def test_one_person_has_so_many_and_the_first_goes():
    sessions = Sessions(Clock())
    made = [sessions.begin("Ona", "password")[1] for _ in range(MOST_OF_ONE + 2)]
    assert sorted(one.number for one in sessions) == [one.number for one in made[2:]]
    assert sessions.numbered(made[-1].number) is made[-1]
    assert sessions.numbered(made[0].number) is None


def test_a_disk_that_is_full_keeps_nobody_out(tmp_path, caplog):
    sessions = Sessions(Clock(), tmp_path / "gone" / "sessions.json")
    secret, _ = sessions.begin("Ona", "password")
    assert sessions.find(secret) is not None
    assert "will not outlive a restart" in caplog.text
