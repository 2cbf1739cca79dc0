"""Records as columns: what the loop of `wire` read, with names, units and presence.

Rule: values stay the raw integers of the wire until someone asks for a quantity; a missing value is 0 and says so.
Large inputs are read in slabs, so that memory stays bounded and the columns stay in the cache.
numba is imported with the first read and not before: whoever only reads a configuration never waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sargas.formats.asterix.tables import Table

CELLS = 1 << 17
"""Values (records times columns) read at once: a megabyte, which stays in the cache of a core."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Data blocks in `data`: category, first octet after the header, end, and the chunk each came in, (n,) each."""

    data: NDArray[np.uint8]
    category: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    chunk: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.category)

    def of(self, category: int) -> Blocks:
        """The blocks of one category."""
        return self.take(self.category == category)

    def take(self, rows: NDArray[np.bool_]) -> Blocks:
        """Some of the blocks."""
        if rows.all():
            return self
        return Blocks(self.data, self.category[rows], self.start[rows], self.end[rows], self.chunk[rows])

    def sources(self, loop: Callable[..., None] | None = None) -> NDArray[np.int64]:
        """`sac << 8 | sic` of the first record of each block, -1 where it names none; (n,).

        `loop` is the compiled `wire.name` unless another is given.
        """
        if loop is None:
            from sargas.formats.asterix import kernels

            loop = kernels.name
        keys = np.empty(len(self), np.int64)
        loop(self.data, self.start, self.end, keys)
        return keys


class Move(NamedTuple):
    """An element that becomes a column of Plots or Tracks, with its bit of `has`, where it came and is not vetoed."""

    column: str
    bit: int
    element: str
    unless: tuple[str, ...] = ()
    """At most two one-bit elements, of which none may be set."""


@cache
def _steps(table: Table, moves: tuple[Move, ...]) -> tuple[NDArray[np.int64], NDArray[np.float64], tuple[str, ...]]:
    """The moves as `wire.carry` takes them, their units, and the targets; elements that the edition lacks left out."""
    moves = tuple(move for move in moves if move.element in table.columns)
    targets = tuple(dict.fromkeys(move.column for move in moves))
    steps = np.full((len(moves), 9), -1, np.int64)
    for step, move in zip(steps, moves, strict=True):
        of = table.columns[move.element]
        step[:5] = of.index, of.context, of.bit, of.octets_column, of.octets
        vetoes = [table.columns[name].index for name in move.unless if name in table.columns]
        step[5 : 5 + len(vetoes)] = vetoes
        step[7:] = targets.index(move.column), move.bit
    return steps, np.array([table.columns[move.element].lsb for move in moves], np.float64), targets


@dataclass(frozen=True, slots=True)
class Records:
    """N records of one category: `values` (columns, N) raw, `present` (contexts, N), and where each stood.

    `block` is the index of its block, `number` its place in it from 1; `unlikely` and `spare` name the element out of
    range and the spare bits that were set, -1 for none.
    """

    table: Table
    data: NDArray[np.uint8]
    values: NDArray[np.int64]
    present: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    block: NDArray[np.int64]
    number: NDArray[np.int64]
    unlikely: NDArray[np.int64]
    spare: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    def flawless(self) -> bool:
        """Whether no value is out of range and no spare bit is set."""
        return not (self.unlikely >= 0).any() and not (self.spare >= 0).any()

    def raw(self, name: str) -> NDArray[np.int64]:
        """The raw integers of an element, 0 where missing."""
        column: NDArray[np.int64] = self.values[self.table.columns[name].index]
        return column

    def has(self, name: str) -> NDArray[np.bool_]:
        """Whether the element came."""
        column = self.table.columns[name]
        given: NDArray[np.bool_] = self.present[column.context] & (1 << column.bit) != 0
        if column.octets_column >= 0:
            given &= self.values[column.octets_column] >= column.octets
        return given

    def flag(self, name: str) -> NDArray[np.bool_]:
        """Whether a one-bit element came and is set; False also when the edition has no such element."""
        if name not in self.table.columns:
            return np.zeros(len(self), np.bool_)
        result: NDArray[np.bool_] = self.raw(name) != 0
        return result

    def sets(self, name: str, i: int) -> bool:
        """`flag` of one record."""
        return name in self.table.columns and bool(self.raw(name)[i])

    def quantity(self, name: str) -> NDArray[np.float64]:
        """The element in the unit of its table (SI, degrees), 0.0 where missing."""
        quantity: NDArray[np.float64] = np.multiply(self.raw(name), self.table.columns[name].lsb, dtype=np.float64)
        return quantity

    def carry(self, to: Any, moves: tuple[Move, ...], loop: Callable[..., None] | None = None) -> None:
        """Elements into columns of `to`, which are still empty, one after the other.

        `loop` is the compiled `wire.carry` unless another is given.
        """
        if loop is None:
            from sargas.formats.asterix import kernels

            loop = kernels.carry
        steps, units, targets = _steps(self.table, moves)
        out = np.zeros((len(targets), len(self)))
        loop(self.values, self.present, steps, units, out, to.has)
        for name, column in zip(targets, out, strict=True):
            getattr(to, name)[:] = column

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Records:
        """The records of the rows given, by mask or index."""
        if rows.dtype == np.bool_ and rows.all():
            return self
        return Records(
            self.table,
            self.data,
            self.values[:, rows],
            self.present[:, rows],
            *(array[rows] for array in (self.start, self.end, self.block, self.number, self.unlikely, self.spare)),
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that could not be read and ended its block: reason code of `wire.REASONS` and where it happened."""

    block: int
    code: int
    number: int
    offset: int
    detail: int


def cut(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    loop: Callable[..., int] | None = None,
) -> tuple[Blocks, NDArray[np.int64]]:
    """Blocks of the chunks `data[starts[i]:ends[i]]`, and (2, chunks) the code and offset of what ended each early.

    `loop` is the compiled `wire.cut` unless another is given.
    """
    found = np.empty((4, int(np.sum((ends - starts) // 3))), np.int64)
    faults = np.zeros((2, len(starts)), np.int64)
    if loop is None:
        from sargas.formats.asterix import kernels

        loop = kernels.cut
    count = loop(data, starts, ends, found, faults)
    category, start, end, chunk = (row[:count].copy() for row in found)
    return Blocks(data, category, start, end, chunk), faults


def read(
    blocks: Blocks, table: Table, loop: Callable[..., int] | None = None, cells: int = CELLS
) -> tuple[list[Records], list[Unread]]:
    """Records of blocks that are all of the table's category, in slabs, and what could not be read.

    `loop` is the compiled `wire.walk` unless another is given.
    """
    if loop is None:
        from sargas.formats.asterix import kernels

        loop = kernels.walk
    faults = np.zeros((4, len(blocks)), np.int64)
    cursor = np.zeros(3, np.int64)
    slabs = []
    octets = int(np.sum(blocks.end - blocks.start))
    # A record of these categories seldom has fewer than ten octets; where they have, there is just another slab.
    room = min(cells // len(table.columns) + 1, max(64, octets // 10 + len(blocks)))
    while cursor[0] < len(blocks):
        values = np.zeros((len(table.columns), room), np.int64)
        present = np.zeros((table.contexts, room), np.int64)
        rows = np.empty((6, room), np.int64)
        arrays = (table.nodes, table.children, table.elements, table.switch)
        count = loop(blocks.data, blocks.start, blocks.end, *arrays, values, present, rows, faults, cursor)
        if count:
            slabs.append(
                Records(table, blocks.data, values[:, :count], present[:, :count], *(row[:count] for row in rows))
            )
    unread = [Unread(int(b), *(int(x) for x in faults[:, b])) for b in np.flatnonzero(faults[0])]
    return slabs, unread


def repetitions(records: Records, path: str) -> tuple[NDArray[np.int64], dict[str, NDArray[np.int64]]]:
    """All repetitions of a repetitive item: the row each belongs to, and the raw integers of each element.

    The columns `<path>/count` and `<path>/at` must have been read.
    """
    item = records.table.item(path)
    counts = np.where(records.has(f"{path}/count"), records.raw(f"{path}/count"), 0)
    rows = np.repeat(np.arange(len(records)), counts)
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = np.repeat(records.raw(f"{path}/at"), counts) + nth * item.octets
    elements: dict[str, NDArray[np.int64]] = {}
    bit = 0
    for e in item.elements:
        if e.name:
            value = np.zeros(len(rows), np.int64)
            first, last = bit // 8, (bit + e.width - 1) // 8
            for octet in range(first, last + 1):
                value = (value << 8) | records.data[at + octet]
            value = (value >> (8 * (last + 1) - bit - e.width)) & ((1 << e.width) - 1)
            elements[e.name] = (
                np.where(value >> (e.width - 1) != 0, value - (1 << e.width), value) if e.signed else value
            )
        bit += e.width
    return rows, elements
