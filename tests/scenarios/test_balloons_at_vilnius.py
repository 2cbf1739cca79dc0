"""The checks of the play `balloons_at_vilnius.md`, each named there by what it proves."""

import re
from pathlib import Path

import pytest

from scenarios.balloons_at_vilnius import CLOSES_S, COUNT, FALLS, FINDS_S, OPENS_S, START, Told, balloons, play

PAGE = Path(__file__).with_name("balloons_at_vilnius.md")


@pytest.fixture(scope="module")
def night() -> Told:
    return play()


def test_v1_the_night_is_some_seven_hours_long_and_every_balloon_comes_in() -> None:
    flown = balloons()
    assert len(flown) == COUNT == 24
    assert all(one.inside_s < one.clear_s for one in flown)
    assert 6.5 * 3_600.0 < max(one.clear_s for one in flown) < 8.0 * 3_600.0


def test_v2_the_closure_is_drafted_before_the_first_is_inside(night: Told) -> None:
    assert night.clock["first object in the view"] < night.clock["closure drafted"]
    before_s = night.clock["first inside, really"] - night.clock["closure drafted"]
    assert 120.0 < before_s < 1_200.0
    assert night.words["closure"].startswith("EXERCISE EXERCISE EXERCISE. DRAFT. Closure of EYVI Vilnius")
    assert "height unknown" in night.words["closure"], "this radar measures none, and that excludes nothing"


def test_v3_nothing_is_closed_or_opened_but_by_a_person(night: Told) -> None:
    assert night.clock["closure recorded"] == pytest.approx(night.clock["closure drafted"] + CLOSES_S, abs=1.0)
    assert night.clock["reopening recorded"] == pytest.approx(night.clock["reopening drafted, last"] + OPENS_S, abs=1.0)
    assert [(one.kind, one.by) for one in night.last.log] == [("closure", "Ona"), ("reopening", "Ona")]
    assert night.last.closed_s == pytest.approx(
        night.clock["reopening recorded"] - night.clock["closure recorded"], abs=20.0
    )
    assert not night.last.recorded.closed


def test_v4_clear_by_is_told_and_nearer_the_truth_as_the_night_ends(night: Told) -> None:
    start_s, near = START.timestamp(), []
    for at_s, clear, count, really_s in night.asked:
        if not count or clear.p50_s is None or clear.p90_s is None:
            continue
        assert clear.p50_s <= clear.p90_s
        near.append((at_s, abs(clear.p50_s - start_s - really_s), clear.p90_s - start_s >= really_s))
    assert len(near) >= 6
    assert sum(held for *_, held in near) >= len(near) - 1, "nine of ten; they are of one night, and not independent"
    assert near[-1][1] < 600.0


def test_v5_the_one_that_is_lost_is_not_clear_until_it_is_found(night: Told) -> None:
    lost_s, found_s = night.clock["first lost"], night.clock["first lost is found"]
    assert found_s - lost_s == pytest.approx(FINDS_S)
    told = [why for at_s, why in night.lost if lost_s <= at_s < found_s]
    assert len(told) > 20
    assert all("was lost" in why and "may fly until" in why for why in told)
    assert night.lost[-1][0] < found_s + 60.0
    assert balloons()[FALLS].clear_s - 120.0 < lost_s, "it came down inside"
    assert "was found" in night.words["reopening"]


def test_v6_the_reopening_is_drafted_within_minutes_of_the_last_one_s_leaving(night: Told) -> None:
    late_s = night.clock["reopening drafted, last"] - night.clock["last outside, really"]
    assert 0.0 < late_s < 300.0
    assert "and 14 more" in night.words["reopening"], "the first ten are named, the others counted"


def test_v7_lawful_traffic_is_counted_apart(night: Told) -> None:
    assert night.apart_most >= 1


def test_the_page_names_each_check_of_this_file() -> None:
    named = re.findall(r"^\* \*\*(V\d+)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    here = re.findall(r"^def test_(v\d+)_", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE)
    assert [name.lower() for name in named] == here
