"""Aerodromes on the web: the list, one with everything, drafts of notices as text, the log as CSV, and people's acts.

Rule: an act is a POST by a name with a reason, journaled as a Decision (`sargas.web.acts`); what does not fit is
refused by the core (409). Drafts are read and copied by people; nothing here sends a notice anywhere. Everything needs
the token, as all of /api does. In a CSV what a person wrote never begins a formula (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.aerodrome.notices import as_text
from sargas.formats.instants import instant_text
from sargas.model.aerodrome import AccountFor, Aerodrome, RecordClosure, RecordReopening, WithdrawEntry
from sargas.model.decision import Act
from sargas.web.acts import Inbox, answer, body_of, number_of, read, taken
from sargas.web.screens import Screen

ON_AERODROME: dict[str, tuple[type[Act], tuple[str, ...]]] = {
    "closures": (RecordClosure, ("aerodrome",)),
    "reopenings": (RecordReopening, ("aerodrome",)),
    "log/{corrects}/withdraw": (WithdrawEntry, ("aerodrome", "corrects")),
    "objects/{track}/account_for": (AccountFor, ("aerodrome", "track")),
}
"""Path after the location indicator -> the act, and what the path gives."""
_BODIES = {act: body_of(act, *given) for act, given in ON_AERODROME.values()}
COLUMNS = (
    "number",
    "kind",
    "by",
    "recorded",
    "from",
    "until",
    "volumes",
    "why",
    "corrects",
    "corrected_by",
)


class AerodromeRoutes:
    """The routes' functions; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of aerodromes."""
        acts = [
            Route(f"/api/aerodromes/{{icao}}/{path}", partial(self.on_aerodrome, act, given), methods=["POST"])
            for path, (act, given) in ON_AERODROME.items()
        ]
        return [
            Route("/api/aerodromes", self.listed),
            Route("/api/aerodromes/{icao}", self.one),
            Route("/api/aerodromes/{icao}/closure.txt", partial(self.notice, "closure")),
            Route("/api/aerodromes/{icao}/reopening.txt", partial(self.notice, "reopening")),
            Route("/api/aerodromes/{icao}/log.csv", self.log),
            *acts,
        ]

    async def listed(self, request: Request) -> Response:
        """Every aerodrome, in the order of the site file, with the latest entries of its log."""
        screen = self._screen_of(request)
        return answer({"time_s": screen.time_s, "aerodromes": [one.outline for one in screen.aerodromes.values()]})

    async def one(self, request: Request) -> Response:
        """One aerodrome with its whole log."""
        return answer(self._aerodrome(request)[1])

    async def notice(self, kind: str, request: Request) -> Response:
        """A draft as text."""
        _, aerodrome = self._aerodrome(request)
        draft = getattr(aerodrome, kind)
        if draft is None:
            why = f": {aerodrome.reopening_waits}" if kind == "reopening" and aerodrome.reopening_waits else ""
            raise HTTPException(404, f"there is no draft of a {kind} now{why}")
        return Response(as_text(draft), media_type="text/plain; charset=utf-8")

    async def log(self, request: Request) -> Response:
        """The log, corrected entries too."""
        _, aerodrome = self._aerodrome(request)
        return Response(log_csv(aerodrome), media_type="text/csv; charset=utf-8")

    async def on_aerodrome(self, act: type[Act], given: tuple[str, ...], request: Request) -> Response:
        """An act on the aerodrome of the path."""
        screen, aerodrome = self._aerodrome(request)
        body = await read(request, _BODIES[act])
        said: dict[str, Any] = {"aerodrome": aerodrome.icao}
        said |= {name: number_of(request, name) for name in given if name not in said}
        said |= {name: getattr(body, name) for name in act.__struct_fields__ if name not in given}
        return await taken(self._inbox, screen, body.by, act(**said), body.why, body.expected_version)

    def _aerodrome(self, request: Request) -> tuple[Screen, Aerodrome]:
        screen = self._screen_of(request)
        aerodrome = screen.aerodromes.get(request.path_params["icao"])
        if aerodrome is None:
            raise HTTPException(404, "no such aerodrome")
        return screen, aerodrome


def log_csv(aerodrome: Aerodrome) -> str:
    """The log with a line for each entry; times as ISO 8601 in UTC."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in aerodrome.log:
        until = "" if one.until_s is None else instant_text(one.until_s)
        volumes = "; ".join(one.volumes) or "whole aerodrome"
        said = (one.number, one.kind, one.by, instant_text(one.recorded_s), instant_text(one.from_s), until, volumes)
        rows.writerow([_cell(value) for value in (*said, one.why, one.corrects or "", one.corrected_by or "")])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
