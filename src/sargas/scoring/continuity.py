"""Continuity: how steadily the same track stayed with the same object, from the optimal pairs of each time.

A switch is an object paired with another track than the last time it was paired at all; a break is a time without any
track between two with one. Latency runs from an object's first time to its first pair.
"""

import msgspec
import numpy as np

from sargas.scoring.pairs import Pairs
from sargas.scoring.paths import Ints
from sargas.scoring.scene import Scene


class Target(msgspec.Struct, frozen=True):
    """One object: how well it was followed."""

    name: str
    life_s: float
    """From its first to its last time."""
    tracked: float
    """Share of its times with a track."""
    tracks: int
    """Different tracks it was paired with."""
    switches: int
    breaks: int
    longest: float
    """Share of its times with the one track that had it most."""
    longest_run_s: float
    """Longest time with one track at every time in between."""
    latency_s: float | None
    """None: it never had a track."""
    rms_m: float | None
    """Root mean square distance of its tracks."""


class Continuity(msgspec.Struct, frozen=True):
    """Sums and means over all objects."""

    switches: int
    breaks: int
    longest: float
    """Mean over objects of the share of their times with the one track that had them most."""
    longest_run: float
    """Mean over objects of the longest time with one track without a gap, as a share of their life."""
    latency_mean_s: float | None
    latency_median_s: float | None
    never_tracked: int


def targets_of(scene: Scene, pairs: Pairs, names: dict[int, str] | None = None) -> list[Target]:
    """A line for each object of the scene, in order of number."""
    track_of = np.full(len(scene.truth), -1, np.int64)
    track_of[pairs.truth] = scene.tracks.number[pairs.track]
    has = np.zeros(len(track_of), np.bool_)
    has[pairs.truth] = True
    distance_m = np.zeros(len(track_of))
    distance_m[pairs.truth] = pairs.distance_m
    numbers, first = np.unique(scene.truth.number, return_index=True)
    found = []
    for number, rows in zip(numbers.tolist(), np.split(np.arange(len(track_of)), first[1:]), strict=True):
        times_s = scene.truth.time_s[rows]
        paired = np.flatnonzero(has[rows])
        tracks = track_of[rows][paired]
        changed = np.diff(tracks) != 0
        broken = np.diff(paired) > 1
        runs = np.split(paired, np.flatnonzero(changed | broken) + 1) if len(paired) else []
        found.append(
            Target(
                name=(names or {}).get(number, str(number)),
                life_s=float(times_s[-1] - times_s[0]),
                tracked=len(paired) / len(rows),
                tracks=len(np.unique(tracks)),
                switches=int(changed.sum()),
                breaks=int(broken.sum()),
                longest=_most(tracks) / len(rows),
                longest_run_s=max((float(times_s[run[-1]] - times_s[run[0]]) for run in runs), default=0.0),
                latency_s=float(times_s[paired[0]] - times_s[0]) if len(paired) else None,
                rms_m=float(np.sqrt(np.mean(distance_m[rows][paired] ** 2))) if len(paired) else None,
            )
        )
    return found


def continuity_of(targets: list[Target]) -> Continuity:
    """The sums and means; `targets` holds at least one."""
    latencies = [t.latency_s for t in targets if t.latency_s is not None]
    runs = [t.longest_run_s / t.life_s for t in targets if t.life_s > 0.0]
    return Continuity(
        switches=sum(t.switches for t in targets),
        breaks=sum(t.breaks for t in targets),
        longest=float(np.mean([t.longest for t in targets])),
        longest_run=float(np.mean(runs)) if runs else 0.0,
        latency_mean_s=float(np.mean(latencies)) if latencies else None,
        latency_median_s=float(np.median(latencies)) if latencies else None,
        never_tracked=sum(t.latency_s is None for t in targets),
    )


def _most(tracks: Ints) -> int:
    """How often the most frequent number occurs."""
    return int(np.unique(tracks, return_counts=True)[1].max()) if len(tracks) else 0
