"""score(truth, tracks): every measure at once, with what it assumed."""

import msgspec
import numpy as np

from sargas.scoring.continuity import Continuity, Target, continuity_of, targets_of
from sargas.scoring.esassp import Esassp, esassp_of
from sargas.scoring.gospa import Gospa, gospa_of, gospa_steps
from sargas.scoring.nees import Nees, nees_of, squared_errors, track_errors, usable
from sargas.scoring.pairs import Pairs, optimal_pairs
from sargas.scoring.paths import Paths
from sargas.scoring.scene import Scene, Settings, scene
from sargas.scoring.siap import Siap, associate, siap_of


class Errors(msgspec.Struct, frozen=True):
    """Root mean square errors of all pairs; None where one side has no such value."""

    position_rms_m: float | None
    velocity_rms_mps: float | None
    height_rms_m: float | None
    height_pairs: int
    """Pairs of which both heights were known."""


class Score(msgspec.Struct, frozen=True):
    """How good a picture was, against the truth."""

    assumed: Settings
    first_s: float
    last_s: float
    times: int
    objects: int
    tracks: int
    """Different tracks at the times compared."""
    gospa: Gospa
    errors: Errors
    siap: Siap
    continuity: Continuity
    nees_position: Nees | None
    nees_state: Nees | None
    """Of position and velocity together."""
    nees_skipped: int
    """Rows left out because their covariance was not positive definite."""
    esassp: list[Esassp]
    targets: list[Target]


def score(
    truth: Paths,
    tracks: Paths,
    settings: Settings = Settings(),  # noqa: B008 (frozen)
    between_s: tuple[float, float] | None = None,
    names: dict[int, str] | None = None,
) -> Score:
    """Compares `tracks` with `truth`, both on one plane, at times within `between_s`.

    `names` are the objects' names by number, for `Score.targets`. Raises NoCommonTime (a ValueError).
    """
    side = scene(truth, tracks, settings, between_s)
    pairs = optimal_pairs(side, settings.cutoff_m, settings.order)
    targets = targets_of(side, pairs, names)
    error, covariance = track_errors(side, pairs, truth, tracks, settings.gap_s)
    definite = usable(covariance)
    error, covariance = error[definite], covariance[definite]
    state = truth.velocity_mps is not None
    return Score(
        assumed=settings,
        first_s=float(side.times_s[0]),
        last_s=float(side.times_s[-1]),
        times=len(side.times_s),
        objects=len(targets),
        tracks=len(np.unique(side.tracks.number)),
        gospa=gospa_of(gospa_steps(side, pairs, settings.cutoff_m, settings.order)),
        errors=_errors(side, pairs),
        siap=siap_of(side, associate(side, settings.cutoff_m, settings.pairs_confirm, settings.misses_end)),
        continuity=continuity_of(targets),
        nees_position=nees_of(squared_errors(error[:, :2], covariance[:, :2, :2]), 2),
        nees_state=nees_of(squared_errors(error, covariance), 4) if state else None,
        nees_skipped=int((~definite).sum()),
        esassp=esassp_of(truth, tracks, settings, between_s),
        targets=targets,
    )


def _errors(side: Scene, pairs: Pairs) -> Errors:
    truth, tracks = side.truth, side.tracks
    velocity = height = None
    if truth.velocity_mps is not None and tracks.velocity_mps is not None and len(pairs.step):
        error_mps = tracks.velocity_mps[pairs.track] - truth.velocity_mps[pairs.truth]
        velocity = float(np.sqrt(np.mean(np.sum(error_mps**2, axis=1))))
    known = np.zeros(0, np.int64)
    if truth.height_m is not None and tracks.height_m is not None:
        assert truth.has_height is not None
        assert tracks.has_height is not None
        known = np.flatnonzero(truth.has_height[pairs.truth] & tracks.has_height[pairs.track])
        if len(known):
            error_m = tracks.height_m[pairs.track[known]] - truth.height_m[pairs.truth[known]]
            height = float(np.sqrt(np.mean(error_m**2)))
    return Errors(
        position_rms_m=float(np.sqrt(np.mean(pairs.distance_m**2))) if len(pairs.step) else None,
        velocity_rms_mps=velocity,
        height_rms_m=height,
        height_pairs=len(known),
    )
