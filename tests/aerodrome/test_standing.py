"""Standing: what an aerodrome is advised, from the first object to the reopening; lost is never clear."""

import msgspec
import pytest

from aerodrome.field import (
    BALLOON,
    CTR,
    DRONE,
    OK,
    TMA,
    act,
    charted,
    drift,
    ended,
    field,
    go_on,
    track,
    watched,
    wind,
)
from picture.scene import NOON_S, NOTHING
from sargas.aerodrome.memory import Known
from sargas.aerodrome.standing import Standing, circles_share, endurance_s
from sargas.model.aerodrome import AccountFor, RecordClosure, RecordReopening
from sargas.model.status import SensorStatus

HOUR_S = 3_600.0


def test_a_night_from_the_first_object_to_the_reopening() -> None:
    of = watched()
    of.hear(NOON_S, wind())
    (word,) = of.update(NOON_S, track(NOON_S, east_m=10_000.0))
    assert (word.advice, word.first_object_s) == ("closure", NOON_S)
    assert word.closure is not None, "in the update in which it was first there"
    assert word.reopening is None
    closed = of.decide(NOON_S + 30.0, act(RecordClosure("EYXX", NOON_S + 30.0), NOON_S + 30.0))
    assert closed.recorded.closed
    word = drift(of, NOON_S + 40.0, NOON_S + 1_800.0, start_m=(10_000.0, 0.0))
    assert (word.advice, word.closure) == ("wait", None)
    assert word.clear.p50_s == pytest.approx(NOON_S + 2_500.0, abs=300.0)
    word = drift(of, NOON_S + 1_810.0, NOON_S + HOUR_S, start_m=(10_000.0, 0.0))
    assert word.advice == "reopening"
    assert [(one.track, one.how) for one in word.resolved] == [(4, "outside")]
    assert word.reopening is not None
    assert "track 4 outside" in word.reopening.basis
    assert word.recorded.closed, "Sargas opens nothing"
    word = of.decide(NOON_S + HOUR_S, act(RecordReopening("EYXX", NOON_S + HOUR_S), NOON_S + HOUR_S))
    assert not word.recorded.closed
    assert word.closed_s == HOUR_S - 30.0
    word = go_on(of, NOON_S + HOUR_S, NOON_S + HOUR_S + 60.0)
    assert (word.advice, word.resolved, word.reopening, word.first_object_s) == ("none", (), None, None)


def test_what_is_lost_inside_is_not_clear_while_it_may_fly() -> None:
    of = watched()
    of.hear(NOON_S, wind())
    drift(of, NOON_S, NOON_S + 120.0)
    row = track(NOON_S + 120.0, east_m=960.0)
    of.update(NOON_S + 180.0, ended(row, NOON_S + 180.0))
    for at_s in (300.0, HOUR_S, 5.9 * HOUR_S):
        word = go_on(of, NOON_S + at_s - 30.0, NOON_S + at_s)
        (one,) = word.objects
        assert one.going == "lost"
        assert (word.clear.p50_s, word.clear.p90_s, word.advice) == (None, None, "closure")
        assert "track 4 was lost 2025-07-28 00:02:00 UTC and may fly until 2025-07-28 06:02:00 UTC" in word.clear.why
        assert "lost is not clear" in word.reopening_waits
        assert word.reopening is None


def test_endurance_over_inside_live_coverage_is_a_basis_and_outside_of_it_is_none() -> None:
    told = []
    for breaks in (False, True):
        of = watched()
        of.hear(NOON_S, wind())
        drift(of, NOON_S, NOON_S + 120.0)
        of.update(NOON_S + 180.0, ended(track(NOON_S + 120.0, east_m=960.0), NOON_S + 180.0))
        go_on(of, NOON_S + 180.0, NOON_S + HOUR_S, 15.0)
        if breaks:
            of.hear(NOON_S + HOUR_S, [], [], [SensorStatus("primary", NOON_S + HOUR_S, "silent")])
            blind = go_on(of, NOON_S + HOUR_S, NOON_S + HOUR_S + 60.0)
            assert "what is not seen cannot be told" in blind.clear.why
            of.hear(NOON_S + HOUR_S + 60.0, [], [], [SensorStatus("primary", NOON_S + HOUR_S + 60.0, "ok")])
        told.append(go_on(of, NOON_S + HOUR_S + 60.0 * breaks, NOON_S + 6.1 * HOUR_S, 15.0))
    seen, unseen = told
    assert [(one.how, one.track) for one in seen.resolved] == [("endurance_over", 4)]
    assert seen.advice == "reopening"
    assert "flies at most 6.0 h" in seen.reopening.basis
    assert unseen.resolved == ()
    assert unseen.advice == "closure"
    of = watched()
    account = act(AccountFor("EYXX", 4, "landed"))
    assert of.decide(NOON_S, account) == "track 4 is not in the way of EYXX"


def test_a_break_of_some_seconds_is_a_break() -> None:
    of = watched()
    of.update(NOON_S, NOTHING)
    for after_s, status in ((1.0, "silent"), (9.0, "ok")):
        of.hear(NOON_S + after_s, [], [], [SensorStatus("primary", NOON_S + after_s, status)])
        of.update(NOON_S + after_s, NOTHING)
    assert go_on(of, NOON_S + 9.0, NOON_S + 60.0).live_since_s == NOON_S + 9.0


def test_a_named_person_accounts_for_a_lost_one() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 120.0)
    of.update(NOON_S + 180.0, ended(track(NOON_S + 120.0, east_m=960.0), NOON_S + 180.0))
    word = of.decide(NOON_S + 200.0, act(AccountFor("EYXX", 4, "found"), NOON_S + 200.0, why="in a field, by patrol 3"))
    assert [(one.how, one.by, one.basis) for one in word.resolved] == [("found", "Ona", "in a field, by patrol 3")]
    word = go_on(of, NOON_S + 200.0, NOON_S + 260.0)
    assert (word.advice, word.objects) == ("reopening", ())


def test_seen_again_it_is_in_the_way_since_it_first_was() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 120.0)
    of.update(NOON_S + 180.0, ended(track(NOON_S + 120.0, east_m=960.0), NOON_S + 180.0))
    again = track(NOON_S + 200.0, 9, east_m=1_600.0)
    again.first_s[:] = NOON_S + 190.0
    of.update(NOON_S + 200.0, again)
    word = go_on(of, NOON_S + 200.0, NOON_S + 210.0)
    (one,) = word.objects
    assert (one.track, one.tracks, one.going, one.since_s) == (9, (4, 9), "drifts", NOON_S)


def test_blind_nothing_is_clear_and_nothing_is_reopened() -> None:
    of = watched(up=False)
    of.hear(NOON_S, wind())
    word = drift(of, NOON_S, NOON_S + 300.0, start_m=(28_000.0, 0.0))
    assert (word.live, word.clear.p50_s) == (False, None)
    assert "sensors that are up see 0% of a volume" in word.clear.why
    assert word.objects[0].clear.p50_s is not None, "of what is seen it can be told"
    word = drift(of, NOON_S + 310.0, NOON_S + 1_500.0, start_m=(28_000.0, 0.0))
    assert [one.how for one in word.resolved] == ["outside"]
    assert word.reopening is None
    assert "silence says nothing" in word.reopening_waits
    of.hear(NOON_S + 1_500.0, [], [], [OK])
    assert go_on(of, NOON_S + 1_500.0, NOON_S + 1_520.0).advice == "reopening"


def test_expected_by_height_and_time() -> None:
    of = watched()
    of.hear(NOON_S, wind(20.0))
    for number, height_m in ((4, 3_000.0), (5, 1_500.0), (6, None)):
        of.update(
            NOON_S,
            track(NOON_S, number, height_m=height_m, up_mps=None, east_m=-50_000.0, east_mps=20.0, sigma_mps=0.3),
        )
    word = go_on(of, NOON_S, NOON_S + 10.0)
    tma = {one.after_s: one for one in word.expected if one.volume == "TMA"}
    assert tma[600.0].expected < 0.1
    late = tma[1_800.0]
    assert late.expected == pytest.approx(2.3, abs=0.35), "climbs that nobody measured, and a height that nobody knows"
    assert late.probability > 0.95
    assert sum(late.bands_expected) + late.unknown_height_expected == pytest.approx(late.expected)
    assert late.bands_expected[3] > late.bands_expected[4]
    assert late.unknown_height_expected == pytest.approx(0.75, abs=0.1)


def test_one_that_only_passes_is_told_and_drafts_nothing() -> None:
    of = watched()
    of.hear(NOON_S, wind())
    (word,) = of.update(NOON_S, track(NOON_S, east_m=-50_000.0, east_mps=8.0))
    assert word.advice == "none"
    assert word.objects[0].since_s is None
    assert word.objects[0].expected_probability > 0.1


def test_it_is_told_when_something_changes_and_not_at_each_tick() -> None:
    of = watched()
    assert len(of.update(NOON_S, NOTHING)) == 1, "the first time"
    assert all(of.update(NOON_S + k / 10.0, NOTHING) == [] for k in range(1, 600))


def test_resolved_are_forgotten_where_nobody_records_a_closure() -> None:
    of = watched()
    of.hear(NOON_S, wind())
    drift(of, NOON_S, NOON_S + 1_500.0, start_m=(28_000.0, 0.0))
    assert of.aerodromes[0].advice == "reopening"
    word = go_on(of, NOON_S + 1_500.0, NOON_S + 1_500.0 + 4_000.0, 15.0)
    assert (word.advice, word.resolved) == ("none", ())


def test_a_closure_without_any_object_has_no_basis_to_be_opened() -> None:
    of = watched()
    of.update(NOON_S, NOTHING)
    of.decide(NOON_S + 5.0, act(RecordClosure("EYXX", NOON_S), NOON_S + 5.0))
    word = go_on(of, NOON_S + 5.0, NOON_S + 20.0)
    assert word.reopening is None
    assert "no basis" in word.reopening_waits


def test_the_longest_endurance_of_what_it_may_be_counts() -> None:
    said = [0.0] * 9
    said[3], said[4] = 0.85, 0.15
    both = Known(track(NOON_S, classification=said), (4,))
    assert endurance_s(both) == 14_400.0
    assert endurance_s(Known(track(NOON_S, classification=0.0), (4,))) == 14_400.0
    assert endurance_s(Known(track(NOON_S, classification=BALLOON), (4,))) == 21_600.0
    assert circles_share(Known(track(NOON_S, classification=DRONE), (4,))) == pytest.approx(0.16)
    assert circles_share(Known(track(NOON_S, classification=BALLOON), (4,))) == 0.0


def test_a_checkpoint_of_a_site_with_other_volumes_keeps_the_log_and_its_own_volumes() -> None:
    of = watched()
    of.update(NOON_S, track(NOON_S))
    of.decide(NOON_S + 5.0, act(RecordClosure("EYXX", NOON_S), NOON_S + 5.0))
    packed = of._standings[0].packed()
    again = Standing(charted(volumes=field().volumes[:1]), False)
    again.unpack(packed)
    assert [volume.name for volume in again.word.volumes] == ["CTR"]
    assert len(again.word.log) == 1
    assert again.since_s == {4: NOON_S}
    moved = Standing(charted(name="Scene Central", runways=("02/20",), bands_m=(500.0,)), False)
    moved.unpack(packed)
    word = moved.word
    assert (word.name, word.runways, word.bands_m) == ("Scene Central", ("02/20",), (500.0,))
    wider = Standing(charted(volumes=(msgspec.structs.replace(CTR, radius_m=12_000.0), TMA)), False)
    wider.unpack(packed)
    assert wider.word.volumes == wider.of.volumes, "outlines, by the same names"
