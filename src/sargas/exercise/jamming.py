"""Jamming: what a jammer's noise does to what a primary radar saw. Secondary channel and receivers are not touched.

The noise comes in by the main beam alone, one way: it falls with the square of the distance. A radar raises its
threshold with the noise (constant false-alarm rate), so of the echoes that passed before, those pass that are as much
above their own threshold; what is left of a combined plot is the transponder's answer. False echoes lie along the beam
at any range.
Source: Skolnik, Introduction to Radar Systems, 3rd ed., 7.8 (constant false-alarm rate); Radar Handbook, 3rd ed., 24.6.
"""

import numpy as np

from sargas.exercise.events import Jammer, chance_of, within
from sargas.exercise.paths import Array
from sargas.exercise.radar import COMBINED, MODE_S, NOISE_DBM, PSR
from sargas.exercise.scenario import Scenario
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.plots import HAS, POLAR, Plots
from sargas.sensing.detection import threshold
from sargas.sensing.horizon import radio_horizon_m

REFERENCE_M = 50_000.0
THRESHOLD_DBM = NOISE_DBM + 10.0 * float(np.log10(threshold()))


class Jammed:
    """One jammer, and the radars in whose sight it is."""

    def __init__(self, scenario: Scenario, event: Jammer, k: int) -> None:
        self._event = event
        self._from_s, self._to_s = (scenario.start_s + s for s in within(event))
        self._toward: dict[str, tuple[float, float, float, float]] = {}
        """Radar -> (azimuth_deg, noise_db, instrumented range_m, rotation_s)."""
        self._chance: dict[str, np.random.Generator] = {}
        for radar in scenario.radars:
            site = radar.site
            enu = enu_from_geodetic(
                event.lat_deg, event.lon_deg, event.height_m, site.lat_deg, site.lon_deg, site.height_m
            )
            range_m, azimuth_deg, _ = (float(value) for value in polar_from_enu(*enu))
            above_m, its_m = site.height_m - radar.ground_m, event.height_m - radar.ground_m
            if (not event.radars or radar.sensor in event.radars) and range_m <= radio_horizon_m(above_m, its_m):
                noise_db = event.noise_db - 20.0 * float(np.log10(max(range_m, 1.0) / REFERENCE_M))
                raised_db = 10.0 * float(np.log10(1.0 + 10.0 ** (noise_db / 10.0)))
                self._toward[radar.sensor] = (azimuth_deg % 360.0, raised_db, radar.range_m, radar.rotation_s)
                self._chance[radar.sensor] = chance_of(scenario.seed, k, radar.sensor)

    def seen(self, sensor: str, plots: Plots, from_s: float, to_s: float) -> Plots:
        """The plots of a turn, less what is lost in the noise, and with its false echoes; in time order."""
        if sensor not in self._toward or from_s >= self._to_s or to_s <= self._from_s:
            return plots
        azimuth_deg, raised_db, range_m, rotation_s = self._toward[sensor]
        off_deg = (plots.azimuth_deg - azimuth_deg + 180.0) % 360.0 - 180.0
        noisy = (np.abs(off_deg) <= self._event.width_deg / 2.0) & self._during(plots.time_s) & (plots.kind == POLAR)
        lost = noisy & plots.given("amplitude_db") & (plots.amplitude_db < THRESHOLD_DBM + raised_db)
        answered = lost & (plots.echo == COMBINED)
        plots.echo[answered] = MODE_S
        plots.has[answered] &= ~np.uint32(HAS["amplitude_db"])
        kept = plots.take(~lost | answered)
        false = self._strobes(sensor, azimuth_deg, raised_db, range_m, from_s, rotation_s)
        both = Plots.concatenate([kept, false])
        return both.take(np.argsort(both.time_s, kind="stable"))

    def _during(self, time_s: Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return (time_s >= self._from_s) & (time_s < self._to_s)

    def _strobes(
        self, sensor: str, azimuth_deg: float, raised_db: float, range_m: float, from_s: float, rotation_s: float
    ) -> Plots:
        chance = self._chance[sensor]
        count = int(chance.poisson(self._event.strobes_per_turn))
        plots = Plots.empty(count, (sensor,))
        half_deg = self._event.width_deg / 2.0
        plots.azimuth_deg[:] = (azimuth_deg + chance.uniform(-half_deg, half_deg, count)) % 360.0
        plots.range_m[:] = chance.uniform(0.0, range_m, count)
        plots.time_s[:] = from_s + plots.azimuth_deg / 360.0 * rotation_s
        plots.kind[:], plots.echo[:], plots.simulated[:] = POLAR, PSR, True
        over = 10.0 * np.log10(1.0 + chance.exponential(1.0, count) / threshold())
        plots.amplitude_db[:] = THRESHOLD_DBM + raised_db + over
        plots.has[:] |= np.uint32(HAS["amplitude_db"])
        return plots.take(self._during(plots.time_s))
