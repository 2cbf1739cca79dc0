"""Incidents on the web: every act as a Decision, and what is refused before the core is asked."""

import msgspec
import pytest

from sargas.model.decision import (
    Assign,
    Close,
    Decision,
    LinkIncident,
    MergeIncident,
    NoteIncident,
    Reopen,
    SeparateIncident,
    UnlinkIncident,
)
from web.bench import T0, State, alert, ask, changes, incident, run, served

SAID = {"by": " Ona ", "why": "seen by the post"}


def posted(path, body):
    async def play():
        async with served() as bench:
            bench.screens.state("live", State())
            bench.screens.changes("live", changes(incidents=(incident(3), incident(4))))
            answer = await bench.client.post(path, json=body)
            return answer.status_code, answer.json(), bench.decided

    return run(play())


@pytest.mark.parametrize(
    ("word", "more", "act"),
    [
        ("assign", {"to": "border guard"}, Assign(3, "border guard")),
        ("close", {}, Close(3)),
        ("close", {"ground": "handed_over"}, Close(3, "handed_over")),
        ("reopen", {}, Reopen(3)),
        ("note", {"text": "<b>a propeller</b>"}, NoteIncident(3, "<b>a propeller</b>")),
        ("merge", {"other": 4}, MergeIncident(3, 4)),
        ("separate", {}, SeparateIncident(3)),
        ("link", {"other": 4}, LinkIncident(3, 4)),
        ("unlink", {"other": 4}, UnlinkIncident(3, 4)),
    ],
)
def test_each_act_is_a_decision_of_somebody(word, more, act):
    status, answer, decided = posted(f"/api/incidents/3/{word}", {**SAID, "expected_version": 1, **more})
    decision = Decision("Ona", T0, act, "seen by the post", 1)
    assert decided == [("live", decision)]
    assert (status, msgspec.convert(answer, Decision)) == (200, decision)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/incidents/5/close", SAID, 404),
        ("/api/incidents/x/close", SAID, 404),
        ("/api/incidents/3/close", {"by": "Ona"}, 400),
        ("/api/incidents/3/close", {**SAID, "why": " "}, 400),
        ("/api/incidents/3/close", {**SAID, "ground": "nothing to see"}, 400),
        ("/api/incidents/3/close", {**SAID, "incident": 4}, 400),
        ("/api/incidents/3/merge", SAID, 400),
        ("/api/incidents/3/merge", {**SAID, "other": 2**60}, 400),
        ("/api/incidents/3/note", {"by": "", "text": "heard"}, 400),
        ("/api/incidents/3/erase", SAID, 405),
    ],
)
def test_what_is_no_act(path, body, status):
    assert posted(path, body)[0] == status
    assert posted(path, body)[2] == []


def test_one_incident_with_its_clock():
    async def play():
        async with served() as bench:
            told = msgspec.structs.replace(incident(3), first_plot_s=T0 - 20.0, confirmed_s=T0 - 12.0)
            bench.screens.changes("live", changes(incidents=(told, incident(4)), alerts=(alert(1, 3),)))
            one = await ask(bench, "/api/incidents/3")
            assert one["incident"]["number"] == 3
            assert (one["clock"]["first_plot_s"], one["clock"]["confirmed_s"]) == (T0 - 20.0, T0 - 12.0)
            assert one["clock"]["alerted"] == "duty officer"
            assert one["durations"][0] == {"name": "first plot to track confirmed", "time_s": 8.0}
            assert "first plot" in one["text"].splitlines()[0]
            assert (await bench.client.get("/api/incidents/5")).status_code == 404
            assert (await bench.client.get("/api/incidents/3?partition=drill")).status_code == 404

    run(play())


def test_a_note_and_an_assignment_need_no_other_reason():
    assert posted("/api/incidents/3/note", {"by": "Ona", "text": "heard"})[0] == 200
    assert posted("/api/incidents/3/assign", {"by": "Ona", "to": "police"})[0] == 200
