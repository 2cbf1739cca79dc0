"""Rows: the current tracks of one partition as columns, kept up to date by what changed, and their trails."""

import numpy as np
from numpy.typing import NDArray

from sargas.model.track import Track
from sargas.model.tracks import ENDED, Tracks
from sargas.picture.evidence import rows_of

_FIRST_CAPACITY = 256


class Rows:
    """Every current track, one row each, dense: rows move when others end, so they are found by number."""

    def __init__(self) -> None:
        self._columns = Tracks.empty(_FIRST_CAPACITY)
        self._row: dict[int, int] = {}
        self._sources: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, number: int) -> bool:
        return number in self._row

    def apply(self, tracks: Tracks) -> tuple[list[int], list[int]]:
        """Take in what changed; (numbers of current tracks among them, numbers of ended ones)."""
        ended = tracks.number[tracks.status == ENDED].tolist()
        alive = tracks.take(tracks.status != ENDED) if ended else tracks
        numbers: list[int] = alive.number.tolist()
        rows = [self._row.setdefault(number, len(self._row)) for number in numbers]
        if len(self._row) > len(self._columns):
            self._grow(len(self._row))
        self._put(alive, np.array(rows, np.intp))
        for number in ended:
            self._remove(number)
        return numbers, ended

    def _put(self, tracks: Tracks, rows: NDArray[np.intp]) -> None:
        index = [self._sources.setdefault(name, len(self._sources)) for name in tracks.sources]
        table = np.array([*index, -1], np.int16)
        for name, column in tracks.arrays().items():
            if name in ("reported_by", "contributor"):
                column = table[np.where((column >= 0) & (column < len(index)), column, -1)]
            getattr(self._columns, name)[rows] = column
        self._columns.sources = tuple(self._sources)

    def _grow(self, needed: int) -> None:
        grown = Tracks.empty(max(needed, 2 * len(self._columns)), self._columns.sources)
        for name, column in self._columns.arrays().items():
            getattr(grown, name)[: len(column)] = column
        self._columns = grown

    def _remove(self, number: int) -> None:
        row = self._row.pop(number, None)
        if row is None:
            return
        last = len(self._row)
        if row != last:
            for column in self._columns.arrays().values():
                column[row] = column[last]
            self._row[int(self._columns.number[row])] = row

    def all(self) -> Tracks:
        """A copy of every current track."""
        return self._columns.take(np.arange(len(self._row)))

    def some(self, numbers: list[int]) -> Tracks:
        """The tracks of these numbers that are current."""
        rows = [self._row[number] for number in numbers if number in self._row]
        return self._columns.take(np.array(rows, np.intp))

    def of_object(self, number: int) -> Tracks:
        """The track and those that are part of it, itself first."""
        return self._columns.take(rows_of(self._columns, len(self._row), number))

    def track(self, number: int) -> Track | None:
        """One track with all its fields."""
        row = self._row.get(number)
        return None if row is None else self._columns.track(row)


class Trails:
    """Where tracks have been: one ring of points for all of them, so that memory is bounded whatever flies."""

    POINTS = 1 << 19
    """12.6 MB: more than half an hour of a thousand tracks seen every four seconds."""
    SPACING_S = 2.0
    """Points of one track are at least so far apart."""
    LONGEST = 600
    """Points given for one track."""

    def __init__(self) -> None:
        self._number = np.zeros(self.POINTS, np.uint32)
        self._time_s = np.zeros(self.POINTS)
        self._place = np.zeros((self.POINTS, 2), np.int32)
        self._height_m = np.zeros(self.POINTS, np.float32)
        self._next = 0
        self._used = 0
        self._last_s: dict[int, float] = {}

    def add(self, tracks: Tracks) -> None:
        """The positions of `tracks` that were measured since their last point."""
        times = tracks.updated_s.tolist()
        last = self._last_s
        due = []
        for i, (number, time_s) in enumerate(zip(tracks.number.tolist(), times, strict=True)):
            if time_s - last.get(number, -1e12) >= self.SPACING_S:
                last[number] = time_s
                due.append(i)
        if not due:
            return
        rows = np.array(due[-self.POINTS :], np.intp)
        at = (self._next + np.arange(len(rows))) % self.POINTS
        self._number[at] = tracks.number[rows]
        self._time_s[at] = tracks.time_s[rows]
        self._place[at, 0] = np.rint(tracks.lat_deg[rows] * 1e7)
        self._place[at, 1] = np.rint(tracks.lon_deg[rows] * 1e7)
        self._height_m[at] = np.where(tracks.given("height_m")[rows], tracks.height_m[rows], np.nan)
        self._next = int((self._next + len(rows)) % self.POINTS)
        self._used = min(self.POINTS, self._used + len(rows))

    def forget(self, numbers: list[int]) -> None:
        """Ended tracks get no more points; those they have stay until the ring comes round."""
        for number in numbers:
            self._last_s.pop(number, None)

    def points(self, number: int) -> list[tuple[float, float, float, float | None]]:
        """(time_s, lat_deg, lon_deg, height_m or None), oldest first, the latest LONGEST of them."""
        at = np.flatnonzero(self._number[: self._used] == number)
        if self._used == self.POINTS:  # oldest first: what lies behind the write mark comes before what lies ahead
            at = np.concatenate([at[at >= self._next], at[at < self._next]])
        at = at[-self.LONGEST :]
        heights = self._height_m[at].astype(float).tolist()
        return [
            (time_s, place[0] / 1e7, place[1] / 1e7, None if height_m != height_m else round(height_m, 1))
            for time_s, place, height_m in zip(
                self._time_s[at].tolist(), self._place[at].tolist(), heights, strict=True
            )
        ]
