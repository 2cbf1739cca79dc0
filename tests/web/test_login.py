"""Coming in and going, over a real server, as a browser does it."""

import asyncio
import json
import ssl

import httpx
import pytest
import trustme
import websockets

from sargas.web import guard
from sargas.web.server import Server
from sargas.web.settings import Settings
from web.bench import (
    TOKEN,
    Bench,
    State,
    bearer,
    changes,
    incident,
    peopled,
    run,
    served,
    signed_in,
    user,
)  # fmt: skip
from web.test_people import SECRET, Journal
from web.test_warnings import told

HOSTILE = "<img src=x onerror=alert(1)>"


def browser(bench, **more):
    return httpx.AsyncClient(base_url=bench.url, headers={"origin": bench.url}, trust_env=False, **more)


def test_a_person_comes_in_acts_under_their_own_name_and_goes(tmp_path):
    journal = Journal()
    people = peopled(tmp_path, user(HOSTILE, "operator", password=SECRET), witness=journal)

    async def play():
        async with served(people=people) as bench, browser(bench) as client:
            bench.screens.changes("live", changes(incidents=(incident(1),)))
            assert (await client.get("/api/login")).json() == {"token": False, "password": True, "oidc": None}
            assert (await client.get("/api/session")).status_code == 401
            wrong = await client.post("/api/login", json={"name": HOSTILE, "password": "x"})
            assert (wrong.status_code, wrong.json()) == (401, {"error": "wrong name or password"})
            answer = await client.post("/api/login", json={"name": HOSTILE, "password": SECRET})
            assert answer.status_code == 200
            cookie = answer.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert "path=/" in cookie
            assert "secure" not in cookie
            said = (await client.get("/api/session")).json()
            assert (said["user"], said["roles"], said["way"]) == (HOSTILE, ["operator"], "password")
            assert "/api/incidents/{number}/acknowledge" in said["may"]
            assert "/api/warnings/{number}/release" not in said["may"]
            path = "/api/incidents/1/acknowledge"
            assert (await client.post(path, json={"note": "seen"})).status_code == 200
            assert (await client.post(path, json={"by": HOSTILE})).status_code == 200
            other = await client.post(path, json={"by": "Jonas"})
            assert (other.status_code, other.json()) == (403, {"error": f"by: you are signed in as {HOSTILE}"})
            assert [decision.by for _, decision in bench.decided] == [HOSTILE, HOSTILE]
            assert (await client.post("/api/logout")).status_code == 200
            assert (await client.get("/api/session")).status_code == 401

    run(play())
    assert [event[:2] for event in journal.told] == [("failed", HOSTILE), ("login", HOSTILE), ("logout", HOSTILE)]


def test_too_many_failures_are_told_with_how_long_to_wait(tmp_path):
    people = peopled(tmp_path, user("Ona", "operator"))

    async def play():
        async with served(people=people) as bench, browser(bench) as client:
            for _ in range(6):
                answer = await client.post("/api/login", json={"name": "Ona", "password": "x"})
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
            assert "try again" in answer.json()["error"]

    run(play())


@pytest.mark.parametrize("body", [b"", b"[]", b'{"name": 1}', b'{"name": "x"}', b"\xff", b'{"name": "' + b"x" * 20_000])
def test_what_is_no_sign_in_is_told(tmp_path, body):
    people = peopled(tmp_path, user("Ona", "operator"))

    async def play():
        async with served(people=people) as bench, browser(bench) as client:
            assert (await client.post("/api/login", content=body)).status_code in (400, 413)

    run(play())


def test_who_is_known_by_a_cookie_acts_from_the_console_s_page_alone(tmp_path):
    people = peopled(tmp_path, user("Ona", "operator", password=SECRET))

    async def play():
        async with served(people=people) as bench:
            bench.screens.changes("live", changes(incidents=(incident(1),)))
            own = signed_in(bench, "Ona")
            path, address = "/api/incidents/1/acknowledge", bench.url.replace("http", "ws") + "/api/tracks"
            for origin in ("http://evil.example", "null", None):
                headers = {**own, "origin": origin} if origin else {"cookie": own["cookie"]}
                async with httpx.AsyncClient(base_url=bench.url, trust_env=False) as client:
                    assert (await client.post(path, json={}, headers=headers)).status_code == 403, origin
                    assert (await client.post("/api/logout", headers=headers)).status_code == 403
                    login = {"name": "Ona", "password": SECRET}
                    entered = await client.post("/api/login", json=login, headers=headers)
                    assert entered.status_code == (200 if origin is None else 403)
                with pytest.raises(websockets.InvalidStatus) as refused:
                    await websockets.connect(address, proxy=None, additional_headers=headers)
                assert refused.value.response.status_code == 403
            assert bench.decided == []
            await (await websockets.connect(address, proxy=None, additional_headers=own)).close()

    run(play())


def test_a_session_that_an_admin_ends_closes_what_is_open_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "LOOK_S", 1e6)  # nothing else closes it
    journal = Journal()
    people = peopled(tmp_path, user("Ona", "operator"), user("Jonas", "admin"), witness=journal)

    async def play():
        async with served(people=people) as bench, browser(bench) as client:
            bench.screens.state("live", State())
            ona, jonas = signed_in(bench, "Ona"), signed_in(bench, "Jonas")
            address = bench.url.replace("http", "ws") + "/api/tracks"
            stream = await websockets.connect(address, proxy=None, additional_headers=ona)
            await stream.recv()
            async with client.stream("GET", "/api/events", headers=ona) as events:
                lines = events.aiter_lines()
                assert (await anext(lines)).startswith("id:")
                listed = (await client.get("/api/sessions", headers=jonas)).json()["sessions"]
                assert {one["user"] for one in listed} == {"Ona", "Jonas"}
                assert not any(len(str(value)) > 30 for one in listed for value in one.values()), "no secrets"
                (number,) = [one["number"] for one in listed if one["user"] == "Ona"]
                assert (await client.post(f"/api/sessions/{number}/revoke", headers=ona)).status_code == 403
                assert (await client.post(f"/api/sessions/{number}/revoke", headers=jonas)).status_code == 200
                async with asyncio.timeout(25.0):
                    with pytest.raises(websockets.ConnectionClosed) as closed:
                        await stream.recv()
                    assert [line async for line in lines][-1] == ""
                assert closed.value.rcvd.code == guard.SIGNED_OUT
            assert len(bench.live.stream) == 0
            assert (await client.get("/api/session", headers=ona)).status_code == 401
            assert (await client.get("/api/session", headers=jonas)).status_code == 200
            assert (await client.post(f"/api/sessions/{number}/revoke", headers=jonas)).status_code == 404

    run(play())
    assert ("revoked", "Jonas", "password", "Ona", "127.0.0.1") in journal.told
    assert ("read", "Jonas", "password", "/api/sessions", "127.0.0.1") in journal.told
    refused = next(one for one in journal.told if one[0] == "refused")
    assert refused[1:4] == ("Ona", "password", "/api/sessions/1/revoke")


def test_two_persons_release_a_warning_only_when_two_have_signed_in(tmp_path):
    people = peopled(tmp_path, user("Ona", "lead"), user("Jonas", "director"), user("Petras", "operator"))

    async def play():
        async with served(people=people) as bench, browser(bench) as client:
            bench.screens.state("live", State())
            warning = told()
            bench.screens.changes("live", changes(warnings=(warning,)))
            path = "/api/warnings/1/release"
            ona, jonas, petras = (signed_in(bench, name) for name in ("Ona", "Jonas", "Petras"))
            said = {"expected_version": warning.version}
            assert (await client.post(path, json=said, headers=ona)).status_code == 200
            second = await client.post(path, json={**said, "by": "Jonas"}, headers=ona)
            assert second.status_code == 403, "one person is not two by typing another name"
            assert (await client.post(path, json=said, headers=petras)).status_code == 403
            assert (await client.post(path, json=said, headers=bearer("Jonas"))).status_code == 403
            assert (await client.post(path, json=said, headers=jonas)).status_code == 200
            assert [decision.by for _, decision in bench.decided] == ["Ona", "Jonas"]

    run(play())


def test_what_is_restricted_is_journaled_before_it_is_shown(tmp_path):
    journal, full = Journal(), Journal()
    people = peopled(tmp_path, user("Ona", "planner"), witness=journal)

    async def play():
        async with served(people=people) as bench:
            bench.client.headers = bearer("Ona")
            assert (await bench.client.get("/api/restricted/patterns?partition=drill")).status_code == 404  # no history
            assert journal.told == [("read", "Ona", "key", "/api/restricted/patterns", "127.0.0.1")]
            people._witness = full
            full._error = TimeoutError()
            answer = await bench.client.get("/api/restricted/patterns")
            assert answer.status_code == 503
            assert "not shown" in answer.json()["error"]

    run(play())


def test_over_tls_the_cookie_goes_nowhere_else(tmp_path):
    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1")
    own.private_key_pem.write_to_path(tmp_path / "key.pem")
    own.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    people = peopled(tmp_path, user("Ona", "operator", password=SECRET))
    context = ssl.create_default_context()
    authority.configure_trust(context)

    async def play():
        bench = Bench(people=people)
        settings = Settings(port=0, certificate=str(tmp_path / "cert.pem"), key=str(tmp_path / "key.pem"))
        server = Server(bench.app, settings)
        bench.url = await server.start()
        assert bench.url.startswith("https://127.0.0.1:")
        async with browser(bench, verify=context) as client:
            answer = await client.post("/api/login", json={"name": "Ona", "password": SECRET})
            assert "secure" in answer.headers["set-cookie"].lower()
            assert (await client.get("/api/state")).status_code == 200
        bench.screens.close()
        await server.stop()

    run(play())


def test_hostile_names_and_passwords_are_only_wrong(tmp_path):
    people = peopled(tmp_path, user("Ona", "operator"))
    hostile = [
        "'; DROP TABLE users--",
        "\x00",
        "\u202e",
        "{{7*7}}",
        "../../etc/passwd",
        HOSTILE,
        "Ona\nadmin",
        "\U0001f600",
    ]

    async def play():
        async with served(people=people) as bench, browser(bench) as client:
            for k, name in enumerate(hostile):
                people._attempts._failed.clear()
                answer = await client.post("/api/login", json={"name": name, "password": name * (k + 1)})
                assert answer.json() == {"error": "wrong name or password"}
                cookie = json.dumps(name)[1:-1].encode("ascii", "ignore").decode().replace("\\", "")
                assert (await client.get("/api/session", headers={"cookie": f"sargas-1={cookie}"})).status_code == 401

    run(play())


def test_without_users_going_out_changes_nothing():
    async def play():
        async with served() as bench:
            assert (await bench.client.get("/api/login")).json()["token"] is True
            assert (await bench.client.post("/api/logout")).status_code == 200
            assert (await bench.client.get(f"/api/state?token={TOKEN}")).status_code == 200

    run(play())
