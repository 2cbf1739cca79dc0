"""Links: the earlier incidents near by that an incident names.

Rule: an earlier incident is named that came over the edge within `link_m` of where this one does (as foreseen, while it
approaches; where it is, while nothing is foreseen) and was seen last at most `link_s` before this one opened; where
both courses are known they are within `link_course_deg` of each other, and where both heights are, within
`link_height_m`. The nearest first, at most `link_most`. It is asked when an incident opens, and when its object comes
in. One object is no earlier one: incidents that share a track are not named. What a person linked or unlinked stays so.
"""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from sargas.geo.geodesic import near_distance_m
from sargas.incursion.settings import Settings
from sargas.model.incident import Earlier, Incident

MOST_BY_HAND = 20
MOST_LOOKED_AT = 500
"""Incidents, the latest: of more in a day a link says nothing."""
_LEAST_M_PER_DEG = 110_000.0
"""Of latitude, anywhere: what is more degrees away is farther. So of longitude, at the equator."""


class Way(NamedTuple):
    """Where an incident came in, or comes, and how."""

    lat_deg: float
    lon_deg: float
    course_deg: float | None
    height_m: float | None


def way_of(incident: Incident, settings: Settings) -> Way:
    """The way in, as well as it is known."""
    now = incident if incident.crossing is None else incident.crossing
    moves = math.hypot(now.east_mps, now.north_mps) >= settings.least_approach_mps
    course_deg = math.degrees(math.atan2(now.east_mps, now.north_mps)) if moves else None
    return Way(*place_of(incident), course_deg, now.height_m)


def place_of(incident: Incident) -> tuple[float, float]:
    """(lat_deg, lon_deg) of where it came over the edge, or will, or is."""
    came = incident.crossing
    if came is not None:
        return came.lat_deg, came.lon_deg
    if incident.entry_lat_deg is not None and incident.entry_lon_deg is not None:
        return incident.entry_lat_deg, incident.entry_lon_deg
    return incident.lat_deg, incident.lon_deg


def is_alike(one: Way, other: Way, settings: Settings) -> bool:
    """Whether course and height are as near as the rule says, as far as both are known."""
    if one.course_deg is not None and other.course_deg is not None:
        off_deg = abs((one.course_deg - other.course_deg + 180.0) % 360.0 - 180.0)
        if off_deg > settings.link_course_deg:
            return False
    known = one.height_m is not None and other.height_m is not None
    return not known or abs((one.height_m or 0.0) - (other.height_m or 0.0)) <= settings.link_height_m


def earlier(
    incident: Incident, others: Iterable[Incident], unlinked: Iterable[int], settings: Settings
) -> tuple[Earlier, ...]:
    """The links of an incident: those that people made, and those of the rule among `others`."""
    by_hand = [link for link in incident.earlier if link.by]
    apart = {*unlinked, *(link.incident for link in by_hand)}
    mine, tracks = way_of(incident, settings), set(incident.tracks)
    near = _near(mine, settings.link_m)
    able = [
        other
        for other in others
        if near(*place_of(other))
        and other.number < incident.number
        and other.number not in apart
        and other.situation != "merged"
        and incident.opened_s - other.updated_s <= settings.link_s
        and tracks.isdisjoint(other.tracks)
    ]
    ways = [way_of(other, settings) for other in able]
    at = np.array([(way.lat_deg, way.lon_deg) for way in ways]).reshape(-1, 2)
    off_m = near_distance_m(mine.lat_deg, mine.lon_deg, at[:, 0], at[:, 1])
    found = [
        Earlier(other.number, distance_m, before_s(incident, other))
        for other, way, distance_m in zip(able, ways, off_m.tolist(), strict=True)
        if distance_m <= settings.link_m and is_alike(mine, way, settings)
    ]
    by_rule = sorted(found, key=lambda link: (link.distance_m, -link.incident))[: settings.link_most]
    return tuple(sorted((*by_hand, *by_rule), key=lambda link: (link.distance_m, -link.incident)))


def _near(mine: Way, within_m: float) -> Callable[[float, float], bool]:
    """Whether a place may be within a distance; quickly, and sometimes too often."""
    lat_deg, lon_deg = mine.lat_deg, mine.lon_deg
    reach_deg = within_m / _LEAST_M_PER_DEG
    across_deg = reach_deg / max(math.cos(math.radians(min(abs(lat_deg) + reach_deg, 89.0))), 0.01)
    return lambda lat, lon: (
        abs(lat - lat_deg) <= reach_deg and abs((lon - lon_deg + 180.0) % 360.0 - 180.0) <= across_deg
    )


def linked(incident: Incident, other: Incident, by: str, settings: Settings) -> tuple[Earlier, ...] | str:
    """The links with one that a person makes, or why not."""
    known = next((link for link in incident.earlier if link.incident == other.number), None)
    if other.number >= incident.number:
        return f"incident {other.number} is no earlier one: link {incident.number} from there"
    if known is not None and known.by:
        return f"incident {other.number} is linked already, by {known.by}"
    if sum(bool(link.by) for link in incident.earlier) >= MOST_BY_HAND:
        return f"{MOST_BY_HAND} incidents are linked by hand already"
    one, way = way_of(incident, settings), way_of(other, settings)
    off_m = float(near_distance_m(one.lat_deg, one.lon_deg, way.lat_deg, way.lon_deg))
    made = Earlier(other.number, off_m, before_s(incident, other), by)
    rest = [link for link in incident.earlier if link is not known]
    return tuple(sorted((*rest, made), key=lambda link: (link.distance_m, -link.incident)))


def before_s(incident: Incident, other: Incident) -> float:
    """How long before an incident opened the other was seen last; 0 where it went on."""
    return max(incident.opened_s - other.updated_s, 0.0)
