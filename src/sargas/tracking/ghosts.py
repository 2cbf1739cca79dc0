"""Ghosts: places where bearings of several targets cross by chance. What a bearing proves, and what silence does.

A bearing is proof of a track as far as nothing else explains it. What explains it is false bearings, of density lambda,
and each other track o that the sensor heard lately and that gets none: with these the ratio of
`sargas.tracking.existence` is
  L' = P_D f / (lambda + sum r_o P_D f_o) = L / (1 + sum r_o L_o)
(joint integrated probabilistic data association: Musicki and Evans, IEEE Trans. Aerospace and Electronic Systems 40
(2004) 1093, with the best assignment in place of their sum). A target has bearings that only it explains.

A look is missed by a sensor of directions that heard the track lately, hears something now, but for SILENT intervals
nothing of the track. Sensors of directions look often, and what they miss they miss for reasons that last: so a look
counts for MOST at most, and one bearing missed for nothing. A sensor that is silent as a whole says nothing, nor does
one that never heard the track (hills) or has forgotten it; and a track that a radar or a report places needs no ears.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.model.tracks import TENTATIVE
from sargas.tracking.direction import heard_probability
from sargas.tracking.existence import after_miss, drop, finish
from sargas.tracking.gate import SHARED_S
from sargas.tracking.rows import F8, HIGH, Ints, Rows
from sargas.tracking.state import SX, State, X, Y

DUE, SILENT, FORGOTTEN = 0.75, 3.0, 25.0
"""Intervals after its last bearing by a sensor from which on a track is due for another, from which on it is a missed
look that there is none, and from which on that sensor does not hear it any more.
"""
MOST = 0.5
"""Detection probability that a missed look is held for at most."""


@leaf
def dispute(
    state: State, shots: Rows, terms: Any, s: int,
    slots: Ints, taken: Ints, first_edge: Ints, edge_plot: Ints, edge_log: F8, count: int,
) -> None:  # fmt: skip
    """What sensor s's bearings prove of the tracks that have `taken` them, (count,) edges or -1: `edge_log` of these
    less by what the tracks that got none explain.
    """
    rows, station = state.rows, state.stations[s]
    for c in range(count):
        if taken[c] < 0:
            continue
        j, others = edge_plot[taken[c]], 0.0
        for o in range(count):
            if taken[o] >= 0 or not is_due(rows[slots[o]], s, shots[j].time_s, station, DUE):
                continue
            for e in range(first_edge[o], first_edge[o + 1]):
                if edge_plot[e] == j:
                    others += rows[slots[o]].existence * math.exp(min(edge_log[e], 50.0))
        edge_log[taken[c]] -= math.log(1.0 + others)


@leaf
def unheard(state: State, terms: Any, s: int, look: float, time_s: float) -> None:
    """Sensor s heard something at `time_s`: tracks that it hears no more miss `look` looks, at most one an interval."""
    station, spots = state.stations[s], state.spots
    reach_m2 = station.range_m * station.range_m
    if look <= 0.0:
        return
    for i in range(state.counters[HIGH]):
        dx, dy = spots[X, i] - station.x_m, spots[Y, i] - station.y_m
        away_m2 = dx * dx + dy * dy
        if spots[SX, i] < 0.0 or away_m2 > reach_m2:
            continue
        track = state.rows[i]
        if not is_due(track, s, time_s, station, SILENT) or says_where(track, state.stations, time_s):
            continue
        seen = min(heard_probability(station, math.sqrt(away_m2)), MOST)
        track.existence = after_miss(track.existence, 1.0 - (1.0 - seen) ** look)
        if track.status == TENTATIVE:
            if track.existence < terms.drop_existence:
                drop(state, terms, i)
        else:
            track.changed = True
            if track.existence < terms.end_existence:
                finish(state, i)


@leaf
def is_due(track: Any, s: int, time_s: float, station: Any, least: float) -> bool:
    """Whether sensor s heard the track lately, but at least that many intervals ago."""
    for k in range(track.contributor.shape[0]):
        if track.contributor[k] == s and track.contributor_s[k] > 0.0:
            return bool(least < (time_s - track.contributor_s[k]) / station.interval_s < FORGOTTEN)
    return False


@leaf
def says_where(track: Any, stations: Rows, time_s: float) -> bool:
    """Whether a radar or a report told the track's place lately: then bearings are not what it lives on."""
    for k in range(track.contributor.shape[0]):
        if track.contributor_s[k] > max(time_s - SHARED_S, 0.0):
            station = stations[track.contributor[k]]
            if station.radar >= 0 or station.reporting:
                return True
    return False
