"""Acts of people on tracks, as plays: in force, reversed, and what follows for the rows."""

import pytest

from picture.desk import FIRST, desk
from picture.scene import LAT_DEG, LON_DEG, NOTHING, rows
from sargas.model.decision import (
    Coast,
    Correlate,
    Decorrelate,
    Drop,
    Initiate,
    LockIdentity,
    Merge,
    Reassociate,
    Split,
    Undo,
)
from sargas.model.tracks import ENDED
from sargas.picture.acts import decisions_of

# Drop


def test_a_dropped_track_stays_and_stands_for_nothing_until_reversed() -> None:
    at = desk()
    assert at.act(Drop(2)) is None
    at.fly(60)
    assert at.row(2).acts == ("drop",)
    assert at.standing() == [1]
    assert at.act(Drop(2)) == "track 2: drop is in force already"
    assert at.act(Undo(1)) is None
    at.fly(1)
    assert at.standing() == [1, 2]
    assert at.act(Undo(1)) == "the act of record 1 has been reversed by ona"


@pytest.mark.parametrize(
    "change",
    [
        {"of_2": {"sensors": ["primary", "radar"]}},  # a sensor that had not seen it
        {"of_2": {"emergency": 1}},
        {"of_7": {"north_m": 1520.0}},  # another's track is found to be the same
    ],
)
def test_a_dropped_track_stands_again_when_something_else_sees_it(change: dict) -> None:
    at = desk()
    at.act(Drop(2))
    at.fly(40)
    assert 2 not in at.standing()
    at.fly(60, **change)
    assert 2 in at.standing()
    assert at.act(Undo(1)) == "the act of record 1 has been lifted"


def test_an_emergency_is_not_dropped() -> None:
    at = desk().fly(4, of_2={"emergency": 1})
    assert at.act(Drop(2)) == "track 2 declares an emergency"


def test_no_refusal_tells_of_an_unlawful_interference() -> None:
    at = desk().fly(4, of_2={"mode_3a": 0o7500, "emergency": 5})
    assert at.act(Drop(2)) is None, "taken as any other ..."
    at.fly(4, of_2={"mode_3a": 0o7500, "emergency": 5})
    assert 2 in at.standing(), "... and it stands: an emergency is not dropped"


# Correlation by a person


def test_what_a_person_parted_stays_parted_until_another_word() -> None:
    at = desk()
    assert at.act(Decorrelate(1, FIRST)) is None
    at.fly(1)
    assert at.groups() == {1: ("alone", ()), 2: ("alone", ()), FIRST: ("alone", ())}
    assert at.row(1).acts == at.row(FIRST).acts == ("decorrelate",)
    at.fly(200)  # fifty rounds that all find them to be the same
    assert at.groups()[FIRST] == ("alone", ())
    assert at.standing() == [1, 2, FIRST]
    assert at.act(Correlate(1, FIRST)) is None
    at.fly(1)
    assert at.groups()[FIRST] == ("part", (1,))


def test_the_reverse_of_a_parting_joins_again() -> None:
    at = desk()
    at.act(Decorrelate(1, FIRST))
    at.fly(30)
    at.act(Undo(1))
    at.fly(1)
    assert at.groups()[FIRST] == ("part", (1,))
    assert at.row(1).acts == ()


def test_what_a_person_joined_stays_joined_and_is_not_averaged() -> None:
    at = desk()
    at.act(Correlate(2, FIRST))
    at.fly(80)  # the neighbour's is 1420 m from 2 and close to 1
    assert at.groups() == {1: ("alone", ()), 2: ("fused", (FIRST,)), FIRST: ("part", (2,))}
    own = at.picture.sources_of(2)
    assert at.row(2).lat_deg == pytest.approx(own.lat_deg[0], abs=1e-9)
    at.act(Undo(1))
    at.fly(1)
    assert at.groups()[FIRST] == ("alone", ())
    at.fly(20)
    assert at.groups()[FIRST] == ("part", (1,))  # the rounds found it again


def test_a_hold_ends_with_either_track() -> None:
    at = desk()
    at.act(Decorrelate(1, FIRST))
    at.fly(4, of_7={"status": ENDED}).fly(60)
    # The neighbour's next track is another number: nobody said anything of it.
    assert at.groups()[FIRST + 1] == ("part", (1,))
    assert at.act(Undo(1)) == f"track {FIRST} has ended"


def test_a_seat_is_taken_once() -> None:
    at = desk()
    other = rows(at.at_s, {"reported_number": 8, "north_m": 9000.0}, reporter="LVA")
    at.picture.update(at.at_s, NOTHING, other)
    assert at.act(Correlate(1, FIRST + 1)) == f"track {FIRST} of the same reporter is that object"


# Merge, split, re-associate


def test_merged_tracks_are_one_number_and_may_be_split() -> None:
    at = desk()
    assert at.act(Merge(1, 2)) is None
    at.fly(1)
    assert at.groups() == {1: ("fused", (2,)), 2: ("part", (1,)), FIRST: ("part", (1,))}
    assert at.standing() == [1]
    at.fly(40)
    assert at.act(Split(1, 2)) is None
    at.fly(1)
    assert at.standing() == [1, 2]
    assert at.act(Undo(2)) is None  # the split
    at.fly(1)
    assert at.standing() == [1]
    assert at.act(Undo(1)) is None  # the merge
    at.fly(1)
    assert at.standing() == [1, 2]


def test_the_number_that_was_kept_lives_on_when_its_own_plots_end() -> None:
    at = desk()
    uid = at.row(1).uid
    at.act(Merge(1, 2))
    at.fly(8)
    at.told.clear()
    at.fly(4, of_1={"status": ENDED})
    ended = [int(n) for told in at.told for n, s in zip(told.number, told.status, strict=True) if s == ENDED]
    assert ended == [2]
    at.fly(20, own=(2,))  # as the tracker goes on calling it
    track = at.row(1)
    assert (track.uid, track.first_s) == (uid, track.first_s)
    assert at.row(2) is None
    assert track.lat_deg == pytest.approx(LAT_DEG + 1500 / 111_300, abs=2e-4)
    assert at.standing()[0] == 1
    assert at.act(Undo(1)) == "track 2 has ended"
    at.fly(4, own=(2,), of_2={"status": ENDED})
    assert at.row(1) is None


def test_the_merged_one_may_end_by_itself() -> None:
    at = desk()
    at.act(Merge(1, 2))
    at.fly(8).fly(4, of_2={"status": ENDED}).fly(8, own=(1,))
    assert at.groups() == {1: ("fused", (FIRST,)), FIRST: ("part", (1,))}


def test_both_may_end_together() -> None:
    at = desk()
    at.act(Merge(1, 2))
    at.fly(8).fly(4, of_1={"status": ENDED}, of_2={"status": ENDED})
    assert at.row(1) is None
    assert at.row(2) is None


def test_exchanged_numbers_follow_their_objects() -> None:
    at = desk()
    lat_deg = {n: at.row(n).lat_deg for n in (1, 2)}
    uid = {n: at.row(n).uid for n in (1, 2)}
    assert at.act(Reassociate(1, 2)) is None
    for seconds in (1, 40):
        at.fly(seconds)
        assert at.row(1).lat_deg == pytest.approx(lat_deg[2], abs=1e-3)
        assert at.row(2).lat_deg == pytest.approx(lat_deg[1], abs=1e-3)
        assert {n: at.row(n).uid for n in (1, 2)} == uid  # a number keeps its uid for ever
        # The neighbour's track is still that of the object, which has another number now.
        assert at.groups() == {1: ("alone", ()), 2: ("fused", (FIRST,)), FIRST: ("part", (2,))}
    at.act(Undo(1))
    at.fly(8)
    assert at.groups()[FIRST] == ("part", (1,))
    assert at.row(1).lat_deg == pytest.approx(lat_deg[1], abs=1e-3)


def test_the_end_of_an_exchanged_track_ends_the_number_by_which_it_is_known() -> None:
    at = desk()
    at.act(Reassociate(1, 2))
    at.fly(4).fly(4, of_1={"status": ENDED})
    assert at.row(2) is None
    assert at.row(1) is not None


def test_a_second_object_in_one_track_begins_by_hand() -> None:
    at = desk()
    assert at.act(Split(2)) is None
    at.fly(4)
    second = at.row(FIRST + 1)
    assert second.acts == ("initiate",)
    assert second.lat_deg == pytest.approx(at.row(2).lat_deg, abs=1e-3)
    assert at.row(2).acts == ("split",)
    at.act(Undo(1))
    told = at.picture.update(at.at_s + 1, NOTHING, NOTHING)
    assert (told.number[told.status == ENDED]).tolist() == [FIRST + 1]


# Coast, identity, initiate


def test_the_tracker_is_told_by_its_own_number_who_is_to_coast() -> None:
    at = desk()
    assert at.picture.coasting == []
    at.act(Coast(1))
    assert at.picture.coasting == [1]
    at.act(Reassociate(1, 2))
    assert at.picture.coasting == [2]
    at.act(Undo(2))
    at.act(Undo(1))
    assert at.picture.coasting == []
    at.act(Coast(2))
    at.fly(4, of_2={"status": ENDED})
    assert at.picture.coasting == []


def test_a_locked_identity_is_changed_by_no_rule() -> None:
    at = desk()
    assert at.act(LockIdentity(1, "friend")) is None
    told = [at.fly(1).told[-1].number.tolist() for _ in range(100)]
    identity = at.row(1).identity
    assert (identity.name, identity.basis) == ("friend", "operator")
    assert at.row(2).identity.name == "unknown"
    # Said once; after that only what flies is told of.
    assert sum(1 in numbers for numbers in told) <= 1 + 100 // 4
    at.act(LockIdentity(1, "suspect"))
    at.fly(1)
    assert at.row(1).identity.name == "suspect"
    at.act(Undo(2))
    at.fly(1)
    assert at.row(1).identity.name == "friend"  # the word before it is in force again
    at.act(Undo(1))
    at.fly(1)
    assert (at.row(1).identity.name, at.row(1).acts) == ("unknown", ())


def test_an_identity_may_be_locked_as_it_is() -> None:
    at = desk(80)
    assert at.act(LockIdentity(2)) is None
    at.fly(4).fly(80, of_2={"flight_plan": True})
    assert at.row(2).identity.name == "unknown"


def test_a_call_may_be_taken_back() -> None:
    at = desk()
    at.act(Initiate(LAT_DEG, LON_DEG, at.at_s, 800.0))
    at.fly(4)
    assert FIRST + 1 in at.standing()
    at.act(Undo(1))
    at.fly(1)
    assert at.row(FIRST + 1) is None
    assert [done.undone.by for done in at.picture.acts if done.undone] == ["ona"]
    assert [type(one.act) for one in decisions_of(at.picture.acts)] == [Initiate, Undo]


def test_who_when_and_why_is_kept_for_a_day() -> None:
    at = desk()
    at.act(Drop(2), why="a windmill")
    (done,) = at.picture.acts
    assert (done.decision.by, done.decision.why, done.decision.time_s) == ("ona", "a windmill", at.at_s)
    at.picture.update(at.at_s + 86_300, NOTHING, NOTHING)
    assert len(at.picture.acts) == 1
    at.picture.update(at.at_s + 86_500, NOTHING, NOTHING)
    assert at.picture.acts == []
