"""Truth: where every object of a scenario is at any time, straight in longitude and latitude between its corners."""

import functools
import itertools

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.air import Air
from sargas.exercise.controls import Controls
from sargas.exercise.families import expanded
from sargas.exercise.flying import flown
from sargas.exercise.making import Flown, Sky, made
from sargas.exercise.paths import Array
from sargas.exercise.replaying import replayed
from sargas.exercise.scenario import Scenario
from sargas.exercise.terrain import ground_of, heights_of
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG

Rows = NDArray[np.intp]


class Truth:
    """All objects of a scenario; index i is the same everywhere. Times in UTC Unix seconds."""

    def __init__(self, scenario: Scenario, controls: Controls | None = None) -> None:
        """`controls`: what a director changes while it is played; its wind is of the air."""
        self.controls = controls or Controls()
        chance = np.random.default_rng(scenario.seed)
        start_s = scenario.start_s
        self.air, self.ground = Air(scenario, self.controls), ground_of(scenario)
        self.flights: list[Flown] = []
        heights = heights_of(scenario, self.ground)
        for k, flight in enumerate(expanded(scenario).flights):
            self.flights.extend(flown(flight, k, start_s, scenario.seed, self.air, heights))
        for k, recorded in enumerate(scenario.recorded):
            self.flights.extend(replayed(recorded, k, start_s))
        for traffic in scenario.traffic:
            sky = Sky(start_s, scenario.duration_s, self.air, chance, len(self.flights))
            self.flights.extend(made(traffic, sky))
        self.cross_section_m2 = np.array([flight.cross_section_m2 for flight in self.flights], np.float64)
        self.mode_s = np.array([int(flight.mode_s or "0", 16) for flight in self.flights], np.uint32)
        self.callsign = np.array([(flight.callsign or "").encode() for flight in self.flights], "S8")
        self.start_s = np.array([flight.path.time_s[0] for flight in self.flights], np.float64)
        self.end_s = np.array([flight.path.time_s[-1] for flight in self.flights], np.float64)
        self._first = np.concatenate(([0], np.cumsum([len(flight.path.time_s) for flight in self.flights]))).astype(int)
        self._span_s = float(np.max(self.end_s - self.start_s, initial=0.0)) + 1.0
        # One ascending axis for the corners of all: each object begins where the one before it has surely ended.
        since_s = [
            flight.path.time_s - flight.path.time_s[0] + k * self._span_s for k, flight in enumerate(self.flights)
        ]
        self._axis_s = np.concatenate([np.empty(0), *since_s])
        self._corners = np.array([np.concatenate([np.empty(0), *(f.path[k] for f in self.flights)]) for k in (1, 2, 3)])

    def __len__(self) -> int:
        return len(self.flights)

    @functools.cached_property
    def fastest_mps(self) -> Array:
        """Over the ground, the fastest leg of each, (N,); rounded up by one in a hundred."""
        lat, lon, _ = self._corners
        north_m = np.diff(lat) * MERIDIAN_M_PER_DEG
        east_m = np.diff(lon) * MERIDIAN_M_PER_DEG * np.cos(np.radians(lat[1:]))
        speed_mps = 1.01 * np.hypot(north_m, east_m) / np.maximum(np.diff(self._axis_s), 1e-9)
        return np.array(
            [np.max(speed_mps[a : b - 1], initial=0.0) for a, b in itertools.pairwise(self._first.tolist())], np.float64
        )

    def existing(self, from_s: float, to_s: float) -> Rows:
        """Those that exist at some time between."""
        return np.flatnonzero((self.start_s <= to_s) & (self.end_s >= from_s))

    def positions(self, time_s: Array, rows: Rows | None = None) -> tuple[Array, Array, Array, NDArray[np.bool_]]:
        """(lat_deg, lon_deg, height_m, exists) of object rows[i] (all of them without) at time_s[i]; all (N,)."""
        rows = np.arange(len(self)) if rows is None else rows
        exists = (time_s >= self.start_s[rows]) & (time_s <= self.end_s[rows])
        at_s = np.clip(time_s, self.start_s[rows], self.end_s[rows]) - self.start_s[rows] + rows * self._span_s
        after = np.searchsorted(self._axis_s, at_s, side="right")
        after = np.clip(after, self._first[rows] + 1, self._first[rows + 1] - 1)
        before = after - 1
        share = (at_s - self._axis_s[before]) / np.maximum(self._axis_s[after] - self._axis_s[before], 1e-9)
        lat, lon, height_m = self._corners[:, before] + share * (self._corners[:, after] - self._corners[:, before])
        return lat, lon, height_m, exists
