"""One object has one warning, in however many zones it is an incident."""

import msgspec

from picture.scene import NOON_S, NOTHING
from sargas.model.warning import AllClear, AmendWarning, DraftWarning, RetractWarning
from warning.scene import decide, done, incident, release, room, track

replace = msgspec.structs.replace


def both(border: str, place: str, version: int = 1):
    """Incidents of one track: the border's, and that of a place behind it."""
    return [incident(border, version), replace(incident(place, version), number=2, zone="place")]


def test_two_incidents_of_one_track_are_one_draft_that_does_not_waver() -> None:
    warnings = room()
    (one,) = warnings.update(NOON_S, track(1.0), both("inside", "approaching"))
    assert (one.incident, one.draft.hazard) == (1, "overhead")
    for k in range(1, 4):
        later_s = NOON_S + 2.5 * k
        warnings.update(later_s, track(1.0 + 0.1 * k, time_s=later_s), both("inside", "approaching", 1 + k))
    (now,) = warnings.warnings
    assert (now.draft.hazard, now.draft.level) == ("overhead", "alarm")
    assert now.version <= 3


def test_it_is_over_when_the_last_of_them_is() -> None:
    warnings = room()
    warnings.update(NOON_S, track(1.0), both("inside", "approaching"))
    (gone, _) = both("inside", "left", 2)[::-1]
    assert warnings.update(NOON_S + 0.1, NOTHING, [gone]) == []
    release(warnings)
    assert "incident 1 is inside" in decide(warnings, AllClear(1, "left"), at_s=9.0, why="x")
    warnings.update(NOON_S + 10.0, NOTHING, [incident("lost", 3, distance_m=-1.0)])
    assert "lost is never clear" in decide(warnings, AllClear(1, "left"), at_s=11.0, why="x")
    warnings.update(NOON_S + 12.0, NOTHING, [incident("left", 4)])
    assert done(decide(warnings, AllClear(1, "left"), at_s=13.0, why="seen to go")).draft.basis == "left"


def test_what_was_retracted_is_retracted_for_all_of_them() -> None:
    warnings = room()
    warnings.update(NOON_S, track(1.0), both("inside", "approaching"))
    done(decide(warnings, RetractWarning(1)))
    later_s = NOON_S + 60.0
    assert warnings.update(later_s, track(4.0, time_s=later_s), both("inside", "inside", 2)) == []


def test_what_a_person_has_taken_up_does_not_vanish_when_it_turns_away() -> None:
    warnings = room()
    warnings.update(NOON_S, track(1.0), [incident("inside")])
    done(decide(warnings, AmendWarning(1)))
    assert warnings.update(NOON_S + 10.0, NOTHING, [incident("left", 2)]) == []
    (over,) = warnings.update(NOON_S + 1811.0, NOTHING, [])
    assert over.state == "expired"


def test_another_object_has_a_warning_of_its_own() -> None:
    warnings = room()
    warnings.update(NOON_S, track(1.0), [incident("inside")])
    other = track(-5.0)
    other.number[:] = 6
    (two,) = warnings.update(NOON_S + 0.1, other, [replace(incident(), number=2, tracks=(6,))])
    assert two.number == 2


def test_what_has_ended_makes_room_and_what_holds_never_does(monkeypatch) -> None:
    monkeypatch.setattr("sargas.warning.warnings.MOST_WARNINGS", 2)
    warnings, act = room(), DraftWarning("found", "advisory", areas=("far",))
    for at_s in (1.0, 2.0):
        done(decide(warnings, act, at_s=at_s, why="a call"))
    assert decide(warnings, act, why="a call") == "there are 2 warnings that have not ended"
    assert warnings.update(NOON_S + 3.0, track(1.0), [incident("inside")]) == []
    done(decide(warnings, RetractWarning(1), at_s=4.0))
    assert done(decide(warnings, act, at_s=5.0, why="a call")).number == 3
    assert [one.number for one in warnings.warnings] == [2, 3]
