"""ASTERIX bytes to items: plots, foreign tracks, statuses, new sources and faults.

Rule. Blocks are cut (`stream`), read by the table of the configured edition (`columns`), judged (`edition`), and what
stands is put into the words of the model (`plots`, `tracks`, `statuses`). Nothing raises on input. Faults of one kind
are one Fault per call, with a count and the facts of the first.
Records of a source that no `[[sensors]]` entry matches are not decoded; the source is told once as a NewSensor, with
the entry that would match, and its records are counted in a Fault.
A block is judged with the other blocks of its category and sensor, by the source of its first record; blocks of unknown
sources and blocks that name none are judged together. So no source can silence another that is configured.
CAT129 has a record a block, and drones share a name: there a wrong block is dropped by itself and silences nobody.
Sensors of one feed may speak different editions of a category (`sensor_editions`): each block is read by its sensor's.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sargas.formats.asterix import (
    directions,
    identification,
    multilateration,
    noncooperative,
    plots,
    stations,
    statuses,
    surface,
    tracks,
)
from sargas.formats.asterix.columns import Blocks, Records, Unread, read
from sargas.formats.asterix.edition import KEEP, LAST, SILENCED, SOUND, WITHHELD, WRONG, Fit, looks_of
from sargas.formats.asterix.plots import Look
from sargas.formats.asterix.sources import SENSOR_BIT, Sources, named
from sargas.formats.asterix.stream import Cutter
from sargas.formats.asterix.tables import EDITIONS, second_table_of, table_of
from sargas.formats.asterix.tables.layout import Table, select
from sargas.formats.asterix.wire import REASONS, UNKNOWN_SLOT
from sargas.model.checkpoint import pack, unpack
from sargas.model.fault import Fault
from sargas.model.plots import Plots
from sargas.model.status import NewSensor, SensorStatus
from sargas.model.tracks import Tracks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sargas.formats.asterix.settings import Settings
    from sargas.model.batch import Item
    from sargas.model.record import Chunk
    from sargas.model.sensor import Sensor

_COLUMNS = {
    1: plots.COLUMNS_001,
    2: statuses.COLUMNS_002,
    4: statuses.COLUMNS_004,
    10: surface.COLUMNS_010,
    15: noncooperative.COLUMNS_015,
    19: stations.COLUMNS_019,
    20: multilateration.COLUMNS_020,
    21: plots.COLUMNS_021,
    23: stations.COLUMNS_023,
    34: statuses.COLUMNS_034,
    48: plots.COLUMNS_048,
    62: tracks.COLUMNS_062,
    63: statuses.COLUMNS_063,
    65: statuses.COLUMNS_065,
    129: identification.COLUMNS_129,
    205: directions.COLUMNS_205,
}
_PLOTS = {
    1: plots.plots_001,
    10: surface.plots_010,
    15: noncooperative.plots_015,
    20: multilateration.plots_020,
    21: plots.plots_021,
    48: plots.plots_048,
    129: identification.plots_129,
    205: directions.plots_205,
}

_STATUSES = {
    2: statuses.Statuses.radar,
    4: statuses.Statuses.safety_nets,
    10: statuses.Statuses.surface,
    19: statuses.Statuses.multilateration,
    23: statuses.Statuses.station,
    34: statuses.Statuses.radar,
    63: statuses.Statuses.seen,
    65: statuses.Statuses.system,
}
"""CAT010 has both."""
ALONE = (129,)
"""Categories of many senders with one name and one record a block: each block is judged by itself."""


@cache
def _table(category: int, edition: str) -> Table:
    """The table of an edition with only the columns that the model takes."""
    return _narrowed(table_of(category, edition))


@cache
def _second(category: int, edition: str) -> Table | None:
    whole = second_table_of(category, edition)
    return None if whole is None else _narrowed(whole)


def _narrowed(whole: Table) -> Table:
    category, edition = whole.category, whole.edition
    names = plots.COLUMNS_021_OLD if category == 21 and edition < "1" else _COLUMNS[category]
    return select(whole, [name for name in names if name in whole.columns])


class Decoder:
    """One feed of ASTERIX. See `sargas.formats.format.Decoder` for what it promises."""

    def __init__(self, sensors: Sequence[Sensor], settings: Settings) -> None:
        self._settings = settings
        self._sources = Sources(settings.feed, sensors)
        self._cutter = Cutter(settings.stream)
        self._fits: dict[tuple[int, str], Fit] = {}
        """By category and sensor; the sensor is "" for all blocks that belong to none."""
        self._statuses = statuses.Statuses()
        self._met: set[int] = set()
        self._last_s = 0.0

    def feed(self, chunks: Sequence[Chunk]) -> list[Item]:
        """Items of these chunks: plots and tracks in the order of their bytes, statuses and new sources, faults."""
        if not chunks:
            return []
        call = _Call(self._settings.feed, chunks)
        blocks, faults = self._cutter.cut(chunks)
        for chunk, reason, offset in faults:
            call.fault(reason, chunk, f"at octet {offset}")
        categories = blocks.category.tolist()
        for category in sorted(dict.fromkeys(categories)):
            if category in EDITIONS:
                for edition, part in self._by_edition(category, blocks.of(category)):
                    for table, those in _by_table(category, edition, part):
                        self._category(category, table, those, call)
            else:
                first = int(blocks.chunk[categories.index(category)])
                call.fault(f"CAT{category:03d} is not read", first, "", categories.count(category))
        for key, (start, category, chunk) in call.strangers.items():
            self._met.add(key)
            match: dict[str, int | str] = {**named(key)}
            stanza = self._sources.stanza(key, category)
            time_s, number = float(call.arrival_s[chunk]), int(call.number[chunk])
            call.told.append((start, NewSensor(self._settings.feed, match, stanza, time_s, record_number=number)))
        self._last_s = max(self._last_s, chunks[-1].time_s)
        return call.items()

    def flush(self) -> list[Item]:
        """A Fault for the block that the end of the stream cut off, if any."""
        left = self._cutter.flush()
        if not left:
            return []
        reason = "stream ended inside a data block"
        return [Fault(self._settings.feed, reason, self._last_s, f"{len(left)} octets left")]

    def checkpoint(self) -> bytes:
        """State: octets of an unfinished block, trust in the editions, statuses last told, sources already met."""
        return pack(
            {
                "kept": self._cutter.kept,
                "hunting": self._cutter.hunting,
                "fits": [[*key, fit.trust, fit.misfit] for key, fit in sorted(self._fits.items())],
                "said": [[sensor, *said] for sensor, said in self._statuses.said.items()],
                "stations": [[sensor, *said] for sensor, said in self._statuses.services.stations.items()],
                "services": [[*key, state] for key, state in self._statuses.services.states.items()],
                "met": sorted(self._met),
                "last_s": self._last_s,
            }
        )

    def restore(self, data: bytes) -> None:
        """Inverse of `checkpoint`."""
        state = unpack(data)
        self._cutter.kept, self._cutter.hunting = bytes(state["kept"]), bool(state["hunting"])
        self._fits = {
            (category, sensor): Fit(trust, misfit)
            for category, sensor, trust, misfit in state["fits"]
            if category in EDITIONS and sensor in ("", *self._sources.ids)
        }
        self._statuses.said = {row[0]: (row[1], row[2], row[3], row[4]) for row in state["said"]}
        self._statuses.services.stations = {row[0]: (row[1], row[2]) for row in state.get("stations", [])}
        self._statuses.services.states = {(row[0], row[1], row[2]): row[3] for row in state.get("services", [])}
        self._met = set(state["met"])
        self._last_s = float(state["last_s"])

    def _by_edition(self, category: int, blocks: Blocks) -> list[tuple[str, Blocks]]:
        """The blocks of a category by the edition of their sensors."""
        if not self._settings.sensor_editions:
            return [(self._settings.edition(category), blocks)]
        keys = blocks.sources()
        # The index -1 of a block without a sensor finds the last.
        spoken = np.array([self._settings.edition(category, sensor) for sensor in (*self._sources.ids, "")])
        edition = spoken[np.where(keys >= 0, self._sources.index(keys), -1)]
        return [(name, blocks.take(edition == name)) for name in np.unique(edition).tolist()]

    def _category(self, category: int, table: Table, blocks: Blocks, call: _Call) -> None:
        """Read, judge and translate the blocks of one category in one edition."""
        slabs, unread = read(blocks, table)
        keep = self._judge(category, table, blocks, slabs, unread, call)
        for slab in slabs:
            whole = slab.take((slab.unlikely < 0) & keep[slab.block])
            if not len(whole):
                continue
            chunk = blocks.chunk[whole.block]
            keys = (whole.raw("010/SAC") << 8) | whole.raw("010/SIC")
            if category == 205:
                # Finders of one system may share its name.
                keys = keys | np.where(whole.has("170/SENSOR"), (whole.raw("170/SENSOR") + 1) << SENSOR_BIT, 0)
            nameless = ~whole.has("010/SAC")
            if nameless.any():
                first = int(np.flatnonzero(nameless)[0])
                call.fault(f"CAT{category:03d} without a source (I010)", int(chunk[first]), "", int(nameless.sum()))
            index = np.where(nameless, -1, self._sources.index(keys))
            self._strangers(category, whole, keys, chunk, (index < 0) & ~nameless, call)
            known = index >= 0
            if known.any():
                look = Look(self._sources, index[known], call.arrival_s[chunk[known]], call.number[chunk[known]])
                self._translate(category, whole.take(known), look, call)

    def _judge(
        self,
        category: int,
        table: Table,
        blocks: Blocks,
        slabs: list[Records],
        unread: list[Unread],
        call: _Call,
    ) -> NDArray[np.bool_]:
        """Blocks to decode; Faults for what was wrong or odd in them and for an edition that does not fit."""
        name, edition = f"CAT{category:03d}", table.edition
        keys = blocks.sources()
        sensor = np.full(len(blocks), -1, np.int64)
        sensor[keys >= 0] = self._sources.index(keys[keys >= 0])
        sensors = sorted(dict.fromkeys(sensor.tolist()))
        fits = [Fit() if category in ALONE else self._fit(category, index) for index in sensors]
        if not unread and not any(fit.misfit for fit in fits) and all(slab.flawless() for slab in slabs):
            for index, fit in zip(sensors, fits, strict=True):
                fit.judge(np.full(np.count_nonzero(sensor == index), SOUND, np.int64))
            return np.ones(len(blocks), np.bool_)
        # The index -1 of a block without a sensor finds the last of these.
        named = (*self._sources.ids, self._settings.feed)
        looks = looks_of(len(blocks), slabs, unread)
        verdicts = np.where(looks == WRONG, WITHHELD, KEEP)
        if category not in ALONE:
            for index, fit in zip(sensors, fits, strict=True):
                verdicts[sensor == index] = fit.judge(looks[sensor == index])
        heard = verdicts != SILENCED
        for fault in unread:
            if heard[fault.block]:
                where = table.node_names[fault.detail] if fault.code != UNKNOWN_SLOT else f"slot {fault.detail}"
                octet = fault.offset - blocks.start[fault.block] + 3
                facts = f"record {fault.number} of its block, at octet {octet}: {where}"
                source = named[sensor[fault.block]]
                call.fault(f"{name} {REASONS[fault.code]}", int(blocks.chunk[fault.block]), facts, source=source)
        for slab in slabs:
            for column, words in ((slab.unlikely, "value out of range in"), (slab.spare, "not zero:")):
                wrong = np.flatnonzero((column >= 0) & heard[slab.block])
                kinds = column[wrong] * len(named) + sensor[slab.block[wrong]] + 1
                _, firsts, counts = np.unique(kinds, return_index=True, return_counts=True)
                for row, count in zip(wrong[firsts].tolist(), counts.tolist(), strict=True):
                    facts = f"record {slab.number[row]} of its block, edition {edition}"
                    block = int(slab.block[row])
                    reason = f"{name} {words} {table.element_names[column[row]]}"
                    call.fault(reason, int(blocks.chunk[block]), facts, count, named[sensor[block]])
        known = f"known editions: {', '.join(EDITIONS[category])}"
        for index in sensors:
            for reason, facts, those in (
                (f"{name} does not fit edition {edition}", known, verdicts == LAST),
                (f"{name} blocks not decoded: they do not fit edition {edition}", "", verdicts != KEEP),
            ):
                struck = np.flatnonzero(those & (sensor == index))
                if len(struck):
                    call.fault(reason, int(blocks.chunk[struck[0]]), facts, len(struck), named[index])
        kept: NDArray[np.bool_] = verdicts == KEEP
        return kept

    def _fit(self, category: int, index: int) -> Fit:
        """Trust in the edition of a sensor's category."""
        return self._fits.setdefault((category, self._sources.ids[index] if index >= 0 else ""), Fit())

    def _strangers(
        self,
        category: int,
        records: Records,
        keys: NDArray[np.int64],
        chunk: NDArray[np.int64],
        strange: NDArray[np.bool_],
        call: _Call,
    ) -> None:
        """Sources that no entry matches: counted, and kept for a NewSensor where they were not met before."""
        rows = np.flatnonzero(strange)
        if not len(rows):
            return
        unique, firsts, counts = np.unique(keys[rows], return_index=True, return_counts=True)
        for key, row, count in zip(unique.tolist(), rows[firsts].tolist(), counts.tolist(), strict=True):
            stanza = "" if key in self._met else self._sources.stanza(key, category)
            of = named(key)
            who = f"SAC/SIC {of['sac']}/{of['sic']}" + (f" sensor {of['sensor']}" if "sensor" in of else "")
            call.fault(f"{who} matches no sensor", int(chunk[row]), stanza, count)
            first = (int(records.start[row]), category, int(chunk[row]))
            if key not in self._met and first < call.strangers.get(key, (first[0] + 1, 0, 0)):
                call.strangers[key] = first

    def _translate(self, category: int, records: Records, look: Look, call: _Call) -> None:
        """Records of known sources into the words of the model."""
        if category in _PLOTS:
            made = _PLOTS[category](records, look)
            if category in (48, 1) and self._settings.doppler != "unknown":
                plots.add_range_rates(made[0], self._settings.doppler)
            call.plots.append(made[0])
            call.plot_starts.append(records.start[made[1]])
        elif category == 62:
            foreign, placed = tracks.tracks_062(records, look, self._settings)
            call.tracks.append(foreign)
            call.track_starts.append(records.start[placed])
            if not placed.all():
                first = int(np.flatnonzero(~placed)[0])
                reason = "CAT062 track without a position that can be used (I062/105, or /100 with a configured site)"
                call.fault_of(reason, look, first, int((~placed).sum()))
        if category in _STATUSES:
            call.told += _STATUSES[category](self._statuses, records, look)


def _by_table(category: int, edition: str, blocks: Blocks) -> list[tuple[Table, Blocks]]:
    """The blocks by the table that reads them: the second takes those that fit it alone."""
    first, second = _table(category, edition), _second(category, edition)
    if second is None:
        return [(first, blocks)]
    others = looks_of(len(blocks), *read(blocks, first)) == WRONG
    if others.any():
        wrong = blocks.take(others)
        others[others] = looks_of(len(wrong), *read(wrong, second)) == SOUND
    parts = ((first, ~others), (second, others))
    return [(table, blocks.take(rows)) for table, rows in parts if rows.any()]


class _Call:
    """What one call of `feed` has found so far."""

    def __init__(self, feed: str, chunks: Sequence[Chunk]) -> None:
        self.feed = feed
        self.arrival_s = np.array([chunk.time_s for chunk in chunks], np.float64)
        self.number = np.array([chunk.number for chunk in chunks], np.int64)
        self.plots: list[Plots] = []
        self.plot_starts: list[NDArray[np.int64]] = []
        self.tracks: list[Tracks] = []
        self.track_starts: list[NDArray[np.int64]] = []
        self.told: list[tuple[int, SensorStatus | NewSensor]] = []
        self.strangers: dict[int, tuple[int, int, int]] = {}
        """SAC/SIC never met before -> offset of its first record, category and chunk."""
        self.faults: dict[tuple[str, str], Fault] = {}

    def fault(self, reason: str, chunk: int, detail: str, count: int = 1, source: str = "") -> None:
        """Count a fault of a sensor, or of the feed where none is named."""
        self._count(source or self.feed, reason, float(self.arrival_s[chunk]), detail, int(self.number[chunk]), count)

    def fault_of(self, reason: str, look: Look, row: int, count: int) -> None:
        """Count a fault of one sensor."""
        sensor = look.sources.ids[look.index[row]]
        self._count(sensor, reason, float(look.arrival_s[row]), "", int(look.number[row]), count)

    def _count(self, source: str, reason: str, time_s: float, detail: str, number: int, count: int) -> None:
        old = self.faults.get((source, reason))
        if old is None:
            self.faults[source, reason] = Fault(source, reason, time_s, detail, number, count)
        else:
            self.faults[source, reason] = Fault(
                source, reason, old.time_s, old.detail, old.record_number, old.count + count
            )

    def items(self) -> list[Item]:
        """Everything found, plots and tracks of several categories and editions in the order of their bytes."""
        found: list[Item] = []
        plots_found = Plots.concatenate(self.plots) if self.plots else None
        if plots_found is not None and len(plots_found):
            found.append(plots_found.take(_order(self.plot_starts)) if len(self.plots) > 1 else plots_found)
        tracks_found = Tracks.concatenate(self.tracks) if self.tracks else None
        if tracks_found is not None and len(tracks_found):
            found.append(tracks_found.take(_order(self.track_starts)) if len(self.tracks) > 1 else tracks_found)
        found += [item for _, item in sorted(self.told, key=lambda told: told[0])]
        found += self.faults.values()
        return found


def _order(starts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.argsort(np.concatenate(starts), kind="stable")
