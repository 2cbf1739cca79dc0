from typing import get_args

import pytest

from exercise.review.sample import outcomes
from sargas.exercise.review.report import Met
from sargas.exercise.review.words import (
    STEPS,
    Clock,
    ahead,
    expected_in_words,
    is_inject,
    margin,
    of_whom,
    span,
    steps_of,
)
from sargas.exercise.script import What


@pytest.mark.parametrize(
    ("time_s", "text"),
    [
        (None, "–"),
        (0.04, "0.0 s"),
        (9.9, "9.9 s"),
        (9.97, "10 s"),
        (59.6, "1 min 00 s"),
        (185.0, "3 min 05 s"),
        (-42.0, "−42 s"),
        (7_800.0, "2 h 10 min"),
    ],
)
def test_a_span_is_read_at_a_glance(time_s, text) -> None:
    assert span(time_s) == text


def test_times_are_utc_with_the_day_where_it_is_another() -> None:
    clock = Clock("2025-07-28T23:59:00+02:00")
    assert clock(30.0) == "21:59:30"
    assert clock(7_500.0) == "+1 d 00:04:00"
    assert clock(None) == "–"
    assert clock.full(1.0) == "2025-07-28 21:59:01 UTC"


def test_a_start_that_is_no_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time"):
        Clock("2025-07-28")


def test_every_step_of_an_expectation_has_its_words() -> None:
    assert tuple(STEPS) == get_args(What)


def test_an_act_that_an_inject_asks_for_says_so() -> None:
    act = Met("hand_over", "duty officer", "", 60.0, None, "missed", "")
    alert = Met("alert", "a", "police", 60.0, 30.0, "met", "")
    assert (is_inject(act), is_inject(alert)) == (True, False)
    assert expected_in_words(act) == "hand over (inject)"
    assert of_whom(alert) == "alert raised, a by police"


def test_a_margin_is_early_or_late() -> None:
    assert margin(Met("alert", "a", "", 60.0, 30.0, "met", "")) == "30 s early"
    assert margin(Met("alert", "a", "", 60.0, 150.0, "late", "")) == "1 min 30 s late"
    assert margin(Met("no_alert", "a", "", None, 150.0, "missed", "")) == "–"


def test_a_warning_may_come_after_what_it_warns_of() -> None:
    assert ahead(90.0, "arrival") == "1.5 min before arrival"
    assert ahead(-90.0, "arrival") == "1.5 min after arrival"
    assert ahead(None, "arrival") == "never"


def test_steps_are_in_their_order_and_recipients_by_name() -> None:
    steps = steps_of(outcomes()[0])
    order = list(STEPS)
    assert [order.index(what) for what, _, _ in steps] == sorted(order.index(what) for what, _, _ in steps)
    assert [who for what, who, _ in steps if what == "told"] == ["armed forces", "police"]
