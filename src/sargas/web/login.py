"""Login: the routes by which people come in and go, and by which an admin sees who is in and sends them out.

Rule: the cookie is HttpOnly and SameSite=Strict, and Secure where the page came by https; it holds a random id and
nothing else. Who is refused learns no more than that.
"""

import hmac
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sargas.web.acts import answer, number_of, read
from sargas.web.guard import address_of, cookie_name
from sargas.web.oidc import PENDING_S, Oidc
from sargas.web.people import Denied, People, Person
from sargas.web.roles import acts_of
from sargas.web.sessions import LASTS_S


class LoginBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is posted to sign in."""

    name: str
    password: str


class LoginRoutes:
    """The routes' functions."""

    def __init__(self, people: People, oidc: Oidc | None = None) -> None:
        self._people, self._oidc = people, oidc

    def routes(self) -> list[BaseRoute]:
        """Every route of sessions."""
        return [
            Route("/api/login", self.ways),
            Route("/api/login", self.login, methods=["POST"]),
            Route("/api/logout", self.logout, methods=["POST"]),
            Route("/api/session", self.session),
            Route("/api/sessions", self.listed),
            Route("/api/sessions/{session}/revoke", self.revoke, methods=["POST"]),
            Route("/api/oidc/begin", self.begin),
            Route("/api/oidc/callback", self.callback),
        ]

    async def ways(self, request: Request) -> Response:
        """How one comes in here."""
        people = self._people
        oidc = None if self._oidc is None else self._oidc.label
        return answer({"token": people.is_first_run, "password": people.has_passwords, "oidc": oidc})

    async def login(self, request: Request) -> Response:
        """With a name and a password."""
        body = await read(request, LoginBody)
        try:
            secret, person = await self._people.sign_in(body.name, body.password, address_of(request.scope))
        except Denied as denied:
            return _denied(denied)
        return self._signed_in(request, answer(_told(person)), secret)

    async def logout(self, request: Request) -> Response:
        """The session that asks is over; a key or the token is none."""
        person = _person(request)
        if person.session is not None:
            self._people.sessions.end(person.session)
            await self._people.told("logout", person.name, person.way, address=address_of(request.scope))
        response = answer({})
        response.delete_cookie(cookie_name(request.scope))
        return response

    async def session(self, request: Request) -> Response:
        """Who asks, and what they may do."""
        return answer(_told(_person(request)))

    async def listed(self, request: Request) -> Response:
        """Who is in, the latest first."""
        told = ("number", "user", "way", "address", "since_s", "seen_s")
        rows = [{name: getattr(one, name) for name in told} for one in self._people.sessions]
        return answer({"sessions": rows})

    async def revoke(self, request: Request) -> Response:
        """Somebody's session is over, and all that is open with it."""
        session = self._people.sessions.numbered(number_of(request, "session"))
        if session is None:
            raise HTTPException(404, "no such session")
        person = _person(request)
        self._people.sessions.end(session)
        await self._people.told("revoked", person.name, person.way, session.user, address_of(request.scope))
        return answer({})

    async def begin(self, request: Request) -> Response:
        """Off to the provider."""
        if self._oidc is None:
            raise HTTPException(404, "this site has no [web.oidc]")
        try:
            where, state = await self._oidc.begin(str(request.url_for("callback")))
        except Denied as denied:
            return _denied(denied)
        response = RedirectResponse(where, 303)
        self._set(request, response, _state_name(request), state, int(PENDING_S), "lax")  # it comes back from elsewhere
        return response

    async def callback(self, request: Request) -> Response:
        """Back from it; whether it worked or not, the console goes on."""
        if self._oidc is None:
            raise HTTPException(404, "this site has no [web.oidc]")
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        own = request.cookies.get(_state_name(request), "")
        address = address_of(request.scope)
        try:
            if not state or not hmac.compare_digest(state.encode(), own.encode()):
                raise Denied(400, "this sign-in was not begun in this browser")
            identity = await self._oidc.finish(state, code)
        except Denied as denied:
            await self._people.told("failed", way="oidc", what=denied.reason, address=address)
            return _home(request, "refused")
        try:
            secret, _ = await self._people.vouched(identity, address)
        except Denied:
            return _home(request, "unknown")
        return self._signed_in(request, _home(request), secret)

    def _signed_in(self, request: Request, response: Response, secret: str) -> Response:
        self._set(request, response, cookie_name(request.scope), secret, int(LASTS_S), "strict")
        return response

    def _set(self, request: Request, response: Response, name: str, value: str, age_s: int, same_site: Any) -> None:
        seen = (str(request.url), request.headers.get("origin", ""), self._oidc.redirect if self._oidc else "")
        by_https = any(address.startswith("https:") for address in seen)
        response.set_cookie(name, value, max_age=age_s, httponly=True, secure=by_https, samesite=same_site)


def _person(request: Request) -> Person:
    person: Person = request.scope["person"]
    return person


def _told(person: Person) -> dict[str, Any]:
    until_s = None if person.session is None else person.session.since_s + LASTS_S
    return {
        "user": person.name,
        "roles": person.roles,
        "way": person.way,
        "cleared": person.cleared,
        "until_s": until_s,
        "may": acts_of(person.roles),
    }


def _denied(denied: Denied) -> Response:
    response = answer({"error": denied.reason}, denied.status)
    if denied.wait_s > 0.0:
        response.headers["retry-after"] = str(int(denied.wait_s) + 1)
    return response


def _state_name(request: Request) -> str:
    return f"{cookie_name(request.scope)}-oidc"


def _home(request: Request, why: str = "") -> Response:
    """The console's page, two steps above the callback: a prefix of a server in front stays."""
    response = RedirectResponse(f"../../{'?signin=' + why if why else ''}", 303)
    response.delete_cookie(_state_name(request))
    return response
