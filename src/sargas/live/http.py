"""HTTP: what others post to us, what we fetch from them every so often, and what we post to a recipient.

http://127.0.0.1:8790?listen[&login=FILE]                  posted here: each body is a record, its path the link
https://0.0.0.0:8790?listen&cert=FILE&key=FILE&login=FILE  the same over TLS; with ca=FILE both show a certificate
http://host[:port]/path?every=S[&login=FILE]               fetched every S seconds; https with ca, cert and key too
http://host[:port]/path                                    an export posts each message there
Options that are not ours are part of what is asked for. A login is a file of two lines, name and password (Basic).

What is posted is answered (204) when it is written down, not before; 503 says that there was no room, try again. What
is fetched and has not changed (ETag, or the same bytes) is no record. Nobody is followed to another place (3xx).
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import http.client
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sargas.errors import Unavailable
from sargas.live.address import Address
from sargas.live.intake import Sink, Way
from sargas.live.login import login
from sargas.live.outgoing import Outgoing
from sargas.live.secure import context
from sargas.live.serving import serve

EVERY_S, TAKE_S, ROOM_S = 10.0, 20.0, 5.0
"""Between two fetches; for one exchange; for room in the intake and the journal."""
MOST_BYTES, MOST_PATH = 1 << 20, 200
"""Of one body, posted or fetched; of the path that names a link."""
PASSING = (401, 403, 404, 408, 425, 429)
"""Refusals that somebody or time mends: a login, a path, too much at once. Others are of the message (RFC 9110)."""
TOLD_S = 10.0
"""The operator is told of refused messages this often at most."""


async def receive(address: Address, sink: Sink) -> None:
    """Until cancelled; OSError, TimeoutError or Unavailable when it cannot be."""
    await (_listen(address, sink) if address.listens else _fetch(address, sink))


async def _listen(address: Address, sink: Sink) -> None:
    expected = login(address.options["login"]) if "login" in address.options else None

    def turned_away() -> None:
        sink.counters.turned_away += 1

    await serve(address, _Posted(sink, expected), lambda detail: sink.tell("connected", detail), turned_away)


class _Posted:
    """The ASGI application: POST and PUT, anywhere."""

    def __init__(self, sink: Sink, expected: tuple[str, str] | None) -> None:
        self._sink = sink
        self._expected = None if expected is None else _basic(*expected)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            status, words = await self._answer(scope, receive)
            headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(words))]
            headers += [(b"www-authenticate", b'Basic realm="sargas"')] if status == 401 else []
            headers += [(b"connection", b"close")] if status >= 400 else []
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": words})

    async def _answer(self, scope: Any, receive: Any) -> tuple[int, bytes]:
        headers = dict(scope["headers"])
        if b"origin" in headers or b"sec-fetch-site" in headers:  # a page that somebody looks at, on this machine too
            return 403, b"not for web pages\n"
        given = headers.get(b"authorization", b"")
        if self._expected is not None and not hmac.compare_digest(given, self._expected):
            self._sink.counters.turned_away += 1
            return 401, b"a login is needed\n"
        if scope["method"] not in ("POST", "PUT"):
            return 405, b"post it\n"
        link = scope["path"].strip("/")
        if len(link.encode()) > MOST_PATH:
            return 414, b"the path is too long\n"
        try:
            async with asyncio.timeout(TAKE_S):
                body = await _body(receive)
            if body is None:
                return 413, b"more than %d bytes\n" % MOST_BYTES
            async with asyncio.timeout(ROOM_S):
                await (self._sink.branch(link) if link else self._sink).put(body)
                await self._sink.durable()
        except (TimeoutError, Unavailable):
            return 503, b"not written down, or too slow: try again\n"
        return 204, b""


async def _body(receive: Any) -> bytes | None:
    """All of it; None when that is too much. TimeoutError when the peer goes away."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TimeoutError
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _basic(name: str, password: str) -> bytes:
    return b"Basic " + base64.b64encode(f"{name}:{password}".encode())


class _Peer:
    """A server that is asked. The library blocks: it works in a thread of the peer's own, which nobody waits for."""

    def __init__(self, address: Address) -> None:
        self._address = address
        options = address.options
        self._headers = {"user-agent": "sargas"}
        if "login" in options:
            self._headers["authorization"] = _basic(*login(options["login"])).decode()
        self._secure = context(address) if address.scheme == "https" else None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sargas-http")
        self._socket: socket.socket | None = None

    def close(self) -> None:
        """No more is asked."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def ask(self, method: str, body: bytes | None, more: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, body). Raises OSError, TimeoutError or Unavailable."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(TAKE_S):
                return await loop.run_in_executor(self._thread, self._exchange, method, body, more)
        except http.client.HTTPException as error:
            raise Unavailable(f"no answer of HTTP: {type(error).__name__}") from None
        finally:
            if self._socket is not None:  # a thread that still reads from it is woken
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _exchange(self, method: str, body: bytes | None, more: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        host, port = self._address.host, self._address.port
        made: http.client.HTTPConnection
        if self._secure is not None:
            made = http.client.HTTPSConnection(host, port, timeout=TAKE_S, context=self._secure)
        else:
            made = http.client.HTTPConnection(host, port, timeout=TAKE_S)
        until_s = time.monotonic() + TAKE_S
        with contextlib.closing(made):
            made.connect()
            self._socket = made.sock  # the library forgets it as soon as it knows that the answer is the last
            made.request(method, self._address.path or "/", body, {**self._headers, **more})
            answer = made.getresponse()
            found = bytearray()
            while piece := answer.read1(1 << 16):
                found += piece
                if len(found) > MOST_BYTES:
                    raise Unavailable(f"more than {MOST_BYTES} bytes")
                if time.monotonic() > until_s:
                    raise TimeoutError("it took too long")
            if answer.length:
                raise Unavailable("the answer broke off")
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, bytes(found)


async def _fetch(address: Address, sink: Sink) -> None:
    every_s = float(address.options.get("every", EVERY_S))
    tag, last, told = "", b"", False
    with contextlib.closing(_Peer(address)) as peer:
        while True:
            status, headers, body = await peer.ask("GET", None, {"if-none-match": tag} if tag else {})
            if status not in (200, 304):
                raise Unavailable(_refusal(status))
            if not told:
                sink.tell("connected", _name(address))
                told = True
            digest = hashlib.sha256(body).digest()
            if status == 200 and digest != last:
                await sink.put(body)
                tag, last = headers.get("etag", ""), digest
            await asyncio.sleep(every_s)


async def send(address: Address, sink: Sink) -> None:
    """Each message posted, one after the other, until cancelled; OSError, TimeoutError or Unavailable when one is not
    taken: the recipient is told everything again when it is there. One that is refused for good is told to the operator
    and not tried again: those behind it wait for nothing."""
    outgoing = Outgoing()
    refused, told_s = 0, -TOLD_S
    sink.tell("connected", _name(address))
    sink.opened(Way(outgoing.put, outgoing.end, lambda: outgoing.unsent))
    try:
        with contextlib.closing(_Peer(address)) as peer:
            while True:
                payload = await outgoing.next()
                status, _, _ = await peer.ask("POST", payload, {"content-type": sink.media_type})
                if 400 <= status < 500 and status not in PASSING:
                    refused += 1
                    if time.monotonic() - told_s >= TOLD_S:
                        sink.tell("noted", f"refused for good: {_refusal(status)} ({refused} since the last such note)")
                        refused, told_s = 0, time.monotonic()
                elif not 200 <= status < 300:
                    raise Unavailable(_refusal(status))
                outgoing.taken(payload)
    finally:
        sink.closed()


def _name(address: Address) -> str:
    return f"{address.host}:{address.port}{address.path.partition('?')[0]}"


def _refusal(status: int) -> str:
    return f"answered {status} {http.client.responses.get(status, '')}".strip()
