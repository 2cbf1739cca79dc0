import json
import zlib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sargas.config import bundled_border, from_record, load, load_text
from sargas.errors import ConfigError
from sargas.geo.bundled import third_party
from sargas.model.checkpoint import pack, unpack

SITE = '[site]\nname = "x"\nlat_deg = 54.0\nlon_deg = 25.0\n'


def findings(text: str, folder: Path = Path()) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_text(text, folder)
    return caught.value.findings


def test_the_least_site() -> None:
    site = load_text(SITE, Path())
    assert site.config.site.name == "x"
    assert site.zones == ()
    assert site.config.web.host == "127.0.0.1", "loopback only unless told otherwise"
    assert site.config.policies == (), "nothing leaves"


def test_a_zone_file_with_errors_tells_them_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "z.geojson").write_text(json.dumps({"features": [{"properties": {"id": "a"}, "geometry": None}]}))
    told = findings(SITE + '[[zones]]\nfile = "z.geojson"\n', tmp_path)
    assert all(finding.startswith("zones[0].file: z.geojson: features[0]") for finding in told)
    assert len(told) >= 3


def test_a_zone_with_longitude_and_latitude_exchanged_is_an_error(tmp_path: Path) -> None:
    ring = [[54.6, 25.2], [54.7, 25.2], [54.7, 25.3], [54.6, 25.2]]
    feature = {"type": "Feature", "properties": {"id": "a", "name": "A", "kind": "restricted"}}
    for places, wrong in ((ring, True), ([place[::-1] for place in ring], False)):
        geometry = {"type": "Polygon", "coordinates": [places]}
        (tmp_path / "z.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": [{**feature, "geometry": geometry}]})
        )
        text = SITE + '[[zones]]\nfile = "z.geojson"\n'
        if wrong:
            (told,) = findings(text, tmp_path)
            assert told == "zones[0].file: z.geojson: a: longitude and latitude seem to be exchanged"
        else:
            assert len(load_text(text, tmp_path).zones) == 1


def test_a_file_of_our_own_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    ring = [[25.2, 54.6], [25.2, 54.7], [25.3, 54.7], [25.2, 54.6]]
    feature = {"type": "Feature", "properties": {"id": "a", "name": "A", "kind": "restricted"}}
    zone = {**feature, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    text = json.dumps({"type": "FeatureCollection", "features": [zone]})
    (tmp_path / "z.geojson").write_text("\ufeff" + text, encoding="utf-8")
    assert [z.id for z in load_text(SITE + '[[zones]]\nfile = "z.geojson"\n', tmp_path).zones] == ["a"]


def test_a_zone_that_was_accepted_once_is_read_again_in_a_replay(tmp_path: Path) -> None:
    ring = [[25.2, 54.6], [25.2, 54.7], [25.3, 54.7], [25.2, 54.6]]
    feature = {"type": "Feature", "properties": {"id": "a", "name": "A", "kind": "restricted"}}
    zone = {**feature, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "z.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [zone]}))
    site = load_text(SITE + '[[zones]]\nfile = "z.geojson"\n', tmp_path)
    said = unpack(site.record("live"))
    turned = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{**zone, "geometry": {"type": "Polygon", "coordinates": [[place[::-1] for place in ring]]}}],
        }
    )
    once = {**said, "files": {"z.geojson": zlib.compress(turned.encode())}}  # before such a zone was an error
    (again,) = from_record(pack(once))[0].zones
    assert again.polygons[0][0][0] == (54.6, 25.2)


def test_a_record_of_the_configuration_gives_it_back(tmp_path: Path) -> None:
    text = SITE + '[[zones]]\nfile = "bundled:LTU"\n[[feeds]]\nid = "a"\nfrom = "file://a.pcap"\nformat = "asterix"\n'
    text += '[[flights]]\nfile = "f.csv"\n'
    row = "a,uas,LOT1,2026-12-01T06:00Z,2026-12-01T08:00Z,54.63 25.28 5 km,120 m AGL\n"
    (tmp_path / "f.csv").write_text("id,kind,callsign,from,until,shape,ceiling\n" + row)
    site = load_text(text, tmp_path)
    again, partition = from_record(site.record("live"))
    assert partition == "live"
    assert again.zones == site.zones
    assert again.flights == site.flights
    assert [flight.callsign for flight in again.flights] == ["LOT1"]
    assert msgspec.json.encode(again.config) == msgspec.json.encode(site.config)


def test_a_record_from_before_texts_were_kept_gives_its_zones_and_flights(tmp_path: Path) -> None:
    site = load_text(SITE + '[[zones]]\nfile = "bundled:LTU"\n', Path())
    said = unpack(site.record("live"))
    del said["files"]
    flights = [{"id": "a", "kind": "uas", "begin_s": 1.0, "end_s": 2.0, "callsign": "LOT1"}]
    old = {**said, "zones": msgspec.to_builtins(site.zones)}
    assert from_record(pack(old))[0].zones == site.zones
    assert from_record(pack(old))[0].flights == ()
    assert from_record(pack({**old, "flights": flights}))[0].flights[0].callsign == "LOT1"


def test_a_record_is_small_and_reads_no_file(tmp_path: Path) -> None:
    rows = "".join(f"f{k},uas,LOT{k},2026-12-01T06:00Z,2026-12-01T08:00Z,54.63 25.28 5 km,UNL\n" for k in range(300))
    (tmp_path / "f.csv").write_text("id,kind,callsign,from,until,shape,ceiling\n" + rows)
    site = load_text(SITE + '[[flights]]\nfile = "f.csv"\n', tmp_path)
    payload = site.record("live")
    assert len(payload) < 30 * 300
    (tmp_path / "f.csv").unlink()
    again, _ = from_record(payload)
    assert again.flights == site.flights
    assert again.record("live") == payload


def test_a_replay_stands_on_the_ground_that_the_site_named(tmp_path: Path) -> None:
    (tmp_path / "t.asc").write_text("ncols 2\nnrows 2\nxllcorner 24\nyllcorner 53\ncellsize 1\n1 2\n3 4\n")
    site = load_text(f'{SITE}[terrain]\nfile = "t.asc"\nsigma_m = 15.0\n', tmp_path)
    (tmp_path / "t.asc").unlink()
    again, _ = from_record(site.record("live"))
    assert site.ground is not None
    assert again.ground is not None
    assert again.ground.words == site.ground.words == "terrain t.asc (one sigma 15 m)"
    place = np.array([54.2]), np.array([25.1])
    assert again.ground.height_m(*place) == site.ground.height_m(*place)
    assert again.core_of("live", ()).searches == []


def test_what_is_over_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f.csv").write_text(
        "id,kind,callsign,from,until,shape,ceiling\n"
        "a,uas,LOT1,2026-12-01T06:00Z,2026-12-01T08:00Z,54.63 25.28 5 km,120 m AGL\n"
    )
    (tmp_path / "site.toml").write_text(SITE + '[[flights]]\nfile = "f.csv"\n')
    for now_s, notes in ((1_796_111_999.0, ()), (1_796_112_000.0, ("1 flights are over: a",))):
        monkeypatch.setattr("sargas.config.time.time", lambda now_s=now_s: now_s)
        site = load(tmp_path / "site.toml")
        assert site.notes == notes
        assert len(site.flights) == 1, "a recording of that day may be read yet"


def test_relative_files_begin_at_the_site_file(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(SITE + '[[feeds]]\nid = "a"\nfrom = "file://sub/a.pcap"\nformat = "asterix"\n')
    assert load(path).feeds_of("live")[0].source == f"file://{tmp_path}/sub/a.pcap"


def test_the_bundled_border_is_land_and_sea() -> None:
    (zone,) = bundled_border("LTU")
    assert zone.kind == "border"
    from sargas.geo.region import Region

    region = Region.from_rings(zone.polygons)
    inside = region.contains([54.68, 55.70, 55.7], [25.28, 20.95, 20.3])
    assert inside.tolist() == [True, True, False], "Vilnius, 10 km off Klaipeda, 45 km off Klaipeda"


def test_bundled_data_carries_its_licence() -> None:
    folders = [path for path in third_party(".").iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert list(folder.glob("LICENSE*")) or list(folder.glob("NOTICE*")), folder


AERODROME = """
[[aerodromes]]
icao = "EYVI"
name = "Vilnius"
lat_deg = 54.637
lon_deg = 25.288
elevation = { value_m = 197.0 }
[[aerodromes.volumes]]
name = "CTR"
radius_m = 15000.0
ceiling = { value_m = 610.0 }
"""


def test_an_aerodrome_is_read_and_its_errors_are_told_with_their_paths() -> None:
    site = load_text(SITE + AERODROME, Path())
    (entry,) = site.core_settings("live").aerodromes
    assert (entry.icao, entry.volumes[0].radius_m, entry.elevation.ref) == ("EYVI", 15_000.0, "amsl")
    assert "bird" not in entry.classes
    again, _ = from_record(site.record("live"))
    assert again.config.aerodromes == site.config.aerodromes
    wrong = AERODROME.replace('"EYVI"', '"eyvi"').replace("radius_m = 15000.0", 'zone = "ctr"\ncolour = 1')
    assert findings(SITE + wrong) == ("aerodromes[0].volumes[0].colour: unknown key",)
    assert findings(SITE + wrong.replace("colour = 1", "")) == (
        "aerodromes[0].icao: 'eyvi' is no location indicator of four capital letters",
        "aerodromes[0].volumes[0].zone: no zone has the id 'ctr'",
    )
