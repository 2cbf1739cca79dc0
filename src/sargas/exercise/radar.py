"""A rotating radar: which objects it sees in one turn, when, and with what error. Physics in `sargas.sensing`.

The primary channel sees echoes above the skyline with the probability of a Swerling 1 target; the secondary channel
asks transponders, needs line of sight too, and misses three per cent of replies. False plots are Poisson, uniform in
azimuth and in range squared; near ones are marked as clutter (I048/030 code 13), as a real extractor would.
Amplitude of an echo: what a square-law detector gives is exponential with mean 1 + SNR, for a target that fluctuates as
much as noise does (Skolnik, Introduction to Radar Systems, 3rd ed., 2.6), and an echo is what passes the threshold; so,
an exponential having no memory, threshold + (1 + SNR) Exp(1) over the noise.
"""

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Radar
from sargas.exercise.truth import Rows, Truth
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.plot import ECHOES
from sargas.model.plots import HAS, POLAR, Plots
from sargas.sensing.detection import detection_probability, reference_snr, signal_to_noise, threshold
from sargas.sensing.horizon import EFFECTIVE_RADIUS_M, apparent_elevation_deg

Array = NDArray[np.float64]
PSR, SSR, COMBINED, MODE_S = (ECHOES.index(echo) for echo in ("psr", "ssr", "combined", "mode_s"))
REPLY_PROBABILITY = 0.97
CLUTTER = np.uint64(1 << 13)
NOISE_DBM = -105.0
"""Of a receiver of 1 MHz and 9 dB noise figure: -114 dBm + 9 dB."""


class RadarModel:
    """One radar of a scenario; `turn(k)` gives the plots of its k-th rotation, in time order."""

    def __init__(self, radar: Radar, truth: Truth, start_s: float, chance: np.random.Generator) -> None:
        self.radar, self._truth, self._start_s, self._chance = radar, truth, start_s, chance
        # Of its own: what is seen does not depend on how strong it is drawn.
        (self._loudness,) = chance.spawn(1)
        self._reference_snr = reference_snr(0.8)
        self._phase_s = chance.uniform(0.0, radar.rotation_s)
        flights = truth.flights
        self._transponder = np.array([f.mode_3a is not None for f in flights], np.bool_)
        self._mode_3a = np.array([int(f.mode_3a or "0", 8) for f in flights], np.uint16)

    def opens_s(self, k: int) -> float:
        """When rotation k begins: the beam points north."""
        return self._start_s + self._phase_s + k * self.radar.rotation_s

    def turn(self, k: int) -> Plots:
        """Plots of rotation k: times within [start, start + rotation) of it."""
        radar = self.radar
        opens_s = self.opens_s(k)
        there = self._truth.existing(opens_s, opens_s + radar.rotation_s)
        looked_s = np.full(len(there), opens_s)
        for _ in range(2):  # the beam comes by when it points at where the object then is
            azimuth_deg, *_ = self._seen_from(looked_s, there)
            looked_s = opens_s + azimuth_deg / 360.0 * radar.rotation_s
        azimuth_deg, range_m, elevation_deg, height_m, exists = self._seen_from(looked_s, there)
        clear = exists & (elevation_deg > self._skyline_deg(azimuth_deg))
        snr = signal_to_noise(
            range_m, self._truth.cross_section_m2[there], radar.reference_range_m, self._reference_snr
        )
        # Drawn for all: what one object gets does not depend on who else is in the air.
        draw = self._chance.random((2, len(self._truth)))[:, there]
        psr = clear & (range_m < radar.range_m) & (draw[0] < detection_probability(snr))
        answers = self._transponder[there] & (draw[1] < REPLY_PROBABILITY)
        ssr = clear & answers & (range_m < 2.0 * radar.range_m)
        kept = np.flatnonzero(psr | ssr)
        rows = there[kept]
        plots = Plots.empty(len(rows), (radar.sensor,))
        plots.time_s[:] = looked_s[kept]
        noise = self._chance.normal(size=(2, len(rows)))
        plots.range_m[:] = np.maximum(range_m[kept] + radar.sigma_range_m * noise[0], 0.0)
        plots.azimuth_deg[:] = (azimuth_deg[kept] + radar.sigma_azimuth_deg * noise[1]) % 360.0
        self._claims(plots, rows, ssr[kept], psr[kept], height_m[kept])
        self._amplitudes(plots, snr[kept])
        return self._ordered(Plots.concatenate([plots, self._false_plots(opens_s)]))

    def _seen_from(self, time_s: Array, rows: Rows) -> tuple[Array, Array, Array, Array, NDArray[np.bool_]]:
        """(azimuth_deg, slant range_m, apparent elevation_deg, height_m, exists) of objects `rows`, each (N,)."""
        site = self.radar.site
        lat, lon, height_m, exists = self._truth.positions(time_s, rows)
        enu = enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
        range_m, azimuth_deg, _ = polar_from_enu(*enu)
        ground_m = np.maximum(np.hypot(enu[0], enu[1]), 1.0)
        elevation_deg = apparent_elevation_deg(ground_m, site.height_m, height_m)
        return azimuth_deg % 360.0, range_m, elevation_deg, height_m, exists

    def _skyline_deg(self, azimuth_deg: Array) -> Array:
        """Lowest elevation seen per azimuth: the smooth earth's horizon, or the screen that stands there."""
        radar = self.radar
        above_m = max(radar.site.height_m - radar.ground_m, 1.0)
        dip_deg = -np.degrees(np.sqrt(2.0 * above_m / EFFECTIVE_RADIUS_M))
        lowest = np.full(len(azimuth_deg), dip_deg)
        for screen in radar.screens:
            width = (screen.to_deg - screen.from_deg) % 360.0
            inside = (azimuth_deg - screen.from_deg) % 360.0 <= width
            lowest = np.where(inside, np.maximum(lowest, screen.elevation_deg), lowest)
        return lowest

    def _claims(
        self, plots: Plots, rows: NDArray[np.intp], ssr: NDArray[np.bool_], psr: NDArray[np.bool_], height_m: Array
    ) -> None:
        plots.kind[:] = POLAR
        plots.echo[:] = np.where(ssr & psr, COMBINED, np.where(ssr, MODE_S, PSR))
        plots.mode_3a[:] = np.where(ssr, self._mode_3a[rows], 0)
        plots.mode_s[:] = np.where(ssr, self._truth.mode_s[rows], 0)
        plots.callsign[:] = np.where(ssr, self._truth.callsign[rows], b"")
        lat, lon = self.radar.site.lat_deg, self.radar.site.lon_deg
        # the exercise's air is the standard atmosphere: pressure altitude is altitude above mean sea level
        plots.pressure_altitude_m[:] = np.where(ssr, height_m - undulation_m(lat, lon), 0.0)
        said = np.uint32(HAS["mode_3a"] | HAS["pressure_altitude_m"])
        plots.has[:] = np.where(ssr, said, 0)
        plots.has[:] |= np.where(ssr & (plots.mode_s > 0), np.uint32(HAS["mode_s"]), np.uint32(0))
        plots.has[:] |= np.where(plots.callsign != b"", np.uint32(HAS["callsign"]), np.uint32(0))
        plots.simulated[:] = True

    def _amplitudes(self, plots: Plots, snr: Array) -> None:
        """What the receiver had of each echo, over the noise."""
        power = threshold() + (1.0 + snr) * self._loudness.exponential(1.0, len(plots))
        echo = plots.echo != MODE_S
        plots.amplitude_db[:] = np.where(echo, NOISE_DBM + 10.0 * np.log10(power), 0.0)
        plots.has[:] |= np.where(echo, np.uint32(HAS["amplitude_db"]), np.uint32(0))

    def _false_plots(self, opens_s: float) -> Plots:
        radar, chance = self.radar, self._chance
        count = int(chance.poisson(radar.false_plots_per_turn))
        plots = Plots.empty(count, (radar.sensor,))
        plots.azimuth_deg[:] = chance.uniform(0.0, 360.0, count)
        plots.range_m[:] = radar.range_m * np.sqrt(chance.uniform(0.0, 1.0, count))
        plots.time_s[:] = opens_s + plots.azimuth_deg / 360.0 * radar.rotation_s
        plots.kind[:], plots.echo[:], plots.simulated[:] = POLAR, PSR, True
        plots.warnings[:] = np.where(plots.range_m < 20_000.0, CLUTTER, np.uint64(0))
        self._amplitudes(plots, np.zeros(count))
        return plots

    @staticmethod
    def _ordered(plots: Plots) -> Plots:
        return plots.take(np.argsort(plots.time_s, kind="stable"))
