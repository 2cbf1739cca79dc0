"""Claims checked: whether the position that a target says of itself is where it is seen, or can be at all.

Rule: claims vote. One that a radar confirms votes for the target, one that is elsewhere votes against it, one that no
aircraft could fly to counts twice; `claim_votes` against it flag the track, and as many for it clear it again, or
`claim_hold_s` without any. A claim
is held against the track that bears its address: by the tracker, against where the other sensors have the target
(columns `claim_*` of Tracks), and here, where a row that nothing but claims makes bears the address of a row that is
measured. What disagrees is no evidence of who it is. Nothing is moved or ended here: the track
lives on from the others.
"""

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.columns import flag
from sargas.model.tracks import AGREES, DISAGREES, ENDED, HAS, IMPOSSIBLE, UNCHECKED
from sargas.picture.settings import Settings
from sargas.picture.table import Rows, Table

Floats = NDArray[np.float64]


def weigh_claims(table: Table, rows: Rows, latest_s: dict[str, Floats], settings: Settings) -> None:
    """Votes of rows that were just measured. `latest_s` as for `sargas.picture.identity.remember`."""
    tracks, memory = table.tracks, table.memory
    recent = {group: _recent(tracks.updated_s[rows], latest_s[group], settings) for group in ("radar", "claiming")}
    news = tracks.claim_s[rows] > memory.claimed_s[rows]
    memory.claimed_s[rows] = tracks.claim_s[rows]
    off_m, sigma_m = tracks.claim_off_m[rows], tracks.claim_sigma_m[rows]
    measured = news & (sigma_m > 0)
    far = measured & (off_m > np.maximum(settings.claim_floor_m, settings.claim_gate * sigma_m))
    speed_mps = np.hypot(tracks.east_mps[rows], tracks.north_mps[rows])
    only = recent["claiming"] & ~recent["radar"]
    wild = (news & (tracks.claim_jump_mps[rows] > settings.claim_fastest_mps)) | (
        only & (speed_mps > settings.claim_fastest_mps)
    )
    # A tracker that hands nothing over associated the claim with the radar's track: it was near.
    near = (measured & ~far) | ((tracks.claim_s[rows] == 0) & recent["radar"] & recent["claiming"])
    _vote(table, rows, near & ~wild, far & ~wild, wild, settings)


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
    none = np.zeros(len(only), np.bool_)
    _vote(table, only, ~far, far, none, settings)
    seen = np.unique(seen[far])
    none = np.zeros(len(seen), np.bool_)
    _vote(table, seen, none, ~none, none, settings)


def _recent(time_s: Floats | float, seen_s: Floats, settings: Settings) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (seen_s > 0) & (time_s - seen_s <= settings.agreement_age_s)
    return result


def _vote(
    table: Table,
    rows: Rows,
    near: NDArray[np.bool_],
    far: NDArray[np.bool_],
    wild: NDArray[np.bool_],
    settings: Settings,
) -> None:
    tracks, memory = table.tracks, table.memory
    votes = memory.claim_votes[rows] + far.astype(np.int8) + 2 * wild.astype(np.int8) - near.astype(np.int8)
    memory.claim_votes[rows] = np.clip(votes, 0, settings.claim_votes)
    was = tracks.claim_check[rows]
    now = np.select(
        [wild & (votes >= settings.claim_votes), far & (votes >= settings.claim_votes), near & (votes <= 0)],
        [IMPOSSIBLE, np.where(was == IMPOSSIBLE, IMPOSSIBLE, DISAGREES), AGREES],
        was,
    ).astype(np.uint8)
    tracks.claim_check[rows] = now
    against = rows[far | wild]
    memory.claim_bad_s[against] = tracks.updated_s[against]
    memory.agreed_since_s[rows[now >= DISAGREES]] = 0.0
