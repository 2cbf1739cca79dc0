"""Plots, tracks and statuses to ASTERIX bytes: CAT048, CAT020, CAT021, CAT129, CAT205, CAT062, CAT034.

Rule: only released, simulated or replied items are written; a simulated one carries the SIM bit of its format, always.
CAT034 and CAT205 have none: what an exercise's radar says of itself is written for the exercise alone (Simulated), and
where it is released nothing is; bearings are written where they are asked for (`encode_bearings`) and nowhere else. A
value is rounded to the item's least significant bit. What does not fit a category is left out: a polar plot beyond 256
NM has no place in CAT048.
Sources: EUROCONTROL-SPEC-0149-4 (here), -14, -12, -29, -31 (`write_reports`), -9 (`write_tracks`) and
-2b (`write_statuses`).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from sargas.formats.asterix import pack
from sargas.formats.asterix.plots import EARTH_M, MILITARY
from sargas.formats.asterix.tables import table_of
from sargas.formats.asterix.text import DAY_LSBS, to_six_bit
from sargas.formats.asterix.write_reports import (
    Names,
    claims_021,
    claims_129,
    draft_020,
    draft_021,
    draft_129,
    draft_205,
    places_020,
)
from sargas.formats.asterix.write_statuses import north_marker
from sargas.formats.asterix.write_tracks import draft_062
from sargas.geo.geoid import undulation_m
from sargas.model.plot import ECHOES, PURPOSES, Plot
from sargas.model.plots import BEARING, POLAR, Plots
from sargas.model.released import Released, Reply, Simulated
from sargas.model.status import SensorStatus
from sargas.model.tracks import Tracks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sargas.formats.asterix.settings import Settings, Source
    from sargas.formats.asterix.tables import Table

# Echo -> I048/020 TYP; combined becomes 7 with a Mode S address.
_TYP = np.array([{"psr": 1, "ssr": 2, "combined": 3, "mode_s": 5}.get(echo, 0) for echo in ECHOES], np.int64)
_SSR_ECHOES = tuple(ECHOES.index(echo) for echo in ("ssr", "mode_s"))


def rounded(values: NDArray[Any], table: Table, name: str) -> NDArray[np.int64]:
    """Raw integers of a quantity, to the nearest least significant bit."""
    result: NDArray[np.int64] = np.round(values.astype(np.float64) / table.columns[name].lsb).astype(np.int64)
    return result


class Encoder:
    """Plots as CAT048, CAT021, CAT129 and CAT205, tracks as CAT062, states as CAT034, in the settings' editions."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._tables = {
            category: table_of(category, settings.edition(category)) for category in (20, 21, 34, 48, 62, 129, 205)
        }

    def encode(self, item: Released[Any] | Reply | Simulated[Any]) -> list[bytes]:
        """Data blocks of at most 1,400 octets. TypeError for anything else; ValueError for a sensor without SAC/SIC,
        and for claims in CAT021 0.26, which is read only.
        """
        if isinstance(item, Reply):
            return [item.payload]
        if not isinstance(item, Released | Simulated):
            raise TypeError(f"an encoder takes Released, Reply or Simulated, not {type(item).__name__}")
        content, simulated = item.item, isinstance(item, Simulated)
        if isinstance(content, Plot):
            content = Plots.from_plots([content])
        if isinstance(content, Plots):
            return self._plots(content, simulated)
        if isinstance(content, Tracks):
            draft = draft_062(self._tables[62], content, self._settings, self._settings.sources, simulated)
            return pack.blocks(62, pack.records(self._tables[62], draft))
        if isinstance(content, SensorStatus):
            source = self._sources([content.sensor])[0]
            return [] if content.simulated and not simulated else north_marker(self._tables[34], content, source)
        raise TypeError(f"ASTERIX does not write {type(content).__name__}")

    def encode_sectors(self, turn: Simulated[Plots], sector: NDArray[np.int64]) -> Iterator[tuple[int, list[bytes]]]:
        """(sector, its blocks) of a radar's turn, ascending: as `encode` of each alone, and much faster."""
        near = self._is_048(turn.item)
        records = self._records_048(turn.item.take(near), True)
        order = np.argsort(sector[near], kind="stable").tolist()
        for key, group in itertools.groupby(order, key=sector[near].tolist().__getitem__):
            yield key, pack.blocks(48, [records[k] for k in group])

    def encode_bearings(self, look: Simulated[Plots]) -> list[bytes]:
        """Blocks of CAT205, which has no bit for what is simulated: for the feed of an exercise, and no one else."""
        part = look.item.take(look.item.kind == BEARING)
        return pack.blocks(205, pack.records(self._tables[205], draft_205(self._tables[205], part, self._names(part))))

    def _is_048(self, plots: Plots) -> NDArray[np.bool_]:
        near: NDArray[np.bool_] = (plots.kind == POLAR) & (
            plots.range_m / self._tables[48].columns["040/RHO"].lsb < 65535.5
        )
        return near

    def _records_048(self, plots: Plots, simulated: bool) -> list[bytes]:
        self._sources([plots.sources[k] for k in np.unique(plots.source).tolist()])
        return pack.records(self._tables[48], draft_048(self._tables[48], plots, self._settings.sources, simulated))

    def _plots(self, plots: Plots, simulated: bool) -> list[bytes]:
        near = self._is_048(plots)
        blocks: list[bytes] = []
        if near.any():
            blocks += pack.blocks(48, self._records_048(plots.take(near), simulated))
        claimed = claims_021(plots)
        if claimed.any():
            if self._tables[21].edition < "2":
                raise ValueError(f"CAT021 edition {self._tables[21].edition} is not written")
            part = plots.take(claimed)
            draft = draft_021(self._tables[21], part, self._names(part), simulated)
            blocks += pack.blocks(21, pack.records(self._tables[21], draft))
        placed = places_020(plots)
        if placed.any():
            part = plots.take(placed)
            draft = draft_020(self._tables[20], part, self._names(part), simulated)
            blocks += pack.blocks(20, pack.records(self._tables[20], draft))
        named = claims_129(plots, simulated)
        if named.any():
            part = plots.take(named)
            draft = draft_129(self._tables[129], part, self._names(part))
            for record in pack.records(self._tables[129], draft):  # the document has one in a block
                blocks += pack.blocks(129, [record])
        return blocks

    def _names(self, plots: Plots) -> Names:
        """SAC and SIC of each plot."""
        used = np.unique(plots.source).tolist()
        sources = dict(zip(used, self._sources([plots.sources[k] for k in used]), strict=True))
        sac, sic = (
            np.array([getattr(sources[k], name) for k in plots.source.tolist()], np.int64) for name in ("sac", "sic")
        )
        return sac, sic

    def _sources(self, names: list[str]) -> list[Source]:
        missing = [name for name in names if name not in self._settings.sources]
        if missing:
            raise ValueError(f"no SAC/SIC is configured for {', '.join(missing)} (settings: sources)")
        return [self._settings.sources[name] for name in names]


def draft_048(table: Table, plots: Plots, sources: dict[str, Source], simulated: bool) -> pack.Draft:
    """Polar plots as CAT048 records; every source of theirs must be in `sources`."""
    n = len(plots)
    draft = pack.Draft(n)
    always = np.ones(n, np.bool_)
    zero = np.zeros(n, np.int64)
    named = [sources.get(name) for name in plots.sources]
    sac = np.array([source.sac if source else 0 for source in named], np.int64)[plots.source]
    sic = np.array([source.sic if source else 0 for source in named], np.int64)[plots.source]
    draft.put("010", always, SAC=sac, SIC=sic)
    draft.put("140", always, TOD=rounded(plots.time_s, table, "140/TOD") % DAY_LSBS)
    typ = _TYP[plots.echo]
    sim = plots.simulated | simulated
    marked = sim | (plots.purpose != 0)
    typ = np.where((typ == 3) & plots.given("mode_s"), 7, np.where((typ == 0) & marked, 1, typ))
    test = plots.purpose == PURPOSES.index("test")
    military = plots.given("emergency") & (plots.emergency == MILITARY)
    elements = {"SIM": sim, "RAB": plots.purpose == PURPOSES.index("reference"), "TST": test, "ME": military}
    draft.put("020", (typ > 0) | military, TYP=typ, **{name: bit.astype(np.int64) for name, bit in elements.items()})
    draft.octets["020"] = np.where(test | military, 2, 1)
    azimuth = rounded(plots.azimuth_deg, table, "040/THETA") % 65536
    draft.put("040", always, RHO=rounded(plots.range_m, table, "040/RHO"), THETA=azimuth)
    draft.put("070", plots.given("mode_3a"), MODE3A=plots.mode_3a.astype(np.int64))
    level = rounded(plots.pressure_altitude_m, table, "090/FL")
    draft.put("090", plots.given("pressure_altitude_m") & (np.abs(level) < 8192), FL=level)
    amplitude = np.clip(np.round(plots.amplitude_db.astype(np.float64)), -128, 127).astype(np.int64)
    of_ssr = np.isin(plots.echo, _SSR_ECHOES)
    draft.put("130/SAM", plots.given("amplitude_db") & of_ssr, SAM=amplitude)
    draft.put("130/PAM", plots.given("amplitude_db") & ~of_ssr, PAM=amplitude)
    draft.put("220", plots.given("mode_s"), ADR=plots.mode_s.astype(np.int64))
    draft.put("240", plots.given("callsign"), ID=to_six_bit(plots.callsign))
    track = plots.sensor_track.astype(np.int64)
    draft.put("161", plots.given("sensor_track") & (track >= 0) & (track < 4096), TRN=track)
    codes = plots.warnings.astype(np.int64) & ((1 << 63) - 1)
    draft.put("030", codes != 0)
    draft.codes["030"] = codes
    doppler = np.clip(np.round(plots.doppler_mps.astype(np.float64)), -512, 511).astype(np.int64)
    draft.put("120/CAL", plots.given("doppler_mps"), D=zero, CAL=doppler)
    sites = [source.site if source else None for source in named]
    has_site = np.array([site is not None for site in sites], np.bool_)[plots.source]
    raised = plots.given("elevation_deg") & has_site
    if raised.any():
        lat, lon, site_m = (
            np.array([getattr(site, name) if site else 0.0 for site in sites])[plots.source]
            for name in ("lat_deg", "lon_deg", "height_m")
        )
        radius = EARTH_M + site_m
        sine = np.sin(np.radians(plots.elevation_deg))
        above = np.sqrt(radius**2 + plots.range_m**2 + 2.0 * radius * plots.range_m * sine) - EARTH_M
        height = rounded(above - undulation_m(lat, lon), table, "110/3DH")
        draft.put("110", raised & (np.abs(height) < 8192), **{"3DH": height})
    return draft
