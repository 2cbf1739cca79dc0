"""Volumes: what a site says of its aerodromes -> outlines with limits, every finding with its key path.

A circle is drawn around, not within: a volume is never smaller than it says (`sargas.formats.shapes`).
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple, get_args

import numpy as np

from sargas.aerodrome.settings import Settings, VolumeSettings
from sargas.errors import ConfigError
from sargas.formats.shapes import circle
from sargas.geo.geodesic import near_distance_m
from sargas.geo.geoid import undulation_m
from sargas.geo.region import Region
from sargas.incursion.shapes import Shapes, shapes_of
from sargas.incursion.zones import misplaced
from sargas.model.aerodrome import Volume
from sargas.model.height import Height
from sargas.model.track import ClassName
from sargas.model.zone import Ring, Zone

Polygons = tuple[tuple[Ring, ...], ...]

LONGEST_RADIUS_M = 200_000.0
MOST_VOLUMES, MOST_NAME, MOST_CORNERS = 20, 60, 2_000
_INDICATOR = re.compile(r"[A-Z]{4}")
_RUNWAY = re.compile(r"(0[1-9]|[12]\d|3[0-6])[LCR]?(/(0[1-9]|[12]\d|3[0-6])[LCR]?)?")
_SHARES = ("least_class_probability", "closure_probability", "left_probability", "coverage_share")
_TIMES = ("lead_s", "left_for_s", "reopen_lead_s", "interval_s", "lost_after_s", "wind_keeps_s", "horizon_s", "keep_s")
_POSITIVE = ("seen_section_m2", "wind_sigma_mps", "circling_m")


class Part(NamedTuple):
    """One volume, ready to be judged: a zone, in whose words limits are judged, and its outline."""

    zone: Zone
    region: Region


class Charted(NamedTuple):
    """One aerodrome with its volumes."""

    settings: Settings
    elevation_m: float
    """Above mean sea level."""
    parts: tuple[Part, ...]
    shapes: Shapes
    """The volumes, in whose words presence and heights are judged."""
    reach_m: float
    """From its place to the farthest corner of a volume."""

    @property
    def volumes(self) -> tuple[Volume, ...]:
        """As they are told."""
        return tuple(Volume(p.zone.name, p.zone.polygons, p.zone.floor, p.zone.ceiling) for p in self.parts)


def charted(entries: Sequence[Settings], zones: Sequence[Zone], findings: list[str]) -> tuple[Charted, ...]:
    """Every aerodrome; what is wrong is added to `findings`."""
    known = {zone.id: zone for zone in zones}
    indicators = [entry.icao for entry in entries]
    findings += [
        f"aerodromes: {name!r} is used {indicators.count(name)} times"
        for name in dict.fromkeys(indicators)
        if indicators.count(name) > 1
    ]
    made = []
    for i, entry in enumerate(entries):
        before = len(findings)
        at = f"aerodromes[{i}]"
        _check(entry, at, findings)
        parts = [_part(entry, k, known, f"{at}.volumes[{k}]", findings) for k in range(len(entry.volumes))]
        if len(findings) == before:
            shaped = tuple(part for part in parts if part is not None)
            shapes = shapes_of([part.zone for part in shaped])
            made.append(Charted(entry, elevation_m(entry), shaped, shapes, _reach_m(entry, shaped)))
    return tuple(made)


def charted_or_raise(entries: Sequence[Settings], zones: Sequence[Zone]) -> tuple[Charted, ...]:
    """The same; raises ConfigError with every finding."""
    findings: list[str] = []
    made = charted(entries, zones, findings)
    if findings:
        raise ConfigError(findings)
    return made


def elevation_m(entry: Settings) -> float:
    """Above mean sea level."""
    over = float(undulation_m(entry.lat_deg, entry.lon_deg)) if entry.elevation.ref == "ellipsoid" else 0.0
    return entry.elevation.value_m - over


def _check(entry: Settings, at: str, findings: list[str]) -> None:
    if not _INDICATOR.fullmatch(entry.icao):
        findings.append(f"{at}.icao: {entry.icao[:20]!r} is no location indicator of four capital letters")
    if entry.fir and not _INDICATOR.fullmatch(entry.fir):
        findings.append(f"{at}.fir: {entry.fir[:20]!r} is no location indicator of four capital letters")
    if not 0 < len(entry.name.strip()) <= MOST_NAME or not entry.name.isprintable():
        findings.append(f"{at}.name: 1 to {MOST_NAME} characters")
    if not (abs(entry.lat_deg) <= 89.0 and abs(entry.lon_deg) <= 180.0):
        findings.append(f"{at}: lat_deg {entry.lat_deg}, lon_deg {entry.lon_deg} is no place for an aerodrome")
    if entry.elevation.ref not in ("amsl", "ellipsoid"):
        findings.append(f"{at}.elevation: an elevation is from amsl or ellipsoid, not {entry.elevation.ref}")
    elif not -500.0 <= entry.elevation.value_m <= 6_000.0:
        findings.append(f"{at}.elevation: {entry.elevation.value_m:g} is outside -500..6000")
    if not 0 < len(entry.volumes) <= MOST_VOLUMES:
        findings.append(f"{at}.volumes: 1 to {MOST_VOLUMES} of them")
    names = [volume.name for volume in entry.volumes]
    findings += [f"{at}.volumes: {name!r} is used twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    findings += [
        f"{at}.runways: {name[:20]!r} is none like 01/19" for name in entry.runways if not _RUNWAY.fullmatch(name)
    ]
    if list(entry.bands_m) != sorted(set(entry.bands_m)) or not all(map(math.isfinite, entry.bands_m)):
        findings.append(f"{at}.bands_m: heights that grow")
    if len(entry.bands_m) > 20:
        findings.append(f"{at}.bands_m: at most 20 heights")
    if not entry.classes:
        findings.append(f"{at}.classes: nothing would ever count; known: {', '.join(get_args(ClassName))}")
    findings += [f"{at}.{name}: not above 0 and below 1" for name in _SHARES if not 0.0 < getattr(entry, name) < 1.0]
    findings += [
        f"{at}.{name}: {getattr(entry, name):g} is outside 1..86400"
        for name in _TIMES
        if not 1.0 <= getattr(entry, name) <= 86_400.0
    ]
    findings += [
        f"{at}.{name}: {getattr(entry, name):g} is not above 0"
        for name in _POSITIVE
        if not 0.0 < getattr(entry, name) < 1e6
    ]
    if entry.left_probability >= entry.closure_probability:
        findings.append(f"{at}.left_probability: not below closure_probability")


def _part(entry: Settings, k: int, zones: dict[str, Zone], at: str, findings: list[str]) -> Part | None:
    said = entry.volumes[k]
    before = len(findings)
    if not 0 < len(said.name.strip()) <= MOST_NAME or not said.name.isprintable():
        findings.append(f"{at}.name: 1 to {MOST_NAME} characters")
    polygons, of = _outline(entry, said, zones, at, findings)
    floor, ceiling = said.floor or (of and of.floor) or None, said.ceiling or (of and of.ceiling) or None
    if floor is not None and ceiling is not None and floor.ref == ceiling.ref and floor.value_m >= ceiling.value_m:
        findings.append(f"{at}.ceiling: not above the floor")
    if ceiling is not None and ceiling.is_ground:
        findings.append(f"{at}.ceiling: at the ground or below")
    findings += [
        f"{at}.{name}: {limit.value_m:g} m is no height for a volume"
        for name, limit in (("floor", floor), ("ceiling", ceiling))
        if limit is not None and not abs(limit.value_m) <= 30_000.0
    ]
    if len(findings) > before:
        return None
    try:
        region = Region.from_rings(polygons)
    except ValueError as error:
        findings.append(f"{at}.polygon: {error}")
        return None
    if why := misplaced(polygons, [(entry.lat_deg, entry.lon_deg)], 2.0 * LONGEST_RADIUS_M):
        findings.append(f"{at}: {why}")
        return None
    name = said.name.strip()
    return Part(Zone(f"{entry.icao}/{name}", name, "ctr", polygons, floor, ceiling), region)


def _outline(
    entry: Settings, said: VolumeSettings, zones: dict[str, Zone], at: str, findings: list[str]
) -> tuple[Polygons, Zone | None]:
    given = [name for name in ("radius_m", "polygon", "zone") if getattr(said, name)]
    if len(given) != 1:
        findings.append(f"{at}: one of radius_m, polygon and zone, not {' and '.join(given) or 'none'}")
        return (), None
    if said.zone:
        if said.zone not in zones:
            findings.append(f"{at}.zone: no zone has the id {said.zone[:60]!r}")
            return (), None
        return zones[said.zone].polygons, zones[said.zone]
    if said.radius_m is not None:
        if not 100.0 <= said.radius_m <= LONGEST_RADIUS_M:
            findings.append(f"{at}.radius_m: {said.radius_m:g} is outside 100..{LONGEST_RADIUS_M:.0f}")
            return (), None
        if not abs(entry.lat_deg) <= 85.0:
            findings.append(f"{at}.radius_m: no circle is drawn so near a pole")
            return (), None
        return ((tuple(circle(entry.lon_deg, entry.lat_deg, said.radius_m)),),), None
    if len(said.polygon) > MOST_CORNERS:
        findings.append(f"{at}.polygon: at most {MOST_CORNERS} corners")
        return (), None
    ring = said.polygon if said.polygon[0] == said.polygon[-1] else (*said.polygon, said.polygon[0])
    return ((ring,),), None


def _reach_m(entry: Settings, parts: tuple[Part, ...]) -> float:
    corners = np.concatenate([np.array(ring) for part in parts for rings in part.zone.polygons for ring in rings])
    return float(near_distance_m(entry.lat_deg, entry.lon_deg, corners[:, 1], corners[:, 0]).max())


def limits_m(part: Part, elevation: float) -> tuple[float, float]:
    """Roughly, floor and ceiling above mean sea level: of what has no ceiling 3 km above the aerodrome."""

    def above_sea_m(limit: Height | None, nothing_m: float) -> float:
        if limit is None or (limit.is_ground and nothing_m == elevation):
            return nothing_m
        return limit.value_m + (elevation if limit.ref == "agl" else 0.0)

    floor_m = above_sea_m(part.zone.floor, elevation)
    return floor_m, max(above_sea_m(part.zone.ceiling, elevation + 3_000.0), floor_m + 1.0)
