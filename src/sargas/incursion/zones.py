"""Zones as GeoJSON: read with every error at once and its place, written as they are drawn and judged.

Rule: RFC 7946. A FeatureCollection of Polygon or MultiPolygon features with the properties id, name, kind, and as
wanted nation, floor, ceiling ({value_m, ref}), hours (ISO 8601 intervals with their offset from UTC), authorised_by,
approach_s, and of a corridor courses_deg; what is left out comes from the table of kinds. Edges are straight in
longitude and latitude, in the picture and in the judgement; `geometry_version` is the SHA-256 of the coordinates, so
that both can be compared.
"""

import hashlib
import json
import math
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np

from sargas.errors import ConfigError
from sargas.geo.region import Region
from sargas.geo.wgs84 import ecef_from_geodetic
from sargas.incursion.settings import RULES
from sargas.model.height import Height
from sargas.model.zone import Authority, Ring, Zone, ZoneKind

_KNOWN = (
    "id",
    "name",
    "kind",
    "nation",
    "floor",
    "ceiling",
    "hours",
    "authorised_by",
    "approach_s",
    "courses_deg",
    "geometry_version",
)
FAR_DEG, NEAR_DEG = 20.0, 10.0
"""From a site: another continent, and next door."""
Polygons = tuple[tuple[Ring, ...], ...]


def zones_from_geojson(text: str) -> list[Zone]:
    """The zones of a FeatureCollection; raises ConfigError with every finding as "features[i].key: what is wrong"."""
    findings: list[str] = []
    zones: list[Zone] = []
    for i, feature in enumerate(features_of(text)):
        zone = _zone(feature, f"features[{i}]", findings)
        if zone is None:
            continue
        if any(zone.id == other.id for other in zones):
            findings.append(f"features[{i}].properties.id: {zone.id!r} is already used")
        zones.append(zone)
    if findings:
        raise ConfigError(findings)
    return zones


def features_of(text: str) -> list[Any]:
    """The features of a GeoJSON FeatureCollection, each as it is; raises ConfigError where it is none."""
    try:
        collection = json.loads(text.removeprefix("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ConfigError([f"not JSON: {error}"]) from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise ConfigError(["features: missing; a GeoJSON FeatureCollection is expected"])
    return features


def zones_to_geojson(zones: list[Zone]) -> str:
    """A FeatureCollection with all properties; reading it gives the same zones."""
    features = []
    for zone in zones:
        properties = msgspec.to_builtins(zone)
        polygons = properties.pop("polygons")
        if zone.hours:
            properties["hours"] = ["/".join(datetime_text(time_s) for time_s in pair) for pair in zone.hours]
        properties.update({"authorised_by": list(zone.authorised_by), "approach_s": zone.approach_s})
        geometry = {"type": "MultiPolygon", "coordinates": polygons}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def border_of(folder: Path, country: str) -> list[Zone]:
    """The border zones of a country (ISO 3166 alpha-3) from `folder`/COUNTRY.geojson; raises ConfigError."""
    return zones_from_geojson(border_text(folder, country))


def border_text(folder: Path, country: str) -> str:
    """That file; raises ConfigError."""
    path = folder / f"{country}.geojson"
    if not path.is_file():
        known = sorted(other.stem for other in folder.glob("*.geojson"))
        raise ConfigError([f"no border of {country!r}; there are: {', '.join(known) or 'none'}"])
    return path.read_text(encoding="utf-8")


def geometry_version(polygons: Polygons) -> str:
    """SHA-256 over the coordinates as big-endian doubles, each ring and polygon led by its length."""
    digest = hashlib.sha256()
    for rings in polygons:
        digest.update(struct.pack(">I", len(rings)))
        for ring in rings:
            digest.update(struct.pack(">I", len(ring)))
            digest.update(struct.pack(f">{2 * len(ring)}d", *(value for place in ring for value in place)))
    return digest.hexdigest()


def datetime_text(time_s: float) -> str:
    """ISO 8601 in UTC."""
    return datetime.fromtimestamp(time_s, UTC).isoformat()


def _zone(feature: Any, where: str, findings: list[str]) -> Zone | None:
    before = len(findings)
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        findings.append(f"{where}.properties: missing")
        return None
    said: dict[str, Any] = feature["properties"]
    at = f"{where}.properties"
    findings += [f"{at}.{key}: unknown key" for key in said if key not in _KNOWN]
    for key in ("id", "name", "kind"):
        if not isinstance(said.get(key), str) or not said[key]:
            findings.append(f"{at}.{key}: missing")
    kind = said.get("kind")
    if isinstance(kind, str) and kind and kind not in get_args(ZoneKind):
        findings.append(f"{at}.kind: {kind!r} is none of {', '.join(get_args(ZoneKind))}")
    nation = _typed(said, "nation", str | None, None, at, findings)
    floor = _typed(said, "floor", Height | None, None, at, findings)
    ceiling = _typed(said, "ceiling", Height | None, None, at, findings)
    if floor and ceiling and floor.ref == ceiling.ref and floor.value_m >= ceiling.value_m:
        findings.append(f"{at}.ceiling: not above the floor")
    rule = RULES.get(kind, RULES["border"])  # type: ignore[arg-type]  # an unknown kind is a finding already
    authorised_by = _typed(said, "authorised_by", tuple[Authority, ...], rule.authorised_by, at, findings)
    approach_s = _typed(said, "approach_s", float, rule.approach_s, at, findings)
    if approach_s is not None and not 0.0 <= approach_s <= 86_400.0:
        findings.append(f"{at}.approach_s: {approach_s} is outside 0..86400")
    courses_deg = _typed(said, "courses_deg", tuple[float, ...], (), at, findings)
    if any(not 0.0 <= course_deg <= 360.0 for course_deg in courses_deg):
        findings.append(f"{at}.courses_deg: a course is 0..360")
    hours = _hours(said.get("hours", []), f"{at}.hours", findings)
    polygons = polygons_of(feature.get("geometry"), f"{where}.geometry", findings)
    if len(findings) > before:
        return None
    return Zone(
        id=said["id"],
        name=said["name"],
        kind=said["kind"],
        polygons=polygons,
        floor=floor,
        ceiling=ceiling,
        hours=hours,
        nation=nation,
        authorised_by=authorised_by,
        approach_s=approach_s,
        courses_deg=courses_deg,
        geometry_version=geometry_version(polygons),
    )


def _typed(said: dict[str, Any], key: str, kind: Any, default: Any, at: str, findings: list[str]) -> Any:
    if key not in said:
        return default
    try:
        return msgspec.convert(said[key], kind)
    except msgspec.ValidationError as error:
        findings.append(f"{at}.{key}: {str(error).replace('`', '')}")
        return default


def _hours(said: Any, at: str, findings: list[str]) -> tuple[tuple[float, float], ...]:
    if not isinstance(said, list):
        findings.append(f"{at}: a list of ISO 8601 intervals is expected")
        return ()
    hours = []
    for k, text in enumerate(said):
        try:
            begin, end = (datetime.fromisoformat(part) for part in text.split("/"))
            if begin.tzinfo is None or end.tzinfo is None:
                findings.append(f"{at}[{k}]: {text!r} does not say its offset from UTC (end with Z)")
            elif end <= begin:
                findings.append(f"{at}[{k}]: {text!r} ends before it begins")
            else:
                hours.append((begin.timestamp(), end.timestamp()))
        except (AttributeError, ValueError):
            findings.append(f"{at}[{k}]: {text!r} is not an interval like 2026-01-01T00:00Z/2026-02-01T00:00Z")
    return tuple(hours)


def polygons_of(geometry: Any, at: str, findings: list[str]) -> Polygons:
    """The polygons of a GeoJSON geometry; what is wrong is added to `findings`, beginning with `at`."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        findings.append(f"{at}: a Polygon or MultiPolygon is expected, not {kind}")
        return ()
    coordinates = geometry.get("coordinates")
    several = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(several, list) or not several:
        findings.append(f"{at}.coordinates: missing")
        return ()
    polygons: list[tuple[Ring, ...]] = []
    for p, rings in enumerate(several):
        place = f"{at}.coordinates[{p}]" if kind == "MultiPolygon" else f"{at}.coordinates"
        before = len(findings)
        if not isinstance(rings, list) or not rings:
            findings.append(f"{place}: a list of rings is expected")
            continue
        read = tuple(_ring(ring, f"{place}[{r}]", findings) for r, ring in enumerate(rings))
        if len(findings) == before:
            try:
                Region.from_rings([read])
            except ValueError as error:
                findings.append(f"{place}: {str(error).removeprefix('polygon 1').lstrip(':, ')}")
        polygons.append(read)
    return tuple(polygons)


def _ring(ring: Any, at: str, findings: list[str]) -> Ring:
    try:
        places = tuple((float(place[0]), float(place[1])) for place in ring)
    except (TypeError, ValueError, IndexError, KeyError):
        findings.append(f"{at}: a list of [lon_deg, lat_deg] is expected")
        return ()
    for k, (lon_deg, lat_deg) in enumerate(places):
        if not (-180.0 <= lon_deg <= 180.0 and -90.0 <= lat_deg <= 90.0):
            findings.append(f"{at}[{k}]: ({lon_deg}, {lat_deg}) is not a longitude and a latitude")
            return ()
    if len(places) < 4 or places[0] != places[-1]:
        findings.append(f"{at}: not closed; a ring has at least four places and ends where it begins")
        return ()
    return places


def published_zones(
    features: list[dict[str, Any]],
    near_deg: Sequence[tuple[float, float]],
    farthest_m: float = math.inf,
    called: dict[str, list[str]] | None = None,
) -> tuple[list[Zone], list[str]]:
    """(zones, lines of what was left out or is called otherwise) of what an authority published: what is wrong costs
    that zone alone.

    `near_deg`, `farthest_m` as in `misplaced`: such zones are left out. An id that is used again is numbered; `called`
    holds under which ids the zones of each id are kept, those of other files too, and is added to.
    """
    called = {} if called is None else called
    used = dict.fromkeys(name for names in called.values() for name in names)
    zones, lines = [], []
    for feature in features:
        name = feature["properties"]["id"]
        findings: list[str] = []
        zone = _zone(feature, "", findings)
        if zone is None or findings:
            lines.append(f"{name}: left out: {findings[0].removeprefix('.')}")
            continue
        if why := misplaced(zone.polygons, near_deg, farthest_m):
            lines.append(f"{name}: left out: {why}")
            continue
        known = called.setdefault(name, [])
        count = len(known)
        while zone.id in used:
            count += 1
            zone = msgspec.structs.replace(zone, id=f"{name}-{count}")
        if zone.id != name:
            lines.append(f"{name}: this id is used already: this one is called {zone.id}")
        known.append(zone.id)
        used[zone.id] = None
        zones.append(zone)
    return zones, lines


def misplaced(polygons: Polygons, near_deg: Sequence[tuple[float, float]], farthest_m: float = math.inf) -> str | None:
    """Why polygons cannot be where they are; None where they can.

    `near_deg`: (lat_deg, lon_deg) of the site, and of other places that its data are of. A polygon that is on another
    continent than all of them, and would be near one with longitude and latitude exchanged, is exchanged; what has a
    place farther than `farthest_m` from all of them was hardly meant so.
    """
    if any(_is_exchanged(*rings[0][0], near_deg) for rings in polygons):
        return "longitude and latitude seem to be exchanged"
    if farthest_m < math.inf:
        ring = np.concatenate([np.array(rings[0]) for rings in polygons])
        ours = np.stack(ecef_from_geodetic(ring[:, 1], ring[:, 0], 0.0))
        sites = (np.array(ecef_from_geodetic(*place, 0.0))[:, None] for place in near_deg)
        if all(float(np.linalg.norm(ours - site, axis=0).max()) > farthest_m for site in sites):
            return f"a place of it is more than {farthest_m / 1000.0:,.0f} km from the site: draw the part that is near"
    return None


def _is_exchanged(lon_deg: float, lat_deg: float, near_deg: Sequence[tuple[float, float]]) -> bool:
    is_far = all(_far(lat_deg, lon_deg, place) > FAR_DEG for place in near_deg)
    return is_far and any(_far(lon_deg, lat_deg, place) < NEAR_DEG for place in near_deg)


def _far(lat_deg: float, lon_deg: float, from_deg: tuple[float, float]) -> float:
    """Roughly, in degrees."""
    return max(abs(lat_deg - from_deg[0]), abs(lon_deg - from_deg[1]))
