"""Identities: the route that tells all evidence on one track: what it is held to be, by whom, and what else is said."""

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.model.decision import LockIdentity, Undo
from sargas.picture.evidence import told
from sargas.web.acts import answer, number_of
from sargas.web.screens import Screen


class IdentityRoutes:
    """The route's function; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen]) -> None:
        self._screen_of = screen_of

    def routes(self) -> list[BaseRoute]:
        """One."""
        return [Route("/api/tracks/{number}/identity", self.identity)]

    async def identity(self, request: Request) -> Response:
        """Everything that speaks for and against a track, in order, with its age."""
        screen, number = self._screen_of(request), number_of(request, "number")
        rows = screen.rows.of_object(number)
        if not len(rows) or int(rows.number[0]) != number:
            raise HTTPException(404, "no such track now")
        tracks = list(rows)
        foreign: list[dict[str, Any]] = [
            {"by": one.reported_by, "track": one.number, "identity": one.foreign_identity}
            for one in tracks
            if one.foreign_identity is not None
        ]
        identity = tracks[0].identity
        return answer(
            {
                "time_s": screen.time_s,
                "number": number,
                "identity": identity.name,
                "basis": identity.basis,
                "decided_by": _decided_by(screen, number) if identity.basis == "operator" else None,
                "proposed": tracks[0].proposed,
                "foreign": foreign,
                "evidence": told(rows, screen.zones),
            }
        )


def _decided_by(screen: Screen, number: int) -> str | None:
    """Who locked it last, as far as it is remembered."""
    reversed_ = {done.act.record for done in screen.acts.values() if isinstance(done.act, Undo)}
    for done in reversed(screen.acts.values()):
        locks = isinstance(done.act, LockIdentity) and done.act.track == number
        if locks and done.record_number not in reversed_:
            return done.by
    return None
