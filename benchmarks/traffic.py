"""Made air traffic over Lithuania as radars send it: CAT048 bytes in the order of their arrival.

Straight flights; 93 % answer with Mode S, 5 % with Mode 3/A alone, 2 % fly slow and low and are seen by primary radar
only, within 60 km. Every radar turns in 4 s, gets 95 % of what it sees, adds 20 false plots a turn, and sends each
thirty-second of a turn.
"""

import heapq
from collections.abc import Iterator, Sequence

import numpy as np

from sargas.config import bundled_border
from sargas.core import Core, Settings
from sargas.formats.asterix import settings as asterix
from sargas.formats.asterix.encoder import Encoder
from sargas.geo.geodesic import destination
from sargas.geo.plane import SystemPlane
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.ingest import Ingest
from sargas.model.place import Site
from sargas.model.plot import ECHOES
from sargas.model.plots import HAS, POLAR, Plots
from sargas.model.released import Simulated
from sargas.model.sensor import Feed, Sensor
from sargas.model.sigma import Sigma

START_S = 1_750_000_000.0
ORIGIN = (55.2, 23.9)
TURN_S = 4.0
SECTORS = 32
REACH_M = 180_000.0
FALSE_PLOTS = 20
LOW_REACH_M = 60_000.0
SAC = 70

Arrivals = list[tuple[float, str, bytes]]
"""(arrival time_s, feed, payload)."""


def sites(radars: int) -> dict[str, Site]:
    """Antennas spread evenly over the middle of the area."""
    far_m = 150_000.0 * np.sqrt((np.arange(radars) + 0.5) / radars)
    lat_deg, lon_deg = destination(*ORIGIN, 137.508 * np.arange(radars) % 360.0, far_m)
    return {f"radar-{k}": Site(float(lat_deg[k]), float(lon_deg[k]), 150.0) for k in range(radars)}


def sensors(radars: int) -> list[Sensor]:
    """The radars, each the only one of its feed."""
    accuracy = Sigma(range_m=50.0, azimuth_deg=0.08)
    return [
        Sensor(name, name, "psr", {"sac": SAC, "sic": k + 1}, site, accuracy=accuracy, interval_s=TURN_S, range_m=4e5)
        for k, (name, site) in enumerate(sites(radars).items())
    ]


def feeds(radars: int) -> list[Feed]:
    """One a radar, as datagrams."""
    return [Feed(name, f"udp://127.0.0.1:{30_000 + k}", "asterix") for k, name in enumerate(sites(radars))]


def ingest(radars: int) -> Ingest:
    """Decoders of the feeds; made plots are simulated, so it is an exercise's."""
    return Ingest(feeds(radars), sensors(radars), "exercise")


def core(radars: int) -> Core:
    """The whole core under the border of Lithuania, as shipped."""
    return Core(sensors(radars), bundled_border("LTU"), Settings(*ORIGIN))


def arrivals(radars: int, aircraft: int, duration_s: float, start_s: float = START_S) -> tuple[Arrivals, int]:
    """What the radars send from `start_s` on, and how many plots that is."""
    counts = [0]
    streams = [
        _radar(k, name, site, aircraft, duration_s, start_s, counts)
        for k, (name, site) in enumerate(sites(radars).items())
    ]
    return list(heapq.merge(*streams, key=lambda arrival: arrival[0])), counts[0]


class _Aircraft:
    """The same for every radar: positions and what transponders say."""

    def __init__(self, count: int, chance: np.random.Generator) -> None:
        self.plane = SystemPlane(*ORIGIN)
        self.x_m, self.y_m = chance.uniform(-REACH_M, REACH_M, (2, count))
        course = chance.uniform(0.0, 2.0 * np.pi, count)
        kind = chance.random(count)
        self.silent, self.mode_s_too = kind < 0.02, kind >= 0.07
        speed = np.where(self.silent, chance.uniform(30.0, 60.0, count), chance.uniform(100.0, 250.0, count))
        self.vx_mps, self.vy_mps = speed * np.sin(course), speed * np.cos(course)
        level = np.round(chance.uniform(10.0, 38.0, count)) * 304.8
        self.height_m = np.where(self.silent, chance.uniform(300.0, 900.0, count), level)
        self.mode_3a = chance.integers(0o1001, 0o6777, count).astype(np.uint16)
        self.mode_s = (0x500000 + np.arange(count)).astype(np.uint32)
        self.callsign = np.array([f"BEN{k:04d}".encode() for k in range(count)], "S8")

    def seen_from(self, site: Site, time_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(slant range_m, azimuth_deg) at each aircraft's own time."""
        x_m, y_m = self.x_m + self.vx_mps * time_s, self.y_m + self.vy_mps * time_s
        lat_deg, lon_deg = self.plane.geodetic_from_plane(x_m, y_m)
        enu = enu_from_geodetic(lat_deg, lon_deg, self.height_m, site.lat_deg, site.lon_deg, site.height_m)
        range_m, azimuth_deg, _ = polar_from_enu(*enu)
        return range_m, azimuth_deg % 360.0


def _radar(
    k: int, name: str, site: Site, count: int, duration_s: float, start_s: float, counts: list[int]
) -> Iterator[tuple[float, str, bytes]]:
    aircraft = _Aircraft(count, np.random.default_rng(1))
    chance = np.random.default_rng([2, k])
    encoder = Encoder(asterix.Settings(feed=name, sources={name: asterix.Source(SAC, k + 1)}))
    for turn in range(int(duration_s / TURN_S)):
        begins_s = turn * TURN_S + k * 1.3 % TURN_S
        _, azimuth_deg = aircraft.seen_from(site, np.full(count, begins_s))
        time_s = begins_s + azimuth_deg / 360.0 * TURN_S
        range_m, azimuth_deg = aircraft.seen_from(site, time_s)
        in_sight = ~aircraft.silent | (range_m < LOW_REACH_M)
        rows = np.flatnonzero(in_sight & (chance.random(count) < 0.95))
        plots = Plots.concatenate([_seen(name, aircraft, rows), _false(name, begins_s, chance)])
        n = len(rows)
        plots.time_s[:n] = time_s[rows]
        plots.range_m[:n] = range_m[rows] + chance.normal(0.0, 50.0, n)
        plots.azimuth_deg[:n] = (azimuth_deg[rows] + chance.normal(0.0, 0.08, n)) % 360.0
        plots = plots.take(np.argsort(plots.time_s, kind="stable"))
        sector = np.floor((plots.time_s - begins_s) / TURN_S * SECTORS)
        plots.time_s += start_s
        for part in np.unique(sector):
            of_sector = plots.take(sector == part)
            counts[0] += len(of_sector)
            for block in encoder.encode(Simulated(of_sector)):
                yield float(of_sector.time_s[-1]) + 0.2, name, block


def _seen(name: str, aircraft: _Aircraft, rows: np.ndarray) -> Plots:
    plots = Plots.empty(len(rows), (name,))
    answers, mode_s_too = ~aircraft.silent[rows], aircraft.mode_s_too[rows]
    plots.kind[:] = POLAR
    plots.echo[:] = np.where(answers, ECHOES.index("combined"), ECHOES.index("psr"))
    plots.mode_3a[:] = np.where(answers, aircraft.mode_3a[rows], 0)
    plots.pressure_altitude_m[:] = np.where(answers, aircraft.height_m[rows], 0.0)
    plots.mode_s[:] = np.where(mode_s_too, aircraft.mode_s[rows], 0)
    plots.callsign[:] = np.where(mode_s_too, aircraft.callsign[rows], b"")
    plots.has[:] = np.where(answers, np.uint32(HAS["mode_3a"] | HAS["pressure_altitude_m"]), 0)
    plots.has[:] |= np.where(mode_s_too, np.uint32(HAS["mode_s"] | HAS["callsign"]), np.uint32(0))
    plots.simulated[:] = True
    return plots


def _false(name: str, begins_s: float, chance: np.random.Generator) -> Plots:
    plots = Plots.empty(FALSE_PLOTS, (name,))
    plots.azimuth_deg[:] = chance.uniform(0.0, 360.0, FALSE_PLOTS)
    plots.range_m[:] = REACH_M * np.sqrt(chance.random(FALSE_PLOTS))
    plots.time_s[:] = begins_s + plots.azimuth_deg / 360.0 * TURN_S
    plots.kind[:], plots.echo[:], plots.simulated[:] = POLAR, ECHOES.index("psr"), True
    return plots


def repeated(sent: Sequence[tuple[float, str, bytes]], until_s: float) -> Arrivals:
    """The same bytes over and over until `until_s` after START_S: bulk whose content nobody looks at."""
    first_s, span_s = sent[0][0], sent[-1][0] - sent[0][0]
    rounds = int(until_s / span_s) + 1
    shifted = (
        (START_S + time_s - first_s + k * span_s, feed, payload)
        for k in range(rounds)
        for time_s, feed, payload in sent
    )
    return [arrival for arrival in shifted if arrival[0] < START_S + until_s]
