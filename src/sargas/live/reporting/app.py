"""The application: the page, its map, and the door for reports. See `sargas.live.reporting`."""

import asyncio
import hmac
import ipaddress
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sargas.errors import Unavailable
from sargas.geo.bundled import third_party
from sargas.live.address import Address
from sargas.live.intake import Sink
from sargas.live.reporting import photos
from sargas.live.reporting.pace import Pace
from sargas.live.reporting.patrols import Patrols
from sargas.live.reporting.taken import Posted, Wrong, kept, picture, posted
from sargas.live.serving import serve
from sargas.model.bounded import keep

DIST = Path(__file__).parent / "dist"
MOST_BYTES = 3 << 20
"""Of one post; the page makes its pictures smaller than that."""
TAKE_S, ROOM_S = 60.0, 5.0
"""For a post to come, from a phone at the edge of its network; for it to be written down."""
BURST, EVERY_S = 30.0, 2.0
"""Posts of one address at once, and then one in so long: many phones share an address of their network."""
ALL_BURST, ALL_EVERY_S = 400.0, 0.01
"""Of everybody."""
PHOTO_BURST_BYTES, PHOTO_BYTES_PER_S = 8 << 20, 1 << 20
"""Pictures must not take the room of radars in the intake: what is beyond is taken without its picture."""
MOST_KNOWN = 20_000

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


async def receive(address: Address, sink: Sink) -> None:
    """Until cancelled; OSError or Unavailable when it cannot be."""
    options = address.options
    pace = Pace(float(options.get("burst", BURST)), float(options.get("every", EVERY_S)))
    door = Door(sink, pace, Patrols(options.get("patrols")), options.get("proxy", ""))
    try:
        await serve(address, build_app(door), sink)
    finally:
        door.close()


def build_app(door: "Door") -> ASGIApp:
    """The ASGI application."""

    async def page(_: Request) -> Response:
        if not (DIST / "index.html").is_file():
            return Response("The page is not built: run make setup.\n", 503, media_type="text/plain")
        return FileResponse(DIST / "index.html", headers={"cache-control": "no-cache"})

    async def map_of(_: Request) -> Response:
        headers = {"content-encoding": "gzip", "cache-control": "public, max-age=86400"}
        return FileResponse(third_party("basemap") / "phone.json.gz", headers=headers, media_type="application/json")

    routes = [
        Route("/", page),
        Route("/map.json", map_of),
        Route("/report", door.report, methods=["POST"]),
        Mount("/assets", StaticFiles(directory=DIST / "assets", check_dir=False)),
    ]
    return _Guarded(Starlette(routes=routes))


class _Guarded:
    """Every answer has the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if scope.get("scheme") == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, receive, told)


class Door:
    """Takes reports."""

    def __init__(self, sink: Sink, pace: Pace, patrols: Patrols, proxy: str) -> None:
        self._sink, self._pace, self._patrols, self._proxy = sink, pace, patrols, proxy
        self._all = Pace(ALL_BURST, ALL_EVERY_S)
        self._photos = Pace(PHOTO_BURST_BYTES, 1.0 / PHOTO_BYTES_PER_S)
        self._secret = secrets.token_bytes(32)
        """Pseudonyms mean nothing after this process."""
        self._known: dict[str, None] = {}
        self._painter = ThreadPoolExecutor(1, "sargas-photos")

    def close(self) -> None:
        """No more pictures are made."""
        self._painter.shutdown(wait=False, cancel_futures=True)

    async def report(self, request: Request) -> Response:
        """POST /report: 200 {"kept": id, "photo": whether it was kept}, or {"wrong": field} with 400, 413, 429, 503."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        if site != "same-origin" or request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _wrong(403, "post")
        said_token = request.headers.get("authorization", "")
        patrol = self._patrols.named(said_token.removeprefix("Bearer ")) if said_token else None
        if said_token and patrol is None:
            self._sink.counters.turned_away += 1
            return _wrong(401, "patrol")
        who = address_of(request, self._proxy)
        now_s = time.monotonic()
        wait_s = (0.0 if patrol else self._pace.wait_s(who, now_s)) or self._all.wait_s("", now_s)
        if wait_s > 0.0:
            self._sink.counters.turned_away += 1
            return _wrong(429, "pace", {"retry-after": str(int(wait_s) + 1)})
        try:
            async with asyncio.timeout(TAKE_S):
                body = await _body(request)
            if body is None:
                return _wrong(413, "photo")
            return await self._take(posted(body), patrol, who)
        except Wrong as error:
            return _wrong(400, str(error))
        except (TimeoutError, ClientDisconnect, Unavailable):
            return _wrong(503, "time", {"retry-after": "5"})

    async def _take(self, said: Posted, patrol: str | None, who: str) -> Response:
        if said.id in self._known:  # the answer was lost on its way, and the phone asks again
            return JSONResponse({"kept": said.id, "photo": True})
        photo, content = None, picture(said)
        if content is not None and self._photos.wait_s("", time.monotonic(), len(content)) == 0.0:
            try:
                photo = await asyncio.get_running_loop().run_in_executor(self._painter, photos.clean, content)
            except ValueError:
                raise Wrong("photo") from None
        origin = hmac.new(self._secret, who.encode(), sha256).hexdigest()[:16]
        record = kept(said, time.time(), patrol, origin, photo)
        async with asyncio.timeout(ROOM_S):
            await (self._sink.branch(patrol) if patrol else self._sink).put(record)
            await self._sink.durable()
        keep(self._known, said.id, None, MOST_KNOWN)
        return JSONResponse({"kept": said.id, "photo": photo is not None or content is None})


def address_of(request: Request, proxy: str) -> str:
    """Who posts: an address, or the network of 64 bits that one household or phone has with IPv6. What a proxy of ours
    says last is whom it heard."""
    host = request.client.host if request.client else ""
    if proxy and host == proxy:
        host = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


async def _body(request: Request) -> bytes | None:
    """All of it, None when that is too much."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)


def _wrong(status: int, field: str, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode({"wrong": field}), status, headers, "application/json")
