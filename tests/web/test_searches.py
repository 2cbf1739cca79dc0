"""Searches on the web: the list, the map, every act as a Decision, and what is not there."""

import msgspec
import pytest

from sargas.model.decision import (
    AssignSector,
    CloseSearch,
    Decision,
    HandOverFind,
    OpenSearch,
    RecordFind,
    ReopenSearch,
    ReportSearched,
)
from sargas.model.search import Find, Search, SearchArea, Sector
from web.bench import T0, State, ask, changes, run, served

SAID = {"by": " Ona ", "why": "told by radio"}
RING = ((24.0, 54.0), (24.1, 54.0), (24.1, 54.1), (24.0, 54.0))


def search(number=4, **more):
    made = Search(
        number, "open", 3, T0, T0, T0 - 60.0, 54.7, 25.3, 90.0, 0.0, 30.0, incident=1, zone="ltu",
        areas=(SearchArea(0.5, 1e6, (((RING),),)),),
        sectors=(Sector(1, 25.3, 54.7, 25.31, 54.71, 1e6, 0.2, 1),),
        finds=(Find(1, 54.702, 25.305, "a wing", "Jonas", T0),), basis="not seen by psr-1",
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


def posted(path, body):
    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(searches=(search(),)))
            answer = await bench.client.post(path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(play())


@pytest.mark.parametrize(
    ("path", "more", "act"),
    [
        ("/api/searches", {"track": 9}, OpenSearch(9)),
        ("/api/searches/4/sectors/1/assign", {"to": "team 3"}, AssignSector(4, 1, "team 3")),
        ("/api/searches/4/sectors/1/searched", {"detection_probability": 0.7}, ReportSearched(4, 1, 0.7)),
        (
            "/api/searches/4/sectors/1/searched",
            {"sweep_width_m": 40, "track_m": 9000},
            ReportSearched(4, 1, None, 40.0, 9000.0),
        ),
        (
            "/api/searches/4/finds",
            {"lat_deg": 54.7, "lon_deg": 25.3, "what": "a wing", "report_record": 17},
            RecordFind(4, 54.7, 25.3, "a wing", report_record=17),
        ),
        ("/api/searches/4/finds/1/hand_over", {"to": "police"}, HandOverFind(4, 1, "police")),
        ("/api/searches/4/close", {}, CloseSearch(4)),
        ("/api/searches/4/reopen", {}, ReopenSearch(4)),
    ],
)
def test_each_act_is_a_decision_of_somebody_with_a_reason(path, more, act):
    status, answer, decided = posted(path, {**SAID, "expected_version": 3, **more})
    decision = Decision("Ona", T0, act, "told by radio", 3)
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/searches/5/close", SAID, 404),
        ("/api/searches/x/close", SAID, 404),
        ("/api/searches/4/sectors/x/assign", {**SAID, "to": "t"}, 404),
        ("/api/searches/4/close", {"by": "Ona"}, 400),
        ("/api/searches/4/close", {**SAID, "search": 5}, 400),
        ("/api/searches/4/finds", {**SAID, "lat_deg": "north"}, 400),
        ("/api/searches", SAID, 400),
    ],
)
def test_what_is_no_act(path, body, status):
    got, answer, decided = posted(path, body)
    assert (got, decided) == (status, [])
    assert answer["error"]


def test_the_list_is_short_and_one_has_everything():
    async def play():
        async with served() as bench:
            bench.screens.searches("live", T0, [search(), search(5, incident=None)])
            listed = (await ask(bench, "/api/searches"))["searches"]
            assert [one["number"] for one in listed] == [5, 4]
            assert listed[0]["areas"] == listed[0]["sectors"] == []
            assert msgspec.convert(await ask(bench, "/api/searches/4"), Search) == search()
            assert (await bench.client.get("/api/searches/6")).status_code == 404
            assert (await bench.client.get("/api/searches/6.geojson")).status_code == 404
            assert (await bench.client.get("/api/searches", params={"partition": "drill"})).json()["searches"] == []

    run(play())


def test_the_map_is_geojson():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(searches=(search(),)))
            answer = await bench.client.get("/api/searches/4.geojson")
            assert answer.headers["content-type"] == "application/geo+json"
            assert len(answer.json()["features"]) == 4

    run(play())


def test_a_newcomer_is_told_of_searches_and_closed_ones_are_forgotten_in_the_end():
    async def play():
        async with served() as bench:
            bench.screens.searches("live", T0, [search(n, status="closed") for n in range(1, 100)])
            assert sorted(bench.live.searches) == list(range(50, 100))
            bench.screens.changes("live", changes(searches=(search(200),)))
            assert 200 in bench.live.searches
            standing = [word for kind, word in bench.live._standing() if kind == "search"]
            assert standing[-1] == msgspec.structs.replace(search(200), areas=(), sectors=())

    run(play())
