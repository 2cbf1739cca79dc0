"""Floods: many people report at once that something is over a place, as they are sent: one JSON object each.

The format has no bit for what is simulated: each text says so, and its feed is of an exercise.
"""

import datetime
import math
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np

from sargas.exercise.events import CitizenFlood, chance_of, within
from sargas.exercise.scenario import Scenario
from sargas.geo.geodesic import azimuth_deg, near_destination

_ACCURACY_M = 15.0
"""Of a telephone's place in the open."""


def floods(scenario: Scenario) -> list[Iterator[tuple[float, bytes]]]:
    """(arrival time_s, payload) of each flood of a scenario, in time order."""
    events = [(k, event) for k, event in enumerate(scenario.events) if isinstance(event, CitizenFlood)]
    return [_flood(scenario, event, k) for k, event in events]


def _flood(scenario: Scenario, event: CitizenFlood, k: int) -> Iterator[tuple[float, bytes]]:
    chance = chance_of(scenario.seed, k)
    from_s, to_s = within(event)
    to_s = to_s if math.isfinite(to_s) else max(from_s, scenario.duration_s)
    people = event.reports if event.people is None else event.people
    far_m = event.radius_m * np.sqrt(chance.random(people))
    lat, lon = near_destination(event.lat_deg, event.lon_deg, chance.uniform(0.0, 360.0, people), far_m)
    times = np.sort(scenario.start_s + chance.uniform(from_s, to_s, event.reports))
    ends_s = scenario.start_s + scenario.duration_s
    for number, time_s in enumerate(times[times <= ends_s].tolist()):
        who = number % people
        said = _report(event, chance, float(lat[who]), float(lon[who]))
        when = datetime.datetime.fromtimestamp(time_s, datetime.UTC).isoformat(timespec="milliseconds")
        about = {"id": f"flood-{k}-{number}", "time": when, "origin": f"flood-{k}-{who}"}
        yield time_s + scenario.latency_s, msgspec.json.encode({**about, **said})


def _report(event: CitizenFlood, chance: np.random.Generator, lat: float, lon: float) -> dict[str, Any]:
    heard, points, off_deg = chance.random() < event.heard, chance.random() < event.pointing, chance.normal()
    said: dict[str, Any] = {
        "what": "heard" if heard else "seen",
        "lat_deg": round(lat, 5),
        "lon_deg": round(lon, 5),
        "accuracy_m": _ACCURACY_M,
        "kind": "drone",
        "by": "citizen",
        "text": "EXERCISE",
    }
    if points:
        toward = float(azimuth_deg(lat, lon, event.lat_deg, event.lon_deg)) + event.sigma_deg * off_deg
        said["azimuth_deg"] = math.floor(toward % 360.0)
    return said
