"""Weather on the web: what a partition was told of it since this process began."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.web.acts import answer
from sargas.web.desk import WeatherDesk


class WeatherRoutes:
    """The route's function; `desk_of` tells which partition's a request is about."""

    def __init__(self, desk_of: Callable[[Request], WeatherDesk]) -> None:
        self._desk_of = desk_of

    def routes(self) -> list[BaseRoute]:
        """Every route of the weather."""
        return [Route("/api/weather", self.told)]

    async def told(self, request: Request) -> Response:
        """QNH and winds, the newest first."""
        desk = self._desk_of(request)
        rows = {"qnh": desk.qnh.values(), "winds": desk.winds.values()}
        return answer({name: sorted(reports, key=lambda one: -one.time_s) for name, reports in rows.items()})
