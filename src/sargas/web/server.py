"""Server: the app on a socket, inside the event loop of the system, with TLS (1.2 or later) where it has a certificate.

Nothing of a request is ever logged: the address of the console holds the token."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Generator

import uvicorn
from starlette.types import ASGIApp

from sargas.errors import Unavailable
from sargas.web.sending import Sending
from sargas.web.settings import Settings

STOP_S = 2
"""How long open requests may take when the server is asked to stop."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals are the system's: it stops the server when its work is done."""
        yield


class Server:
    """Started and stopped on the running loop."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Raises Unavailable where the certificate is none."""
        self._settings = settings
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="error",  # uvicorn tells accepted WebSockets with their query at level info
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            http="h11",
            ws=Sending,
            ws_per_message_deflate=False,  # coordinates do not shrink, and the processor is needed elsewhere
            ws_max_size=4_096,
            timeout_graceful_shutdown=STOP_S,
        )
        self._secure = _secure(settings)
        if (secure := self._secure) is not None:
            config.ssl_context_factory = lambda *_: secure
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> str:
        """Listen; the address without token, e.g. http://127.0.0.1:8787. Raises Unavailable when that cannot be."""
        host, port = self._settings.host, self._settings.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((host, port))
            sock.listen(128)
        except OSError as error:
            sock.close()
            raise Unavailable(f"cannot listen on {host}:{port}: {error.strerror}; --port 0 takes a free one") from None
        taken = sock.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([sock]))
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise Unavailable("the server ended at once")
            await asyncio.sleep(0.01)
        shown = "127.0.0.1" if host in ("0.0.0.0", "") else f"[{host}]" if family == socket.AF_INET6 else host
        return f"{'http' if self._secure is None else 'https'}://{shown}:{taken}"

    async def stop(self) -> None:
        """Close; the screens' streams should be closed before."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


def _secure(settings: Settings) -> ssl.SSLContext | None:
    if not settings.certificate:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_cert_chain(settings.certificate, settings.key)
    except (OSError, ssl.SSLError) as error:
        raise Unavailable(f"web.certificate {settings.certificate}, web.key {settings.key}: {error}") from None
    return made
