"""The real Baltic recording (15 min, 191 tracks of another system) under four borders: who is said to be inside.

Through the decoder and the whole core as shipped. All of it is lawful as far as is known, so whoever is said to be
inside is said so wrongly. Without the recording (`SARGAS_CORPUS`) there is no figure.
"""

import os
from pathlib import Path

from measure import Figures, note

from sargas.commands.offline import batches, discover, recording
from sargas.config import bundled_border
from sargas.core import Core, Settings
from sargas.formats.recorded import sensors_of, timed
from sargas.formats.registry import format_named
from sargas.ingest import Ingest
from sargas.model.sensor import Feed

CORPUS = Path(os.environ.get("SARGAS_CORPUS", Path(__file__).resolve().parents[2] / "shared" / "data"))
RECORDING, EDITIONS, DATE = CORPUS / "radar" / "baltic_cat062_15min.ff", {"062": "1.19"}, "2025-01-01"


def figures() -> Figures:
    if not RECORDING.is_file():
        return {"false_incidents_baltic_recording": "no recordings here (SARGAS_CORPUS)"}
    form = format_named("asterix")
    sensors = list(sensors_of(discover(RECORDING, form, "auto", DATE, "in", EDITIONS)))
    ingest = Ingest([Feed("in", "file://x", "asterix", editions=EDITIONS, partition="recording")], sensors)
    zones = [zone for country in ("EST", "LVA", "LTU", "POL") for zone in bundled_border(country)]
    core = Core(sensors, zones, Settings(54.96, 23.87))
    for records in batches(timed(recording(RECORDING, form, "auto", DATE, say=False), "in")):
        core.update(ingest.feed(records))
    inside = [incident for incident in core.incidents if incident.entered_s is not None]
    note(f"Baltic recording: {len(core.incidents)} incidents, inside {len(inside)}")
    return {"false_incidents_baltic_recording": float(len(inside))}


if __name__ == "__main__":
    print(figures())
