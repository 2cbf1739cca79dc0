"""The table of roles, asked at every route of the app by every role, by somebody without any, and by nobody."""

import pytest
import websockets
from starlette.routing import Mount, Route, WebSocketRoute

from sargas.model.status import SensorStatus
from sargas.web.roles import ROLES, RULES, acts_of, rules
from web.bench import T0, Bench, bearer, changes, peopled, run, served, signed_in, user
from web.test_guard import path_of, routes

EVERYBODY = (*ROLES, "nobody")


def named(route):
    methods = {"GET"} if isinstance(route, WebSocketRoute) else route.methods - {"HEAD"}
    return [(method, route.path) for method in methods]


def test_the_table_names_every_route_and_no_other():
    assert sorted(line for route in routes() for line in named(route)) == sorted(RULES)


def test_nothing_is_mounted_but_the_console_s_own_files():
    (mounted,) = [route for route in Bench().app.app.routes if isinstance(route, Mount)]
    assert mounted.path == ""
    assert {type(route) for route in routes()} == {Route, WebSocketRoute}


@pytest.mark.parametrize("way", ["key", "session"])
def test_every_role_is_let_in_where_the_table_says_so_and_nowhere_else(tmp_path, way):
    """A role that is let in meets the route's own words: there is no such track, the body is none, and so on."""
    people = peopled(tmp_path, *[user(role, role) for role in ROLES], user("nobody"))

    async def play():
        async with served(people=people) as bench:
            bench.client.headers = {}
            for route in routes():
                for method, path in named(route):
                    for who in EVERYBODY:
                        rule = RULES[method, path]
                        may = who in rule.roles or rule.roles == ROLES
                        may = may and not (way == "key" and rule.by_person)
                        headers = bearer(who) if way == "key" else signed_in(bench, who)
                        status = await met(bench, route, method, path_of(route), headers)
                        assert (status != 403) == may, (who, method, path, status)
                        assert status != 401

    run(play(), 600.0)


async def met(bench, route, method, path, headers):
    """The status of an answer, as soon as it begins."""
    if isinstance(route, WebSocketRoute):
        try:
            address = bench.url.replace("http", "ws") + path
            await (await websockets.connect(address, proxy=None, additional_headers=headers)).close()
        except websockets.InvalidStatus as refused:
            return refused.response.status_code
        return 101
    async with bench.client.stream(method, path, headers={**bench.client.headers, **headers}) as answer:
        return answer.status_code


def test_nobody_is_let_in_but_where_everybody_is(tmp_path):
    people = peopled(tmp_path, user("Ona", "admin"))

    async def play():
        async with served(people=people) as bench:
            bench.client.headers = {}
            for headers in ({}, {"authorization": "Bearer sargas_other"}, {"cookie": "sargas-1=x"}):
                for route in routes():
                    for method, path in named(route):
                        status = await met(bench, route, method, path_of(route), headers)
                        assert (status == 401) == (not RULES[method, path].is_open), path

    run(play(), 600.0)


def test_what_the_table_does_not_name_is_refused_to_every_role(tmp_path, monkeypatch):
    people = peopled(tmp_path, user("Ona", *ROLES))
    monkeypatch.delitem(RULES, ("GET", "/api/picture"))

    async def play():
        async with served(people=people) as bench:
            bench.client.headers = bearer("Ona")
            answer = await bench.client.get("/api/picture")
            assert answer.status_code == 403
            assert answer.json() == {"error": "nobody may: this is not in the table of roles"}
            assert (await bench.client.head("/api/picture")).status_code == 403
            assert (await bench.client.get("/api/picture/")).status_code == 404
            assert (await bench.client.get("/api/nothing")).status_code == 404
            assert (await bench.client.delete("/api/state")).status_code == 405

    run(play())


def test_a_first_run_s_token_has_every_role():
    async def play():
        async with served() as bench:
            told = (await bench.client.get("/api/session")).json()
            assert (told["user"], told["way"], told["roles"]) == ("", "token", list(ROLES))
            assert told["may"] == [path for method, path in RULES if method == "POST"]

    run(play())


def test_a_head_is_asked_as_a_get_is(tmp_path):
    people = peopled(tmp_path, user("Jonas", "admin"))

    async def play():
        async with served(people=people) as bench:
            bench.client.headers = bearer("Jonas")
            assert (await bench.client.head("/api/picture")).status_code == 403
            assert (await bench.client.head("/api/state")).status_code == 200

    run(play())


@pytest.mark.parametrize(
    "line",
    [
        "voldpan GET",
        "voldpan PUT /api/state",
        "vold GET /api/state",
        "lvodpan GET /api/state",
        "voldpan GET /api/state nonsense",
        "* GET /a\n* GET /a",
    ],
)
def test_a_line_that_says_nothing_is_no_table(line):
    with pytest.raises(ValueError):
        rules(line)


def test_what_the_table_says_in_places_that_matter():
    assert RULES["POST", "/api/warnings/{number}/release"].roles == ("lead", "director")
    assert RULES["GET", "/api/restricted/patterns"].roles == ("director", "planner")
    assert all(rule.is_journaled for (_, path), rule in RULES.items() if path.startswith("/api/restricted"))
    partner = [path for (_, path), rule in RULES.items() if rule.allows(("partner",)) and not rule.is_open]
    assert partner == ["/api/session", "/api/logout", "/warnings.atom", "/warnings/{identifier}.xml"]
    assert acts_of(("viewer",)) == acts_of(("partner",)) == ["/api/login", "/api/logout"]
    picture = RULES["GET", "/api/picture"]
    assert not picture.allows(("admin",))
    assert not picture.allows(())


def test_a_viewer_is_not_told_where_sensors_stand(tmp_path):
    people = peopled(tmp_path, user("Ona", "viewer"), user("Jonas", "viewer", "planner"))

    async def play():
        async with served(people=people) as bench:
            bench.screens.changes("live", changes(statuses=(SensorStatus("psr-1", T0, "ok"),)))
            for name, site in (("Ona", None), ("Jonas", {"lat_deg": 54.64, "lon_deg": 22.76, "height_m": 70.0})):
                rows = (await bench.client.get("/api/sensors", headers=bearer(name))).json()["sensors"]
                assert [row["site"] for row in rows if row["id"] == "psr-1"] == [site]
            events = bench.live.events("")
            told = [await anext(events) for _ in range(3)]
            assert any(b"psr-1" in event for event in told)
            assert not any(b"54.64" in event for event in told)

    run(play())
