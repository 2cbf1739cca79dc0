"""Decoder of weather: each line is a Wind or a Qnh, or a METAR, which is both; no sensor of ours sees them.

A METAR counts at the place of its station, which the settings give; a station without one is told once. Where a report
goes on in the next line, as bulletins have it, QNH is looked for there too, and the wind where it has not come yet.
What a station has said already is not said again: bulletins come several times.
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
        self._unfinished: tuple[str, float, bool] | None = None
        """Station and time of the METAR that may go on in the next line, and whether all of it does."""

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
        self._unfinished = (
            None if unfinished is None else (unfinished[0], unfinished[1], bool(unfinished[2:] == [True]))
        )

    def _faults(self) -> list[Item]:
        return [*self._findings.take(self._settings.feed, self._last.time_s, self._last.number)]

    def _reports(self, lines: list[bytes]) -> list[Item]:
        items: list[Item] = []
        for line in lines:
            for piece in metar.pieces(line):
                try:
                    items += self._report(piece)
                except ValueError as error:
                    self._findings.add(str(error))
        return items

    def _report(self, line: bytes) -> list[Item]:
        said = metar.report(line)
        if said is not None:
            return self._metar(said)
        if metar.is_taf(line):  # its next lines are nothing to be told of either
            self._unfinished = None if b"=" in line else ("", 0.0, False)
            return []
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
            self._unfinished = None if said.ended else (said.station, 0.0, False)
            return []
        for reason in said.wrong:
            self._findings.add(reason)
        time_s = metar.dated(said.day, said.of_day_s, self._last.time_s)
        if time_s is None:
            raise ValueError("METAR of another day than that of its arrival")
        if not said.ended:
            self._unfinished = said.station, time_s, said.bare
        wind = None if said.from_deg is None or said.speed_mps is None else (said.from_deg, said.speed_mps)
        return self._told(said.station, time_s, wind, said.pressure_hpa)

    def _rest(self, line: bytes) -> list[Item]:
        """The second line of a METAR, or a later one."""
        assert self._unfinished is not None, "asked for only then"
        station, time_s, bare = self._unfinished
        groups, ended = metar.body(line)
        self._unfinished = None if ended else (station, time_s, bare and metar.is_bare(groups))
        if (station, time_s) not in self._said:
            return []
        wind = metar.wind(groups) if bare else None
        return self._told(station, time_s, wind, metar.pressure(groups))

    def _told(
        self, station: str, time_s: float, wind: tuple[float, float] | None, pressure_hpa: float | None
    ) -> list[Item]:
        """What is new of what a station told of a time; what it leaves out this time stands."""
        place = self._settings.stations[station]
        *before, before_hpa = self._said.get((station, time_s), [None, None, None])
        items: list[Item] = []
        if wind is not None and before != [*wind]:
            items.append(_item(wire.WindRow(time_s, place.lat_deg, place.lon_deg, place.height_m, *wind)))
        if pressure_hpa is not None and pressure_hpa != before_hpa:
            items.append(self._qnh(station, time_s, pressure_hpa))
        values = [*(before if wind is None else wind), before_hpa if pressure_hpa is None else pressure_hpa]
        keep(self._said, (station, time_s), values, MOST_REPORTS)
        return items

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
