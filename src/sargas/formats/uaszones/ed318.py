"""ED-318 (EUROCAE, 2023): UAS geographical zones as GeoJSON.

features                    become zones of kind `uas`
identifier, name, country   id, name (in English where it is told so), nation
type                        NO_RESTRICTION is left out
geometry                    Polygon, or a Point with the extent of a Circle, each with its `layer`; a GeometryCollection
                            is a volume each
layer                       lower, upper, their references, uom m or ft
limitedApplicability        intervals, as in ED-269
Source: ED-318, chapter 5; RFC 7946.
"""

from collections.abc import Iterator
from typing import Any

from sargas.formats.uaszones.ed269 import METRES, circle_of, feature, hours_of, limit, name_of, reason, rings_of


def is_one(said: Any) -> bool:
    """Whether a JSON value is such a file: a FeatureCollection whose features have an identifier and a layer."""
    features = said.get("features") if isinstance(said, dict) else None
    if not isinstance(features, list):
        return False
    return any(isinstance(one, dict) and "identifier" in (one.get("properties") or {}) for one in features)


def read(said: Any, features: list[dict[str, Any]], left_out: list[str]) -> None:
    """Zones to `features`, lines to `left_out`."""
    for k, one in enumerate(said["features"]):
        name = name_of(one.get("properties") if isinstance(one, dict) else None, k)
        try:
            features.extend(_zone(one["properties"], one["geometry"], name, left_out))
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            left_out.append(f"{name}: left out: {reason(error)}")


def _zone(zone: dict[str, Any], geometry: Any, name: str, left_out: list[str]) -> Iterator[dict[str, Any]]:
    if zone.get("type") == "NO_RESTRICTION":
        raise ValueError("it restricts nothing")
    hours = hours_of(zone.get("limitedApplicability") or [], name, left_out)
    volumes = geometry["geometries"] if geometry.get("type") == "GeometryCollection" else [geometry]
    for k, volume in enumerate(volumes):
        layer = volume.get("layer") or {}
        unit = METRES.get(str(layer.get("uom", "m")).upper())
        if unit is None:
            raise ValueError("a unit that is neither m nor ft")
        made = {
            "id": name if len(volumes) == 1 else f"{name}-{k + 1}",
            "name": _text(zone.get("name"))[:200] or name,
            "floor": limit(layer.get("lower"), layer.get("lowerReference"), unit),
            "ceiling": limit(layer.get("upper"), layer.get("upperReference"), unit),
        }
        yield feature(made, zone.get("country"), hours, _shape(volume))


def _text(name: Any) -> str:
    """In English where there is such a text, else the first."""
    if isinstance(name, str):
        return name
    texts = [one for one in name or [] if isinstance(one, dict) and one.get("text")]
    texts.sort(key=lambda one: not str(one.get("lang", "")).startswith("en"))
    return str(texts[0]["text"]) if texts else ""


def _shape(volume: dict[str, Any]) -> list[Any]:
    if volume.get("type") == "Polygon":
        return rings_of(volume["coordinates"])
    extent = volume.get("extent")
    if volume.get("type") == "Point" and isinstance(extent, dict) and extent.get("subType") == "Circle":
        lon, lat = (float(part) for part in volume["coordinates"][:2])
        return [circle_of(lon, lat, float(extent["radius"]))]
    raise ValueError("a shape that is neither Polygon nor Circle")
