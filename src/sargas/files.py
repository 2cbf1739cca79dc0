"""Files that a site names: zones, flights, areas to warn, terrain; each error with its key path, notes with the file.

Our own zones are to be right: every error counts. What an authority published, and what people keep as a list, is read
as it is: what cannot be read costs itself alone and becomes a note. So does what was typed where it cannot be: with
longitude and latitude exchanged (of our own an error), or more than FARTHEST_M away.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from sargas.errors import ConfigError
from sargas.formats import flights, uaszones
from sargas.geo.bundled import third_party
from sargas.geo.ground import Raster, raster_from_asc
from sargas.incursion.zones import border_text, misplaced, published_zones, zones_from_geojson
from sargas.model.flight import AUTHORITY, Flight
from sargas.model.warning import Town, WarningArea
from sargas.model.zone import Zone
from sargas.settings import TerrainFile
from sargas.warning import Settings as WarningSettings
from sargas.warning.areas import areas_from_geojson, towns_from_text

BUNDLED = "bundled:"
TOWNS = "bundled:towns"
"""Those of third_party/geonames."""
FARTHEST_M = 1_000_000.0
Places = Sequence[tuple[float, float]]
"""(lat_deg, lon_deg) of the site, and of partitions that have their own origin."""
_NAMED = 5
"""So many of those that are over are called by name."""


class Texts:
    """The texts of the files that a site names: read once, and kept for the record of its configuration."""

    def __init__(self, folder: Path, borders: Path, known: Mapping[str, str] | None = None) -> None:
        """`folder` of the files, `borders` of `bundled:LTU`; those of `known`, by name, are not read again."""
        self._folder, self._borders = folder, borders
        self.known = dict(known or {})

    def of(self, name: str) -> str:
        """The text of one; raises ConfigError."""
        if name not in self.known:
            if name == TOWNS:
                self.known[name] = _text(third_party("geonames") / "towns.tsv")
            elif name.startswith(BUNDLED):
                self.known[name] = border_text(self._borders, name.removeprefix(BUNDLED))
            else:
                self.known[name] = _text(self._folder / name)
        return self.known[name]


def zones_in(
    names: Sequence[str], texts: Texts, near_deg: Places, findings: list[str], doubts: list[str], notes: list[str]
) -> tuple[list[Zone], dict[str, list[str]]]:
    """(the zones of files, under which ids those of each id are kept).

    `doubts` stand against zones of our own that can be read and seem to be elsewhere: an error of a site file, and none
    of a journal's, whose zones were accepted when it was written.
    """
    zones: list[Zone] = []
    called: dict[str, list[str]] = {}
    for i, name in enumerate(names):
        where = f"zones[{i}].file: {name}"
        try:
            text = texts.of(name)
            if _is_empty(name, text, notes):
                continue
            found = None if name.startswith(BUNDLED) else uaszones.read(text)
            if found is None and text.lstrip("\ufeff \t\r\n")[:1] != "{":
                raise ConfigError(
                    ["no GeoJSON, nor OpenAir (no line AC), nor a list (its first line has id, kind, shape)"]
                )
            if found is None:  # our own: every error counts
                ours = zones_from_geojson(text)
                zones.extend(ours)
                for zone in ours:
                    called.setdefault(zone.id, []).append(zone.id)
                    if not name.startswith(BUNDLED) and (why := misplaced(zone.polygons, near_deg, math.inf)):
                        doubts.append(f"{where}: {zone.id}: {why}")
            else:
                farthest_m = FARTHEST_M if found.by_hand else math.inf
                made, lines = published_zones(found.features, near_deg, farthest_m, called)
                zones.extend(made)
                notes.extend(f"{name}: {line}" for line in (*found.left_out, *lines))
        except ConfigError as error:
            findings.extend(f"{where}: {finding}" for finding in error.findings)
    counts = Counter(zone.id for zone in zones)
    findings.extend(f"zones: {name!r} is used {count} times" for name, count in counts.items() if count > 1)
    return zones, called


def flights_in(
    names: Sequence[str],
    texts: Texts,
    near_deg: Places,
    zones: Sequence[Zone],
    called: Mapping[str, Sequence[str]],
    conspicuity_codes: Sequence[str],
    findings: list[str],
    notes: list[str],
) -> list[Flight]:
    """The flights of files. One in zones that are none of `zones` is left out; `called` as `zones_in` gives it."""
    accepted = {zone.id: zone.authorised_by for zone in zones}
    listed: dict[str, Flight] = {}
    for i, name in enumerate(names):
        where = f"flights[{i}].file: {name}"
        try:
            text = texts.of(name)
        except ConfigError as error:
            findings.extend(f"{where}: {finding}" for finding in error.findings)
            continue
        if _is_empty(name, text, notes):
            continue
        found = flights.read(text, conspicuity_codes)
        if found is None:
            findings.append(f"{where}: no list of flights: its first line has {', '.join(flights.NEEDED)}")
            continue
        notes.extend(f"{name}: {line}" for line in found.left_out)
        of_file: dict[str, Flight] = {}
        for flight in found.flights:
            unknown = [zone for zone in flight.zones if zone not in called]
            why = misplaced(flight.polygons, near_deg, FARTHEST_M) if flight.polygons else None
            if unknown or why:
                why = why or f"no zone has the id {unknown[0]!r}"
                notes.append(f"{name}: {flight.id}: left out: {why}")
                continue
            flight = msgspec.structs.replace(flight, zones=tuple(chain(*(called[zone] for zone in flight.zones))))
            authority = AUTHORITY[flight.kind]
            closed = [zone for zone in flight.zones if authority not in accepted[zone]]
            notes.extend(f"{name}: {flight.id}: zone {zone!r} is not opened by a {authority}" for zone in closed)
            _add(flight, of_file, listed, f"{name}: {flight.id}", notes)
        listed.update(of_file)
    return list(listed.values())


def areas_in(
    settings: WarningSettings | None, texts: Texts, near_deg: Places, findings: list[str], notes: list[str]
) -> tuple[tuple[WarningArea, ...], tuple[Town, ...]]:
    """(the areas of the layer, the towns where there is none), of a site that warns."""
    if settings is None:
        return (), ()
    if missing := settings.missing():
        notes.append(f"[warning]: warnings are drafted and none can be released: {', '.join(missing)} not said")
    where = f"warning.areas: {settings.areas}"
    try:
        if not settings.areas:
            return (), tuple(towns_from_text(texts.of(TOWNS)))
        areas = areas_from_geojson(texts.of(settings.areas))
    except ConfigError as error:
        findings.extend(f"{where}: {finding}" for finding in error.findings)
        return (), ()
    for area in areas:
        if why := misplaced(area.polygons, near_deg, FARTHEST_M):
            findings.append(f"{where}: {area.id}: {why}")
    return tuple(areas), ()


def ground_in(terrain: TerrainFile | None, texts: Texts, near_deg: Places, findings: list[str]) -> Raster | None:
    """The terrain of a site that names one; the site is to lie on it."""
    if terrain is None:
        return None
    where = f"terrain.file: {terrain.file}"
    try:
        raster = raster_from_asc(texts.of(terrain.file), terrain.sigma_m, terrain.file)
    except ConfigError as error:
        findings.extend(f"{where}: {finding}" for finding in error.findings)
        return None
    if not raster.holds(*near_deg[0]):
        findings.append(f"{where}: the site does not lie on it")
    return raster


def over_at(time_s: float, zones: Sequence[Zone], listed: Sequence[Flight]) -> list[str]:
    """Lines that tell what will not count any more; it is kept, for data of its time may be read yet."""
    hours = [zone.id for zone in zones if zone.hours and all(end_s <= time_s for _, end_s in zone.hours)]
    times = [flight.id for flight in listed if flight.end_s <= time_s]
    return [
        f"{len(names)} {what} over: {', '.join(names[:_NAMED])}{' ...' if len(names) > _NAMED else ''}"
        for names, what in ((hours, "zones are"), (times, "flights are"))
        if names
    ]


def _add(
    flight: Flight, of_file: dict[str, Flight], listed: Mapping[str, Flight], where: str, notes: list[str]
) -> None:
    """A row of an aircraft and a time that are there already corrects it; another flight of that id is numbered."""
    name, count = flight.id, 1
    while flight.id in of_file or flight.id in listed:
        before = of_file.get(flight.id)
        if before is not None and _corrects(flight, before):
            notes.append(f"{where}: this row takes the place of the one before, of the same aircraft and time")
            break
        count += 1
        flight = msgspec.structs.replace(flight, id=f"{name}-{count}")
    else:
        if count > 1:
            notes.append(f"{where}: this id is used already: this one is called {flight.id}")
    of_file[flight.id] = flight


def _corrects(one: Flight, other: Flight) -> bool:
    same = all(getattr(one, name) == getattr(other, name) for name in ("kind", *flights.CLAIMS))
    return same and one.begin_s < other.end_s and other.begin_s < one.end_s


def _is_empty(name: str, text: str, notes: list[str]) -> bool:
    """Whether there is nothing in a list, as on many days; of our own GeoJSON that is an error."""
    if text.strip("\ufeff \t\r\n") or name.endswith(("json", "JSON")):
        return False
    notes.append(f"{name}: is empty")
    return True


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([getattr(error, "strerror", None) or "is not text (UTF-8)"]) from None
