"""ESASSP: what EUROCONTROL asks of surveillance of targets that do not cooperate, and what was reached.

Time is cut into measurement intervals. Each interval through which an object was there counts once; it counts as
updated when at its end the object has a track that used a measurement within the interval (a coasted place is no
update). The probability of update is updated / counted, and the horizontal RMS error is over the updated ones, at the
ends of the intervals: as a system that delivers its tracks periodically is assessed.
Source: EUROCONTROL-SPEC-0147 edition 1.3 (2024), volume 1, annex D: table 9 (5N_N-R1 to R3) and table 10 (3N_N-R1 to
R3). "Global" there: over all objects and times together. Pairs are those of `optimal_pairs`: an error beyond the
cut-off is a missing update and not an error.
"""

import msgspec
import numpy as np

from sargas.scoring.pairs import optimal_pairs
from sargas.scoring.paths import Paths, dense
from sargas.scoring.scene import NoCommonTime, Settings, scene

LEAST_PROBABILITY = 0.90
"""5N_N-R2 and 3N_N-R2: greater than this."""
LIMITS = ((5, 8.0, 500.0), (3, 5.0, 300.0))
"""Separation in nautical miles, measurement interval in seconds (R1), RMS error in metres (R3, at most)."""


class Esassp(msgspec.Struct, frozen=True):
    """One table of requirements, and what was reached."""

    separation_nm: int
    interval_s: float
    intervals: int
    """Intervals through which an object was there, of all objects."""
    updated: int
    probability_of_update: float | None
    least_probability_of_update: float
    horizontal_rms_m: float | None
    most_horizontal_rms_m: float
    met: bool | None
    """None where nothing could be measured."""


def esassp_of(
    truth: Paths, tracks: Paths, settings: Settings, between_s: tuple[float, float] | None = None
) -> list[Esassp]:
    """The figures for 5 and for 3 NM separation; arguments as of `sargas.scoring.scene.scene`."""
    return [_one(truth, tracks, settings, between_s, *limit) for limit in LIMITS]


def _one(
    truth: Paths, tracks: Paths, settings: Settings, between_s: tuple[float, float] | None,
    separation_nm: int, interval_s: float, most_rms_m: float,
) -> Esassp:  # fmt: skip
    intervals = updated = 0
    rms_m = probability = None
    try:
        at_ends = scene(truth, tracks, msgspec.structs.replace(settings, interval_s=interval_s), between_s)
    except NoCommonTime:  # truth shorter than an interval: nothing to count
        return Esassp(separation_nm, interval_s, 0, 0, None, LEAST_PROBABILITY, None, most_rms_m, None)
    _, index = dense(at_ends.truth.number)
    key = index * (len(at_ends.times_s) + 1) + at_ends.truth_step
    whole = np.isin(key - 1, key)  # the object was there at the start of the interval too
    pairs = optimal_pairs(at_ends, settings.cutoff_m, settings.order)
    seen = at_ends.tracks
    measured_s = seen.time_s if seen.updated_s is None else seen.updated_s
    age_s = seen.time_s[pairs.track] - measured_s[pairs.track]
    counted = whole[pairs.truth] & (age_s < interval_s)
    intervals, updated = int(whole.sum()), int(counted.sum())
    if updated:
        rms_m = float(np.sqrt(np.mean(pairs.distance_m[counted] ** 2)))
    if intervals:
        probability = updated / intervals
    met = None if probability is None else probability > LEAST_PROBABILITY and rms_m is not None and rms_m <= most_rms_m
    return Esassp(separation_nm, interval_s, intervals, updated, probability, LEAST_PROBABILITY, rms_m, most_rms_m, met)
