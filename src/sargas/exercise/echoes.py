"""Echoes: how strong what a radar looks at comes back, which of it comes as one, and what clutter adds.

Power over noise is that of the radar equation, times what lobes, ground and Doppler filter leave of it
(`sensing.lobes`, `sensing.moving`), over the noise that clutter leaves around it. Objects of one resolution cell come
back as one, their powers added (incoherent: their phases vary from look to look), from where the power has its middle.
Codes of I048/030: EUROCONTROL-SPEC-0149-4, ed. 1.31.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.exercise.laydown import Clutter, Radar, Resolution
from sargas.exercise.paths import Array
from sargas.exercise.truth import Rows
from sargas.sensing.detection import reference_snr, signal_to_noise
from sargas.sensing.lobes import cosecant_gain, ground_gain, over_tangent_m
from sargas.sensing.moving import passed, passed_bank

Bools = NDArray[np.bool_]
IN_CLUTTER = 13
CODES = {
    "ground": (7, IN_CLUTTER),
    "sea": (IN_CLUTTER,),
    "weather": (IN_CLUTTER,),
    "birds": (20,),
    "road": (6,),
    "wind_turbines": (23,),
    "angels": (5,),
}
"""What clutter is -> codes: 5 angel, 6 on a road, 7 fixed, 13 in an area of clutter, 20 flock of birds, 23 turbine."""


class Look(NamedTuple):
    """What a radar meets in one turn, (N,) each: objects of the truth, when, and from where they come back."""

    rows: Rows
    time_s: Array
    azimuth_deg: Array
    range_m: Array
    elevation_deg: Array
    """Apparent: over the 4/3 earth."""
    distance_m: Array
    """Along the ground."""
    height_m: Array
    above_ground_m: Array
    exists: Bools
    radial_mps: Array
    """Derivative of the range; 0 where no one asks."""

    def take(self, which: Rows | Bools) -> "Look":
        """A part of them."""
        columns: list[Any] = [column[which] for column in self]
        return Look(*columns)


class Echoes:
    """Of one radar."""

    def __init__(self, radar: Radar, cross_section_m2: Array) -> None:
        self._radar, self._cross_section_m2 = radar, cross_section_m2
        self._reference_snr = reference_snr(0.8, fluctuation=radar.fluctuation)

    def snr(self, look: Look) -> Array:
        """Power over noise and clutter of each, alone."""
        radar = self._radar
        snr: Array = signal_to_noise(
            look.range_m, self._cross_section_m2[look.rows], radar.reference_range_m, self._reference_snr
        )
        if radar.lobes is not None:
            antenna_m = max(radar.site.height_m - radar.ground_m, 1.0)
            lobes = radar.lobes
            snr = snr * cosecant_gain(look.elevation_deg, lobes.full_deg, lobes.top_deg)
            if lobes.reflection > 0.0:
                low_m, high_m = over_tangent_m(look.distance_m, antenna_m, look.above_ground_m)
                snr = snr * ground_gain(look.distance_m, low_m, high_m, radar.wavelength_m, lobes.reflection)
        if radar.doppler is not None:
            of = radar.doppler
            if of.filters == "mti":
                snr = snr * passed(look.radial_mps, radar.wavelength_m, of.intervals_s)
            else:
                snr = snr * passed_bank(look.radial_mps, radar.wavelength_m, of.intervals_s, of.notch_mps)
        for patch in radar.clutter:
            if patch.noise_db > 0.0:
                within = inside(patch, look.azimuth_deg, look.range_m)
                snr = np.where(within, snr / (1.0 + 10.0 ** (patch.noise_db / 10.0)), snr)
        return snr

    def warnings(self, azimuth_deg: Array, range_m: Array) -> NDArray[np.uint64]:
        """Codes, as bits, of plots that lie where clutter is."""
        bits = np.zeros(len(range_m), np.uint64)
        for patch in self._radar.clutter:
            bits |= np.where(inside(patch, azimuth_deg, range_m), np.uint64(1 << IN_CLUTTER), np.uint64(0))
        return bits


def inside(patch: Clutter, azimuth_deg: Array, range_m: Array) -> Bools:
    """Whether something lies in a part of the circle."""
    width = 360.0 if patch.to_deg - patch.from_deg >= 360.0 else (patch.to_deg - patch.from_deg) % 360.0
    off = (azimuth_deg - patch.from_deg) % 360.0
    result: Bools = (off <= width) & (range_m >= patch.near_m) & (range_m <= patch.far_m)
    return result


def merged(resolution: Resolution, look: Look, snr: Array) -> tuple[Bools, Array, Array, Array]:
    """(who leads a cell, and of those power, azimuth_deg and range_m of all that is in it), each (N,).

    The strongest takes what is near it, then the strongest of what is left, and so on.
    """
    near = _near(look.azimuth_deg, look.range_m, resolution.azimuth_deg, resolution.range_m)
    free, leads = np.ones(len(snr), np.bool_), np.ones(len(snr), np.bool_)
    power, azimuth_deg, range_m = snr.copy(), look.azimuth_deg.copy(), look.range_m.copy()
    crowded = np.flatnonzero(near.sum(axis=1) > 1)
    for k in crowded[np.argsort(-snr[crowded], kind="stable")].tolist():
        if not free[k]:
            continue
        together = np.flatnonzero(near[k] & free)
        free[together], leads[together] = False, False
        leads[k] = True
        weight = snr[together] / max(float(snr[together].sum()), 1e-300)
        off_deg = (look.azimuth_deg[together] - look.azimuth_deg[k] + 180.0) % 360.0 - 180.0
        power[k] = snr[together].sum()
        azimuth_deg[k] += (weight * off_deg).sum()
        range_m[k] += (weight * (look.range_m[together] - look.range_m[k])).sum()
    return leads, power, azimuth_deg, range_m


def garbled(look: Look, asked: Bools, within_m: float, within_deg: float) -> Bools:
    """Whose reply overlaps that of another who is asked."""
    near = _near(look.azimuth_deg, look.range_m, within_deg, within_m) & asked[None, :]
    result: Bools = asked & (near.sum(axis=1) > 1)
    return result


def _near(azimuth_deg: Array, range_m: Array, within_deg: float, within_m: float) -> Bools:
    """(N, N), each near itself."""
    off_deg = np.abs((azimuth_deg[:, None] - azimuth_deg[None, :] + 180.0) % 360.0 - 180.0)
    result: Bools = (off_deg <= within_deg) & (np.abs(range_m[:, None] - range_m[None, :]) <= within_m)
    return result
