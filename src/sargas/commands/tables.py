"""Track updates as files that other programs open: .jsonl .csv .parquet .geojson .gpkg, one row an update; .kml and
.mfjson, one path a track.

Parquet is GeoParquet 1.1 (geoparquet.org: a `geo` key in the metadata, geometry as WKB), so GeoPandas and QGIS see
points. JSON lines hold the model's own words. Coordinates are WGS-84; every quantity has its unit in its name.
"""

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pyogrio.raw
import shapely

from sargas.commands import motions
from sargas.errors import ConfigError
from sargas.model.identity import BASES, IDENTITIES
from sargas.model.track import HEIGHT_SOURCES, STATUSES
from sargas.model.tracks import Tracks, uid_text

ENDINGS = (".jsonl", ".csv", ".parquet", ".geojson", ".gpkg", *motions.WRITERS)
ROWS_AT_ONCE = 50_000
"""Updates kept in memory before they are written."""

_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}},
}
_DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG"}


def table_of(tracks: Tracks) -> dict[str, np.ndarray[Any, Any]]:
    """Columns of plain values by name, (N,) each; missing numbers are NaN and missing words are None in files."""

    def word(values: Any, names: tuple[str, ...]) -> np.ndarray[Any, Any]:
        words: np.ndarray[Any, Any] = np.array(names, object)[values]
        return words

    def number(name: str) -> np.ndarray[Any, Any]:
        return np.where(tracks.given(name), getattr(tracks, name), np.nan)

    def letters(value: Any) -> str:
        return bytes(value).decode("ascii", "replace").strip()

    def text(name: str, form: Any) -> np.ndarray[Any, Any]:
        given = tracks.given(name)
        return np.array([form(v) if g else None for v, g in zip(getattr(tracks, name), given, strict=True)], object)

    reporters = np.array([*tracks.sources, "own"], object)
    major_m, minor_m, azimuth_deg = tracks.ellipses()
    return {
        "time_s": tracks.time_s,
        "number": tracks.number,
        "uid": np.array([uid_text(row.tobytes().hex()) for row in tracks.uid], object),
        "status": word(tracks.status, STATUSES),
        "reported_by": reporters[tracks.reported_by],
        "lat_deg": tracks.lat_deg,
        "lon_deg": tracks.lon_deg,
        "height_m": number("height_m"),
        "height_source": word(tracks.height_source, HEIGHT_SOURCES),
        "east_mps": tracks.east_mps,
        "north_mps": tracks.north_mps,
        "up_mps": number("up_mps"),
        "major_m": major_m,
        "minor_m": minor_m,
        "ellipse_azimuth_deg": azimuth_deg,
        "assumed_accuracy": tracks.assumed_accuracy,
        "existence": tracks.existence,
        "updated_s": tracks.updated_s,
        "mode_s": text("mode_s", lambda v: f"{int(v):06x}"),
        "mode_3a": text("mode_3a", lambda v: f"{int(v):04o}"),
        "callsign": text("callsign", letters),
        "plan_callsign": text("plan_callsign", letters),
        "pressure_altitude_m": number("pressure_altitude_m"),
        "identity": word(tracks.identity, IDENTITIES),
        "identity_basis": word(tracks.identity_basis, BASES),
        "incident": np.where(tracks.given("incident"), tracks.incident, 0),
        "fused_with": np.where(tracks.given("fused_with"), tracks.fused_with, 0),
        "simulated": tracks.simulated,
    }


def _arrow(tracks: Tracks) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, values in table_of(tracks).items():
        nullable = values.dtype == object or values.dtype.kind == "f"
        kind = pa.string() if values.dtype == object else None
        columns[name] = pa.array(values, kind, from_pandas=nullable)
    return columns


class TrackFile:
    """A file that takes Tracks as they come and writes them in batches; a context manager."""

    def __init__(self, path: Path) -> None:
        if path.suffix not in ENDINGS:
            raise ConfigError([f"{path}: tracks are written as one of {' '.join(ENDINGS)}"])
        if not path.resolve().parent.is_dir():
            raise ConfigError([f"{path}: there is no folder {path.parent}"])
        self.path, self.rows = path, 0
        self._part = path.with_name(f".{path.stem}.part{path.suffix}")
        """Written to until the end, so that a run that fails destroys nothing."""
        self._waiting: list[Tracks] = []
        self._parquet: pq.ParquetWriter | None = None
        self._csv: pyarrow.csv.CSVWriter | None = None
        self._motions = motions.Motions() if path.suffix in motions.WRITERS else None
        self._lines = self._part.open("wb") if path.suffix == ".jsonl" else None
        if path.suffix in _DRIVERS:
            self._part.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if kind is None:
            self._flush(last=True)
        for writer in (self._parquet, self._csv):
            if writer is not None:
                writer.close()
        if kind is None and self._motions is not None:
            motions.write(self._motions, self._part)
        if self._lines is not None:
            self._lines.close()
        if kind is None:
            self._part.replace(self.path)
        elif kind is not KeyboardInterrupt:
            self._part.unlink(missing_ok=True)

    def write(self, tracks: Tracks) -> None:
        """Appends these updates."""
        if not len(tracks):
            return
        self._waiting.append(tracks)
        self.rows += len(tracks)
        if sum(len(part) for part in self._waiting) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self, last: bool = False) -> None:
        tracks = Tracks.concatenate(self._waiting)
        self._waiting = []
        if self._lines is not None:
            encoder = msgspec.json.Encoder()
            self._lines.writelines(encoder.encode(track) + b"\n" for track in tracks)
        elif self._motions is not None:
            self._motions.take(tracks)
        elif self.path.suffix == ".parquet":
            self._write_parquet(tracks)
        elif self.path.suffix == ".csv":
            self._write_csv(tracks)
        elif len(tracks) or (last and not self._part.exists()):
            self._write_features(tracks)

    def _write_csv(self, tracks: Tracks) -> None:
        table = pa.table(_arrow(tracks))
        for column in ("callsign", "plan_callsign"):  # what others say must be no formula in a spreadsheet
            names = table.column(column).to_pylist()
            harmless = [f"'{name}" if name and name[0] in "=+-@\t\r" else name for name in names]
            table = table.set_column(table.schema.get_field_index(column), column, pa.array(harmless, pa.string()))
        if self._csv is None:
            self._csv = pyarrow.csv.CSVWriter(self._part, table.schema)
        self._csv.write_table(table)

    def _write_parquet(self, tracks: Tracks) -> None:
        points = shapely.to_wkb(shapely.points(tracks.lon_deg, tracks.lat_deg))
        table = pa.table({**_arrow(tracks), "geometry": pa.array(points, pa.binary())})
        if self._parquet is None:
            schema = table.schema.with_metadata({"geo": json.dumps(_GEO)})
            self._parquet = pq.ParquetWriter(self._part, schema, compression="zstd")
        self._parquet.write_table(table.cast(self._parquet.schema))

    def _write_features(self, tracks: Tracks) -> None:
        columns = table_of(tracks)
        pyogrio.raw.write(
            str(self._part),
            geometry=shapely.to_wkb(shapely.points(tracks.lon_deg, tracks.lat_deg)),
            field_data=[v.astype("u1") if v.dtype == np.bool_ else v for v in columns.values()],
            fields=list(columns),
            geometry_type="Point",
            crs="EPSG:4326",
            driver=_DRIVERS[self.path.suffix],
            layer="tracks",
            append=self._part.exists(),
        )
