"""Real traffic, through the whole core: nobody in it declares an emergency, and nobody is told that somebody does."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from sargas.alerting import Settings as AlertingSettings
from sargas.alerting.settings import Audience
from sargas.commands.offline import batches, discover, recording
from sargas.core import Core, Settings
from sargas.formats.recorded import sensors_of, timed
from sargas.formats.registry import format_named
from sargas.ingest import Ingest
from sargas.model.place import Site
from sargas.model.sensor import Feed

EDITIONS = {"062": "1.19"}
EVERYBODY = AlertingSettings((Audience("operators"), Audience("command", cleared=True)))


@pytest.mark.parametrize(
    ("file", "lat_deg", "lon_deg", "tracks"),
    [
        ("radar/baltic_cat062_15min.ff", 55.0, 23.0, 190),
        ("radar/ifsnop_068test_bds30.gps", 40.0, -3.7, 3),
    ],
)
def test_ordinary_traffic_is_not_in_distress(
    corpus: Path, file: str, lat_deg: float, lon_deg: float, tracks: int
) -> None:
    path, form = corpus / file, format_named("asterix")
    found = sensors_of(discover(path, form, "auto", "2025-01-01", "in", EDITIONS))
    here = Site(lat_deg, lon_deg, 100.0)  # the radar does not say where it stands: for this it does not matter
    sensors = [msgspec.structs.replace(one, site=here) if one.kind == "ssr" else one for one in found]
    feeds = [Feed("in", "file://x", form.name, editions=EDITIONS, partition="r")]
    ingest, core = Ingest(feeds, sensors), Core(sensors, [], Settings(lat_deg, lon_deg, alerting=EVERYBODY))
    seen: set[int] = set()
    coded = 0
    for records in batches(timed(recording(path, form, "auto", "2025-01-01", say=False), "in"), "r"):
        changes = core.update(ingest.feed(records))
        assert not changes.alerts
        seen |= set(changes.tracks.number.tolist())
        coded += int(np.count_nonzero(changes.tracks.given("mode_3a")))
    assert len(seen) >= tracks
    assert coded > 100
