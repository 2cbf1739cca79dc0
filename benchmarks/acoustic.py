"""Acoustic: observations a CPU second to plots, of ten thousand posts, each message with a topic of its own."""

import json
import sys
import time

from measure import ROOT, Figures, note

sys.path.insert(0, str(ROOT / "tests"))

from samples_of import samples
from sargas.formats.acoustic.decoder import Decoder
from sargas.formats.format import Settings
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

MADE = samples("acoustic")
POSTS, MESSAGES, AT_ONCE = 10_000, 60_000, 300
"""300 messages a tick of 100 ms: ten thousand posts with 0.3 messages a second each."""


def rate(results: list[object]) -> float:
    """Observations a CPU second, best of three."""
    site = Site(54.0, 24.0, 100.0)
    sensors = [Sensor(f"post-{k}", "feed", "acoustic", match={"thing": str(k)}, site=site) for k in range(POSTS)]
    texts = [json.dumps(MADE.observation(result, None)).encode() for result in results]
    topics = [f"v1.1/Things({k})/Datastreams(1)/Observations" for k in range(POSTS)]
    chunks = [Chunk(k, MADE.TIME_S, texts[k % len(texts)], topics[k % POSTS]) for k in range(MESSAGES)]
    best = 0.0
    for _ in range(3):
        decoder = Decoder(sensors, Settings("feed"))
        began_s = time.process_time()
        plots = 0
        for k in range(0, MESSAGES, AT_ONCE):
            plots += sum(len(item) for item in decoder.feed(chunks[k : k + AT_ONCE]) if isinstance(item, Plots))
        best = max(best, MESSAGES / (time.process_time() - began_s))
        assert plots == MESSAGES
    return best


def figures() -> Figures:
    note(f"acoustic: {MESSAGES} observations of {POSTS} posts, {AT_ONCE} a tick")
    bearing, present = {"azimuth_deg": 123.4, "sigma_azimuth_deg": 5.0}, {"presence": True, "radius_m": 800.0}
    place = {"type": "Point", "coordinates": [25.31, 54.67, 320.0]}
    return {"acoustic_decode_per_s": rate([bearing, present, place])}


if __name__ == "__main__":
    print(figures())
