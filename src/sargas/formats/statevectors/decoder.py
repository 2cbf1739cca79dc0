"""Decoder of state vectors: each row with a position is a geodetic plot, in the order of the rows."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sargas.formats.format import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.sources import Sources, callsign_text
from sargas.formats.statevectors import wire
from sargas.model.batch import Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

M_PER_FT = 0.3048
MPS_PER_KT = 1852.0 / 3600.0
MPS_PER_FTPM = 0.3048 / 60.0


class Placed(NamedTuple):
    """A row that will be a plot."""

    time_s: float
    record_number: int
    source: int
    row: wire.Row


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line and whether the missing sensor was told of."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(sensors, settings.feed, "receiver")
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Plots of these chunks, then Faults."""
        placed: list[Placed] = []
        for chunk in chunks:
            lines = self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                lines += self._cutter.flush()
            self._place(lines, chunk, placed)
            self._last = Chunk(chunk.number, chunk.time_s, b"")
        return self._items(placed)

    def flush(self) -> list[Item]:
        """The plot of the last line."""
        placed: list[Placed] = []
        self._place(self._cutter.flush(), self._last, placed)
        return self._items(placed)

    def checkpoint(self) -> bytes:
        """Unfinished line and sources told of."""
        last = [self._last.number, self._last.time_s]
        return pack({"cutter": self._cutter.state(), "sources": self._sources.state(), "last": last})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        self._sources.set_state(state["sources"])
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _place(self, lines: list[bytes], chunk: Chunk, placed: list[Placed]) -> None:
        for line in lines:
            try:
                row = wire.row(line)
                time_s = wire.time_s(row.timestamp)
            except ValueError as error:
                self._findings.add(str(error))
                continue
            if row.latitude is None or row.longitude is None:
                continue
            if abs(row.latitude) > 90.0 or abs(row.longitude) > 180.0:
                self._findings.add("implausible position: no such place")
                continue
            source = self._sources.index("", chunk)
            if source >= 0:
                placed.append(Placed(chunk.time_s if time_s is None else time_s, chunk.number, source, row))

    def _items(self, placed: list[Placed]) -> list[Item]:
        items: list[Item] = [_plots(placed, self._sources)] if placed else []
        items += self._sources.take()
        items += self._findings.take(self._sources.fault_source, self._last.time_s, self._last.number)
        return items


def _plots(placed: list[Placed], sources: Sources) -> Plots:
    rows = [one.row for one in placed]
    n = len(rows)
    plots = Plots.empty(n, sources.ids)
    plots.kind[:], plots.echo[:] = GEODETIC, ECHOES.index("adsb")
    plots.time_s[:] = [one.time_s for one in placed]
    plots.record_number[:] = [one.record_number for one in placed]
    plots.source[:] = [one.source for one in placed]
    plots.lat_deg[:] = [row.latitude for row in rows]
    plots.lon_deg[:] = [row.longitude for row in rows]

    def give(name: str, values: Sequence[float | int | None], unit: float = 1.0) -> None:
        given: NDArray[np.bool_] = np.array([value is not None for value in values])
        column = getattr(plots, name)
        column[:] = np.array([value or 0 for value in values], np.float64) * unit
        plots.has[given] |= np.uint32(HAS[name])

    give("height_m", [row.geoaltitude for row in rows], M_PER_FT)
    give("pressure_altitude_m", [row.altitude for row in rows], M_PER_FT)
    give("up_mps", [row.vertical_rate for row in rows], MPS_PER_FTPM)
    moving = [None if row.groundspeed is None or row.track is None else (row.groundspeed, row.track) for row in rows]
    give("east_mps", [m and m[0] * math.sin(math.radians(m[1])) for m in moving], MPS_PER_KT)
    give("north_mps", [m and m[0] * math.cos(math.radians(m[1])) for m in moving], MPS_PER_KT)
    give("mode_s", [wire.address(row.icao24) for row in rows])
    give("mode_3a", [wire.mode_3a(row.squawk) for row in rows])
    give("sigma_horizontal_m", [sources.sigma_m(one.source) for one in placed])
    callsigns = [callsign_text(row.callsign) for row in rows]
    plots.callsign[:] = [callsign or "" for callsign in callsigns]
    plots.has[np.array([callsign is not None for callsign in callsigns])] |= np.uint32(HAS["callsign"])
    return plots
