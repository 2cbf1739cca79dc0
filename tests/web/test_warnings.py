"""Warnings over HTTP: what may be posted, what is read, and that drafts are in nothing for the public."""

import msgspec
import pytest
from lxml import etree

from sargas.formats.cap import FORMAT
from sargas.model.decision import Decision, WarningAct
from sargas.model.record import Chunk
from sargas.model.warning import (
    AllClear,
    AmendWarning,
    DraftWarning,
    ReleaseWarning,
    RetractWarning,
)
from sargas.web.warnings import ON_WARNINGS
from warning.scene import AREAS, draft, release, room
from web.bench import T0, TOKEN, State, changes, run, served

SAID = {"by": " Ona ", "why": "as seen"}


def told():
    warnings = room()
    draft(warnings)
    return release(warnings)


def posted(path, body):
    """(status, answer) and what reached the inbox."""

    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(warnings=(told(),)))
            answer = await bench.client.post(path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(play())


@pytest.mark.parametrize(
    ("path", "more", "act"),
    [
        ("/api/warnings/1/release", {}, ReleaseWarning(1)),
        ("/api/warnings/1/retract", {}, RetractWarning(1)),
        ("/api/warnings/1/amend", {"level": "alarm", "areas": ["near"]}, AmendWarning(1, "alarm", ("near",))),
        ("/api/warnings/1/all_clear", {"basis": "found"}, AllClear(1, "found")),
        (
            "/api/warnings",
            {"hazard": "found", "level": "advisory", "areas": ["near"], "incident": 4},
            DraftWarning("found", "advisory", 4, ("near",)),
        ),
    ],
)
def test_each_act_is_a_decision_of_somebody(path, more, act) -> None:
    status, answer, decided = posted(path, {**SAID, "expected_version": 3, **more})
    decision = Decision("Ona", T0, act, "as seen", 3)
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/warnings/1/release", {"by": "Ona", "expected_version": 1}, 200),
        ("/api/warnings/1/release", {"by": "Ona"}, 400),
        ("/api/warnings/1/release", {"by": " "}, 400),
        ("/api/warnings/1/release", {"by": "Ona", "why": "x" * 2_001}, 400),
        ("/api/warnings/1/release", {"by": "Ona", "expected_version": 2**60}, 400),
        ("/api/warnings/1/release", {"by": "Ona", "warning": 2}, 400),
        ("/api/warnings/1/all_clear", {"by": "Ona"}, 400),
        ("/api/warnings/1/all_clear", {"by": "Ona", "basis": "lost"}, 400),
        ("/api/warnings/2/release", {"by": "Ona"}, 404),
        ("/api/warnings/x/release", {"by": "Ona"}, 404),
        ("/api/warnings", {"by": "Ona", "hazard": "found", "level": "alarm"}, 400),
        ("/api/warnings", {**SAID, "hazard": "all_clear", "level": "alarm"}, 400),
    ],
)
def test_what_is_not_whole_reaches_nobody(path, body, status) -> None:
    found, answer, decided = posted(path, body)
    assert found == status
    assert len(decided) == (status == 200)
    assert status == 200 or list(answer) == ["error"]


def test_every_act_of_the_model_can_be_posted() -> None:
    assert {*ON_WARNINGS.values(), DraftWarning} == set(WarningAct.__args__)


def test_warnings_the_board_the_feed_and_the_message() -> None:
    drafted, public = draft(room()), told()
    drafted = msgspec.structs.replace(drafted, number=2)

    async def play():
        async with served() as bench:
            bench.screens.state("live", State(time_s=public.released_s))
            bench.live.warnings.areas = AREAS
            bench.screens.changes("live", changes(time_s=public.released_s, warnings=(public, drafted)))
            listed = (await bench.client.get("/api/warnings")).json()
            assert [one["number"] for one in listed["warnings"]] == [2, 1]
            assert listed["warnings"][0]["draft"]["asked"] == "Ona"
            board = (await bench.client.get("/api/areas")).json()["areas"]
            assert [(one["area"], one.get("state", "none")) for one in board] == [
                ("near", "alarm"), ("middle", "alarm"), ("far", "none"), ("aside", "none"),
            ]  # fmt: skip
            shapes = (await bench.client.get("/api/areas.geojson")).json()["features"]
            assert [one["id"] for one in shapes] == ["near", "middle", "far", "aside"]
            assert shapes[0]["geometry"]["coordinates"][0][0][0] == list(AREAS[0].polygons[0][0][0])
            assert shapes[0]["properties"] == {"name": "Near", "population": 9_000}
            feed = await bench.client.get("/warnings.atom")
            assert feed.headers["content-type"] == "application/atom+xml"
            (entry,) = etree.fromstring(feed.content).findall("{*}entry")
            href = entry.find("{*}link").get("href")
            assert href.startswith(bench.url)
            message = await bench.client.get(href.removeprefix(bench.url))
            (notice,) = FORMAT.decoder((), FORMAT.settings(feed="")).feed([Chunk(-1, 0.0, message.content)])
            assert notice.identifier == public.notice.identifier
            assert (await bench.client.get("/warnings/none.xml")).status_code == 404
            assert (await bench.client.get("/warnings.atom?partition=drill")).status_code == 200
            for path in ("/warnings.atom", "/api/warnings", "/api/areas", href.removeprefix(bench.url)):
                bare = await bench.client.get(path, headers={"authorization": "Bearer no"})
                assert bare.status_code == 401, path
            events = bench.live.events("")
            kinds = [await anext(events) for _ in range(len(bench.live._standing()))]
            assert sum(b"event: warning" in kind for kind in kinds) == 2
            await events.aclose()

    run(play())
    assert TOKEN


def test_what_has_expired_is_not_in_the_feed() -> None:
    public = told()

    async def play():
        async with served() as bench:
            bench.screens.state("live", State(time_s=public.expires_s))
            bench.screens.changes("live", changes(time_s=public.expires_s, warnings=(public,)))
            return await bench.client.get("/warnings.atom")

    assert etree.fromstring(run(play()).content).findall("{*}entry") == []
