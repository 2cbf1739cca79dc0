"""Decoder of weather: each line is a Wind or a Qnh, in the order of the lines; no sensor of ours sees them."""

import math
from collections.abc import Sequence

from sargas.formats.format import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.weather import wire
from sargas.model.batch import Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.weather import Qnh, Wind


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Reports of these chunks, then Faults."""
        lines: list[bytes] = []
        for chunk in chunks:
            lines += self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                lines += self._cutter.flush()
            self._last = Chunk(chunk.number, chunk.time_s, b"")
        return self._items(lines)

    def flush(self) -> list[Item]:
        """The report of the last line."""
        return self._items(self._cutter.flush())

    def checkpoint(self) -> bytes:
        """The unfinished line."""
        return pack({"cutter": self._cutter.state(), "last": [self._last.number, self._last.time_s]})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")

    def _items(self, lines: list[bytes]) -> list[Item]:
        items: list[Item] = []
        for line in lines:
            try:
                row = wire.row(line)
            except ValueError as error:
                self._findings.add(str(error))
                continue
            if row is not None:
                items.append(_report(row))
        items += self._findings.take(self._settings.feed, self._last.time_s, self._last.number)
        return items


def _report(row: wire.Row) -> Wind | Qnh:
    if isinstance(row, wire.QnhRow):
        return Qnh(row.timestamp, row.lat_deg, row.lon_deg, row.radius_m, row.pressure_hpa)
    # The air moves to the other side than where it comes from.
    from_rad = math.radians(row.from_deg)
    east_mps, north_mps = -row.speed_mps * math.sin(from_rad), -row.speed_mps * math.cos(from_rad)
    return Wind(row.timestamp, row.lat_deg, row.lon_deg, row.height_m, east_mps, north_mps)
