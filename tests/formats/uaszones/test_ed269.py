"""ED-269 as states publish it: what is read, and what is told and left out."""

import json
from pathlib import Path

import pytest

from sargas.formats.uaszones import read

RING = [[25.2, 54.6], [25.3, 54.6], [25.3, 54.7]]


def volume(**more):
    made = {
        "uomDimensions": "FT", "lowerLimit": 0, "lowerVerticalReference": "AGL",
        "upperLimit": 400, "upperVerticalReference": "AMSL",
        "horizontalProjection": {"type": "Polygon", "coordinates": [RING]},
    }  # fmt: skip
    return {**made, **more}


def zone(*volumes, **more):
    made = {"identifier": "EYR1", "country": "LTU", "name": "Vilnius", "restriction": "PROHIBITED"}
    return {**made, "geometry": list(volumes or (volume(),)), **more}


def found(*zones):
    return read(json.dumps({"UASZoneList": list(zones)}))


def test_a_zone_has_its_limits_in_metres_and_its_ring_closed() -> None:
    (feature,) = found(zone()).features
    said = feature["properties"]
    assert (said["id"], said["name"], said["kind"], said["nation"]) == ("EYR1", "Vilnius", "uas", "LTU")
    assert said["floor"] == {"value_m": 0.0, "ref": "agl"}
    assert said["ceiling"] == {"value_m": pytest.approx(121.92), "ref": "amsl"}
    (ring,) = feature["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    assert len(ring) == 4


def test_a_circle_and_several_volumes() -> None:
    round_one = volume(
        horizontalProjection={"type": "Circle", "center": [25.25, 54.65], "radius": 1000}, uomDimensions="M"
    )
    features = found(zone(volume(), round_one)).features
    assert [one["properties"]["id"] for one in features] == ["EYR1-1", "EYR1-2"]
    assert len(features[1]["geometry"]["coordinates"][0]) == 73


def test_what_is_above_all_air_or_not_told_is_no_limit() -> None:
    for limit in (None, "", 99_999_999):
        (feature,) = found(zone(volume(upperLimit=limit))).features
        assert "ceiling" not in feature["properties"]


@pytest.mark.parametrize(
    ("applicability", "hours", "lines"),
    [
        ([{"permanent": "YES", "startDateTime": None, "endDateTime": None}], None, 0),
        (
            [{"permanent": "NO", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-02-01T00:00:00Z"}],
            ["2026-01-01T00:00:00Z/2026-02-01T00:00:00Z"],
            0,
        ),
        ([{"startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2025-02-01T00:00:00Z"}], None, 1),
        ([{"permanent": "YES", "dailyPeriod": [{"day": ["MON"], "startTime": "08:00:00Z"}]}], None, 1),
    ],
)
def test_when_it_stands(applicability, hours, lines) -> None:
    result = found(zone(applicability=applicability))
    assert result.features[0]["properties"].get("hours") == hours
    assert len(result.left_out) == lines


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (zone(restriction="NO_RESTRICTION"), "it restricts nothing"),
        (zone(geometry=[]), "no geometry"),
        (zone(volume(uomDimensions="NM")), "neither M nor FT"),
        (zone(volume(lowerVerticalReference="FL")), "a limit without a reference"),
        (zone(volume(horizontalProjection={"type": "Ellipse"})), "neither Polygon nor Circle"),
        (zone(volume(horizontalProjection={"type": "Circle", "center": [25, 95], "radius": 5})), "nowhere"),
        (zone(volume(horizontalProjection=None)), "not what the standard has"),
        ([1], "not what the standard has"),
        (None, "not what the standard has"),
    ],
)
def test_what_cannot_be_read_is_told_and_costs_no_other(wrong, line) -> None:
    result = found(wrong, zone(identifier="other"))
    assert [one["properties"]["id"] for one in result.features] == ["other"]
    assert line in result.left_out[0]


def test_zones_of_a_state(corpus: Path) -> None:
    result = read((corpus / "uaszones" / "cis_source_sample_ed269.json").read_text())
    assert [one["properties"]["id"] for one in result.features] == ["LSXX"]
    assert result.left_out == []
