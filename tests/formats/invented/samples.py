"""A format of a third party, made up for the contract test: lines `sensor,time,lat,lon,height or nothing,S or nothing`.

It is also the smallest example of a decoder and an encoder that keep all the promises of `sargas.formats.format`.
"""

from collections.abc import Sequence
from typing import Any

from sargas.formats.format import Format, Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.model.batch import Item
from sargas.model.checkpoint import pack, unpack
from sargas.model.plot import Geodetic, Plot
from sargas.model.plots import Plots
from sargas.model.record import Chunk
from sargas.model.released import Released, Reply, Simulated
from sargas.model.sensor import Sensor

TIME_S = 1_700_000_000.0
SENSORS = [Sensor(id="tower", feed="feed", kind="observer")]
SAMPLES = [
    b"tower,1700000000.5,54.5,24.25,120.0,\ntower,1700000001.5,54.51,24.26,,S\n",
    b"tower,1700000002.5,-54.5,-24.25,120.0,\nnobody,1700000002.5,1,2,3,\nnonsense\n",
]
ENCODED = SAMPLES


class Decoder:
    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._ids = [sensor.id for sensor in sensors]
        self._settings = settings
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        items: list[Item] = []
        for chunk in chunks:
            lines = self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                lines += self._cutter.flush()
            self._last = Chunk(chunk.number, chunk.time_s, b"")
            items += self._items(lines)
        return items

    def flush(self) -> list[Item]:
        return self._items(self._cutter.flush())

    def checkpoint(self) -> bytes:
        return pack({"cutter": self._cutter.state(), "last": [self._last.number, self._last.time_s]})

    def restore(self, data: bytes) -> None:
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        self._last = Chunk(state["last"][0], state["last"][1], b"")

    def _items(self, lines: list[bytes]) -> list[Item]:
        plots = []
        for line in lines:
            try:
                sensor, time_s, lat, lon, height, mark = line.decode().split(",")
                place = Geodetic(float(lat), float(lon), float(height) if height else None)
                if not (abs(place.lat_deg) <= 90 and abs(place.lon_deg) <= 180 and abs(place.height_m or 0) < 4e4):
                    raise ValueError(line)
                if sensor not in self._ids or not 0 < float(time_s) < 1e11:
                    raise ValueError(line)
            except ValueError:
                self._findings.add("line that cannot be read")
                continue
            plots.append(Plot(sensor, float(time_s), place, simulated=mark == "S", record_number=self._last.number))
        faults = self._findings.take(self._settings.feed, self._last.time_s, self._last.number)
        return ([Plots.from_plots(plots)] if plots else []) + faults


class Encoder:
    def __init__(self, settings: Settings) -> None:
        del settings

    def encode(self, item: Released[Any] | Reply | Simulated[Any]) -> list[bytes]:
        if isinstance(item, Reply):
            return [item.payload]
        out = []
        for plot in item.item:
            where = plot.measurement
            mark = "S" if plot.simulated or isinstance(item, Simulated) else ""
            height = "" if where.height_m is None else repr(where.height_m)
            out.append(f"{plot.sensor},{plot.time_s!r},{where.lat_deg!r},{where.lon_deg!r},{height},{mark}\n".encode())
        return out


FORMAT = Format(name="invented", decoder=Decoder, encoder=Encoder, settings=Settings, sensor_kind="observer")
