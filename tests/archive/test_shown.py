"""Patterns in words and on a map."""

import json

import msgspec
import shapely

from archive.test_patterns import past
from sargas.archive.patterns import patterns
from sargas.archive.shown import RESTRICTED, as_geojson, as_words

HISTORY = [past(k, hour=3, part="night", kind="drone") for k in range(30)] + [
    past(100 + k, 50.0 + k / 2, 20.0) for k in range(20)
]


def test_words_say_restricted_first_and_not_enough_data_where_it_is_so() -> None:
    lines = as_words(patterns(HISTORY), most=5).splitlines()
    assert lines[0] == RESTRICTED
    assert "hot spot" in lines[4]
    assert "54.74 N 25.48 E" in lines[4]
    assert "not enough data" in lines[5]
    assert "and 16 more cells" in lines[9]
    assert any(line.strip().startswith("drone") and "60%" in line for line in lines)
    few = as_words(patterns(HISTORY[:3]))
    drone = next(line for line in few.splitlines() if line.strip().startswith("drone"))
    assert drone.split() == ["drone", "3", "not", "enough", "data"]
    assert as_words(patterns([])) == "No incidents in this history."


def test_cells_on_a_map() -> None:
    made = json.loads(msgspec.json.encode(as_geojson(patterns(HISTORY))))
    assert made["restricted"] == RESTRICTED
    first = made["features"][0]
    shape = shapely.from_geojson(json.dumps(first["geometry"]))
    assert shape.contains(shapely.Point(25.3, 54.7))
    assert first["properties"]["verdict"] == "hot spot"
    assert first["properties"]["low_per_year"] > made["mean_per_year"]
