"""Formats of JSON lines: reports of people, and state vectors, a CPU second to plots, in pieces of a hundred lines."""

import json
import sys
import time
from collections.abc import Sequence

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from formats.test_contract import fresh
from samples_of import samples
from sargas.model.plots import Plots
from sargas.model.record import Chunk

LINES, PIECE = 20_000, 100


def rate(name: str, lines: Sequence[bytes]) -> float:
    """Lines a CPU second, best of three; each is a plot."""
    time_s = samples(name).TIME_S
    chunks = [Chunk(at, time_s, b"".join(lines[at : at + PIECE])) for at in range(0, len(lines), PIECE)]
    best = 0.0
    for _ in range(3):
        decoder = fresh(name)
        began_s = time.process_time()
        found = sum(len(item) for chunk in chunks for item in decoder.feed([chunk]) if isinstance(item, Plots))
        best = max(best, len(lines) / (time.process_time() - began_s))
        assert found == len(lines), f"{found} plots of {len(lines)} lines"
    return best


def vector(k: int) -> dict[str, object]:
    """A state vector as archives have it: 500 aircraft in turn."""
    place = {"latitude": 54.5 + 1e-5 * k, "longitude": 24.25, "altitude": 1000.0, "geoaltitude": 1100}
    how = {"groundspeed": 100.0, "track": 90, "vertical_rate": -600, "callsign": "TST001 ", "squawk": "7700"}
    return {"timestamp": 1_700_000_000 + k // 500, "icao24": f"{0x503A00 + k % 500:06x}", **place, **how}


def figures() -> Figures:
    made = samples("citizen")
    reports = [made.text(made.report(k, azimuth_deg=90.0, distance_m=500.0, accuracy_m=20.0)) for k in range(LINES)]
    vectors = [json.dumps(vector(k)).encode() + b"\n" for k in range(LINES)]
    note(f"lines: {LINES} reports of people of {len(reports[0])} octets, and state vectors of {len(vectors[0])}")
    return {
        "citizen_decode_per_s": rate("citizen", reports),
        "statevectors_decode_per_s": rate("statevectors", vectors),
    }


if __name__ == "__main__":
    print(figures())
