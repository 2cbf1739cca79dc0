"""Zones as authorities publish them: ED-269, ED-318 and OpenAir, and temporary zones as a list: all as GeoJSON
features that `incursion.zones` reads.

Tolerant: what cannot be read, or has no rule here, is told in one line and left out; nothing is guessed.
"""

import json
from typing import Any, NamedTuple

from sargas.formats.uaszones import ed269, ed318, openair, temporary


class Found(NamedTuple):
    """`features` of GeoJSON with the properties of our zones; `left_out`: a line for each that is not among them, and
    for what was read otherwise than it says."""

    features: list[dict[str, Any]]
    left_out: list[str]
    by_hand: bool = False
    """Kept as a list, by people: places are typed."""


def read(text: str) -> Found | None:
    """The zones in a file of one of these formats; None where it is of none (our own GeoJSON is none of them)."""
    found = Found([], [])
    if text.lstrip("\ufeff \t\r\n")[:1] != "{":
        if temporary.read(text, found.features, found.left_out):
            return found._replace(by_hand=True)
        return found if openair.read(text, found.features, found.left_out) else None
    try:
        said = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    for form in (ed269, ed318):
        if form.is_one(said):
            form.read(said, found.features, found.left_out)
            return found
    return None
