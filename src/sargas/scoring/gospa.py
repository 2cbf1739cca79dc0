"""GOSPA with its parts, and OSPA: how far a set of tracks is from the set of objects at each time, in metres.

Letters: c cut-off in metres, p order, n objects, m tracks, a pairs nearer than c, d their distances.
GOSPA with alpha = 2: (sum d^p + c^p / 2 (n - a) + c^p / 2 (m - a))^(1/p): localisation, missed and false
(Rahmathullah, Garcia-Fernandez, Svensson, FUSION 2017, eq. 1 and proposition 1).
OSPA: ((sum d^p + c^p (max(n, m) - a)) / max(n, m))^(1/p) (Schuhmacher, Vo, Vo, IEEE Trans. Signal Processing 56 (2008)
3447, eq. 3); both sets empty: 0.
"""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.scoring.pairs import Pairs
from sargas.scoring.paths import Array, Ints
from sargas.scoring.scene import Scene


class GospaSteps(msgspec.Struct, frozen=True, eq=False):
    """One value a time, (K,) each. The p-th powers of the three parts add up to that of the distance."""

    distance_m: Array
    localisation_m: Array
    missed_m: Array
    false_m: Array
    objects: Ints
    tracks: Ints
    paired: Ints
    ospa_m: Array


class Gospa(msgspec.Struct, frozen=True):
    """Means over all times."""

    distance_m: float
    rms_m: float
    """Root of the mean square of the distance."""
    localisation_m: float
    missed_m: float
    false_m: float
    missed: float
    """Objects without a track at a time, on average."""
    false: float
    """Tracks without an object at a time, on average."""
    ospa_m: float


def gospa_steps(scene: Scene, pairs: Pairs, cutoff_m: float, order: float) -> GospaSteps:
    """GOSPA and OSPA at each time; `pairs` as `optimal_pairs` gives them for the same cut-off and order."""
    steps = len(scene.times_s)
    objects = np.bincount(scene.truth_step, minlength=steps)
    tracks = np.bincount(scene.track_step, minlength=steps)
    paired = np.bincount(pairs.step, minlength=steps)
    # in units of the cut-off: large powers of metres would lose digits, or overflow
    near = np.bincount(pairs.step, (pairs.distance_m / cutoff_m) ** order, steps)
    missed, false = 0.5 * (objects - paired), 0.5 * (tracks - paired)
    most = np.maximum(objects, tracks)

    def metres(part: NDArray[Any]) -> Array:
        rooted: Array = cutoff_m * part ** (1.0 / order)
        return rooted

    return GospaSteps(
        distance_m=metres(near + missed + false),
        localisation_m=metres(near),
        missed_m=metres(missed),
        false_m=metres(false),
        objects=objects,
        tracks=tracks,
        paired=paired,
        ospa_m=metres((near + most - paired) / np.maximum(most, 1)),
    )


def gospa_of(steps: GospaSteps) -> Gospa:
    """Means of the values of all times."""
    return Gospa(
        distance_m=float(steps.distance_m.mean()),
        rms_m=float(np.sqrt(np.mean(steps.distance_m**2))),
        localisation_m=float(steps.localisation_m.mean()),
        missed_m=float(steps.missed_m.mean()),
        false_m=float(steps.false_m.mean()),
        missed=float((steps.objects - steps.paired).mean()),
        false=float((steps.tracks - steps.paired).mean()),
        ospa_m=float(steps.ospa_m.mean()),
    )
