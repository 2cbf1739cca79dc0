"""The cases of a room: numbers, who has which, what is forgotten, what is written down."""

import math
from typing import Any

import numpy as np
import pytest

from incursion.land import zone
from picture.scene import NOON_S, NOTHING, rows
from sargas.incursion.case import Case
from sargas.incursion.cases import Cases
from sargas.incursion.settings import Settings
from sargas.model.decision import Acknowledge, Decision

LAND = zone()


def opened(cases: Cases, track: int, at_s: float = NOON_S, **fields: Any) -> Case:
    case = cases.open(LAND, "declared", at_s)
    case.track = track
    case.change(True, tracks=(track,), **fields)
    cases.stir()
    return case


def test_a_number_is_given_once_also_after_a_restart() -> None:
    cases = Cases(Settings(), 7)
    assert [opened(cases, track).incident.number for track in (1, 2)] == [7, 8]
    again = Cases(Settings(), 1)
    again.unpack(cases.packed())
    assert again.incidents == cases.incidents
    assert opened(again, 3).incident.number == 9
    assert again.get(10) is None


def test_a_track_is_of_the_incident_that_it_is_inside_of_then_of_the_oldest() -> None:
    cases = Cases(Settings(), 1)
    for track, situation in ((5, "approaching"), (5, "inside"), (6, "left"), (6, "lost"), (8, "inside")):
        opened(cases, track, situation=situation)
    opened(cases, 9, situation="left", handling="closed")
    assert cases.incidents_of(np.array([8, 5, 6, 9, 1])).tolist() == [5, 2, 3, 0, 0]
    assert cases.incidents_of(NOTHING.number).tolist() == []


def test_what_is_closed_and_over_is_forgotten_and_nothing_else() -> None:
    cases = Cases(Settings(keep_closed_s=100.0), 1)
    for situation, handling in (("left", "closed"), ("inside", "closed"), ("lost", "new")):
        opened(cases, 1, situation=situation, handling=handling)
    cases.forget(NOON_S + 50.0)
    assert NOON_S + 99.9 < cases.due_s < NOON_S + 100.0
    assert [incident.number for incident in cases.incidents] == [1, 2, 3]
    cases.forget(NOON_S + 101.0)
    assert [incident.number for incident in cases.incidents] == [2, 3]
    assert cases.due_s == math.inf


def test_an_act_on_what_is_not_there() -> None:
    assert Cases(Settings(), 1).decide(Decision("ona", NOON_S, Acknowledge(4)), {}) == "there is no incident 4"


def test_of_what_was_lost_only_that_is_met_whose_track_ended_when_the_other_began(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others are not even asked for: two thousand incidents may fly on while a hundred are lost."""
    asked: list[Case] = []
    monkeypatch.setattr("sargas.incursion.cases.is_the_lost", lambda case, *_: asked.append(case))
    cases = Cases(Settings(merge_overlap_s=10.0), 1)
    for track, lost_s in ((1, -60.0), (2, -8.0), (3, -4.0)):
        opened(cases, track, situation="lost", updated_s=NOON_S + lost_s - 20.0, lost_s=NOON_S + lost_s)
    flies = opened(cases, 4, NOON_S - 6.0, situation="inside")
    just_lost = cases.just_lost(NOON_S)
    for first_s in (-600.0, -20.0):
        began = rows(NOON_S, {"number": 4, "first_s": NOON_S + first_s})
        assert cases.met(flies, just_lost, began, 0) is None
    assert [case.track for case in asked] == [3], "1 was lost long ago, 2 before the other incident opened"
