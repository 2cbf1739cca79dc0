"""Spoofing: aircraft that tell where they are not, because satellites are jammed or feigned; and ghosts on 1,090 MHz.

Who is astray is decided by where he truly is; what he tells then is the same for all who hear him. Who comes out of the
area is right again at once. A ghost flies straight, and is heard where its transmitter is.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.events import Ghosts, GnssJamming, Shift, chance_of, within
from sargas.exercise.paths import Array
from sargas.exercise.receiver import FREQUENCY_HZ, PERIOD_S, SIGMA_M
from sargas.exercise.scenario import Scenario
from sargas.exercise.truth import Truth
from sargas.geo.geodesic import near_destination, near_distance_m
from sargas.geo.geoid import undulation_m
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.sensing.radio import received_probability

_ADSB = ECHOES.index("adsb")
_STEP_S = 10.0
"""How finely it is looked when somebody came in."""
_GHOST_ADDRESS, _GHOSTS = 0x5E0000, 0x400
"""From here on, so many of each event: a block of the European region that no state has (ICAO Annex 10, III, 9-1)."""


class Astray:
    """Who is within an area and tells his place by satellites."""

    def __init__(self, scenario: Scenario, truth: Truth, event: GnssJamming | Shift, k: int) -> None:
        self._event, self._truth, self._drawn = event, truth, (scenario.seed, k)
        self._from_s, self._to_s = (scenario.start_s + s for s in within(event))
        by_address = {int(f.mode_s or "0", 16): row for row, f in enumerate(truth.flights) if f.adsb}
        by_name = {f.remote_id.encode(): row for row, f in enumerate(truth.flights) if f.remote_id}
        self._known: tuple[tuple[str, dict[Any, int]], ...] = (("mode_s", by_address), ("remote_id", by_name))
        """Column of a plot -> who broadcasts where he is by that name."""
        self._entries: dict[int, Array] = {}
        """Of an aircraft that was heard: (2, N) when it came in, and went out again."""

    def told(self, plots: Plots) -> Plots:
        """The plots with what those within tell instead; without those that tell nothing any more."""
        # Who is found by others' clocks (multilateration) is where he is.
        claims = (plots.echo == _ADSB) | plots.given("remote_id")
        during = (plots.time_s >= self._from_s) & (plots.time_s < self._to_s) & claims
        gone = np.zeros(len(plots), np.bool_)
        for column, known in self._known:
            names = getattr(plots, column)
            for name in np.unique(names[during & plots.given(column)]).tolist():
                row = known.get(name)
                if row is None:
                    continue
                rows = np.flatnonzero(during & (names == name))
                since_s = self._since_s(row, plots.time_s[rows])
                self._mislead(plots, rows[since_s >= 0.0], since_s[since_s >= 0.0], gone, str(name))
        return plots.take(~gone)

    def _mislead(
        self, plots: Plots, rows: NDArray[np.intp], since_s: Array, gone: NDArray[np.bool_], name: str
    ) -> None:
        event = self._event
        if isinstance(event, Shift):
            off_m, toward_deg = np.full(len(rows), event.shift_m), event.toward_deg
        else:
            chance = chance_of(*self._drawn, name)
            if chance.random() < event.silent:
                gone[rows] = True
                return
            toward_deg = float(chance.uniform(0.0, 360.0))
            off_m = event.drift_mps * since_s
            plots.east_mps[rows] += event.drift_mps * np.sin(np.radians(toward_deg))
            plots.north_mps[rows] += event.drift_mps * np.cos(np.radians(toward_deg))
        plots.lat_deg[rows], plots.lon_deg[rows] = near_destination(
            plots.lat_deg[rows], plots.lon_deg[rows], toward_deg, off_m
        )

    def _since_s(self, row: int, time_s: Array) -> Array:
        """For how long the aircraft has been within; -1 where it is not."""
        if row not in self._entries:
            self._entries[row] = self._stays(row)
        since_s = np.full(len(time_s), -1.0)
        for came_s, went_s in self._entries[row].T:
            since_s = np.where((time_s >= came_s) & (time_s < went_s), time_s - came_s, since_s)
        return since_s

    def _stays(self, row: int) -> Array:
        truth, event = self._truth, self._event
        begin_s, end_s = max(self._from_s, truth.start_s[row]), min(self._to_s, truth.end_s[row])
        times = np.arange(begin_s, max(end_s, begin_s) + _STEP_S, _STEP_S)
        lat, lon, *_ = truth.positions(times, np.full(len(times), row))
        inside = near_distance_m(lat, lon, event.lat_deg, event.lon_deg) <= event.radius_m
        edges = np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8))
        came, went = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        return np.stack([times[came], times[np.minimum(went, len(times) - 1)] + 1e-3])


class Ghostly:
    """Aircraft that are not, as receivers hear them: twice a second each, and as well as their transmitter."""

    def __init__(self, scenario: Scenario, event: Ghosts, k: int) -> None:
        self._event, chance = event, chance_of(scenario.seed, k)
        self._from_s, self._to_s = (scenario.start_s + s for s in within(event))
        count = event.count
        far_m, off_deg = event.radius_m * np.sqrt(chance.random(count)), chance.uniform(0.0, 360.0, count)
        self._lat, self._lon = near_destination(event.lat_deg, event.lon_deg, off_deg, far_m)
        self._toward_deg = chance.uniform(0.0, 360.0, count)
        self._speed_mps = chance.uniform(*event.speed_mps, count)
        self._height_m = chance.uniform(*event.height_m, count)
        self._phase_s = chance.uniform(0.0, PERIOD_S, count)
        names = event.callsigns or ("",)
        prefixes = [names[int(i)] for i in chance.integers(len(names), size=count)]
        numbers = chance.integers(100, 9999, count).tolist()
        called = [f"{p}{n}"[:8].encode() if p else b"" for p, n in zip(prefixes, numbers, strict=True)]
        self._callsign = np.array(called, "S8")
        self._address = np.uint32(_GHOST_ADDRESS + _GHOSTS * k) + np.arange(count, dtype=np.uint32)
        self._receivers = {receiver.sensor: receiver for receiver in scenario.receivers}
        self._chance = {name: chance_of(scenario.seed, k, name) for name in self._receivers}

    def added(self, sensor: str, plots: Plots, from_s: float, to_s: float) -> Plots:
        """The plots of a receiver and those of ghosts, in time order."""
        begin_s, end_s = max(from_s, self._from_s), min(to_s, self._to_s)
        if sensor not in self._receivers or begin_s >= end_s:
            return plots
        first = np.ceil((from_s - self._from_s - self._phase_s) / PERIOD_S)
        rounds = np.arange(int(np.ceil((to_s - from_s) / PERIOD_S)) + 1)
        since_s = (self._phase_s[:, None] + PERIOD_S * (first[:, None] + rounds)).ravel()
        who = np.repeat(np.arange(len(self._lat)), len(rounds))
        heard = self._chance[sensor].random(len(who)) < self._probability(sensor)
        kept = heard & (since_s + self._from_s >= begin_s) & (since_s + self._from_s < end_s)
        both = Plots.concatenate([plots, self._plots(sensor, who[kept], since_s[kept])])
        return both.take(np.argsort(both.time_s, kind="stable"))

    def _probability(self, sensor: str) -> float:
        receiver = self._receivers[sensor]
        lat, lon, height_m = self._event.transmitter
        site, ground_m = receiver.site, receiver.ground_m
        off_m = float(near_distance_m(lat, lon, site.lat_deg, site.lon_deg))
        return float(
            received_probability(
                float(np.hypot(off_m, height_m - site.height_m)), site.height_m - ground_m, height_m - ground_m,
                FREQUENCY_HZ, self._event.radiated_dbm, receiver.gain_db, receiver.needed_dbm,
            )
        )  # fmt: skip

    def _plots(self, sensor: str, who: NDArray[np.intp], since_s: Array) -> Plots:
        plots = Plots.empty(len(who), (sensor,))
        plots.time_s[:] = self._from_s + since_s
        plots.kind[:], plots.echo[:], plots.simulated[:] = GEODETIC, _ADSB, True
        toward, speed_mps = np.radians(self._toward_deg[who]), self._speed_mps[who]
        plots.lat_deg[:], plots.lon_deg[:] = near_destination(
            self._lat[who], self._lon[who], self._toward_deg[who], speed_mps * since_s
        )
        height_m = self._height_m[who]
        plots.give("east_mps", speed_mps * np.sin(toward))
        plots.give("north_mps", speed_mps * np.cos(toward))
        plots.give("height_m", height_m)
        plots.give("pressure_altitude_m", height_m - undulation_m(plots.lat_deg, plots.lon_deg))
        plots.give("mode_s", self._address[who].astype(np.float64))
        plots.sigma_horizontal_m[:], plots.callsign[:] = SIGMA_M, self._callsign[who]
        plots.has[plots.callsign != b""] |= np.uint32(HAS["callsign"])
        return plots
