"""Watches: all that are kept, one table, ascending by track and zone."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sargas.incursion.watch import WATCH, Bools, Ints, Table, Watch

_ZONES = 1 << 20
"""More than there may be."""


class Watches:
    """`table`: structured as WATCH says; rows stay where they are until some are added or dropped."""

    def __init__(self, zones: Sequence[str]) -> None:
        """`zones`: the id of each."""
        self._zones = zones
        self._hold(np.zeros(0, WATCH))

    def __len__(self) -> int:
        return len(self.table)

    def find(self, tracks: Ints, zones: Ints) -> Ints:
        """The row of each pair, -1 where there is none; (N,)."""
        return _place(self._key, tracks * _ZONES + zones)

    def place_in(self, numbers: Ints) -> Ints:
        """Where the track of each row stands among `numbers`, -1 where it does not; (len(self),)."""
        order = np.argsort(numbers, kind="stable")
        at = _place(numbers[order], self.table["track"])
        return np.where(at < 0, -1, order[at]) if len(order) else at

    def incident(self, track: int, zone: int) -> int:
        """The incident of one pair, 0 where there is none."""
        (row,) = self.find(np.array([track]), np.array([zone]))
        return int(self.table["incident"][row]) if row >= 0 else 0

    def tracks(self) -> set[int]:
        """The tracks that are watched."""
        return set(self.table["track"].tolist())

    def on(self, incident: int) -> Ints:
        """The rows whose incident it is."""
        return np.flatnonzero(self.table["incident"] == incident)

    def each(self, rows: Ints | Sequence[int]) -> list[Watch]:
        """Those of `rows`, one by one."""
        return [Watch(*values) for values in self.table[rows].tolist()]

    def add(self, watches: Table) -> None:
        """More of them, of pairs that there are none of."""
        if len(watches):
            self._hold(np.concatenate([self.table, watches]))

    def drop(self, which: Bools) -> None:
        """All rows of `which` are forgotten."""
        if which.any():
            self._hold(self.table[~which])

    def pop(self, track: int) -> list[Watch]:
        """Those on a track, which are forgotten."""
        its = self.table["track"] == track
        popped = self.each(np.flatnonzero(its))
        self.drop(its)
        return popped

    def put(self, watches: Sequence[Watch]) -> None:
        """One by one, each in place of one on the same pair."""
        more = np.array([tuple(watch) for watch in watches], WATCH)
        replaced = np.zeros(len(self), np.bool_)
        at = self.find(more["track"], more["zone"])
        replaced[at[at >= 0]] = True
        self.drop(replaced)
        self.add(more)

    def packed(self) -> list[dict[str, Any]]:
        """For a checkpoint."""
        return [{**watch._asdict(), "zone": self._zones[watch.zone]} for watch in self.each(np.arange(len(self)))]

    def unpack(self, packed: Sequence[dict[str, Any]]) -> None:
        """Inverse of `packed`; watches of zones that are no more are left behind."""
        place = {name: z for z, name in enumerate(self._zones)}
        self._hold(np.zeros(0, WATCH))
        self.put([Watch(**{**said, "zone": place[said["zone"]]}) for said in packed if said["zone"] in place])

    def _hold(self, table: Table) -> None:
        key = table["track"] * _ZONES + table["zone"]
        order = np.argsort(key, kind="stable")
        self.table, self._key = table[order], key[order]


def _place(ordered: Ints, wanted: Ints) -> Ints:
    """Where each stands in an ascending array, -1 where it does not."""
    if not len(ordered):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[at] == wanted, at, -1)
