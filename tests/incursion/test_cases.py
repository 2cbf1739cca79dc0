"""The cases of a room: numbers, who has which, what is forgotten, what is written down."""

import math
from typing import Any

import numpy as np

from incursion.land import zone
from picture.scene import NOON_S, NOTHING
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
