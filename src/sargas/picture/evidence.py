"""Evidence: everything that speaks for and against a track, and since when; the rules of `identity` weigh it.

Rule: each kind of evidence is one place of `BASES`, its words, and one time in `Tracks.evidence_s`: since when it
holds, 0 where it does not. A partner's word is evidence of what the site trusts this partner for, and else only told;
an echo of ours is no word of his. A corridor counts after `corridor_hold_s` within it. Classification proposes, no
more: a bird is neutral, probably; a balloon is somebody's, and nothing is proposed of it. What a target says falsely of
its place speaks against it, and is no hostility: receivers are jammed. That a code is of an emergency is no evidence.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from sargas.geo.kernel import kernel
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import CLASSES
from sargas.model.tracks import DISAGREES, ECHO, HAS, IMPOSSIBLE, PART, Tracks
from sargas.model.zone import Zone
from sargas.picture.settings import Settings
from sargas.picture.table import Rows, Table

PLAN, CODE_AND_ADDRESS, CLAIM_AGREES, LISTED = range(2, 6)
CODE_ALONE, CORRIDOR, TRUSTED, FOREIGN, BIRD, BALLOON, ELSEWHERE, NOWHERE = range(7, 15)
RANKED = (PLAN, CODE_AND_ADDRESS, CODE_ALONE, LISTED, CLAIM_AGREES, TRUSTED, CORRIDOR)
"""What may set an identity, the strongest first; a corridor where the site says that it suffices."""
_TOLD = (*RANKED, FOREIGN, BIRD, BALLOON, ELSEWHERE, NOWHERE)
_PENDING, _NEUTRAL, _FRIEND, _ASSUMED = (
    IDENTITIES.index(name) for name in ("pending", "neutral", "friend", "assumed_friend")
)
_AGAINST = (IDENTITIES.index("suspect"), IDENTITIES.index("hostile"))
SAYS = np.isin(np.arange(256), (_NEUTRAL, _FRIEND, _ASSUMED, *_AGAINST))
"""Whether each foreign identity says anything; pending and unknown do not, joker and faker are of exercises."""
_LIKE = {BIRD: CLASSES.index("bird"), BALLOON: CLASSES.index("balloon")}
_FLIGHT_PLAN, _FOREIGN_IDENTITY = HAS["flight_plan"], HAS["foreign_identity"]


class Evidence(msgspec.Struct, frozen=True):
    """One piece of evidence, in words, with its age."""

    words: str
    side: Literal["for", "against", "told"]
    """For or against its being lawful here; told: known, and weighed by nobody but people."""
    since_s: float
    age_s: float
    """For so long, at the time of the track."""
    track: int
    """The source's own track ..."""
    by: str
    """... and who reports it: "own", or another."""


def trusted_words(sources: Sequence[str], settings: Settings) -> NDArray[np.uint8]:
    """What each source's word for an identity makes here, (sources + 1, identities); 0 for nothing. Never more than it
    says: a friend of a partner's is an assumed friend, where he is trusted for those.
    """
    table = np.zeros((len(sources) + 1, len(IDENTITIES)), np.uint8)
    for row, name in zip(table, sources, strict=False):
        for word in settings.trusted_partners.get(name, ()):
            row[IDENTITIES.index(word)] = IDENTITIES.index(word)
            if word == "assumed_friend":
                row[_FRIEND] = _ASSUMED
    return table


def keep_listed(table: Table, time_s: float, numbers: Sequence[int]) -> bool:
    """These tracks, and no others, are flights of the list from `time_s` on, or from before; whether that is news."""
    since_s = table.memory.listed_since_s
    rows = table.rows_of(np.array(numbers, np.int64))
    is_listed = np.zeros(len(since_s), np.bool_)
    is_listed[rows[rows >= 0]] = True
    changed = is_listed != (since_s > 0)
    since_s[changed] = np.where(is_listed, time_s, 0.0)[changed]
    return bool(changed.any())


def take_back(tracks: Tracks, rows: Rows, said: Tracks) -> None:
    """Where reports for these rows bring another word for the identity, the one before holds no more."""
    others = rows[tracks.foreign_identity[rows] != said.foreign_identity]
    tracks.evidence_s[others[:, None], (TRUSTED, FOREIGN)] = 0.0


def gather(table: Table, time_s: float, trusted: NDArray[np.uint8], settings: Settings) -> None:
    """Bring `evidence_s` of every row up to date; `trusted` as `trusted_words` gives it."""
    tracks, memory = table.tracks, table.memory
    _gather(
        tracks.evidence_s,
        tracks.has,
        tracks.fusion,
        tracks.claim_check,
        tracks.reported_by,
        tracks.foreign_identity,
        trusted,
        (memory.codes_since_s, memory.codes_seen_s, memory.held_mode_s),
        (memory.agreed_since_s, memory.agreed_seen_s),
        (memory.corridor_since_s, tracks.updated_s),
        memory.listed_since_s,
        memory.judged,
        time_s,
        (
            settings.transponder_hold_s,
            settings.code_hold_s if settings.code_alone_suffices else np.inf,
            settings.agreement_hold_s,
            settings.corridor_hold_s,
        ),
        (settings.looks_from, settings.looks_until),
    )


@kernel
def _gather(
    evidence_s: Any,
    has: Any,
    fusion: Any,
    claim_check: Any,
    reported_by: Any,
    foreign_identity: Any,
    trusted: Any,
    codes: Any,
    agreed: Any,
    corridor: Any,
    listed_since_s: Any,
    judged: Any,
    time_s: float,
    holds_s: tuple[float, float, float, float],
    looks: tuple[float, float],
) -> None:
    codes_since_s, codes_seen_s, held_mode_s = codes
    agreed_since_s, agreed_seen_s = agreed
    corridor_since_s, updated_s = corridor
    both_s, code_s, agreement_s, corridor_s = holds_s
    for row in range(len(evidence_s)):
        mine = evidence_s[row]
        since_s = codes_since_s[row]
        held_s = codes_seen_s[row] - since_s if since_s > 0 else -1.0
        addressed = held_mode_s[row] != 0
        mine[CODE_AND_ADDRESS] = since_s if addressed and held_s >= both_s else 0.0
        mine[CODE_ALONE] = since_s if not addressed and held_s >= code_s else 0.0
        since_s = agreed_since_s[row]
        mine[CLAIM_AGREES] = since_s if since_s > 0 and agreed_seen_s[row] - since_s >= agreement_s else 0.0
        since_s = corridor_since_s[row]
        mine[CORRIDOR] = since_s if since_s > 0 and updated_s[row] - since_s >= corridor_s else 0.0
        mine[LISTED] = listed_since_s[row]
        _keep(mine, PLAN, has[row] & _FLIGHT_PLAN != 0, time_s)
        said = foreign_identity[row] if has[row] & _FOREIGN_IDENTITY != 0 and fusion[row] != ECHO else 0
        says = reported_by[row] >= 0 and SAYS[said]
        trusts = says and trusted[reported_by[row], said] != 0
        _keep(mine, TRUSTED, trusts, time_s)
        _keep(mine, FOREIGN, says and not trusts, time_s)
        _keep(mine, ELSEWHERE, claim_check[row] == DISAGREES, time_s)
        _keep(mine, NOWHERE, claim_check[row] == IMPOSSIBLE, time_s)
        for basis, place in ((BIRD, _IS_BIRD), (BALLOON, _IS_BALLOON)):
            least = looks[1] if mine[basis] > 0 else looks[0]
            _keep(mine, basis, judged[row, place] >= least, time_s)


_IS_BIRD, _IS_BALLOON = _LIKE[BIRD], _LIKE[BALLOON]


@kernel
def _keep(mine: Any, basis: int, holds: bool, time_s: float) -> None:
    """Since when: from before, or from now."""
    if not holds:
        mine[basis] = 0.0
    elif mine[basis] == 0.0:
        mine[basis] = time_s


def told(tracks: Tracks, zones: Sequence[Zone]) -> list[Evidence]:
    """All evidence of the rows of one object, the strongest first; `zones` as the core has them."""
    found = []
    for basis in _TOLD:
        for i in range(len(tracks)):
            since_s = float(tracks.evidence_s[i, basis])
            if since_s > 0.0:
                reporter = int(tracks.reported_by[i])
                found.append(
                    Evidence(
                        _words(tracks, i, basis, zones),
                        _side(tracks, i, basis),
                        since_s,
                        max(float(tracks.time_s[i]) - since_s, 0.0),
                        int(tracks.number[i]),
                        "own" if reporter < 0 else tracks.sources[reporter],
                    )
                )
    return found


def _words(tracks: Tracks, i: int, basis: int, zones: Sequence[Zone]) -> str:
    words = BASES[basis]
    if basis in (TRUSTED, FOREIGN):
        return f"{words}: {IDENTITIES[int(tracks.foreign_identity[i])].replace('_', ' ')}"
    if basis == CORRIDOR and 0 < tracks.corridor[i] <= len(zones):
        return f"{words}: {zones[int(tracks.corridor[i]) - 1].name}"
    if basis in _LIKE:
        return f"{words}: probability {min(float(tracks.classification[i, _LIKE[basis]]), 0.99):.2f}"
    return words


def _side(tracks: Tracks, i: int, basis: int) -> Literal["for", "against", "told"]:
    if basis in (ELSEWHERE, NOWHERE) or (basis == FOREIGN and tracks.foreign_identity[i] in _AGAINST):
        return "against"
    return "for" if basis in RANKED else "told"


def rows_of(tracks: Tracks, count: int, number: int) -> Rows:
    """Rows, among the first `count`, of the object that track `number` stands for, itself first."""
    same = tracks.number[:count] == number
    same |= (tracks.fusion[:count] >= PART) & (tracks.fused_with[:count] == number)
    rows = np.flatnonzero(same)
    return rows[np.argsort(tracks.number[rows] != number, kind="stable")]
