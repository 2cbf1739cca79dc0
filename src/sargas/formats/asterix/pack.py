"""Columns to bytes: records and blocks from raw integers, by the same tables that `wire` reads by.

The bit table is the one of `wire`; what differs is the direction. Rows with the same items and lengths have the same
layout, so they are built together as one matrix of octets, and put back in their order. Repetitive and explicit items
are given as the octets that they are (`Draft.whole`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix.tables.layout import COMPOUND, EXTENDED, FIXED, REPETITIVE_FX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sargas.formats.asterix.tables import Element, Item, Table

MOST_OCTETS = 1400
"""Blocks are kept this short, so that one fits a datagram on any Ethernet."""


@dataclass(slots=True)
class Draft:
    """N records to be written: raw integers by column name, and which rows have which item or subfield.

    `octets` gives an extended item's length (its least where not given), `codes` the codes of a repetitive item as
    bits, `whole` items and subfields as the octets that they are, count or length included, b"" where absent.
    """

    rows: int
    raw: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    given: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    octets: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    codes: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    whole: dict[str, list[bytes]] = field(default_factory=dict)

    def put(self, path: str, given: NDArray[np.bool_], **elements: NDArray[np.int64]) -> None:
        """An item or subfield with its elements, where it is given; elements left out are 0."""
        self.given[path] = given
        for name, values in elements.items():
            self.raw[f"{path}/{name}"] = values


def records(table: Table, draft: Draft, profile: int = 0) -> list[bytes]:
    """One record a row, in order, by one of the table's profiles (CAT001 has two)."""
    parts = [
        part
        for slot, number in enumerate(table.uaps[profile])
        if number != "-"
        for part in _parts(table.items[number], number, slot, draft)
    ]
    layout = np.zeros((draft.rows, len(parts)), np.int64)
    for i, part in enumerate(parts):
        layout[:, i] = part.length
    # As octets, which sort several times as fast as rows of numbers.
    keys = np.ascontiguousarray(layout.astype(">u4")).view(f"S{4 * max(len(parts), 1)}").reshape(-1)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    out = [b""] * draft.rows
    for k, pattern in enumerate(layout[first]):
        rows = np.flatnonzero(inverse == k)
        present = [(part, int(length)) for part, length in zip(parts, pattern, strict=True) if length]
        head = _presence([part.slot for part, _ in present])
        columns = [np.broadcast_to(np.frombuffer(head, np.uint8), (len(rows), len(head)))]
        for part, length in present:
            if part.subfields:
                inner = _presence(_slots(part, rows))
                columns.append(np.broadcast_to(np.frombuffer(inner, np.uint8), (len(rows), len(inner))))
            elif part.item is not None:
                columns.append(_octets(part.item, part.path, draft, rows, length))
        block = np.concatenate(columns, axis=1)
        joined, width = block.tobytes(), block.shape[1]
        for i, row in enumerate(rows.tolist()):
            out[row] = joined[i * width : (i + 1) * width]
    return out


def blocks(category: int, written: Sequence[bytes]) -> list[bytes]:
    """Data blocks of at most MOST_OCTETS octets (a longer record has its own)."""
    out: list[bytes] = []
    waiting: list[bytes] = []
    size = 3
    for record in written:
        if waiting and size + len(record) > MOST_OCTETS:
            out.append(bytes((category, size >> 8, size & 255)) + b"".join(waiting))
            waiting, size = [], 3
        waiting.append(record)
        size += len(record)
    if waiting:
        out.append(bytes((category, size >> 8, size & 255)) + b"".join(waiting))
    return out


@dataclass(slots=True)
class _Part:
    """An item, the primary subfield of a compound (`subfields`), or a subfield; `length` per row, 0 where absent.

    `slot` is its place in the FSPEC (a subfield repeats that of its compound).
    """

    item: Item | None
    path: str
    slot: int
    length: NDArray[np.int64]
    subfields: list[tuple[int, NDArray[np.bool_]]] = field(default_factory=list)


def _parts(item: Item, path: str, slot: int, draft: Draft) -> list[_Part]:
    """What an item adds to the layout of a record."""
    if item.kind != COMPOUND:
        length = _length(item, path, draft)
        return [] if length is None else [_Part(item, path, slot, length)]
    inner = [
        (place, sub, length)
        for place, sub in enumerate(item.subfields)
        if sub is not None and (length := _length(sub, f"{path}/{sub.number}", draft)) is not None
    ]
    if not inner:
        return []
    # The primary subfield differs with the subfields present: their bits are its layout.
    bits = np.zeros(draft.rows, np.int64)
    for place, _, length in inner:
        bits |= np.where(length > 0, np.int64(1) << place, 0)
    primary = _Part(None, path, slot, bits, [(place, length > 0) for place, _, length in inner])
    return [primary, *(_Part(sub, f"{path}/{sub.number}", slot, length) for _, sub, length in inner)]


def _length(item: Item, path: str, draft: Draft) -> NDArray[np.int64] | None:
    """Octets of an item or subfield in each row; None where no row has it."""
    if path in draft.whole:
        return np.array([len(octets) for octets in draft.whole[path]], np.int64)
    if path not in draft.given:
        return None
    length = np.full(draft.rows, item.octets, np.int64)
    if item.kind == EXTENDED:
        length = draft.octets.get(path, np.full(draft.rows, 1 + item.before, np.int64))
    elif item.kind == REPETITIVE_FX:
        length = np.array([value.bit_count() for value in draft.codes[path].tolist()], np.int64)
    return np.where(draft.given[path], length, 0)


def _slots(part: _Part, rows: NDArray[np.int64]) -> list[int]:
    return [place for place, given in part.subfields if given[rows[0]]]


def _presence(slots: Sequence[int]) -> bytes:
    """An FSPEC or primary subfield with these slots set."""
    octets = bytearray(max(slots) // 7 + 1)
    for slot in slots:
        octets[slot // 7] |= 0x80 >> slot % 7
    for i in range(len(octets) - 1):
        octets[i] |= 1
    return bytes(octets)


def _octets(item: Item, path: str, draft: Draft, rows: NDArray[np.int64], length: int) -> NDArray[np.uint8]:
    """(rows, length) octets of an item."""
    if path in draft.whole:
        joined = b"".join([draft.whole[path][row] for row in rows.tolist()])
        return np.frombuffer(joined, np.uint8).reshape(len(rows), length)
    if item.kind == REPETITIVE_FX:
        return _code_octets(draft.codes[path][rows], length)
    if item.kind not in (FIXED, EXTENDED):
        raise ValueError(f"item {path} is not written")
    words = [_word(run, path, draft, rows) for run in _runs(item, length)]
    return words[0] if len(words) == 1 else np.concatenate(words, axis=1)


def _runs(item: Item, length: int) -> Iterator[list[tuple[Element, int]]]:
    """The elements of the first `length` octets, with the bits behind each in the item, in runs of 64 bits at most."""
    run: list[tuple[Element, int]] = []
    left, bits = 8 * length, 0
    for element in item.elements:
        if left < element.width:
            break
        if bits + element.width > 64 and bits % 8 == 0:
            yield run
            run, bits = [], 0
        left -= element.width
        bits += element.width
        run.append((element, left))
    yield run


def _word(run: list[tuple[Element, int]], path: str, draft: Draft, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(rows, octets) of a run of elements of an item."""
    word = np.zeros(len(rows), np.uint64)
    end = run[-1][1]
    for element, left in run:
        name = f"{path}/{element.name}"
        if element.fx:
            # The last octet of the item says that none follows.
            word |= np.uint64(0 if left == 0 else 1 << (left - end))
        elif element.name and name in draft.raw:
            value = draft.raw[name][rows] & ((1 << element.width) - 1)
            word |= value.astype(np.uint64) << np.uint64(left - end)
    count = sum(element.width for element, _ in run) // 8
    shifts = np.arange(8 * (count - 1), -1, -8).astype(np.uint64)
    octets: NDArray[np.uint8] = ((word[:, None] >> shifts) & np.uint64(255)).astype(np.uint8)
    return octets


def _code_octets(codes: NDArray[np.int64], count: int) -> NDArray[np.uint8]:
    """(rows, count) octets of seven-bit codes with FX, lowest code first."""
    out = np.zeros((len(codes), count), np.uint8)
    place = np.zeros(len(codes), np.int64)
    for code in range(63):
        rows = np.flatnonzero((codes >> code) & 1)
        out[rows, place[rows]] = code << 1
        place[rows] += 1
    out[:, : count - 1] |= 1
    return out
