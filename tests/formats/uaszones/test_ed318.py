"""ED-318, and the same zones in both editions."""

import json
from pathlib import Path

from sargas.formats.uaszones import read

LAYER = {"lower": 60, "lowerReference": "AGL", "upper": 500, "upperReference": "AMSL", "uom": "ft"}
RING = [[25.2, 54.6], [25.3, 54.6], [25.3, 54.7], [25.2, 54.6]]


def feature(geometry, **more):
    return {"type": "Feature", "geometry": geometry, "properties": {"identifier": "EYP7", "type": "PROHIBITED", **more}}


def found(*features):
    return read(json.dumps({"type": "FeatureCollection", "features": list(features)}))


def test_a_polygon_and_a_circle_with_their_layers() -> None:
    polygon = {"type": "Polygon", "coordinates": [RING], "layer": LAYER}
    point = {
        "type": "Point",
        "coordinates": [25.2, 54.6],
        "extent": {"subType": "Circle", "radius": 500},
        "layer": LAYER,
    }
    both = {"type": "GeometryCollection", "geometries": [polygon, point]}
    features = found(feature(polygon), feature(both, identifier="two")).features
    assert [one["properties"]["id"] for one in features] == ["EYP7", "two-1", "two-2"]
    assert features[0]["properties"]["floor"]["value_m"] == 60 * 0.3048
    assert len(features[2]["geometry"]["coordinates"][0]) == 73, (
        "the radius is in metres, whatever the unit of the limits"
    )


def test_a_name_is_english_where_there_is_one() -> None:
    polygon = {"type": "Polygon", "coordinates": [RING], "layer": LAYER}
    names = [{"text": "Vilnius, miestas", "lang": "lt-LT"}, {"text": "City of Vilnius", "lang": "en-GB"}]
    features = found(feature(polygon, name=names), feature(polygon, name=names[:1]), feature(polygon)).features
    assert [one["properties"]["name"] for one in features] == ["City of Vilnius", "Vilnius, miestas", "EYP7"]


def test_what_cannot_be_read_is_told() -> None:
    polygon = {"type": "Polygon", "coordinates": [RING], "layer": {**LAYER, "uom": "furlong"}}
    result = found(
        feature(polygon), feature({"type": "LineString"}), feature(None), feature(polygon, type="NO_RESTRICTION")
    )
    assert not result.features
    assert len(result.left_out) == 4


def test_zones_of_a_state(corpus: Path) -> None:
    result = read((corpus / "uaszones" / "cis_source_sample_ed318.json").read_text())
    assert len(result.features) == 3
    assert result.left_out == []
    assert all(one["properties"]["nation"] == "CHE" for one in result.features)
