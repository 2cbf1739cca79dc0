"""Whose presence is lawful: the evidence a zone accepts, against the identity of a track and its basis.

Rule: a claim authorises nothing by itself; an identity does only with its basis (one that rests on a corridor alone
only where the zone accepts corridors by name, one that rests on the list of flights nowhere), and a flight of the list
only where and when it may be (`sargas.incursion.flights`). A track that shows a code whose evidence is still being
weighed (pending, with a timer) is not yet judged; a pending track that says nothing at all is.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from sargas.model.columns import flag
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import CLASSES
from sargas.model.tracks import ACT_BITS, DISAGREES, HAS, Tracks
from sargas.model.zone import Authority

Floats = NDArray[np.float64]

_BY_IDENTITY: dict[Authority, str] = {"neutral": "neutral", "assumed_friend": "assumed_friend", "friend": "friend"}
_BY_BASIS: dict[Authority, tuple[str, ...]] = {
    "flight_plan": ("flight plan correlated",),
    "transponder": (
        "transponder code and address held for the time required",
        "transponder code held for the time required, no sensor gives an address",
    ),
    "corridor": ("keeps to a corridor",),
}
_BY_NAME_ALONE = np.isin(
    np.arange(256), [BASES.index("keeps to a corridor"), BASES.index("authorised flight on the list")]
)
"""Bases that no identity makes good."""
_BIRD = CLASSES.index("bird")
PENDING = IDENTITIES.index("pending")


def authorised(tracks: Tracks, by: tuple[Authority, ...]) -> NDArray[np.bool_]:
    """Rows whose identity or its basis is one that the zone accepts, bool (N,)."""
    identities, bases = _accepted(by)
    rests = identities[tracks.identity] & ~_BY_NAME_ALONE[tracks.identity_basis]
    result: NDArray[np.bool_] = rests | bases[tracks.identity_basis]
    return result


@cache
def _accepted(by: tuple[Authority, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each identity, and each basis, is accepted; by code, (256,)."""
    identities, bases = np.zeros(256, np.bool_), np.zeros(256, np.bool_)
    identities[[IDENTITIES.index(_BY_IDENTITY[a]) for a in by if a in _BY_IDENTITY]] = True
    bases[[BASES.index(name) for a in by for name in _BY_BASIS.get(a, ())]] = True
    return identities, bases


def doubt(tracks: Tracks, i: int) -> str:
    """What speaks against row i being there as it is told, "" where nothing does."""
    if tracks.claim_check[i] >= DISAGREES:
        return "; its own word of where it is has been found false"
    alone = tracks.claim_s[i] > 0 and not tracks.claim_sigma_m[i] > 0
    return "; nothing but its own word has it there" if alone else ""


def cooperates(tracks: Tracks) -> NDArray[np.bool_]:
    """Rows that answer or broadcast a code, bool (N,); 0000 is what others write where there is none."""
    coded = flag(tracks.has, HAS["mode_3a"]) & (tracks.mode_3a != 0)
    result: NDArray[np.bool_] = coded | flag(tracks.has, HAS["mode_s"])
    return result


def being_weighed(tracks: Tracks) -> NDArray[np.bool_]:
    """Rows that show a code and are still within the time in which it may become evidence, bool (N,)."""
    result: NDArray[np.bool_] = (tracks.identity == PENDING) & cooperates(tracks)
    return result


def are_early(tracks: Tracks, unseen_below_m: Floats, unseen_bird_below: Floats) -> NDArray[np.bool_]:
    """Which rows, first seen inside, may not be taken to have come over the edge: evidence may still come (of what a
    person reports, no sensor has any), it is so high that it would have been seen to come, or probably a bird, and
    birds rise everywhere; bool (N,).
    """
    reported = flag(tracks.acts, ACT_BITS["initiate"])
    result: NDArray[np.bool_] = (tracks.identity == PENDING) & ~reported
    result |= tracks.given("height_m") & (tracks.height_m > unseen_below_m)
    result |= ~reported & (tracks.classification[:, _BIRD] >= unseen_bird_below)
    return result
