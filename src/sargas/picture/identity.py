"""Identity by rule: what the evidence makes of a track, with the basis that is shown beside it.

Rule (words of STANAG 1241), the strongest evidence first (`sargas.picture.evidence` says what holds, and since when):
  1. a flight plan correlated to the track, by its reporter or by that of its foreign partner -> as configured, neutral;
  2. a discrete Mode 3/A code and a Mode S address, answered to a sensor that asks, held long enough -> neutral;
  3. such a code alone, where the sensors give no address at all (Mode A/C), held twice as long -> neutral;
  4. a flight of the list, in its place and time (`sargas.incursion.flights`) -> neutral;
  5. a position claim by ADS-B and a radar that contribute to the same track long enough -> neutral. Not by Remote ID:
     a module that says a serial number is bought by anybody, and that it is where it says is no leave;
  6. a partner's word, where the site trusts this partner for it -> as he says, neutral or assumed friend at most;
  7. a corridor kept to for long, where the site says that it suffices -> neutral; neither 6 nor 7 with a false claim;
  8. nothing within the time allowed -> unknown; before that -> pending.
What is broadcast without being asked (ADS-B, Remote ID) is a claim: alone it makes nothing lawful. Mode 3/A 1000 names
nobody by itself but stands for the call sign in the Mode S reply (ICAO EUR Doc 7030, 6.2), so it counts with one.
Emergency codes neither give evidence nor take it away. Only `BY_CODE` is ever set here, never friend, suspect, hostile.
What a partner says, and what a corridor or the manner of flight suggests, is proposed to a named operator, at most
friend or suspect: never hostile.
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel
from sargas.model.claims import EMERGENCIES
from sargas.model.columns import flag
from sargas.model.identity import IDENTITIES
from sargas.model.tracks import HAS, Tracks
from sargas.picture.evidence import (
    BIRD,
    CORRIDOR,
    ELSEWHERE,
    FOREIGN,
    LISTED,
    NOWHERE,
    PLAN,
    RANKED,
    TRUSTED,
    gather,
    trusted_words,
)
from sargas.picture.settings import Settings
from sargas.picture.table import Memory, Rows, Table

PENDING, UNKNOWN = IDENTITIES.index("pending"), IDENTITIES.index("unknown")
NEUTRAL, SUSPECT, HOSTILE = (IDENTITIES.index(name) for name in ("neutral", "suspect", "hostile"))
NOT_JUDGED, NO_EVIDENCE = range(2)
_MODE_3A, _MODE_S, _CALLSIGN = (HAS[name] for name in ("mode_3a", "mode_s", "callsign"))

SPECIAL_CODES = {0o7700: "general", 0o7600: "no_communications", 0o7500: "unlawful_interference"}
GROUPS = {
    "asking": ("psr", "ssr", "mode_s", "mlat", "system"),
    "radar": ("psr", "ssr", "mode_s", "mlat"),
    "claiming": ("adsb", "ads_c", "adsb_es", "vdl4", "uat", "remote_id"),
    "transponders": ("adsb", "ads_c", "adsb_es", "vdl4", "uat"),
}
"""Kinds of sensors: whose codes are answers (another nation's system is taken to have asked), who measures a position
without the target's word, who repeats what the target says, and which of these hear aircraft that are registered.
"""


def remember(
    tracks: Tracks, memory: Memory, rows: Rows, latest_s: dict[str, NDArray[np.float64]], settings: Settings
) -> None:
    """Evidence of rows that were just measured. `latest_s`: per group of kinds (`GROUPS`), the time of
    the last contribution of such a sensor to each row, 0 for none.
    """
    _remember(
        rows,
        latest_s["asking"],
        latest_s["radar"],
        latest_s["transponders"],
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
    """Emergency of rows whose source gave none, or (another's) says "none" as some always do, but whose code is one:
    carried, never held against anybody."""
    rows = rows[(_naming(())[tracks.mode_3a[rows]] & _SPECIAL) != 0]
    if not len(rows):
        return
    has = tracks.has[rows]
    told = flag(has, HAS["emergency"]) & ((tracks.emergency[rows] > 0) | (tracks.reported_by[rows] < 0))
    for code, name in SPECIAL_CODES.items():
        on = ~told & flag(has, HAS["mode_3a"]) & (tracks.mode_3a[rows] == code)
        tracks.emergency[rows[on]] = EMERGENCIES.index(name)
        tracks.has[rows[on]] |= np.uint32(HAS["emergency"])


def judge(table: Table, partner: Rows, sources: Sequence[str], time_s: float, settings: Settings) -> float:
    """Set evidence, identity and basis of every row, and what is proposed; `partner` is the row it is correlated with,
    -1 for none. When the time of the first that waits is over; inf where none does.

    Evidence of either side counts for both.
    """
    trusted = trusted_words(sources, settings)
    gather(table, time_s, trusted, settings)
    tracks, memory = table.tracks, table.memory
    return _judge(
        partner,
        tracks.evidence_s,
        tracks.identity,
        tracks.identity_basis,
        (tracks.proposed, tracks.proposed_basis),
        (tracks.reported_by, tracks.foreign_identity, trusted),
        memory.pending_until_s,
        time_s,
        settings.pending_s,
        IDENTITIES.index(settings.flight_plan_identity),
        settings.corridor_suffices,
    )


@kernel
def _judge(
    partner: Rows,
    evidence_s: Any,
    identity: Any,
    identity_basis: Any,
    proposal: Any,
    words: Any,
    pending_until_s: Any,
    time_s: float,
    pending_s: float,
    plan_identity: int,
    corridor_suffices: bool,
) -> float:
    reported_by, foreign_identity, trusted = words
    proposed, proposed_basis = proposal
    waits_until_s = math.inf
    for row in range(len(partner)):
        other = partner[row] if partner[row] >= 0 else row
        basis, source = NO_EVIDENCE, row
        false = max(evidence_s[row, ELSEWHERE], evidence_s[other, ELSEWHERE]) > 0
        false = false or max(evidence_s[row, NOWHERE], evidence_s[other, NOWHERE]) > 0
        for found in RANKED:
            for of in (row, other):
                # A word of a partner's or a place in a corridor is no match for a claim that is found false.
                weak = found in (TRUSTED, CORRIDOR)
                counts = evidence_s[of, found] > 0 and not (weak and false)
                if basis == NO_EVIDENCE and counts and (found != CORRIDOR or corridor_suffices):
                    basis, source = found, of
        if basis == PLAN:
            identity[row] = plan_identity
        elif basis == TRUSTED:
            identity[row] = trusted[reported_by[source], foreign_identity[source]]
        elif basis != NO_EVIDENCE:
            identity[row] = NEUTRAL
        else:
            # Evidence that is gone gives the track its time again: a code may be between two sectors. A list, a partner
            # or a corridor that speaks for it no more is no such gap.
            lost = identity[row] != PENDING and identity[row] != UNKNOWN
            was = identity_basis[row]
            lost = lost and was not in (LISTED, TRUSTED, CORRIDOR)
            if lost:
                pending_until_s[row] = time_s + pending_s
            if (lost or identity[row] == PENDING) and time_s < pending_until_s[row]:
                identity[row], basis = PENDING, NOT_JUDGED
                waits_until_s = min(waits_until_s, pending_until_s[row])
            else:
                identity[row] = UNKNOWN
        identity_basis[row] = basis

        name, why = 0, 0
        for of in (row, other):
            for said in (FOREIGN, TRUSTED):
                if evidence_s[of, said] > 0:
                    word = foreign_identity[of]
                    word = SUSPECT if word == HOSTILE else word
                    if name == 0 or word == SUSPECT:
                        name, why = word, said
        if name == 0 and not false:
            for found in (CORRIDOR, BIRD):
                for of in (row, other):
                    if name == 0 and evidence_s[of, found] > 0:
                        name, why = NEUTRAL, found
        if name == identity[row] or (
            why != FOREIGN and why != TRUSTED and basis != NO_EVIDENCE and basis != NOT_JUDGED
        ):
            name, why = 0, 0
        proposed[row], proposed_basis[row] = name, why
    return waits_until_s
