"""The picture's memory: growing columns with free slots, found by track number and by a reporter's own number.

Rule: a slot is free when its number is 0; slots are reused lowest first, so the same inputs fill the same slots.
What leaves is ordered by number. `Memory` holds what the picture remembers of a row besides the track itself.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sargas.model.columns import Columns
from sargas.model.track import CLASSES
from sargas.model.tracks import CONFIRMED, HAS, TENTATIVE, Tracks
from sargas.picture.levels import CHAINS, LEVELS

Rows = NDArray[np.int64]
NO_KEY = -1
NOT_KNOWN = -1.0
"""When a row was confirmed that was so before that was remembered."""
TOLD = 16
"""States of an own row that are remembered as told."""
_AT_FIRST = 256
"""Slots of an empty table: never none, so that a row of -1 can be read and then discarded."""


class Memory(Columns):
    """One row beside each track: ageing, evidence and correlation so far."""

    SPEC = {  # noqa: RUF012 (ClassVar by the parent)
        "key": ("i8", ()),
        "heard_s": ("f8", ()),
        "interval_s": ("f8", ()),
        "pending_until_s": ("f8", ()),
        "held_mode_s": ("u4", ()),
        "held_mode_3a": ("u2", ()),
        "codes_since_s": ("f8", ()),
        "codes_seen_s": ("f8", ()),
        "agreed_since_s": ("f8", ()),
        "agreed_seen_s": ("f8", ()),
        "corridor_since_s": ("f8", ()),
        "listed_since_s": ("f8", ()),
        "candidate": ("i8", ()),
        "agreeing": ("i2", ()),
        "disagreeing": ("i2", ()),
        "told_s": ("f8", (TOLD,)),
        "told": ("f4", (TOLD, 4)),
        "told_at": ("u1", ()),
        "echo_of": ("i8", ()),
        "echo_evidence": ("f8", ()),
        "echo_until_s": ("f8", ()),
        "claimed_s": ("f8", ()),
        "claim_votes": ("i1", ()),
        "claim_bad_s": ("f8", ()),
        "judged": ("f4", (len(CLASSES),)),
        "looks": ("f4", ()),
        "looked_s": ("f8", ()),
        "looked_mps": ("f4", (3,)),
        "evidence": ("f4", (len(CHAINS) * (len(CLASSES) - 1),)),
        "levels": ("u2", (LEVELS * (len(CLASSES) - 1),)),
    }
    __slots__ = tuple(SPEC)

    key: NDArray[np.int64]
    """Reporter (index into the picture's sources) and its number; NO_KEY for own rows and ended ones."""
    heard_s: NDArray[np.float64]
    """Tick at which the row last came."""
    interval_s: NDArray[np.float64]
    """Smoothed time between a foreign row's updates."""
    pending_until_s: NDArray[np.float64]
    held_mode_s: NDArray[np.uint32]
    held_mode_3a: NDArray[np.uint16]
    codes_since_s: NDArray[np.float64]
    """Since when code and address have been held; 0: not held."""
    codes_seen_s: NDArray[np.float64]
    agreed_since_s: NDArray[np.float64]
    """Since when a position claim and a radar have agreed; 0: they do not."""
    agreed_seen_s: NDArray[np.float64]
    corridor_since_s: NDArray[np.float64]
    """Since when the track keeps to its corridor; 0: to none."""
    listed_since_s: NDArray[np.float64]
    """Since when the track is a flight of the list; 0: it is none."""
    candidate: NDArray[np.int64]
    """Number of the leading row that agreed last round; 0: none."""
    agreeing: NDArray[np.int16]
    disagreeing: NDArray[np.int16]
    told_s: NDArray[np.float64]
    """Times of the last states in which an own row was told; 0: none."""
    told: NDArray[np.float32]
    """These states: lat_deg, lon_deg, east_mps, north_mps."""
    told_at: NDArray[np.uint8]
    """Where the next of them goes."""
    echo_of: NDArray[np.int64]
    """Number of the own track that a foreign row repeats, as it seems; 0: none."""
    echo_evidence: NDArray[np.float64]
    echo_until_s: NDArray[np.float64]
    """States later than this are no echo of an own track that has ended; 0: it has not."""
    claimed_s: NDArray[np.float64]
    """Time of the last position claim that was weighed."""
    claim_votes: NDArray[np.int8]
    """Claims that disagreed, less those that agreed."""
    claim_bad_s: NDArray[np.float64]
    """Time of the last claim that disagreed."""
    judged: NDArray[np.float32]
    """Probabilities of the classes; the track shows them when it is told of next."""
    looks: NDArray[np.float32]
    """Independent looks at its motion, those that were forgotten left out; 0: none yet."""
    looked_s: NDArray[np.float64]
    looked_mps: NDArray[np.float32]
    """Velocity at the last look: east, north, and the variance of each."""
    evidence: NDArray[np.float32]
    """ln P(looks | class) of each chain of levels, relative, faded: chains x classes."""
    levels: NDArray[np.uint16]
    """P(level | class, looks) of `sargas.picture.levels` in parts of `LEVEL_PARTS`: levels x classes."""


class Table:
    """Tracks and Memory, row by row, with the two indices."""

    def __init__(self) -> None:
        self.tracks = Tracks.empty(_AT_FIRST)
        self.memory = Memory.empty(_AT_FIRST)
        self._index: dict[str, tuple[NDArray[np.int64], Rows]] = {}

    def active(self) -> NDArray[np.bool_]:
        """Slots that hold a track."""
        result: NDArray[np.bool_] = self.tracks.number > 0
        return result

    def rows_of(self, numbers: NDArray[np.int64]) -> Rows:
        """Row of each track number, -1 where there is none."""
        return self._locate("number", self.tracks.number, numbers)

    def rows_of_keys(self, keys: NDArray[np.int64]) -> Rows:
        """Row of each reporter-and-number key, -1 where there is none."""
        return self._locate("key", self.memory.key, keys)

    def _locate(self, name: str, column: NDArray[np.int64], wanted: NDArray[np.int64]) -> Rows:
        if name not in self._index:
            used = np.flatnonzero(self.active() & (column != NO_KEY))
            order = used[np.argsort(column[used], kind="stable")]
            self._index[name] = column[order], order
        values, order = self._index[name]
        if not len(values):
            return np.full(len(wanted), -1, np.int64)
        at = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
        return np.where(values[at] == wanted, order[at], -1)

    def add(self, numbers: NDArray[np.int64], keys: NDArray[np.int64]) -> Rows:
        """Empty rows for new numbers, the lowest free slots first."""
        lacking = len(numbers) - (len(self.tracks) - int(np.count_nonzero(self.active())))
        if lacking > 0:
            self._grow(max(lacking, len(self.tracks)))
        rows = np.flatnonzero(~self.active())[: len(numbers)]
        self._wipe(rows)
        self.tracks.number[rows] = numbers
        self.memory.key[rows] = keys
        self._index.clear()
        return rows

    def _grow(self, count: int) -> None:
        more = Tracks.empty(count, self.tracks.sources)
        self.tracks = Tracks(
            self.tracks.sources,
            **{name: np.concatenate([array, getattr(more, name)]) for name, array in self.tracks.arrays().items()},
        )
        blank = Memory.empty(count).arrays()
        self.memory = Memory(
            (), **{name: np.concatenate([array, blank[name]]) for name, array in self.memory.arrays().items()}
        )

    def exchange_numbers(self, one: int, other: int) -> None:
        """Two rows exchange what they are known by: number, uid and the time since when."""
        tracks = self.tracks
        for column in (tracks.number, tracks.uid, tracks.first_s, tracks.confirmed_s, tracks.version):
            column[[one, other]] = column[[other, one]]
        self._index.clear()

    def confirm(self, rows: Rows, time_s: float) -> None:
        """Of rows that are confirmed by now, remember since when."""
        tracks = self.tracks
        new = rows[(tracks.status[rows] == CONFIRMED) & (tracks.confirmed_s[rows] == 0.0)]
        tracks.confirmed_s[new] = time_s

    def forget_keys(self, rows: Rows) -> None:
        """The reporter's number of these rows is free to mean something else."""
        self.memory.key[rows] = NO_KEY
        self._index.clear()

    def free(self, rows: Rows) -> None:
        """Give slots back."""
        self._wipe(rows)
        self._index.clear()

    def _wipe(self, rows: Rows) -> None:
        for columns in (self.tracks, self.memory):
            for name, array in columns.arrays().items():
                array[rows] = columns.FILL.get(name, 0)

    def set_flag(self, name: str, rows: NDArray[Any], on: NDArray[np.bool_]) -> None:
        """The `has` bit of an optional column, row by row."""
        bit = np.uint32(HAS[name])
        has = self.tracks.has
        has[rows] = np.where(on, has[rows] | bit, has[rows] & ~bit)

    def current(self) -> Tracks:
        """A copy of all rows, ordered by number."""
        return self.taken(np.flatnonzero(self.active()))

    def taken(self, rows: Rows) -> Tracks:
        """A copy of some rows, ordered by number."""
        return self.tracks.take(rows[np.argsort(self.tracks.number[rows], kind="stable")])

    def packed(self) -> dict[str, Any]:
        """For a checkpoint; slots and their order are kept, so that the future is the same."""
        return {"tracks": self.tracks.packed(), "memory": self.memory.packed()}

    def unpack(self, packed: dict[str, Any]) -> None:
        """Inverse of `packed`."""
        self.tracks = Tracks.from_packed(packed["tracks"])
        self.memory = Memory.from_packed(packed["memory"])
        if "confirmed_s" not in packed["tracks"]:  # a checkpoint of before it was remembered
            self.tracks.confirmed_s[self.active() & (self.tracks.status != TENTATIVE)] = NOT_KNOWN
        self._index.clear()
