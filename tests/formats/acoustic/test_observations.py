"""Observations by field: what SensorThings servers send, and what nobody should."""

import json
import math

import pytest

from samples_of import samples
from sargas.errors import DecodeError
from sargas.formats.acoustic.observations import NOTHING, heard, objects
from sargas.model.plots import BEARING, GEODETIC, PRESENCE

MADE = samples("acoustic")
RAD = {"name": "radian", "symbol": "rad", "definition": "http://unitsofmeasure.org/ucum.html#para-30"}


def one(said, topic=""):
    return heard(json.dumps(said).encode(), topic)


def test_a_bearing_says_its_angles_and_how_sure_it_is() -> None:
    found = one(MADE.BEARING)
    assert (found.kind, found.time_s, found.simulated) == (BEARING, MADE.TIME_S, False)
    assert found.values == {"azimuth_deg": 123.4, "elevation_deg": 11.0, "sigma_azimuth_deg": 5.0}
    assert found.names == ("array-07",)


def test_a_place_has_longitude_first_and_may_lack_its_height() -> None:
    found = one(MADE.PLACE)
    assert (found.kind, found.simulated) == (GEODETIC, True)
    assert (found.values["lon_deg"], found.values["lat_deg"], found.values["height_m"]) == (25.31, 54.67, 320.0)
    flat = one(MADE.observation({"type": "Point", "coordinates": [25.31, 54.67]}))
    assert "height_m" not in flat.values


@pytest.mark.parametrize(
    ("result", "more", "topic", "expected"),
    [
        (45, {"Datastream": {"name": "Bearing to the source"}}, "", (BEARING, 45.0)),
        (-90, {"Datastream": {"ObservedProperty": {"name": "Sound Azimuth"}, "name": "DS"}}, "", (BEARING, 270.0)),
        (405.0, {}, "acoustic/array-07/bearing", (BEARING, 45.0)),
        (math.pi / 2, {"Datastream": {"name": "azimuth", "unitOfMeasurement": RAD}}, "", (BEARING, 90.0)),
        (1, {"Datastream": {"name": "presence"}}, "", (PRESENCE, None)),
        (0, {"Datastream": {"name": "detection"}}, "", (NOTHING, None)),
        (True, {}, "", (PRESENCE, None)),
        ({"presence": False}, {}, "", (NOTHING, None)),
    ],
)  # fmt: skip
def test_what_a_bare_result_is_comes_from_its_name(result, more, topic, expected) -> None:
    found = one({"result": result, **more}, topic)
    assert found.kind == expected[0]
    assert found.values.get("azimuth_deg") == (None if expected[1] is None else pytest.approx(expected[1]))


@pytest.mark.parametrize(
    ("said", "topic", "names"),
    [
        ({"Thing": {"@iot.id": 7, "name": "post"}}, "", ("post", "7")),
        ({}, "v1.1/Datastreams(42)/Observations", ("Datastreams(42)",)),
        (
            {},
            "v1.1/MultiDatastreams(42)/Observations",
            ("v1.1/MultiDatastreams(42)/Observations", "v1.1/MultiDatastreams(42)"),
        ),
        ({"Datastream": {"@iot.id": 4, "name": "presence"}}, "", ("presence", "Datastreams(4)")),
        ({"Datastream": {"@iot.id": 4, "Thing": {"@iot.id": 9}}}, "a", ("a", "9")),
        ({}, "v1.1/Things('a-1')/Datastreams(42)/Observations", ("a-1",)),
        ({}, "acoustic/array-07/bearing", ("acoustic/array-07/bearing", "acoustic/array-07")),
        ({"Datastream": {"@iot.id": "x"}}, "v1.1/Datastreams(42)/Observations", ("Datastreams(42)", "Datastreams(x)")),
        ({}, "", ()),
    ],
)
def test_who_heard_it_is_told_by_the_message_and_then_by_the_topic(said, topic, names) -> None:
    assert one({"result": True, **said}, topic).names == names


def test_the_time_is_that_of_the_phenomenon() -> None:
    interval = "2025-07-28T05:09:58Z/2025-07-28T05:10:02Z"
    assert one(MADE.observation(True, phenomenonTime=interval)).time_s == MADE.TIME_S
    assert one(MADE.observation(True, phenomenonTime="2025-07-28T08:10:00+03:00")).time_s == MADE.TIME_S
    assert one(MADE.observation(True, phenomenonTime=None)).time_s == MADE.TIME_S, "that of the result, then"
    assert one({"result": True}).time_s is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "no observation"),
        ({"result": None}, "no bearing, presence or place"),
        ({"result": 5}, "no bearing, presence or place"),
        ({"result": {"azimuth_deg": True}}, "azimuth_deg is no number"),
        ({"result": {"azimuth_deg": 1e30}}, "azimuth_deg is no number"),
        ({"result": {"azimuth_deg": 1, "elevation_deg": 91}}, "elevation_deg is no number"),
        ({"result": {"type": "Point", "coordinates": [54.7]}}, "without longitude"),
        ({"result": {"type": "Point", "coordinates": [25.3, 154.7]}}, "latitude is no number"),
        ({"result": {"presence": True, "radius_m": -5}}, "radius_m is no number"),
        ({"result": True, "parameters": {"sigma_azimuth_deg": 0}}, "sigma_azimuth_deg is no number"),
        ({"result": True, "phenomenonTime": "yesterday"}, "time that is none"),
        ({"result": True, "phenomenonTime": "2025-07-28T05:10:00"}, "without its zone"),
        ({"result": 5, "Datastream": {"name": "bearing", "unitOfMeasurement": {"symbol": "mil"}}}, "neither degrees"),
        ({"result": 5, "Datastream": {"name": "bearing", "unitOfMeasurement": [1]}, "parameters": 3}, "no observation"),
    ],
)
def test_what_it_cannot_be_is_refused_with_the_field(said, reason) -> None:
    with pytest.raises(DecodeError, match=reason):
        one(said)


@pytest.mark.parametrize(
    ("name", "result", "topic"),
    [
        ("Wind direction", 270.0, ""),
        ("Wind bearing", 270.0, ""),
        ("Seconds since last detection", 17, ""),
        ("Mains power ok", True, ""),
        ("GPS position of the post", {"type": "Point", "coordinates": [25.3, 54.6]}, ""),
        ("", 1, "direction-finders.array-7.temperature"),
    ],
)
def test_what_else_a_post_tells_is_no_aircraft(name, result, topic) -> None:
    with pytest.raises(DecodeError, match="no bearing, presence or place"):
        one({"result": result, **({"Datastream": {"name": name}} if name else {})}, topic)


def test_a_subject_of_another_kind_of_broker_has_its_last_part_too() -> None:
    assert one({"result": 1}, "direction-finders.array-7.presence").kind == PRESENCE


def test_several_in_one_message() -> None:
    both = [MADE.BEARING, MADE.PRESENT]
    for text in (json.dumps(both), json.dumps({"value": both}), json.dumps({"@iot.count": 2, "value": both})):
        assert [heard(part).kind for part in objects(text.encode())] == [BEARING, PRESENCE]
    with pytest.raises(DecodeError):
        list(objects(b"[" * 100_000))
