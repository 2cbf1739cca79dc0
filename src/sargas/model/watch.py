"""WatchEntry: one line of the watch log: what happened, what people did and what they wrote down, in order."""

from typing import Literal

import msgspec

Noted = Literal["incident", "alert", "sensor", "warning", "act", "duty", "note"]
"""What a line is of: the first four come by themselves, `duty` is who has the watch now, `note` is free text."""
MOST_ENTRIES = 1_000
"""So many are kept; older ones follow from the journal."""


class WatchEntry(msgspec.Struct, frozen=True, tag="log"):
    """One line. `number` grows by one."""

    number: int
    time_s: float
    what: Noted
    text: str
    by: str = ""
    """Who; "": it came by itself."""
    incident: int = 0
    """Which it is about; 0: none."""
