"""Build third_party/basemap/phone.json.gz: the map of the page for reports, small enough for a phone's network.

{"box": [west, south, east, north], "land": rings, "lakes": rings, "rivers": lines, "borders": lines,
"places": [[lon, lat, name, rank], ...]}; a ring or line is [lon, lat, lon, lat, ...] in thousandths of a degree from
west and south, each the difference from the one before. Lithuania, Latvia, Estonia and what is beside them; lines to
some 150 m.

Usage: python tools/build_phone_map.py      (from the other files of third_party/basemap, seconds)
"""

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import shapely

FOLDER = Path(__file__).parents[1] / "third_party" / "basemap"
BOX = (18.5, 52.6, 30.0, 60.2)
TOLERANCE_DEG, LEAST_DEG2, UNIT_DEG = 0.002, 2e-4, 0.001


def features(name):
    return json.loads(gzip.decompress((FOLDER / f"{name}.geojson.gz").read_bytes()))["features"]


def steps(line):
    """Coordinates (N, 2) as whole differences; [] where nothing is left."""
    whole = np.rint((np.asarray(line.coords)[:, :2] - BOX[:2]) / UNIT_DEG).astype(int)
    moved = np.append(True, np.any(np.diff(whole, axis=0) != 0, axis=1))
    whole = whole[moved]
    return np.diff(whole, axis=0, prepend=[[0, 0]]).ravel().tolist() if len(whole) > 1 else []


def lines(name, kind=None):
    """Rings and lines of a layer, or of one kind in it, within the box."""
    found = []
    for feature in features(name):
        if kind is not None and feature["properties"]["kind"] != kind:
            continue
        shape = shapely.geometry.shape(feature["geometry"]).simplify(TOLERANCE_DEG)
        for part in shapely.get_parts(shapely.clip_by_rect(shape, *BOX)):
            if part.is_empty or (part.geom_type == "Polygon" and part.area < LEAST_DEG2):
                continue
            rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            found += [line for line in map(steps, rings) if line]
    return found


def places():
    west, south, east, north = BOX
    for feature in features("places"):
        lon, lat = feature["geometry"]["coordinates"]
        if west <= lon <= east and south <= lat <= north:
            yield [round(lon, 3), round(lat, 3), feature["properties"]["name"], feature["properties"]["rank"]]


def main():
    made = {
        "box": BOX,
        "land": lines("land"),
        "lakes": lines("water", "lake"),
        "rivers": lines("water", "river"),
        "borders": lines("borders"),
        "places": list(places()),
    }
    content = json.dumps(made, separators=(",", ":"), ensure_ascii=False).encode()
    packed = gzip.compress(content, 9, mtime=0)
    (FOLDER / "phone.json.gz").write_bytes(packed)
    manifest = json.loads((FOLDER / "manifest.json").read_text())
    manifest["files"]["phone.json.gz"] = hashlib.sha256(packed).hexdigest()
    (FOLDER / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    print(f"{len(packed)} bytes")


if __name__ == "__main__":
    main()
