"""OpenAir as pilots have it: every file of a parser's own tests, and lines made for this."""

from pathlib import Path

import pytest

from sargas.formats.uaszones import read
from sargas.incursion.zones import published_zones

HEAD = "AC R\nAN EYR1 Vilnius\nAL GND\nAH FL095\n"
PLACES = "DP 54:38:00 N 025:17:00 E\nDP 54:38:00 N 025:27:00 E\nDP 54:48:00 N 025:27:00 E\n"


def one(text):
    (feature,) = read(text).features
    return feature


def test_a_polygon_with_its_limits() -> None:
    said = one(HEAD + PLACES)
    assert (said["properties"]["kind"], said["properties"]["name"]) == ("restricted", "EYR1 Vilnius")
    assert said["properties"]["floor"] == {"value_m": 0.0, "ref": "agl"}
    assert said["properties"]["ceiling"] == {"value_m": pytest.approx(2895.6), "ref": "flight_level"}
    assert said["geometry"]["coordinates"][0][0] == [pytest.approx(25.283333), pytest.approx(54.633333)]
    assert said["geometry"]["coordinates"][0][-1] == said["geometry"]["coordinates"][0][0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4000ft AMSL", (1219.2, "amsl")),
        ("1500 FT MSL", (457.2, "amsl")),
        ("300m MSL", (300.0, "amsl")),
        ("1000FT AGL", (304.8, "agl")),
        ("500ft GND", (152.4, "agl")),
        ("FL 180", (5486.4, "flight_level")),
        ("SFC", (0.0, "agl")),
        ("2500", (762.0, "amsl")),
        ("UNLIM", None),
    ],
)
def test_limits(text, expected) -> None:
    said = one(HEAD.replace("FL095", text) + PLACES)["properties"]
    if expected is None:
        assert "ceiling" not in said
    else:
        assert said["ceiling"] == {"value_m": pytest.approx(expected[0]), "ref": expected[1]}


@pytest.mark.parametrize(
    "text",
    [
        "54:38:00 N 025:17:00 E",
        "54:38:00N 025:17:00E",
        "54:38 N 25:17 E",
        "54:37:60 N 025:16:60 E",
        "54:38.0 N 25:17.0 E",
    ],
)
def test_places_are_written_in_many_ways(text) -> None:
    lon, lat = one(HEAD + PLACES + f"DP {text}\n")["geometry"]["coordinates"][0][3]
    assert (lat, lon) == (pytest.approx(54 + 38 / 60), pytest.approx(25 + 17 / 60))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + "DC 5\n", "without a centre"),
        (HEAD + "V X=54:38:00 N 025:17:00 E\nDC -5\n", "a radius that is none"),
        (HEAD + "V X=54:38:00 N 025:17:00 E\nDC five\n", "left out"),
        (HEAD + "DP 54:99:00 N 025:17:00 E\n", "nowhere"),
        (HEAD + "DP 54.63 25.28\n", "cannot be read"),
        (HEAD + PLACES[:27], "fewer than three"),
        (HEAD.replace("FL095", "high") + PLACES, "a limit that cannot be read"),
        (HEAD + "AA 2026-02-01T00:00Z/2026-01-01T00:00Z\n" + PLACES, "ends before it begins"),
        (HEAD + "V W=2\n" + PLACES, "an airway"),
        ("AC C\nAN TMA\n" + PLACES, "1 airspaces of class C"),
    ],
)
def test_what_cannot_be_read_is_told_and_costs_no_other(text, line) -> None:
    result = read(text + "\n" + HEAD.replace("EYR1", "EYR2") + PLACES)
    assert [feature["properties"]["name"] for feature in result.features] == ["EYR2 Vilnius"]
    assert line in result.left_out[0]


def test_types_of_version_2_and_times() -> None:
    text = "AC UNC\nAY TSA\nAN EYTSA1\nAA 2026-01-01T00:00Z/NONE\nAA NONE\n" + PLACES
    said = one(text)["properties"]
    assert (said["kind"], said["hours"]) == ("tsa", ["2026-01-01T00:00Z/9999-12-31T00:00Z"])


def test_what_is_no_openair_is_none() -> None:
    assert read("") is None
    assert read("hello\nworld\n") is None
    assert read("[1, 2]") is None
    assert read("{" * 100_000) is None
    assert read('{"type": "FeatureCollection", "features": []}') is None, "our own, perhaps"


def test_files_of_a_parser_s_own_tests(corpus: Path) -> None:
    """Good ones give zones; bad ones give a line each, and nothing raises."""
    files = sorted((corpus / "openair").glob("*.txt"))
    assert len(files) > 40
    zones, lines = {}, {}
    for path in files:
        result = read(path.read_text(encoding="utf-8", errors="replace"))
        if result is not None:
            made, left_out = published_zones(result.features, [(50.0, 10.0)])
            zones[path.stem], lines[path.stem] = len(made), [*result.left_out, *left_out]
            assert len(made) + len(lines[path.stem]) >= 1
    for name in ("circular", "arc-cw", "arc-ccw", "arc-first", "polygon", "inline-comments", "coordinate-minutes-60"):
        assert zones[name] == 1, name
        assert not lines[name], name
    assert "not above the floor" in lines["ceiling-definitions-al-greater-ah"][0]
    assert "crosses itself" in lines["self-intersecting"][0]
    assert "airway" in lines["airway"][0]
