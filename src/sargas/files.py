"""Files that a site names: zones and flights, each error with its key path, each thing left out with its file.

Our own zones are to be right: every error counts. What an authority published, and what people keep as a list, is read
as it is: what cannot be read costs itself alone and becomes a note.
"""

from collections.abc import Sequence
from pathlib import Path

from sargas.errors import ConfigError
from sargas.formats import flights, uaszones
from sargas.incursion.zones import border_of, published_zones, zones_from_geojson
from sargas.model.flight import AUTHORITY, Flight
from sargas.model.zone import Zone

BUNDLED = "bundled:"


def zones_in(
    names: Sequence[str],
    folder: Path,
    borders: Path,
    near_deg: tuple[float, float],
    findings: list[str],
    notes: list[str],
) -> list[Zone]:
    """The zones of files in `folder`, and of `bundled:LTU` in `borders`; `near_deg`: (lat_deg, lon_deg) of the site."""
    zones: list[Zone] = []
    for i, name in enumerate(names):
        where = f"zones[{i}].file: {name}"
        try:
            if name.startswith(BUNDLED):
                zones.extend(border_of(borders, name.removeprefix(BUNDLED)))
                continue
            text = _text(folder / name)
            found = uaszones.read(text)
            if found is None:  # our own: every error counts
                zones.extend(zones_from_geojson(text))
            else:
                published, left_out = published_zones(found.features, near_deg)
                zones.extend(published)
                notes.extend(f"{name}: {line}" for line in (*found.left_out, *left_out))
        except ConfigError as error:
            findings.extend(f"{where}: {finding}" for finding in error.findings)
    return zones


def flights_in(
    names: Sequence[str], folder: Path, zones: Sequence[Zone], findings: list[str], notes: list[str]
) -> list[Flight]:
    """The flights of files in `folder`; one in zones that are none of `zones` is left out."""
    accepted = {zone.id: zone.authorised_by for zone in zones}
    listed: list[Flight] = []
    for i, name in enumerate(names):
        where = f"flights[{i}].file: {name}"
        try:
            found = flights.read(_text(folder / name))
        except ConfigError as error:
            findings.extend(f"{where}: {finding}" for finding in error.findings)
            continue
        if found is None:
            findings.append(f"{where}: no list of flights: its first line has {', '.join(flights.NEEDED)}")
            continue
        notes.extend(f"{name}: {line}" for line in found.left_out)
        for flight in found.flights:
            unknown = [zone for zone in flight.zones if zone not in accepted]
            if unknown:
                notes.append(f"{name}: {flight.id}: left out: no zone has the id {unknown[0]!r}")
                continue
            listed.append(flight)
            authority = AUTHORITY[flight.kind]
            closed = [zone for zone in flight.zones if authority not in accepted[zone]]
            notes.extend(f"{name}: {flight.id}: zone {zone!r} is not opened by a {authority}" for zone in closed)
    return listed


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([getattr(error, "strerror", None) or "is not text (UTF-8)"]) from None
