"""The play `nineteen.md`: nineteen objects within eight minutes, through the whole core, and who is told what."""

import datetime
from typing import NamedTuple

import numpy as np

from sargas.alerting.settings import Audience
from sargas.alerting.settings import Settings as AlertingSettings
from sargas.config import bundled_border
from sargas.core import Core, Settings
from sargas.exercise.flights import Flight, Waypoint
from sargas.exercise.laydown import Radar
from sargas.exercise.radar import RadarModel
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import destination, distance_m
from sargas.geo.region import Region
from sargas.model.alert import Alert
from sargas.model.batch import Batch
from sargas.model.incident import Incident
from sargas.model.place import Site
from sargas.model.plots import Plots
from sargas.model.sensor import Sensor
from sargas.model.sigma import Sigma
from sargas.model.tracks import Tracks

START = datetime.datetime(2025, 9, 9, 21, 30, tzinfo=datetime.UTC)
BORDER = bundled_border("POL")
COUNT, WITHIN_S, LASTS_S, AHEAD_M = 19, 480.0, 1200.0, 8_000.0
SITE = Site(52.05, 23.10, 180.0)
ALERTING = AlertingSettings(audiences=(Audience("operators"), Audience("wall", most_alarms=0)))


class Told(NamedTuple):
    """What came out: alerts and incidents with the time of the update that told them, seconds from the start."""

    alerts: list[tuple[float, Alert]]
    incidents: list[tuple[float, Incident]]
    over_s: list[float]
    """When each object is over the border, by the truth."""
    of: dict[int, int]
    """Incident -> object."""


def flights(seed: int) -> tuple[tuple[Flight, ...], list[float]]:
    """(the nineteen, when each is over the border)."""
    chance = np.random.default_rng(seed)
    region = Region.from_rings([rings for zone in BORDER for rings in zone.polygons])
    made, over_s = [], []
    for k in range(COUNT):
        lat = 51.75 + 0.6 * (k + chance.uniform(0.2, 0.8)) / COUNT
        lon = np.linspace(23.0, 24.5, 3001)
        east = lon[np.flatnonzero(region.contains(np.full(3001, lat), lon))[-1]]  # where the land ends
        start_lat, start_lon = destination(lat, float(east), 90.0, AHEAD_M)
        end_lat, end_lon = destination(lat, float(east), 270.0, 40_000.0)
        speed_mps, start_s = chance.uniform(42.0, 55.0), chance.uniform(0.0, WITHIN_S)
        ends = (
            Waypoint(float(start_lat), float(start_lon), 480.0, speed_mps),
            Waypoint(float(end_lat), float(end_lon), 480.0, speed_mps),
        )
        made.append(Flight(f"object-{k}", ends, 0.1, start_s))
        over_s.append(start_s + AHEAD_M / speed_mps)
    return tuple(made), over_s


def play(seed: int = 1, killed_s: float | None = None) -> Told:
    """Everything that is told; at `killed_s` the core is made anew from its checkpoint."""
    objects, over_s = flights(seed)
    radar = Radar("radar", 70, 1, SITE, ground_m=150.0, reference_range_m=110_000.0, false_plots_per_turn=2.0)
    scenario = Scenario("nineteen", START, LASTS_S, seed, (radar,), objects)
    truth = Truth(scenario)
    model = RadarModel(radar, truth, scenario.start_s, np.random.default_rng([seed, 1]))
    plots = Plots.concatenate([model.turn(k) for k in range(int(LASTS_S // radar.rotation_s))])
    plots = plots.take(np.argsort(plots.time_s, kind="stable"))
    accuracy = Sigma(range_m=radar.sigma_range_m, azimuth_deg=radar.sigma_azimuth_deg)
    sensor = Sensor("radar", "f", "psr", site=SITE, range_m=radar.range_m, interval_s=4.0, accuracy=accuracy)
    plots.simulated[:] = False

    def made() -> Core:
        return Core([sensor], BORDER, Settings(SITE.lat_deg, SITE.lon_deg, alerting=ALERTING))

    core, told = made(), Told([], [], over_s, {})
    times = scenario.start_s + 0.5 * np.arange(1, int(LASTS_S * 2))
    cuts = np.searchsorted(plots.time_s + 0.15, times)
    before = 0
    for time_s, cut in zip(times.tolist(), cuts.tolist(), strict=True):
        if killed_s is not None and time_s == scenario.start_s + killed_s:
            checkpoint, core = core.checkpoint(), made()
            core.restore(checkpoint)
        changes = core.update(Batch(time_s, plots.take(np.arange(before, cut)), Tracks.empty(0)))
        before, since_s = cut, time_s - scenario.start_s
        told.alerts.extend((since_s, alert) for alert in changes.alerts)
        told.incidents.extend((since_s, incident) for incident in changes.incidents)
        for incident in changes.incidents:
            if incident.number not in told.of:
                lat, lon, *_ = truth.positions(np.full(len(truth), incident.updated_s))
                off_m = distance_m(incident.lat_deg, incident.lon_deg, lat, lon)
                told.of[incident.number] = int(np.argmin(off_m))
    return told
