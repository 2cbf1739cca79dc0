"""The room: drafts come by themselves, follow, stand still; nothing is public without two; nothing ends by silence."""

import msgspec
import numpy as np
import pytest

from picture.scene import NOON_S, NOTHING
from sargas.model.decision import Acknowledge
from sargas.model.tracks import Tracks
from sargas.model.warning import (
    AllClear,
    AmendWarning,
    DraftWarning,
    PublicWarning,
    ReleaseWarning,
    RetractWarning,
)
from sargas.warning.warnings import MOST_DRAWN
from warning.scene import SETTINGS, decide, done, draft, incident, release, room, track

replace = msgspec.structs.replace


def areas(warning: PublicWarning) -> list[str]:
    assert warning.draft is not None
    return [one.area for one in warning.draft.areas]


def test_a_draft_is_there_in_the_update_in_which_the_incident_opens() -> None:
    warnings = room()
    one = draft(warnings)
    assert (one.number, one.version, one.state, one.incident) == (1, 1, "draft", 1)
    assert areas(one) == ["near", "middle"], "15 minutes at 45 m/s from 10 km outside are 30 km inside"
    assert one.draft is not None
    assert (one.draft.level, one.draft.hazard, one.draft.weak, one.draft.wrong) == ("alarm", "approaching", False, ())
    assert list(one.draft.texts) == ["lt", "lv", "et", "pl", "en", "ru"]
    assert "Near, Middle" in one.draft.texts["en"].headline
    assert "Tuvējais" in one.draft.texts["lv"].headline
    near, middle = one.draft.areas
    assert 150.0 < near.earliest_s - NOON_S < 230.0
    assert 200.0 < near.median_s - NOON_S < 240.0
    assert near.probability >= middle.probability > 0.5
    assert one.notice is None


def test_what_is_far_away_is_an_advisory_and_becomes_an_alarm_as_it_comes() -> None:
    warnings = room(replace(SETTINGS, alarm_within_s=120.0))
    assert draft(warnings, -20.0).draft.level == "advisory"
    (later,) = warnings.update(NOON_S + 300.0, track(-4.0, time_s=NOON_S + 300.0), [incident(version=2)])
    assert later.draft.level == "alarm"
    (back,) = warnings.update(NOON_S + 400.0, track(-20.0, time_s=NOON_S + 400.0), [incident(version=3)])
    assert back.draft.level == "alarm", "a level does not fall by itself"


def test_no_draft_without_an_area_and_none_without_a_table() -> None:
    warnings = room()
    assert warnings.update(NOON_S, track(-90.0), [incident()]) == []
    assert room(None).update(NOON_S, track(-10.0), [incident()]) == []
    assert decide(room(None), DraftWarning("found", "alarm")) == "this site has no [warning]"
    only = room(replace(SETTINGS, zones=("elsewhere",)))
    assert only.update(NOON_S, track(-10.0), [incident()]) == []


def test_it_follows_the_prediction_until_a_person_takes_it_up() -> None:
    warnings = room()
    draft(warnings)
    (one,) = warnings.update(NOON_S + 240.0, track(1.0, time_s=NOON_S + 240.0), [incident("inside", 2)])
    assert areas(one) == ["near", "middle", "far"]
    assert one.draft.hazard == "overhead"
    assert warnings.update(NOON_S + 240.1, track(1.0, time_s=NOON_S + 240.1), [incident("inside", 3)]) == []
    held = done(decide(warnings, AmendWarning(1, areas=("near", "middle")), at_s=250.0))
    assert areas(held) == ["near", "middle"]
    assert held.draft.amended
    (news,) = warnings.update(NOON_S + 260.0, track(2.0, time_s=NOON_S + 260.0), [incident("inside", 4)])
    assert areas(news) == ["near", "middle"]
    assert news.draft.since == "also: Far"


def test_two_different_persons_of_the_roster_release() -> None:
    warnings = room()
    one = draft(warnings)
    assert one.draft.asked == "Ona"
    assert decide(warnings, ReleaseWarning(1), "Petras") == "'Petras' is not on the roster"
    first = done(decide(warnings, ReleaseWarning(1), "ona ", 20.0, seen=one.version))
    assert first.state == "draft"
    assert first.notice is None
    assert (first.draft.first.by, first.draft.asked, first.draft.asked_s) == ("Ona", "Jonas", NOON_S + 20.0)
    assert decide(warnings, ReleaseWarning(1), "ONA", 25.0) == "Ona has released it already: another person is needed"
    told = done(decide(warnings, ReleaseWarning(1), "Jonas", 30.0, seen=first.version))
    assert told.state == "released"
    assert told.draft is None
    assert [one.by for one in told.released_by] == ["Ona", "Jonas"]
    assert told.first_signed_s == first.first_signed_s == NOON_S + 20
    assert (told.first_released_s, told.released_s, told.expires_s) == (NOON_S + 30, NOON_S + 30, NOON_S + 1830)
    assert told.notice.scope == "Public"
    assert told.notice.status == "Actual"
    assert decide(warnings, ReleaseWarning(1), "Rasa") == "warning 1 has nothing to release"


def test_who_is_silent_for_a_minute_is_not_waited_for() -> None:
    warnings = room()
    draft(warnings)
    done(decide(warnings, ReleaseWarning(1), "Ona", 10.0))
    assert [w.draft.asked for w in warnings.update(NOON_S + 69.0, NOTHING, [])] == []
    (next_one,) = warnings.update(NOON_S + 70.0, NOTHING, [])
    assert (next_one.draft.asked, next_one.draft.asked_s) == ("Rasa", NOON_S + 70.0)
    assert done(decide(warnings, ReleaseWarning(1), "Rasa", 71.0)).state == "released"


def test_a_first_release_stands_still_and_says_what_is_new() -> None:
    warnings = room()
    draft(warnings)
    done(decide(warnings, ReleaseWarning(1), "Ona", 10.0))
    changed = warnings.update(NOON_S + 240.0, track(1.0, time_s=NOON_S + 240.0), [incident("inside", 2)])
    assert areas(changed[0]) == ["near", "middle"]
    assert changed[0].draft.since == "also: Far"
    assert done(decide(warnings, ReleaseWarning(1), "Jonas", 241.0)).state == "released"


def test_an_old_version_is_refused_where_something_to_decide_by_has_changed() -> None:
    warnings = room()
    seen = draft(warnings).version
    warnings.update(NOON_S + 240.0, track(1.0, time_s=NOON_S + 240.0), [incident("inside", 2)])
    refused = decide(warnings, ReleaseWarning(1), "Ona", 241.0, seen=seen)
    assert refused == "warning 1 has changed since version 1: it is draft (version 2)"


def test_one_source_is_weak_and_needs_a_reason_from_each() -> None:
    warnings = room()
    (one,) = warnings.update(NOON_S, track(-10.0, sensors=("radar",)), [incident()])
    assert (one.draft.weak, one.draft.why_weak) == (True, "one source: radar")
    refused = decide(warnings, ReleaseWarning(1))
    assert refused == "weak (one source: radar): releasing it needs a reason"
    done(decide(warnings, ReleaseWarning(1), why="two border guards heard it"))
    assert "weak" in decide(warnings, ReleaseWarning(1), "Jonas")
    assert done(decide(warnings, ReleaseWarning(1), "Jonas", why="as said")).state == "released"


def test_one_person_releases_an_advisory_only_where_the_site_allows_it() -> None:
    far_off = {"alarm_within_s": 0.0}
    warnings = room(replace(SETTINGS, one_person_advisories=True, **far_off))
    assert draft(warnings).draft.level == "advisory"
    assert done(decide(warnings, ReleaseWarning(1))).state == "released"
    warnings = room(replace(SETTINGS, **far_off))
    draft(warnings)
    assert done(decide(warnings, ReleaseWarning(1))).state == "draft"
    warnings = room(replace(SETTINGS, one_person_advisories=True))
    assert draft(warnings).draft.level == "alarm"
    assert done(decide(warnings, ReleaseWarning(1))).state == "draft"


def test_without_its_terms_a_site_drafts_and_cannot_release() -> None:
    warnings = room(replace(SETTINGS, sender="", levels=type(SETTINGS.levels)()))
    one = draft(warnings)
    assert one.draft.wrong == ("[warning] does not say sender, levels.advisory, levels.alarm, levels.all_clear",)
    assert decide(warnings, ReleaseWarning(1)) == one.draft.wrong[0]


def test_what_worsens_is_drafted_anew_and_nothing_falls_away() -> None:
    warnings = room()
    draft(warnings)
    told = release(warnings)
    assert warnings.update(NOON_S + 60.0, track(-7.3, time_s=NOON_S + 60.0), [incident(version=2)]) == []
    (one,) = warnings.update(NOON_S + 600.0, track(21.0, time_s=NOON_S + 600.0), [incident("inside", 3)])
    assert one.state == "released"
    assert one.notice == told.notice, "nothing is public by itself"
    assert sorted(areas(one)) == ["far", "middle", "near"]
    refused = decide(warnings, AmendWarning(1, areas=("middle", "far")), at_s=601.0)
    assert refused == "Near was told: it is not cleared by being left out, but by an all clear or when it expires"
    again = release(warnings, at_s=610.0)
    assert again.notice.msg_type == "Update"
    assert [one.identifier for one in again.notice.references] == [told.notice.identifier]
    assert again.first_released_s == told.released_s


def test_before_it_expires_while_the_object_flies_on_it_is_drafted_anew() -> None:
    warnings = room()
    draft(warnings, 1.0, "inside")
    release(warnings)
    late_s = NOON_S + 1300.0
    (one,) = warnings.update(late_s, track(10.0, time_s=late_s), [incident("inside", 2)])
    assert one.draft is not None
    (over,) = warnings.update(NOON_S + 1810.0, NOTHING, [])
    assert (over.state, over.ended_s) == ("expired", NOON_S + 1810.0)
    assert over.draft is not None, "the draft stays, and may be released yet"
    assert release(warnings, at_s=1820.0).state == "released"


def test_retraction_is_one_act_of_one_person() -> None:
    warnings = room()
    draft(warnings)
    told = release(warnings)
    assert decide(warnings, RetractWarning(1), "Petras", 20.0) == "'Petras' is not on the roster"
    over = done(decide(warnings, RetractWarning(1), "Rasa", 20.0))
    assert (over.state, over.ended_by) == ("retracted", "Rasa")
    assert over.notice.msg_type == "Cancel"
    assert over.notice.references[-1].identifier == told.notice.identifier
    assert "no all clear" in over.notice.note
    assert warnings.update(NOON_S + 30.0, track(-9.0, time_s=NOON_S + 30.0), [incident(version=2)]) == []
    (worse,) = warnings.update(NOON_S + 300.0, track(3.0, time_s=NOON_S + 300.0), [incident("inside", 3)])
    assert (worse.number, worse.draft.hazard) == (2, "overhead"), "what is graver than what was retracted is drafted"
    assert done(decide(warnings, RetractWarning(2), "anybody", 301.0)).state == "retracted"
    assert warnings.warnings[1].notice is None


def test_lost_is_never_clear() -> None:
    warnings = room()
    draft(warnings, 1.0, "inside")
    release(warnings)
    warnings.update(NOON_S + 60.0, NOTHING, [incident("lost", 2, distance_m=-4000.0)])
    assert warnings.warnings[0].state == "released"
    why = {"at_s": 61.0, "why": "nothing heard"}
    assert decide(warnings, AllClear(1, "left"), **why) == "incident 1 is lost, not left: lost is never clear"
    assert "endurance_s says" in decide(warnings, AllClear(1, "endurance_expired"), **why)
    unwatched = AllClear(1, "endurance_expired", endurance_s=3600.0)
    assert "coverage says" in decide(warnings, unwatched, **why)
    watched = replace(unwatched, coverage="three radars without a gap")
    assert decide(warnings, watched, **why) == "such an object may fly for 3539 s more"
    assert decide(warnings, AllClear(1, "found")) == "an all clear needs a reason"
    assert "not on the roster" in decide(warnings, AllClear(1, "found"), "Petras", why="in a field")
    begun = done(decide(warnings, AllClear(1, "found"), "Ona", why="in a field near Middle", at_s=500.0))
    assert (begun.state, begun.draft.first.by, begun.draft.asked) == ("released", "Ona", "Jonas")
    over = done(decide(warnings, ReleaseWarning(1), "Jonas", 510.0))
    assert (over.state, over.hazard, over.ended_why) == ("cleared", "all_clear", "all clear: found")
    assert over.notice.msg_type == "Update"
    assert over.notice.blocks[0].response_types == ("AllClear",)
    assert [one.area for one in over.areas] == ["near", "middle", "far"]
    (expired,) = warnings.update(NOON_S + 1110.0, NOTHING, [])
    assert expired.state == "expired"


def test_what_flies_again_drops_the_draft_of_an_all_clear() -> None:
    warnings = room()
    draft(warnings, 1.0, "inside")
    release(warnings)
    warnings.update(NOON_S + 60.0, NOTHING, [incident("left", 2)])
    done(decide(warnings, AllClear(1, "left"), at_s=61.0, why="seen to go"))
    (one,) = warnings.update(NOON_S + 70.0, track(1.0, time_s=NOON_S + 70.0), [incident("inside", 3)])
    assert one.draft.basis is None
    assert decide(warnings, AllClear(1, "left"), at_s=71.0, why="x") == "incident 1 is inside, not left"


def test_what_was_identified_is_not_drafted_again() -> None:
    warnings = room()
    draft(warnings, 1.0, "inside")
    release(warnings)
    done(decide(warnings, AllClear(1, "identified"), at_s=60.0, why="a glider, by radio"))
    assert done(decide(warnings, ReleaseWarning(1), "Jonas", 61.0)).state == "cleared"
    assert warnings.update(NOON_S + 70.0, track(4.0, time_s=NOON_S + 70.0), [incident("inside", 2)]) == []


@pytest.mark.parametrize(("situation", "after_s"), [("left", 0.0), ("lost", 1800.0)])
def test_a_draft_that_nobody_releases_lapses(situation: str, after_s: float) -> None:
    warnings = room()
    draft(warnings)
    gone = warnings.update(NOON_S + 10.0, NOTHING, [incident(situation, 2)])
    if after_s:
        assert all(one.state == "draft" for one in gone)
        gone = warnings.update(NOON_S + 10.0 + after_s, NOTHING, [])
    assert [(one.state, one.ended_why) for one in gone] == [("expired", "nobody released it")]


def test_a_draft_by_hand_is_weak_and_follows_nothing() -> None:
    warnings = room()
    act = DraftWarning("found", "advisory", areas=("far", "far"))
    assert decide(warnings, act) == "a draft by hand needs a name and a reason"
    assert decide(warnings, replace(act, areas=("moon",)), why="x") == "there is no area 'moon'"
    assert decide(warnings, replace(act, incident=9), why="x") == "there is no incident 9"
    assert "a place needs" in decide(warnings, replace(act, lat_deg=54.7), why="x")
    assert "on Earth" in decide(warnings, replace(act, lat_deg=float("nan"), lon_deg=0.0, radius_m=9.0), why="x")
    one = done(decide(warnings, act, why="a farmer called"))
    assert areas(one) == ["far"]
    assert (one.draft.by, one.draft.weak, one.draft.texts["en"].event) == ("Ona", True, "Unidentified aerial object")
    there = DraftWarning("found", "advisory", lat_deg=54.7, lon_deg=25.45, radius_m=500.0)
    assert areas(done(decide(warnings, there, why="a farmer called"))) == ["near"]


def test_an_exercise_s_draft_by_hand_is_simulated() -> None:
    warnings = room(simulated=True)
    one = done(decide(warnings, DraftWarning("found", "alarm", areas=("far",)), why="drill"))
    assert one.simulated
    assert all(text.headline.startswith("EXERCISE") for text in one.draft.texts.values())


def test_amending_texts_keeps_them_when_areas_change_and_refuses_what_presumes() -> None:
    warnings = room()
    text = draft(warnings).draft.texts["en"]
    typed = {"en": replace(text, headline="Stay in. Areas: {areas}")}
    one = done(decide(warnings, AmendWarning(1, texts=typed)))
    assert one.draft.texts["en"].headline == "Stay in. Areas: Near, Middle"
    one = done(decide(warnings, AmendWarning(1, areas=("near",))))
    assert one.draft.texts["en"].headline == "Stay in. Areas: Near"
    bad = {"en": replace(text, description="A hostile missile")}
    assert "'missile'" in decide(warnings, AmendWarning(1, texts=bad))
    assert decide(warnings, AmendWarning(1, texts={"xx": text})).startswith("texts: xx is none of")
    assert decide(warnings, AmendWarning(1)) == "the draft of warning 1 stands still already"
    assert decide(warnings, AmendWarning(7, level="alarm")) == "there is no warning 7"
    assert decide(warnings, Acknowledge(1)) == "not an act on a warning"


def test_the_board_says_what_is_public_and_holds() -> None:
    warnings = room()
    draft(warnings)
    assert {one.state for one in warnings.board(NOON_S)} == {"none"}
    release(warnings)
    board = {one.area: (one.state, one.expires_s) for one in warnings.board(NOON_S + 10.0)}
    until_s = NOON_S + 1806.0
    assert board == {
        "near": ("alarm", until_s),
        "middle": ("alarm", until_s),
        "far": ("none", None),
        "aside": ("none", None),
    }
    assert {one.state for one in warnings.board(until_s)} == {"none"}


def test_numbers_of_tracks_that_nobody_follows_are_not_kept() -> None:
    warnings = room()
    others = track(-10.0)
    others.number[:] = 77
    warnings.update(NOON_S, others, [])
    assert warnings.checkpoint() == room().checkpoint()
    assert np.all(others.number == 77)


def many(count: int, time_s: float, version: int):
    tracks = Tracks.concatenate([track(-10.0 + 0.01 * k, time_s=time_s) for k in range(count)])
    tracks.number[:] = np.arange(100, 100 + count)
    incidents = [
        replace(incident(version=version, time_s=time_s), number=k + 1, tracks=(100 + k,)) for k in range(count)
    ]
    return tracks, incidents


def test_every_incident_that_opens_is_drafted_at_once_and_the_rest_in_turns() -> None:
    warnings = room(replace(SETTINGS, languages=("en",)))
    assert len(warnings.update(NOON_S, *many(12, NOON_S, 1))) == 12
    seen = []
    for k in range(1, 5):
        later_s = NOON_S + 200.0 + 0.1 * k
        changed = warnings.update(later_s, *many(12, later_s, 1 + k))
        seen.append([one.number for one in changed if one.draft.areas[0].earliest_s > NOON_S + 300.0])
    assert len(seen[0]) == MOST_DRAWN
    assert sorted(number for some in seen[:3] for number in some) == list(range(1, 13)), "everybody's turn comes"


def test_what_stands_beside_what_expired_can_be_dropped() -> None:
    warnings = room()
    draft(warnings, 1.0, "inside")
    release(warnings)
    late_s = NOON_S + 1300.0
    warnings.update(late_s, track(10.0, time_s=late_s), [incident("inside", 2)])
    warnings.update(NOON_S + 1810.0, NOTHING, [])
    over = done(decide(warnings, RetractWarning(1), "Rasa", 1811.0))
    assert (over.state, over.draft) == ("expired", None)
    assert over.notice.msg_type == "Alert", "nothing is cancelled that does not hold any more"
