"""The door, asked on every route there is."""

import asyncio

import httpx
import pytest
import websockets
from starlette.routing import Mount, Route, WebSocketRoute

from sargas.web import guard
from sargas.web.people import People, new_token
from sargas.web.roles import RULES
from sargas.web.users import User, Users, write_users
from web.bench import TOKEN, Bench, State, bearer, changes, incident, run, served, user

PATHS = {
    "{number}": "1",
    "{record}": "1",
    "{name}": "x.geojson",
    "{sensor}": "adsb",
    "{identifier}": "warning-1",
    "{search}": "1",
    "{sector}": "1",
    "{find}": "1",
    "{zone}": "drawn-1",
    "{icao}": "EYVI",
    "{corrects}": "1",
    "{track}": "1",
    "{session}": "1",
}


def path_of(route):
    path = route.path
    for pattern, value in PATHS.items():
        path = path.replace(pattern, value)
    assert "{" not in path, f"tell PATHS of {route.path}"
    return path


def routes():
    return [route for route in Bench().app.app.routes if not isinstance(route, Mount)]


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.path)
def test_every_route_needs_the_token_but_those_listed(route):
    async def ask():
        async with served() as bench:
            path = path_of(route)
            if isinstance(route, WebSocketRoute):
                for query in ("", "?token=", "?token=wrong"):
                    with pytest.raises(websockets.InvalidStatus) as refused:
                        await websockets.connect(bench.url.replace("http", "ws") + path + query, proxy=None)
                    assert refused.value.response.status_code == 401
                return
            assert isinstance(route, Route)
            method = "POST" if "POST" in route.methods else "GET"
            async with httpx.AsyncClient(base_url=bench.url, trust_env=False) as client:
                for query, headers in (
                    ("", {}),
                    ("?token=", {}),
                    ("?token=wrong", {}),
                    (f"?token={TOKEN}x", {}),
                    ("", {"authorization": "Bearer wrong"}),
                    ("", {"authorization": "Bearer"}),
                    ("", {"authorization": f"Basic {TOKEN}"}),
                    (f"?token={TOKEN}", {"authorization": "Bearer wrong"}),
                ):
                    answer = await client.request(method, path + query, headers=headers)
                    if RULES[method, route.path].is_open:
                        assert answer.status_code != 401
                    else:
                        assert answer.status_code == 401
                        assert answer.json() == {"error": answer.json()["error"]}
                        assert "\n" not in answer.text
                        assert TOKEN not in answer.text

    run(ask())


def test_the_token_opens_by_query_and_by_header():
    async def ask():
        async with served() as bench, httpx.AsyncClient(base_url=bench.url, trust_env=False) as client:
            assert (await client.get(f"/api/state?token={TOKEN}")).status_code == 200
            assert (await client.get("/api/state", headers={"authorization": f"bearer {TOKEN}"})).status_code == 200

    run(ask())


def test_other_names_are_refused_so_that_nobody_rebinds_a_name_to_us():
    async def ask():
        async with served(hosts=["picture.example"]) as bench:
            port = bench.url.rsplit(":", 1)[1]
            for host, status in (
                ("evil.example", 421),
                (f"evil.example:{port}", 421),
                ("127.0.0.1.evil.example", 421),
                ("localhost@evil.example", 421),
                ("", 421),
                ("LOCALHOST", 200),
                (f"[::1]:{port}", 200),
                ("picture.example:443", 200),
            ):
                answer = await bench.client.get("/api/state", headers={"host": host})
                assert answer.status_code == status, host
            assert (await bench.client.get("/healthz", headers={"host": "10.1.2.3"})).status_code == 200

    run(ask())


def test_other_pages_may_neither_act_nor_listen():
    async def ask():
        async with served() as bench:
            bench.screens.changes("live", changes(incidents=(incident(),)))
            host = bench.url.removeprefix("http://")
            for origin, status in (
                ("http://evil.example", 403),
                ("null", 403),
                (f"http://{host}.evil.example", 403),
                ("http://127.0.0.1:1", 403),
                (bench.url, 200),
            ):
                answer = await bench.client.post(
                    "/api/incidents/1/acknowledge", json={"by": "Ona"}, headers={"origin": origin}
                )
                assert answer.status_code == status, origin
                address = f"ws://{host}/api/tracks?token={TOKEN}"
                if status == 403:
                    with pytest.raises(websockets.InvalidStatus) as refused:
                        await websockets.connect(address, origin=origin, proxy=None)
                    assert refused.value.response.status_code == 403
                else:
                    await (await websockets.connect(address, origin=origin, proxy=None)).close()
            assert len(bench.decided) == 1

    run(ask())


def test_every_answer_carries_the_headers_that_keep_a_page_honest(tmp_path):
    (tmp_path / "index.html").write_text("<!doctype html>")

    async def ask():
        async with served(dist=tmp_path) as bench:
            for path in ("/", "/api/state", "/api/nothing", "/nothing.js", "/healthz", "/basemap/x.geojson"):
                headers = (await bench.client.get(path)).headers
                assert "frame-ancestors 'none'" in headers["content-security-policy"]
                assert "default-src 'self'" in headers["content-security-policy"]
                assert headers["x-content-type-options"] == "nosniff"
                assert headers["referrer-policy"] == "no-referrer"
            assert (await bench.client.get("/api/state")).headers["cache-control"] == "no-store"
            assert "server" not in (await bench.client.get("/")).headers

    run(ask())


def test_tokens_are_long_and_never_the_same():
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 43


def test_the_token_is_not_logged(caplog, capfd):
    async def ask():
        async with served() as bench:
            await bench.client.get(f"/api/state?token={TOKEN}")
            await bench.client.get(f"/api/nothing?token={TOKEN}")
            address = bench.url.replace("http", "ws") + f"/api/tracks?token={TOKEN}"
            async with websockets.connect(address, proxy=None) as stream:
                await stream.recv()

    run(ask())
    written = capfd.readouterr()
    assert TOKEN not in written.out + written.err
    assert not [r for r in caplog.records if TOKEN in r.getMessage() and r.name.startswith("uvicorn")]


@pytest.mark.parametrize("taken", ["key", "role", "clearance", "token"])
def test_what_is_open_closes_when_what_opened_it_is_taken_away(tmp_path, monkeypatch, taken):
    monkeypatch.setattr(guard, "LOOK_S", 0.05)
    file = tmp_path / "users.json"
    people = People(TOKEN, file)
    if taken != "token":
        write_users(file, Users((user("Ona", "viewer", cleared=True),)))
    shown = {"authorization": f"Bearer {TOKEN}"} if taken == "token" else bearer("Ona")

    async def play():
        async with served(people=people) as bench:
            bench.client.headers = shown
            bench.screens.state("live", State())
            address = bench.url.replace("http", "ws") + "/api/tracks"
            stream = await websockets.connect(address, proxy=None, additional_headers=shown)
            await stream.recv()
            async with bench.client.stream("GET", "/api/events") as events:
                lines = events.aiter_lines()
                assert await anext(lines)
                after = {"key": User("Ona", "none", ("viewer",)), "role": user("Ona", "admin", cleared=True)}
                after["clearance"] = user("Ona", "viewer")
                write_users(file, Users((after.get(taken, user("Jonas", "admin")),)))
                async with asyncio.timeout(25.0):
                    assert [line async for line in lines][-1] == ""
                    await stream.wait_closed()
            assert stream.close_code == guard.SIGNED_OUT

    run(play())
