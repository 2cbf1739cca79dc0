"""Whether what a target says of its place is believed: ADS-B and Remote ID against the sensors that measure.

A claim is a plot of a sensor that repeats what targets say of themselves, with an address. Rule:
  * On a track that a radar sees, a claim must lie inside the gate: no more is allowed it for its address.
  * What radar plots are off a track that claims steer is averaged; when the mean is not zero, by the error of plots
    and what the radar's plots share, the claims were wrong: the track goes to where the radar has it, and takes none
    for `distrust_s`.
  * A claim whose address a track that a radar sees has elsewhere begins no track.
So a false claim pulls a track no further than radar plots can tell, and what it was off is kept on the track
(`claim_off_m`, `claim_sigma_m`, `claim_jump_mps` of Tracks) for the picture to judge.
"""

import math
from typing import Any

from sargas.geo.kernel import leaf
from sargas.model.tracks import TENTATIVE
from sargas.tracking.motion import combine
from sargas.tracking.rows import HIGH, Rows
from sargas.tracking.state import CODE, SX, SY, TIME, VX, VY, State, X, Y, code_of

SEEN_S = 30.0
"""A radar sees a track that it gave a plot within this time."""
_STEP = 0.2
"""Part of each difference that goes into the mean."""


@leaf
def seen_by_radar(track: Any, stations: Rows, time_s: float) -> bool:
    """Whether a radar gave the track a plot lately."""
    for k in range(track.contributor.shape[0]):
        if track.contributor_s[k] > max(time_s - SEEN_S, 0.0) and stations[track.contributor[k]].radar >= 0:
            return True
    return False


@leaf
def steered_by_claims(track: Any, time_s: float) -> bool:
    """Whether claims gave the track plots lately."""
    return bool(track.claim_at_s > max(time_s - SEEN_S, 0.0))


@leaf
def note_claim(track: Any, shot: Any) -> None:
    """A claim that the track takes: the speed that it and the one before imply, and what radars are off."""
    dt = shot.time_s - track.claim_at_s
    if track.claim_at_s > 0.0 and dt > 0.0:
        track.claim_jump_mps = math.hypot(shot.x_m - track.claim_m[0], shot.y_m - track.claim_m[1]) / dt
    if dt > 0.0:
        track.claim_at_s, track.claim_m[0], track.claim_m[1] = shot.time_s, shot.x_m, shot.y_m
    track.claim_s = max(track.claim_s, shot.time_s)


@leaf
def hold_against(track: Any, time_s: float, seen: Any, bias: Any, terms: Any) -> None:
    """A radar plot `seen` (x, y, R xx, xy, yy) with shared error `bias` (xx, xy, yy), of which two sigma are allowed,
    held against a track that claims steer.

    Where the claims are found wrong, the track is where the radar has it then.
    """
    t = time_s - track.time_s
    dx, dy = seen[0] - track.xc[0] - t * track.xc[2], seen[1] - track.xc[1] - t * track.xc[3]
    track.doubt_looks += 1.0
    step = max(_STEP, 1.0 / track.doubt_looks)
    track.doubt[0] += step * (dx - track.doubt[0])
    track.doubt[1] += step * (dy - track.doubt[1])
    ux, uy = track.doubt[0], track.doubt[1]
    # Noise of plots averages out, what a radar's plots share does not.
    own = track.doubt_m2
    for k in range(3):
        own[k] += step * step * seen[2 + k] - step * (2.0 - step) * own[k]
        own[3 + k] += step * (bias[k] - own[3 + k])
    s00 = track.Pc[0] + 4.0 * own[3] + own[0]
    s01 = track.Pc[1] + 4.0 * own[4] + own[1]
    s11 = track.Pc[4] + 4.0 * own[5] + own[2]
    u2 = max(ux * ux + uy * uy, 1e-6)
    track.claim_off_m = math.sqrt(u2)
    track.claim_sigma_m = math.sqrt((ux * ux * s00 + 2.0 * ux * uy * s01 + uy * uy * s11) / u2)
    det = s00 * s11 - s01 * s01
    if track.doubt_looks < 4.0 or s11 * ux * ux - 2.0 * s01 * ux * uy + s00 * uy * uy < terms.claim_doubt * det:
        return
    for m in range(track.mu.shape[0]):
        track.x[m, 0] += ux
        track.x[m, 1] += uy
        track.P[m, 0] += s00
        track.P[m, 1] += s01
        track.P[m, 4] += s11
    combine(track)
    track.distrust_s = time_s + terms.distrust_s
    track.doubt[:], track.doubt_m2[:] = 0.0, 0.0
    track.doubt_looks = 0.0


@leaf
def is_taken(state: State, shot: Any) -> bool:
    """Whether a confirmed track has the address of a plot."""
    spots, code = state.spots, code_of(shot.address)
    for i in range(state.counters[HIGH]):
        if spots[CODE, i] == code and spots[SX, i] >= 0.0:
            track = state.rows[i]
            if track.address == shot.address and track.status != TENTATIVE and track.simulated == shot.simulated:
                return True
    return False


@leaf
def is_elsewhere(state: State, shot: Any, time_s: float) -> bool:
    """Whether the address of a claim that no track took is that of a track which a radar sees; notes it there."""
    if shot.address == 0:
        return False
    spots, code = state.spots, code_of(shot.address)
    for i in range(state.counters[HIGH]):
        if spots[CODE, i] != code or spots[SX, i] < 0.0:
            continue
        track = state.rows[i]
        if (
            track.address != shot.address
            or track.simulated != shot.simulated
            or not seen_by_radar(track, state.stations, time_s)
        ):
            continue
        t = shot.time_s - spots[TIME, i]
        dx, dy = shot.x_m - spots[X, i] - t * spots[VX, i], shot.y_m - spots[Y, i] - t * spots[VY, i]
        track.claim_off_m = math.hypot(dx, dy)
        track.claim_sigma_m = math.sqrt(spots[SX, i] * spots[SX, i] + spots[SY, i] * spots[SY, i] + shot.rxx)
        note_claim(track, shot)
        track.changed = True
        return True
    return False
