"""Warnings: what the console and others read of warnings to the public, and what people post about them.

Rule: everything needs the token, the feed too: a public mirror is a server of the site's own that fetches the feed with
it and serves the copy (docs/how-to/warnings.md), so that nobody's crowd reaches this machine. Only what two persons
released is in the feed and in the documents; drafts are for the console alone.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.formats.cap.encoder import xml
from sargas.formats.cap.labels import labelled
from sargas.model.decision import Act
from sargas.model.label import Label
from sargas.model.warning import (
    AllClear,
    AmendWarning,
    DraftWarning,
    ReleaseWarning,
    RetractWarning,
)
from sargas.warning.board import board
from sargas.web.acts import Body, Inbox, answer, body_of, number_of, read, taken
from sargas.web.atom import feed
from sargas.web.screens import Screen

ON_WARNINGS: dict[str, type[Act]] = {
    "amend": AmendWarning,
    "release": ReleaseWarning,
    "retract": RetractWarning,
    "all_clear": AllClear,
}
"""Word of the path -> the act on the warning whose number stands before it."""
_BODIES = {act: body_of(act, "warning", needs_why=False) for act in ON_WARNINGS.values()}
_DRAFT = body_of(DraftWarning)


class WarningRoutes:
    """The routes' functions; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of warnings."""
        on_warning = [
            Route(f"/api/warnings/{{number}}/{word}", partial(self.on_warning, act), methods=["POST"])
            for word, act in ON_WARNINGS.items()
        ]
        return [
            Route("/api/warnings", self.listed, methods=["GET"]),
            Route("/api/warnings", self.draft, methods=["POST"]),
            *on_warning,
            Route("/api/areas", self.areas),
            Route("/api/areas.geojson", self.shapes),
            Route("/warnings.atom", self.atom),
            Route("/warnings/{identifier}.xml", self.document),
        ]

    async def listed(self, request: Request) -> Response:
        """Every warning, newest first."""
        screen = self._screen_of(request)
        newest = sorted(screen.warnings.by_number.values(), key=lambda one: -one.number)
        return answer({"time_s": screen.time_s, "warnings": newest})

    async def areas(self, request: Request) -> Response:
        """The board: how every area stands."""
        screen = self._screen_of(request)
        time_s = _now_s(screen)
        rows = board(screen.warnings.by_number.values(), screen.warnings.areas, time_s)
        return answer({"time_s": time_s, "areas": rows})

    async def shapes(self, request: Request) -> Response:
        """Where the areas of the layer are, as GeoJSON; what a draft has beside them, it says itself."""
        features = [
            {
                "type": "Feature",
                "id": area.id,
                "geometry": {"type": "MultiPolygon", "coordinates": area.polygons},
                "properties": {"name": area.name, "population": area.population},
            }
            for area in self._screen_of(request).warnings.areas
        ]
        collection = {"type": "FeatureCollection", "features": features}
        return Response(msgspec.json.encode(collection), media_type="application/geo+json")

    async def draft(self, request: Request) -> Response:
        """A warning is drafted by hand."""
        screen, body = self._screen_of(request), await read(request, _DRAFT)
        return await self._take(screen, body, DraftWarning)

    async def on_warning(self, act: type[Act], request: Request) -> Response:
        """An act on the warning of the path."""
        screen, number = self._screen_of(request), number_of(request, "number")
        body = await read(request, _BODIES[act])
        if number not in screen.warnings.by_number:
            raise HTTPException(404, "no such warning")
        if act is ReleaseWarning and body.expected_version is None:
            raise HTTPException(400, "expected_version: the version that was read is released, and no other")
        return await self._take(screen, body, act, warning=number)

    async def atom(self, request: Request) -> Response:
        """What the public is told now, as a feed."""
        screen = self._screen_of(request)
        time_s = _now_s(screen)
        octets = feed(screen.warnings.active(time_s), time_s, str(request.base_url), screen.name)
        return Response(octets, media_type="application/atom+xml")

    async def document(self, request: Request) -> Response:
        """One message, as it went out."""
        notice = self._screen_of(request).warnings.notices.get(request.path_params["identifier"])
        if notice is None:
            raise HTTPException(404, "no such message since this process began")
        return Response(xml(labelled(notice, Label())), media_type="application/cap+xml")

    async def _take(self, screen: Screen, body: Body, kind: type[Act], **given: Any) -> Response:
        said: dict[str, Any] = {name: getattr(body, name) for name in kind.__struct_fields__ if name not in given}
        return await taken(self._inbox, screen, body.by, kind(**said, **given), body.why, body.expected_version)


def _now_s(screen: Screen) -> float:
    return screen.state.time_s or screen.time_s
