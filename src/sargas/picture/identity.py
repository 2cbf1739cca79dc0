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

import numpy as np
from numpy.typing import NDArray

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
    time_s = tracks.updated_s[rows]
    has = tracks.has[rows]
    asked = time_s - latest_s["asking"] <= settings.transponder_hold_s
    code, address = tracks.mode_3a[rows], tracks.mode_s[rows]
    given_code, given_address = flag(has, HAS["mode_3a"]) & asked, flag(has, HAS["mode_s"]) & asked
    named = flag(has, HAS["callsign"])
    blank = np.isin(code, [int(c, 8) for c in settings.conspicuity_codes]) | ((code == 0o1000) & ~named)
    special = np.isin(code, list(SPECIAL_CODES))

    held_code, held_address = memory.held_mode_3a[rows], memory.held_mode_s[rows]
    since_s = memory.codes_since_s[rows]
    readdressed = given_address & (held_address != 0) & (address != held_address)
    recoded = given_code & ~special & (code != held_code)
    # A new discrete code under the same address is an instruction followed, not a new aircraft.
    same_aircraft = given_address & (address == held_address)
    usable = given_code & ~blank & ~special
    since_s = np.where(readdressed | (recoded & ~same_aircraft), 0.0, since_s)
    since_s = np.where(given_code & blank, 0.0, since_s)
    since_s = np.where(usable & (since_s == 0.0), time_s, since_s)
    memory.codes_since_s[rows] = since_s
    memory.codes_seen_s[rows] = np.where(usable, time_s, memory.codes_seen_s[rows])
    memory.held_mode_3a[rows] = np.where(given_code & ~special, code, held_code)
    memory.held_mode_s[rows] = np.where(given_address, address, held_address)

    agreeing = (
        (latest_s["radar"] > 0)
        & (latest_s["claiming"] > 0)
        & (time_s - latest_s["radar"] <= settings.agreement_age_s)
        & (time_s - latest_s["claiming"] <= settings.agreement_age_s)
    )
    since_s = memory.agreed_since_s[rows]
    memory.agreed_since_s[rows] = np.where(agreeing, np.where(since_s > 0, since_s, time_s), 0.0)
    memory.agreed_seen_s[rows] = np.where(agreeing, time_s, memory.agreed_seen_s[rows])


def mark_emergencies(tracks: Tracks, rows: Rows) -> None:
    """Emergency of rows whose source gave none but whose code is one: carried, never held against anybody."""
    has = tracks.has[rows]
    told = flag(has, HAS["emergency"])
    for code, name in SPECIAL_CODES.items():
        on = ~told & flag(has, HAS["mode_3a"]) & (tracks.mode_3a[rows] == code)
        tracks.emergency[rows[on]] = EMERGENCIES.index(name)
        tracks.has[rows[on]] |= np.uint32(HAS["emergency"])


def judge(tracks: Tracks, memory: Memory, partner: Rows, time_s: float, settings: Settings) -> NDArray[np.bool_]:
    """Set identity and basis of every row; `partner` is the row it is correlated with, -1 for none.

    Evidence of either side counts for both. Returns the rows whose identity or basis changed, bool (N,).
    """
    alone = partner < 0
    plan = _shared(tracks.given("flight_plan"), partner, alone)
    held_s = memory.codes_seen_s - memory.codes_since_s
    held = memory.codes_since_s > 0
    addressed = memory.held_mode_s != 0
    code = _shared(held & addressed & (held_s >= settings.transponder_hold_s), partner, alone)
    code_alone = _shared(
        held & ~addressed & (held_s >= settings.code_hold_s) & settings.code_alone_suffices, partner, alone
    )
    agreed_s = memory.agreed_seen_s - memory.agreed_since_s
    claim = _shared((memory.agreed_since_s > 0) & (agreed_s >= settings.agreement_hold_s), partner, alone)

    basis = np.select([plan, code, code_alone, claim], [PLAN, CODE_AND_ADDRESS, CODE_ALONE, CLAIM_AGREES], NO_EVIDENCE)
    none = basis == NO_EVIDENCE
    # Evidence that is gone gives the track its time again: a code may be between two sectors.
    lost = none & (tracks.identity != PENDING) & (tracks.identity != UNKNOWN)
    memory.pending_until_s[lost] = time_s + settings.pending_s
    waiting = none & (time_s < memory.pending_until_s) & (lost | (tracks.identity == PENDING))
    basis = np.where(waiting, NOT_JUDGED, basis).astype(np.uint8)
    identity = np.select(
        [waiting, none, plan], [PENDING, UNKNOWN, IDENTITIES.index(settings.flight_plan_identity)], NEUTRAL
    ).astype(np.uint8)
    changed: NDArray[np.bool_] = (identity != tracks.identity) | (basis != tracks.identity_basis)
    tracks.identity[:] = identity
    tracks.identity_basis[:] = basis
    return changed


def _shared(evidence: NDArray[np.bool_], partner: Rows, alone: NDArray[np.bool_]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = evidence | (~alone & evidence[np.where(alone, 0, partner)])
    return result
