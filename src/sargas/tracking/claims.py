"""What targets say of themselves, as help for association and as claims on the track.

Addresses and codes can be wrong, missing, duplicated or false: they are a likelihood factor, never a filter, and a
track keeps the claim that was made most often lately. Keeping is by votes (Boyer and Moore, MJRTY, 1981): the same
value adds one vote, up to MOST_VOTES, another takes one away, and at none the newer value stands. Call sign, pressure
altitude and emergency are the most recent ones: an emergency must not wait for a majority. A Mode 3/A code says of
emergencies too, where nothing else does, or says "none" beside it as some stations always do: 7700, 7600 and 7500 that
there is one, any other that there is none any more.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.model.claims import EMERGENCIES
from sargas.tracking.rows import CALLSIGN, EMERGENCY, MODE_3A, PRESSURE

MOST_VOTES = 3
GENERAL, RADIO, UNLAWFUL = (
    EMERGENCIES.index(name) for name in ("general", "no_communications", "unlawful_interference")
)
ROUNDING_M2 = 400.0
"""Allowed for heights told in steps of 25 or 100 ft and for wrong climb rates."""


@leaf
def log_agreement(track: Any, shot: Any, terms: Any) -> float:
    """Logarithm of the factor by which claims change the odds that the plot is the track's; 0 says nothing."""
    result = 0.0
    if track.address != 0 and shot.address != 0:
        result += terms.log_address_agrees if track.address == shot.address else terms.log_address_differs
    if track.claimed & shot.claimed & MODE_3A:
        if track.mode_3a != shot.mode_3a:
            result += terms.log_mode_3a_differs
        else:
            shared = False
            for k in range(terms.conspicuity_codes.shape[0]):
                shared = shared or terms.conspicuity_codes[k] == shot.mode_3a
            if not shared:
                result += terms.log_mode_3a_agrees
    return result


@leaf
def log_height_agreement(track: Any, shot: Any, station: Any, terms: Any) -> float:
    """The same for two heights of one source, against the heights that the sensor's other plots have; at most 2."""
    if shot.height_source == 0 or shot.height_source != track.height_source:
        return 0.0
    return log_heights(track, shot.time_s, shot.height_m, shot.height_m2, float(station.heights[1]), terms)


@leaf
def log_heights(track: Any, time_s: float, height_m: float, height_m2: float, others_m2: float, terms: Any) -> float:
    """The same for a height with variance `height_m2` and a track that has one; others' have `others_m2`."""
    t = time_s - track.height_s
    difference_m = height_m - track.h[0] - t * track.h[1]
    variance_m2 = track.Ph[0] + t * (2.0 * track.Ph[1] + t * track.Ph[2]) + height_m2 + ROUNDING_M2
    variance_m2 += terms.vertical_noise_m2ps3 * abs(t * t * t) / 3.0
    spread = 0.5 * math.log(1.0 + others_m2 / variance_m2)
    result: float = min(max(spread - 0.5 * difference_m * difference_m / variance_m2, terms.log_height_differs), 2.0)
    return result


@leaf
def keep_claims(track: Any, shot: Any) -> None:
    """The track takes the claims of a plot."""
    if shot.address != 0:
        if track.address_votes == 0:
            track.address, track.address_votes = shot.address, 1
        elif track.address == shot.address:
            track.address_votes = min(track.address_votes + 1, MOST_VOTES)
        else:
            track.address_votes -= 1
        if track.address == shot.address:
            track.claim_told_s[0] = max(track.claim_told_s[0], shot.time_s)
    if shot.claimed & MODE_3A:
        if track.mode_3a_votes == 0:
            track.mode_3a, track.mode_3a_votes = shot.mode_3a, 1
        elif track.mode_3a == shot.mode_3a:
            track.mode_3a_votes = min(track.mode_3a_votes + 1, MOST_VOTES)
        else:
            track.mode_3a_votes -= 1
        if track.mode_3a == shot.mode_3a:
            track.claim_told_s[1] = max(track.claim_told_s[1], shot.time_s)
    if shot.claimed & CALLSIGN:
        track.callsign = shot.callsign
        track.claim_told_s[2] = max(track.claim_told_s[2], shot.time_s)
    if shot.claimed & PRESSURE:
        track.pressure_altitude_m = shot.pressure_altitude_m
    if shot.claimed & EMERGENCY and (shot.emergency != 0 or not shot.claimed & MODE_3A):
        track.emergency = shot.emergency
    elif shot.claimed & MODE_3A:
        said = GENERAL if shot.mode_3a == 0o7700 else RADIO if shot.mode_3a == 0o7600 else 0
        said = UNLAWFUL if shot.mode_3a == 0o7500 else said
        if said != 0:
            track.claimed |= EMERGENCY
        track.emergency = said
    track.claimed |= shot.claimed
