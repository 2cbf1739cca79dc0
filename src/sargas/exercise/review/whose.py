"""Whose: which tracks and which incidents are of which object of the truth.

A track is of the object that it was paired with most often (the optimal pairs of GOSPA); an incident is of the object
that was nearest to where it said that its own was, most often, and of none where nothing was within MATCH_M.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sargas.exercise.review.observer import Observer, Place
from sargas.exercise.truth import Rows, Truth
from sargas.geo.geodesic import distance_m
from sargas.geo.plane import SystemPlane
from sargas.scoring import NoCommonTime, Paths, Score, Settings, scene, score
from sargas.scoring.geodetic import paths_of
from sargas.scoring.gospa import GospaSteps, gospa_steps
from sargas.scoring.pairs import optimal_pairs

MATCH_M, CUTOFF_M = 3_000.0, 2_000.0
MOST_PLACES = 60
"""Places of one incident that are asked for."""
MOST_STEPS = 720
"""The picture is compared with the truth at so many times at most."""
LEAST_INTERVAL_S = 5.0


class Compared(NamedTuple):
    """The whole picture against the whole truth."""

    score: Score
    times_s: np.ndarray
    gospa: GospaSteps


class Whose:
    """Asked after the run."""

    def __init__(self, truth: Truth, observer: Observer, plane: SystemPlane, start_s: float, duration_s: float) -> None:
        self._truth = truth
        self.interval_s = max(LEAST_INTERVAL_S, duration_s / MOST_STEPS)
        self.compared: Compared | None = None
        self.tracks: dict[int, list[int]] = {}
        """By row of the truth: tracks of it, by number."""
        self.tracked_s: dict[int, float] = {}
        self.share: dict[int, float] = {}
        self.seen = observer.paths()
        """Our own confirmed tracks; None: there were none."""
        times_s = np.arange(start_s, start_s + duration_s, self.interval_s)
        true = true_paths(truth, plane, times_s) if len(truth) else None
        if true is not None and len(true):
            self._compare(true, self.seen, (start_s, start_s + duration_s))
        self.incidents: dict[int, int | None] = {
            number: self.nearest(observer.places.get(number) or [Place(i.updated_s, i.lat_deg, i.lon_deg)])
            for number, i in observer.incidents.items()
        }
        """By number: the row of the truth that it is of."""

    def nearest(self, places: Sequence[Place]) -> int | None:
        """The object that was nearest most often."""
        found: Counter[int] = Counter()
        step = max(1, len(places) // MOST_PLACES)
        for place in places[::step]:
            rows = self._truth.existing(place.time_s - 60.0, place.time_s)  # one that has just come down counts
            lat, lon, *_ = self._truth.positions(np.full(len(rows), place.time_s), rows)
            off = distance_m(place.lat_deg, place.lon_deg, lat, lon)
            if len(off) and off.min() < MATCH_M:
                found[int(rows[int(np.argmin(off))])] += 1
        return min(found, key=lambda row: (-found[row], row)) if found else None

    def _compare(self, true: Paths, seen: Paths | None, between_s: tuple[float, float]) -> None:
        if seen is None:
            return
        settings = Settings(cutoff_m=CUTOFF_M, interval_s=self.interval_s)
        names = {row: flight.id for row, flight in enumerate(self._truth.flights)}
        try:
            side = scene(true, seen, settings, between_s)
            pairs = optimal_pairs(side, settings.cutoff_m, settings.order)
            steps = gospa_steps(side, pairs, settings.cutoff_m, settings.order)
            self.compared = Compared(score(true, seen, settings, between_s, names), side.times_s, steps)
        except NoCommonTime:
            return
        of, by = side.truth.number[pairs.truth], side.tracks.number[pairs.track]
        both, count = np.unique(np.stack((by, of)), axis=1, return_counts=True)
        most: dict[int, tuple[int, int]] = {}
        for track, row, times in zip(*both.tolist(), count.tolist(), strict=True):
            if times > most.get(track, (0, 0))[0]:
                most[track] = (times, row)
        for track, (_, row) in sorted(most.items()):
            self.tracks.setdefault(row, []).append(track)
            first_s = float(seen.time_s[np.searchsorted(seen.number, track)])
            self.tracked_s[row] = min(first_s, self.tracked_s.get(row, first_s))
        existed = dict(zip(*np.unique(side.truth.number, return_counts=True), strict=True))
        paired = dict(zip(*np.unique(of, return_counts=True), strict=True))
        self.share = {int(row): float(paired.get(row, 0)) / float(count) for row, count in existed.items()}


def true_paths(truth: Truth, plane: SystemPlane, times_s: np.ndarray) -> Paths:
    """Where every object is at those of the times at which it exists."""
    first = np.searchsorted(times_s, truth.start_s, "left")
    after = np.maximum(np.searchsorted(times_s, truth.end_s, "right"), first)
    rows: Rows = np.repeat(np.arange(len(truth)), after - first)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(after - first) - (after - first), after - first)
    at_s = times_s[np.repeat(first, after - first) + step]
    lat, lon, height_m, _ = truth.positions(at_s, rows)
    later = truth.positions(at_s + 1.0, rows)
    east = np.radians(later[1] - lon) * 6_371_000.0 * np.cos(np.radians(lat))
    north = np.radians(later[0] - lat) * 6_371_000.0
    return paths_of(plane, at_s, rows, lat, lon, east, north, height_m=height_m)
