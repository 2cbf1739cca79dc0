"""Tracks without a plot for too long: when each coasts, ends or is dropped, and that it does.

Rule: when a track changes for want of plots is known from its last plot on, and kept in a column of `spots`. So a sweep
looks only at those whose time has come, sweeping twice changes nothing, and sweeping seldom is as good as often.
"""

from typing import Any

import numpy as np

from sargas.geo.kernel import leaf
from sargas.model.tracks import COASTING, CONFIRMED, TENTATIVE
from sargas.tracking.existence import drop, finish
from sargas.tracking.rows import ACTED, DUE, HIGH, SWEPT
from sargas.tracking.state import UNTIL, State


@leaf
def due_of(track: Any, terms: Any) -> float:
    """Time at which a track changes for want of plots: coasting, ended, or dropped when tentative.

    A coasting track ends after `coast_limit_s`, or in the whole second after its last plot in which it is lost.
    """
    seen_s = track.updated_s + terms.coast_latency_s
    if track.status == TENTATIVE:
        return float(seen_s + min((terms.drop_misses + terms.coast_looks) * track.expected_s, terms.coast_limit_s))
    if track.status == CONFIRMED:
        return float(seen_s + min(terms.coast_looks * track.expected_s, terms.coast_limit_s))
    Pc, limit_s = track.Pc, seen_s + terms.coast_limit_s
    dt = 0.0
    while track.time_s + dt < limit_s:
        if Pc[0] + Pc[4] + dt * (2.0 * (Pc[2] + Pc[6]) + dt * (Pc[7] + Pc[9])) > terms.lost_m2:
            return float(track.time_s + dt)
        dt += 1.0
    return float(limit_s)


@leaf
def sweep(state: State, terms: Any, time_s: float) -> None:
    """Tracks without a plot for too long at `time_s`. Sweeping twice changes nothing, nor does a sweep in between."""
    marks = state.marks
    marks[SWEPT] = max(marks[SWEPT], time_s)
    if time_s <= marks[DUE]:
        return
    until = state.spots[UNTIL]
    marks[DUE] = np.inf
    for i in range(state.counters[HIGH]):
        if time_s <= until[i]:
            continue
        track = state.rows[i]
        if track.status == CONFIRMED:
            track.status, track.changed = COASTING, True
            until[i] = due_of(track, terms)
        elif track.status == TENTATIVE:
            drop(state, terms, i)
            marks[ACTED] = time_s
        if time_s > until[i]:
            finish(state, i)
            marks[ACTED] = time_s
    for i in range(state.counters[HIGH]):
        marks[DUE] = min(marks[DUE], until[i])
