"""The item tables of the categories read and written, one per edition, translated once and kept.

Rule: an edition is configured per feed; what is not configured is the newest edition known here.
Source: EUROCONTROL-SPEC-0149, Part 1 and the part of each category, named in its file.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sargas.formats.asterix.tables import (
    cat001,
    cat004,
    cat010,
    cat015,
    cat019,
    cat020,
    cat021,
    cat021_old,
    cat023,
    cat034,
    cat048,
    cat062,
    cat063,
    cat129,
    cat205,
)
from sargas.formats.asterix.tables.layout import Column, Element, Item, Table

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["EDITIONS", "Column", "Element", "Item", "Table", "second_table_of", "table_of"]

_BUILDERS: dict[int, tuple[tuple[tuple[str, ...], Callable[[str], Table]], ...]] = {
    1: ((cat001.EDITIONS, cat001.build),),
    2: ((cat034.EDITIONS_002, cat034.build_002),),
    4: ((cat004.EDITIONS, cat004.build),),
    10: ((cat010.EDITIONS, cat010.build),),
    15: ((cat015.EDITIONS, cat015.build),),
    19: ((cat019.EDITIONS, cat019.build),),
    20: ((cat020.EDITIONS, cat020.build),),
    21: ((cat021_old.EDITIONS, cat021_old.build), (cat021.EDITIONS, cat021.build)),
    23: ((cat023.EDITIONS, cat023.build),),
    34: ((cat034.EDITIONS_034, cat034.build_034),),
    48: ((cat048.EDITIONS, cat048.build),),
    62: ((cat062.EDITIONS, cat062.build),),
    63: ((cat063.EDITIONS_063, cat063.build_063),),
    65: ((cat063.EDITIONS_065, cat063.build_065),),
    129: ((cat129.EDITIONS, cat129.build),),
    205: ((cat205.EDITIONS, cat205.build),),
}

EDITIONS: dict[int, tuple[str, ...]] = {
    category: tuple(edition for editions, _ in builders for edition in editions)
    for category, builders in _BUILDERS.items()
}
"""Editions known of each category, oldest first."""


@cache
def table_of(category: int, edition: str | None = None) -> Table:
    """The table of a category in an edition, the newest when None; KeyError when it is not known here."""
    wanted = EDITIONS[category][-1] if edition is None else edition
    for editions, build in _BUILDERS[category]:
        if wanted in editions:
            return build(wanted)
    raise KeyError(f"CAT{category:03d} edition {wanted}")


@cache
def second_table_of(category: int, edition: str) -> Table | None:
    """Another reading of the same edition, for the blocks that do not fit the first; None where there is none."""
    return cat129.build_wide(edition) if category == 129 else None
