"""Identity: what a track is decided to be (STANAG 1241 words), on what basis, by whom.

Code may set pending, unknown, assumed_friend and neutral; friend, suspect and hostile need a named operator.
joker and faker exist only on simulated tracks. A partner's identity stays `foreign_identity` until adopted.
"""

from typing import Literal

import msgspec

IdentityName = Literal[
    "pending", "unknown", "assumed_friend", "friend", "neutral", "suspect", "hostile", "joker", "faker"
]
IDENTITIES: tuple[IdentityName, ...] = (
    "pending",
    "unknown",
    "assumed_friend",
    "friend",
    "neutral",
    "suspect",
    "hostile",
    "joker",
    "faker",
)
"""Order is the code in columns and in the track stream."""

BY_CODE: tuple[IdentityName, ...] = ("pending", "unknown", "assumed_friend", "neutral")
"""The identities that a rule may set."""

BASES = (
    "not judged yet",
    "no evidence in the time allowed",
    "flight plan correlated",
    "transponder code and address held for the time required",
    "position claim agrees with radar",
    "authorised flight on the list",
    "operator",
    "transponder code held for the time required, no sensor gives an address",
    "keeps to a corridor",
    "a partner that is trusted for it says so",
    "a partner says so",
    "flies as birds do",
    "drifts as a balloon does",
    "says to be where it is not seen",
    "says to be where nothing could have flown",
)
"""Order is the code in columns. The basis is shown beside every identity; all that holds of a track is its evidence."""


class Proposal(msgspec.Struct, frozen=True):
    """An identity that evidence suggests, and that no rule sets: a named operator may."""

    name: IdentityName
    basis: str


class Identity(msgspec.Struct, frozen=True):
    """An identity with its basis; `decided_by` is a named operator or None for a rule."""

    name: IdentityName = "pending"
    basis: str = BASES[0]
    decided_by: str | None = None
    pending_until_s: float | None = None
