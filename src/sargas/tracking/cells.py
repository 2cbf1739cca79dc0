"""From plots to tracks, slice by slice: the one kernel that a run of the tracker is.

Time is cut into cells of `cell_s`, the tick of the system: cell k holds the times in ((k - 1) cell_s, k cell_s]. A
slice holds the plots of one sensor in one cell, in which a target gives at most one. Slices are taken in the order of
cells and, within one, of their first plots; so what a set of plots makes does not depend on when they came. Each slice:
judge what was missed before it, gate, assign, update, judge what was missed in it, begin new tracks. Before the first
of a cell, tracks that ended for want of plots up to that cell are swept.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.tracking.assignment import assign
from sargas.tracking.crossing import begin_crossings
from sargas.tracking.direction import gate_directions
from sargas.tracking.doppler import compare_rates, has_rates
from sargas.tracking.elevation import compare_elevations
from sargas.tracking.existence import advance, density, miss, prove, turn_over
from sargas.tracking.formation import compare_in_formation, fly, groups_of, join
from sargas.tracking.gate import gate
from sargas.tracking.ghosts import dispute, unheard
from sargas.tracking.hits import take_plot
from sargas.tracking.initiation import begin_tracks
from sargas.tracking.lineage import mix
from sargas.tracking.rows import DIRECTION, F8, POSITION, SWEPT, Ints, Rows
from sargas.tracking.standing import SPREAD, add_standing
from sargas.tracking.state import State
from sargas.tracking.sweeping import sweep

_SLACK, _ROUNDING = 0.02, 1e-3
"""Parts of an interval: a look is missed for certain before a slice that is later by so much, and by the end of one
that is no earlier than that.
"""
_SURE = 1e6
"""No edge is worth more: what is infinite cannot be assigned."""
DOUBT = 0.5
"""A track that exists less probably than this is taken to exist so probably when plots are assigned."""


@kernel
def cut(shots: Rows, sensors: int) -> tuple[Ints, Ints, bool]:
    """Order of processing and slices of plots that are sorted by time: (order (N,), begins (slices + 1,), whether that
    order is the one they have).

    Slice k holds plots order[begins[k]:begins[k + 1]]. An address that comes again ends its sensor's slice: a target
    that reports twice is not two.
    """
    n = shots.shape[0]
    slice_of = np.empty(n, np.int64)
    open_slice, opened = np.zeros(sensors, np.int64), np.zeros(sensors, np.int64)
    size, shift = 4, np.uint64(62)
    while size < 2 * n:
        size *= 2
        shift -= np.uint64(1)
    seen_key, seen_slice = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    # Slices count from 1 here: 0 is none.
    slices = 0
    for j in range(n):
        shot = shots[j]
        s, cell = shot.sensor, shot.cell
        fresh = open_slice[s] == 0 or cell != opened[s]
        place, key = np.int64(-1), np.uint64(0)
        if shot.address != 0:
            key = shot.address ^ (np.uint64(s) << np.uint64(48))
            place = np.int64((key * SPREAD) >> shift)
            while seen_slice[place] > 0 and seen_key[place] != key:
                place = (place + 1) % size
            fresh = fresh or seen_slice[place] == open_slice[s]
        if fresh:
            slices += 1
            open_slice[s], opened[s] = slices, cell
        slice_of[j] = open_slice[s]
        if place >= 0:
            seen_key[place], seen_slice[place] = key, open_slice[s]
    # Counting sort; while it runs, begins[k + 1] is where slice k (of 0..) puts its next plot.
    begins = np.zeros(slices + 2, np.int64)
    for j in range(n):
        begins[slice_of[j] + 1] += 1
    for k in range(slices):
        begins[k + 2] += begins[k + 1]
    order, kept = np.empty(n, np.int64), True
    for j in range(n):
        order[begins[slice_of[j]]] = j
        kept &= begins[slice_of[j]] == j
        begins[slice_of[j]] += 1
    return order, begins[: slices + 1], kept


@kernel
def worth(state: State, station: Any, slots: Ints, first_edge: Ints, edge_log: F8, count: int) -> F8:
    """What each edge adds to the logarithm of an assignment's probability."""
    value, rows = np.empty(first_edge[count]), state.rows
    for c in range(count):
        # Whether a plot is taken is one question, whether the track exists another: see `existence`.
        r = max(rows[slots[c]].existence, DOUBT)
        prior = math.log(r / (1.0 - r * station.detection_probability))
        for e in range(first_edge[c], first_edge[c + 1]):
            value[e] = min(edge_log[e] + prior, _SURE)
    return value


@kernel
def track_cells(state: State, shots: Rows, begins: Ints, terms_of_one: Rows, oldest_birth_s: float) -> None:
    """All slices; `shots` in the order that `cut` gave. There must be a free slot for every plot.

    Slices that begin before `oldest_birth_s` begin no tracks.
    """
    terms = terms_of_one[0]
    for k in range(begins.shape[0] - 1):
        begin, end = begins[k], begins[k + 1]
        before_s = (shots[begin].cell - 1) * terms.cell_s
        if before_s > state.marks[SWEPT]:
            sweep(state, terms, before_s)
        s = int(shots[begin].sensor)
        mark_s = state.stations[s].watermark_s
        advance(state, terms, s, shots[begin].time_s, shots[end - 1].time_s)
        miss(state, terms, s, shots[begin].time_s, _SLACK)
        turn_over(state.stations[s], terms, shots[begin].time_s, end - begin)
        kind, rated = shots[begin].kind, False
        if kind == DIRECTION:
            count, slots, first_edge, edge_plot, edge_log = gate_directions(state, shots, terms, begin, end, s)
            compare_elevations(state, shots, terms, s, slots, first_edge, edge_plot, edge_log, count)
        else:
            clutter = density(shots, begin, end, state.stations[s], terms)
            if state.stations[s].radar >= 0:
                cells = state.standing[state.stations[s].radar]
                add_standing(clutter, cells, shots, begin, end, state.stations[s], terms)
            count, slots, first_edge, edge_plot, edge_log = gate(state, shots, terms, begin, end, s, clutter)
            rated = has_rates(shots, begin, end)
            if rated:
                first_s = shots[begin].time_s
                compare_rates(state, shots, terms, first_s, s, slots, first_edge, edge_plot, edge_log, count)
        value = worth(state, state.stations[s], slots, first_edge, edge_log, count)
        taken = assign(count, first_edge, edge_plot, value, begin, end)
        n, members, groups = groups_of(state, slots, count if kind == POSITION else 0)
        if n > 0:
            compare_in_formation(state, shots, slots, members, groups, taken, first_edge, edge_plot, edge_log)
            value = worth(state, state.stations[s], slots, first_edge, edge_log, count)
            taken = assign(count, first_edge, edge_plot, value, begin, end)
        mix(state, slots, taken, first_edge, edge_plot, value, count, begin, end)
        if kind == DIRECTION:
            dispute(state, shots, terms, s, slots, taken, first_edge, edge_plot, edge_log, count)
        prove(state, terms, slots, taken, edge_log, count)
        if n > 0:
            fly(state, shots, terms, slots, members, groups, taken, edge_plot, rated)
        used = np.zeros(end - begin, np.bool_)
        for c in range(count):
            if taken[c] >= 0:
                j = edge_plot[taken[c]]
                used[j - begin] = True
                take_plot(state, shots[j], terms, slots[c], edge_log[taken[c]])
        if kind == POSITION:
            join(state, terms, slots, first_edge, edge_plot, count, begin, end)
        miss(state, terms, s, state.stations[s].watermark_s, -_ROUNDING)
        if kind == DIRECTION:
            look = min((shots[begin].time_s - mark_s) / state.stations[s].interval_s, 1.0)
            unheard(state, terms, s, look, shots[begin].time_s)
        if shots[begin].time_s < oldest_birth_s:
            continue
        if kind != POSITION:
            begin_crossings(state, shots, terms, begin, end, s, used)
        else:
            begin_tracks(state, shots, terms, begin, end, s, used)


@leaf
def sweep_at(state: State, terms_of_one: Rows, time_s: float) -> None:
    """The sweep at a tick."""
    sweep(state, terms_of_one[0], time_s)
