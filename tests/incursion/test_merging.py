"""Two incidents that are one: by a person's word, and back again."""

from typing import Any

import msgspec
import pytest

from incursion.incident import INCIDENT
from incursion.land import zone
from incursion.test_incursions import UNKNOWN, Stage
from picture.scene import NOON_S, rows
from sargas.incursion import Incursions, Settings
from sargas.incursion.merging import unmergeable
from sargas.model.decision import (
    Acknowledge,
    Act,
    Assign,
    Close,
    Decision,
    MergeIncident,
    NoteIncident,
    SeparateIncident,
)
from sargas.model.incident import Incident

EAST = {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0, "first_s": NOON_S}


def act(stage: Stage, second: float, what: Act, why: str = "one echo of two radars", **said: Any) -> Incident | str:
    outcome = stage.incursions.decide(Decision("ona", NOON_S + second, what, why, **said))
    stage.told += stage.incursions.update(NOON_S + second, rows(NOON_S + second))
    return outcome


def two() -> Stage:
    """Two tracks of one object, a kilometre apart by the error of one radar, each with its incident, both inside."""
    stage = Stage()
    stage.fly(range(0, 80, 4), {**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 1000.0})
    assert stage.now == [("inside", (1,)), ("inside", (2,))]
    return stage


def test_one_goes_on_for_both_and_follows_one_track_until_that_ends() -> None:
    stage = two()
    told = act(stage, 80, MergeIncident(2, 1))
    assert (told.number, told.situation, told.merged_into) == (2, "merged", 1)
    on, gone = stage.incursions.incidents
    assert (on.situation, on.tracks, on.merged) == ("inside", (1, 2), (2,))
    assert stage.told[-1] == on, "what changed beside it is told as well"
    assert [(entry.what, entry.by, entry.text) for entry in gone.log] == [
        ("merge_incident", "ona", "into incident 1: one echo of two radars")
    ]
    changed = stage.fly(range(84, 100, 4), {**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 1000.0})
    assert {incident.number for incident in changed} == {1}
    assert {round(one.lat_deg, 4) for one in changed} == {round(on.lat_deg, 4)}, "the other track moves it nowhere"
    assert stage.end(100, 1) == [], "the other still flies"
    stage.fly(range(104, 120, 4), {**EAST, "number": 2, "north_m": 1000.0})
    assert stage.now == [("inside", (1, 2)), ("merged", (2,))]
    assert [incident.situation for incident in stage.end(120, 2)] == ["lost"]
    stage.fly(range(140, 160, 4), {**EAST, "number": 3, "first_s": NOON_S + 140})
    assert stage.now == [("inside", (1, 2, 3)), ("merged", (2,))], "found again, it is the one that goes on"


def test_two_acts_in_one_update_are_both_told() -> None:
    stage = two()
    for what in (MergeIncident(2, 1), Acknowledge(1)):
        outcome = stage.incursions.decide(Decision("ona", NOON_S + 80, what, "one echo of two radars"))
    assert isinstance(outcome, Incident)
    (told,) = [one for one in stage.incursions.update(NOON_S + 80, rows(NOON_S + 80)) if one.number == 1]
    assert told == outcome == stage.incursions.incidents[0]
    assert (told.handling, told.merged) == ("acknowledged", (2,))


def test_separated_each_has_its_track_again() -> None:
    stage = two()
    act(stage, 76, Assign(2, "police"))
    act(stage, 80, MergeIncident(1, 2))
    on = stage.incursions.incidents[0]
    assert (on.handling, on.assigned_to, on.acknowledged_by) == ("assigned", "police", "ona")
    stage.fly(range(84, 100, 4), {**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 1000.0})
    told = act(stage, 100, SeparateIncident(2), "two engines are heard")
    assert (told.situation, told.merged_into, told.handling) == ("inside", None, "assigned")
    first, second = stage.incursions.incidents
    assert (first.tracks, first.merged, first.handling, first.assigned_to) == ((1,), (), "new", None)
    assert (second.tracks, second.version) == ((2,), told.version)
    changed = stage.fly(range(104, 108, 4), {**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 1000.0})
    assert [incident.number for incident in changed] == [1, 2]
    stage.end(110, 1)
    assert stage.now == [("lost", (1,)), ("inside", (2,))]


def test_separated_when_nobody_sees_it_any_more_it_is_lost() -> None:
    stage = two()
    act(stage, 80, MergeIncident(1, 2))
    stage.end(84, 2)
    assert stage.now == [("inside", (1, 2)), ("merged", (2,))]
    act(stage, 88, SeparateIncident(2))
    assert stage.now == [("inside", (1,)), ("lost", (2,))]
    assert stage.incursions.incidents[1].lost_s == NOON_S + 88


def test_what_was_lost_goes_on_with_the_track_of_another_and_is_lost_again_without_it() -> None:
    """A person sees what the rule of rejoining does not: it was gone for long, and turned."""
    stage = Stage()
    stage.fly(range(0, 60, 4), EAST)
    stage.end(64, 1)
    lost = stage.incursions.incidents[0]
    back = {**EAST, "number": 2, "east_m": 36_000.0, "east_mps": -50.0, "north_m": 9000.0, "first_s": NOON_S + 500}
    stage.fly(range(500, 640, 4), back)
    assert stage.now == [("lost", (1,)), ("inside", (2,))]
    act(stage, 640, MergeIncident(2, 1))
    on = stage.incursions.incidents[0]
    assert (on.situation, on.tracks, on.lost_s, on.east_mps) == ("inside", (1, 2), None, -50.0)
    stage.fly(range(644, 652, 4), back)
    act(stage, 652, SeparateIncident(2))
    again, other = stage.incursions.incidents
    assert (again.situation, again.lat_deg, again.lost_s) == ("lost", lost.lat_deg, NOON_S + 64)
    assert (other.situation, other.tracks) == ("inside", (2,))


def test_what_is_merged_is_worked_on_as_the_other_alone() -> None:
    stage = two()
    act(stage, 80, MergeIncident(1, 2))
    for work in (Acknowledge(2), Assign(2, "police"), Close(2, "identified")):
        assert act(stage, 84, work) == "incident 2 is merged into incident 1, which goes on for both"
    assert isinstance(act(stage, 84, NoteIncident(2, "its echo was the weaker one")), Incident)
    assert act(stage, 84, MergeIncident(2, 1)) == "incident 2 is merged into incident 1 already"
    assert act(stage, 84, SeparateIncident(1)) == "incident 1 is not merged"
    assert act(stage, 84, MergeIncident(1, 9)) == "there is no incident 9"


def test_a_merge_needs_a_name_a_reason_and_the_version_that_was_seen() -> None:
    stage = two()
    assert "needs a name, and a reason" in act(stage, 80, MergeIncident(1, 2), " ")
    assert "has changed since version 1" in act(stage, 80, MergeIncident(1, 2), expected_version=1)
    act(stage, 80, MergeIncident(1, 2))
    assert "needs a name, and a reason" in act(stage, 80, SeparateIncident(2), "")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"number": 1}, "the same as itself"),
        ({"zone": "site"}, "of two zones"),
        ({"simulated": True}, "never one"),
        ({"merged_into": 7}, "merged into incident 7 already"),
        ({}, None),
        ({"handling": "closed"}, None),
    ],
)
def test_what_cannot_be_one(said: dict[str, Any], reason: str | None) -> None:
    told = unmergeable(INCIDENT, msgspec.structs.replace(INCIDENT, **{"number": 2, **said}))
    assert told is None if reason is None else reason in told


def test_nothing_goes_on_as_what_is_closed() -> None:
    closed = msgspec.structs.replace(INCIDENT, handling="closed")
    assert "reopen it first" in unmergeable(msgspec.structs.replace(INCIDENT, number=2), closed)


def test_three_are_one_and_come_apart_in_the_order_of_the_merges() -> None:
    stage = Stage()
    said = [{**EAST, "number": n, "north_m": 1000.0 * n} for n in (1, 2, 3)]
    stage.fly(range(0, 80, 4), *said)
    act(stage, 80, MergeIncident(2, 3))
    act(stage, 81, MergeIncident(1, 2))
    assert stage.now == [("inside", (1, 2, 3)), ("merged", (2, 3)), ("merged", (3,))]
    assert stage.incursions.incidents[0].merged == (2, 3)
    assert act(stage, 82, SeparateIncident(3)) == "incident 2 is merged into 1: separate that first"
    act(stage, 83, SeparateIncident(2))
    assert stage.now == [("inside", (1,)), ("inside", (2, 3)), ("merged", (3,))]
    act(stage, 84, SeparateIncident(3))
    stage.fly(range(88, 96, 4), *said)
    assert stage.now == [("inside", (1,)), ("inside", (2,)), ("inside", (3,))]


def test_restored_between_merge_and_separation_the_future_is_the_same() -> None:
    said = ({**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 1000.0})

    def play(restarts: bool) -> bytes:
        stage = two()
        for second, what in ((80, MergeIncident(1, 2)), (100, SeparateIncident(2))):
            act(stage, second, what)
            if restarts:
                state = stage.incursions.checkpoint()
                stage.incursions = Incursions([zone()], Settings())
                stage.incursions.restore(state)
            stage.fly(range(second + 4, second + 16, 4), *said)
        stage.end(120, 1)
        stage.fly(range(124, 140, 4), said[1])
        return stage.incursions.checkpoint()

    assert play(restarts=True) == play(restarts=False)


def test_merged_incidents_are_kept_as_long_as_the_one_that_goes_on() -> None:
    stage = Stage(keep_closed_s=100.0)
    stage.fly(range(0, 80, 4), {**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 1000.0})
    act(stage, 80, MergeIncident(1, 2))
    stage.fly(range(84, 400, 4), {**EAST, "number": 1})
    assert len(stage.now) == 2
    act(stage, 400, Close(1, "identified"))
    stage.end(404, 1)
    stage.end(404, 2)
    stage.incursions.update(NOON_S + 600, rows(NOON_S + 600))
    assert stage.now == []
