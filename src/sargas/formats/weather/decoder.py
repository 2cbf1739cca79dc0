"""Decoder of weather: each line is a Wind or a Qnh, or a METAR, which is both; no sensor of ours sees them.

A METAR counts at the place of its station, which the settings give; a station without one is told once. Where a report
goes on in the next line, as bulletins have it, QNH is looked for there too. What a station has said already is not said
again: bulletins come several times.
"""

import math
from collections.abc import Sequence

from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.weather import metar, wire
from sargas.formats.weather.settings import Settings
from sargas.model.batch import Item
from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor
from sargas.model.weather import Qnh, Wind

MOST_REPORTS, MOST_UNKNOWN = 1024, 64


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line and METAR, what METARs said, stations told of."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._last = Chunk(-1, 0.0, b"")
        self._said: dict[tuple[str, float], list[float | None]] = {}
        """(station, time) -> direction, speed and pressure."""
        self._unknown: dict[str, bool] = {}
        self._unfinished: tuple[str, float] | None = None
        """Station and time of the METAR that may go on in the next line."""

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Reports of these chunks, then Faults."""
        items: list[Item] = []
        for chunk in chunks:
            lines = self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                lines += self._cutter.flush()
            self._last = Chunk(chunk.number, chunk.time_s, b"")
            items += self._reports(lines)
        return items + self._faults()

    def flush(self) -> list[Item]:
        """The report of the last line."""
        return self._reports(self._cutter.flush()) + self._faults()

    def checkpoint(self) -> bytes:
        """The unfinished line and METAR, what METARs said, stations told of."""
        return pack(
            {
                "cutter": self._cutter.state(),
                "last": [self._last.number, self._last.time_s],
                "said": [[*key, *said] for key, said in self._said.items()],
                "unknown": list(self._unknown),
                "unfinished": self._unfinished,
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        number, time_s = state["last"]
        self._last = Chunk(number, time_s, b"")
        self._said = {(station, at_s): list(said) for station, at_s, *said in state.get("said", [])}
        self._unknown = dict.fromkeys(state.get("unknown", []), True)
        unfinished = state.get("unfinished")
        self._unfinished = None if unfinished is None else (unfinished[0], unfinished[1])

    def _faults(self) -> list[Item]:
        return [*self._findings.take(self._settings.feed, self._last.time_s, self._last.number)]

    def _reports(self, lines: list[bytes]) -> list[Item]:
        items: list[Item] = []
        for line in lines:
            try:
                items += self._report(line)
            except ValueError as error:
                self._findings.add(str(error))
        return items

    def _report(self, line: bytes) -> list[Item]:
        said = metar.report(line)
        if said is not None:
            return self._metar(said)
        if metar.is_passed(line):
            self._unfinished = None
            return []
        try:
            row = wire.row(line)
        except ValueError:
            if self._unfinished is None:
                raise
            return self._rest(line)
        if row is not None:
            self._unfinished = None
        return [] if row is None else [_item(row)]

    def _metar(self, said: metar.Report) -> list[Item]:
        self._unfinished = None
        place = self._settings.stations.get(said.station)
        if place is None:
            if said.station not in self._unknown:
                keep(self._unknown, said.station, True, MOST_UNKNOWN)
                self._findings.add(f"METAR of {said.station}, whose place is not in the settings: it is not used")
            # its next lines are nothing to be told of either
            self._unfinished = None if said.ended else (said.station, 0.0)
            return []
        for reason in said.wrong:
            self._findings.add(reason)
        time_s = metar.dated(said.day, said.of_day_s, self._last.time_s)
        if time_s is None:
            raise ValueError("METAR of another day than that of its arrival")
        if not said.ended:
            self._unfinished = said.station, time_s
        values = [said.from_deg, said.speed_mps, said.pressure_hpa]
        before = self._said.get((said.station, time_s), [None, None, None])
        items: list[Item] = []
        if said.from_deg is not None and said.speed_mps is not None and values[:2] != before[:2]:
            row = wire.WindRow(time_s, place.lat_deg, place.lon_deg, place.height_m, said.from_deg, said.speed_mps)
            items.append(_item(row))
        if said.pressure_hpa is None:
            values[2] = before[2]
        elif values[2] != before[2]:
            items.append(self._qnh(said.station, time_s, said.pressure_hpa))
        keep(self._said, (said.station, time_s), values, MOST_REPORTS)
        return items

    def _rest(self, line: bytes) -> list[Item]:
        """The second line of a METAR, or a later one."""
        assert self._unfinished is not None, "asked for only then"
        station, time_s = self._unfinished
        groups, ended = metar.body(line)
        if ended:
            self._unfinished = None
        said = self._said.get((station, time_s))
        if said is None:
            return []
        pressure_hpa = metar.pressure(groups)
        if pressure_hpa is None or pressure_hpa == said[2]:
            return []
        said[2] = pressure_hpa
        return [self._qnh(station, time_s, pressure_hpa)]

    def _qnh(self, station: str, time_s: float, pressure_hpa: float) -> Qnh:
        place = self._settings.stations[station]
        return Qnh(time_s, place.lat_deg, place.lon_deg, self._settings.qnh_radius_m, pressure_hpa)


def _item(row: wire.Row) -> Wind | Qnh:
    if isinstance(row, wire.QnhRow):
        return Qnh(row.timestamp, row.lat_deg, row.lon_deg, row.radius_m, row.pressure_hpa)
    # The air moves to the other side than where it comes from.
    from_rad = math.radians(row.from_deg)
    east_mps, north_mps = -row.speed_mps * math.sin(from_rad), -row.speed_mps * math.cos(from_rad)
    return Wind(row.timestamp, row.lat_deg, row.lon_deg, row.height_m, east_mps, north_mps)
