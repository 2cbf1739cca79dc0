"""Areas of a layer, read with every error; the corridor itself where there is none, called by its towns."""

import json

import pytest
import shapely

from picture.scene import LAT_DEG, LON_DEG, NOON_S
from sargas.errors import ConfigError
from sargas.geo.bundled import third_party
from sargas.incursion.zones import border_of
from sargas.motion import SHIPPED
from sargas.warning.areas import CIRCLE, CORRIDOR, Layer, area_of, areas_from_geojson, named, rings_of, towns_from_text
from sargas.warning.corridor import Corridor
from sargas.warning.kept import seen_of
from sargas.warning.settings import Corridor as Settings
from warning.scene import AREAS, LAND, track

SQUARE = {"type": "Polygon", "coordinates": [[[25.0, 54.0], [25.5, 54.0], [25.5, 54.5], [25.0, 54.0]]]}
SAID = {
    "id": "0042",
    "name": "Ludzas novads",
    "names": {"ru": "Лудзенский край"},
    "geocodes": {"LAU": "0042"},
    "population": 21,
}
TOWNS = towns_from_text((third_party("geonames") / "towns.tsv").read_text(encoding="utf-8"))


def collection(*features) -> str:
    made = [{"type": "Feature", "properties": said, "geometry": shape} for said, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": made})


def corridor(at_km: float = -5.0) -> Corridor:
    return Corridor(seen_of(track(at_km), 0, 60.0).going(), Settings(), SHIPPED)


def test_a_layer_is_read_with_names_codes_and_people() -> None:
    (area,) = areas_from_geojson(collection((SAID | {"lau_class": 3}, SQUARE)))
    assert (area.id, area.name, area.population) == ("0042", "Ludzas novads", 21)
    assert named(area, "ru-LV") == "Лудзенский край"
    assert named(area, "et") == "Ludzas novads"
    assert [(one.name, one.value) for one in area.geocodes] == [("LAU", "0042")]


def test_every_error_has_its_place() -> None:
    wrong = [
        ({"name": ""}, SQUARE),
        ({"id": "a\x07", "name": "b", "geocodes": {"LAU": "\x00"}}, SQUARE),
        (SAID | {"population": -1, "names": {"ru": 3}, "geocodes": []}, SQUARE),
        (SAID | {"id": "corridor"}, SQUARE),
        (SAID, {"type": "Point", "coordinates": [25.0, 54.0]}),
        (SAID, SQUARE),
        (SAID, SQUARE),
    ]
    with pytest.raises(ConfigError) as error:
        areas_from_geojson(collection(*wrong))
    assert list(error.value.findings) == [
        "features[0].properties.id: missing",
        "features[0].properties.name: missing",
        "features[1].properties.id: letters that XML cannot hold",
        "features[1].properties.geocodes: letters that XML cannot hold",
        "features[2].properties.names: texts by name are expected",
        "features[2].properties.geocodes: texts by name are expected",
        "features[2].properties.population: a number of people is expected",
        "features[3].properties.id: 'corridor' is a name of ours",
        "features[4].geometry: a Polygon or MultiPolygon is expected, not Point",
        "features[6].properties.id: '0042' is already used",
    ]
    for text in ("[", "{}", '{"features": []}'):
        with pytest.raises(ConfigError):
            areas_from_geojson(text)


def test_what_the_corridor_meets_the_soonest_first() -> None:
    reached, extra = Layer(AREAS).met(corridor(-10.0))
    assert [one.area for one in reached] == ["near", "middle"]
    assert extra == ()
    assert NOON_S < reached[0].earliest_s <= reached[0].median_s < reached[1].median_s


def test_without_a_layer_it_is_the_corridor_within_our_borders_and_its_towns() -> None:
    (one,), (area,) = Layer((), TOWNS, [LAND]).met(corridor(5.0))
    assert (one.area, area.id, one.name) == (CORRIDOR, CORRIDOR, area.name)
    assert "Maišiagala" not in area.name, "north of it"
    assert area.population
    ring = shapely.Polygon(area.polygons[0][0])
    assert ring.bounds[0] > LON_DEG - 1e-4, "nothing beyond the border"
    assert Layer((), TOWNS, [LAND]).met(corridor(-90.0)) == ((), ())
    free, _ = Layer((), TOWNS).met(corridor(-90.0))
    assert [one.area for one in free] == [CORRIDOR]


def test_where_there_is_no_town_the_middle_is_said() -> None:
    _, (area,) = Layer(()).met(corridor())
    assert area.name.endswith(" E")
    assert area.population is None


def test_around_a_place() -> None:
    reached, _ = Layer(AREAS).within(LAT_DEG, LON_DEG + 0.31, 1_000.0)
    assert [one.area for one in reached] == ["near", "middle"]
    (one,), (area,) = Layer((), TOWNS).within(54.69, 25.28, 4_000.0)
    assert one.area == CIRCLE
    assert area.name.startswith("Vilnius")
    assert Layer((), (), [LAND]).within(LAT_DEG, LON_DEG - 1.0, 100.0) == ((), ())


def test_two_shapes_of_no_layer_become_one() -> None:
    layer = Layer((), TOWNS)
    _, (one,) = layer.met(corridor(-5.0))
    _, (other,) = layer.met(corridor(15.0))
    both = layer.joined(one, other)
    union = shapely.union_all([shapely.Polygon(one.polygons[0][0]), shapely.Polygon(other.polygons[0][0])])
    assert sum(shapely.Polygon(p[0]).area for p in both.polygons) == pytest.approx(union.area, rel=1e-6)
    assert both.id == one.id


def test_a_message_says_outer_rings_latitude_first_thinned_and_closed() -> None:
    (zone,) = border_of(third_party("osm_borders"), "LTU")
    area = areas_from_geojson(collection((SAID, {"type": "MultiPolygon", "coordinates": zone.polygons})))[0]
    said = area_of(area, rings_of(area), "lt", "EXERCISE: ")
    assert said.description == "EXERCISE: Ludzas novads"
    assert said.geocodes == area.geocodes
    for ring, (outer, *_) in zip(said.polygons, area.polygons, strict=True):
        assert ring[0] == ring[-1]
        assert 4 <= len(ring) < len(outer)
        assert 50.0 < ring[0][0] < 60.0
        off = shapely.Polygon([(lon, lat) for lat, lon in ring]).hausdorff_distance(shapely.Polygon(outer))
        assert off < 0.003


def test_towns_are_many_and_in_their_places() -> None:
    by_name = {(town.name, town.country): town for town in TOWNS}
    town = by_name["Rēzekne", "LV"]
    assert (round(town.lat_deg, 1), round(town.lon_deg, 1)) == (56.5, 27.3)
    assert len(TOWNS) > 5_000
    assert [town.population for town in TOWNS] == sorted((town.population for town in TOWNS), reverse=True)
