"""Looks: how large, how dark, how warm and how loud each kind of object is, for cameras, eyes and ears.

Judgement: sizes are the span that turns to the sky; contrast is of a dull object against it; what is lit by night is
what must be (SERA.3215); sound at 1 m from flyover measurements of single types.
"""

import numpy as np

from sargas.exercise.paths import Array
from sargas.exercise.truth import Truth
from sargas.model.track import ClassName

SIZE_M: dict[ClassName, float] = {
    "bird": 0.5,
    "balloon": 1.5,
    "multirotor": 0.4,
    "fixed_wing_drone": 2.5,
    "light_aircraft": 9.0,
    "airliner": 35.0,
    "helicopter": 10.0,
    "other": 1.0,
}
OWN_CONTRAST = 0.4
WARM: dict[ClassName, float] = {"bird": 0.2, "balloon": 0.03, "multirotor": 0.15, "fixed_wing_drone": 0.25}
"""Contrast in the thermal infrared; 0.6 of what is not named here: warm engines."""
LIT: frozenset[ClassName] = frozenset(("light_aircraft", "airliner", "helicopter"))
LOUD_DB: dict[ClassName, float] = {
    "multirotor": 82.0,
    "fixed_wing_drone": 105.0,
    "light_aircraft": 115.0,
    "helicopter": 120.0,
    "airliner": 125.0,
    "other": 105.0,
}
"""At 1 m; what is not named here is silent."""


def sizes_m(truth: Truth) -> Array:
    """(N,) of each object."""
    return np.array([SIZE_M.get(flown.what, 1.0) for flown in truth.flights], np.float64)


def contrasts(truth: Truth, thermal: bool, dark: bool) -> Array:
    """(N,) of each object from near by; 0 of what is not seen at all."""
    if thermal:
        return np.array([WARM.get(flown.what, 0.6) for flown in truth.flights], np.float64)
    if dark:
        return np.array([float(flown.what in LIT) for flown in truth.flights], np.float64)
    return np.full(len(truth), OWN_CONTRAST)


def loudness_db(truth: Truth) -> Array:
    """(N,) at 1 m, minus infinity of what is silent."""
    return np.array([LOUD_DB.get(flown.what, -np.inf) for flown in truth.flights], np.float64)
