"""Tracks that cannot be told apart: said, not guessed.

Where the best assignment of two tracks' plots is hardly more probable than the one in which they change places, nobody
knows afterwards which is which: each keeps the other in mind. What targets say of themselves tells them apart: two
tracks with addresses, or codes, of their own are not mixed.
"""

from typing import Any

import numpy as np

from sargas.geo.kernel import kernel, leaf
from sargas.model.tracks import TENTATIVE
from sargas.tracking.rows import F8, MODE_3A, Ints
from sargas.tracking.state import State

HARDLY = 1.1
"""Logarithm of the ratio of two assignments that are hardly different: 3 to 1."""


@kernel
def mix(
    state: State,
    slots: Ints,
    taken: Ints,
    first_edge: Ints,
    edge_plot: Ints,
    value: F8,
    count: int,
    begin: int,
    end: int,
) -> None:
    """Marks the tracks of a slice that might as well have taken each other's plots."""
    rows = state.rows
    taker = np.empty(end - begin, np.int64)
    taker[:] = -1
    for c in range(count):
        if taken[c] >= 0:
            taker[edge_plot[taken[c]] - begin] = c
    for c in range(count):
        if taken[c] < 0 or first_edge[c + 1] - first_edge[c] < 2:
            continue
        own = edge_plot[taken[c]]
        for e in range(first_edge[c], first_edge[c + 1]):
            other = taker[edge_plot[e] - begin]
            if other < 0 or other <= c:
                continue
            for f in range(first_edge[other], first_edge[other + 1]):
                if edge_plot[f] == own and value[taken[c]] + value[taken[other]] - value[e] - value[f] < HARDLY:
                    remember_mixed(rows[slots[c]], rows[slots[other]])


@leaf
def remember_mixed(one: Any, other: Any) -> None:
    """Two confirmed tracks that nothing tells apart keep each other in mind."""
    if one.status == TENTATIVE or other.status == TENTATIVE or told_apart(one, other):
        return
    if one.mixed != other.origin:
        one.mixed, one.mixed_with, one.changed = other.origin, 0, True
    if other.mixed != one.origin:
        other.mixed, other.mixed_with, other.changed = one.origin, 0, True


@leaf
def told_apart(one: Any, other: Any) -> bool:
    """Whether what both targets say of themselves differs."""
    if one.address != 0 and other.address != 0:
        return bool(one.address != other.address)
    return bool((one.claimed & other.claimed & MODE_3A) != 0 and one.mode_3a != other.mode_3a)
