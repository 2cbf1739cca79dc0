"""What the plots that were taken do to their tracks: state, height, existence, claims, contributors, looks."""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.geo.polar import ASSUMED_HEIGHT_M
from sargas.model.tracks import TENTATIVE
from sargas.tracking.births import answered
from sargas.tracking.claims import keep_claims
from sargas.tracking.direction import correct_direction
from sargas.tracking.doppler import correct_rate
from sargas.tracking.elevation import raise_by_elevation
from sargas.tracking.existence import after_hit, confirm, count_looks
from sargas.tracking.features import keep_features
from sargas.tracking.gate import SHARED_S, compare, is_shared, measured
from sargas.tracking.presumed import doubt_of
from sargas.tracking.rows import DIRECTION, POSITION, Rows
from sargas.tracking.slant import at_height, place_of, tells_height
from sargas.tracking.standing import MOVES, watch
from sargas.tracking.state import State, expect, place
from sargas.tracking.sweeping import due_of
from sargas.tracking.trust import hold_against, note_claim, seen_by_radar, steered_by_claims
from sargas.tracking.update import LEAST_MODEL, bias_of, correct, onset
from sargas.tracking.vertical import raise_height, take_climb

STILL_MPS = 10.0
_LEARN = 0.02
"""Step by which interval and jitter of a sensor follow each plot."""


@leaf
def take_plot(state: State, shot: Any, terms: Any, i: int, log_ratio: float) -> None:
    """The track of slot i takes a plot; `log_ratio` is the edge's value as of `sargas.tracking.gate`."""
    track, s, time_s = state.rows[i], shot.sensor, shot.time_s
    station = state.stations[s]
    # A place that rests on the height of the track says nothing of how its radar errs.
    shot.taker = track.origin if shot.slant_m == 0.0 or track.height_source == 0 else -1
    if is_stale(track, shot, station):
        keep_claims(track, shot)
        return
    track.last[0], track.last[1] = shot.first[0], shot.first[1]
    if time_s >= track.updated_s:
        track.latest = shot.serial
    if shot.kind == DIRECTION:
        correct_direction(track, shot, station)
        raise_by_elevation(track, shot, station, terms)
    elif track.formation < 0:
        move(track, shot, state.stations, s, terms)
    if station.claiming and shot.address != 0:
        note_claim(track, shot)
    lifted = tells_height(track, shot, station) and not is_shared(track, station, s, time_s)
    raise_height(track, shot, terms)
    if lifted:
        lift(track, station)
    take_climb(track, shot, terms)
    keep_claims(track, shot)
    if track.hits == 1:
        track.seed_sensor[1] = s
        track.seed[1, 0], track.seed[1, 1], track.seed[1, 2] = time_s, shot.first[0], shot.first[1]
    if station.radar >= 0 and watch(state.standing[station.radar], track, shot, station, terms):
        log_ratio = min(log_ratio, 0.0)
    track.existence = after_hit(track.existence, log_ratio, terms.existence_most)
    track.hits += 1
    track.places += int(shot.kind == POSITION)
    track.misses = 0
    track.changed = True
    track.updated_s = max(track.updated_s, time_s)
    if station.radar >= 0 and track.status != TENTATIVE and state.seen_s[station.radar, i] > 0.0:
        turns = math.floor((time_s - state.seen_s[station.radar, i]) / station.interval_s + 0.5)
        if turns >= 1.0:
            count_looks(station, shot.region, track.answers > 0.5, turns)
    if station.radar >= 0:
        keep_features(track, shot, station, track.status != TENTATIVE and track.moves >= MOVES)
        track.answers += max(0.1, 1.0 / track.hits) * ((1.0 if answered(shot) else 0.0) - track.answers)
    before_s = remember(track, state.stations, s, time_s)
    learn_look(state, s, i, time_s, before_s)
    confirm(track, state.stations, terms)
    place(state.spots, i, track)
    expect(state, i, due_of(track, terms))


@leaf
def lift(track: Any, station: Any) -> None:
    """A track that was where its radar's plots are put without a height goes to where they are at its height."""
    x, y = at_height(track.xc[0], track.xc[1], ASSUMED_HEIGHT_M, track.h[0], station)
    dx, dy = x - track.xc[0], y - track.xc[1]
    for m in range(track.mu.shape[0]):
        track.x[m, 0] += dx
        track.x[m, 1] += dy
    track.xc[0], track.xc[1] = x, y


@leaf
def move(track: Any, shot: Any, stations: Rows, s: int, terms: Any) -> None:
    """A track that flies alone corrected by a plot's position and velocity."""
    station = stations[s]
    shared = is_shared(track, station, s, shot.time_s)
    if shot.address != 0 and shot.address == track.address:
        stretched = not (station.claiming and seen_by_radar(track, stations, shot.time_s))
        _, _, seen = compare(track, shot, station, shared, stretched, terms)
    else:
        seen = measured(track, shot, station, shared)
    if station.radar >= 0 and steered_by_claims(track, shot.time_s):
        bxx, bxy, byy = bias_of(shot, station)
        dxx, dxy, dyy = doubt_of(track, shot, station)
        bias = (bxx + dxx, bxy + dxy, byy + dyy)
        hold_against(track, shot.time_s, place_of(track, shot, station), bias, terms)
    x, y, rxx, rxy, ryy = seen
    # A range rate tells at once what a place tells late.
    least = onset(track, shot.time_s, terms) if shot.rate_m2ps2 == 0.0 else LEAST_MODEL
    correct(track, x, y, rxx, rxy, ryy, 1.0, shot.time_s - shot.late_s - track.time_s, least)
    if shot.velocity_m2ps2 > 0.0 and believes(track, shot, terms):
        correct(track, shot.vx_mps, shot.vy_mps, shot.velocity_m2ps2, 0.0, shot.velocity_m2ps2, 0.0, 1.0, LEAST_MODEL)
    if shot.rate_m2ps2 > 0.0:
        correct_rate(track, shot, station, terms)


@leaf
def is_stale(track: Any, shot: Any, station: Any) -> bool:
    """Whether a report repeats the last position to the last digit while it says that it moves: no new measurement."""
    same: bool = station.reporting and shot.first[0] == track.last[0] and shot.first[1] == track.last[1]
    return same and shot.vx_mps * shot.vx_mps + shot.vy_mps * shot.vy_mps > STILL_MPS * STILL_MPS


@leaf
def believes(track: Any, shot: Any, terms: Any) -> bool:
    """Whether a reported velocity is inside the gate of the track's own: a wrong one must not spoil a position."""
    dx, dy = shot.vx_mps - track.xc[2], shot.vy_mps - track.xc[3]
    s00, s01, s11 = track.Pc[7] + shot.velocity_m2ps2, track.Pc[8], track.Pc[9] + shot.velocity_m2ps2
    inside: bool = s11 * dx * dx - 2.0 * s01 * dx * dy + s00 * dy * dy < terms.gate * (s00 * s11 - s01 * s01)
    return inside


@leaf
def learn_look(state: State, s: int, i: int, time_s: float, before_s: float) -> None:
    """Sensor s looked at slot i at `time_s` and, the time before, at `before_s` (0: never).

    Its interval, when not declared, follows the median of what lies between; of a radar also how regular its looks are.
    """
    station, radar = state.stations[s], state.stations[s].radar
    if before_s > 0.0 and time_s > before_s and not station.declared:
        step = _LEARN * (1.0 + 10.0 / (1.0 + station.exposure))
        longer = time_s - before_s > station.interval_s
        station.interval_s = min(max(station.interval_s * (1.0 + step if longer else 1.0 - step), 0.2), 60.0)
    if radar < 0:
        return
    look_s, interval_s = state.look_s[radar, i], station.interval_s
    gap_s = time_s - look_s
    if look_s > 0.0 and 0.0 < gap_s < 3.5 * interval_s:
        turns = math.floor(gap_s / interval_s + 0.5)
        if turns >= 1.0:
            off_s = gap_s - turns * interval_s
            step = _LEARN * (1.0 + 10.0 / (1.0 + station.exposure))
            station.jitter_s2 += step * (off_s * off_s - station.jitter_s2)
    state.look_s[radar, i] = max(look_s, time_s)
    station.oldest_s = min(station.oldest_s, time_s)
    state.seen_s[radar, i] = max(state.seen_s[radar, i], time_s)


@leaf
def remember(track: Any, stations: Rows, s: int, time_s: float) -> float:
    """Sensor s among the contributors, in place of the oldest; the shortest interval of the recent ones.

    Returns the time of that sensor's contribution before, 0 when there is none.
    """
    place = 0
    for k in range(track.contributor.shape[0]):
        if track.contributor_s[k] > 0.0 and track.contributor[k] == s:
            place = k
            break
        if track.contributor_s[k] < track.contributor_s[place]:
            place = k
    before_s = track.contributor_s[place] if track.contributor[place] == s else 0.0
    if track.contributor[place] != s or track.contributor_s[place] < time_s:
        track.contributor[place], track.contributor_s[place] = s, time_s
    shortest_s = stations[s].interval_s
    for k in range(track.contributor.shape[0]):
        if track.contributor_s[k] > max(time_s - SHARED_S, 0.0):
            shortest_s = min(shortest_s, stations[track.contributor[k]].interval_s)
    track.expected_s = shortest_s
    return before_s
