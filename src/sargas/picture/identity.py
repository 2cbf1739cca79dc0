"""Identity by rule: what the evidence makes of a track, with the basis that is shown beside it.

Rule (words of STANAG 1241), the strongest evidence first:
  1. a flight plan correlated to the track, by its reporter or by that of its foreign partner -> as configured, neutral;
  2. a discrete Mode 3/A code and a Mode S address, answered to a sensor that asks, held long enough -> neutral;
  3. such a code alone, where the sensors give no address at all (Mode A/C), held twice as long -> neutral;
  4. a position claim and a radar that contribute to the same track long enough -> neutral;
  5. nothing within the time allowed -> unknown; before that -> pending.
What is broadcast without being asked (ADS-B, Remote ID) is a claim: alone it makes nothing lawful. Mode 3/A 1000 names
nobody by itself but stands for the call sign in the Mode S reply (ICAO EUR Doc 7030, 6.2), so it counts with one.
Emergency codes neither give evidence nor take it away. Only `BY_CODE` is ever set here, never friend, suspect, hostile.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel
from sargas.model.claims import EMERGENCIES
from sargas.model.columns import flag
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.tracks import HAS, Tracks
from sargas.picture.settings import Settings
from sargas.picture.table import Memory, Rows

PENDING, UNKNOWN = IDENTITIES.index("pending"), IDENTITIES.index("unknown")
NEUTRAL = IDENTITIES.index("neutral")
NOT_JUDGED, NO_EVIDENCE, PLAN, CODE_AND_ADDRESS, CLAIM_AGREES = range(5)
CODE_ALONE = BASES.index("transponder code held for the time required, no sensor gives an address")
_RANK = np.full(len(BASES), len(BASES))
_RANK[[PLAN, CODE_AND_ADDRESS, CODE_ALONE, CLAIM_AGREES]] = range(4)
"""The strongest evidence is the lowest."""
_MODE_3A, _MODE_S, _CALLSIGN, _FLIGHT_PLAN = (HAS[name] for name in ("mode_3a", "mode_s", "callsign", "flight_plan"))

SPECIAL_CODES = {0o7700: "general", 0o7600: "no_communications", 0o7500: "unlawful_interference"}
GROUPS = {
    "asking": ("psr", "ssr", "mode_s", "mlat", "system"),
    "radar": ("psr", "ssr", "mode_s", "mlat"),
    "claiming": ("adsb", "ads_c", "adsb_es", "vdl4", "uat", "remote_id"),
}
"""Kinds of sensors: whose codes are answers (another nation's system is taken to have asked), who measures a position
without the target's word, who repeats what the target says.
"""


def remember(
    tracks: Tracks, memory: Memory, rows: Rows, latest_s: dict[str, NDArray[np.float64]], settings: Settings
) -> None:
    """Evidence of rows that were just measured. `latest_s`: per group of kinds (asking, radar, claiming), the time of
    the last contribution of such a sensor to each row, 0 for none.
    """
    _remember(
        rows,
        latest_s["asking"],
        latest_s["radar"],
        latest_s["claiming"],
        tracks.updated_s,
        tracks.has,
        tracks.mode_3a,
        tracks.mode_s,
        memory.held_mode_3a,
        memory.held_mode_s,
        memory.codes_since_s,
        memory.codes_seen_s,
        memory.agreed_since_s,
        memory.agreed_seen_s,
        _naming(settings.conspicuity_codes),
        (settings.transponder_hold_s, settings.agreement_age_s),
    )


_BLANK, _SPECIAL = 1, 2


@cache
def _naming(conspicuity_codes: tuple[str, ...]) -> NDArray[np.uint8]:
    """Of each Mode 3/A code: whether it names nobody (_BLANK), or is an emergency's (_SPECIAL); (65536,)."""
    table = np.zeros(1 << 16, np.uint8)
    table[[int(code, 8) for code in conspicuity_codes]] |= _BLANK
    table[list(SPECIAL_CODES)] |= _SPECIAL
    return table


@kernel
def _remember(
    rows: Rows,
    asking_s: Any,
    radar_s: Any,
    claiming_s: Any,
    updated_s: Any,
    has: Any,
    mode_3a: Any,
    mode_s: Any,
    held_mode_3a: Any,
    held_mode_s: Any,
    codes_since_s: Any,
    codes_seen_s: Any,
    agreed_since_s: Any,
    agreed_seen_s: Any,
    naming: Any,
    hold_and_age_s: tuple[float, float],
) -> None:
    hold_s, age_s = hold_and_age_s
    for i in range(len(rows)):
        row = rows[i]
        time_s, code, address = updated_s[row], mode_3a[row], mode_s[row]
        asked = time_s - asking_s[i] <= hold_s
        given_code = asked and has[row] & _MODE_3A != 0
        given_address = asked and has[row] & _MODE_S != 0
        special = naming[code] & _SPECIAL != 0
        blank = naming[code] & _BLANK != 0 or (code == 0o1000 and has[row] & _CALLSIGN == 0)
        since_s = codes_since_s[row]
        readdressed = given_address and held_mode_s[row] != 0 and address != held_mode_s[row]
        recoded = given_code and not special and code != held_mode_3a[row]
        # A new discrete code under the same address is an instruction followed, not a new aircraft.
        same_aircraft = given_address and address == held_mode_s[row]
        usable = given_code and not blank and not special
        if readdressed or (recoded and not same_aircraft) or (given_code and blank):
            since_s = 0.0
        if usable:
            codes_seen_s[row] = time_s
            if since_s == 0.0:
                since_s = time_s
        codes_since_s[row] = since_s
        if given_code and not special:
            held_mode_3a[row] = code
        if given_address:
            held_mode_s[row] = address

        agreeing = radar_s[i] > 0 and claiming_s[i] > 0
        agreeing = agreeing and time_s - radar_s[i] <= age_s and time_s - claiming_s[i] <= age_s
        if agreeing:
            agreed_seen_s[row] = time_s
            if not agreed_since_s[row] > 0:
                agreed_since_s[row] = time_s
        else:
            agreed_since_s[row] = 0.0


def mark_emergencies(tracks: Tracks, rows: Rows) -> None:
    """Emergency of rows whose source gave none but whose code is one: carried, never held against anybody."""
    rows = rows[(_naming(())[tracks.mode_3a[rows]] & _SPECIAL) != 0]
    if not len(rows):
        return
    has = tracks.has[rows]
    told = flag(has, HAS["emergency"])
    for code, name in SPECIAL_CODES.items():
        on = ~told & flag(has, HAS["mode_3a"]) & (tracks.mode_3a[rows] == code)
        tracks.emergency[rows[on]] = EMERGENCIES.index(name)
        tracks.has[rows[on]] |= np.uint32(HAS["emergency"])


def judge(tracks: Tracks, memory: Memory, partner: Rows, time_s: float, settings: Settings) -> float:
    """Set identity and basis of every row; `partner` is the row it is correlated with, -1 for none. When the time of
    the first that waits is over; inf where none does.

    Evidence of either side counts for both.
    """
    return _judge(
        partner,
        tracks.has,
        tracks.identity,
        tracks.identity_basis,
        memory.codes_seen_s,
        memory.codes_since_s,
        memory.held_mode_s,
        memory.agreed_seen_s,
        memory.agreed_since_s,
        memory.pending_until_s,
        time_s,
        settings.pending_s,
        settings.transponder_hold_s,
        settings.code_hold_s if settings.code_alone_suffices else math.inf,
        settings.agreement_hold_s,
        IDENTITIES.index(settings.flight_plan_identity),
    )


@kernel
def _judge(
    partner: Rows,
    has: Any,
    identity: Any,
    identity_basis: Any,
    codes_seen_s: Any,
    codes_since_s: Any,
    held_mode_s: Any,
    agreed_seen_s: Any,
    agreed_since_s: Any,
    pending_until_s: Any,
    time_s: float,
    pending_s: float,
    transponder_hold_s: float,
    code_hold_s: float,
    agreement_hold_s: float,
    plan_identity: int,
) -> float:
    waits_until_s = math.inf
    for row in range(len(partner)):
        basis = NO_EVIDENCE
        for of in (row, partner[row]):
            if of < 0:
                continue
            found = NO_EVIDENCE
            held = codes_since_s[of] > 0
            held_s = codes_seen_s[of] - codes_since_s[of]
            if has[of] & _FLIGHT_PLAN != 0:
                found = PLAN
            elif held and held_mode_s[of] != 0 and held_s >= transponder_hold_s:
                found = CODE_AND_ADDRESS
            elif held and held_mode_s[of] == 0 and held_s >= code_hold_s:
                found = CODE_ALONE
            elif agreed_since_s[of] > 0 and agreed_seen_s[of] - agreed_since_s[of] >= agreement_hold_s:
                found = CLAIM_AGREES
            if _RANK[found] < _RANK[basis]:
                basis = found
        if basis == PLAN:
            identity[row] = plan_identity
        elif basis != NO_EVIDENCE:
            identity[row] = NEUTRAL
        else:
            # Evidence that is gone gives the track its time again: a code may be between two sectors.
            lost = identity[row] != PENDING and identity[row] != UNKNOWN
            if lost:
                pending_until_s[row] = time_s + pending_s
            if (lost or identity[row] == PENDING) and time_s < pending_until_s[row]:
                identity[row], basis = PENDING, NOT_JUDGED
                waits_until_s = min(waits_until_s, pending_until_s[row])
            else:
                identity[row] = UNKNOWN
        identity_basis[row] = basis
    return waits_until_s
