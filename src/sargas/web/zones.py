"""Zones on the web: all that are judged, as GeoJSON, and people's acts on those that are drawn while the site runs.

Rule: an act is a POST by a name with a reason, journaled as a Decision, as every act (`sargas.web.acts`); what does not
fit is refused by the core (409).
"""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.model.decision import DrawZone, EndZone
from sargas.model.zone import Zone
from sargas.web.acts import Inbox, body_of, read, taken
from sargas.web.screens import Screen

_DRAW, _END = body_of(DrawZone), body_of(EndZone, "zone")
_TOLD = (
    "id",
    "name",
    "kind",
    "floor",
    "ceiling",
    "hours",
    "nation",
    "authorised_by",
    "courses_deg",
    "geometry_version",
)


class ZoneRoutes:
    """The routes' functions; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of zones."""
        return [
            Route("/api/zones", self.listed),
            Route("/api/zones", self.draw, methods=["POST"]),
            Route("/api/zones/{zone}/end", self.end, methods=["POST"]),
        ]

    async def listed(self, request: Request) -> Response:
        """The zones that are judged, as GeoJSON; those that were drawn say by whom, why, and whether they are over."""
        screen = self._screen_of(request)
        now_s = screen.state.time_s or screen.time_s
        features = [_feature(zone) for zone in screen.zones]
        for drawn in screen.drawn.values():
            feature = _feature(drawn.zone)
            said = {name: getattr(drawn, name) for name in drawn.__struct_fields__ if name != "zone"}
            feature["properties"]["drawn"] = {**said, "over": drawn.until_s <= now_s}
            features.append(feature)
        return Response(
            msgspec.json.encode({"type": "FeatureCollection", "features": features}), media_type="application/geo+json"
        )

    async def draw(self, request: Request) -> Response:
        """A temporary zone; the answer's record number is that of the act, the zone comes as an event."""
        screen, body = self._screen_of(request), await read(request, _DRAW)
        said: dict[str, Any] = {name: getattr(body, name) for name in DrawZone.__struct_fields__}
        return await taken(self._inbox, screen, body.by, DrawZone(**said), body.why, body.expected_version)

    async def end(self, request: Request) -> Response:
        """A drawn zone ends now, or at another time than was said."""
        screen, body = self._screen_of(request), await read(request, _END)
        zone = request.path_params["zone"]
        if zone not in screen.drawn:
            raise HTTPException(404, "no such zone that was drawn")
        until_s = getattr(body, "until_s", None)
        return await taken(self._inbox, screen, body.by, EndZone(zone, until_s), body.why, body.expected_version)


def _feature(zone: Zone) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": zone.id,
        "geometry": {"type": "MultiPolygon", "coordinates": zone.polygons},
        "properties": {name: getattr(zone, name) for name in _TOLD},
    }
