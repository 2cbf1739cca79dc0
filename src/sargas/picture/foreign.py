"""Foreign tracks: which of our rows each report belongs to, and the number and uid of a new one.

Rule: a report belongs to the row with the same reporter and reporter's number, unless that row has ended, fell silent,
changed its Mode S address, or would have had to jump; then the number has been given to something else. Where a
reporter says nothing of its errors the configured ones hold, and the row says so.
uid: RFC 9562, 5.5 (UUID version 5: SHA-1 of name space and name) of reporter, reporter's number and first time.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from sargas.geo.wgs84 import enu_from_geodetic
from sargas.model.tracks import ENDED, HAS, Tracks
from sargas.picture.settings import Settings

NAMESPACE = bytes.fromhex("7f3c2f0a51c95d6a8a4ee0b7d1c6a3e2")
"""Name space of foreign tracks' uids: a constant of the project."""
_LASTING = (
    *("mode_s", "mode_3a", "callsign"),
    *("flight_plan", "plan_callsign", "aircraft_type", "departure", "destination"),
)


def key_of(reporter: NDArray[np.integer], reported_number: NDArray[np.integer]) -> NDArray[np.int64]:
    """One integer for (index of the reporter in the picture's sources, its number)."""
    return (reporter.astype(np.int64) << 32) | (reported_number.astype(np.int64) & 0xFFFFFFFF)


def rounds(keys: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Rows of a batch in rounds: each key once a round, in order; a second report waits for the second round."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    turn = np.empty(len(keys), np.int64)
    turn[order] = np.arange(len(keys)) - np.repeat(starts, np.diff(np.r_[starts, len(keys)]))
    return [np.flatnonzero(turn == k) for k in range(int(turn.max()) + 1)] if len(keys) else []


def is_another(known: Tracks, report: Tracks, settings: Settings) -> NDArray[np.bool_]:
    """Whether each report cannot be the object of the known row beside it; bool (N,)."""
    dt_s = report.time_s - known.time_s
    east_m, north_m, _ = enu_from_geodetic(report.lat_deg, report.lon_deg, 0.0, known.lat_deg, known.lon_deg, 0.0)
    off_m = np.hypot(east_m - known.east_mps * dt_s, north_m - known.north_mps * dt_s)
    jumped = off_m > settings.foreign_jump_m + settings.foreign_jump_mps * np.abs(dt_s)
    readdressed = known.given("mode_s") & report.given("mode_s") & (known.mode_s != report.mode_s)
    result: NDArray[np.bool_] = (
        jumped | readdressed | (known.status == ENDED) | (np.abs(dt_s) > settings.foreign_timeout_s)
    )
    return result


def assume_accuracy(report: Tracks, settings: Settings) -> None:
    """Configured errors where a reporter gave none, and that they are assumed."""
    cov = report.covariance
    for places, sigma in (((0, 6), settings.foreign_sigma_m), ((15, 18), settings.foreign_sigma_mps)):
        silent = np.any(cov[:, places] <= 0.0, axis=1)
        for place in places:
            cov[silent, place] = sigma**2
        report.assumed_accuracy[silent] = True
    high = report.given("height_m") & (cov[:, 11] <= 0.0)
    cov[high, 11] = settings.foreign_sigma_height_m**2


def carry_over(known: Tracks, report: Tracks) -> None:
    """What a report does not repeat it does not withdraw: taken from the known row beside it, with when it was told."""
    said = report.has.copy()
    for name in _LASTING:
        bit = np.uint32(HAS[name])
        keep = ((report.has & bit) == 0) & ((known.has & bit) != 0)
        if keep.any():
            report.has[keep] |= bit
            if name != "flight_plan":
                getattr(report, name)[keep] = getattr(known, name)[keep]
    called = np.where(report.given("callsign"), np.uint32(HAS["callsign"]), np.uint32(HAS["plan_callsign"]))
    addressed = ((said & np.uint32(HAS["mode_s"])) != 0) | (report.remote_id_hash != 0)
    tells = np.stack([addressed, (said & np.uint32(HAS["mode_3a"])) != 0, (said & called) != 0], axis=1)
    told_s = np.where(report.updated_s > 0.0, report.updated_s, report.time_s)
    report.claim_told_s[:] = np.where(tells, told_s[:, None], known.claim_told_s)


def ours_among(report: Tracks, known: Tracks) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Reports that carry the uid of one of our live tracks, and the rows of these among `known`."""
    says = np.flatnonzero(report.uid.any(axis=1))
    own = np.flatnonzero((known.reported_by < 0) & (known.number > 0) & (known.status != ENDED))
    if not len(says) or not len(own):
        return says[:0], own[:0]
    theirs, ours = (np.ascontiguousarray(uid).view("S16")[:, 0] for uid in (report.uid[says], known.uid[own]))
    order = np.argsort(ours, kind="stable")
    at = order[np.minimum(np.searchsorted(ours[order], theirs), len(own) - 1)]
    same = ours[at] == theirs
    return says[same], own[at[same]]


def uid_of(reporter: str, reported_number: int, first_s: float) -> bytes:
    """The 16 bytes of a foreign track's uid: the same wherever and whenever its first report is read."""
    name = f"{reporter}/{reported_number}/{first_s.hex()}"
    digest = bytearray(hashlib.sha1(NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x50
    digest[8] = (digest[8] & 0x3F) | 0x80
    return bytes(digest)
