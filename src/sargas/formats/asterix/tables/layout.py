"""The words in which an ASTERIX category is written down, and their translation into integer arrays.

Source: EUROCONTROL-SPEC-0149, Part 1 (ASTERIX, ed. 3.0), section 5: a record is a field specification (FSPEC) followed
by data items in the order of the category's User Application Profile (UAP). An item is of fixed length, extended
(octets that end in a field extension bit, FX), repetitive (an octet of count, or FX after each repetition), compound
(a primary subfield of presence bits, then subfields) or explicit (its own length first: RE and SP).

Rule: a table is data. Widths are in bits and in the order of the document, so that a table reads beside it; bit
offsets follow by addition. `lsb` turns the raw integer into the unit named beside it (SI, degrees). `low` and `high`
bound the raw integer where the document bounds the value; an edition that does not fit the bytes is found by them.
A record itself is a compound whose primary subfield is the FSPEC, and `Table` holds the whole as integer arrays:

    nodes     (n, 10) one row per item and subfield: kind, octets, first and last element, first child (extended:
                      octets before the first with FX), child slots, presence bit, column (compound: context), flag
                      (extended: last octet without FX; repetitive: codes wanted), element blamed for octets the
                      edition does not know
    children  (k,)    node of each slot of each compound, -1 where the UAP has none
    elements  (m, 8)  first octet, octets, right shift, mask, sign bit (0: unsigned), column, low, high; the column is
                      -1 for spare bits and -2 for an element that is not wanted
    switch    (2,)    node whose first bit chooses the second UAP, and the root of that UAP (CAT001); -1 for none

A *context* is one compound (0: the record); each has a word of presence bits per record, one bit per item or subfield.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

FIXED, EXTENDED, REPETITIVE, REPETITIVE_FX, COMPOUND, EXPLICIT = range(6)

NM_M = 1852.0
FT_M = 0.3048
FL_M = 100.0 * FT_M
KT_MPS = NM_M / 3600.0


@dataclass(frozen=True, slots=True)
class Element:
    """Consecutive bits of an item: a name, a width in bits, and what the raw integer means.

    An element without a name is spare (or, with `fx`, the field extension bit). `low` and `high` are raw.
    """

    name: str
    width: int
    lsb: float = 1.0
    unit: str = ""
    signed: bool = False
    low: int | None = None
    high: int | None = None
    fx: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A data item or a subfield: its number or name, its title in the document, its structure and its elements.

    `octets` is the length of a fixed item, of one repetition, or (extended, not 0) the octet that closes the item
    without a field extension bit. `before` octets of an extended item come before the first that ends in FX. `codes`
    marks a repetitive item whose values are kept as a set of bits.
    """

    number: str
    title: str
    kind: int
    elements: tuple[Element, ...] = ()
    subfields: tuple[Item | None, ...] = ()
    octets: int = 0
    codes: bool = False
    before: int = 0


def u(
    name: str, width: int, lsb: float = 1.0, unit: str = "", low: int | None = None, high: int | None = None
) -> Element:
    """An unsigned element."""
    return Element(name, width, lsb, unit, False, low, high)


def s(
    name: str, width: int, lsb: float = 1.0, unit: str = "", low: int | None = None, high: int | None = None
) -> Element:
    """An element in two's complement."""
    return Element(name, width, lsb, unit, True, low, high)


def spare(width: int) -> Element:
    """Bits the document sets to zero."""
    return Element("", width, high=0, low=0)


FX = Element("", 1, fx=True)


def _octets(number: str, elements: Sequence[Element]) -> int:
    bits = sum(e.width for e in elements)
    if bits % 8:
        raise ValueError(f"item {number}: {bits} bits are not whole octets")
    return bits // 8


def fixed(number: str, title: str, *elements: Element) -> Item:
    """An item of fixed length."""
    return Item(number, title, FIXED, elements, octets=_octets(number, elements))


def extended(number: str, title: str, *elements: Element, closed: bool = False, before: int = 0) -> Item:
    """An item of octets that each end in FX.

    `closed` when the last octet of the document has no FX; `before` octets come before the first that has one
    (I023/101).
    """
    octets = _octets(number, elements)
    return Item(number, title, EXTENDED, elements, octets=octets if closed else 0, before=before)


def repetitive(number: str, title: str, *elements: Element) -> Item:
    """An octet of count, then so many times the elements."""
    return Item(number, title, REPETITIVE, elements, octets=_octets(number, elements))


def repetitive_fx(number: str, title: str, *elements: Element, codes: bool = False) -> Item:
    """The elements again and again while the FX bit at their end is set."""
    return Item(number, title, REPETITIVE_FX, elements, octets=_octets(number, elements), codes=codes)


def compound(number: str, title: str, *subfields: Item | None) -> Item:
    """A primary subfield of presence bits, then the subfields present; None for a slot the document leaves empty."""
    return Item(number, title, COMPOUND, subfields=subfields)


def explicit(number: str, title: str) -> Item:
    """An item that opens with its own length in octets."""
    return Item(number, title, EXPLICIT)


@dataclass(frozen=True, slots=True)
class Column:
    """Where an element is found in the decoded columns, and what it means.

    `context` and `bit` locate the presence of its item; an element of an extended item is present when at least
    `octets` octets came (column `octets_column`).
    """

    name: str
    index: int
    lsb: float
    unit: str
    context: int
    bit: int
    octets: int = 0
    octets_column: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One category in one edition, as the loop in `wire` reads it; see the module docstring for the arrays."""

    category: int
    edition: str
    document: str
    items: dict[str, Item]
    nodes: NDArray[np.int64]
    children: NDArray[np.int64]
    elements: NDArray[np.int64]
    switch: NDArray[np.int64]
    columns: dict[str, Column]
    node_names: tuple[str, ...]
    element_names: tuple[str, ...]
    contexts: int
    uaps: tuple[tuple[str, ...], ...]

    def item(self, path: str) -> Item:
        """The item or subfield named, such as `040` or `380/ADR`; KeyError when there is none."""
        first, _, rest = path.partition("/")
        found = self.items[first]
        if rest:
            return {sub.number: sub for sub in found.subfields if sub is not None}[rest]
        return found

    def bounds(self, name: str) -> tuple[int, int]:
        """Least and greatest raw integer of an element."""
        (row,) = self.elements[self.elements[:, 5] == self.columns[name].index]
        return int(row[6]), int(row[7])


@dataclass(slots=True)
class _Draft:
    nodes: list[list[int]] = field(default_factory=list)
    node_names: list[str] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    elements: list[list[int]] = field(default_factory=list)
    element_names: list[str] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    contexts: int = 1

    def column(self, name: str, unit: str, lsb: float, context: int, bit: int) -> int:
        index = len(self.columns)
        if name in self.columns:
            raise ValueError(f"column {name} twice")
        self.columns[name] = Column(name, index, lsb, unit, context, bit)
        return index

    def element(self, item: Item, path: str, e: Element, at: int, where: tuple[int, int], counted: int) -> None:
        first, last = at // 8, (at + e.width - 1) // 8
        shift = 8 * (last + 1) - (at + e.width)
        column = -1
        if e.name:
            name = f"{path}/{e.name}" if path != e.name else path
            column = self.column(name, e.unit, e.lsb, *where)
            if item.kind == EXTENDED:
                old = self.columns[name]
                self.columns[name] = Column(name, old.index, old.lsb, old.unit, old.context, old.bit, last + 1, counted)
        low = e.low if e.low is not None else (-(1 << (e.width - 1)) if e.signed else 0)
        high = e.high if e.high is not None else (1 << (e.width - 1 if e.signed else e.width)) - 1
        sign = 1 << (e.width - 1) if e.signed else 0
        self.elements.append([first, last + 1 - first, shift, (1 << e.width) - 1, sign, column, low, high])
        self.element_names.append(f"{path}/{e.name or 'spare bits'}")

    def node(self, item: Item, prefix: str, where: tuple[int, int]) -> int:
        """Append an item and what is in it; `where` is (context, bit)."""
        path = f"{prefix}{item.number}"
        index = len(self.nodes)
        closed = int(item.kind == EXTENDED and item.octets > 0)
        row = [item.kind, item.octets, 0, 0, item.before, 0, where[1], -1, closed, -1]
        self.nodes.append(row)
        self.node_names.append(path)
        if item.kind == EXTENDED:
            row[7] = self.column(f"{path}/octets", "", 1.0, *where)
        elif item.kind in (REPETITIVE, REPETITIVE_FX, EXPLICIT):
            # Three columns side by side: how many, where the first octet is, and the set of codes.
            row[7] = self.column(f"{path}/count", "", 1.0, *where)
            self.column(f"{path}/at", "", 1.0, *where)
            if item.codes:
                self.column(f"{path}/codes", "", 1.0, *where)
                row[8] = 1
        if item.kind in (FIXED, EXTENDED):
            row[2] = len(self.elements)
            at = 0
            for e in item.elements:
                if not e.fx:
                    self.element(item, path, e, at, where, row[7])
                at += e.width
            row[3] = len(self.elements)
            if item.kind == EXTENDED:
                row[9] = len(self.elements)
                self.elements.append([at // 8, 0, 0, 0, 0, -1, 0, 0])
                self.element_names.append(f"{path}/octets beyond the edition")
        elif item.kind == COMPOUND:
            context = self.contexts
            self.contexts += 1
            slots = [
                -1 if sub is None else self.node(sub, f"{path}/", (context, bit))
                for bit, sub in enumerate(item.subfields)
            ]
            row[4], row[5] = len(self.children), len(slots)
            row[7] = context
            self.children += slots
        return index


def select(whole: Table, names: Sequence[str]) -> Table:
    """The same table with only the columns named, in their order; everything is still read and checked.

    The octets of an extended item come with its elements; count, place and codes of a repetitive or explicit item come
    together. KeyError for an unknown name.
    """
    wanted = list(dict.fromkeys(names))
    for name in names:
        counted = whole.columns[name].octets_column
        wanted += [other for other, column in whole.columns.items() if column.index == counted]
        if name.endswith(("/count", "/at", "/codes")):
            path = name.rpartition("/")[0]
            trio = [f"{path}/{part}" for part in ("count", "at", "codes")]
            wanted = [other for other in wanted if other not in trio] + [
                other for other in trio if other in whole.columns
            ]
    wanted = list(dict.fromkeys(wanted))
    place = {whole.columns[name].index: i for i, name in enumerate(wanted)}
    nodes, elements = whole.nodes.copy(), whole.elements.copy()
    for row in nodes:
        if row[0] != COMPOUND:
            row[7] = place.get(int(row[7]), -1)
    for row in elements:
        if row[5] >= 0:
            row[5] = place.get(int(row[5]), -2)
    columns = {
        name: replace(
            whole.columns[name],
            index=i,
            octets_column=place.get(whole.columns[name].octets_column, -1),
        )
        for i, name in enumerate(wanted)
    }
    return replace(whole, nodes=nodes, elements=elements, columns=columns)


def table(
    category: int,
    edition: str,
    document: str,
    items: Sequence[Item],
    *uaps: str,
    chosen_by: str | None = None,
) -> Table:
    """Translate the items of a category into arrays.

    `uaps` are the User Application Profiles as item numbers in FRN order, `-` for an empty slot; with two of them,
    the first bit of item `chosen_by` chooses the second. Raises ValueError when a UAP names an unknown item.
    """
    draft = _Draft()
    profiles = [uap.split() for uap in uaps]
    for _ in profiles:
        draft.nodes.append([COMPOUND, 0, 0, 0, 0, 0, -1, 0, 0, -1])
        draft.node_names.append("FSPEC")
    by_number = {item.number: item for item in items}
    if len(by_number) != len(items) or len(items) > 62:
        raise ValueError(f"CAT{category:03d}: items twice, or too many for one word of presence bits")
    placed = {item.number: draft.node(item, "", (0, bit)) for bit, item in enumerate(items)}
    for row, profile in enumerate(profiles):
        if len(profile) > 63:
            raise ValueError(f"CAT{category:03d}: more than 63 slots")
        draft.nodes[row][4], draft.nodes[row][5] = len(draft.children), len(profile)
        draft.children += [-1 if number == "-" else placed[number] for number in profile]
    return Table(
        category,
        edition,
        document,
        by_number,
        np.array(draft.nodes, np.int64),
        np.array(draft.children, np.int64),
        np.array(draft.elements, np.int64),
        np.array([placed[chosen_by], 1] if chosen_by else [-1, -1], np.int64),
        draft.columns,
        tuple(draft.node_names),
        tuple(draft.element_names),
        draft.contexts,
        tuple(tuple(profile) for profile in profiles),
    )
