"""The application: the page, its map, and the door for reports. See `sargas.live.reporting`."""

import asyncio
import hmac
import ipaddress
import secrets
import time
from collections.abc import Awaitable, Callable
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
from sargas.live.reporting import photos
from sargas.live.reporting.pace import Pace
from sargas.live.reporting.patrols import Patrols
from sargas.live.reporting.taken import Posted, Wrong, kept, picture, posted
from sargas.live.serving import Limits, network_of, serve
from sargas.model.bounded import keep

DIST = Path(__file__).parent / "dist"
MOST_BYTES = 3 << 20
"""Of one post; the page makes its pictures smaller than that."""
LINKS, LINKS_OF_NETWORK = 1000, 200
TAKE_S, PAINT_S = 60.0, 10.0
"""For a post to come, from a phone at the edge of its network; for its picture to be made anew."""
BURST, EVERY_S = 30.0, 2.0
"""Posts of one address at once, and then one in so long: many phones share an address of their network."""
ALL_BURST, ALL_EVERY_S = 400.0, 0.01
"""Reports of everybody but patrols."""
PATROL_BURST, PATROL_EVERY_S = 60.0, 1.0
GUESSES, GUESS_EVERY_S = 5.0, 30.0
"""Tokens of no patrol that one address may show."""
LOOKS, LOOK_EVERY_S = 400.0, 0.05
"""Pages and maps that one address may ask for."""
ALL_PHOTO_BYTES, ALL_PHOTO_BYTES_PER_S = 16 << 20, 128 << 10
PHOTO_BYTES, PHOTO_BYTES_PER_S = 4 << 20, 7_000
"""Pictures of all, and of one origin: a disk has an end. What is beyond is taken without its picture."""
MOST_PAINTED = 4
"""Pictures that may wait to be made anew."""
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

Keep = Callable[[str, bytes], Awaitable[None]]
"""(patrol or "", record): returns when it is written down, Unavailable when it is not."""


async def open_door(
    address: Address, keep_record: Keep, connected: Callable[[str], None], turned_away: Callable[[], None]
) -> None:
    """Serves the page in this process until cancelled; OSError or Unavailable when it cannot be."""
    options = address.options
    pace = Pace(float(options.get("burst", BURST)), float(options.get("every", EVERY_S)))
    door = Door(keep_record, turned_away, pace, Patrols(options.get("patrols")), options.get("proxy", ""))
    limits = Limits(LINKS, LINKS_OF_NETWORK, MOST_BYTES + (64 << 10), options.get("proxy", ""))
    try:
        await serve(address, build_app(door), connected, turned_away, limits)
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

    app = Starlette(
        routes=[
            Route("/", page),
            Route("/map.json", map_of),
            Route("/report", door.report, methods=["POST"]),
            Mount("/assets", StaticFiles(directory=DIST / "assets", check_dir=False)),
        ]
    )
    app.router.redirect_slashes = False
    return _Guarded(app, door)


class _Guarded:
    """Every answer has the headers that keep a page to itself; who looks too often waits; who erred is let go."""

    def __init__(self, app: ASGIApp, door: "Door") -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if message["status"] >= 400:
                    headers["connection"] = "close"
                if scope.get("scheme") == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        if self._door.may_look(Request(scope)):
            await self._app(scope, receive, told)
        else:
            await _wrong(429, "pace", {"retry-after": "5"})(scope, receive, told)


class Door:
    """Takes reports."""

    def __init__(
        self, keep_record: Keep, turned_away: Callable[[], None], pace: Pace, patrols: Patrols, proxy: str
    ) -> None:
        self._keep, self._turned_away = keep_record, turned_away
        self._pace, self._patrols, self._proxy = pace, patrols, proxy
        self._all, self._of_patrols = Pace(ALL_BURST, ALL_EVERY_S), Pace(PATROL_BURST, PATROL_EVERY_S)
        self._guesses, self._looks = Pace(GUESSES, GUESS_EVERY_S), Pace(LOOKS, LOOK_EVERY_S)
        self._all_photos = Pace(ALL_PHOTO_BYTES, 1.0 / ALL_PHOTO_BYTES_PER_S)
        self._photos = Pace(PHOTO_BYTES, 1.0 / PHOTO_BYTES_PER_S)
        self._secret = secrets.token_bytes(32)
        """Pseudonyms mean nothing after this process."""
        self._known: dict[str, bool | None] = {}
        """Ids of reports -> whether their pictures were kept; None while they are being written down."""
        self._painter = ThreadPoolExecutor(1, "sargas-photos")
        self._painted = 0

    def close(self) -> None:
        """No more pictures are made."""
        self._painter.shutdown(wait=False, cancel_futures=True)

    def may_look(self, request: Request) -> bool:
        """Whether an address may ask for one thing more."""
        return self._looks.wait_s(address_of(request, self._proxy), time.monotonic()) == 0.0

    async def report(self, request: Request) -> Response:
        """POST /report: 200 {"kept": id, "photo": whether it was kept}, or {"wrong": field} with 400, 401, 403, 413,
        429, 503."""
        form = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" or form != "application/json":
            return _wrong(403, "post")
        who, now_s = address_of(request, self._proxy), time.monotonic()
        token, patrol = request.headers.get("authorization", ""), None
        if token:
            patrol = self._patrols.named(token.removeprefix("Bearer "))
            if patrol is None:
                return self._wait(self._guesses.wait_s(who, now_s)) or _wrong(401, "patrol")
        name, pace = (patrol, self._of_patrols) if patrol else (who, self._pace)
        if refused := self._wait(pace.wait_s(name, now_s)):
            return refused
        try:
            async with asyncio.timeout(TAKE_S):
                body = await _body(request)
            if body is None:
                return _wrong(413, "photo")
            said, origin = posted(body), self._pseudonym(request)
            record = kept(said, time.time(), patrol, origin, None)  # what is wrong takes nobody's turn
            if patrol is None and (refused := self._wait(self._all.wait_s("", now_s))):
                return refused
            return await self._take(said, record, patrol, origin)
        except Wrong as error:
            return _wrong(400, str(error))
        except (TimeoutError, ClientDisconnect, Unavailable):
            return _wrong(503, "time", {"retry-after": "5"})

    def _wait(self, wait_s: float) -> Response | None:
        """The answer to who must wait."""
        if wait_s <= 0.0:
            return None
        self._turned_away()
        return _wrong(429, "pace", {"retry-after": str(int(wait_s) + 1)})

    def _pseudonym(self, request: Request) -> str:
        origin = origin_of(address_of(request, self._proxy))
        return hmac.new(self._secret, origin.encode(), sha256).hexdigest()[:16]

    async def _take(self, said: Posted, record: bytes, patrol: str | None, origin: str) -> Response:
        """Writes down what is not known yet, with its picture where there is room for it."""
        if said.id in self._known:  # the answer was lost on its way, and the phone asks again
            photo = self._known[said.id]
            if photo is None:
                raise Unavailable("it is being written down")
            return JSONResponse({"kept": said.id, "photo": photo})
        keep(self._known, said.id, None, MOST_KNOWN)
        try:
            content = picture(said)
            made = None if content is None else await self._paint(content, patrol or origin)
            if made is not None:
                record = kept(said, time.time(), patrol, origin, made)
            await self._keep(patrol or "", record)
        except BaseException:
            self._known.pop(said.id, None)
            raise
        self._known[said.id] = content is None or made is not None
        return JSONResponse({"kept": said.id, "photo": self._known[said.id]})

    async def _paint(self, content: bytes, name: str) -> bytes | None:
        """The picture made anew; None where there is no room or no time for it. Raises Wrong where it is none."""
        now_s = time.monotonic()
        if self._painted >= MOST_PAINTED or self._photos.wait_s(name, now_s, len(content)) > 0.0:
            return None
        if self._all_photos.wait_s("", now_s, len(content)) > 0.0:
            return None
        self._painted += 1
        work = asyncio.get_running_loop().run_in_executor(self._painter, photos.clean, content)
        work.add_done_callback(lambda _: self._done())
        try:
            return await asyncio.wait_for(asyncio.shield(work), PAINT_S)
        except TimeoutError:
            return None
        except ValueError:
            raise Wrong("photo") from None

    def _done(self) -> None:
        self._painted -= 1


def address_of(request: Request, proxy: str) -> str:
    """Who asks, as `network_of` names it. What a proxy of ours says last is whom it heard."""
    host = request.client.host if request.client else ""
    if proxy and network_of(host) == network_of(proxy) and _same(host, proxy):
        said = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        host = said if network_of(said) else said.rpartition(":")[0].strip("[]")
    return network_of(host)


def _same(one: str, other: str) -> bool:
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return False


def origin_of(network: str) -> str:
    """Who may be one person: with IPv6 the 48 bits that anybody can have of a tunnel."""
    if ":" not in network:
        return network
    return str(ipaddress.IPv6Network(network).supernet(new_prefix=48))


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
