"""Watch: the routes of who is on duty, its log, what is silenced and what is acknowledged: people's acts on alerts.

Rule: as of `sargas.web.acts`: each is journaled as a Decision by a name, and refused by the core with its reason (409).
"""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.model.decision import Acknowledge, AcknowledgeAlert, BeginSilence, EndSilence, HandOver, NoteWatch
from sargas.web.acts import Body, Inbox, answer, body_of, named, number_of, read, taken
from sargas.web.screens import Screen

_SILENCE, _END = body_of(BeginSilence), body_of(EndSilence, "silence")


class AcknowledgeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is posted to acknowledge an alert."""

    by: str
    note: str = ""

    def __post_init__(self) -> None:
        named(self.by)
        if len(self.note) > 2_000:
            raise ValueError("note: at most 2000 characters")


class HandOverBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is posted to hand the watch over."""

    by: str
    to: str
    note: str = ""

    def __post_init__(self) -> None:
        named(self.by)


class NoteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is posted to write something into the watch log."""

    by: str
    text: str

    def __post_init__(self) -> None:
        named(self.by)


class Watch:
    """The routes' functions; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of acts on alerts."""
        return [
            Route("/api/alerts/{number}/acknowledge", self.acknowledge, methods=["POST"]),
            Route("/api/silences", self.silences),
            Route("/api/silences", self.silence, methods=["POST"]),
            Route("/api/silences/{number}/end", self.end, methods=["POST"]),
            Route("/api/duty", self.duty),
            Route("/api/duty", self.hand_over, methods=["POST"]),
            Route("/api/watch_log", self.log),
            Route("/api/watch_log", self.note, methods=["POST"]),
        ]

    async def acknowledge(self, request: Request) -> Response:
        """Somebody takes up what the alert of the path is about."""
        screen, number = self._screen_of(request), number_of(request, "number")
        body = await read(request, AcknowledgeBody)
        alert = screen.alerts.get(number)
        if alert is None:
            raise HTTPException(404, "no such alert")
        act = Acknowledge(alert.incident) if alert.kind == "incident" else AcknowledgeAlert(number)
        return await taken(self._inbox, screen, body.by, act, body.note, None)

    async def silences(self, request: Request) -> Response:
        """Every silence, newest first; ended ones for a while."""
        screen = self._screen_of(request)
        return answer({"time_s": screen.time_s, "silences": list(reversed(screen.silences.values()))})

    async def silence(self, request: Request) -> Response:
        """Somebody is not to be told for a while; the answer's record number is the silence's."""
        screen, body = self._screen_of(request), await read(request, _SILENCE)
        zone = getattr(body, "zone", None)
        if (
            zone is not None and zone not in screen.drawn and all(one.id != zone for one in screen.zones)
        ):  # it would mute nothing
            raise HTTPException(404, "no such zone: its id, as in /api/zones")
        return await self._take(screen, body, BeginSilence)

    async def end(self, request: Request) -> Response:
        """A silence ends before its time."""
        screen, body = self._screen_of(request), await read(request, _END)
        return await self._take(screen, body, EndSilence, silence=number_of(request, "number"))

    async def duty(self, request: Request) -> Response:
        """Who has the watch, since when, and with what; null where nobody said so."""
        screen = self._screen_of(request)
        return answer({"time_s": screen.time_s, "duty": screen.duty})

    async def hand_over(self, request: Request) -> Response:
        """The watch goes to somebody else."""
        screen, body = self._screen_of(request), await read(request, HandOverBody)
        return await taken(self._inbox, screen, body.by, HandOver(body.to, body.note), "", None)

    async def log(self, request: Request) -> Response:
        """The watch log, newest first."""
        screen = self._screen_of(request)
        return answer({"time_s": screen.time_s, "entries": list(reversed(screen.log.values()))})

    async def note(self, request: Request) -> Response:
        """A line of one's own in it."""
        screen, body = self._screen_of(request), await read(request, NoteBody)
        return await taken(self._inbox, screen, body.by, NoteWatch(body.text), "", None)

    async def _take(self, screen: Screen, body: Body, kind: type[BeginSilence | EndSilence], **given: Any) -> Response:
        said: dict[str, Any] = {name: getattr(body, name) for name in kind.__struct_fields__ if name not in given}
        return await taken(self._inbox, screen, body.by, kind(**said, **given), body.why, None)
