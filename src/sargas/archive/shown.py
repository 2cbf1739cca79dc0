"""Patterns as people read them: a table in words, and GeoJSON (RFC 7946) for a map. For the restricted role only."""

from typing import Any

import msgspec

from sargas.archive.patterns import Patterns, Share

RESTRICTED = "Restricted: where it comes in again and again. Not for a phone, a print or a partner."


def as_words(found: Patterns, most: int = 12) -> str:
    """A page for a terminal."""
    if not found.incidents:
        return "No incidents in this history."
    lines = [
        RESTRICTED,
        f"{found.incidents} incidents from {found.first} to {found.last} ({found.years:.1f} years)",
        "",
        f"By place (cells of {found.places}; a year; 90 % interval)",
    ]
    for cell in found.cells[:most]:
        where = f"{(cell.south_deg + cell.north_deg) / 2:.2f} N {(cell.west_deg + cell.east_deg) / 2:.2f} E"
        bounds = f"{cell.low_per_year:.1f} to {cell.high_per_year:.1f}"
        lines.append(f"  {where:>18} {cell.count:>4}   {cell.per_year:5.1f}  ({bounds})   {cell.verdict}")
    if len(found.cells) > most:
        lines.append(f"  and {len(found.cells) - most} more cells")
    lines += [f"  {found.note}"]
    for title, shares in (
        ("By hour (local)", found.hours),
        ("By part of the day (local)", found.parts),
        ("By kind", found.kinds),
        ("By height", found.heights),
        ("By route (where from, as told)", found.routes),
    ):
        lines += ["", f"{title}: known of {shares[0].known if shares else 0} of {found.incidents}"]
        lines += [_line(share) for share in shares if share.count or share.enough]
    return "\n".join(lines)


def _line(share: Share) -> str:
    if not share.enough:
        return f"  {share.name:<40.40} {share.count:>4}   not enough data"
    return f"  {share.name:<40.40} {share.count:>4}   {share.share:4.0%}  ({share.low:.0%} to {share.high:.0%})"


def as_geojson(found: Patterns) -> dict[str, Any]:
    """Cells as polygons."""
    features = []
    for cell in found.cells:
        west, south, east, north = (
            round(side, 6) for side in (cell.west_deg, cell.south_deg, cell.east_deg, cell.north_deg)
        )
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        said = {name: value for name, value in msgspec.structs.asdict(cell).items() if not name.endswith("_deg")}
        features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": said})
    head = {name: getattr(found, name) for name in ("incidents", "first", "last", "places", "mean_per_year", "note")}
    return {"type": "FeatureCollection", "restricted": RESTRICTED, **head, "features": features}
