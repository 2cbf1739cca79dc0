"""Heights: how surely tracks are within the floor and the ceiling of a zone.

Rule: each limit and each height has its reference; what has to be assumed to compare them (QNH, the height of the
ground, any height at all) is said, and keeps a probability below a yes. A band keeps a track out of a zone only where
its probability is below `height_excludes_below`. Of pairs of a zone and a track, each an array (N,).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from sargas.geo.geoid import undulation_m
from sargas.incursion.settings import Settings
from sargas.model.height import Height, HeightReference
from sargas.model.track import HEIGHT_SOURCES
from sargas.model.tracks import Tracks

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_PRESSURE_STANDARD = HEIGHT_SOURCES.index("pressure_standard")
_REFERENCES: tuple[HeightReference, ...] = get_args(HeightReference)
_ELLIPSOID, _AGL, LEVEL = (_REFERENCES.index(name) for name in ("ellipsoid", "agl", "flight_level"))
NO_LIMIT = -1
_NEVER_SURE = 0.95
"""A probability that rests on an assumed height is kept below a yes."""
_BY_PRESSURE_M = 15.0
"""One-sigma error of a pressure altitude against a flight level."""
NO_LIMITS, WITHIN, _UNKNOWN, _NO_QNH, _NO_LEVEL, _NO_GROUND = range(6)
WORDS = (
    "",
    "height within its limits",
    "height unknown, so its limits do not exclude it",
    "height from pressure without QNH",
    "pressure unknown, so the level is assumed",
    "height of the ground assumed",
)
"""What a probability rests on, for the basis."""


class Limits(NamedTuple):
    """Heights of Z zones, each (Z,)."""

    value_m: Floats
    reference: Ints
    """Index into the references; -1 where there is no limit."""


class Air(NamedTuple):
    """What is known beside N tracks, of where they are; each (N,)."""

    geoid_m: Floats
    """Height of the geoid."""
    add_m: Floats
    """To be added to a height from pressure, by a QNH near by; NaN where none is known."""
    sigma_m: Floats
    """Its one-sigma error."""


class Bands(NamedTuple):
    """N tracks against the floors and ceilings of their zones, each (N,)."""

    probability: Floats
    words: Ints
    """Index into WORDS."""


def limits_of(heights: Sequence[Height | None]) -> Limits:
    """One row for each."""
    value_m = np.array([height.value_m if height else 0.0 for height in heights])
    reference = [_REFERENCES.index(height.ref) if height else NO_LIMIT for height in heights]
    return Limits(value_m, np.array(reference, np.int64))


def nothing_known(tracks: Tracks) -> Air:
    """Of the air, where no QNH was ever reported."""
    geoid_m = np.asarray(undulation_m(tracks.lat_deg, tracks.lon_deg))
    return Air(geoid_m, np.full(len(tracks), np.nan), np.full(len(tracks), np.nan))


def bands(floors: Limits, ceilings: Limits, of: Ints, tracks: Tracks, settings: Settings, air: Air) -> Bands:
    """Of being between floor and ceiling of zone `of`: 0 where the height keeps it out, below a yes where the height is
    not really known."""
    has_floor, has_ceiling = floors.reference[of] != NO_LIMIT, ceilings.reference[of] != NO_LIMIT
    higher, above = shares_above(floors, of, tracks, settings, air)
    beyond, below = shares_above(ceilings, of, tracks, settings, air)
    words = np.where(has_floor & (above != WITHIN), above, np.where(has_ceiling, below, WITHIN))
    probability = np.clip(np.where(has_floor, higher, 1.0) - np.where(has_ceiling, beyond, 0.0), 0.0, 1.0)
    # Of what is not known, nothing follows: a zone up to 120 m is not thinner for it.
    probability = np.where(words == _UNKNOWN, np.maximum(probability, settings.height_excludes_below), probability)
    probability = np.where(words == WITHIN, probability, np.minimum(probability, _NEVER_SURE))
    excluded = probability < settings.height_excludes_below
    unlimited = ~(has_floor | has_ceiling)
    probability = np.where(excluded, 0.0, np.where(unlimited, 1.0, probability))
    return Bands(probability, np.where(excluded | unlimited, NO_LIMITS, words))


class Over(NamedTuple):
    """How far N tracks are above limits, each (N,)."""

    over_m: Floats
    sigma_m: Floats
    """Its one-sigma error."""
    unknown: Bools
    """No height is known."""
    words: Ints
    """Index into WORDS."""


def over(limits: Limits, of: Ints, tracks: Tracks, settings: Settings, air: Air) -> Over:
    """Of N tracks above limit `of`; of no limit it means nothing."""
    value_m, reference = limits.value_m[of], limits.reference[of]
    height_m, words = tracks.height_m, np.full(len(tracks), WITHIN)
    sigma_m = np.sqrt(np.maximum(tracks.covariance[:, 11], 1.0))
    told = np.isfinite(air.add_m)
    add_m, qnh_m = np.where(told, air.add_m, 0.0), np.where(told, air.sigma_m, settings.unknown_qnh_sigma_m)

    by_pressure = tracks.height_source == _PRESSURE_STANDARD
    height_m = np.where(by_pressure, height_m + add_m, height_m)
    sigma_m = np.where(by_pressure, np.hypot(sigma_m, qnh_m), sigma_m)
    words[by_pressure & ~told] = _NO_QNH
    height_m = np.where(reference == _ELLIPSOID, height_m, height_m - air.geoid_m)
    by_level = reference == LEVEL
    height_m = np.where(by_level, height_m - add_m, height_m)
    sigma_m = np.where(by_level, np.hypot(sigma_m, qnh_m), sigma_m)
    words[by_level & ~told] = _NO_LEVEL
    by_ground = reference == _AGL
    height_m = np.where(by_ground, height_m - settings.ground_m, height_m)
    sigma_m = np.where(by_ground, np.hypot(sigma_m, settings.ground_sigma_m), sigma_m)
    words[by_ground & (words == WITHIN)] = _NO_GROUND

    measured = by_level & tracks.given("pressure_altitude_m")
    height_m = np.where(measured, tracks.pressure_altitude_m, height_m)
    unknown = ~measured & ~tracks.given("height_m")
    words = np.where(measured, WITHIN, np.where(unknown, _UNKNOWN, words))
    return Over(height_m - value_m, np.where(measured, _BY_PRESSURE_M, sigma_m), unknown, words)


def shares_above(limits: Limits, of: Ints, tracks: Tracks, settings: Settings, air: Air) -> tuple[Floats, Ints]:
    """(probability of being above limit `of`, what it rests on) of N tracks; of no limit neither means anything."""
    found = over(limits, of, tracks, settings, air)
    anywhere = np.clip(1.0 - limits.value_m[of] / settings.unknown_height_top_m, 0.05, 0.95)
    return np.where(found.unknown, anywhere, within(found.over_m, found.sigma_m)), found.words


def within(over_m: Floats, sigma_m: Floats) -> Floats:
    """Probability that a Gaussian error of `sigma_m` is below `over_m`, (N,)."""
    scaled = (over_m / (sigma_m * math.sqrt(2.0))).tolist()
    return 0.5 * (1.0 + np.array([math.erf(value) for value in scaled]))
