"""What an operator may ask of a sensor, and what nobody may."""

from typing import get_args

import pytest

from formats.sapient.talk import MADE, Talk
from sargas.formats.sapient.rules import check
from sargas.formats.sapient.wire import payload
from sargas.model.decision import Ask, Asked, Decision
from sargas.model.released import Reply


def asked(talk, sensor="radar", what="status", **more):
    return talk.decoder.ask(
        Decision("A. Person", MADE.TIME_S, Ask(sensor, what, **more), "why", record_number=41), MADE.TIME_S
    )


def command(reply):
    assert isinstance(reply, Reply), reply
    (message,) = payload(reply.payload).messages
    assert not check(message.content)
    return message.content


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"what": "registration"}, {"request": "Registration"}),
        ({"what": "status"}, {"request": "Status"}),
        ({"what": "reset"}, {"request": "Reset"}),
        ({"what": "start"}, {"request": "Start"}),
        ({"what": "stop"}, {"request": "Stop"}),
        ({"what": "report_rate", "level": "high"}, {"detection_report_rate": 3}),
        ({"what": "mode", "mode": " Sector scan "}, {"mode_change": "Sector scan"}),
    ],
)
def test_what_may_be_asked_is_said(more, expected) -> None:
    message = command(asked(Talk(), **more))
    said = message.task.command
    assert {name: getattr(said, name) for name in expected} == expected
    assert said.WhichOneof("command") == next(iter(expected))
    assert message.destination_id == MADE.RADAR


def test_only_a_camera_is_asked_to_look_somewhere() -> None:
    where = {"lat_deg": 54.71, "lon_deg": 25.33, "height_m": 200.0}
    (place,) = command(asked(Talk(), "camera", "look_at", **where)).task.command.look_at.location_list.locations
    assert (place.y, place.x, place.z) == (54.71, 25.33, 200.0)
    assert asked(Talk(), "radar", "look_at", **where) == "only a camera is asked to look somewhere"
    assert asked(Talk(), "camera", "look_at") == "look_at needs lat_deg and lon_deg"
    assert asked(Talk(), "camera", "look_at", lat_deg=99.0, lon_deg=0.0) == "there is no such place"
    pretender = Talk().say(MADE.registration(MADE.CAMERA, "RADAR"))
    assert asked(pretender, "camera", "look_at", **where) == "only a camera is asked to look somewhere"


@pytest.mark.parametrize(
    ("sensor", "more", "reason"),
    [
        ("nobody", {}, "there is no such sensor here"),
        ("radar", {"what": "report_rate"}, "report_rate needs a level: low, medium or high"),
        ("radar", {"what": "mode", "mode": " "}, "mode needs the name of a mode"),
        (
            "radar",
            {"what": "detection_threshold", "level": "low"},
            "the node does not declare that it takes detection_threshold",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(sensor, more, reason) -> None:
    assert asked(Talk(), sensor, **more) == reason


def test_who_has_not_registered_or_was_refused_is_not_asked() -> None:
    assert asked(Talk(registered=False)) == "the node has not registered"
    refused = Talk(registered=False).say(MADE.registration(MADE.RADAR, "JAMMER"))
    assert asked(refused) == "the node's registration was refused"


def test_there_is_no_word_for_what_is_never_asked() -> None:
    assert not {"move_to", "patrol", "follow", "fire", "engage"} & set(get_args(Asked))


def test_an_answer_is_told_with_what_was_asked_and_by_whom() -> None:
    talk = Talk(registered=False).say(MADE.REGISTRATIONS[0], link="7")
    reply = asked(talk)
    assert reply.link == "7"
    ack = {"taskId": command(reply).task.task_id, "taskStatus": "TASK_STATUS_ACCEPTED"}
    talk.decoder.restore(talk.decoder.checkpoint())
    talk.say(MADE.said(MADE.RADAR, taskAck=ack), link="7")
    assert talk.statuses == [("radar", "ok", "status, asked by A. Person: accepted")]
    assert talk.answers == []
