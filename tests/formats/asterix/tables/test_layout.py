"""Tables as arrays: bounds that the loop relies on, and columns left out."""

import numpy as np
import pytest

from sargas.formats.asterix import wire
from sargas.formats.asterix.columns import cut, read
from sargas.formats.asterix.tables import EDITIONS, table_of
from sargas.formats.asterix.tables.layout import (
    COMPOUND,
    EXTENDED,
    FX,
    compound,
    extended,
    fixed,
    repetitive,
    select,
    table,
    u,
)

ALL = [(category, edition) for category, editions in EDITIONS.items() for edition in editions]


@pytest.mark.parametrize(("category", "edition"), ALL)
def test_every_index_of_a_table_is_inside(category: int, edition: str) -> None:
    """The loop checks the bytes; that tables index themselves rightly is checked here."""
    made = table_of(category, edition)
    nodes, children, elements = made.nodes, made.children, made.elements
    assert children.min() >= -1
    assert children.max() < len(nodes)
    for node in nodes:
        kind, octets, first, last, base, slots, bit, column = node[:8].tolist()
        assert 0 <= first <= last <= len(elements)
        assert base >= 0
        assert base + slots <= len(children)
        assert -1 <= bit <= 62
        assert slots <= 63
        if kind == COMPOUND:
            assert 0 <= column < made.contexts
        elif column >= 0:
            assert column < len(made.columns)
        if kind == EXTENDED:
            assert 0 <= node[9] < len(elements)
        for element in elements[first:last]:
            # At most eight octets are read, inside the item, and the value stays below 2^63.
            assert element[1] <= 8
            assert kind == EXTENDED or element[0] + element[1] <= octets
            assert int(element[3]).bit_length() <= 56
            assert element[5] < len(made.columns)


def test_slots_and_contexts_do_not_collide() -> None:
    made = table_of(62)
    seen = {}
    for name, column in made.columns.items():
        owner = seen.setdefault((column.context, column.bit), name.split("/")[: 1 if column.context == 0 else 2])
        assert owner == name.split("/")[: 1 if column.context == 0 else 2]


def test_offsets_follow_from_widths() -> None:
    made = table(
        99, "1", "none", [fixed("010", "x", u("A", 3), u("B", 13)), extended("020", "y", u("C", 7), FX)], "010 020"
    )
    assert made.elements[0].tolist() == [0, 1, 5, 7, 0, 0, 0, 7]
    assert made.elements[1].tolist() == [0, 2, 0, 0x1FFF, 0, 1, 0, 0x1FFF]
    assert made.columns["020/C"].octets == 1


def test_octets_may_come_before_the_first_that_ends_in_fx() -> None:
    rp = extended("101", "x", u("RP", 8), u("SC", 7), FX, u("SSRP", 7), FX, before=1)
    made = table(99, "1", "none", [rp], "101")
    for octets, given in (("80 0104", (1, 2, None)), ("80 010504", (1, 2, 2)), ("80 0105", None), ("80 01", None)):
        data = np.frombuffer(bytes.fromhex(f"63 00{3 + len(bytes.fromhex(octets)):02x} {octets}"), np.uint8)
        blocks, _ = cut(data, np.array([0]), np.array([len(data)]), loop=wire.cut)
        slabs, unread = read(blocks, made, loop=wire.walk)
        assert bool(unread) == (given is None)
        if given is not None:
            names = ("101/RP", "101/SC", "101/SSRP")
            read_here = tuple(int(slabs[0].raw(n)[0]) if slabs[0].has(n)[0] else None for n in names)
            assert read_here == given


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not whole octets"):
        fixed("010", "x", u("A", 3))
    with pytest.raises(ValueError, match="twice"):
        table(99, "1", "none", [fixed("010", "x", u("A", 4), u("A", 4))], "010")
    with pytest.raises(KeyError):
        table(99, "1", "none", [fixed("010", "x", u("A", 8))], "010 020")


def test_selected_columns_hold_the_same(corpus) -> None:
    octets = (corpus / "radar/croatia_cat048.raw").read_bytes()
    blocks, _ = cut(np.frombuffer(octets, np.uint8), np.array([0]), np.array([len(octets)]), loop=wire.cut)
    names = ["040/RHO", "250/count", "170/TCC", "240/ID"]
    whole, part = (read(blocks, made, loop=wire.walk)[0][0] for made in (table_of(48), select(table_of(48), names)))
    assert len(part.table.columns) < 9
    for name in [*names, "250/at", "170/octets"]:
        assert part.raw(name).tolist() == whole.raw(name).tolist()
        assert part.has(name).tolist() == whole.has(name).tolist() == [True]


def test_item_by_path() -> None:
    made = table(99, "1", "none", [compound("380", "x", None, repetitive("MB", "y", u("A", 8)))], "380")
    assert made.item("380/MB").title == "y"
    with pytest.raises(KeyError):
        made.item("380/XX")
