"""Decoder of observations: bearings, presence and places become plots; that nothing was heard says a post is well.

A place, a bearing or a presence is of the sound as it arrived: where its source was then is the tracker's to say
(retarded time). A post that is not configured is suggested, once.
"""

import math
from collections.abc import Sequence

import numpy as np

from sargas.errors import DecodeError
from sargas.formats.acoustic.observations import NOTHING, Heard, heard, objects
from sargas.formats.format import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.sources import Sources
from sargas.model.batch import Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.plot import ECHOES
from sargas.model.plots import HAS, PRESENCE, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.status import SensorStatus

_OPTIONAL = ("elevation_deg", "height_m", "amplitude_db", *(name for name in HAS if name.startswith("sigma_")))
_OTHER = ("azimuth_deg", "lat_deg", "lon_deg", "radius_m")


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line, posts told of."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(sensors, settings.feed, "thing", "acoustic")
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Plots of these chunks, then statuses, new posts and Faults."""
        found: list[tuple[Chunk, Heard]] = []
        for chunk in chunks:
            payloads = self._cutter.feed(chunk.payload) if self._settings.stream else _alone(chunk.payload)
            self._hear(payloads, chunk, found)
            self._last = Chunk(chunk.number, chunk.time_s, b"")
        return self._items(found)

    def flush(self) -> list[Item]:
        """Plots of the last line."""
        found: list[tuple[Chunk, Heard]] = []
        self._hear(self._cutter.flush(), self._last, found)
        return self._items(found)

    def checkpoint(self) -> bytes:
        """Unfinished line and posts told of."""
        last = [self._last.number, self._last.time_s]
        return pack({"cutter": self._cutter.state(), "sources": self._sources.state(), "last": last})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        self._sources.set_state(state["sources"])
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _hear(self, payloads: Sequence[bytes], chunk: Chunk, found: list[tuple[Chunk, Heard]]) -> None:
        for payload in payloads:
            try:
                for text in objects(payload):
                    try:
                        found.append((chunk, heard(text, chunk.link)))
                    except DecodeError as error:  # of one of several
                        self._findings.add(error.reason)
            except DecodeError as error:
                self._findings.add(error.reason)

    def _items(self, found: list[tuple[Chunk, Heard]]) -> list[Item]:
        items: list[Item] = []
        rows: list[tuple[int, Chunk, Heard]] = []
        for chunk, one in found:
            source = self._sources.index(self._sources.called(one.names), chunk)
            if source < 0:
                continue
            if one.kind == NOTHING:
                items.append(SensorStatus(self._sources.ids[source], chunk.time_s, "ok", record_number=chunk.number))
            elif one.kind != PRESENCE or self._has_radius(source, one):
                rows.append((source, chunk, one))
        if rows:
            items.insert(0, self._plots(rows))
        items += self._sources.take()
        items += self._findings.take(self._sources.fault_source, self._last.time_s, self._last.number)
        return items

    def _has_radius(self, source: int, one: Heard) -> bool:
        if "radius_m" not in one.values:
            reach_m = self._sources.range_m(source)
            if reach_m is None:
                self._findings.add("presence without a radius: configure the sensor's range_m")
                return False
            one.values["radius_m"] = reach_m
        return True

    def _plots(self, rows: Sequence[tuple[int, Chunk, Heard]]) -> Plots:
        plots = Plots.empty(len(rows), self._sources.ids)
        plots.source[:] = [source for source, _, _ in rows]
        plots.record_number[:] = [chunk.number for _, chunk, _ in rows]
        plots.time_s[:] = [chunk.time_s if one.time_s is None else one.time_s for _, chunk, one in rows]
        plots.kind[:] = [one.kind for _, _, one in rows]
        plots.simulated[:] = [one.simulated for _, _, one in rows]
        plots.echo[:] = ECHOES.index("other")
        for name in _OTHER:
            getattr(plots, name)[:] = [one.values.get(name, 0.0) for _, _, one in rows]
        for name in _OPTIONAL:
            plots.give(name, np.array([one.values.get(name, math.nan) for _, _, one in rows]))
        plots.radius_m[plots.kind != PRESENCE] = 0.0
        return plots


def _alone(payload: bytes) -> list[bytes]:
    """A message stands alone; a recording may have several lines in one."""
    lines = [line for line in payload.splitlines() if line.strip()]
    is_lines = len(lines) > 1 and all(line.strip()[:1] == b"{" for line in lines)
    return lines if is_lines else [payload] if payload.strip() else []
