"""Found again, and found to be one: whoever tracks it, and whatever happened in between."""

import numpy as np
import pytest

from incursion.land import zone
from incursion.test_incursions import UNKNOWN, Stage
from picture.scene import NOON_S
from sargas.incursion import Incursions, Settings
from sargas.incursion.watches import Watches
from sargas.model.decision import Assign, Close, Decision, MergeIncident
from sargas.model.tracks import FUSED, PART


def test_a_lost_object_found_again_rejoins_its_incident() -> None:
    stage = Stage()
    stage.fly(range(0, 100, 4), {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0})
    (lost,) = stage.end(130, 1)
    assert (lost.situation, lost.tracks) == ("lost", (1,))
    assert "lost: the track has ended" in lost.basis
    stage.fly(range(200, 240, 4), {**UNKNOWN, "number": 2, "east_m": -1800.0, "east_mps": 50.0, "north_m": 300.0})
    assert stage.now == [("inside", (1, 2))]
    # Something else, far from there, is another matter.
    stage.fly(range(240, 280, 4), {**UNKNOWN, "number": 3, "east_m": -14_000.0, "north_m": 60e3, "east_mps": 50.0})
    assert stage.now[-1] == ("approaching", (3,))


def test_two_incidents_that_turn_out_to_be_one_object() -> None:
    stage = Stage()
    ours, theirs = ({**UNKNOWN, "number": n, "east_m": -2000.0, "east_mps": 50.0} for n in (1, 900))
    stage.fly(range(0, 40, 4), ours)
    stage.fly(range(0, 40, 4), {**theirs, "first_s": NOON_S - 60.0}, reporter="LVA")
    assert len(stage.now) == 2
    told = stage.fly(range(40, 44, 4), {**theirs, "fused_with": 1, "fusion": PART}, reporter="LVA")
    assert [(incident.number, incident.situation) for incident in told] == [(1, "approaching"), (2, "merged")]
    on, gone = told
    assert "the same object as in incident 1: track 900 is track 1" in gone.basis
    assert (on.merged, gone.merged_into, on.tracks) == ((2,), 1, (1, 900))
    stage.fly(range(44, 120, 4), {**ours, "fused_with": 900, "fusion": FUSED})
    assert stage.now == [("inside", (1, 900)), ("merged", (900,))]
    assert stage.incursions.incidents_of(np.array([1, 900])).tolist() == [1, 1]


def test_the_older_incident_goes_on_where_it_was_that_of_the_neighbours_track() -> None:
    stage = Stage()
    ours, theirs = ({**UNKNOWN, "number": n, "east_m": -2000.0, "east_mps": 50.0} for n in (1, 900))
    stage.fly(range(0, 20, 4), {**theirs, "first_s": NOON_S - 60.0}, reporter="LVA")
    stage.fly(range(20, 80, 4), ours)
    assert stage.now == [("approaching", (900,)), ("inside", (1,))]
    stage.fly(range(80, 84, 4), {**theirs, "fused_with": 1, "fusion": PART}, reporter="LVA")
    stage.fly(range(80, 120, 4), {**ours, "fused_with": 900, "fusion": FUSED})
    assert stage.now == [("inside", (900, 1)), ("merged", (1,))]
    (lost,) = stage.end(130, 1)
    assert (lost.number, lost.situation) == (1, "lost")
    # The neighbour sees it still: it is incident 1 that goes on, not the one that was merged.
    stage.fly(range(132, 180, 4), {**theirs, "first_s": NOON_S}, reporter="LVA")
    assert stage.now == [("inside", (900, 1)), ("merged", (1,))]


def test_what_was_taken_for_one_object_and_is_two() -> None:
    stage = Stage()
    ours, theirs = ({**UNKNOWN, "number": n, "east_m": -2000.0, "east_mps": 50.0} for n in (1, 900))
    stage.fly(range(0, 60, 4), ours)
    stage.fly(range(0, 60, 4), {**theirs, "first_s": NOON_S - 60.0}, reporter="LVA")
    stage.fly(range(60, 64, 4), {**theirs, "fused_with": 1, "fusion": PART}, reporter="LVA")
    stage.fly(range(64, 80, 4), {**ours, "fused_with": 900, "fusion": FUSED})
    assert stage.now == [("inside", (1, 900)), ("merged", (900,))]
    stage.fly(range(80, 120, 4), ours)
    stage.fly(range(80, 120, 4), {**theirs, "north_m": 6000.0, "first_s": NOON_S}, reporter="LVA")
    assert stage.now == [("inside", (1,)), ("inside", (900,))]
    assert [entry.what for entry in stage.incursions.incidents[1].log] == ["merge_incident", "separate"]
    assert {entry.by for entry in stage.incursions.incidents[1].log} == {""}


def test_of_an_incident_that_was_forgotten_nothing_is_handed_over() -> None:
    """It left and was closed long ago; its track flies on near by, and is then found to be another's object."""
    stage = Stage(zone("restricted"), keep_closed_s=60.0)
    out = {**UNKNOWN, "east_m": 500.0, "east_mps": -50.0, "first_s": NOON_S - 60.0}
    stage.fly(range(-40, 40, 4), out)
    assert stage.now == [("left", (1,))]
    stage.incursions.decide(Decision("ona", NOON_S + 40, Close(1), "it has left"))
    beside = {**out, "east_m": -1500.0, "east_mps": 0.0}
    stage.fly(range(40, 120, 4), beside)
    assert stage.now == []
    assert stage.fly(range(120, 128, 4), {**beside, "fused_with": 9, "fusion": PART}) == []


def test_of_parts_that_nobody_watches_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A neighbour's picture of thousands of airliners is all parts of ours."""
    stage = Stage()
    ours, theirs = ({**EAST, "number": n} for n in (1, 900))
    stage.fly(range(0, 8, 4), ours)
    stage.fly(range(0, 8, 4), {**theirs, "first_s": NOON_S - 60.0}, reporter="LVA")
    popped = []
    monkeypatch.setattr(Watches, "pop", lambda watches, track: popped.append(track) or [])
    parts = [{**EAST, "number": n, "fused_with": 1, "fusion": PART} for n in range(800, 950)]
    stage.fly(range(8, 12, 4), ours, *parts)
    assert popped == [900]


def test_who_was_found_while_the_old_track_still_coasted_is_one_object() -> None:
    """The new track opens an incident of its own before the old one is said to be lost."""
    stage = Stage()
    inward = {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0}
    stage.fly(range(0, 60, 4), {**inward, "number": 1})
    new = {**inward, "number": 2, "east_m": -1900.0, "first_s": NOON_S + 60.0}
    # Seen outside first, where its place was not certain: it opens at once.
    stage.fly(range(60, 64, 4), {**new, "east_m": -2000.0 - 60 * 50.0 - 800.0, "sigma_m": 20.0})
    stage.fly(range(64, 84, 4), new)
    assert stage.now == [("inside", (1,)), ("inside", (2,))]
    stage.end(84, 1)
    assert stage.now == [("lost", (1,)), ("inside", (2,))]
    stage.fly(range(88, 96, 4), new)
    assert stage.now == [("inside", (1, 2)), ("merged", (2,))]
    (lost,) = stage.end(140, 2)
    assert lost.number == 1


def test_who_flew_beside_it_all_the_time_is_not_what_was_lost() -> None:
    stage = Stage()
    inward = {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0}
    stage.fly(range(0, 80, 4), {**inward, "number": 1}, {**inward, "number": 2, "north_m": 300.0})
    stage.end(84, 1)
    stage.fly(range(84, 120, 4), {**inward, "number": 2, "north_m": 300.0, "first_s": NOON_S})
    assert stage.now == [("lost", (1,)), ("inside", (2,))]


def restart(stage: Stage) -> None:
    state = stage.incursions.checkpoint()
    stage.incursions = Incursions([zone()], Settings())
    stage.incursions.restore(state)


EAST = {**UNKNOWN, "east_m": -2000.0, "east_mps": 50.0}
"""Over the edge at second 40."""


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize(
    ("first", "then"),
    [("own", "own"), ("own", "LVA"), ("LVA", "own"), ("LVA", "LVA"), ("LVA", "POL")],
)
def test_who_was_lost_is_found_again_by_whomever(first: str, then: str, restarted: bool) -> None:
    """Another number, of us or of a neighbour, a minute later; the process began anew in between, or did not."""
    stage = Stage()
    reporter = None if first == "own" else first
    stage.fly(range(0, 80, 4), {**EAST, "number": 1, "first_s": NOON_S - 60.0}, reporter=reporter)
    (lost,) = stage.end(90, 1)
    assert (lost.situation, lost.lost_s) == ("lost", NOON_S + 90)
    if restarted:
        restart(stage)
    # A neighbour's track counts from half a minute of age on: it is found again when it does.
    reporter = None if then == "own" else then
    stage.fly(range(120, 180, 4), {**EAST, "number": 2}, reporter=reporter)
    (incident,) = stage.incursions.incidents
    assert (incident.situation, incident.tracks, incident.lost_s) == ("inside", (1, 2), None)
    assert incident.entered_s == pytest.approx(NOON_S + 40.0, abs=1.0), "it came in once"


def test_lost_and_found_twice_and_handled_all_the_while() -> None:
    stage = Stage()
    stage.fly(range(0, 80, 4), {**EAST, "number": 1})
    stage.incursions.decide(Decision("ona", NOON_S + 80, Assign(1, "police")))
    for k, second in enumerate((90, 190)):
        stage.end(second, k + 1)
        restart(stage)
        stage.fly(range(second + 30, second + 60, 4), {**EAST, "number": k + 2})
    (incident,) = stage.incursions.incidents
    assert (incident.tracks, incident.handling, incident.assigned_to) == ((1, 2, 3), "assigned", "police")


def test_the_part_of_a_pair_that_is_seen_still_is_the_same() -> None:
    """We saw it with a neighbour; we lose it, then the neighbour does, then we see it again."""
    stage = Stage()
    ours, theirs = {**EAST, "number": 1}, {**EAST, "number": 900, "first_s": NOON_S}
    stage.fly(range(0, 80, 4), {**ours, "fused_with": 900, "fusion": FUSED})
    stage.end(84, 1)
    stage.fly(range(88, 120, 4), theirs, reporter="LVA")
    assert stage.now == [("inside", (1, 900))]
    stage.end(124, 900)
    restart(stage)
    stage.fly(range(150, 180, 4), {**EAST, "number": 2})
    assert stage.now == [("inside", (1, 900, 2))]


def test_what_was_merged_is_found_again_as_the_incident_that_goes_on() -> None:
    stage = Stage()
    both = {**EAST, "number": 1}, {**EAST, "number": 2, "north_m": 800.0}
    stage.fly(range(0, 80, 4), *both)
    stage.incursions.decide(Decision("ona", NOON_S + 80, MergeIncident(1, 2), "one object"))
    for number in (1, 2):
        stage.end(84 + number, number)
    restart(stage)
    stage.fly(range(120, 150, 4), {**EAST, "number": 3, "north_m": 400.0})
    assert stage.now == [("inside", (1, 2, 3)), ("merged", (2,))]


def test_what_was_closed_while_it_was_lost_is_another_matter() -> None:
    stage = Stage()
    stage.fly(range(0, 80, 4), {**EAST, "number": 1})
    stage.end(84, 1)
    stage.incursions.decide(Decision("ona", NOON_S + 90, Close(1), "found by the police"))
    stage.fly(range(120, 260, 4), {**EAST, "number": 2, "east_m": -9000.0})
    assert [situation for situation, _ in stage.now] == ["lost", "inside"]
