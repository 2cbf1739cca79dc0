"""Bytes from tables: by hand, and read back by the loop of the wire."""

import numpy as np
import pytest

from sargas.formats.asterix import pack, wire
from sargas.formats.asterix.columns import cut, read
from sargas.formats.asterix.tables import table_of

TRUE = np.array([True, True])


def test_records_by_hand() -> None:
    draft = pack.Draft(2)
    draft.put("010", TRUE, SAC=np.array([1, 1]), SIC=np.array([2, 3]))
    draft.put("020", TRUE, TYP=np.array([1, 2]), TST=np.array([0, 1]))
    draft.octets["020"] = np.array([1, 2])
    draft.put("090", np.array([False, True]), FL=np.array([0, -8]))
    draft.put("030", np.array([True, False]))
    draft.codes["030"] = np.array([1 << 5 | 1 << 19, 0])
    draft.put("130/PAM", np.array([True, False]), PAM=np.array([-70, 0]))
    draft.put("130/SAM", TRUE, SAM=np.array([-1, -2]))
    assert [record.hex() for record in pack.records(table_of(48), draft)] == [
        "a3014001022028ffba0b26",
        "a6010341803ff820fe",
    ]


def test_blocks_are_short_enough_for_a_datagram() -> None:
    made = pack.blocks(48, [bytes(100)] * 30 + [bytes(2000)])
    assert [len(block) for block in made] == [1303, 1303, 403, 2003]
    assert all(int.from_bytes(block[1:3], "big") == len(block) for block in made)
    assert pack.blocks(48, []) == []


@pytest.mark.parametrize("category", [48, 62])
def test_what_is_packed_is_read(category: int) -> None:
    """Every fixed item of at most 64 bits, with values by chance."""
    table, chance, n = table_of(category), np.random.default_rng(2), 40
    draft = pack.Draft(n)
    for number, item in table.items.items():
        subs = {f"{number}/{sub.number}": sub for sub in item.subfields if sub} or {number: item}
        for path, sub in subs.items():
            if sub.kind == 0:
                values = {
                    e.name: chance.integers(-(1 << e.width - 1) if e.signed else 0, 1 << e.width - e.signed, n)
                    for e in sub.elements
                    if e.name
                }
                draft.put(path, chance.random(n) < 0.6 if number != "010" else np.ones(n, np.bool_), **values)
    octets = b"".join(pack.blocks(category, pack.records(table, draft)))
    blocks, _ = cut(np.frombuffer(octets, np.uint8), np.array([0]), np.array([len(octets)]), loop=wire.cut)
    slabs, unread = read(blocks, table, loop=wire.walk)
    assert not unread
    assert sum(map(len, slabs)) == n
    for path, given in draft.given.items():
        for name in (name for name in draft.raw if name.rpartition("/")[0] == path):
            assert np.array_equal(slabs[0].has(name), given)
            assert np.array_equal(slabs[0].raw(name)[given], draft.raw[name][given]), name
