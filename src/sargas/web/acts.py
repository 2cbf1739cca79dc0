"""Acts: what an operator does, from the body that is posted to the Decision that the core has taken.

Rule: a POST is journaled as a Decision by a name, that of who is signed in; an act on a track needs a reason too. What
does not fit any more is refused by the core, with its reason (409); nothing is judged here but the form.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar, cast, get_args

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sargas.errors import SargasError
from sargas.model.decision import Act, Ask, Decision, Initiate, TrackAct, Undo
from sargas.web.screens import Screen

Inbox = Callable[[str, Decision], Awaitable[tuple[Decision, str | None]]]
"""(partition, decision) -> (decision, why it was refused or None), when the core has taken it."""

BODY_BYTES = 16_384
MOST = 2**53
"""No number of a track, a record or a version is larger."""
EFFECT_S = 10.0
"""How long an act may take to come into effect before the answer says that it has not yet."""

ON_TRACKS: dict[str, type[Act]] = {
    act.__struct_config__.tag: act for act in get_args(TrackAct) if "track" in act.__struct_fields__
}
"""Word of the path -> the act on the track whose number stands before it."""


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every act on a track says, besides what it does."""

    by: str
    why: str
    expected_version: int | None = None

    def __post_init__(self) -> None:
        self._check(at_least=1)

    def _check(self, at_least: int) -> None:
        named(self.by)
        for name in ("other", "expected_version"):
            if abs(getattr(self, name, None) or 0) > MOST:
                raise ValueError(f"{name}: no such number")
        if not at_least <= len(self.why.strip()) <= len(self.why) <= 2_000:
            raise ValueError(f"why: {'a reason of 1 to' if at_least else 'at most'} 2000 characters")


def named(by: str) -> None:
    """ValueError unless somebody is named."""
    if not by.strip() or len(by) > 100:
        raise ValueError("by: a name of 1 to 100 characters")


class Unreasoned(Body, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same of an act that needs no reason; where one does after all, the core says so."""

    why: str = ""

    def __post_init__(self) -> None:
        self._check(at_least=0)


def body_of(act: type[Act], *given: str, needs_why: bool = True) -> type[Body]:
    """The body that posts an act: `Body` and the act's own fields, without those that the path gives."""
    own: list[Any] = []
    for field in msgspec.structs.fields(act):
        if field.name not in given:
            required = field.default is msgspec.NODEFAULT
            own.append((field.name, field.type) if required else (field.name, field.type, field.default))
    made = msgspec.defstruct(
        f"{act.__name__}Body",
        own,
        bases=(Body if needs_why else Unreasoned,),
        frozen=True,
        forbid_unknown_fields=True,
        kw_only=True,
    )
    return cast("type[Body]", made)


_BODIES = {act: body_of(act, "track") for act in ON_TRACKS.values()}
_INITIATE, _UNDO, _ASK = body_of(Initiate), body_of(Undo, "record"), body_of(Ask, "sensor")


class Acts:
    """The routes' functions of acts on tracks; `screen_of` tells which partition a request is about."""

    def __init__(self, screen_of: Callable[[Request], Screen], inbox: Inbox) -> None:
        self._screen_of, self._inbox = screen_of, inbox

    def routes(self) -> list[BaseRoute]:
        """Every route of acts on tracks."""
        on_track = [
            Route(f"/api/tracks/{{number}}/{word}", partial(self.on_track, act), methods=["POST"])
            for word, act in ON_TRACKS.items()
        ]
        return [
            Route("/api/tracks", self.initiate, methods=["POST"]),
            *on_track,
            Route("/api/acts", self.listed),
            Route("/api/acts/{record}/undo", self.undo, methods=["POST"]),
            Route("/api/sensors/{sensor}/ask", self.ask, methods=["POST"]),
        ]

    async def listed(self, request: Request) -> Response:
        """Acts on tracks that were taken and are remembered, newest first."""
        screen = self._screen_of(request)
        return answer({"time_s": screen.time_s, "acts": list(reversed(screen.acts.values()))})

    async def initiate(self, request: Request) -> Response:
        """A track begins by hand."""
        screen, body = self._screen_of(request), await read(request, _INITIATE)
        return await self._take(screen, body, Initiate)

    async def on_track(self, act: type[Act], request: Request) -> Response:
        """An act on the track of the path."""
        screen, number = self._screen_of(request), number_of(request, "number")
        body = await read(request, _BODIES[act])
        if screen.rows.track(number) is None:
            raise HTTPException(404, "no such track now")
        return await self._take(screen, body, act, track=number)

    async def undo(self, request: Request) -> Response:
        """An earlier act is reversed."""
        screen, body = self._screen_of(request), await read(request, _UNDO)
        return await self._take(screen, body, Undo, record=number_of(request, "record"))

    async def ask(self, request: Request) -> Response:
        """The sensor of the path is asked for something; what it answers comes as its status."""
        screen, body = self._screen_of(request), await read(request, _ASK)
        sensor = request.path_params["sensor"]
        if not screen.board.knows(sensor):
            raise HTTPException(404, "no such sensor")
        return await self._take(screen, body, Ask, sensor=sensor)

    async def _take(self, screen: Screen, body: Body, kind: type[Act], **given: Any) -> Response:
        said: dict[str, Any] = {name: getattr(body, name) for name in kind.__struct_fields__ if name not in given}
        return await taken(self._inbox, screen, body.by, kind(**said, **given), body.why, body.expected_version)


Kind = TypeVar("Kind", bound=msgspec.Struct)


def number_of(request: Request, name: str) -> int:
    """A number of the path; 404 for what is none."""
    text: str = request.path_params[name]
    if not text.isascii() or not text.isdigit() or len(text) > 16 or int(text) > MOST:
        raise HTTPException(404, "no such number")
    return int(text)


async def read(request: Request, kind: type[Kind]) -> Kind:
    """The JSON body as `kind`; one line about what is wrong with it otherwise. An act is by who is known, and no other:
    only where nobody is (the token of a system without users) the body says by whom."""
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > BODY_BYTES:
            raise HTTPException(413, f"at most {BODY_BYTES} bytes")
    person = request.scope.get("person")
    try:
        if person is None or not person.name or "by" not in kind.__struct_fields__:
            return msgspec.json.decode(data, type=kind)
        said = msgspec.json.decode(data, type=dict[str, Any])
        if said.get("by", person.name) != person.name:
            raise HTTPException(403, f"by: you are signed in as {person.name}")
        return msgspec.convert({**said, "by": person.name}, kind)
    except msgspec.DecodeError as error:
        raise HTTPException(400, str(error)) from None
    except UnicodeDecodeError:
        raise HTTPException(400, "text that is not UTF-8") from None


async def taken(inbox: Inbox, screen: Screen, by: str, act: Act, why: str, expected_version: int | None) -> Response:
    """The Decision when the core has taken it; 409 with its reason when it refused."""
    time_s = screen.state.time_s or screen.time_s
    decision = Decision(by=by.strip(), time_s=time_s, act=act, why=why, expected_version=expected_version)
    try:
        decided, refusal = await asyncio.wait_for(inbox(screen.name, decision), EFFECT_S)
    except TimeoutError:
        raise HTTPException(504, "written down, but not in effect yet") from None
    except SargasError as error:
        raise HTTPException(503, str(error)) from None
    if refusal is not None:
        raise HTTPException(409, refusal)
    return answer(decided)


def answer(value: Any, status: int = 200) -> Response:
    """A value as JSON."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")
