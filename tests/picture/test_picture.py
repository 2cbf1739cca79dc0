"""The picture as plays: foreign and own tracks come, agree, part, fall silent and end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from picture.desk import Desk
from picture.scene import LAT_DEG, LON_DEG, NOON_S, NOTHING, SENSORS, rows
from sargas.model.checkpoint import pack
from sargas.model.decision import Coast, Correlate, Drop, Initiate, LockIdentity, Undo
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, HAS, Tracks, uid_text
from sargas.model.weather import Wind
from sargas.picture import Picture, Settings
from sargas.sensing.wind import KEPT_S

FIRST = 1_000_001


def made(**tuned: object) -> Picture:
    return Picture(SENSORS, Settings(**tuned), FIRST)


def test_own_rows_keep_their_numbers_and_end_once() -> None:
    picture = made()
    changed = picture.update(NOON_S, rows(NOON_S, {"number": 5}, {"number": 3}), NOTHING)
    assert changed.number.tolist() == [3, 5]
    changed = picture.update(NOON_S + 1, rows(NOON_S + 1, {"number": 5, "status": ENDED}), NOTHING)
    assert (changed.number.tolist(), changed.status.tolist()) == ([5], [ENDED])
    assert picture.tracks().number.tolist() == [3]
    assert len(picture.update(NOON_S + 2, NOTHING, NOTHING)) == 0


def test_a_foreign_track_gets_one_number_for_its_life() -> None:
    picture = made()
    first = picture.update(NOON_S, NOTHING, rows(NOON_S, {"reported_number": 77}, reporter="LVA"))
    second = picture.update(NOON_S + 5, NOTHING, rows(NOON_S + 5, {"reported_number": 77}, reporter="LVA"))
    track = second.track(0)
    assert (first.number.tolist(), second.number.tolist()) == ([FIRST], [FIRST])
    assert (track.reported_by, track.reported_number, track.first_s) == ("LVA", 77, NOON_S)
    assert track.uid == uid_text(first.uid[0].tobytes().hex())
    assert track.uid[14] == "5"


def test_the_same_number_of_two_reporters_is_two_tracks() -> None:
    picture = made()
    both = Tracks.concatenate([rows(NOON_S, {"reported_number": 7}, reporter=name) for name in ("LVA", "POL")])
    changed = picture.update(NOON_S, NOTHING, both)
    assert changed.number.tolist() == [FIRST, FIRST + 1]
    assert [track.reported_by for track in changed] == ["LVA", "POL"]


def test_a_number_given_to_something_else_starts_a_new_track() -> None:
    picture = made()
    picture.update(NOON_S, NOTHING, rows(NOON_S, {"reported_number": 7}, reporter="LVA"))
    far = rows(NOON_S + 5, {"reported_number": 7, "east_m": 90_000.0}, reporter="LVA")
    changed = picture.update(NOON_S + 5, NOTHING, far)
    assert changed.number.tolist() == [FIRST, FIRST + 1]
    assert changed.status.tolist() == [ENDED, CONFIRMED]
    assert changed.uid[0].tobytes() != changed.uid[1].tobytes()


def test_an_end_and_a_new_beginning_within_one_tick() -> None:
    picture = made()
    picture.update(NOON_S, NOTHING, rows(NOON_S, {"reported_number": 7}, reporter="LVA"))
    batch = Tracks.concatenate(
        [
            rows(NOON_S + 5, {"reported_number": 7, "status": ENDED}, reporter="LVA"),
            rows(NOON_S + 5.1, {"reported_number": 7}, reporter="LVA"),
        ]
    )
    changed = picture.update(NOON_S + 5.1, NOTHING, batch)
    assert changed.number.tolist() == [FIRST, FIRST + 1]
    assert picture.tracks().number.tolist() == [FIRST + 1]


def test_an_end_of_nothing_is_nothing() -> None:
    picture = made()
    ended = rows(NOON_S, {"reported_number": 7, "status": ENDED}, reporter="LVA")
    assert len(picture.update(NOON_S, NOTHING, ended)) == 0


def test_a_report_overtaken_on_its_way_changes_nothing() -> None:
    picture = made()
    picture.update(NOON_S, NOTHING, rows(NOON_S, {"reported_number": 7, "east_m": 100.0}, reporter="LVA"))
    late = rows(NOON_S - 3, {"reported_number": 7}, reporter="LVA")
    assert len(picture.update(NOON_S + 1, NOTHING, late)) == 0


def test_what_a_report_does_not_repeat_is_not_withdrawn() -> None:
    picture = made()
    said = {"reported_number": 7, "callsign": b"LOT3XY", "mode_3a": 0o2345, "flight_plan": True, "departure": b"EPWA"}
    picture.update(NOON_S, NOTHING, rows(NOON_S, said, reporter="LVA"))
    picture.update(NOON_S + 5, NOTHING, rows(NOON_S + 5, {"reported_number": 7}, reporter="LVA"))
    track = picture.tracks().track(0)
    assert track.claims.callsign == "LOT3XY"
    assert track.claims.mode_3a == 0o2345
    assert track.flight_plan is not None
    assert track.flight_plan.departure == "EPWA"


def test_a_report_without_a_number_is_left_out_and_counted() -> None:
    picture = made()
    report = rows(NOON_S, {}, reporter="LVA")
    report.has[:] = 0
    assert len(picture.update(NOON_S, NOTHING, report)) == 0
    assert picture.unnumbered == 1


def test_a_silent_foreign_track_coasts_at_its_own_rhythm_and_ends() -> None:
    picture = made()
    for t in range(0, 121, 12):
        picture.update(NOON_S + t, NOTHING, rows(NOON_S + t, {"reported_number": 7}, reporter="LVA"))
    told = {}
    for t in range(121, 240):
        for status in picture.update(NOON_S + t, NOTHING, NOTHING).status:
            told.setdefault(int(status), t - 120)
    assert 30 < told[COASTING] <= 37  # three turns of 12 s
    assert told[ENDED] == 61
    assert len(picture.tracks()) == 0


def test_an_own_track_that_the_tracker_forgot_ends_too() -> None:
    picture = made()
    picture.update(NOON_S, rows(NOON_S, {"number": 1}), NOTHING)
    assert ENDED not in picture.update(NOON_S + 300, NOTHING, NOTHING).status
    assert picture.update(NOON_S + 301, NOTHING, NOTHING).status.tolist() == [ENDED]


def fly(picture: Picture, seconds: range, own: dict, foreign: dict, step: int = 4) -> None:
    """Both tracks fly east at 100 m/s from where they are said to begin."""
    for t in seconds[::step]:
        moved = {"east_mps": 100.0, "east_m": 100.0 * t}
        news = rows(NOON_S + t, {"number": 1, **moved, **own})
        report = rows(NOON_S + t, {"reported_number": 7, **moved, **foreign}, reporter="LVA")
        picture.update(NOON_S + t, news, report)


def partners(picture: Picture) -> dict[int, tuple[int, ...]]:
    return {track.number: track.fused_with for track in picture.tracks()}


def test_two_sources_of_one_object_find_each_other_after_several_rounds() -> None:
    picture = made()
    fly(picture, range(5), {}, {"north_m": 120.0})
    assert partners(picture) == {1: (), FIRST: ()}
    fly(picture, range(8, 9), {}, {"north_m": 120.0})
    assert partners(picture) == {1: (FIRST,), FIRST: (1,)}
    # Both stay visible, each with its own position.
    tracks = picture.tracks()
    assert tracks.lat_deg[0] != tracks.lat_deg[1]


def test_two_objects_side_by_side_stay_two() -> None:
    picture = made()
    fly(picture, range(200), {"sigma_m": 30.0}, {"north_m": 1500.0, "sigma_m": 30.0})
    assert partners(picture) == {1: (), FIRST: ()}


def test_a_pair_that_parts_is_parted_after_several_rounds() -> None:
    picture = made()
    fly(picture, range(30), {}, {"north_m": 60.0})
    assert partners(picture)[1] == (FIRST,)
    fly(picture, range(32, 37), {}, {"north_m": 3000.0})
    assert partners(picture)[1] == (FIRST,)
    fly(picture, range(40, 60), {}, {"north_m": 3000.0})
    assert partners(picture) == {1: (), FIRST: ()}


def test_the_partner_of_an_ended_track_stands_alone() -> None:
    picture = made()
    fly(picture, range(30), {}, {"north_m": 60.0})
    changed = picture.update(NOON_S + 30, rows(NOON_S + 30, {"number": 1, "status": ENDED}), NOTHING)
    assert changed.number.tolist() == [1, FIRST]
    assert partners(picture) == {FIRST: ()}


def test_a_flight_plan_of_the_partner_counts_for_ours() -> None:
    picture = made()
    fly(picture, range(30), {"sensors": ["primary"]}, {"flight_plan": True, "north_m": 60.0})
    assert [t.identity.basis for t in picture.tracks()] == ["flight plan correlated"] * 2


def test_two_reporters_of_one_object_both_name_ours() -> None:
    picture = made()
    for t in range(0, 40, 4):
        news = rows(NOON_S + t, {"number": 1})
        reports = [rows(NOON_S + t, {"reported_number": 7, "north_m": 50.0}, reporter=name) for name in ("LVA", "POL")]
        picture.update(NOON_S + t, news, Tracks.concatenate(reports))
    assert partners(picture) == {1: (FIRST,), FIRST: (1,), FIRST + 1: (1,)}


events = st.lists(
    st.tuples(
        st.integers(0, 3), st.booleans(), st.sampled_from([0.1, 1.0, 5.0, 70.0]), st.integers(0, 3), st.integers(0, 2)
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(events, st.integers(0, 39))
def test_restored_in_the_middle_the_future_is_the_same(story: list, cut: int) -> None:
    def play(picture: Picture, part: list, time_s: float) -> tuple[bytes, float]:
        for number, foreign, dt_s, status, lane in part:
            time_s += dt_s
            said = {"number": number + 1, "reported_number": number, "status": status, "north_m": 400.0 * lane}
            news = rows(time_s, {**said, "mode_3a": 0o2345}, reporter="LVA" if foreign else None, sensors=["radar"])
            picture.update(time_s, *((NOTHING, news) if foreign else (news, NOTHING)))
        return picture.checkpoint(), time_s

    whole, halved = made(), made()
    expected, _ = play(whole, story, NOON_S)
    saved, time_s = play(halved, story[:cut], NOON_S)
    again = made()
    again.restore(saved)
    assert again.checkpoint() == saved
    assert play(again, story[cut:], time_s)[0] == expected


@settings(max_examples=60, deadline=None)
@given(events)
def test_what_is_told_adds_up_to_the_picture(story: list) -> None:
    """A console that only ever sees changes holds the picture; numbers never come back; partners name each other."""
    picture, shown, ended = made(), {}, []
    time_s = NOON_S
    for number, foreign, dt_s, status, lane in story:
        time_s += dt_s
        said = {"number": number + 1 + 10 * len(ended), "reported_number": number, "status": status}
        news = rows(time_s, {**said, "north_m": 300.0 * lane}, reporter="LVA" if foreign else None)
        for track in picture.update(time_s, *((NOTHING, news) if foreign else (news, NOTHING))):
            assert track.number not in ended
            if track.status == "ended":
                shown.pop(track.number, None)
                ended.append(track.number)
            else:
                shown[track.number] = track
        now = {track.number: track for track in picture.tracks()}
        assert now == shown
        foreign_of = [t.fused_with[0] for t in now.values() if t.reported_by != "own" and t.fused_with]
        assert len(foreign_of) == len(set(foreign_of))
        for own in foreign_of:
            assert now[now[own].fused_with[0]].fused_with == (own,)


@pytest.mark.parametrize("name", ["fused_with", "incident"])
def test_what_the_tracker_may_not_say_is_not_taken_from_it(name: str) -> None:
    picture = made()
    news = rows(NOON_S, {"number": 1, name: 99})
    picture.update(NOON_S, news, NOTHING)
    tracks = picture.tracks()
    assert getattr(tracks, name).tolist() == [0]


def test_missing_stays_missing() -> None:
    picture = made()
    picture.update(NOON_S, rows(NOON_S, {"number": 1, "height_m": 100.0}), NOTHING)
    picture.update(NOON_S + 1, rows(NOON_S + 1, {"number": 1}), NOTHING)
    assert picture.tracks().track(0).height_m is None
    assert int(picture.tracks().has[0]) & HAS["height_m"] == 0
    assert np.isfinite(picture.tracks().lat_deg).all()


def told_by(forgetful: bool) -> tuple[list[dict], bytes]:
    """A shift of acts, coasting and a long silence; who is forgetful knows at no tick when something will be due."""
    at = Desk()
    at.picture = Picture(SENSORS, Settings(acts_kept_s=400.0), FIRST)
    acts = {
        10: Initiate(LAT_DEG, LON_DEG, NOON_S + 8, 800.0),
        20: Drop(2),
        24: LockIdentity(1, "suspect"),
        30: Correlate(1, FIRST + 1),
        44: Undo(2),
        50: Coast(1),
    }
    for second in range(1, 500):
        if forgetful:
            data = at.picture.checkpoint()
            at.picture = Picture(SENSORS, Settings(acts_kept_s=400.0), FIRST)
            at.picture.restore(data)
        if second in acts:
            assert at.act(acts[second]) is None
        at.fly(1, own=(1, 2) if second < 60 else (), foreign=second < 70)
    return [tracks.packed() for tracks in at.told], at.picture.checkpoint()


def test_a_tick_that_is_left_out_would_have_changed_nothing() -> None:
    """Coasting, ending, reckoning, waiting for evidence and forgetting come at the same ticks."""
    told, state = told_by(forgetful=False)
    again, same = told_by(forgetful=True)
    assert [pack(tracks) for tracks in told] == [pack(tracks) for tracks in again]
    assert state == same
    ended = [number for tracks in told for number in tracks["number"][tracks["status"] == ENDED].tolist()]
    assert sorted(ended) == [1, 2, FIRST, FIRST + 1]


def test_winds_are_heard_kept_in_the_checkpoint_and_forgotten() -> None:
    picture = made()
    wind = Wind(NOON_S, LAT_DEG, LON_DEG, 500.0, 10.0, 0.0)
    picture.hear(NOON_S, [wind])
    again = made()
    again.restore(picture.checkpoint())
    assert again.wind == picture.wind == (wind,)
    for at in (picture, again):
        at.update(NOON_S + KEPT_S + 1.0, NOTHING, NOTHING)
    assert again.wind == picture.wind == ()
