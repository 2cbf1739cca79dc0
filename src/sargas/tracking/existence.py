"""Whether a track's target exists: integrated probabilistic data association, and the looks that it is judged by.

r is the probability of existence. A plot of likelihood ratio L = P_D f(z) c / lambda makes it r L / (1 - r + r L); a
missed look makes it r (1 - P_D) / (1 - r P_D). Source: Musicki, Evans and Stankovic, IEEE Trans. Automatic Control 39
(1994) 1237, eq. 21 to 27, with the hard association of `sargas.tracking.assignment` in place of their sum; r never
rises above `existence_most`, which stands for the chain's chance that a target ends.

A look is missed only where there was one: the sensor must have seen this target in its last few turns, have reported
up to the time at which its antenna came round again (its watermark), and have the track inside its range and above its
radio horizon (4/3 Earth: d = 4124 (sqrt h1 + sqrt h2), metres; Skolnik, Introduction to Radar Systems, 3rd ed., eq.
8.10). While a sensor is silent as a whole it looks at nothing.

lambda, the density of false plots per square metre and turn, is learned per radar and region (range ring and sector):
the plots of tentative tracks that came to nothing, and one for each tentative track that is not settled yet, so that a
radar just switched on is taken for a bad one until its echoes turn out to be targets. Gamma prior of
`clutter_prior_looks` turns with `clutter_per_look` false plots over the coverage.
"""

import math
from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.model.tracks import CONFIRMED, ENDED, TENTATIVE
from sargas.tracking.births import answered, learn_speed
from sargas.tracking.features import count_features, forget_features
from sargas.tracking.frame import region_of, turn_of
from sargas.tracking.rows import F8, HIGH, NEARBY, POSITION, RATES, REPLIES, RINGS, SECTORS, Ints, Rows
from sargas.tracking.standing import MOVES, polar_of, teach
from sargas.tracking.state import State, clear, vacate

_THINNEST_PM2 = 1e-20
"""No density of false plots is less, whatever the settings: one in 10^8 turns over the Earth."""


@leaf
def after_hit(r: float, log_ratio: float, most: float) -> float:
    """Existence after a plot of that logarithm of L."""
    ratio = math.exp(min(log_ratio, 50.0))
    return min(r * ratio / (1.0 - r + r * ratio), most)


@leaf
def after_miss(r: float, detection_probability: float) -> float:
    """Existence after a look that showed nothing."""
    return r * (1.0 - detection_probability) / (1.0 - r * detection_probability)


@leaf
def region_at(x_m: float, y_m: float, station: Any) -> int:
    """Region of a radar in which a place on the plane is."""
    x_m, y_m = x_m - station.x_m, y_m - station.y_m
    return region_of(math.sqrt(x_m * x_m + y_m * y_m), turn_of(math.atan2(x_m, y_m)), station.range_m)


@kernel
def density(shots: Rows, begin: int, end: int, station: Any, terms: Any) -> F8:
    """lambda at each of the plots begin..end of a sensor, per square metre, shape (end - begin,).

    A ring's has the prior of the whole coverage; a region's has that of its ring, worth `clutter_prior_plots`.
    """
    result = np.empty(end - begin)
    if station.radar < 0:
        for j in range(begin, end):
            result[j - begin] = terms.clutter_of_reports_pm2
            if shots[j].kind == NEARBY:
                # R is that of a disc: radius^2 / 4.
                result[j - begin] = terms.false_presences_per_look / (4.0 * math.pi * shots[j].rxx)
            elif not station.reporting and shots[j].kind == POSITION:
                # Neither a radar nor the target itself: people err, and so do networks that hear.
                spread_m2 = math.sqrt(max(shots[j].rxx * shots[j].ryy - shots[j].rxy * shots[j].rxy, 1.0))
                result[j - begin] = terms.false_places_per_look / (math.pi * spread_m2)
        return result
    rings = np.empty(RINGS)
    whole_m2 = math.pi * station.range_m * station.range_m
    prior = terms.clutter_prior_looks * terms.clutter_per_look / whole_m2
    looks = station.exposure + terms.clutter_prior_looks
    for ring in range(RINGS):
        counted = 0.0
        for sector in range(SECTORS):
            counted += station.clutter[ring, sector] + station.unsettled[ring, sector]
        rings[ring] = (counted * RINGS * RINGS / (whole_m2 * (2.0 * ring + 1.0)) + prior) / looks
    replies = station.clutter[RINGS, 0] + station.unsettled[RINGS, 0]
    of_replies = max((replies / whole_m2 + prior) / looks, _THINNEST_PM2)
    for j in range(begin, end):
        if answered(shots[j]):
            result[j - begin] = of_replies
            continue
        ring, sector = shots[j].region // SECTORS, shots[j].region % SECTORS
        region_m2 = whole_m2 * (2.0 * ring + 1.0) / (RINGS * RINGS * SECTORS)
        counted = station.clutter[ring, sector] + station.unsettled[ring, sector] + terms.clutter_prior_plots
        thin = counted / (looks * region_m2 + terms.clutter_prior_plots / max(rings[ring], _THINNEST_PM2))
        result[j - begin] = max(thin, _THINNEST_PM2)
    return result


@leaf
def detection_of(station: Any, region: int, answers: bool, terms: Any) -> float:
    """P_D of a sensor in a region, for targets that answer or do not: what it states, and how often confirmed tracks
    there were seen when looked at.

    Looks after a target's last plot do not count: nobody knows whether it was there.
    """
    if station.radar < 0:
        return float(station.detection_probability)
    ring, sector = region // SECTORS, region % SECTORS
    w = terms.detection_prior_looks
    hits, looks = station.hits[int(answers), ring, sector], station.looks[int(answers), ring, sector]
    seen = (hits + w * station.detection_probability) / (looks + w)
    return float(min(max(seen, 0.02), 0.995))


@leaf
def count_looks(station: Any, region: int, answers: bool, turns: float) -> None:
    """A confirmed track was seen again after that many turns."""
    ring, sector = region // SECTORS, region % SECTORS
    station.hits[int(answers), ring, sector] += 1.0
    station.looks[int(answers), ring, sector] += turns


@leaf
def settle(station: Any, region: int, plots: float) -> None:
    """A tentative track begun in that region is decided: `plots` of it were false."""
    ring, sector = region // SECTORS, region % SECTORS
    station.clutter[ring, sector] += plots
    # At least 0: a track whose sensor is gone from the configuration was counted elsewhere.
    station.unsettled[ring, sector] = max(station.unsettled[ring, sector] - 1.0, 0.0)


@leaf
def turn_over(station: Any, terms: Any, first_s: float, plots: int) -> None:
    """Counts a slice of a radar's plots; after an antenna turn its counts become those of the turn before."""
    if first_s - station.turn_s > 0.9 * station.interval_s:
        kept = terms.birth_memory
        for kind in range(2):
            born, proved = station.born[kind], station.proved[kind]
            # What was begun in the turn that ends is looked for in the one that begins.
            born[2] = kept * (born[1] + born[2])
            born[1], born[0] = born[0], 0.0
            proved[1] = kept * (proved[0] + proved[1])
            proved[0] = 0.0
        station.plots[1], station.plots[0] = station.plots[0], 0.0
        station.turn_s = first_s
    station.plots[0] += plots


@leaf
def share_of(station: Any, region: int, terms: Any) -> float:
    """Part of the plots which no track takes that are targets, of echoes or of replies: of the tentative tracks begun
    in the turns before, as far as the antenna has come, those that found their second plot.
    """
    if station.radar < 0:
        return float(station.share)
    come = min(station.plots[0] / max(station.plots[1], 1.0), 1.0)
    born, found = station.born[int(region == REPLIES)], station.proved[int(region == REPLIES)]
    proved = found[0] + found[1]
    tried = max(come * born[1] + born[2], proved) + terms.birth_prior_plots
    share = (proved + terms.birth_prior_plots * station.share) / tried
    return float(min(max(share, terms.birth_share_least), terms.birth_share_most))


@leaf
def radars_over(stations: Rows, track: Any) -> float:
    """How many radars may give a track its next plot, 1 at the least: each is as likely to be the one."""
    count = 0
    for s in range(stations.shape[0]):
        if stations[s].radar >= 0 and covers(stations[s], track):
            count += 1
    return max(count, 1)


@leaf
def log_overcount(station: Any, region: int, terms: Any) -> float:
    """Logarithm of what lambda of a region is too large for counting all births that are not settled as false: of
    them the share p is not.
    """
    if station.radar < 0:
        return 0.0
    unsettled = station.unsettled[region // SECTORS, region % SECTORS]
    counted = station.clutter[region // SECTORS, region % SECTORS] + unsettled + terms.clutter_prior_plots
    return math.log(counted / (counted - share_of(station, region, terms) * unsettled))


@kernel
def prove(state: State, terms: Any, slots: Ints, taken: Ints, edge_log: F8, count: int) -> None:
    """Tentative tracks that take their second plot: what they were before it, from how many of their kind do.

    The share p of plots that are targets and the probability of each, p L / (1 - p + p L), are found together by
    incremental expectation-maximisation (Neal and Hinton, in Learning in Graphical Models, 1998).
    """
    rows, stations = state.rows, state.stations
    second, n = np.empty(count, np.int64), 0
    for c in range(count):
        if taken[c] >= 0 and rows[slots[c]].hits == 1:
            second[n] = c
            n += 1
            edge_log[taken[c]] -= math.log(radars_over(stations, rows[slots[c]]))
    for _round in range(3):
        for c in second[:n]:
            row = rows[slots[c]]
            station = stations[row.seed_sensor[0]]
            row.existence = after_hit(share_of(station, row.region, terms), row.hint, 1.0)
            for _ in range(row.misses):
                row.existence = after_miss(row.existence, station.detection_probability)
            proof = after_hit(row.existence, edge_log[taken[c]] + log_overcount(station, row.region, terms), 1.0)
            station.proved[int(row.region == REPLIES), 0] += proof - row.proof
            row.proof = proof
    for c in second[:n]:
        row = rows[slots[c]]
        edge_log[taken[c]] += log_overcount(stations[row.seed_sensor[0]], row.region, terms)


@leaf
def finish(state: State, i: int) -> None:
    """The confirmed track of slot i has ended; its row stays until that was told."""
    track = state.rows[i]
    track.status, track.alive, track.changed = ENDED, False, True
    clear(state.spots, i)


@leaf
def drop(state: State, terms: Any, i: int) -> None:
    """The tentative track of slot i came to nothing; its plots are counted as clutter of the sensor that began it."""
    track = state.rows[i]
    if track.number > 0:
        # Told as confirmed; in order it never was. It ends aloud.
        finish(state, i)
        return
    station = state.stations[track.seed_sensor[0]]
    settle(station, track.region, track.hits)
    if track.rate_bin >= 0:
        station.rates[track.rate_bin] += track.hits
        station.rated += track.hits
    if station.radar >= 0:
        count_features(station, int(track.region == REPLIES), track.word, track.level, 0, track.hits)
    if station.radar >= 0 and track.region != REPLIES and track.moves < MOVES:
        gates, sectors = polar_of(track.xc[0], track.xc[1], station)
        teach(state.standing[station.radar], gates, sectors, track.updated_s, 1.0, station, terms)
    vacate(state, i)


@leaf
def advance(state: State, terms: Any, s: int, first_s: float, last_s: float) -> None:
    """Sensor s has reported up to `last_s`: exposure and watermark. Turns in which it said nothing are no looks."""
    station = state.stations[s]
    interval_s, mark_s, radar = station.interval_s, station.watermark_s, station.radar
    if mark_s == 0.0:
        station.watermark_s = last_s
        return
    if radar >= 0 and first_s - mark_s > 1.5 * interval_s:
        turns_s = math.floor((first_s - mark_s) / interval_s) * interval_s
        for i in range(state.counters[HIGH]):
            if state.look_s[radar, i] > 0.0:
                state.look_s[radar, i] += turns_s
                state.seen_s[radar, i] += turns_s
    if last_s > mark_s:
        turns = min((last_s - mark_s) / interval_s, 1.5)
        kept = math.exp(-turns / terms.clutter_memory_looks)
        station.exposure = station.exposure * kept + turns
        station.watermark_s = last_s
        for k in range(RATES if station.rated > 0.0 else 0):
            station.rates[k] *= kept
        station.rated *= kept
        forget_features(station, turns)
        station.clutter[RINGS, 0] *= kept
        for ring in range(RINGS if radar >= 0 else 0):
            for sector in range(SECTORS):
                station.clutter[ring, sector] *= kept
                for answers in range(2):
                    station.hits[answers, ring, sector] *= kept
                    station.looks[answers, ring, sector] *= kept


@leaf
def when_due(look_s: F8, high: int, due_s: float) -> tuple[float, int, int]:
    """(oldest look after `due_s`, first slot and one after the last with a look up to it), of the first `high` slots.

    Branchless, so that it runs over several slots at a time.
    """
    oldest_s, first, last = np.inf, high, 0
    for i in range(high):
        due = (look_s[i] != 0.0) & (look_s[i] <= due_s)
        oldest_s = min(oldest_s, look_s[i] if (look_s[i] > due_s) else np.inf)
        first, last = min(first, i if due else high), max(last, i + 1 if due else 0)
    return oldest_s, first, last


@leaf
def miss(state: State, terms: Any, s: int, now_s: float, slack: float) -> None:
    """Looks of sensor s that should have shown a track by now and did not; tracks that end by it.

    `slack`, in intervals, is allowed on top of what the antenna is known to jitter.
    """
    station = state.stations[s]
    interval_s, radar = station.interval_s, station.radar
    if radar < 0:
        return
    look_s, seen_s = state.look_s[radar], state.seen_s[radar]
    due_s = (1.0 + slack) * interval_s + 3.0 * math.sqrt(station.jitter_s2)
    if now_s < station.oldest_s + due_s:
        return
    high = state.counters[HIGH]
    oldest_s, first, last = when_due(look_s, high, now_s - due_s)
    for i in range(first, last):
        if look_s[i] == 0.0:
            continue
        if now_s < look_s[i] + due_s:
            oldest_s = min(oldest_s, look_s[i])
            continue
        if now_s - seen_s[i] > (terms.look_memory + 0.5) * interval_s:
            look_s[i] = 0.0
            continue
        track = state.rows[i]
        sees = covers(station, track) and not 0.0 < track.held_s < now_s
        seen = detection_of(station, region_at(track.xc[0], track.xc[1], station), track.answers > 0.5, terms)
        while now_s >= look_s[i] + due_s:
            look_s[i] += interval_s
            if sees and track.alive:
                track.existence = after_miss(track.existence, seen)
                track.misses += 1
        oldest_s = min(oldest_s, look_s[i])
        if not (sees and track.alive):
            continue
        if track.status == TENTATIVE:
            if track.existence < terms.drop_existence or track.misses >= terms.drop_misses:
                drop(state, terms, i)
        else:
            track.changed = True
            if track.existence < terms.end_existence:
                finish(state, i)
    station.oldest_s = oldest_s


@leaf
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


@leaf
def is_placed(track: Any, stations: Rows) -> bool:
    """Whether two plots or two sensors say where the track is: bearings of one sensor, however many, are of something
    along a line.
    """
    if track.places >= 2:
        return True
    listening = 0
    for k in range(track.contributor.shape[0]):
        if track.contributor_s[k] > 0.0 and stations[track.contributor[k]].sited:
            listening += int(stations[track.contributor[k]].radar < 0)
    return listening >= 2


@leaf
def confirm(track: Any, stations: Rows, terms: Any) -> None:
    """The track is confirmed when it exists probably enough and was seen often enough."""
    if track.status != TENTATIVE:
        track.status = CONFIRMED
    elif track.hits >= terms.confirm_hits and track.existence >= terms.confirm_existence and is_placed(track, stations):
        track.status = CONFIRMED
        station = stations[track.seed_sensor[0]]
        settle(station, track.region, 0.0)
        if station.radar >= 0:
            learn_speed(track, station)
