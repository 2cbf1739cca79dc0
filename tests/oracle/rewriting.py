"""Records read with every element, written again by the same tables: what a reader lost would be missing.

So nothing that is read is lost. Whether it was read rightly this cannot tell, for a table that is wrong is wrong both
ways: that says the oracle. What is in an explicit field (RE, SP) is not read, and written as the octets that it was.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from sargas.formats.asterix import pack
from sargas.formats.asterix.columns import Blocks, Records, cut, read, repetitions
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.formats.asterix.tables.layout import COMPOUND, EXPLICIT, EXTENDED, REPETITIVE, REPETITIVE_FX, Item


def written(records: Records) -> list[bytes]:
    """The records again, in order; of CAT001 by the profile that each has."""
    out = [b""] * len(records)
    second = records.flag("020/TYP") if len(records.table.uaps) > 1 else np.zeros(len(records), np.bool_)
    for profile, rows in enumerate((np.flatnonzero(~second), np.flatnonzero(second))):
        if len(rows):
            of_profile = records.take(rows)
            made = pack.records(of_profile.table, draft_of(of_profile), profile)
            for row, record in zip(rows.tolist(), made, strict=True):
                out[row] = record
    return out


def draft_of(records: Records) -> pack.Draft:
    """All that was read, as it is to be written."""
    draft = pack.Draft(len(records))
    for path, item in leaves(records.table.items.values()):
        if item.kind in (REPETITIVE, REPETITIVE_FX):
            draft.whole[path] = repeated(records, path, item)
            continue
        if item.kind == EXPLICIT:
            given = records.has(f"{path}/count").tolist()
            count, at = records.raw(f"{path}/count").tolist(), records.raw(f"{path}/at").tolist()
            draft.whole[path] = [
                records.data[a - 1 : a + n].tobytes() if there else b""
                for there, n, a in zip(given, count, at, strict=True)
            ]
            continue
        names = [element.name for element in item.elements if element.name]
        columns = {name: path if path == name else f"{path}/{name}" for name in names}
        draft.put(path, records.has(columns[names[0]]), **{n: records.raw(column) for n, column in columns.items()})
        if item.kind == EXTENDED:
            draft.octets[path] = records.raw(f"{path}/octets")
    return draft


def repeated(records: Records, path: str, item: Item) -> list[bytes]:
    """A repetitive item of each record, of its elements; b"" where it is absent."""
    rows, elements = repetitions(records, path)
    bits = np.zeros((len(rows), 8 * item.octets), np.uint8)
    at = 0
    for element in item.elements:
        if element.name:
            places = np.arange(element.width - 1, -1, -1)
            bits[:, at : at + element.width] = elements[element.name][:, None] >> places & 1
        elif element.fx:  # another follows in the same record
            bits[:-1, at] = rows[1:] == rows[:-1]
        at += element.width
    octets, out, first = np.packbits(bits, axis=1), [], 0
    for there, n in zip(records.has(f"{path}/count").tolist(), records.raw(f"{path}/count").tolist(), strict=True):
        count = bytes((n,)) if item.kind == REPETITIVE else b""
        out.append(count + octets[first : first + n].tobytes() if there else b"")
        first += n if there else 0
    return out


def leaves(items: Iterable[Item | None], prefix: str = "") -> Iterator[tuple[str, Item]]:
    """Items and, of compounds, their subfields, with their paths."""
    for item in items:
        if item is not None and item.kind == COMPOUND:
            yield from leaves(item.subfields, f"{prefix}{item.number}/")
        elif item is not None:
            yield f"{prefix}{item.number}", item


def compare(payloads: Iterable[bytes], editions: dict[int, str]) -> tuple[Counter[str], list[tuple[int, bytes, bytes]]]:
    """Counts of records by what became of them, and those that are not written as they were: category, was, is."""
    met: Counter[str] = Counter()
    differed = []
    blocks = blocks_of(list(payloads))
    for category in sorted(set(blocks.category.tolist())):
        of, name = blocks.of(category), f"CAT{category:03d}"
        if category not in EDITIONS:
            met[f"{name} not read"] += len(of)
            continue
        slabs, unread = read(of, table_of(category, editions.get(category)))
        met[f"{name} unreadable"] += len(unread)
        for slab in slabs:
            odd = (slab.spare >= 0) | (slab.unlikely >= 0)
            met[f"{name} beyond the edition"] += int(odd.sum())
            sound = slab.take(~odd)
            for i, record in enumerate(written(sound)):
                octets = slab.data[sound.start[i] : sound.end[i]].tobytes()
                met["the same" if record == octets else "differs"] += 1
                if record != octets:
                    differed.append((category, octets, record))
    return +met, differed


def blocks_of(payloads: list[bytes]) -> Blocks:
    data = np.frombuffer(b"".join(payloads), np.uint8)
    ends = np.cumsum([len(payload) for payload in payloads])
    return cut(data, ends - [len(payload) for payload in payloads], ends)[0]


def read_alike(category: int, one: bytes, other: bytes) -> bool:
    """Whether two records say the same."""
    first, second = (
        read(blocks_of(pack.blocks(category, [record])), table_of(category))[0][0] for record in (one, other)
    )
    places = [column.index for name, column in first.table.columns.items() if name.endswith("/at")]
    values = [np.delete(records.values, places, axis=0) for records in (first, second)]
    return bool(np.array_equal(*values))
