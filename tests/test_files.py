"""Files that a site names: what is found in them, and what is told of the rest."""

from pathlib import Path

from sargas.config import third_party
from sargas.files import flights_in, zones_in

ZONES = "id,kind,shape\nT1,restricted,54.63 25.28 5 km\nT2,uas,54.63 25.28 5\n"
FLIGHTS = (
    "id,kind,callsign,from,until,zones,ceiling\n"
    "a,uas,LOT1,2026-12-01T06:00Z,2026-12-01T08:00Z,T1,UNL\n"
    "b,uas,LOT2,2026-12-01T06:00Z,2026-12-01T08:00Z,T1; T2,UNL\n"
    "c,flight_plan,LOT3,2026-12-01T06:00Z,2026-12-01T08:00Z,T1,UNL\n"
    "d,uas,,2026-12-01T06:00Z,2026-12-01T08:00Z,T1,UNL\n"
)


def test_what_was_left_out_is_noted_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "z.csv").write_text(ZONES)
    (tmp_path / "f.csv").write_text(FLIGHTS)
    findings: list[str] = []
    notes: list[str] = []
    zones = zones_in(["z.csv"], tmp_path, tmp_path, (54.0, 25.0), findings, notes)
    flights = flights_in(["f.csv"], tmp_path, zones, findings, notes)
    assert [zone.id for zone in zones] == ["T1"]
    assert [flight.id for flight in flights] == ["a", "c"]
    assert findings == []
    assert notes == [
        "z.csv: T2 (line 3): left out: a latitude without a longitude, or a length without its unit (km, NM or m)",
        "f.csv: d (line 5): left out: nothing by which it is known: callsign, mode_s, mode_3a, remote_id",
        "f.csv: b: left out: no zone has the id 'T2'",
        "f.csv: c: zone 'T1' is not opened by a flight_plan",
    ]


def test_what_is_not_there_or_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "z.csv").write_text(ZONES)
    (tmp_path / "latin").write_bytes(b"\xfc")
    findings: list[str] = []
    flights_in(["z.csv", "no.csv", "latin"], tmp_path, [], findings, [])
    zones_in(["no.csv", "latin", "bundled:XXX"], tmp_path, third_party("osm_borders"), (54.0, 25.0), findings, [])
    assert findings[:5] == [
        "flights[0].file: z.csv: no list of flights: its first line has id, kind, from, until",
        "flights[1].file: no.csv: No such file or directory",
        "flights[2].file: latin: is not text (UTF-8)",
        "zones[0].file: no.csv: No such file or directory",
        "zones[1].file: latin: is not text (UTF-8)",
    ]
    assert findings[5].startswith("zones[2].file: bundled:XXX: no border of 'XXX'")
