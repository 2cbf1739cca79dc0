"""Builds third_party/traffic_samples from the wheel of `traffic` on PyPI: the same wheel gives the same bytes.

    pip download --no-deps traffic==2.13
    python tools/build_traffic_samples.py traffic-2.13-py3-none-any.whl

Rows are sorted by time, one JSON object a line, and numbers are rounded to what the source measured.
"""

import argparse
import gzip
import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "third_party" / "traffic_samples"

SAMPLES: dict[str, tuple[str, float, float]] = {
    "switzerland_30min.jsonl.gz": ("collections/switzerland.json.gz", 1_533_122_700.0, 1_533_124_500.0),
    "bornholm.jsonl.gz": ("calibration/bornholm.json.gz", 0.0, 1e11),
}
"""File -> its source inside traffic/data/samples and the interval that is kept, Unix seconds."""

DIGITS = {
    "timestamp": 0,
    "icao24": None,
    "callsign": None,
    "squawk": None,
    "latitude": 5,
    "longitude": 5,
    "altitude": 0,
    "geoaltitude": 0,
    "groundspeed": 1,
    "track": 1,
    "vertical_rate": 0,
}
"""Fields kept, in this order, and the decimals they are rounded to (1e-5 deg is 1 m)."""


def row(given: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, digits in DIGITS.items():
        value = given.get(name)
        if value is None or value == "":
            continue
        if digits is not None:
            value = round(value / 1000) if name == "timestamp" else round(value, digits or None)
        kept[name] = value
    return kept


def sample(rows: list[dict[str, Any]], begin_s: float, end_s: float) -> bytes:
    kept = [row(given) for given in rows]
    kept = [one for one in kept if begin_s <= one["timestamp"] < end_s]
    kept.sort(key=lambda one: (one["timestamp"], one["icao24"]))
    text = "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in kept)
    return gzip.compress(text.encode(), 9, mtime=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    wheel = parser.parse_args().wheel
    if not zipfile.is_zipfile(wheel):
        sys.exit(f"{wheel} is not a wheel")
    TARGET.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for name, (inside, begin_s, end_s) in SAMPLES.items():
            packed = archive.read(f"traffic/data/samples/{inside}")
            data = sample(json.loads(gzip.decompress(packed)), begin_s, end_s)
            (TARGET / name).write_bytes(data)
            print(f"{name}: {len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
