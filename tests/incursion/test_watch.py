"""When counting amounts to an event: sights one after another, and what they say."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture.scene import NOON_S
from sargas.incursion.settings import Rule
from sargas.incursion.watch import (
    EVENTS,
    Sight,
    Sights,
    Table,
    are_news,
    came_over_the_edge,
    first_watches,
    let_rest,
    observe,
    rule_table,
    start_anew,
)

RULE = Rule()
YES = np.array([True])


def sights(*said: tuple[float, float, float, float]) -> list[Sight]:
    """(seconds, probability, distance_m, entry_s) each."""
    return [Sight(NOON_S + s, NOON_S + s, p, 1.0, d, e) for s, p, d, e in said]


def column(sight: Sight) -> Sights:
    return Sights(*np.array(sight)[:, None])


def first_watch(sight: Sight, cooperates: bool = False, zone: int = 0) -> Table:
    return first_watches(np.array([zone]), np.array([5]), column(sight), np.array([cooperates]))


def seen(watch: Table, sight: Sight, rule: Rule = RULE) -> tuple[str, ...]:
    """What one sight amounts to; nothing where it is no news."""
    if not are_news(watch, np.array([sight.measured_s]))[0]:
        return ()
    return tuple(np.array(EVENTS)[observe(watch, column(sight), rule_table([rule]))[0]].tolist())


def watched(story: list[Sight], rule: Rule = RULE) -> tuple[list[tuple[str, ...]], Table]:
    watch = first_watch(story[0])
    return [seen(watch, sight, rule) for sight in story], watch


INF = math.inf


def test_inside_twice_is_declared_and_dated_at_the_edge() -> None:
    told, watch = watched(
        sights((0, 0.05, 400, 8), (4, 0.3, 200, 4), (8, 0.95, -200, INF), (12, 1, -400, INF), (16, 1, -600, INF))
    )
    assert told[:3] == [(), (), ()]
    assert told[3] == ("declared",)
    assert watch["entered_s"] == NOON_S + 6.0  # half-way between 200 m outside and 200 m inside
    assert watch["seen_outside"]


def test_on_the_edge_is_inside_and_from_there_on_it_entered() -> None:
    _, watch = watched(sights((0, 0.05, 400, 8), (4, 0.5, 0.0, INF), (8, 0.9, -200, INF), (12, 0.1, 200, INF)))
    assert (watch["entered_s"][0], watch["left_s"][0]) == (NOON_S + 4.0, NOON_S + 10.0)


def test_one_plot_declares_nothing_and_a_flicker_begins_anew() -> None:
    said = [(4.0 * k, 0.95 if k % 2 else 0.1, -50.0, INF) for k in range(12)]
    assert all("declared" not in events for events in watched(sights(*said))[0])


def test_three_updates_within_a_second_are_not_yet_enough() -> None:
    told, _ = watched(sights((0, 1, -50, INF), (0.4, 1, -50, INF), (0.8, 1, -50, INF), (2.1, 1, -50, INF)))
    assert [("declared" in events) for events in told] == [False, False, False, True]


def test_of_what_may_be_inside_for_long_it_is_told_that_it_cannot_be_told() -> None:
    told, _ = watched(sights(*((4.0 * k, 0.4, 100, INF) for k in range(4))))
    assert told == [(), ("doubted",), ("doubted",), ("doubted",)]
    told, _ = watched(sights(*((4.0 * k, 0.1, 300, INF) for k in range(4))))
    assert all("doubted" not in events for events in told)


def test_after_a_leave_that_ended_one_sight_more_is_asked() -> None:
    story = sights(*((4.0 * k, 1.0, -900, INF) for k in range(6)))
    watch = first_watch(story[0])
    start_anew(watch, YES)
    assert [("declared" in seen(watch, sight)) for sight in story] == [False, False, True, True, True, True]


def test_the_floor_of_a_height_that_is_not_known_clears_nobody_who_is_inside() -> None:
    story = [sight._replace(band_probability=0.1) for sight in sights(*((4.0 * k, 1.0, -900, INF) for k in range(9)))]
    told = watched(story)[0]
    assert all(events == ("declared",) for events in told[1:])


def test_a_coasting_track_declares_nothing() -> None:
    story = [Sight(NOON_S + 4.0 * k, NOON_S + 0.25 * (k % 2), 1.0, 1.0, -50.0, INF) for k in range(10)]
    assert all(events == () for events in watched(story)[0])


def test_approach_needs_three_predictions_and_eight_seconds() -> None:
    told, _ = watched(sights(*((4.0 * k, 0.0, 5000 - 200 * k, 100 - 4 * k) for k in range(4))))
    assert told == [(), (), ("cleared", "predicted"), ("cleared", "predicted")]


def test_turned_needs_five() -> None:
    told, _ = watched(sights(*((4.0 * k, 0.0, 5000, INF) for k in range(6))))
    assert [("turned" in events) for events in told] == [False] * 4 + [True] * 2


def test_a_course_that_wavers_close_to_the_edge_has_not_turned() -> None:
    story = [s._replace(speed_mps=15.0) for s in sights(*((4.0 * k, 0.0, 1500 - 10 * k, INF) for k in range(30)))]
    assert all("turned" not in events for events in watched(story)[0])
    away = [s._replace(speed_mps=15.0) for s in sights(*((4.0 * k, 0.0, 1000 + 10 * k, INF) for k in range(30)))]
    assert "turned" in watched(away)[0][6]


def test_lingering_on_the_edge_is_neither_turned_nor_cleared() -> None:
    told, _ = watched(sights(*((4.0 * k, 0.5, -5, INF) for k in range(20))))
    assert set(told) == {(), ("doubted",)}


@pytest.mark.parametrize(
    ("seen_outside", "cooperates", "early", "first_distance_m", "held_s", "came"),
    [
        (True, True, True, -90_000.0, 0.0, True),
        (False, False, False, -8_000.0, 120.0, True),
        (False, False, False, -8_000.0, 119.0, False),
        (False, False, True, -8_000.0, 120.0, False),
        (False, False, False, -40_000.0, 120.0, False),
        (False, True, False, -8_000.0, 120.0, False),
    ],
)
def test_who_came_over_the_edge(
    seen_outside: bool, cooperates: bool, early: bool, first_distance_m: float, held_s: float, came: bool
) -> None:
    watch = first_watch(Sight(0, 0, 1, 1, first_distance_m, INF), cooperates)
    watch["seen_outside"], watch["inside_since_s"], watch["measured_s"] = seen_outside, NOON_S, NOON_S + held_s
    assert came_over_the_edge(watch, rule_table([Rule(depth_m=25_000.0)]), np.array([early]))[0] == came
    assert came_over_the_edge(watch, rule_table([Rule(depth_m=None)]), np.array([early]))[0]


def test_the_farther_ahead_the_longer_the_course_must_hold() -> None:
    told, _ = watched(sights(*((4.0 * k, 0.0, 50_000 - 200 * k, 800 - 4 * k) for k in range(12))))
    first = next(k for k, events in enumerate(told) if "predicted" in events)
    assert 4.0 * first >= 0.05 * (800 - 4 * first) > 4.0 * (first - 1)


probabilities = st.sampled_from([0.0, 0.05, 0.5, 0.89, 0.9, 1.0])


@given(st.lists(st.tuples(probabilities, st.sampled_from([-50.0, 50.0]), st.sampled_from([5.0, INF])), max_size=40))
def test_no_event_without_its_rule(story: list[tuple[float, float, float]]) -> None:
    said = sights(*((4.0 * (k + 1), *rest) for k, rest in enumerate(story)))
    if not said:
        return
    for k, events in enumerate(watched(said)[0]):
        last = said[max(0, k - 2) : k + 1]
        if "declared" in events:
            assert len(last) >= 2
            assert all(sight.probability >= RULE.declare_probability for sight in last[-2:])
        if "doubted" in events:
            assert all(sight.probability >= RULE.doubt_probability for sight in last[-2:])
            assert last[-1].probability < RULE.declare_probability
        if "cleared" in events:
            assert len(last) == 3
            assert all(sight.probability <= RULE.clear_probability for sight in last)
        assert not {"declared", "cleared"} <= set(events)
        assert not {"predicted", "turned"} <= set(events)


@pytest.mark.parametrize(
    ("distance_m", "probability", "speed_mps", "rests_s"),
    [
        (100.0, 0.0, 30.0, 0.067),  # a fiftieth of the time in which it could be there
        (3_000.0, 0.0, 30.0, 2.0),
        (-3_000.0, 1.0, 60.0, 1.0),
        (3_000.0, 0.0, 1.0, 2.0),  # it may be faster by then
        (60_000.0, 0.0, 200.0, 5.6),  # with the others: 6 s, or less
        (300_000.0, 0.0, 200.0, 9.6),  # never longer than 12 s
        (100_000.0, 0.5, 30.0, 0.0),  # it may be inside
    ],
)
def test_who_is_far_rests(distance_m: float, probability: float, speed_mps: float, rests_s: float) -> None:
    sight = Sight(NOON_S, NOON_S, probability, 1.0, distance_m, INF, speed_mps)
    watch = first_watch(sight, zone=4)  # its turn is 1.6 s after each fourth second
    let_rest(watch, column(sight), rule_table([RULE]), ~YES)
    assert watch["rest_s"][0] == 0.0
    let_rest(watch, column(sight), rule_table([RULE]), YES)
    assert max(watch["rest_s"][0] - NOON_S, 0.0) == pytest.approx(rests_s, abs=0.01)


def test_many_are_counted_as_each_would_be_alone() -> None:
    """Twenty stories at once, each with its own rule."""
    rng = np.random.default_rng(3)
    rules = [Rule(declare_updates=2 + k % 2, clear_updates=2 + k % 3, declare_s=float(k % 4)) for k in range(20)]
    stories = []
    for _ in rules:
        off_m = np.cumsum(rng.normal(0.0, 40.0, 30))
        said = [(4.0 * t, float(off < 0.0), off, INF if off < 0.0 else 9.0) for t, off in enumerate(off_m.tolist())]
        stories.append(sights(*said))
    alone = [watched(story, rule) for story, rule in zip(stories, rules, strict=True)]
    together = np.concatenate([first_watch(story[0]) for story in stories])
    for t in range(30):
        now = Sights(*(np.array(values) for values in zip(*(story[t] for story in stories), strict=True)))
        events = observe(together, now, rule_table(rules))
        assert [tuple(np.array(EVENTS)[row].tolist()) for row in events] == [told[t] for told, _ in alone]
    assert together.tolist() == [watch[0].item() for _, watch in alone]
