"""Entities: who flies in a scenario, as the Entity States of DIS, so that simulators of others see what is there.

Rule: it is the truth, not what is seen: for other simulators and for nobody's picture of the exercise itself. Each
object is told once in `every_s`, and once deactivated when it has ended; its entity is its place among the objects, and
so is its marking.
"""

from collections.abc import Iterator

import numpy as np

from sargas.exercise.scenario import Dis, Scenario
from sargas.exercise.truth import Rows, Truth
from sargas.formats.dis.reports import Told, states
from sargas.formats.dis.settings import Settings
from sargas.geo.wgs84 import METRES_PER_DEG
from sargas.model.released import Simulated
from sargas.model.track import CLASSES
from sargas.model.tracks import CONFIRMED, ENDED, HAS, Tracks

_CALLSIGN, _MOMENT_S = "EXER", 0.5


def entities(scenario: Scenario, truth: Truth) -> Iterator[tuple[float, bytes]]:
    """(time_s, Entity State) of each object, as often as is said; in time order."""
    said = scenario.dis or Dis()
    settings = Settings(
        feed="exercise", exercise=said.exercise, site=said.site, application=said.application, version=said.version,
        callsign=_CALLSIGN,
    )  # fmt: skip
    before = np.empty(0, np.intp)
    for step in range(int(scenario.duration_s // said.every_s) + 1):
        time_s = scenario.start_s + step * said.every_s
        there = truth.existing(time_s, time_s)
        gone = np.setdiff1d(before, there)
        for payload in _states(Simulated(_tracks(truth, there, gone, time_s)), settings):
            yield time_s, payload
        before = there


def _states(one: Simulated[Tracks], settings: Settings) -> list[bytes]:
    return states([Told(track, track.time_s, track.time_s) for track in one.item], settings)


def _tracks(truth: Truth, there: Rows, gone: Rows, time_s: float) -> Tracks:
    """Those that are there, and the ends of those that are gone, where they were last."""
    rows = np.concatenate([there, gone])
    at_s = np.clip(np.full(len(rows), time_s), truth.start_s[rows], truth.end_s[rows])
    lat, lon, height_m, _ = truth.positions(at_s, rows)
    earlier_s, later_s = (
        np.clip(at_s + off, truth.start_s[rows], truth.end_s[rows]) for off in (-_MOMENT_S, _MOMENT_S)
    )
    span_s = np.maximum(later_s - earlier_s, 1e-3)
    (lat_0, lon_0, height_0, _), (lat_1, lon_1, height_1, _) = (
        truth.positions(times, rows) for times in (earlier_s, later_s)
    )
    tracks = Tracks.empty(len(rows), ("exercise",))
    tracks.number[:] = rows + 1
    tracks.time_s[:] = np.full(len(rows), time_s)
    tracks.status[:] = np.where(np.arange(len(rows)) < len(there), CONFIRMED, ENDED)
    tracks.lat_deg[:], tracks.lon_deg[:] = lat, lon
    tracks.east_mps[:] = (lon_1 - lon_0) * METRES_PER_DEG * np.cos(np.radians(lat)) / span_s
    tracks.north_mps[:] = (lat_1 - lat_0) * METRES_PER_DEG / span_s
    tracks.height_m[:], tracks.up_mps[:] = height_m, (height_1 - height_0) / span_s
    tracks.has[:] |= np.uint32(HAS["height_m"] | HAS["up_mps"])
    tracks.classification[np.arange(len(rows)), [CLASSES.index(truth.flights[row].what) for row in rows]] = 1.0
    tracks.simulated[:] = True
    return tracks
