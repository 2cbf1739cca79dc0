"""Areas: what can be warned, as a layer that the site configures, or the corridor itself with the towns in it.

Rule of the file: RFC 7946, a FeatureCollection of Polygon or MultiPolygon features with the properties id and name, and
as wanted names (by language), geocodes (name of a list of codes -> the area's code in it) and population. Other
properties are the site's own business. A message says the outer rings, thinned by THIN_M or more: a municipality's
border has ten thousand places, and a cell of the mobile network does not know them.
Towns: GeoNames, a clip, `third_party/geonames`.
"""

import math
from collections.abc import Sequence
from typing import Any

import shapely

from sargas.errors import ConfigError
from sargas.formats.cap.rules import UNFIT
from sargas.geo.region import Region
from sargas.incursion.zones import features_of, polygons_of
from sargas.model.notice import Area, Coded
from sargas.model.warning import Reached, Town, WarningArea
from sargas.model.zone import Zone
from sargas.warning.corridor import Corridor, disc

THIN_M = 100.0
MOST_NAMED = 8
"""Towns by which a corridor is called."""
CORRIDOR, CIRCLE = "corridor", "circle"
"""Ids of areas of no layer."""
_M_PER_DEG = 111_320.0
Rings = tuple[tuple[tuple[float, float], ...], ...]


def areas_from_geojson(text: str) -> list[WarningArea]:
    """The areas of a FeatureCollection; raises ConfigError with every finding as "features[i].key: what is wrong"."""
    features = features_of(text)
    if not features:
        raise ConfigError(["features: missing; a GeoJSON FeatureCollection is expected"])
    findings: list[str] = []
    found: dict[str, WarningArea] = {}
    for i, feature in enumerate(features):
        area = _area(feature, f"features[{i}]", findings)
        if area is not None and area.id in found:
            findings.append(f"features[{i}].properties.id: {area.id!r} is already used")
        elif area is not None:
            found[area.id] = area
    if findings:
        raise ConfigError(findings)
    return list(found.values())


def towns_from_text(text: str) -> list[Town]:
    """The towns of third_party/geonames, the most populous first."""
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return [Town(name, country, float(lat), float(lon), int(people)) for name, country, lat, lon, people in rows]


def _area(feature: Any, where: str, findings: list[str]) -> WarningArea | None:
    before = len(findings)
    said = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(said, dict):
        findings.append(f"{where}.properties: missing")
        return None
    at = f"{where}.properties"
    for key in ("id", "name"):
        if not isinstance(said.get(key), str) or not said[key].strip():
            findings.append(f"{at}.{key}: missing")
        elif UNFIT.search(said[key]):
            findings.append(f"{at}.{key}: letters that XML cannot hold")
    if said.get("id") in (CORRIDOR, CIRCLE):
        findings.append(f"{at}.id: {said['id']!r} is a name of ours")
    for key in ("names", "geocodes"):
        value = said.get(key, {})
        if not isinstance(value, dict) or not all(
            isinstance(v, str) and v.strip() and k.strip() for k, v in value.items()
        ):
            findings.append(f"{at}.{key}: texts by name are expected")
        elif any(UNFIT.search(text) for pair in value.items() for text in pair):
            findings.append(f"{at}.{key}: letters that XML cannot hold")
    people = said.get("population")
    if people is not None and (not isinstance(people, int) or isinstance(people, bool) or people < 0):
        findings.append(f"{at}.population: a number of people is expected")
    polygons = polygons_of(feature.get("geometry"), f"{where}.geometry", findings)
    if len(findings) > before:
        return None
    return WarningArea(
        id=said["id"],
        name=said["name"],
        polygons=polygons,
        names=dict(said.get("names", {})),
        geocodes=tuple(Coded(name, value) for name, value in said.get("geocodes", {}).items()),
        population=people,
    )


class Layer:
    """The areas of a site, or none; and the towns, for where there are none."""

    def __init__(self, areas: Sequence[WarningArea], towns: Sequence[Town] = (), borders: Sequence[Zone] = ()) -> None:
        """`borders`: the countries for which is warned; without a layer nothing beyond them is."""
        self.by_id = {area.id: area for area in areas}
        self._shapes = [Region.from_rings(area.polygons).shape for area in areas]
        self._tree = shapely.STRtree(self._shapes)
        self._areas = list(areas)
        self._towns = list(towns)
        self._places = shapely.STRtree([shapely.Point(town.lon_deg, town.lat_deg) for town in towns])
        own = [Region.from_rings(zone.polygons).shape for zone in borders if not areas]
        self._land = shapely.union_all(own) if own else None

    def met(self, corridor: Corridor) -> tuple[tuple[Reached, ...], tuple[WarningArea, ...]]:
        """(what the corridor reaches, the soonest first; the area that it makes itself, where there is no layer)."""
        if not self._areas:
            shape = self._ours(corridor.shape)
            if shape.is_empty:
                return (), ()
            reach, area = corridor.reach(shape), self.around(shape, CORRIDOR)
            return (Reached(area.id, area.name, reach.earliest_s, reach.median_s, round(reach.probability, 3)),), (
                area,
            )
        found = []
        for k in corridor.meets(self._tree):
            reach = corridor.reach(self._shapes[k])
            area = self._areas[k]
            found.append(Reached(area.id, area.name, reach.earliest_s, reach.median_s, round(reach.probability, 3)))
        return tuple(sorted(found, key=lambda one: (one.earliest_s, one.median_s, one.area))), ()

    def within(
        self, lat_deg: float, lon_deg: float, radius_m: float
    ) -> tuple[tuple[Reached, ...], tuple[WarningArea, ...]]:
        """The same of what is around a place."""
        circle = shapely.Polygon(disc(lat_deg, lon_deg, radius_m))
        if not self._areas:
            shape = self._ours(circle)
            if shape.is_empty:
                return (), ()
            area = self.around(shape, CIRCLE)
            return (Reached(area.id, area.name),), (area,)
        met = sorted(int(k) for k in self._tree.query(circle, predicate="intersects"))
        return tuple(Reached(self._areas[k].id, self._areas[k].name) for k in met), ()

    def joined(self, one: WarningArea, other: WarningArea) -> WarningArea:
        """Two areas of no layer as one, under the id of the first."""
        shapes = [shapely.Polygon(outer) for area in (one, other) for outer, *_ in area.polygons]
        return self.around(shapely.union_all([shape.buffer(0.0) for shape in shapes]), one.id)

    def _ours(self, shape: Any) -> Any:
        return shape if self._land is None else shapely.intersection(shape, self._land)

    def around(self, shape: Any, area_id: str) -> WarningArea:
        """A shape as an area, called by the most populous towns in it, or by its middle."""
        inside = sorted(int(k) for k in self._places.query(shape, predicate="intersects"))  # populous first
        names = [self._towns[k].name for k in inside]
        named = ", ".join(names[:MOST_NAMED]) + (f" +{len(names) - MOST_NAMED}" if len(names) > MOST_NAMED else "")
        middle = shapely.centroid(shape)
        where = named or f"{shapely.get_y(middle):.2f} N {shapely.get_x(middle):.2f} E"
        people = sum(self._towns[k].population for k in inside)
        rings = tuple(
            (tuple(map(tuple, shapely.get_coordinates(part.exterior).round(5).tolist())),) for part in _parts(shape)
        )
        return WarningArea(area_id, where, rings, population=people or None)


def named(area: WarningArea, language: str) -> str:
    """What an area is called in a language."""
    return area.names.get(language) or area.names.get(language.partition("-")[0]) or area.name


def rings_of(area: WarningArea, thin_m: float = THIN_M) -> Rings:
    """The outer rings of an area, (lat_deg, lon_deg), closed, without bends of less than `thin_m`."""
    rings = []
    for outer, *_ in area.polygons:
        narrow = math.cos(math.radians(outer[0][1]))
        squeezed = shapely.Polygon([(lon * narrow, lat) for lon, lat in outer])
        thinned = shapely.simplify(squeezed, thin_m / _M_PER_DEG, preserve_topology=True)
        ring = [(round(y, 5), round(x / narrow, 5)) for x, y in shapely.get_coordinates(thinned.exterior).tolist()]
        ring[-1] = ring[0]
        rings.append(tuple(ring))
    return tuple(rings)


def area_of(area: WarningArea, rings: Rings, language: str, before: str = "") -> Area:
    """The area as a message says it in a language."""
    return Area(f"{before}{named(area, language)}", polygons=rings, geocodes=area.geocodes)


def _parts(shape: Any) -> list[Any]:
    return [part for part in shapely.get_parts(shape).tolist() if part.geom_type == "Polygon"]
