"""Searches on the web: the list, one with its map, its GeoJSON for searchers' own maps, and people's acts on it.

Rule: an act is a POST by a name with a reason, journaled as a Decision, as every act (`sargas.web.acts`); what does not
fit is refused by the core (409). The GeoJSON says in every feature what to do when something is found: keep away, call.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.model.decision import (
    Act,
    AssignSector,
    CloseSearch,
    HandOverFind,
    OpenSearch,
    RecordFind,
    ReopenSearch,
    ReportSearched,
)
from sargas.model.search import Search
from sargas.web.acts import Inbox, answer, body_of, number_of, read, taken
from sargas.web.screens import Screen
from sargas.web.search_map import feature_collection

ON_SEARCH: dict[str, tuple[type[Act], tuple[str, ...]]] = {
    "sectors/{sector}/assign": (AssignSector, ("search", "sector")),
    "sectors/{sector}/searched": (ReportSearched, ("search", "sector")),
    "finds": (RecordFind, ("search",)),
    "finds/{find}/hand_over": (HandOverFind, ("search", "find")),
    "close": (CloseSearch, ("search",)),
    "reopen": (ReopenSearch, ("search",)),
}
"""Path after the search's number -> the act, and the numbers that the path gives."""
_BODIES = {act: body_of(act, *given) for act, given in ON_SEARCH.values()}
_OPEN = body_of(OpenSearch)


class SearchRoutes:
    """The routes' functions; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of searches."""
        acts = [
            Route(f"/api/searches/{{search}}/{path}", partial(self.on_search, act, given), methods=["POST"])
            for path, (act, given) in ON_SEARCH.items()
        ]
        return [
            Route("/api/searches", self.listed),
            Route("/api/searches", self.open, methods=["POST"]),
            Route("/api/searches/{search}.geojson", self.geojson),
            Route("/api/searches/{search}", self.one),
            *acts,
        ]

    async def listed(self, request: Request) -> Response:
        """Every search, newest first, without maps and sectors."""
        screen = self._screen_of(request)
        newest = sorted(screen.searches.values(), key=lambda search: -search.number)
        return answer({"time_s": screen.time_s, "searches": [search.outline for search in newest]})

    async def one(self, request: Request) -> Response:
        """One search with everything."""
        return answer(self._search(request)[1])

    async def geojson(self, request: Request) -> Response:
        """One search as GeoJSON."""
        collection = feature_collection(self._search(request)[1])
        return Response(msgspec.json.encode(collection), media_type="application/geo+json")

    async def open(self, request: Request) -> Response:
        """A search begins by hand."""
        screen, body = self._screen_of(request), await read(request, _OPEN)
        said: Any = body
        return await taken(self._inbox, screen, body.by, OpenSearch(said.track), body.why, body.expected_version)

    async def on_search(self, act: type[Act], given: tuple[str, ...], request: Request) -> Response:
        """An act on the search of the path."""
        screen, _ = self._search(request)
        body = await read(request, _BODIES[act])
        said: dict[str, Any] = {name: number_of(request, name) for name in given}
        said |= {name: getattr(body, name) for name in act.__struct_fields__ if name not in given}
        return await taken(self._inbox, screen, body.by, act(**said), body.why, body.expected_version)

    def _search(self, request: Request) -> tuple[Screen, Search]:
        screen = self._screen_of(request)
        search = screen.searches.get(number_of(request, "search"))
        if search is None:
            raise HTTPException(404, "no such search")
        return screen, search
