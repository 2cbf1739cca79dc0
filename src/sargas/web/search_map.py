"""A search as GeoJSON (RFC 7946): its areas, sectors, finds and the last place seen, for any map that searchers have.

Names of properties carry their units; times are told twice, as UTC Unix seconds and in words (RFC 3339). Nobody's name
is in it but whom a sector is assigned to, and no sensor's: such files are passed on.
"""

import datetime
from typing import Any

from sargas.formats.reckoning import NOT_FOR
from sargas.model.search import SAFETY, Find, Search, SearchArea, Sector


def feature_collection(search: Search) -> dict[str, Any]:
    """The FeatureCollection, the largest area first, so that what is drawn later lies on top."""
    areas = [_area(search, area) for area in reversed(search.areas)]
    sectors = [_sector(search, sector) for sector in search.sectors]
    return {
        "type": "FeatureCollection",
        "search": search.number,
        "version": search.version,
        "status": search.status,
        "incident": search.incident,
        **_times("time", search.time_s),
        **_times("lost", search.lost_s),
        "lying_probability": round(search.lying_probability, 4),
        "fates_probability": {name: round(p, 4) for name, p in search.fates.items()},
        "instruction": SAFETY,
        "note": NOT_FOR,
        "simulated": search.simulated,
        "features": [*areas, *sectors, _last_seen(search), *(_find(search, find) for find in search.finds)],
    }


def _feature(search: Search, name: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    said = {"search": search.number, "instruction": SAFETY, "simulated": search.simulated, **properties}
    return {"type": "Feature", "id": f"search-{search.number}-{name}", "geometry": geometry, "properties": said}


def _area(search: Search, area: SearchArea) -> dict[str, Any]:
    geometry = {"type": "MultiPolygon", "coordinates": area.polygons}
    return _feature(
        search,
        f"area-{area.probability * 100:g}",
        geometry,
        kind="area",
        probability=area.probability,
        area_km2=round(area.area_m2 / 1e6, 3),
        **_times("time", search.time_s),
    )


def _sector(search: Search, sector: Sector) -> dict[str, Any]:
    west, south, east, north = (
        round(side, 6) for side in (sector.west_deg, sector.south_deg, sector.east_deg, sector.north_deg)
    )
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    missed = 1.0
    for done in sector.searched:
        missed *= 1.0 - done.detection_probability
    return _feature(
        search,
        f"sector-{sector.number}",
        {"type": "Polygon", "coordinates": [ring]},
        kind="sector",
        sector=sector.number,
        rank=sector.rank,
        probability=round(sector.probability, 6),
        area_km2=round(sector.area_m2 / 1e6, 3),
        probability_per_km2=round(sector.probability / (sector.area_m2 / 1e6), 6),
        assigned_to=sector.assigned_to,
        searched_times=len(sector.searched),
        detection_probability=round(1.0 - missed, 4),
        **(_times("searched", sector.searched[-1].time_s) if sector.searched else {}),
    )


def _last_seen(search: Search) -> dict[str, Any]:
    return _feature(
        search,
        "last-seen",
        _point(search.lat_deg, search.lon_deg),
        kind="last_seen",
        radius_95_m=round(search.radius_95_m, 1),
        height_m=search.height_m,
        east_mps=round(search.east_mps, 1),
        north_mps=round(search.north_mps, 1),
        **_times("lost", search.lost_s),
    )


def _find(search: Search, find: Find) -> dict[str, Any]:
    return _feature(
        search,
        f"find-{find.number}",
        _point(find.lat_deg, find.lon_deg),
        kind="find",
        find=find.number,
        what=find.what,
        photo_sha256=find.photo_sha256,
        custody_steps=len(find.custody),
        **_times("found", find.time_s),
    )


def _point(lat_deg: float, lon_deg: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon_deg, 7), round(lat_deg, 7)]}


def _times(name: str, time_s: float) -> dict[str, Any]:
    when = datetime.datetime.fromtimestamp(time_s, datetime.UTC)
    return {f"{name}_s": time_s, f"{name}_utc": f"{when:%Y-%m-%dT%H:%M:%SZ}"}
