"""Label and Policy: who may see what. Deny by default."""

import msgspec

CLASSIFICATIONS = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
"""Lowest first; a policy's name may stand before it ("NATO SECRET")."""


def classification_level(classification: str) -> int | None:
    """Place in CLASSIFICATIONS of the level that the words end with; None when they end with none of them."""
    words = f" {classification.upper().strip()}"
    for level in reversed(range(len(CLASSIFICATIONS))):
        if words.endswith(f" {CLASSIFICATIONS[level]}"):
            return level
    return None


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Confidentiality label in the style of STANAG 4774: classification and the nations it is releasable to."""

    security_classification: str = "UNCLASSIFIED"
    releasable_to: tuple[str, ...] = ()


KINDS = ("track", "incident", "alert", "warning", "search")
"""What a policy may name."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one recipient may get: nations' codes or names; nothing leaves without one of these."""

    recipient: str
    what: tuple[str, ...] = ()
    """Kinds of items, of KINDS."""
    zones: tuple[str, ...] = ()
    """Only inside these zones; empty: anywhere."""
    position_rounded_to_m: float = 0.0
    delay_s: float = 0.0
    cleared: bool = False
    """Told of unlawful interference (Mode 3/A 7500), in tracks and in alerts; others see no code and no emergency."""
