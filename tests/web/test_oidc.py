"""Signing in by the word of a provider, with a real one on loopback that tells the truth, and then does not."""

import base64
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from joserfc import jwk, jwt

from sargas.web import oidc as room
from sargas.web.oidc import Oidc
from sargas.web.people import Denied
from sargas.web.settings import OidcSettings
from web.bench import peopled, run, served, user
from web.provider import CLIENT, SECRET, Provider

ROLES = {"air-watch": ("operator", "lead"), "air-command": ("director",)}


def settings_of(provider, **more):
    return OidcSettings(provider.issuer, CLIENT, roles=ROLES, cleared=("air-command",), **more)


async def round_trip(provider, oidc):
    """Through the provider as a browser goes, to who that is."""
    where, state = await oidc.begin("http://127.0.0.1:1/api/oidc/callback")
    async with httpx.AsyncClient(trust_env=False) as client:
        back = parse_qs(urlsplit((await client.get(where)).headers["location"]).query)
    assert back["state"] == [state]
    return await oidc.finish(state, back["code"][0])


def refused(provider, match, oidc=None, **more):
    async def play():
        with pytest.raises(Denied, match=match):
            await round_trip(provider, oidc or Oidc(settings_of(provider, **more), SECRET))

    run(play())


def accepted(provider, oidc=None, **more):
    async def play():
        return await round_trip(provider, oidc or Oidc(settings_of(provider, **more), SECRET))

    return run(play())


@pytest.fixture
def provider():
    with Provider() as made:
        yield made


def test_a_person_comes_in_through_the_browser(tmp_path, provider):
    people = peopled(tmp_path, has_oidc=True)

    async def play():
        async with (
            served(people=people, oidc=Oidc(settings_of(provider), SECRET)) as bench,
            httpx.AsyncClient(base_url=bench.url, trust_env=False) as client,
        ):
            assert (await client.get("/api/login")).json()["oidc"] == "Sign in with your organisation"
            begun = await client.get("/api/oidc/begin")
            asked = parse_qs(urlsplit(begun.headers["location"]).query)
            assert (begun.status_code, asked["code_challenge_method"]) == (303, ["S256"])
            assert "samesite=lax" in begun.headers["set-cookie"].lower()
            back = (await client.get(begun.headers["location"])).headers["location"]
            stranger = httpx.AsyncClient(base_url=bench.url, trust_env=False)
            other = await stranger.get(back)
            assert other.headers["location"] == "../../?signin=refused", "another browser than the one that began"
            assert "samesite=strict" not in str(other.headers.get_list("set-cookie")).lower()
            done = await client.get(back)
            assert (done.status_code, done.headers["location"]) == (303, "../../")
            assert "samesite=strict" in str(done.headers.get_list("set-cookie")).lower()
            told = (await client.get("/api/session")).json()
            assert (told["user"], told["roles"], told["way"]) == ("Ona", ["operator", "lead"], "oidc")
            again = await client.get(back)
            assert again.headers["location"] == "../../?signin=refused", "a code is taken once"
            await stranger.aclose()

    run(play())
    authorization, said = provider.used[-1]
    assert base64.b64decode(authorization.removeprefix("Basic ")) == b"sargas:a%20secret%20%26%20more"
    assert len(provider.used) == 1
    assert said["grant_type"] == "authorization_code"


def test_who_is_in_no_group_of_the_table_does_not_come_in(tmp_path, provider):
    provider.claims = {"groups": ["canteen"]}
    people = peopled(tmp_path, has_oidc=True)

    async def play():
        async with (
            served(people=people, oidc=Oidc(settings_of(provider), SECRET)) as bench,
            httpx.AsyncClient(base_url=bench.url, trust_env=False) as client,
        ):
            begun = await client.get("/api/oidc/begin")
            back = (await client.get(begun.headers["location"])).headers["location"]
            assert (await client.get(back)).headers["location"] == "../../?signin=unknown"
            assert (await client.get("/api/session")).status_code == 401

    run(play())


def test_roles_and_clearance_come_from_the_table(provider):
    provider.claims = {"groups": "air-command", "upn": "Jonas"}
    identity = accepted(provider, name_claim="upn")
    assert (identity.name, identity.roles, identity.cleared) == ("Jonas", ("director",), True)
    provider.claims = {"groups": {"air-command": 1}}
    assert accepted(provider).roles == ()
    provider.claims = {"groups": ["admin", 7, None]}
    assert accepted(provider).roles == (), "a group is not a role by being called one"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": ["another", "more"]},
        {"aud": [CLIENT, "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"exp": int(time.time()) - 3_600},
        {"exp": "never"},
        {"iat": int(time.time()) + 3_600},
        {"nbf": int(time.time()) + 3_600},
        {"sub": 7},
    ],
    ids=str,
)
def test_claims_that_are_not_what_they_must_be(provider, claims):
    provider.claims = claims
    refused(provider, "ID token is refused")


@pytest.mark.parametrize("name", ["iss", "aud", "nonce", "exp", "iat", "sub"])
def test_claims_that_are_missing(provider, name):
    provider.without = (name,)
    refused(provider, "ID token is refused")


def test_names_that_are_missing_or_no_names(provider):
    provider.claims = {"preferred_username": ["Ona"]}
    refused(provider, "says no preferred_username")


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_tokens_that_are_forged(provider):
    stranger = jwk.RSAKey.generate_key(2048, {"kid": "first"})
    public = provider.key.as_pem(private=False)

    def by_another_key(claims):
        return jwt.encode({"alg": "RS256", "kid": "first"}, claims, stranger)

    def by_nobody(claims):
        return f"{part({'alg': 'none'})}.{part(claims)}."

    def by_our_public_key_as_a_secret(claims):
        said = f"{part({'alg': 'HS256', 'kid': 'first'})}.{part(claims)}"
        signature = hmac.new(public, said.encode(), "sha256").digest()
        return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def by_a_key_that_it_brings_along(claims):
        header = {"alg": "RS256", "jwk": stranger.as_dict(private=False)}
        return jwt.encode(header, claims, stranger)

    def changed_after_signing(claims):
        head, _, signature = jwt.encode({"alg": "RS256", "kid": "first"}, claims, provider.key).split(".")
        return f"{head}.{part({**claims, 'groups': ['air-command']})}.{signature}"

    def nonsense(_):
        return "x.y"

    forgeries = (
        by_another_key, by_nobody, by_our_public_key_as_a_secret, by_a_key_that_it_brings_along, changed_after_signing,
        nonsense, lambda _: "", lambda _: "a" * 100_000,
    )  # fmt: skip
    for forge in forgeries:
        provider.forge = forge
        refused(provider, "ID token is refused")


def test_keys_are_read_again_when_one_is_not_known_and_not_oftener(provider, monkeypatch):
    oidc = Oidc(settings_of(provider), SECRET)
    assert accepted(provider, oidc).name == "Ona"
    provider.key = jwk.ECKey.generate_key("P-256", {"kid": "second"})
    provider.shown, provider.algorithm = [provider.key], "ES256"
    refused(provider, "ID token is refused", oidc)
    monkeypatch.setattr(room, "KEYS_AGAIN_S", 0.0)
    assert accepted(provider, oidc).name == "Ona"
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_public_client_shows_no_secret_and_one_that_posts_it_does(provider):
    async def play(secret):
        return await round_trip(provider, Oidc(settings_of(provider), secret))

    run(play(""))
    provider.description = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    run(play(SECRET))
    assert [(head, said.get("client_secret")) for head, said in provider.used] == [(None, None), (None, SECRET)]


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ({"issuer": "http://127.0.0.1:2"}, "is another"),
        ({"token_endpoint": "http://192.0.2.1/token"}, "not https"),
        ({"jwks_uri": "file:///etc/passwd"}, "not https"),
        ({"authorization_endpoint": None}, "not https"),
    ],
)
def test_a_provider_that_describes_itself_wrongly(provider, description, why):
    provider.description = description
    refused(provider, why)


def test_a_provider_that_is_not_there(provider):
    settings = msgspec.structs.replace(settings_of(provider), issuer="http://127.0.0.1:9")
    refused(provider, "does not answer", Oidc(settings))


def test_what_was_not_begun_here_or_is_over(provider):
    class Clock:
        now_s = time.time()

        def __call__(self):
            return self.now_s

    clock = Clock()
    oidc = Oidc(settings_of(provider), SECRET, clock)

    async def play():
        with pytest.raises(Denied, match="not begun here"):
            await oidc.finish("made up", "code")
        _, state = await oidc.begin("http://127.0.0.1:1/back")
        with pytest.raises(Denied, match="no code"):
            await oidc.finish(state, "")
        _, state = await oidc.begin("http://127.0.0.1:1/back")
        clock.now_s += room.PENDING_S + 1.0
        with pytest.raises(Denied, match="is over"):
            await oidc.finish(state, "code")
        _, state = await oidc.begin("http://127.0.0.1:1/back")
        with pytest.raises(Denied, match="refused: 400"):
            await oidc.finish(state, "a code of somebody else's")
        for _ in range(room.MOST_PENDING + 5):
            await oidc.begin("http://127.0.0.1:1/back")
        assert len(oidc._pending) == room.MOST_PENDING

    run(play())


def test_where_there_is_no_provider(tmp_path):
    async def play():
        async with served(people=peopled(tmp_path, user("Ona", "viewer"))) as bench:
            for path in ("/api/oidc/begin", "/api/oidc/callback"):
                assert (await bench.client.get(path)).status_code == 404

    run(play())


def test_a_state_is_taken_once_though_the_provider_takes_a_code_twice(provider):
    async def play():
        oidc = Oidc(settings_of(provider), SECRET)
        where, state = await oidc.begin("http://127.0.0.1:1/back")
        async with httpx.AsyncClient(trust_env=False) as client:
            back = parse_qs(urlsplit((await client.get(where)).headers["location"]).query)
        kept = dict(provider.codes)
        assert (await oidc.finish(state, back["code"][0])).name == "Ona"
        provider.codes.update(kept)
        with pytest.raises(Denied, match="not begun here"):
            await oidc.finish(state, back["code"][0])

    run(play())
