"""What Plots and Tracks share: equal-length arrays, taken, joined and packed together.

A missing value is 0 in its column and its bit is off in `has`: NaN never crosses a room.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Columns:
    """Named arrays of one length N (first axis). Sub-classes list them in SPEC: name -> (dtype, trailing shape)."""

    SPEC: ClassVar[dict[str, tuple[str, tuple[int, ...]]]]
    FILL: ClassVar[dict[str, int]] = {}
    """What a column that is not given holds, where that is not 0."""
    LAYOUT: ClassVar[tuple[tuple[np.dtype[Any], tuple[int, ...]], ...]]
    """SPEC as numpy has it: made once, for it is asked for at every tick."""
    NOTHING: ClassVar[tuple[Array, ...]]
    """No rows: the columns of every empty one."""
    __slots__ = ("sources",)

    sources: tuple[str, ...]
    """Names (sensor ids, nations) that index columns point into."""

    def __init_subclass__(cls) -> None:
        cls.LAYOUT = tuple((np.dtype(dtype), shape) for dtype, shape in cls.SPEC.values())
        cls.NOTHING = tuple(np.zeros((0, *shape), dtype) for dtype, shape in cls.LAYOUT)

    def __init__(self, sources: Sequence[str] = (), **arrays: Array) -> None:
        self.sources = tuple(sources)
        n = next((len(array) for array in arrays.values()), 0)
        unknown = sorted(arrays.keys() - self.SPEC.keys())
        if unknown:
            raise TypeError(f"{type(self).__name__} has no column {unknown[0]!r}")
        for name, (dtype, shape) in zip(self.SPEC, self.LAYOUT, strict=True):
            given = arrays.get(name)
            if given is None:
                column = np.zeros((n, *shape), dtype)  # not full(0): that writes "0" into columns of text
                if name in self.FILL:
                    column[...] = self.FILL[name]
            else:
                column = np.ascontiguousarray(given, dtype)
            if column.shape != (n, *shape):
                raise ValueError(f"column {name} has shape {column.shape}, expected {(n, *shape)}")
            setattr(self, name, column)

    @classmethod
    def of(cls, sources: Sequence[str], arrays: Iterable[Array]) -> Self:
        """Columns of arrays that are right already: every one of SPEC, in its order, type and length; unchecked."""
        columns = cls.__new__(cls)
        columns.sources = tuple(sources)
        for name, array in zip(cls.SPEC, arrays, strict=True):
            setattr(columns, name, array)
        return columns

    @classmethod
    def empty(cls, n: int = 0, sources: Sequence[str] = ()) -> Self:
        """N rows of zeros: everything missing."""
        if n == 0:
            return cls.of(sources, cls.NOTHING)
        columns = cls.of(sources, [np.zeros((n, *shape), dtype) for dtype, shape in cls.LAYOUT])
        for name, value in cls.FILL.items():
            getattr(columns, name)[...] = value
        return columns

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self.SPEC))))

    def arrays(self) -> dict[str, Array]:
        """The columns by name, in the order of SPEC."""
        return {name: getattr(self, name) for name in self.SPEC}

    def take(self, rows: Array) -> Self:
        """Rows by index or by boolean mask."""
        return self.of(self.sources, [getattr(self, name)[rows] for name in self.SPEC])

    def packed(self) -> dict[str, Any]:
        """Plain dict of sources and arrays, for `sargas.model.checkpoint.pack`."""
        return {"sources": list(self.sources), **self.arrays()}

    @classmethod
    def from_packed(cls, packed: dict[str, Any]) -> Self:
        """Inverse of `packed`; columns added since are zero (missing)."""
        arrays = {name: packed[name] for name in cls.SPEC if name in packed}
        return cls(packed["sources"], **arrays)


def flag(bits: Array, bit: int) -> NDArray[np.bool_]:
    """Whether `bit` (a mask) is set, row by row."""
    result: NDArray[np.bool_] = (bits & np.asarray(bit, bits.dtype)) != 0
    return result


def hash_text(text: NDArray[np.bytes_]) -> NDArray[np.uint64]:
    """FNV-1a of each text (N,), with the top bit set: no Mode S address has it."""
    octets = np.ascontiguousarray(text).view(np.uint8).reshape(len(text), -1).astype(np.uint64)
    result = np.full(len(text), 14695981039346656037, np.uint64)
    for k in range(octets.shape[1]):
        result = (result ^ octets[:, k]) * np.uint64(1099511628211)
    return result | np.uint64(1 << 63)


def set_bits(value: int) -> Iterator[int]:
    """Positions of the set bits of `value`, lowest first."""
    position = 0
    while value:
        if value & 1:
            yield position
        value >>= 1
        position += 1
