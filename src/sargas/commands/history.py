"""`sargas history import|add|clocks|patterns`: incidents of the past into one file, and what they show."""

import datetime
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from sargas.archive import Past, add, patterns, read_history, read_list
from sargas.archive.clock import clock_of, figures_in_words, same_object, spreads, steps_in_words
from sargas.archive.past import PARTS_OF_DAY, write_history
from sargas.archive.shown import as_geojson, as_words
from sargas.commands.journal import existing
from sargas.config import from_record
from sargas.errors import ConfigError
from sargas.journal import Reader, latest_config
from sargas.model.alert import Alert
from sargas.model.clock import IncidentClock
from sargas.model.incident import Incident
from sargas.model.record import RecordKind
from sargas.model.search import Search
from sargas.model.told import Told
from sargas.model.warning import PublicWarning

MOST_TOLD = 20
"""Faults and doubts printed; the rest is counted."""


def run_import(path: Path, into: Path, as_json: bool) -> int:
    """A list in CSV into a history. Exit code 1 where rows were left out."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError([f"{path}: {error.strerror}"]) from None
    listing = read_list(data)
    replaced = _write(into, listing.found)
    for line in (listing.faults + listing.doubts)[:MOST_TOLD]:
        print(f"{path.name}, {line}", file=sys.stderr)
    more = len(listing.faults) + len(listing.doubts) - MOST_TOLD
    if more > 0:
        print(f"and {more} more", file=sys.stderr)
    told = {
        "read": len(listing.found),
        "replaced": replaced,
        "left_out": len(listing.faults),
        "cells_not_known": len(listing.doubts),
        "history": str(into),
    }
    _tell(told, as_json, f"{len(listing.found)} incidents into {into} ({replaced} replaced), "
          f"{len(listing.faults)} rows left out, {len(listing.doubts)} cells not known")  # fmt: skip
    return int(bool(listing.faults))


def run_add(folder: Path, into: Path, as_json: bool) -> int:
    """The incidents that a journal of ours told into a history; those of exercises are left out."""
    existing(folder)
    found = list(_of_journal(folder))
    replaced = _write(into, found)
    told = {"read": len(found), "replaced": replaced, "history": str(into)}
    _tell(told, as_json, f"{len(found)} incidents into {into} ({replaced} replaced)")
    return 0


def _of_journal(folder: Path) -> Iterator[Past]:
    """The last word on each incident, with where it was inside first."""
    last: dict[int, Incident] = {}
    entered: dict[int, Incident] = {}
    stored = latest_config(folder)
    name = "ours" if stored is None else from_record(stored.payload)[0].config.site.name
    for told in _told(folder):
        for incident in told.incidents:
            if incident.simulated:
                continue
            last[incident.number] = incident
            if incident.situation == "inside":
                entered.setdefault(incident.number, incident)
    for number, incident in last.items():
        if incident.situation != "merged":  # it is told as the one that goes on
            yield past_of(incident, entered.get(number), name)


def _told(folder: Path) -> Iterator[Told]:
    """What was told, output by output."""
    with Reader(folder, 1) as reader:
        for record in reader:
            if record.kind == RecordKind.OUTPUT and record.payload:
                yield msgspec.msgpack.decode(record.payload, type=Told)


def past_of(incident: Incident, entered: Incident | None, site: str) -> Past:
    """An incident of ours as one of the past; its times are those of this machine's zone."""
    first = entered or incident
    came = incident.crossing or entered
    time_s = first.entered_s or incident.opened_s
    when = datetime.datetime.fromtimestamp(time_s, datetime.UTC).astimezone()
    return Past(
        id=f"{site} {incident.number} of {when:%Y-%m-%d}",
        date=f"{when:%Y-%m-%d}",
        lat_deg=incident.lat_deg,
        lon_deg=incident.lon_deg,
        place=incident.zone_name,
        hour=when.hour,
        part=PARTS_OF_DAY[when.hour // 6],
        objects=1,
        height_m=first.height_m,
        speed_mps=round((first.east_mps**2 + first.north_mps**2) ** 0.5, 2),
        entry_lat_deg=None if came is None else came.lat_deg,
        entry_lon_deg=None if came is None else came.lon_deg,
        certainty="own",
        source=f"journal of {site}",
    )


def run_clocks(folder: Path, number: int | None, as_json: bool) -> int:
    """The clocks of the incidents of a journal: durations over all, or the steps of one."""
    existing(folder)
    clocks = clocks_of(_told(folder))
    if number is not None:
        clocks = [clock for clock in clocks if clock.incident == number]
        if not clocks:
            raise ConfigError([f"{folder}: no incident {number} was told, or another goes on for it"])
    if as_json:
        told = {"clocks": clocks, "spreads": spreads(clocks)}
        print(msgspec.json.encode(told).decode())
    else:
        print(figures_in_words(clocks) if number is None else steps_in_words(clocks[0]))
    return 0


def clocks_of(told: Iterable[Told]) -> list[IncidentClock]:
    """Of every incident that was told and goes on for itself, oldest first."""
    incidents: dict[int, Incident] = {}
    alerts: dict[tuple[int, tuple[int, ...]], Alert] = {}
    warnings: dict[int, PublicWarning] = {}
    searches: dict[int, Search] = {}
    for one in told:
        incidents |= {incident.number: incident for incident in one.incidents}
        for alert in one.alerts:
            alerts.setdefault((alert.number, (alert.incident, *alert.incidents)), alert)
        warnings |= {warning.number: warning for warning in one.warnings}
        searches |= {search.number: search for search in one.searches}
    return [
        clock_of(
            incident, alerts.values(), warnings.values(), searches.values(), same_object(incident, incidents.values())
        )
        for number, incident in sorted(incidents.items())
        if incident.situation != "merged"
    ]


def run_patterns(history: Path, cell_km: float, geojson: Path | None, as_json: bool) -> int:
    """Counts and hot spots of a history."""
    if not history.exists():
        raise ConfigError([f"{history}: no such file; make one with sargas history import"])
    try:
        found = patterns(read_history(history), 1000.0 * cell_km)
    except ValueError as error:
        raise ConfigError([f"--cell-km: {error}"]) from None
    if geojson is not None:
        try:
            geojson.write_bytes(msgspec.json.encode(as_geojson(found)))
        except OSError as error:
            raise ConfigError([f"{geojson}: {error.strerror}"]) from None
        print(f"cells written to {geojson}", file=sys.stderr)
    print(msgspec.json.encode(found).decode() if as_json else as_words(found))
    return 0


def _write(into: Path, new: list[Past]) -> int:
    merged, replaced = add(read_history(into), new)
    try:
        write_history(into, merged)
    except OSError as error:
        raise ConfigError([f"{into}: {error.strerror}"]) from None
    return replaced


def _tell(told: dict[str, object], as_json: bool, words: str) -> None:
    print(msgspec.json.encode(told).decode() if as_json else words)
