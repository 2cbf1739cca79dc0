"""Incidents on the web: the list, one, and what people do with it.

Rule: as of `sargas.web.acts`: each act is journaled as a Decision by a name, and refused by the core with its reason
(409).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.archive.clock import clock_of, durations, same_object, steps_in_words
from sargas.model.decision import (
    Acknowledge,
    Act,
    Assign,
    Close,
    LinkIncident,
    MergeIncident,
    NoteIncident,
    Reopen,
    SeparateIncident,
    UnlinkIncident,
)
from sargas.model.incident import Incident
from sargas.web.acts import Inbox, answer, body_of, named, number_of, read, taken
from sargas.web.screens import Screen

ON_INCIDENT: dict[str, type[Act]] = {
    "assign": Assign,
    "close": Close,
    "reopen": Reopen,
    "note": NoteIncident,
    "merge": MergeIncident,
    "separate": SeparateIncident,
    "link": LinkIncident,
    "unlink": UnlinkIncident,
}
"""Word of the path -> the act on the incident whose number stands before it."""
_UNREASONED: tuple[type[Act], ...] = (Assign, NoteIncident)
_BODIES = {act: body_of(act, "incident", needs_why=act not in _UNREASONED) for act in ON_INCIDENT.values()}


class AcknowledgeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is posted to acknowledge an incident."""

    by: str
    note: str = ""
    expected_version: int | None = None

    def __post_init__(self) -> None:
        named(self.by)
        if len(self.note) > 2_000:
            raise ValueError("note: at most 2000 characters")


class IncidentRoutes:
    """The routes' functions; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of incidents."""
        on_incident = [
            Route(f"/api/incidents/{{number}}/{word}", partial(self.on_incident, act), methods=["POST"])
            for word, act in ON_INCIDENT.items()
        ]
        return [
            Route("/api/incidents", self.listed),
            Route("/api/incidents/{number}", self.one),
            Route("/api/incidents/{number}/acknowledge", self.acknowledge, methods=["POST"]),
            *on_incident,
        ]

    async def listed(self, request: Request) -> Response:
        """Every incident, newest first."""
        screen = self._screen_of(request)
        newest = sorted(screen.incidents.values(), key=lambda incident: -incident.number)
        return answer({"time_s": screen.time_s, "incidents": newest})

    async def one(self, request: Request) -> Response:
        """One incident with its clock."""
        screen, incident = self._incident(request)
        same = same_object(incident, screen.incidents.values())
        warnings, searches = screen.warnings.by_number.values(), screen.searches.values()
        clock = clock_of(incident, screen.alerts.values(), warnings, searches, same)
        return answer(
            {
                "time_s": screen.time_s,
                "incident": incident,
                "clock": clock,
                "durations": durations(clock),
                "text": steps_in_words(clock),
            }
        )

    async def acknowledge(self, request: Request) -> Response:
        """Take an incident up."""
        screen, incident, body = *self._incident(request), await read(request, AcknowledgeBody)
        act = Acknowledge(incident.number)
        return await taken(self._inbox, screen, body.by, act, body.note, body.expected_version)

    async def on_incident(self, act: type[Act], request: Request) -> Response:
        """An act on the incident of the path."""
        screen, incident, body = *self._incident(request), await read(request, _BODIES[act])
        said: dict[str, Any] = {name: getattr(body, name) for name in act.__struct_fields__ if name != "incident"}
        said["incident"] = incident.number
        return await taken(self._inbox, screen, body.by, act(**said), body.why, body.expected_version)

    def _incident(self, request: Request) -> tuple[Screen, Incident]:
        screen = self._screen_of(request)
        incident = screen.incidents.get(number_of(request, "number"))
        if incident is None:
            raise HTTPException(404, "no such incident")
        return screen, incident
