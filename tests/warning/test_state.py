from typing import get_args

import pytest

from picture.scene import NOON_S
from sargas.model.warning import Basis, WarningState
from sargas.warning.state import CLEARS, DRAFTED, STATES, Event, drafted, unclear
from warning.scene import incident


def test_the_tables_hold_words_of_the_model_alone() -> None:
    for (before, event), after in STATES.items():
        assert {before, after} <= set(get_args(WarningState))
        assert event in get_args(Event)
    assert not [key for key in STATES if key[0] == "retracted"], "nothing comes after a retraction"
    assert {basis for _, basis in CLEARS} == set(get_args(Basis))


def test_only_what_flies_drafts() -> None:
    assert {situation for situation, _ in DRAFTED} == {"approaching", "inside"}
    assert drafted(incident("approaching"), False) == ("advisory", "approaching")
    assert drafted(incident("approaching"), True) == ("alarm", "approaching")
    assert drafted(incident("inside"), False) == ("alarm", "overhead")
    assert drafted(incident("lost"), True) is None


@pytest.mark.parametrize(
    ("situation", "basis", "reason"),
    [
        ("lost", "left", "lost is never clear"),
        ("inside", "found", "incident 1 is inside, not found"),
        ("approaching", "endurance_expired", "is approaching"),
        ("left", "left", ""),
        ("lost", "identified", ""),
        ("inside", "identified", ""),
    ],
)
def test_what_an_all_clear_may_rest_on(situation, basis, reason) -> None:
    said = unclear(incident(situation), basis, None, "", NOON_S)
    assert (reason in said) if reason else said == ""


def test_endurance_is_stated_watched_and_over() -> None:
    lost = incident("lost", distance_m=-1.0)
    assert "endurance_s says" in unclear(lost, "endurance_expired", float("nan"), "x", NOON_S)
    assert "coverage says" in unclear(lost, "endurance_expired", 3600.0, " ", NOON_S)
    assert "for 600 s more" in unclear(lost, "endurance_expired", 3600.0, "radars", NOON_S + 3000.0)
    assert unclear(lost, "endurance_expired", 3600.0, "radars", NOON_S + 3600.0) == ""
    outside = incident("lost", distance_m=900.0)
    assert "lost outside" in unclear(outside, "endurance_expired", 3600.0, "radars", NOON_S + 9e3)
    assert "no incident" in unclear(None, "left", None, "", NOON_S)
    assert unclear(None, "found", None, "", NOON_S) == ""


def test_who_was_seen_last_inside_has_not_left() -> None:
    """The hours of the zone ended, or leave was found: that is no going away."""
    inside = incident("left", distance_m=-5_000.0)
    assert "seen last inside: not left" in unclear(inside, "left", None, "", NOON_S)
    assert unclear(inside, "identified", None, "", NOON_S) == ""
