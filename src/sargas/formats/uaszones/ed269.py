"""ED-269 (EUROCAE, 2020): UAS geographical zones of the first edition, as European states publish them.

UASZoneList                 becomes a zone of kind `uas`
identifier, name, country   id (with the number of the volume, where there are several), name, nation
restriction                 NO_RESTRICTION is left out: it is no zone for us
geometry                    a volume each: Polygon, or a Circle drawn around; limits, AGL or AMSL, M or FT
applicability               permanent, or intervals; one that ends before it begins is left out and told. Hours of days
                            and weeks are told and not used: the zone stands all the time
Source: ED-269, chapter 8 and annex A.
"""

import math
from collections.abc import Iterator
from typing import Any

from sargas.formats.shapes import MOST_M, circle

METRES = {"M": 1.0, "FT": 0.3048}
REFERENCES = {"AGL": "agl", "AMSL": "amsl", "WGS84": "ellipsoid"}
HIGHEST_M = 30_000.0
"""A limit that is higher is none."""


def is_one(said: Any) -> bool:
    """Whether a JSON value is such a file."""
    features = said.get("features") if isinstance(said, dict) else None
    flat = isinstance(features, list) and any(
        isinstance(one, dict) and isinstance(one.get("geometry"), list) for one in features
    )
    return isinstance(said, dict) and (isinstance(said.get("UASZoneList"), list) or flat)


def read(said: Any, features: list[dict[str, Any]], left_out: list[str]) -> None:
    """Zones to `features`, lines to `left_out`."""
    zones = said.get("UASZoneList") or said.get("features")
    for k, zone in enumerate(zones):
        name = name_of(zone, k)
        try:
            features.extend(_zone(zone, name, left_out))
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            left_out.append(f"{name}: left out: {reason(error)}")


def name_of(zone: Any, k: int) -> str:
    """How a zone is called in a line to the operator."""
    identifier = zone.get("identifier") if isinstance(zone, dict) else None
    return " ".join(str(identifier).split())[:60] if identifier else f"zone {k + 1}"


def reason(error: Exception) -> str:
    """Ours as it is; of anything else, that it is not what the standard has."""
    return str(error) if type(error) is ValueError else "not what the standard has"


def _zone(zone: dict[str, Any], name: str, left_out: list[str]) -> Iterator[dict[str, Any]]:
    if zone.get("restriction") == "NO_RESTRICTION":
        raise ValueError("it restricts nothing")
    hours = hours_of(zone.get("applicability") or [], name, left_out)
    volumes = zone.get("geometry")
    if not isinstance(volumes, list) or not volumes:
        raise ValueError("no geometry")
    for k, volume in enumerate(volumes):
        unit = METRES.get(str(volume.get("uomDimensions", "M")).upper())
        if unit is None:
            raise ValueError("a unit that is neither M nor FT")
        made = {
            "id": name if len(volumes) == 1 else f"{name}-{k + 1}",
            "name": str(zone.get("name") or name)[:200],
            "floor": limit(volume.get("lowerLimit"), volume.get("lowerVerticalReference"), unit),
            "ceiling": limit(volume.get("upperLimit"), volume.get("upperVerticalReference"), unit),
        }
        yield feature(made, zone.get("country"), hours, _shape(volume["horizontalProjection"], unit))


def feature(made: dict[str, Any], country: Any, hours: list[str], coordinates: list[Any]) -> dict[str, Any]:
    """A zone as a feature of ours."""
    made = {name: value for name, value in made.items() if value is not None} | {"kind": "uas"}
    if isinstance(country, str) and country:
        made["nation"] = country
    if hours:
        made["hours"] = hours
    return {"type": "Feature", "properties": made, "geometry": {"type": "Polygon", "coordinates": coordinates}}


def limit(value: Any, reference: Any, unit_m: float) -> dict[str, Any] | None:
    """A Height; None where there is no limit, or it is above all air. Raises ValueError."""
    if value in (None, ""):
        return None
    value_m = float(value) * unit_m
    ref = REFERENCES.get(str(reference).upper())
    if ref is None or not math.isfinite(value_m):
        raise ValueError("a limit without a reference that is known")
    return None if value_m >= HIGHEST_M else {"value_m": value_m, "ref": ref}


def hours_of(applicability: list[Any], name: str, left_out: list[str]) -> list[str]:
    """Intervals; none where it stands all the time, or would stand never."""
    hours: list[str] = []
    for one in applicability:
        days = one.get("dailyPeriod") or one.get("schedule") or []
        if any(day.get("startTime") or day.get("day") for day in days if isinstance(day, dict)):
            left_out.append(f"{name}: its hours of days are not used: it stands all the time")
            return []
        begin, end = one.get("startDateTime"), one.get("endDateTime")
        if one.get("permanent") == "YES" or not begin:
            return []
        if end and str(end) > str(begin):
            hours.append(f"{begin}/{end}")
        elif end:
            left_out.append(f"{name}: an interval that ends before it begins is not used")
        else:
            hours.append(f"{begin}/9999-12-31T00:00:00Z")
    return hours


def _shape(drawn: dict[str, Any], unit_m: float) -> list[Any]:
    if drawn.get("type") == "Circle":
        lon, lat = (float(part) for part in drawn["center"][:2])
        return [circle_of(lon, lat, float(drawn["radius"]) * unit_m)]
    if drawn.get("type") == "Polygon":
        return rings_of(drawn["coordinates"])
    raise ValueError("a shape that is neither Polygon nor Circle")


def circle_of(lon: float, lat: float, radius_m: float) -> list[Any]:
    """A ring. Raises ValueError where it is nowhere, or covers continents."""
    if not (abs(lon) <= 180.0 and abs(lat) < 89.0 and 0.0 < radius_m <= MOST_M):
        raise ValueError("a circle that is nowhere, or wider than a thousand kilometres")
    return [list(place) for place in circle(lon, lat, radius_m)]


def rings_of(coordinates: Any) -> list[Any]:
    """Rings, closed where they are not. Raises ValueError, TypeError."""
    rings = [[[float(part) for part in place[:2]] for place in ring] for ring in coordinates]
    return [ring if ring[:1] == ring[-1:] else [*ring, ring[0]] for ring in rings if ring]
