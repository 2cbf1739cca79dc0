"""How long guessing takes."""

from sargas.web.attempts import FORGET_S, FREE, LONGEST_S, MOST, Attempts


def test_a_few_failures_are_free_and_then_the_wait_doubles():
    attempts = Attempts()
    for _ in range(FREE["user"]):
        assert attempts.begin("ona", "10.0.0.1", 0.0) == 0.0
    waits, now_s = [], 0.0
    for _ in range(4):
        waits.append(attempts.begin("ona", "10.0.0.1", now_s))
        now_s += waits[-1]
        assert attempts.begin("ona", "10.0.0.1", now_s) == 0.0
    assert waits == [1.0, 2.0, 4.0, 8.0]


def test_what_came_too_early_is_not_counted_so_that_nobody_is_kept_out():
    attempts = Attempts()
    for _ in range(FREE["user"]):
        attempts.begin("ona", "10.0.0.1", 0.0)
    for k in range(1_000):
        assert attempts.begin("ona", f"10.0.1.{k}", 0.5) == 0.5
    assert attempts.begin("ona", "10.0.0.2", 1.0) == 0.0


def test_a_name_waits_a_minute_at_most_and_an_address_longer():
    attempts = Attempts()
    for at_s in range(0, 20_000, 1_000):
        assert attempts.begin("ona", f"10.0.0.{at_s}", float(at_s)) == 0.0
    assert attempts.begin("ona", "10.0.1.1", 19_000.0) == LONGEST_S["user"]
    for at_s in range(0, 30_000, 1_000):
        attempts.begin(f"name {at_s}", "10.9.9.9", float(at_s))
    assert attempts.begin("another", "10.9.9.9", 29_000.0) == LONGEST_S["address"]


def test_the_right_password_ends_it_for_the_name_and_not_for_the_address():
    attempts = Attempts()
    for k in range(FREE["address"]):
        attempts.begin(f"guess {k}", "10.0.0.1", 0.0)
    assert attempts.begin("ona", "10.0.0.1", 0.0) == 1.0
    assert attempts.begin("ona", "10.0.0.1", 1.0) == 0.0
    attempts.succeeded("ona", "10.0.0.1")
    assert attempts.begin("ona", "10.0.0.1", 1.0) == 1.0
    assert attempts.begin("ona", "10.0.0.2", 1.0) == 0.0
    attempts.succeeded("never tried", "10.7.7.7")


def test_who_did_not_fail_for_an_hour_begins_anew():
    attempts = Attempts()
    for _ in range(FREE["user"]):
        attempts.begin("ona", "10.0.0.1", 0.0)
    assert attempts.begin("ona", "10.0.0.1", 0.0) > 0.0
    assert all(attempts.begin("ona", "10.0.0.1", FORGET_S) == 0.0 for _ in range(FREE["user"]))


def test_memory_is_bounded():
    attempts = Attempts()
    for k in range(MOST):
        attempts.begin(f"name {k}", f"address {k}", 0.0)
    assert len(attempts._failed) == MOST
