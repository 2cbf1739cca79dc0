"""How a track begins: each plot that no track took is a tentative track of one point.

Its velocity is unknown: zero with a spread of `speed_sigma_mps` in each component (or what the plot says of it). The
second plot must lie within `speed_limit_mps` of it, see `sargas.tracking.gate`; with the wide prior the update with
two points is two-point differencing (Bar-Shalom, Li and Kirubarajan 2001, eq. 5.5.3-3 to -5).
Its existence is lambda_b / (lambda_b + lambda): expected births against false plots at that place (Musicki, Evans and
Stankovic 1994), held between `birth_existence_least` and `_most`: the likelihood ratios of the next plots are of the
order of 1,000, so a guess of lambda_b that is wrong by two orders of magnitude costs at most one plot. In a radar's
first turn, when nothing is known of its clutter and every target is new, it is `birth_existence_first`.
"""

import math
from typing import Any

from sargas.geo.kernel import kernel
from sargas.model.tracks import TENTATIVE
from sargas.tracking.claims import keep_claims
from sargas.tracking.existence import ring_of
from sargas.tracking.motion import combine
from sargas.tracking.rows import F8, FREE, HIGH, NEXT, Bools, Ints, Rows
from sargas.tracking.vertical import raise_height

DOUBT_M2PS2 = 400.0
"""Variance added to a reported velocity that nothing has confirmed yet."""


@kernel
def begin_tracks(
    tracks: Rows, stations: Rows, look_s: F8, seen_s: F8, shots: Rows, terms: Any, free: Ints, counters: Ints,
    begin: int, end: int, s: int, density: F8, used: Bools,
) -> None:  # fmt: skip
    """A tentative track for each of sensor s's plots begin..end that is not `used` (plots,)."""
    station = stations[s]
    births_pm2 = terms.birth_per_look / (math.pi * station.range_m * station.range_m)
    for j in range(begin, end):
        if used[j - begin]:
            continue
        if counters[FREE] > 0:
            counters[FREE] -= 1
            i = free[counters[FREE]]
        else:
            i = counters[HIGH]
            counters[HIGH] += 1
        track, shot = tracks[i], shots[j]
        velocity_m2ps2 = shot.velocity_m2ps2 + DOUBT_M2PS2 if shot.velocity_m2ps2 > 0.0 else terms.speed_m2ps2
        for m in range(terms.motion_share.shape[0]):
            track.mu[m] = terms.motion_share[m]
            track.x[m, 0], track.x[m, 1] = shot.x_m, shot.y_m
            track.x[m, 2], track.x[m, 3] = shot.vx_mps, shot.vy_mps
            for k in range(10):
                track.P[m, k] = 0.0
            track.P[m, 0], track.P[m, 1], track.P[m, 4] = shot.rxx, shot.rxy, shot.ryy
            track.P[m, 7] = velocity_m2ps2
            track.P[m, 9] = velocity_m2ps2
        combine(track)
        track.time_s, track.updated_s, track.first_s = shot.time_s, shot.time_s, shot.time_s
        track.expected_s = station.interval_s
        chance = births_pm2 / (births_pm2 + density[j - begin])
        track.existence = min(max(chance, terms.birth_existence_least), terms.birth_existence_most)
        if station.exposure < 1.0 and not station.reporting:
            track.existence = terms.birth_existence_first
        distance_m = math.hypot(shot.x_m - station.x_m, shot.y_m - station.y_m)
        track.ring = ring_of(distance_m, station.range_m)
        station.unsettled[track.ring] += 1.0
        track.alive, track.changed, track.named = True, True, False
        track.status, track.simulated = TENTATIVE, shot.simulated
        track.hits, track.misses, track.number = 1, 0, 0
        if terms.show_tentative:
            track.number = counters[NEXT]
            counters[NEXT] += 1
        for k in range(track.contributor.shape[0]):
            track.contributor[k], track.contributor_s[k] = 0, 0.0
        track.contributor[0], track.contributor_s[0] = s, shot.time_s
        for q in range(look_s.shape[0]):
            look_s[q, i] = 0.0
        look_s[s, i], seen_s[s, i] = shot.time_s, shot.time_s
        track.seed_sensor[0] = s
        track.seed[0, 0], track.seed[0, 1], track.seed[0, 2] = shot.time_s, shot.first[0], shot.first[1]
        track.last[0], track.last[1] = shot.first[0], shot.first[1]
        track.height_source, track.h[0], track.h[1] = 0, 0.0, 0.0
        raise_height(track, shot, terms)
        track.claimed, track.address, track.address_votes, track.mode_3a_votes = 0, 0, 0, 0
        keep_claims(track, shot)
