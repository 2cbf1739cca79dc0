"""Plots: many plots as columns (structure of arrays); row i is the `Plot` that `plot(i)` shows.

Rows of mixed kinds (`kind`: 0 polar 1 bearing 2 geodetic 3 presence) share the columns; `has` says which are given.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sargas.model.claims import EMERGENCIES, Claims
from sargas.model.columns import Columns, set_bits
from sargas.model.plot import (
    ECHOES,
    PURPOSES,
    Bearing,
    Features,
    Geodetic,
    Measurement,
    Plot,
    Polar,
    Presence,
)
from sargas.model.sigma import Sigma

POLAR, BEARING, GEODETIC, PRESENCE = 0, 1, 2, 3

_OPTIONAL = (
    "elevation_deg",
    "range_rate_mps",
    "height_m",
    "east_mps",
    "north_mps",
    "up_mps",
    "sigma_range_m",
    "sigma_azimuth_deg",
    "sigma_elevation_deg",
    "sigma_range_rate_mps",
    "sigma_horizontal_m",
    "sigma_height_m",
    "sigma_velocity_mps",
    "mode_s",
    "mode_3a",
    "callsign",
    "pressure_altitude_m",
    "emergency",
    "remote_id",
    "amplitude_db",
    "doppler_mps",
    "sensor_track",
)
HAS: dict[str, int] = {name: 1 << i for i, name in enumerate(_OPTIONAL)}
"""Bit of `has` for each column that may be missing."""


class Plots(Columns):
    """N plots. Units as suffixed; angles in degrees; `source` indexes `sources` (sensor ids)."""

    SPEC = {  # noqa: RUF012 (ClassVar by the parent)
        "time_s": ("f8", ()),
        "source": ("i4", ()),
        "kind": ("u1", ()),
        "has": ("u4", ()),
        "range_m": ("f8", ()),
        "azimuth_deg": ("f8", ()),
        "elevation_deg": ("f8", ()),
        "range_rate_mps": ("f8", ()),
        "lat_deg": ("f8", ()),
        "lon_deg": ("f8", ()),
        "height_m": ("f8", ()),
        "east_mps": ("f4", ()),
        "north_mps": ("f4", ()),
        "up_mps": ("f4", ()),
        "radius_m": ("f4", ()),
        "sigma_range_m": ("f4", ()),
        "sigma_azimuth_deg": ("f4", ()),
        "sigma_elevation_deg": ("f4", ()),
        "sigma_range_rate_mps": ("f4", ()),
        "sigma_horizontal_m": ("f4", ()),
        "sigma_height_m": ("f4", ()),
        "sigma_velocity_mps": ("f4", ()),
        "mode_s": ("u4", ()),
        "mode_3a": ("u2", ()),
        "callsign": ("S8", ()),
        "pressure_altitude_m": ("f8", ()),
        "emergency": ("u1", ()),
        "remote_id": ("S24", ()),
        "amplitude_db": ("f4", ()),
        "doppler_mps": ("f4", ()),
        "warnings": ("u8", ()),
        "echo": ("u1", ()),
        "purpose": ("u1", ()),
        "sensor_track": ("i4", ()),
        "simulated": ("?", ()),
        "record_number": ("i8", ()),
    }
    __slots__ = tuple(SPEC)

    time_s: NDArray[np.float64]
    """Time of measurement, UTC Unix seconds."""
    source: NDArray[np.int32]
    kind: NDArray[np.uint8]
    has: NDArray[np.uint32]
    range_m: NDArray[np.float64]
    """Slant range."""
    azimuth_deg: NDArray[np.float64]
    elevation_deg: NDArray[np.float64]
    range_rate_mps: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    lon_deg: NDArray[np.float64]
    height_m: NDArray[np.float64]
    east_mps: NDArray[np.float32]
    north_mps: NDArray[np.float32]
    up_mps: NDArray[np.float32]
    radius_m: NDArray[np.float32]
    sigma_range_m: NDArray[np.float32]
    sigma_azimuth_deg: NDArray[np.float32]
    sigma_elevation_deg: NDArray[np.float32]
    sigma_range_rate_mps: NDArray[np.float32]
    sigma_horizontal_m: NDArray[np.float32]
    sigma_height_m: NDArray[np.float32]
    sigma_velocity_mps: NDArray[np.float32]
    mode_s: NDArray[np.uint32]
    mode_3a: NDArray[np.uint16]
    callsign: NDArray[np.bytes_]
    pressure_altitude_m: NDArray[np.float64]
    emergency: NDArray[np.uint8]
    """Index into EMERGENCIES."""
    remote_id: NDArray[np.bytes_]
    amplitude_db: NDArray[np.float32]
    doppler_mps: NDArray[np.float32]
    warnings: NDArray[np.uint64]
    """Bit k: I048/030 code k was given (codes above 63 are not kept)."""
    echo: NDArray[np.uint8]
    """Index into ECHOES."""
    purpose: NDArray[np.uint8]
    """Index into PURPOSES."""
    sensor_track: NDArray[np.int32]
    simulated: NDArray[np.bool_]
    record_number: NDArray[np.int64]

    def given(self, name: str) -> NDArray[np.bool_]:
        """Rows in which the optional column `name` was given, bool (N,)."""
        result: NDArray[np.bool_] = (self.has & np.uint32(HAS[name])) != 0
        return result

    def give(self, name: str, values: NDArray[np.float64], where: NDArray[np.bool_] | bool = True) -> None:
        """Take `values` (N,) into the optional column of numbers `name`, in the rows `where`.

        What is no number, or none that the column can hold, is not given; nor is an error of nothing: it was not told.
        """
        column = getattr(self, name)
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            fit = values.astype(column.dtype)
        given = np.isfinite(fit) & where
        if name.startswith("sigma_"):
            given &= fit > 0.0
        np.copyto(column, fit, where=given)
        self.has |= given * np.uint32(HAS[name])

    def plot(self, i: int) -> Plot:
        """The plot of row i."""
        has = int(self.has[i])

        def maybe(name: str, number: type[float] | type[int] = float) -> Any:
            return number(getattr(self, name)[i]) if has & HAS[name] else None

        def text(name: str) -> str | None:
            return bytes(getattr(self, name)[i]).decode("ascii", "replace") if has & HAS[name] else None

        measurement: Measurement
        kind = int(self.kind[i])
        if kind == POLAR:
            measurement = Polar(
                float(self.range_m[i]), float(self.azimuth_deg[i]), maybe("elevation_deg"), maybe("range_rate_mps")
            )
        elif kind == BEARING:
            measurement = Bearing(float(self.azimuth_deg[i]), maybe("elevation_deg"))
        elif kind == GEODETIC:
            measurement = Geodetic(
                float(self.lat_deg[i]),
                float(self.lon_deg[i]),
                maybe("height_m"),
                maybe("east_mps"),
                maybe("north_mps"),
                maybe("up_mps"),
            )
        else:
            measurement = Presence(float(self.radius_m[i]))
        return Plot(
            sensor=self.sources[int(self.source[i])],
            time_s=float(self.time_s[i]),
            measurement=measurement,
            sigma=Sigma(
                **{name.removeprefix("sigma_"): maybe(name) for name in _OPTIONAL if name.startswith("sigma_")}
            ),
            claims=Claims(
                mode_s=maybe("mode_s", int),
                mode_3a=maybe("mode_3a", int),
                callsign=text("callsign"),
                pressure_altitude_m=maybe("pressure_altitude_m"),
                emergency=EMERGENCIES[int(self.emergency[i])] if has & HAS["emergency"] else None,
                remote_id=text("remote_id"),
            ),
            features=Features(maybe("amplitude_db"), tuple(set_bits(int(self.warnings[i]))), maybe("doppler_mps")),
            echo=ECHOES[int(self.echo[i])],
            purpose=PURPOSES[int(self.purpose[i])],
            sensor_track=maybe("sensor_track", int),
            simulated=bool(self.simulated[i]),
            record_number=int(self.record_number[i]),
        )

    def __iter__(self) -> Iterator[Plot]:
        return (self.plot(i) for i in range(len(self)))

    @classmethod
    def from_plots(cls, plots: Sequence[Plot]) -> Self:
        """Columns of the given plots, in their order."""
        sources = sorted({p.sensor for p in plots})
        index = {name: i for i, name in enumerate(sources)}
        columns = cls.empty(len(plots), sources)
        kinds = {Polar: POLAR, Bearing: BEARING, Geodetic: GEODETIC, Presence: PRESENCE}
        for i, p in enumerate(plots):
            columns.time_s[i], columns.source[i] = p.time_s, index[p.sensor]
            columns.kind[i] = kinds[type(p.measurement)]
            values = {f: getattr(p.measurement, f) for f in p.measurement.__struct_fields__}
            values |= {f"sigma_{f}": getattr(p.sigma, f) for f in p.sigma.__struct_fields__}
            values |= {f: getattr(p.claims, f) for f in p.claims.__struct_fields__}
            values |= {"amplitude_db": p.features.amplitude_db, "doppler_mps": p.features.doppler_mps}
            values |= {"sensor_track": p.sensor_track}
            for name, value in values.items():
                if value is None:
                    continue
                if name == "emergency":
                    value = EMERGENCIES.index(value)
                elif isinstance(value, str):
                    value = value.encode("ascii", "replace")
                getattr(columns, name)[i] = value
                columns.has[i] |= np.uint32(HAS.get(name, 0))
            columns.warnings[i] = sum(1 << code for code in p.features.warnings if code < 64)
            columns.echo[i], columns.purpose[i] = ECHOES.index(p.echo), PURPOSES.index(p.purpose)
            columns.simulated[i], columns.record_number[i] = p.simulated, p.record_number
        return columns

    @classmethod
    def concatenate(cls, parts: Iterable["Plots"], sources: Sequence[str] | None = None) -> Self:
        """One Plots of all parts in order; `sources` fixes the table of sensor ids (it must hold all of them)."""
        parts = list(parts)
        if sources is None:
            sources = list(dict.fromkeys(name for part in parts for name in part.sources))
        filled = [part for part in parts if len(part)]
        if not filled:
            return cls.empty(0, sources)
        index = {name: i for i, name in enumerate(sources)}
        if len(filled) == 1 and isinstance(filled[0], cls) and filled[0].sources == tuple(sources):
            return filled[0]
        moved = [np.array([index[s] for s in part.sources], np.int32)[part.source] for part in filled]
        joined = (np.concatenate([getattr(part, name) for part in filled]) for name in cls.SPEC)
        columns = cls.of(sources, joined)
        columns.source = np.concatenate(moved)
        return columns
