"""Paths of tracks in files that other programs open."""

import json
from pathlib import Path

import geopandas
import lxml.etree
import numpy as np
import pytest

from picture.scene import NOON_S, rows
from sargas.commands.motions import Motions
from sargas.commands.tables import TrackFile
from sargas.geo.geoid import undulation_m

KML = {"k": "http://www.opengis.net/kml/2.2", "gx": "http://www.google.com/kml/ext/2.2"}


def updates() -> list:
    """Two tracks: one with heights and a hostile call sign, one without; the second update of each comes first."""
    made = []
    for k in (1, 0, 2):
        one = {"number": 7, "height_m": 300.0 + k, "callsign": b"<&]]>\x01", "north_m": 100.0 * k}
        made.append(rows(NOON_S + k, one, {"number": 8, "north_m": -100.0 * k, "simulated": True}))
    return made


def written(path: Path) -> Path:
    with TrackFile(path) as file:
        for tracks in updates():
            file.write(tracks)
    return path


def test_paths_are_in_order_of_number_and_time() -> None:
    motions = Motions()
    for tracks in (*updates(), updates()[0]):
        motions.take(tracks)
    first, second = motions.paths()
    assert (first.name, second.name, first.simulated, second.simulated) == ("<&]]>", "0008", False, True)
    assert first.time_s.tolist() == [NOON_S, NOON_S + 1.0, NOON_S + 2.0], "a time that came twice stands once"
    assert np.diff(first.places[:, 1]).min() > 0.0
    assert first.places[:, 2].tolist() == [300.0, 301.0, 302.0]
    assert np.isnan(second.places[:, 2]).all()


def test_kml_has_a_track_each_with_heights_above_the_geoid(tmp_path: Path) -> None:
    root = lxml.etree.parse(str(written(tmp_path / "tracks.kml"))).getroot()
    places = root.findall(".//k:Placemark", KML)
    assert [place.findtext("k:name", namespaces=KML) for place in places] == ["<&]]>", "0008"]
    times = [when.text for when in places[0].findall(".//k:when", KML)]
    assert times == ["2025-07-28T00:00:00.000Z", "2025-07-28T00:00:01.000Z", "2025-07-28T00:00:02.000Z"]
    lon, lat, height = map(float, places[0].findtext(".//gx:coord", namespaces=KML).split())
    assert height == pytest.approx(300.0 - float(undulation_m(lat, lon)), abs=0.06)
    assert [mode.text for mode in root.findall(".//k:altitudeMode", KML)] == ["absolute", "clampToGround"]
    assert "simulated" in places[1].findtext("k:description", namespaces=KML)
    assert all("not for engagement" in place.findtext("k:description", namespaces=KML) for place in places)


def test_gdal_opens_it_and_a_track_told_once_is_a_point(tmp_path: Path) -> None:
    path = tmp_path / "tracks.kml"
    with TrackFile(path) as file:
        for tracks in updates():
            file.write(tracks)
        file.write(rows(NOON_S, {"number": 9, "height_m": 500.0}))
    frame = geopandas.read_file(path)
    assert list(frame["Name"]) == ["<&]]>", "0008", "0009"]
    assert list(frame.geometry.geom_type) == ["LineString", "LineString", "Point"]


def test_moving_features_have_times_and_places(tmp_path: Path) -> None:
    said = json.loads(written(tmp_path / "tracks.mfjson").read_text())
    first, second = said["features"]
    moving = first["temporalGeometry"]
    assert (said["type"], moving["type"], len(moving["datetimes"])) == ("FeatureCollection", "MovingPoint", 3)
    assert [len(place) for place in moving["coordinates"]] == [3, 3, 3]
    assert first["crs"]["properties"]["name"].endswith("EPSG::4979")
    assert [len(place) for place in second["temporalGeometry"]["coordinates"]] == [2, 2, 2]
    assert second["properties"] == {"name": "0008", "simulated": True}


@pytest.mark.parametrize("ending", [".kml", ".mfjson"])
def test_no_track_is_a_file_too(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"none{ending}"
    with TrackFile(path):
        pass
    if ending == ".kml":
        assert lxml.etree.parse(str(path)).getroot().findall(".//k:Placemark", KML) == []
    else:
        assert json.loads(path.read_text())["features"] == []
