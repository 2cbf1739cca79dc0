"""Build third_party/osm_borders: the border of the countries around the Baltic Sea, land and territorial sea.

Source, from npm by name and version (its SHA-256 is checked): @geo-maps/countries-maritime-10m, made of OpenStreetMap's
boundaries with admin_level=2, exact to 10 m. One polygon a country holds its land, internal waters and territorial sea
together: what an incursion is judged by. Its countries were thinned one by one, so their common lines leave cracks and
overlaps a few metres wide; `coverage_clean` closes them: no place is in two countries, and none lies between two.
Countries of NAMES are written, one file each, unthinned; the others take part in the cleaning. Everything is clipped to
CLIP: where a border runs along the edge of CLIP (Russia, Norway's far north) it is the clip's, not the country's.

Usage: python tools/build_borders.py [--sources DIR]   (needs npm, 2 GB of memory)
"""

import argparse
import hashlib
import json
import os
import subprocess
import tarfile
from pathlib import Path

import pyogrio.raw
import shapely

os.environ["OGR_GEOJSON_MAX_OBJ_SIZE"] = "0"

VERSION = "1"
OUT = Path(__file__).parents[1] / "third_party" / "osm_borders"
CLIP = (4.0, 47.0, 46.0, 72.0)
NAMES = {
    "LTU": "Lithuania",
    "LVA": "Latvia",
    "EST": "Estonia",
    "POL": "Poland",
    "FIN": "Finland",
    "BLR": "Belarus",
    "UKR": "Ukraine",
    "RUS": "Russia",
    "SWE": "Sweden",
    "NOR": "Norway",
}
CRACK_DEG = 0.0005
MARITIME = "@geo-maps/countries-maritime-10m@0.6.0"
MARITIME_SHA256 = "c63144607cc8aeb5784f8e14b7bf8c8fcdaf2e000b93fe44b1991257773e13a1"


def fetched(package, sources, sha256):
    """Unpacked folder of an npm package (`name@version`), its archive checked against `sha256`."""
    stem = package.lstrip("@").replace("/", "-").rsplit("@", 1)
    archive = sources / f"{stem[0]}-{stem[1]}.tgz"
    if not archive.exists():
        subprocess.run(["npm", "pack", "--silent", package], cwd=sources, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{package}: SHA-256 is {found}, expected {sha256}")
    folder = sources / archive.stem
    if not folder.exists():
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    return folder / "package"


def read_map(folder, field=None):
    """Geometries of a geo-maps package: by country code when `field` is named, else a list."""
    _, _, wkb, columns = pyogrio.raw.read(folder / "map.geo.json", columns=[field] if field else [])
    geometries = shapely.from_wkb(wkb)
    return dict(zip(columns[0], geometries, strict=True)) if field else list(geometries)


def polygons(geometry):
    """The polygons of a geometry that may also hold lines and points."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def territories(sources):
    """Clean territory of every country in the clip: {code: geometry}, one coverage."""
    countries = read_map(fetched(MARITIME, sources, MARITIME_SHA256), "A3")
    box = shapely.box(*CLIP)
    whole = {
        code: polygons(shapely.intersection(shapely.make_valid(geometry), box))
        for code, geometry in sorted(countries.items())
        if geometry.intersects(box)
    }
    whole["FIN"] = shapely.union_all([whole["FIN"], whole.pop("ALA")])
    clean = shapely.coverage_clean(list(whole.values()), gap_width=CRACK_DEG)
    return dict(zip(whole, clean, strict=True))


def feature(geometry, **properties):
    """A GeoJSON feature with 5 decimals (1.1 m), rings turned as RFC 7946 asks, in a fixed order."""
    rounded = shapely.set_precision(geometry, 1e-5)
    polygons = [part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"]
    oriented = [shapely.normalize(part) for part in polygons]
    oriented = sorted((shapely.orient_polygons(part) for part in oriented), key=lambda part: (-part.area, part.wkt))
    coordinates = [
        [[[round(lon, 5), round(lat, 5)] for lon, lat in ring.coords] for ring in [part.exterior, *part.interiors]]
        for part in oriented
    ]
    kind = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": kind}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, default=Path("build/sources"), help="where the npm archive is kept")
    sources = parser.parse_args().sources.resolve()
    sources.mkdir(parents=True, exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    whole = territories(sources)
    digests = {}
    for code, name in NAMES.items():
        country = feature(whole[code], id=code, name=name, kind="border", nation=code)
        text = json.dumps({"type": "FeatureCollection", "features": [country]}, separators=(",", ":"))
        path = OUT / f"{code}.geojson"
        path.write_text(text + "\n", encoding="utf-8")
        digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = {
        "version": VERSION,
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors",
        "clip": {"west_deg": CLIP[0], "south_deg": CLIP[1], "east_deg": CLIP[2], "north_deg": CLIP[3]},
        "sources": {MARITIME: MARITIME_SHA256},
        "files": digests,
    }
    (OUT / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
