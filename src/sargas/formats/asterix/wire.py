"""Bytes to columns: the loop that reads the item tables, and the columns it fills. It imports nothing of ours but them.

The bits, from EUROCONTROL-SPEC-0149 Part 1 (ed. 3.0), section 5:

    block    CAT (8)  LEN (16, itself and CAT included)  record  record ...
    record   FSPEC, then the items it announces in the order of the User Application Profile
    FSPEC    octets of 7 presence bits, most significant first, and FX (bit 1): another octet follows
    item     fixed         so many octets
             extended      octets whose last bit is FX (I023/101: from its second octet on)
             repetitive    REP (8), then REP times so many octets; or repetitions that end in FX
             compound      a primary subfield built like the FSPEC, then its subfields
             explicit      LEN (8, itself included), then its content (RE, SP)

Which item has which elements at which bit stands in `tables/`, a category a file, with document and edition.

Rules. `cut`, `name`, `walk` and `carry` are plain loops over arrays, one self-contained function each, so that they run
the same interpreted and compiled (`kernels` compiles them). Every index into `data` is checked against the end of the
block before it is read; every table index is bounded by construction (`tables.layout`). Nothing raises.
A record that cannot be read ends its block: without its length the next record cannot be found. Records before it
in the block stand, and reading goes on at the next block.
What is well-formed but contradicts the document (spare bits that are set, octets the edition does not know, values out
of range) is kept in `spare` and `unlikely` of the record, for the decoder to judge the edition by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REASONS = (
    "",
    "field specification runs over the block",
    "field specification longer than nine octets",
    "empty field specification",
    "item announced that the edition does not have",
    "item runs over the block",
    "repetitions run over the block",
    "explicit length of zero",
)
"""Why a record cannot be read; the index is the code in `faults` of `walk`."""

UNKNOWN_SLOT = 4

CUT_REASONS = ("", "block header cut off", "block length below 3", "block runs over its datagram")
"""Why a chunk cannot be cut further; the index is the code in `faults` of `cut`."""


def cut(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    blocks: NDArray[np.int64],
    faults: NDArray[np.int64],
) -> int:
    """Cut the chunks `data[starts[i]:ends[i]]` into blocks; each chunk stands alone.

    `blocks` (4, room) receives category, first octet after the header, end, chunk; room for one block per 3 octets is
    always enough. `faults` (2, chunks) receives code and offset of what ended a chunk early. Returns the blocks.
    """
    count = 0
    for chunk in range(starts.shape[0]):
        at = starts[chunk]
        end = ends[chunk]
        faults[0, chunk] = 0
        while at < end:
            if end - at < 3:
                faults[0, chunk] = 1
                faults[1, chunk] = at
                break
            length = (np.int64(data[at + 1]) << 8) | np.int64(data[at + 2])
            if length < 3:
                faults[0, chunk] = 2
                faults[1, chunk] = at
                break
            if length > end - at:
                faults[0, chunk] = 3
                faults[1, chunk] = at
                break
            blocks[0, count] = np.int64(data[at])
            blocks[1, count] = at + 3
            blocks[2, count] = at + length
            blocks[3, count] = chunk
            count += 1
            at += length
    return count


def name(data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], keys: NDArray[np.int64]) -> None:
    """Write `sac << 8 | sic` of the first record of each block `data[starts[i]:ends[i]]` to `keys`, -1 for none.

    I010 comes first in every category read here and in every edition, so that a record needs no table for it and is
    told even where it cannot be read.
    """
    for block in range(starts.shape[0]):
        keys[block] = -1
        at = starts[block]
        end = ends[block]
        if at >= end or data[at] < 128:
            continue
        octets = 1
        while octets < 9 and at + octets < end and data[at + octets - 1] & 1 != 0:
            octets += 1
        at += octets
        if at + 2 <= end and data[at - 1] & 1 == 0:
            keys[block] = np.int64(data[at]) << 8 | np.int64(data[at + 1])


def walk(
    data: NDArray[np.uint8],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    nodes: NDArray[np.int64],
    children: NDArray[np.int64],
    elements: NDArray[np.int64],
    switch: NDArray[np.int64],
    values: NDArray[np.int64],
    present: NDArray[np.int64],
    records: NDArray[np.int64],
    faults: NDArray[np.int64],
    cursor: NDArray[np.int64],
) -> int:
    """Read the records of the blocks `data[starts[i]:ends[i]]`, all of one category; returns how many were read.

    The arrays of the table are described in `tables.layout`. Out: `values` (columns, room) raw integers, `present`
    (contexts, room) words of presence bits, `records` (6, room): first octet, end, block, number in the block, element
    out of range or -1, element of spare bits that are set or -1. `faults` (4, blocks): code, record number in the
    block, offset, node or slot. When the room is used up, `cursor` (block, offset, number in the block) says where to
    go on; its block is the number of blocks when all is read. `values` and `present` must come in as zeros.
    """
    room = records.shape[1]
    block = cursor[0]
    at = cursor[1]
    number = cursor[2]
    count = 0
    while block < starts.shape[0]:
        end = ends[block]
        if number == 0:
            at = starts[block]
        while at < end:
            if count >= room:
                cursor[0] = block
                cursor[1] = at
                cursor[2] = number
                return count
            start = at
            number += 1
            code: Any = 0
            detail: Any = 0
            unlikely = -1
            spare = -1
            # `opening` is the compound whose primary subfield is read next: first the record itself.
            opening = 0
            level = -1
            context = 0
            bits = 0
            slot = 0
            base = 0
            slots = 0
            word = 0
            outer_bits = 0
            outer_slot = 0
            outer_base = 0
            outer_slots = 0
            outer_word = 0
            while True:
                if opening >= 0:
                    if level == 0:
                        outer_bits = bits
                        outer_slot = slot
                        outer_base = base
                        outer_slots = slots
                        outer_word = word
                        context = nodes[opening, 7]
                    level += 1
                    bits = 0
                    slot = 0
                    word = 0
                    octets: Any = 0
                    more: Any = 1
                    while more != 0:
                        if at >= end:
                            code = 1
                            break
                        if octets == 9:
                            code = 2
                            break
                        octet: Any = np.int64(data[at])
                        at += 1
                        for i in range(7):
                            bits |= ((octet >> (7 - i)) & 1) << (7 * octets + i)
                        octets += 1
                        more = octet & 1
                    if code == 0 and level == 0 and bits == 0:
                        code = 3
                    if code != 0:
                        detail = opening
                        break
                    base = nodes[opening, 4]
                    slots = nodes[opening, 5]
                    opening = -1
                if bits == 0:
                    present[context, count] = word
                    if level == 0:
                        break
                    level = 0
                    context = 0
                    bits = outer_bits
                    slot = outer_slot
                    base = outer_base
                    slots = outer_slots
                    word = outer_word
                    continue
                while bits & 1 == 0:
                    bits >>= 1
                    slot += 1
                node = -1
                if slot < slots:
                    node = children[base + slot]
                bits >>= 1
                slot += 1
                if node < 0:
                    code = 4
                    detail = slot
                    break
                kind = nodes[node, 0]
                word |= 1 << nodes[node, 6]
                size: Any = nodes[node, 1]
                column = nodes[node, 7]
                if kind == 4:
                    opening = node
                    continue
                if kind == 0:
                    if size > end - at:
                        code = 5
                        detail = node
                        break
                elif kind == 1:
                    closed = size
                    size = nodes[node, 4]
                    more = 1
                    while more != 0:
                        if at + size >= end:
                            code = 5
                            break
                        more = np.int64(data[at + size]) & 1
                        size += 1
                        if size == closed:
                            more = 0
                    if code != 0:
                        detail = node
                        break
                    if column >= 0:
                        values[column, count] = size
                    if size > elements[nodes[node, 9], 0]:
                        spare = nodes[node, 9]
                    if node == switch[0] and np.int64(data[at]) >= 128:
                        base = nodes[switch[1], 4]
                        slots = nodes[switch[1], 5]
                elif kind == 2:
                    if at >= end:
                        code = 6
                        detail = node
                        break
                    repetitions: Any = np.int64(data[at])
                    if repetitions * size > end - at - 1:
                        code = 6
                        detail = node
                        break
                    if column >= 0:
                        values[column, count] = repetitions
                        values[column + 1, count] = at + 1
                    at += 1 + repetitions * size
                    continue
                elif kind == 3:
                    first = at
                    repetitions = 0
                    codes: Any = 0
                    more = 1
                    while more != 0:
                        if size > end - at:
                            code = 6
                            break
                        more = np.int64(data[at + size - 1]) & 1
                        codes |= 1 << min(np.int64(data[at]) >> 1, 62)  # type: ignore[operator]
                        at += size
                        repetitions += 1
                    if code != 0:
                        detail = node
                        break
                    if column >= 0:
                        values[column, count] = repetitions
                        values[column + 1, count] = first
                        if nodes[node, 8] != 0:
                            values[column + 2, count] = codes
                    continue
                else:
                    if at >= end:
                        code = 5
                        detail = node
                        break
                    size = np.int64(data[at])
                    if size == 0:
                        code = 7
                        detail = node
                        break
                    if size > end - at:
                        code = 5
                        detail = node
                        break
                    if column >= 0:
                        values[column, count] = size - 1
                        values[column + 1, count] = at + 1
                for e in range(nodes[node, 2], nodes[node, 3]):
                    first = elements[e, 0]
                    octets = elements[e, 1]
                    if first + octets > size:
                        break
                    first += at
                    value: Any = np.int64(data[first])
                    for i in range(1, octets):
                        value = (value << 8) | np.int64(data[first + i])
                    value = (value >> elements[e, 2]) & elements[e, 3]
                    if value & elements[e, 4] != 0:
                        value -= elements[e, 3] + 1
                    target = elements[e, 5]
                    if value < elements[e, 6] or value > elements[e, 7]:
                        if target == -1:
                            spare = e
                        elif unlikely < 0:
                            unlikely = e
                    if target >= 0:
                        values[target, count] = value
                at += size
            if code != 0:
                faults[0, block] = code
                faults[1, block] = number
                faults[2, block] = at
                faults[3, block] = detail
                for i in range(values.shape[0]):
                    values[i, count] = 0
                for i in range(present.shape[0]):
                    present[i, count] = 0
                break
            records[0, count] = start
            records[1, count] = at
            records[2, count] = block
            records[3, count] = number
            records[4, count] = unlikely
            records[5, count] = spare
            count += 1
        block += 1
        number = 0
    cursor[0] = block
    cursor[1] = 0
    cursor[2] = 0
    return count


def carry(
    values: NDArray[np.int64],
    present: NDArray[np.int64],
    moves: NDArray[np.int64],
    units: NDArray[np.float64],
    out: NDArray[np.float64],
    has: NDArray[np.uint32],
) -> None:
    """Write elements that came, times their unit, to `out` (targets, N), and their bits to `has` (N,).

    `moves` (M, 9): column, context and bit of its presence, column of the octets of its item (-1 for none) and how many
    must have come, two columns of which none may be set (-1 for none), target, bits. A later move writes over an
    earlier one.
    """
    for m in range(moves.shape[0]):
        octets = moves[m, 3]
        veto = moves[m, 5]
        veto_too = moves[m, 6]
        for i in range(has.shape[0]):
            if present[moves[m, 1], i] >> moves[m, 2] & 1 == 0:
                continue
            if octets >= 0 and values[octets, i] < moves[m, 4]:
                continue
            if (veto >= 0 and values[veto, i] != 0) or (veto_too >= 0 and values[veto_too, i] != 0):
                continue
            out[moves[m, 7], i] = values[moves[m, 0], i] * units[m]
            has[i] |= np.uint32(moves[m, 8])
