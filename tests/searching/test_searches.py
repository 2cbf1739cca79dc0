"""Searches: what opens them, time that passes, sensors that look or are silent, seen again, too many, checkpoints."""

import msgspec
import numpy as np
import pytest

from picture.scene import LAT_DEG, LON_DEG, NOON_S, NOTHING
from sargas.model.decision import Close, CloseSearch, OpenSearch, RecordFind
from sargas.model.status import SensorStatus
from sargas.model.tracks import ENDED
from sargas.model.weather import Wind
from sargas.searching import Searches, Settings
from searching.loss import RADAR, SMALL, act, go_on, incident, lose, track


def opened(**more: object) -> Searches:
    searches = Searches([RADAR], msgspec.structs.replace(SMALL, **more))
    lose(searches)
    return searches


def test_an_incident_whose_object_is_lost_opens_a_search_of_where_it_was_seen_last() -> None:
    searches = Searches([RADAR], SMALL)
    (search,) = lose(searches)
    assert (search.number, search.incident, search.zone, search.tracks) == (1, 7, "LTU", (4,))
    assert (search.status, search.version, search.lost_s, search.time_s) == ("open", 1, NOON_S, NOON_S + 30.0)
    assert (search.lat_deg, search.lon_deg) == (pytest.approx(LAT_DEG), pytest.approx(LON_DEG))
    assert search.height_m == 350.0
    assert search.radius_95_m == pytest.approx(2.4477 * 50.0)
    assert [area.probability for area in search.areas] == [0.5, 0.9, 0.99]
    assert set(search.fates) == {"glides", "falls", "flies_on", "loiters"}
    assert sum(search.fates.values()) == pytest.approx(1.0)
    assert "flat ground" in search.basis
    assert "no sensor that was up" in search.basis


def test_the_map_grows_and_more_and_more_of_it_lies() -> None:
    searches = opened()
    (young,) = go_on(searches, NOON_S + 30.0, NOON_S + 300.0)
    (old,) = go_on(searches, NOON_S + 300.0, NOON_S + 3600.0)
    assert young.areas[1].area_m2 < old.areas[1].area_m2
    assert 0.2 < young.lying_probability < old.lying_probability < 1.0
    assert old.sectors[0].rank == 1
    assert old.version > young.version
    (last,) = go_on(searches, NOON_S + 3600.0, NOON_S + 18_600.0, 60.0)
    assert last.lying_probability == pytest.approx(1.0)
    assert go_on(searches, NOON_S + 18_600.0, NOON_S + 30_000.0, 60.0) == []  # nothing moves any more


def test_maps_are_made_at_intervals_and_not_at_each_tick() -> None:
    searches = opened()
    told = sum(len(searches.update(NOON_S + 30.0 + k / 10.0, NOTHING, [])) for k in range(1, 3000))
    assert 4 <= told <= 6  # 300 s, one a minute


def test_a_sensor_that_is_up_and_sees_nothing_says_that_it_is_not_in_the_air_there() -> None:
    up, silent = opened(), Searches([RADAR], SMALL)
    up.hear(NOON_S, [], [SensorStatus("primary", NOON_S, "ok")])
    silent.hear(NOON_S, [], [SensorStatus("primary", NOON_S, "silent")])
    lose(silent)
    (seen,), (unseen,) = (go_on(each, NOON_S + 30.0, NOON_S + 1200.0) for each in (up, silent))
    assert seen.fates["flies_on"] < 0.7 * unseen.fates["flies_on"]
    assert seen.lying_probability > unseen.lying_probability
    assert "not seen by primary" in seen.basis
    assert unseen.fates["flies_on"] == pytest.approx(0.42, abs=0.08)  # as the prior has it


def test_while_nobody_looked_nothing_is_known() -> None:
    """The system was off for an hour: sensors that are up again say nothing of that hour."""
    on, off = opened(), opened()
    for searches in (on, off):
        searches.hear(NOON_S, [], [SensorStatus("primary", NOON_S, "ok")])
    (seen,) = go_on(on, NOON_S + 30.0, NOON_S + 3605.0)
    told = off.update(NOON_S + 3600.0, NOTHING, [])
    told += off.update(NOON_S + 3605.0, NOTHING, [])
    assert seen.fates["flies_on"] < told[-1].fates["flies_on"]
    assert "no sensor that was up" in told[-1].basis


def test_a_sensor_says_nothing_of_the_time_before_it_was_up() -> None:
    """A search that is opened by hand an hour later: the radar came up a minute ago."""
    told = []
    for up_s in (NOON_S - 60.0, NOON_S + 3_540.0):
        searches = Searches([RADAR], SMALL)
        end = track(NOON_S, 9, incident=0)
        end.status[:] = ENDED
        searches.update(NOON_S, end, [])
        searches.hear(up_s, [], [SensorStatus("primary", up_s, "ok")])
        go_on(searches, NOON_S, NOON_S + 3_600.0)
        searches.decide(NOON_S + 3_600.0, act(OpenSearch(9), time_s=NOON_S + 3_600.0))
        told.append(searches.searches[0])
    was_up, came_up = told
    assert was_up.fates["flies_on"] < 0.8 * came_up.fates["flies_on"]
    assert came_up.fates["flies_on"] == pytest.approx(0.42, abs=0.08)


def test_the_wind_that_was_reported_counts() -> None:
    calm, windy = Searches([], SMALL), Searches([], SMALL)
    windy.hear(NOON_S, [Wind(NOON_S, LAT_DEG, LON_DEG, 200.0, 20.0, 0.0)], [])
    (still,), (blown,) = (lose(each) for each in (calm, windy))
    assert "wind from 270 degrees" in blown.basis
    after = [go_on(each, NOON_S + 30.0, NOON_S + 200.0)[0] for each in (calm, windy)]
    middle = [np.mean([p[0] for ring in s.areas[0].polygons[0] for p in ring]) for s in after]
    assert middle[1] > middle[0] + 0.005
    assert still.areas != blown.areas


def test_seen_again_and_lost_again() -> None:
    searches = opened()
    (again,) = searches.update(NOON_S + 90.0, NOTHING, [incident("inside")])
    assert again.status == "seen_again"
    assert go_on(searches, NOON_S + 90.0, NOON_S + 900.0) == []
    searches.update(NOON_S + 900.0, track(NOON_S + 900.0, east_m=-20_000.0), [])
    end = track(NOON_S + 930.0, east_m=-21_000.0)
    end.updated_s[:], end.status[:] = NOON_S + 900.0, ENDED
    (anew,) = searches.update(NOON_S + 930.0, end, [incident()])
    assert (anew.number, anew.status, anew.lost_s) == (1, "open", NOON_S + 900.0)
    assert anew.lon_deg < LON_DEG - 0.2


def test_news_of_an_incident_that_stays_lost_opens_nothing() -> None:
    searches = opened()
    closed = act(CloseSearch(1))
    searches.decide(NOON_S + 60.0, closed)
    assert searches.update(NOON_S + 61.0, NOTHING, [incident(version=3)]) == []
    twin = Searches([], SMALL)
    assert twin.update(NOON_S, NOTHING, [incident()]) == []  # the same object as in another incident: no track ended


def test_an_incident_that_somebody_closed_opens_no_search_nor_does_one_where_it_is_off() -> None:
    for settings, handling in ((Settings(opens=False), "new"), (SMALL, "closed")):
        searches = Searches([], settings)
        end = track(NOON_S)
        end.status[:] = ENDED
        assert searches.update(NOON_S, end, [msgspec.structs.replace(incident(), handling=handling)]) == []


def test_by_hand_for_any_track_that_ended() -> None:
    searches = Searches([], SMALL)
    end = track(NOON_S, 9, incident=0)
    end.status[:], end.updated_s[:] = ENDED, NOON_S - 20.0
    searches.update(NOON_S, end, [])
    search = searches.decide(NOON_S, act(OpenSearch(9)))
    assert not isinstance(search, str)
    assert (search.incident, search.tracks, search.lost_s) == (None, (9,), NOON_S - 20.0)
    # where it was measured last, not where reckoning carried it: 30 m/s to the north-west for 20 s
    assert search.lat_deg == pytest.approx(LAT_DEG - 600.0 / 111_200.0)
    assert "searched for already" in str(searches.decide(NOON_S, act(OpenSearch(9))))
    assert "has not ended" in str(searches.decide(NOON_S, act(OpenSearch(10))))
    assert "needs a name" in str(searches.decide(NOON_S, act(OpenSearch(9), by=" ")))
    assert "no search 5" in str(searches.decide(NOON_S, act(CloseSearch(5))))
    assert "not an act" in str(searches.decide(NOON_S, act(Close(1))))  # type: ignore[arg-type]  # that is what it tests


def test_of_too_many_the_oldest_that_nobody_touched_gives_way() -> None:
    searches = opened(most_open=2)
    searches.decide(NOON_S + 40.0, act(RecordFind(1, 54.7, 25.3, "a wing")))
    lose(searches, 5, 8, NOON_S + 100.0)
    told = lose(searches, 6, 9, NOON_S + 200.0)
    assert [(s.number, s.status) for s in told] == [(2, "closed"), (3, "open")]
    assert "too many" in told[0].basis
    assert [s.status for s in searches.searches] == ["open", "closed", "open"]
    searches.decide(NOON_S + 240.0, act(RecordFind(3, 54.7, 25.3, "a wing")))
    assert lose(searches, 10, 11, NOON_S + 300.0) == []


def test_a_closed_search_is_forgotten_after_a_day() -> None:
    searches = opened()
    closed = searches.decide(NOON_S + 60.0, act(CloseSearch(1), time_s=NOON_S + 60.0))
    assert not isinstance(closed, str)
    assert go_on(searches, NOON_S + 60.0, NOON_S + 7200.0, 60.0) == []
    assert len(searches.searches) == 1
    go_on(searches, NOON_S + 7200.0, NOON_S + 90_000.0, 600.0)
    assert searches.searches == []


def test_a_checkpoint_in_the_middle_gives_the_same_future() -> None:
    searches = opened()
    searches.hear(NOON_S, [Wind(NOON_S, 54.0, 25.0, 100.0, 3.0, 4.0)], [SensorStatus("primary", NOON_S, "ok")])
    go_on(searches, NOON_S + 30.0, NOON_S + 400.0)
    sector = searches.searches[0].sectors[0].number
    from sargas.model.decision import ReportSearched

    searches.decide(NOON_S + 401.0, act(ReportSearched(1, sector, 0.7)))
    again = Searches([RADAR], SMALL)
    again.restore(searches.checkpoint())
    assert again.checkpoint() == searches.checkpoint()
    one = go_on(searches, NOON_S + 401.0, NOON_S + 2000.0)
    other = go_on(again, NOON_S + 401.0, NOON_S + 2000.0)
    assert msgspec.msgpack.encode(one) == msgspec.msgpack.encode(other)
    assert lose(searches, 5, 8, NOON_S + 2001.0) == lose(again, 5, 8, NOON_S + 2001.0)
    assert again.checkpoint() == searches.checkpoint()


def test_what_is_remembered_of_tracks_is_bounded() -> None:
    searches = Searches([], SMALL)
    for k in range(700):
        end = track(NOON_S + k, 100 + k, incident=0)
        end.status[:] = ENDED
        searches.update(NOON_S + k, end, [])
    assert "not remembered" in str(searches.decide(NOON_S, act(OpenSearch(101))))
    assert not isinstance(searches.decide(NOON_S, act(OpenSearch(799))), str)


def test_two_lost_incidents_that_are_one_have_one_search_but_for_what_people_have_done() -> None:
    def merged(touched: bool) -> list[str]:
        searches = Searches([RADAR], SMALL)
        lose(searches)
        lose(searches, number=5, of=8, time_s=NOON_S + 5.0)
        if touched:
            assert not isinstance(searches.decide(NOON_S + 60, act(RecordFind(2, LAT_DEG, LON_DEG, "a wing"))), str)
        both = [incident(number=7, tracks=(4, 5), merged=(8,)), incident("merged", 8, (5,), merged_into=7)]
        told = {one.number: one for one in searches.update(NOON_S + 70.0, NOTHING, both)}
        assert (2 in told) is not touched
        assert touched or told[2].basis == "goes on as search 1"
        now = [search.status for search in searches.searches]
        searches.update(NOON_S + 80.0, NOTHING, [incident("inside", 7, (4, 5), merged=(8,))])
        return [*now, *(search.status for search in searches.searches)]

    assert merged(touched=False) == ["open", "closed", "seen_again", "closed"]
    assert merged(touched=True) == ["open", "open", "seen_again", "seen_again"]


def test_the_search_of_an_incident_that_was_merged_is_that_of_the_one_that_goes_on() -> None:
    searches = Searches([RADAR], SMALL)
    lose(searches, number=5, of=8)
    both = [incident("inside", 7, (4, 5), merged=(8,)), incident("merged", 8, (5,), merged_into=7)]
    (told,) = searches.update(NOON_S + 70.0, NOTHING, both)
    assert (told.status, told.incident) == ("seen_again", 8)
    searches.update(NOON_S + 100.0, track(NOON_S + 100.0, incident=7), [])
    end = track(NOON_S + 130.0, incident=7)
    end.updated_s[:], end.status[:] = NOON_S + 100.0, ENDED
    searches.update(NOON_S + 130.0, end, [incident(number=7, tracks=(4, 5), merged=(8,))])
    assert [(one.number, one.status) for one in searches.searches] == [(1, "open")], "the same search, from there"
