"""Guard: who may come in, and for what. It stands before every route, so that a new route cannot forget it.

A request must name a host that is ours (else a web page elsewhere could rebind its own name to us), and what changes
something or opens a WebSocket must come from our own page: a browser says where it comes from, and who is known by a
cookie is in a browser. Then the table of `sargas.web.roles` decides; what is not in it is refused. What it marks is
journaled before it is answered. What is open closes when its session ends, or its key or a role of it is taken away.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from http.cookies import CookieError
from urllib.parse import parse_qsl, urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from sargas.errors import SargasError
from sargas.model.bounded import keep
from sargas.web.people import People, Person
from sargas.web.roles import RULES, Rule
from sargas.web.sessions import Session

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SIGNED_OUT = 4401
"""Code with which a WebSocket closes when its session ends."""
LOOK_S = 5.0
"""So often it is asked whether what is open would still be let in."""
MOST_TOLD = 1_000

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "worker-src 'self' blob:",  # maplibre-gl makes its worker from a blob
        "style-src 'self' 'unsafe-inline'",  # maplibre-gl and components set style attributes
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    ("content-security-policy", _POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::\d+)?")

PathOf = Callable[[Scope], str | None]
"""The path of the route that a request is for, as the app writes it; None where no route is."""


class Guard:
    """ASGI middleware."""

    def __init__(self, app: Starlette, people: People, hosts: Iterable[str], path_of: PathOf) -> None:
        self.app, self._people, self._path_of = app, people, path_of
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))
        self._told: dict[tuple[str, str], None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        found = await self._who(scope)
        if isinstance(found, Response):
            await _refuse(found, scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        scope["person"] = found
        if found is None or scope.get("method", "GET") not in ("GET", "HEAD"):  # an act that has begun is finished
            await self.app(scope, receive, with_headers)
        else:
            await self._while_it_holds(found.session, scope, receive, with_headers)

    async def _who(self, scope: Scope) -> Person | Response | None:
        """Who asks (None: nobody, for what is everybody's), or why it is refused."""
        headers = Headers(scope=scope)
        path: str = scope["path"]
        if path == "/healthz":
            return None
        host = headers.get("host", "")
        name = _HOST.fullmatch(host)
        if name is None or name[1].lower() not in self._hosts:
            return _error(421, "this is not a name of this system; see hosts in [web]")
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        origin = headers.get("origin")
        if changes and origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return _error(403, "requests from other pages are refused")
        route = self._path_of(scope)
        if route is None and not path.startswith(("/api", "/warnings")):
            return None  # the console's files, which are the same for everybody
        method = "GET" if scope.get("method", "GET") == "HEAD" else scope.get("method", "GET")
        rule = RULES.get((method, route or ""))
        if rule is not None and rule.is_open:
            return None
        person = self._known(scope)
        if person is None:
            response = _error(401, "sign in, or show a key: Authorization: Bearer ...")
            response.headers["www-authenticate"] = "Bearer"
            return response
        if changes and origin is None and person.session is not None:
            return _error(403, "who is signed in acts from the console's page; programs show a key")
        return await self._allowed(person, rule, route, scope)

    async def _allowed(self, person: Person, rule: Rule | None, route: str | None, scope: Scope) -> Person | Response:
        if route is None:
            return person  # there is nothing there, which the app says
        path, address = scope["path"], address_of(scope)
        if rule is None:
            return _error(403, "nobody may: this is not in the table of roles")
        why = ""
        if not rule.allows(person.roles):
            why = f"not with your roles: {', '.join(person.roles) or 'none'}"
        elif rule.by_person and person.way == "key":
            why = "this is done by a person who has signed in, never with a key"
        if why:
            if (person.name, route) not in self._told:
                keep(self._told, (person.name, route), None, MOST_TOLD)
                await self._people.told("refused", person.name, person.way, path, address)
            return _error(403, why)
        if rule.is_journaled:
            try:
                await self._people.tell("read", person.name, person.way, path, address, _query(scope).get("partition"))
            except (SargasError, TimeoutError):
                return _error(503, "that you read this cannot be written down now, so it is not shown")
        return person

    def _known(self, scope: Scope) -> Person | None:
        return self._people.of(_bearer(Headers(scope=scope)), _query(scope), cookie_of(scope))

    def _still(self, scope: Scope) -> bool:
        """Whether what was let in would be now."""
        person, rule = self._known(scope), RULES.get(("GET", self._path_of(scope) or ""))
        if person is None or (scope["person"].cleared and not person.cleared):
            return False
        return rule is None or rule.allows(person.roles)

    async def _while_it_holds(self, session: Session | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves until it is done, or the session has ended: then what is open closes at once; what a key or the token
        opened, or roles that are no more, soon after they are taken away."""
        begun, loop = "", asyncio.get_running_loop()

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = message["type"]
            await send(message)

        timer: asyncio.TimerHandle | None = None
        until = asyncio.timeout(None)

        def look() -> None:
            nonlocal timer
            if self._still(scope):
                timer = loop.call_later(LOOK_S, look)
            else:
                until.reschedule(0.0)

        timer = loop.call_later(LOOK_S, look)
        try:
            async with until:
                with self._people.sessions.open(session, lambda: until.reschedule(0.0)):
                    await self.app(scope, receive, noted)
        except TimeoutError:
            if not until.expired():
                raise
            if begun in ("websocket.accept", "websocket.send"):
                await send({"type": "websocket.close", "code": SIGNED_OUT, "reason": "signed out"})
            elif begun in ("http.response.start", "http.response.body"):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            timer.cancel()


def cookie_of(scope: Scope) -> str:
    """The id of a session that a browser sends; "" where it sends none."""
    try:
        return cookie_parser(Headers(scope=scope).get("cookie", "")).get(cookie_name(scope), "")
    except CookieError:
        return ""


def cookie_name(scope: Scope) -> str:
    """Of the session: cookies know no ports, and two of us may run on one machine."""
    server = scope.get("server") or ("", 0)
    return f"sargas-{server[1]}"


def address_of(scope: Scope) -> str:
    """Where a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _query(scope: Scope) -> dict[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1")))


def _bearer(headers: Headers) -> str:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


def _error(status: int, reason: str) -> Response:
    response = Response(msgspec.json.encode({"error": reason}), status, media_type="application/json")
    for name, value in HEADERS:
        response.headers[name] = value
    response.headers["cache-control"] = "no-store"
    return response


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    await response(scope, receive, send)
