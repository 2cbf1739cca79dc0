"""Bounded: dictionaries of what outsiders name, which no outsider can make grow."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def keep(of: dict[K, V], key: K, value: V, most: int) -> V:
    """`value` as the last of the dictionary, and back; the first, kept longest without a change, goes when there are
    more than `most`."""
    of.pop(key, None)
    of[key] = value
    if len(of) > most:
        del of[next(iter(of))]
    return value


def kept(of: dict[K, V], key: K, make: Callable[[], V], most: int) -> V:
    """The value of a key; where there is none, a new one is kept, as by `keep`."""
    value = of.get(key)
    return keep(of, key, make(), most) if value is None else value
