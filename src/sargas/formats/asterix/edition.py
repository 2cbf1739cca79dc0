"""Whether the configured edition of a category fits the bytes that come.

ASTERIX does not say its edition, and bytes of one edition often pass as another: the numbers are then nonsense. What
gives a misfit away is its block: a record that runs over it, an item the edition does not have, a latitude beyond the
pole, a flight level beyond the document's range, spare bits that are set.

Rule. A block is *wrong* when a record cannot be read or holds a value out of the document's range, *odd* when only
spare bits are set or an item has octets the edition does not know, else *sound*. Trust, per category and sensor,
begins at 0 and stays within -8..8: a sound block adds 1, an odd one nothing, a wrong one takes 2. The source of its
first record says whose a block is; all blocks of unknown sources, and all that name none, share one trust of their own.
Until trust is above 0, nothing of a wrong block is decoded; after that its readable records are, but never the one that
is out of range. When trust falls to -8 the category does not fit: nothing of it is decoded from that sensor until trust
has climbed back to 0 (eight sound blocks more than wrong ones count for). So four wrong blocks at the start, or any
stretch with more than a third wrong, stop a sensor's category; noise on a good line does not.
Where many senders share one name (CAT129: drones that no system speaks for are all 0/0) there is no trust to be had: a
wrong block is dropped by itself, and stops nobody else's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sargas.formats.asterix.columns import Records, Unread

SOUND, ODD, WRONG = 0, 1, 2
MOST, GAIN, LOSS = 8, 1, 2

KEEP, WITHHELD, LAST, SILENCED = 0, 1, 2, 3
"""Verdicts: decode; do not; do not, and with this block the edition was found not to fit; do not, nothing new."""


def looks_of(blocks: int, slabs: Sequence[Records], unread: Sequence[Unread]) -> NDArray[np.int64]:
    """What each block looks like, as its records were read: SOUND, ODD or WRONG; (blocks,)."""
    looks = np.full(blocks, SOUND, np.int64)
    for slab in slabs:
        looks[slab.block[slab.spare >= 0]] = ODD
    for slab in slabs:
        looks[slab.block[slab.unlikely >= 0]] = WRONG
    looks[[fault.block for fault in unread]] = WRONG
    return looks


class Fit:
    """Trust in the edition of one category of one sensor; `misfit` when it is known not to fit."""

    __slots__ = ("misfit", "trust")

    def __init__(self, trust: int = 0, misfit: bool = False) -> None:
        self.trust = trust
        self.misfit = misfit

    def judge(self, blocks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Take in what the blocks looked like (SOUND, ODD or WRONG each, in order); the verdict on each."""
        verdicts = np.full(len(blocks), KEEP, np.int64)
        if not self.misfit and not np.any(blocks == WRONG):
            self.trust = min(MOST, self.trust + GAIN * int(np.count_nonzero(blocks == SOUND)))
            return verdicts
        for i, block in enumerate(blocks.tolist()):
            if self.misfit:
                verdicts[i] = SILENCED
                self.trust = max(-MOST, min(MOST, self.trust + (GAIN, 0, -LOSS)[block]))
                self.misfit = self.trust < 0
            elif block == WRONG:
                self.trust = max(-MOST, self.trust - LOSS)
                self.misfit = self.trust == -MOST
                verdicts[i] = LAST if self.misfit else KEEP if self.trust + LOSS > 0 else WITHHELD
            else:
                self.trust = min(MOST, self.trust + (GAIN if block == SOUND else 0))
        return verdicts
