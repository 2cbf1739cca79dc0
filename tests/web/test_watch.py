"""Acts on alerts: what may be posted, the Decision that comes of it, and what is shown of silences and the watch."""

import msgspec
import pytest

from sargas.model.decision import (
    Acknowledge,
    AcknowledgeAlert,
    BeginSilence,
    Decision,
    EndSilence,
    HandOver,
    NoteWatch,
)
from sargas.model.silence import Duty, Silence
from sargas.model.watch import MOST_ENTRIES, WatchEntry
from sargas.web.screens import Screen
from web.bench import SENSORS, T0, ZONES, State, alert, ask, changes, incident, run, served

SILENCE = Silence(41, "Ona", "our own balloon", T0, T0 + 600.0, "caution", zone="ltu", muted=2)
DUTY = Duty("Jonas", T0, "Ona", open=(1,))
DISTRESS = msgspec.structs.replace(alert(2, 0), kind="distress", track=12)


def posted(path, body, refusal=None):
    """(status, answer) and what reached the inbox."""

    async def play():
        async with served() as bench:
            bench.refusal = refusal
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(incidents=(incident(1),), alerts=(alert(1), DISTRESS)))
            answer = await bench.client.post(path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(play())


@pytest.mark.parametrize(
    ("path", "body", "act", "why"),
    [
        (
            "/api/silences",
            {"why": "x", "for_s": 600, "zone": "ltu", "level": "caution"},
            BeginSilence(600.0, "caution", zone="ltu"),
            "x",
        ),
        ("/api/silences", {"why": "x", "for_s": 60.0, "incident": 1}, BeginSilence(60.0, incident=1), "x"),
        ("/api/silences/41/end", {"why": "landed"}, EndSilence(41), "landed"),
        ("/api/duty", {"to": "Jonas", "note": "calm"}, HandOver("Jonas", "calm"), ""),
        ("/api/watch_log", {"text": "calm"}, NoteWatch("calm"), ""),
        ("/api/alerts/1/acknowledge", {"note": "seen"}, Acknowledge(1), "seen"),
        ("/api/alerts/2/acknowledge", {}, AcknowledgeAlert(2), ""),
    ],
)
def test_each_act_is_a_decision_of_somebody(path, body, act, why):
    status, answer, decided = posted(path, {"by": "Ona", **body})
    decision = Decision("Ona", T0, act, why)
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/silences", {"by": "Ona", "for_s": 60, "zone": "ltu"}, 400),
        ("/api/silences", {"by": "Ona", "why": "x", "zone": "ltu"}, 400),
        ("/api/silences", {"by": "Ona", "why": "x", "for_s": 60, "until": 3}, 400),
        ("/api/silences", {"by": "Ona", "why": "x", "for_s": 60, "level": "attack"}, 400),
        ("/api/silences", {"by": "Ona", "why": "x", "for_s": 60, "zone": "lithuania"}, 404),
        ("/api/silences/x/end", {"by": "Ona", "why": "x"}, 404),
        ("/api/duty", {"to": "Jonas"}, 400),
        ("/api/watch_log", {"by": "Ona"}, 400),
        ("/api/watch_log", {"by": " ", "text": "calm"}, 400),
        ("/api/duty", {"by": " ", "to": "Jonas"}, 400),
        ("/api/alerts/77/acknowledge", {"by": "Ona"}, 404),
        ("/api/alerts/1/acknowledge", {"by": "Ona", "note": "x" * 2001}, 400),
    ],
)
def test_what_is_not_said_properly_is_told_in_one_line(path, body, status):
    answered, answer, decided = posted(path, body)
    assert answered == status
    assert "\n" not in answer["error"]
    assert decided == []


def test_what_the_core_refuses_is_told_with_its_reason():
    status, answer, _ = posted("/api/duty", {"by": "Ona", "to": "Ona"}, refusal="Ona has the watch already")
    assert (status, answer) == (409, {"error": "Ona has the watch already"})


def test_the_watch_log_is_shown_told_and_kept_short():
    async def play():
        async with served() as bench:
            assert (await ask(bench, "/api/watch_log"))["entries"] == []
            lines = [WatchEntry(k, T0 + k, "note", f"line {k}", "Ona") for k in range(1, MOST_ENTRIES + 3)]
            bench.screens.changes("live", changes(log=tuple(lines)))
            bench.screens.changes("live", changes(log=tuple(lines[-2:])))  # as after a restart
            entries = msgspec.convert((await ask(bench, "/api/watch_log"))["entries"], list[WatchEntry])
            assert entries == lines[:1:-1]
            assert (await ask(bench, "/api/watch_log?partition=drill"))["entries"] == []

    run(play())


def test_silences_and_the_watch_are_shown_and_told():
    async def play():
        async with served() as bench:
            assert (await ask(bench, "/api/duty"))["duty"] is None
            assert (await ask(bench, "/api/silences"))["silences"] == []
            again = msgspec.structs.replace(SILENCE, number=42, ended=True)
            bench.screens.changes("live", changes(silences=(SILENCE, again), duty=DUTY))
            assert [one["number"] for one in (await ask(bench, "/api/silences"))["silences"]] == [42, 41]
            assert (await ask(bench, "/api/duty"))["duty"]["name"] == "Jonas"
            metrics = (await bench.client.get("/metrics")).text
            assert 'sargas_silences{partition="live"} 1' in metrics
            assert 'sargas_muted{partition="live"} 4' in metrics
            events = bench.live.events("")
            told = [await anext(events) for _ in range(6)]
            assert [event.split(b"\n")[1] for event in told[-3:]] == [
                b"event: silence",
                b"event: silence",
                b"event: duty",
            ]

    run(play())


@pytest.mark.parametrize("cleared", [False, True])
def test_unlawful_interference_is_shown_to_nobody_who_is_not_cleared(cleared):
    async def play():
        screen = Screen("live", "live", SENSORS, ZONES, cleared=cleared)
        secret = msgspec.structs.replace(DISTRESS, cleared=True)
        screen.take_changes(changes(alerts=(alert(1), secret)))
        assert sorted(screen.alerts) == ([1, 2] if cleared else [1])
        screen.take_picture(T0, changes().tracks, [], [alert(1), secret])
        assert sorted(screen.alerts) == ([1, 2] if cleared else [1])
        ended = msgspec.structs.replace(secret, ended=True)
        screen.take_changes(changes(alerts=(ended,)))
        assert (2 in screen.alerts) == cleared
        screen.close()

    run(play())
