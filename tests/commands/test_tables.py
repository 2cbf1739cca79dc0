import csv
import json
from pathlib import Path

import geopandas
import pytest

from sargas.commands.tables import ENDINGS, TrackFile
from sargas.errors import ConfigError
from sargas.model.tracks import CONFIRMED, HAS, Tracks


def three() -> Tracks:
    tracks = Tracks.empty(3, ("LVA",))
    tracks.number[:] = 1, 2, 3
    tracks.lat_deg[:], tracks.lon_deg[:] = (54.5, 55.0, 55.5), (25.0, 25.5, 26.0)
    tracks.time_s[:], tracks.status[:] = 1.75e9, CONFIRMED
    tracks.reported_by[2] = 0
    tracks.height_m[0], tracks.callsign[0], tracks.mode_3a[0] = 300.0, b"LOT1", 0o2000
    tracks.has[0] = HAS["height_m"] | HAS["callsign"] | HAS["mode_3a"]
    return tracks


@pytest.mark.parametrize("ending", [".parquet", ".geojson", ".gpkg"])
def test_geopandas_opens_it(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"tracks{ending}"
    with TrackFile(path) as file:
        file.write(three())
        file._flush()
        file.write(three())
    assert file.rows == 6
    frame = geopandas.read_parquet(path) if ending == ".parquet" else geopandas.read_file(path)
    assert len(frame) == 6
    assert frame.crs.equals("EPSG:4326") or frame.crs.equals("OGC:CRS84")  # GeoParquet says its axes are lon, lat
    assert [(p.x, p.y) for p in frame.geometry][:3] == [(25.0, 54.5), (25.5, 55.0), (26.0, 55.5)]
    assert list(frame["reported_by"])[:3] == ["own", "own", "LVA"]
    assert list(frame["mode_3a"])[:1] == ["2000"]
    assert frame["height_m"].isna().tolist()[:3] == [False, True, True]


def test_json_lines_hold_the_models_words(tmp_path: Path) -> None:
    path = tmp_path / "tracks.jsonl"
    with TrackFile(path) as file:
        file.write(three())
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["number"] for row in rows] == [1, 2, 3]
    assert {row["type"] for row in rows} == {"track"}
    assert rows[0]["claims"]["mode_3a"] == 0o2000


def test_nothing_to_write_is_still_a_file(tmp_path: Path) -> None:
    for ending in ENDINGS:
        path = tmp_path / f"empty{ending}"
        with TrackFile(path):
            pass
        assert path.exists(), ending
    assert len(geopandas.read_file(tmp_path / "empty.gpkg")) == 0
    assert len(geopandas.read_parquet(tmp_path / "empty.parquet")) == 0


def test_an_ending_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"one of \.jsonl"):
        TrackFile(tmp_path / "tracks.xls")
    with pytest.raises(ConfigError, match="no folder"):
        TrackFile(tmp_path / "no" / "tracks.jsonl")


def write_and_fail(path: Path) -> None:
    with TrackFile(path) as file:
        file.write(three())
        file._flush()
        raise RuntimeError("on purpose")


def test_a_run_that_fails_destroys_nothing(tmp_path: Path) -> None:
    for ending in ENDINGS:
        path = tmp_path / f"precious{ending}"
        path.write_bytes(b"precious")
        with pytest.raises(RuntimeError, match="on purpose"):
            write_and_fail(path)
        assert path.read_bytes() == b"precious"
        assert len(list(tmp_path.iterdir())) == ENDINGS.index(ending) + 1


def test_csv_has_the_columns_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "tracks.csv"
    tracks = three()
    tracks.callsign[1], tracks.plan_callsign[1] = b"=1+1", b"-7"
    tracks.has[1] = HAS["callsign"] | HAS["plan_callsign"]
    with TrackFile(path) as file:
        file.write(tracks)
        file._flush()
        file.write(three())
    rows = list(csv.DictReader(path.open()))
    assert len(rows) == 6
    assert (rows[0]["lat_deg"], rows[0]["height_m"], rows[1]["height_m"]) == ("54.5", "300", "")
    assert (rows[0]["callsign"], rows[1]["callsign"], rows[0]["mode_3a"]) == ("LOT1", "'=1+1", "2000")
    assert (rows[0]["plan_callsign"], rows[1]["plan_callsign"]) == ("", "'-7")
