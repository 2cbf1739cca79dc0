"""How a track begins: each plot that no track took is a tentative track of one point.

Its velocity is unknown: zero with a spread of `speed_sigma_mps` in each component (or what the plot says of it; a range
rate tells the component along the line of sight). The second plot must lie within `speed_limit_mps` of it, see
`sargas.tracking.gate`; with the wide prior the update with two points is two-point differencing (Bar-Shalom, Li and
Kirubarajan 2001, eq. 5.5.3-3 to -5).
Its existence is the share of such plots that turn out to be targets, which is learned from turn to turn (`share_of` in
`sargas.tracking.existence`), and judged anew when the second plot comes.
"""

from typing import Any

from sargas.geo.kernel import leaf
from sargas.model.tracks import TENTATIVE
from sargas.tracking.births import answered, learn_height
from sargas.tracking.claims import keep_claims
from sargas.tracking.doppler import bin_of, correct_rate
from sargas.tracking.elevation import raise_by_elevation
from sargas.tracking.existence import share_of
from sargas.tracking.features import begin_features
from sargas.tracking.motion import combine
from sargas.tracking.rows import F8, POSITION, REPLIES, SECTORS, Bools, Rows
from sargas.tracking.standing import MOVES, stands
from sargas.tracking.state import State, expect, occupy, place
from sargas.tracking.sweeping import due_of
from sargas.tracking.trust import is_elsewhere, note_claim
from sargas.tracking.vertical import raise_height, take_climb

DOUBT_M2PS2 = 400.0
"""Variance added to a reported velocity that nothing has confirmed yet."""


@leaf
def begin_at(state: State, shot: Any, waiting: Any, terms: Any, place_m: F8, part: float) -> None:
    """A tentative track of two partial plots, at `place_m` [x y, Pxx Pxy Pyy, time]; `part` of the chance that it is
    one is its own.
    """
    i = occupy(state)
    track, station = state.rows[i], state.stations[shot.sensor]
    put(track, place_m[0], place_m[1], 0.0, 0.0, place_m[2], place_m[3], place_m[4], terms.slow_m2ps2, terms)
    found(state, i, shot, station, place_m[5], terms)
    track.hits, track.existence = 2, part * terms.birth_share_of_partials
    track.contributor[1], track.contributor_s[1] = waiting.sensor, waiting.time_s
    track.seed_sensor[1] = shot.sensor
    track.seed[1, 0], track.seed[1, 1], track.seed[1, 2] = shot.time_s, shot.first[0], shot.first[1]
    track.seed_sensor[0] = waiting.sensor
    track.seed[0, 0], track.seed[0, 1], track.seed[0, 2] = waiting.time_s, waiting.first[0], waiting.first[1]
    raise_by_elevation(track, waiting, state.stations[waiting.sensor], terms)
    raise_by_elevation(track, shot, station, terms)


@leaf
def put(
    track: Any, x_m: float, y_m: float, vx_mps: float, vy_mps: float,
    pxx: float, pxy: float, pyy: float, velocity_m2ps2: float, terms: Any,
) -> None:  # fmt: skip
    """State and covariance of a new track, the same in all motion models."""
    for m in range(terms.motion_share.shape[0]):
        track.mu[m] = (1.0 - terms.calm_share) * terms.motion_share[m] + (terms.calm_share if m == 0 else 0.0)
        track.x[m, 0], track.x[m, 1], track.x[m, 2], track.x[m, 3] = x_m, y_m, vx_mps, vy_mps
        for k in range(10):
            track.P[m, k] = 0.0
        track.P[m, 0], track.P[m, 1], track.P[m, 4] = pxx, pxy, pyy
        track.P[m, 7], track.P[m, 9] = velocity_m2ps2, velocity_m2ps2
    track.calm = terms.calm_share / track.mu[0]
    track.formation, track.alone_s = -1, 0.0
    track.Pr[:] = 0.0
    combine(track)


@leaf
def found(state: State, i: int, shot: Any, station: Any, time_s: float, terms: Any) -> None:
    """All else of a new track in slot i, of which `shot` is the first plot; its state is of `time_s`."""
    track, s = state.rows[i], shot.sensor
    track.time_s, track.updated_s, track.first_s = time_s, shot.time_s, time_s
    track.from_m[0], track.from_m[1], track.from_s = track.xc[0], track.xc[1], time_s
    track.moves = 0 if station.radar >= 0 else MOVES
    track.expected_s = station.interval_s
    track.region = REPLIES if station.radar >= 0 and answered(shot) else shot.region
    begin_features(track, shot, station)
    track.existence, track.proof = share_of(station, track.region, terms), 0.0
    track.answers = 1.0 if answered(shot) else 0.0
    track.rate_bin = bin_of(shot, terms)
    station.unsettled[track.region // SECTORS, track.region % SECTORS] += 1.0
    track.alive, track.changed, track.named = True, True, False
    track.status, track.simulated = TENTATIVE, shot.simulated
    track.hits, track.misses, track.number, track.revision = 1, 0, 0, 0
    track.places = int(shot.kind == POSITION)
    track.origin, track.latest, shot.taker = shot.serial, shot.serial, shot.serial
    for k in range(track.contributor.shape[0]):
        track.contributor[k], track.contributor_s[k] = 0, 0.0
    track.contributor[0], track.contributor_s[0] = s, shot.time_s
    for radar in range(state.look_s.shape[0]):
        state.look_s[radar, i] = 0.0
    if station.radar >= 0:
        state.look_s[station.radar, i], state.seen_s[station.radar, i] = shot.time_s, shot.time_s
        station.oldest_s = min(station.oldest_s, shot.time_s)
    track.seed_sensor[0] = s
    track.seed[0, 0], track.seed[0, 1], track.seed[0, 2] = shot.time_s, shot.first[0], shot.first[1]
    track.last[0], track.last[1] = shot.first[0], shot.first[1]
    track.height_source, track.h[0], track.h[1] = 0, 0.0, 0.0
    raise_height(track, shot, terms)
    take_climb(track, shot, terms)
    track.held_s = 0.0
    track.mixed, track.mixed_with = -1, 0
    track.doubt[:], track.doubt_m2[:], track.doubt_looks, track.distrust_s = 0.0, 0.0, 0.0, 0.0
    track.claim_s, track.claim_off_m, track.claim_sigma_m, track.claim_jump_mps = 0.0, 0.0, 0.0, 0.0
    track.claim_at_s = 0.0
    track.claim_told_s[:] = 0.0
    track.claimed, track.address, track.address_votes, track.mode_3a_votes = 0, 0, 0, 0
    keep_claims(track, shot)
    if station.claiming and shot.address != 0:
        note_claim(track, shot)
    place(state.spots, i, track)
    expect(state, i, due_of(track, terms))


@leaf
def begin_tracks(state: State, shots: Rows, terms: Any, begin: int, end: int, s: int, used: Bools) -> None:
    """A tentative track for each of sensor s's plots begin..end that is not `used` (plots,)."""
    station = state.stations[s]
    for j in range(begin, end):
        if used[j - begin] or (station.claiming and is_elsewhere(state, shots[j], shots[j].time_s)):
            continue
        shot = shots[j]
        if station.radar >= 0 and stands(state.standing[station.radar], shot, station, terms):
            continue
        i = occupy(state)
        station.born[int(answered(shot)), 0] += 1.0
        velocity_m2ps2 = shot.velocity_m2ps2 + DOUBT_M2PS2 if shot.velocity_m2ps2 > 0.0 else terms.speed_m2ps2
        put(
            state.rows[i], shot.x_m, shot.y_m, shot.vx_mps, shot.vy_mps,
            shot.rxx, shot.rxy, shot.ryy, velocity_m2ps2, terms,
        )  # fmt: skip
        found(state, i, shot, station, shot.time_s, terms)
        if shot.rate_m2ps2 > 0.0:
            correct_rate(state.rows[i], shot, station, terms)
            place(state.spots, i, state.rows[i])
        if station.radar >= 0 and shot.height_source != 0:
            learn_height(shot, station)
