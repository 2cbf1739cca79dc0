"""Multilateration: where a system of stations places transponders, and how exactly. Physics in `sargas.sensing`.

A transponder's message is placed where enough stations hear it (`radio`, the horizon and terrain of each); the error
of the place is that of the geometry (`crossing`), drawn. Height is what the transponder says.
"""

import numpy as np

from sargas.exercise.laydown import Multilateration
from sargas.exercise.receiver import FREQUENCY_HZ, RADIATED_DBM
from sargas.exercise.scenario import Scenario
from sargas.exercise.sight import Sight
from sargas.exercise.truth import Truth
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import MERIDIAN_M_PER_DEG, enu_from_geodetic, polar_from_enu
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.sensing.crossing import covariance_m2
from sargas.sensing.horizon import apparent_elevation_deg
from sargas.sensing.radio import received_probability

_FARTHEST_M = 300_000.0


class MultilaterationModel:
    """One system; `second(k)` gives the plots of its k-th interval, in time order."""

    def __init__(self, system: Multilateration, truth: Truth, scenario: Scenario, chance: np.random.Generator) -> None:
        self.system, self._truth, self._chance, self._start_s = system, truth, chance, scenario.start_s
        self._mode_3a = np.array([int(flown.mode_3a or "0", 8) for flown in truth.flights], np.uint16)
        self._answers = np.array([flown.mode_3a is not None for flown in truth.flights], np.bool_)
        self._phase_s = (np.arange(len(truth), dtype=np.float64) * 0.618_034) % 1.0 * system.interval_s
        self._sights = [Sight(site, system.ground_m, truth.ground, _FARTHEST_M) for site in system.stations]

    def second(self, k: int) -> Plots:
        """Plots of times within [k, k + 1) intervals after the start."""
        system, chance = self.system, self._chance
        from_s = self._start_s + k * system.interval_s
        rows = self._truth.existing(from_s, from_s + system.interval_s)
        rows = rows[self._answers[rows]]
        rows = rows[np.argsort(self._phase_s[rows], kind="stable")]
        time_s = from_s + self._phase_s[rows]
        lat, lon, height_m, exists = self._truth.positions(time_s, rows)
        ways, heard = [], []
        draws = chance.random((len(system.stations), len(self._truth)))[:, rows]
        for site, sight, draw in zip(system.stations, self._sights, draws, strict=True):
            enu = enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
            range_m, azimuth_deg, _ = polar_from_enu(*enu)
            distance_m = np.maximum(np.hypot(enu[0], enu[1]), 1.0)
            clear = sight.has(azimuth_deg, distance_m, apparent_elevation_deg(distance_m, site.height_m, height_m))
            probability = received_probability(
                range_m, site.height_m - system.ground_m, sight.above_ground_m(lat, lon, height_m), FREQUENCY_HZ,
                RADIATED_DBM, system.gain_db, system.needed_dbm,
            )  # fmt: skip
            ways.append(np.stack(enu))
            heard.append(exists & clear & (draw < probability))
        east_m, north_m, up_m = -np.stack(ways, axis=2)
        by = np.stack(heard, axis=1)
        covariance, placed = covariance_m2(east_m, north_m, up_m, by, system.sigma_range_m)
        placed &= by.sum(axis=1) >= system.needed
        off_m = np.einsum(
            "nij,nj->ni", np.linalg.cholesky(covariance), chance.normal(size=(len(self._truth), 2))[rows]
        )  # fmt: skip
        kept = np.flatnonzero(placed)
        rows, lat, lon = rows[kept], lat[kept], lon[kept]
        plots = Plots.empty(len(kept), (system.sensor,))
        plots.time_s[:], plots.kind[:], plots.simulated[:] = time_s[kept], GEODETIC, True
        plots.lat_deg[:] = lat + off_m[kept, 1] / MERIDIAN_M_PER_DEG
        plots.lon_deg[:] = lon + off_m[kept, 0] / (MERIDIAN_M_PER_DEG * np.cos(np.radians(lat)))
        plots.give("sigma_horizontal_m", np.sqrt(np.trace(covariance[kept], axis1=1, axis2=2) / 2.0))
        # The exercise's air is the standard atmosphere, as for its radars.
        plots.give("pressure_altitude_m", height_m[kept] - undulation_m(lat, lon))
        plots.mode_3a[:], plots.mode_s[:] = self._mode_3a[rows], self._truth.mode_s[rows]
        plots.callsign[:] = self._truth.callsign[rows]
        plots.echo[:] = np.where(plots.mode_s > 0, ECHOES.index("mode_s"), ECHOES.index("ssr"))
        plots.has |= np.uint32(HAS["mode_3a"])
        plots.has |= np.where(plots.mode_s > 0, np.uint32(HAS["mode_s"]), np.uint32(0))
        plots.has |= np.where(plots.callsign != b"", np.uint32(HAS["callsign"]), np.uint32(0))
        return plots
