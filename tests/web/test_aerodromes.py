"""Aerodromes on the web: the list, one, drafts as text, the log as CSV, acts as Decisions, and what is not there."""

import csv
import io

import msgspec
import pytest

from sargas.model.aerodrome import (
    LOGGED,
    AccountFor,
    Aerodrome,
    AirNotice,
    LogEntry,
    RecordClosure,
    RecordReopening,
    WithdrawEntry,
)
from sargas.model.decision import Decision
from sargas.web.aerodromes import log_csv
from web.bench import T0, State, ask, changes, run, served

SAID = {"by": " Ona ", "why": "told by the tower"}
DRAFT = AirNotice("closure", T0, "DRAFT. Closure of EYVI", {"A": "EYVI", "E": "DRAFT - AD CLSD"}, "track 4")


def aerodrome(icao="EYVI", **more):
    made = Aerodrome(icao, "Vilnius", 3, T0, 54.637, 25.288, 197.0, (), (300.0,), advice="closure", closure=DRAFT)
    return msgspec.structs.replace(made, **more)


def entry(number, **more):
    made = LogEntry(number, "closure", "Ona", T0, T0, None, (), "balloons")
    return msgspec.structs.replace(made, **more)


def posted(path, body):
    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(aerodromes=(aerodrome(),)))
            answer = await bench.client.post(path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(play())


@pytest.mark.parametrize(
    ("path", "more", "act"),
    [
        ("/api/aerodromes/EYVI/closures", {"from_s": T0}, RecordClosure("EYVI", T0)),
        (
            "/api/aerodromes/EYVI/closures",
            {"from_s": T0, "until_s": T0 + 60.0, "volumes": ["CTR"], "corrects": 2},
            RecordClosure("EYVI", T0, T0 + 60.0, ("CTR",), 2),
        ),
        ("/api/aerodromes/EYVI/reopenings", {"from_s": T0}, RecordReopening("EYVI", T0)),
        ("/api/aerodromes/EYVI/log/2/withdraw", {}, WithdrawEntry("EYVI", 2)),
        ("/api/aerodromes/EYVI/objects/4/account_for", {"how": "landed"}, AccountFor("EYVI", 4, "landed")),
    ],
)
def test_each_act_is_a_decision_of_somebody_with_a_reason(path, more, act):
    status, answer, decided = posted(path, {**SAID, "expected_version": 3, **more})
    decision = Decision("Ona", T0, act, "told by the tower", 3)
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/aerodromes/EYKA/closures", {**SAID, "from_s": T0}, 404),
        ("/api/aerodromes/EYVI/closures", {"by": "Ona", "from_s": T0}, 400),
        ("/api/aerodromes/EYVI/closures", {**SAID, "from_s": "now"}, 400),
        ("/api/aerodromes/EYVI/closures", {**SAID, "from_s": T0, "aerodrome": "EYKA"}, 400),
        ("/api/aerodromes/EYVI/log/x/withdraw", SAID, 404),
        ("/api/aerodromes/EYVI/objects/4/account_for", {**SAID, "how": "outside"}, 400),
    ],
)
def test_what_is_no_act(path, body, status):
    got, answer, decided = posted(path, body)
    assert (got, decided) == (status, [])
    assert answer["error"]


def test_the_list_holds_the_latest_of_the_log_and_one_has_everything():
    long = tuple(entry(number) for number in range(1, 40))

    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(aerodromes=(aerodrome(log=long), aerodrome("EYKA"))))
            listed = (await ask(bench, "/api/aerodromes"))["aerodromes"]
            assert [one["icao"] for one in listed] == ["EYVI", "EYKA"]
            assert [one["number"] for one in listed[0]["log"]] == list(range(40 - LOGGED, 40))
            assert msgspec.convert(await ask(bench, "/api/aerodromes/EYVI"), Aerodrome) == aerodrome(log=long)
            assert (await bench.client.get("/api/aerodromes/EYXX")).status_code == 404
            drill = await bench.client.get("/api/aerodromes", params={"partition": "drill"})
            assert drill.json()["aerodromes"] == []
            standing = [word for kind, word in bench.live._standing() if kind == "aerodrome"]
            assert [len(word.log) for word in standing] == [LOGGED, 0]

    run(play())


def test_drafts_are_read_as_text_and_where_there_is_none_it_is_said_why():
    async def play():
        async with served() as bench:
            waits = aerodrome(reopening_waits="1 in the way, 1 of them lost: lost is not clear")
            bench.screens.changes("live", changes(aerodromes=(waits,)))
            answer = await bench.client.get("/api/aerodromes/EYVI/closure.txt")
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.text.startswith("DRAFT. Closure of EYVI")
            assert "A) EYVI\nE) DRAFT - AD CLSD\n" in answer.text
            none = await bench.client.get("/api/aerodromes/EYVI/reopening.txt")
            assert none.status_code == 404
            assert "lost is not clear" in none.json()["error"]

    run(play())


def test_the_log_is_a_csv_whose_cells_are_no_formulas():
    log = (
        entry(1, corrected_by=2, by="=HYPERLINK(1)"),
        entry(2, corrects=1, until_s=T0 + 60.0, volumes=("CTR", "TMA"), why='"a",\nb'),
    )

    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(aerodromes=(aerodrome(log=log),)))
            return await bench.client.get("/api/aerodromes/EYVI/log.csv")

    answer = run(play())
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    first, second = csv.DictReader(io.StringIO(answer.text))
    assert (first["by"], first["corrected_by"], first["volumes"]) == ("'=HYPERLINK(1)", "2", "whole aerodrome")
    assert (second["corrects"], second["until"], second["why"]) == ("1", "2025-07-10T08:01:00.000Z", '"a",\nb')
    assert second["volumes"] == "CTR; TMA"
    assert log_csv(aerodrome()).count("\n") == 1
