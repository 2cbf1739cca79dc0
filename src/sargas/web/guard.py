"""Guard: who may come in. It stands before every route, so that a new route cannot forget it.

Everything needs the token, except `/healthz` and what is the same for all (the console's files, the base map).
A request must name a host that is ours (else a web page elsewhere could rebind its own name to us), and what changes
something or opens a WebSocket must come from our own page, when a browser says where it comes from.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs, urlsplit

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

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


def new_token() -> str:
    """A token nobody can guess: 256 bits."""
    return secrets.token_urlsafe(32)


class Guard:
    """ASGI middleware. `is_open(path)`: served without the token."""

    def __init__(self, app: Starlette, token: str, hosts: Iterable[str], is_open: Callable[[str], bool]) -> None:
        self.app = app
        self._token = token.encode()
        self._hosts = frozenset(host.lower() for host in (*LOOPBACK, *hosts))
        self._is_open = is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or WebSocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
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
        if not self._is_open(path) and not self._knows(scope, headers):
            response = _error(401, "a token is needed: ?token=... or Authorization: Bearer ...")
            response.headers["www-authenticate"] = "Bearer"
            return response
        return None

    def _knows(self, scope: Scope, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            given = next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("token", [])), "")
        return hmac.compare_digest(given.strip().encode(), self._token)


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
