"""People at work on an incident: acts in order, what becomes of it, what is refused and why."""

import msgspec

from incursion.incident import INCIDENT
from sargas.incursion.case import Case
from sargas.incursion.handling import decided
from sargas.model.decision import Acknowledge, Act, Assign, Close, Decision, Reopen
from sargas.model.incident import Incident


def act(case: Case, what: Act, expected: int | None = None, by: str = "ana") -> Incident | str:
    return decided(case, Decision(by, 100.0, what, expected_version=expected))


def test_a_shift() -> None:
    case = Case(INCIDENT)
    taken = act(case, Acknowledge(1))
    assert (taken.handling, taken.acknowledged_by, taken.acknowledged_s, taken.version) == (
        "acknowledged", "ana", 100.0, 2,
    )  # fmt: skip
    given = act(case, Assign(1, "border guard"), by="jonas")
    assert (given.handling, given.assigned_to, given.acknowledged_by) == ("assigned", "border guard", "ana")
    assert act(case, Assign(1, "police")).assigned_to == "police"
    assert act(case, Close(1)).handling == "closed"
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
    act(case, Close(1))
    assert act(case, Assign(1, "police")) == "incident 1 is closed: assign does not fit"
    assert case.incident.version == 2


def test_an_act_on_what_has_changed_since_is_refused() -> None:
    case = Case(INCIDENT)
    case.change(True, situation="left")
    assert act(case, Close(1), expected=1) == (
        "incident 1 has changed since version 1: it is left, new (version 2)"
    )  # fmt: skip
    assert isinstance(act(case, Close(1), expected=2), Incident)


def test_a_position_that_moved_on_does_not_stand_in_the_way() -> None:
    case = Case(INCIDENT)
    for distance_m in (-1.0, -2.0, -3.0):
        case.change(False, distance_m=distance_m)
    assert case.incident.version == 4
    assert isinstance(act(case, Acknowledge(1), expected=1), Incident)
    assert isinstance(act(case, Close(1), expected=9), str)


def test_facts_are_nobodys_to_decide() -> None:
    case = Case(INCIDENT)
    done = act(case, Close(1))
    before, after = (msgspec.to_builtins(i) for i in (INCIDENT, done))
    assert {key for key in before if before[key] != after[key]} == {"handling", "version"}
