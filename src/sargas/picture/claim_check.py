"""Claims checked: whether the position that a target says of itself is where it is seen, or can be at all.

Rule: claims vote. One that a radar confirms votes for the target, one that is elsewhere votes against it, one that no
aircraft could fly to counts twice; `claim_votes` against it flag the track, and as many for it clear it again, or
`claim_hold_s` without any. A claim
is held against the track that bears its address: by the tracker, against where the other sensors have the target
(columns `claim_*` of Tracks), and here, where a row that nothing but claims makes bears the address of a row that is
measured. What disagrees is no evidence of who it is. Nothing is moved or ended here: the track
lives on from the others.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel
from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.columns import flag
from sargas.model.tracks import AGREES, DISAGREES, ENDED, HAS, IMPOSSIBLE, UNCHECKED
from sargas.picture.settings import Settings
from sargas.picture.table import Rows, Table

Floats = NDArray[np.float64]
Ballot = tuple[NDArray[np.int8], NDArray[np.uint8], Floats, Floats]
"""The columns that a vote writes: votes, what they say, when the last was against it, since when the sensors agree."""


def weigh_claims(table: Table, rows: Rows, latest_s: dict[str, Floats], settings: Settings) -> None:
    """Votes of rows that were just measured. `latest_s` as for `sargas.picture.identity.remember`."""
    tracks, memory = table.tracks, table.memory
    _weigh(
        rows,
        latest_s["radar"],
        latest_s["claiming"],
        tracks.updated_s,
        tracks.east_mps,
        tracks.north_mps,
        tracks.claim_s,
        tracks.claim_off_m,
        tracks.claim_sigma_m,
        tracks.claim_jump_mps,
        memory.claimed_s,
        _ballot(table),
        (settings.agreement_age_s, settings.claim_fastest_mps, settings.claim_votes),
        (np.float32(settings.claim_floor_m), np.float32(settings.claim_gate), np.float32(settings.claim_fastest_mps)),
    )


@kernel
def _weigh(
    rows: Rows,
    radar_s: Any,
    claiming_s: Any,
    updated_s: Any,
    east_mps: Any,
    north_mps: Any,
    claim_s: Any,
    claim_off_m: Any,
    claim_sigma_m: Any,
    claim_jump_mps: Any,
    claimed_s: Any,
    ballot: Ballot,
    limits: tuple[float, float, int],
    gates: tuple[np.float32, np.float32, np.float32],
) -> None:
    age_s, fastest_mps, enough = limits
    floor_m, gate, fastest_jump_mps = gates
    for i in range(len(rows)):
        row = rows[i]
        radar = radar_s[i] > 0 and updated_s[row] - radar_s[i] <= age_s
        claiming = claiming_s[i] > 0 and updated_s[row] - claiming_s[i] <= age_s
        news = claim_s[row] > claimed_s[row]
        claimed_s[row] = claim_s[row]
        measured = news and claim_sigma_m[row] > 0
        far = measured and claim_off_m[row] > max(floor_m, gate * claim_sigma_m[row])
        wild = news and claim_jump_mps[row] > fastest_jump_mps
        if claiming and not radar:
            wild = wild or math.hypot(east_mps[row], north_mps[row]) > fastest_mps
        # A tracker that hands nothing over associated the claim with the radar's track: it was near.
        near = (measured and not far) or (claim_s[row] == 0 and radar and claiming)
        _vote(row, (near and not wild, far and not wild, wild), updated_s[row], ballot, enough)


def weigh_addresses(table: Table, time_s: float, latest_s: dict[str, Floats], settings: Settings) -> None:
    """Votes of all rows whose address is claimed at one place and measured at another. `latest_s` of every row."""
    tracks = table.tracks
    old = (tracks.claim_check >= DISAGREES) & (time_s - table.memory.claim_bad_s > settings.claim_hold_s)
    tracks.claim_check[old], table.memory.claim_votes[old] = UNCHECKED, 0
    given = table.active() & flag(tracks.has, HAS["mode_s"]) & (tracks.status != ENDED)
    claiming = _recent(time_s, latest_s["claiming"], settings)
    measuring = _recent(time_s, np.maximum(latest_s["radar"], latest_s["asking"]), settings)
    only, seen = np.flatnonzero(given & claiming & ~measuring), np.flatnonzero(given & measuring)
    if not len(only) or not len(seen):
        return
    seen = seen[np.argsort(tracks.mode_s[seen], kind="stable")]
    at = np.minimum(np.searchsorted(tracks.mode_s[seen], tracks.mode_s[only]), len(seen) - 1)
    same = tracks.mode_s[seen[at]] == tracks.mode_s[only]
    only, seen = only[same], seen[at[same]]
    dt_s = tracks.time_s[only] - tracks.time_s[seen]
    east_m, north_m, _ = enu_from_geodetic(
        tracks.lat_deg[only], tracks.lon_deg[only], 0.0, tracks.lat_deg[seen], tracks.lon_deg[seen], 0.0
    )
    off_m = np.hypot(east_m - tracks.east_mps[seen] * dt_s, north_m - tracks.north_mps[seen] * dt_s)
    sigma_m = np.hypot(tracks.take(only).ellipses()[0], tracks.take(seen).ellipses()[0])
    far = off_m > np.maximum(settings.claim_floor_m, settings.claim_gate * sigma_m)
    _vote_all(only, far, tracks.updated_s, _ballot(table), settings.claim_votes)
    seen = np.unique(seen[far])
    _vote_all(seen, np.ones(len(seen), np.bool_), tracks.updated_s, _ballot(table), settings.claim_votes)


def _recent(time_s: Floats | float, seen_s: Floats, settings: Settings) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (seen_s > 0) & (time_s - seen_s <= settings.agreement_age_s)
    return result


def _ballot(table: Table) -> Ballot:
    memory = table.memory
    return memory.claim_votes, table.tracks.claim_check, memory.claim_bad_s, memory.agreed_since_s


@kernel
def _vote(row: int, said: tuple[bool, bool, bool], updated_s: float, ballot: Ballot, enough: int) -> None:
    """One vote on one row; `said`: its claim was near, far, wild."""
    claim_votes, claim_check, claim_bad_s, agreed_since_s = ballot
    near, far, wild = said
    votes = claim_votes[row] + int(far) + 2 * int(wild) - int(near)
    claim_votes[row] = min(max(votes, 0), enough)
    if wild and votes >= enough:
        claim_check[row] = IMPOSSIBLE
    elif far and votes >= enough:
        if claim_check[row] != IMPOSSIBLE:
            claim_check[row] = DISAGREES
    elif near and votes <= 0:
        claim_check[row] = AGREES
    if far or wild:
        claim_bad_s[row] = updated_s
    if claim_check[row] >= DISAGREES:
        agreed_since_s[row] = 0.0


@kernel
def _vote_all(rows: Rows, far: NDArray[np.bool_], updated_s: Floats, ballot: Ballot, enough: int) -> None:
    """A vote on each row: far, or near."""
    for i in range(len(rows)):
        row = rows[i]
        _vote(row, (not far[i], far[i], False), updated_s[row], ballot, enough)
