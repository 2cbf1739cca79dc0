"""App: the routes of docs/reference/web.md. Everything is read from the screens; acts go to the inbox."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Match, Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

import sargas
from sargas.exercise.scenario import Scenario
from sargas.web.acts import Acts, Inbox, answer, number_of
from sargas.web.aerodromes import AerodromeRoutes
from sargas.web.basemap import DIST, BaseMap, ConsoleFiles
from sargas.web.exercises import ExerciseRoutes
from sargas.web.guard import Guard
from sargas.web.identities import IdentityRoutes
from sargas.web.incidents import IncidentRoutes
from sargas.web.login import LoginRoutes
from sargas.web.metrics import Sample, samples_of, text
from sargas.web.oidc import Oidc
from sargas.web.people import People, Person
from sargas.web.restricted import RestrictedRoutes
from sargas.web.roles import SITING
from sargas.web.screens import Screen, Screens
from sargas.web.searches import SearchRoutes
from sargas.web.warnings import WarningRoutes
from sargas.web.watch import Watch
from sargas.web.weather import WeatherRoutes
from sargas.web.zones import ZoneRoutes

Counters = Callable[[], Mapping[str, Mapping[str, Any]]]
"""Figures by partition."""

CLIENTS = 128
"""So many may watch the tracks, and so many may listen to the events, of all partitions together."""


def build_app(
    screens: Screens,
    people: People,
    inbox: Inbox,
    counters: Counters | None = None,
    basemap: Path | None = None,
    hosts: Sequence[str] = (),
    dist: Path = DIST,
    history: Path | None = None,
    oidc: Oidc | None = None,
    scenarios: Mapping[str, Scenario] | None = None,
) -> Guard:
    """The whole ASGI app behind its guard. `hosts`: names it may be reached under besides those of loopback.
    `history`: the file of the past. `oidc`: who else says who somebody is. `scenarios`: what is played, by partition.
    """
    api = Api(screens, inbox, counters or dict, history, LoginRoutes(people, oidc), scenarios or {})
    console = ConsoleFiles(dist)
    told: dict[Any, Any] = {HTTPException: _told, Exception: _broken}
    app = Starlette(routes=api.routes(BaseMap(basemap), console), exception_handlers=told)

    named = [route for route in app.routes if isinstance(route, (Route, WebSocketRoute))]

    def path_of(scope: Scope) -> str | None:
        """As the router chooses; None where nothing answers but the console's files, which are asked last."""
        path: str = scope["path"]
        for route in named:
            if route.path_regex.match(path) and route.matches(scope)[0] == Match.FULL:
                return route.path
        return None

    return Guard(app, people, hosts, path_of)


class Api:
    """The routes' functions."""

    def __init__(
        self,
        screens: Screens,
        inbox: Inbox,
        counters: Counters,
        history: Path | None,
        login: LoginRoutes,
        scenarios: Mapping[str, Scenario],
    ) -> None:
        self._screens, self._inbox, self._counters = screens, inbox, counters
        self._acts = Acts(self._screen, inbox)
        self._incidents = IncidentRoutes(self._screen, inbox)
        self._watch = Watch(self._screen, inbox)
        self._warnings = WarningRoutes(self._screen, inbox)
        self._searches = SearchRoutes(self._screen, inbox)
        self._zones = ZoneRoutes(self._screen, inbox)
        self._aerodromes = AerodromeRoutes(self._screen, inbox)
        self._exercises = ExerciseRoutes(self._screen, inbox, scenarios)
        self._restricted = RestrictedRoutes(history)
        self._login = login
        self._listeners: set[Response] = set()

    def routes(self, basemap: BaseMap, console: ConsoleFiles) -> list[BaseRoute]:
        """Every route there is."""
        return [
            Route("/healthz", self.healthz),
            *self._login.routes(),
            Route("/api/state", self.state),
            Route("/api/picture", self.picture),
            Route("/api/picture/{number}", self.track),
            Route("/api/trail/{number}", self.trail),
            *self._incidents.routes(),
            *IdentityRoutes(self._screen).routes(),
            *self._acts.routes(),
            *self._watch.routes(),
            *self._warnings.routes(),
            *self._searches.routes(),
            *self._zones.routes(),
            *self._aerodromes.routes(),
            *self._exercises.routes(),
            *self._restricted.routes(),
            *WeatherRoutes(lambda request: self._screen(request).weather).routes(),
            Route("/api/alerts", self.alerts),
            Route("/api/sensors", self.sensors),
            Route("/api/faults", self.faults),
            Route("/api/events", self.events),
            Route("/metrics", self.metrics),
            WebSocketRoute("/api/tracks", self.tracks),
            Route("/basemap/{name}", basemap.serve),
            Mount("/", console),
        ]

    def _screen(self, request: Request | WebSocket) -> Screen:
        person: Person | None = request.scope.get("person")
        screen = self._screens.of(request.query_params.get("partition"), person is not None and person.cleared)
        if screen is None:
            raise HTTPException(404, "no such partition")
        return screen

    async def healthz(self, request: Request) -> Response:
        """Alive."""
        return answer({"status": "ok"})

    async def state(self, request: Request) -> Response:
        """How every partition stands."""
        partitions = [screen.state for screen in self._screens.by_name.values()]
        return answer({"partitions": partitions, "site": self._screens.site, "version": sargas.__version__})

    async def picture(self, request: Request) -> Response:
        """Every current track."""
        return Response(await self._screen(request).picture_json(), media_type="application/json")

    async def track(self, request: Request) -> Response:
        """One current track."""
        track = self._screen(request).rows.track(number_of(request, "number"))
        if track is None:
            raise HTTPException(404, "no such track now")
        return answer(track)

    async def trail(self, request: Request) -> Response:
        """Where a track has been."""
        number = number_of(request, "number")
        return answer({"number": number, "points": self._screen(request).trails.points(number)})

    async def alerts(self, request: Request) -> Response:
        """Every alert, newest first."""
        screen = self._screen(request)
        newest = sorted(screen.alerts.values(), key=lambda alert: (-alert.time_s, -alert.number))
        return answer({"time_s": screen.time_s, "alerts": newest})

    async def sensors(self, request: Request) -> Response:
        """Every sensor; where it stands, and what registration knows of it, only for whom that is."""
        screen, person = self._screen(request), request.scope["person"]
        rows = screen.board.rows(screen.state.time_s or screen.time_s)
        if not any(role in SITING for role in person.roles):
            rows = [row | {"site": None, "bias": None} for row in rows]
        return answer({"time_s": screen.time_s, "sensors": rows})

    async def faults(self, request: Request) -> Response:
        """What could not be read."""
        return answer({"faults": self._screen(request).faults.rows()})

    async def events(self, request: Request) -> Response:
        """Incidents, alerts, sensors and state as they change."""
        last_id = request.headers.get("last-event-id", request.query_params.get("last_event_id", ""))
        return _EventStream(self._screen(request).events(last_id), self._listeners)

    async def tracks(self, websocket: WebSocket) -> None:
        """The track stream."""
        try:
            screen = self._screen(websocket)
        except HTTPException as error:
            await websocket.send_denial_response(answer({"error": error.detail}, error.status_code))
            return
        if sum(len(each.stream) for each in self._screens.all()) >= CLIENTS:
            await websocket.accept()
            await websocket.close(1013, f"{CLIENTS} clients watch already")
            return
        await screen.stream.serve(websocket)

    async def metrics(self, request: Request) -> Response:
        """Figures for Prometheus."""
        samples = [Sample("sargas_info", 1, version=sargas.__version__)]
        for name, figures in self._counters().items():
            samples += samples_of(figures, "sargas", partition=name)
        for screen in self._screens.by_name.values():
            rows = screen.board.rows(screen.state.time_s or screen.time_s)
            streams = [one.stream for one in self._screens.all(screen.name)]
            shown = ("plots", "faults", "latency_s", "plots_per_s", "last_plot_s")
            figures = {
                "sensors": {row["id"]: {k: row[k] for k in shown} | {"ok": int(row["status"] == "ok")} for row in rows},
                "tracks": len(screen.rows),
                "incidents": len(screen.incidents),
                "alerts": len(screen.alerts),
                "silences": sum(not silence.ended for silence in screen.silences.values()),
                "muted": sum(silence.muted for silence in screen.silences.values()),
                "warnings": len(screen.warnings.by_number),
                "faults": screen.faults.total,
                "clients": sum(map(len, streams)),
                "frames": sum(stream.frames for stream in streams),
                "sent_bytes": sum(stream.bytes for stream in streams),
                "resets": sum(stream.resets for stream in streams),
                "time_s": screen.state.time_s,
                "running": int(screen.state.phase == "running"),
            }
            samples += samples_of(figures, "sargas", partition=screen.name)
        return Response(text(samples), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer({"error": " ".join(error.detail.split())}, error.status_code)


async def _broken(request: Request, error: Exception) -> Response:
    """Our bug: its details are for the log, not for who asked."""
    return answer({"error": "internal error"}, 500)


class _EventStream(StreamingResponse):
    """Server-sent events to one client, while `among` holds fewer than CLIENTS."""

    def __init__(self, events: AsyncIterator[bytes], among: set[Response]) -> None:
        super().__init__(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        self._among = among

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One client, until either side ends."""
        if len(self._among) >= CLIENTS:
            await answer({"error": f"{CLIENTS} clients listen already"}, 503)(scope, receive, send)
            return
        self._among.add(self)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._among.discard(self)
