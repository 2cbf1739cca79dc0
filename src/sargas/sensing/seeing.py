"""What eyes and cameras see: contrast through the air, size on the sensor, and whether somebody looks there.

Contrast falls as exp(-3.912 R / V) (Koschmieder: V is where 2 % is left); a camera needs so many pixels on the object
to detect, to recognise or to identify it with one chance in two (Johnson), and a smooth curve about them (target
transfer probability function). By night only what is lit, or warm in a thermal camera, is seen. Somebody who watches
meets an object by chance, at a rate.
Sources: Koschmieder 1924; WMO No. 8, I.9.1; Johnson 1958; Ratches et al., NVESD report 7043 (1975); Koopman, Search and
Screening (1946), 2.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = float | NDArray[np.float64]

NEEDED_PIXELS = {"detect": 2.0, "recognise": 8.0, "identify": 12.8}
"""Across the object's critical size, for one chance in two: Johnson's 1, 4 and 6.4 cycles, two pixels each."""
LEAST_CONTRAST = 0.02
_MANY = 100.0
"""Times what is needed: more is as sure, and its power no number any more."""


def contrast(own: Real, distance_m: Real, visibility_m: Real) -> Any:
    """Of an object against the sky, seen through air of a meteorological visibility; `own`: from near by."""
    return np.asarray(own) * np.exp(-3.912 * np.asarray(distance_m) / np.asarray(visibility_m))


def pixels(size_m: Real, distance_m: Real, field_deg: float, across: int) -> Any:
    """On an object, of a camera that has `across` pixels over its field of view."""
    return np.asarray(size_m) / np.maximum(distance_m, 1.0) / np.radians(field_deg) * across


def resolved_probability(on_object: Real, needed: float) -> Any:
    """That so many pixels suffice, where `needed` do for one chance in two."""
    ratio = np.minimum(np.asarray(on_object, np.float64) / needed, _MANY)
    power = ratio ** (2.7 + 0.7 * ratio)
    return power / (1.0 + power)


def seen_probability(
    size_m: Real, own_contrast: Real, distance_m: Real, visibility_m: Real, field_deg: float, across: int, needed: float
) -> Any:
    """Of one look of a camera at an object in its field."""
    clear = np.abs(contrast(own_contrast, distance_m, visibility_m)) >= LEAST_CONTRAST
    return np.where(clear, resolved_probability(pixels(size_m, distance_m, field_deg, across), needed), 0.0)


def noticed_probability(rate_per_s: Real, seconds: Real) -> Any:
    """That somebody who notices at a rate has done so within a time."""
    return 1.0 - np.exp(-np.asarray(rate_per_s) * np.asarray(seconds))
