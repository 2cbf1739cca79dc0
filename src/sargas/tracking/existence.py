"""Whether a track's target exists: integrated probabilistic data association, and the looks that it is judged by.

r is the probability of existence. A plot of likelihood ratio L = P_D f(z) c / lambda makes it r L / (1 - r + r L); a
missed look makes it r (1 - P_D) / (1 - r P_D). Source: Musicki, Evans and Stankovic, IEEE Trans. Automatic Control 39
(1994) 1237, eq. 21 to 27, with the hard association of `sargas.tracking.assignment` in place of their sum; r never
rises above `existence_most`, which stands for the chain's chance that a target ends.

A look is missed only where there was one: the sensor must have seen this target in its last few turns, have reported
up to the time at which its antenna came round again (its watermark), and have the track inside its range and above its
radio horizon (4/3 Earth: d = 4124 (sqrt h1 + sqrt h2), metres; Skolnik, Introduction to Radar Systems, 3rd ed., eq.
8.10). While a sensor is silent as a whole it looks at nothing.

lambda, the density of false plots per square metre and turn, is learned per sensor and range ring: the plots of
tentative tracks that came to nothing, and one for each tentative track that is not settled yet, so that a radar just
switched on is taken for a bad one until its echoes turn out to be targets. Gamma prior of `clutter_prior_looks` turns
with `clutter_per_look` false plots over the coverage.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel
from sargas.model.tracks import COASTING, CONFIRMED, ENDED, TENTATIVE
from sargas.tracking.rows import F8, FREE, HIGH, NEXT, RINGS, Ints, Rows


@kernel
def after_hit(r: float, log_ratio: float, most: float) -> float:
    """Existence after a plot of that logarithm of L."""
    ratio = math.exp(min(log_ratio, 50.0))
    return min(r * ratio / (1.0 - r + r * ratio), most)


@kernel
def after_miss(r: float, detection_probability: float) -> float:
    """Existence after a look that showed nothing."""
    return r * (1.0 - detection_probability) / (1.0 - r * detection_probability)


@kernel
def ring_of(distance_m: float, range_m: float) -> int:
    """Range ring at a distance; what is beyond the range counts in the last."""
    return min(int(RINGS * distance_m / range_m), RINGS - 1)


@kernel
def density(shots: Rows, begin: int, end: int, station: Any, terms: Any) -> F8:
    """lambda at each of the plots begin..end of a sensor, per square metre, shape (end - begin,)."""
    result = np.empty(end - begin)
    turning = station.sited and not station.reporting
    rings = np.empty(RINGS)
    whole_m2 = math.pi * station.range_m * station.range_m
    prior = terms.clutter_prior_looks * terms.clutter_per_look / whole_m2
    for k in range(RINGS):
        ring_m2 = whole_m2 * (2.0 * k + 1.0) / (RINGS * RINGS)
        counted = station.clutter[k] + station.unsettled[k]
        rings[k] = (counted / ring_m2 + prior) / (station.exposure + terms.clutter_prior_looks)
    for j in range(begin, end):
        if turning:
            distance_m = math.hypot(shots[j].x_m - station.x_m, shots[j].y_m - station.y_m)
            result[j - begin] = rings[ring_of(distance_m, station.range_m)]
        else:
            result[j - begin] = terms.clutter_of_reports_pm2
    return result


@kernel
def release(tracks: Rows, stations: Rows, look_s: F8, free: Ints, counters: Ints, i: int) -> None:
    """Slot i is free again; the plots of a tentative track are counted as clutter of the sensor that began it."""
    track = tracks[i]
    if track.status == TENTATIVE:
        station = stations[track.seed_sensor[0]]
        station.clutter[track.ring] += track.hits
        station.unsettled[track.ring] -= 1.0
    track.alive = False
    track.changed = False
    for s in range(look_s.shape[0]):
        look_s[s, i] = 0.0
    free[counters[FREE]] = i
    counters[FREE] += 1


@kernel
def advance(station: Any, look_s: F8, seen_s: F8, terms: Any, s: int, first_s: float, last_s: float, high: int) -> None:
    """Sensor s has reported up to `last_s`: exposure and watermark. Turns in which it said nothing are no looks."""
    interval_s, mark_s = station.interval_s, station.watermark_s
    if mark_s == 0.0:
        station.watermark_s = last_s
        return
    if first_s - mark_s > 1.5 * interval_s:
        turns_s = math.floor((first_s - mark_s) / interval_s) * interval_s
        for i in range(high):
            if look_s[s, i] > 0.0:
                look_s[s, i] += turns_s
                seen_s[s, i] += turns_s
    if last_s > mark_s:
        turns = min((last_s - mark_s) / interval_s, 1.5)
        kept = math.exp(-turns / terms.clutter_memory_looks)
        station.exposure = station.exposure * kept + turns
        for k in range(RINGS):
            station.clutter[k] *= kept
        station.watermark_s = last_s


@kernel
def miss(tracks: Rows, stations: Rows, look_s: F8, seen_s: F8, terms: Any, free: Ints, counters: Ints, s: int) -> None:
    """Looks of sensor s that should have shown a track by now and did not; tracks that end by it."""
    station = stations[s]
    now_s, interval_s = station.watermark_s, station.interval_s
    due_s = interval_s + 3.0 * math.sqrt(station.jitter_s2) - 1e-3 * interval_s
    for i in range(counters[HIGH]):
        if look_s[s, i] == 0.0 or now_s < look_s[s, i] + due_s:
            continue
        if now_s - seen_s[s, i] > (terms.look_memory + 0.5) * interval_s:
            look_s[s, i] = 0.0
            continue
        track = tracks[i]
        sees = covers(station, track)
        while now_s >= look_s[s, i] + due_s:
            look_s[s, i] += interval_s
            if sees:
                track.existence = after_miss(track.existence, station.detection_probability)
                track.misses += 1
        if not sees:
            continue
        if track.status == TENTATIVE:
            if track.existence < terms.drop_existence or track.misses >= terms.drop_misses:
                release(tracks, stations, look_s, free, counters, i)
        else:
            track.changed = True
            if track.existence < terms.end_existence:
                track.status = ENDED
                track.alive = False


@kernel
def covers(station: Any, track: Any) -> bool:
    """Whether a track is inside the sensor's range and above its radio horizon, as far as its height is known."""
    if not station.sited:
        return True
    distance_m = math.hypot(track.xc[0] - station.x_m, track.xc[1] - station.y_m)
    if distance_m > station.range_m:
        return False
    if track.height_source == 0:
        return True
    high_m = max(track.h[0], 1.0)
    return distance_m < 4124.0 * (math.sqrt(max(station.height_m, 1.0)) + math.sqrt(high_m))


@kernel
def confirm(track: Any, stations: Rows, terms: Any, counters: Ints) -> None:
    """The track is confirmed, and numbered, when it exists probably enough and was seen often enough."""
    if track.status != TENTATIVE:
        track.status = CONFIRMED
        return
    if track.hits >= terms.confirm_hits and track.existence >= terms.confirm_existence:
        track.status = CONFIRMED
        stations[track.seed_sensor[0]].unsettled[track.ring] -= 1.0
        if track.number == 0:
            track.number = counters[NEXT]
            counters[NEXT] += 1


@kernel
def sweep(tracks: Rows, stations: Rows, look_s: F8, terms: Any, free: Ints, counters: Ints, time_s: float) -> None:
    """Tracks without a plot for too long at the tick `time_s`: coasting, ended, or dropped when tentative."""
    for i in range(counters[HIGH]):
        track = tracks[i]
        if not track.alive:
            continue
        age_s = time_s - track.updated_s - terms.coast_latency_s
        if age_s <= terms.coast_looks * track.expected_s:
            continue
        if track.status == TENTATIVE:
            if age_s > (terms.drop_misses + terms.coast_looks) * track.expected_s or age_s > terms.coast_limit_s:
                release(tracks, stations, look_s, free, counters, i)
            continue
        if track.status == CONFIRMED:
            track.status = COASTING
            track.changed = True
        dt, Pc = time_s - track.time_s, track.Pc
        spread_m2 = Pc[0] + Pc[4] + dt * (2.0 * (Pc[2] + Pc[6]) + dt * (Pc[7] + Pc[9]))
        if age_s > terms.coast_limit_s or spread_m2 > terms.lost_m2:
            track.status = ENDED
            track.alive = False
            track.changed = True
