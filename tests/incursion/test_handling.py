"""People at work on an incident: acts in order, what becomes of it, what is refused and why."""

import msgspec
import pytest

from incursion.incident import INCIDENT
from sargas.incursion.case import Case
from sargas.incursion.handling import decided
from sargas.model.decision import Acknowledge, Act, Assign, Close, Decision, NoteIncident, Reopen
from sargas.model.incident import MOST_LOGGED, MOST_TEXT, Incident

THERE = Close(1, "identified")


def act(
    case: Case, what: Act, expected: int | None = None, by: str = "ana", why: str = "our own balloon", at_s: float = 100
) -> Incident | str:
    return decided(case, Decision(by, at_s, what, why, expected_version=expected))


def test_a_shift() -> None:
    case = Case(INCIDENT)
    taken = act(case, Acknowledge(1))
    assert (taken.handling, taken.acknowledged_by, taken.acknowledged_s, taken.version) == (
        "acknowledged", "ana", 100.0, 2,
    )  # fmt: skip
    given = act(case, Assign(1, "border guard"), by="jonas")
    assert (given.handling, given.assigned_to, given.acknowledged_by) == ("assigned", "border guard", "ana")
    assert act(case, Assign(1, "police")).assigned_to == "police"
    assert act(case, THERE).handling == "closed"
    assert act(case, Reopen(1)).handling == "assigned"


def test_an_acknowledgement_is_taken_back() -> None:
    case = Case(INCIDENT)
    act(case, Acknowledge(1))
    again = act(case, Reopen(1))
    assert (again.handling, again.acknowledged_by, again.acknowledged_s) == ("new", None, None)


def test_who_assigns_what_is_new_has_seen_it() -> None:
    assert act(Case(INCIDENT), Assign(1, "police")).acknowledged_by == "ana"


def test_what_does_not_fit_is_refused_with_a_reason() -> None:
    case = Case(INCIDENT)
    assert act(case, Reopen(1)) == "incident 1 is new: reopen does not fit"
    act(case, THERE)
    assert act(case, Assign(1, "police")) == "incident 1 is closed: assign does not fit"
    assert case.incident.version == 2


def test_an_act_on_what_has_changed_since_is_refused() -> None:
    case = Case(INCIDENT)
    case.change(True, situation="left")
    assert act(case, THERE, expected=1) == (
        "incident 1 has changed since version 1: it is left, new (version 2)"
    )  # fmt: skip
    assert isinstance(act(case, THERE, expected=2), Incident)


def test_a_position_that_moved_on_does_not_stand_in_the_way() -> None:
    case = Case(INCIDENT)
    for distance_m in (-1.0, -2.0, -3.0):
        case.change(False, distance_m=distance_m)
    assert case.incident.version == 4
    assert isinstance(act(case, Acknowledge(1), expected=1), Incident)
    assert isinstance(act(case, THERE, expected=9), str)


def test_facts_are_nobodys_to_decide() -> None:
    case = Case(INCIDENT)
    done = act(case, THERE)
    before, after = (msgspec.to_builtins(i) for i in (INCIDENT, done))
    ours = {"handling", "version", "log", "closed_by", "closed_s", "closed_why", "closed_ground"}
    assert {key for key in before if before[key] != after[key]} == ours


def test_closing_says_who_when_and_why_and_reopening_keeps_it_in_the_log() -> None:
    case = Case(INCIDENT)
    act(case, Acknowledge(1), why="seen on the second radar")
    closed = act(case, THERE, by="jonas", at_s=200.0)
    assert (closed.closed_by, closed.closed_s, closed.closed_why, closed.closed_ground) == (
        "jonas", 200.0, "our own balloon", "identified",
    )  # fmt: skip
    again = act(case, Reopen(1), why="it was another balloon", at_s=300.0)
    assert (again.handling, again.closed_by, again.closed_s, again.closed_why) == ("acknowledged", None, None, "")
    assert again.acknowledged_by == "ana"
    assert [(entry.what, entry.by, entry.time_s, entry.text) for entry in again.log] == [
        ("acknowledge", "ana", 100.0, "seen on the second radar"),
        ("close", "jonas", 200.0, "identified: our own balloon"),
        ("reopen", "ana", 300.0, "it was another balloon"),
    ]


@pytest.mark.parametrize(
    ("situation", "ground", "why", "refused"),
    [
        ("left", None, "went back", ""),
        ("lost", None, "found by the police", ""),
        ("left", None, " ", "a reason of 1 to 2000"),
        ("left", None, "x" * 2001, "a reason of 1 to 2000"),
        ("inside", None, "nothing", "its object is there"),
        ("approaching", None, "nothing", "its object is there"),
        ("inside", "no_object", "", "a reason of 1 to 2000"),
        ("inside", "no_object", "gulls", ""),
        ("inside", "handed_over", "to the air force", ""),
        ("approaching", "identified", "a police helicopter", ""),
    ],
)
def test_what_is_there_is_closed_on_a_ground(situation: str, ground: str | None, why: str, refused: str) -> None:
    case = Case(msgspec.structs.replace(INCIDENT, situation=situation))
    done = act(case, Close(1, ground), why=why)
    if refused:
        assert refused in done
        assert case.incident.version == 1
    else:
        assert (done.handling, done.closed_ground) == ("closed", ground)


def test_nobody_in_particular_closes_nothing_and_assigns_to_nobody() -> None:
    case = Case(INCIDENT)
    assert "needs a name" in act(case, THERE, by=" ")
    assert "assigned to whom" in act(case, Assign(1, ""))
    assert "assigned to whom" in act(case, Assign(1, "x" * 101))
    assert case.incident == INCIDENT


def test_notes_are_kept_in_order_the_latest_ones() -> None:
    case = Case(INCIDENT)
    for k in range(MOST_LOGGED + 5):
        noted = act(case, NoteIncident(1, f" heard {k} "), at_s=100.0 + k)
    assert [entry.text for entry in noted.log] == [f"heard {k}" for k in range(5, MOST_LOGGED + 5)]
    assert noted.log_left_out == 5
    assert {entry.what for entry in noted.log} == {"note"}
    for text in ("", " ", "x" * (MOST_TEXT + 1)):
        assert "a note needs" in act(case, NoteIncident(1, text))
    assert "a note needs" in act(case, NoteIncident(1, "heard"), by="")


def test_a_note_is_nothing_to_act_upon_and_what_is_closed_can_be_noted() -> None:
    case = Case(INCIDENT)
    act(case, NoteIncident(1, "heard a propeller"))
    assert isinstance(act(case, THERE, expected=1), Incident)
    assert act(case, NoteIncident(1, "the balloon was fetched")).handling == "closed"
