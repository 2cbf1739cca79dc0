"""SIAP: the attributes of a single integrated air picture, from which track was held to be of which object, and when.

Rule: a track is of the object nearest to it, within the cut-off, from the first of `pairs_confirm` such times in a row
until the last one before `misses_end` times in a row at which it was not; an object may have many tracks, a track one
object at a time. Misses are counted from the last time the nearest object was the associated one, as Stone Soup's
`TrackToTruth` counts them, so the figures can be laid beside its `SIAPMetrics` and `IDSIAPMetrics`.
Source: Votruba et al., "Single Integrated Air Picture (SIAP) Metrics Implementation", 29 Oct 2001; what a quotient of
nothing by nothing would be is None here.
"""

from typing import NamedTuple

import msgspec
import numpy as np

from sargas.scoring.pairs import near
from sargas.scoring.paths import Array, Ints, dense, spread
from sargas.scoring.scene import Scene


class Siap(msgspec.Struct, frozen=True):
    """Sums over all times, divided by each other; None where there was nothing to divide by."""

    completeness: float | None
    """Objects with a track, of all objects (J_T / J); 1 is best."""
    ambiguity: float | None
    """Tracks for each object that has one (N_A / J_T); 1 is best."""
    spuriousness: float | None
    """Tracks of no object, of all tracks ((N - N_A) / N); 0 is best."""
    position_error_m: float | None
    """Mean distance of associated tracks from their objects."""
    velocity_error_mps: float | None
    track_changes_per_s: float | None
    """Tracks needed beyond one an object, for each second tracked."""
    longest_segment: float | None
    """Time the longest track was on its object, of the time objects were there; 1 is best."""
    id_completeness: float | None
    """Objects with a track of which something is said, of objects with a track; the next two of the same."""
    id_correctness: float | None
    """... of which all tracks say what the object is."""
    id_ambiguity: float | None
    """... of which tracks disagree."""


class Associations(msgspec.Struct, frozen=True, eq=False):
    """A stretch of time each, (A,): the track `track` was of the object `truth`, steps `begin` to `end`."""

    truth: Ints
    """Number of the object."""
    track: Ints
    """Number of the track."""
    begin: Ints
    end: Ints


class _Held(NamedTuple):
    """A row for each time of each association: rows of truth and of tracks in the scene."""

    truth: Ints
    track: Ints


def associate(scene: Scene, cutoff_m: float, pairs_confirm: int = 3, misses_end: int = 2) -> Associations:
    """Which track was of which object, and when, in order of (track, begin)."""
    edges = near(scene, cutoff_m)
    order = np.lexsort((edges.truth, edges.distance_m, edges.track))
    track, first = np.unique(edges.track[order], return_index=True)
    nearest = np.full(len(scene.tracks), -1, np.int64)
    nearest[track] = scene.truth.number[edges.truth[order][first]]
    has = np.zeros(len(nearest), np.bool_)
    has[track] = True
    found: list[tuple[int, int, int, int]] = []
    cuts = np.flatnonzero(np.diff(scene.tracks.number)) + 1
    for rows in np.split(np.arange(len(nearest)), cuts) if len(nearest) else ():
        objects = [n if h else None for n, h in zip(nearest[rows].tolist(), has[rows].tolist(), strict=True)]
        steps = scene.track_step[rows].tolist()
        number = int(scene.tracks.number[rows[0]])
        found += [(a, number, b, e) for a, b, e in _stretches(objects, steps, pairs_confirm, misses_end)]
    columns = np.array(found, np.int64).reshape(-1, 4).T
    return Associations(*columns)


def _stretches(
    nearest: list[int | None], steps: list[int], pairs_confirm: int, misses_end: int
) -> list[tuple[int, int, int]]:
    """(object, first step, last step) of one track, of which `nearest` is the nearest object at each of its `steps`."""
    found = []
    current: tuple[int, int, int] | None = None
    candidate, hits, since, misses = None, 0, 0, 0
    for one, step in zip(nearest, steps, strict=True):
        if current is not None and one == current[0]:
            current, misses = (*current[:2], step), 0
            continue
        if one is None and current is None:
            candidate, hits = None, 0
        elif one is not None and one == candidate:
            hits += 1
        else:
            candidate, hits, since = one, 1, step
        if current is not None:
            misses += 1
            if misses < misses_end:
                continue
            found.append(current)
            current = None
            if candidate is not None and hits >= pairs_confirm:
                current = (candidate, since, step)
        elif candidate is not None and hits >= pairs_confirm:
            current, candidate, hits = (candidate, since, step), None, 0
    return found if current is None else [*found, current]


def siap_of(scene: Scene, associations: Associations) -> Siap:
    """All attributes; velocities and labels where both sides have them."""
    held = _held(scene, associations)
    truth, tracks = scene.truth, scene.tracks
    objects = len(np.unique(held.truth))
    error_m = tracks.position_m[held.track] - truth.position_m[held.truth]
    velocity_error = None
    if truth.velocity_mps is not None and tracks.velocity_mps is not None:
        error_mps = tracks.velocity_mps[held.track] - truth.velocity_mps[held.truth]
        velocity_error = _ratio(_sum_of_lengths(error_mps), len(held.track))
    needed, tracked_s, longest_s, life_s = _continuity(scene, associations)
    said, right, torn = _labels(scene, held)
    return Siap(
        completeness=_ratio(objects, len(truth)),
        ambiguity=_ratio(len(held.track), objects),
        spuriousness=_ratio(len(tracks) - len(held.track), len(tracks)),
        position_error_m=_ratio(_sum_of_lengths(error_m), len(held.track)),
        velocity_error_mps=velocity_error,
        track_changes_per_s=_ratio(needed, tracked_s),
        longest_segment=_ratio(longest_s, life_s),
        id_completeness=None if said is None else _ratio(said, objects),
        id_correctness=None if right is None else _ratio(right, objects),
        id_ambiguity=None if torn is None else _ratio(torn, objects),
    )


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _sum_of_lengths(vectors: Array) -> float:
    return float(np.hypot(vectors[:, 0], vectors[:, 1]).sum())


def _held(scene: Scene, associations: Associations) -> _Held:
    """Rows of both at each step of each association at which both are there."""
    which, step = spread(associations.begin, associations.end + 1)
    rows, there = [], np.ones(len(step), np.bool_)
    for paths, at, number in (
        (scene.truth, scene.truth_step, associations.truth),
        (scene.tracks, scene.track_step, associations.track),
    ):
        known, index = dense(paths.number)
        key = index * (len(scene.times_s) + 1) + at  # ascending, as rows are in order of (number, time)
        wanted = np.searchsorted(known, number)[which] * (len(scene.times_s) + 1) + step
        row = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
        there &= key[row] == wanted if len(key) else False
        rows.append(row)
    return _Held(rows[0][there], rows[1][there])


def _continuity(scene: Scene, associations: Associations) -> tuple[int, float, float, float]:
    """(tracks needed beyond one an object, seconds tracked, seconds of the longest tracks, seconds of life)."""
    needed, tracked_s, longest_s, life_s = 0, 0.0, 0.0, 0.0
    times_s = scene.times_s
    order = np.lexsort((associations.begin, associations.track, associations.truth))
    cuts = np.searchsorted(associations.truth[order], np.unique(scene.truth.number))
    numbers, first = np.unique(scene.truth.number, return_index=True)
    ends = np.append(first[1:], len(scene.truth))
    for i in range(len(numbers)):
        own = order[cuts[i] : cuts[i + 1] if i + 1 < len(numbers) else None]
        steps = scene.truth_step[first[i] : ends[i]]
        life_s += float(times_s[steps[-1]] - times_s[steps[0]])
        if not len(own):
            continue
        track, begin, end = (a[own] for a in (associations.track, associations.begin, associations.end))
        _, of_track = dense(track)
        longest_s += float(np.bincount(of_track, times_s[end] - times_s[begin]).max())
        tracked_s += _union_s(times_s[begin], times_s[end])
        last = np.zeros(of_track.max() + 1, np.int64)
        np.maximum.at(last, of_track, end)
        needed += max(_tracks_needed(steps.tolist(), begin, end, last[of_track]) - 1, 0)
    return needed, tracked_s, longest_s, life_s


def _union_s(begin_s: Array, end_s: Array) -> float:
    """Seconds that are in at least one of the stretches."""
    order = np.argsort(begin_s, kind="stable")
    begin_s, end_s = begin_s[order], np.maximum.accumulate(end_s[order])
    before_s = np.append(begin_s[:1], end_s[:-1])
    return float(np.maximum(end_s - np.maximum(begin_s, before_s), 0.0).sum())


def _tracks_needed(steps: list[int], begin: Ints, end: Ints, last: Ints) -> int:
    """Stretches taken when, at each step without one, that of the track that stays longest at last is taken."""
    order = np.lexsort((-end, -last))
    needed, free_from = 0, -1
    for step in steps:
        if step < free_from:
            continue
        covering = order[(begin[order] <= step) & (end[order] >= step)]
        if len(covering):
            needed, free_from = needed + 1, int(end[covering[0]]) + 1
    return needed


def _labels(scene: Scene, held: _Held) -> tuple[int | None, int | None, int | None]:
    """Objects-times with a track that says something, all right, and at odds; None without labels on both sides."""
    if scene.truth.label is None or scene.tracks.label is None:
        return None, None, None
    objects, which = dense(held.truth)
    said, true = scene.tracks.label[held.track], scene.truth.label[held.truth]
    count, tracks = len(objects), np.bincount(which, minlength=len(objects))
    silent = np.bincount(which, said == 0, count) == tracks
    right = (np.bincount(which, (said == true) & (true > 0), count) == tracks) & ~silent
    wrong = (np.bincount(which, (said != true) & (said > 0), count) == tracks) & ~silent
    return int((~silent).sum()), int(right.sum()), int((~silent & ~right & ~wrong).sum())
