"""Fifteen minutes of real traffic over the Baltic against four borders: who answers with a code opens nothing."""

from pathlib import Path

import numpy as np
import pytest

from picture.scene import NOTHING
from sargas.commands.offline import batches, discover, recording
from sargas.formats.recorded import sensors_of, timed
from sargas.formats.registry import format_named
from sargas.geo.region import Region
from sargas.incursion import Incursions, Settings
from sargas.incursion.zones import border_of
from sargas.ingest import Ingest
from sargas.model.identity import BY_CODE
from sargas.model.sensor import Feed, Sensor
from sargas.model.tracks import HAS, Tracks
from sargas.model.zone import Zone
from sargas.picture import Picture
from sargas.picture import Settings as PictureSettings

EDITIONS = {"062": "1.19"}


SAYS = ("mode_3a", "mode_s", "callsign", "plan_callsign", "flight_plan")


def baltic(corpus: Path) -> tuple[list[Sensor], list[tuple[float, Tracks]]]:
    """The sensors, and what was reported up to each tick."""
    path, form = corpus / "radar" / "baltic_cat062_15min.ff", format_named("asterix")
    sensors = list(sensors_of(discover(path, form, "auto", "2025-01-01", "in", EDITIONS)))
    ingest = Ingest([Feed("in", "file://x", "asterix", editions=EDITIONS, partition="recording")], sensors)
    cut = batches(timed(recording(path, form, "auto", "2025-01-01", say=False), "in"))
    return sensors, [(found.time_s, found.foreign) for found in map(ingest.feed, cut)]


def borders(root: Path) -> list[Zone]:
    return [z for country in ("EST", "LVA", "LTU", "POL") for z in border_of(root / "third_party/osm_borders", country)]


def blanked(reports: Tracks, kept: set[int]) -> Tracks:
    """Of all but these, nothing that they say of themselves."""
    reports = reports.take(np.arange(len(reports)))
    rows = np.array([number not in kept for number in reports.reported_number.tolist()], np.bool_)
    reports.has[rows] &= ~np.uint32(sum(HAS[name] for name in SAYS))
    reports.mode_3a[rows], reports.mode_s[rows], reports.callsign[rows] = 0, 0, b""
    return reports


def test_nobody_is_inside_by_error_even_where_only_lawful_crossers_say_who_they_are(corpus: Path, root: Path) -> None:
    """All others are unidentified: many are predicted to enter, which is so, and none is said to have."""
    sensors, told = baltic(corpus)
    regions = [Region.from_rings(zone.polygons) for zone in borders(root)]
    sides: dict[int, set[tuple[bool, ...]]] = {}
    for _, reports in told:
        inside = np.array([region.contains(reports.lat_deg, reports.lon_deg) for region in regions]).T
        for number, where in zip(reports.reported_number.tolist(), inside.tolist(), strict=True):
            sides.setdefault(number, set()).add(tuple(where))
    crossers = {number for number, where in sides.items() if len(where) > 1}
    assert 40 < len(crossers) < 100
    picture, incursions = Picture(sensors, PictureSettings(), 1_000_001), Incursions(borders(root), Settings())
    for time_s, reports in told:
        incursions.update(time_s, picture.update(time_s, NOTHING, blanked(reports, crossers)))
    assert len(incursions.incidents) > 10
    assert [incident.basis for incident in incursions.incidents if incident.entered_s is not None] == []


def test_lawful_traffic_opens_nothing(corpus: Path, root: Path) -> None:
    sensors, told = baltic(corpus)
    picture, incursions = Picture(sensors, PictureSettings(), 1_000_001), Incursions(borders(root), Settings())
    coded: set[int] = set()
    seen: set[int] = set()
    for time_s, reports in told:
        changed = picture.update(time_s, NOTHING, reports)
        incursions.update(time_s, changed)
        coded |= set(changed.number[changed.mode_3a != 0].tolist())
        seen |= set(changed.number.tolist())
    # 191 numbers in thirty minutes; a number given to something else is another track.
    assert len(seen) > 191
    assert len(coded) > 100
    concerned = {number for incident in incursions.incidents for number in incident.tracks}
    assert concerned.isdisjoint(coded)
    assert len(concerned) <= 1, "an aircraft at 190 m/s without a transponder, which turned towards Poland"
    assert all(incident.entered_s is None for incident in incursions.incidents)
    tracks = picture.tracks()
    assert {track.identity.name for track in tracks} <= set(BY_CODE)
    old = np.array([track.number in coded and track.time_s - track.first_s > 70.0 for track in tracks])
    assert np.mean(tracks.identity[old] == 4) == pytest.approx(1.0, abs=0.02)
