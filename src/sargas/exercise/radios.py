"""Radios: what receivers get of what drones radiate - direction finders of their links, receivers of Remote ID.

A signal arrives by free space to the horizon, past terrain and screens, and is found where it is strong enough
(`sensing.radio`). A finder tells its direction, worse the fainter it is. Remote ID tells where the drone takes itself
to be: its receiver of satellites is wrong by a lasting error, the same for all who hear it (`receiver.OwnFixes`).
Sources: ASTM F3411-22a, 5.4.5 (once a second); power: Wi-Fi in 2.4 GHz is bound to 20 dBm EIRP (ETSI EN 300 328).
"""

import base64
import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import DirectionFinder, RemoteIdReceiver
from sargas.exercise.paths import Array
from sargas.exercise.receiver import OwnFixes
from sargas.exercise.scenario import Scenario
from sargas.exercise.sight import Sight
from sargas.exercise.truth import Rows, Truth
from sargas.formats.remoteid.write import basic_id, location, pack
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, enu_from_geodetic, polar_from_enu
from sargas.model.plot import ECHOES, Geodetic, Plot
from sargas.model.plots import BEARING, GEODETIC, HAS, Plots
from sargas.sensing.horizon import apparent_elevation_deg
from sargas.sensing.radio import arriving_dbm, bearing_sigma_deg, received_probability

REMOTE_ID_HZ, REMOTE_ID_DBM = 2.437e9, 16.0
SIGMA_M, SIGMA_MPS = 2.5, 0.4
"""Of a drone's own place and velocity, each axis: F3411's accuracy of better than 10 m in 95 of 100, and 1 m/s."""
_ACCURACIES = 10, 5, 0, 3, 1
"""Codes: place within 10 m, height within 3 m, pressure altitude not told, speed within 1 m/s, time 0.1 s."""
_FARTHEST_M = 100_000.0
_OF_DRONES = 91
"""Stream of chance of its own."""


class Reception:
    """Who of the truth is received at one place, and from which direction."""

    def __init__(
        self, sensor: DirectionFinder | RemoteIdReceiver, truth: Truth, hz: Array, radiated_dbm: Array
    ) -> None:
        """`radiated_dbm` (N,): minus infinity where an object radiates nothing."""
        self._sensor, self._truth, self._hz, self._radiated_dbm = sensor, truth, hz, radiated_dbm
        self._speaks = np.isfinite(radiated_dbm)
        self._sight = Sight(sensor.site, sensor.ground_m, truth.ground, _FARTHEST_M, sensor.screens)

    def speaking(self, from_s: float, to_s: float) -> Rows:
        """Those that radiate at some time between."""
        rows = self._truth.existing(from_s, to_s)
        return rows[self._speaks[rows]]

    def of(self, time_s: Array, rows: Rows) -> tuple[Array, Array, Array]:
        """(probability that a signal is strong enough, azimuth_deg, margin_db over what is needed) of each, (N,)."""
        sensor, site = self._sensor, self._sensor.site
        lat, lon, height_m, exists = self._truth.positions(time_s, rows)
        enu = enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
        range_m, azimuth_deg, _ = polar_from_enu(*enu)
        distance_m = np.maximum(np.hypot(enu[0], enu[1]), 1.0)
        elevation_deg = apparent_elevation_deg(distance_m, site.height_m, height_m)
        clear = exists & self._sight.has(azimuth_deg, distance_m, elevation_deg)
        hz, radiated_dbm = self._hz[rows], self._radiated_dbm[rows]
        probability = received_probability(
            range_m, site.height_m - sensor.ground_m, self._sight.above_ground_m(lat, lon, height_m), hz, radiated_dbm,
            sensor.gain_db, sensor.needed_dbm,
        )  # fmt: skip
        margin_db = arriving_dbm(range_m, hz, radiated_dbm, sensor.gain_db) - sensor.needed_dbm
        return np.where(clear, probability, 0.0), azimuth_deg, margin_db


class FinderModel:
    """One direction finder; `look(k)` gives the bearings of its k-th interval, in time order."""

    def __init__(self, finder: DirectionFinder, truth: Truth, scenario: Scenario, chance: np.random.Generator) -> None:
        self.finder, self._truth, self._chance = finder, truth, chance
        self._start_s, self._phase_s = scenario.start_s, chance.uniform(0.0, finder.interval_s)
        hz = np.array([flown.emits_hz for flown in truth.flights], np.float64)
        heard = (hz >= finder.from_hz) & (hz <= finder.to_hz)
        silent = np.array([-np.inf if flown.emits_dbm is None else flown.emits_dbm for flown in truth.flights])
        self._reception = Reception(finder, truth, hz, np.where(heard, silent, -np.inf))

    def look(self, k: int) -> Plots:
        """Bearings at k intervals after the start."""
        finder, chance = self.finder, self._chance
        time_s = self._start_s + self._phase_s + k * finder.interval_s
        rows = self._reception.speaking(time_s, time_s)
        probability, azimuth_deg, margin_db = self._reception.of(np.full(len(rows), time_s), rows)
        # Drawn for all: what one object gets does not depend on who else is in the air.
        found = chance.random(len(self._truth))[rows] < probability
        noise = chance.normal(size=len(self._truth))[rows][found]
        sigma_deg = bearing_sigma_deg(margin_db[found], finder.sigma_azimuth_deg, finder.faint_azimuth_deg)
        false_deg = chance.uniform(0.0, 360.0, int(chance.poisson(finder.false_per_hour * finder.interval_s / 3600.0)))
        told_deg = np.concatenate([azimuth_deg[found] + sigma_deg * noise, false_deg]) % 360.0
        plots = Plots.empty(len(told_deg), (finder.sensor,))
        plots.time_s[:], plots.azimuth_deg[:] = time_s, told_deg
        plots.kind[:], plots.echo[:], plots.simulated[:] = BEARING, ECHOES.index("other"), True
        return plots


class RemoteIdModel:
    """One receiver of Remote ID; `second(k)` gives what it heard in its k-th second."""

    def __init__(
        self, receiver: RemoteIdReceiver, truth: Truth, scenario: Scenario, chance: np.random.Generator
    ) -> None:
        self.receiver, self._truth, self._chance, self._start_s = receiver, truth, chance, scenario.start_s
        speaks = np.array([flown.remote_id is not None for flown in truth.flights], np.bool_)
        self._fixes = OwnFixes(truth, speaks, np.random.default_rng([scenario.seed, _OF_DRONES]), SIGMA_M)
        n = len(truth)
        self._reception = Reception(
            receiver, truth, np.full(n, REMOTE_ID_HZ), np.where(speaks, REMOTE_ID_DBM, -np.inf)
        )  # fmt: skip
        self._names = np.array([(flown.remote_id or "").encode() for flown in truth.flights], "S24")
        self._phase_s = (np.arange(n, dtype=np.float64) * 0.618_034) % 1.0  # of the drone, whoever hears it

    def second(self, k: int) -> tuple[Plots, NDArray[np.intp]]:
        """(plots of times within [start + k, start + k + 1) in time order, their objects)."""
        from_s = self._start_s + k
        rows = self._reception.speaking(from_s, from_s + 1.0)
        time_s: Array = from_s + self._phase_s[rows]
        probability, *_ = self._reception.of(time_s, rows)
        heard = np.flatnonzero(self._chance.random(len(self._truth))[rows] < probability)
        heard = heard[np.argsort(time_s[heard], kind="stable")]
        rows, time_s = rows[heard], time_s[heard]
        lat, lon, height_m, _ = self._truth.positions(time_s, rows)
        lat_after, lon_after, height_after_m, _ = self._truth.positions(time_s + 1.0, rows)
        along = MERIDIAN_M_PER_DEG * np.cos(np.radians(lat))
        east_m, north_m = self._fixes.at(rows, time_s)
        noise = self._chance.normal(0.0, SIGMA_MPS, (2, len(rows)))
        plots = Plots.empty(len(rows), (self.receiver.sensor,))
        plots.time_s[:], plots.kind[:], plots.echo[:] = time_s, GEODETIC, ECHOES.index("other")
        plots.lat_deg[:], plots.lon_deg[:] = lat + north_m / MERIDIAN_M_PER_DEG, lon + east_m / along
        plots.give("height_m", height_m)
        plots.give("east_mps", (lon_after - lon) * along + noise[0])
        plots.give("north_mps", (lat_after - lat) * MERIDIAN_M_PER_DEG + noise[1])
        plots.give("up_mps", height_after_m - height_m)
        plots.remote_id[:], plots.simulated[:] = self._names[rows], True
        plots.has |= np.uint32(HAS["remote_id"])
        return plots, rows


def received(plot: Plot, address: str) -> bytes:
    """What a receiver publishes of one broadcast, who and where, as a line of JSON (`formats.remoteid.carriers`)."""
    at, claims = plot.measurement, plot.claims
    if not isinstance(at, Geodetic):
        raise TypeError("a drone tells a place")
    east_mps, north_mps = at.east_mps or 0.0, at.north_mps or 0.0
    where = location(
        at.lat_deg,
        at.lon_deg,
        plot.time_s % 3600.0,
        math.degrees(math.atan2(east_mps, north_mps)) % 360.0,
        math.hypot(east_mps, north_mps),
        at.up_mps if at.up_mps is not None else math.nan,
        (math.nan, at.height_m if at.height_m is not None else math.nan, math.nan),
        _ACCURACIES,
    )
    octets = pack([basic_id((claims.remote_id or "").encode()), where])
    data = {
        "sensor ID": plot.sensor, "timestamp": round(plot.time_s * 1000.0), "MAC address": address,
        "UASdata": base64.b64encode(octets).decode(),
    }  # fmt: skip
    return msgspec.json.encode({"protocol": 1.0, "data": data}) + b"\n"
