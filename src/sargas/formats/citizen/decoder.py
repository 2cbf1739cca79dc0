"""Decoder of reports by people: each becomes one plot of a place, with an error that is honest about eyes and ears.

Personal data: who reported, what they wrote and their pictures stay in the recorded bytes, where they can be erased.
"""

from collections.abc import Sequence

from sargas.errors import DecodeError
from sargas.formats.citizen.reports import Reported, reported
from sargas.formats.citizen.settings import Settings
from sargas.formats.framing.framed import Findings
from sargas.formats.framing.messages import Cutter
from sargas.formats.sources import Sources
from sargas.geo.geodesic import distance_m
from sargas.model.batch import Item
from sargas.model.bounded import keep
from sargas.model.checkpoint import pack, unpack
from sargas.model.plot import ECHOES
from sargas.model.plots import GEODETIC, HAS, Plots
from sargas.model.record import Chunk
from sargas.model.sensor import Sensor

MOST_REPORTS, MOST_OF_ORIGIN = 4096, 8
"""So many ids are known again, and so many origins, each with so many plots."""
NEAR_M = 20_000.0
"""What is further apart is of others: a whole network of phones may share one address."""


_Heard = tuple[float, float, float]
"""Time in seconds, latitude and longitude in degrees."""


class Decoder:
    """See `sargas.formats.format.Decoder`. State: an unfinished line, ids of reports, origins, sources told of."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(sensors, settings.feed, "reporter", "observer")
        self._findings = Findings()
        self._cutter = Cutter(self._findings)
        self._known: dict[str, None] = {}
        self._heard: dict[str, list[_Heard]] = {}
        """Origin -> when and where its last plots were."""
        self._last = Chunk(-1, 0.0, b"")

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Plots of these chunks, then new sources and Faults."""
        rows: list[tuple[int, Chunk, Reported]] = []
        for chunk in chunks:
            lines = self._cutter.feed(chunk.payload)
            if not self._settings.stream:
                lines += self._cutter.flush()
            self._take(lines, chunk, rows)
            self._last = Chunk(chunk.number, chunk.time_s, b"", chunk.link)
        return self._items(rows)

    def flush(self) -> list[Item]:
        """Plots of the last line."""
        rows: list[tuple[int, Chunk, Reported]] = []
        self._take(self._cutter.flush(), self._last, rows)
        return self._items(rows)

    def checkpoint(self) -> bytes:
        """Unfinished line, ids of reports and sources told of."""
        last = [self._last.number, self._last.time_s, self._last.link]
        state = {"cutter": self._cutter.state(), "sources": self._sources.state(), "known": list(self._known)}
        return pack({**state, "last": last, "heard": self._of_late()})

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.set_state(state["cutter"])
        self._sources.set_state(state["sources"])
        self._known = dict.fromkeys(state["known"])
        self._heard = {origin: [(s, lat, lon) for s, lat, lon in plots] for origin, plots in state["heard"]}
        number, time_s, link = state["last"]
        self._last = Chunk(number, time_s, b"", link)

    def _take(self, lines: Sequence[bytes], chunk: Chunk, rows: list[tuple[int, Chunk, Reported]]) -> None:
        for line in lines:
            try:
                one = reported(line, self._settings.reach_seen_m, self._settings.reach_heard_m)
            except DecodeError as error:
                self._findings.add(error.reason)
                continue
            if one.id in self._known:
                self._findings.add("report that came before")
                continue
            keep(self._known, one.id, None, MOST_REPORTS)
            if self._is_again(one, chunk.time_s):
                self._findings.add("another report by one origin: recorded, and no plot")
                continue
            source = self._sources.index(self._sources.called([chunk.link or None, one.by]), chunk)
            if source >= 0:
                if one.origin:
                    before = self._heard.get(one.origin, [])[1 - MOST_OF_ORIGIN :]
                    keep(self._heard, one.origin, [*before, (chunk.time_s, one.lat_deg, one.lon_deg)], MOST_REPORTS)
                rows.append((source, chunk, one))

    def _is_again(self, one: Reported, time_s: float) -> bool:
        """Whether the same origin has a plot near it that is too young."""
        return any(
            time_s < heard_s + self._settings.again_s
            and float(distance_m(one.lat_deg, one.lon_deg, lat_deg, lon_deg)) < NEAR_M
            for heard_s, lat_deg, lon_deg in self._heard.get(one.origin, ())
        )

    def _of_late(self) -> list[tuple[str, list[_Heard]]]:
        """What still counts: no pseudonym is kept for longer."""
        since_s = self._last.time_s - self._settings.again_s
        young = {origin: [plot for plot in plots if plot[0] > since_s] for origin, plots in self._heard.items()}
        return [(origin, plots) for origin, plots in young.items() if plots]

    def _items(self, rows: Sequence[tuple[int, Chunk, Reported]]) -> list[Item]:
        items: list[Item] = []
        if rows:
            plots = Plots.empty(len(rows), self._sources.ids)
            plots.kind[:], plots.echo[:] = GEODETIC, ECHOES.index("other")
            plots.source[:] = [source for source, _, _ in rows]
            plots.record_number[:] = [chunk.number for _, chunk, _ in rows]
            plots.time_s[:] = [chunk.time_s if one.time_s is None else one.time_s for _, chunk, one in rows]
            plots.lat_deg[:], plots.lon_deg[:] = (
                [one.lat_deg for _, _, one in rows],
                [one.lon_deg for _, _, one in rows],
            )
            plots.sigma_horizontal_m[:] = [one.sigma_m for _, _, one in rows]
            plots.has |= HAS["sigma_horizontal_m"]
            plots.warnings[:] = [one.words for _, _, one in rows]
            items.append(plots)
        items += self._sources.take()
        items += self._findings.take(self._sources.fault_source, self._last.time_s, self._last.number)
        return items
