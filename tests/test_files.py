"""Files that a site names: what is found in them, and what is told of the rest."""

from pathlib import Path

from sargas.config import third_party
from sargas.files import Texts, areas_in, flights_in, ground_in, over_at, zones_in
from sargas.model.claims import CONSPICUITY_CODES
from sargas.model.flight import Flight
from sargas.model.zone import Zone
from sargas.settings import TerrainFile
from sargas.warning import Settings

ZONES = "id,kind,shape\nT1,restricted,54.63 25.28 5 km\nT2,uas,54.63 25.28 5\n"
FLIGHTS = (
    "id,kind,callsign,from,until,zones,ceiling\n"
    "a,uas,LOT1,2026-12-01T06:00Z,2026-12-01T08:00Z,T1,UNL\n"
    "b,uas,LOT2,2026-12-01T06:00Z,2026-12-01T08:00Z,T1; T2,UNL\n"
    "c,flight_plan,LOT3,2026-12-01T06:00Z,2026-12-01T08:00Z,T1,UNL\n"
    "d,uas,,2026-12-01T06:00Z,2026-12-01T08:00Z,T1,UNL\n"
)


HERE = [(54.0, 25.0)]


def read(folder: Path, zones: dict[str, str], flights: dict[str, str]) -> tuple[list[Zone], list[Flight], list[str]]:
    """Zones, flights and notes of files with these texts."""
    for name, text in {**zones, **flights}.items():
        (folder / name).write_text(text)
    findings: list[str] = []
    notes: list[str] = []
    texts = Texts(folder, folder)
    made, called = zones_in(list(zones), texts, HERE, findings, findings, notes)
    listed = flights_in(list(flights), texts, HERE, made, called, CONSPICUITY_CODES, findings, notes)
    assert findings == []
    return made, listed, notes


def test_what_was_left_out_is_noted_with_its_file(tmp_path: Path) -> None:
    zones, flights, notes = read(tmp_path, {"z.csv": ZONES}, {"f.csv": FLIGHTS})
    assert [zone.id for zone in zones] == ["T1"]
    assert [flight.id for flight in flights] == ["a", "c"]
    assert notes == [
        "z.csv: T2 (line 3): left out: a latitude without a longitude, or a length without its unit (km, NM or m)",
        "f.csv: d (line 5): left out: nothing by which it is known: callsign, mode_s, mode_3a, remote_id",
        "f.csv: b: left out: no zone has the id 'T2'",
        "f.csv: c: zone 'T1' is not opened by a flight_plan",
    ]


def test_what_is_not_there_or_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "z.csv").write_text(ZONES)
    (tmp_path / "latin").write_bytes(b"\xfc")
    (tmp_path / "ours.geojson").write_text("")
    findings: list[str] = []
    texts = Texts(tmp_path, third_party("osm_borders"))
    flights_in(["z.csv", "no.csv", "latin"], texts, HERE, [], {}, (), findings, [])
    zones_in(["no.csv", "latin", "ours.geojson", "bundled:XXX"], texts, HERE, findings, findings, [])
    assert findings[:5] == [
        "flights[0].file: z.csv: no list of flights: its first line has id, kind, from, until",
        "flights[1].file: no.csv: No such file or directory",
        "flights[2].file: latin: is not text (UTF-8)",
        "zones[0].file: no.csv: No such file or directory",
        "zones[1].file: latin: is not text (UTF-8)",
    ]
    assert findings[5].startswith("zones[2].file: ours.geojson: no GeoJSON")
    assert findings[6].startswith("zones[3].file: bundled:XXX: no border of 'XXX'")


def test_a_file_of_zones_that_is_none_says_what_it_could_be() -> None:
    findings: list[str] = []
    zones_in(["x"], Texts(Path(), Path(), {"x": "AN EYR1\nAL GND\n"}), HERE, findings, findings, [])
    assert findings == [
        "zones[0].file: x: no GeoJSON, nor OpenAir (no line AC), nor a list (its first line has id, kind, shape)"
    ]


def test_a_list_may_be_empty_on_some_days(tmp_path: Path) -> None:
    head = "id,kind,callsign,from,until,zones,ceiling\n"
    zones, flights, notes = read(tmp_path, {"z.csv": "\ufeff\n", "y.json": "[]"}, {"f.csv": "", "g.csv": head})
    assert (zones, flights) == ([], [])
    assert notes == ["z.csv: is empty", "y.json: it has no rows", "f.csv: is empty", "g.csv: it has no rows"]


def test_an_id_of_several_zones_opens_them_all(tmp_path: Path) -> None:
    again = ZONES.replace("54.63 25.28 5 km", "54.9 25.28 5 km")
    both = ZONES + "T1,restricted,54.2 25.28 5 km\n"
    zones, flights, notes = read(tmp_path, {"z.csv": both, "y.csv": again}, {"f.csv": FLIGHTS})
    assert [zone.id for zone in zones] == ["T1", "T1-2", "T1-3"]
    assert flights[0].zones == ("T1", "T1-2", "T1-3")
    assert "z.csv: T1: this id is used already: this one is called T1-2" in notes
    assert "y.csv: T1: this id is used already: this one is called T1-3" in notes


def test_a_row_that_corrects_one_takes_its_place_and_other_flights_of_its_id_are_numbered(tmp_path: Path) -> None:
    head = "id,kind,callsign,from,until,shape,ceiling\n"
    row = "a,uas,LOT1,2026-12-01T06:00Z,2026-12-01T08:00Z,54.63 25.28 1 km,UNL\n"
    corrected = row.replace("08:00", "07:30")
    evening, other = row.replace("T06", "T16").replace("T08", "T18"), row.replace("LOT1", "LOT2")
    _, flights, notes = read(tmp_path, {}, {"f.csv": head + row + evening + corrected + other, "g.csv": head + row})
    assert [flight.id for flight in flights] == ["a", "a-2", "a-3", "a-4"]
    assert [(flight.callsign, flight.end_s - flight.begin_s) for flight in flights] == [
        ("LOT1", 5400.0),
        ("LOT1", 7200.0),
        ("LOT2", 7200.0),
        ("LOT1", 7200.0),
    ]
    assert notes == [
        "f.csv: a: this id is used already: this one is called a-2",
        "f.csv: a: this row takes the place of the one before, of the same aircraft and time",
        "f.csv: a: this id is used already: this one is called a-3",
        "g.csv: a: this id is used already: this one is called a-4",
    ]


def test_flights_where_none_can_be_are_left_out(tmp_path: Path) -> None:
    head = "id,kind,callsign,from,until,shape,ceiling\n"
    row = "a,uas,LOT1,2026-12-01T06:00Z,2026-12-01T08:00Z,54.63 25.28 1 km,UNL\n"
    turned, far = row.replace("54.63 25.28", "25.28 54.63"), row.replace("54.63", "5.63")
    _, flights, notes = read(tmp_path, {}, {"f.csv": head + turned + far})
    assert flights == []
    assert notes == [
        "f.csv: a: left out: longitude and latitude seem to be exchanged",
        "f.csv: a: left out: a place of it is more than 1,000 km from the site: draw the part that is near",
    ]


def test_what_is_over_is_told_and_kept(tmp_path: Path) -> None:
    rows = "".join(FLIGHTS.splitlines(keepends=True)[1].replace("a,", f"{name},", 1) for name in "pqrstu")
    zone = "id,kind,shape,until\nT1,uas,54.63 25.28 5 km,2026-12-01T08:00Z\n"
    zones, flights, _ = read(tmp_path, {"z.csv": zone}, {"f.csv": FLIGHTS.splitlines(keepends=True)[0] + rows})
    end_s = flights[0].end_s
    assert over_at(end_s - 1.0, zones, flights) == []
    assert over_at(end_s, zones, flights) == ["1 zones are over: T1", "6 flights are over: p, q, r, s, t ..."]


def test_areas_of_a_layer_or_the_bundled_towns(tmp_path: Path) -> None:
    square = '{"type": "Polygon", "coordinates": [[[25.0, 54.0], [25.5, 54.0], [25.5, 54.5], [25.0, 54.0]]]}'
    feature = f'{{"type": "Feature", "properties": {{"id": "a", "name": "A"}}, "geometry": {square}}}'
    (tmp_path / "a.geojson").write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    swapped = feature.replace("[25.0, 54.0]", "[54.0, 25.0]").replace("[25.5, 54", "[54.5, 25")
    (tmp_path / "b.geojson").write_text(f'{{"type": "FeatureCollection", "features": [{swapped}]}}')
    findings: list[str] = []
    texts = Texts(tmp_path, tmp_path)
    assert areas_in(None, texts, HERE, findings, []) == ((), ())
    areas, towns = areas_in(Settings(areas="a.geojson"), texts, HERE, findings, [])
    assert ([area.id for area in areas], towns, findings) == (["a"], (), [])
    assert list(texts.known) == ["a.geojson"], "journaled with the run"
    none, towns = areas_in(Settings(), texts, HERE, findings, [])
    assert none == ()
    assert len(towns) > 5_000
    areas_in(Settings(areas="no.geojson"), texts, HERE, findings, [])
    areas_in(Settings(areas="b.geojson"), texts, HERE, findings, [])
    assert findings == [
        "warning.areas: no.geojson: No such file or directory",
        "warning.areas: b.geojson: a: longitude and latitude seem to be exchanged",
    ]


def test_terrain_is_read_where_a_site_names_it_and_lies_on_it(tmp_path: Path) -> None:
    grid = "ncols 2\nnrows 2\nxllcorner 24\nyllcorner 53\ncellsize 1\n1 2\n3 4\n"
    (tmp_path / "t.asc").write_text(grid)
    findings: list[str] = []
    texts = Texts(tmp_path, tmp_path)
    assert ground_in(None, texts, HERE, findings) is None
    assert ground_in(TerrainFile("t.asc"), texts, HERE, findings) is not None
    assert (findings, texts.known) == ([], {"t.asc": grid})
    ground_in(TerrainFile("t.asc"), texts, [(60.0, 25.0)], findings)
    ground_in(TerrainFile("no.asc"), texts, HERE, findings)
    assert findings == [
        "terrain.file: t.asc: the site does not lie on it",
        "terrain.file: no.asc: No such file or directory",
    ]
