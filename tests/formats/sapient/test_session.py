"""Sargas as a node of another fusion node: registration, status, reports, tasks and their answers."""

import json

import pytest

from formats.sapient.talk import MADE
from formats.sapient.test_reports import OURS, track
from sargas.formats.sapient.replies import Replies
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.session import ASK_AGAIN_S, Session
from sargas.formats.sapient.settings import Settings
from sargas.formats.sapient.wire import frame_of, payload, sent_s
from sargas.model.alert import Alert
from sargas.model.label import Label
from sargas.model.released import Released

NOW_S = MADE.TIME_S
PARENT = "99999999-0000-4000-8000-000000000009"
ALERT = Alert(9, 7, "warning", "all", "Unidentified aerial object", "opened", NOW_S)


def contents(frames):
    found = [message.content for frame in frames for message in payload(frame).messages]
    assert not any(check(message) for message in found)
    assert all(message.node_id == OURS.own_id for message in found)
    return found


def kinds(frames):
    return [message.WhichOneof("content") for message in contents(frames)]


def ack(accepted=True):
    return Replies(PARENT).registration_ack(OURS.own_id, NOW_S, [] if accepted else ["no room"])


def task(control="CONTROL_START", to=OURS.own_id, **command):
    content = {"taskId": MADE.ulid("t"), "control": control, "command": command}
    return frame_of(
        payload(json.dumps({**MADE.said(PARENT, task=content), "destinationId": to}).encode()).messages[0].content
    )


def released(*items):
    return [Released(item, "POL", Label()) for item in items]


def accepted(**more):
    session = Session(Settings("to", node_id=OURS.own_id, **more))
    session.open(NOW_S)
    session.hear(ack(), NOW_S)
    session.asks()
    return session


def test_it_registers_and_says_how_it_is_before_anything_else() -> None:
    session = Session(OURS)
    assert kinds(session.open(NOW_S)) == ["registration"]
    assert session.tell(released(track()), NOW_S, NOW_S) == []
    assert session.tick(NOW_S + 1.0) == []
    assert not session.asks()
    (status,) = contents(session.hear(ack(), NOW_S + 1.0))
    assert status.status_report.info == status.status_report.INFO_NEW
    assert session.asks()
    assert not session.asks(), "once"
    assert kinds(session.tell(released(track(), ALERT), NOW_S + 1.0, NOW_S + 1.0)) == ["detection_report", "alert"]


def test_status_comes_at_the_declared_interval_and_says_unchanged() -> None:
    session = accepted(status_interval_s=2.0)
    told = [(k / 2.0, message) for k in range(20) for message in contents(session.tick(NOW_S + k / 2.0))]
    assert [at_s for at_s, _ in told] == [2.0, 4.0, 6.0, 8.0]
    assert {message.status_report.info for _, message in told} == {2}
    assert len({message.status_report.report_id for _, message in told}) == 4
    assert all(sent_s(message) == pytest.approx(NOW_S + at_s) for at_s, message in told)


def test_not_acknowledged_it_asks_again_and_refused_it_is_silent() -> None:
    session = Session(OURS)
    session.open(NOW_S)
    assert session.tick(NOW_S + ASK_AGAIN_S - 1.0) == []
    assert kinds(session.tick(NOW_S + ASK_AGAIN_S)) == ["registration"]
    assert session.hear(ack(accepted=False), NOW_S + 40.0) == []
    assert session.notes() == ["the peer refused our registration: no room"]
    assert session.notes() == []
    assert session.tick(NOW_S + 500.0) == []
    assert session.tell(released(ALERT), NOW_S + 500.0, NOW_S + 500.0) == []
    assert kinds(session.hear(ack(), NOW_S + 501.0)) == ["status_report"]


def test_a_peer_that_never_acknowledges_can_be_spoken_to() -> None:
    session = Session(Settings("to", node_id=OURS.own_id, awaits_ack=False))
    assert kinds(session.open(NOW_S)) == ["registration", "status_report"]
    assert session.asks()


@pytest.mark.parametrize(
    ("command", "answers"),
    [
        ({"request": "Registration"}, ["task_ack", "registration", "status_report"]),
        ({"request": "status"}, ["task_ack", "status_report"]),
        ({"request": "Reset"}, ["task_ack", "status_report"]),
        ({"request": "Stop"}, ["task_ack"]),
        ({"request": "Start"}, ["task_ack"]),
        ({"detectionReportRate": "DISCRETE_THRESHOLD_LOW"}, ["task_ack"]),
        ({"modeChange": "Default"}, ["task_ack"]),
    ],
)
def test_tasks_that_are_done(command, answers) -> None:
    frames = accepted().hear(task(**command), NOW_S)
    assert kinds(frames) == answers
    first = contents(frames)[0]
    assert first.task_ack.task_status == first.task_ack.TASK_STATUS_ACCEPTED
    assert first.task_ack.task_id == MADE.ulid("t")
    assert first.destination_id == PARENT


PLACES = {"locations": [{"x": 25.0, "y": 54.0, **MADE.LAT_LON}]}


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ({"request": "Fire"}, "known requests are"),
        ({"detectionThreshold": "DISCRETE_THRESHOLD_LOW"}, "detection_threshold is not for a fusion node"),
        ({"classificationThreshold": "DISCRETE_THRESHOLD_LOW"}, "is not for a fusion node"),
        ({"modeChange": "Weapons"}, "the only mode is Default"),
        ({"lookAt": {"locationList": PLACES}}, "look_at is not for a fusion node"),
        ({"moveTo": PLACES}, "Sargas takes no task of the kind move_to"),
        ({"patrol": PLACES}, "Sargas takes no task of the kind patrol"),
        ({"follow": {"followObjectId": MADE.ulid("x")}}, "Sargas takes no task of the kind follow"),
    ],
)
def test_tasks_that_are_refused_with_the_reason(command, reason) -> None:
    (message,) = contents(accepted().hear(task(**command), NOW_S))
    assert message.task_ack.task_status == message.task_ack.TASK_STATUS_REJECTED
    assert reason in message.task_ack.reason[0]


def test_a_task_can_stop_and_slow_our_reports() -> None:
    session = accepted()
    session.hear(task(request="Stop"), NOW_S)
    assert session.tell(released(track()), NOW_S, NOW_S) == []
    assert kinds(session.tell(released(ALERT), NOW_S, NOW_S)) == ["alert"], "alerts are not stopped"
    session.hear(task(request="Start"), NOW_S)
    assert session.asks()
    session.hear(task(detectionReportRate="DISCRETE_THRESHOLD_LOW"), NOW_S)
    told = [k for k in range(12) if session.tell(released(track()), NOW_S + k, NOW_S + k)]
    assert told == [0, 5, 10]


def test_nothing_is_told_before_the_registration_was_accepted_whatever_is_asked() -> None:
    session = Session(OURS)
    session.open(NOW_S)
    assert kinds(session.hear(task(request="Registration"), NOW_S)) == ["task_ack", "registration"]
    assert session.tell(released(track(), ALERT), NOW_S, NOW_S) == []
    assert not session.asks()


def test_tasks_for_others_are_passed_over_and_stopping_nothing_is_refused() -> None:
    session = accepted()
    assert session.hear(task(to=MADE.RADAR, request="Status"), NOW_S) == []
    (message,) = contents(session.hear(task("CONTROL_STOP", request="Status"), NOW_S))
    assert "no task to stop" in message.task_ack.reason[0]


def test_what_is_wrong_is_answered_by_its_name_and_an_error_never() -> None:
    session = accepted()
    wrong = frame_of(payload(json.dumps(MADE.said(PARENT, task={"taskId": "x"})).encode()).messages[0].content)
    (message,) = contents(session.hear(wrong, NOW_S))
    assert "task.task_id: is no ULID" in message.error.error_message
    error = MADE.frame(MADE.said(PARENT, error={"packet": "AAAA", "errorMessage": ["bad\x00"]}))
    assert session.hear(error, NOW_S) == []
    assert session.hear(b"\xff" * 100, NOW_S) == []
    assert len(session.notes()) == 3


def test_answers_come_however_the_bytes_were_cut() -> None:
    session, found = accepted(), []
    data = task(request="Status") * 2
    for k in range(len(data)):
        found += session.hear(data[k : k + 1], NOW_S)
    assert kinds(found) == ["task_ack", "status_report"] * 2
