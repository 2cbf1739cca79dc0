"""Lists of flights: rows to Flights, and what is left out."""

import json

import pytest

from sargas.formats import lists
from sargas.formats.flights import read
from sargas.model.flight import Flight
from sargas.model.height import Height

HEAD = "id,kind,callsign,mode_s,mode_3a,remote_id,from,until,shape,zones,ceiling\n"
PLAN = "LOT3XY,flight_plan,lot3xy,48ac01,2345,,2026-12-01T06:00Z,2026-12-01T08:00Z,54 25 55 26 width 20 km,,UNL\n"
DRONE = "bridge,uas,,,,1596F1234567,2026-12-01T06:00Z,2026-12-01T08:00Z,,site; A1234/26,120 m AGL\n"
FROM_S, UNTIL_S = 1_796_104_800.0, 1_796_112_000.0


def test_a_plan_and_an_authorised_flight() -> None:
    found = read(HEAD + PLAN + DRONE)
    assert found is not None
    assert found.left_out == []
    plan, drone = found.flights
    assert plan == Flight(
        "LOT3XY",
        "flight_plan",
        FROM_S,
        UNTIL_S,
        mode_s=0x48AC01,
        mode_3a=0o2345,
        callsign="LOT3XY",
        polygons=tuple(tuple(tuple(r) for r in rings) for rings in lists.shape("54 25 55 26 width 20 km")),
    )
    assert drone == Flight(
        "bridge",
        "uas",
        FROM_S,
        UNTIL_S,
        remote_id="1596F1234567",
        zones=("site", "A1234/26"),
        ceiling=Height(120.0, "agl"),
    )


def test_the_same_as_json() -> None:
    names, values = HEAD.strip().split(","), PLAN.strip().split(",")
    assert read(json.dumps([dict(zip(names, values, strict=True))])) == read(HEAD + PLAN)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("LOT3XY,", ",", "line 2: left out: it has no id"),
        ("flight_plan", "plan", "kind 'plan' is none of flight_plan, uas"),
        ("06:00Z", "08:00Z", "it ends before it begins"),
        ("06:00Z", "06:00", "time '2026-12-01T06:00' is none, or does not say its zone"),
        ("2026-12-01T06:00Z", "", "time '' is none"),
        ("lot3xy,48ac01,2345", ",,", "nothing by which it is known"),
        ("lot3xy", "L", "callsign 'L' is not two to eight"),
        ("48ac01", "48ac0", "mode_s '48ac0' is not six"),
        ("48ac01", "000000", "mode_s '000000' is not six"),
        ("2345", "234", "mode_3a '234' is not four"),
        ("2345", "2348", "mode_3a '2348' is not four"),
        ("2345", "7000", "code 7000 names nobody"),
        ("2345,", "2345,ü234", "remote_id 'ü234' is not"),
        ("20 km,", "20 km,site", "either a shape or zones"),
        ("54 25 55 26 width 20 km", "", "either a shape or zones"),
        ("54 25 55 26 width 20 km", "54 25", "neither a place with a radius"),
        ("54 25 55 26 width 20 km", "54 25 54 26 55 25 55 26", "an outline that crosses itself"),
        ("UNL", "GND", "a ceiling at the ground or below"),
        ("UNL", "0 m AGL", "a ceiling at the ground or below"),
        ("2345,", "2345,1.59612E+16", "is what a spreadsheet makes of digits"),
        ("2345,", "2345,1e16", "is what a spreadsheet makes of digits"),
        ("2345", "7010", "code 7010 names nobody"),
        ("UNL", "", "no ceiling"),
        ("UNL", "9500", "height '9500'"),
    ],
)
def test_what_leaves_open_who_when_or_where_is_told_and_costs_no_other(old: str, new: str, words: str) -> None:
    found = read(HEAD + PLAN.replace(old, new, 1) + DRONE)
    assert found is not None
    assert [flight.id for flight in found.flights] == ["bridge"]
    assert len(found.left_out) == 1
    assert words in found.left_out[0]


def test_codes_that_name_nobody_are_those_of_the_site() -> None:
    found = read(HEAD + PLAN, ("2345",))
    assert found is not None
    assert found.left_out == ["LOT3XY (line 2): left out: code 2345 names nobody"]
    assert read(HEAD + PLAN.replace("2345", "7010"), ("2345",)).flights[0].mode_3a == 0o7010


def test_what_is_no_such_list_is_none() -> None:
    assert read("") is None
    assert read("id,kind,shape\nx,uas,54 25 5km\n") is None
