"""What people do with a search, and every reason why it is refused."""

import math
from typing import Any

import msgspec
import pytest

from picture.scene import NOON_S
from sargas.model.decision import (
    AssignSector,
    CloseSearch,
    HandOverFind,
    OpenSearch,
    RecordFind,
    ReopenSearch,
    ReportSearched,
    SearchAct,
)
from sargas.model.search import Search
from sargas.searching import Searches
from sargas.searching.acts import MOST_FINDS
from searching.loss import SMALL, act, go_on, lose

SHA = "ab" * 32


@pytest.fixture
def searches() -> Searches:
    made = Searches([], SMALL)
    lose(made)
    go_on(made, NOON_S + 30.0, NOON_S + 600.0)
    return made


def done(searches: Searches, what: SearchAct, **more: Any) -> Search:
    search = searches.decide(NOON_S + 600.0, act(what, **more))
    assert isinstance(search, Search), search
    return search


def why(searches: Searches, what: SearchAct, **more: Any) -> str:
    reason = searches.decide(NOON_S + 600.0, act(what, **more))
    assert isinstance(reason, str)
    return reason


def test_a_sector_is_assigned_and_stays_in_the_list(searches: Searches) -> None:
    first = searches.searches[0].sectors[0]
    search = done(searches, AssignSector(1, first.number, " team 3 "))
    assert search.sectors[0] == msgspec.structs.replace(first, assigned_to="team 3", assigned_s=NOON_S + 600.0)
    assert "no sector 999" in why(searches, AssignSector(1, 999, "team 3"))
    assert "to whom" in why(searches, AssignSector(1, first.number, " "))


def test_what_was_searched_is_less_likely_and_the_rest_more(searches: Searches) -> None:
    before = searches.searches[0]
    first, second = before.sectors[:2]
    search = done(searches, ReportSearched(1, first.number, 0.8))
    now = {sector.number: sector for sector in search.sectors}
    left = 1.0 - 0.8 * first.probability
    assert now[first.number].probability == pytest.approx(0.2 * first.probability / left)
    assert now[second.number].probability == pytest.approx(second.probability / left)
    assert now[first.number].searched[0].detection_probability == 0.8
    assert now[second.number].rank < (now[first.number].rank or 10_000)
    again = done(searches, ReportSearched(1, first.number, 0.8))
    assert len(next(s for s in again.sectors if s.number == first.number).searched) == 2


def test_effort_is_koopmans(searches: Searches) -> None:
    first = searches.searches[0].sectors[0]
    search = done(searches, ReportSearched(1, first.number, sweep_width_m=40.0, track_m=25_000.0))
    told = next(s for s in search.sectors if s.number == first.number).searched[0]
    assert told.detection_probability == pytest.approx(1.0 - math.exp(-1e6 / first.area_m2))


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "either"),
        ({"detection_probability": 0.5, "track_m": 5.0}, "either"),
        ({"track_m": 5.0}, "either"),
        ({"detection_probability": 0.0}, "0 to 1"),
        ({"detection_probability": 1.1}, "0 to 1"),
        ({"sweep_width_m": 0.0, "track_m": 100.0}, "sweep_width_m"),
        ({"sweep_width_m": float("nan"), "track_m": 100.0}, "sweep_width_m"),
    ],
)
def test_how_well_it_was_searched_must_be_said(searches: Searches, more: dict[str, float], reason: str) -> None:
    sector = searches.searches[0].sectors[0].number
    version = searches.searches[0].version
    assert reason in why(searches, ReportSearched(1, sector, **more))
    assert searches.searches[0].version == version


def test_a_find_changes_nothing_else_and_has_a_chain_of_custody(searches: Searches) -> None:
    before = searches.searches[0]
    search = done(searches, RecordFind(1, 54.71, 25.29, "a wing", "grey, 1 m", SHA, 4711))
    assert search.status == "open"
    assert (search.areas, search.sectors, search.fates) == (before.areas, before.sectors, before.fates)
    (find,) = search.finds
    assert (find.number, find.by, find.time_s, find.photo_sha256, find.report_record) == (
        1, "Ona", NOON_S + 600.0, SHA, 4711,
    )  # fmt: skip
    done(searches, HandOverFind(1, 1, "police, Vilnius", "sealed bag 12"), time_s=NOON_S + 700.0)
    assert "before it was handed over last" in why(searches, HandOverFind(1, 1, "army"), time_s=NOON_S + 699.0)
    done(searches, CloseSearch(1), time_s=NOON_S + 800.0)
    search = done(searches, HandOverFind(1, 1, "laboratory"), time_s=NOON_S + 900.0)  # custody goes on
    assert [(step.who, step.by) for step in search.finds[0].custody] == [
        ("police, Vilnius", "Ona"), ("laboratory", "Ona"),
    ]  # fmt: skip
    assert "no find 2" in why(searches, HandOverFind(1, 2, "army"))
    assert "to:" in why(searches, HandOverFind(1, 1, ""))


@pytest.mark.parametrize(
    ("find", "reason"),
    [
        (RecordFind(1, 91.0, 25.0, "x"), "no place"),
        (RecordFind(1, float("nan"), 25.0, "x"), "no place"),
        (RecordFind(1, 54.0, 25.0, " "), "what"),
        (RecordFind(1, 54.0, 25.0, "x", "n" * 2001), "note"),
        (RecordFind(1, 54.0, 25.0, "x", "", "abc"), "photo_sha256"),
        (RecordFind(1, 54.0, 25.0, "x", "", "", -1), "report_record"),
    ],
)
def test_finds_that_are_none(searches: Searches, find: RecordFind, reason: str) -> None:
    assert reason in why(searches, find)


def test_finds_are_bounded(searches: Searches) -> None:
    for _ in range(MOST_FINDS):
        done(searches, RecordFind(1, 54.0, 25.0, "x"))
    assert f"{MOST_FINDS} finds" in why(searches, RecordFind(1, 54.0, 25.0, "x"))


def test_only_a_person_closes_and_it_can_be_reversed(searches: Searches) -> None:
    assert done(searches, CloseSearch(1)).status == "closed"
    assert "is closed" in why(searches, CloseSearch(1))
    assert "is closed" in why(searches, RecordFind(1, 54.0, 25.0, "x"))
    assert go_on(searches, NOON_S + 600.0, NOON_S + 900.0) == []
    assert done(searches, ReopenSearch(1)).status == "open"
    assert "not closed" in why(searches, ReopenSearch(1))
    assert go_on(searches, NOON_S + 900.0, NOON_S + 1200.0)[0].status == "open"


def test_a_name_and_a_reason(searches: Searches) -> None:
    assert "name and a reason" in why(searches, CloseSearch(1), why="")
    assert "name and a reason" in why(searches, CloseSearch(1), by=" ")


def test_an_act_fits_the_version_that_the_person_saw_through_new_maps_not_through_acts(searches: Searches) -> None:
    seen = searches.searches[0].version
    go_on(searches, NOON_S + 600.0, NOON_S + 900.0)
    assert searches.searches[0].version > seen
    done(searches, RecordFind(1, 54.0, 25.0, "x"), expected_version=seen)
    assert "has changed since" in why(searches, CloseSearch(1), expected_version=seen)
    assert isinstance(searches.decide(NOON_S, act(OpenSearch(4))), str)
