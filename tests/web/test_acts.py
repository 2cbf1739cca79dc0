"""Acts on tracks: what may be posted, and the Decision that comes of it."""

import msgspec
import pytest

from sargas.errors import JournalError
from sargas.model.decision import (
    Ask,
    Coast,
    Correlate,
    Decision,
    Decorrelate,
    Drop,
    Initiate,
    LockIdentity,
    Merge,
    Reassociate,
    Split,
    TrackAct,
    Undo,
)
from sargas.web.acts import ON_TRACKS
from web.bench import T0, State, changes, run, served, tracks_of

SAID = {"by": " Ona ", "why": "seen on the camera"}


def posted(path, body, decided=None, partition="live"):
    """(status, answer) and what reached the inbox."""

    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(tracks_of([7, 8])))
            answer = await bench.client.post(path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(play())


@pytest.mark.parametrize(
    ("path", "more", "act"),
    [
        ("/api/tracks/7/drop", {}, Drop(7)),
        ("/api/tracks/7/merge", {"other": 8}, Merge(7, 8)),
        ("/api/tracks/7/split", {}, Split(7)),
        ("/api/tracks/7/split", {"other": 8}, Split(7, 8)),
        ("/api/tracks/7/reassociate", {"other": 8}, Reassociate(7, 8)),
        ("/api/tracks/7/coast", {}, Coast(7)),
        ("/api/tracks/7/lock_identity", {}, LockIdentity(7)),
        ("/api/tracks/7/lock_identity", {"identity": "hostile"}, LockIdentity(7, "hostile")),
        ("/api/tracks/7/correlate", {"other": 8}, Correlate(7, 8)),
        ("/api/tracks/7/decorrelate", {"other": 8}, Decorrelate(7, 8)),
        ("/api/acts/41/undo", {}, Undo(41)),
        ("/api/sensors/psr-1/ask", {"what": "status"}, Ask("psr-1", "status")),
        ("/api/sensors/psr-1/ask", {"what": "report_rate", "level": "low"}, Ask("psr-1", "report_rate", "low")),
        (
            "/api/sensors/adsb/ask",
            {"what": "look_at", "lat_deg": 54.5, "lon_deg": 24},
            Ask("adsb", "look_at", lat_deg=54.5, lon_deg=24.0),
        ),
        (
            "/api/tracks",
            {"lat_deg": 54.5, "lon_deg": 24, "seen_s": T0, "sigma_m": 900, "east_mps": 20.0, "north_mps": 0.0},
            Initiate(54.5, 24.0, T0, 900.0, east_mps=20.0, north_mps=0.0),
        ),
    ],
)
def test_each_act_is_a_decision_of_somebody_with_a_reason(path, more, act):
    status, answer, decided = posted(path, {**SAID, "expected_version": 3, **more})
    decision = Decision("Ona", T0, act, "seen on the camera", 3)
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/tracks/7/drop", {"by": "Ona"}, 400),
        ("/api/tracks/7/drop", {"by": "Ona", "why": ""}, 400),
        ("/api/tracks/7/drop", {"by": " ", "why": "a bird"}, 400),
        ("/api/tracks/7/drop", {"by": "x" * 101, "why": "a bird"}, 400),
        ("/api/tracks/7/drop", {"by": "Ona", "why": "x" * 2_001}, 400),
        ("/api/tracks/7/drop", {"by": "Ona", "why": "x" * 20_000}, 413),
        ("/api/tracks/7/drop", {**SAID, "other": 8}, 400),
        ("/api/tracks/7/drop", {**SAID, "track": 8}, 400),
        ("/api/tracks/7/merge", SAID, 400),
        ("/api/tracks/7/lock_identity", {**SAID, "identity": "enemy"}, 400),
        ("/api/tracks/7/lock_identity", {**SAID, "expected_version": "1"}, 400),
        ("/api/tracks/9/drop", SAID, 404),
        ("/api/tracks/7/drop?partition=drill", SAID, 404),
        ("/api/tracks", SAID, 400),
    ],
)
def test_what_is_not_whole_reaches_nobody(path, body, status):
    found, answer, decided = posted(path, body)
    assert (found, decided) == (status, [])
    assert list(answer) == ["error"]
    assert "\n" not in answer["error"]


def test_the_core_s_reason_and_the_journal_s_are_the_answer():
    async def play():
        async with served() as bench:
            bench.screens.changes("live", changes(tracks_of([7])))
            bench.refusal = "it is part of track 3"
            answer = await bench.client.post("/api/tracks/7/coast", json=SAID)
            assert (answer.status_code, answer.json()) == (409, {"error": "it is part of track 3"})

            async def stopping(partition, decision):
                raise JournalError("the system is stopping")

            bench.inbox_now = stopping
            answer = await bench.client.post("/api/acts/1/undo", json=SAID)
            assert (answer.status_code, answer.json()) == (503, {"error": "the system is stopping"})

    run(play())


def test_acts_that_were_taken_are_listed_newest_first():
    async def play():
        async with served() as bench:
            first = Decision("Ona", T0, Drop(7), "a bird", None, 11)
            second = Decision("Ona", T0 + 1, Undo(11), "no bird", None, 12)
            bench.screens.changes("live", changes(decisions=(first,)))
            bench.screens.changes("live", changes(time_s=T0 + 1, decisions=(second,)))
            answer = (await bench.client.get("/api/acts")).json()
            assert answer["time_s"] == T0 + 1
            assert msgspec.convert(answer["acts"], list[Decision]) == [second, first]
            assert (await bench.client.get("/api/acts?partition=drill")).json()["acts"] == []

    run(play())


def test_every_act_of_the_model_can_be_posted():
    assert {*ON_TRACKS.values(), Initiate, Undo} == set(TrackAct.__args__)


@pytest.mark.parametrize("number", ["9" * 23, "9" * 5000, "-1", "1.5", "0x7", "\u0667"])
def test_a_number_that_is_none_is_not_found(number):
    for path in (f"/api/tracks/{number}/drop", f"/api/acts/{number}/undo"):
        status, _, inbox = posted(path, SAID)
        assert (status, inbox) == (404, [])


@pytest.mark.parametrize("more", [{"other": 2**64}, {"expected_version": -(2**70)}])
def test_a_huge_number_in_a_body_is_refused(more):
    status, _, inbox = posted("/api/tracks/7/merge", {"other": 8, **SAID, **more})
    assert (status, inbox) == (400, [])


@pytest.mark.parametrize(
    ("sensor", "what", "status"), [("nobody", "status", 404), ("adsb", "follow", 400), ("adsb", "move_to", 400)]
)
def test_what_is_asked_of_nobody_or_never_is_not_taken(sensor, what, status) -> None:
    answered, _, decided = posted(f"/api/sensors/{sensor}/ask", {**SAID, "what": what})
    assert answered == status
    assert not decided
