"""Paths: where many objects were over time, as columns; truth and tracks have the same form.

Rule: one flat plane for all of them, x_m east and y_m north; rows in order of (number, time_s), and of rows of one
number with the same time the last given. A true path is interpolated between its rows, in a straight line, and never
carried beyond them nor over a gap; a track is what its last row said, carried on with its velocity, until the next
row, its end, or `hold_s` without a row: what an operator saw at that moment, not what was known later.
"""

from collections.abc import Sequence
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_SHAPES: dict[str, tuple[int, ...]] = {
    "position_m": (2,),
    "velocity_mps": (2,),
    "covariance": (4, 4),
    "updated_s": (),
    "height_m": (),
    "has_height": (),
    "ended": (),
    "label": (),
}


class Paths(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """N rows in order of (number, time_s); made by `Paths.of`, which sorts and checks. None: nothing was said of it."""

    time_s: Array
    number: Ints
    """(N,) which object (truth) or track the row is of."""
    position_m: Array
    """(N, 2) x east and y north on the plane."""
    velocity_mps: Array | None = None
    """(N, 2) along the same axes."""
    covariance: Array | None = None
    """(N, 4, 4) of [x y vx vy], SI."""
    updated_s: Array | None = None
    """(N,) time of the last measurement used; without it each row counts as a new measurement."""
    height_m: Array | None = None
    """(N,) above the ellipsoid, 0 where `has_height` is False."""
    has_height: Bools | None = None
    ended: Bools | None = None
    """(N,) the track ends with this row, which is no longer a place of it."""
    label: Ints | None = None
    """(N,) what it is said to be, any code above 0; 0 where nothing is said."""

    @classmethod
    def of(cls, time_s: Any, number: Any, position_m: Any, **columns: Any) -> Self:
        """Paths of arrays in any order of rows. Raises ValueError for a wrong shape or a value that is not finite."""
        time_s, number = np.asarray(time_s, np.float64), np.asarray(number, np.int64)
        given = {"position_m": position_m, **{name: v for name, v in columns.items() if v is not None}}
        if time_s.ndim != 1 or number.shape != time_s.shape:
            raise ValueError(f"time_s and number have the shapes {time_s.shape} and {number.shape}, not both (N,)")
        if not np.all(np.isfinite(time_s)):
            raise ValueError("time_s holds a value that is not finite")
        order = np.lexsort((time_s, number))
        time_s, number = time_s[order], number[order]
        same = (number[1:] == number[:-1]) & (time_s[1:] == time_s[:-1])
        keep = np.append(~same, np.ones(min(1, len(time_s)), np.bool_))
        rows: dict[str, Any] = {}
        for name, values in given.items():
            if name not in _SHAPES:
                raise ValueError(f"paths have no column {name!r}")
            kind = {"has_height": np.bool_, "ended": np.bool_, "label": np.int64}.get(name, np.float64)
            column: NDArray[Any] = np.asarray(values, kind)
            if column.shape != (len(time_s), *_SHAPES[name]):
                raise ValueError(f"{name} has the shape {column.shape}, not {(len(time_s), *_SHAPES[name])}")
            if not np.all(np.isfinite(column)):
                raise ValueError(f"{name} holds a value that is not finite")
            rows[name] = column[order][keep]
        if "height_m" in rows and "has_height" not in rows:
            rows["has_height"] = np.ones(len(rows["height_m"]), np.bool_)
        return cls(time_s=time_s[keep], number=number[keep], **rows)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All rows of `parts` (at least one), which have the same columns."""
        names = [name for name in cls.__struct_fields__ if getattr(parts[0], name) is not None]
        return cls.of(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})

    def __len__(self) -> int:
        return len(self.time_s)

    def take(self, rows: Any) -> Self:
        """Rows by index or by mask, in that order."""
        return type(self)(
            **{name: v[rows] for name in self.__struct_fields__ if (v := getattr(self, name)) is not None}
        )

    def _last_of_number(self) -> Bools:
        """(N,) whether no later row is of the same number."""
        return np.append(self.number[1:] != self.number[:-1], np.ones(min(1, len(self)), np.bool_))


def true_at(truth: Paths, times_s: Array, gap_s: float) -> tuple[Paths, Ints]:
    """(the paths at those of `times_s` they reach, index into `times_s` of each row); `times_s` (K,) ascending.

    Two rows of one object more than `gap_s` apart are not joined.
    """
    n = len(truth)
    step_s = np.append(np.diff(truth.time_s), 0.0)
    alone = truth._last_of_number() | (step_s > gap_s)
    begin = np.searchsorted(times_s, truth.time_s, "left")
    end = np.where(
        alone, np.searchsorted(times_s, truth.time_s, "right"), np.append(begin[1:], np.zeros(min(1, n), np.int64))
    )
    row, step = spread(begin, end)
    after = np.where(alone[row], row, row + 1)
    since_s = times_s[step] - truth.time_s[row]
    weight = np.divide(since_s, step_s[row], out=np.zeros(len(row)), where=~alone[row])
    changed: dict[str, Any] = {"time_s": times_s[step]}
    for name in ("position_m", "velocity_mps", "height_m"):
        column = getattr(truth, name)
        if column is not None:
            w = weight if column.ndim == 1 else weight[:, None]
            changed[name] = column[row] + w * (column[after] - column[row])
    if truth.has_height is not None:
        changed["has_height"] = truth.has_height[row] & truth.has_height[after]
    return msgspec.structs.replace(truth.take(row), **changed), step


def seen_at(tracks: Paths, times_s: Array, hold_s: float) -> tuple[Paths, Ints]:
    """(the tracks as they stood at `times_s`, index into `times_s` of each row); `times_s` (K,) ascending.

    A row whose `time_s` lies after the asked time is not used; `covariance` stays that of the row.
    """
    last = tracks._last_of_number()
    begin = np.searchsorted(times_s, tracks.time_s, "left")
    held = np.searchsorted(times_s, tracks.time_s + hold_s, "right")
    end = np.where(last, held, np.minimum(held, np.append(begin[1:], np.zeros(min(1, len(tracks)), np.int64))))
    if tracks.ended is not None:
        end = np.where(tracks.ended, begin, end)
    row, step = spread(begin, end)
    found = tracks.take(row)
    since_s = times_s[step] - found.time_s
    changed: dict[str, Any] = {"time_s": times_s[step]}
    if found.updated_s is None:
        changed["updated_s"] = found.time_s
    if found.velocity_mps is not None:
        changed["position_m"] = found.position_m + since_s[:, None] * found.velocity_mps
    return msgspec.structs.replace(found, **changed), step


def places_of(truth: Paths, number: int, times_s: Array, gap_s: float) -> tuple[Paths, Ints]:
    """`true_at` for one object at `times_s` (K,) ascending."""
    first, last = np.searchsorted(truth.number, (number, number + 1))
    return true_at(truth.take(slice(first, last)), times_s, gap_s)


def grid_s(first_s: float, last_s: float, interval_s: float) -> Array:
    """Multiples of `interval_s` from `first_s` to `last_s`, both included; (K,), empty when there is none."""
    first, last = np.ceil(first_s / interval_s), np.floor(last_s / interval_s)
    grid: Array = interval_s * np.arange(first, last + 1.0)
    return grid


def dense(values: Sequence[int] | Ints) -> tuple[Ints, Ints]:
    """(different values ascending, index of each value among them)."""
    unique, index = np.unique(np.asarray(values, np.int64), return_inverse=True)
    return unique, index.astype(np.int64)


def spread(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """(i, k) for every i and every k in begin[i] .. end[i] - 1, in order."""
    count = np.maximum(end - begin, 0)
    row = np.repeat(np.arange(len(begin)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + begin[row]
