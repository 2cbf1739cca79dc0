"""A search as GeoJSON: valid, in order, with units and times, and with nothing that may not be passed on."""

import json

import msgspec
import shapely

from sargas.model.search import SAFETY, Custody, Searched
from sargas.web.search_map import feature_collection
from searching.falls import START_S
from searching.loss import SMALL, go_on, lose
from web.test_searches import search


def test_features_of_a_real_map_are_valid_and_say_what_to_do() -> None:
    from sargas.searching import Searches

    searches = Searches([], SMALL)
    (lost,) = lose(searches)
    (now,) = go_on(searches, lost.time_s, lost.time_s + 900.0)
    made = json.loads(msgspec.json.encode(feature_collection(now)))
    kinds = [feature["properties"]["kind"] for feature in made["features"]]
    assert kinds[:3] == ["area"] * 3
    assert kinds.count("sector") == len(now.sectors)
    assert [f["properties"].get("probability") for f in made["features"][:3]] == [0.99, 0.9, 0.5]
    shapes = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in made["features"]]
    assert all(shape.is_valid for shape in shapes)
    assert shapes[1].covers(shapes[2].buffer(-1e-6))
    for feature in made["features"]:
        assert feature["properties"]["instruction"] == SAFETY
        assert feature["properties"]["search"] == 1
    sector = made["features"][3]["properties"]
    assert abs(sector["probability_per_km2"] * sector["area_km2"] - sector["probability"]) < 1e-3
    assert made["time_s"] >= START_S - 1e6
    assert len({feature["id"] for feature in made["features"]}) == len(made["features"])


def test_times_are_told_twice() -> None:
    made = feature_collection(search())
    assert (made["time_s"], made["time_utc"]) == (1_752_134_400.0, "2025-07-10T08:00:00Z")


def test_how_well_a_sector_was_searched_adds_up() -> None:
    sector = msgspec.structs.replace(
        search().sectors[0], assigned_to="team 3", searched=(Searched("Jonas", 1.0, 0.5), Searched("Rasa", 2.0, 0.8))
    )
    made = feature_collection(search(sectors=(sector,)))
    said = next(f["properties"] for f in made["features"] if f["properties"]["kind"] == "sector")
    assert (said["detection_probability"], said["searched_times"], said["searched_s"]) == (0.9, 2, 2.0)
    assert said["assigned_to"] == "team 3"


def test_no_names_and_no_sensors() -> None:
    find = msgspec.structs.replace(search().finds[0], custody=(Custody("Petras", 5.0, "Jonas"),), note="in my garden")
    text = msgspec.json.encode(feature_collection(search(finds=(find,)))).decode()
    for word in ("Jonas", "Petras", "garden", "psr-1"):
        assert word not in text
    assert '"custody_steps":1' in text
