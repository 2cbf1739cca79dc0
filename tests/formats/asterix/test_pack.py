"""Bytes from tables: by hand, and read back by the loop of the wire."""

import dataclasses
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from oracle.rewriting import blocks_of, compare, read_alike, written
from sargas.formats import framing
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


def test_a_wide_item_and_items_that_are_given_whole() -> None:
    """I129/040 has 96 bits; SP is given with its length; a subfield that is repetitive is given with its count."""
    draft = pack.Draft(1)
    only = np.array([True])
    draft.put("010", only)
    draft.put("040", only, FIRST=np.array([0x0102030405FF]), LAST=np.array([0x060708090A0B]))
    draft.whole["SP"] = [bytes.fromhex("03aabb")]
    assert pack.records(table_of(129), draft)[0].hex() == "8904" + "0000" + "0102030405ff060708090a0b" + "03aabb"
    draft = pack.Draft(2)
    draft.put("010", TRUE)
    draft.whole["120/RDS"] = [bytes.fromhex("01000100020003"), b""]
    draft.put("120/CAL", np.array([True, False]), CAL=np.array([-1, 0]))
    assert [r.hex() for r in pack.records(table_of(48), draft)] == ["8101040000c003ff01000100020003", "800000"]


LEFT_OUT = {
    "CAT030 not read": 1,
    "CAT247 not read": 1,
    "CAT252 not read": 1,
    # One maker's CAT010 ed. 0.24, and the CAT062 ed. 0.17 that must not be decoded to nonsense.
    "CAT010 unreadable": 1,
    "CAT062 unreadable": 87,
    "CAT062 beyond the edition": 48,
}


def test_every_recording_is_written_again_octet_for_octet(corpus: Path) -> None:
    """Every element that was read, of repetitions too, is in its place again: nothing read is lost. Whether it was read
    rightly, the oracle says (`tests/oracle/test_asterix.py`): a table that is wrong is wrong both ways.

    Five records have an octet of presence bits of which none is set, or an item without any of its subfields: they say
    what is said in fewer octets.
    """
    met: Counter[str] = Counter()
    for path in sorted([*(corpus / "radar").iterdir(), *(corpus / "asterix_vectors").iterdir()]):
        with path.open("rb") as file:
            payloads = [framed.payload for framed in framing.read(file, name=path.name)]
        found, differed = compare(payloads, {21: "0.26"} if "ed0.26" in path.name else {})
        met += found
        for category, was, now in differed:
            assert len(now) < len(was)
            assert read_alike(category, was, now), path.name
    same, differs = met.pop("the same"), met.pop("differs")
    print(f"\n{same} records the same, {differs} shorter")
    assert dict(met) == LEFT_OUT
    assert (same, differs) == (19_728, 5)


def test_repetitions_are_written_of_their_elements() -> None:
    """I048/250 twice, I048/030 three codes: with what was read changed, what is written changes."""
    record = bytes.fromhex("812140 0102 02 0011223344556640 8877665544332250 15273e")
    slabs, unread = read(blocks_of(pack.blocks(48, [record])), table_of(48), loop=wire.walk)
    assert not unread
    assert written(slabs[0]) == [record]
    changed = slabs[0].data.copy()
    changed[slabs[0].raw("250/at")[0]] ^= 1
    assert written(dataclasses.replace(slabs[0], data=changed)) != [record]


def test_what_was_lost_would_be_missed() -> None:
    record = bytes.fromhex("a3014001022028ffba0b26")
    slabs, _ = read(blocks_of(pack.blocks(48, [record])), table_of(48), loop=wire.walk)
    assert written(slabs[0]) == [record]
    slabs[0].raw("090/FL")[:] += 1
    slabs[0].raw("130/PAM/PAM")[:] += 1
    assert written(slabs[0]) != [record]
