"""What only the restricted role may see: the patterns of the past. Its own path, so that roles can close it.

Today one token opens everything; nothing of this is in any other answer, nor on the console's pages.
"""

import asyncio
from pathlib import Path

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.archive import Patterns, patterns, read_history
from sargas.archive.shown import RESTRICTED, as_geojson
from sargas.errors import SargasError
from sargas.web.acts import answer


class RestrictedRoutes:
    """The routes' functions; `history`: the file of the past, or None where the site names none."""

    def __init__(self, history: Path | None) -> None:
        self._history = history

    def routes(self) -> list[BaseRoute]:
        """Every route under /api/restricted."""
        return [
            Route("/api/restricted/patterns", self.patterns),
            Route("/api/restricted/patterns.geojson", self.geojson),
        ]

    async def patterns(self, request: Request) -> Response:
        """Counts, shares, rates, hot spots."""
        return answer({"restricted": RESTRICTED, "patterns": await self._found(request)})

    async def geojson(self, request: Request) -> Response:
        """The cells on a map."""
        data = msgspec.json.encode(as_geojson(await self._found(request)))
        return Response(data, media_type="application/geo+json")

    async def _found(self, request: Request) -> Patterns:
        if self._history is None:
            raise HTTPException(404, "this site names no history: [web] history")
        try:
            cell_km = float(request.query_params.get("cell_km", "25"))
            return await asyncio.to_thread(_made, self._history, cell_km)
        except ValueError as error:
            raise HTTPException(400, f"cell_km: {error}") from None
        except (SargasError, OSError) as error:
            raise HTTPException(503, str(error)) from None


def _made(path: Path, cell_km: float) -> Patterns:
    return patterns(read_history(path), 1000.0 * cell_km)
