"""Fifteen minutes of real traffic over the Baltic against four borders: who answers with a code opens nothing."""

from pathlib import Path

import numpy as np
import pytest

from picture.scene import NOTHING
from sargas.commands.offline import batches, discover, recording, sensors_of, timed
from sargas.formats.registry import format_named
from sargas.incursion import Incursions, Settings
from sargas.incursion.zones import border_of
from sargas.ingest import Ingest
from sargas.model.identity import BY_CODE
from sargas.model.sensor import Feed
from sargas.picture import Picture
from sargas.picture import Settings as PictureSettings

EDITIONS = {"062": "1.19"}


def test_lawful_traffic_opens_nothing(corpus: Path, root: Path) -> None:
    path, form = corpus / "radar" / "baltic_cat062_15min.ff", format_named("asterix")
    sensors = sensors_of(discover(path, form, "auto", "2025-01-01", "in", EDITIONS))
    ingest = Ingest([Feed("in", "file://x", "asterix", editions=EDITIONS, partition="recording")], sensors)
    picture = Picture(sensors, PictureSettings(), 1_000_001)
    zones = [
        zone
        for country in ("EST", "LVA", "LTU", "POL")
        for zone in border_of(root / "third_party/osm_borders", country)
    ]
    incursions = Incursions(zones, Settings())
    coded: set[int] = set()
    seen: set[int] = set()
    for batch in batches(timed(recording(path, form, "auto", "2025-01-01", say=False), "in")):
        found = ingest.feed(batch)
        changed = picture.update(found.time_s, NOTHING, found.foreign)
        incursions.update(found.time_s, changed)
        coded |= set(changed.number[changed.mode_3a != 0].tolist())
        seen |= set(changed.number.tolist())
    # 191 numbers in thirty minutes; a number given to something else is another track.
    assert len(seen) > 191
    assert len(coded) > 100
    concerned = {number for incident in incursions.incidents for number in incident.tracks}
    assert concerned.isdisjoint(coded)
    assert len(concerned) <= 3, "three primary-only tracks that nothing identifies"
    tracks = picture.tracks()
    assert {track.identity.name for track in tracks} <= set(BY_CODE)
    old = np.array([track.number in coded and track.time_s - track.first_s > 70.0 for track in tracks])
    assert np.mean(tracks.identity[old] == 4) == pytest.approx(1.0, abs=0.02)
