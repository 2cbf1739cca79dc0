"""Scene: truth and tracks side by side at the times at which they are compared, and how that was chosen.

Rule: what was assumed is part of every result (`Settings`). Where paths are carried to common times, only times within
the truth's own span are asked for: what was there before and after, it does not say. Where rows are compared as they
are, every time of either side counts, and an object without a row at that time was not there.
"""

import msgspec
import numpy as np

from sargas.scoring.paths import Array, Ints, Paths, grid_s, seen_at, true_at


class NoCommonTime(ValueError):
    """Truth and tracks were never to be compared at the same time."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a score assumes; part of the score."""

    cutoff_m: float = 2000.0
    """c of GOSPA and OSPA: a track farther than this from an object is not a track of it."""
    order: float = 2.0
    """p of GOSPA and OSPA, 1 or more: how much large errors weigh."""
    interval_s: float | None = None
    """Time between two comparisons; without it, rows with exactly equal times are compared and nothing is carried."""
    gap_s: float = 60.0
    """Truth is not interpolated between rows farther apart than this."""
    hold_s: float = 120.0
    """A track of which nothing was said for so long is gone."""
    pairs_confirm: int = 3
    """SIAP: a track is of an object after it was nearest to it so many times in a row."""
    misses_end: int = 2
    """SIAP: and no longer after so many times in a row that it was not."""

    def __post_init__(self) -> None:
        if not (0.0 < self.cutoff_m < np.inf and 1.0 <= self.order < np.inf):
            raise ValueError(f"cutoff_m must be above 0 and order 1 or more, not {self.cutoff_m} and {self.order}")
        if self.interval_s is not None and not 0.0 < self.interval_s < np.inf:
            raise ValueError(f"interval_s must be above 0, not {self.interval_s}")
        if not (self.gap_s >= 0.0 and self.hold_s >= 0.0):
            raise ValueError(f"gap_s and hold_s must not be below 0: {self.gap_s}, {self.hold_s}")
        if self.pairs_confirm < 1 or self.misses_end < 1:
            raise ValueError("pairs_confirm and misses_end must be 1 or more")


class Scene(msgspec.Struct, frozen=True, eq=False):
    """Truth (N rows) and tracks (M rows) at the times `times_s` (K,); `*_step` is the index of a row's time."""

    times_s: Array
    truth: Paths
    truth_step: Ints
    tracks: Paths
    track_step: Ints


def scene(truth: Paths, tracks: Paths, settings: Settings, between_s: tuple[float, float] | None = None) -> Scene:
    """Truth and tracks at common times, within `between_s` if given. Raises NoCommonTime when none is left."""
    low_s, high_s = between_s if between_s is not None else (-np.inf, np.inf)
    if not len(truth):
        raise NoCommonTime("there is no truth to compare with")
    first_s, last_s = float(truth.time_s.min()), float(truth.time_s.max())
    if settings.interval_s is None:
        times_s = np.unique(np.concatenate((truth.time_s, tracks.time_s)))
        times_s = times_s[(times_s >= low_s) & (times_s <= high_s)]
        parts = [(paths, np.searchsorted(times_s, paths.time_s)) for paths in (truth, tracks)]
        exact = [np.isin(paths.time_s, times_s) for paths, _ in parts]
        if tracks.ended is not None:
            exact[1] &= ~tracks.ended
        (true, true_step), (seen, seen_step) = (
            (paths.take(mask), step[mask]) for (paths, step), mask in zip(parts, exact, strict=True)
        )
    else:
        times_s = grid_s(max(first_s, low_s), min(last_s, high_s), settings.interval_s)
        true, true_step = true_at(truth, times_s, settings.gap_s)
        seen, seen_step = seen_at(tracks, times_s, settings.hold_s)
    if not len(true):
        raise NoCommonTime(
            f"truth from {first_s:.1f} to {last_s:.1f} s has no time in common with {low_s:.1f} to {high_s:.1f} s"
        )
    return Scene(times_s, true, true_step, seen, seen_step)
