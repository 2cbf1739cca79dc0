"""Truth from a file (.jsonl .csv .parquet), and the judge that compares a run of the core with it.

Columns: time_s (UTC, Unix seconds), id (text or number), lat_deg, lon_deg; optional height_m above the ellipsoid (may
be empty in a row), east_mps and north_mps (both, in every row). Others are not read.
"""

import datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq

from sargas.errors import ConfigError
from sargas.geo.plane import SystemPlane
from sargas.model.tracks import Tracks
from sargas.scoring import NoCommonTime, Paths, Score, Settings, score
from sargas.scoring.geodetic import paths_of, track_paths

ROWS_AT_ONCE = 50_000
"""Track updates kept whole before they are reduced to what a score needs."""

ENDINGS = (".jsonl", ".csv", ".parquet")
MOST_M = 2_000_000.0
"""Truth farther from the site's origin is a mistake; the plane is made for 600 km."""

_NEEDED = ("time_s", "id", "lat_deg", "lon_deg")
_LIMITS = {"lat_deg": (-90.0, 90.0), "lon_deg": (-180.0, 180.0), "time_s": (0.0, 1e11)}


class Truth(NamedTuple):
    """True paths on a plane, and the names of the objects by number."""

    paths: Paths
    names: dict[int, str]


def assumed(interval_s: float, cutoff_m: float, order: float) -> Settings:
    """Settings of a score; raises ConfigError for what makes no sense."""
    try:
        return Settings(cutoff_m=cutoff_m, order=order, interval_s=interval_s)
    except ValueError as error:
        raise ConfigError([f"--score-cutoff, --score-order, --score-interval: {error}"]) from None


class Judge:
    """Hears what the core says, and scores our own tracks against the truth within the time it heard."""

    def __init__(self, truth: Truth, plane: SystemPlane, assumed: Settings) -> None:
        self._truth, self._plane, self._assumed = truth, plane, assumed
        self._waiting: list[Tracks] = []
        self._parts: list[Paths] = []
        self._first_s: float | None = None
        self._last_s = 0.0

    def hear(self, time_s: float, tracks: Tracks) -> None:
        """The changes of the batch at `time_s`."""
        self._first_s = time_s if self._first_s is None else self._first_s
        self._last_s = time_s
        if len(tracks):
            self._waiting.append(tracks)
            if sum(len(part) for part in self._waiting) >= ROWS_AT_ONCE:
                self._reduce()

    def score(self) -> Score:
        """The score; raises ConfigError when truth and recording have no common time."""
        self._reduce()
        first_s = self._last_s if self._first_s is None else self._first_s
        try:
            return score(
                self._truth.paths, Paths.joined(self._parts), self._assumed, (first_s, self._last_s), self._truth.names
            )
        except NoCommonTime:
            at_s = self._truth.paths.time_s
            truth = f"{_utc(at_s.min())} to {_utc(at_s.max())}"
            heard = f"{_utc(first_s)} to {_utc(self._last_s)}"
            raise ConfigError([f"--truth: {truth} has no time in common with the recording, {heard}"]) from None

    def _reduce(self) -> None:
        self._parts.append(track_paths(self._plane, Tracks.concatenate(self._waiting)))
        self._waiting = []


def _utc(time_s: float) -> str:
    return f"{datetime.datetime.fromtimestamp(float(time_s), datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"


def read_truth(path: Path, plane: SystemPlane) -> Truth:
    """The truth in a file; raises ConfigError with every finding."""
    table = _table(path)
    missing = [name for name in _NEEDED if name not in table.column_names]
    if missing:
        raise ConfigError([f"{path}: has no column {name}; it has {', '.join(table.column_names)}" for name in missing])
    if not table.num_rows:
        raise ConfigError([f"{path}: holds no rows"])
    findings: list[str] = []
    columns = {name: _numbers(table, name, path, findings) for name in ("time_s", "lat_deg", "lon_deg")}
    velocities = [name for name in ("east_mps", "north_mps") if name in table.column_names]
    if len(velocities) == 1:
        findings.append(f"{path}: has {velocities[0]} alone: give east_mps and north_mps, or neither")
    columns |= {name: _numbers(table, name, path, findings) for name in velocities}
    if table["id"].null_count:
        findings.append(f"{path}: id is empty in {table['id'].null_count} of {table.num_rows} rows")
    if not findings:
        findings += _far(columns, plane, path)
    if findings:
        raise ConfigError(findings)
    height_m = _heights(table, path) if "height_m" in table.column_names else {}
    names, number = np.unique(np.array([str(v) for v in table["id"].to_pylist()]), return_inverse=True)
    paths = paths_of(plane, number=number, **columns, **height_m)
    return Truth(paths, {i: str(name) for i, name in enumerate(names)})


def _table(path: Path) -> Any:
    """The file as a pyarrow table."""
    if path.suffix not in ENDINGS:
        raise ConfigError([f"--truth {path}: truth is read from one of {' '.join(ENDINGS)}"])
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        if path.suffix == ".csv":  # an id of digits keeps its leading zeros
            return pa.csv.read_csv(path, convert_options=pa.csv.ConvertOptions(column_types={"id": pa.string()}))
        return pa.json.read_json(path)
    except OSError as error:
        raise ConfigError([f"--truth {path}: {error.strerror or str(error).splitlines()[0]}"]) from None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ConfigError([f"--truth {path}: {str(error).splitlines()[0]}"]) from None


def _numbers(table: Any, name: str, path: Path, findings: list[str]) -> np.ndarray[Any, Any]:
    """A column in which every row must hold a number within its limits; findings otherwise."""
    try:
        values = pc.cast(table[name], pa.float64()).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        findings.append(f"{path}: {name} holds {table[name].type}, not numbers")
        return np.zeros(table.num_rows)
    low, high = _LIMITS.get(name, (-1e4, 1e4))
    wrong = np.flatnonzero(~((values >= low) & (values <= high)))
    if len(wrong):
        value = table[name][int(wrong[0])].as_py()
        findings.append(
            f"{path}: {name} is not between {low:g} and {high:g} in {len(wrong)} of {table.num_rows} rows, "
            f"first in row {wrong[0] + 1}: {'empty' if value is None else value}"
        )
    return np.where(np.isfinite(values), values, 0.0)


def _far(columns: dict[str, np.ndarray[Any, Any]], plane: SystemPlane, path: Path) -> list[str]:
    """A finding where rows cannot belong to this site."""
    distance_m = np.hypot(*plane.plane_from_geodetic(columns["lat_deg"], columns["lon_deg"]))
    rows = np.flatnonzero(~(distance_m <= MOST_M))
    if not len(rows):
        return []
    place = ", ".join(f"{columns[name][rows[0]]:g}" for name in ("lat_deg", "lon_deg"))
    return [
        f"{path}: {len(rows)} of {len(distance_m)} rows lie more than {MOST_M / 1000:.0f} km from the site's origin, "
        f"first row {rows[0] + 1} ({place}): are lat_deg and lon_deg exchanged?"
    ]


def _heights(table: Any, path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Heights where they are given."""
    try:
        values = pc.cast(table["height_m"], pa.float64()).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise ConfigError([f"{path}: height_m holds {table['height_m'].type}, not numbers"]) from None
    known = np.isfinite(values)
    return {"height_m": np.where(known, values, 0.0), "has_height": known}
