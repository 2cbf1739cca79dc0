"""Zones that an operator draws: temporary, with an end, kept with who drew them and why.

Rule: what is drawn is judged from the next update on as any other zone of its kind. Its end is a time, which may be
brought forward or put off; nothing else of it ever changes: another outline is another zone. Borders and flight
information regions are not drawn.
"""

import math
from collections.abc import Collection
from typing import Any

import msgspec
import numpy as np

from sargas.geo.geodesic import destination
from sargas.geo.region import Region
from sargas.incursion.settings import Settings
from sargas.incursion.zones import geometry_version
from sargas.model.decision import Decision, DrawZone, EndZone
from sargas.model.zone import DrawnZone, Ring, Zone

NOT_DRAWN = ("border", "fir")
MOST, MOST_PLACES = 100, 500
LONGEST_S = 90 * 86_400.0
LEAST_RADIUS_M, MOST_RADIUS_M = 50.0, 200_000.0
_CORNERS = 72


class Drawn:
    """The zones that were drawn, by id; one `decide` for each act on them."""

    def __init__(self, settings: Settings, taken: Collection[str]) -> None:
        """`taken`: ids of the site's own zones."""
        self._settings, self._taken = settings, frozenset(taken)
        self._by_id: dict[str, DrawnZone] = {}
        self._next = 1

    @property
    def all(self) -> list[DrawnZone]:
        """Every zone that is still kept, in the order of drawing."""
        return list(self._by_id.values())

    def decide(self, decision: Decision) -> DrawnZone | str:
        """The zone that was drawn, or given another end; or why that does not fit."""
        act = decision.act
        if not decision.why.strip():
            return "a zone is drawn, and ended, for a reason"
        if isinstance(act, DrawZone):
            return self._draw(decision, act)
        if isinstance(act, EndZone):
            return self._end(decision, act)
        return "not an act on a zone"

    def forget(self, time_s: float, needed: Collection[str]) -> bool:
        """Leave behind what is over for long, or before MOST others, and that no incident is of; whether there was
        any."""
        over = [id_ for id_, drawn in self._by_id.items() if drawn.until_s <= time_s and id_ not in needed]
        keep_s = self._settings.keep_closed_s
        gone = {*over[:-MOST], *(id_ for id_ in over if time_s - self._by_id[id_].until_s > keep_s)}
        for id_ in gone:
            del self._by_id[id_]
        return bool(gone)

    def packed(self) -> dict[str, Any]:
        """State as builtins."""
        return {"next": self._next, "zones": msgspec.to_builtins(self.all)}

    def unpack(self, state: dict[str, Any]) -> None:
        """Inverse of `packed`."""
        self._next = state.get("next", 1)
        zones = msgspec.convert(state.get("zones", []), list[DrawnZone])
        self._by_id = {drawn.zone.id: drawn for drawn in zones if drawn.zone.id not in self._taken}

    def _draw(self, decision: Decision, act: DrawZone) -> DrawnZone | str:
        from_s = decision.time_s if act.from_s is None else act.from_s
        ring = _ring(act)
        if isinstance(ring, str):
            return ring
        if act.kind in NOT_DRAWN:
            return f"a {act.kind} is not drawn"
        if not 1 <= len(act.name.strip()) <= 100:
            return "a zone has a name of 1 to 100 characters"
        if not max(from_s, decision.time_s) < act.until_s <= from_s + LONGEST_S:
            return "a drawn zone ends after it begins, after now, and within 90 days"
        if act.floor and act.ceiling and act.floor.ref == act.ceiling.ref and act.floor.value_m >= act.ceiling.value_m:
            return "the ceiling is not above the floor"
        if sum(drawn.until_s > decision.time_s for drawn in self._by_id.values()) >= MOST:
            return f"{MOST} drawn zones are in force: end one first"
        while (id_ := f"drawn-{self._next}") in self._taken:
            self._next += 1
        self._next += 1
        rule, polygons = self._settings.rule(act.kind), ((ring,),)
        zone = Zone(
            id=id_,
            name=act.name.strip(),
            kind=act.kind,
            polygons=polygons,
            floor=act.floor,
            ceiling=act.ceiling,
            hours=((from_s, act.until_s),),
            authorised_by=rule.authorised_by if act.authorised_by is None else act.authorised_by,
            approach_s=rule.approach_s,
            geometry_version=geometry_version(polygons),
        )
        drawn = DrawnZone(zone, decision.by, decision.time_s, decision.why)
        self._by_id[id_] = drawn
        return drawn

    def _end(self, decision: Decision, act: EndZone) -> DrawnZone | str:
        drawn = self._by_id.get(act.zone)
        if drawn is None:
            return f"{act.zone}: no zone that was drawn"
        if decision.expected_version not in (None, drawn.version):
            return f"{act.zone} has changed since version {decision.expected_version}: it is version {drawn.version}"
        (from_s, until_s) = drawn.zone.hours[0]
        end_s = max(decision.time_s, from_s) if act.until_s is None else act.until_s
        if until_s <= decision.time_s:
            return f"{act.zone} is over already: draw another"
        if not max(from_s, decision.time_s) <= end_s <= from_s + LONGEST_S:
            return "a drawn zone ends after it begins, not before now, and within 90 days"
        zone = msgspec.structs.replace(drawn.zone, hours=((from_s, end_s),))
        ended = msgspec.structs.replace(
            drawn,
            zone=zone,
            version=drawn.version + 1,
            ended_by=decision.by,
            ended_s=decision.time_s,
            end_why=decision.why,
        )
        self._by_id[act.zone] = ended
        return ended


def _ring(act: DrawZone) -> Ring | str:
    """The outline, closed; or what is wrong with it."""
    circle = (act.lat_deg, act.lon_deg, act.radius_m)
    if act.outline and any(value is not None for value in circle):
        return "an outline or a circle, not both"
    if act.outline:
        ring = act.outline if act.outline[0] == act.outline[-1] else (*act.outline, act.outline[0])
        if not 4 <= len(ring) <= MOST_PLACES:
            return f"an outline has 3 to {MOST_PLACES - 1} places"
    elif act.lat_deg is None or act.lon_deg is None or act.radius_m is None:
        return "an outline, or a circle of lat_deg, lon_deg and radius_m, is needed"
    else:
        if not (math.isfinite(act.lat_deg + act.lon_deg) and abs(act.lat_deg) <= 85.0 and abs(act.lon_deg) <= 180.0):
            return "the middle is no place: lat_deg within 85, lon_deg within 180"
        if not LEAST_RADIUS_M <= act.radius_m <= MOST_RADIUS_M:
            return f"a circle has a radius of {LEAST_RADIUS_M:.0f} m to {MOST_RADIUS_M / 1000.0:.0f} km"
        azimuth_deg = np.arange(_CORNERS) * (-360.0 / _CORNERS)
        lat, lon = destination(act.lat_deg, act.lon_deg, azimuth_deg, act.radius_m)
        places = tuple((round(float(x), 7), round(float(y), 7)) for x, y in zip(lon, lat, strict=True))
        ring = (*places, places[0])
    if any(not (abs(lon) <= 180.0 and abs(lat) <= 90.0) for lon, lat in ring):
        return "a place of the outline is no longitude and latitude"
    try:
        Region.from_rings([(ring,)])
    except ValueError as error:
        return f"the outline: {str(error).removeprefix('polygon 1').lstrip(':, ')}"
    return ring
