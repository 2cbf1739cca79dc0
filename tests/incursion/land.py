"""A small country for tests: a border that bends, around the scene's place."""

import numpy as np

from picture.scene import LAT_DEG, LON_DEG
from sargas.geo.wgs84 import geodetic_from_enu
from sargas.incursion.settings import RULES
from sargas.incursion.zones import geometry_version
from sargas.model.zone import Ring, Zone

KM = 1000.0


def ring(*places_km: tuple[float, float]) -> Ring:
    """A closed ring from (east_km, north_km) of the scene's place."""
    east_m, north_m = np.array([*places_km, places_km[0]]).T * KM
    lat_deg, lon_deg, _ = geodetic_from_enu(east_m, north_m, 0.0, LAT_DEG, LON_DEG, 0.0)
    return tuple(zip(lon_deg.tolist(), lat_deg.tolist(), strict=True))


def zone(kind: str = "border", *places_km: tuple[float, float], **said: object) -> Zone:
    """By default a country that begins at east 0, straight for 100 km to the north and south, 100 km deep."""
    outline = ring(*(places_km or ((0, -100), (100, -100), (100, 100), (0, 100))))
    polygons = ((outline,),)
    rule = RULES[kind]
    told = {
        "id": "land",
        "name": "the land",
        "authorised_by": rule.authorised_by,
        "approach_s": rule.approach_s,
        **said,
    }
    return Zone(kind=kind, polygons=polygons, geometry_version=geometry_version(polygons), **told)
