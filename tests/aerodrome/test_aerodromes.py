"""Aerodromes: who counts and who is apart, acts and their refusals, checkpoints, what is near, what is forgotten."""

import msgspec
import numpy as np
import pytest

from aerodrome.field import BIRD, DRONE, FIELD, OK, RADAR, act, drift, ended, field, go_on, track, watched, wind
from picture.scene import NOON_S, NOTHING
from sargas.aerodrome import Aerodromes, aerodromes
from sargas.errors import ConfigError
from sargas.model.aerodrome import AccountFor, RecordClosure, RecordReopening
from sargas.model.decision import Close
from sargas.model.height import Height
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import ACT_BITS, PART, TENTATIVE, Tracks
from sargas.model.weather import Qnh

LAWFUL = {"identity": IDENTITIES.index("neutral"), "identity_basis": BASES.index("flight plan correlated")}
LOW = {"height_m": 500.0}


def test_lawful_traffic_birds_and_who_is_being_identified_are_counted_apart() -> None:
    of = watched()
    rows = [
        track(NOON_S, 1, **LOW, **LAWFUL),
        track(NOON_S, 2, **LOW, classification=BIRD),
        track(NOON_S, 3, **LOW, mode_3a=0o4321),
        track(NOON_S, 4, **LOW),
        track(NOON_S, 5, north_m=-33_000.0, **LAWFUL),
    ]
    of.update(NOON_S, Tracks.concatenate(rows))
    word = of.aerodromes[0]
    assert [one.track for one in word.objects] == [4]
    assert word.apart == {"lawful": 1, "other_class": 1, "pending": 1}


@pytest.mark.parametrize(("lawful_by", "is_lawful"), [(FIELD.lawful_by, True), (("flight_plan", "neutral"), False)])
def test_a_flight_of_the_list_is_known_where_the_site_says_so(lawful_by: tuple[str, ...], is_lawful: bool) -> None:
    of = watched(field(lawful_by=lawful_by))
    listed = LAWFUL | {"identity_basis": BASES.index("authorised flight on the list")}
    of.update(NOON_S, track(NOON_S, 4, **LOW, classification=DRONE, **listed))
    word = of.aerodromes[0]
    assert ([one.track for one in word.objects], word.apart) == (([], {"lawful": 1}) if is_lawful else ([4], {}))


def test_a_site_says_otherwise() -> None:
    of = watched(field(classes=("bird",), lawful_by=()))
    of.update(NOON_S, Tracks.concatenate([track(NOON_S, 1, **LAWFUL), track(NOON_S, 2, classification=BIRD)]))
    assert [one.track for one in of.aerodromes[0].objects] == [2], "a balloon does not count there"


def test_an_object_that_proves_lawful_is_resolved_as_identified() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 60.0, classification=DRONE, east_mps=30.0)
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, classification=DRONE, **LAWFUL))
    word = go_on(of, NOON_S + 70.0, NOON_S + 90.0)
    assert [(one.how, one.basis) for one in word.resolved] == [("identified", "lawful by its identity")]
    assert word.apart == {"lawful": 1}


def test_one_that_begins_to_say_something_stays_in_the_way_until_that_is_judged() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 60.0)
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, mode_3a=0o4321))
    word = go_on(of, NOON_S + 70.0, NOON_S + 90.0)
    assert [one.track for one in word.objects] == [4]
    assert word.resolved == ()


def test_lawful_traffic_that_passes_far_away_is_not_looked_at_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    of, looked = watched(), []
    monkeypatch.setattr(of, "_set_apart", lambda number, *_: looked.append(number))
    many = [track(NOON_S, n, east_m=60_000.0 * (n > 2), east_mps=230.0, **LAWFUL) for n in range(1, 9)]
    of.update(NOON_S, Tracks.concatenate(many))
    assert looked == [1, 2]


def test_tentative_tracks_and_parts_of_others_do_not_count() -> None:
    of = watched()
    young, part = track(NOON_S, 1), track(NOON_S, 2, fusion=PART, fused_with=9)
    young.status[:] = TENTATIVE
    of.update(NOON_S, Tracks.concatenate([young, part]))
    assert of.aerodromes[0].objects == ()


def test_a_track_that_becomes_part_of_another_is_the_same_object() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 60.0)
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, fusion=PART, fused_with=9))
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, 9, east_m=560.0))
    word = go_on(of, NOON_S + 70.0, NOON_S + 90.0)
    assert [(one.track, one.tracks, one.since_s) for one in word.objects] == [(9, (4, 9), NOON_S)]
    drift(of, NOON_S + 90.0, NOON_S + 100.0, 12, start_m=(3_000.0, 0.0))
    of.update(NOON_S + 110.0, track(NOON_S + 110.0, 12, fusion=PART, fused_with=9))
    word = go_on(of, NOON_S + 110.0, NOON_S + 130.0)
    assert [one.track for one in word.objects] == [9]


def test_parts_that_prove_to_be_two_are_two_in_the_way_and_each_is_accounted_for_by_itself() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 60.0)
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, fusion=PART, fused_with=9))
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, 9, east_m=560.0))
    both = [track(NOON_S + 90.0, 4, north_m=4_000.0), track(NOON_S + 90.0, 9, east_m=720.0)]
    of.update(NOON_S + 90.0, Tracks.concatenate(both))
    word = go_on(of, NOON_S + 90.0, NOON_S + 110.0)
    assert sorted((one.track, one.tracks, one.since_s) for one in word.objects) == [
        (4, (4,), NOON_S),
        (9, (9,), NOON_S),
    ]
    word = of.decide(NOON_S + 110.0, act(AccountFor("EYXX", 4, "identified"), NOON_S + 110.0))
    assert [one.track for one in word.resolved] == [4]
    word = go_on(of, NOON_S + 110.0, NOON_S + 119.0)
    assert ([one.track for one in word.objects], word.advice) == ([9], "closure")


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        ({**LOW, "mode_3a": 0o4321}, "1 in the volumes still being identified"),
        ({"east_m": 31_600.0, "sigma_mps": 0.1, "sigma_m": 1_500.0, "east_mps": 8.0}, "1 may be inside"),
    ],
)
def test_nothing_is_reopened_while_another_may_be_inside(beside: dict[str, float], why: str) -> None:
    of = watched()
    of.hear(NOON_S, wind())
    drift(of, NOON_S, NOON_S + 60.0)
    of.decide(NOON_S + 61.0, act(AccountFor("EYXX", 4, "found"), NOON_S + 61.0))
    of.update(NOON_S + 62.0, track(NOON_S + 62.0, 5, **beside))
    word = go_on(of, NOON_S + 62.0, NOON_S + 82.0)
    assert (word.advice, word.reopening, word.reopening_waits) == ("none", None, why)
    of.update(NOON_S + 90.0, track(NOON_S + 90.0, 5, north_m=200_000.0))
    assert go_on(of, NOON_S + 90.0, NOON_S + 110.0).advice == "reopening"


def test_what_a_person_drops_is_in_nobody_s_way() -> None:
    of = watched()
    drift(of, NOON_S, NOON_S + 60.0)
    of.update(NOON_S + 70.0, track(NOON_S + 70.0, acts=ACT_BITS["drop"]))
    word = go_on(of, NOON_S + 70.0, NOON_S + 90.0)
    assert word.objects == ()
    assert [one.how for one in word.resolved] == ["identified"]


def test_what_is_far_away_is_not_followed() -> None:
    of = watched()
    of.update(NOON_S, track(NOON_S, east_m=90_000.0, east_mps=8.0))
    assert of.aerodromes[0].objects == ()
    assert of._known == {}


def test_what_left_and_ended_is_forgotten() -> None:
    of = watched()
    of.hear(NOON_S, wind())
    drift(of, NOON_S, NOON_S + 1_500.0, start_m=(28_000.0, 0.0))
    of.update(NOON_S + 1_560.0, ended(track(NOON_S + 1_500.0, east_m=40_000.0), NOON_S + 1_560.0))
    go_on(of, NOON_S + 1_560.0, NOON_S + 1_700.0)
    assert of._known == {}


def test_a_height_from_pressure_is_moved_by_the_qnh_near_by() -> None:
    """A pressure height of 500 m with 980 hPa is some 220 m: in the control zone; without QNH it may be."""
    told = []
    for qnh in ([], [Qnh(NOON_S - 60.0, FIELD.lat_deg, FIELD.lon_deg, 100_000.0, 980.0)]):
        of = watched()
        of.hear(NOON_S, [], qnh)
        row = track(NOON_S, height_m=690.0, height_source=HEIGHT_SOURCES.index("pressure_standard"))
        of.update(NOON_S, row)
        told.append(of.aerodromes[0].objects[0].inside[0].probability)
    without, with_it = told
    assert 0.3 < without < 0.9
    assert with_it > 0.97


@pytest.mark.parametrize(
    ("what", "more", "why"),
    [
        (RecordClosure("EYYY", NOON_S), {}, "there is no aerodrome 'EYYY'"),
        (RecordClosure("EYXX", NOON_S), {"by": " "}, "needs a name and a reason"),
        (RecordClosure("EYXX", NOON_S), {"why": ""}, "needs a name and a reason"),
        (RecordClosure("EYXX", NOON_S), {"expected_version": 99}, "has changed since version 99"),
        (RecordClosure("EYXX", NOON_S), {"why": "x" * 2_001}, "at most"),
        (RecordReopening("EYXX", NOON_S), {}, "nothing is recorded closed"),
        (AccountFor("EYXX", 77, "landed"), {}, "track 77 is not in the way"),
        (Close(1), {}, "not an act on an aerodrome"),
    ],
)
def test_acts_that_do_not_fit_are_refused_with_a_reason(what: object, more: dict[str, object], why: str) -> None:
    of = watched()
    of.update(NOON_S, track(NOON_S))
    outcome = of.decide(NOON_S, act(what, NOON_S, **more))
    assert isinstance(outcome, str)
    assert why in outcome


def test_a_version_fits_until_the_log_changes() -> None:
    of = watched()
    (word,) = of.update(NOON_S, track(NOON_S))
    drift(of, NOON_S + 10.0, NOON_S + 60.0)
    assert of.aerodromes[0].version > word.version
    first = of.decide(NOON_S + 60.0, act(RecordClosure("EYXX", NOON_S), expected_version=word.version))
    assert not isinstance(first, str), "objects moved: nothing that a person decides by has changed"
    second = of.decide(NOON_S + 61.0, act(RecordClosure("EYXX", NOON_S), expected_version=word.version))
    assert "recorded closed by ATS" in str(second)


def test_a_checkpoint_goes_on_to_the_byte() -> None:
    def scene(until_s: float) -> Aerodromes:
        of = watched()
        of.hear(NOON_S, wind(), [Qnh(NOON_S, FIELD.lat_deg, FIELD.lon_deg, 100_000.0, 1_000.0)])
        of.update(NOON_S, Tracks.concatenate([track(NOON_S, 8, north_m=3_000.0), track(NOON_S, 9, **LAWFUL, **LOW)]))
        of.decide(NOON_S + 5.0, act(RecordClosure("EYXX", NOON_S + 5.0), NOON_S + 5.0))
        drift(of, NOON_S + 10.0, until_s)
        of.update(until_s + 5.0, ended(track(NOON_S + 5.0, 8, north_m=3_000.0), until_s + 5.0))
        return of

    whole = scene(NOON_S + 300.0)
    again = watched(up=False)
    again.restore(whole.checkpoint())
    assert again.checkpoint() == whole.checkpoint()
    assert again.aerodromes == whole.aerodromes
    told = [
        [msgspec.json.encode(word) for k in range(40) for word in one.update(NOON_S + 310.0 + 5.0 * k, NOTHING)]
        for one in (whole, again)
    ]
    assert told[0] == told[1]
    assert told[0]
    other = Aerodromes((msgspec.structs.replace(FIELD, icao="EYZZ"),), (), (RADAR,))
    other.restore(whole.checkpoint())
    assert other.aerodromes == []


def test_an_exercise_says_so() -> None:
    of = Aerodromes((FIELD,), (), (RADAR,), simulated=True)
    of.hear(NOON_S, [], [], [OK])
    (word,) = of.update(NOON_S, track(NOON_S))
    assert word.simulated
    assert word.closure.text.startswith("EXERCISE")
    real = watched()
    (word,) = real.update(NOON_S, track(NOON_S, simulated=True))
    assert word.closure.text.startswith("EXERCISE"), "one of its objects is"


def test_no_aerodrome_costs_nothing_and_a_wrong_one_is_refused() -> None:
    none = Aerodromes(())
    none.hear(NOON_S, wind())
    assert none.update(NOON_S, track(NOON_S)) == []
    assert none.aerodromes == []
    with pytest.raises(ConfigError):
        Aerodromes((field(elevation=Height(1.0, "agl")),))


def test_two_aerodromes_each_have_their_own() -> None:
    far = msgspec.structs.replace(FIELD, icao="EYZZ", lat_deg=55.9)
    of = watched(FIELD, far)
    of.update(NOON_S, track(NOON_S))
    here, there = of.aerodromes
    assert (len(here.objects), len(there.objects)) == (1, 0)


def test_of_too_many_the_nearest_are_forecast_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aerodromes, "MOST_LOOKS", 5)
    of = watched()
    of.update(NOON_S, Tracks.concatenate([track(NOON_S, n, north_m=400.0 * n) for n in range(1, 13)]))
    (word,) = of.aerodromes
    assert sorted(one.track for one in word.objects) == [1, 2, 3, 4, 5]
    assert word.apart == {"too_many": 7}


def test_news_is_told_at_once_and_no_more_often_than_once_a_second() -> None:
    of = watched()
    of.update(NOON_S, NOTHING)
    told = [len(of.update(NOON_S + 5.0 + k / 10.0, track(NOON_S + 5.0 + k / 10.0, k + 1))) for k in range(25)]
    assert np.flatnonzero(told).tolist() == [0, 10, 20]
    (word,) = of.update(NOON_S + 8.0, NOTHING)
    assert len(word.objects) == 25, "and none is forgotten"
