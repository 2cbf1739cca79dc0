"""Border crossings: how long after an object is over the border its incident says `inside`, through the whole core.

Truth crosses the true border of Lithuania with Belarus once, at random places and angles; a rotating radar of
`sargas.exercise` looks (a Swerling 1 target of 0.1 m2, errors of 50 m and 0.08 degrees, false plots), and what it saw
arrives 0.15 s later. Laydowns: crossings 5 to 20 km from the radar (near) and 35 to 50 km (far). Parallel flights keep
300 to 800 m outside. The core is told plots, the site and the zone, nothing else.
`python benchmarks/crossing.py table` prints every cell.
"""

import datetime
import sys
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from measure import Figures, note
from numpy.typing import NDArray

from sargas.config import bundled_border
from sargas.core import Core, Settings
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.radar import RadarModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import destination, distance_m
from sargas.geo.region import Region
from sargas.ingest import TICK_S
from sargas.model.batch import Batch, Changes
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.tracks import Tracks
from sargas.model.zone import Zone

F8 = NDArray[np.float64]
START = datetime.datetime(2026, 6, 1, 2, tzinfo=datetime.UTC)
ZONE = bundled_border("LTU")
REGION = Region.from_rings([rings for zone in ZONE for rings in zone.polygons])
REACH_M = {"near": (5_000.0, 20_000.0), "far": (35_000.0, 50_000.0)}
APPROACH_M, BEYOND_M = 4_000.0, 2_500.0
STEPS_M = np.arange(-APPROACH_M, BEYOND_M + 1.0, 5.0)
LATENCY_S, APART_M, MATCH_M = 0.15, 10_000.0, 1000.0
"""Two are in the air at a time, so far apart that neither is taken for the other."""
HEIGHT_M = 250.0
"""Above the ellipsoid: some 120 m above the ground there."""


Hear = Callable[[Changes, Truth, Core], None]


class Crossing(NamedTuple):
    """One flight: `over_s` is when it is over the border, inf for one that keeps outside."""

    flight: Flight
    over_s: float


class Outcome(NamedTuple):
    """Of one flight: seconds from the crossing to `inside`; inf where that was never said, negative where early."""

    delay_s: float
    said: bool


def border_places() -> F8:
    """(N, 2) lat_deg, lon_deg of the border with Belarus, some 200 m apart."""
    found = []
    for zone in ZONE:
        for rings in zone.polygons:
            ring = np.array(rings[0])[:, ::-1]
            near = (ring[:-1, 0] > 54.0) & (ring[:-1, 0] < 55.6) & (ring[:-1, 1] > 25.0)
            for a, b in zip(ring[:-1][near], ring[1:][near], strict=True):
                parts = max(int(distance_m(*a, *b) // 200.0), 1)
                found += [a + (b - a) * k / parts for k in range(parts)]
    return np.array(found)


def radar_at(places: F8, reach: str, rng: np.random.Generator, rotation_s: float) -> tuple[Radar, F8]:
    """A radar inside the country, and the places that are in its reach."""
    low, high = REACH_M[reach]
    while True:
        centre = places[rng.integers(len(places))]
        lat, lon = (float(v) for v in destination(*centre, rng.uniform(180.0, 360.0), 0.8 * (low + high) / 2.0))
        off = distance_m(lat, lon, places[:, 0], places[:, 1])
        fit = places[(off > low) & (off < high)]
        if len(fit) > 50 and bool(REGION.contains(lat, lon)):
            site = Site(lat, lon, 180.0)
            radar = Radar("radar", 70, 1, site, ground_m=140.0, rotation_s=rotation_s, reference_range_m=110_000.0)
            return radar, fit


def crossing(place: F8, speed_mps: float, start_s: float, name: str, rng: np.random.Generator) -> Crossing | None:
    """A straight flight over the border at a place, which is nowhere else near it; None where there is none."""
    course = rng.uniform(0.0, 360.0)
    inside = REGION.contains(*destination(*place, course, STEPS_M))
    if inside[0] or not inside[-1] or np.count_nonzero(np.diff(inside)) != 1:
        return None
    over_m = APPROACH_M + float(STEPS_M[np.argmax(inside)])
    first, last = destination(*place, course + 180.0, APPROACH_M), destination(*place, course, BEYOND_M)
    ends = [Waypoint(float(lat), float(lon), HEIGHT_M, speed_mps) for lat, lon in (first, last)]
    flight = Flight(name, (ends[0], ends[1]), cross_section_m2=0.1, start_s=start_s)
    return Crossing(flight, START.timestamp() + start_s + over_m / speed_mps)


def parallel(place: F8, speed_mps: float, start_s: float, name: str, rng: np.random.Generator) -> Crossing | None:
    """A straight flight of 6 km that keeps 300 to 800 m outside for the most of it, and never less than 250."""
    for course in rng.uniform(0.0, 360.0, 40):
        lat, lon = destination(*place, course + 90.0, rng.uniform(300.0, 800.0))
        along = np.linspace(-3000.0, 3000.0, 25)
        path = destination(lat, lon, course, along)
        off = REGION.signed_distance_m(*path)
        if off.min() > 250.0 and np.median(off) < 900.0:
            ends = [Waypoint(float(path[0][k]), float(path[1][k]), HEIGHT_M, speed_mps) for k in (0, -1)]
            return Crossing(Flight(name, (ends[0], ends[1]), 0.1, start_s), np.inf)
    return None


def night(
    seed: int, reach: str, rotation_s: float, speed_mps: float, kind: str, count: int, hear: Hear = lambda *_: None
) -> list[Outcome]:
    """Flights one after another, some at the same time far apart, before one radar."""
    rng = np.random.default_rng([seed, int(rotation_s), int(speed_mps), len(kind)])
    radar, fit = radar_at(border_places(), reach, rng, rotation_s)
    make = crossing if kind == "crossing" else parallel
    apart_s = (APPROACH_M + BEYOND_M) / speed_mps / 2.0
    flights: list[Crossing] = []
    slot, last = 0, np.full(2, np.nan)
    while len(flights) < count:
        place = fit[rng.integers(len(fit))]
        if distance_m(*place, *last) < APART_M:  # of the one before, which still flies
            slot, last = slot + 1, np.full(2, np.nan)
            continue
        made = make(place, speed_mps, slot * apart_s, f"f{len(flights)}", rng)
        if made is not None:
            flights.append(made)
            slot, last = slot + 1, place
    last_s = flights[-1].flight.start_s + (APPROACH_M + BEYOND_M) / speed_mps + 30.0
    scenario = Scenario("crossing", START, last_s, seed, (radar,), tuple(one.flight for one in flights))
    return judged(scenario, radar, flights, hear=hear)


def judged(
    scenario: Scenario,
    radar: Radar,
    flights: list[Crossing],
    zones: list[Zone] = ZONE,
    hear: Hear = lambda *_: None,
    tick_s: float = TICK_S,
) -> list[Outcome]:
    """What the core says of each flight; `hear(changes, truth, core)` is told every update, once in `tick_s`."""
    truth = Truth(scenario)
    model = RadarModel(radar, truth, scenario.start_s, np.random.default_rng([scenario.seed, 1]))
    turns = [model.turn(k) for k in range(int(scenario.duration_s // radar.rotation_s))]
    plots = Plots.concatenate(turns)
    plots.simulated[:] = False
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    accuracy = Sigma(range_m=radar.sigma_range_m, azimuth_deg=radar.sigma_azimuth_deg)
    sensor = Sensor(
        "radar", "f", "psr", site=radar.site, range_m=radar.range_m, interval_s=radar.rotation_s, accuracy=accuracy
    )
    core = Core([sensor], zones, Settings(radar.site.lat_deg, radar.site.lon_deg))
    said: dict[int, float] = {}
    ticks = np.arange(np.ceil(scenario.start_s / tick_s), np.ceil((scenario.start_s + scenario.duration_s) / tick_s))
    cuts = np.searchsorted(plots.time_s + LATENCY_S, ticks * tick_s)
    none, before = Tracks.empty(0), 0
    for tick, cut in zip(ticks, cuts, strict=True):
        changes = core.update(Batch(float(tick * tick_s), plots.take(np.arange(before, cut)), none))
        before = cut
        hear(changes, truth, core)
        for incident in changes.incidents:
            if incident.situation == "inside":
                of = _nearest(truth, incident.updated_s, incident.lat_deg, incident.lon_deg)
                if of >= 0:
                    said.setdefault(of, changes.time_s)
    return [Outcome(said.get(k, np.inf) - one.over_s, k in said) for k, one in enumerate(flights)]


def _nearest(truth: Truth, time_s: float, lat_deg: float, lon_deg: float) -> int:
    lat, lon, _, exists = truth.positions(np.full(len(truth), time_s))
    off = np.where(exists, distance_m(lat_deg, lon_deg, lat, lon), np.inf)
    return int(np.argmin(off)) if off.min() < MATCH_M else -1


def cell(reach: str, rotation_s: float, speed_mps: float, count: int, seeds: range) -> list[Outcome]:
    return [one for seed in seeds for one in night(seed, reach, rotation_s, speed_mps, "crossing", count)]


def told(name: str, found: list[Outcome]) -> str:
    """One row: missed count as infinite."""
    delay = np.array([one.delay_s if one.said else np.inf for one in found])
    p50, p90 = np.quantile(delay, 0.5, method="higher"), np.quantile(delay, 0.9, method="higher")
    early, missed = np.mean(delay < 0.0), np.mean(np.isinf(delay))
    return f"{name:28s} {len(found):5d} {p50:7.1f} {p90:7.1f} {100 * early:6.1f} % {100 * missed:6.1f} %"


def figures() -> Figures:
    found = [one for reach in REACH_M for one in cell(reach, 4.0, 30.0, 25, range(2))]
    delay = np.array([one.delay_s if one.said else np.inf for one in found])
    note(f"crossing: {len(found)} crossings at 30 m/s up to 50 km from a radar of 4 s")
    return {
        "border_crossing_to_incident_p50_s": float(np.quantile(delay, 0.5, method="higher")),
        "border_crossing_to_incident_p90_s": float(np.quantile(delay, 0.9, method="higher")),
    }


def table(count: int = 25, seeds: range = range(4)) -> None:
    print(f"{'laydown, turn, speed':28s} {'N':>5s} {'p50 s':>7s} {'p90 s':>7s} {'early':>8s} {'missed':>8s}")
    for rotation_s in (4.0, 12.0):
        for reach in REACH_M:
            for speed_mps in (15.0, 30.0, 50.0):
                name = f"{reach}, {rotation_s:.0f} s, {speed_mps:.0f} m/s"
                print(told(name, cell(reach, rotation_s, speed_mps, count, seeds)), flush=True)
    for reach in REACH_M:
        beside = [one for seed in seeds for one in night(seed, reach, 4.0, 30.0, "parallel", count)]
        print(f"parallel, {reach:18s} {len(beside):5d} declared {100 * np.mean([one.said for one in beside]):.1f} %")


if __name__ == "__main__":
    table() if sys.argv[1:] == ["table"] else print(figures())
