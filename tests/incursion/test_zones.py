import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incursion.land import zone
from sargas.errors import ConfigError
from sargas.incursion.settings import RULES
from sargas.incursion.zones import (
    border_of,
    geometry_version,
    misplaced,
    published_zones,
    zones_from_geojson,
    zones_to_geojson,
)
from sargas.model.height import Height

SQUARE = [[[25.0, 54.0], [26.0, 54.0], [26.0, 55.0], [25.0, 55.0], [25.0, 54.0]]]


def collection(*features: tuple[dict, object]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": p, "geometry": g} for p, g in features],
        }
    )


def polygon(coordinates: object = SQUARE) -> dict:
    return {"type": "Polygon", "coordinates": coordinates}


PLAIN = {"id": "a", "name": "A", "kind": "restricted"}


def findings(*features: tuple[dict, object]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        zones_from_geojson(collection(*features))
    return caught.value.findings


def test_a_zone_with_everything() -> None:
    said = {
        **PLAIN,
        "nation": "LTU",
        "floor": {"value_m": 0, "ref": "agl"},
        "ceiling": {"value_m": 3700, "ref": "amsl"},
        "hours": ["2025-08-01T00:00Z/2025-08-02T02:00+02:00"],
        "authorised_by": ["friend"],
        "approach_s": 60,
        "courses_deg": [90, 270],
    }
    (read,) = zones_from_geojson(collection((said, polygon())))
    assert read.polygons[0][0][1] == (26.0, 54.0)
    assert (read.floor, read.ceiling) == (Height(0.0, "agl"), Height(3700.0, "amsl"))
    assert read.hours == ((1754006400.0, 1754092800.0),)
    assert (read.authorised_by, read.approach_s, read.nation) == (("friend",), 60.0, "LTU")
    assert len(read.geometry_version) == 64
    assert read.courses_deg == (90.0, 270.0)
    assert zones_from_geojson(zones_to_geojson([read])) == [read]
    assert findings(({**said, "courses_deg": [361]}, polygon())) == (
        "features[0].properties.courses_deg: a course is 0..360",
    )


@pytest.mark.parametrize("kind", RULES)
def test_what_is_left_out_comes_from_the_table(kind: str) -> None:
    (read,) = zones_from_geojson(collection(({**PLAIN, "kind": kind}, polygon())))
    assert (read.authorised_by, read.approach_s) == (RULES[kind].authorised_by, RULES[kind].approach_s)
    (read,) = zones_from_geojson(collection(({**PLAIN, "kind": kind, "authorised_by": []}, polygon())))
    assert read.authorised_by == ()


def test_every_error_at_once_with_its_place() -> None:
    bow_tie = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    told = findings(
        ({"name": "A", "kind": "field", "colour": "red"}, polygon()),
        ({**PLAIN, "floor": {"value_m": "low"}, "hours": ["always", "2025-01-01T00:00/2025-01-02T00:00"]}, polygon()),
        ({**PLAIN, "authorised_by": ["prayer"], "approach_s": -1}, polygon(bow_tie)),
        (PLAIN, polygon([[[25, 54], [26, 54], [26, 55]]])),
        (PLAIN, polygon([[[25, 54], [26, 954], [26, 55], [25, 54]]])),
        (PLAIN, {"type": "Point", "coordinates": [1, 2]}),
        ({**PLAIN, "floor": {"value_m": 10}, "ceiling": {"value_m": 5}}, polygon()),
    )
    places = [finding.split(": ")[0] for finding in told]
    assert places == [
        "features[0].properties.colour",
        "features[0].properties.id",
        "features[0].properties.kind",
        "features[1].properties.floor",
        "features[1].properties.hours[0]",
        "features[1].properties.hours[1]",
        "features[2].properties.authorised_by",
        "features[2].properties.approach_s",
        "features[2].geometry.coordinates",
        "features[3].geometry.coordinates[0]",
        "features[4].geometry.coordinates[0][1]",
        "features[5].geometry",
        "features[6].properties.ceiling",
    ]
    assert "crosses itself" in told[8]


def test_two_zones_of_one_id() -> None:
    assert findings((PLAIN, polygon()), (PLAIN, polygon())) == ("features[1].properties.id: 'a' is already used",)


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"features": 5}', "\x00\xff"])
def test_what_is_no_collection(text: str) -> None:
    with pytest.raises(ConfigError):
        zones_from_geojson(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "coordinates", "id"]), inner),
    max_leaves=12,
)


@settings(max_examples=50)
@given(st.lists(st.fixed_dictionaries({"properties": json_values, "geometry": json_values}) | json_values, max_size=3))
def test_nonsense_is_a_finding_and_never_a_traceback(features: list) -> None:
    text = json.dumps({"features": features})
    if features:
        with pytest.raises(ConfigError):
            zones_from_geojson(text)
    else:
        assert zones_from_geojson(text) == []


def test_written_and_read_is_the_same() -> None:
    zones = [
        zone(),
        zone(
            "site", (1, 1), (2, 1), (2, 2), id="b", hours=((0.0, 3600.0),), ceiling=Height(500.0, "agl"), nation="LVA"
        ),
        zone("restricted", id="c", authorised_by=()),
    ]
    assert zones_from_geojson(zones_to_geojson(zones)) == zones


def test_the_version_names_the_geometry() -> None:
    first, second = zone(), zone("border", (0, 0), (1, 0), (1, 1))
    assert geometry_version(first.polygons) == zone(name="other").geometry_version
    assert first.geometry_version != second.geometry_version


def test_a_border_that_is_not_there(tmp_path) -> None:
    (tmp_path / "LTU.geojson").write_text(collection(({**PLAIN, "kind": "border"}, polygon())))
    assert border_of(tmp_path, "LTU")[0].kind == "border"
    with pytest.raises(ConfigError, match="there are: LTU"):
        border_of(tmp_path, "ATL")


def published(name, lon_deg, lat_deg):
    ring = [[lon_deg, lat_deg], [lon_deg + 0.1, lat_deg], [lon_deg + 0.1, lat_deg + 0.1], [lon_deg, lat_deg]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"id": name, "name": name, "kind": "uas"}, "geometry": geometry}


def test_published_zones_cost_nothing_but_themselves_and_are_never_turned_round() -> None:
    bow = published("bow", 25.0, 54.0)
    bow["geometry"]["coordinates"][0][1:3] = [[25.1, 54.1], [25.1, 54.0], [25.0, 54.1]]
    features = [published("a", 25.0, 54.6), bow, published("turned", 54.6, 25.0), published("a", 25.2, 54.6)]
    zones, left_out = published_zones(features, [(54.7, 25.3)])
    assert [zone.id for zone in zones] == ["a", "a-2"]
    assert "bow: left out: geometry.coordinates" in left_out[0]
    assert left_out[1:] == [
        "turned: left out: longitude and latitude seem to be exchanged",
        "a: this id is used already: this one is called a-2",
    ]
    far, _ = published_zones([published("far", 6.1, 46.2)], [(54.7, 25.3)])
    assert [zone.id for zone in far] == ["far"], "far away, and right"


def test_ids_of_other_files_are_used_too() -> None:
    called = {"a": ["a", "a-2"], "b-2": ["b-2"], "b": ["b"]}
    features = [published("a", 25.0, 54.6), published("b", 25.0, 54.6), published("c", 25.0, 54.6)]
    zones, _ = published_zones(features, [(54.7, 25.3)], called=called)
    assert [zone.id for zone in zones] == ["a-3", "b-3", "c"]
    assert called == {"a": ["a", "a-2", "a-3"], "b-2": ["b-2"], "b": ["b", "b-3"], "c": ["c"]}


def test_what_is_typed_far_away_was_not_meant_so() -> None:
    def why(*places: tuple[float, float], near=((54.7, 25.3),)) -> str | None:
        return misplaced([[[(lon, lat) for lat, lon in places]]], near, 1_000_000.0)

    assert why((54.6, 25.2), (46.0, 25.3)) is None, "970 km"
    assert "more than 1,000 km from the site" in why((54.6, 25.2), (45.6, 25.3))
    assert "more than 1,000 km" in why((54.37, 25.16), (54.0, 40.0), (25.0, 16.0)), "minutes read as degrees"
    assert why((46.2, 6.1)) is not None
    assert why((46.2, 6.1), near=((54.7, 25.3), (47.0, 8.0))) is None, "a partition is there"
    assert "exchanged" in why((25.3, 54.7))
    parts = [[[(25.3, 54.7)]], [[(54.7, 25.3)]]]
    assert "exchanged" in str(misplaced(parts, [(54.7, 25.3)])), "one part of several"
