"""An ADS-B receiver: whose broadcast positions it understands in a second. Physics in `sargas.sensing.radio`.

A transponder broadcasts its position twice a second; a message comes when it is strong enough and no other one on the
channel overlaps its 120 us. What is told is where the aircraft takes itself to be: its receiver's error lasts (one
Gauss-Markov process each, a minute long), and is the same for all who hear it.
Sources: ICAO Annex 10, IV, 3.1.2.8.6.5 (rate), 3.1.2.1 (length); RTCA DO-260B, table 2-3 (radiated power, class A1).
"""

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Receiver
from sargas.exercise.paths import wandering
from sargas.exercise.scenario import Scenario
from sargas.exercise.sight import Sight
from sargas.exercise.truth import Rows, Truth
from sargas.geo.geodesic import near_distance_m
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, enu_from_geodetic, polar_from_enu
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.sensing.horizon import apparent_elevation_deg
from sargas.sensing.radio import received_probability, uncollided_probability

FREQUENCY_HZ, LENGTH_S, RADIATED_DBM = 1_090e6, 120e-6, 51.0
PERIOD_S = 0.5
SIGMA_M, SIGMA_MPS, MEMORY_S = 8.0, 0.5, 60.0
"""Of positions by GNSS (NACp 10 is better than 10 m in 95 of 100), each axis; of velocities."""
_FARTHEST_M = 300_000.0
OF_FIXES = 79
"""Stream of chance of its own."""
_SAYS = np.uint32(HAS["mode_s"] | HAS["pressure_altitude_m"] | HAS["height_m"] | HAS["east_mps"] | HAS["north_mps"])
_SAYS_NAME = np.uint32(HAS["callsign"])


class ReceiverModel:
    """One receiver of a scenario; `second(k)` gives the plots of its k-th second, in time order."""

    def __init__(self, receiver: Receiver, truth: Truth, scenario: Scenario, chance: np.random.Generator) -> None:
        self.receiver, self._truth, self._chance = receiver, truth, chance
        self._start_s, site, ground = scenario.start_s, receiver.site, truth.ground
        self._sight = None if ground is None else Sight(site, receiver.ground_m, ground, _FARTHEST_M)
        self._broadcasts = np.array([flown.adsb for flown in truth.flights], np.bool_)
        self._fixes = OwnFixes(truth, self._broadcasts, np.random.default_rng([scenario.seed, OF_FIXES]))
        self._phase_s = (truth.mode_s.astype(np.float64) * 0.618_034) % PERIOD_S  # of the aircraft, whoever hears it

    def second(self, k: int) -> Plots:
        """Plots of times within [start + k, start + k + 1)."""
        from_s = self._start_s + k
        rows = self._truth.existing(from_s, from_s + 1.0)
        rows = rows[self._broadcasts[rows]]
        rows = np.concatenate([rows, rows])
        time_s = from_s + self._phase_s[rows] + PERIOD_S * (np.arange(len(rows)) >= len(rows) // 2)
        lat, lon, height_m, exists = self._truth.positions(time_s, rows)
        kept = exists & (self._chance.random(len(rows)) < self._probability(lat, lon, height_m, len(rows)))
        order = np.flatnonzero(kept)[np.argsort(time_s[kept], kind="stable")]
        return self._plots(rows[order], time_s[order], lat[order], lon[order], height_m[order])

    def _probability(
        self, lat: NDArray[np.float64], lon: NDArray[np.float64], height_m: NDArray[np.float64], messages: int
    ) -> NDArray[np.float64]:
        receiver = self.receiver
        site, ground_m = receiver.site, receiver.ground_m
        off_m = near_distance_m(lat, lon, site.lat_deg, site.lon_deg)
        heard = received_probability(
            np.hypot(off_m, height_m - site.height_m), site.height_m - ground_m, height_m - ground_m,
            FREQUENCY_HZ, RADIATED_DBM, receiver.gain_db, receiver.needed_dbm,
        )  # fmt: skip
        result: NDArray[np.float64] = heard * uncollided_probability(receiver.fruit_per_s + messages, LENGTH_S)
        if self._sight is not None:
            azimuth_deg = polar_from_enu(*enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, 0.0))[1]
            elevation_deg = apparent_elevation_deg(np.maximum(off_m, 1.0), site.height_m, height_m)
            result = np.where(self._sight.has(azimuth_deg, off_m, elevation_deg), result, 0.0)
        return result

    def _plots(
        self,
        rows: Rows,
        time_s: NDArray[np.float64],
        lat: NDArray[np.float64],
        lon: NDArray[np.float64],
        height_m: NDArray[np.float64],
    ) -> Plots:
        n = len(rows)
        plots = Plots.empty(n, (self.receiver.sensor,))
        plots.time_s[:] = time_s
        plots.kind[:], plots.echo[:] = GEODETIC, ECHOES.index("adsb")
        lat_after, lon_after, *_ = self._truth.positions(time_s + 1.0, rows)
        along = MERIDIAN_M_PER_DEG * np.cos(np.radians(lat))
        noise = self._chance.normal(0.0, SIGMA_MPS, (2, n))
        # The last second of a path has no position after it: it is taken as standing, for a second.
        plots.east_mps[:] = (lon_after - lon) * along + noise[0]
        plots.north_mps[:] = (lat_after - lat) * MERIDIAN_M_PER_DEG + noise[1]
        east_m, north_m = self._fixes.at(rows, time_s)
        plots.lat_deg[:], plots.lon_deg[:] = lat + north_m / MERIDIAN_M_PER_DEG, lon + east_m / along
        plots.height_m[:] = height_m
        # The exercise's air is the standard atmosphere, as for its radars.
        plots.pressure_altitude_m[:] = height_m - undulation_m(lat, lon)
        plots.sigma_horizontal_m[:] = SIGMA_M
        plots.mode_s[:], plots.callsign[:] = self._truth.mode_s[rows], self._truth.callsign[rows]
        plots.has[:] = _SAYS | np.where(plots.callsign != b"", _SAYS_NAME, np.uint32(0))
        plots.simulated[:] = True
        return plots


class OwnFixes:
    """By how much each that tells its place is wrong about it; the same for all who hear it."""

    def __init__(
        self, truth: Truth, tells: NDArray[np.bool_], chance: np.random.Generator, sigma_m: float = SIGMA_M
    ) -> None:
        lasts_s = truth.end_s - truth.start_s
        steps = np.where(tells, (lasts_s / MEMORY_S).astype(np.int64) + 2, 0)
        self._first, self._start_s = np.cumsum(steps) - steps, truth.start_s
        each = [np.stack([wandering(chance, int(n), sigma_m, 1.0) for _ in "en"]) for n in steps.tolist() if n]
        self._off_m = np.concatenate([np.empty((2, 0)), *each], axis=1)

    def at(self, rows: Rows, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """(2, N): east_m and north_m of aircraft `rows` at times within their paths; straight between minutes."""
        minute = np.maximum((time_s - self._start_s[rows]) / MEMORY_S, 0.0)
        before = self._first[rows] + minute.astype(np.int64)
        share = minute % 1.0
        result: NDArray[np.float64] = self._off_m[:, before] * (1.0 - share) + self._off_m[:, before + 1] * share
        return result
