"""Temporary zones as a list: to zones that are judged, and what is left out."""

import json

import pytest

from sargas.files import FARTHEST_M
from sargas.formats.uaszones import read
from sargas.geo.region import Region
from sargas.incursion.zones import published_zones

HEAD = "id,name,kind,from,until,floor,ceiling,shape\n"
ROW = "A1,Air show,restricted,2026-12-01T06:00Z,2026-12-01T18:00Z,GND,FL095,54.63 25.28 5 km\n"
VILNIUS_DEG = (54.63, 25.28)


def zones(text: str):
    found = read(text)
    made, left_out = published_zones(found.features, [VILNIUS_DEG], FARTHEST_M)
    return made, [*found.left_out, *left_out]


def test_a_row_is_a_zone() -> None:
    (zone,), left_out = zones(HEAD + ROW)
    assert left_out == []
    assert (zone.id, zone.name, zone.kind, zone.nation) == ("A1", "Air show", "restricted", None)
    assert zone.hours == ((1_796_104_800.0, 1_796_148_000.0),)
    assert zone.floor is None
    assert (zone.ceiling.value_m, zone.ceiling.ref) == (pytest.approx(2895.6), "flight_level")
    inside = Region.from_rings(zone.polygons).contains([54.67, 54.68], [25.28, 25.28])
    assert inside.tolist() == [True, False], "4.5 km and 5.6 km"


def test_the_same_as_json() -> None:
    names, values = HEAD.strip().split(","), ROW.strip().split(",")
    assert zones(json.dumps([dict(zip(names, values, strict=True))])) == zones(HEAD + ROW)


def test_what_is_not_given() -> None:
    (zone,), left_out = zones("id,kind,shape,from,nation\nA1,UAS,5400N 02500E 5400N 02600E 5500N 02600E,,LTU\n")
    assert (zone.kind, zone.name, zone.hours, zone.floor, zone.ceiling, zone.nation) == (
        "uas",
        "A1",
        (),
        None,
        None,
        "LTU",
    )
    assert left_out == []
    (open_ended,), _ = zones("id,kind,shape,until\nA1,uas,54 25 5km,2026-12-01T18:00+02:00\n")
    assert open_ended.hours == ((0.0, 1_796_140_800.0),)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("A1", "", "line 2: left out: it has no id"),
        ("restricted", "danger", "A1: left out: properties.kind: 'danger' is none of"),
        ("06:00Z", "06:00", "A1 (line 2): left out: time '2026-12-01T06:00' is none"),
        ("06:00Z", "18:00Z", "A1 (line 2): left out: it ends before it begins"),
        ("FL095", "9500", "A1 (line 2): left out: height '9500' is none like"),
        ("GND", "UNL", "A1 (line 2): left out: a floor above all air"),
        ("GND", "FL100", "A1: left out: properties.ceiling: not above the floor"),
        ("5 km", "5", "A1 (line 2): left out: a latitude without a longitude"),
        ("54.63 25.28 5 km", "54 25 55 26 54 26 55 25", "A1 (line 2): left out: an outline that crosses itself"),
        ("54.63 25.28", "25.28 54.63", "A1: left out: longitude and latitude seem to be exchanged"),
        ("FL095", "GND", "A1 (line 2): left out: a ceiling at the ground or below"),
        ("FL095", "0 ft AMSL", "A1 (line 2): left out: a ceiling at the ground or below"),
        ("54.63 25.28 5 km", "54.63 25.28 54.7 25.3 5.4 25.3", "A1: left out: a place of it is more than 1,000 km"),
        ("air show", "", ""),
    ],
)
def test_what_cannot_be_read_is_told_and_costs_no_other(old: str, new: str, line: str) -> None:
    made, left_out = zones(HEAD + ROW.replace(old, new) + ROW.replace("A1", "A2"))
    assert made[-1].id == "A2"
    assert len(made) == (1 if line else 2)
    assert len(left_out) == (1 if line else 0)
    assert "".join(left_out).startswith(line)


def test_an_id_that_comes_again_is_numbered() -> None:
    made, left_out = zones(HEAD + ROW + ROW)
    assert [zone.id for zone in made] == ["A1", "A1-2"]
    assert left_out == ["A1: this id is used already: this one is called A1-2"]


@pytest.mark.parametrize("floor", ["GND", "sfc", "0 ft AGL", "0 m AMSL", "FL000"])
def test_a_floor_at_the_ground_is_none(floor: str) -> None:
    (zone,), _ = zones(HEAD + ROW.replace("GND", floor))
    assert zone.floor is None


def test_what_is_another_list_is_none() -> None:
    assert read("name,kind,shape\nx,uas,54 25 5km\n") is None
    assert read("[]").left_out == ["it has no rows"]
