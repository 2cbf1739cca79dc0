"""OIDC: who somebody is by the word of a provider of their organisation (OpenID Connect Core 1.0, authorization code).

Rule: PKCE (RFC 7636, S256), a state that belongs to the browser that began, a nonce; each state and so each code is
taken once. The ID token is signed by a key of the provider's, with an algorithm of ALGORITHMS and no other; issuer,
audience, nonce, and times are as they must be (Core, 3.1.3.7). Addresses are https, but for a provider on loopback.
Roles come from a claim by a table of the site, never from the token itself.
"""

import asyncio
import base64
import contextlib
import hashlib
import secrets
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from sargas.model.bounded import keep
from sargas.web.people import Denied, Identity
from sargas.web.roles import ROLES
from sargas.web.settings import OidcSettings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "Ed25519", "EdDSA")
"""Signed by a key pair of the provider's: never `none`, never a shared secret."""
PENDING_S, MOST_PENDING = 600.0, 1_000
ANSWER_S, MOST_BYTES = 10.0, 1_000_000
FRESH_S, KEYS_AGAIN_S = 3_600.0, 10.0
"""The provider's description is read again so often; its keys at most so often when one is not known."""
NOTHING: Mapping[str, str] = {}
LEEWAY_S = 60
"""Of its clock against ours."""


class _Pending(NamedTuple):
    verifier: str
    nonce: str
    back: str
    until_s: float


class _Said(NamedTuple):
    """What the provider says of itself."""

    authorization: str
    token: str
    keys: str
    basic: bool
    read_s: float


class Oidc:
    """One provider. `secret`: what it gave us, "" for a public client."""

    def __init__(self, settings: OidcSettings, secret: str = "", clock: Callable[[], float] = time.time) -> None:
        self.label, self.redirect = settings.label, settings.redirect
        self._settings, self._secret, self._clock = settings, secret, clock
        self._pending: dict[str, _Pending] = {}
        self._said: _Said | None = None
        self._keys: jwk.KeySet | None = None
        self._keys_s = 0.0
        self._secure = ssl.create_default_context(cafile=settings.ca or None)

    async def begin(self, back: str) -> tuple[str, str]:
        """(where the browser goes, the state it comes back with). `back`: where to. Raises Denied."""
        said = await self._provider()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        back = self._settings.redirect or back
        keep(self._pending, state, _Pending(verifier, nonce, back, self._clock() + PENDING_S), MOST_PENDING)
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": back,
            "scope": " ".join(self._settings.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": _url64(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return f"{said.authorization}{'&' if '?' in said.authorization else '?'}{urlencode(asked)}", state

    async def finish(self, state: str, code: str) -> Identity:
        """Who came back with this. Raises Denied."""
        pending = self._pending.pop(state, None)
        if pending is None or pending.until_s < self._clock():
            raise Denied(400, "this sign-in was not begun here, or is over: begin again")
        if not code:
            raise Denied(403, "the provider gave no code")
        said = await self._provider()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.back,
            "client_id": self._settings.client_id,
            "code_verifier": pending.verifier,
        }
        headers = {}
        if self._secret and said.basic:
            pair = f"{quote(self._settings.client_id, safe='')}:{quote(self._secret, safe='')}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif self._secret:
            form["client_secret"] = self._secret
        answer = await self._fetch(said.token, urlencode(form).encode(), headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Denied(502, "the provider gave no ID token")
        return self._identity(await self._claims(token, said.keys, pending.nonce))

    async def _claims(self, token: str, keys: str, nonce: str) -> dict[str, Any]:
        """Of an ID token that is what it must be. Raises Denied."""
        try:
            known = await self._key_set(keys, again=False)
            try:
                claims = jwt.decode(token, known, algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):  # its keys may be others by now
                known = await self._key_set(keys, again=True)
                claims = jwt.decode(token, known, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                now=int(self._clock()),
                leeway=LEEWAY_S,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.client_id},
                nonce={"essential": True, "value": nonce},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise Denied(403, f"the provider's ID token is refused: {type(error).__name__}") from None
        several = not isinstance(claims["aud"], str) and len(claims["aud"]) > 1
        if claims.get("azp", "" if several else self._settings.client_id) != self._settings.client_id:
            raise Denied(403, "the provider's ID token is refused: it is for somebody else")
        return claims

    def _identity(self, claims: dict[str, Any]) -> Identity:
        settings = self._settings
        name = claims.get(settings.name_claim)
        if not isinstance(name, str):
            raise Denied(403, f"the provider says no {settings.name_claim}")
        groups = claims.get(settings.groups_claim)
        said = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        given = [role for group, roles in settings.roles.items() if group in said for role in roles]
        return Identity(
            name, tuple(role for role in ROLES if role in given), any(group in said for group in settings.cleared)
        )

    async def _provider(self) -> _Said:
        if self._said is not None and self._clock() - self._said.read_s < FRESH_S:
            return self._said
        issuer = self._settings.issuer
        found = await self._fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise Denied(502, "the provider says that it is another")
        ends = [str(found.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if not all(end.startswith("https://") or (_is_loopback(end) and _is_loopback(issuer)) for end in ends):
            raise Denied(502, "the provider names an address that is not https")
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        self._said = _Said(ends[0], ends[1], ends[2], "client_secret_basic" in methods, self._clock())
        return self._said

    async def _key_set(self, address: str, again: bool) -> jwk.KeySet:
        age_s = self._clock() - self._keys_s
        if self._keys is None or age_s > FRESH_S or (again and age_s > KEYS_AGAIN_S):
            self._keys = _keys_of(await self._fetch(address))
            self._keys_s = self._clock()
        return self._keys

    async def _fetch(
        self, address: str, form: bytes | None = None, said: Mapping[str, str] = NOTHING
    ) -> dict[str, Any]:
        """A JSON object. Raises Denied."""
        asked = urllib.request.Request(address, form, {"accept": "application/json", **said})
        try:
            found = msgspec.json.decode(await asyncio.to_thread(self._read, asked))
        except urllib.error.HTTPError as error:
            raise Denied(502, f"the provider refused: {error.code}") from None
        except (OSError, ValueError, msgspec.DecodeError):
            raise Denied(502, "the provider does not answer") from None
        if not isinstance(found, dict):
            raise Denied(502, "the provider's answer is no object")
        return found

    def _read(self, asked: urllib.request.Request) -> bytes:
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=self._secure), _NoRedirect())
        with opener.open(asked, timeout=ANSWER_S) as answer:
            data: bytes = answer.read(MOST_BYTES)
        return data


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Nowhere else than we were told."""


def _keys_of(found: dict[str, Any]) -> jwk.KeySet:
    """Those of a JWKS that are keys of a kind that is known, as RFC 7517 (5) asks."""
    keys = []
    for one in found.get("keys") or ():
        with contextlib.suppress(JoseError, ValueError, TypeError, KeyError, AttributeError):
            keys.append(jwk.import_key(one))
    return jwk.KeySet(keys)


def _is_loopback(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")


def _url64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
