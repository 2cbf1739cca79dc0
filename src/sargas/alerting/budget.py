"""Budget: how many alarms one audience is told within ten minutes, and what they are spent on.

Of `most` alarms in any WINDOW_S half are kept for digests when more than FEW subjects go on, else a third: so that what
comes later is told in time, whatever came before. Digests and repeats spend what is left evenly over the time. An end,
an acknowledgement and a distress are no alarms here. Ten in ten minutes is what one person can follow after an upset
(EEMUA publication 191, Alarm systems).
"""

import math
from collections.abc import Sequence

WINDOW_S = 600.0
FEW = 2
KEPT_FROM_REPEATS = 3
"""A repeat leaves so many for news."""


def left(alarms_s: Sequence[float], most: int) -> float:
    """How many more may be told now; `alarms_s` are those of the last WINDOW_S."""
    return math.inf if most == 0 else max(most - len(alarms_s), 0)


def singles(alarms_s: Sequence[float], most: int, subjects: int) -> float:
    """How many of these may be of one subject each, when so many go on."""
    kept = math.ceil(most / 2) if subjects > FEW else math.ceil(0.3 * most)
    return max(left(alarms_s, most) - kept, 0)


def gap_s(alarms_s: Sequence[float], most: int) -> float:
    """Time from one digest or repeat to the next, so that what is left lasts."""
    return 0.5 * WINDOW_S / max(left(alarms_s, most), 1)
