"""The play of `rezekne.md`: an object flies 41 km from the border to a depot, and what the public is told of it, when.

Everything of Sargas is real here: the exercise's radars send ASTERIX, which is decoded, tracked, judged, drafted; what
two persons release goes through the policy and is written as CAP. People are the part that is assumed: when they act is
a number of the play. Its steps are those of the incident's own clock (`sargas.archive.clock`), in the time of the
bytes: what a machine needs to compute is not in it, and is a figure of `benchmarks/public_warning.py`.
"""

import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from sargas.archive.clock import clock_of, durations
from sargas.commands.offline import batches
from sargas.config import LoadedSite, load_text
from sargas.core import Core
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.formats.cap.session import Session
from sargas.formats.cap.settings import ExportSettings
from sargas.geo.geodesic import azimuth_deg, destination, distance_m
from sargas.geo.region import Region
from sargas.incursion.zones import geometry_version
from sargas.ingest import Ingest
from sargas.model.batch import Batch, Changes
from sargas.model.clock import IncidentClock
from sargas.model.decision import Acknowledge, Decision
from sargas.model.warning import AmendWarning, PublicWarning, ReleaseWarning
from sargas.model.zone import Zone
from sargas.sharing.outbox import Outbox

DEPOT = (56.51, 27.34)
OUTSIDE_M = 2_000.0
"""Assumed: so far beyond the border a radar sees it first. Nothing is known of it before."""
DEPOT_M = 300.0
"""Its radius: so near to its middle the object is there."""
START = datetime.datetime(2026, 5, 7, 0, 30, tzinfo=datetime.UTC)
TAKES_UP_S, READS_S, SECOND_S = 20.0, 45.0, 40.0
"""Assumed: until the first opens the draft, until it is read and released; until the second has released it."""

SITE = """
[site]
name = "Rezekne"
lat_deg = 56.6
lon_deg = 27.5

[[partitions]]
name = "drill"
kind = "exercise"

[[zones]]
file = "bundled:LVA"

[[feeds]]
id = "radars"
from = "exercise://rezekne"
format = "asterix"
partition = "drill"

[[sensors]]
id = "karsava"
feed = "radars"
match = { sac = 70, sic = 211 }
kind = "psr"
site = { lat_deg = 56.75, lon_deg = 27.60, height_m = 190.0 }
accuracy = { range_m = 50.0, azimuth_deg = 0.08 }
interval_s = 4.0
range_m = 111120.0

[[sensors]]
id = "ludza"
feed = "radars"
match = { sac = 70, sic = 212 }
kind = "psr"
site = { lat_deg = 56.55, lon_deg = 27.75, height_m = 195.0 }
accuracy = { range_m = 50.0, azimuth_deg = 0.08 }
interval_s = 4.8
range_m = 111120.0

[incursion.rules.site]
judged = false

[[policies]]
recipient = "public"
what = ["warning"]

[[exports]]
to = "file://out"
format = "cap"
recipient = "public"
partition = "drill"
settings = { scope = "Public" }

[warning]
roster = ["Anna", "Janis", "Liga"]
sender = "warnings.example"
languages = ["lv", "ru", "en"]

[warning.corridor]
minutes = 20.0

[warning.levels.advisory]
category = ["Safety"]
urgency = "Expected"
severity = "Moderate"
certainty = "Possible"
response_types = ["Prepare"]
expires_s = 1800.0

[warning.levels.alarm]
category = ["Safety"]
urgency = "Immediate"
severity = "Severe"
certainty = "Likely"
response_types = ["Shelter"]
expires_s = 1800.0
eu_alert = "EU-Alert Level 2"

[warning.levels.all_clear]
category = ["Safety"]
urgency = "Past"
severity = "Minor"
certainty = "Observed"
response_types = ["AllClear"]
expires_s = 900.0
"""


class Told(NamedTuple):
    """One run of the play: Sargas' own clock, and what was said."""

    clock: IncidentClock
    start_s: float
    sent_s: float
    """When the message was written."""
    true_s: dict[str, float]
    """When the object was over the edge, and at the depot."""
    message: bytes
    warning: PublicWarning
    asked: list[tuple[float, str]]
    """Who was asked, from when."""

    def at_s(self, step: str) -> float:
        """A step of the clock, in seconds after the start of the play."""
        at_s: float | None = getattr(self.clock, step)
        assert at_s is not None, f"{step} was not taken"
        return at_s - self.start_s

    @property
    def warned_s(self) -> float:
        """From the message to the arrival at the depot."""
        return next(one.time_s for one in durations(self.clock) if one.name == "message to arrival")


def site() -> LoadedSite:
    """The site of the play, as a site file says it, and the depot: a place that is protected, no zone to judge by."""
    loaded = load_text(SITE, Path())
    lat_deg, lon_deg = destination(*DEPOT, np.arange(0.0, 361.0, 10.0), DEPOT_M)
    polygons = ((tuple(zip(lon_deg.tolist(), lat_deg.tolist(), strict=True)),),)
    depot = Zone("depot", "the depot", "site", polygons, geometry_version=geometry_version(polygons))
    return msgspec.structs.replace(loaded, zones=(*loaded.zones, depot))


def border_m(of: LoadedSite) -> tuple[float, float, float]:
    """(lat_deg, lon_deg) of the border nearest to the depot, and how far that is."""
    near = Region.from_rings(of.zones[0].polygons).nearest(*DEPOT)
    return float(near.lat_deg), float(near.lon_deg), float(near.distance_m)


def scenario(of: LoadedSite, speed_kmh: float) -> Scenario:
    """An object of 0.1 m2 at 100 m above the ground, straight from beyond the border to the depot."""
    lat_deg, lon_deg, inside_m = border_m(of)
    course_deg = azimuth_deg(*DEPOT, lat_deg, lon_deg)
    from_lat, from_lon = destination(*DEPOT, course_deg, inside_m + OUTSIDE_M)
    mps = speed_kmh / 3.6
    places = ((float(from_lat), float(from_lon)), DEPOT)
    way = tuple(Waypoint(lat, lon, 260.0, mps) for lat, lon in places)
    radars = tuple(
        Radar(sensor.id, 70, 211 + k, sensor.site, 160.0, sensor.interval_s)
        for k, sensor in enumerate(of.sensors_of("drill"))
        if sensor.site is not None and sensor.interval_s is not None
    )
    flights = (Flight("unknown", way, 0.1),)
    return Scenario("Rezekne", START, (inside_m + OUTSIDE_M) / mps + 5.0, 20260507, radars, flights)


def play(speed_kmh: float, second: str = "Janis", second_s: float = SECOND_S) -> Told:
    """The play once; `second` releases `second_s` after she or he was asked."""
    here = site()
    plot = scenario(here, speed_kmh)
    start_s = plot.start_s
    sensors = here.sensors_of("drill")
    ingest = Ingest(here.feeds_of("drill"), sensors, "exercise")
    core = Core(sensors, here.zones, here.core_settings("drill"), (), here.areas, here.towns)
    outbox = Outbox(here.config.policies, "public", sensors)
    session = Session(ExportSettings(feed="public", scope="Public"))
    people = People(second, second_s)
    message, sent_s = b"", 0.0
    source = ((time_s, "radars", payload) for time_s, payload in chunks(plot))
    for records in batches(source, "drill"):
        batch = people.act(ingest.feed(records))
        changes: Changes = core.update(batch)
        assert not changes.refused, changes.refused
        people.see(batch.time_s, changes)
        outbox.changes(changes)
        for octets in session.tell(outbox.due(batch.time_s), batch.time_s, batch.time_s):
            if not message:
                message, sent_s = octets, batch.time_s
    lat_deg, lon_deg, inside_m = border_m(here)
    assert abs(float(distance_m(*DEPOT, lat_deg, lon_deg)) - inside_m) < 0.001
    ways_m = {"edge": OUTSIDE_M, "depot": OUTSIDE_M + inside_m - DEPOT_M}
    true_s = {name: way_m / (speed_kmh / 3.6) for name, way_m in ways_m.items()}
    (incident,) = core.incidents
    clock = clock_of(incident, core.alerts, core.warnings, core.searches)
    return Told(clock, start_s, sent_s, true_s, message, core.warnings[0], people.told(start_s))


class People:
    """Who does what, when: the first takes the draft up, reads, releases; the second is asked, reads, releases."""

    def __init__(self, second: str, second_s: float) -> None:
        self._second, self._second_s = second, second_s
        self._todo: list[tuple[float, str, Any]] = []
        self._asked: list[tuple[float, str]] = []
        self._version = 0
        self._done = self._has_seen = False

    def act(self, batch: Batch) -> Batch:
        """The batch with what people do in it."""
        due = [one for one in self._todo if one[0] <= batch.time_s]
        self._todo = [one for one in self._todo if one[0] > batch.time_s]
        acts = tuple(
            Decision(by, batch.time_s, act, "two radars, no flight plan", self._seen(act)) for _, by, act in due
        )
        return msgspec.structs.replace(batch, decisions=acts)

    def _seen(self, act: Any) -> int | None:
        """The version that was read, of what is released."""
        return (self._version or None) if isinstance(act, ReleaseWarning) else None

    def see(self, time_s: float, changes: Changes) -> None:
        """What they see on the screen."""
        for warning in changes.warnings:
            draft = warning.draft
            if not self._has_seen:
                self._has_seen = True
                self._todo.append((time_s + TAKES_UP_S, "Anna", Acknowledge(warning.incident)))
                self._todo.append((time_s + TAKES_UP_S, "Anna", AmendWarning(warning.number)))
                self._todo.append((time_s + TAKES_UP_S + READS_S, "Anna", ReleaseWarning(warning.number)))
            if draft is not None and draft.amended:
                self._version = self._version or warning.version
            if draft is None or draft.first is None or (self._asked and self._asked[-1][1] == draft.asked):
                continue
            self._asked.append((time_s, draft.asked))
            if draft.asked == self._second and not self._done:
                self._done = True
                self._version = 0
                self._todo.append((time_s + self._second_s, self._second, ReleaseWarning(warning.number)))

    def told(self, start_s: float) -> list[tuple[float, str]]:
        """Who was asked, seconds after the start."""
        return [(at_s - start_s, name) for at_s, name in self._asked]
