"""From plots to tracks, slice by slice: the one kernel that an update of the tracker runs.

A slice is a run of plots of one sensor within `slice_s` of its first, in which a target gives at most one plot. Slices
are taken in the order of their first plots. Each: gate, assign, update, judge what was missed, begin new tracks.
"""

import math

import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel
from sargas.tracking.assignment import assign
from sargas.tracking.existence import advance, density, miss, sweep
from sargas.tracking.gate import gate
from sargas.tracking.hits import take_plot
from sargas.tracking.initiation import begin_tracks
from sargas.tracking.rows import F8, HIGH, Ints, Rows


@kernel
def cut(time_s: F8, sensor: Ints, address: NDArray[np.uint64], sensors: int, slice_s: float) -> tuple[Ints, Ints]:
    """Order of processing and slices of plots that are sorted by time: (order (N,), begins (slices + 1,)).

    Slice k holds plots order[begins[k]:begins[k + 1]]. An address that comes again ends its sensor's slice: a target
    that reports twice is not two.
    """
    n = time_s.shape[0]
    slice_of = np.empty(n, np.int64)
    open_slice, opened_s = np.zeros(sensors, np.int64), np.zeros(sensors)
    size = 4
    while size < 2 * n:
        size *= 2
    seen_key, seen_slice = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    # Slices count from 1 here: 0 is none.
    slices = 0
    for j in range(n):
        s = sensor[j]
        fresh = open_slice[s] == 0 or time_s[j] - opened_s[s] > slice_s
        place, key = np.int64(-1), np.uint64(0)
        if address[j] != 0:
            key = address[j] ^ (np.uint64(s) << np.uint64(48))
            place = np.int64((key ^ (key >> np.uint64(17)) ^ (key >> np.uint64(45))) & np.uint64(0x7FFFFFFF)) % size
            while seen_slice[place] > 0 and seen_key[place] != key:
                place = (place + 1) % size
            fresh = fresh or seen_slice[place] == open_slice[s]
        if fresh:
            slices += 1
            open_slice[s], opened_s[s] = slices, time_s[j]
        slice_of[j] = open_slice[s]
        if place >= 0:
            seen_key[place], seen_slice[place] = key, open_slice[s]
    # Counting sort; while it runs, begins[k + 1] is where slice k (of 0..) puts its next plot.
    begins = np.zeros(slices + 2, np.int64)
    for j in range(n):
        begins[slice_of[j] + 1] += 1
    for k in range(slices):
        begins[k + 2] += begins[k + 1]
    order = np.empty(n, np.int64)
    for j in range(n):
        order[begins[slice_of[j]]] = j
        begins[slice_of[j]] += 1
    return order, begins[: slices + 1]


@kernel
def track_slices(
    tracks: Rows, stations: Rows, look_s: F8, seen_s: F8, shots: Rows, terms_of_one: Rows, free: Ints, counters: Ints,
    begins: Ints, time_s: float,
) -> None:  # fmt: skip
    """All slices of an update, then the sweep at the tick `time_s`; `shots` in the order that `cut` gave.

    There must be a free slot for every plot.
    """
    terms = terms_of_one[0]
    for k in range(begins.shape[0] - 1):
        begin, end = begins[k], begins[k + 1]
        s = shots[begin].sensor
        station = stations[s]
        advance(station, look_s, seen_s, terms, s, shots[begin].time_s, shots[end - 1].time_s, counters[HIGH])
        clutter = density(shots, begin, end, station, terms)
        count, slots, first_edge, edge_plot, edge_log = gate(
            tracks, stations, shots, terms, counters[HIGH], begin, end, s, clutter
        )
        value = np.empty(first_edge[count])
        for c in range(count):
            r = tracks[slots[c]].existence
            prior = math.log(r) - math.log(1.0 - r * station.detection_probability)
            for e in range(first_edge[c], first_edge[c + 1]):
                value[e] = edge_log[e] + prior
        taken = assign(count, first_edge, edge_plot, value, begin, end)
        used = np.zeros(end - begin, np.bool_)
        for c in range(count):
            if taken[c] >= 0:
                j, i = edge_plot[taken[c]], slots[c]
                used[j - begin] = True
                take_plot(tracks[i], stations, look_s, seen_s, shots[j], terms, counters, i, edge_log[taken[c]])
        miss(tracks, stations, look_s, seen_s, terms, free, counters, s)
        begin_tracks(
            tracks, stations, look_s, seen_s, shots, terms, free, counters, begin, end, s, clutter, used
        )  # fmt: skip
    sweep(tracks, stations, look_s, terms, free, counters, time_s)
