"""Every route's answer, asked of a real server."""

import asyncio
import contextlib

import msgspec

from sargas.model.decision import Acknowledge, Decision
from sargas.model.track import Track
from sargas.model.tracks import ENDED
from sargas.web import app
from web.bench import RING, T0, State, ask, changes, incident, run, served, tracks_of


def test_state_and_health():
    async def play():
        async with served() as bench:
            assert await ask(bench, "/healthz") == {"status": "ok"}
            bench.screens.state("drill", State(speed=4.0, phase="warming", progress=0.25, message="compiling"))
            state = await ask(bench, "/api/state")
            assert state["site"] == {"name": "Test", "lat_deg": 55.0, "lon_deg": 24.0}
            assert [p["name"] for p in state["partitions"]] == ["live", "drill"]
            assert state["partitions"][1] == {
                "name": "drill",
                "exercise": True,
                "time_s": T0,
                "speed": 4.0,
                "phase": "warming",
                "progress": 0.25,
                "message": "compiling",
                "recorded": True,
                "lat_deg": None,
                "lon_deg": None,
            }

    run(play())


def test_the_picture_is_the_model_s_words():
    hostile = b'"}<b>\\\n'

    async def play():
        async with served() as bench:
            tracks = tracks_of(list(range(1, 451)), callsign=hostile, mode_s=0xABCDEF, height_m=300.0)
            bench.screens.changes("live", changes(tracks))
            picture = await ask(bench, "/api/picture")
            assert (picture["partition"], picture["time_s"]) == ("live", T0)
            assert msgspec.convert([{**t, "type": "track"} for t in picture["tracks"]], list[Track]) == list(tracks)
            assert picture["tracks"][0]["claims"]["callsign"] == hostile.decode()
            assert await ask(bench, "/api/picture/7") == picture["tracks"][6]
            assert (await ask(bench, "/api/picture?partition=drill"))["tracks"] == []
            gone = tracks_of([7], T0 + 1)
            gone.status[:] = ENDED
            bench.screens.changes("live", changes(gone, T0 + 1))
            assert len((await ask(bench, "/api/picture"))["tracks"]) == 449
            none = [f"/api/{where}/{number}" for where in ("picture", "trail") for number in ("9" * 5000, "-1")]
            for path in (*none, "/api/picture/7", "/api/picture?partition=nowhere", "/api/nothing"):
                answer = await bench.client.get(path)
                assert answer.status_code == 404
            assert answer.headers["content-type"].startswith(("application/json", "text/"))

    run(play())


def test_zones_are_geojson_of_what_is_judged():
    async def play():
        async with served() as bench:
            zones = await ask(bench, "/api/zones")
            (feature,) = zones["features"]
            assert feature["geometry"] == {"type": "MultiPolygon", "coordinates": [[[list(p) for p in RING]]]}
            assert feature["properties"]["geometry_version"] == "abc"
            assert (zones["type"], feature["type"], feature["id"]) == ("FeatureCollection", "Feature", "ltu")

    run(play())


def test_acknowledging_is_a_decision():
    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(incidents=(incident(3),)))
            path = "/api/incidents/3/acknowledge"
            answer = await bench.client.post(path, json={"by": " Ona ", "note": "<seen>", "expected_version": 1})
            assert answer.status_code == 200
            decision = Decision("Ona", T0, Acknowledge(3), "<seen>", 1)
            assert bench.decided == [("live", decision)]
            assert msgspec.json.decode(answer.content, type=Decision) == decision
            bench.refusal = "the incident has changed since"
            answer = await bench.client.post(path, json={"by": "Ona", "expected_version": 1})
            assert (answer.status_code, answer.json()) == (409, {"error": "the incident has changed since"})
            for status, where, body in (
                (404, "/api/incidents/4/acknowledge", {"by": "Ona"}),
                (404, f"/api/incidents/{'9' * 5000}/acknowledge", {"by": "Ona"}),
                (400, path, {"by": ""}),
                (400, path, {"by": "x" * 101}),
                (400, path, {"by": "Ona", "also": 1}),
                (400, path, {"by": 7}),
                (400, path, {}),
                (413, path, {"by": "Ona", "note": "x" * 20_000}),
                (404, path + "?partition=drill", {"by": "Ona"}),
            ):
                answer = await bench.client.post(where, json=body)
                assert answer.status_code == status, answer.text
                assert list(answer.json()) == ["error"]
                assert "\n" not in answer.json()["error"]
            for content in (b"\xff{", b'{"by":"\xff"}', b'{"by":"Ona","note":"\xc3"}', b""):
                answer = await bench.client.post(path, content=content)
                assert answer.status_code == 400
                assert list(answer.json()) == ["error"]
            assert len(bench.decided) == 2

    run(play())


def test_a_bug_of_ours_tells_nothing_of_itself():
    async def play():
        async with served() as bench:

            async def broken(partition, decision):
                raise KeyError("a secret")

            bench.inbox_now = broken
            bench.screens.changes("live", changes(incidents=(incident(3),)))
            answer = await bench.client.post("/api/incidents/3/acknowledge", json={"by": "Ona"})
            assert (answer.status_code, answer.json()) == (500, {"error": "internal error"})
            assert answer.headers["x-content-type-options"] == "nosniff"

    run(play())


def test_so_many_listeners_and_no_more(monkeypatch):
    monkeypatch.setattr(app, "CLIENTS", 2)

    async def play():
        async with served() as bench, contextlib.AsyncExitStack() as stack:
            for partition in ("live", "drill"):
                path = f"/api/events?partition={partition}"
                answer = await stack.enter_async_context(bench.client.stream("GET", path))
                assert answer.status_code == 200
            refused = await bench.client.get("/api/events")
            assert (refused.status_code, refused.json()) == (503, {"error": "2 clients listen already"})
            await stack.aclose()
            async with asyncio.timeout(5.0):
                while True:
                    async with bench.client.stream("GET", "/api/events") as answer:
                        if answer.status_code == 200:
                            break
                    await asyncio.sleep(0.02)

    run(play())
