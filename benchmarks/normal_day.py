"""Days on which nothing happens: how many incidents say `inside` of somebody who was lawful, or of no aircraft at all.

The scenario `normal_day` of `sargas.exercise` three times, each day with a seed of its own, through the whole core
from plots on, with the wind as the site is told of it; the border is that of Lithuania. Every incident that says
`inside` is false. The bound is that below which the true rate lies in 95 of 100 such trials (Poisson): of all, and of
all but flocks of birds, which a radar that measures no heights and no wing-beats cannot tell from slow drones.
`python benchmarks/normal_day.py [hours] [seeds]` prints what each was.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from measure import Figures, note
from scipy.stats import chi2

import sargas.exercise
from sargas.config import bundled_border
from sargas.core import Core, Settings
from sargas.exercise.radar import RadarModel
from sargas.exercise.scenario import Scenario, scenario_from_toml
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import distance_m
from sargas.model.batch import Batch
from sargas.model.incident import Incident
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.tracks import Tracks

SCENARIO = Path(sargas.exercise.__file__).parent / "scenarios" / "normal_day.toml"
SEEDS, MATCH_M = range(3), 3_000.0
TICK_S = 0.5
"""Five ticks of the clock at a time: what is said comes so much later, and nothing else changes."""


class Found(NamedTuple):
    """An incident: what it said, of what, when (s from the start), and what was there."""

    situations: tuple[str, ...]
    what: str
    object: str
    since_s: float
    speed_mps: float
    lat_deg: float
    lon_deg: float


def scenario(hours: float, seed: int) -> Scenario:
    """The day, or a part of it with its part of the traffic, by another seed."""
    day = scenario_from_toml(SCENARIO.read_text())
    share = hours * 3600.0 / day.duration_s
    traffic = tuple(msgspec.structs.replace(t, count=max(round(t.count * share), 1)) for t in day.traffic)
    return msgspec.structs.replace(day, duration_s=hours * 3600.0, seed=day.seed + seed, traffic=traffic)


def day(hours: float, seed: int) -> list[Found]:
    """Every incident of a day."""
    played = scenario(hours, seed)
    truth = Truth(played)
    accuracy = Sigma(range_m=50.0, azimuth_deg=0.08)
    sensors = [
        Sensor(r.sensor, "radars", "psr", {"sac": r.sac, "sic": r.sic}, r.site, accuracy=accuracy,
               interval_s=r.rotation_s, range_m=2.0 * r.range_m)
        for r in played.radars
    ]  # fmt: skip
    weather = played.weather
    assert weather is not None
    core = Core(sensors, bundled_border("LTU"), Settings(weather.lat_deg, weather.lon_deg, simulated=True))
    said: dict[int, Found] = {}
    for batch in batches(played, truth):
        for incident in core.update(batch).incidents:
            before = said.get(incident.number)
            known = before.situations if before else ()
            if incident.situation not in known:
                what, name = _nearest(truth, incident)
                said[incident.number] = Found(
                    (*known, incident.situation), what, name, incident.updated_s - played.start_s,
                    float(np.hypot(incident.east_mps, incident.north_mps)), incident.lat_deg, incident.lon_deg,
                )  # fmt: skip
    return list(said.values())


def batches(played: Scenario, truth: Truth) -> Iterator[Batch]:
    """What arrives, tick by tick; an hour is made at a time."""
    models = [
        RadarModel(radar, truth, played.start_s, np.random.default_rng([played.seed, k]))
        for k, radar in enumerate(played.radars)
    ]
    names = tuple(radar.sensor for radar in played.radars)
    turns = [0] * len(models)
    waiting, winds = Plots.empty(0, names), list(truth.air.winds())
    for from_s in np.arange(played.start_s, played.start_s + played.duration_s, 3600.0):
        to_s = min(from_s + 3600.0, played.start_s + played.duration_s)
        made = [waiting]
        for k, model in enumerate(models):
            while model.opens_s(turns[k]) < to_s:
                made.append(model.turn(turns[k]))
                turns[k] += 1
        since_h = (from_s - played.start_s) / 3600.0
        print(f"seed {played.seed}: hour {since_h:.0f}, {time.process_time():.0f} CPU s", file=sys.stderr, flush=True)
        plots = Plots.concatenate(made, names)
        plots = plots.take(np.argsort(plots.time_s, kind="stable"))
        ticks = np.arange(round(from_s / TICK_S), round(to_s / TICK_S)) + 1
        cuts = np.searchsorted(plots.time_s + played.latency_s, ticks * TICK_S, side="right")
        before = 0
        for tick, cut in zip(ticks, cuts, strict=True):
            told = tuple(wind for wind in winds if (tick - 1) * TICK_S <= wind.time_s < tick * TICK_S)
            yield Batch(float(tick * TICK_S), plots.take(np.arange(before, cut)), Tracks.empty(0), weather=told)
            before = cut
        waiting = plots.take(np.arange(before, len(plots)))


def _nearest(truth: Truth, incident: Incident) -> tuple[str, str]:
    """(class, id) of the object that it is of, or was of a minute ago; ("nothing", "") where there is none."""
    rows = truth.existing(incident.updated_s - 60.0, incident.updated_s)
    lat, lon, *_ = truth.positions(np.full(len(rows), incident.updated_s), rows)
    off = distance_m(incident.lat_deg, incident.lon_deg, lat, lon)
    if not len(off) or off.min() > MATCH_M:
        return "nothing", ""
    of = truth.flights[rows[int(np.argmin(off))]]
    return of.what, of.id


def figures() -> Figures:
    with ProcessPoolExecutor(2) as pool:
        found = [one for of_day in pool.map(day, [24.0] * len(SEEDS), SEEDS) for one in of_day]
    false = Counter(one.what for one in found if "inside" in one.situations)
    note(f"normal day: in {len(SEEDS)} days said to be inside: {dict(false) or 'nobody'}")
    return {
        "false_incidents_per_24h_generated_95": bound(false.total()),
        "false_incidents_per_24h_without_flocks_95": bound(false.total() - false["bird"]),
    }


def bound(count: int) -> float:
    """Of the rate in 24 h, where so many came in all days."""
    return float(chi2.ppf(0.95, 2 * (count + 1)) / 2.0 / len(SEEDS))


if __name__ == "__main__":
    hours, seeds = float(sys.argv[1]) if sys.argv[1:] else 24.0, int(sys.argv[2]) if sys.argv[2:] else 1
    for seed in range(seeds):
        began_s = time.process_time()
        found = day(hours, seed)
        print(f"seed {seed}: {hours:g} h, {time.process_time() - began_s:.0f} CPU s")
        for kind in ("inside", "approaching", "lost", "left"):
            print(f"  {kind}: {dict(Counter(one.what for one in found if kind in one.situations))}")
        for one in found:
            if "inside" in one.situations:
                print(f"    {one}")
