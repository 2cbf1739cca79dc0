"""A rotating radar: which objects it sees in one turn, when, and with what error. Physics in `sargas.sensing`.

The primary channel sees echoes above the skyline as often as a target that fluctuates is seen (`echoes`); the secondary
channel asks transponders, needs line of sight too, and misses three per cent of replies. False plots are Poisson,
uniform in azimuth and in range squared; near ones are marked as clutter (I048/030 code 13), as a real extractor would;
clutter that the laydown names comes besides, with codes of its own.
"""

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.echoes import CODES, Echoes, Look, garbled, merged
from sargas.exercise.laydown import Clutter, Radar
from sargas.exercise.paths import Array
from sargas.exercise.sight import Sight
from sargas.exercise.truth import Rows, Truth
from sargas.geo.geoid import undulation_m
from sargas.geo.wgs84 import enu_from_geodetic, polar_from_enu
from sargas.model.plot import ECHOES
from sargas.model.plots import HAS, POLAR, Plots
from sargas.sensing.detection import detection_probability, passing_power
from sargas.sensing.horizon import apparent_elevation_deg
from sargas.sensing.moving import folded_mps

PSR, SSR, COMBINED, MODE_S = (ECHOES.index(echo) for echo in ("psr", "ssr", "combined", "mode_s"))
REPLY_PROBABILITY = 0.97
CLUTTER = np.uint64(1 << 13)
NOISE_DBM = -105.0
"""Of a receiver of 1 MHz and 9 dB noise figure: -114 dBm + 9 dB."""
_FASTEST_MPS, _MARGIN_M = 400.0, 2_000.0
"""What is farther away at north than this lets come near in a turn is not looked at."""
_MOMENT_S = 0.1


class RadarModel:
    """One radar of a scenario; `turn(k)` gives the plots of its k-th rotation, in time order."""

    def __init__(self, radar: Radar, truth: Truth, start_s: float, chance: np.random.Generator) -> None:
        self.radar, self._truth, self._start_s, self._chance = radar, truth, start_s, chance
        # Of their own: what is seen does not depend on how strong it is drawn, nor on clutter or height finding.
        self._loudness, self._clutter, self._more = chance.spawn(3)
        self._phase_s = chance.uniform(0.0, radar.rotation_s)
        self._reach_m = radar.range_m * (2.0 if radar.secondary else 1.0)
        self._sight = Sight(radar.site, radar.ground_m, truth.ground, self._reach_m, radar.screens)
        self._echoes = Echoes(radar, truth.cross_section_m2)
        self._fixed = [_placed(patch, max(patch.places, 0), self._clutter) for patch in radar.clutter]
        flights = truth.flights
        self._transponder = np.array([radar.secondary and f.mode_3a is not None for f in flights], np.bool_)
        self._mode_3a = np.array([int(f.mode_3a or "0", 8) for f in flights], np.uint16)

    def opens_s(self, k: int) -> float:
        """When rotation k begins: the beam points north."""
        return self._start_s + self._phase_s + k * self.radar.rotation_s

    def turn(self, k: int) -> Plots:
        """Plots of rotation k: times within [start, start + rotation) of it."""
        radar = self.radar
        opens_s = self.opens_s(k)
        look = self._look(opens_s)
        rows, azimuth_deg, range_m = look.rows, look.azimuth_deg, look.range_m
        clear = look.exists & self._sight.has(azimuth_deg, look.distance_m, look.elevation_deg)
        snr = self._echoes.snr(look)
        leads = clear & (range_m < radar.range_m)
        if radar.resolution is not None:
            here = np.flatnonzero(leads)
            of_cell = merged(radar.resolution, look.take(here), snr[here])
            azimuth_deg, range_m = azimuth_deg.copy(), range_m.copy()
            leads[here], snr[here], azimuth_deg[here], range_m[here] = of_cell
        # Drawn for all: what one object gets does not depend on who else is in the air.
        draw = self._chance.random((2, len(self._truth)))[:, rows]
        psr = leads & (draw[0] < detection_probability(snr, fluctuation=radar.fluctuation))
        ssr = clear & self._answers(look, draw[1]) & (look.range_m < 2.0 * radar.range_m)
        kept = np.flatnonzero(psr | ssr)
        plots = Plots.empty(len(kept), (radar.sensor,))
        plots.time_s[:] = look.time_s[kept]
        noise = self._chance.normal(size=(2, len(kept)))
        plots.range_m[:] = np.maximum(range_m[kept] + radar.sigma_range_m * noise[0], 0.0)
        plots.azimuth_deg[:] = (azimuth_deg[kept] + radar.sigma_azimuth_deg * noise[1]) % 360.0
        self._claims(plots, rows[kept], ssr[kept], psr[kept], look.height_m[kept])
        self._amplitudes(plots, snr[kept])
        self._measured(plots, look.take(kept))
        plots.warnings[:] = self._echoes.warnings(plots.azimuth_deg, plots.range_m)
        return self._ordered(Plots.concatenate([plots, self._false_plots(opens_s), *self._of_clutter(opens_s)]))

    def _look(self, opens_s: float) -> Look:
        """Objects that may be within reach, when the beam comes by."""
        radar = self.radar
        rows = self._truth.existing(opens_s, opens_s + radar.rotation_s)
        azimuth_deg, range_m, *_ = self._seen_from(np.full(len(rows), opens_s), rows)
        near = range_m < self._reach_m + _FASTEST_MPS * radar.rotation_s + _MARGIN_M
        rows, azimuth_deg = rows[near], azimuth_deg[near]
        for _ in range(2):  # the beam comes by when it points at where the object then is
            looked_s = opens_s + azimuth_deg / 360.0 * radar.rotation_s
            azimuth_deg, range_m, elevation_deg, distance_m, height_m, above_m, exists = self._seen_from(looked_s, rows)
        radial_mps = np.zeros(len(rows))
        if radar.doppler is not None:
            before, after = (self._seen_from(looked_s + s, rows)[1] for s in (-_MOMENT_S, _MOMENT_S))
            radial_mps = (after - before) / (2.0 * _MOMENT_S)
        return Look(
            rows, looked_s, azimuth_deg, range_m, elevation_deg, distance_m, height_m, above_m, exists, radial_mps
        )

    def _seen_from(
        self, time_s: Array, rows: Rows
    ) -> tuple[Array, Array, Array, Array, Array, Array, NDArray[np.bool_]]:
        """(azimuth_deg, slant range_m, apparent elevation_deg, distance_m along the ground, height_m, above_ground_m,
        exists) of objects `rows`, each (N,).
        """
        site = self.radar.site
        lat, lon, height_m, exists = self._truth.positions(time_s, rows)
        enu = enu_from_geodetic(lat, lon, height_m, site.lat_deg, site.lon_deg, site.height_m)
        range_m, azimuth_deg, _ = polar_from_enu(*enu)
        distance_m = np.maximum(np.hypot(enu[0], enu[1]), 1.0)
        elevation_deg = apparent_elevation_deg(distance_m, site.height_m, height_m)
        above_m = self._sight.above_ground_m(lat, lon, height_m) if self.radar.lobes is not None else height_m
        return azimuth_deg % 360.0, range_m, elevation_deg, distance_m, height_m, above_m, exists

    def _answers(self, look: Look, draw: Array) -> NDArray[np.bool_]:
        """Whose reply is understood, if it arrives."""
        radar = self.radar
        asked = self._transponder[look.rows]
        answers: NDArray[np.bool_] = asked & (draw < REPLY_PROBABILITY)
        if radar.garbled_m > 0.0 and radar.resolution is not None:
            together = asked & (self._truth.mode_s[look.rows] == 0)
            lost = self._more.random(len(self._truth))[look.rows] < 0.5
            answers &= ~(garbled(look, together, radar.garbled_m, radar.resolution.azimuth_deg) & lost)
        return answers

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
        power = passing_power(snr, self._loudness, self.radar.fluctuation)
        echo = plots.echo != MODE_S
        plots.amplitude_db[:] = np.where(echo, NOISE_DBM + 10.0 * np.log10(power), 0.0)
        plots.has[:] |= np.where(echo, np.uint32(HAS["amplitude_db"]), np.uint32(0))

    def _measured(self, plots: Plots, look: Look) -> None:
        """What some radars measure besides: elevation, Doppler."""
        radar, echo = self.radar, plots.echo != MODE_S
        if radar.sigma_elevation_deg is not None:
            noise = self._more.normal(0.0, radar.sigma_elevation_deg, len(plots))
            lat, lon, site_m = radar.site.lat_deg, radar.site.lon_deg, radar.site.height_m
            true = self._truth.positions(look.time_s, look.rows)
            elevation_deg = polar_from_enu(*enu_from_geodetic(*true[:3], lat, lon, site_m))[2]
            plots.give("elevation_deg", elevation_deg + noise, echo)
        if radar.doppler is not None and radar.doppler.sigma_mps is not None:
            noise = self._more.normal(0.0, radar.doppler.sigma_mps, len(plots))
            shown = folded_mps(look.radial_mps + noise, radar.wavelength_m, radar.doppler.intervals_s[0])
            plots.give("doppler_mps", shown, echo)

    def _false_plots(self, opens_s: float) -> Plots:
        radar, chance = self.radar, self._chance
        count = int(chance.poisson(radar.false_plots_per_turn))
        azimuth_deg = chance.uniform(0.0, 360.0, count)
        range_m = radar.range_m * np.sqrt(chance.uniform(0.0, 1.0, count))
        warnings = np.where(range_m < 20_000.0, CLUTTER, np.uint64(0))
        return self._echo_of_nothing(opens_s, azimuth_deg, range_m, warnings)

    def _of_clutter(self, opens_s: float) -> list[Plots]:
        """Plots of each patch of clutter."""
        found = []
        for patch, fixed in zip(self.radar.clutter, self._fixed, strict=True):
            count = int(self._clutter.poisson(patch.plots_per_turn))
            if patch.places > 0:
                at = fixed[:, self._clutter.permutation(patch.places)[: min(count, patch.places)]]
            else:
                at = _placed(patch, count, self._clutter)
            spread = np.array([[self.radar.sigma_azimuth_deg], [self.radar.sigma_range_m]])
            at = at + spread * self._clutter.normal(size=at.shape)
            bits = np.full(at.shape[1], sum(1 << code for code in CODES[patch.what]), np.uint64)
            found.append(self._echo_of_nothing(opens_s, at[0] % 360.0, np.maximum(at[1], 0.0), bits))
        return found

    def _echo_of_nothing(
        self, opens_s: float, azimuth_deg: Array, range_m: Array, warnings: NDArray[np.uint64]
    ) -> Plots:
        plots = Plots.empty(len(range_m), (self.radar.sensor,))
        plots.azimuth_deg[:], plots.range_m[:], plots.warnings[:] = azimuth_deg, range_m, warnings
        plots.time_s[:] = opens_s + azimuth_deg / 360.0 * self.radar.rotation_s
        plots.kind[:], plots.echo[:], plots.simulated[:] = POLAR, PSR, True
        self._amplitudes(plots, np.zeros(len(plots)))
        return plots

    @staticmethod
    def _ordered(plots: Plots) -> Plots:
        return plots.take(np.argsort(plots.time_s, kind="stable"))


def _placed(patch: Clutter, count: int, chance: np.random.Generator) -> Array:
    """(2, count): azimuth_deg and range_m, each part of the patch's area as likely."""
    width = 360.0 if patch.to_deg - patch.from_deg >= 360.0 else (patch.to_deg - patch.from_deg) % 360.0
    azimuth_deg = patch.from_deg + width * chance.random(count)
    squared = patch.near_m**2 + (patch.far_m**2 - patch.near_m**2) * chance.random(count)
    return np.stack([azimuth_deg % 360.0, np.sqrt(squared)])
