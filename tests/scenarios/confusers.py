"""The scenes of `confusers.md`: what is easily taken for what it is not, through the whole core.

A straight border runs north and south; the country is east of it. One radar stands 25 km behind it (4 s, 50 m, 0.08
degrees) and sends ASTERIX of the exercise: probability of detection, horizon, noise and false plots are its. What
targets say of themselves (ADS-B, Remote ID) comes as plots beside it. Places are (east_km, north_km) of the border.
"""

import datetime
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from incursion.land import ring, zone
from picture.scene import LAT_DEG, LON_DEG
from sargas.alerting import Settings as AlertingSettings
from sargas.alerting.settings import Audience
from sargas.commands.offline import batches
from sargas.core import Core, Settings
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.player import chunks
from sargas.exercise.scenario import Scenario
from sargas.formats.format import Settings as FeedSettings
from sargas.formats.framing.recording import read
from sargas.formats.statevectors.decoder import Decoder
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.ingest import Ingest
from sargas.model.alert import Alert
from sargas.model.flight import Flight as Listed
from sargas.model.place import Site
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Feed, Sensor
from sargas.model.tracks import CONFIRMED
from sargas.model.weather import Wind
from sargas.model.zone import Zone

START = datetime.datetime(2026, 5, 7, 20, 0, tzinfo=datetime.UTC)
START_S = START.timestamp()
GROUND_M = 130.0
"""Of the ground here, above the ellipsoid."""
LAND = zone()
Said = Callable[[float], Plots | None]
"""What targets say of themselves at a time: plots, or nothing."""


def place(east_km: float, north_km: float) -> tuple[float, float]:
    """(lat_deg, lon_deg)."""
    lat_deg, lon_deg, _ = geodetic_from_enu(1000.0 * east_km, 1000.0 * north_km, 0.0, LAT_DEG, LON_DEG, 0.0)
    return float(lat_deg), float(lon_deg)


RADAR_AT = place(25.0, 0.0)
SENSORS = (
    Sensor("radar", "radars", "psr", site=Site(*RADAR_AT, 160.0), match={"sac": 70, "sic": 1}, interval_s=4.0),
    Sensor("ears", "air", "remote_id"),
    Sensor("receiver", "air", "adsb"),
)
RADAR = Radar("radar", 70, 1, Site(*RADAR_AT, 160.0), GROUND_M)


@dataclass(frozen=True)
class Scene:
    """One row of the table."""

    flies: tuple[Flight, ...]
    lasts_s: float
    says: Said = lambda _: None
    listed: tuple[Listed, ...] = ()
    zones: tuple[Zone, ...] = (LAND,)
    winds: tuple[Wind, ...] = ()
    seed: int = 5


@dataclass
class Seen:
    """What the core made of it."""

    entries: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    """Of each incident that came inside: when it first said so, seconds after the start, how deep that was, and how
    fast it flew: (s, m, m/s)."""
    incidents: int = 0
    identity: str = ""
    """Of the track that was followed longest."""
    proposed: str | None = None
    looks_like: str = ""
    probability: float = 0.0
    level: str = ""
    """The gravest that was told."""
    alerts: int = 0
    busiest: int = 0
    """Most alarms told within ten minutes; ends are none."""
    message: str = ""
    """The last of the gravest."""
    basis: str = ""
    """Of the incident that was told of last."""
    tracks: int = 0
    """Numbers that were confirmed."""


def flight(name: str, path: Sequence[tuple[float, float, float]], mps: float, size_m2: float, **more: Any) -> Flight:
    """`path`: (east_km, north_km, height_m)."""
    corners = tuple(Waypoint(*place(east, north), height_m, mps) for east, north, height_m in path)
    return Flight(name, corners, size_m2, **more)


def play(scene: Scene) -> Seen:
    """A scene, once."""
    plot = Scenario("confusers", START, scene.lasts_s, scene.seed, (RADAR,), scene.flies)
    feeds = [Feed("radars", "exercise://confusers", "asterix", partition="drill")]
    ingest = Ingest(feeds, SENSORS[:1], "exercise")
    alerting = AlertingSettings((Audience("trainees", exercise=True),))
    settings = Settings(LAT_DEG, LON_DEG, alerting=alerting, simulated=True)
    core = Core(SENSORS, scene.zones, settings, scene.listed)
    seen, followed = Seen(), dict[int, int]()
    kept: dict[int, tuple[Any, ...]] = {}
    alerts: list[Alert] = []
    known: set[int] = set()
    said_s = START_S
    source = ((time_s, "radars", payload) for time_s, payload in chunks(plot))
    for k, records in enumerate(batches(source, "drill")):
        batch = ingest.feed(records)
        parts = [batch.plots]
        while said_s <= batch.time_s:
            told = scene.says(said_s - START_S)
            parts += [told] if told is not None else []
            said_s += 1.0
        batch = msgspec.structs.replace(batch, plots=Plots.concatenate(parts))
        if k % 6000 == 0 and scene.winds:  # told every ten minutes
            winds = tuple(msgspec.structs.replace(wind, time_s=batch.time_s) for wind in scene.winds)
            batch = msgspec.structs.replace(batch, weather=winds)
        changes = core.update(batch)
        for track in changes.tracks.take(changes.tracks.status == CONFIRMED):
            followed[track.number] = followed.get(track.number, 0) + 1
            kept[track.number] = (track.identity.name, track.proposed, track.classification)
        for incident in changes.incidents:
            known.add(incident.number)
            seen.basis = incident.basis
            if incident.situation == "inside":
                mps = math.hypot(incident.east_mps, incident.north_mps)
                entry = batch.time_s - START_S, -incident.distance_m, mps
                seen.entries.setdefault(incident.number, entry)
        alerts += changes.alerts
    seen.incidents, seen.tracks = len(known), len(followed)
    if followed:
        longest = max(followed, key=lambda number: followed[number])
        name, proposal, classes = kept[longest]
        seen.identity, seen.proposed = name, proposal.name if proposal else None
        if classes:
            seen.looks_like = max(classes, key=lambda kind: classes[kind])
            seen.probability = classes[seen.looks_like]
    for level in ("advisory", "caution", "warning"):
        of = [one for one in alerts if one.level == level]
        if of:
            seen.level, seen.message = level, of[-1].message
    seen.alerts = len(alerts)
    alarms_s = [one.time_s for one in alerts if not one.ended]
    seen.busiest = max((sum(0.0 <= at_s - from_s < 600.0 for at_s in alarms_s) for from_s in alarms_s), default=0)
    return seen


def geodetic(sensor: str, time_s: float, at: tuple[float, float], height_m: float, **said: Any) -> Plots:
    """One position that a target tells, as of `time_s` after the start; `said`: columns of Plots."""
    has = HAS["sigma_horizontal_m"] | HAS["height_m"] | sum(HAS[name] for name in said if name in HAS)
    lat_deg, lon_deg = place(*at)
    columns = {name: [value] for name, value in said.items()}
    return Plots(
        (sensor,), time_s=[START_S + time_s], record_number=[0], kind=[GEODETIC], lat_deg=[lat_deg], lon_deg=[lon_deg],
        height_m=[height_m], sigma_horizontal_m=[10.0], has=[has], simulated=[True], **columns,
    )  # fmt: skip


def along(path: Sequence[tuple[float, float]], mps: float, time_s: float) -> tuple[float, float]:
    """(east_km, north_km) after so long on a path."""
    left_km = mps * time_s / 1000.0
    for (east, north), (to_east, to_north) in itertools.pairwise(path):
        leg_km = math.hypot(to_east - east, to_north - north)
        if left_km <= leg_km:
            share = left_km / leg_km
            return east + share * (to_east - east), north + share * (to_north - north)
        left_km -= leg_km
    return path[-1]


def glider(corpus: Path, name: str, at: tuple[float, float]) -> Flight:
    """A recorded flight of a glider, moved: its first place to `at`, its time to the start; every ten seconds."""
    path = corpus / "adsb" / "gliders" / f"{name}.json.gz"
    decoder = Decoder([Sensor("archive", "feed", "adsb")], FeedSettings("feed"))
    with path.open("rb") as file:
        rows = [Chunk(i, f.time_s or 0.0, f.payload) for i, f in enumerate(read(file, name=path.name))]
    plots = Plots.concatenate([one for one in [*decoder.feed(rows), *decoder.flush()] if isinstance(one, Plots)])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    plots = plots.take(np.hypot(plots.east_mps, plots.north_mps) > 15.0)
    kept = plots.take(np.unique(np.floor(plots.time_s / 10.0), return_index=True)[1])
    kept = kept.take(np.flatnonzero(kept.time_s - kept.time_s[0] < 1800.0))
    to_lat, to_lon = place(*at)
    scale = math.cos(math.radians(kept.lat_deg[0])) / math.cos(math.radians(to_lat))
    lat_deg = kept.lat_deg - kept.lat_deg[0] + to_lat
    lon_deg = (kept.lon_deg - kept.lon_deg[0]) * scale + to_lon
    north_m, east_m = np.diff(lat_deg) * 111_200.0, np.diff(lon_deg) * 111_200.0 * math.cos(math.radians(to_lat))
    mps = np.maximum(np.hypot(north_m, east_m) / np.diff(kept.time_s), 1.0).tolist()
    height_m = np.maximum(kept.pressure_altitude_m, 400.0).tolist()
    corners = zip(lat_deg.tolist(), lon_deg.tolist(), height_m, [*mps, mps[-1]], strict=True)
    return Flight(f"glider-{name}", tuple(Waypoint(*corner) for corner in corners), 1.0, what="light_aircraft")


ERROR_MPS = 3.0
"""Of the wind that is told, on each axis."""
WINDS = tuple(
    Wind(START_S, LAT_DEG, LON_DEG, height_m, east + ERROR_MPS, north - ERROR_MPS)
    for height_m, east, north in ((500.0, 9.0, 2.0), (1500.0, 13.0, 3.0), (3000.0, 17.0, 4.0), (4000.0, 19.0, 4.0))
)
"""The air moves as these say, less the error."""


def balloon(height_m: float) -> Flight:
    east, north = 11.0 + 2e-3 * height_m, 4.0
    hours = 45.0 / 60.0
    path = [(-12.0, 0.0, height_m), (-12.0 + 3.6 * east * hours, 3.6 * north * hours, height_m)]
    return flight("balloon", path, math.hypot(east, north), 0.05, what="balloon")


def flock(path: Sequence[tuple[float, float]], count: int) -> tuple[Flight, ...]:
    """Echoes of a flock, 250 m apart, 14 m/s over the ground."""
    return tuple(
        flight(f"bird-{k}", [(e - 0.15 * k, n + 0.2 * k, 400.0) for e, n in path], 14.0, 0.03, what="bird")
        for k in range(count)
    )


def outlines(*places_km: tuple[float, float]) -> tuple[Any, ...]:
    return ((ring(*places_km),),)


DRONE = [(-12.0, 1.2, 280.0), (18.0, 1.2, 280.0)]
POST = [(-0.4, 0.0, 230.0), (0.6, 0.5, 230.0), (-0.4, 1.0, 230.0), (0.6, 0.0, 230.0), (-0.4, 0.5, 230.0)]
AT_POST = outlines((-2, -2), (3, -2), (3, 3), (-2, 3))
OURS = [(2.0, 0.0), (2.0, 1.0), (3.0, 1.0), (3.0, 0.0), (2.0, 0.0), (2.0, 1.0), (3.0, 1.0), (3.0, 0.0)]
GHOST = [(-8.0, 2.0), (20.0, 2.0)]
AWAY = [(-6.0, -4.0), (-30.0, -4.0)]


def own_drone(time_s: float) -> Plots:
    """Its Remote ID, once a second."""
    return geodetic("ears", time_s, along(OURS, 12.0, time_s), 220.0, remote_id=b"1596F1234567")


def claimed(path: Sequence[tuple[float, float]], mps: float) -> Said:
    """ADS-B that says so, once a second."""
    return lambda time_s: geodetic(
        "receiver", time_s, along(path, mps, time_s), 3000.0, mode_s=0x4CA7B1, callsign=b"XYZ123"
    )


def hovers() -> tuple[Flight, ...]:
    path = POST * 3
    return (flight("helicopter", path, 20.0, 3.0, what="helicopter"),)


def marked() -> tuple[Flight, ...]:
    path = POST * 3
    said = {"mode_3a": "7000", "mode_s": "503a77", "callsign": "LBG01", "what": "helicopter"}
    return (flight("helicopter", path, 20.0, 3.0, **said),)


def listed(kind: Any, polygons: tuple[Any, ...], **known: Any) -> tuple[Listed, ...]:
    return (Listed("listed", kind, START_S - 600.0, START_S + 7200.0, polygons=polygons, **known),)


SCENES: dict[str, Scene] = {
    "balloon at 3 km": Scene((balloon(3000.0),), 1500.0, winds=WINDS),
    "balloon at 4 km": Scene((balloon(4000.0),), 1500.0, winds=WINDS),
    "flock along the border": Scene(flock([(-1.5, -12.0), (-1.5, 6.0)], 6), 1200.0, winds=WINDS),
    "flock over the border": Scene(flock([(-6.0, 0.0), (8.0, 2.0)], 6), 950.0, winds=WINDS),
    "helicopter at the post, listed": Scene(
        marked(), 600.0, listed=listed("flight_plan", AT_POST, mode_s=0x503A77)
    ),
    "helicopter at the post, unknown": Scene(hovers(), 600.0),
    "light aircraft, no transponder": Scene(
        (flight("light", [(-12.0, 5.0, 700.0), (12.0, 0.0, 700.0)], 50.0, 2.0, what="light_aircraft"),), 450.0
    ),
    "own drone, listed": Scene(
        (flight("ours", [(e, n, 220.0) for e, n in OURS], 12.0, 0.05, what="multirotor"),), 500.0, own_drone,
        listed("uas", outlines((1, -1), (4, -1), (4, 2), (1, 2)), remote_id="1596F1234567"),
    ),
    "own drone, not listed": Scene(
        (flight("ours", [(e, n, 220.0) for e, n in OURS], 12.0, 0.05, what="multirotor"),), 500.0, own_drone
    ),
    "ADS-B of nothing, over the border": Scene((), 450.0, claimed(GHOST, 100.0)),
    "drone, and ADS-B that says it is elsewhere": Scene(
        (flight("drone", DRONE, 45.0, 0.1, what="fixed_wing_drone"),), 560.0, claimed(AWAY, 45.0)
    ),
    "airliner, code and address": Scene(
        (
            flight(
                "airliner", [(-60.0, -20.0, 10_500.0), (60.0, 10.0, 10_500.0)], 220.0, 20.0, mode_3a="4321",
                mode_s="4ca123", callsign="RYR12", what="airliner",
            ),
        ),
        500.0,
    ),
    "airliner, conspicuity code and a plan": Scene(
        (
            flight(
                "airliner", [(-60.0, -20.0, 10_500.0), (60.0, 10.0, 10_500.0)], 220.0, 20.0, mode_3a="2000",
                mode_s="4ca123", callsign="RYR12", what="airliner",
            ),
        ),
        500.0,
        listed=listed("flight_plan", outlines((-100, -100), (100, -100), (100, 100), (-100, 100)), callsign="RYR12"),
    ),
    "drone": Scene((flight("drone", DRONE, 45.0, 0.1, what="fixed_wing_drone"),), 560.0),
    "drone in a flock": Scene(
        (
            *flock([(-5.0, 0.0), (8.0, 2.0)], 6),
            flight("drone", DRONE, 45.0, 0.1, what="fixed_wing_drone", start_s=100.0),
        ),
        650.0,
        winds=WINDS,
    ),
}  # fmt: skip
"""All but the recorded gliders, which need the corpus."""


def soaring(corpus: Path) -> dict[str, Scene]:
    """The recorded gliders, without a transponder."""
    return {
        "glider inland": Scene((glider(corpus, "oxford_cambridge", (60.0, 20.0)),), 1500.0),
        "glider over the border": Scene((glider(corpus, "oxford_cambridge", (-10.0, 5.0)),), 1500.0),
    }
