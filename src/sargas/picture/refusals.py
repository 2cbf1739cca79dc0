"""Refusals: why an act on a track does not fit the picture as it is, in the words that the person reads.

Rule: None where it fits. Nothing is changed here; what is asked for is judged by the rows of the table alone.
"""

import numpy as np

from sargas.model.decision import Coast, Correlate, Drop, LockIdentity, Merge, Reassociate, Split, TrackAct
from sargas.model.identity import IDENTITIES
from sargas.model.track import ActName
from sargas.model.tracks import ACT_BITS, ENDED, HAS, PART, Tracks
from sargas.picture.groups import Holds, by_hand
from sargas.picture.table import Table


def absent(table: Table, number: int, given: tuple[range, range]) -> str | None:
    """That there is no such track (any more); `given` are the numbers that were given so far."""
    row = int(table.rows_of(np.array([number]))[0])
    if row >= 0 and table.tracks.status[row] != ENDED:
        return None
    if row >= 0 or any(number in numbers for numbers in given):
        return f"track {number} has ended"
    return f"there is no track {number}"


def unfit(table: Table, holds: Holds, act: TrackAct, row: int, other: int) -> str | None:
    """What is known of the rows against an act on them."""
    tracks = table.tracks
    tracked = (tracks.reported_by < 0) & ~by_hand(table)
    number = int(tracks.number[row])
    if tracks.fusion[row] == PART:
        return f"track {number} is part of track {tracks.fused_with[row]}"
    if isinstance(act, Drop | Coast):
        name: ActName = "drop" if isinstance(act, Drop) else "coast"
        if tracks.acts[row] & np.uint16(ACT_BITS[name]):
            return f"track {number}: {name} is in force already"
    # Of an unlawful interference no refusal tells: the act is taken, and the track stands again with the next update.
    if isinstance(act, Drop) and in_emergency(tracks, row) and not tracks.take(np.array([row])).unlawful()[0]:
        return f"track {number} declares an emergency"
    ours = [row] if other < 0 else [row, other]
    if isinstance(act, Coast | Merge | Reassociate) and not tracked[ours].all():
        return "only tracks of our own sensors can do that"
    if isinstance(act, Merge | Reassociate) and tracks.fusion[other] == PART:
        return f"track {tracks.number[other]} is part of track {tracks.fused_with[other]}"
    if isinstance(act, Split) and act.other is not None and (number, act.other) not in holds.together:
        return f"track {act.other} was not merged into track {number}"
    if isinstance(act, LockIdentity):
        identity = act.identity or IDENTITIES[tracks.identity[row]]
        if identity == "pending":
            return "pending is no identity"
        if identity in ("joker", "faker") and not tracks.simulated[row]:
            return f"{identity} exists in exercises only"
    if isinstance(act, Correlate):
        return _taken_seat(table, row, other)
    return None


def _taken_seat(table: Table, row: int, other: int) -> str | None:
    tracks = table.tracks
    if tracks.reported_by[other] < 0:
        by_sensors = "own tracks are merged, not correlated" if tracks.reported_by[row] < 0 else "our track comes first"
        return None if by_hand(table)[other] else by_sensors
    if by_hand(table)[row]:
        return "the track that a sensor sees comes first"
    parts = (tracks.fusion == PART) & (tracks.fused_with == tracks.number[row])
    parts[row], parts[other] = True, False
    seated = np.flatnonzero(parts & (tracks.reported_by == tracks.reported_by[other]))
    if len(seated):
        return f"track {tracks.number[seated[0]]} of the same reporter is that object"
    return None


def in_emergency(tracks: Tracks, row: int) -> bool:
    """Whether the row declares one."""
    return bool(tracks.has[row] & np.uint32(HAS["emergency"])) and bool(tracks.emergency[row] > 0)
